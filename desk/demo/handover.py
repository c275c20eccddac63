"""What a demonstration day left for others, checked as they would: hub, office, second hub."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from desk.demo.centre import Centre, CentreFailed
from desk.services.batch_store import BatchRow
from desk.storage.store import SqliteStore
from sync.carry import write_carry
from sync.envelope import peek
from sync.keys import SealingKey
from sync.packet import open_packet
from sync.protocol import Certificate, Digest, Manifest, Receipt


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """The office's and the recovery key of one demonstration; thrown away at its end."""

    office: SealingKey = field(default_factory=SealingKey.new)
    recovery: SealingKey = field(default_factory=SealingKey.new)


def hand_over(
    store: SqliteStore, out: Path, keys: OfficeKeys, centre: Centre, second: Centre
) -> Counter[str]:
    """Writes `manifest.dsse.json`, `receipt.json` and `carried/`; counts applications:

    `sealed` in a manifest, `received` under the hub's receipt, `opened` from the hub's own objects
    with the office's key, `carried` under the second hub's receipt of the file.
    """
    figures: Counter[str] = Counter(sealed=0, received=0, opened=0, carried=0)
    (out / "carried").mkdir(exist_ok=True)
    second.trust(centre)
    for row in store.batches():
        figures += _one(store, row, out, keys, centre, second)
    return figures


def _one(
    store: SqliteStore, row: BatchRow, out: Path, keys: OfficeKeys, centre: Centre, second: Centre
) -> Counter[str]:
    envelope, receipt = store.manifest(row.id), store.receipt(row.id)
    certificate = store.certificate_of(row.id).certificate
    manifest = peek(envelope, Manifest)
    (out / "manifest.dsse.json").write_bytes(envelope)
    figures = Counter(batches=1, sealed=len(manifest.packets))
    if receipt is not None:
        (out / "receipt.json").write_bytes(receipt.envelope)
        figures["received"] = _covered(manifest, receipt.envelope)
    key = peek(certificate, Certificate).key.public
    figures["opened"] = sum(
        _opens(centre, line.digest, line.application, keys, key) for line in manifest.packets
    )

    def packet(digest: Digest) -> Path:
        return out / "data" / "outbox" / f"{digest}.age"

    file = write_carry(out / "carried", certificate, envelope, packet)
    second.import_files([file], out / "carried")
    answers = list((out / "carried").glob(f"{file.stem}*receipt.json"))
    if not answers:
        raise CentreFailed("the second hub gave no receipt")
    figures["carried"] = _covered(manifest, answers[0].read_bytes())
    return figures


def _covered(manifest: Manifest, receipt: bytes) -> int:
    covered = {each.digest for each in peek(receipt, Receipt).packets}
    return sum(each.digest in covered for each in manifest.packets)


def _opens(centre: Centre, digest: str, application: str, keys: OfficeKeys, terminal: str) -> bool:
    path = next(centre.folder.rglob(f"{digest}.age"), None)
    if path is None:
        return False
    opened = open_packet(path, keys.office, [terminal])
    return opened.digest == digest and opened.statement.application == application
