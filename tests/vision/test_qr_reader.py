"""Reading QR codes in frames and pictures: right ids, no wrong ones, refusals by name."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from desk.demo.forms import SITE, FormPerson, draw_form, photograph, qr_modules
from desk.domain.form_id import Agreement
from desk.vision import decoders
from desk.vision.decoders import Gray, Rendering
from desk.vision.qr import QrReader
from desk.vision.qr_grid import sample_codes

FONT = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "NotoSansJP_400Regular.ttf"
ID = "07317062327948460136626"
OTHER = "85483472445375847614521"


def person(text: str = "", form_id: str = ID) -> FormPerson:
    return FormPerson(
        name="見本　花子",
        kana="ミホン　ハナコ",
        address="東京都架空区見本町一丁目2番3号",
        birth="平成2年5月14日",
        sex="女",
        form_id=form_id,
        text=text,
    )


def frame(text: str = "", level: int = 1, seed: int = 1, form_id: str = ID) -> Gray:
    sheet = draw_form(person(text, form_id), FONT)
    return photograph(sheet, np.random.default_rng(seed), level, field_mm=130)


def code(text: str, px: int = 6) -> Gray:
    dark = np.pad(qr_modules(text), 4)
    gray = np.kron(np.where(dark, 0, 255).astype(np.uint8), np.ones((px, px), np.uint8))
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)


@pytest.mark.parametrize("text", ["", ID, f"{SITE}/{ID}"])
def test_a_live_frame_is_read_by_both_decoders(text: str) -> None:
    readings = QrReader().read_frame(frame(text))
    assert {reading.decoder for reading in readings} == {"zxing", "zbar"}
    assert Agreement().add(readings, 1).settled == ID
    for reading in readings:
        assert len(reading.corners) >= 4


def test_both_decoders_point_at_the_same_place() -> None:
    one, other = QrReader().read_frame(frame())
    middles = [np.mean(reading.corners, axis=0) for reading in (one, other)]
    assert np.hypot(*(middles[0] - middles[1])) < 12


def test_nothing_is_read_where_nothing_is() -> None:
    reader = QrReader(heavy_every=1)
    noise = np.random.default_rng(1).integers(0, 256, (480, 640, 3), dtype=np.uint8)
    for empty in (np.zeros((480, 640, 3), np.uint8), noise):
        for _ in range(5):
            assert reader.read_frame(empty) == ()


def test_a_missed_frame_gets_a_slower_attempt_in_turn() -> None:
    hard = frame(level=3, seed=5)
    reader = QrReader(heavy_every=1)
    readings = [reading for _ in range(8) for reading in reader.read_frame(hard)]
    assert {reading.text for reading in readings} <= {f"{SITE}?id={ID}"}


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_still_is_read(level: int) -> None:
    result = QrReader().read_still(frame(level=level, seed=level))
    assert (result.form_id, result.reason_code) == (ID, "")
    assert result.decoders


@pytest.mark.parametrize("turn", [None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180])
def test_a_still_may_lie_any_way(turn: int | None) -> None:
    picture = code(ID)
    turned = picture if turn is None else np.asarray(cv2.rotate(picture, turn), np.uint8)
    assert QrReader().read_still(turned).form_id == ID


def test_an_inverted_still_is_read() -> None:
    assert QrReader().read_still(255 - code(ID)).form_id == ID


@pytest.mark.parametrize(
    ("text", "code_name"),
    [
        ("https://www.example.com/campaign?n=441924082", "form_host_other"),
        (f"https://kojinbango-card.go.jp.example.com/x?id={ID}", "form_host_other"),
        ("123456789018", "form_my_number"),
        (f"{SITE}?a={ID}&b={OTHER}", "form_id_two"),
    ],
)
def test_other_codes_are_refused_by_name(text: str, code_name: str) -> None:
    result = QrReader().read_still(code(text), budget_s=1.0)
    assert (result.form_id, result.reason_code) == (None, code_name)


def test_two_forms_in_one_picture_are_refused() -> None:
    both = np.hstack([code(ID), code(OTHER)])
    result = QrReader().read_still(both)
    assert (result.form_id, result.reason_code) == (None, "form_two_codes")
    assert Agreement().add(QrReader().read_frame(both), 1).two_codes


def test_pictures_without_a_code_say_so() -> None:
    white = np.full((400, 600, 3), 230, np.uint8)
    assert QrReader().read_still(white, budget_s=0.5).reason_code == "form_no_code"
    black = np.full((400, 600, 3), 8, np.uint8)
    assert QrReader().read_still(black, budget_s=0.5).reason_code == "form_too_dark"


def test_hints_say_what_would_help() -> None:
    reader = QrReader()
    assert reader.hint(np.full((720, 1280, 3), 10, np.uint8)) == "form_too_dark"
    far = photograph(draw_form(person(), FONT), np.random.default_rng(2), 0, field_mm=300)
    assert reader.hint(far) == "form_closer"
    assert reader.hint(frame(level=0)) == ""


def test_tiny_pictures_do_no_harm() -> None:
    for shape in ((1, 1, 3), (2, 300, 3), (30, 30, 3)):
        picture = np.full(shape, 200, np.uint8)
        assert QrReader().read_still(picture, budget_s=0.5).form_id is None
        assert QrReader(heavy_every=1).read_frame(picture) == ()
        assert QrReader().read_texts(picture, budget_s=0.2) == ()


def test_without_zbar_one_decoder_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoders, "_pyzbar", lambda: None)
    result = QrReader().read_still(frame())
    assert (result.form_id, result.decoders) == (ID, ("zxing",))


def test_texts_are_taken_as_they_are() -> None:
    for text in ("今度のバージョンでは文章の暗号化ができます。", "tab\tand line\r\nend", "ABC123"):
        assert QrReader().read_texts(code(text)) == (text,)


def test_a_bent_code_is_sampled_where_a_flat_grid_fails() -> None:
    """A sheet that curls by a module and a half: the grid follows it."""
    flat = cv2.cvtColor(code(f"{SITE}?id={ID}", 8), cv2.COLOR_BGR2GRAY)
    height, width = flat.shape
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = (11 * np.sin(xs / width * np.pi * 1.5)).astype(np.float32)
    bent = np.asarray(cv2.remap(flat, xs, ys + bend, cv2.INTER_LINEAR, borderValue=255), np.uint8)
    assert decoders.zxing(Rendering("x", bent)) == []
    wanted = qr_modules(f"{SITE}?id={ID}")
    best = max(
        float((sampled.modules == wanted).mean())
        for sampled in sample_codes(bent)
        if sampled.modules.shape == wanted.shape
    )
    assert best > 0.995


def test_a_blurred_code_is_freed_of_its_neighbours_light() -> None:
    text = f"{SITE}?id={ID}"
    sharp = cv2.cvtColor(code(text, 6), cv2.COLOR_BGR2GRAY)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 4.2), np.uint8)
    assert decoders.zxing(Rendering("x", blurred)) == []
    assert QrReader().read_still(blurred).form_id == ID


@pytest.mark.parametrize("seed", range(3))
def test_hopeless_frames_never_give_a_wrong_id(seed: int) -> None:
    result = QrReader().read_still(frame(level=4, seed=seed), budget_s=1.0)
    assert result.form_id in (None, ID)


def test_sample_frames(samples: Path) -> None:
    """The frames that must be refused, and the easy ones that must be read."""
    for entry in json.loads((samples / "frames" / "meta.json").read_text("utf-8")):
        if entry["kind"] == "ok" and entry["level"] > 1:
            continue
        image = np.asarray(cv2.imread(str(samples / "frames" / entry["file"])), np.uint8)
        wanted = entry["form_id"] if entry["kind"] == "ok" else None
        assert QrReader().read_still(image, budget_s=1.5).form_id == wanted, entry["file"]
