"""The A4 papers of a procedure: application, slip, referral, receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from desk.domain.catalogue import DocumentRow, NextRow
from desk.domain.procedure_judge import Deadline, Outcome
from desk.papers.a4 import STOP, STOP_GROUND, Cell, Column, Sheet, mm, panel
from desk.papers.case_content import CasePaperContent, unprintable
from desk.papers.fonts import paper_font
from desk.papers.page_flow import Draw, wrap
from desk.papers.slip import BLUE, INK, PANEL, SOFT, PaperWords, draw_qr
from desk.services.case_words import in_both_calendars

_QR_MM: Final = 27.0
_GRID: Final = (Column("case_what", 38), Column("case_said", 62))
_INDENT_MM: Final = 6.8
_SIGN_MM: Final = 15.0
_TEXT: Final = 10.5
_LARGER: Final = {1.3: 1.22, 1.0: 1.12, 0.8: 1.05, 0.6: 1.0, 0.45: 0.9}
"""How large words are in each of a4.roomiest's layouts."""


class CaseSheet(Sheet):
    """One paper being laid out; where there is room, its words are larger."""

    def __init__(self, content: CasePaperContent, words: PaperWords, tight: float) -> None:
        super().__init__(words, content.number.full, tight)
        self._content = content
        self._larger = _LARGER.get(tight, 1.0)

    def laid_out(self) -> list[list[Draw]]:
        content = self._content
        self.name(content.paper.ja, content.paper.en)
        self._head()
        {
            "application": self._application,
            "slip": self._slip,
            "referral": self._referral,
            "receipt": self._receipt,
        }[content.paper.kind]()
        return self.pages()

    def _head(self) -> None:
        """Number with its QR at the right, what and where at the left."""
        content, top = self._content, self.flow.y
        box = QRectF(self.left + self.width - mm(_QR_MM), top, mm(_QR_MM), mm(_QR_MM))
        self.flow.put(lambda p: draw_qr(p, content.number.full, box))
        room = self.width - mm(_QR_MM + 5) - mm(25)
        date = "case_applied_on" if content.paper.kind == "application" else "case_date"
        y = top
        for code, text, note in (
            ("case_number", content.number.full, ""),
            ("case_procedure", content.procedure.ja, content.procedure.en),
            (date, in_both_calendars(content.on), ""),
            ("case_venue", content.venue, ""),
        ):
            label = wrap(self.say(code)[0], paper_font(9), mm(24))
            value = wrap(text, paper_font(12, bold=code == "case_number"), room, 1.3)
            self.flow.put(lambda p, t=label, y=y: t.draw(p, QPointF(self.left, y + mm(0.8)), SOFT))  # type: ignore[misc]
            at = QPointF(self.left + mm(25), y)
            self.flow.put(lambda p, t=value, at=at: t.draw(p, at, INK))  # type: ignore[misc]
            y += value.height
            if note:
                below = wrap(note, paper_font(8), room, 1.25)
                at = QPointF(self.left + mm(25), y)
                self.flow.put(lambda p, t=below, at=at: t.draw(p, at, SOFT))  # type: ignore[misc]
                y += below.height
            y += mm(1)
        self.flow.y = max(y, box.bottom()) + mm(2)

    # the four kinds
    def _application(self) -> None:
        content = self._content
        place = content.municipality or self.say("case_no_municipality")[0]
        ja, en = self.say("case_to", municipality=place)
        self.paragraph(ja, 14)
        if content.municipality:
            self.paragraph(en, 8, SOFT)
        self.heading("case_entries")
        self._grid(content.paper.fields, blank=True)
        self._lines()
        self._never_pin()
        if content.paper.sign:
            self._signatures()

    def _slip(self) -> None:
        self._standing()
        self._grid(self._content.paper.fields)
        self._lines()
        taken = self._content.verdict.documents
        self._documents("case_taken", [row for row in taken if row.take == "hand_over"])
        self._documents("case_returned", [row for row in taken if row.take == "return"])
        self._deadlines()
        self._validity()
        self._fee()
        self._next()
        self._contact()

    def _referral(self) -> None:
        content = self._content
        if content.verdict.grounds:
            self.heading("case_why")
            for ground in content.verdict.grounds:
                self._point(ground.row.ja, ground.row.en, 12, mark="dot", bold=True)
                remedy = getattr(ground.row, "remedy", None)
                if remedy is not None:
                    ja = self.say("case_do", what=remedy.ja)[0]
                    en = self.say("case_do", what=remedy.en)[1]
                    self._point(ja, en, 12, mark="none")
        self._grid(content.paper.fields)
        if content.paper.lines:
            self.heading("case_guide")
            self._lines()
        self._deadlines()
        brought = [row for row in content.verdict.documents if row.take == "show"]
        self._documents("case_bring", brought)
        self._contact()

    def _receipt(self) -> None:
        content = self._content
        name = content.entries.get("applicant.name", "")
        if "applicant.name" not in content.paper.fields or not name:
            blank = self.say("case_no_name")[0]
            self.paragraph(self.say("case_name_of", name=name or blank)[0], 14)
        self._grid(content.paper.fields)
        self._lines()
        returned = [row for row in content.verdict.documents if row.take == "return"]
        self._documents("case_received", returned)
        self._contact()
        self.gap(4)
        rows = [("case_received_on", self.say("case_day_blank")[0]), ("case_signature_office", "")]
        self._signing(rows)

    # parts
    def _standing(self) -> None:
        """What became of it, in a panel: the first thing that is looked for."""
        verdict = self._content.verdict
        code = "open" if verdict.outcome is None else verdict.outcome.value
        if verdict.outcome in (Outcome.REFER, Outcome.REFUSE) or self._steps_follow():
            code = "open"
        elif verdict.outcome is Outcome.ACCEPT and verdict.delivery == "none":
            code = "told"  # nothing is applied for: a guidance
        said = [(*self.say(f"case_outcome_{code}"), 14.0)]
        if self._steps_follow():
            said.append((*self.say("case_delivery_steps"), _TEXT))
        elif verdict.delivery in ("mail", "counter", "here"):
            said.append((*self.say(f"case_delivery_{verdict.delivery}"), _TEXT))
        said += [(ground.row.ja, ground.row.en, _TEXT) for ground in verdict.grounds]
        self._panel(said, PANEL, BLUE)

    def _panel(self, said: Sequence[tuple[str, str, float]], ground: str, edge: str) -> None:
        """Sentences of (Japanese, English, points) in a box that is never parted."""
        inner = self.width - mm(10)
        texts = []
        for ja, en, points in said:
            bold = points > 12
            font = paper_font(points * self._larger, bold=bold)
            texts.append((wrap(ja, font, inner, 1.4), INK))
            texts.append((wrap(en, paper_font(8 * self._larger), inner, 1.35), SOFT))
        height = sum(text.height for text, _ in texts) + mm(5)
        self.gap(1)
        self.flow.keep(height)
        y = self.flow.y
        box = QRectF(self.left, y, self.width, height)
        self.flow.put(lambda p: panel(p, box, ground, edge, 0.5))
        y += mm(2.5)
        for text, colour in texts:
            at = QPointF(self.left + mm(5), y)
            self.flow.put(lambda p, t=text, at=at, c=colour: t.draw(p, at, c))  # type: ignore[misc]
            y += text.height
        self.flow.y = box.bottom() + mm(2 * self._tight)

    def _grid(self, fields: Sequence[str], *, blank: bool = False) -> None:
        """The entries as a form; what nobody entered is a box to fill in, or left out."""
        rows = list(self._applicant(fields)) if blank else []
        rows += self._entries(fields, blank)
        if not rows:
            return
        self.gap(2)
        self.table_body(_GRID, rows, points=11.5 * min(self._larger, 1.1), framed=blank)
        self._unprintable(fields)

    def _applicant(self, fields: Sequence[str]) -> Iterator[tuple[Cell, Cell]]:
        """Name and address as boxes to fill in, where the procedure does not ask for them."""
        for code in ("name", "address"):
            if f"applicant.{code}" not in fields:
                yield Cell(*self.say(f"case_{code}")), Cell(" ", bold=True)

    def _entries(self, fields: Sequence[str], blank: bool) -> Iterator[tuple[Cell, Cell]]:
        content = self._content
        shown = {each.code for each in content.verdict.fields}
        for code in fields:
            said = content.entries.get(code, "")
            if not said and (not blank or code not in shown):
                continue  # not asked in this case
            row = content.procedure.field(code)
            ja, en = self.say("case_person") if row is None else (row.ja, row.en)
            note = content.entries_en.get(code, "")
            yield Cell(ja, en), Cell(said or " ", "" if note == said else note, bold=True)

    def _unprintable(self, fields: Sequence[str]) -> None:
        """Characters that do not come out right are told, so that somebody writes them."""
        content, found = self._content, []
        for code in fields:
            row = content.procedure.field(code)
            strange = unprintable(content.entries.get(code, ""))
            if row is not None and strange:
                found.append((row, ", ".join(strange)))
        if not found:
            return
        ja = self.say("case_glyphs", where="、".join(f"{row.ja}（{what}）" for row, what in found))
        en = self.say("case_glyphs", where=", ".join(f"{row.en} ({what})" for row, what in found))
        self.gap(2)
        self._panel([(ja[0], en[1], _TEXT)], STOP_GROUND, STOP)

    def _lines(self) -> None:
        self.gap(2)
        for each in self._content.paper.lines:
            self._point(each.ja, each.en, mark="dot")

    def _point(
        self, ja: str, en: str, points: float = _TEXT, *, mark: str = "", bold: bool = False
    ) -> None:
        """A sentence in both languages that stays together. `mark`: dot, box, none (only
        indented) or the number of a step."""
        indent = mm(_INDENT_MM) if mark else 0.0
        room, x = self.width - indent, self.left + indent
        text = wrap(ja, paper_font(points * self._larger, bold=bold), room, 1.4)
        below = wrap(en, paper_font(8 * self._larger), room, 1.35)
        self.flow.keep(min(text.height + below.height, mm(60)))
        if mark and mark != "none":
            at = QPointF(self.left + mm(2.6), self.flow.y + text.step / 2)
            self.flow.put(lambda p: _draw_mark(p, at, mark))
        self.flow.text(text, x, INK)
        self.flow.text(below, x, SOFT)
        self.gap(1.6)

    def _never_pin(self) -> None:
        ja, en = self.say("case_never_pin")
        self.gap(1)
        self._panel([(ja, en, 11.0)], PANEL, INK)

    def _signatures(self) -> None:
        """Where the applicant signs, whoever writes for them, and the representative."""
        content = self._content
        self.gap(2)
        rows = [("case_signed_on", self.say("case_day_blank")[0]), ("case_signature", "")]
        if not content.can_sign:
            self._point(*self.say("case_cannot_sign"))
            rows += [("case_signature_written_for", ""), ("case_written_why", "")]
        if content.person in ("statutory", "agent"):
            rows += list(self._representative())
        self._signing(rows)
        if content.can_sign:
            self.gap(1)
            self._point(*self.say("case_writing_for"), 8.5)

    def _representative(self) -> Iterator[tuple[str, str]]:
        """The rows of who came for the applicant; what the form above has is not asked twice."""
        content = self._content
        yield f"case_signature_{content.person}", ""
        above = {code for code in content.paper.fields if content.entries.get(code)}
        if "guardian.relation" not in above:
            yield "case_relation", content.entries.get("guardian.relation", "")
        yield "case_representative_address", ""

    def _signing(self, rows: Sequence[tuple[str, str]]) -> None:
        """A form of (label's code, what stands there already) that is never parted."""
        height = mm(max(_SIGN_MM * min(self._tight, 1.0), 11.0))
        self.flow.keep(height * len(rows))
        label_width = self.width * 0.38
        for code, said in rows:
            ja, en = self.say(code)
            label = wrap(ja, paper_font(10), label_width - mm(3.2), 1.25)
            english = wrap(en, paper_font(7.5), label_width - mm(3.2), 1.25)
            value = wrap(said, paper_font(12), self.width - label_width - mm(6), 1.3)
            tall = max(height, label.height + english.height + mm(2), value.height + mm(2))
            box = QRectF(self.left, self.flow.y, self.width, tall)
            left = QRectF(box.left(), box.top(), label_width, tall)
            y = box.center().y() - (label.height + english.height) / 2
            at = QPointF(left.right() + mm(3), box.center().y() - value.height / 2)
            self.flow.put(lambda p, box=box, left=left: _draw_field(p, box, left))  # type: ignore[misc]
            self.flow.put(lambda p, t=label, y=y: t.draw(p, QPointF(self.left + mm(1.6), y), INK))  # type: ignore[misc]
            y += label.height
            self.flow.put(
                lambda p, t=english, y=y: t.draw(p, QPointF(self.left + mm(1.6), y), SOFT)  # type: ignore[misc]
            )
            self.flow.put(lambda p, t=value, at=at: t.draw(p, at, INK))  # type: ignore[misc]
            self.flow.y = box.bottom()

    def _documents(self, heading: str, rows: Sequence[DocumentRow]) -> None:
        if not rows:
            return
        self.heading(heading)
        for row in rows:
            self._point(row.ja, row.en, mark="box")

    def _deadlines(self) -> None:
        deadlines = self._content.verdict.deadlines
        if not deadlines:
            return
        self.heading("case_deadlines")
        for each in deadlines:
            ja, en = _when(each)
            code = "case_from" if each.begins else "case_until"
            self._point(
                f"{each.row.ja}：{self.say(code, when=ja)[0]}",
                f"{each.row.en}: {self.say(code, when=en)[1]}",
                12,
                mark="dot",
                bold=True,
            )

    def _validity(self) -> None:
        if not self._content.validity:
            return
        self.heading("case_validity")
        for each in self._content.validity:
            self._point(each.ja, each.en, mark="dot")

    def _fee(self) -> None:
        fee = self._content.verdict.fee
        if fee is None:
            return
        self.heading("case_fee")
        ja, en = self.say("case_yen" if fee.yen else "case_free", yen=f"{fee.yen:,}")
        self._point(f"{fee.ja}　{ja}", f"{fee.en} {en}", mark="dot")

    def _steps_follow(self) -> bool:
        """The five steps still decide whether the card can be mailed, and print what is true."""
        content = self._content
        return content.procedure.screen == "workbench" and content.verdict.delivery == "mail"

    def _next(self) -> None:
        if not self._content.verdict.next or self._steps_follow():
            return
        self.heading("case_next")
        for number, row in enumerate(self._content.verdict.next, start=1):
            ja, en = self._who(row)
            self._point(f"{row.ja}{ja}", f"{row.en}{en}", mark=str(number))

    def _who(self, row: NextRow) -> tuple[str, str]:
        """Who does it, where the sentence does not say it; what this counter does goes unsaid."""
        if row.by == "post_office":
            return "", ""
        ja, en = self.say(f"case_by_{row.by}")
        said = ja.strip("（）") in row.ja
        return ("", "") if said else (ja, en)

    def _contact(self) -> None:
        content = self._content
        parts = [each for each in (content.municipality, content.office, content.phone) if each]
        if parts:
            self.heading("case_contact", keep_mm=10)
            self.paragraph("　".join(parts), 12)


def _when(deadline: Deadline) -> tuple[str, str]:
    day = deadline.at.date()
    time = "" if deadline.whole_day else f" {deadline.at:%H:%M}"
    return in_both_calendars(day) + time, in_both_calendars(day, english=True) + time


def _draw_field(painter: QPainter, box: QRectF, label: QRectF) -> None:
    painter.fillRect(label, QColor(PANEL))
    painter.setPen(QPen(QColor(INK), mm(0.3)))
    painter.drawRects([label, box])


def _draw_mark(painter: QPainter, middle: QPointF, mark: str) -> None:
    if mark == "dot":
        painter.setPen(QColor(INK))
        painter.setBrush(QColor(INK))
        painter.drawEllipse(middle, mm(0.6), mm(0.6))
    elif mark == "box":
        painter.setPen(QPen(QColor(INK), mm(0.3)))
        painter.drawRect(QRectF(middle.x() - mm(1.7), middle.y() - mm(1.7), mm(3.4), mm(3.4)))
    else:
        painter.setPen(QPen(QColor(BLUE), mm(0.3)))
        painter.drawEllipse(middle, mm(2.3), mm(2.3))
        digit = wrap(mark, paper_font(9, bold=True), mm(6))
        digit.draw(painter, middle - QPointF(digit.width / 2, digit.height / 2), BLUE)
