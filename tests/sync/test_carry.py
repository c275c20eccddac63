"""Carry files: whole or not there, read back, and what sticks do to them."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.carry import (
    Cancelled,
    carry_name,
    is_carry_file,
    read_carry,
    read_receipt,
    receipt_path,
    write_carry,
    write_receipt,
)
from sync.enrolment import issue_certificate
from sync.envelope import digest_of
from sync.errors import NeedsPerson, Refused, SyncError
from sync.manifest import sign_manifest
from sync.packet import open_packet
from sync.protocol import Digest, KeySet, PublicKey
from tests.sync.samples import (
    CHIYODA,
    NOON,
    HubKeys,
    SealedDay,
    TerminalKeys,
    World,
    invented_line,
    manifest_of,
)

PACKET_BYTES = 300_000


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def day(world, tmp_path_factory) -> SealedDay:
    return world.day(tmp_path_factory.mktemp("outbox"), applications=3, size=PACKET_BYTES)


@pytest.fixture
def stick(tmp_path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def carried(world, day, stick) -> Path:
    return write(world, day, stick)


def write(world: World, day: SealedDay, folder: Path, **more: object) -> Path:
    certificate = world.terminal.signed_certificate
    return write_carry(folder, certificate, day.envelope, day.path_of, **more)


def trouble(*arguments: object, **more: object) -> str:
    with pytest.raises(NeedsPerson) as caught:
        write(*arguments, **more)
    return caught.value.code


def read_all(path: Path, key_set: KeySet | None = None) -> list[Digest]:
    with read_carry(path) as carry:
        if key_set is not None:
            carry.check(key_set, NOON)
        return [digest for digest, _packet in carry.iter_packets()]


# whole ----------------------------------------------------------------------------------------
def test_what_was_carried_is_what_was_sealed(world, day, carried):
    with read_carry(carried) as carry:
        certificate, manifest = carry.check(world.hub.key_set(), NOON)
        assert (carry.manifest, carry.certificate) == (
            day.envelope,
            world.terminal.signed_certificate,
        )
        assert (certificate, manifest) == (world.terminal.certificate, day.manifest)
        opened = [
            open_packet(packet, world.office.office, [certificate.key.public])
            for _digest, packet in carry.iter_packets()
        ]
    assert [each.digest for each in opened] == [line.digest for line in manifest.packets]


def test_its_name_says_terminal_day_and_batch_only(day, carried):
    assert carried.name == f"MKD-K3-261125-{day.manifest.batch[:8]}.machikado"
    assert carried.name == carry_name(day.manifest)
    assert is_carry_file(carried)
    assert list(carried.parent.iterdir()) == [carried]


def test_any_tar_shows_what_is_in_it(day, carried):
    with tarfile.open(carried) as read:
        names = [each.name for each in read]
    packets = [f"packets/{line.digest}.age" for line in day.manifest.packets]
    envelopes = ["certificate.dsse.json", "manifest.dsse.json"]
    assert names == ["carry.json", *envelopes, *packets, "end.json"]


def test_a_day_without_applications_travels_too(world, stick):
    manifest = manifest_of(world.terminal, [])
    empty = SealedDay(stick, manifest, world.terminal.sign(manifest), ())
    assert read_all(write(world, empty, stick)) == []


def test_packets_may_be_read_in_part_or_not_at_all(day, carried):
    with read_carry(carried) as carry:
        for at, (_digest, packet) in enumerate(carry.iter_packets()):
            if at:
                assert len(packet.read(1000 * at)) == 1000 * at
    with read_carry(carried) as carry, (carried.parent / "copy").open("wb") as copy:
        for _digest, packet in carry.iter_packets():
            shutil.copyfileobj(packet, copy)
    assert (carried.parent / "copy").stat().st_size == sum(each.size for each in day.packets)


def test_writing_it_again_replaces_it(world, day, carried):
    carried.write_bytes(b"an older one")
    assert write(world, day, carried.parent) == carried
    assert len(read_all(carried)) == 3


def test_what_a_pulled_stick_left_is_cleared_and_others_files_stay(world, day, stick):
    left = stick / "MKD-K3-261101-00000000.machikado.part"
    others = [stick / "MKD-K4-261101-00000000.machikado.part", stick / "report.pdf"]
    for each in (left, *others):
        each.write_bytes(b"x")
    target = write(world, day, stick)
    assert sorted(stick.iterdir()) == sorted([target, *others])


def test_parts_folders_and_others_are_no_carry_files(carried, stick):
    assert not is_carry_file(carried.rename(carried.with_name(carried.name + ".part")))
    assert not is_carry_file(stick / "MKD-K3-261125-01890000.machikado")
    (stick / "MKD-K3-261125-01890001.machikado").mkdir()
    assert not is_carry_file(stick / "MKD-K3-261125-01890001.machikado")
    assert not is_carry_file(stick / "machikado")


def test_progress_grows_to_the_end_and_covers_reading_back(world, day, stick):
    seen: list[tuple[int, int]] = []
    path = write(world, day, stick, progress=lambda done, total: seen.append((done, total)))
    assert len({total for _done, total in seen}) == 1
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    assert seen[-1][0] == seen[-1][1] >= 2 * path.stat().st_size
    assert len(seen) > 10


@pytest.mark.parametrize("steps", [0, 1, 5, 12])
def test_it_can_be_stopped_at_any_point_and_leaves_nothing(world, day, stick, steps):
    asked = iter(range(100))
    with pytest.raises(Cancelled):
        write(world, day, stick, cancelled=lambda: next(asked) >= steps)
    assert list(stick.iterdir()) == []


def test_memory_does_not_grow_with_the_packets(world, tmp_path, stick):
    large = world.day(tmp_path, applications=2, size=12_000_000)
    tracemalloc.start()
    try:
        path = write(world, large, stick)
        assert len(read_all(path)) == 2
        with read_carry(path) as carry:
            for _digest, packet in carry.iter_packets():
                while packet.read(1 << 16):
                    pass
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 3_000_000


# packets that are not there -------------------------------------------------------------------
@pytest.mark.parametrize("how", ["missing", "changed", "shorter", "longer"])
def test_a_packet_lost_here_is_not_the_sticks_fault(world, tmp_path, stick, how):
    day = world.day(tmp_path, applications=2)
    path = day.packets[1].path
    content = path.read_bytes()
    spoiled = {
        "changed": content[:-1] + bytes([content[-1] ^ 1]),
        "shorter": content[:-1],
        "longer": content + b"x",
    }
    path.unlink() if how == "missing" else path.write_bytes(spoiled[how])
    assert trouble(world, day, stick) == "packet_lost"
    assert list(stick.iterdir()) == []


# sticks ---------------------------------------------------------------------------------------
@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small file system of its own, where this user may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    mount = shutil.which("mount")
    done = mount and subprocess.run([mount, *command[1:]], capture_output=True, check=False)
    if not done or done.returncode != 0:
        pytest.skip("may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def test_a_stick_without_the_space_is_told_before_writing(world, day, stick):
    with mounted(stick, "size=400k"):
        assert trouble(world, day, stick) == "stick_full"
        assert list(stick.iterdir()) == []


def test_a_stick_that_fills_up_on_the_way(world, day, stick):
    with mounted(stick, "size=1300k"):

        def fill(done: int, _total: int) -> None:
            if done > 300_000 and not (stick / "other").exists():
                (stick / "other").write_bytes(bytes(600_000))

        assert trouble(world, day, stick, progress=fill) == "stick_full"
        assert [each.name for each in stick.iterdir()] == ["other"]


def test_a_file_system_for_smaller_files_only(world, day, stick):
    """As FAT32 at 4 GB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        assert trouble(world, day, stick) == "stick_full"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(stick.iterdir()) == []


def test_a_stick_that_is_write_protected(world, day, stick):
    with mounted(stick, "size=2m,ro"):
        assert trouble(world, day, stick) == "stick_read_only"


def test_a_folder_that_may_not_be_written(world, day, stick):
    if os.geteuid() == 0:
        pytest.skip("root may")
    stick.chmod(0o500)
    assert trouble(world, day, stick) == "stick_read_only"


def at_half(act: Callable[[], object], half: float) -> Callable[[int, int], None]:
    """Does it once, when so much is done."""
    acted: list[object] = []

    def progress(done: int, total: int) -> None:
        if not acted and done > half * total:
            acted.append(act())

    return progress


@pytest.mark.parametrize("when", [0.1, 0.4, 0.6])
def test_a_stick_that_is_pulled(world, day, stick, when):
    with mounted(stick, "size=5m"):

        def progress(done: int, total: int) -> None:
            if done > when * total and stick.is_dir():
                subprocess.run(["umount", "-l", str(stick)], check=True)
                stick.rmdir()

        assert trouble(world, day, stick, progress=progress) == "stick_gone"


def test_a_stick_that_was_never_there(world, day, stick):
    assert trouble(world, day, stick / "missing") == "stick_gone"
    (stick / "file").write_bytes(b"x")
    assert trouble(world, day, stick / "file") == "stick_gone"


@pytest.mark.parametrize("spoil", ["change", "cut", "add"])
def test_what_is_read_back_must_be_what_was_written(world, day, stick, spoil):
    def act() -> None:
        part = next(stick.glob("*.part"))
        with part.open("r+b") as file:
            if spoil == "change":
                file.seek(-20_000, os.SEEK_END)
                file.write(b"?")
            elif spoil == "cut":
                file.truncate(700_000)
            else:
                file.seek(0, os.SEEK_END)
                file.write(b"?")

    assert trouble(world, day, stick, progress=at_half(act, 0.55)) == "stick_damaged"
    assert list(stick.iterdir()) == []


_UNDER_STRACE = """
import sys
from pathlib import Path
from sync.carry import write_carry
from sync.errors import NeedsPerson
outbox, stick = Path(sys.argv[1]), Path(sys.argv[2])
envelopes = [(outbox / name).read_bytes() for name in ("certificate", "manifest")]
try:
    write_carry(stick, *envelopes, lambda digest: outbox / f"{digest}.age")
except NeedsPerson as error:
    print(error.code)
else:
    print("fine")
"""


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("fsync:error=EIO:when=1", "stick_error"),
        ("rename:error=ENODEV:when=1", "stick_gone"),
        ("fsync:error=EINVAL:when=2", "fine"),  # file systems that cannot flush a folder
    ],
)
def test_an_error_of_the_medium(world, tmp_path, stick, fault, code):
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not here")
    day = world.day(tmp_path, applications=1)
    (tmp_path / "certificate").write_bytes(world.terminal.signed_certificate)
    (tmp_path / "manifest").write_bytes(day.envelope)
    call = fault.partition(":")[0]
    trace = [strace, "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={fault}"]
    program = [sys.executable, "-B", "-c", _UNDER_STRACE, str(tmp_path), str(stick)]
    done = subprocess.run(
        [*trace, *program], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    if "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.stdout.strip() == code, done.stderr
    assert [each.name for each in stick.iterdir()] == (
        [carry_name(day.manifest)] if code == "fine" else []
    )


# files that are read --------------------------------------------------------------------------
def refusal(path: Path, key_set: KeySet | None = None) -> str:
    with pytest.raises(SyncError) as caught:
        read_all(path, key_set)
    return caught.value.code


def test_a_file_of_another_format(stick):
    for at, content in enumerate(
        (b"", b"x", b"PK\x03\x04" + bytes(5000), bytes(10240), b"%PDF" * 3000, b"{}" * 600)
    ):
        path = stick / f"{at}.machikado"
        path.write_bytes(content)
        assert refusal(path) == "not_ours"


def test_what_is_not_a_file_is_never_waited_for(stick):
    os.mkfifo(stick / "pipe")
    for each in (stick / "pipe", stick):
        assert refusal(each) == "not_ours"
        with pytest.raises(Refused, match="not_ours"):
            read_receipt(each)
    assert refusal(stick / "missing") == "stick_gone"


def test_a_file_of_another_hub(world, carried):
    assert refusal(carried, HubKeys().key_set()) == "not_ours"
    assert len(read_all(carried)) == 3


def test_a_certificate_that_is_over(world, day, stick):
    key = PublicKey(public=world.terminal.key.public, not_after=NOON)
    certificate = issue_certificate(
        terminal=world.terminal.id,
        label="K3",
        municipality=CHIYODA,
        key=key,
        issued_at=NOON,
        issuer=world.hub.issuer,
    )
    path = write_carry(stick, certificate, day.envelope, day.path_of)
    assert refusal(path, world.hub.key_set()) == "revoked"


def test_the_manifest_of_another_terminal_with_our_certificate(world, day, stick):
    other = TerminalKeys(world.hub, label="K4")
    envelope = sign_manifest(
        manifest_of(other, list(day.manifest.packets)), other.key, other.supervisor
    )
    path = write_carry(stick, world.terminal.signed_certificate, envelope, day.path_of)
    assert refusal(path, world.hub.key_set()) == "manifest_refused"


@pytest.mark.parametrize("at", [0, 100, 600, 3_000, 200_000, 500_000, -11_000, -10_000, -1])
def test_a_changed_byte_anywhere_is_noticed(carried, at):
    content = bytearray(carried.read_bytes())
    content[at] ^= 1
    carried.write_bytes(content)
    assert refusal(carried) in ("stick_damaged", "not_ours", "malformed")


@pytest.mark.parametrize("size", [0, 511, 1000, 5_000, 300_000, 600_000, -10_240, -512, -1])
def test_a_cut_file_is_noticed(carried, size):
    content = carried.read_bytes()
    carried.write_bytes(content[:size])
    assert refusal(carried) in ("stick_damaged", "not_ours")
    carried.write_bytes(content + content[-512:])
    assert refusal(carried) == "stick_damaged"


def test_packets_before_the_damage_are_good(day, carried):
    content = bytearray(carried.read_bytes())
    content[500_000] ^= 1  # in the second packet
    carried.write_bytes(content)
    with read_carry(carried) as carry:
        packets = carry.iter_packets()
        came = [next(packets)[0], next(packets)[0]]
        with pytest.raises(NeedsPerson, match="stick_damaged"):
            next(packets)
    assert came == [line.digest for line in day.manifest.packets[:2]]


def test_a_reader_that_fails_itself_is_not_the_sticks_fault(carried):
    with pytest.raises(OSError, match="ours"), read_carry(carried):
        raise OSError(5, "ours")


# receipts come back ---------------------------------------------------------------------------
def test_the_receipt_lies_beside_its_file(world, day, carried, tmp_path):
    receipt = world.hub.receipt_for(day.manifest, digest_of(day.envelope))
    path = write_receipt(carried, receipt)
    assert path == receipt_path(carried) == carried.with_suffix(".receipt.json")
    assert read_receipt(path) == receipt
    assert write_receipt(carried, receipt) == path
    elsewhere = write_receipt(carried, receipt, folder=tmp_path)
    assert elsewhere == tmp_path / path.name
    assert not is_carry_file(path)
    assert sorted(carried.parent.iterdir()) == [carried, path]


def test_receipts_on_sticks_that_cannot_take_or_give_them(carried, stick):
    with pytest.raises(NeedsPerson, match="stick_gone"):
        write_receipt(carried, b"{}", folder=stick / "missing")
    with pytest.raises(NeedsPerson, match="stick_gone"):
        read_receipt(stick / "missing.receipt.json")
    large = stick / "large.receipt.json"
    with large.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(Refused, match="not_ours"):
        read_receipt(large)


def test_a_line_that_lies_about_a_size_is_not_followed(world, stick, tmp_path):
    line = invented_line(size=64 << 20)
    manifest = manifest_of(world.terminal, [line])
    day = SealedDay(tmp_path, manifest, world.terminal.sign(manifest), ())
    day.path_of(line.digest).write_bytes(b"short")
    assert trouble(world, day, stick) == "packet_lost"
