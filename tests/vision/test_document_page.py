"""The form's page: found, flattened, small enough, never lost."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from desk.demo.forms import SHEET_CENTRE_MM, FormPerson, draw_form, photograph
from desk.services.ports import Image, Page
from desk.vision.document_page import MOST_BYTES, PageFinder, find_sheet
from desk.vision.qr import QrReader

FONT = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "NotoSansJP_400Regular.ttf"
ID = "07317062327948460136626"


def person() -> FormPerson:
    return FormPerson(
        name="見本　花子",
        kana="ミホン　ハナコ",
        address="東京都架空区見本町一丁目2番3号",
        birth="平成2年5月14日",
        sex="女",
        form_id=ID,
    )


def decoded(page: Page) -> Image:
    picture = cv2.imdecode(np.frombuffer(page.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape[:2] == (page.height_px, page.width_px)
    return np.asarray(picture, np.uint8)


def whole_sheet(level: int, seed: int = 1, size: tuple[int, int] = (1920, 1080)) -> Image:
    rng = np.random.default_rng(seed)
    return photograph(
        draw_form(person(), FONT), rng, level, size=size, field_mm=420, centre_mm=SHEET_CENTRE_MM
    )


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("seed", [1, 3])
def test_a_whole_sheet_is_found_and_upright(level: int, seed: int) -> None:
    page = PageFinder().flatten(whole_sheet(level, seed))
    assert page.found
    assert len(page.jpeg) <= MOST_BYTES
    assert page.height_px / page.width_px == pytest.approx(297 / 210, rel=0.08)
    picture = decoded(page)
    green = picture[:, :, 1].astype(int) - picture[:, :, 2]
    rows = green[:, page.width_px // 3 : page.width_px // 2].mean(axis=1)
    head = rows[page.height_px // 25 : page.height_px // 10].mean()  # where the green band is
    foot = rows[-page.height_px // 10 : -page.height_px // 25].mean()
    assert head > foot + 1.5


def test_a_part_of_a_sheet_is_enough() -> None:
    rng = np.random.default_rng(4)
    sheet = draw_form(person(), FONT)
    page = PageFinder().flatten(photograph(sheet, rng, 0, field_mm=200))
    assert page.found
    assert QrReader().read_still(decoded(page)).form_id == ID


def test_without_a_sheet_the_whole_frame_is_kept() -> None:
    plain = np.full((720, 1280, 3), 90, np.uint8)
    page = PageFinder().flatten(plain)
    assert (page.found, page.width_px, page.height_px) == (False, 1280, 720)
    full = PageFinder().flatten(np.full((720, 1280, 3), 230, np.uint8))
    assert not full.found


def test_even_noise_stays_under_the_limit() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1080, 1920, 3), dtype=np.uint8)
    page = PageFinder().flatten(noise)
    assert len(page.jpeg) <= MOST_BYTES
    decoded(page)


def test_print_stays_legible() -> None:
    """The QR of a sheet photographed large enough can still be read from the kept page."""
    page = PageFinder().flatten(whole_sheet(0, size=(3200, 1800)))
    assert page.found
    assert max(page.width_px, page.height_px) <= 2400
    assert QrReader().read_still(decoded(page)).form_id == ID


def test_corners_come_clockwise_from_the_upper_left() -> None:
    frame = np.full((600, 800, 3), 40, np.uint8)
    corners = np.array([(150, 90), (640, 120), (620, 520), (130, 500)])
    cv2.fillConvexPoly(frame, corners, (235, 235, 235))
    found = find_sheet(frame)
    assert found is not None
    assert np.abs(found - corners).max() < 12
