"""Step 4 写真 (pictures 06, 07): live checks, one press, then two questions about the person."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

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
)
from desk.ui.side_layout import SideLayout
from desk.ui.starred import bare
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import (
    Card,
    Thumbnail,
    boxed,
    column,
    heading,
    line,
    row,
    short,
    two_parts,
)
from desk.ui.steps.photo_comparison import PhotoComparison
from desk.ui.steps.photo_live import PhotoLive
from desk.ui.verdict_panel import said

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

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
        self._bare_live, self._bare_after = self._make_bare_head(), self._make_bare_head()
        self._live = PhotoLive(self.context.words, self._bare_live)
        self._comparison = self._make_comparison()
        self._modes: dict[str, QWidget] = {
            "live": self._live,
            "compare": self._comparison,
            "none": self._make_none(),
        }
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 10, 20, 10)
        body.setSpacing(6)
        body.addLayout(head)
        for part in self._modes.values():
            body.addWidget(part, 1)

    def _make_bare_head(self) -> CheckBox:
        box = CheckBox(self.tr("帽子・マスク・眼鏡の光なし"))
        box.clicked.connect(lambda on=False: self.put("photo.bare_head", bool(on)))
        return box

    def _make_comparison(self) -> PhotoComparison:
        made = PhotoComparison(self._bare_after)
        for field, segments in made.questions.items():
            self.target(field, segments.button("yes"), segments.accessibleName())
        self.target("photo.bare_head", self._bare_after, self.tr("帽子・マスク・眼鏡の目視"))
        made.answered.connect(self._on_answered)
        return made

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
        self._live.show_nothing()
        self._comparison.show_nothing()
        self._view.show_image(None)
        self._view.show_corner(None)
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        for field, segments in self._comparison.questions.items():
            segments.set_value(self.text(field) or None)
        for box in (self._bare_live, self._bare_after):
            box.setChecked(self.flag("photo.bare_head"))
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
        self._live.show_checks(outcome)
        self._show_hint(codes, outcome)
        self._render_shutter()

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
        number = draft.record.number
        self._render_shutter()
        tasks.compute(
            lambda: deed.develop(frame, number),
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
        state = self.state
        if not self._comparison.isHidden():
            self._comparison.answer(answer, () if state is None else state.missing)

    def _on_answered(self, field: str, answer: str) -> None:
        self.put(field, answer)
        questions = self._comparison.questions
        order = [f for f in questions if questions[f].isVisibleTo(self)]
        later = order[order.index(field) + 1 :] if field in order else []
        open_ones = [f for f in later if questions[f].value is None]
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
        self._comparison.show_exception(note.replace("{text}", shown) if shown else "")
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
        previous = draft.previous
        other = "" if previous is None else str(previous.entries.get("applicant.name", ""))
        self._live.show_names(
            f"{number.serial:03d}\n{name}",
            "" if previous is None else f"{previous.number.serial:03d}\n{other}",
        )
        portraits = [
            said(self._rules.documents[code], self.context.language)
            for code in self.many("identity.documents")
            if code in self._rules.documents and self._rules.documents[code].portrait
        ]
        self._comparison.show_names(
            f"{number.short} {name}",
            "" if previous is None else f"{previous.number.short} {other}",
            self.tr("・").join(portraits),
        )

    def _render_stop(self) -> None:
        for field in ("photo.not_previous", "photo.same_person"):
            problem = self.problem_of(field)
            if problem is not None:
                self._comparison.show_stop(*two_parts(bare(self.say(problem))))
                return
        self._comparison.stop.hide()

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
            for thumb in (self._live.previous, self._comparison.previous):
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
            for thumb in (self._live.now, self._comparison.now):
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
