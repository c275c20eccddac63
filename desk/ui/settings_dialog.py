"""The settings (設定): what the slip says, venues, devices, the lock, operators, passphrases."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desk.services.ports import Operator
from desk.services.settings import (
    IDLE_MINUTES_LEAST,
    IDLE_MINUTES_MOST,
    Settings,
    lines_of,
)
from desk.ui import keys, theme
from desk.ui.badges import Badge
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.choices import CheckBox
from desk.ui.dialog import DeskDialog
from desk.ui.fields import DropDown, LabeledField
from desk.ui.file_choice import ask_for_folder
from desk.ui.message_dialog import QuestionDialog
from desk.ui.pin_field import SecretField
from desk.ui.setup_page import OperatorDialog, strength
from desk.ui.spare_dialog import SpareCard, SpareNote
from desk.ui.starred import starred

ONE_COLUMN_BELOW_PX = 880


class SettingsDialog(DeskDialog):
    """Shown after a supervisor's PIN. 保存する keeps the fields (`save_asked(Settings)`); what is
    done to operators and passphrases holds at once (`operator_added`, `operator_switched`,
    `passphrase_added`). Answer with `show_operators`, `tell` or `refuse(sentence)`."""

    save_asked = Signal(object)  # Settings
    operator_added = Signal(str, str, bool)  # name, PIN, supervisor
    operator_switched = Signal(str, bool)  # id, active
    passphrase_added = Signal(str, str)  # a present one, the further one
    help_asked = Signal()  # F1

    def __init__(
        self, settings: Settings, printers: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__("", 1060, parent)
        self.title.setText(self.tr("設定"))
        self.setWindowTitle(self.title.text())
        self._before = settings
        self._switched = ""
        self._make_fields(printers)
        self._lay_out_cards()
        cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.save = self.add_button(
            ActionButton(self.tr("保存する"), action="next", kind="primary")
        )
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.bind_next(self.save)
        keys.bind("help", self, self.help_asked.emit)
        self.first = self.municipality
        self._show(settings)

    # building

    def _make_fields(self, printers: Sequence[str]) -> None:
        self.municipality = LabeledField(self.tr("市区町村"), True)
        self.office = LabeledField(self.tr("担当課"), True)
        self.phone = LabeledField(self.tr("お問い合わせの電話番号"), True)
        self.venues = QPlainTextEdit()
        self.venues.setFont(theme.font(16))
        self.venues.setTabChangesFocus(True)
        self.venues.setFixedHeight(104)
        self._venues_field = LabeledField(self.tr("会場"), True, editor=self.venues)
        self._venues_field.set_hint(self.tr("1行に1つ入力します。次に始めるときから選べます"))
        self.printer = DropDown()
        self.printer.addItem(self.tr("この端末の既定のプリンター"), "")
        for name in printers:
            self.printer.addItem(name, name)
        self._printer_field = LabeledField(self.tr("控えのプリンター"), editor=self.printer)
        if not printers:
            self._printer_field.set_hint(self.tr("いま使えるプリンターがありません"))
        self.minutes = DropDown()
        for minute in range(IDLE_MINUTES_LEAST, IDLE_MINUTES_MOST + 1):
            self.minutes.addItem(self.tr("{count}分").replace("{count}", str(minute)), minute)
        self.compare_faces = CheckBox(self.tr("顔を機械で見比べ、似た方がいれば知らせる"))
        self.portraits = CheckBox(self.tr("書類の写真を、承認のあとも端末から消去するまで残す"))
        self.kiosk = CheckBox(self.tr("専用端末にする（全画面。責任者だけが終えられます）"))
        self.card_intake = CheckBox(self.tr("マイナンバーカードの申請を受け付ける"))
        self.certificates = CheckBox(self.tr("電子証明書・暗証番号の手続きをする"))
        self._make_folder()

    def _make_folder(self) -> None:
        self.folder = QLineEdit()
        self.folder.setFont(theme.font(16))
        self.folder.setReadOnly(True)
        self.folder.setPlaceholderText(self.tr("使いません"))
        self.choose_folder = ActionButton(self.tr("選ぶ"), size="s")
        self.choose_folder.setAccessibleName(self.tr("読み取りフォルダーを選ぶ"))
        self.no_folder = ActionButton(self.tr("使わない"), kind="text", size="s")
        self.choose_folder.clicked.connect(self._on_choose_folder)
        self.no_folder.clicked.connect(self.folder.clear)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose_folder)
        row.addWidget(self.no_folder)
        holder.setFocusProxy(self.choose_folder)
        self._folder_field = LabeledField(self.tr("スキャナーの読み取りフォルダー"), editor=holder)
        self.folder.setAccessibleName(self.tr("スキャナーの読み取りフォルダー"))
        self._folder_field.set_hint(
            self.tr("ここに届いた申請書の画像は、受付に取り込むとフォルダーから消します")
        )

    def _lay_out_cards(self) -> None:
        slip, rows = _card(self.tr("控えに印刷すること"))
        for field in (self.municipality, self.office, self.phone):
            rows.addWidget(field)
        place, rows = _card(self.tr("会場"))
        rows.addWidget(self._venues_field)
        devices, rows = _card(self.tr("機器と画面ロック"))
        rows.addWidget(self._folder_field)
        rows.addWidget(self._printer_field)
        rows.addWidget(LabeledField(self.tr("自動で画面をロックするまで"), editor=self.minutes))
        rows.addWidget(self.kiosk)
        contracts, rows = _card(self.tr("郵便局：市区町村からの委託"))
        rows.addWidget(self.card_intake)
        rows.addWidget(self.certificates)
        note = self.tr("受付の方式が「郵便局」のとき、ここで選んだ手続きだけを受け付けます。")
        rows.addWidget(line(note, 14))
        photo, rows = _card(self.tr("写真の見比べ"))
        rows.addWidget(self.compare_faces)
        note = self.tr(
            "助言だけをします。決めるのは人です。顔の特徴は記録せず、次に受付を始めるときから変わります。"
        )
        rows.addWidget(line(note, 14))
        rows.addWidget(self.portraits)
        self.spare = SpareCard()
        self.spare.help_asked.connect(self.help_asked)
        people, rows = _card(self.tr("担当者"))
        self._people = QGridLayout()
        self._people.setColumnStretch(0, 1)
        self._people.setHorizontalSpacing(10)
        self._people.setVerticalSpacing(4)
        rows.addLayout(self._people)
        self.add_operator = ActionButton(self.tr("担当者を加える"), size="s", icon="plus")
        self.add_operator.clicked.connect(self._on_add_operator)
        rows.addWidget(self.add_operator, 0, Qt.AlignmentFlag.AlignLeft)
        words, rows = _card(self.tr("合言葉"))
        rows.addWidget(line(self.tr("ほかの責任者が自分の合言葉で端末を開けるようにします。"), 14))
        self.add_passphrase = ActionButton(self.tr("合言葉を追加"), size="s", icon="key")
        self.add_passphrase.clicked.connect(self._on_add_passphrase)
        rows.addWidget(self.add_passphrase, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(12)
        for cards in ((slip, place, contracts, photo), (devices, self.spare, people, words)):
            column = QVBoxLayout()
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self.body.addLayout(self._columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        one = event.size().width() < ONE_COLUMN_BELOW_PX
        self._columns.setDirection(way.TopToBottom if one else way.LeftToRight)

    # what is shown

    def _show(self, settings: Settings) -> None:
        self.municipality.set_text(settings.municipality)
        self.office.set_text(settings.office)
        self.phone.set_text(settings.phone)
        self.venues.setPlainText("\n".join(settings.venues))
        self.folder.setText(settings.scan_folder)
        if settings.printer and self.printer.findData(settings.printer) < 0:
            absent = self.tr("{name}（いま見つかりません）").replace("{name}", settings.printer)
            self.printer.addItem(absent, settings.printer)
        self.printer.set_code(settings.printer)
        self.minutes.setCurrentIndex(self.minutes.findData(settings.idle_minutes))
        self.compare_faces.setChecked(settings.compare_faces)
        self.portraits.setChecked(settings.portraits_until_purge)
        self.kiosk.setChecked(settings.kiosk)
        self.card_intake.setChecked("card_intake" in settings.contracts)
        self.certificates.setChecked("certificates" in settings.contracts)

    def form(self) -> Settings:
        """What the fields say."""
        return Settings(
            municipality=self.municipality.text().strip(),
            office=self.office.text().strip(),
            phone=self.phone.text().strip(),
            venues=lines_of(self.venues.toPlainText()),
            scan_folder=self.folder.text(),
            printer=self.printer.code(),
            idle_minutes=int(self.minutes.currentData()),
            compare_faces=self.compare_faces.isChecked(),
            portraits_until_purge=self.portraits.isChecked(),
            kiosk=self.kiosk.isChecked(),
            contracts=tuple(
                code
                for code, box in (
                    ("card_intake", self.card_intake),
                    ("certificates", self.certificates),
                )
                if box.isChecked()
            ),
        )

    def show_operators(self, operators: Sequence[Operator], me: str) -> None:
        """One row each; whoever is here cannot switch off themselves."""
        while (item := self._people.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        role = {True: self.tr("責任者"), False: self.tr("係員")}
        for at, each in enumerate(operators):
            name = line(each.name, 16, bold=True)
            self._people.addWidget(name, at, 0)
            self._people.addWidget(line(role[each.supervisor], 14, ink=theme.GRAY_700), at, 1)
            self._people.addWidget(_state_badge(each.active), at, 2)
            if each.id != me:
                button = self._switch(each)
                self._people.addWidget(button, at, 3)
                if each.id == self._switched:  # the button that was pressed is gone
                    button.show()
                    button.setFocus()
        self.fit()

    def _switch(self, operator: Operator) -> ActionButton:
        text = self.tr("止める") if operator.active else self.tr("使えるようにする")
        button = ActionButton(text, kind="text", size="s")
        button.setAccessibleName(f"{operator.name} {text}")
        wanted = not operator.active
        button.clicked.connect(lambda _on=False: self._on_switch(operator.id, wanted))
        return button

    def _on_switch(self, operator: str, active: bool) -> None:
        self._switched = operator
        self.operator_switched.emit(operator, active)

    def show_spare(self, note: SpareNote) -> None:
        """How the spare stands."""
        self.spare.show_note(note)
        self.fit()

    def tell(self, text: str) -> None:
        """Something is done."""
        self._note(text, theme.GRAY_700)

    def refuse(self, sentence: str) -> None:
        """It was not taken; everything entered stays."""
        self._note(starred(sentence), theme.RED_900)

    def _note(self, text: str, ink: str) -> None:
        self.note.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
        self.note.setText(text)
        self.note.setAccessibleName(text)

    # what the person does

    def _on_save(self) -> None:
        need = self.tr("入力してください")
        wrong = [
            field
            for field, text in (
                (self.municipality, self.municipality.text()),
                (self.office, self.office.text()),
                (self.phone, self.phone.text()),
                (self._venues_field, self.venues.toPlainText()),
            )
            if _mark(field, "" if text.strip() else need)
        ]
        if wrong:
            wrong[0].setFocus()
            self.refuse(self.tr("赤い枠の欄を直してください"))
            return
        self.save_asked.emit(self.form())

    def _on_choose_folder(self) -> None:
        ask_for_folder(
            self,
            self.folder.text(),
            lambda path: self.folder.setText(str(path)),
            supervised=True,
        )

    def _on_add_operator(self) -> None:
        dialog = OperatorDialog(self, may_be_supervisor=True)
        dialog.added.connect(
            lambda name, pin: self.operator_added.emit(name, pin, dialog.supervisor)
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_add_passphrase(self) -> None:
        dialog = PassphraseDialog(self)
        dialog.given.connect(self.passphrase_added)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def reject(self) -> None:
        """Esc asks before changes are thrown away."""
        if not self.isVisible() or self.form() == self._before:
            super().reject()
            return
        question = QuestionDialog(
            self.tr("変更を捨てますか"),
            self.tr("保存していない変更があります。捨てると、前の設定のままになります。"),
            self.tr("捨てる"),
            refuse=self.tr("設定に戻る"),
            parent=self,
        )
        question.agreed.connect(self._throw_away)
        question.finished.connect(question.deleteLater)
        question.open()

    def _throw_away(self) -> None:
        super().reject()


class PassphraseDialog(DeskDialog):
    """A further passphrase: a present one again, then the new one twice. `given(present, new)`."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", 560, parent)
        self.title.setText(self.tr("合言葉を追加"))
        self.setWindowTitle(self.title.text())
        words = (
            self.tr("いまの合言葉"),
            self.tr("追加する合言葉（12文字以上）"),
            self.tr("追加する合言葉（もう一度）"),
        )
        self.present, self.further, self.again = (SecretField(each) for each in words)
        self._fields = [
            LabeledField(label, True, editor=editor)
            for label, editor in zip(words, (self.present, self.further, self.again), strict=True)
        ]
        for field in self._fields:
            self.body.addWidget(field)
        self.body.addStretch(1)
        cancel = self.add_button(ActionButton(self.tr("やめる"), action="cancel"))
        self.save = self.add_button(
            ActionButton(self.tr("追加する"), action="next", kind="primary")
        )
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.bind_next(self.save)
        self.first = self.present

    def _on_save(self) -> None:
        present, further = self.present.text(), self.further.text()
        verdicts = (
            "" if present else self.tr("入力してください"),
            "" if strength(further) > 0 else self.tr("12文字以上で入力してください"),
            "" if self.again.text() == further else self.tr("1回目と違います"),
        )
        pairs = zip(self._fields, verdicts, strict=True)
        wrong = [field for field, sentence in pairs if _mark(field, sentence)]
        if wrong:
            wrong[0].setFocus()
            self.fit()
            return
        self.accept()
        self.given.emit(present, further)
        for field in (self.present, self.further, self.again):
            field.clear()


def _state_badge(active: bool) -> Badge:
    translate = QCoreApplication.translate
    if active:
        return Badge("ok", translate("SettingsDialog", "使えます"))
    return Badge("voided", translate("SettingsDialog", "止めています"))


def _mark(field: LabeledField, sentence: str) -> bool:
    field.set_error(sentence)
    return bool(sentence)


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    rows = QVBoxLayout(card)
    rows.setContentsMargins(16, 12, 16, 14)
    rows.setSpacing(8)
    rows.addWidget(line(title, 17, bold=True))
    return card, rows
