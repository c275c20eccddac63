"""The sheet's pictures: what is on the screen first, the next persons' ahead, few in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from desk.domain.application import PictureId
from desk.domain.errors import Refused
from desk.services.ports import Store
from desk.ui.context import Tasks

LARGE_KEPT: Final = 10
SMALL_KEPT: Final = 48
"""Some 35 MB of large and 10 MB of small pictures; what is wanted now always stays."""
SMALL_PX: Final = QSize(210, 270)
UNDER_WAY: Final = 2
"""More would hold up the decisions, which go through the same thread."""
_Key = tuple[PictureId, bool]


class SheetPictures(QObject):
    """`want` says what is needed, in its order; `ready(picture, large)` when one of it has come.

    A picture that cannot be read, because it was erased meanwhile, comes as a null image.
    """

    ready = Signal(str, bool)

    def __init__(self, tasks: Tasks, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._store = tasks, store
        self._kept: OrderedDict[_Key, QImage] = OrderedDict()
        self._wanted: list[_Key] = []
        self._under_way: set[_Key] = set()
        self._sitting = 0

    def large(self, picture: PictureId | None) -> QImage | None:
        """The whole picture; None while it is on its way."""
        return None if picture is None else self._kept.get((picture, True))

    def small(self, picture: PictureId | None) -> QImage | None:
        """The picture for the sheet of eight."""
        return None if picture is None else self._kept.get((picture, False))

    def want(self, large: Sequence[PictureId], small: Sequence[PictureId]) -> None:
        """The first large ones are the person on the screen; then the small, then the rest."""
        wanted = [(each, True) for each in large[:2]]
        wanted += [(each, False) for each in small]
        wanted += [(each, True) for each in large[2:]]
        self._wanted = list(dict.fromkeys(wanted))
        self._let_go()
        self._go_on()

    def drop(self, pictures: Sequence[PictureId]) -> None:
        """They were erased: no copy stays here."""
        for picture in pictures:
            for large in (True, False):
                self._kept.pop((picture, large), None)

    def forget(self) -> None:
        """The sheet is closed: nobody's picture stays in memory."""
        self._sitting += 1
        self._kept.clear()
        self._wanted = []
        self._under_way.clear()

    @property
    def count(self) -> int:
        return len(self._kept)

    def _go_on(self) -> None:
        for key in self._wanted:
            if len(self._under_way) >= UNDER_WAY:
                return
            if key not in self._kept and key not in self._under_way:
                self._fetch(key)

    def _fetch(self, key: _Key) -> None:
        self._under_way.add(key)
        store, sitting = self._store, self._sitting

        def take(image: QImage) -> None:
            self._take(key, image, sitting)

        self._tasks.run(
            lambda: _bytes(store, key[0]),
            lambda data: self._tasks.compute(
                lambda: _decoded(data, large=key[1]), take, lambda _error: take(QImage())
            ),
            lambda _error: take(QImage()),
        )

    def _take(self, key: _Key, image: QImage, sitting: int) -> None:
        if sitting != self._sitting:
            return
        self._under_way.discard(key)
        self._kept[key] = image
        self._let_go()
        self._go_on()
        self.ready.emit(*key)

    def _let_go(self) -> None:
        for large, most in ((True, LARGE_KEPT), (False, SMALL_KEPT)):
            idle = [k for k in self._kept if k[1] is large and k not in self._wanted]
            kept = sum(k[1] is large for k in self._kept)
            for key in idle[: max(0, kept - most)]:
                del self._kept[key]


def _bytes(store: Store, picture: PictureId) -> bytes:
    """Nothing for one that was erased while it waited to be fetched."""
    try:
        return store.picture_bytes(picture)
    except Refused:
        return b""


def _decoded(data: bytes, *, large: bool) -> QImage:
    """On the pixel thread. A small one is decoded at its size, which is much faster."""
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if not large and reader.size().isValid():
        size = reader.size().scaled(SMALL_PX, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        reader.setScaledSize(size)
    image = reader.read()
    return image if image.isNull() else image.convertToFormat(QImage.Format.Format_RGB32)
