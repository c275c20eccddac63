"""`desk scan`: one answer a file, by name when there is none."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from desk.demo.forms import qr_modules
from desk.vision.qr import QrReader
from desk.vision.scan_files import scan_file

ID = "07317062327948460136626"
OTHER = "85483472445375847614521"


def code(text: str) -> Pillow.Image:
    dark = np.pad(qr_modules(text), 4)
    pixels = np.kron(np.where(dark, 0, 255).astype(np.uint8), np.ones((8, 8), np.uint8))
    return Pillow.fromarray(pixels)


def saved(folder: Path, name: str, *pages: Pillow.Image) -> Path:
    file = folder / name
    out = BytesIO()
    if name.endswith("pdf"):
        pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    else:
        pages[0].save(out, "PNG")
    file.write_bytes(out.getvalue())
    return file


def test_a_picture_gives_its_id(tmp_path: Path) -> None:
    result = scan_file(saved(tmp_path, "form.png", code(ID)), QrReader())
    assert (result.form_id, result.reason) == (ID, "")
    line = json.loads(json.dumps(result.as_json()))
    assert line["form_id"] == ID
    assert isinstance(line["ms"], int)
    assert line["file"].endswith("form.png")


def test_a_pdf_gives_the_id_of_any_page(tmp_path: Path) -> None:
    blank = Pillow.new("L", (300, 300), "white")
    file = saved(tmp_path, "form.pdf", blank, code(ID))
    assert scan_file(file, QrReader()).form_id == ID


def test_two_forms_in_one_pdf_are_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, "forms.pdf", code(ID), code(OTHER))
    result = scan_file(file, QrReader())
    assert (result.form_id, result.reason) == (None, "form_two_codes")


def test_reasons_are_codes(tmp_path: Path) -> None:
    reader = QrReader()
    assert scan_file(tmp_path / "none.png", reader).reason == "file_missing"
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    assert scan_file(broken, reader).reason == "image_unreadable"
    other = saved(tmp_path, "other.png", code("https://www.example.com/?n=441924082"))
    assert scan_file(other, reader).reason == "form_host_other"


def test_texts_on_request(tmp_path: Path) -> None:
    file = saved(tmp_path, "text.png", code("MECARD:N:Sean Owen;;"))
    result = scan_file(file, QrReader(), text=True)
    assert (result.texts, result.form_id, result.reason) == (("MECARD:N:Sean Owen;;",), None, "")
