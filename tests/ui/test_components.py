"""The parts alone: states, words for screen readers, keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget

from desk.assets import font_files
from desk.domain.application import Status
from desk.domain.assessment import Progress
from desk.domain.delivery import Route
from desk.ui import badges, banner, theme
from desk.ui.components import (
    ActionButton,
    Badge,
    Banner,
    CameraView,
    ChoiceGroup,
    FocusRing,
    KeyBar,
    LabeledField,
    Segmented,
    StatusItem,
    StepBar,
    Toast,
    TopBar,
    VerdictBar,
    badge_of,
    to_qimage,
)

STEPS = (
    (1, "申請書", "QR読取済み", "done"),
    (2, "申請者", "あと1項目", "todo"),
    (3, "本人確認", "1点不足", Progress.ATTENTION),
    (4, "写真", "写真なし", Progress.SKIPPED),
    (5, "書類・確認", "6項目", "todo"),
)
OPTIONS = [("qr", "QRコード付き", "通常はこちら", "1"), ("old", "旧住所", "再発行", "2")]


@pytest.mark.parametrize("kind", ["plain", "primary", "text", "danger", "danger_primary"])
@pytest.mark.parametrize("size", ["s", "m", "l"])
def test_buttons_are_large_enough_and_paint(qtbot, kind, size):
    button = ActionButton("次へ：本人確認", action="next", kind=kind, size=size, icon="camera")
    qtbot.addWidget(button)
    assert button.sizeHint().height() >= theme.TARGET_PX
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    assert not button.grab().isNull()
    button.set_blocked("先に撮影してください")
    assert not button.grab().isNull()


def test_a_blocked_button_says_why_and_does_nothing(qtbot):
    button = ActionButton("次へ", action="next", kind="primary")
    qtbot.addWidget(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.set_blocked("QRコードを待っています")
    button.click()
    assert "QRコードを待っています" in button.accessibleDescription()
    assert pressed == []
    button.set_blocked("")
    button.click()
    assert button.accessibleDescription() == "Ctrl+Enter"
    assert pressed == [1]


def test_segmented_speaks_only_for_the_person(qtbot):
    row = Segmented([("yes", "はい"), ("no", "いいえ")], name="本人来場")
    qtbot.addWidget(row)
    said = []
    row.chosen.connect(said.append)
    row.set_value("no")
    assert (row.value, said) == ("no", [])
    qtbot.mouseClick(row.button("yes"), Qt.MouseButton.LeftButton)
    assert (row.value, said) == ("yes", ["yes"])
    row.set_value(None)
    assert row.value is None
    row.choose("no")
    assert said == ["yes", "no"]


def test_an_arrow_chooses_also_from_nothing(qtbot):
    row = Segmented([("male", "男"), ("female", "女")], name="性別")
    qtbot.addWidget(row)
    with qtbot.waitActive(row):
        row.show()
    said = []
    row.chosen.connect(said.append)
    row.button("male").setFocus()
    qtbot.keyClick(row.button("male"), Qt.Key.Key_Right)
    assert said == ["female"]
    qtbot.keyClick(row.button("female"), Qt.Key.Key_Left)
    assert said == ["female", "male"]


def test_choices_by_mouse_arrow_and_digit(qtbot):
    group = ChoiceGroup(OPTIONS, columns=2, name="種類")
    qtbot.addWidget(group)
    group.resize(600, 80)
    with qtbot.waitActive(group):
        group.show()
    said = []
    group.chosen.connect(said.append)
    group.set_value("qr")
    assert said == []
    qtbot.mouseClick(group.card("old"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(group.card("old"), "1")
    qtbot.keyClick(group.card("qr"), Qt.Key.Key_Right)
    assert said == ["old", "qr", "old"]
    assert group.value == "old"
    assert all(group.card(code).accessibleName() for code in ("qr", "old"))


def test_any_number_of_choices(qtbot):
    group = ChoiceGroup(OPTIONS, multiple=True)
    qtbot.addWidget(group)
    changed = []
    group.changed.connect(changed.append)
    group.card("old").click()
    group.card("qr").click()
    assert changed == [("old",), ("qr", "old")]
    group.set_value(())
    assert group.values == ()


def test_a_card_grows_instead_of_cutting_its_words(qtbot):
    group = ChoiceGroup([("a", "とても長い題名の選択肢" * 4, "とても長い説明" * 8, "1")])
    qtbot.addWidget(group)
    group.resize(260, 60)
    group.show()
    QApplication.processEvents()
    assert group.card("a").minimumHeight() > 90  # one line needs less; fonts differ by machine


def test_a_blocked_card_gives_its_reason(qtbot):
    group = ChoiceGroup(OPTIONS)
    qtbot.addWidget(group)
    group.card("old").set_blocked("この会場では使えません")
    group.choose("old")
    assert group.value is None
    assert group.card("old").accessibleDescription() == "この会場では使えません"


def test_field_error_hint_and_badge(qtbot):
    field = LabeledField("電話番号", optional_note="任意")
    qtbot.addWidget(field)
    field.resize(300, 90)
    field.show()
    field.set_hint("市外局番から")
    field.set_error("11桁で入力してください（いま9桁）")
    assert field.edit.property("state") == "error"
    assert field.edit.accessibleDescription() == "＊11桁で入力してください（いま9桁）"
    assert field.edit.accessibleName() == "電話番号"
    field.set_error("")
    assert field.edit.accessibleDescription() == "市外局番から"
    field.set_badge("ok", "みどり野市内")
    assert field.edit.textMargins().right() > 70
    field.set_badge(None)
    assert field.edit.textMargins().right() == 0


def test_set_text_does_not_move_the_cursor_of_what_is_typed(qtbot):
    field = LabeledField("氏名", True)
    qtbot.addWidget(field)
    field.set_text("架空 太郎")
    field.edit.setCursorPosition(2)
    field.set_text("架空 太郎")
    assert field.edit.cursorPosition() == 2


@pytest.mark.parametrize("kind", badges.KINDS)
def test_badges_have_a_word_a_shape_and_26_px(qtbot, kind):
    badge = Badge(kind)
    qtbot.addWidget(badge)
    assert badge.text
    assert badge.accessibleName() == badge.text
    assert badge.sizeHint().height() == 26
    assert not badge.grab().isNull()


@pytest.mark.parametrize(
    ("status", "route", "form", "kind"),
    [
        (Status.DRAFT, None, "qr", "draft"),
        (Status.ACCEPTED, Route.MAIL, "qr", "accepted_mail"),
        (Status.ACCEPTED, Route.COUNTER, "qr", "accepted_counter"),
        (Status.ACCEPTED, Route.MAIL, "handwritten", "number_pending"),
        (Status.HELD, None, "qr", "held"),
        (Status.VOIDED, Route.MAIL, "qr", "voided"),
        (Status.HANDED_BACK, None, "qr", "handed_back"),
    ],
)
def test_each_status_has_its_badge(status, route, form, kind):
    assert badge_of(status, route, form) == kind


@pytest.fixture
def shipped_fonts(qapp):
    """Sizes are those of the shipped fonts, also when this file runs alone."""
    if not qapp.styleSheet():
        theme.apply_theme(qapp, font_files())


@pytest.mark.usefixtures("shipped_fonts")
@pytest.mark.parametrize("kind", banner.KINDS)
def test_banners_grow_with_their_words(qtbot, kind):
    shown = Banner(kind, "変更前の内容は消えません", "くわしい説明です。" * 12)
    qtbot.addWidget(shown)
    shown.resize(320, 40)
    shown.show()
    QApplication.processEvents()
    assert shown.minimumHeight() > 150
    assert shown.accessibleName() == "変更前の内容は消えません"
    assert not shown.grab().isNull()


def test_steps_tell_their_state_in_words(qtbot):
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.show_states(STEPS, 2)
    assert bar.button(1).accessibleDescription() == "済み、QR読取済み"
    assert bar.button(2).accessibleDescription() == "いま、あと1項目"
    assert bar.button(3).accessibleName() == "手順3 本人確認"
    assert bar.height() == 56
    chosen = []
    bar.step_chosen.connect(chosen.append)
    bar.button(4).click()
    assert chosen == [4]
    bar.set_compact(True)
    assert bar.height() == 46 >= theme.TARGET_PX
    assert not bar.grab().isNull()


@pytest.mark.parametrize("route", [None, "mail", Route.COUNTER])
def test_the_verdict_is_said_and_can_be_asked(qtbot, route):
    bar = VerdictBar()
    qtbot.addWidget(bar)
    asked = []
    bar.clicked.connect(lambda: asked.append(1))
    bar.show_verdict(route, "いまの判定：郵送できます", "A1点+B1点")
    bar.click()
    assert bar.accessibleName() == "いまの判定：郵送できます"
    assert bar.accessibleDescription() == "A1点+B1点"
    assert asked == [1]
    assert not bar.grab().isNull()


def half_white() -> np.ndarray:
    picture = np.zeros((60, 80, 3), np.uint8)
    picture[:, :40] = 255
    return picture


def test_the_picture_keeps_its_colours():
    picture = np.zeros((2, 3, 3), np.uint8)
    picture[:] = (255, 0, 10)  # BGR
    assert to_qimage(picture).pixelColor(1, 1).getRgb()[:3] == (10, 0, 255)


def test_mirroring_is_for_the_eye(qtbot):
    view = CameraView()
    qtbot.addWidget(view)
    view.resize(160, 120)
    view.show_image(half_white())
    assert view.grab().toImage().pixelColor(20, 60).lightness() > 200
    view.set_mirrored(True)
    assert view.grab().toImage().pixelColor(20, 60).lightness() < 50


@pytest.mark.parametrize("overlay", [None, "qr_frame", "head_guide"])
@pytest.mark.parametrize("fit", ["contain", "cover"])
def test_the_camera_view_draws_everything_at_once(qtbot, overlay, fit):
    view = CameraView(fit=fit)
    qtbot.addWidget(view)
    view.resize(376, 376)
    view.show_notice("カメラを準備しています")
    assert not view.grab().isNull()
    view.show_image(half_white())
    view.set_overlay(overlay)
    view.show_corner(half_white())
    view.show_outline([(1, 1), (30, 1), (30, 30), (1, 30)])
    for level in ("info", "ok", "warning", "stop"):
        view.show_hint("もう少し近づけてください", "枠の中にQRコードを入れます", level)
        assert not view.grab().isNull()
    assert "もう少し近づけてください" in view.accessibleDescription()


def test_a_view_without_a_picture_shows_no_old_one(qtbot):
    view = CameraView()
    qtbot.addWidget(view)
    view.resize(160, 120)
    view.show_image(half_white())
    view.show_image(None)
    assert view.grab().toImage().pixelColor(20, 60).lightness() < 80


def test_the_key_bar_shows_keys_and_saving(qtbot):
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.resize(1366, 34)
    bar.set_actions(["help", "steps", "hold"])
    bar.set_actions(["help"])
    bar.set_saved("自動保存済み 10:38:02")
    assert bar.saved == "自動保存済み 10:38:02"
    assert bar.height() == 34


def test_the_top_bar_narrows_to_a_menu(qtbot):
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.set_tabs([("intake", "受付"), ("status", "本日の状況")], "intake")
    bar.set_count("status", 6)
    bar.set_states([StatusItem("wifi-off", "通信なし"), StatusItem("disk", "あと 4 人分", True)])
    bar.set_operator("中村 彩", "係員")
    bar.resize(1366, 56)
    bar.show()
    assert bar.tabs() == [("intake", "受付"), ("status", "本日の状況")]
    assert not bar.menu_button.isVisible()
    bar.set_narrow(True, "一覧 15件")
    assert bar.menu_button.isVisible()
    assert bar.list_button.text() == "一覧 15件"


def test_the_toast_offers_one_deed(qtbot):
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    toast = Toast(window)
    window.show()
    pressed = []
    toast.pressed.connect(lambda: pressed.append(1))
    toast.show_news("K3-014 の受付を完了しました", "控えを印刷", "print")
    assert toast.isVisible()
    assert toast.accessibleName() == "K3-014 の受付を完了しました"
    assert toast.geometry().right() < 900
    toast.findChild(QAbstractButton).click()
    assert pressed == [1]


def test_the_ring_follows_the_focus(qtbot):
    ring = FocusRing(QApplication.instance())
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first, second = QLineEdit(), QLineEdit()
    column.addWidget(first)
    column.addWidget(second)
    with qtbot.waitActive(window):
        window.show()
    second.setFocus()
    shown = ring.ring_geometry()
    assert shown is not None
    corner = second.mapTo(window, QPoint(0, 0))
    assert shown.topLeft() == corner - QPoint(6, 6)
    second.hide()
    first.setFocus()
    assert ring.ring_geometry().top() < corner.y()
    ring.stop()
