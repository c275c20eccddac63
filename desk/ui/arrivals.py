"""Forms that come from outside: a hand scanner's line, a scanned sheet, a chosen file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk.domain.errors import Refused
from desk.domain.form_id import parse
from desk.services.ports import Image
from desk.ui.bench import Bench
from desk.ui.file_choice import ask_for_form_file
from desk.ui.steps.form_page import FormPage

if TYPE_CHECKING:
    from desk.ui.context import DeskContext


class Arrivals(QObject):
    """Step 1 reads what arrives; at any other step it changes nothing and is only spoken of."""

    file_taken = Signal(object)  # Path of a sheet that became this application's page

    def __init__(self, context: DeskContext, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._bench = bench

    def take_scanned(self, text: str) -> None:
        """A hand scanner's line: step 1 reads it; later it only checks the form in hand."""
        bench = self._bench
        page, draft = bench.shown_page, bench.draft
        if draft is None or not bench.is_draft:
            bench.tell("info", self.tr("受付を開いてから、申請書をかざしてください"))
            return
        if isinstance(page, FormPage):
            page.take_scanned(text)
            return
        try:
            found = parse(text)
        except Refused as error:
            bench.tell("warning", bench.sentence(error))
            return
        if found == draft.text("form.id"):
            bench.tell("info", self.tr("この受付の申請書と合っています"))
        else:
            bench.tell("error", self.tr("別の申請書です。机の上を確かめてください"))

    def take_sheet(
        self, image: Image, source: str = "sheet", kept: Callable[[], None] | None = None
    ) -> None:
        """A picture of a form from the watch folder or a file (already decoded and safe)."""
        page = self._bench.shown_page
        if isinstance(page, FormPage) and self._bench.is_draft:
            page.take_still(image, source, kept)
        else:
            text = self.tr("申請書の画像が届きました。手順1を開いてから読み取り直してください")
            self._bench.tell("info", text)

    def choose_file(self) -> None:
        """Ctrl+O: the form from a picture or PDF file."""
        if self._bench.is_draft:
            ask_for_form_file(self._bench.centre, partial(self.take_file, source="file"))

    def take_file(self, path: Path, source: str = "sheet") -> None:
        """A file of the sheet scanner's folder ("sheet") or one that the clerk chose ("file");
        hostile or broken ones are refused in words. `file_taken` once its page is kept."""
        load = self._context.load_form_file
        # Only what lies in the scanner's folder is let go of; a chosen file stays where it is.
        kept = partial(self.file_taken.emit, path) if source == "sheet" else None

        def loaded(images: Sequence[Image]) -> None:
            if images:
                self.take_sheet(images[0], source, kept)

        self._context.tasks.compute(lambda: load(path), loaded, self._bench.fail)
