"""The slip of the open application: printed, looked at, saved as PDF."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desk.domain.application import Status
from desk.ui.bench import Bench
from desk.ui.file_choice import ask_where_to_save
from desk.ui.slip_dialog import SlipDialog

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext


class SlipActions(QObject):
    """A slip is made while the clerk goes on; a slip that fails never undoes the acceptance."""

    def __init__(self, context: DeskContext, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._bench = bench

    def print_slip(self) -> None:
        """F9: print (again); every print is recorded by the app."""
        draft = self._bench.draft
        if draft is None:
            return
        if draft.record.status is not Status.ACCEPTED:
            text = self.tr("控えは、受付を完了すると印刷できます（見本は Ctrl+P）")
            self._bench.tell("info", text)
            return
        self.print(draft)

    def print(self, draft: Draft) -> None:
        """Print the slip of that application and say how it went."""
        if self._context.print_slip is None:
            return

        number = draft.record.number.short

        def printed(done: bool, code: str) -> None:
            if done:
                text = self.tr("{number} の受付控えを印刷しました")
                self.tell(draft, "info", text.replace("{number}", number))
            else:
                sentence = self._context.words.say(code or "printer_failed")
                text = self.tr("{number} の控え 未印刷：{why}").replace("{why}", sentence)
                self.tell(draft, "warning", text.replace("{number}", number))

        self._context.print_slip(draft, printed)

    def tell(self, draft: Draft, kind: str, text: str) -> None:
        """A slip is made while the clerk may have gone on: good news then stays away."""
        bench = self._bench
        shown = bench.draft is not None and bench.draft.id == draft.id
        if shown or kind != "info":
            bench.tell(kind, text)
        if shown:
            look = self._context.intake.look
            self._context.tasks.run(lambda: look(draft.id), bench.take, bench.fail)

    def preview(self) -> None:
        """Ctrl+P: how the slip would look now; a real one can be printed or kept from there."""
        draft = self._bench.draft
        if draft is None or self._context.preview_slip is None:
            return
        if draft.record.route is None and draft.assessment.verdict.route is None:
            self._bench.tell("info", self._context.words.say("slip_undecided"))
            return
        self._context.preview_slip(draft, partial(self._show_preview, draft))

    def _show_preview(self, draft: Draft, image: QImage) -> None:
        if image.isNull():
            return
        final = draft.record.status is Status.ACCEPTED
        copies = draft.record.slips_printed
        dialog = SlipDialog(image, final=final, copies=copies, parent=self._bench.centre)
        dialog.print_wanted.connect(partial(self.print, draft))
        dialog.save_wanted.connect(partial(self._ask_where_to_save, draft))
        self._bench.open_dialog(dialog)

    def _ask_where_to_save(self, draft: Draft) -> None:
        """The file's name carries the number, never the name of a person."""
        name = f"{draft.record.number.full}.pdf"
        ask_where_to_save(
            self._bench.centre,
            self.tr("控えをPDFに保存（暗号化されません）"),
            name,
            partial(self.save, draft),
        )

    def save(self, draft: Draft, path: Path) -> None:
        """As a PDF file at that place; a file that is already there is never written over."""
        if self._context.save_slip is None:
            return
        if path.exists():
            text = self.tr("同じ名前のファイルがあります。別の名前で保存してください。")
            self._bench.tell("warning", text)
            return

        def saved(done: bool, code: str) -> None:
            if done:
                text = self.tr("控えをPDFに保存しました。印刷したら、ファイルを消してください。")
                self.tell(draft, "info", text)
            else:
                self._bench.tell("error", self._context.words.say(code))

        self._context.save_slip(draft, path, saved)
