"""The contact sheet in its window, by keyboard, with a real store behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget
from review_day import BOSS_PIN, ReviewDay, doubt, jpeg
from review_world import ReviewWorld

from desk.domain.binding import DoubtKind
from desk.domain.review import Decision
from desk.ui import theme
from desk.ui.focus import FocusRing
from desk.ui.review.compare_dialog import CompareDialog
from desk.ui.review.decision_dialog import DecisionDialog
from desk.ui.unlock_dialog import SupervisorDialog

Make = Callable[..., ReviewWorld]


@pytest.fixture
def make(qtbot: Any, tmp_path: Path) -> Iterator[Make]:
    """Opens worlds and closes them."""
    opened: list[ReviewWorld] = []

    def build(people: Callable[[ReviewDay], object], **how: Any) -> ReviewWorld:
        world = ReviewWorld(tmp_path / f"data{len(opened)}", people, **how)
        opened.append(world)
        world.show(qtbot)
        world.open_tab(qtbot)
        return world

    yield build
    for world in opened:
        for dialog in world.window.findChildren(DecisionDialog):
            dialog.reject()
        world.close()


def three(day: ReviewDay) -> Any:
    return [day.take_in(shade=n, portrait=jpeg(3)) for n in range(3)]


def flagged(day: ReviewDay) -> Any:
    first = day.take_in("佐藤 結衣", portrait=jpeg(3))
    second = day.take_in("佐藤 結衣", doubts=[doubt(DoubtKind.ALIKE_FACE, first)])
    return [first, second, day.take_in(shade=9)]


def dialog_of(world: ReviewWorld, kind: type[Any]) -> Any:
    QApplication.processEvents()
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


# one key for each person


def test_one_key_approves_and_the_next_person_comes(qtbot, make):
    world = make(three)
    assert world.number == "K3-001"
    for number in ("K3-001", "K3-002", "K3-003"):
        assert world.number == number
        world.look(1.5)
        world.press(Qt.Key.Key_A)
        world.settle(qtbot)
    assert world.page.side.currentWidget() is world.page.end
    assert world.page.end.banner.title == "全員の確認が終わりました"
    for serial in (1, 2, 3):
        mark = world.record(serial).review
        assert mark.decision is Decision.APPROVED
        assert mark.looked_ms == pytest.approx(1500, abs=20)
    assert world.window.top_bar._tabs["review"].accessibleDescription() == ""
    assert not world.troubles


def test_keys_before_the_picture_stands_do_nothing(qtbot, make):
    world = make(three)
    world.look(2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A)
    world.settle(qtbot)
    assert world.number == "K3-002"
    assert [len(world.record(n).reviews) for n in (1, 2, 3)] == [1, 0, 0]


def test_a_key_held_down_decides_once(qtbot, make):
    world = make(three)
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    for _ in range(5):
        held = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_A,
            Qt.KeyboardModifier.NoModifier,
            "a",
            autorep=True,
            count=1,
        )
        QApplication.sendEvent(world.window.windowHandle(), held)
        world.settle(qtbot)
    assert world.number == "K3-002"
    assert world.record(2).reviews == ()


def test_looking_counts_from_the_painting_not_from_the_choice(qtbot, make):
    world = make(three)
    world.page.step(1)  # chosen, but not painted yet
    assert not world.page.detail.stands
    assert world.page.detail.looked_ms() == 0
    world.look(5)
    world.settle(qtbot)
    world.look(0.7)
    assert world.page.detail.looked_ms() == pytest.approx(700, abs=10)


def test_a_fast_approval_is_kept_and_named(qtbot, make):
    world = make(three)
    world.look(0.4)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert "K3-001 は 0.4秒 で承認しました" in world.page.detail.note
    assert world.record(1).reviewed
    world.window.show_tab("status")
    world.settle(qtbot)
    said = dict(world.status.review_lines)
    assert said["早すぎる承認"] == "K3-001（森田 健一 0.4秒）"
    world.window.show_tab("review")
    world.settle(qtbot)
    assert "1秒未満の承認が 1件" in world.page.detail.note


# reasons


def test_a_flag_asks_how_it_was_checked(qtbot, make):
    world = make(flagged)
    assert world.number == "K3-001"
    assert world.page.detail.flags.texts[0] == "似た顔の受付があります：K3-002"
    world.look(2)
    world.press(Qt.Key.Key_A)
    dialog = dialog_of(world, DecisionDialog)
    assert not dialog.confirm.isEnabled()
    world.press(Qt.Key.Key_A)  # the same letter again confirms nothing yet
    assert dialog.isVisible()
    world.press(Qt.Key.Key_2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    mark = world.record(1).review
    assert (mark.decision, mark.reason) == (Decision.APPROVED, "書類の原本で確認")
    assert mark.looked_ms == pytest.approx(2000, abs=20)
    assert world.number == "K3-002"


def test_sending_back_always_asks_and_esc_decides_nothing(qtbot, make):
    world = make(three)
    world.look(2)
    world.press(Qt.Key.Key_R)
    dialog = dialog_of(world, DecisionDialog)
    world.press(Qt.Key.Key_Escape)
    world.settle(qtbot)
    assert world.record(1).reviews == ()
    world.press(Qt.Key.Key_R)
    dialog = dialog_of(world, DecisionDialog)
    dialog.words.setFocus()
    QTest.keyClicks(dialog.words, "ar1")  # letters and digits are text in a text field
    assert dialog.words.text() == "ar1"
    assert not dialog.confirm.isEnabled()
    dialog.words.setText("目を閉じている")
    world.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    world.settle(qtbot)
    mark = world.record(1).review
    assert (mark.decision, mark.reason) == (Decision.SENT_BACK, "目を閉じている")
    world.press(Qt.Key.Key_Left)
    world.settle(qtbot)
    assert (
        world.page.detail.note == f"差戻し {mark.at.hour + 9}:{mark.at.minute:02}：目を閉じている"
    )


def test_later_comes_again_at_the_end(qtbot, make):
    world = make(three)
    for key in (Qt.Key.Key_L, Qt.Key.Key_A, Qt.Key.Key_A):
        world.look(2)
        world.press(key)
        world.settle(qtbot)
    assert world.number == "K3-001"
    world.press(Qt.Key.Key_L)
    world.settle(qtbot)
    assert world.page.end.banner.title == "まだ決めていない方が 1人います"
    world.press(Qt.Key.Key_L)
    world.settle(qtbot)
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert world.page.end.banner.title == "全員の確認が終わりました"
    assert dict(world.page.end.lines)["承認"] == "3人"


# who may


def own(day: ReviewDay) -> Any:
    return [day.take_in(by=day.boss), day.take_in()]


def test_the_own_intake_is_blocked_with_its_reason(qtbot, make):
    world = make(own)
    detail = world.page.detail
    assert not detail.approve.isEnabled()
    assert detail.note == world.words.say("own_review")
    assert detail.approve.blocked_reason == detail.note
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert world.record(1).reviews == ()
    world.press(Qt.Key.Key_L)
    world.settle(qtbot)
    assert detail.approve.isEnabled()


def test_the_only_supervisor_is_told_that_it_is_recorded(qtbot, make):
    world = make(own, lone=True)
    assert "責任者1人での承認として記録します" in world.page.detail.note
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert world.record(1).review.alone


def test_a_clerk_needs_a_supervisors_pin(qtbot, make):
    world = make(three, signed_on="clerk")
    dialog = dialog_of(world, SupervisorDialog)
    assert not world.page.active
    dialog.pin_given.emit(world.day.boss.id, "000000")
    world.settle(qtbot)
    assert not world.page.active
    dialog.pin_given.emit(world.day.boss.id, BOSS_PIN)
    world.settle(qtbot)
    assert world.page.active
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert world.record(1).review.operator == world.day.boss.id


def test_giving_up_the_pin_leaves_a_way_to_begin(qtbot, make):
    world = make(three, signed_on="clerk")
    dialog_of(world, SupervisorDialog).reject()
    assert world.page.end.begin.isVisible()
    world.page.end.begin.click()
    assert dialog_of(world, SupervisorDialog).isVisible()
    dialog_of(world, SupervisorDialog).reject()


def test_leaving_the_tab_and_the_lock_end_the_visit(qtbot, make):
    world = make(three, signed_on="clerk")
    for leave in (lambda: world.window.show_tab("intake"), world.window.lock):
        if not world.page.active:
            world.window.show_tab("review")
            dialog_of(world, SupervisorDialog).pin_given.emit(world.day.boss.id, BOSS_PIN)
            world.settle(qtbot)
        assert world.page.pictures.count > 0
        leave()
        assert not world.page.active
        assert world.page.pictures.count == 0
        assert world.page.queue.items == ()
        assert not world.page.detail.photo.shows_picture
    world.window.unlock()
    world.room.on_unlocked()
    QApplication.processEvents()
    assert not world.page.active
    dialog_of(world, SupervisorDialog).reject()


def test_the_lock_closes_a_question_that_is_open(qtbot, make):
    world = make(three)
    world.look(2)
    world.press(Qt.Key.Key_R)
    dialog = dialog_of(world, DecisionDialog)
    world.window.lock()
    assert not dialog.isVisible()
    assert world.record(1).reviews == ()


# pictures


def test_the_portrait_stays_before_the_eyes_until_the_next_comes(qtbot, make):
    world = make(lambda day: [day.take_in(portrait=jpeg(3))])
    world.look(2)
    world.press(Qt.Key.Key_A)
    qtbot.waitUntil(lambda: world.page.side.currentWidget() is world.page.end)
    world.settle(qtbot)
    assert world.record(1).portraits == ()
    world.press(Qt.Key.Key_Left)
    world.settle(qtbot)
    assert world.number == "K3-001"
    assert world.page.detail.portrait.words == "承認後に\n消去しました"
    assert not world.page.detail.approve.isEnabled()


def test_without_consent_the_document_itself_is_looked_at(make):
    world = make(lambda day: [day.take_in()])
    assert world.page.detail.portrait.words == "写真なし\n書類を\n目視確認"
    assert world.page.detail.stands


def test_a_picture_that_cannot_be_read_holds_nothing_up(qtbot, make):
    world = make(three)
    picture = world.page.queue.shown[1].record.portraits[0].id
    world.page.pictures.forget()
    read = world.day.store.picture_bytes

    def broken(asked: Any) -> bytes:
        return b"no picture" if asked == picture else read(asked)

    world.day.store.picture_bytes = broken
    world.press(Qt.Key.Key_Right)
    world.settle(qtbot)
    assert world.page.detail.portrait.words == "画像を\n読めません"
    assert not world.troubles


def test_memory_stays_bounded_over_many(qtbot, make):
    world = make(lambda day: [day.take_in(shade=n) for n in range(12)])
    for _ in range(11):
        world.press(Qt.Key.Key_Right)
        world.settle(qtbot)
    assert sum(large for _picture, large in world.page.pictures._kept) <= 12


# moving and comparing


def test_arrows_and_pages_move_the_person_and_the_sheet(qtbot, make):
    world = make(lambda day: [day.take_in(shade=n) for n in range(10)])
    world.press(Qt.Key.Key_PageDown)
    world.settle(qtbot)
    assert world.number == "K3-009"
    assert [c.item.record.number.short for c in world.page.sheet.grid.cards if c.item] == [
        "K3-009",
        "K3-010",
    ]
    world.press(Qt.Key.Key_Left)
    world.settle(qtbot)
    assert world.number == "K3-008"
    world.page.sheet.grid.cards[2].click()
    world.settle(qtbot)
    assert world.number == "K3-003"
    world.page.sheet.modes.choose("counter")
    assert "だれもいません" in world.page.sheet._which.text()


def test_f4_puts_the_other_person_of_the_flag_beside(qtbot, make):
    world = make(flagged)
    world.press(Qt.Key.Key_F4)
    dialog = dialog_of(world, CompareDialog)
    assert dialog.other.heading == "似た顔 K3-002"
    qtbot.waitUntil(lambda: dialog.mine.stands and dialog.theirs.stands)
    assert dialog.theirs.shows_picture
    world.press(Qt.Key.Key_Right)
    assert dialog.other.heading == "後 K3-002"
    world.press(Qt.Key.Key_Right)
    assert dialog.other.heading == "書類の写真"
    world.press(Qt.Key.Key_F4)
    world.settle(qtbot)
    assert world.record(1).reviews == ()


def test_plus_enlarges_beside_the_portrait(make):
    world = make(three)
    world.press(Qt.Key.Key_Plus)
    dialog = dialog_of(world, CompareDialog)
    assert dialog.other.key == "portrait"
    dialog.reject()


def test_sent_back_and_corrected_shows_the_old_photo_and_the_reason(qtbot, make):
    def corrected(day: ReviewDay) -> Any:
        draft = day.take_in(shade=1)
        day.review().send_back(draft.id, 2000, "写真が別の方のおそれ")
        return day.correct(draft.id, photo=jpeg(5))

    world = make(corrected)
    assert world.page.detail.flags.texts == ("一度差し戻しました", "訂正あり（第2版）")
    assert "写真が別の方のおそれ" in world.page.detail.flags.accessibleDescription()
    world.press(Qt.Key.Key_F4)
    dialog = dialog_of(world, CompareDialog)
    assert dialog.other.key == "old"
    qtbot.waitUntil(lambda: dialog.theirs.stands)
    assert dialog.theirs.shows_picture
    dialog.reject()


# trouble


def test_a_refusal_is_told_and_the_day_read_afresh(qtbot, make):
    """The clerk's correction was completed on another way while the old version is shown."""
    world = make(three)
    first = world.built[0]
    world.on_store(lambda: world.day.correct(first.id))
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert [error.code for error in world.troubles] == ["not_accepted"]
    assert not world.record(1).reviews
    assert {item.record.version for item in world.page.queue.items} == {1, 2}


def test_an_empty_day_says_so(make):
    world = make(lambda _day: None)
    assert world.page.end.banner.title == "確認する受付は、まだありません"
    for key in (Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_L, Qt.Key.Key_Right, Qt.Key.Key_F4):
        world.press(key)


# sizes and reach


@pytest.mark.parametrize("size", [(1366, 768), (1366, 664), (1093, 614), (911, 512), (1920, 1040)])
def test_nothing_decisive_is_ever_out_of_sight(qtbot, make, size):
    world = make(flagged, size=size)
    assert (world.window.width(), world.window.height()) == size
    detail = world.page.detail
    for part in (
        detail.photo,
        detail.portrait,
        detail.flags,
        detail.send_back,
        detail.later,
        detail.approve,
        detail.around.compare,
    ):
        assert part.isVisible()
        seen = part.visibleRegion().boundingRect()
        assert seen.size() == part.size(), (part, size)
    assert detail.photo.height() >= (200 if size[1] != 664 else 170)
    assert abs(detail.photo.width() - detail.portrait.width()) <= 1
    assert world.page.sheet.isVisible() == (size[0] >= 1300)


def test_the_sheet_is_a_drawer_at_150_percent(qtbot, make):
    world = make(three, size=(911, 512))
    world.press(Qt.Key.Key_F3)
    assert world.page.drawer_open
    assert world.window.height() == 512
    world.page.sheet.grid.cards[1].click()
    world.settle(qtbot)
    assert not world.page.drawer_open
    assert world.number == "K3-002"
    world.press(Qt.Key.Key_F3)
    world.press(Qt.Key.Key_Escape)
    assert not world.page.drawer_open
    world.window.resize(1366, 768)
    QApplication.processEvents()
    assert world.page.sheet.isVisible()


def test_everything_can_be_reached_by_tab_and_has_name_and_size(make):
    world = make(flagged)
    reached: list[QWidget] = []
    for _ in range(60):
        now = QApplication.focusWidget()
        assert now is not None
        if now in reached:
            break
        reached.append(now)
        world.press(Qt.Key.Key_Tab)
    detail, sheet = world.page.detail, world.page.sheet
    for part in (detail.send_back, detail.later, detail.approve, detail.around.compare, sheet.on):
        assert part in reached or not part.isEnabled()
    for part in reached:
        assert part.accessibleName()
        if not isinstance(part, QLineEdit | QAbstractScrollArea):
            assert part.height() >= theme.TARGET_PX


def test_the_first_focus_decides_nothing_and_is_seen(qtbot, make):
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    ring = FocusRing.install(app)
    world = make(three)
    assert QApplication.focusWidget() is world.page.detail.send_back
    assert ring.ring_geometry() is not None
    ring.stop()


def test_the_tab_counts_those_who_wait(qtbot, make):
    world = make(three)
    tab = world.window.top_bar._tabs["review"]
    assert tab.accessibleDescription() == "3"
    assert [code for code, _name in world.window.top_bar.tabs()] == ["intake", "status", "review"]
    world.look(2)
    world.press(Qt.Key.Key_A)
    world.settle(qtbot)
    assert tab.accessibleDescription() == "2"
    world.window.show_tab("intake")
    world.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert world.window.tab == "review"
