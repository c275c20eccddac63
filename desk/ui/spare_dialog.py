"""予備SDを選ぶ: the stick or card, and the passphrase that opens it when a laptop is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk.ui import keys, theme
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.fields import LabeledField
from desk.ui.file_choice import ask_for_folder
from desk.ui.flow import Flow
from desk.ui.pin_field import SecretField
from desk.ui.setup_page import strength
from desk.ui.starred import starred


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is plugged in."""

    name: str
    folder: str
    free_bytes: int


@dataclass(frozen=True, slots=True)
class SpareNote:
    """How the spare stands, in words; kind: ok, info or notice (Banner)."""

    chosen: bool
    kind: str
    title: str
    text: str = ""


class SpareCard(QFrame):
    """The settings' part 予備SD. `choose_asked`, `help_asked`; answer with `show_note`."""

    choose_asked = Signal()
    help_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        translate = QCoreApplication.translate
        self.banner = Banner("info", translate("SettingsDialog", "予備SDの状態を確かめています"))
        about = translate(
            "SettingsDialog",
            "受付のたびに、封緘した写しをSDカードやUSBに残します。端末が壊れても、続きから始められます。",
        )
        self.choose = ActionButton(
            translate("SettingsDialog", "予備SDを選ぶ"), size="s", icon="usb"
        )
        self.help = ActionButton(
            translate("SettingsDialog", "予備SDと復元の使い方"),
            action="help",
            kind="text",
            size="s",
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.setSpacing(8)
        rows.addWidget(line(translate("SettingsDialog", "予備SD"), 17, bold=True))
        rows.addWidget(line(about, 14))
        rows.addWidget(self.banner)
        self._deeds = Flow((self.choose, self.help))
        rows.addWidget(self._deeds)
        self.choose.clicked.connect(self.choose_asked)
        self.help.clicked.connect(self.help_asked)

    def show_note(self, note: SpareNote) -> None:
        translate = QCoreApplication.translate
        self.banner.set(note.kind, note.title, note.text)
        self.choose.setText(
            translate("SettingsDialog", "別のSDに替える")
            if note.chosen
            else translate("SettingsDialog", "予備SDを選ぶ")
        )
        self._deeds.refit()


class SpareDialog(DeskDialog):
    """`chosen(folder, passphrase)`; answer with `refuse(sentence)` or close it. `help_asked` (F1),
    `look_asked`: what is plugged in now? `show_places` answers."""

    chosen = Signal(object, str)
    help_asked = Signal()
    look_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", 640, parent)
        self.title.setText(self.tr("予備SDを選ぶ"))
        self.setWindowTitle(self.title.text())
        self._folder = ""
        self._known: list[str] = []
        self._busy = False
        self.banner = Banner("stop", " ")
        self.banner.hide()
        self._none = line("", 16)
        self._holder = QVBoxLayout()
        self._which: ChoiceGroup | None = None
        self.again_look = ActionButton(self.tr("もう一度探す"), size="s", icon="search")
        self.other = ActionButton(self.tr("ほかのフォルダー"), size="s", icon="document")
        self._where = line("", 16)
        words = (self.tr("予備SDの合言葉（12文字以上）"), self.tr("予備SDの合言葉（もう一度）"))
        self.passphrase, self.again = (SecretField(each) for each in words)
        self._fields = [
            LabeledField(label, True, editor=editor)
            for label, editor in zip(words, (self.passphrase, self.again), strict=True)
        ]
        self._fill_body()
        self._connect()
        self.show_places(())

    def _fill_body(self) -> None:
        self.body.addWidget(self.banner)
        self.body.addWidget(line(self.tr("使うSDカードかUSB"), 16, bold=True))
        self.body.addWidget(self._none)
        self.body.addLayout(self._holder)
        self.body.addWidget(self._where)
        self.body.addWidget(Flow((self.again_look, self.other)))
        about = self.tr(
            "この合言葉は、端末を取り替えるときに予備SDを開き、そのまま新しい端末の合言葉になります。"
            "端末にもSDにも残りません。責任者が覚えておいてください。"
        )
        for field in self._fields:
            self.body.addWidget(field)
        self.body.addWidget(line(about, 14, ink=theme.GRAY_700))
        self.body.addStretch(1)
        self.cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.save = self.add_button(
            ActionButton(self.tr("予備SDにする"), action="next", kind="primary")
        )
        self.first = self.again_look

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.again_look.clicked.connect(self.look_asked)
        self.other.clicked.connect(
            lambda: ask_for_folder(self, self._folder, lambda path: self._take(str(path)))
        )
        self.bind_next(self.save)
        keys.bind("help", self, self.help_asked.emit)

    @property
    def folder(self) -> str:
        """What is chosen; "" for nothing yet."""
        return self._folder

    def show_places(self, places: Sequence[Place]) -> None:
        """What is plugged in; the only one is chosen at once, a folder of one's own stays."""
        if self._which is not None:
            self._holder.removeWidget(self._which)
            self._which.hide()
            self._which.deleteLater()
            self._which = None
        known = [each.folder for each in places]
        if not self._folder and len(known) == 1:
            self._folder = known[0]
        if places:
            self._which = ChoiceGroup(
                [Option(each.folder, each.name, self._under(each)) for each in places],
                name=self.tr("使うSDカードかUSB"),
            )
            self._which.set_value(self._folder if self._folder in known else None)
            self._which.chosen.connect(self._take)
            self._holder.addWidget(self._which)
        self._known = known
        self._none.setText(
            self.tr("SDカードやUSBが見つかりません。挿して「もう一度探す」を押してください。")
        )
        self._none.setVisible(not places)
        self._show_folder()

    def _under(self, place: Place) -> str:
        size = f"{place.free_bytes / 1e9:.1f} GB"
        return self.tr("{folder}・空き {size}").format(folder=place.folder, size=size)

    def _take(self, folder: str) -> None:
        self._folder = folder
        if self._which is not None:
            self._which.set_value(folder if folder in self._known else None)
        self._show_folder()

    def _show_folder(self) -> None:
        own = bool(self._folder) and self._folder not in self._known
        self._where.setText(self.tr("フォルダー：{folder}").replace("{folder}", self._folder))
        self._where.setVisible(own)
        self.refuse("")

    def _on_save(self) -> None:
        if self._busy:
            return
        text = self.passphrase.text()
        verdicts = (
            "" if strength(text) > 0 else self.tr("12文字以上で入力してください"),
            "" if self.again.text() == text else self.tr("1回目と違います"),
        )
        wrong = [f for f, said in zip(self._fields, verdicts, strict=True) if _mark(f, said)]
        if not self._folder:
            self.refuse(self.tr("使うSDカードかUSBを選んでください"))
            self.again_look.setFocus()
        elif wrong:
            wrong[0].setFocus()
            self.fit()
        else:
            self._set_busy(True)
            self.chosen.emit(Path(self._folder), text)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        said = self.tr("予備SDを用意しています。抜かないでください") if busy else ""
        self.save.set_blocked(said)
        self.note.setText(said)

    def refuse(self, sentence: str) -> None:
        """It was not taken; what is typed stays. Empty: nothing is wrong."""
        self._set_busy(False)
        if sentence:
            self.banner.set("stop", starred(sentence))
        self.banner.setVisible(bool(sentence))
        self.fit()

    def done(self, result: int) -> None:
        for field in (self.passphrase, self.again):
            field.clear()
        super().done(result)


def _mark(field: LabeledField, sentence: str) -> bool:
    field.set_error(sentence)
    return bool(sentence)
