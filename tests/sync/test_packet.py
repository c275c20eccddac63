"""Packets: what comes out is what went in, and nothing else ever comes out."""

from __future__ import annotations

import hashlib
import io
import stat
from dataclasses import replace
from pathlib import Path

import msgspec
import pyrage
import pytest

from sync import ustar
from sync.envelope import seal
from sync.errors import NeedsPerson, Refused
from sync.keys import SealingKey, SigningKey
from sync.packet import (
    APPLICATION_NAME,
    STATEMENT_NAME,
    OpenedPacket,
    PacketDraft,
    PacketFile,
    check_line,
    check_sealed_head,
    digest_file,
    open_packet,
    seal_packet,
    seal_packets,
)
from sync.protocol import STATEMENT, Statement, StatementFile
from tests.sync.samples import World, application_json, facts, line_of, manifest_of

FILES = (
    PacketFile("photo.jpg", b"\xff\xd8 photo"),
    PacketFile("form_page.jpg", b"\xff\xd8 form"),
    PacketFile("evidence/frame.jpg", b"\xff\xd8 frame"),
)


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture
def opened(world, tmp_path) -> OpenedPacket:
    packet = world.seal(tmp_path)
    return open_packet(packet.path, world.office.office, [world.terminal.key.public])


def contents() -> tuple[PacketFile, ...]:
    return (PacketFile(APPLICATION_NAME, application_json()), *FILES)


def signed(world: World, files: tuple[PacketFile, ...], **changes: object) -> PacketFile:
    """A statement over any files, honest or not."""
    plain = Statement(
        application=world.terminal.id,
        version=1,
        number="261125-K3-001-C",
        municipality="131016",
        terminal=world.terminal.id,
        day=facts(world.terminal.id).day,
        sealed_at=facts(world.terminal.id).sealed_at,
        files=tuple(
            StatementFile(name=f.name, sha256=hashlib.sha256(f.data).hexdigest(), size=len(f.data))
            for f in files
        ),
    )
    statement = msgspec.structs.replace(plain, **changes)
    return PacketFile(STATEMENT_NAME, seal(statement, STATEMENT, world.terminal.key))


def tar(*members: PacketFile) -> bytes:
    parts = b"".join(b"".join(ustar.member(each.name, each.data)) for each in members)
    return parts + ustar.end_of(len(parts))


def sealed(world: World, plain: bytes) -> bytes:
    keys = [pyrage.x25519.Recipient.from_str(each) for each in world.office.recipients]
    return bytes(pyrage.encrypt(plain, keys))


def opens(world: World, packet: bytes) -> OpenedPacket:
    return open_packet(io.BytesIO(packet), world.office.office, [world.terminal.key.public])


def refusal(world: World, packet: bytes) -> tuple[str, object]:
    with pytest.raises(Refused) as caught:
        opens(world, packet)
    return caught.value.code, caught.value.facts.get("why")


# whole ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["office", "recovery"])
def test_both_recipients_open_it_and_get_what_went_in(world, tmp_path, who):
    said = facts(world.terminal.id)
    packet = seal_packet(
        tmp_path, said, application_json(), FILES, world.terminal.key, world.office.recipients
    )
    known = [SigningKey.new().public, world.terminal.key.public]
    opened = open_packet(packet.path, getattr(world.office, who), known)
    assert opened.application == application_json()
    assert opened.files == FILES
    assert opened.statement == packet.statement
    assert opened.statement.application == said.application
    assert [each.name for each in opened.statement.files] == [each.name for each in contents()]
    assert (opened.digest, opened.size) == (packet.digest, packet.size)


def test_the_file_is_named_by_its_digest_and_only_ours(world, tmp_path):
    packet = world.seal(tmp_path)
    assert packet.path == tmp_path / f"{packet.digest}.age"
    assert digest_file(packet.path) == (packet.digest, packet.size)
    assert stat.S_IMODE(packet.path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [packet.path]


def test_nobody_else_opens_it(world, tmp_path):
    packet = world.seal(tmp_path)
    with pytest.raises(Refused, match="malformed"):
        open_packet(packet.path, SealingKey.new(), [world.terminal.key.public])


def test_nothing_in_it_can_be_read_without_a_key(world, tmp_path):
    packet = world.seal(tmp_path)
    content = packet.path.read_bytes()
    for said in (
        b"photo.jpg",
        b"application",
        b"261125-K3-001",
        packet.statement.application.encode(),
    ):
        assert said not in content


def test_a_statement_of_another_terminal_is_forged(world, tmp_path):
    packet = world.seal(tmp_path)
    with pytest.raises(Refused, match="forged"):
        open_packet(packet.path, world.office.office, [SigningKey.new().public])
    with pytest.raises(Refused, match="forged"):
        open_packet(packet.path, world.office.office, [])


def test_many_are_sealed_in_order_one_ahead_of_the_disk(world, tmp_path):
    asked: list[int] = []

    def drafts():
        for serial in range(5):
            asked.append(serial)
            yield PacketDraft(
                facts=facts(world.terminal.id, serial),
                application=application_json(serial),
                files=FILES,
                recipients=world.office.recipients,
            )

    numbers = []
    for packet in seal_packets(tmp_path, drafts(), world.terminal.key):
        assert packet.path.stat().st_size == packet.size
        assert len(asked) - len(numbers) <= 2
        numbers.append(packet.statement.number)
    assert numbers == [facts(world.terminal.id, serial).number for serial in range(5)]
    assert len(list(tmp_path.iterdir())) == 5


def test_a_full_disk_is_an_os_error_and_leaves_nothing(world, tmp_path):
    with pytest.raises(OSError, match="No such file"):
        world.seal(tmp_path / "missing")
    with pytest.raises(OSError, match="No such file"):
        list(
            seal_packets(
                tmp_path / "missing",
                [
                    PacketDraft(
                        facts=facts(world.terminal.id),
                        application=b"{}",
                        files=(),
                        recipients=world.office.recipients,
                    )
                ],
                world.terminal.key,
            )
        )
    assert list(tmp_path.iterdir()) == []


def test_two_different_recipients_are_needed(world, tmp_path):
    one = world.office.office.recipient
    for pair in ((one, one), (one, "age1nobody"), ("", one)):
        with pytest.raises(Refused, match="malformed"):
            seal_packet(tmp_path, facts("t"), b"{}", (), world.terminal.key, pair)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../up.jpg", "/etc/passwd", "a/b/c.jpg", "Photo.jpg", "", "写真.jpg", "application.json"],
)
def test_names_that_no_packet_may_have(world, tmp_path, name):
    with pytest.raises(ValueError, match="name"):
        seal_packet(
            tmp_path,
            facts("t"),
            b"{}",
            [PacketFile(name, b"x")],
            world.terminal.key,
            world.office.recipients,
        )


def test_too_large_is_said_before_anything_is_written(world, tmp_path, monkeypatch):
    monkeypatch.setattr("sync.packet.MOST_PACKET_BYTES", 20_000)
    with pytest.raises(NeedsPerson, match="too_large"):
        world.seal(tmp_path, size=30_000)
    assert list(tmp_path.iterdir()) == []
    big = sealed(world, tar(signed(world, contents()), *contents()) + bytes(20_000))
    assert refusal(world, big) == ("malformed", "too large")


# changed, missing, added, replaced -----------------------------------------------------------
def test_the_makings_of_these_tests_are_sound(world):
    opened = opens(world, sealed(world, tar(signed(world, contents()), *contents())))
    assert opened.files == FILES


def test_a_changed_file_inside_is_detected(world):
    changed = [replace(each, data=each.data[:-1] + b"X") for each in contents()]
    for at in range(4):
        members = [*contents()[:at], changed[at], *contents()[at + 1 :]]
        packet = sealed(world, tar(signed(world, contents()), *members))
        assert refusal(world, packet) == ("forged", "statement")


def test_a_missing_an_added_a_renamed_and_a_moved_file_are_detected(world):
    application, photo, page, frame = contents()
    for members in (
        (application, photo, page),
        (application, photo, page, frame, PacketFile("more.jpg", b"x")),
        (application, PacketFile("other.jpg", photo.data), page, frame),
        (application, page, photo, frame),
        (application,),
    ):
        packet = sealed(world, tar(signed(world, contents()), *members))
        assert refusal(world, packet) == ("forged", "statement")


def test_the_first_two_members_are_fixed(world):
    application, *others = contents()
    statement = signed(world, contents())
    for members in ((application, statement, *others), (statement, *others), (statement,), ()):
        assert refusal(world, sealed(world, tar(*members))) == ("malformed", "first members")


def test_a_statement_of_something_else_signed_by_the_terminal_does_not_count(world):
    statement = msgspec.json.decode(signed(world, contents()).data)
    statement["payloadType"] = "application/vnd.machikado.session+json"
    forged = PacketFile(STATEMENT_NAME, msgspec.json.encode(statement))
    assert refusal(world, sealed(world, tar(forged, *contents()))) == ("forged", "media type")


def test_every_changed_byte_of_the_sealed_packet_is_detected(world, tmp_path):
    content = world.seal(tmp_path, size=100).path.read_bytes()
    for at in range(0, len(content), 97):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        with pytest.raises(Refused):
            opens(world, changed)


@pytest.mark.parametrize("cut", [0, 1, 22, 200, 600, 4000, -1, -17])
def test_a_cut_packet_is_detected(world, tmp_path, cut):
    content = world.seal(tmp_path).path.read_bytes()
    assert refusal(world, content[:cut])[0] == "malformed"
    assert refusal(world, content + content[:cut] + b"\0")[0] == "malformed"


# against its manifest ------------------------------------------------------------------------
def test_a_packet_is_the_one_that_the_manifest_lists(world, tmp_path):
    packet = world.seal(tmp_path)
    opened = open_packet(packet.path, world.office.office, [world.terminal.key.public])
    line = line_of(packet)
    check_line(opened, line, manifest_of(world.terminal, [line]))


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("digest", "0" * 64),
        ("size", 7),
        ("application", "01890000-0000-7000-8000-000000000000"),
        ("version", 2),
        ("supersedes", "01890000-0000-7000-8000-000000000000"),
        ("number", "261125-K3-099-C"),
        ("municipality", "141003"),
    ],
)
def test_a_replaced_packet_is_detected(world, tmp_path, what, value):
    packet = world.seal(tmp_path)
    opened = open_packet(packet.path, world.office.office, [world.terminal.key.public])
    line = msgspec.structs.replace(line_of(packet), **{what: value})
    with pytest.raises(Refused, match=f"packet_refused.*{what}"):
        check_line(opened, line, manifest_of(world.terminal, [line]))


def test_a_packet_of_another_terminal_in_the_manifest_is_detected(world, opened, tmp_path):
    manifest = manifest_of(World().terminal, [])
    line = line_of(world.seal(tmp_path))
    line = msgspec.structs.replace(line, digest=opened.digest, size=opened.size)
    said = opened.statement
    line = msgspec.structs.replace(line, application=said.application, number=said.number)
    with pytest.raises(Refused, match="terminal"):
        check_line(opened, line, manifest)


# what the hub sees of it ---------------------------------------------------------------------
def test_only_what_is_sealed_for_two_looks_like_a_packet(world, tmp_path):
    content = world.seal(tmp_path).path.read_bytes()
    check_sealed_head(content)
    check_sealed_head(content[:2048])
    one = pyrage.encrypt(b"x", [pyrage.x25519.Identity.generate().to_public()])
    three = pyrage.encrypt(b"x", [pyrage.x25519.Identity.generate().to_public() for _ in range(3)])
    phrase = pyrage.passphrase.encrypt(b"x", "passphrase")
    for other in (b"", b"%PDF-1.7", one, three, phrase, content[:200], content[1:]):
        with pytest.raises(Refused, match="malformed"):
            check_sealed_head(other)


def test_a_digest_is_read_in_pieces(tmp_path: Path):
    path = tmp_path / "large"
    path.write_bytes(b"7" * 1_000_000)
    assert digest_file(path) == (hashlib.sha256(b"7" * 1_000_000).hexdigest(), 1_000_000)
