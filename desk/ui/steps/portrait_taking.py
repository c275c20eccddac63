"""Cuts the portrait out of the document camera's picture and keeps it: by key, or by itself once
the document lies still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from desk.domain.application import ApplicationId
from desk.domain.errors import DeskError
from desk.services.ports import Frame, Image, NewPortrait
from desk.ui.camera_feed import CameraFeed

if TYPE_CHECKING:
    from desk.services.intake import Draft
    from desk.ui.context import DeskContext

LOOK_EVERY_MS: Final = 500
STILL_LOOKS: Final = 3
"""So many looks in a row, a second in all, must show the same portrait in the same place."""
_BLOCK_PX: Final = 32
_MOVED: Final = 14.0
"""Grey levels by which one block's mean may differ: above a camera's noise and flicker, below a
card or a hand that moves."""

Cut = tuple[bytes, int, int]


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the document, for memory only."""

    frame: Frame
    cut: Cut
    blocks: NDArray[np.float32]


class PortraitTaking(QObject):
    """Only while a page lets it: the page says for which application and document."""

    kept = Signal(object)  # Draft
    hinted = Signal(str, bool)  # message code, or "" for nothing to say; True: asked for by key
    busy_changed = Signal()

    def __init__(self, context: DeskContext, feed: CameraFeed, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._feed = feed
        self._target: tuple[ApplicationId, str] | None = None
        self._looks: tuple[_Look, ...] = ()
        self._looking = False
        self.busy = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look_again)

    @property
    def can_cut(self) -> bool:
        return self._context.cut_portrait is not None

    def watch(self, application: ApplicationId, document: str) -> None:
        """From now on a portrait that lies still is kept for that document, once."""
        if (application, document) == self._target:
            return
        self._target, self._looks = (application, document), ()
        if self.can_cut:
            self._timer.start()

    def rest(self) -> None:
        """Nothing is taken by itself any more."""
        self._target, self._looks = None, ()
        self._timer.stop()

    def take(self, application: ApplicationId, document: str) -> None:
        """By key: what the document camera sees now."""
        frame, cut = self._feed.latest, self._context.cut_portrait
        if self.busy or cut is None:
            return
        if frame is None:
            self.hinted.emit(self._feed.trouble or "camera_absent", True)
            return
        self._set_busy(True)
        self._context.tasks.compute(
            lambda: cut(frame.image),
            lambda found: self._keep(application, document, frame, found),
            lambda error: self._on_failed(error, asked=True),
        )

    # by itself
    def _look_again(self) -> None:
        frame, cut = self._feed.latest, self._context.cut_portrait
        if self.busy or self._looking or cut is None or frame is None:
            return
        if self._looks and frame.sequence == self._looks[-1].frame.sequence:
            return
        self._looking, target = True, self._target
        self._context.tasks.compute(
            lambda: _Look(frame, cut(frame.image), blocks(frame.image)),
            lambda look: self._on_look(target, look),
            lambda error: self._on_no_look(target, error),
        )

    def _on_look(self, target: tuple[ApplicationId, str] | None, look: _Look) -> None:
        self._looking = False
        if target is None or target != self._target or self.busy:
            return
        still = bool(self._looks) and same_place(self._looks[-1], look)
        self._looks = (*self._looks, look) if still else (look,)
        if len(self._looks) < STILL_LOOKS:
            self.hinted.emit("", False)
            return
        self._looks = ()
        self._set_busy(True)
        self._keep(*target, look.frame, look.cut)

    def _on_no_look(self, target: tuple[ApplicationId, str] | None, error: BaseException) -> None:
        self._looking = False
        self._looks = ()
        if target is None or target != self._target:
            return
        code = error.code if isinstance(error, DeskError) else ""
        # Before a document lies there its absence is no news.
        self.hinted.emit("" if code == "portrait_none" else code, False)

    # keeping
    def _keep(self, application: ApplicationId, document: str, frame: Frame, cut: Cut) -> None:
        data, width, height = cut
        photographing = self._context.photographing
        portrait = NewPortrait(
            document=document, data=data, width_px=width, height_px=height, camera=frame.camera
        )
        self._context.tasks.run(
            lambda: photographing.keep_portrait(application, portrait),
            self._on_kept,
            lambda error: self._on_failed(error, asked=True),
        )

    def _on_kept(self, draft: Draft) -> None:
        self._set_busy(False)
        self.hinted.emit("", True)
        self.kept.emit(draft)

    def _on_failed(self, error: BaseException, *, asked: bool) -> None:
        self._set_busy(False)
        self.hinted.emit(error.code if isinstance(error, DeskError) else "unexpected", asked)

    def _set_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()


def blocks(image: Image) -> NDArray[np.float32]:
    """The picture as a coarse grid of means: enough to see whether something moves."""
    high, wide = (side // _BLOCK_PX * _BLOCK_PX for side in image.shape[:2])
    grey: NDArray[np.float32] = image[:high:4, :wide:4].mean(axis=2, dtype=np.float32)
    step = _BLOCK_PX // 4
    grid = grey.reshape(high // _BLOCK_PX, step, wide // _BLOCK_PX, step)
    return np.asarray(grid.mean(axis=(1, 3)), np.float32)


def same_place(one: _Look, other: _Look) -> bool:
    """Nothing moved between the two looks, and the portraits are equally large."""
    if one.blocks.shape != other.blocks.shape or one.frame.camera != other.frame.camera:
        return False
    width, height = one.cut[1] / other.cut[1], one.cut[2] / other.cut[2]
    alike = all(0.9 <= ratio <= 1.1 for ratio in (width, height))
    return alike and float(np.abs(one.blocks - other.blocks).max(initial=0.0)) < _MOVED
