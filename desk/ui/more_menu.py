"""The menu of 「その他」 (F7)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desk.domain.application import Status
from desk.ui.endings import CHANGES, sent_back

if TYPE_CHECKING:
    from desk.domain.application import Record


class MoreMenu(QMenu):
    """Correct, hold, void, hand back, print the slip again: what this application allows."""

    change_wanted = Signal(str)
    print_wanted = Signal()
    preview_wanted = Signal()

    def __init__(self, record: Record, parent: QWidget) -> None:
        super().__init__(parent)
        names = {
            "correct": (
                self.tr("訂正する") if sent_back(record) is None else self.tr("差戻しを訂正する"),
                "F7",
            ),
            "hold": (self.tr("保留にする"), "F6"),
            "void": (self.tr("取り消す"), "F8"),
            "hand_back": (self.tr("申請書を返却する"), ""),
        }
        for kind in CHANGES.get(record.status, ()):
            text, key = names[kind]
            self.addAction(f"{text}\t{key}").triggered.connect(partial(self._on_change, kind))
        if record.status is Status.ACCEPTED:
            self._add_slip(again=record.slips_printed > 0)
        self.aboutToHide.connect(self.deleteLater)

    def _add_slip(self, *, again: bool) -> None:
        text = self.tr("控えを再発行する") if again else self.tr("控えを印刷する")
        self.addAction(text + "\tF9").triggered.connect(self.print_wanted)
        text = self.tr("控えを見る・PDFに保存") + "\tCtrl+P"
        self.addAction(text).triggered.connect(self.preview_wanted)

    def _on_change(self, kind: str, _checked: bool = False) -> None:
        self.change_wanted.emit(kind)

    def open_under(self, button: QWidget) -> None:
        """With the first line chosen; a menu without lines is not shown."""
        if not self.actions():
            self.deleteLater()
            return
        self.popup(button.mapToGlobal(QPoint(0, button.height())))
        self.setActiveAction(self.actions()[0])
