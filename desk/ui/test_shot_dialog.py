"""試し撮り: a card before the photo camera at the start of the day, and what it says."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk.services.ports import Frame, FrameSource, Words
from desk.services.test_shot import TestShot
from desk.ui import keys, theme
from desk.ui.badges import Badge
from desk.ui.banner import Banner, line
from desk.ui.buttons import ActionButton
from desk.ui.camera_feed import CameraFeed
from desk.ui.camera_view import CameraView
from desk.ui.dialog import DeskDialog, rule
from desk.ui.starred import starred
from desk.ui.steps.parts import two_parts

Place = tuple[float, float, float, float]
"""Left, top, width and height of the card, as parts of the picture."""
ONE_COLUMN_BELOW_PX: Final = 700
RATE_OVER: Final = 30
"""Frames over which the rate is measured."""
BRIGHTNESS_STEP_EV: Final = 0.5
VIEW_PX: Final = 244


class TestShotDialog(DeskDialog):
    """Emits `judge_asked(Frame, frames a second)`; answer with `show_verdict(TestShot)` or
    `refuse(sentence)`. Then `judged(TestShot)` is to be kept, and `face_seen(Frame)` says that
    the frame showed one face: the operator's. Nothing of the picture is kept here."""

    __test__ = False  # pytest would take it for a test

    judge_asked = Signal(object, float)
    judged = Signal(object)
    face_seen = Signal(object)
    cameras_asked = Signal()
    brightness_asked = Signal(float)  # EV

    def __init__(
        self,
        open_camera: Callable[[], FrameSource | None],
        words: Words,
        place: Place,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", 1040, parent)
        self.title.setText(self.tr("試し撮り"))
        self.setWindowTitle(self.title.text())
        self._words, self._card_place = words, place
        self._times: deque[int] = deque(maxlen=RATE_OVER)
        self._judging: Frame | None = None
        self._ev = 0.0
        self.feed = CameraFeed(open_camera, None, self)
        self._make_parts()
        self._lay_out_parts()
        self._connect()
        self.first = self.shoot
        self.show_brightness(False)

    def _make_parts(self) -> None:
        self.view = CameraView()
        self.view.setFixedHeight(VIEW_PX)
        self.view.show_notice(self.tr("カメラを準備しています"))
        self.said = Banner(
            "info",
            self.tr("白い紙かグレーカードで枠を埋めてください"),
            self.tr("申請者の席で、顔の高さに持ちます。画像は残しません。"),
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.darker = ActionButton(self.tr("暗く"), size="s", icon="minus")
        self.brighter = ActionButton(self.tr("明るく"), size="s", icon="plus")
        self._brightness_words = line("", 14)
        self._brightness = QWidget()
        row = QHBoxLayout(self._brightness)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._brightness_words, 1)
        row.addWidget(self.darker)
        row.addWidget(self.brighter)
        self.cameras = self.add_button(
            ActionButton(self.tr("カメラを選ぶ"), action="camera", icon="camera")
        )
        self.close_it = self.add_button(ActionButton(self.tr("終わる")))
        self.shoot = self.add_button(
            ActionButton(self.tr("試し撮り"), action="shoot", kind="primary")
        )

    def _lay_out_parts(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.view)
        left.addWidget(self._brightness)
        left.addStretch(1)
        right.setSpacing(10)
        right.addWidget(self.said)
        right.addLayout(self._rows)
        right.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(16)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        self.body.addLayout(self._columns)

    def _connect(self) -> None:
        self.feed.shown.connect(self._on_frame)
        self.feed.failed.connect(self._on_failed)
        self.feed.running.connect(self._on_running)
        self.shoot.clicked.connect(self._on_shoot)
        self.close_it.clicked.connect(self.accept)
        self.cameras.clicked.connect(self.cameras_asked)
        self.darker.clicked.connect(lambda: self._on_brightness(-BRIGHTNESS_STEP_EV))
        self.brighter.clicked.connect(lambda: self._on_brightness(BRIGHTNESS_STEP_EV))
        self.finished.connect(lambda _result: self.feed.stop())
        self.bind_next(self.shoot)
        keys.bind("camera", self, self.cameras.click)

    def open(self) -> None:
        self.feed.start()
        super().open()

    # the camera

    def _on_frame(self, frame: Frame) -> None:
        self._times.append(frame.taken.monotonic_ns)
        self.view.show_image(frame.image)
        height, width = frame.image.shape[:2]
        left, top, wide, high = self._card_place
        x, y = left * width, top * height
        right, foot = x + wide * width, y + high * height
        self.view.show_outline(((x, y), (right, y), (right, foot), (x, foot)))

    def _on_running(self, _name: str) -> None:
        self._times.clear()
        self.view.show_hint("")

    def _on_failed(self, code: str) -> None:
        title, text = two_parts(self._words.say(code))
        self.view.show_hint(title, text, "warning")

    def per_second(self) -> float:
        """Frames a second, over the last of them."""
        took = self._times[-1] - self._times[0] if len(self._times) > 1 else 0
        return (len(self._times) - 1) * 1e9 / took if took else 0.0

    # the verdict

    def _on_shoot(self) -> None:
        frame = self.feed.latest
        if frame is None or self._judging is not None:
            self.refuse(self.tr("カメラの映像が出てから、試し撮りをしてください"))
            return
        self._judging = frame
        self._note(self.tr("調べています"), theme.GRAY_700)
        self.judge_asked.emit(frame, self.per_second())

    def show_verdict(self, shot: TestShot) -> None:
        """The lines of what was found: what is not well first, each with what to do."""
        frame, self._judging = self._judging, None
        if frame is None:
            return
        self._note("", theme.GRAY_700)
        if shot.ok:
            self.said.set("ok", self.tr("このまま受付を始められます"))
        else:
            words = self.tr("{count}つ直すと、写真がきれいになります")
            self.said.set(
                "notice",
                words.replace("{count}", str(len(shot.codes))),
                self.tr("直したら、もう一度試し撮りをしてください。このまま受付もできます。"),
            )
        self._fill(shot)
        self.fit()
        QTimer.singleShot(0, self, self.fit)  # the rows know their height once they stand there
        self.judged.emit(shot)
        if shot.one_face:
            self.face_seen.emit(frame)

    def refuse(self, sentence: str) -> None:
        """It could not be judged."""
        self._judging = None
        self._note(starred(sentence), theme.RED_900)

    def _fill(self, shot: TestShot) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        label = self._words.label
        for each in shot.lines:
            if not each.ok:
                sentence = self._words.say(each.code, **dict(each.facts))
                self._rows.addWidget(_VerdictRow("notice", label(each.part), sentence))
                self._rows.addWidget(rule())
        well = self.tr("・").join(label(each.part) for each in shot.lines if each.ok)
        if well:
            self._rows.addWidget(_VerdictRow("ok", well))

    def _note(self, text: str, ink: str) -> None:
        self.note.setStyleSheet(f"color: {ink}; background: transparent; border: 0;")
        self.note.setText(text)
        self.note.setAccessibleName(text)

    # brightness

    def show_brightness(self, offered: bool, ev: float = 0.0) -> None:
        """The control stands there only where the camera has it."""
        self._ev = ev
        self._brightness.setVisible(offered)
        self._brightness_words.setText(
            self.tr("カメラの明るさ {ev}").replace("{ev}", f"{ev:+.1f}" if ev else "±0")
        )

    def _on_brightness(self, step: float) -> None:
        self.brightness_asked.emit(self._ev + step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        one = event.size().width() < ONE_COLUMN_BELOW_PX
        self._columns.setDirection(way.TopToBottom if one else way.LeftToRight)


class _VerdictRow(QWidget):
    """State, part, and what to do."""

    def __init__(self, kind: str, name: str, sentence: str = "") -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        badge = Badge(kind)
        grid.addWidget(badge, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(line(name, 16, bold=True), 0, 1)
        if sentence:
            grid.addWidget(line(sentence, 14), 1, 1)
        self.setAccessibleName(self.tr("、").join((name, badge.text)))
        self.setAccessibleDescription(sentence)
