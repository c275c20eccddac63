"""The papers of a case, made from the store's view of it: on a printer, as PDF, as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtGui import QImage, QPageSize

from desk.assets import load_postcodes
from desk.counter import Counter
from desk.devices.printer import print_pages
from desk.domain.cases import CaseView
from desk.domain.catalogue import BooksInForce, PaperRow
from desk.domain.errors import Refused
from desk.domain.municipalities import municipalities
from desk.papers.case_paper import (
    CasePaperContent,
    case_paper_image,
    case_paper_pdf,
    draw_case_paper,
)
from desk.papers.slip import PaperWords
from desk.services.case_words import worded_entries
from desk.services.ports import JAPAN, Clock, Words

PrintCasePaper = Callable[[CasePaperContent, PaperWords], None]
_SIZES: Final = {"ticket": QPageSize.PageSizeId.A6}


class DeskCasePapers:
    """procedure_room.CasePapers. `print_paper` takes the printer's place (tests, practice)."""

    def __init__(
        self,
        counter: Counter,
        books: BooksInForce,
        clock: Clock,
        words: PaperWords,
        print_paper: PrintCasePaper | None = None,
    ) -> None:
        self._counter, self._books, self._clock = counter, books, clock
        self._words, self._print_paper = words, print_paper

    def image(self, view: CaseView, paper: PaperRow, width_px: int) -> QImage:
        return case_paper_image(self.content(view, paper), self._words, width_px)

    def pdf(self, view: CaseView, paper: PaperRow) -> bytes:
        return case_paper_pdf(self.content(view, paper), self._words)

    def print(self, view: CaseView, paper: PaperRow) -> None:
        """Raises NeedsPerson("printer_absent" | "printer_failed" | "paper_too_small_a4")."""
        content = self.content(view, paper)
        if self._print_paper is not None:
            self._print_paper(content, self._words)
            return
        printer = self._counter.context.settings.get("printer", "")
        size = _SIZES.get(paper.kind, QPageSize.PageSizeId.A4)
        print_pages(lambda device: draw_case_paper(device, content, self._words), printer, size)

    def content(self, view: CaseView, paper: PaperRow) -> CasePaperContent:
        """Everything that the paper says."""
        if view.procedure is None or view.verdict is None:
            raise Refused("procedure_unknown")
        settings, day = self._counter.context.settings, self._counter.procedures.day
        person = view.facts.get("person")
        return CasePaperContent(
            procedure=view.procedure,
            paper=paper,
            verdict=view.verdict,
            entries=self._entries(view, self._words.ja, "ja"),
            entries_en=self._entries(view, self._words.en, "en"),
            number=view.case.number,
            on=view.case.number.day,
            printed_at=self._clock.now().utc.astimezone(JAPAN).replace(tzinfo=None),
            venue=day.venue,
            municipality=settings.get("municipality", ""),
            office=settings.get("office", ""),
            phone=settings.get("phone", ""),
            person=person if isinstance(person, str) else "",
            can_sign=view.facts.get("applicant.can_sign") != "no",
        )

    def _entries(self, view: CaseView, words: Words, language: str) -> Mapping[str, str]:
        """Worded for people; a municipality by its name."""
        rules = self._books.on(view.case.number.day)
        worded = dict(worded_entries(view, rules, words, language))
        fields = () if view.procedure is None else view.procedure.fields
        codes = {row.code for row in fields if row.kind == "municipality"} & worded.keys()
        if codes:
            known = {each.code: each.full for each in municipalities(load_postcodes())}
            worded.update({code: known.get(worded[code], worded[code]) for code in codes})
        return worded
