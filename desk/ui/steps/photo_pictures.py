"""The stored pictures of step 4: who was before, the photo that stands there, the portrait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage, QPixmap

from desk.domain.application import PictureKind
from desk.ui.components import CameraView
from desk.ui.steps.parts import Thumbnail
from desk.ui.steps.photo_comparison import PhotoComparison
from desk.ui.steps.photo_live import PhotoLive

if TYPE_CHECKING:
    from desk.domain.application import PictureId
    from desk.services.intake import Draft
    from desk.ui.pictures import Pictures


class PhotoPictures:
    """Fetches them and puts them where they belong; `is_shown(draft)` says whether an answer
    still belongs on the screen."""

    def __init__(
        self,
        pictures: Pictures,
        view: CameraView,
        live: PhotoLive,
        comparison: PhotoComparison,
        is_shown: Callable[[Draft], bool],
    ) -> None:
        self._pictures = pictures
        self._view = view
        self._live, self._comparison = live, comparison
        self._is_shown = is_shown

    def show_previous(self, draft: Draft) -> None:
        """Always in the corner of the live picture, and beside the photo."""
        previous = draft.previous
        picture = None if previous is None else previous.picture(PictureKind.PHOTO)
        if picture is None:
            self._view.show_corner(None)
            return

        def show(image: QImage) -> None:
            self._view.show_corner(image)
            for thumb in (self._live.previous, self._comparison.previous):
                put_picture(thumb, image)

        self._fetch(draft, picture.id, show)

    def show_portrait(self, draft: Draft) -> None:
        """The newest portrait of a document that was kept with consent."""
        if draft.record.portraits:
            portrait = draft.record.portraits[-1]
            self._fetch(
                draft, portrait.id, lambda image: put_picture(self._comparison.portrait, image)
            )

    def show_photo(self, draft: Draft, stands: Callable[[], bool]) -> bool:
        """The chosen photo, for as long as it `stands` there; False without one."""
        picture = draft.record.picture(PictureKind.PHOTO)
        if picture is None:
            return False
        taken = QCoreApplication.translate("PhotoPage", "撮影済み {count} 枚目")
        taken = taken.replace("{count}", str(len(draft.record.shots)))
        dot = QCoreApplication.translate("PhotoPage", "・")
        size = f"{picture.width_px}×{picture.height_px}{dot}{picture.size // 1024} KB"

        def show(image: QImage) -> None:
            if not stands():
                return
            self._view.set_fit("contain")
            self._view.set_overlay(None)
            self._view.show_hint(taken, size, "info")
            self._view.show_corner(None)
            self._view.set_mirrored(False)
            self._view.show_image(image)
            for thumb in (self._live.now, self._comparison.now):
                put_picture(thumb, image)

        self._fetch(draft, picture.id, show)
        return True

    def _fetch(self, draft: Draft, picture: PictureId, show: Callable[[QImage], None]) -> None:
        def ready(image: QImage) -> None:
            if self._is_shown(draft) and not image.isNull():
                show(image)

        self._pictures.fetch(picture, ready)


def put_picture(thumb: Thumbnail, image: QImage) -> None:
    """Scale a picture into a thumbnail, sharp at the screen's scale."""
    ratio = thumb.devicePixelRatioF()
    scaled = image.scaled(
        thumb.contentsRect().size() * ratio,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    scaled.setDevicePixelRatio(ratio)
    thumb.setPixmap(QPixmap.fromImage(scaled))
