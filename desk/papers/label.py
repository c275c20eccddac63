"""The label of an application whose form has no QR (照合用ラベル): its number, readable by camera.

It carries the number and nothing about the person; glued to the form it is the form's slate.
With an exception for the photo (事情あり) it tells the office the reason, as dom§3.1 wants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from desk.domain.errors import NeedsPerson
from desk.papers.fonts import UNITS_PER_MM, paper_font
from desk.papers.page_flow import wrap
from desk.papers.slip import BLUE, INK, SOFT, PaperWords, draw_qr

WIDTH_MM: Final = 66.0
HEIGHT_MM: Final = 35.0
_QR_MM: Final = 31.0
_EDGE_MM: Final = 2.0


@dataclass(frozen=True, slots=True)
class Label:
    """What the label says."""

    number: str  # 261123-K3-015-C, as its QR says too
    short_number: str
    note: str = ""  # 事情あり: what the office must know about the photo (dom§3.1), no name


def draw_label(device: QPagedPaintDevice, label: Label, words: PaperWords) -> None:
    """Draw it at the top left of any paper, with a line to cut along.

    Raises NeedsPerson("paper_too_small" | "printer_failed").
    """
    paper = device.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    if paper.width() < WIDTH_MM - 1 or paper.height() < HEIGHT_MM - 1:
        raise NeedsPerson("paper_too_small")
    margin = 8.0 if paper.width() > WIDTH_MM + 16 else 0.0  # printers leave an edge white
    painter = QPainter()
    if not painter.begin(device):
        raise NeedsPerson("printer_failed")
    try:
        scale = device.logicalDpiX() / 25.4 / UNITS_PER_MM
        painter.scale(scale, scale)
        painter.translate(margin * UNITS_PER_MM, margin * UNITS_PER_MM)
        _draw(painter, label, words)
    finally:
        painter.end()


def label_pdf(label: Label, words: PaperWords) -> bytes:
    """The label as a PDF of its own size, in memory; nothing touches the disk."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    size = QPageSize(QSizeF(WIDTH_MM, HEIGHT_MM), QPageSize.Unit.Millimeter)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    writer.setTitle(words.ja.label("paper_label_title"))
    writer.setCreator("Machikado Desk")
    draw_label(writer, label, words)
    return bytes(buffer.data().data())


def label_image(label: Label, words: PaperWords, width_px: int) -> QImage:
    """The label as a picture."""
    image = QImage(width_px, round(width_px * HEIGHT_MM / WIDTH_MM), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    scale = width_px / (WIDTH_MM * UNITS_PER_MM)
    painter.scale(scale, scale)
    _draw(painter, label, words)
    painter.end()
    return image


def _mm(millimetres: float) -> float:
    return millimetres * UNITS_PER_MM


def _draw(painter: QPainter, label: Label, words: PaperWords) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(SOFT), _mm(0.2))
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    inset = _mm(0.2)
    edge = QRectF(0, 0, _mm(WIDTH_MM), _mm(HEIGHT_MM)).adjusted(inset, inset, -inset, -inset)
    painter.drawRect(edge)
    draw_qr(painter, label.number, QRectF(_mm(_EDGE_MM), _mm(_EDGE_MM), _mm(_QR_MM), _mm(_QR_MM)))
    left, top = _mm(_EDGE_MM + _QR_MM + 1), _mm(_EDGE_MM + 0.5)
    room = _mm(WIDTH_MM - _EDGE_MM) - left
    for text, points, bold, ink in (
        (words.ja.label("paper_label_title"), 8.5, True, INK),
        (label.short_number, 14.0, True, BLUE),
        (label.number, 7.0, False, INK),
        *_below(label, words),
    ):
        block = wrap(text, paper_font(points, bold=bold), room, 1.3)
        block.draw(painter, QPointF(left, top), ink)
        top += block.height + _mm(0.6)


def _below(label: Label, words: PaperWords) -> tuple[tuple[str, float, bool, str], ...]:
    """The exception for the office where there is one, else what the label is for."""
    if label.note:
        return (
            (words.ja.label("paper_label_exception"), 6.5, True, INK),
            (label.note, 7.5, False, INK),
        )
    return (
        (words.ja.label("paper_label_use"), 6.5, False, SOFT),
        (words.en.label("paper_label_use"), 5.0, False, SOFT),
    )
