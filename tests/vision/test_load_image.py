"""Files from outside: opened when they are pictures, refused by name when not."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from desk.domain.errors import Refused
from desk.vision.load_image import load, load_pages


def refusal(source: Path | bytes) -> str:
    with pytest.raises(Refused) as refused:
        load(source)
    return refused.value.code


def encoded(picture: Pillow.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def red_left(mode: str = "RGB") -> Pillow.Image:
    """Wider than high, red on the left and white on the right."""
    picture = Pillow.new("RGB", (40, 20), "white")
    picture.paste((255, 0, 0), (0, 0, 20, 20))
    return picture.convert(mode)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "JPEG", "WEBP", "PPM"])
def test_usual_kinds_come_as_bgr(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "form"
    file.write_bytes(encoded(red_left(), kind))
    image = load(file)
    assert image.shape == (20, 40, 3)
    assert image.dtype == np.uint8
    assert image[10, 5, 2] > 240
    assert image[10, 5, 0] < 30
    assert image[10, 35].min() > 240


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA"])
def test_other_colour_modes_are_understood(mode: str) -> None:
    image = load(encoded(red_left(mode), "TIFF"))
    assert image.shape == (20, 40, 3)
    assert image[10, 35].min() > 240


def test_transparent_paper_is_white() -> None:
    picture = Pillow.new("RGBA", (10, 10), (0, 0, 0, 0))
    assert load(encoded(picture, "PNG")).min() == 255


def test_sixteen_bit_grey_keeps_its_range() -> None:
    values = np.linspace(0, 65535, 100, dtype=np.uint16).reshape(10, 10)
    image = load(encoded(Pillow.fromarray(values), "TIFF"))
    assert image.min() == 0
    assert image.max() == 255
    assert 100 < np.median(image) < 155


def test_exif_orientation_is_applied() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was held upright
    image = load(encoded(red_left(), "JPEG", exif=exif))
    assert image.shape == (40, 20, 3)
    assert image[5, 10, 0] < 60
    assert image[35, 10].min() > 200


def test_of_an_animation_the_first_picture() -> None:
    frames = [Pillow.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert tuple(load(data)[0, 0]) == (0, 0, 255)


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60000, 60000), (13000, 10000), (16000, 12000), (2**31 - 1, 1)])
def test_bombs_are_refused_before_they_unfold(size: tuple[int, int]) -> None:
    assert refusal(png_that_claims(*size)) == "image_too_large"


def test_too_many_bytes_are_refused() -> None:
    assert refusal(bytes(60_000_001)) == "file_too_large"


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    whole = encoded(red_left(), "PNG")
    for data in (b"", b"hello", b"<svg/>", b"%!PS-Adobe EPSF", whole[: len(whole) // 2], whole[:9]):
        assert refusal(data) == "image_unreadable"
    jpeg = encoded(Pillow.effect_noise((200, 200), 80), "JPEG")
    assert refusal(jpeg[: len(jpeg) // 2]) == "image_unreadable"
    assert refusal(tmp_path / "nothing.png") == "file_missing"
    assert refusal(tmp_path) == "file_missing"


@given(st.binary(max_size=400), st.sampled_from(["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"]))
def test_damaged_files_are_refused_and_nothing_worse(junk: bytes, kind: str) -> None:
    whole = encoded(red_left(), kind)
    at = len(junk) % len(whole)
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    with suppress(Refused):
        assert load(damaged).shape[2] == 3


def pdf_of(*sizes: tuple[int, int]) -> bytes:
    pages = [Pillow.new("RGB", size, "white") for size in sizes]
    return encoded(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=100)


def test_pdf_pages_come_at_200_dpi() -> None:
    pages = list(load_pages(pdf_of((827, 1169), (827, 1169))))
    assert len(pages) == 2
    assert abs(pages[0].shape[1] - 1654) <= 2
    assert len(list(load_pages(pdf_of(*[(50, 50)] * 9)))) == 5


def test_bad_pdfs_are_refused() -> None:
    assert refusal(b"%PDF-1.7 nothing more") == "pdf_unreadable"
    assert refusal(pdf_of((40, 3000))) == "pdf_page_too_large"
    assert refusal(pdf_of((827, 1169))[:300]) == "pdf_unreadable"
    assert refusal(LOCKED_PDF) == "pdf_locked"


# An empty page behind a password (RC4, 40 bit): only the encryption dictionary matters.
LOCKED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/O<"
    + b"41" * 32
    + b">/U<"
    + b"42" * 32
    + b">/P -4>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF\n"
)
