"""Makes the test vectors anew: `python -m tests.sync.make_vectors`.

Only for a new version of the format: what is committed stands for what others have built. Keys
are fixed and worth nothing; sealing is not repeatable, so the packets differ each time.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from sync.carry import write_carry
from sync.enrolment import EnrolmentCode
from sync.envelope import digest_of
from sync.keys import SealingKey, SigningKey
from sync.packet import PacketFile, StatementFacts, open_packet, seal_packet
from sync.protocol import Manifest
from tests.sync.samples import (
    CHIYODA,
    DAY,
    NOON,
    HubKeys,
    OfficeKeys,
    SealedDay,
    TerminalKeys,
    World,
    line_of,
    manifest_of,
    number,
)

FOLDER = Path(__file__).parent / "vectors"
TERMINAL = "01933f2a-0000-7000-8000-00000000c0de"
BATCH = "01933f2b-1111-7222-8333-444455556666"
PASSPHRASE = "correct horse battery staple"
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def signing_key(name: str) -> SigningKey:
    """A key that everybody can make: the seed is SHA-256 of its name."""
    return SigningKey(hashlib.sha256(f"machikado test vector {name}".encode()).digest())


def fixed_world() -> World:
    """The same keys as those in keys.json, once that is there."""
    kept = read_keys()
    sealing = {
        name: SealingKey(kept[name]["secret"]) if kept else SealingKey.new()
        for name in ("office", "recovery")
    }
    hub = HubKeys("テスト県ハブ", *(signing_key(each) for each in ("root", "receipt", "issuer")))
    world = World(hub, OfficeKeys(**sealing))
    terminal = TerminalKeys(
        hub, id=TERMINAL, key=signing_key("terminal"), supervisor=signing_key("supervisor")
    )
    object.__setattr__(world, "terminal", terminal)
    return world


def read_keys() -> dict[str, Any]:
    path = FOLDER / "keys.json"
    return msgspec.json.decode(path.read_bytes()) if path.exists() else {}


def keys_of(world: World) -> dict[str, Any]:
    signing = {
        "root": world.hub.root,
        "receipt": world.hub.receipt,
        "issuer": world.hub.issuer,
        "terminal": world.terminal.key,
        "supervisor": world.terminal.supervisor,
    }
    sealing = {"office": world.office.office, "recovery": world.office.recovery}
    return {
        **{
            name: {"seed": key.private.hex(), "public": key.public, "id": key.id}
            for name, key in signing.items()
        },
        **{
            name: {"secret": key.secret, "recipient": key.recipient}
            for name, key in sealing.items()
        },
        "passphrase": PASSPHRASE,
    }


def seal_day(world: World, folder: Path) -> SealedDay:
    packets = []
    for serial in (1, 2):
        said = StatementFacts(
            application=f"01933f2a-00{serial:02}-7000-8000-000000000001",
            version=1,
            number=number(serial),
            municipality=CHIYODA,
            terminal=TERMINAL,
            day=DAY,
            sealed_at=NOON,
        )
        application = msgspec.json.encode(
            {"schema": "machikado-application/1", "id": said.application, "number": said.number}
        )
        files = [PacketFile("photo.jpg", PHOTO), PacketFile("form_page.jpg", PHOTO + b"\n")]
        packets.append(
            seal_packet(
                folder,
                said,
                application,
                files[: 3 - serial],
                world.terminal.key,
                world.office.recipients,
            )
        )
    lines = [line_of(packets[0], "mail"), line_of(packets[1], "counter")]
    manifest = manifest_of(world.terminal, lines, batch=BATCH)
    return SealedDay(folder, manifest, world.terminal.sign(manifest), tuple(packets))


def main() -> None:
    world = fixed_world()
    shutil.rmtree(FOLDER, ignore_errors=True)
    packets = FOLDER / "packets"
    packets.mkdir(parents=True)
    day = seal_day(world, packets)
    manifest: Manifest = day.manifest
    receipt = world.hub.receipt_for(
        manifest, digest_of(day.envelope), received_at=NOON + timedelta(hours=6)
    )
    files = {
        ".gitattributes": b"* -text\n",
        "keys.json": msgspec.json.format(msgspec.json.encode(keys_of(world)), indent=2) + b"\n",
        "office-identity.age": world.office.office.locked(PASSPHRASE),
        "key-set.dsse.json": world.hub.signed_key_set(),
        "certificate.dsse.json": world.terminal.signed_certificate,
        "reference.dsse.json": world.hub.reference(world.office),
        "manifest.dsse.json": day.envelope,
        "receipt.dsse.json": receipt,
        "enrolment.txt": EnrolmentCode(
            "https://hub.example.jp:8443", "7K3QX-0M9TB-ZZ4AE-R5H2W", world.hub.root.id
        )
        .text()
        .encode()
        + b"\n",
    }
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
    write_carry(FOLDER, world.terminal.signed_certificate, day.envelope, day.path_of)
    keep_opened(world, day)


def keep_opened(world: World, day: SealedDay) -> None:
    """What is in each packet, as files."""
    for packet in day.packets:
        opened = open_packet(packet.path, world.office.office, [world.terminal.key.public])
        folder = FOLDER / "opened" / packet.statement.number
        folder.mkdir(parents=True)
        (folder / "statement.dsse.json").write_bytes(opened.envelope)
        (folder / "application.json").write_bytes(opened.application)
        for file in opened.files:
            (folder / file.name).write_bytes(file.data)


if __name__ == "__main__":
    main()
