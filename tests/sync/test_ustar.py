"""The one shape of tar: what `tar` writes and reads, and none of its tricks."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import ustar
from sync.errors import Refused

MOST = 1000


def header(**changes: object) -> bytes:
    info = tarfile.TarInfo("photo.jpg")
    info.size = 10
    for name, value in changes.items():
        setattr(info, name, value)
    return info.tobuf(tarfile.USTAR_FORMAT)


def with_sum(block: bytes) -> bytes:
    """The block with the checksum that it should have."""
    blank = block[:148] + b" " * 8 + block[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


def patched(at: int, data: bytes) -> bytes:
    block = header()
    return with_sum(block[:at] + data + block[at + len(data) :])


def why(block: bytes) -> object:
    with pytest.raises(Refused) as caught:
        ustar.read_header(block, MOST)
    return caught.value.facts["why"]


def test_what_we_write_is_read_by_us_and_by_tarfile():
    plain = b"".join((*ustar.member("a.json", b"{}"), *ustar.member("evidence/b.jpg", b"x" * 512)))
    plain += ustar.end_of(len(plain))
    assert len(plain) % ustar.RECORD == 0
    with tarfile.open(fileobj=io.BytesIO(plain)) as read:
        assert [(each.name, each.size, each.mtime) for each in read] == [
            ("a.json", 2, 0),
            ("evidence/b.jpg", 512, 0),
        ]
    assert ustar.read_header(plain[:512], MOST) == ("a.json", 2)
    assert ustar.read_header(bytes(512), MOST) is None


def test_owner_and_time_of_another_writer_do_not_matter():
    block = header(mtime=1_700_000_000, uid=1000, gid=1000, uname="k", gname="k", mode=0o644)
    assert ustar.read_header(block, MOST) == ("photo.jpg", 10)


@pytest.mark.parametrize(
    ("kind", "linkname"),
    [
        (tarfile.LNKTYPE, "/etc/passwd"),
        (tarfile.SYMTYPE, "/etc/passwd"),
        (tarfile.CHRTYPE, ""),
        (tarfile.BLKTYPE, ""),
        (tarfile.DIRTYPE, ""),
        (tarfile.FIFOTYPE, ""),
        (tarfile.CONTTYPE, ""),
        (tarfile.GNUTYPE_LONGNAME, ""),
        (tarfile.GNUTYPE_SPARSE, ""),
        (tarfile.XHDTYPE, ""),
        (tarfile.XGLTYPE, ""),
        (tarfile.AREGTYPE, ""),
    ],
)
def test_only_plain_files(kind, linkname):
    assert why(header(type=kind, linkname=linkname)) == "kind"


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../up",
        "a/../b",
        "a//b",
        "a/b/c",
        "./a",
        ".hidden",
        "A.jpg",
        "a b",
        "a\\b",
        "con:",
        "x" * 99,
    ],
)
def test_only_plain_names(name):
    assert why(header(name=name)) == "name"
    with pytest.raises(ValueError, match="name"):
        ustar.header(name, 1)


def test_sizes_are_believed_only_so_far():
    assert why(header(size=MOST + 1)) == "size"
    assert why(header(size=8 << 29)) == "size"
    assert why(patched(124, b"\x80" + b"\xff" * 11)) == "size"  # base-256, as GNU tar has it
    assert why(patched(124, b"\xff" * 12)) == "size"  # negative
    assert why(patched(124, b"-0000000012\0")) == "size"
    assert why(patched(124, b"            ")) == "size"


def test_formats_prefixes_links_and_sums():
    assert why(patched(257, b"ustar  \0")) == "format"  # GNU
    assert why(patched(257, b"\0" * 8)) == "format"  # v7
    assert why(patched(345, b"../..")) == "prefix"
    assert why(patched(157, b"x")) == "link"
    assert why(header()[:148] + b"000000\0 " + header()[156:]) == "checksum"
    assert why(header()[:-1]) == "truncated"
    assert why(patched(0, b"photo\0.jpg")) == "name"  # a name after the name


@given(st.binary(min_size=512, max_size=512))
def test_any_block_is_read_or_refused(block):
    try:
        ustar.read_header(block, MOST)
    except Refused:
        pass
    else:
        assert not any(block)


@given(st.integers(0, 511), st.integers(1, 255))
def test_every_changed_byte_is_noticed(at, change):
    block = ustar.header("photo.jpg", 10)
    with pytest.raises(Refused):
        ustar.read_header(block[:at] + bytes([block[at] ^ change]) + block[at + 1 :], MOST)
