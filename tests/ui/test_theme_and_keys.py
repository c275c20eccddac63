"""Colours can be read, icons can be seen, keys mean one thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desk.assets import resource
from desk.ui import icons, keys, theme

ROOT = Path(__file__).resolve().parents[2]
UI_FILES = sorted((ROOT / "desk" / "ui").rglob("*.py"))


@pytest.mark.parametrize(("ink", "ground"), theme.TEXT_PAIRS)
def test_text_has_contrast(ink, ground):
    assert theme.contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), theme.EDGE_PAIRS)
def test_edges_have_contrast(edge, ground):
    assert theme.contrast(edge, ground) >= 3


def test_contrast_is_the_wcag_ratio():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#1a1a1a", "#ffffff") == pytest.approx(17.40, abs=0.01)


def test_type_is_in_points_and_follows_the_scale(qapp):
    made = theme.font(16, bold=True)
    assert made.pointSizeF() == 12
    assert made.pixelSize() == -1
    assert made.bold()


def test_the_bundled_type_is_used(qapp):
    theme.apply_theme(qapp, sorted((ROOT / "resources" / "fonts").glob("*.ttf")))
    assert QFontInfo(theme.font(16)).family() == "Noto Sans JP"
    assert QApplication.font().pointSizeF() == 12


@pytest.mark.parametrize("name", sorted(p.stem for p in resource("icons").glob("*.svg")))
def test_every_icon_draws_in_its_colour(qapp, name):
    image = icons.icon(name, theme.BLUE_900, 24).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(24) for y in range(24)}
    assert theme.BLUE_900 in colours


def test_every_icon_that_the_code_names_exists():
    known = {path.stem for path in resource("icons").glob("*.svg")}
    asked = set()
    for path in UI_FILES:
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'icon="([a-z-]+)"', text))
        asked |= set(re.findall(r'icons\.icon\("([a-z-]+)"', text))
    assert asked <= known


def test_the_keys_are_real_and_the_lists_name_them():
    for action in keys.ACTIONS.values():
        for key in action.keys:
            assert not QKeySequence(key).isEmpty()
        assert keys.shown(action.id)
        assert keys.label(action.id)
    for table in (keys.SCREEN_KEYS, keys.HELP_KEYS):
        for actions in table.values():
            assert set(actions) <= set(keys.ACTIONS)


def test_a_bound_key_calls_its_slot_and_letters_stay_in_text_fields(qtbot):
    window = QWidget()
    field = QLineEdit()
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    pressed = []
    keys.bind("hold", window, lambda: pressed.append("hold"))
    keys.bind("yes", window, lambda: pressed.append("yes"))
    with qtbot.waitExposed(window):
        window.show()
    field.setFocus()
    qtbot.keyClick(field, "y")
    assert (field.text(), pressed) == ("y", [])
    field.clearFocus()
    window.setFocus()
    qtbot.keyClick(window, "y")
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert pressed == ["yes", "hold"]
