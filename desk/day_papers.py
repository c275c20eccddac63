"""Papers of the day close: the tally sheet for the bag, and the day report as PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QPagedPaintDevice, QPageSize

from desk.close_surroundings import CloseSurroundings
from desk.devices.printer import print_pages
from desk.domain.errors import DeskError
from desk.papers.day_report import day_report_pdf
from desk.papers.slip import PaperWords
from desk.papers.tally_sheet import draw_tally_sheet, tally_sheet_image
from desk.services.ports import Day
from desk.services.procedures import case_counts
from desk.services.reports import (
    DayReport,
    TallySheet,
    batch_line,
    day_report_for,
    tally_sheet_for,
)
from desk.storage.whole_file import disk_trouble, write_whole
from desk.ui.day_close.page import DayClosePage
from desk.ui.file_choice import ask_where_to_save
from sync.envelope import digest_of, peek
from sync.protocol import BatchId, Manifest

_SAMPLE_PX: Final = 760


def print_tally(sheet: TallySheet, words: PaperWords, printer: str = "") -> None:
    """On A4. Raises NeedsPerson("printer_absent" | "printer_failed")."""

    def draw(device: QPagedPaintDevice) -> int:
        return draw_tally_sheet(device, sheet, words)

    print_pages(draw, printer, QPageSize.PageSizeId.A4)


class DayPapers(QObject):
    """What was printed is remembered until the program ends; copies are numbered."""

    def __init__(
        self,
        around: CloseSurroundings,
        page: DayClosePage,
        tell: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._around, self._page, self._tell = around, page, tell
        self._store, self._lanes = around.store, around.lanes
        self._copies: dict[str, int] = {}

    def printed(self, batch: str) -> bool:
        return batch in self._copies

    def _on_tally(self, batch: str, done: Callable[[TallySheet], None]) -> None:
        """The tally sheet of that batch, made on the store's thread."""
        self._lanes.run(lambda: self._tally(BatchId(batch)), done)

    def _tally(self, batch: BatchId) -> TallySheet:
        envelope = self._store.manifest(batch)
        row = self._store.batch(batch)
        names = {str(each.id): each.name for each in self._store.operators()}
        copy = self._copies.get(batch, 0) + 1
        return tally_sheet_for(
            peek(envelope, Manifest), digest_of(envelope), row.name, names, self._office(), copy
        )

    def _office(self) -> str:
        settings = self._around.settings()
        return " ".join(p for p in (settings.get("municipality"), settings.get("office")) if p)

    def show_sample(self, batch: str) -> None:
        """The tally sheet, small, beside the batch."""

        def show(sheet: TallySheet) -> None:
            image = tally_sheet_image(sheet, self._around.papers, _SAMPLE_PX)
            self._page.sealed.show_sample(image)

        self._on_tally(batch, show)

    def print(self) -> None:
        view = self._page.view
        if view is None or view.batch is None:
            return
        batch = view.batch.id

        def ready(sheet: TallySheet) -> None:
            try:
                self._print(sheet)
            except DeskError as error:
                self._tell(self._around.sentence(error))
                return
            self._copies[batch] = sheet.copy_no
            self._page.show_view(view, printed=True)
            self._page.focus_work()

        self._on_tally(batch, ready)

    def _print(self, sheet: TallySheet) -> None:
        around = self._around
        if around.print_tally is not None:
            around.print_tally(sheet, around.papers)
        else:
            print_tally(sheet, around.papers, around.settings().get("printer", ""))

    def save_report(self, day: Day) -> None:
        """日報 as a PDF, where a person wants it."""
        name = self.tr("日報-{day}-{terminal}.pdf").replace("{day}", f"{day.on:%y%m%d}")
        ask_where_to_save(
            self._around.window,
            self.tr("日報を保存"),
            name.replace("{terminal}", day.terminal),
            lambda path: self._save(day, path),
        )

    def _save(self, day: Day, path: Path) -> None:
        def saved(_none: None) -> None:
            self._around.window.toast.show_news(self.tr("日報を保存しました"))

        def ready(report: DayReport) -> None:
            content = day_report_pdf(report, self._around.papers)
            self._lanes.aside(lambda: _write(path, content), saved, self._fail)

        self._lanes.run(lambda: self._report(day), ready, self._fail)

    def _report(self, day: Day) -> DayReport:
        store = self._store
        rows = [each for each in store.batches() if each.day == day.id]
        lines = [batch_line(row, peek(store.manifest(row.id), Manifest)) for row in rows]
        names = {str(each.id): each.name for each in store.operators()}
        return day_report_for(
            day,
            store.day_tally(day.id),
            store.day_rows(day.id),
            lines,
            names,
            self._around.rules.on(day.on),
            self._office(),
            self._around.clock.now().utc,
            procedures=case_counts(store, self._around.rules.catalogue, day),
        )

    def _fail(self, error: Exception) -> None:
        self._tell(self._around.sentence(error))


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise disk_trouble(error) from error
