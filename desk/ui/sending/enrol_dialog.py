"""端末の登録: the one-time code is scanned, pasted or typed; then what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from desk.ui import theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.camera_view import CameraView
from desk.ui.dialog import DeskDialog
from desk.ui.flow import Flow
from desk.ui.sending.failure_box import FailureBox
from desk.ui.sending.views import Stop
from desk.ui.sending.words import SendingWords

PREFIX = "MKD1:"
LONGEST = 2000


class EnrolDialog(DeskDialog):
    """`code_given(text)`, `camera_asked(on)`. Answer with `show_done` or `show_stop`; what a
    scanner or the camera read comes through `take_scanned`."""

    code_given = Signal(str)
    camera_asked = Signal(bool)

    def __init__(self, words: SendingWords, parent: QWidget | None = None) -> None:
        super().__init__("", 720, parent)
        self.title.setText(self.tr("端末を登録する"))
        self.setWindowTitle(self.title.text())
        self._busy = self._done = False
        self.banner = Banner(
            "info",
            self.tr("センターから届いた登録票のQRを読んでください"),
            self.tr(
                "登録票のコードは1回だけ使えます。読み取ると、このセンターだけとつながります。"
            ),
        )
        self.failure = FailureBox(words)
        self.camera = CameraView()
        self.camera.setFixedHeight(240)
        self.camera.hide()
        self.code = QPlainTextEdit()
        self.code.setFont(theme.font(16, mono=True))
        self.code.setFixedHeight(96)
        self.code.setTabChangesFocus(True)
        self.code.setAccessibleName(self.tr("登録票のコード（MKD1: で始まる文字）"))
        self.code.setPlaceholderText("MKD1:…")
        self.code.setInputMethodHints(
            Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.scan = ActionButton(self.tr("カメラで読む"), size="s", icon="camera")
        self.paste = ActionButton(self.tr("貼り付け"), size="s", icon="document")
        self._result = QGridLayout()
        self.lines: tuple[tuple[str, str], ...] = ()
        self._fill_body()
        self._connect()
        self._refresh()

    def _fill_body(self) -> None:
        self._label = line(self.tr("登録票のコード（MKD1: で始まる文字）"), 16, bold=True)
        self._ways = Flow((self.scan, self.paste))
        self._result.setHorizontalSpacing(16)
        self._result.setColumnStretch(1, 1)
        for part in (self.banner, self.failure, self.camera, self._label, self.code, self._ways):
            self.body.addWidget(part)
        self.body.addLayout(self._result)
        self.body.addStretch(1)
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.enrol = self.add_button(
            ActionButton(self.tr("登録する"), action="next", kind="primary")
        )
        self.first = self.code

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.enrol.clicked.connect(self._on_enrol)
        self.bind_next(self.enrol)
        self.code.textChanged.connect(self._refresh)
        self.paste.clicked.connect(self._on_paste)
        self.scan.clicked.connect(lambda: self._show_camera(self.camera.isHidden()))
        self.finished.connect(lambda _result: self.camera_asked.emit(False))

    @property
    def text(self) -> str:
        """The code without blanks and line breaks."""
        return "".join(self.code.toPlainText().split())[:LONGEST]

    def _on_paste(self) -> None:
        self.code.setPlainText(QGuiApplication.clipboard().text()[:LONGEST])
        self.code.setFocus()

    def _show_camera(self, shown: bool) -> None:
        self.camera.setVisible(shown)
        self.scan.setText(self.tr("カメラを閉じる") if shown else self.tr("カメラで読む"))
        self._ways.refit()
        self.fit()
        self.camera_asked.emit(shown)

    def take_scanned(self, text: str) -> None:
        """A scanner's line or a code in the camera's view; others are spoken of."""
        plain = "".join(text.split())
        if self._busy or self._done:
            return
        if not plain.startswith(PREFIX):
            self.note.setText(self.tr("登録票のQRではありません"))
            return
        self.code.setPlainText(plain)
        if not self.camera.isHidden():
            self._show_camera(False)
        self.enrol.setFocus()

    def _missing(self) -> str:
        if self._busy:
            return self.tr("センターに登録しています")
        if not self.text:
            return self.tr("登録票のQRを読むか、コードを入れてください")
        if not self.text.startswith(PREFIX):
            return self.tr("MKD1: で始まるコードを入れてください")
        return ""

    def _refresh(self) -> None:
        missing = "" if self._done else self._missing()
        self.enrol.set_blocked(missing)
        self.note.setText(missing)

    def _on_enrol(self) -> None:
        if self._done:
            self.accept()
        elif self.enrol.isEnabled():
            self._busy = True
            self.failure.show_stop(None)
            for part in (self.code, self.scan, self.paste):
                part.setEnabled(False)
            self._refresh()
            self.code_given.emit(self.text)

    def show_done(self, lines: Sequence[tuple[str, str]]) -> None:
        """Enrolled: (what, said) for hub, terminal, municipality, key."""
        self._busy, self._done = False, True
        self.failure.show_stop(None)
        self.lines = tuple(lines)
        self.banner.show()
        self.banner.set(
            "ok",
            self.tr("この端末を登録しました"),
            self.tr("日締めで封緘し、センターへ送れるようになりました。"),
        )
        for part in (self._label, self.code, self._ways, self.camera, self.cancel):
            part.hide()
        for row, (what, said) in enumerate(lines):
            name = line(what, 14, ink=theme.GRAY_700)
            name.setWordWrap(False)
            value = line(said, 16, bold=True)
            self._result.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._result.addWidget(value, row, 1)
            name.show()  # a row counts for the height only once it is shown
            value.show()
        self.enrol.setText(self.tr("閉じる"))
        self._refresh()
        self.fit()
        QTimer.singleShot(0, self, self.fit)
        self.enrol.setFocus()

    def show_stop(self, stop: Stop) -> None:
        """Not enrolled; the code may be tried again unless it was used up."""
        self._busy = False
        for part in (self.code, self.scan, self.paste):
            part.setEnabled(True)
        self.banner.hide()
        self.failure.show_stop(stop)
        self._refresh()
        self.fit()
        self.code.setFocus()
