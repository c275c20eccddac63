"""Strokes that several parts share: rounded boxes, key frames, text that wraps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from desk.ui import theme

KEY_HEIGHT_PX = 22
_WRAP = int(Qt.TextFlag.TextWordWrap.value)  # Japanese breaks between characters, English does not


def rounded(
    painter: QPainter,
    rect: QRectF,
    *,
    radius: float,
    fill: str | None = None,
    edge: str | None = None,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A rounded box whose edge lies inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    pen = QPen(theme.colour(edge), width) if edge else QPen(Qt.PenStyle.NoPen)
    if edge and dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    inset = width / 2 if edge else 0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def key_width(text: str) -> float:
    """How wide the key frame of that text is."""
    return QFontMetricsF(theme.font(14)).horizontalAdvance(text) + 12


def paint_key(
    painter: QPainter, rect: QRectF, text: str, ink: str, edge: str, fill: str | None = None
) -> None:
    """The little key (F6) with its thicker foot."""
    rounded(painter, rect, radius=4, fill=fill, edge=edge)
    painter.save()
    painter.setPen(QPen(theme.colour(edge), 2))
    painter.drawLine(
        int(rect.left() + 3), int(rect.bottom() - 1), int(rect.right() - 3), int(rect.bottom() - 1)
    )
    painter.setFont(theme.font(14))
    painter.setPen(theme.colour(ink))
    painter.drawText(rect.adjusted(0, -1, 0, -1), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    face: QFont,
    ink: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    wrap: bool = False,
) -> None:
    painter.setFont(face)
    painter.setPen(theme.colour(ink))
    flags = int(align.value)
    if wrap:
        flags |= _WRAP
    painter.drawText(rect, flags, text)


def text_width(text: str, face: QFont) -> float:
    return QFontMetricsF(face).horizontalAdvance(text)


def wrapped_size(text: str, face: QFont, width: float) -> QSizeF:
    """The room that the text takes when it may not be wider than `width`."""
    return QFontMetricsF(face).boundingRect(QRectF(0, 0, width, 10_000), _WRAP, text).size()
