"""Look-alikes and doubts about the photo: side by side, and one of three answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desk.domain.application import ApplicationId, PictureKind
from desk.domain.binding import Degree, DoubtKind
from desk.ui.bench import Bench
from desk.ui.components import badge_of, badge_word
from desk.ui.dates import in_both_calendars
from desk.ui.doubt_dialog import DoubtDialog, Shown
from desk.ui.duplicate_dialog import Comparison, DuplicateDialog, Side
from desk.ui.pictures import Pictures
from desk.ui.steps.photo_doubts import doubt_text, doubt_title

if TYPE_CHECKING:
    from desk.domain.application import Record
    from desk.services.intake import Alert, Draft
    from desk.ui.context import DeskContext


class Alerts(QObject):
    """Shows the other application of an alert beside the open one and keeps the answer."""

    supervisor_called = Signal()
    answered = Signal()  # and kept; what is open next may have the focus
    retake_wanted = Signal()  # 写真の取り違え: the photo must be taken again, now

    def __init__(
        self,
        context: DeskContext,
        bench: Bench,
        pictures: Pictures,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._bench = bench
        self._pictures = pictures

    def compare(self, alert: Alert) -> None:
        """Both applications side by side (picture 11), then one of three answers."""
        draft, store = self._bench.draft, self._context.store
        line = alert.line
        if draft is None:
            return
        if line is None:
            self._ask_about_photo(draft, alert)
            return
        self._context.tasks.run(
            lambda: store.record(line.id),
            lambda other: self._compare_pictures(draft, alert, other),
            self._bench.fail,
        )

    def _compare_pictures(self, draft: Draft, alert: Alert, other: Record) -> None:
        photos: dict[int, QImage] = {}

        def ready(which: int, image: QImage) -> None:
            photos[which] = image
            if len(photos) == 2:
                self._open_comparison(draft, alert, other, photos[0], photos[1])

        for which, record in enumerate((draft.record, other)):
            picture = record.picture(PictureKind.PHOTO)
            if picture is None:
                ready(which, QImage())
            else:
                self._pictures.fetch(picture.id, partial(ready, which))

    def _open_comparison(
        self, draft: Draft, alert: Alert, other: Record, mine: QImage, theirs: QImage
    ) -> None:
        form_kind = "" if alert.line is None else alert.line.form_kind
        state = badge_word(badge_of(other.status, other.route, form_kind))
        now = self.tr("いまの受付 {number}").replace("{number}", draft.record.number.short)
        before = self.tr("以前の受付 {number}（{state}）")
        before = before.replace("{number}", other.number.short).replace("{state}", state)
        birth = "" if draft.assessment.birth is None else in_both_calendars(draft.assessment.birth)
        dialog = DuplicateDialog(
            alert.kind,
            side_of(now, draft.record, birth, mine),
            side_of(before, other, "", theirs),
            [*self._likeness(alert), *self._comparisons(draft.record, other, alert)],
            degree=alert.degree,
            also=self._namesake_too(draft, alert),
            answer=alert.answer,
            language=self._context.language,
            parent=self._bench.centre,
        )
        dialog.answered.connect(partial(self._answer, draft.id, alert))
        dialog.supervisor_called.connect(self.supervisor_called)
        self._bench.open_dialog(dialog)

    def _ask_about_photo(self, draft: Draft, alert: Alert) -> None:
        """A doubt that names nobody else: the photo, and the document's portrait if it is that."""
        photo = draft.record.picture(PictureKind.PHOTO)
        wanted = {self.tr("いまの写真"): None if photo is None else photo.id}
        if alert.kind == DoubtKind.PORTRAIT_DIFFERS and draft.record.portraits:
            portrait = draft.record.portraits[-1].id
            wanted = {self.tr("書類の写真"): portrait, **wanted}
        found: dict[str, QImage] = {}

        def ready(caption: str, image: QImage) -> None:
            found[caption] = image
            if len(found) == len(wanted):
                self._open_doubt(draft, alert, [Shown(each, found[each]) for each in wanted])

        for caption, picture in wanted.items():
            if picture is None:
                ready(caption, QImage())
            else:
                self._pictures.fetch(picture, partial(ready, caption))

    def _open_doubt(self, draft: Draft, alert: Alert, pictures: list[Shown]) -> None:
        dialog = DoubtDialog(
            doubt_title(alert.kind, alert.degree),
            doubt_text(alert.kind),
            pictures,
            answer=alert.answer,
            language=self._context.language,
            parent=self._bench.centre,
        )
        dialog.answered.connect(partial(self._answer, draft.id, alert))
        dialog.supervisor_called.connect(self.supervisor_called)
        self._bench.open_dialog(dialog)

    def _namesake_too(self, draft: Draft, alert: Alert) -> bool:
        """Is that other application also one with this name and birth date?"""
        other = None if alert.line is None else alert.line.id
        return any(
            each.kind == "namesake" and each.line is not None and each.line.id == other
            for each in draft.alerts
        )

    def _likeness(self, alert: Alert) -> list[Comparison]:
        """How alike, in words; a number would be read as a proof."""
        if not alert.about_the_photo:
            return []
        words = {
            Degree.SAME: self.tr("同じ画像"),
            Degree.VERY: self.tr("とても似ている"),
            Degree.SOME: self.tr("似ている"),
        }
        label = self.tr("顔の似ている度合い")
        result = "same" if alert.degree == Degree.SAME else "similar"
        now, before = self.tr("いまの写真"), self.tr("以前の写真")
        return [Comparison(label, now, before, result, words.get(Degree(alert.degree), ""))]

    def _comparisons(self, mine: Record, theirs: Record, alert: Alert) -> list[Comparison]:
        """Where it is about the photo, names and addresses stand beside the photos already."""
        fields = {
            "applicant.name": self.tr("氏名"),
            "applicant.birth": self.tr("生年月日"),
            "applicant.address": self.tr("住所"),
            "form.id": self.tr("申請書ID"),
        }
        if alert.about_the_photo:
            fields = {field: fields[field] for field in ("applicant.name", "form.id")}
        rows = []
        for field, label in fields.items():
            now, before = (str(r.entries.get(field, "")) for r in (mine, theirs))
            same = bool(now) and now == before
            if field == "form.id":
                now, before = (self._tail(text) for text in (now, before))
            rows.append(Comparison(label, now, before, "same" if same else "different"))
        return rows

    def _tail(self, form_id: str) -> str:
        return self.tr("末尾 {tail}").replace("{tail}", form_id[-4:]) if form_id else ""

    def _answer(self, application: ApplicationId, alert: Alert, answer: str) -> None:
        intake = self._context.intake

        def answered(draft: Draft) -> None:
            self._bench.take(draft)
            if answer == "mix_up":
                self.retake_wanted.emit()
            else:
                self.answered.emit()

        self._context.tasks.run(
            lambda: intake.answer(application, alert, answer), answered, self._bench.fail
        )


def side_of(heading: str, record: Record, birth: str, photo: QImage) -> Side:
    """One application as the comparison shows it."""
    lines = (
        birth or str(record.entries.get("applicant.birth", "")),
        str(record.entries.get("applicant.address", "")),
    )
    name = str(record.entries.get("applicant.name", ""))
    return Side(heading, name, tuple(each for each in lines if each), photo)
