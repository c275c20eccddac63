"""4 集計票を印刷: the batch, its numbers, the papers for the bag, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk.services.batch_store import BatchRow
from desk.services.day_close import CloseView
from desk.services.ports import JAPAN
from desk.ui import theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.day_close.words import CloseWords
from desk.ui.flow import Flow

_SAMPLE_PX = 150


class SealedPanel(QWidget):
    """`report_asked`; `reopen_asked` before anything left, `continue_asked` after it did."""

    report_asked = Signal()
    reopen_asked = Signal()
    continue_asked = Signal()

    def __init__(self, words: CloseWords) -> None:
        super().__init__()
        self._words = words
        self.banner = Banner("ok", " ")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.lines: tuple[tuple[str, str], ...] = ()
        self._sample = QLabel()
        self._sample.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sample.setStyleSheet(f"border: 1px solid {theme.GRAY_600}; background: #ffffff;")
        self._sample.setAccessibleName(self.tr("集計票の見本"))
        self._sample.hide()
        self._about = line(
            self.tr("集計票を紙袋に貼ります。QRに個人の情報は入りません。"), 14, ink=theme.GRAY_700
        )
        self._printed = Badge("waiting")
        self.report = ActionButton(self.tr("日報を保存"), icon="document", size="s")
        self.reopen = ActionButton(self.tr("封緘を取りやめる"), kind="text", size="s", icon="undo")
        self.go_on = ActionButton(self.tr("この日を続ける"), kind="text", size="s", icon="plus")
        self._deeds = Flow((self.report, self.reopen, self.go_on))
        self._lay_out()
        self.report.clicked.connect(self.report_asked)
        self.reopen.clicked.connect(self.reopen_asked)
        self.go_on.clicked.connect(self.continue_asked)

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self._printed)
        beside.addWidget(self._about)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._sample, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addLayout(self._grid)
        column.addLayout(row)
        column.addWidget(self._deeds)

    def show_view(self, view: CloseView, *, printed: bool) -> None:
        batch = view.batch
        if batch is None:
            return
        local = batch.sealed_at.astimezone(JAPAN)
        shape = self.tr("{batch} を封緘しました").replace("{batch}", batch.name)
        who = self.tr("{time} 責任者 {name}").replace("{name}", self._words.name(batch.sealed_by))
        self.banner.set(
            "ok", shape, who.replace("{time}", f"{local.hour}:{local.minute:02d}").strip()
        )
        self._show_lines(view, batch)
        self._printed.set(
            "ok" if printed else "waiting",
            self.tr("集計票 印刷済み") if printed else self.tr("集計票 未印刷"),
        )
        self.reopen.setVisible(view.may_be_opened_again)
        self.go_on.setVisible(not view.may_be_opened_again)
        self._deeds.refit()

    def _show_lines(self, view: CloseView, batch: BatchRow) -> None:
        tally = batch.tally
        shape = self.tr("完了 {accepted}／取消 {voided}／返却 {handed_back}／繰越 {held_over}")
        for code in ("accepted", "voided", "handed_back", "held_over"):
            shape = shape.replace("{" + code + "}", str(getattr(tally, code)))
        ways = self.tr("郵送 {mail}／窓口 {counter}").replace("{mail}", str(tally.mail))
        lines = [
            (self.tr("束"), batch.name),
            (self.tr("件数"), self.tr("{count} 件").replace("{count}", str(batch.packets))),
            (self.tr("内訳"), shape),
            (self.tr("受取り"), ways.replace("{counter}", str(tally.counter))),
            (self.tr("封緘値"), batch.seal_code),
            (self.tr("前回の封緘"), batch.previous_code or self.tr("最初の封緘です")),
        ]
        if view.shortage:
            lines.append((self.tr("不足の理由"), view.shortage))
        if tuple(lines) == self.lines:
            return
        self.lines = tuple(lines)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, (what, said) in enumerate(lines):
            name = line(what, 14, ink=theme.GRAY_700)
            name.setWordWrap(False)
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(line(said, 16, bold=True), at, 1)

    def show_sample(self, image: QImage | None) -> None:
        """A picture of the tally sheet, small."""
        self._sample.setVisible(image is not None)
        if image is not None:
            ratio = self.devicePixelRatioF()
            wide = round(_SAMPLE_PX * ratio)
            smooth = Qt.TransformationMode.SmoothTransformation
            shown = QPixmap.fromImage(image.scaledToWidth(wide, smooth))
            shown.setDevicePixelRatio(ratio)
            self._sample.setPixmap(shown)
