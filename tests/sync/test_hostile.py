"""Hostile bytes: whatever arrives is read or refused by a SyncError, soon and in little memory."""

from __future__ import annotations

import base64
import gzip
import io
import random
import tarfile
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope

from sync import ustar
from sync.carry import read_carry, read_receipt, write_carry
from sync.carry_reading import CarryHead
from sync.enrolment import EnrolmentCode, check_certificate, check_key_set, new_code
from sync.envelope import digest_of, encode
from sync.errors import Refused, SyncError
from sync.keys import SealingKey, SigningKey
from sync.manifest import Link, check_chain, check_manifest
from sync.packet import PacketFile, check_sealed_head, open_packet
from sync.protocol import (
    MANIFEST,
    Digest,
    Hex64,
    MunicipalityCode,
    TerminalLabel,
    Uuid,
    Withdrawn,
)
from sync.receipts import check_receipt
from sync.reference import check_reference
from tests.sync.samples import NOON, World, invented_line, manifest_of, new_id

Reader = Callable[[bytes], object]
EXAMPLES = settings.default.max_examples * 6 // 10  # more of them in the "search" profile


@dataclass(frozen=True, repr=False)
class Sample:
    """Bytes that are good, and what reads them."""

    good: bytes
    read: Reader


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def samples(world, tmp_path_factory) -> dict[str, Sample]:
    folder = tmp_path_factory.mktemp("hostile")
    day = world.day(folder, applications=2, size=300)
    key_set, manifest, digest = world.hub.key_set(), day.manifest, day.digest
    stick = tmp_path_factory.mktemp("stick")
    carried = write_carry(stick, world.terminal.signed_certificate, day.envelope, day.path_of)
    code = EnrolmentCode("https://hub.example", new_code(), world.hub.root.id)

    def packet(data: bytes) -> object:
        return open_packet(io.BytesIO(data), world.office.office, [world.terminal.key.public])

    def carry(data: bytes) -> object:
        path = stick / "hostile.machikado"
        path.write_bytes(data)
        with read_carry(path) as opened:
            opened.check(key_set, NOON)
            return [packet.read() for _digest, packet in opened.iter_packets()]

    return {
        "packet": Sample(day.packets[0].path.read_bytes(), packet),
        "head": Sample(day.packets[0].path.read_bytes()[:600], _nothing(check_sealed_head)),
        "manifest": Sample(day.envelope, lambda d: check_manifest(d, world.terminal.certificate)),
        "certificate": Sample(
            world.terminal.signed_certificate, lambda d: check_certificate(d, key_set, NOON)
        ),
        "key set": Sample(
            world.hub.signed_key_set(), lambda d: check_key_set(d, world.hub.root.id)
        ),
        "receipt": Sample(
            world.hub.receipt_for(manifest, digest),
            lambda d: check_receipt(d, manifest, digest, key_set),
        ),
        "reference": Sample(
            world.hub.reference(world.office), lambda d: check_reference(d, key_set)
        ),
        "enrolment": Sample(
            code.text().encode(), lambda d: EnrolmentCode.parse(d.decode("latin-1"))
        ),
        "carry": Sample(carried.read_bytes(), carry),
    }


def _nothing(check: Callable[[bytes], None]) -> Reader:
    def read(data: bytes) -> object:
        check(data)
        return b"fine"

    return read


KINDS = [
    "packet",
    "head",
    "manifest",
    "certificate",
    "key set",
    "receipt",
    "reference",
    "enrolment",
    "carry",
]
each_kind = pytest.mark.parametrize("kind", KINDS)


def outcome(sample: Sample, data: bytes) -> object:
    """What was read, or None where it was refused. Anything else fails the test."""
    try:
        return sample.read(data)
    except SyncError:
        return None


# random damage --------------------------------------------------------------------------------
@each_kind
def test_the_samples_are_good(samples, kind):
    assert outcome(samples[kind], samples[kind].good) is not None


@each_kind
@settings(max_examples=EXAMPLES)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit(samples, kind, at, bit):
    good = bytearray(samples[kind].good)
    whole = outcome(samples[kind], bytes(good))
    good[int(at * len(good))] ^= 1 << bit
    # Where the flip is read at all, it was in something that nobody reads: the very same came out.
    read = outcome(samples[kind], bytes(good))
    assert read is None or read == whole or kind == "enrolment"


@each_kind
@settings(max_examples=EXAMPLES)
@given(cut=st.floats(0, 1, exclude_max=True), more=st.binary(max_size=40))
def test_a_truncated_or_continued_end(samples, kind, cut, more):
    good = samples[kind].good
    whole = outcome(samples[kind], good)
    assert outcome(samples[kind], good[: int(cut * len(good))] + more) in (None, whole)
    assert outcome(samples[kind], good + more) in (None, whole) or kind == "enrolment"


@each_kind
@settings(max_examples=EXAMPLES)
@given(data=st.binary(max_size=3000))
def test_random_bytes(samples, kind, data):
    assert outcome(samples[kind], data) is None


@each_kind
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 1 << 32))
def test_pieces_out_of_order(samples, kind, seed):
    luck, good = random.Random(seed), samples[kind].good
    size = luck.choice((16, 512))
    pieces = [good[at : at + size] for at in range(0, len(good), size)]
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(pieces))
        if luck.random() < 0.5:
            pieces.insert(at, pieces[at])
        else:
            pieces.insert(0, pieces.pop(at))
    outcome(samples[kind], b"".join(pieces))


# signed by the right keys, and yet anything ---------------------------------------------------
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["0" * 64, "131016", "2026-11-25T03:00:00Z", "2026-11-25T03:00:00", "K3"]),
    lambda more: (
        st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=8), more, max_size=3)
    ),
    max_leaves=6,
)


def sign_raw(payload: bytes, media_type: str, *keys: SigningKey) -> bytes:
    """Any bytes in an envelope, as a changed program of the right people could sign them."""
    envelope = Envelope(payload, media_type, {})
    for key in keys:
        envelope.sign(key.signer)
    return msgspec.json.encode(envelope.to_dict())


def changed(payload: bytes, path: int, value: object) -> bytes:
    """A message with one of its values, however deep, replaced."""
    plain = msgspec.json.decode(payload)
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                walk(node[key])

    walk(plain)
    node, key = places[path % len(places)]
    node[key] = value
    return msgspec.json.encode(plain)


def keys_of(world: World, kind: str) -> tuple[SigningKey, ...]:
    return {
        "manifest": (world.terminal.key, world.terminal.supervisor),
        "certificate": (world.hub.issuer,),
        "key set": (world.hub.root,),
        "receipt": (world.hub.receipt,),
        "reference": (world.hub.issuer,),
    }[kind]


SIGNED = ["manifest", "certificate", "key set", "receipt", "reference"]


@pytest.mark.parametrize("kind", SIGNED)
@settings(max_examples=2 * EXAMPLES)
@given(path=st.integers(0, 200), value=JSON)
def test_any_value_in_a_signed_message(world, samples, kind, path, value):
    envelope = msgspec.json.decode(samples[kind].good)
    payload = changed(base64.b64decode(envelope["payload"]), path, value)
    outcome(samples[kind], sign_raw(payload, envelope["payloadType"], *keys_of(world, kind)))


@pytest.mark.parametrize("kind", SIGNED)
@settings(max_examples=EXAMPLES)
@given(path=st.integers(0, 5), value=JSON)
def test_any_value_in_an_envelope(samples, kind, path, value):
    outcome(samples[kind], changed(samples[kind].good, path, value))


DEEP = 100_000
HOSTILE_JSON = {
    "deep lists": b"[" * DEEP,
    "deep lists, closed": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "deep overlay": b'{"municipalities":[{"overlay":' + b'{"a":' * DEEP,
    "long number": b'{"serial":' + b"9" * 1_000_000 + b"}",
    "large exponent": b'{"serial":1e999999}',
    "long string": b'{"schema":"' + b"x" * 3_000_000 + b'"}',
    "many keys": b"{" + b",".join(b'"%d":0' % at for at in range(100_000)) + b"}",
    "not utf-8": b'{"schema":"\xff\xfe"}',
    "half a surrogate": b'{"schema":"\\ud800"}',
    "nothing": b"",
    "null": b"null",
}


@pytest.mark.parametrize("kind", SIGNED)
@pytest.mark.parametrize("case", HOSTILE_JSON)
def test_hostile_json(world, samples, kind, case):
    data = HOSTILE_JSON[case]
    media_type = msgspec.json.decode(samples[kind].good)["payloadType"]
    assert outcome(samples[kind], data) is None
    assert outcome(samples[kind], sign_raw(data, media_type, *keys_of(world, kind))) is None


def test_envelopes_with_very_many_signatures(world, samples):
    envelope = msgspec.json.decode(samples["manifest"].good)
    one = envelope["signatures"][0]
    for keyids in (["0" * 64] * 20_000, [f"{at:064x}" for at in range(20_000)]):
        envelope["signatures"] = [{**one, "keyid": each} for each in keyids]
        assert outcome(samples["manifest"], msgspec.json.encode(envelope)) is None
    assert outcome(samples["manifest"], b" " * (9 << 20) + samples["manifest"].good) is None


@given(seed=st.integers(0, 1 << 32), count=st.integers(0, 12))
@settings(max_examples=EXAMPLES)
def test_any_chain_is_judged(world, seed, count):
    luck = random.Random(seed)
    digests = [Digest(f"{at:064x}") for at in range(8)]
    plain = manifest_of(world.terminal, [])
    links = []
    for _ in range(count):
        gone = tuple(
            Withdrawn(
                batch=plain.batch,
                manifest=luck.choice(digests),
                previous=luck.choice(digests),
                reason="",
                at=NOON,
            )
            for _ in range(luck.randint(0, 3))
        )
        manifest = msgspec.structs.replace(
            plain,
            sequence=luck.randint(1, 6),
            previous=luck.choice(digests),
            withdrawn=gone,
        )
        links.append(Link(luck.choice(digests), manifest))
    for fault in check_chain(links):
        assert set(fault.missing) <= set(range(1, fault.sequence))


def test_a_gap_of_any_size_is_one_fault(world):
    """The numbers that are missing are not written out one by one."""
    manifest = manifest_of(world.terminal, [], sequence=1 << 40, previous="1" * 64)
    (fault,) = check_chain([Link(Digest("2" * 64), manifest)])
    assert fault.missing == range(1, (1 << 40))


# tar inside a packet --------------------------------------------------------------------------
def info(name: str = "photo.jpg", size: int = 0, **changes: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size = size
    for key, value in changes.items():
        setattr(made, key, value)
    return made


def built(kind: int, *members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as tar:
        for each, data in members:
            tar.addfile(each, io.BytesIO(data))
    return out.getvalue()


def plain_tar(*members: PacketFile) -> bytes:
    parts = b"".join(b"".join(ustar.member(each.name, each.data)) for each in members)
    return parts + ustar.end_of(len(parts))


def raw_header(name: str, size_field: bytes, kind: bytes = b"0") -> bytes:
    block = bytearray(ustar.header(name, 0))
    block[124:136] = size_field
    block[156:157] = kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


PAX, GNU, USTAR = tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT
TARS: dict[str, Callable[[], bytes]] = {
    "symbolic link": lambda: built(
        USTAR, (info("a", type=tarfile.SYMTYPE, linkname="/etc/passwd"), b"")
    ),
    "hard link": lambda: built(USTAR, (info("a", type=tarfile.LNKTYPE, linkname="../x"), b"")),
    "folder": lambda: built(USTAR, (info("a", type=tarfile.DIRTYPE), b"")),
    "device": lambda: built(USTAR, (info("a", type=tarfile.CHRTYPE, devmajor=1), b"")),
    "absolute": lambda: built(USTAR, (info("/etc/cron.d/x", 1), b"x")),
    "upwards": lambda: built(USTAR, (info("../../x", 1), b"x")),
    "pax": lambda: built(PAX, (info("a.jpg", 1, pax_headers={"comment": "x" * 3_000_000}), b"x")),
    "pax size": lambda: built(PAX, (info("a.jpg", 1, pax_headers={"size": "9" * 4000}), b"x")),
    "pax path": lambda: built(PAX, (info("x" * 5000, 1), b"x")),
    "gnu long name": lambda: built(GNU, (info("x" * 5000, 1), b"x")),
    "sparse": lambda: raw_header("a.jpg", b"77777777777\0", b"S") + bytes(1024),
    "huge size": lambda: raw_header("a.jpg", b"77777777777\0") + bytes(10_000),
    "size of base 256": lambda: raw_header("a.jpg", b"\x80" + b"\xff" * 11) + bytes(10_000),
    "negative size": lambda: raw_header("a.jpg", b"\xff" * 12) + bytes(10_000),
    "twice": lambda: plain_tar(PacketFile("a.jpg", b"1"), PacketFile("a.jpg", b"2")),
    "very many": lambda: plain_tar(*(PacketFile(f"{at}.jpg", b"") for at in range(5000))),
    "after the end": lambda: (
        plain_tar(PacketFile("a.jpg", b"1")) + plain_tar(PacketFile("b.jpg", b"2"))
    ),
    "no end": lambda: b"".join(ustar.member("a.jpg", b"1")),
    "half an end": lambda: b"".join(ustar.member("a.jpg", b"1")) + bytes(512),
    "long end": lambda: plain_tar(PacketFile("a.jpg", b"1")) + bytes(3_000_000),
    "dirty padding": lambda: ustar.header("a.jpg", 1) + b"1" * 512 + ustar.end_of(1024),
    "zeros": lambda: bytes(3_000_000),
    "empty": lambda: b"",
    "not tar": lambda: b"\x89PNG" * 10_000,
    "compressed": lambda: gzip.compress(bytes(5_000_000)),
}


@pytest.mark.parametrize("case", TARS)
def test_tricks_of_tar(world, case):
    """Anybody can seal for an office: what is inside is as hostile as the line."""
    keys = [pyrage.x25519.Recipient.from_str(each) for each in world.office.recipients]
    sealed = bytes(pyrage.encrypt(TARS[case](), keys))
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="malformed"):
            open_packet(io.BytesIO(sealed), world.office.office, [world.terminal.key.public])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 4 * len(sealed) + 500_000


@settings(max_examples=EXAMPLES)
@given(at=st.integers(0, 4095), data=st.binary(min_size=1, max_size=16))
def test_damage_below_the_seal(world, at, data):
    statement = PacketFile("statement.dsse.json", b"{}")
    plain = bytearray(plain_tar(statement, PacketFile("application.json", b"{}")))
    plain[at : at + len(data)] = data
    keys = [pyrage.x25519.Recipient.from_str(each) for each in world.office.recipients]
    with pytest.raises(Refused):
        open_packet(
            io.BytesIO(bytes(pyrage.encrypt(bytes(plain), keys))),
            world.office.office,
            [world.terminal.key.public],
        )


# age ------------------------------------------------------------------------------------------
AGE = b"age-encryption.org/v1\n"
STANZA = b"-> X25519 kkjRxIHFTWpW8jnFEaX0f+I8f3gNQYFxgC8oX9piFj0\n" + b"A" * 43 + b"\n"


@pytest.mark.parametrize(
    "data",
    [
        AGE,
        AGE + b"-> " + b"a" * 5_000_000,
        AGE + STANZA * 50_000,
        AGE + b"-> X25519 a\n" * 200_000,
        AGE + STANZA * 2 + b"-> x-grease\n" * 100_000 + b"---",
        AGE + STANZA * 2 + b"A" * 5_000_000,
        AGE + STANZA * 2 + b"--- " + b"A" * 43 + b"\n" + bytes(1_000_000),
        AGE + b"->\n" * 2 + b"---",
        AGE + b"-> \n" * 2 + b"---",
        AGE + b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 63\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n",
        b"-----BEGIN AGE ENCRYPTED FILE-----\n" + b"A" * 1_000_000,
    ],
    ids=range(11),
)
def test_headers_that_would_keep_age_busy_for_ever(samples, data):
    """The parser of age takes time with the cube of a header's size: it never sees these."""
    for kind in ("packet", "head"):
        assert outcome(samples[kind], data) is None or kind == "head"


def test_an_identity_file_that_would_keep_age_busy_for_ever():
    with pytest.raises(Refused, match="malformed"):
        SealingKey.unlock(AGE + STANZA * 50_000, "passphrase")
    with pytest.raises(Refused, match="passphrase_wrong"):
        SealingKey.unlock(AGE + STANZA * 10, "passphrase")


def test_a_source_without_end_is_not_read_for_ever(world):
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            return len(buffer)

    with pytest.raises(Refused, match="too large"):
        open_packet(Endless(), world.office.office, [])  # type: ignore[arg-type]


# carry files ----------------------------------------------------------------------------------
def test_a_carry_file_that_promises_too_much(world, samples, tmp_path):
    """Sizes in headers and in the manifest are compared, never allocated."""
    lines = [invented_line(size=64 << 20) for _ in range(3)]
    manifest = manifest_of(world.terminal, lines)
    envelope = world.terminal.sign(manifest)
    head = CarryHead(
        batch=manifest.batch,
        terminal=manifest.terminal,
        manifest=digest_of(envelope),
        packets=3,
        bytes=3 * (64 << 20),
        made_at=NOON,
    )
    start = [
        *ustar.member("carry.json", encode(head)),
        *ustar.member("certificate.dsse.json", world.terminal.signed_certificate),
        *ustar.member("manifest.dsse.json", envelope),
    ]
    promise = ustar.header(f"packets/{lines[0].digest}.age", 64 << 20)
    other = ustar.header(f"packets/{lines[0].digest}.age", 63 << 20)
    swapped = ustar.header(f"packets/{lines[1].digest}.age", 64 << 20)
    big_head = raw_header("carry.json", b"77777777777\0")
    big_manifest = [*start[:6], ustar.header("manifest.dsse.json", (8 << 20) + 1), bytes(9 << 20)]
    tracemalloc.start()
    try:
        for pieces in ([*start, promise], [*start, other], [*start, swapped], [big_head]):
            assert outcome(samples["carry"], b"".join(pieces) + bytes(5000)) is None
        assert outcome(samples["carry"], b"".join(big_manifest)) is None
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 40_000_000


def test_a_hole_of_many_gigabytes_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "MKD-K3-261125-01890000.machikado"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(Refused, match="not_ours"), read_carry(path):
        pass
    with pytest.raises(Refused, match="not_ours"):
        read_receipt(path)


def test_a_carry_file_that_never_ends(samples):
    good = samples["carry"].good
    assert outcome(samples["carry"], good + bytes(5_000_000)) is None


def test_errors_tell_nothing_about_people(world, samples):
    """Facts go to logs and screens: codes, digests and short words only."""
    payload = msgspec.json.encode({"schema": "machikado-manifest/1", "venue": "山田太郎" * 100})
    with pytest.raises(SyncError) as caught:
        samples["manifest"].read(
            sign_raw(payload, MANIFEST, world.terminal.key, world.terminal.supervisor)
        )
    said = " ".join(str(each) for each in (caught.value, caught.value.__cause__))
    assert "山田" not in said


class Patterned(msgspec.Struct):
    digest: Hex64
    batch: Uuid
    municipality: MunicipalityCode
    label: TerminalLabel


@pytest.mark.parametrize("name", ["digest", "batch", "municipality", "label"])
def test_no_line_break_hides_at_the_end_of_an_id(name):
    """They become file names and paths of URLs."""
    good = {"digest": "a" * 64, "batch": new_id(), "municipality": "131016", "label": "K3"}
    assert msgspec.convert(good, Patterned).digest == "a" * 64
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**good, name: good[name] + "\n"}, Patterned)
