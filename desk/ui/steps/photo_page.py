"""Step 4 写真 (pictures 06, 07): live checks, one press, then two questions about the person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.domain.application import PictureKind, Step
from desk.domain.errors import DeskError
from desk.services.ports import Frame, PhotoCheck
from desk.ui import keys
from desk.ui.camera_feed import CameraFeed
from desk.ui.components import Badge, Banner, CheckBox
from desk.ui.starred import bare
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import boxed, column, heading, row, two_parts
from desk.ui.steps.photo_comparison import PhotoComparison
from desk.ui.steps.photo_doubts import blocking, why_blocked
from desk.ui.steps.photo_form import FormBeside
from desk.ui.steps.photo_guidance import PhotoGuidance
from desk.ui.steps.photo_live import PhotoLive
from desk.ui.steps.photo_pictures import PhotoPictures
from desk.ui.steps.photo_side import PhotoSide
from desk.ui.verdict_panel import said

if TYPE_CHECKING:
    from desk.domain.application import Shot, ShotId
    from desk.services.intake import Draft
    from desk.services.photographing import Developed
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

ANSWER_REST_MS: Final = 800
"""After an automatic shot: a Space meant for the shutter must not answer a question."""


class PhotoPage(StepPage):
    """A photo is only ever taken here, inside the open application. The checks advise; before the
    shutter stand only the one-face gate, the form seen in this sitting and no other's form."""

    compare_wanted = Signal(object)  # Alert about the photo
    own_code_wanted = Signal(str)  # the number in full, for the applicant's screen; "" away again

    step = Step.PHOTO
    screen_name = "photo"

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._busy = False
        self._own_code_out = False
        self._retaking = False
        self._shutter_awaited = False
        self._likeness: tuple[ShotId, str] | None = None
        self._check: PhotoCheck | None = None
        self._rules = context.rulebook.on(context.clock.today())
        self._build_side()  # first: the shutter is the first thing to do on this page
        self._guidance = PhotoGuidance(context, self._view, self)
        self._build_body()
        self._build_cameras()
        self._shown = PhotoPictures(
            pictures,
            self._view,
            self._live,
            self._comparison,
            lambda draft: self.draft is not None and self.draft.id == draft.id,
        )
        keys.bind("retake", self, self.retake)
        keys.bind("camera", self, self._on_next_camera)
        keys.bind("yes", self, partial(self._on_answer_key, "yes"))
        keys.bind("no", self, partial(self._on_answer_key, "no"))
        for number in range(1, 5):
            keys.bind(f"choose_{number}", self, partial(self._comparison.kept.choose, number))

    # building
    def _build_body(self) -> None:
        self._heading = heading("")
        self._form_badge = Badge("waiting", "")
        head = row(self._heading, self._form_badge)
        head.setStretch(0, 1)
        # Not a stacked widget: that would be as tall as the tallest of the three.
        self._bare_live, self._bare_after = self._make_bare_head(), self._make_bare_head()
        self._live = PhotoLive(self.context.words, self._bare_live)
        self._comparison = self._make_comparison()
        for slate in (self._live.slate, self._comparison.slate):
            slate.own_code.display_wanted.connect(self._on_own_code_display)
            slate.own_code.label_wanted.connect(self._on_own_code_label)
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
        self.target("photo.kept_reason", made.kept.choice, made.kept.choice.accessibleName())
        made.answered.connect(self._on_answered)
        made.exception_label.clicked.connect(self._on_own_code_label)
        made.doubts.compare_wanted.connect(self.compare_wanted)
        return made

    def _make_none(self) -> QWidget:
        banner = Banner(
            "info",
            self.tr("写真は要りません（1歳未満）"),
            self.tr("1歳未満の方のカードには写真を付けません。そのまま次へ進んでください。"),
        )
        return boxed(column(banner, None))

    def _build_side(self) -> None:
        self._camera = PhotoSide(self.side)
        self._view, self._shoot, self._state = (
            self._camera.view,
            self._camera.shutter,
            self._camera.state,
        )
        self._shoot.clicked.connect(self._on_shutter)
        self._camera.reason.clicked.connect(self._on_exception)
        self._camera.exception_chosen.connect(
            lambda code: self.put("photo.exception", code or None)
        )
        self._camera.auto_switched.connect(lambda on: self._guidance.switch(on))
        self.target("photo", self._shoot, self.tr("写真"))

    def _build_cameras(self) -> None:
        context = self.context
        self._feed = CameraFeed(context.photo_camera, context.photo_worker, self)
        self._feed.shown.connect(self._on_frame)
        self._feed.answered.connect(self._on_check)
        self._feed.failed.connect(self._on_camera_failed)
        self._feed.running.connect(self._on_running)
        self._form = FormBeside(context, self._rules.settings.slate_apart_s, self)
        self._form.changed.connect(self._on_form_changed)
        self._form.answered.connect(self.redrawn)
        self._form.settled.connect(self._on_settled)
        self._form.failed.connect(self._say_error)
        self._afterwards = QTimer(self, singleShot=True)
        self._afterwards.setInterval(self._rules.settings.slate_apart_s * 1000)
        self._afterwards.timeout.connect(self._stop_cameras)

    def take_rules(self) -> None:
        self._rules = self.context.rulebook.on(self.context.clock.today())

    # how it stands
    @property
    def can_shoot(self) -> bool:
        """Does the camera see exactly one face now, large enough for a photo?"""
        return self._check is not None and self._check.can_shoot

    @property
    def faces_seen(self) -> int:
        """How many faces the camera sees now."""
        return 0 if self._check is None else len(self._check.faces)

    @property
    def other_form_seen(self) -> bool:
        """Does another person's form stand in the way of the shutter?"""
        return bool(self._form.stop)

    @property
    def why_not(self) -> str:
        """Why no photo can be taken now, in words; "" when one can."""
        if self.draft is None:
            return ""
        return self._shutter_reason(self.draft) or ("" if self.can_shoot else self._one_face())

    def _one_face(self) -> str:
        return self.tr("顔が1つだけ写るようにしてください")

    @property
    def slate_matched(self) -> bool:
        """Was this application's form read just now, or with the chosen shot?"""
        shot = None if self.draft is None else self.draft.record.chosen_shot
        if self._wants_camera() or shot is None:
            return self._form.fresh
        return shot.slate is not None

    @property
    def busy(self) -> bool:
        """Is a shot on its way to the disk?"""
        return self._busy

    @property
    def auto_on(self) -> bool:
        """自動撮影 入."""
        return self._guidance.auto_on

    @property
    def auto_button(self) -> QWidget:
        return self._camera.auto

    @property
    def own_code_button(self) -> QWidget:
        """照合用のQRを出す, of the part that is shown."""
        live = self._wants_camera()
        return (self._live if live else self._comparison).slate.own_code

    @property
    def counting(self) -> bool:
        """Does the countdown of the automatic shutter run?"""
        return self._guidance.counting

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        if self.draft is None or draft.id != self.draft.id:
            self._guidance.new_person()
        self._stop_cameras()
        super().load(draft)
        self._form.load(draft)
        self._busy, self._retaking, self._check, self._likeness = False, False, None, None
        self._live.show_nothing()
        self._comparison.show_nothing()
        self._view.show_image(None)
        self._view.show_corner(None)
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        self._form.follow(draft)
        for field, segments in self._comparison.questions.items():
            segments.set_value(self.text(field) or None)
        self._comparison.kept.choice.set_value(self.text("photo.kept_reason") or None)
        for box in (self._bare_live, self._bare_after):
            box.setChecked(self.flag("photo.bare_head"))
        self._render_names(draft)
        self._render_mode(draft)
        self._render_shot(draft)
        self._render_stop()

    def look(self) -> None:
        if self.draft is not None:
            self._shown.show_previous(self.draft)
            self._shown.show_portrait(self.draft)
            self._show_photo(self.draft)

    def enter(self) -> None:
        self.look()
        if self._wants_camera():
            self._start_camera()

    def leave(self) -> None:
        self._stop_cameras()
        self._check = None
        self._view.show_image(None)

    def cancel(self) -> bool:
        """Esc stops the countdown, and this person is photographed by hand."""
        if not self.counting:
            return False
        self._guidance.stop()
        self.told.emit("info", self.tr("自動撮影を止めました。この方は手で撮影します"))
        return True

    def next_caption(self) -> str:
        return self.tr("次へ：書類・確認")

    def blocked_reason(self) -> str:
        state, draft = self.state, self.draft
        if state is None or draft is None:
            return ""
        if self._busy:
            return self.tr("写真を保存しています")
        if not draft.assessment.needs_photo:
            return ""
        if "photo" in state.missing:
            return self.tr("先に撮影してください")
        return why_blocked(draft.photo_alerts) or (
            "" if state.done else self._blocked_by_question()
        )

    def _blocked_by_question(self) -> str:
        state = self.state
        missing = () if state is None else state.missing
        problems = () if state is None else state.problems
        if any(p.field in ("photo.not_previous", "photo.same_person") for p in problems):
            return self.tr("この写真では進めません。撮り直してください")
        reasons = {
            "photo.not_previous": self.tr("①に答えると進めます"),
            "photo.same_person": self.tr("②に答えると進めます"),
            "photo.bare_head": self.tr("帽子・マスク・眼鏡の目視を確かめてください"),
            "photo.kept_reason": self.tr("このまま使う理由を選ぶと進めます"),
        }
        return next((text for field, text in reasons.items() if field in missing), "")

    def focus_first_open(self) -> None:
        """The shutter as soon as it can be pressed; until then nothing that Space would change."""
        if not self._wants_camera():
            self._focus_after_shot()
        elif self._shoot.isEnabled():
            self._shoot.setFocus()
        else:
            self._shutter_awaited = True
            self._view.setFocus()

    def _focus_after_shot(self) -> None:
        """The gravest first: a doubt, then the questions in the order of the screen."""
        alert = None if self.draft is None else blocking(self.draft.photo_alerts)
        button = self._comparison.doubts.first_button
        if alert is not None and button is not None:
            button.setFocus()
            self.wants_focus.emit(button)
        elif alert is not None:
            self._shoot.setFocus()
        else:
            super().focus_first_open()

    # the cameras
    def _wants_camera(self) -> bool:
        draft = self.draft
        if draft is None or not draft.assessment.needs_photo:
            return False
        return self._retaking or not self._has_photo()

    def _start_camera(self) -> None:
        draft = self.draft
        if draft is None:
            return
        self._afterwards.stop()
        self._view.set_fit("cover")
        self._view.set_overlay("head_guide")
        self._view.set_mirrored(True)
        self._view.show_notice(self.tr("カメラを準備しています"))
        self._view.show_hint("")
        self._state.set("draft", self.tr("準備中"))
        self._feed.start()
        self._feed.pause_analysis(False)
        self._form.begin()
        self._guidance.open()
        self._render_shutter()

    def _stop_cameras(self) -> None:
        """Nothing is seen or read any more."""
        self._afterwards.stop()
        self._guidance.close()
        self._feed.stop()
        self._form.end()
        if self.draft is not None:
            self._render_slate(self.draft)

    def _rest_cameras(self, shot: Shot | None) -> None:
        """After a shot: read on for the form if it was not in view, else stop."""
        self._guidance.close()
        if shot is None or shot.slate is not None:
            self._stop_cameras()
            return
        self._form.wait_for(shot)
        self._feed.pause_analysis(True)
        self._afterwards.start()

    def _on_running(self, _name: str) -> None:
        self._state.set("draft", self.tr("撮影できます"))
        self._render_shutter()

    def _on_frame(self, frame: Frame) -> None:
        self._form.take(frame)
        if not self._wants_camera():
            return  # the photo stands there; the camera is only read for the form
        self._view.show_image(frame.image)
        if not self._shoot.isEnabled():
            self._render_shutter()

    def _on_check(self, frame: Frame, outcome: object) -> None:
        if not isinstance(outcome, PhotoCheck) or not self._wants_camera():
            return
        self._check = outcome
        self._live.show_checks(outcome)
        self._render_shutter()
        ready = self._shoot.isEnabled() and not self._busy
        if self._guidance.see(frame, outcome, self._lifted(), ready=ready):
            self._take_shot(frame, by_itself=True)

    def _lifted(self) -> tuple[str, ...]:
        exception = self._rules.photo_exceptions.get(self.text("photo.exception"))
        return () if exception is None else exception.lifts

    def _on_camera_failed(self, code: str) -> None:
        if not self._wants_camera():
            return
        self._check = None
        self._view.set_well(False)
        self._guidance.say(self.context.words.say(code))
        self._state.set("notice", self.tr("カメラを確かめてください"))
        self._render_shutter()

    def _on_next_camera(self) -> None:
        if self.context.next_camera is not None:
            self.context.next_camera("photo")
        if self._feed.is_running or self._feed.trouble:
            self._feed.restart()

    # the form beside it
    def _on_form_changed(self) -> None:
        draft = self.draft
        if draft is None:
            return
        self._render_slate(draft)
        if self._own_code_out and self.slate_matched:
            self._own_code_out = False
            self.own_code_wanted.emit("")  # it was read: the applicant's screen is free again
        if self._wants_camera():
            self._render_shutter()
            if stop := self._form.stop:
                self._guidance.stop_sentence(stop)
            elif self._form.refusal:
                self._guidance.say(self._form.blocked)

    def _on_settled(self) -> None:
        """The waiting shot has its slate."""
        if not self._wants_camera():
            self._stop_cameras()

    def _on_own_code_display(self) -> None:
        if self.draft is None:
            return
        self.told.emit(
            "info",
            self.tr("申請者の画面に照合用のQRを出しました。写真カメラか書類カメラに写してください"),
        )
        self._own_code_out = True
        self.own_code_wanted.emit(self.draft.record.number.full)  # without a screen it says so

    def _on_own_code_label(self) -> None:
        draft, print_label = self.draft, self.context.print_label
        if draft is None or print_label is None:
            return

        def answer(printed: bool, code: str) -> None:
            text = self.tr("ラベルを印刷しました。申請書に貼ってください")
            if not printed:
                text = self.context.words.say(code)
            self.told.emit("info" if printed else "error", text)
            self.focus_first_open()

        print_label(draft, answer)

    # the shutter
    def _on_shutter(self) -> None:
        if not self._wants_camera():
            self.retake()
            return
        frame = self._feed.latest
        if frame is None or self.draft is None or self._busy or not self._shoot.isEnabled():
            return
        # The one-face gate. Not by greying out the button: its focus would be lost with each
        # frame in which somebody walks past.
        if not self.can_shoot:
            text = self._one_face()
            self._guidance.say(text)
            self.told.emit("warning", text)
            return
        self._take_shot(frame)

    def _take_shot(self, frame: Frame, *, by_itself: bool = False) -> None:
        draft = self.draft
        if draft is None or self._busy:
            return
        self._busy = True
        self._guidance.stop()
        self._guidance.say(self.tr("写真を保存しています"), "info")
        number, deed = draft.record.number, self.context.photographing
        self._render_shutter()
        self.context.tasks.compute(
            lambda: deed.develop(frame, number),
            lambda developed: self._keep(draft, developed, by_itself),
            self._on_failed,
        )

    def _keep(self, draft: Draft, developed: Developed, by_itself: bool) -> None:
        """The form is looked at once more: it may have been changed since the press."""
        if self.draft is None or self.draft.id != draft.id:
            self._busy = False
            return
        if stop := self._form.stop:
            self._busy = False
            self._say_failed(stop)
            return
        deed, application = self.context.photographing, draft.id
        slate = self._form.for_shot(developed.shot.taken)
        self.context.tasks.run(
            lambda: deed.keep(application, developed, slate),
            lambda fresh: self._on_kept(fresh, developed, by_itself),
            self._on_failed,
        )

    def _on_kept(self, draft: Draft, developed: Developed, by_itself: bool) -> None:
        self._busy = False
        lookout, look = self.context.photographing.lookout, developed.look
        if look is not None:
            number = draft.record.number
            self.context.tasks.compute(lambda: lookout.remember(draft.id, number, look))
        if self.draft is None or draft.id != self.draft.id:
            return
        shot = draft.record.chosen_shot
        self._likeness = None if shot is None else (shot.id, developed.likeness)
        self._retaking = False
        self._rest_cameras(shot)
        self.told.emit("quiet", "")
        self.redrawn.emit(draft)
        if self.text("papers.confirmed"):
            self.put("papers.confirmed", None)  # the applicant has not seen this photo
        self._show_photo(draft)
        if by_itself:
            self._view.setFocus()
            QTimer.singleShot(ANSWER_REST_MS, self, self._focus_once_rested)
        else:
            self.focus_first_open()

    def _focus_once_rested(self) -> None:
        if self._view.hasFocus() and not self._wants_camera():
            self.focus_first_open()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self._say_error(error)

    def _say_error(self, error: BaseException) -> None:
        words = self.context.words
        known = isinstance(error, DeskError)
        self._say_failed(words.say(error.code, **error.facts) if known else words.say("unexpected"))  # type: ignore[attr-defined]

    def _say_failed(self, text: str) -> None:
        self._guidance.say(text)
        self.told.emit("error", text)
        self._render_shutter()

    def retake(self) -> None:
        """F5: take another one by hand; the earlier shot stays in the record, unchosen."""
        if self.draft is None or not self.draft.assessment.needs_photo or self._busy:
            return
        self._guidance.stop()
        if self._wants_camera():
            self._feed.restart()
            return
        self._retaking = True
        self.refresh(self.draft)
        self._start_camera()
        self.focus_first_open()

    def _on_exception(self) -> None:
        exceptions = self._rules.photo_exceptions.items()
        names = {code: said(each, self.context.language) for code, each in exceptions}
        self._camera.open_exceptions(names, self.text("photo.exception"))

    # the questions
    def _on_answer_key(self, answer: str) -> None:
        """Y and N answer the question with the focus, else the first open one."""
        state = self.state
        if not self._comparison.isHidden():
            self._comparison.answer(answer, () if state is None else state.missing)

    def _on_answered(self, field: str, answer: str) -> None:
        self.put(field, answer)
        if answer != "no":
            self._focus_after(field)

    def _focus_after(self, field: str) -> None:
        """To what is still open below that answer."""
        questions = self._comparison.questions
        order = [f for f in questions if questions[f].isVisibleTo(self)]
        later = order[order.index(field) + 1 :] if field in order else []
        open_ones = [f for f in later if questions[f].value is None]
        if open_ones:
            self.focus_field(open_ones[0])
        elif not self.flag("photo.bare_head"):
            self._bare_after.setFocus()
        elif self._comparison.kept.choice.value is None:
            self.focus_field("photo.kept_reason")

    # drawing
    def _show_photo(self, draft: Draft) -> None:
        if not self._wants_camera() and self._shown.show_photo(draft, self._photo_stands):
            self._state.set("ok", self.tr("撮影済み"))

    def _photo_stands(self) -> bool:
        return not self._wants_camera()

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
        exception = self._rules.photo_exceptions.get(draft.text("photo.exception"))
        shown = "" if exception is None else said(exception, self.context.language)
        note = self.tr("事情：{text}。申請書の氏名欄にも書いてもらってください。")
        self._comparison.show_exception(note.replace("{text}", shown) if shown else "")
        self._camera.reason.set_icon("check" if shown else None)
        self._camera.show_auto(on=self._guidance.auto_on, shown=self._wants_camera())
        self._render_slate(draft)
        self._render_shutter()

    def _set_mode(self, mode: str) -> None:
        for name, part in self._modes.items():
            part.setVisible(name == mode)

    def _render_slate(self, draft: Draft) -> None:
        words = None
        if draft.assessment.needs_photo:
            words = self._form.words(live=self._wants_camera())
        self._form_badge.setVisible(words is not None)
        for slate in (self._live.slate, self._comparison.slate):
            slate.own_code.setVisible(self._form.own_code and not self.slate_matched)
            if words is not None:
                slate.show_words(words)
        if words is not None:
            for badge in (self._form_badge, self._camera.slate):
                badge.set(words.badge, words.badge_text)
        self._camera.slate.setVisible(self.narrow and words is not None)
        self._comparison.slate.setVisible(words is not None and words.badge != "ok")

    def _render_shot(self, draft: Draft) -> None:
        """What was found about the photo that stands there."""
        shot = draft.record.chosen_shot
        alerts = () if shot is None else draft.photo_alerts
        left = [] if shot is None else [c for c in shot.findings if c not in self._lifted()]
        self._comparison.show_doubts(alerts)
        words = self.context.words
        self._comparison.kept.show_findings([two_parts(words.say(code))[0] for code in left])
        known = shot is not None and self._likeness == (shot.id, "match")
        self._comparison.show_likeness(() if shot is None else shot.doubts, matched=known)

    def _render_shutter(self) -> None:
        draft = self.draft
        if draft is None:
            return
        if not self._wants_camera():
            blocked = "" if draft.assessment.needs_photo else self.tr("写真は要りません")
            self._camera.show_retake(blocked)
            self._camera.show_way_on("")
            return
        family = (draft.text("applicant.name") or self.tr("申請者")).replace("　", " ")
        self._camera.show_shutter(family.split(" ")[0])
        reason = self._shutter_reason(draft)
        if reason and self._shoot.hasFocus():
            self._shutter_awaited = True
            self._view.setFocus()  # else the next button gets it, and Space would press that
        self._shoot.set_blocked(reason)
        self._camera.show_way_on(self._why(reason))
        if self._shutter_awaited and not reason:
            self._shutter_awaited = False
            self._shoot.setFocus()

    def _shutter_reason(self, draft: Draft) -> str:
        kind = draft.text("form.kind") or "qr"
        if not draft.text("form.id") and kind in ("qr", "old"):
            return self.tr("先に申請書を読み取ってください")
        if blocked := self._form.blocked:
            return blocked
        if self._feed.latest is None or self._form.refusal is None:
            return self.tr("カメラの映像がありません")
        return ""

    def _why(self, reason: str) -> str:
        """Why the shutter is grey, where it is not plain to see."""
        if self._feed.trouble:
            return self.tr("撮影できないときは、保留（F6）にして責任者を呼んでください（Ctrl+H）。")
        if self._form.blocked or self._feed.latest is None:
            return ""  # the picture says it
        return reason

    def _render_names(self, draft: Draft) -> None:
        name = draft.text("applicant.name")
        number = draft.record.number
        self._camera.show_owner(number.short, name)
        previous = draft.previous
        other = "" if previous is None else str(previous.entries.get("applicant.name", ""))
        self._live.show_names(
            f"{number.serial:03d}\n{name}",
            "" if previous is None else f"{previous.number.serial:03d}\n{other}",
        )
        portraits = [
            self._document_name(code)
            for code in self.many("identity.documents")
            if code in self._rules.documents and self._rules.documents[code].portrait
        ]
        self._comparison.show_names(
            f"{number.short} {name}",
            "" if previous is None else f"{previous.number.short} {other}",
            self.tr("・").join(portraits),
        )
        kept = draft.record.portraits
        self._comparison.show_portrait_of(self._document_name(kept[-1].document) if kept else "")

    def _document_name(self, code: str) -> str:
        known = self._rules.documents.get(code)
        return code if known is None else said(known, self.context.language)

    def _render_stop(self) -> None:
        for field in ("photo.not_previous", "photo.same_person"):
            problem = self.problem_of(field)
            if problem is not None:
                self._comparison.show_stop(*two_parts(bare(self.say(problem))))
                return
        self._comparison.stop.hide()
