"""カメラ切替: which camera takes the photo and which looks at documents, with their pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from desk.services.camera_choice import PURPOSES, Camera, Purpose, following
from desk.services.ports import Frame, FrameSource, Words
from desk.ui import keys, theme
from desk.ui.banner import line
from desk.ui.buttons import ActionButton
from desk.ui.camera_feed import CameraFeed
from desk.ui.camera_view import CameraView
from desk.ui.choices import ChoiceGroup, Option
from desk.ui.dialog import DeskDialog
from desk.ui.steps.parts import two_parts

OpenCamera = Callable[[str, Purpose], FrameSource | None]
PREVIEW_PX, LOW_PREVIEW_PX = 190, 100
LOW_WINDOW_PX: Final = 600
ONE_COLUMN_BELOW_PX: Final = 620
SHOWN_FIRST: Final[tuple[Purpose, ...]] = ("photo", "form")


class _Side(QFrame):
    """One purpose: its picture now, and the cameras to choose from."""

    chosen = Signal(str)

    def __init__(
        self, purpose: Purpose, title: str, cameras: Sequence[Camera], open_camera: OpenCamera
    ) -> None:
        super().__init__()
        self.purpose = purpose
        self.camera = ""
        self.setProperty("role", "card")
        self.view = CameraView()
        self.view.setAccessibleName(title)
        self.group = ChoiceGroup([Option(each.id, each.name) for each in cameras], name=title)
        self.group.chosen.connect(self.chosen)
        self.feed = CameraFeed(lambda: open_camera(self.camera, purpose), None, self)
        self.feed.shown.connect(self._on_frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addWidget(line(title, 17, bold=True))
        column.addWidget(self.view)
        column.addWidget(self.group)
        column.addStretch(1)

    def use(self, camera: str) -> None:
        """Show that camera's picture."""
        self.group.set_value(camera)
        if camera == self.camera and self.feed.is_running:
            return
        self.camera = camera
        self.view.show_image(None)
        self.view.show_hint("")
        self.view.show_notice(self.tr("カメラを準備しています"))
        self.feed.restart()

    def _on_frame(self, frame: Frame) -> None:
        self.view.show_image(frame.image)


class CameraChoiceDialog(DeskDialog):
    """`chosen(form id, photo id)` once the person decided; until then only the previews change.

    Ctrl+K goes on to the next camera for `purpose`, 入れ替える exchanges the two.
    """

    chosen = Signal(str, str)

    def __init__(
        self,
        cameras: Sequence[Camera],
        form: str,
        photo: str,
        open_camera: OpenCamera,
        words: Words,
        *,
        purpose: Purpose = "photo",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 900, parent)
        self.title.setText(self.tr("カメラを選ぶ"))
        self.setWindowTitle(self.title.text())
        self._cameras, self._words, self._purpose = cameras, words, purpose
        self._begin = {"form": form, "photo": photo}
        titles = {"photo": self.tr("写真カメラ"), "form": self.tr("書類カメラ")}
        self.sides = {each: _Side(each, titles[each], cameras, open_camera) for each in SHOWN_FIRST}
        self._lay_out_sides()
        self.turn = self.add_button(ActionButton(self.tr("次のカメラ"), action="camera"))
        self.swap = self.add_button(ActionButton(self.tr("入れ替える")))
        self.take = self.add_button(
            ActionButton(self.tr("この組み合わせで使う"), action="next", kind="primary")
        )
        self._connect()
        self.first = self.sides[purpose].group.card(self._begin[purpose]) if cameras else self.take

    def _lay_out_sides(self) -> None:
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(12)
        for side in self.sides.values():
            self._columns.addWidget(side, 1)
        self.body.addLayout(self._columns)
        self.remark = line("", 14, ink=theme.GRAY_700)
        self.body.addWidget(self.remark)

    def _connect(self) -> None:
        for purpose, side in self.sides.items():
            side.chosen.connect(lambda camera, purpose=purpose: self._use(purpose, camera))
            side.feed.failed.connect(lambda code, side=side: self._on_failed(side, code))
            side.feed.running.connect(lambda _name, side=side: side.view.show_hint(""))
        self.turn.clicked.connect(self._on_turn)
        self.swap.clicked.connect(self._on_swap)
        self.take.clicked.connect(self._on_take)
        keys.bind("camera", self, self.turn.click)
        self.bind_next(self.take)
        self.finished.connect(lambda _result: self._stop())

    @property
    def pair(self) -> tuple[str, str]:
        """The form camera and the photo camera as they are shown."""
        return self.sides["form"].camera, self.sides["photo"].camera

    def open(self) -> None:
        parent = self.parentWidget()
        low = parent is not None and parent.window().height() < LOW_WINDOW_PX
        for purpose in PURPOSES:
            self.sides[purpose].view.setFixedHeight(LOW_PREVIEW_PX if low else PREVIEW_PX)
            self._use(purpose, self._begin[purpose])
        super().open()

    def _use(self, purpose: Purpose, camera: str) -> None:
        self.sides[purpose].use(camera)
        form, photo = self.pair
        same = form == photo and len(self._cameras) > 1
        self.remark.setText(
            self.tr("同じカメラを写真と書類の両方に使います。")
            if same
            else self.tr("この会場の組み合わせとして覚えます。")
        )

    def _on_turn(self) -> None:
        side = self.sides[self._purpose]
        found = following(self._cameras, side.camera)
        if found is None:
            return
        other: Purpose = "form" if self._purpose == "photo" else "photo"
        if found.id == self.sides[other].camera:
            self._on_swap()
        else:
            self._use(self._purpose, found.id)
        side.group.card(side.camera).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_swap(self) -> None:
        form, photo = self.pair
        self._use("form", photo)
        self._use("photo", form)

    def _on_take(self) -> None:
        form, photo = self.pair
        self.accept()
        self.chosen.emit(form, photo)

    def _on_failed(self, side: _Side, code: str) -> None:
        title, text = two_parts(self._words.say(code))
        side.view.show_notice("")
        side.view.show_hint(title, text, "warning")

    def _stop(self) -> None:
        for side in self.sides.values():
            side.feed.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        one = event.size().width() < ONE_COLUMN_BELOW_PX
        self._columns.setDirection(way.TopToBottom if one else way.LeftToRight)
