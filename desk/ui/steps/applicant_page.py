"""Step 2 申請者 (picture 03): the fields as on the form, its picture beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desk.domain.applicant import normal_kana, postcode_digits
from desk.domain.application import PictureKind, Step
from desk.domain.assessment import Severity
from desk.domain.errors import Refused
from desk.domain.postcodes import Place
from desk.services.ports import Frame
from desk.ui import keys, theme
from desk.ui.camera_feed import CameraFeed
from desk.ui.components import (
    ActionButton,
    Badge,
    CameraView,
    CheckBox,
    DropDown,
    LabeledField,
    Segmented,
)
from desk.ui.dates import era_year, year_said
from desk.ui.side_layout import SideLayout
from desk.ui.steps.look_alikes import LookAlikes, unanswered
from desk.ui.steps.page import StepPage
from desk.ui.steps.page_view import PageView
from desk.ui.steps.parts import Flow, boxed, clear, column, heading, line, row, short, two_parts

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

PLACES_SHOWN: Final = 6
_OWN_HINTS: Final = ("applicant.birth", "applicant.kana", "guardian.kana")
"""Fields whose line below says more than what is wrong."""
_FLAGS: Final = ("applicant.foreign", "applicant.braille", "applicant.gaiji", "applicant.ward")


class ApplicantPage(StepPage):
    """Every field keeps exactly what was typed; readings and dates are only shown normalised."""

    step = Step.APPLICANT
    screen_name = "applicant"
    compare_wanted = Signal(object)  # Alert

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._pictures = pictures
        self._fields: dict[str, LabeledField] = {}
        self._choices: dict[str, Segmented | DropDown] = {}
        self._flags: dict[str, Flag] = {}
        self._places_for = ""
        self._shown_picture = ""
        self._back_shown = False
        self._build_body()
        self._build_side()
        keys.bind("zoom", self, self._view.zoom_in)
        keys.bind("form_back", self, self._on_form_back)

    # building
    def _build_body(self) -> None:
        lead = short(self.tr("右の申請書画像と見比べられます"), 14, tint=theme.GRAY_700)
        head = row(heading(self.tr("申請書のとおりに入力してください")), lead)
        head.setStretch(0, 1)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 8, 20, 4)
        body.setSpacing(5)
        body.addLayout(head)
        body.addLayout(self._make_main())
        body.addWidget(self._make_flags())
        body.addWidget(self._make_former())
        body.addWidget(self._make_foreign())
        body.addWidget(self._make_guardian())
        body.addStretch(1)

    def _make_main(self) -> QGridLayout:
        grid = two_columns()
        name = self._text("applicant.name", self.tr("氏名"), required=True)
        kana = self._text("applicant.kana", self.tr("フリガナ"), required=True)
        grid.addWidget(name, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(kana, 0, 1, Qt.AlignmentFlag.AlignTop)
        birth = self._text("applicant.birth", self.tr("生年月日"), required=True)
        birth.edit.setPlaceholderText(self.tr("平成3.4.18／1991.4.18"))
        grid.addWidget(birth, 1, 0, Qt.AlignmentFlag.AlignTop)
        sex = self._choice(
            "applicant.sex",
            self.tr("性別"),
            (("male", self.tr("男")), ("female", self.tr("女"))),
            required=True,
        )
        here = self._choice(
            "applicant.resident_here",
            self.tr("住民登録"),
            (("yes", self.tr("市内")), ("no", self.tr("市外"))),
            required=True,
        )
        grid.addLayout(row(sex, here, gap=16), 1, 1, Qt.AlignmentFlag.AlignTop)
        postcode = self._text("applicant.postcode", self.tr("郵便番号"), required=True)
        grid.addWidget(postcode, 2, 0, Qt.AlignmentFlag.AlignTop)
        optional = self.tr("任意")
        phone = self._text("applicant.phone", self.tr("電話番号"), note=optional)
        grid.addWidget(phone, 2, 1, Qt.AlignmentFlag.AlignTop)
        self._places = Flow(gap=6)
        self._places_part = boxed(self._places)
        self._places_part.hide()
        grid.addWidget(self._places_part, 3, 0, 1, 2)
        address = self._text("applicant.address", self.tr("住所（住民票のとおり）"), required=True)
        grid.addWidget(address, 4, 0, 1, 2)
        self._fields["applicant.postcode"].edit.textEdited.connect(self._on_postcode)
        address.edit.editingFinished.connect(self._suggest_residence)
        return grid

    def _make_flags(self) -> QWidget:
        names = {
            "applicant.foreign": self.tr("外国人住民"),
            "applicant.braille": self.tr("点字希望"),
            "applicant.gaiji": self.tr("外字あり"),
            "applicant.ward": self.tr("被後見人"),
        }
        flow = Flow(gap=5)
        for field in _FLAGS:
            box = Flag(names[field])
            box.clicked.connect(lambda on=False, field=field: self.put(field, bool(on)))
            self._flags[field] = box
            self.target(field, box)
            flow.addWidget(box)
        self._former_box = Flag(self.tr("旧氏通称"))
        self._former_box.setAccessibleName(self.tr("旧氏・通称あり"))
        self._former_box.clicked.connect(self._on_former_toggled)
        flow.addWidget(self._former_box)
        return boxed(flow)

    def _make_former(self) -> QWidget:
        self._former = self._text(
            "applicant.former_name",
            self.tr("旧氏・通称（住民票に記載のもの）"),
            note=self.tr("任意"),
        )
        self._former.hide()
        return self._former

    def _make_foreign(self) -> QWidget:
        grid = two_columns()
        category = DropDown()
        category.addItem(self.tr("選んでください"), "")
        for code, text in (
            ("mid_long_term", self.tr("中長期在留者")),
            ("special_permanent", self.tr("特別永住者")),
            ("temporary_refuge", self.tr("一時庇護許可者")),
            ("provisional_stay", self.tr("仮滞在許可者")),
            ("birth_transition", self.tr("出生による経過滞在者")),
            ("nationality_loss_transition", self.tr("国籍喪失による経過滞在者")),
        ):
            category.addItem(text, code)
        category.activated.connect(
            lambda _at: self.put("applicant.foreign_category", category.code())
        )
        field = LabeledField(self.tr("外国人住民の区分"), True, editor=category)
        self._fields["applicant.foreign_category"] = field
        self._choices["applicant.foreign_category"] = category
        self.target("applicant.foreign_category", category)
        limited = self._choice(
            "applicant.stay_limited",
            self.tr("在留期間等の満了日"),
            (("yes", self.tr("あり")), ("no", self.tr("なし"))),
            required=True,
        )
        until = self._text("applicant.stay_until", self.tr("満了日"), required=True)
        grid.addWidget(field, 0, 0)
        grid.addWidget(limited, 0, 1)
        grid.addWidget(until, 1, 0)
        self._foreign_part = boxed(
            column(line(self.tr("外国人住民"), 17, bold=True), boxed(grid), gap=4)
        )
        self._foreign_part.hide()
        return self._foreign_part

    def _make_guardian(self) -> QWidget:
        grid = two_columns()
        optional = self.tr("任意")
        grid.addWidget(self._text("guardian.name", self.tr("代理人の氏名"), required=True), 0, 0)
        grid.addWidget(
            self._text("guardian.kana", self.tr("代理人のフリガナ"), required=True), 0, 1
        )
        relation = self._text("guardian.relation", self.tr("本人との関係"), required=True)
        grid.addWidget(relation, 1, 0)
        grid.addWidget(self._text("guardian.phone", self.tr("代理人の電話"), note=optional), 1, 1)
        address = self._text("guardian.address", self.tr("代理人の住所"), required=True)
        grid.addWidget(address, 2, 0, 1, 2)
        present = self._choice(
            "guardian.present",
            self.tr("代理人の来場"),
            (("yes", self.tr("来場している")), ("no", self.tr("来場していない"))),
            required=True,
        )
        grid.addWidget(present, 3, 0, 1, 2)
        grid.addWidget(self._make_authority(), 4, 0, 1, 2)
        self._guardian_note = line("", 14, tint=theme.GRAY_700)
        title = line(self.tr("法定代理人"), 17, bold=True)
        self._guardian_part = boxed(column(title, self._guardian_note, boxed(grid), gap=4))
        self._guardian_part.hide()
        return self._guardian_part

    def _make_authority(self) -> LabeledField:
        drop = DropDown()
        for code, text in (
            ("", self.tr("選んでください")),
            ("same_household", self.tr("同じ世帯の親子（住民票で確認）")),
            ("registered_here", self.tr("本籍がこの市区町村（戸籍で確認）")),
            ("family_register", self.tr("戸籍謄本の提示")),
            ("guardianship", self.tr("登記事項証明書の提示（3か月以内）")),
            ("missing", self.tr("示すものがない")),
        ):
            drop.addItem(text, code)
        drop.activated.connect(lambda _at: self.put("guardian.authority", drop.code()))
        field = LabeledField(self.tr("代理権の確認"), True, editor=drop)
        self._fields["guardian.authority"] = field
        self._choices["guardian.authority"] = drop
        self.target("guardian.authority", drop)
        return field

    def _text(
        self, field: str, label: str, *, required: bool = False, note: str = ""
    ) -> LabeledField:
        made = LabeledField(label, required, note)
        self._fields[field] = made
        self.bind_text(field, made.edit)
        return made

    def _choice(
        self, field: str, label: str, options: Sequence[tuple[str, str]], *, required: bool
    ) -> LabeledField:
        segments = Segmented(options, name=label)
        segments.chosen.connect(lambda code: self.put(field, code))
        made = LabeledField(label, required, editor=segments)
        self._fields[field] = made
        self._choices[field] = segments
        self.target(field, segments.button(options[0][0]), label)
        return made

    def _build_side(self) -> None:
        self._badge = Badge("waiting", self.tr("画像なし"))
        self._view = PageView()
        missing = self.tr("申請書の画像がありません。紙の申請書を見ながら入力してください。")
        self._note = line(missing, 14, tint=theme.GRAY_700)
        self._zoom = ActionButton(self.tr("拡大"), action="zoom", size="s", icon="search")
        self._zoom.clicked.connect(self._view.zoom_in)
        self._back = ActionButton(
            self.tr("裏面を撮る"), action="form_back", size="s", icon="camera"
        )
        self._back.clicked.connect(self._on_form_back)
        self._turn = ActionButton(self.tr("うら"), size="s", kind="text")
        self._turn.clicked.connect(self._on_turn)
        self._live = CameraView()
        self._live.hide()
        self._feed = CameraFeed(self.context.form_camera, None, self)
        self._feed.shown.connect(lambda frame: self._live.show_image(frame.image))
        self._feed.failed.connect(self._on_camera_failed)
        self._look_alikes = LookAlikes()
        self._look_alikes.compare_wanted.connect(self.compare_wanted)
        side = SideLayout(self.side)
        side.addLayout(row(line(self.tr("申請書の画像"), 17, bold=True), self._badge))
        side.addWidget(self._view, 1)
        side.addWidget(self._live, 1)
        side.addWidget(self._note)
        side.addLayout(row(self._zoom, self._back, self._turn, None))
        side.addWidget(self._look_alikes)

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        super().load(draft)
        self._places_for, self._shown_picture, self._back_shown = "", "", False
        self._view.clear()
        self._places_part.hide()
        for field, made in self._fields.items():
            choice = self._choices.get(field)
            if isinstance(choice, DropDown):
                choice.set_code(self.text(field))
            elif choice is not None:
                choice.set_value(self.text(field) or None)
            else:
                self.fill(field, made.edit)
                made.edit.setCursorPosition(0)
        for field, box in self._flags.items():
            box.setChecked(self.flag(field))
        former = bool(self.text("applicant.former_name"))
        self._former_box.setChecked(former)
        self._former.setVisible(former)
        self._show_picture(draft)
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        here = self._choices["applicant.resident_here"]
        if isinstance(here, Segmented):
            here.set_value(self.text("applicant.resident_here") or None)
        self._foreign_part.setVisible(self.flag("applicant.foreign"))
        self._fields["applicant.stay_until"].setVisible(
            self.text("applicant.stay_limited") == "yes"
        )
        self._render_guardian(draft)
        self._render_hints(draft)
        self._render_problems()
        self._render_city()
        enough = bool(self.text("applicant.name")) and draft.assessment.birth is not None
        self._look_alikes.show_alerts(draft.person_alerts, known_enough=enough)

    def look(self) -> None:
        if self.draft is not None:
            self._show_picture(self.draft)

    def leave(self) -> None:
        self._show_live(False)

    def next_caption(self) -> str:
        return self.tr("次へ：本人確認")

    def blocked_reason(self) -> str:
        if self.draft is not None and unanswered(self.draft.person_alerts):
            return self.tr("同じ氏名の受付について、右で答えてください")
        return ""

    def focus_blocked(self) -> None:
        """Lead to the question that blocks the next step."""
        if self._look_alikes.first_button is not None:
            self._look_alikes.first_button.setFocus()

    # drawing
    def _render_guardian(self, draft: Draft) -> None:
        needed = draft.assessment.needs_guardian
        self._guardian_part.setVisible(needed)
        if self.flag("applicant.ward"):
            self._guardian_note.setText(
                self.tr("成年被後見人のため、成年後見人が代理人になります。")
            )
        else:
            self._guardian_note.setText(self.tr("15歳未満のため、代理人欄が必要です。"))

    def _render_hints(self, draft: Draft) -> None:
        state = draft.assessment
        birth = self._fields["applicant.birth"]
        if state.birth is not None and state.age is not None:
            text = self.tr("{day}・満{age}歳").replace("{day}", self._other_calendar(state.birth))
            text = text.replace("{age}", str(state.age))
            birth.set_hint(text + (self._guardian_word(state.needs_guardian)))
        else:
            birth.set_hint("")
        for field in ("applicant.kana", "guardian.kana"):
            typed = self.text(field)
            normal = normal_kana(typed)
            shown = self.tr("カナの表示：{kana}").replace("{kana}", normal)
            self._fields[field].set_hint(shown if typed and normal != typed else "")

    def _other_calendar(self, birth: date) -> str:
        """The year in the calendar in which it was not typed."""
        if str(birth.year) in unicodedata.normalize("NFKC", self.text("applicant.birth")):
            return year_said(era_year(birth) or str(birth.year))
        return year_said(str(birth.year))

    def _guardian_word(self, needed: bool) -> str:
        return self.tr("（代理人欄が必要）") if needed else self.tr("（代理人欄は不要）")

    def _render_problems(self) -> None:
        for field, made in self._fields.items():
            problem = self.problem_of(field)
            typing = isinstance(made.editor, QLineEdit) and made.edit.hasFocus()
            if problem is None:
                made.set_error("")
                if field not in _OWN_HINTS:
                    made.set_hint("")
            elif problem.severity is not Severity.ERROR:
                made.set_error("")
                made.set_hint(self.say(problem))
            elif not typing or made.error:
                made.set_error(self.say(problem))

    def _render_city(self) -> None:
        city = self.context.municipality
        field = self._fields["applicant.address"]
        address = self.text("applicant.address")
        if not city or not address:
            field.set_badge(None)
        elif city in address:
            field.set_badge("ok", self.tr("{city}内").replace("{city}", city))
        else:
            field.set_badge("notice", self.tr("{city}以外").replace("{city}", city))

    def _show_picture(self, draft: Draft) -> None:
        back = draft.record.picture(PictureKind.FORM_BACK)
        page = draft.record.picture(PictureKind.FORM_PAGE)
        shown = back if self._back_shown and back is not None else page
        kept = page is not None
        self._badge.set(
            "ok" if kept else "waiting", self.tr("保存済み") if kept else self.tr("画像なし")
        )
        self._turn.setVisible(back is not None)
        self._turn.setText(self.tr("おもて") if self._back_shown else self.tr("うら"))
        self._note.setVisible(shown is None)
        if shown is None:
            self._view.clear()
            self._shown_picture = ""
        elif shown.id != self._shown_picture:
            self._shown_picture = shown.id
            self._pictures.fetch(shown.id, self._on_picture)

    def _on_picture(self, image: QImage) -> None:
        if not image.isNull():
            self._view.show_image(image)

    # what the person does
    def _on_former_toggled(self) -> None:
        on = self._former_box.isChecked()
        self._former.setVisible(on)
        if on:
            self._former.edit.setFocus()
        elif self._former.text():
            self._former.set_text("")
            self.put("applicant.former_name", None)

    def _on_postcode(self, text: str) -> None:
        try:
            digits = postcode_digits(text)
        except Refused:
            self._places_part.hide()
            self._places_for = ""
            return
        if digits == self._places_for:
            return
        self._places_for = digits
        find = self.context.find_places
        self.context.tasks.compute(
            lambda: tuple(find(digits)), lambda places: self._offer(digits, places)
        )

    def _offer(self, digits: str, places: Sequence[Place]) -> None:
        """Candidates only: one postcode may mean several places, and the form decides."""
        if digits != self._places_for:
            return
        clear(self._places)
        for place in places[:PLACES_SHOWN]:
            button = ActionButton(place.address, size="s", kind="plain")
            button.setAccessibleDescription(self.tr("住所欄に入れる"))
            button.clicked.connect(lambda _on=False, text=place.address: self._use_place(text))
            self._places.addWidget(button)
        self._places_part.setVisible(bool(places))

    def _use_place(self, text: str) -> None:
        edit = self._fields["applicant.address"].edit
        if edit.text().startswith(text):
            return
        if edit.text():
            self.told.emit(
                "info",
                self.tr("住所はもう入力されています。書き替えるときは欄を空にしてください。"),
            )
            edit.setFocus()
            return
        edit.setText(text)
        self.put("applicant.address", text)
        self._places_part.hide()
        edit.setFocus()
        edit.end(False)

    def _suggest_residence(self) -> None:
        """The city in the address fills 住民登録 unless the clerk has answered it."""
        city = self.context.municipality
        address = self._fields["applicant.address"].text()
        if city and city in address and not self.text("applicant.resident_here"):
            self.put("applicant.resident_here", "yes")

    def _on_failed(self, error: BaseException) -> None:
        code = getattr(error, "code", "unexpected")
        facts = getattr(error, "facts", {})
        self.told.emit("error", self.context.words.say(code, **facts))

    # the back of the form
    def _on_form_back(self) -> None:
        """First press: the camera's picture; second press: keep it."""
        if self.draft is None:
            return
        if not self._live.isVisibleTo(self.side):
            self._show_live(True)
            self._feed.start()
            return
        frame = self._feed.latest
        if frame is None:
            code = self._feed.trouble or "camera_absent"
            self.told.emit("warning", self.context.words.say(code))
            self._show_live(False)
            return
        self._keep_back(frame)

    def _keep_back(self, frame: Frame) -> None:
        if self.draft is None:
            return
        application, intake = self.draft.id, self.context.intake
        flatten, tasks = self.context.flatten, self.context.tasks

        def kept(draft: Draft) -> None:
            if self.draft is not None and draft.id == self.draft.id:
                self._back_shown = True
                self.redrawn.emit(draft)
                self._show_picture(draft)

        self._show_live(False)
        tasks.compute(
            lambda: flatten(frame.image),
            lambda page: tasks.run(
                lambda: intake.keep_page(application, page, PictureKind.FORM_BACK),
                kept,
                self._on_failed,
            ),
            self._on_failed,
        )

    def _show_live(self, on: bool) -> None:
        self._live.setVisible(on)
        self._view.setVisible(not on)
        self._back.setText(self.tr("この裏面を残す") if on else self.tr("裏面を撮る"))
        if not on:
            self._feed.stop()

    def _on_camera_failed(self, code: str) -> None:
        self._live.show_hint(*two_parts(self.context.words.say(code)), "warning")

    def _on_turn(self) -> None:
        self._back_shown = not self._back_shown
        if self.draft is not None:
            self._show_picture(self.draft)


class Flag(CheckBox):
    """A yes/no narrow enough for five in a row."""

    def _left(self) -> int:
        return 44

    def _right(self) -> int:
        return 9


def two_columns() -> QGridLayout:
    """Two equal columns with the gaps of ui.md §2."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
