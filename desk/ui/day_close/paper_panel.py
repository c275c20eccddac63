"""2 紙の束を数える, the right side: the difference in words, and continuous scanning."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk.domain.tally import Difference, Envelope
from desk.services.day_close import CloseView, ScanView
from desk.ui import theme
from desk.ui.announce import announce
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton, Segmented
from desk.ui.camera_view import CameraView
from desk.ui.day_close.missing_list import MissingList
from desk.ui.day_close.words import CloseWords
from desk.ui.share_bar import ShareBar

_SCANNED = (Envelope.ACCEPTED, Envelope.VOIDED, Envelope.HELD_OVER)


class PaperPanel(QWidget):
    """`scan_asked(envelope)`, `scan_stopped`, `typed(number)`: a sheet without a code."""

    scan_asked = Signal(object)
    scan_stopped = Signal()
    typed = Signal(str)

    def __init__(self, words: CloseWords) -> None:
        super().__init__()
        self._words = words
        self._view: CloseView | None = None
        self.scanning = False
        self.banner = Banner("info", " ")
        self.scan = ActionButton(self.tr("連続読取で照合する"), action="scan_all", icon="qr")
        self.stop = ActionButton(self.tr("読取を終える"), action="scan_all", icon="close")
        self.which = Segmented(
            [(each.value, words.short_envelope(each)) for each in _SCANNED],
            name=self.tr("読み取る封筒"),
        )
        self.which.set_value(Envelope.ACCEPTED.value)
        self.camera = CameraView()
        self.bar = ShareBar(self.tr("連続読取の進み"))
        self._progress, self._heard = line("", 16, bold=True), Banner("info", " ")
        self._missing_title = line(self.tr("まだ読まれていない申請書"), 16, bold=True)
        self.missing = MissingList(words)
        self.number = _NumberField(self.tr("QRがない申請書は、受付番号を入れて Enter"))
        self.likely = Banner("info", self.tr("考えられること"))
        self._how = QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        how = QVBoxLayout(self._how)
        how.setContentsMargins(0, 0, 0, 0)
        how.setSpacing(4)
        how.addWidget(line(self.tr("見つけ方"), 16, bold=True))
        how.addWidget(
            line(self.tr("1. 「連続読取」を押し、封筒の申請書のQRを順に読ませます。"), 16)
        )
        how.addWidget(line(self.tr("2. 読まれなかった受付番号だけが残ります。"), 16))
        self.camera.setMinimumHeight(140)
        self.camera.setMaximumHeight(140)
        self._progress.setWordWrap(False)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self._progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.banner)
        column.addWidget(self._how)
        column.addWidget(self.which)
        column.addWidget(self.scan)
        column.addWidget(self.camera)
        column.addWidget(self.stop)
        column.addLayout(row)
        column.addWidget(self._heard)
        column.addWidget(self.number)
        column.addWidget(self._missing_title)
        column.addWidget(self.missing)
        column.addWidget(self.likely)

    def _connect(self) -> None:
        self.scan.clicked.connect(self._on_scan)
        self.stop.clicked.connect(lambda: self.scan_stopped.emit())
        self.which.chosen.connect(self._on_which)
        self.number.entered.connect(self.typed)

    @property
    def heard(self) -> str:
        return "" if self._heard.isHidden() else self._heard.title

    def toggle(self) -> None:
        """F6"""
        if self.scanning:
            self.scan_stopped.emit()
        else:
            self._on_scan()

    def _on_scan(self) -> None:
        self.scan_asked.emit(Envelope(self.which.value or Envelope.ACCEPTED.value))

    def _on_which(self, code: str) -> None:
        if self.scanning:
            self.scan_asked.emit(Envelope(code))

    # what is shown

    def show_view(self, view: CloseView, scan: ScanView | None, *, scanning: bool) -> None:
        self._view, self.scanning = view, scanning
        found = self._difference(view, scan)
        self._show_banner(view, found)
        all_in = not view.hide_numbers
        self.banner.setVisible(not scanning)
        self._how.setVisible(found is not None and scan is None)
        scannable = all_in and (found is not None or scanning)
        self.which.setVisible(scannable)
        self.scan.setVisible(scannable and not scanning)
        for part in (self.camera, self.stop, self.number):
            part.setVisible(scanning)
        self._show_scan(scan if scannable else None)
        self.likely.setVisible(found is not None and not scanning)
        if found is not None:
            text = self._words.likely(found, scan)
            self.likely.set("info", self.tr("考えられること"), text)

    def _difference(self, view: CloseView, scan: ScanView | None) -> Difference | None:
        """The one that is being looked for; else the first."""
        if not view.differences or view.hide_numbers:
            return None
        mine = (each for each in view.differences if scan and each.envelope is scan.envelope)
        return next(mine, view.differences[0])

    def _show_banner(self, view: CloseView, found: Difference | None) -> None:
        words = self._words
        if view.hide_numbers:
            self.banner.set(
                "info",
                self.tr("封筒ごとに、紙の枚数を数えて入れてください"),
                self.tr("記録の数は、入れた後に出ます。数え直したときは、もう一度入れてください。"),
            )
        elif found is None:
            self.banner.set("ok", self.tr("紙と記録の数が合いました"))
        else:
            others = [each for each in view.differences if each is not found]
            text = words.difference_text(found)
            text += "".join(" " + words.difference(each) + self.tr("。") for each in others)
            self.banner.set("stop", words.difference(found), text)

    def _show_scan(self, scan: ScanView | None) -> None:
        for part in (self.bar, self._progress, self._missing_title):
            part.setVisible(scan is not None)
        if scan is None:
            self._heard.hide()
            self.missing.show_sheets(())
            return
        self.which.set_value(scan.envelope.value)
        self.bar.show_share(scan.read / scan.expected if scan.expected else 1.0)
        shape = self.tr("{read} / {expected} 読取")
        shape = shape.replace("{read}", str(scan.read)).replace("{expected}", str(scan.expected))
        self._progress.setText(shape)
        kind, said = self._words.found(scan)
        self._heard.setVisible(bool(said) and self.scanning)
        if said:
            self._heard.set(kind, said)
            announce(self._heard)
        self._missing_title.setText(
            self.tr("まだ読まれていない申請書") if scan.missing else self.tr("すべて読みました")
        )
        self.missing.show_sheets(scan.missing)

    def tell(self, kind: str, text: str) -> None:
        """Of the camera or of a code that is no form."""
        self._heard.set(kind, text)
        self._heard.show()


class _NumberField(QLineEdit):
    """`entered(text)` on Enter; emptied for the next one."""

    entered = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFont(theme.font(16))
        self.setMaxLength(40)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            text = self.text().strip()
            self.clear()
            if text:
                self.entered.emit(text)
            return
        super().keyPressEvent(event)
