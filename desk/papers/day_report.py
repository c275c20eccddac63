"""日報: the figures of a day on A4, for the supervisor and the office. No applicant's name."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPagedPaintDevice, QPainter

from desk.papers.a4 import (
    Cell,
    Column,
    Pages,
    Sheet,
    draw_pages,
    mm,
    pages_image,
    pages_pdf,
    panel,
    roomiest,
)
from desk.papers.dates import clock_text, day_text, moment_text
from desk.papers.fonts import paper_font
from desk.papers.page_flow import Draw, wrap
from desk.papers.slip import BLUE, INK, PANEL, SOFT, PaperWords
from desk.services.ports import Words
from desk.services.reports import BatchLine, DayReport

_HEADLINE: Final = ("forms", "accepted", "voided", "handed_back", "held")
_ONE_NUMBER: Final = (Column("paper_report_what", 80), Column("paper_report_count", 20, right=True))
_WITH_NUMBERS: Final = (
    Column("paper_report_what", 42),
    Column("paper_report_count", 14, right=True),
    Column("paper_report_numbers", 60),
)
_FAST: Final = (
    Column("paper_report_number", 30),
    Column("paper_report_supervisor", 40),
    Column("paper_report_looked", 30, right=True),
)
_BATCHES: Final = (
    Column("paper_report_batch", 30),
    Column("paper_report_packets", 14, right=True),
    Column("paper_report_sealed", 24),
    Column("paper_report_sent", 26),
    Column("paper_report_received", 26),
)


def draw_day_report(device: QPagedPaintDevice, report: DayReport, words: PaperWords) -> int:
    """Draw it on a PDF writer or printer; returns how many pages.

    Raises NeedsPerson("paper_too_small_a4" | "printer_failed").
    """
    return draw_pages(device, _lay_out(report, words))


def day_report_pdf(report: DayReport, words: PaperWords) -> bytes:
    return pages_pdf(_lay_out(report, words), words.ja.label("paper_report_title"))


def day_report_image(report: DayReport, words: PaperWords, width_px: int) -> QImage:
    return pages_image(_lay_out(report, words), width_px)


def _lay_out(report: DayReport, words: PaperWords) -> Pages:
    mark = f"{report.terminal} {report.on:%Y-%m-%d}"
    return roomiest(lambda tight: _pages(report, Sheet(words, mark, tight), words))


def _pages(report: DayReport, paper: Sheet, words: PaperWords) -> list[list[Draw]]:
    paper.title("paper_report_title", "paper_report_copy", report.copy_no)
    _place(paper, report)
    _headline(paper, report)
    _batches(paper, report)
    _reasons(paper, report)
    _procedures(paper, report)
    _ended(paper, report, words.ja)
    _corrections(paper, report, words.ja)
    _review(paper, report, words.ja)
    _times(paper, report)
    paper.gap(5)
    paper.signature("paper_tally_sealed_by", "")
    return paper.pages()


def _place(paper: Sheet, report: DayReport) -> None:
    method = paper.words.ja.label(report.method)
    facts = {"terminal": report.terminal, "method": method, "office": report.office}
    paper.paragraph(f"{day_text(paper, report.on)}　{report.venue}", 13)
    paper.paragraph(paper.say("paper_tally_where", **facts)[0], 10.5, SOFT)
    at = moment_text(paper, report.printed_at)
    paper.paragraph(paper.say("paper_report_printed", at=at)[0], 9, SOFT)
    paper.gap(3)


def _headline(paper: Sheet, report: DayReport) -> None:
    """受け取った申請書 = 完了 + 取消 + 返却 + 繰越, large."""
    flow, width = paper.flow, paper.width / len(_HEADLINE)
    box = QRectF(paper.left, flow.y, paper.width, mm(22))
    cells = [
        (
            wrap(str(report.counts.get(name, 0)), paper_font(24, bold=True), width, 1.2),
            wrap(paper.say(f"paper_report_{name}")[0], paper_font(10), width, 1.3),
            "" if not at else ("=" if at == 1 else "+"),
        )
        for at, name in enumerate(_HEADLINE)
    ]

    def draw(painter: QPainter) -> None:
        panel(painter, box, PANEL)
        for at, (figure, label, sign) in enumerate(cells):
            middle = box.left() + (at + 0.5) * width
            figure.draw(painter, QPointF(middle - figure.width / 2, box.top() + mm(3)), INK)
            below = QPointF(middle - label.width / 2, box.top() + mm(3) + figure.height)
            label.draw(painter, below, SOFT)
            if sign:
                mark = wrap(sign, paper_font(18), width, 1.2)
                x = box.left() + at * width - mark.width / 2
                mark.draw(painter, QPointF(x, box.top() + mm(4.5)), SOFT)

    flow.put(draw)
    flow.y = box.bottom() + mm(2)
    counts = report.counts
    facts = {"mail": counts.get("mail", 0), "counter": counts.get("counter", 0)}
    paper.paragraph(paper.say("paper_report_routes", **facts)[0], 11)
    for name in ("brought_over", "drafts", "purged"):
        if counts.get(name):
            paper.paragraph(paper.say(f"paper_report_{name}", count=counts[name])[0], 10.5)


def _batches(paper: Sheet, report: DayReport) -> None:
    paper.heading("paper_report_batches")
    if not report.batches:
        paper.paragraph(paper.say("paper_report_not_sealed")[0])
        return
    rows = []
    for each in report.batches:
        note = paper.say("paper_report_withdrawn")[0] if each.withdrawn else ""
        rows.append(
            (
                Cell(each.number, note, bold=True),
                Cell(str(each.packets)),
                Cell(moment_text(paper, each.sealed_at)),
                Cell(_sent(paper, each)),
                Cell(
                    moment_text(paper, each.received_at)
                    if each.received_at or each.withdrawn
                    else paper.say("paper_report_waiting")[0]
                ),
            )
        )
    paper.table(_BATCHES, rows, points=10.5)
    for each in report.batches:
        if each.shortage and not each.withdrawn:
            lines = [paper.say("paper_tally_reason", reason=each.shortage)[0]]
            if each.missing:
                numbers = "、".join(each.missing)
                lines.insert(0, paper.say("paper_tally_missing", numbers=numbers)[0])
            head = paper.say("paper_report_shortage", batch=each.number)[0]
            paper.strong_box(head, lines)


def _sent(paper: Sheet, batch: BatchLine) -> str:
    if batch.sent_at is None:
        return "—" if batch.withdrawn else paper.say("paper_report_unsent")[0]
    at = moment_text(paper, batch.sent_at)
    return paper.say("paper_report_carried", at=at)[0] if batch.carried else at


def _reasons(paper: Sheet, report: DayReport) -> None:
    paper.heading("paper_report_reasons")
    if not report.counter_reasons:
        paper.paragraph(paper.say("paper_report_none")[0])
        return
    rows = [
        (Cell(report.reason_words.get(code) or paper.words.ja.label(code)), Cell(str(count)))
        for code, count in report.counter_reasons
    ]
    paper.table(_ONE_NUMBER, rows, points=10.5)


def _procedures(paper: Sheet, report: DayReport) -> None:
    if not report.procedures:
        return
    paper.heading("paper_report_procedures")
    rows = [(Cell(each.ja, each.en), Cell(str(each.count))) for each in report.procedures]
    paper.table(_ONE_NUMBER, rows, points=10.5)


def _ended(paper: Sheet, report: DayReport, ja: Words) -> None:
    paper.heading("paper_report_ended")
    if not report.ended:
        paper.paragraph(paper.say("paper_report_none")[0])
        return
    rows = []
    for status, concern, count, numbers in report.ended:
        what = ja.label(f"paper_report_status_{status.value}")
        why = "" if concern is None else ja.label(f"paper_concern_{concern.value}")
        rows.append((Cell(what, why), Cell(str(count)), Cell("、".join(numbers))))
    paper.table(_WITH_NUMBERS, rows, points=10.5)


def _corrections(paper: Sheet, report: DayReport, ja: Words) -> None:
    paper.heading("paper_report_corrections")
    if not report.corrections:
        paper.paragraph(paper.say("paper_report_none")[0])
        return
    why: dict[str, list[str]] = {}
    for number, version, concern in report.corrections:
        code = "paper_report_unknown" if concern is None else f"paper_concern_{concern.value}"
        again = "" if version == 2 else paper.say("paper_report_times", times=version - 1)[0]
        why.setdefault(code, []).append(number + again)
    rows = [
        (Cell(ja.label(code)), Cell(str(len(numbers))), Cell("、".join(numbers)))
        for code, numbers in why.items()
    ]
    paper.table(_WITH_NUMBERS, rows, points=10.5)


def _review(paper: Sheet, report: DayReport, ja: Words) -> None:
    paper.heading("paper_report_review")
    facts = {
        "approved": report.approved,
        "sent_back": report.sent_back,
        "open": report.not_looked,
        "median": f"{report.median_look_ms / 1000:.1f}",
        "flagged": report.flagged_people,
    }
    paper.paragraph(paper.say("paper_report_review_line", **facts)[0])
    if report.flagged:
        paper.heading("paper_report_flagged")
        flags = [
            (Cell(ja.label(f"flag_{flag.value}_short")), Cell(str(n))) for flag, n in report.flagged
        ]
        paper.table(_ONE_NUMBER, flags, points=10.5)
    paper.heading("paper_report_fast")
    if report.fast:
        rows = [
            (Cell(each.number), Cell(each.supervisor), Cell(f"{each.looked_ms / 1000:.2f}"))
            for each in report.fast
        ]
        paper.table(_FAST, rows, points=10.5)
    else:
        paper.paragraph(paper.say("paper_report_none")[0])
    paper.heading("paper_report_alone")
    numbers = "、".join(report.alone) or paper.say("paper_report_none")[0]
    paper.paragraph(numbers)


def _times(paper: Sheet, report: DayReport) -> None:
    paper.heading("paper_report_working", keep_mm=44)
    median = report.median_minutes
    facts = {
        "first": clock_text(report.first_at),
        "last": clock_text(report.last_at),
        "median": "—" if median is None else f"{median:.0f}",
    }
    paper.paragraph(paper.say("paper_report_working_line", **facts)[0])
    if report.by_hour:
        _bars(paper, report)


def _bars(paper: Sheet, report: DayReport) -> None:
    """完了 by the hour; the figure stands on each bar, so colour and height are only a help."""
    flow, height = paper.flow, mm(26)
    flow.space(mm(2))
    flow.keep(height + mm(8))
    top, step = flow.y, min(paper.width / len(report.by_hour), mm(22))
    most = max(count for _, count in report.by_hour)

    def draw(painter: QPainter) -> None:
        for at, (hour, count) in enumerate(report.by_hour):
            bar = (height - mm(6)) * count / most
            left = paper.left + at * step
            box = QRectF(left + step * 0.2, top + height - bar, step * 0.6, bar)
            painter.fillRect(box, QColor(BLUE))
            figure = wrap(str(count), paper_font(9, bold=True), step)
            middle = left + step / 2
            figure.draw(painter, QPointF(middle - figure.width / 2, box.top() - figure.height), INK)
            name = wrap(paper.say("paper_report_hour", hour=hour)[0], paper_font(9), step)
            name.draw(painter, QPointF(middle - name.width / 2, top + height + mm(0.5)), SOFT)

    flow.put(draw)
    flow.y += height + mm(7)
