"""The end of a demonstration day on the screens: enrolled, counted, sealed, sent, received."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desk.day_end import DayEnd
from desk.demo.centre import Centre
from desk.demo.clerk import Clerk, GaveUp, Key
from desk.demo.people import CLERKS, MUNICIPALITY, SUPERVISOR
from desk.domain.batch import BatchState
from desk.domain.tally import Envelope
from desk.papers.slip import PaperWords
from desk.papers.tally_sheet import tally_sheet_pdf
from desk.services.day_close import CloseView
from desk.services.reports import TallySheet
from desk.ui.sending.enrol_dialog import EnrolDialog
from desk.ui.unlock_dialog import SupervisorDialog

_CTRL: Final = Qt.KeyboardModifier.ControlModifier
COUNTER: Final = CLERKS[1][0]
"""Who counts the paper: not the supervisor who seals."""
OFFICE_CONTACT: Final = "市民課 000-000-0000（練習用）"


class Evening:
    """What the supervisor and the second person do when the last applicant has gone."""

    def __init__(self, clerk: Clerk, centre: Centre, shot: Callable[[str], None]) -> None:
        self._clerk, self._centre, self._shot = clerk, centre, shot

    def play(self) -> None:
        """Everything reviewed: enrol, count, seal, print, send."""
        self._enrol()
        self._count()
        self._seal()
        self._send()

    # parts

    def _enrol(self) -> None:
        """端末の登録, once in the life of a terminal."""
        clerk, page = self._clerk, self._end.sending.page
        self._centre.add_municipality(MUNICIPALITY, OFFICE_CONTACT)
        code = self._centre.enrol("K3")
        clerk.press(Key.Key_5, _CTRL)
        clerk.wait(page.enrol.isVisible, "the sending page")
        self._shot("sending-not-enrolled")
        page.enrol.setFocus()
        clerk.press(Key.Key_Space)
        clerk.wait(lambda: isinstance(QApplication.activeWindow(), SupervisorDialog), "the PIN")
        clerk.write(SUPERVISOR[1])
        clerk.wait(lambda: isinstance(QApplication.activeWindow(), EnrolDialog), "the code")
        dialog = QApplication.activeWindow()
        if not isinstance(dialog, EnrolDialog):
            raise GaveUp("the enrolment")
        dialog.take_scanned(code)
        self._shot("enrolment")
        clerk.press(Key.Key_Return, _CTRL)
        clerk.wait(lambda: dialog.lines, "the hub's answer")
        self._shot("enrolled")
        clerk.press(Key.Key_Return, _CTRL)
        clerk.wait(lambda: QApplication.activeWindow() is clerk.desk.window, "the window")

    def _count(self) -> None:
        """The paper is counted by a second person, wrongly at first: one sheet lies elsewhere."""
        clerk, page = self._clerk, self._end.closing.page
        clerk.press(Key.Key_4, _CTRL)
        clerk.wait(lambda: page.view is not None and page.view.records_ready, "the balance")
        self._shot("day-close")
        page.go_to(2)
        who = page.counting.who
        who.setFocus()
        clerk.drop_down(who, str(who.itemData(who.findText(COUNTER))))
        clerk.settle()
        tally = self._view.tally
        self._type_counts({each: tally.sheets(each) for each in Envelope}, wrong=True)
        self._shot("day-close-difference")
        self._type_count(Envelope.ACCEPTED, tally.sheets(Envelope.ACCEPTED))
        self._shot("day-close-agrees")

    def _type_counts(self, sheets: Mapping[Envelope, int], *, wrong: bool) -> None:
        for each, number in sheets.items():
            short = wrong and each is Envelope.ACCEPTED and number > 0
            self._type_count(each, number - 1 if short else number)

    def _type_count(self, envelope: Envelope, number: int) -> None:
        clerk, page = self._clerk, self._end.closing.page
        entry = page.counting.fields[envelope]
        entry.setFocus()
        entry.selectAll()
        clerk.write(str(number))
        clerk.press(Key.Key_Return)
        clerk.wait(lambda: self._counted(envelope) == number, "the count to be kept")
        clerk.settle()

    def _counted(self, envelope: Envelope) -> int | None:
        counts = {each.envelope: each.counted for each in self._view.counts}
        return counts[envelope]

    def _seal(self) -> None:
        clerk, page = self._clerk, self._end.closing.page
        page.go_to(3)
        clerk.wait(page.seal.pin.isVisible, "the seal")
        page.seal.pin.setFocus()
        clerk.write(SUPERVISOR[1])
        self._shot("seal")
        clerk.press(Key.Key_Return, _CTRL)
        clerk.wait(lambda: self._view.batch is not None, "the sealed batch")
        clerk.settle()
        self._shot("sealed")
        clerk.press(Key.Key_F9)
        clerk.settle()
        self._shot("tally-sheet-printed")

    def _send(self) -> None:
        """The engine is at it already; the page shows how far."""
        clerk, page = self._clerk, self._end.sending.page
        clerk.press(Key.Key_5, _CTRL)
        clerk.wait(lambda: page.batches, "the batches")
        self._shot("sending")
        clerk.wait(
            lambda: all(each.state is BatchState.RECEIVED for each in page.batches), "the receipt"
        )
        QTest.qWait(200)
        self._shot("received")

    @property
    def _view(self) -> CloseView:
        view = self._end.closing.page.view
        if view is None:
            raise GaveUp("the day close")
        return view

    @property
    def _end(self) -> DayEnd:
        end = self._clerk.desk.day_end
        if end is None:
            raise GaveUp("the day's end")
        return end


def tally_to(folder: Path) -> Callable[[TallySheet, PaperWords], None]:
    """The demonstration's printer of tally sheets."""

    def print_tally(sheet: TallySheet, words: PaperWords) -> None:
        (folder / f"tally-{sheet.code.number}-{sheet.copy_no}.pdf").write_bytes(
            tally_sheet_pdf(sheet, words)
        )

    return print_tally
