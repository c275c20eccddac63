"""What becomes of the open application: held, voided, handed back, corrected, left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desk.domain.application import ApplicationId, Concern, Grounds, Status
from desk.domain.review import Decision
from desk.ui.bench import Bench
from desk.ui.entry_saving import EntrySaving
from desk.ui.message_dialog import QuestionDialog
from desk.ui.reason_dialog import ReasonDialog

if TYPE_CHECKING:
    from desk.domain.application import Record
    from desk.domain.review import ReviewMark
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext

CHANGES: Final = {
    Status.DRAFT: ("hold", "void", "hand_back"),
    Status.HELD: ("void", "hand_back"),
    Status.ACCEPTED: ("correct", "void"),
}
"""What may be done to an application in that status (domain ALLOWED, as the dialog names it)."""


def sent_back(record: Record) -> ReviewMark | None:
    """The supervisor's word for which this application waits to be corrected, if there is one."""
    mark = record.review
    if record.status is not Status.ACCEPTED or mark is None:
        return None
    return mark if mark.decision is Decision.SENT_BACK else None


class Endings(QObject):
    """Asks before it does anything; a change always has a reason and waits for all to be saved."""

    ended = Signal(object, str)  # Draft, what became of it in words

    def __init__(
        self,
        context: DeskContext,
        bench: Bench,
        saving: EntrySaving,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._bench = bench
        self._saving = saving

    def ask_change(self, kind: str) -> None:
        """F6, F7, F8 and 返却: always with a reason."""
        bench = self._bench
        draft = bench.draft
        if draft is None:
            return
        kinds = CHANGES.get(draft.record.status, ())
        if kind not in kinds:
            bench.tell("warning", self._context.words.say("move_not_allowed"))
            return
        bench.settle_focus()
        mark = sent_back(draft.record)
        dialog = ReasonDialog(
            draft.record.number.short,
            draft.text("applicant.name"),
            kind,
            kinds=kinds,
            operator=self._context.intake.operator.name,
            today=self._context.clock.today(),
            concern=None if mark is None else Concern.SENT_BACK,
            detail="" if mark is None else self._sent_back_for(mark),
            parent=bench.centre,
        )
        intake, application = self._context.intake, draft.id
        dialog.held.connect(partial(self._end, intake.hold, application))
        dialog.voided.connect(partial(self._end, intake.void, application))
        dialog.handed_back.connect(partial(self._end, intake.hand_back, application))
        dialog.corrected.connect(partial(self._open_correction, application))
        bench.open_dialog(dialog)

    def _sent_back_for(self, mark: ReviewMark) -> str:
        return self.tr("差戻しの理由：{reason}").replace("{reason}", mark.reason)

    def _end(
        self,
        deed: Callable[[ApplicationId, Grounds], Draft],
        application: ApplicationId,
        grounds: Grounds,
    ) -> None:
        self._saving.flush(
            lambda: self._context.tasks.run(
                lambda: deed(application, grounds), self._on_ended, self._bench.fail
            )
        )

    def _on_ended(self, draft: Draft) -> None:
        words = {
            Status.HELD: self.tr("{number} を保留にしました"),
            Status.VOIDED: self.tr("{number} を取り消しました"),
            Status.HANDED_BACK: self.tr("{number} を返却にしました"),
        }
        text = words.get(draft.record.status, "{number}")
        self.ended.emit(draft, text.replace("{number}", draft.record.number.short))

    def _open_correction(
        self, application: ApplicationId, grounds: Grounds, _changes: object = None
    ) -> None:
        intake = self._context.intake
        self._bench.replace(lambda: intake.open_correction(application, grounds))

    def ask_leave(self) -> None:
        """Esc: what was entered stays; the application can be opened again from the list."""
        bench = self._bench
        if bench.draft is None:
            return
        if not bench.is_draft:
            bench.close()
            return
        number = bench.draft.record.number.short
        text = self.tr(
            "入力した内容は {number} に保存されています。一覧からいつでも続けられます。"
            "申請書をお返しするときは、このあと「その他」（F7）の返却を選んでください。"
        )
        dialog = QuestionDialog(
            self.tr("この受付を離れますか"),
            text.replace("{number}", number),
            self.tr("一覧に戻る"),
            refuse=self.tr("受付に戻る"),
            parent=bench.centre,
        )
        dialog.agreed.connect(bench.close)
        bench.open_dialog(dialog)
