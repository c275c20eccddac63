"""規則の調整 on the screen: rows by group, edits that keep their kind, the preview in words."""

from __future__ import annotations

from datetime import date

import pytest
from clipped import clipped
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from desk.app import qt_application
from desk.assets import load_catalogue, load_examples, load_rules, load_wording
from desk.domain.overlay import Applied
from desk.domain.overlay_preview import differences
from desk.services.overlay_draft import OverlayDraft
from desk.ui.choices import CheckBox
from desk.ui.fields import DropDown, LabeledField
from desk.ui.overlay_dialog import OverlayDialog, PreviewDialog

TODAY = date(2026, 11, 26)
LATER = date(2026, 12, 1)
A1_B1 = ("identity", "combinations", "a1_b1")
CONTACT = ("mail", "texts", "contact")
FORM = ("retention", "retention", "form")
MAIL = ("mail", "settings", "mail_type")


@pytest.fixture(params=[(1366, 768), (910, 512)], ids=["wide", "150 %"])
def window(qtbot, request):
    qt_application("ja")
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(*request.param)
    made.show()
    return made


@pytest.fixture
def draft():
    return OverlayDraft(load_rules(), load_catalogue(), None, "131016", TODAY)


@pytest.fixture
def dialog(window, draft):
    made = OverlayDialog(load_wording("ja"), TODAY, window)
    made.show_lines(draft.lines(TODAY), "第1号・変更 0 件")
    made.open()
    return made


def test_a_switch_leaves_with_its_day(dialog, qtbot):
    dialog.choose(A1_B1)
    assert dialog.name.text() == "A1点+B1点"
    assert dialog.shipped.text() == "国の標準：使う"
    assert not dialog.reset.isEnabled()
    box = dialog.input("enabled")
    assert isinstance(box, CheckBox)
    box.click()
    dialog.since.set_text("令和8年12月1日")
    with qtbot.waitSignal(dialog.set_asked) as asked:
        dialog.keep.click()
    key, values, since = asked.args
    assert (tuple(key), since) == (A1_B1, LATER)
    assert values["enabled"] is False
    assert values["label"] == "A1+B1"
    assert clipped(dialog) == []


def test_what_is_changed_says_so_and_can_go_back(dialog, draft, qtbot):
    draft.set(A1_B1, {"enabled": False}, LATER)
    dialog.show_lines(draft.lines(TODAY), "第1号・変更 1 件")
    dialog.choose(A1_B1)
    assert dialog.tree.currentItem().text(1) == "使わない（調整）"
    assert dialog.since.text() == "2026-12-01"
    with qtbot.waitSignal(dialog.reset_asked) as asked:
        dialog.reset.click()
    assert asked.args[1] == LATER


def test_lines_numbers_and_choices_keep_their_kind(dialog, qtbot):
    dialog.choose(CONTACT)
    edit = dialog.input("ja")
    assert isinstance(edit, QPlainTextEdit)
    edit.setPlainText("市民課\n\n内線 2214\n")
    assert dialog.values()["ja"] == ("市民課", "内線 2214")
    dialog.choose(MAIL)
    drop = dialog.input("value")
    assert isinstance(drop, DropDown)
    drop.set_code("registered")
    assert dialog.values() == {"value": "registered"}
    dialog.choose(FORM)
    years = dialog.input("years")
    assert isinstance(years, LabeledField)
    years.set_text("5")
    assert dialog.values()["years"] == 5
    years.set_text("五年")
    asked = []
    dialog.set_asked.connect(lambda *said: asked.append(said))
    dialog.keep.click()
    assert dialog.error.text() == "数字で入れてください"
    assert asked == []
    QApplication.processEvents()
    assert clipped(dialog) == []


def test_no_day_no_change(dialog):
    asked = []
    dialog.set_asked.connect(lambda *said: asked.append(said))
    dialog.reset_asked.connect(lambda *said: asked.append(said))
    dialog.choose(A1_B1)
    dialog.since.set_text("いつか")
    dialog.keep.click()
    dialog.reset.click()
    assert asked == []
    assert dialog.since.error


def test_a_group_is_no_row(dialog):
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    assert not dialog.keep.isVisible()
    dialog.keep.click()  # nothing is chosen: nothing happens


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_preview_says_which_verdicts_change(window, draft, language):
    now, examples = Applied(load_rules(), load_catalogue()), load_examples()
    draft.set(A1_B1, {"enabled": False}, LATER)
    draft.set(("applicant", "settings", "old_form_policy"), {"value": "reissue"}, LATER)
    found = differences(examples, now, draft.applied(), LATER)
    shown = PreviewDialog(load_wording(language), found, len(examples.example), LATER, window)
    shown.open()
    assert "20" in shown.banner.title
    assert shown.texts[0] == getattr(found[0].example, language)
    if language == "ja":
        assert shown.texts[1] == "郵送（A1+B1） → 窓口での受取り（Aの書類が1点足りません）"
    assert clipped(shown) == []
    same = PreviewDialog(load_wording("ja"), (), 20, LATER, window)
    assert same.banner.kind == "ok"
    assert same.texts == []
