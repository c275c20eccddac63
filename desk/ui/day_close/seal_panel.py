"""3 封緘する: the supervisor's PIN, the progress, and what kept it from being done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.services.day_close import CloseView
from desk.ui import theme
from desk.ui.announce import announce
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.day_close.words import CloseWords
from desk.ui.fields import DropDown
from desk.ui.lock_screen import Person
from desk.ui.pin_field import PinField
from desk.ui.share_bar import ShareBar
from desk.ui.starred import starred


class SealPanel(QWidget):
    """`alone_asked`: nobody else could count. `changed`: PIN or person; the foot follows."""

    alone_asked = Signal()
    changed = Signal()

    def __init__(self, words: CloseWords) -> None:
        super().__init__()
        self._words = words
        self._people: tuple[Person, ...] = ()
        self.banner = Banner("ok", " ")
        self.same = Banner("notice", " ")
        self.alone = ActionButton(self.tr("理由を書く"), size="s")
        self.same.add_button(self.alone)
        self._label = line("", 16, bold=True)
        self.who = DropDown()
        self.who.setAccessibleName(self.tr("責任者"))
        self.pin = PinField()
        self._error = line("", 14, ink=theme.RED_900)
        self._note = line("", 14, ink=theme.GRAY_700)
        self.bar = ShareBar(self.tr("封緘の進み"))
        self._progress = line("", 16, bold=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        parts: tuple[QWidget, ...] = (
            *(self.banner, self.same, self._label, self.who, self.pin, self._error),
            *(self._note, self.bar, self._progress),
        )
        for each in parts:
            column.addWidget(each)
        self.alone.clicked.connect(self.alone_asked)
        self.pin.textChanged.connect(lambda _text: self.changed.emit())
        self.who.activated.connect(lambda _at: self._on_who())
        self._error.hide()
        self.show_progress(None)

    @property
    def supervisor(self) -> str:
        return self.who.code()

    @property
    def error(self) -> str:
        return "" if self._error.isHidden() else self._error.text()

    def show_people(self, people: Sequence[Person], present: str) -> None:
        """The supervisors; the one who is signed on first."""
        supervisors = tuple(each for each in people if each.supervisor)
        if supervisors != self._people:
            self._people = supervisors
            self.who.clear()
            for each in supervisors:
                self.who.addItem(each.name, each.id)
            if any(each.id == present for each in supervisors):
                self.who.set_code(present)
        self.who.setVisible(len(supervisors) > 1)
        self._on_who()

    def _on_who(self) -> None:
        name = next((each.name for each in self._people if each.id == self.supervisor), "")
        shape = self.tr("責任者 {name} の暗証コード（6桁）")
        self._label.setText(shape.replace("{name}", name))
        self.changed.emit()

    def show_view(self, view: CloseView) -> None:
        if view.shortage:
            self.banner.set(
                "notice",
                self.tr("不足ありで封緘します"),
                self.tr("理由：{reason}").replace("{reason}", view.shortage),
            )
        else:
            text = self.tr("{count} 人全員の責任者確認も終わっています。")
            self.banner.set(
                "ok",
                self.tr("数がすべて合いました"),
                text.replace("{count}", str(view.tally.accepted)),
            )
        note = self.tr("封緘すると内容は変えられません。")
        if view.tally.held_over:
            more = self.tr("繰越の{count}件は次回に引き継ぎます。")
            note += more.replace("{count}", str(view.tally.held_over))
        self._note.setText(note)
        self._show_same(view)

    def _show_same(self, view: CloseView) -> None:
        """Who counted must not be the one who seals, or it is said why."""
        same = view.counter is not None and view.counter == self.supervisor
        self.same.setVisible(same)
        if not same:
            return
        if view.alone:
            text = self.tr("理由：{reason}").replace("{reason}", view.alone)
            self.same.set("info", self.tr("責任者が1人で数えたことを記録します"), text)
        else:
            self.same.set(
                "notice",
                self.tr("数えた人と封緘する責任者が同じです"),
                self.tr("別の方が数え直すか、1人で数えた理由を書いてください。"),
            )
        self.same.show_button(not view.alone)

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """(packets made, packets in all) while it is being sealed."""
        for part in (self.bar, self._progress):
            part.setVisible(done is not None)
        self.pin.setReadOnly(done is not None)
        self.who.setEnabled(done is None)
        if done is not None:
            self._error.hide()
            made, whole = done
            self.bar.show_share(made / whole if whole else 0.0)
            shape = self.tr("封緘しています {made} / {whole} 件")
            shape = shape.replace("{made}", str(made)).replace("{whole}", str(whole))
            self._progress.setText(shape)

    def refuse(self, sentence: str) -> None:
        """It was not sealed: why, and the PIN anew."""
        self.show_progress(None)
        self.pin.clear()
        self.pin.set_error(True)
        self._error.setText(starred(sentence))
        self._error.show()
        announce(self._error)
        if self.isVisible():
            self.pin.setFocus()

    def forget(self) -> None:
        """The PIN was used, or the page was left."""
        self.pin.clear()
        self.pin.set_error(False)
        self._error.hide()
