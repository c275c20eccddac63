"""The deeds of the day close: the one next step, why not yet, and the exception."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desk.ui import theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.flow import Flow


class CloseFoot(QWidget):
    """`go` is the one filled button; `short` and `print` stand beside it where they apply."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._why = line("", 14, ink=theme.GRAY_700)
        self._hint = line(
            self.tr("どうしても合わないときは、責任者が理由を入力して「不足あり」で封緘できます。"),
            14,
            ink=theme.GRAY_700,
        )
        self.short = ActionButton(self.tr("不足ありで封緘する"), action="seal_short", kind="text")
        self.print = ActionButton(self.tr("集計票を印刷"), action="print_tally", icon="printer")
        self.go = ActionButton("", action="next", kind="primary")
        self._deeds = Flow((self.short, self.print, self.go), right=True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._hint)
        words.addWidget(self._why)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(16, 8, 16, 10)
        self._row.setSpacing(6)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._deeds)
        self._flat = self._short = False
        self.short.hide()
        self.print.hide()
        self._hint.hide()

    @property
    def why(self) -> str:
        return self._why.text()

    def show_go(self, words: str, why: str, *, print_first: bool) -> None:
        """`why`: greyed out for this reason. `print_first`: printing is the next step."""
        self.go.setText(words)
        self.go.set_blocked(why)
        self.go.set_kind("plain" if print_first else "primary")
        self.go.set_key(None if print_first else "next")
        self.print.set_kind("primary" if print_first else "plain")
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._deeds.refit()

    def show_short(self, shown: bool) -> None:
        self._short = shown
        self.short.setVisible(shown)
        self._hint.setVisible(shown and not self._flat)
        self._deeds.refit()

    def set_flat(self, flat: bool) -> None:
        """In one column the words stand left of the buttons."""
        self._flat = flat
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if flat else ways.TopToBottom)
        self._deeds.keep_whole(flat)
        self.show_short(self._short)
