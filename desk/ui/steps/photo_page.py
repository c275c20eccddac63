"""Step 4 写真 (pictures 06, 07): live checks, one press, then two questions about the person."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QMenu, QVBoxLayout, QWidget

from desk.domain.application import Picture, PictureKind, Step
from desk.domain.errors import DeskError
from desk.services.ports import Frame, PhotoCheck
from desk.ui import keys, theme
from desk.ui.camera_feed import CameraFeed
from desk.ui.components import (
    ActionButton,
    Badge,
    Banner,
    CameraView,
    CheckBox,
    Segmented,
)
from desk.ui.side_layout import SideLayout
from desk.ui.starred import bare
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import (
    Card,
    CheckLine,
    Flow,
    Thumbnail,
    boxed,
    column,
    heading,
    line,
    row,
    rule,
    short,
    two_parts,
)
from desk.ui.verdict_panel import said

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

CHECKS: Final = {
    "position": (
        "no_face",
        "many_faces",
        "face_left",
        "face_right",
        "face_high",
        "face_low",
        "photo_margin",
    ),
    "size": ("photo_too_small", "head_large", "head_small"),
    "pose": (
        "head_turned_left",
        "head_turned_right",
        "chin_up",
        "chin_down",
        "head_tilted_left",
        "head_tilted_right",
    ),
    "light": ("too_dark", "too_bright", "dark_left", "dark_right", "blurred"),
    "background": ("background_uneven",),
    "eyes": ("eyes_closed", "mouth_open"),
}
"""Which findings of rules/photo.toml each line of the page gathers."""
HINT_EVERY_MS: Final = 700
"""A hint stays at least this long on the picture, so that it can be read."""


class PhotoPage(StepPage):
    """A photo is only ever taken here, inside the open application; the checks advise, and only
    the one-face gate stands before the shutter."""

    step = Step.PHOTO
    screen_name = "photo"

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._pictures = pictures
        self._busy = False
        self._retaking = False
        self._shutter_awaited = False
        self._check: PhotoCheck | None = None
        self._hint_age = QElapsedTimer()
        self._hint_age.start()
        self._rules = context.rulebook.on(context.clock.today())
        self._build_side()  # first: the shutter is the first thing to do on this page
        self._build_body()
        self._feed = CameraFeed(context.photo_camera, context.photo_worker, self)
        self._feed.shown.connect(self._on_frame)
        self._feed.answered.connect(self._on_check)
        self._feed.failed.connect(self._on_camera_failed)
        self._feed.running.connect(self._on_running)
        keys.bind("retake", self, self._on_retake)
        keys.bind("camera", self, self._on_next_camera)
        keys.bind("yes", self, partial(self._on_answer_key, "yes"))
        keys.bind("no", self, partial(self._on_answer_key, "no"))

    # building
    def _build_body(self) -> None:
        self._heading = heading("")
        self._form_badge = Badge("waiting", self.tr("申請書が未読"))
        head = row(self._heading, self._form_badge)
        head.setStretch(0, 1)
        # Not a stacked widget: that would be as tall as the tallest of the three.
        self._modes = {
            "live": self._make_live(),
            "compare": self._make_compare(),
            "none": self._make_none(),
        }
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 10, 20, 10)
        body.setSpacing(6)
        body.addLayout(head)
        for part in self._modes.values():
            body.addWidget(part, 1)

    def _make_live(self) -> QWidget:
        names = {
            "position": self.tr("顔の位置"),
            "size": self.tr("顔の大きさ"),
            "pose": self.tr("向き・傾き"),
            "light": self.tr("明るさ・ピント"),
            "background": self.tr("背景"),
            "eyes": self.tr("目・口もと"),
        }
        self._check_lines = {
            code: CheckLine("open", text, bold=True) for code, text in names.items()
        }
        self._summary = short("", 14, bold=True, tint=theme.GRAY_700)
        left = column(
            row(short(self.tr("自動チェック"), 16, bold=True), self._summary, None), gap=2
        )
        for check in self._check_lines.values():
            check.setMinimumHeight(45)
            left.addWidget(check)
            left.addWidget(rule())
        self._bare_live = self._make_bare_head()
        left.addWidget(self._bare_live)
        left.addStretch(1)
        self._live_thumb = Thumbnail(96, 122, strong=True)
        self._live_thumb.setText(self.tr("未撮影"))
        self._previous_small = Thumbnail(96, 122)
        self._names_small = [line("", 14, tint=theme.GRAY_700) for _ in range(2)]
        pair = row(
            boxed(
                column(
                    short(self.tr("いまの写真"), 14, bold=True),
                    self._live_thumb,
                    self._names_small[0],
                    gap=3,
                )
            ),
            boxed(
                column(
                    short(self.tr("前の方"), 14, bold=True),
                    self._previous_small,
                    self._names_small[1],
                    gap=3,
                )
            ),
            None,
            gap=12,
        )
        ask = Banner(
            "info",
            self.tr("撮影後に2つ質問します"),
            self.tr(
                "① 前の方と別人ですか\n② 書類の写真と同じ方ですか\n両方に答えるまで次へ進めません。"
            ),
        )
        note = line(
            self.tr(
                "写真は、申請書を読み取ったこの受付にだけ保存します。選んだり貼ったりはできません。"
            ),
            14,
            tint=theme.GRAY_700,
        )
        right = column(
            short(self.tr("撮影のあとに見比べます"), 16, bold=True), pair, ask, note, None, gap=8
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 30)
        grid.setColumnStretch(1, 33)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        return boxed(grid)

    def _make_bare_head(self) -> CheckBox:
        box = CheckBox(self.tr("帽子・マスク・眼鏡の光なし"))
        box.clicked.connect(lambda on=False: self.put("photo.bare_head", bool(on)))
        return box

    def _make_compare(self) -> QWidget:
        self._now_big = Thumbnail(126, 162, strong=True)
        self._previous_big = Thumbnail(126, 162)
        self._now_note, self._previous_note = line("", 14), line("", 14, tint=theme.GRAY_700)
        self._document_note = line("", 14, tint=theme.GRAY_700)
        self._previous_title = short(self.tr("前の方"), 14, bold=True)
        now = column(
            short(self.tr("いまの写真"), 14, bold=True), self._now_big, self._now_note, gap=3
        )
        before = column(self._previous_title, self._previous_big, self._previous_note, gap=3)
        self._bare_after = self._make_bare_head()
        documents = column(
            short(self.tr("書類の写真"), 14, bold=True),
            self._document_note,
            line(self.tr("手元の書類と、いまの写真と、目の前の方を見比べてください。"), 14),
            None,
            self._bare_after,
            gap=6,
        )
        pictures = row(boxed(now), boxed(before), boxed(documents), gap=18)
        pictures.setStretch(2, 1)
        card = Card()
        self._not_previous = self._question(
            "photo.not_previous",
            self.tr("① 前の方と別人ですか"),
            (("yes", self.tr("はい、別人です")), ("no", self.tr("いいえ・不明"))),
        )
        self._same_person = self._question(
            "photo.same_person",
            self.tr("② 書類の写真と同じ方ですか"),
            (
                ("yes", self.tr("はい、同じ方です")),
                ("no", self.tr("いいえ・不明")),
                ("no_portrait", self.tr("写真のない書類")),
            ),
        )
        self._no_previous = line(
            self.tr("① この日の前の方の写真はありません"), 16, tint=theme.GRAY_700
        )
        card.body.addWidget(self._not_previous)
        card.body.addWidget(self._no_previous)
        card.body.addWidget(rule())
        card.body.addWidget(self._same_person)
        self.target("photo.bare_head", self._bare_after, self.tr("帽子・マスク・眼鏡の目視"))
        self._exception_note = line("", 14, tint=theme.YELLOW_1200)
        self._stop = Banner("stop", "", "")
        self._stop.hide()
        self._badges = Flow(gap=6)
        return boxed(
            column(
                pictures,
                card,
                self._exception_note,
                self._stop,
                None,
                gap=8,
            )
        )

    def _question(self, field: str, text: str, options: tuple[tuple[str, str], ...]) -> QWidget:
        segments = Segmented(options, name=text)
        segments.button(options[0][0]).set_key("yes")
        segments.button(options[1][0]).set_key("no")
        segments.chosen.connect(partial(self._on_answered, field))
        self.target(field, segments.button(options[0][0]), text)
        title = line(text, 16, bold=True)
        beside = row(title, segments, gap=8)  # two answers stand beside the question, three below
        beside.setStretch(0, 1)
        holder = boxed(beside if len(options) == 2 else column(title, segments, gap=2))
        self._segments = {**getattr(self, "_segments", {}), field: segments}
        return holder

    def _make_none(self) -> QWidget:
        banner = Banner(
            "info",
            self.tr("写真は要りません（1歳未満）"),
            self.tr("1歳未満の方のカードには写真を付けません。そのまま次へ進んでください。"),
        )
        return boxed(column(banner, None))

    def _build_side(self) -> None:
        self._state = Badge("draft", self.tr("準備中"))
        title = short(self.tr("写真カメラ"), 17, bold=True)
        self._owner = line("", 16)
        self._owner.setTextFormat(Qt.TextFormat.RichText)
        self._owner_card = Card(border=theme.BLUE_900, width_px=2)
        self._owner_card.body.setContentsMargins(14, 6, 14, 6)
        self._owner_card.body.addWidget(self._owner)
        self._view = CameraView(fit="cover")
        self._view.set_mirrored(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._view.setProperty("noFocusRing", True)
        self._view.setMinimumHeight(160)
        self._shoot = ActionButton("", kind="primary", size="l", icon="camera")
        self._shoot.set_key("shoot")
        self._shoot.clicked.connect(self._on_shutter)
        self.target("photo", self._shoot, self.tr("写真"))
        self._reason = ActionButton(self.tr("事情あり"), size="l")
        self._reason.clicked.connect(self._on_exception)
        self._way_on = line("", 14, tint=theme.GRAY_700)
        buttons = row(self._shoot, self._reason)
        buttons.setStretch(0, 1)
        side = SideLayout(self.side)
        side.addLayout(row(title, None, self._state))
        side.addWidget(self._owner_card)
        side.addWidget(self._view, 1)
        side.addWidget(self._way_on)
        side.addLayout(buttons)

    @property
    def can_shoot(self) -> bool:
        """Does the camera see exactly one face now, large enough for a photo?"""
        return self._check is not None and self._check.can_shoot

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        super().load(draft)
        self._busy, self._retaking, self._check = False, False, None
        for thumb in (self._live_thumb, self._now_big, self._previous_small, self._previous_big):
            thumb.setPixmap(QPixmap())
        self._live_thumb.setText(self.tr("未撮影"))
        self._view.show_image(None)
        self._view.show_corner(None)
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        for field, segments in self._segments.items():
            segments.set_value(self.text(field) or None)
        for box in (self._bare_live, self._bare_after):
            box.setChecked(self.flag("photo.bare_head"))
        has_previous = draft.previous is not None
        self._not_previous.setVisible(has_previous)
        self._no_previous.setVisible(not has_previous)
        self._render_names(draft)
        self._render_mode(draft)
        self._render_stop()

    def look(self) -> None:
        if self.draft is not None:
            self._show_previous(self.draft)
            self._show_photo(self.draft)

    def enter(self) -> None:
        self.look()
        if self._wants_camera():
            self._start_camera()

    def leave(self) -> None:
        self._feed.stop()
        self._check = None
        self._view.show_image(None)

    def next_caption(self) -> str:
        return self.tr("次へ：書類・確認")

    def blocked_reason(self) -> str:
        state = self.state
        if state is None or state.done:
            return ""
        if self._busy:
            return self.tr("写真を保存しています")
        if "photo" in state.missing:
            return self.tr("先に撮影してください")
        if any(p.field in ("photo.not_previous", "photo.same_person") for p in state.problems):
            return self.tr("この写真では進めません。撮り直してください")
        open_questions = [
            f for f in ("photo.not_previous", "photo.same_person") if f in state.missing
        ]
        if open_questions:
            return {
                "photo.not_previous": self.tr("①に答えると進めます"),
                "photo.same_person": self.tr("②に答えると進めます"),
            }[open_questions[0]]
        return self.tr("帽子・マスク・眼鏡の目視を確かめてください")

    def focus_first_open(self) -> None:
        """The shutter as soon as it can be pressed; until then nothing that Space would change."""
        if not self._wants_camera():
            super().focus_first_open()
        elif self._shoot.isEnabled():
            self._shoot.setFocus()
        else:
            self._shutter_awaited = True
            self._view.setFocus()

    # the camera
    def _wants_camera(self) -> bool:
        draft = self.draft
        if draft is None or not draft.assessment.needs_photo:
            return False
        return self._retaking or not self._has_photo()

    def _start_camera(self) -> None:
        self._view.set_fit("cover")
        self._view.set_overlay("head_guide")
        self._view.set_mirrored(True)
        self._view.show_notice(self.tr("カメラを準備しています"))
        self._way_on.setText("")
        self._way_on.hide()
        self._state.set("draft", self.tr("準備中"))
        self._feed.start()
        self._render_shutter()

    def _on_running(self, _name: str) -> None:
        self._way_on.hide()
        self._state.set("draft", self.tr("撮影できます"))

    def _on_frame(self, frame: Frame) -> None:
        self._view.show_image(frame.image)
        if not self._shoot.isEnabled():
            self._render_shutter()

    def _on_check(self, _frame: Frame, outcome: object) -> None:
        if not isinstance(outcome, PhotoCheck) or not self._wants_camera():
            return
        self._check = outcome
        codes = [finding.code for finding in outcome.findings]
        good = 0
        for check, gathered in CHECKS.items():
            found = next((f for f in outcome.findings if f.code in gathered), None)
            good += found is None
            if found is None:
                self._check_lines[check].show_state(
                    "good", self._check_title(check), self._good_words()[check]
                )
            else:
                text = self.context.words.say(found.code, **dict(found.facts))
                mark = "stop" if found.severity == "hard" else "warn"
                self._check_lines[check].show_state(mark, self._check_title(check), text)
        counts = self.tr("6項目中 {good} よし・{bad} 注意")
        counts = counts.replace("{good}", str(good)).replace("{bad}", str(len(CHECKS) - good))
        self._summary.setText(counts)
        self._show_hint(codes, outcome)
        self._render_shutter()

    def _good_words(self) -> dict[str, str]:
        return {
            "position": self.tr("枠の中に入っています"),
            "size": self.tr("ちょうどよい大きさです"),
            "pose": self.tr("正面を向いています"),
            "light": self.tr("明るさもピントも合っています"),
            "background": self.tr("無地で、影はありません"),
            "eyes": self.tr("両目が見えています"),
        }

    def _check_title(self, check: str) -> str:
        return self._check_lines[check].title.text()

    def _show_hint(self, codes: list[str], outcome: PhotoCheck) -> None:
        """One hint at a time, the most useful first; not faster than it can be read."""
        if self._hint_age.elapsed() < HINT_EVERY_MS:
            return
        self._hint_age.restart()
        if not codes:
            self._view.show_hint(self.tr("そのまま撮影できます"), "", "ok")
            return
        first = outcome.findings[0]
        title, text = two_parts(self.context.words.say(first.code, **dict(first.facts)))
        self._view.show_hint(title, text, "warning")

    def _on_camera_failed(self, code: str) -> None:
        title, text = two_parts(self.context.words.say(code))
        self._check = None
        self._view.show_hint(title, text, "warning")
        self._state.set("notice", self.tr("カメラを確かめてください"))
        self._way_on.setText(
            self.tr("撮影できないときは、保留（F6）にして責任者を呼んでください（Ctrl+H）。")
        )
        self._way_on.show()
        self._render_shutter()

    def _on_next_camera(self) -> None:
        if self.context.next_camera is not None:
            self.context.next_camera("photo")
        if self._feed.is_running or self._feed.trouble:
            self._feed.restart()

    # the shutter
    def _on_shutter(self) -> None:
        if not self._wants_camera():
            self._on_retake()
            return
        frame, draft = self._feed.latest, self.draft
        if frame is None or draft is None or self._busy:
            return
        # The one-face gate. Not by greying out the button: its focus would be lost with each
        # frame in which somebody walks past.
        if not self.can_shoot:
            text = self.tr("顔が1つだけ写るようにしてください")
            self._view.show_hint(text, "", "warning")
            self._hint_age.restart()
            self.told.emit("warning", text)
            return
        self._busy = True
        application, deed, tasks = draft.id, self.context.photographing, self.context.tasks
        self._render_shutter()
        tasks.compute(
            lambda: deed.develop(frame),
            lambda shot: tasks.run(
                lambda: deed.keep(application, shot), self._on_kept, self._on_failed
            ),
            self._on_failed,
        )

    def _on_kept(self, draft: Draft) -> None:
        self._busy = False
        if self.draft is None or draft.id != self.draft.id:
            return
        self._retaking = False
        self._feed.stop()
        self.redrawn.emit(draft)
        if self.text("papers.confirmed"):
            self.put("papers.confirmed", None)  # the applicant has not seen this photo
        self._show_photo(draft)
        self.focus_first_open()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        known = isinstance(error, DeskError)
        words = self.context.words
        text = words.say(error.code, **error.facts) if known else words.say("unexpected")  # type: ignore[attr-defined]
        title, more = two_parts(text)
        self._view.show_hint(title, more, "warning")
        self._hint_age.restart()
        self.told.emit("error", text)
        self._render_shutter()

    def _on_retake(self) -> None:
        """F5: take another one; the earlier shot stays in the record, unchosen."""
        if self.draft is None or not self.draft.assessment.needs_photo or self._busy:
            return
        if self._wants_camera():
            self._feed.restart()
            return
        self._retaking = True
        self.refresh(self.draft)
        self._start_camera()
        self.focus_first_open()

    def _on_exception(self) -> None:
        menu = QMenu(self.side)
        menu.setAccessibleName(self.tr("事情あり"))
        now = self.text("photo.exception")
        for code, exception in self._rules.photo_exceptions.items():
            action = menu.addAction(said(exception, self.context.language))
            action.setCheckable(True)
            action.setChecked(code == now)
            action.triggered.connect(partial(self._on_exception_chosen, code))
        none = menu.addAction(self.tr("事情なし"))
        none.triggered.connect(partial(self._on_exception_chosen, ""))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._reason.mapToGlobal(self._reason.rect().topLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _on_exception_chosen(self, code: str, _on: bool = False) -> None:
        self.put("photo.exception", code or None)

    # the questions
    def _on_answer_key(self, answer: str) -> None:
        """Y and N answer the question with the focus, else the first open one."""
        if self._modes["compare"].isHidden():
            return
        focused = QApplication.focusWidget()
        for segments in self._segments.values():
            if focused is not None and segments.isAncestorOf(focused):
                segments.choose(answer)
                return
        state = self.state
        for field, segments in self._segments.items():
            if state is not None and field in state.missing:
                segments.choose(answer)
                return

    def _on_answered(self, field: str, answer: str) -> None:
        self.put(field, answer)
        order = [f for f in self._segments if self._segments[f].isVisibleTo(self)]
        later = order[order.index(field) + 1 :] if field in order else []
        open_ones = [f for f in later if self._segments[f].value is None]
        if answer != "no" and open_ones:
            self.focus_field(open_ones[0])
        elif answer != "no" and not self.flag("photo.bare_head"):
            self._bare_after.setFocus()

    # drawing
    def _has_photo(self) -> bool:
        return self.draft is not None and self.draft.record.picture(PictureKind.PHOTO) is not None

    def _render_mode(self, draft: Draft) -> None:
        name = draft.text("applicant.name") or self.tr("申請者")
        if not draft.assessment.needs_photo:
            self._set_mode("none")
            self._heading.setText(self.tr("写真なしで進みます"))
        elif self._wants_camera():
            self._set_mode("live")
            self._heading.setText(self.tr("{name} さんを撮影してください").replace("{name}", name))
        else:
            self._set_mode("compare")
            self._heading.setText(self.tr("写真がご本人のものか確かめてください"))
        read = bool(draft.text("form.id"))
        kind = draft.text("form.kind")
        if read:
            tail = draft.text("form.id")[-4:]
            self._form_badge.set("ok", self.tr("申請書 末尾 {tail}").replace("{tail}", tail))
        elif kind in ("handwritten", "none"):
            self._form_badge.set("number_pending")
        else:
            self._form_badge.set("notice", self.tr("申請書が未読"))
        exception = self._rules.photo_exceptions.get(draft.text("photo.exception"))
        shown = "" if exception is None else said(exception, self.context.language)
        note = self.tr("事情：{text}。申請書の氏名欄にも書いてもらってください。")
        self._exception_note.setText(note.replace("{text}", shown) if shown else "")
        self._exception_note.setVisible(bool(shown))
        self._reason.set_icon("check" if shown else None)
        self._render_shutter()

    def _set_mode(self, mode: str) -> None:
        for name, part in self._modes.items():
            part.setVisible(name == mode)

    def _render_shutter(self) -> None:
        draft = self.draft
        if draft is None:
            return
        family = (draft.text("applicant.name") or self.tr("申請者")).replace("　", " ")
        family = family.split(" ")[0]
        if not self._wants_camera():
            self._shoot.setText(self.tr("撮り直す"))
            self._shoot.set_key("retake")
            self._shoot.set_kind("plain")
            self._shoot.set_icon("retake")
            blocked = "" if draft.assessment.needs_photo else self.tr("写真は要りません")
            self._shoot.set_blocked(blocked)
            return
        self._shoot.setText(self.tr("{name} さんを撮影").replace("{name}", family))
        self._shoot.set_key("shoot")
        self._shoot.set_kind("primary")
        self._shoot.set_icon("camera")
        reason = self._shutter_reason(draft)
        if reason and self._shoot.hasFocus():
            self._shutter_awaited = True
            self._view.setFocus()  # else the next button gets it, and Space would press that
        self._shoot.set_blocked(reason)
        if self._shutter_awaited and not reason:
            self._shutter_awaited = False
            self._shoot.setFocus()

    def _shutter_reason(self, draft: Draft) -> str:
        kind = draft.text("form.kind") or "qr"
        if not draft.text("form.id") and kind in ("qr", "old"):
            return self.tr("先に申請書を読み取ってください")
        return "" if self._feed.latest is not None else self.tr("カメラの映像がありません")

    def _render_names(self, draft: Draft) -> None:
        name = draft.text("applicant.name")
        number = draft.record.number
        whose = f"<b>{escape(number.short)} {escape(name)}</b>"
        self._owner.setText(self.tr("この写真は {who} さんに保存").replace("{who}", whose))
        self._names_small[0].setText(f"{number.serial:03d}\n{name}")
        self._now_note.setText(f"{number.short} {name}")
        previous = draft.previous
        if previous is None:
            self._names_small[1].setText(self.tr("なし"))
            self._previous_note.setText("")
            self._previous_small.setText(self.tr("なし"))
            self._previous_big.setText(self.tr("なし"))
        else:
            other = str(previous.entries.get("applicant.name", ""))
            self._names_small[1].setText(f"{previous.number.serial:03d}\n{other}")
            self._previous_note.setText(f"{previous.number.short} {other}")
        portraits = [
            said(self._rules.documents[code], self.context.language)
            for code in self.many("identity.documents")
            if code in self._rules.documents and self._rules.documents[code].portrait
        ]
        self._document_note.setText(
            self.tr("・").join(portraits)
            or self.tr("写真のある書類はありません。②は「写真のない書類」です。")
        )

    def _render_stop(self) -> None:
        for field in ("photo.not_previous", "photo.same_person"):
            problem = self.problem_of(field)
            if problem is not None:
                title, text = two_parts(bare(self.say(problem)))
                self._stop.set("stop", title, text)
                self._stop.show()
                return
        self._stop.hide()

    def _show_previous(self, draft: Draft) -> None:
        previous = draft.previous
        picture = None if previous is None else previous.picture(PictureKind.PHOTO)
        if picture is None:
            self._view.show_corner(None)
            return
        shown_for = draft.id

        def show(image: QImage) -> None:
            if self.draft is None or self.draft.id != shown_for or image.isNull():
                return
            self._view.show_corner(image, self.tr("前の方"))
            for thumb in (self._previous_small, self._previous_big):
                put_picture(thumb, image)

        self._pictures.fetch(picture.id, show)

    def _show_photo(self, draft: Draft) -> None:
        picture: Picture | None = draft.record.picture(PictureKind.PHOTO)
        if picture is None or self._wants_camera():
            return
        shown_for = draft.id
        self._state.set("ok", self.tr("撮影済み"))
        size = f"{picture.width_px}×{picture.height_px} / {picture.size // 1024} KB"

        def show(image: QImage) -> None:
            if self.draft is None or self.draft.id != shown_for or image.isNull():
                return
            if self._wants_camera():
                return
            self._view.set_fit("contain")
            self._view.set_overlay(None)
            self._view.show_hint(size, "", "info")
            self._view.show_corner(None)
            self._view.set_mirrored(False)
            self._view.show_image(image)
            for thumb in (self._live_thumb, self._now_big):
                put_picture(thumb, image)

        self._pictures.fetch(picture.id, show)


def put_picture(thumb: Thumbnail, image: QImage) -> None:
    """Scale a picture into a thumbnail, sharp at the screen's scale."""
    ratio = thumb.devicePixelRatioF()
    scaled = image.scaled(
        thumb.contentsRect().size() * ratio,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    scaled.setDevicePixelRatio(ratio)
    thumb.setPixmap(QPixmap.fromImage(scaled))
