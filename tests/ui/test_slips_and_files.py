"""Slips that are missing, printed, printed again and kept as PDF; forms read from files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from shell_world import invented_line
from workbench_world import FORM_ID, OTHER_ID, World, form_picture, paper_entries

from desk.domain.application import PictureKind, Status, Step
from desk.domain.errors import Refused
from desk.services.form_reading import Outcome, Seen
from desk.services.ports import By
from desk.ui.action_band import HEIGHT_PX, ActionBand
from desk.ui.application_list import LineDelegate, _slip_missing
from desk.ui.badges import badge_of, badge_word
from desk.ui.slip_dialog import SlipDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    made.paper = True
    made.saved = []

    def note(draft: Any, printed: bool, code: str, answer: Any) -> None:
        by = By(made.operator.id, made.clock.now())
        made.lanes.run(
            lambda: made.store.note_slip(draft.id, printed, by), lambda _n: answer(printed, code)
        )

    made.context.print_slip = lambda draft, answer: note(
        draft, made.paper, "" if made.paper else "printer_absent", answer
    )

    def save(draft: Any, path: Path, answer: Any) -> None:
        made.saved.append(path)
        answer(True, "slip_saved")

    made.context.save_slip = save
    made.context.preview_slip = lambda _draft, show: show(paper())
    made.show(qtbot)
    yield made
    made.close()


def paper() -> QImage:
    image = QImage(720, 1022, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    return image


def accept(world: World, qtbot: Any) -> Any:
    world.at_step(qtbot, 5)
    world.save(qtbot, {**paper_entries(), "papers.confirmed": "applicant"})
    world.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: world.bench.draft.record.status is Status.ACCEPTED)
    world.settle(qtbot)
    return world.bench.draft


def reopen(world: World, qtbot: Any, draft: Any) -> None:
    world.bench.close()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    world.bench.open(draft.id)
    qtbot.waitUntil(lambda: world.bench.draft is not None)
    world.settle(qtbot)


def test_a_slip_that_was_not_printed_stays_in_sight(world: World, qtbot: Any) -> None:
    world.paper = False
    draft = accept(world, qtbot)
    assert draft.record.status is Status.ACCEPTED
    assert "K3-001 の控え 未印刷" in world.bench.actions.said
    assert "PDFで保存" in world.bench.actions.said
    reopen(world, qtbot, draft)
    assert world.bench.notice.title == "控え 未印刷"
    (line,) = world.on_store(lambda: world.store.page("", 0, 9))
    assert not line.slip_printed
    world.paper = True
    world.press(Qt.Key.Key_F9)
    world.settle(qtbot)
    assert world.bench.notice.title == "この受付は「完了・郵送」です"
    assert world.bench.draft.record.slips_printed == 1
    (line,) = world.on_store(lambda: world.store.page("", 0, 9))
    assert line.slip_printed


def test_a_second_print_is_a_reissue(world: World, qtbot: Any) -> None:
    accept(world, qtbot)
    world.bench.show_more()
    menu = world.bench.centre.findChild(QMenu)
    said = [each.text() for each in menu.actions()]
    assert "控えを再発行する\tF9" in said
    assert "控えを見る・PDFに保存\tCtrl+P" in said
    menu.close()
    world.press(Qt.Key.Key_F9)
    world.settle(qtbot)
    assert world.bench.draft.record.slips_printed == 2


def test_good_news_of_a_slip_stays_away_from_the_next_person(world: World, qtbot: Any) -> None:
    draft = accept(world, qtbot)
    world.open_new(qtbot)
    world.bench._slips.tell(draft, "info", "K3-001 の受付控えを印刷しました")
    assert "K3-001" not in world.bench.actions.said


def test_a_draft_shows_its_slip_but_gives_none_out(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 5)
    world.press(Qt.Key.Key_P, CTRL)
    assert "受取り方法がまだ決まっていない" in world.bench.actions.said
    world.save(qtbot, {**paper_entries(), "papers.confirmed": "applicant"})
    world.press(Qt.Key.Key_P, CTRL)
    dialog = world.bench.dialog
    assert isinstance(dialog, SlipDialog)
    assert dialog.print.blocked_reason
    assert dialog.save.blocked_reason
    assert dialog.note.text() == dialog.print.blocked_reason
    dialog.reject()


def test_an_accepted_slip_goes_to_paper_or_to_a_file(
    world: World, qtbot: Any, tmp_path: Path
) -> None:
    accept(world, qtbot)
    world.press(Qt.Key.Key_P, CTRL)
    dialog = world.bench.dialog
    assert isinstance(dialog, SlipDialog)
    assert dialog.print.text() == "再発行する"
    dialog.save.click()
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, QFileDialog)
    assert "暗号化されません" in asking.windowTitle()
    assert Path(asking.selectedFiles()[0]).name.startswith("261123-K3-001")
    asking.fileSelected.emit(str(tmp_path / "slip.pdf"))
    asking.reject()
    world.settle(qtbot)
    assert world.saved == [tmp_path / "slip.pdf"]
    assert "PDFに保存しました" in world.bench.actions.said


def test_no_other_file_is_ever_replaced(world: World, qtbot: Any, tmp_path: Path) -> None:
    draft = accept(world, qtbot)
    there = tmp_path / "slip.pdf"
    there.write_bytes(b"somebody else's")
    world.bench._slips.save(draft, there)
    assert world.saved == []
    assert "同じ名前のファイル" in world.bench.actions.said


def test_printing_from_the_preview_closes_it(world: World, qtbot: Any) -> None:
    accept(world, qtbot)
    world.press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(world.bench.dialog.isActiveWindow)
    qtbot.keyClick(world.bench.dialog, Qt.Key.Key_F9)
    world.settle(qtbot)
    assert world.bench.draft.record.slips_printed == 2


# forms from files


def choose(world: World, path: Path) -> None:
    world.press(Qt.Key.Key_O, CTRL)
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, QFileDialog)
    asking.fileSelected.emit(str(path))
    asking.reject()


def test_a_form_is_read_from_a_file_that_stays(world: World, qtbot: Any, tmp_path: Path) -> None:
    world.open_new(qtbot)
    taken: list[object] = []
    world.bench.file_taken.connect(taken.append)
    world.still = Outcome(Seen.SETTLED, FORM_ID)
    choose(world, tmp_path / "form.pdf")
    world.settle(qtbot)
    assert world.entry("form.id") == FORM_ID
    assert world.entry("form.source") == "file"
    assert world.bench.draft.record.picture(PictureKind.FORM_PAGE) is not None
    assert taken == []


def test_a_sheet_of_the_scanner_is_let_go(world: World, qtbot: Any, tmp_path: Path) -> None:
    world.open_new(qtbot)
    taken: list[object] = []
    world.bench.file_taken.connect(taken.append)
    world.still = Outcome(Seen.SETTLED, FORM_ID)
    world.bench.take_file(tmp_path / "scan.pdf", "sheet")
    world.settle(qtbot)
    assert taken == [tmp_path / "scan.pdf"]


def test_a_file_without_a_form_is_refused_in_words(
    world: World, qtbot: Any, tmp_path: Path
) -> None:
    world.open_new(qtbot)
    world.still = Outcome(Seen.NOTHING, None, "form_no_code")
    choose(world, tmp_path / "cat.jpg")
    world.settle(qtbot)
    assert world.bench.actions.said == world.context.words.say("form_no_code")

    def broken(_path: Path) -> Any:
        raise Refused("scan_file_broken")

    world.context.load_form_file = broken
    choose(world, tmp_path / "broken.pdf")
    world.settle(qtbot)
    assert world.bench.actions.said == world.context.words.say("scan_file_broken")
    assert world.entry("form.id") is None


def test_a_typed_form_gets_its_own_page_from_a_file(
    world: World, qtbot: Any, tmp_path: Path
) -> None:
    world.open_new(qtbot)
    draft = world.bench.draft
    world.on_store(lambda: world.intake.take_form_id(draft.id, FORM_ID, "typed"))
    world.save(qtbot, {"form.desk_clear": True})
    world.still = Outcome(Seen.SETTLED, OTHER_ID)
    choose(world, tmp_path / "other.jpg")
    world.settle(qtbot)
    assert "別の申請書です" in world.bench.actions.said
    assert world.bench.draft.record.picture(PictureKind.FORM_PAGE) is None
    world.still = Outcome(Seen.NOTHING)
    choose(world, tmp_path / "own.jpg")
    world.settle(qtbot)
    assert world.bench.draft.record.picture(PictureKind.FORM_PAGE) is not None
    assert world.bench.step is Step.APPLICANT


def test_what_was_read_is_not_read_again(world: World, qtbot: Any) -> None:
    world.open_new(qtbot)
    world.scan.answer = Outcome(Seen.SETTLED, FORM_ID)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    world.press(Qt.Key.Key_O, CTRL)
    assert QApplication.activeModalWidget() is None
    assert "もう読み取られています" in world.bench.actions.said


def test_in_a_narrow_window_the_camera_is_first(world: World, qtbot: Any) -> None:
    world.bench.set_mode("narrow")
    world.open_new(qtbot)
    page = world.bench.page(Step.FORM)
    qtbot.waitUntil(lambda: page.side.isAncestorOf(QApplication.focusWidget()))
    world.scan.answer = Outcome(Seen.SETTLED, FORM_ID)
    world.form_camera.push(form_picture())
    world.settle(qtbot)
    focused = QApplication.focusWidget()
    assert page.isAncestorOf(focused)
    assert focused.text() == "残っていません"


# the band and the list


def test_a_long_message_has_a_line_of_its_own(qtbot: Any) -> None:
    band = ActionBand()
    qtbot.addWidget(band)
    band.preview.show()
    band.primary.setText("受付を完了する")
    band.resize(690, HEIGHT_PX)
    band.show()
    band.say("error", "申請者の確認がまだです")
    for text in ("プリンターが見つかりません。電源とケーブルを確かめてください。" * 2, "短い"):
        band.say("warning", text)
        QApplication.processEvents()
        note = band._note
        assert note.width() >= 100
        assert note.height() >= note.heightForWidth(note.width())
        assert band.rect().contains(note.geometry().translated(band._words.pos()))
        assert note.mapTo(band, note.rect().topRight()).x() <= band.width()
    band.say("quiet", "")
    assert band.height() == HEIGHT_PX


def test_a_correction_is_called_one() -> None:
    assert badge_word(badge_of(Status.DRAFT, None, "qr", 2)) == "訂正中"
    assert badge_word(badge_of(Status.DRAFT, None, "qr")) == "受付中"
    assert badge_of(Status.HELD, None, "qr", 2) == "held"


def test_a_missing_slip_is_marked_in_the_list(qtbot: Any) -> None:
    line = invented_line(3)
    assert not _slip_missing(line)
    assert _slip_missing(replace(line, slip_printed=False))
    assert not _slip_missing(replace(line, slip_printed=False, status=Status.VOIDED))
    image = QImage(276, 58, QImage.Format.Format_RGB32)
    pictures = []
    for each in (line, replace(line, slip_printed=False)):
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        delegate = LineDelegate(lambda: datetime(2026, 11, 23, tzinfo=UTC).date())
        delegate._paint_line(painter, QRectF(0, 0, 276, 58), each)
        painter.end()
        pictures.append(bytes(image.constBits()))
    assert pictures[0] != pictures[1]
