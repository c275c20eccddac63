"""端末に残っている記録: what is still here and why, and when it will be erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desk.domain.batch import BatchState
from desk.services.sending import BatchView, Here, SendingView
from desk.ui import theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.dialog import DeskDialog, rule
from desk.ui.sending.words import SendingWords

MOST_DATES: Final = 8


class HereDialog(DeskDialog):
    """`purge_asked`: a supervisor approves what waits for it."""

    purge_asked = Signal()

    def __init__(
        self, view: SendingView, words: SendingWords, parent: QWidget | None = None
    ) -> None:
        super().__init__("", 760, parent)
        self.title.setText(self.tr("端末に残っている記録"))
        self.setWindowTitle(self.title.text())
        self._words = words
        waiting = view.unsent
        if waiting:
            shape = self.tr("受領書がまだない記録が {count} 件あります")
            banner = Banner(
                "notice",
                shape.replace("{count}", str(waiting)),
                self.tr("この端末だけにあります。端末を手放す前に、送るかUSBで運んでください。"),
            )
        else:
            banner = Banner("ok", self.tr("すべての記録に受領書があります"))
        self.body.addWidget(banner)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self._show_here(view.here)
        self._show_dates([each for each in view.batches if each.state is BatchState.RECEIVED])
        self.body.addStretch(1)
        self.approve = ActionButton(self.tr("消去を承認する"), icon="key")
        received = [each for each in view.batches if each.state is BatchState.RECEIVED]
        needed = any(each.purge_needs_approval for each in received)
        self.approve.setVisible(needed)
        self.add_button(self.approve).clicked.connect(self._on_approve)
        shut = self.add_button(ActionButton(self.tr("閉じる"), action="cancel", kind="primary"))
        shut.clicked.connect(self.reject)
        self.first = shut

    def _show_here(self, here: Sequence[Here]) -> None:
        row = 0
        for each in here:
            if not each.count:
                continue
            self._grid.addWidget(line(self._why(each), 16), row, 0)
            count = line(self._words.packets(each.count), 16, bold=True)
            count.setWordWrap(False)
            self._grid.addWidget(count, row, 1, Qt.AlignmentFlag.AlignRight)
            since = (
                self.tr("{day} から").replace("{day}", self._words.day(each.since))
                if (each.since)
                else ""
            )
            label = line(since, 14, ink=theme.GRAY_700)
            label.setWordWrap(False)
            self._grid.addWidget(label, row, 2)
            row += 1

    def _why(self, here: Here) -> str:
        known = {
            "held_over": self.tr("繰越（保留）：次の開設日に続けます"),
            "draft": self.tr("受付中：まだ終わっていません"),
            "unsealed": self.tr("完了：日締めで封緘するまで残ります"),
            "waiting": self.tr("封緘済み：受領書が届くまで残ります"),
            "carried": self.tr("USBで持出し中：受領書が届くまで残ります"),
            "kept": self.tr("受領済み：保存の日数が過ぎると消去します"),
            "closed_out": self.tr("取消・返却・訂正前：束と一緒に消去します"),
        }
        return known.get(here.code) or self._words.say(f"here_{here.code}", {"count": here.count})

    def _show_dates(self, batches: Sequence[BatchView]) -> None:
        if not batches:
            return
        self.body.addWidget(rule())
        self.body.addWidget(line(self.tr("消去の予定"), 16, bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, each in enumerate(batches[:MOST_DATES]):
            name = line(each.name, 16, bold=True)
            name.setWordWrap(False)
            grid.addWidget(name, row, 0)
            grid.addWidget(line(self._words.here(each), 16), row, 1)
            if each.purge_needs_approval:
                grid.addWidget(Badge("notice", self.tr("承認待ち")), row, 2)
        self.body.addLayout(grid)
        more = len(batches) - MOST_DATES
        if more > 0:
            words = self.tr("ほか {count} 束").replace("{count}", str(more))
            self.body.addWidget(line(words, 14, ink=theme.GRAY_700))

    def _on_approve(self) -> None:
        self.accept()
        self.purge_asked.emit()
