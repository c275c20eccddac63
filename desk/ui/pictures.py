"""Stored pictures as QImages: read on the store's thread, decoded on the pixel thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desk.domain.application import PictureId
from desk.services.ports import Store
from desk.ui.context import Tasks

KEPT = 6
"""Decoded pictures in memory: the open application's and the previous one's."""


class Pictures(QObject):
    """Fetches by id and keeps only a few, so that memory stays flat over a day."""

    def __init__(self, tasks: Tasks, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._store = store
        self._kept: OrderedDict[PictureId, QImage] = OrderedDict()

    def fetch(self, picture: PictureId, done: Callable[[QImage], object]) -> None:
        """Answer with the picture; with a null image when it cannot be read."""
        kept = self._kept.get(picture)
        if kept is not None:
            self._kept.move_to_end(picture)
            done(kept)
            return
        store = self._store
        self._tasks.run(
            lambda: store.picture_bytes(picture),
            lambda data: self._decode(picture, data, done),
            lambda _error: done(QImage()),
        )

    def let_go(self, picture: PictureId) -> None:
        """That picture was dropped from the store."""
        self._kept.pop(picture, None)

    def forget(self) -> None:
        """Nothing of an application stays in memory once it is closed."""
        self._kept.clear()

    def _decode(self, picture: PictureId, data: bytes, done: Callable[[QImage], object]) -> None:
        self._tasks.compute(
            lambda: QImage.fromData(data),
            lambda image: self._keep(picture, image, done),
            lambda _error: done(QImage()),
        )

    def _keep(self, picture: PictureId, image: QImage, done: Callable[[QImage], object]) -> None:
        self._kept[picture] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        done(image)
