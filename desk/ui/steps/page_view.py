"""The form's picture beside the fields: whole at first, larger with Ctrl++, moved with arrows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from desk.ui import theme

ZOOMS: Final = (1.0, 1.8, 3.0)


class PageView(QGraphicsView):
    """Shows one still picture; `zoom_in` goes round the sizes."""

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setBackgroundBrush(theme.colour(theme.GRAY_800))
        self.setStyleSheet("border: 0; border-radius: 6px;")
        self.setMinimumHeight(120)
        self.setAccessibleName(self.tr("申請書の画像"))
        self._zoom = 0

    def show_image(self, image: QImage) -> None:
        """Show another picture, whole."""
        self._item.setPixmap(QPixmap.fromImage(image))
        self.scene().setSceneRect(self._item.boundingRect())
        self._zoom = 0
        self._fit()

    def clear(self) -> None:
        self._item.setPixmap(QPixmap())

    def zoom_in(self) -> None:
        """The next size; after the largest the whole page again."""
        self._zoom = (self._zoom + 1) % len(ZOOMS)
        self._fit()
        self.zoomed.emit(ZOOMS[self._zoom])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._item.pixmap().isNull():
            return
        self.fitInView(self._item, Qt.AspectRatioMode.KeepAspectRatio)
        factor = ZOOMS[self._zoom]
        self.scale(factor, factor)
