"""Step 1 申請書 (picture 02): the form's QR, or its 23 digits typed twice, and the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desk.domain.application import PictureKind, Status, Step
from desk.domain.errors import DeskError, Refused
from desk.domain.form_id import DIGITS, FormId, typed_twice
from desk.services.form_reading import Outcome, Seen
from desk.services.ports import Frame, Image
from desk.services.slate import SlateReading, reading_of
from desk.ui import keys, theme
from desk.ui.camera_feed import CameraFeed
from desk.ui.components import ActionButton, Badge, Banner, CameraView, ChoiceGroup
from desk.ui.side_layout import SideLayout
from desk.ui.steps.form_check import FormCheck
from desk.ui.steps.page import StepPage
from desk.ui.steps.parts import (
    Card,
    CheckLine,
    Flow,
    boxed,
    column,
    heading,
    line,
    row,
    short,
    two_parts,
)

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext
    from desk.ui.pictures import Pictures

_HALF_WIDTH: Final = {0xFF10 + digit: str(digit) for digit in range(10)}
UNREADABLE_AFTER_S: Final = 12
DISAGREEMENT_SHOWN_MS: Final = 4000
SAME_SCAN_TWICE: Final = 2


def digits_of(text: str) -> str:
    """The digits as typed or pasted: full-width ones and separators are welcome."""
    return "".join(c for c in text.translate(_HALF_WIDTH) if c in "0123456789")


class FormPage(StepPage):
    """Scanning never waits for an answer: the question about the desk stands beside it.

    A form without a QR is known by its photographed page, or by the intake's own QR (受付番号の札).
    An application that was opened again has its form read once more before a photo is taken.
    """

    step = Step.FORM
    screen_name = "form"
    file_wanted = Signal()  # Ctrl+O

    def __init__(
        self, context: DeskContext, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._pictures = pictures
        self._busy = False
        self._on_kept: Callable[[], None] | None = None  # a sheet's file waits to be let go
        self._going_on = False  # the id is taken; only the question about the desk is open
        self._stopped_by = ""  # the code of a red stop, until the clerk reads again
        self._checked = False  # the form was read again on this page
        self._shown_kind = ""
        self._first_typed = ""
        self._scanned: list[str] = []
        self._build_side()
        self._build_body()
        self._feed = CameraFeed(context.form_camera, context.scan_worker, self)
        self._feed.shown.connect(self._on_frame)
        self._feed.answered.connect(self._on_outcome)
        self._feed.failed.connect(self._on_camera_failed)
        self._check = FormCheck(context, self)
        self._check.shown.connect(self._on_frame)
        self._check.hinted.connect(self._on_check_hint)
        self._check.camera_failed.connect(self._on_camera_failed)
        self._check.matched.connect(self._on_checked)
        self._check.refused.connect(self._on_check_refused)
        self._unreadable = QTimer(self, singleShot=True)
        seconds = int(context.settings.get("unreadable_after_s", UNREADABLE_AFTER_S))
        self._unreadable.setInterval(seconds * 1000)
        self._unreadable.timeout.connect(self._on_unreadable)
        # A disagreement stays until the person has seen it; then the readings begin anew.
        self._disagreed = QTimer(self, singleShot=True, interval=DISAGREEMENT_SHOWN_MS)
        self._disagreed.timeout.connect(context.restart_scan)
        keys.bind("type_id", self, self._on_type_id)
        keys.bind("camera", self, self._on_next_camera)
        keys.bind("form_back", self, self._on_keep_frame)
        keys.bind("open_file", self, self._on_file)
        keys.bind("check_form", self, self._on_check)

    # building
    def _build_body(self) -> None:
        self._heading = heading("")
        self._lead = line("", 14, tint=theme.GRAY_700)
        self._kinds = ChoiceGroup(
            [
                ("qr", self.tr("QRコード付き交付申請書"), self.tr("通常はこちら")),
                (
                    "handwritten",
                    self.tr("手書き用の申請書"),
                    self.tr("申請書IDなし・番号は庁内で追記"),
                ),
                ("old", self.tr("旧住所・旧姓の申請書"), self._old_form_note()),
                ("none", self.tr("申請書を持っていない"), self.tr("その場で再発行を依頼")),
            ],
            columns=2,
            name=self.tr("申請書の種類"),
        )
        self._kinds.chosen.connect(lambda code: self.put("form.kind", code))
        self.target("form.kind", self._kinds.card("qr"), self.tr("申請書の種類"))
        self._typing_part = self._make_typing()
        self._stop = Banner("stop", "", "")
        self._stop.hide()
        self._again = ActionButton(self.tr("申請書を読み直す"), kind="plain", size="s")
        self._again.clicked.connect(self._on_read_again)
        self._again.hide()
        self._label_part = self._make_label_part()
        self._desk_part = self._make_desk_question()
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 12, 20, 12)
        body.setSpacing(6)
        body.addWidget(self._heading)
        body.addWidget(self._lead)
        body.addWidget(self._stop)
        body.addLayout(row(self._again, None))
        kinds = column(line(self.tr("申請書の種類"), 16, bold=True), self._kinds, gap=6)
        self._kinds_part = boxed(kinds)
        body.addWidget(self._kinds_part)
        body.addWidget(self._typing_part)
        body.addWidget(self._label_part)
        body.addSpacing(6)
        body.addWidget(self._desk_part)
        body.addStretch(1)

    def _old_form_note(self) -> str:
        policy = self.context.rulebook.on(self.context.clock.today()).settings.old_form_policy
        return {
            "correct_by_hand": self.tr("二重線で直してもらい、受け付けます"),
            "reissue": self.tr("新しい申請書をその場で再発行"),
        }.get(policy, self.tr("この会場では使えません → 再発行"))

    def _make_typing(self) -> QWidget:
        self._typed = QLineEdit()
        self._typed.setFont(theme.font(16, mono=True))
        self._typed.setEnabled(False)
        self._typed.setAccessibleName(self.tr("申請書ID 23桁"))
        self._typed.textEdited.connect(self._on_typed)
        self._typed.returnPressed.connect(self._on_typed_enter)
        self._count = short("", 14, tint=theme.GRAY_700)
        self._type_button = ActionButton(
            self.tr("手入力を始める"), action="type_id", kind="plain", icon="pencil"
        )
        self._type_button.clicked.connect(self._on_type_id)
        self._typed_note = line("", 14, tint=theme.GRAY_700)
        self.target("form.id", self._type_button, self.tr("申請書ID"))
        entry = row(self._typed, self._count, self._type_button)
        entry.setStretch(0, 1)
        title = line(self.tr("読み取れないとき"), 16, bold=True)
        self._file_button = self._make_file_button()
        head = row(title, self._file_button)
        head.setStretch(0, 1)
        return boxed(column(head, entry, self._typed_note, gap=4))

    def _make_file_button(self) -> ActionButton:
        made = ActionButton(
            self.tr("ファイルから読む"), action="open_file", kind="text", size="s", icon="document"
        )
        made.clicked.connect(self._on_file)
        return made

    def _make_label_part(self) -> QWidget:
        """For forms without a QR: what stands for the form when the photo is taken."""
        self._label_mark = CheckLine("info", "")
        self._label_button = ActionButton(self.tr("撮らずに札で続ける"), kind="plain", size="s")
        self._label_button.clicked.connect(lambda: self.put("form.source", "label"))
        card = Card()
        inner = row(self._label_mark, self._label_button, gap=12)
        inner.setStretch(0, 1)
        card.body.addLayout(inner)
        return card

    def _make_desk_question(self) -> QWidget:
        self._desk_button = ActionButton(self.tr("残っていません"), kind="plain", size="s")
        self._desk_button.clicked.connect(self._on_desk_clear)
        self.target("form.desk_clear", self._desk_button, self.tr("机の上の確認"))
        self._desk_mark = CheckLine("info", "")
        self._desk_card = Card(border=theme.BLUE_900, width_px=2)
        texts = column(self._desk_mark, gap=0)
        inner = row(boxed(texts), self._desk_button, gap=12)
        inner.setStretch(0, 1)
        self._desk_card.body.addLayout(inner)
        return self._desk_card

    def _build_side(self) -> None:
        self._badge = Badge("draft", self.tr("読み取り中"))
        self._view = CameraView()
        self._view.setMinimumHeight(200)
        self._camera_title = line(self.tr("書類カメラ"), 17, bold=True)
        self._next_camera = ActionButton(
            self.tr("カメラ切替"), action="camera", kind="plain", size="s", icon="camera"
        )
        self._next_camera.clicked.connect(self._on_next_camera)
        self._keep_frame = ActionButton(
            self.tr("申請書を撮る"), action="form_back", kind="plain", size="s", icon="document"
        )
        self._keep_frame.clicked.connect(self._on_keep_frame)
        self.target("form_page", self._keep_frame, self.tr("申請書の画像"))
        self._check_button = ActionButton(
            self.tr("申請書を照合する"), action="check_form", kind="plain", size="s", icon="qr"
        )
        self._check_button.clicked.connect(self._on_check)
        self._checks = {
            "digits": CheckLine("open", self.tr("申請書IDが23桁であること")),
            "unique": CheckLine("open", self.tr("この端末の記録と重複しないこと")),
            "page": CheckLine("open", self.tr("申請書の画像を保存したこと")),
            "old": CheckLine("open", self.tr("旧住所・旧姓の様式でないこと（目視）")),
            "seen": CheckLine("open", ""),
        }
        self._page_file = self._make_file_button()
        card = Card()
        card.body.addWidget(line(self.tr("読み取ると確認すること"), 16, bold=True))
        for check in self._checks.values():
            card.body.addWidget(check)
        head = row(self._camera_title, None, self._badge)
        side = SideLayout(self.side)
        side.addLayout(head)
        side.addWidget(self._view, 1)
        buttons = (self._check_button, self._next_camera, self._keep_frame, self._page_file)
        side.addWidget(boxed(Flow(buttons)))
        side.addWidget(card)

    # what the workbench calls
    def load(self, draft: Draft) -> None:
        super().load(draft)
        self._busy, self._stopped_by, self._going_on = False, "", False
        self._on_kept = None
        self._checked, self._shown_kind = False, ""
        self._forget_typing()
        self._scanned = []
        self.refresh(draft)

    def refresh(self, draft: Draft) -> None:
        super().refresh(draft)
        self._kinds.set_value(self._kind())
        self._render_head()
        self._render_label()
        self._render_desk(draft)
        self._render_checks()
        scanning, checking = self._wants_scan(), self._wants_check()
        stopped = bool(self._stopped_by)
        self._kinds_part.setVisible(not stopped)
        typing = scanning or (checking and self._has_id())
        self._typing_part.setVisible(typing and not stopped)
        self._again.setVisible(stopped or (self._has_id() and not checking))
        self._keep_frame.setVisible(self._may_keep_frame())
        self._page_file.setVisible(self._may_keep_frame() and not self._has_page())
        self._check_button.setVisible(checking and self._check.possible and not stopped)
        self._check_button.setEnabled(not self._check.running)
        self._check_button.setText(
            self.tr("申請書を照合する") if self._has_id() else self.tr("札を照合する")
        )
        self._file_button.setVisible(scanning)
        if self._kind() != self._shown_kind:
            self._shown_kind = self._kind()
            if self._feed.is_running:
                self._show_task()

    def look(self) -> None:
        if self._has_page():
            self._show_page()

    def enter(self) -> None:
        if self._has_page() and not self._wants_scan():
            self.look()
        elif self.draft is not None:
            self._begin()

    def leave(self) -> None:
        self._unreadable.stop()
        self._disagreed.stop()
        self._feed.stop()
        self._check.stop()

    def focus_first_open(self) -> None:
        """The question about the desk first: scanning needs no hands. Where only one of them can
        be seen, the camera is, until something was read."""
        if self._stopped_by:
            self._again.setFocus()
        elif self.narrow and self._wants_scan():
            self._next_camera.setFocus()
        elif not self.flag("form.desk_clear"):
            self._desk_button.setFocus()
        elif self._wants_scan():
            self._type_button.setFocus()
        elif self._needs_page() or self._may_keep_frame():
            self._keep_frame.setFocus()
        elif self._wants_check() and self._check.possible:
            self._check_button.setFocus()

    def next_caption(self) -> str:
        return self.tr("次へ：申請者")

    def blocked_reason(self) -> str:
        if self._stopped_by:
            return self.tr("この申請書では進めません")
        if self._busy:
            return self.tr("保存しています")
        if self._wants_scan():
            return self.tr("QRコードを待っています")
        if not self.flag("form.desk_clear"):
            return self.tr("前の方の書類がないか答えてください")
        if self._needs_page() and not self._has_id():
            return self.tr("申請書を撮ってください（Ctrl+U）")
        return ""

    def focus_blocked(self) -> None:
        self.focus_first_open()

    def take_scanned(self, text: str) -> None:
        """A hand scanner sent a line. Two equal scans make one reading (design §3.6)."""
        if self.draft is None or self._busy:
            return
        if self._has_id() and not self._wants_check():
            self.told.emit("info", self.tr("申請書はもう読み取られています。"))
            return
        try:
            reading = reading_of(text, "scanner", self.context.clock.now())
        except Refused as error:
            self._hint_error(error)
            return
        found = reading.form_id or reading.number
        self._scanned = [each for each in self._scanned if each == found] + [found]
        if len(self._scanned) < SAME_SCAN_TWICE:
            title = self.tr("もう一度かざしてください（1/2）")
            self._view.show_hint(title, self.tr("2回とも同じなら確定します"), "info")
            return
        self._scanned = []
        self._take_reading(reading)

    def _take_reading(self, reading: SlateReading) -> None:
        """A form's id is taken, or checked where there is one; the own QR only checks."""
        if self.draft is None:
            return
        if self._wants_check() or reading.form_id is None:
            self._check.note(self.draft.id, reading)
        else:
            self._take(reading.form_id, "scanner", self._feed.latest)

    def take_still(self, image: Image, source: str, kept: Callable[[], None] | None = None) -> None:
        """A picture from a file or the sheet scanner's folder; `kept` once its page is stored."""
        if self.draft is None or self._busy:
            return
        if self._has_page() or self._stopped_by:
            self.told.emit("info", self.tr("申請書はもう読み取られています。"))
            return
        read = self.context.read_still
        self._busy = True

        def done(outcome: Outcome) -> None:
            self._busy = False
            self._on_still(outcome, image, source, kept)

        self.context.tasks.compute(lambda: read(image), done, self._on_failed)

    def _on_still(
        self, outcome: Outcome, image: Image, source: str, kept: Callable[[], None] | None
    ) -> None:
        found = outcome.form_id if outcome.kind is Seen.SETTLED else None
        if self._wants_scan():
            if found is None:
                code = outcome.message_code or "form_no_code"
                self.told.emit("warning", self.context.words.say(code))
                return
            self._on_kept = kept
            self._take_image(found, source, image)
        elif found not in (None, self.text("form.id")):
            # An id that was typed, or a form without one: another person's page never gets in.
            self.told.emit("error", self.tr("別の申請書です。机の上を確かめてください"))
        else:
            self._on_kept = kept
            self._keep_page(image, PictureKind.FORM_PAGE, go_on=self._has_id())

    # scanning
    def _begin(self) -> None:
        self._check.stop()
        self.context.restart_scan()
        self._camera_title.setText(self.tr("書類カメラ"))
        self._show_task()
        self._feed.start()
        self._unreadable.start()

    def _show_task(self) -> None:
        """What to lay under the camera, by the kind of form."""
        if self._feed.trouble:
            return
        kind = self._kind()
        looks = {
            "handwritten": (
                self.tr("申請書を写して撮ってください"),
                self.tr("「申請書を撮る」は Ctrl+U です"),
                self.tr("撮影前"),
            ),
            "none": (self.tr("写す申請書はありません"), "", self.tr("申請書なし")),
        }
        reads = (
            self.tr("申請書のQRコードを枠に合わせてください"),
            self.tr("枠の中にQRコードの四隅が入ると読み取ります"),
            self.tr("読み取り中"),
        )
        title, text, badge = looks.get(kind, reads)
        self._view.set_overlay(None if kind in looks else "qr_frame")
        self._view.show_hint(title, text, "info")
        self._badge.set("draft", badge)

    def _on_frame(self, frame: Frame) -> None:
        self._view.show_image(frame.image)

    def _on_outcome(self, frame: Frame, outcome: Outcome) -> None:
        if self.draft is None or self._busy or self._has_id() or self._stopped_by:
            return
        if not self._wants_scan():
            return
        if outcome.kind is Seen.SETTLED and outcome.form_id is not None:
            self._take(outcome.form_id, "camera", frame)
            return
        if outcome.kind is Seen.DISAGREE and not self._disagreed.isActive():
            self._disagreed.start()
        if outcome.message_code:
            level = "info" if outcome.kind is Seen.HINT else "warning"
            title, text = two_parts(self.context.words.say(outcome.message_code))
            self._view.show_hint(title, text, level)

    def _on_camera_failed(self, code: str) -> None:
        title, text = two_parts(self.context.words.say(code))
        self._view.show_hint(title, text or self._other_ways(), "warning")
        self._badge.set("notice", self.tr("カメラを確かめてください"))

    def _other_ways(self) -> str:
        return self.tr("スキャナーか手入力（Ctrl+I）でも受け付けられます。")

    def _on_unreadable(self) -> None:
        if self._has_id() or self._busy or self._stopped_by or not self._wants_scan():
            return
        if not self._feed.trouble:  # what is wrong with the camera stays to be read
            self._view.show_hint(
                self.tr("読み取れません。手で入力できます"),
                self.tr("Ctrl+I を押すと、申請書ID 23桁を入力できます"),
                "warning",
            )
        self.told.emit(
            "warning", self.tr("QRコードが読み取れません。申請書IDを手で入力できます（Ctrl+I）。")
        )

    # taking the id
    def _take(self, form_id: FormId, source: str, frame: Frame | None) -> None:
        self._take_image(form_id, source, None if frame is None else frame.image)

    def _take_image(self, form_id: FormId, source: str, image: Image | None) -> None:
        if self.draft is None:
            return
        application, intake = self.draft.id, self.context.intake
        kind, again = self.text("form.kind"), self._has_id()
        self._busy = True
        self._unreadable.stop()

        def done(draft: Draft) -> None:
            self._busy = False
            if not self._is_open(draft):
                return
            if again:  # typed twice once more: the form is in hand
                self._forget_typing()
                self._on_checked(draft)
                return
            self.redrawn.emit(draft)
            if kind == "old":
                self.put("form.kind", kind)  # taking an id says "qr"; the clerk said more
            if image is None:
                self._after_typed_id()
            else:
                self._keep_page(image, PictureKind.FORM_PAGE, go_on=True)

        self.context.tasks.run(
            lambda: intake.take_form_id(application, form_id, source), done, self._on_failed
        )

    def _after_typed_id(self) -> None:
        """The id is known but no picture of the page: keep one, then go on."""
        self._forget_typing()
        self._view.show_hint(
            self.tr("申請書を写して「申請書を撮る」を押してください"), "Ctrl+U", "info"
        )
        if self._has_page():
            self._go_on()

    def _keep_page(self, image: Image, kind: PictureKind, *, go_on: bool) -> None:
        if self.draft is None:
            return
        application, intake = self.draft.id, self.context.intake
        flatten, tasks = self.context.flatten, self.context.tasks
        self._busy = True

        def kept(draft: Draft) -> None:
            self._busy = False
            if not self._is_open(draft):
                return
            self.redrawn.emit(draft)
            self._feed.stop()
            self._unreadable.stop()
            self._show_page()
            told, self._on_kept = self._on_kept, None
            if told is not None:
                told()
            if go_on:
                self._go_on()

        tasks.compute(
            lambda: flatten(image),
            lambda page: tasks.run(
                lambda: intake.keep_page(application, page, kind), kept, self._on_failed
            ),
            self._on_failed,
        )

    def _go_on(self) -> None:
        """On to step 2, once the desk was looked at (ui.md §6: asked every time)."""
        if self.flag("form.desk_clear"):
            self.went_on.emit()
            return
        self._going_on = True
        self.told.emit(
            "info", self.tr("読み取りました。前の方の書類がないか答えると、次へ進みます。")
        )
        self._desk_button.setFocus()

    def _on_desk_clear(self) -> None:
        self.put("form.desk_clear", True)
        if self._going_on:
            self._going_on = False
            self.went_on.emit()

    def _on_keep_frame(self) -> None:
        """申請書を撮る: for forms without a QR, or after the id was typed."""
        if self._busy or self.draft is None or not self._may_keep_frame():
            return
        if not self._feed.is_running and not self._feed.trouble:
            self._begin()  # the kept page was on the screen: first the live picture
            return
        frame = self._feed.latest
        if frame is None:
            self.told.emit("warning", self.context.words.say(self._feed.trouble or "camera_absent"))
            return
        self._keep_page(frame.image, PictureKind.FORM_PAGE, go_on=self._has_id())

    def _on_file(self) -> None:
        """ファイルから読む: by button or Ctrl+O, as long as there is no page."""
        if self._busy or self._stopped_by or self._has_page():
            self.told.emit("info", self.tr("申請書はもう読み取られています。"))
        else:
            self.file_wanted.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        self._on_kept = None
        if isinstance(error, Refused) and error.code in ("form_id_taken", "form_id_settled"):
            self._show_stop(error)
        elif isinstance(error, DeskError):
            self._hint_error(error)
            self.told.emit("error", self.context.words.say(error.code, **error.facts))
        else:
            self.told.emit("error", self.context.words.say("unexpected"))

    # reading the form again
    def _on_check(self) -> None:
        """申請書を照合する (F5): the form of an application that was opened again."""
        if self.draft is None or self._busy or self._stopped_by or self._check.running:
            return
        if not (self._wants_check() and self._check.possible):
            return
        self._feed.stop()
        self._unreadable.stop()
        self._view.show_image(None)
        self._view.set_overlay("qr_frame")
        self._view.show_hint(self._check_words(), "", "info")
        self._camera_title.setText(self.tr("書類カメラ"))
        self._badge.set("draft", self.tr("照合中"))
        self._check.start(self.draft.id)
        self._refresh_again()

    def _check_words(self) -> str:
        if self._has_id():
            return self.tr("この受付の申請書のQRコードを写してください")
        return self.tr("この受付の札（受付番号のQR）を写してください")

    def _on_check_hint(self, code: str) -> None:
        title, text = two_parts(self.context.words.say(code))
        self._view.show_hint(title, text, "info")

    def _on_checked(self, draft: Draft) -> None:
        """It is this application's: photos may be taken."""
        if not self._is_open(draft):
            return
        self._checked = True
        self.redrawn.emit(draft)
        if self._has_page():
            self._feed.stop()
            self._show_page()
        else:
            self._begin()
        self.told.emit("info", self.tr("照合しました。撮影に進めます。"))

    def _on_check_refused(self, error: BaseException) -> None:
        if isinstance(error, Refused) and error.code == "slate_differs":
            self._show_stop(error)
        else:
            self._on_failed(error)
            self._refresh_again()

    def _show_stop(self, error: DeskError) -> None:
        self._stopped_by = error.code
        title, text = two_parts(self.context.words.say(error.code, **error.facts))
        self._stop.set("stop", title, text)
        self._stop.show()
        self._view.show_hint(title, "", "stop")
        taken = error.code == "form_id_taken"
        self._badge.set("stop", self.tr("受付済みの申請書") if taken else self.tr("別の申請書"))
        self._forget_typing()
        self._refresh_again()

    def _hint_error(self, error: DeskError) -> None:
        title, text = two_parts(self.context.words.say(error.code, **error.facts))
        self._view.show_hint(title, text, "warning")

    def _on_read_again(self) -> None:
        """Read the form anew: after a red stop, or when another form was read by mistake."""
        self._stopped_by = ""
        self._stop.hide()
        self._scanned = []
        if self._wants_check():
            self._check_again()
            return
        if self._has_id() and self.draft is not None:
            application, intake = self.draft.id, self.context.intake
            self.context.tasks.run(
                lambda: intake.drop_form_id(application), self._on_dropped, self._on_failed
            )
            return
        self._feed.stop()
        self._begin()
        self._refresh_again()

    def _check_again(self) -> None:
        if self._check.possible:
            self._on_check()
        else:
            self.enter()
            self._refresh_again()

    def _on_dropped(self, draft: Draft) -> None:
        if self._is_open(draft):
            self.redrawn.emit(draft)
            self._feed.stop()
            self._begin()

    def _on_next_camera(self) -> None:
        if self.context.next_camera is not None:
            self.context.next_camera("form")
        if self._check.running and self.draft is not None:
            self._check.start(self.draft.id)
        elif self._feed.is_running or self._feed.trouble:
            self._feed.restart()

    # typing
    def _on_type_id(self) -> None:
        checks = self._wants_check() and self._has_id()
        if not (self._wants_scan() or checks) or self._stopped_by:
            return
        self._first_typed = ""
        self._typed.setEnabled(True)
        self._typed.clear()
        self._typed.setFocus()
        self._show_typed(self.tr("1回目：申請書ID 23桁を入力して Enter を押してください"))

    def _on_typed(self, text: str) -> None:
        found = digits_of(text)
        self._count.setText(f"{len(found)} / {DIGITS}")
        self._set_error("")
        if len(found) == DIGITS:
            self._on_typed_enter()

    def _on_typed_enter(self) -> None:
        found = digits_of(self._typed.text())
        if len(found) != DIGITS:
            self._set_error(
                self.tr("＊23桁で入力してください（いま{now}桁）").replace("{now}", str(len(found)))
            )
            return
        if not self._first_typed:
            self._first_typed = found
            self._typed.clear()
            self._show_typed(self.tr("2回目：同じ23桁をもう一度入力してください"))
            return
        try:
            form_id = typed_twice(self._first_typed, found)
        except Refused:
            self._first_typed = ""
            self._typed.clear()
            self._show_typed("")
            self._set_error(self.tr("＊1回目と2回目が違います。1回目から入力し直してください"))
            return
        self._take(form_id, "typed", None)

    def _show_typed(self, note: str) -> None:
        self._count.setText(f"0 / {DIGITS}")
        self._typed_note.setStyleSheet(f"color: {theme.GRAY_700};")
        self._typed_note.setText(note)

    def _set_error(self, text: str) -> None:
        self._typed.setProperty("state", "error" if text else "")
        self._typed.style().polish(self._typed)
        if text:
            self._typed_note.setStyleSheet(f"color: {theme.RED_900};")
            self._typed_note.setText(text)

    def _forget_typing(self) -> None:
        self._first_typed = ""
        self._typed.clear()
        self._typed.setEnabled(False)
        self._typed.setPlaceholderText(self.tr("申請書ID 23桁を入力（2回）"))
        self._show_typed(self.tr("打ち間違いを防ぐため2回入力します。"))

    # drawing
    def _render_head(self) -> None:
        kind = self._kind()
        if self._stopped_by == "slate_differs":
            head, lead = self.tr("この受付の申請書ではありません"), ""
        elif self._stopped_by:
            head, lead = self.tr("この申請書では受け付けられません"), ""
        elif self._has_id():
            head = self.tr("申請書を読み取りました（末尾 {tail}）").replace(
                "{tail}", self.text("form.id")[-4:]
            )
            lead = (
                self.tr("受付を開き直しました。撮影の前に、この方の申請書をもう一度照合します。")
                if self._wants_check()
                else self.tr("申請書が目の前の方のものか確かめて、次へ進んでください。")
            )
        elif kind == "qr" or self._wants_scan():
            head = self.tr("申請書のQRコードを、右の枠に合わせてください")
            lead = self.tr(
                "読み取ると自動で次へ進みます。個人番号（12桁）は読み取らず、保存もしません。"
            )
        elif kind == "none":
            head = self.tr("申請書を持っていない方の受付です")
            lead = self.tr(
                "再発行した申請書が届いたら、種類を「QRコード付き」に選び直して読み取ります。"
            )
        elif self._has_page():
            head = self.tr("申請書を撮りました")
            lead = self.tr("申請書が目の前の方のものか確かめて、次へ進んでください。")
        else:
            head = self.tr("申請書を右の枠に写して、撮ってください")
            lead = self.tr(
                "個人番号が書かれていないことを確かめてから「申請書を撮る」（Ctrl+U）を押します。"
            )
        self._heading.setText(head)
        self._lead.setText(lead)
        self._lead.setVisible(bool(lead))

    def _render_label(self) -> None:
        """What stands for a form without a QR, and the way on when it cannot be photographed."""
        kind, seen = self._kind(), self.draft is not None and self.draft.form_seen
        without_page = kind == "none" or (kind == "handwritten" and not self._has_page())
        self._label_part.setVisible(without_page and not self._stopped_by and not self._has_id())
        self._label_button.setVisible(self._needs_page())
        if seen:
            self._label_mark.show_state("good", self.tr("この受付の札を照合しました"))
        elif self._needs_page():
            self._label_mark.show_state("info", self.tr("カメラで撮れないときは札で続けます"))
        else:
            self._label_mark.show_state(
                "info",
                self.tr("手順4で、受付番号の札を写して照合します"),
                self.tr("札は、受付番号のQR（印刷したラベルか、申請者画面）です。"),
            )

    def _render_desk(self, draft: Draft) -> None:
        clear = self.flag("form.desk_clear")
        previous = draft.previous
        if previous is None:
            title = self.tr("机の上に、前の方の書類は残っていませんか")
        else:
            name = previous.entries.get("applicant.name", "")
            title = self.tr("前の方（{number} {name} さん）の書類は、お手元に残っていませんか")
            title = title.replace("{number}", f"{previous.number.serial:03d}")
            title = title.replace("{name}", str(name))
        if clear:
            self._desk_mark.show_state("good", self.tr("前の方の書類は残っていません"))
        else:
            text = self.tr("机の上を片付けてから次の方をお呼びください。")
            self._desk_mark.show_state("info", title, text)
        self._desk_card.set_border(theme.GREEN_800 if clear else theme.BLUE_900, 2)
        self._desk_button.setVisible(not clear)

    def _render_checks(self) -> None:
        read = "good" if self._has_id() else "open"
        taken = self._stopped_by == "form_id_taken"
        self._checks["digits"].show_state("good" if taken else read, self._check_text("digits"))
        self._checks["unique"].show_state("stop" if taken else read, self._check_text("unique"))
        page = "good" if self._has_page() else "open"
        self._checks["page"].show_state(page, self._check_text("page"))
        words = (
            self.tr("申請書をもう一度照合したこと")
            if self._has_id()
            else self.tr("受付番号の札を照合したこと")
        )
        open_still = self._wants_check()
        self._checks["seen"].show_state("open" if open_still else "good", words)
        self._checks["seen"].setVisible(open_still or self._checked)
        reads = self._kind() in ("qr", "old") or self._has_id()
        for check in ("digits", "unique", "old"):
            self._checks[check].setVisible(reads)
        self._checks["page"].setVisible(self._kind() != "none")

    def _check_text(self, check: str) -> str:
        return self._checks[check].title.text()

    def _show_page(self) -> None:
        if self.draft is None:
            return
        page = self.draft.record.picture(PictureKind.FORM_PAGE)
        self._view.set_overlay(None)
        self._view.show_hint("", "", "none")
        self._camera_title.setText(self.tr("申請書の画像"))
        self._badge.set("ok", self.tr("読取済み"))
        if page is not None:
            self._pictures.fetch(page.id, self._on_page_picture)

    def _on_page_picture(self, image: QImage) -> None:
        if not image.isNull() and not self._feed.is_running:
            self._view.show_image(image)

    def _refresh_again(self) -> None:
        if self.draft is not None:
            self.redrawn.emit(self.draft)

    # asking the draft
    def _is_open(self, draft: Draft) -> bool:
        return self.draft is not None and draft.id == self.draft.id

    def _has_id(self) -> bool:
        return bool(self.text("form.id"))

    def _has_page(self) -> bool:
        draft = self.draft
        return draft is not None and draft.record.picture(PictureKind.FORM_PAGE) is not None

    def _kind(self) -> str:
        return self.text("form.kind") or "qr"

    def _wants_scan(self) -> bool:
        """Is an id still to be read from this kind of form?"""
        return not self._has_id() and self._kind() in ("qr", "old")

    def _needs_page(self) -> bool:
        """Is the page still to be photographed before the next step?"""
        return self.state is not None and "form_page" in self.state.missing

    def _may_keep_frame(self) -> bool:
        """申請書を撮る: a page that is not there yet, or the one that makes a form known again."""
        if self._wants_scan() or self._kind() == "none" or self._stopped_by:
            return False
        return not self._has_page() or (self._wants_check() and not self._has_id())

    def _wants_check(self) -> bool:
        """The form is known but was not in view since the application came onto the screen."""
        draft = self.draft
        if draft is None or draft.form_seen or draft.record.status is not Status.DRAFT:
            return False
        known = self._has_id() or self._has_page()
        return known or self._kind() == "none" or self.text("form.source") == "label"
