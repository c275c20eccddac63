"""Our own line icons (24 grid, 2 px), tinted and sharp at any scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desk.assets import resource
from desk.ui import theme


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, tint: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", tint).encode()))


def paint_icon(painter: QPainter, rect: QRectF, name: str, tint: str) -> None:
    """Draw the icon as vectors into `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, tint).render(painter, rect)
    painter.restore()


def icon(name: str, color: str = theme.GRAY_800, px: int = 20) -> QPixmap:
    """A pixmap of `px` logical pixels in the colour, at the sharpest scale of the screens."""
    return _pixmap(name, color, px, screen_ratio())


def screen_ratio() -> float:
    """The sharpest screen's device pixels for each logical one; 1 without an application."""
    running = QGuiApplication.instance()
    return running.devicePixelRatio() if isinstance(running, QGuiApplication) else 1.0


@lru_cache(maxsize=512)
def _pixmap(name: str, tint: str, px: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(px * ratio), round(px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, QRectF(0, 0, px, px), name, tint)
    painter.end()
    return pixmap
