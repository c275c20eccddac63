"""Step 5 書類・確認 (picture 08): six items, the applicant's confirmation, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desk.domain.application import PictureKind, Step
from desk.domain.assessment import Assessment, Problem, Severity
from desk.domain.delivery import Route
from desk.domain.validity import Expiry
from desk.services.validity_words import validity_lines, validity_notes, validity_short
from desk.ui import theme
from desk.ui.components import ActionButton, Badge, Banner, LabeledField, Segmented
from desk.ui.dates import in_both_calendars
from desk.ui.icons import icon
from desk.ui.starred import bare
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import (
    Card,
    CheckLine,
    Thumbnail,
    boxed,
    column,
    heading,
    line,
    row,
    rule,
    short,
)
from desk.ui.steps.photo_pictures import put_picture
from desk.ui.verdict_panel import expected_route, reason_text, said

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

_RETURN_FIELDS: Final = ("papers.notification_card", "papers.resident_card")
_MOVING: Final = ("papers.forwarding", "papers.moving")


class Item(QWidget):
    """One of the six lines: its mark, what it is, and its answers at the right."""

    def __init__(self, title: str, note: str, *answers: QWidget) -> None:
        super().__init__()
        self._note_text = note
        self._mark = QLabel()
        self._mark.setFixedWidth(28)
        self.note = line(note, 14, tint=theme.GRAY_700)
        words = column(line(title, 16, bold=True), self.note, gap=0)
        layout = row(self._mark, boxed(words), *answers, gap=6)
        layout.setStretch(1, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.setMinimumHeight(45)
        self._title = title

    def set_note(self, note: str) -> None:
        """The explanation from now on; shown with the next `show_state`."""
        self._note_text = note

    def show_state(self, done: bool, problem: str = "", *, wrong: bool = False) -> None:
        """Done or open by a mark; a finding takes the place of the explanation."""
        name, tint = (
            ("check-circle", theme.GREEN_800) if done else ("dotted-circle", theme.GRAY_600)
        )
        if wrong:
            name, tint = "warning", theme.ORANGE_800
        self._mark.setPixmap(icon(name, tint, 24))
        self.note.setText(problem or self._note_text)
        self.note.setStyleSheet(f"color: {theme.RED_1000 if wrong else theme.GRAY_700};")
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self.tr("済み") if done else self.tr("まだ"))


class PapersPage(StepPage):
    """Locked where the law says so; nothing is accepted before the applicant has confirmed."""

    step = Step.PAPERS
    screen_name = "papers"
    display_wanted = Signal()  # F4
    read_aloud = Signal()  # the applicant confirmed what the staff read out

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._pictures = pictures
        self._rules = context.rulebook.on(context.clock.today())
        self._segments: dict[str, Segmented] = {}
        self._items: dict[tuple[str, ...], Item] = {}
        self._build_body()
        self._build_side()

    # building
    def _build_body(self) -> None:
        self._count = short("", 16, bold=True)
        head = row(heading(self.tr("受け取る書類と、お届けの条件を確かめてください")), self._count)
        head.setStretch(0, 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 4, 20, 0)
        body.setSpacing(0)
        body.addLayout(head)
        for item in self._make_items():
            body.addWidget(item)
            body.addWidget(rule())
        self._banner = Banner("info", "", "")
        body.addSpacing(4)
        body.addWidget(self._banner)
        body.addSpacing(2)
        body.addWidget(self._make_confirmation())
        body.addWidget(self._make_insurance())
        body.addStretch(1)

    def take_rules(self) -> None:
        self._rules = self.context.rulebook.on(self.context.clock.today())
        self._items[_MOVING].set_note(self._moving_note())

    def _moving_note(self) -> str:
        months = str(self._rules.settings.move_window_months)
        return self.tr("{months}か月以内。ご本人に口頭で確認").replace("{months}", months)

    def _make_items(self) -> Sequence[Item]:
        none, some = self.tr("なし"), self.tr("あり")
        no_yes = (("no", none), ("yes", some))
        issue = (("issue", self.tr("発行")), ("decline", self.tr("不要")))
        returned = (
            ("returned", self.tr("返納")),
            ("loss_report", self.tr("紛失届")),
            ("not_applicable", self.tr("対象外")),
            ("kept", self.tr("手元に残す")),
        )
        return (
            self._make_pin_request(),
            self._item(
                self.tr("転送届・転居や改姓の予定"),
                self._moving_note(),
                ("papers.forwarding", self.tr("転送届"), no_yes),
                ("papers.moving", self.tr("転居・改姓"), no_yes),
            ),
            self._item(
                self.tr("通知カード"),
                self.tr("お持ちなら受け取る"),
                ("papers.notification_card", "", returned),
            ),
            self._item(
                self.tr("住基カード・旧カード"),
                self.tr("お持ちなら受け取る"),
                ("papers.resident_card", "", returned),
            ),
            self._item(
                self.tr("電子証明書"),
                self.tr("申請書の□のとおり"),
                ("papers.sign_certificate", self.tr("署名用"), issue),
                ("papers.auth_certificate", self.tr("利用者"), issue),
            ),
            self._item(
                self.tr("申請日・申請者氏名が自署されている"),
                self.tr("申請書を見て確かめる"),
                ("papers.signed", "", (("yes", self.tr("記入あり")), ("no", self.tr("なし")))),
            ),
        )

    def _make_pin_request(self) -> Item:
        options = [("sealed", self.tr("受領")), ("none", none_word())]
        if self._rules.settings.face_only_card:
            options.append(("face_only", self.tr("顔認証")))
        answers = self._answers("papers.pin_request", self.tr("暗証番号設定依頼書"), options)
        self._seal_label = short(self.tr("封緘番号"), 14, tint=theme.GRAY_700)
        self._seal = QLineEdit()
        self._seal.setFont(theme.font(16))
        self._seal.setFixedWidth(118)
        self._seal.setStyleSheet("padding: 0 8px;")
        self._seal.setAccessibleName(self.tr("封緘番号"))
        self.bind_text("papers.pin_seal", self._seal)
        item = Item(
            self.tr("暗証番号設定依頼書"),
            self.tr("封をして受領。中身は見ない"),
            answers,
            self._seal_label,
            self._seal,
        )
        self._items[("papers.pin_request", "papers.pin_seal")] = item
        return item

    def _item(
        self, title: str, note: str, *asked: tuple[str, str, Sequence[tuple[str, str]]]
    ) -> Item:
        parts: list[QWidget] = []
        for field, label, options in asked:
            if label:
                parts.append(short(label, 14, tint=theme.GRAY_700))
            parts.append(self._answers(field, label or title, options))
        item = Item(title, note, *parts)
        self._items[tuple(field for field, _label, _options in asked)] = item
        return item

    def _answers(self, field: str, name: str, options: Sequence[tuple[str, str]]) -> Segmented:
        made = Segmented(options, name=name)
        made.chosen.connect(lambda code: self._on_chosen(field, code))
        self._segments[field] = made
        self.target(field, made.button(options[0][0]), name)
        return made

    def _make_confirmation(self) -> QWidget:
        self._confirmed = CheckLine("open", "", bold=True)
        self._read_aloud = ActionButton(self.tr("代読した"), size="s")
        self._read_aloud.setCheckable(True)
        self._read_aloud.clicked.connect(self._on_read_aloud)
        self._display = ActionButton(
            self.tr("申請者画面に表示"), action="applicant_display", size="s", icon="display"
        )
        self._display.clicked.connect(self.display_wanted.emit)
        self.target("papers.confirmed", self._display, self.tr("申請者の確認"))
        head = row(self._confirmed, self._read_aloud, self._display)
        head.setStretch(0, 1)
        self._reason = LabeledField(self.tr("代読した理由"), True)
        self.bind_text("papers.confirmed_reason", self._reason.edit)
        self._reason.hide()
        return boxed(column(boxed(head), self._reason, gap=4))

    def _make_insurance(self) -> QWidget:
        answers = self._answers(
            "papers.insurance_consent",
            self.tr("健康保険証利用の申込み"),
            (("yes", self.tr("同意あり")), ("no", self.tr("同意なし"))),
        )
        label = line(self.tr("健康保険証利用の申込み（任意）"), 14, tint=theme.GRAY_700)
        layout = row(label, answers)
        layout.setStretch(0, 1)
        return boxed(layout)

    def _build_side(self) -> None:
        self._shown_badge = Badge("waiting", self.tr("表示していません"))
        self._photo = Thumbnail(112, 144)
        self._facts = [line("", size, bold=bold) for size, bold in ((20, True), (16, False))]
        self._address = line("", 16)
        captions = (self.tr("お名前"), self.tr("生年月日"), self.tr("ご住所"))
        words = QVBoxLayout()
        words.setSpacing(0)
        for caption, value in zip(captions, (*self._facts, self._address), strict=True):
            words.addWidget(short(caption, 14, tint=theme.GRAY_700))
            words.addWidget(value)
        words.addStretch(1)
        copy = Card(border=theme.GRAY_800, width_px=5)
        title = line(self.tr("あなたの写真とお名前をご確認ください"), 16, bold=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        copy.body.addWidget(title)
        grid = QGridLayout()
        grid.addWidget(self._photo, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(words, 0, 1)
        grid.setColumnStretch(1, 1)
        copy.body.addLayout(grid)
        self._answer = Banner("info", "", "")
        self._expiry = tuple(line("", 14, bold=not each) for each in range(3))
        self._expiry_part = boxed(column(*self._expiry, gap=0))
        after = Card()
        after.body.setSpacing(2)
        after.body.setContentsMargins(14, 8, 14, 8)
        after.body.addWidget(line(self.tr("完了すると"), 16, bold=True))
        for name, text in (
            ("printer", self.tr("受付控えを印刷（受付番号・受取り方法）")),
            ("lock", self.tr("記録を暗号化して保存")),
            ("document", self.tr("申請書と依頼書は封筒Aへ")),
            ("people", self.tr("責任者確認の一覧に入る")),
        ):
            mark = QLabel()
            mark.setPixmap(icon(name, theme.BLUE_900, 20))
            mark.setFixedWidth(26)
            inner = row(mark, line(text, 16), gap=4)
            inner.setStretch(1, 1)
            after.body.addLayout(inner)
        note = self.tr("直すときは「訂正」から。理由を入力します。")
        after.body.addWidget(line(note, 14, tint=theme.GRAY_700))
        self._side_button = ActionButton(
            self.tr("申請者画面に表示"), action="applicant_display", icon="display"
        )
        self._side_button.clicked.connect(self.display_wanted.emit)
        side = QVBoxLayout(self.side)
        side.setContentsMargins(12, 12, 12, 12)
        side.setSpacing(8)
        side.addLayout(row(short(self.tr("申請者画面"), 17, bold=True), None, self._shown_badge))
        side.addWidget(copy)
        side.addWidget(self._answer)
        side.addWidget(self._expiry_part)
        side.addWidget(after, 1)
        side.addWidget(self._side_button)

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        super().load(draft)
        self.fill("papers.pin_seal", self._seal)
        self.fill("papers.confirmed_reason", self._reason.edit)
        self._photo.clear()
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        for field, segments in self._segments.items():
            segments.set_value(self.text(field) or None)
        self._lock_certificate(draft.assessment)
        sealed = self.text("papers.pin_request") == "sealed"
        self._seal.setVisible(sealed)
        self._seal_label.setVisible(sealed)
        self._render_items(draft.assessment)
        self._render_route(draft)
        self._render_confirmation(draft)
        self._render_copy(draft)

    def look(self) -> None:
        if self.draft is None:
            return
        picture = self.draft.record.picture(PictureKind.PHOTO)
        shown_for = self.draft.id
        if picture is None:
            self._photo.setText(self.tr("写真なし"))
            return

        def show(image: QImage) -> None:
            if self.draft is not None and self.draft.id == shown_for and not image.isNull():
                put_picture(self._photo, image)

        self._pictures.fetch(picture.id, show)

    def next_caption(self) -> str:
        return self.tr("受付を完了する")

    def show_display_state(self, shown: bool, objection: str = "") -> None:
        """What the applicant's screen is doing, and what the applicant asked about."""
        self._shown_badge.set(
            "ok" if shown else "waiting",
            self.tr("表示中") if shown else self.tr("表示していません"),
        )
        text = self.tr("申請者画面を消す") if shown else self.tr("申請者画面に表示")
        for button in (self._side_button, self._display):
            button.setText(text)
        self._objection = objection
        if self.draft is not None:
            self._render_confirmation(self.draft)

    # what the person does
    def _on_chosen(self, field: str, code: str) -> None:
        self.put(field, code)
        if field == "papers.pin_request" and code == "sealed":
            self._seal.show()
            self._seal_label.show()
            self._seal.setFocus()

    def _on_read_aloud(self) -> None:
        if self.text("papers.confirmed") == "read_aloud":
            self.put("papers.confirmed", None)
            return
        self.read_aloud.emit()
        self._reason.show()
        self._reason.edit.setFocus()

    # drawing
    def _lock_certificate(self, state: Assessment) -> None:
        locked = state.sign_certificate_locked
        segments = self._segments["papers.sign_certificate"]
        segments.setEnabled(not locked)
        if locked:
            segments.set_value("decline")

    def _render_items(self, state: Assessment) -> None:
        missing = set(state.step(Step.PAPERS).missing)
        problems = {p.field: p for p in state.step(Step.PAPERS).problems}
        done = 0
        for fields, item in self._items.items():
            found = next((problems[f] for f in fields if f in problems), None)
            complete = not missing & set(fields)
            done += complete
            wrong = found is not None and found.severity is not Severity.HINT
            text = self._item_text(fields, state, found)
            item.show_state(complete and not _blocks(found), text, wrong=wrong)
        self._count.setText(f"{done} / {len(self._items)}")

    def _item_text(self, fields: tuple[str, ...], state: Assessment, found: Problem | None) -> str:
        if found is not None:
            return bare(self.say(found))
        if "papers.sign_certificate" in fields and state.sign_certificate_locked:
            if self.text("papers.pin_request") == "face_only":
                return self.tr("署名用は発行されません（顔認証カード）")
            return self.tr("署名用は発行されません（15歳未満・成年被後見人）")
        return ""

    def _render_route(self, draft: Draft) -> None:
        verdict = draft.assessment.verdict
        if expected_route(draft.assessment) is Route.MAIL:
            mail = said(self._rules.mail_type, self.context.language)
            title = self.tr("郵便でお届けします（{mail}）").replace("{mail}", mail)
            self._banner.set("mail", title)
        elif verdict.reasons:
            language = self.context.language
            slash = self.tr("／")
            reasons = slash.join(reason_text(r, self._rules, language) for r in verdict.reasons)
            self._banner.set("counter", self.tr("窓口での受取りになります"), reasons)
        else:
            self._banner.set(
                "info",
                self.tr("受取り方法は、すべての項目がそろうと決まります"),
            )

    _objection = ""

    def _render_confirmation(self, draft: Draft) -> None:
        confirmed = draft.text("papers.confirmed")
        read_aloud = confirmed == "read_aloud"
        self._read_aloud.setChecked(read_aloud)
        self._reason.setVisible(read_aloud)
        objections = {
            "photo": self.tr("写真"),
            "name": self.tr("お名前"),
            "address": self.tr("お届け先"),
        }
        if self._objection and not confirmed:
            what = objections.get(self._objection, "")
            title = self.tr("申請者が確認を求めています：{what}").replace("{what}", what)
            text = self.tr("お話をうかがい、直してから、もう一度見ていただいてください。")
            self._answer.set("notice", title, text)
            self._confirmed.show_state("warn", title)
        elif confirmed == "applicant":
            title = self.tr("申請者が画面で確認しました")
            self._answer.set("ok", title, self.tr("「まちがいありません」を押しました"))
            self._confirmed.show_state("good", title)
        elif read_aloud:
            title = self.tr("係員が代読して確認しました")
            self._answer.set("ok", title, self.text("papers.confirmed_reason"))
            self._confirmed.show_state("good", title)
        else:
            title = self.tr("申請者の確認がまだです")
            text = self.tr("F4で見ていただくか、代読して理由を入力")
            self._answer.set("info", title, text)
            self._confirmed.show_state("open", title)

    def _render_copy(self, draft: Draft) -> None:
        birth = draft.assessment.birth
        self._facts[0].setText(draft.text("applicant.name"))
        self._facts[1].setText(
            draft.text("applicant.birth") if birth is None else in_both_calendars(birth)
        )
        self._address.setText(draft.text("applicant.address"))
        self._render_expiry(draft.assessment.expiry)

    def _render_expiry(self, expiry: Expiry | None) -> None:
        """有効期限の目安: short here, whole sentences for the pointer and for reading aloud."""
        self._expiry_part.setVisible(expiry is not None)
        if expiry is None:
            return
        said = (expiry, self._rules.settings, self.context.words)
        short_lines = validity_short(*said)
        for label, text in zip(self._expiry, (*short_lines, "", ""), strict=False):
            label.setText(text)
            label.setVisible(bool(text))
        whole = "\n".join((*validity_lines(*said), *validity_notes(*said)))
        self._expiry_part.setToolTip(whole)
        self._expiry_part.setAccessibleName(short_lines[0])
        self._expiry_part.setAccessibleDescription(whole)


def none_word() -> str:
    return QCoreApplication.translate("PapersPage", "なし")


def _blocks(problem: Problem | None) -> bool:
    return problem is not None and problem.severity is Severity.ERROR
