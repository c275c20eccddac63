"""Opens a picture or PDF from outside, trusting nothing about it before its size is known."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from desk.domain.errors import Refused
from desk.services.ports import Image

MOST_BYTES = 60_000_000
MOST_PIXELS = 120_000_000
MOST_PAGES = 5
PDF_DPI = 200
_LONGEST_PAGE_INCHES = 24.0  # A2; a scanned form is A4
# Only formats whose decoders stay inside Pillow: EPS for one would start Ghostscript.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "PPM")
_NOT_A_PICTURE = (OSError, SyntaxError, ValueError, KeyError, IndexError, EOFError, OverflowError)

# Pillow counts pixels when it opens a file; above this it warns, at twice this it refuses.
Pillow.MAX_IMAGE_PIXELS = MOST_PIXELS


def load(source: Path | bytes) -> Image:
    """The picture (of a PDF the first page), upright by its EXIF orientation, in sRGB.

    Raises Refused with file_missing, file_too_large, image_too_large, image_unreadable,
    pdf_locked, pdf_page_too_large or pdf_unreadable.
    """
    return next(load_pages(source, most_pages=1))


def load_pages(source: Path | bytes, *, most_pages: int = MOST_PAGES) -> Iterator[Image]:
    """All pictures of a source: one, or the first pages of a PDF at 200 dpi. Raises as `load`."""
    data = source if isinstance(source, bytes) else _read(source)
    if len(data) > MOST_BYTES:
        raise Refused("file_too_large", most_mb=MOST_BYTES // 1_000_000)
    if data[:1024].lstrip().startswith(b"%PDF"):
        return _pdf_pages(data, most_pages)
    return iter((_picture(data),))


def _read(path: Path) -> bytes:
    """The file's bytes; only plain files, since a pipe or device never ends."""
    if not path.is_file():
        raise Refused("file_missing")
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused("file_missing") from error


def _picture(data: bytes) -> Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        # A broken EXIF block or an odd palette is no reason to refuse what can be seen.
        warnings.filterwarnings("ignore", category=UserWarning)
        try:
            with Pillow.open(BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("image_too_large", most_mp=MOST_PIXELS // 1_000_000)
                return _as_bgr(picture)
        except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
            raise Refused("image_too_large", most_mp=MOST_PIXELS // 1_000_000) from error
        except (UnidentifiedImageError, *_NOT_A_PICTURE) as error:
            raise Refused("image_unreadable") from error
        except MemoryError as error:
            raise Refused("image_too_large", most_mp=MOST_PIXELS // 1_000_000) from error


def _as_bgr(picture: Pillow.Image) -> Image:
    upright = _in_srgb(_upright(picture))
    if upright.mode.startswith(("I", "F")):
        return _from_deep_gray(upright)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        paper = Pillow.new("RGBA", upright.size, "white")
        upright = Pillow.alpha_composite(paper, upright)
    return np.ascontiguousarray(np.asarray(upright.convert("RGB"))[:, :, ::-1])


def _upright(picture: Pillow.Image) -> Pillow.Image:
    """Turned as the EXIF orientation says; a damaged EXIF block counts as none."""
    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except _NOT_A_PICTURE:
        return picture


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """Colours that a profile gives otherwise, as sRGB; without a profile sRGB is assumed."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        if is_srgb(given):
            return picture
        srgb = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(picture, given, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, *_NOT_A_PICTURE):
        return picture  # a damaged profile is no reason to refuse what can be seen
    return turned if turned is not None else picture


def is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return "srgb" in ImageCms.getProfileDescription(profile).lower()


def _from_deep_gray(picture: Pillow.Image) -> Image:
    """16 or 32 bit grey: stretched to 8 bit, since Pillow would cut it off at 255."""
    values = np.nan_to_num(np.asarray(picture, np.float64))
    top = 65535.0 if picture.mode.startswith("I;16") else max(float(values.max()), 1.0)
    gray = np.clip(values * 255 / top, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(gray[:, :, None], 3, axis=2))


def _pdf_pages(data: bytes, most_pages: int) -> Iterator[Image]:
    # Lazy: only a PDF needs PDFium.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()  # PDFium tells it in no other way
        raise Refused("pdf_locked" if locked else "pdf_unreadable") from error
    return _rendered(document, most_pages)


def _rendered(document: object, most_pages: int) -> Iterator[Image]:
    import pypdfium2  # lazy, see above

    assert isinstance(document, pypdfium2.PdfDocument)  # noqa: S101
    try:
        if len(document) == 0:
            raise Refused("pdf_unreadable")
        for number in range(min(len(document), most_pages)):
            page = document[number]
            if not 0 < max(page.get_size()) / 72 <= _LONGEST_PAGE_INCHES:
                raise Refused("pdf_page_too_large")
            bitmap = page.render(scale=PDF_DPI / 72, may_draw_forms=False)
            yield np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
            page.close()
    except pypdfium2.PdfiumError as error:
        raise Refused("pdf_unreadable") from error
    finally:
        document.close()
