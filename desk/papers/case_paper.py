"""Every paper of every procedure from its catalogue: ticket, application, slip, referral, receipt.

A ticket (番号札) is A6, everything else A4. All of it is in Japanese with English below, so that
one sheet serves the applicant and the office. Never a PIN, a My Number or a form id.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from desk.papers import case_ticket
from desk.papers.a4 import Pages, draw_pages, pages_image, pages_pdf, roomiest
from desk.papers.case_content import CasePaperContent
from desk.papers.case_sheet import CaseSheet
from desk.papers.fonts import UNITS_PER_MM
from desk.papers.slip import PaperWords

__all__ = (
    "CasePaperContent",
    "case_pages",
    "case_paper_image",
    "case_paper_pdf",
    "draw_case_paper",
)


def draw_case_paper(device: QPagedPaintDevice, content: CasePaperContent, words: PaperWords) -> int:
    """Draw it on a PDF writer or printer in full-page mode without margins; how many pages.

    Raises NeedsPerson("paper_too_small_a4" | "paper_too_small" | "printer_failed").
    """
    if content.paper.kind == "ticket":
        return case_ticket.draw_ticket(device, content, words)
    return draw_pages(device, case_pages(content, words))


def case_paper_pdf(content: CasePaperContent, words: PaperWords) -> bytes:
    """The paper as a PDF in memory; nothing touches the disk."""
    if content.paper.kind != "ticket":
        return pages_pdf(case_pages(content, words), content.paper.ja)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A6))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(content.paper.ja)
    writer.setCreator("Machikado Desk")
    case_ticket.draw_ticket(writer, content, words)
    return bytes(buffer.data().data())


def case_paper_image(content: CasePaperContent, words: PaperWords, width_px: int) -> QImage:
    """The paper as a picture for the screen, its pages below each other."""
    if content.paper.kind != "ticket":
        return pages_image(case_pages(content, words), width_px)
    height_px = round(width_px * case_ticket.HEIGHT_MM / case_ticket.WIDTH_MM)
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    scale = width_px / (case_ticket.WIDTH_MM * UNITS_PER_MM)
    painter.scale(scale, scale)
    case_ticket.paint(painter, case_ticket.ticket(content, words))
    painter.end()
    return image


def case_pages(content: CasePaperContent, words: PaperWords) -> Pages:
    """The A4 pages of any paper but the ticket."""
    return roomiest(lambda tight: CaseSheet(content, words, tight).laid_out())
