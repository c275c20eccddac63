"""The office's folder: every batch that arrived, as it was sealed.

`office.json` (whose office, which hub it trusts), `key-set.dsse.json`, and for each batch
`batches/<batch>/` with `certificate.dsse.json`, `manifest.dsse.json` and `packets/<digest>.age`:
still encrypted, so that a lost disk shows nothing. A batch is there once its manifest is: packets
first, the manifest last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desk.domain.errors import NeedsPerson, Refused
from desk.office.batch_check import BatchCheck, Packets, Trust
from desk.office.carry_members import CarryMembers
from desk.office.findings import Checked, Finding, Kind
from desk.office.keys import OFFICE_FILE
from sync.envelope import digest_of, peek
from sync.errors import SyncError
from sync.key_set import check_key_set
from sync.keys import SealingKey, key_id
from sync.manifest import ChainFaultKind, Link, check_chain
from sync.packet import digest_file
from sync.protocol import KeySet, Manifest
from sync.whole_file import make_folder, write_whole

BATCHES: Final = "batches"
CERTIFICATE: Final = "certificate.dsse.json"
MANIFEST: Final = "manifest.dsse.json"
PACKETS: Final = "packets"
KEY_SET: Final = "key-set.dsse.json"
_CHAIN: Final = {
    ChainFaultKind.MISSING: Kind.DAY_MISSING,
    ChainFaultKind.ALTERED: Kind.DAY_ALTERED,
    ChainFaultKind.FORK: Kind.DAY_FORKED,
    ChainFaultKind.RETURNED: Kind.DAY_RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of one batch: "received", "already" (既に受領) or "findings"."""

    place: str
    batch: str = ""
    name: str = ""  # terminal and day, for people
    outcome: str = "findings"
    packets: int = 0
    others: int = 0
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.place,
            "batch": self.batch,
            "outcome": self.outcome,
            "packets": self.packets,
            "others": self.others,
            "findings": [each.as_json() for each in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Source:
    """A batch somewhere: in a carry file, or in a folder as this one."""

    place: str
    certificate: bytes
    manifest: bytes
    packets: Callable[[], Packets]
    broken: Callable[[], str] = lambda: ""


class OfficeFolder:
    """Batches that arrived. Not made for two programs at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    # whom it trusts
    def about(self) -> Mapping[str, str]:
        """office.json; empty where there is none."""
        try:
            found = json.loads((self._folder / OFFICE_FILE).read_bytes())
        except (OSError, ValueError):
            return {}
        return {name: str(value) for name, value in found.items()}

    def trust_hub(self, envelope: bytes, root: str) -> KeySet:
        """Pin the hub by its root key's id, or take a newer key set of the pinned one.

        Raises Refused("office_hub_wrong").
        """
        pinned = self.about().get("root", "") or root.replace(" ", "").lower()
        whole = self._whole_id(envelope, pinned)
        try:
            key_set = check_key_set(envelope, whole, self._serial(whole))
        except SyncError as error:
            raise Refused("office_hub_wrong") from error
        make_folder(self._folder)
        write_whole(self._folder / KEY_SET, envelope)
        about = {**self.about(), "root": whole}
        write_whole(
            self._folder / OFFICE_FILE, json.dumps(about, ensure_ascii=False, indent=1).encode()
        )
        return key_set

    def _whole_id(self, envelope: bytes, given: str) -> str:
        """A fingerprint is the first half of the id (sync.keys.fingerprint)."""
        try:
            named = key_id(peek(envelope, KeySet).root.public)
        except SyncError as error:
            raise Refused("office_hub_wrong") from error
        if len(given) < 32 or not named.startswith(given):
            raise Refused("office_hub_wrong")
        return named

    def _serial(self, root: str) -> int:
        known = self.key_set(root)
        return -1 if known is None else known.serial

    def key_set(self, root: str = "") -> KeySet | None:
        """The hub's keys as they were last brought; None where no hub is trusted yet."""
        root = root or self.about().get("root", "")
        try:
            return check_key_set((self._folder / KEY_SET).read_bytes(), root) if root else None
        except (OSError, SyncError):
            return None

    # what arrived
    def take_in(self, source: Source, identity: SealingKey, municipality: str) -> Import:
        """Check one batch and keep it; a second time changes nothing."""
        key_set = self.key_set()
        if key_set is None:
            raise NeedsPerson("office_no_hub")
        trust = Trust(key_set=key_set, identity=identity, municipality=municipality)
        check = BatchCheck(source.place, source.certificate, source.manifest, trust)
        kept: list[str] = []
        batch = _batch_of(source.manifest)
        folder = self._folder / BATCHES / batch
        there = self._manifest_of(batch)
        if there is not None and digest_of(there) != digest_of(source.manifest):
            finding = Finding(kind=Kind.BAD_MANIFEST, place=source.place, why="batch_conflict")
            return Import(place=source.place, batch=batch, findings=(finding,))

        def keep(digest: str, data: bytes) -> None:
            path = folder / PACKETS / f"{digest}.age"
            if not _is_whole(path, digest):
                make_folder(path.parent)
                write_whole(path, data)
                kept.append(digest)

        check.run(source.packets(), keep)
        findings = [*check.findings]
        if source.broken():
            findings.append(Finding(kind=Kind.BAD_FILE, place=source.place, why=source.broken()))
        if check.link is not None and not check.findings:
            make_folder(folder)
            write_whole(folder / CERTIFICATE, source.certificate)
            write_whole(folder / MANIFEST, source.manifest)
        received = there is None or bool(kept)
        outcome = "findings" if findings else ("received" if received else "already")
        return Import(
            place=source.place,
            batch=batch,
            name=_name_of(source.manifest),
            outcome=outcome,
            packets=check.packets - check.others,
            others=check.others,
            findings=tuple(findings),
        )

    def _manifest_of(self, batch: str) -> bytes | None:
        try:
            return (self._folder / BATCHES / batch / MANIFEST).read_bytes()
        except OSError:
            return None


def _is_whole(path: Path, digest: str) -> bool:
    return path.exists() and digest_file(path)[0] == digest


def _batch_of(manifest: bytes) -> str:
    """Its id, which is a UUID by the message's own rules, so it may name a folder."""
    try:
        return peek(manifest, Manifest).batch
    except SyncError as error:
        raise Refused("office_not_ours") from error


def _name_of(manifest: bytes) -> str:
    told = peek(manifest, Manifest)
    return f"{told.label} {told.day.isoformat()}"


# where batches come from -------------------------------------------------------------------------
def sources(path: Path) -> Iterator[Source]:
    """Every batch in a carry file, in a folder of carry files, or in a folder as the hub's
    download and the office's own are. Raises Refused("office_not_ours")."""
    if path.is_file():
        yield _carried(path)
        return
    found = False
    for file in sorted(path.rglob("*.machikado")):
        found = True
        yield _carried(file)
    for manifest in sorted(path.rglob(MANIFEST)):
        found = True
        yield _laid_out(manifest.parent)
    if not found:
        raise Refused("office_not_ours", name=path.name)


def _carried(path: Path) -> Source:
    try:
        members = CarryMembers.of(path)
    except SyncError as error:
        raise Refused("office_not_ours", name=path.name) from error
    return Source(
        path.name,
        members.certificate,
        members.manifest,
        members.packets,
        lambda: members.broken,
    )


def _laid_out(folder: Path) -> Source:
    def packets() -> Packets:
        for path in sorted((folder / PACKETS).glob("*.age")):
            yield path.stem, path.read_bytes()

    try:
        certificate = (folder / CERTIFICATE).read_bytes()
    except FileNotFoundError as error:
        raise Refused("office_not_ours", name=folder.name) from error
    return Source(folder.name, certificate, (folder / MANIFEST).read_bytes(), packets)


# looking at it again -----------------------------------------------------------------------------
def verify(found: list[Source], trust: Trust) -> Checked:
    """Every packet of every batch, and the chain of days of every terminal."""
    checks = []
    for source in found:
        check = BatchCheck(source.place, source.certificate, source.manifest, trust)
        check.run(source.packets())
        if source.broken():
            check.findings.append(
                Finding(kind=Kind.BAD_FILE, place=source.place, why=source.broken())
            )
        checks.append(check)
    links = [check.link for check in checks if check.link is not None]
    findings = [finding for check in checks for finding in check.findings]
    return Checked(
        batches=len(checks),
        packets=sum(check.packets for check in checks),
        others=sum(check.others for check in checks),
        opened=sum(check.opened for check in checks),
        findings=(*findings, *_chain(links)),
    )


def _chain(links: list[Link]) -> Iterator[Finding]:
    for fault in check_chain(links):
        missing = ", ".join(f"#{each}" for each in fault.missing)
        yield Finding(
            kind=_CHAIN[fault.kind],
            place=fault.batch,
            why=missing or f"#{fault.sequence}",
        )
