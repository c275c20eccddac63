"""What the applicant's screen is put together from: large answers, ticks, the photo, a QR."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desk.services.own_code import QUIET_MODULES, Modules
from desk.ui import icons, theme
from desk.ui.applicant_speech import Speech
from desk.ui.choices import paint_mark

BIG_PX = 84
"""The height of an answer for a finger (ui.md §7)."""
CHOICE_PX = 56


class Tick(QCheckBox):
    """A check box large enough for a finger, with a mark and not only a colour."""

    def __init__(self) -> None:
        super().__init__()
        self.fit(1.0)

    def fit(self, factor: float) -> None:
        """Larger on a larger screen, never smaller than a finger."""
        side = max(theme.TARGET_PX, round(theme.TARGET_PX * factor))
        self.setFixedSize(side, side)

    def hitButton(self, _where: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        paint_mark(QPainter(self), box, check=True, on=self.isChecked())


class BigButton(QPushButton):
    """An answer: 84 px tall on the screen it was drawn for, with an icon beside its words."""

    def __init__(
        self, tint: str, *, filled: bool = False, icon: str = "", height_px: int = BIG_PX
    ) -> None:
        super().__init__()
        self._tint = tint
        self._filled = filled
        self._icon = icon
        self._height_px = height_px
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fit(1.0)

    def fit(self, factor: float) -> None:
        """The height for a screen of that factor."""
        # In the style sheet, since it overrules the widget's own minimum.
        tall = max(theme.TARGET_PX, round(self._height_px * factor)) - 4
        ground, ink = (self._tint, theme.WHITE) if self._filled else (theme.WHITE, self._tint)
        self.setStyleSheet(
            f"QPushButton {{ background: {ground}; color: {ink}; border: 2px solid {self._tint};"
            f" border-radius: 12px; padding: 0 {round(16 * factor)}px; min-height: {tall}px; }}"
        )
        if self._icon:
            side = round(30 * factor)
            self.setIcon(QIcon(icons.icon(self._icon, ink, side)))
            self.setIconSize(QSize(side, side))


class Choice(QPushButton):
    """はい or いいえ: which one was taken shows by a mark as well as by colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.toggled.connect(lambda _on: self.fit(self._factor))
        self.fit(1.0)

    def fit(self, factor: float) -> None:
        self._factor = factor
        tall = max(theme.TARGET_PX, round(CHOICE_PX * factor)) - 4
        on = self.isChecked()
        ground, ink = (theme.BLUE_900, theme.WHITE) if on else (theme.WHITE, theme.BLUE_900)
        self.setStyleSheet(
            f"QPushButton {{ background: {ground}; color: {ink}; padding: 0 8px;"
            f" border: 2px solid {theme.BLUE_900}; border-radius: 8px; min-height: {tall}px; }}"
        )
        side = round(22 * factor)
        self.setIcon(QIcon(icons.icon("check", ink, side)) if on else QIcon())
        self.setIconSize(QSize(side, side))


class YesNo(QWidget):
    """Two choices of which none is taken until somebody takes one."""

    chosen = Signal(bool)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._buttons = {True: Choice(), False: Choice()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for answer, word in ((True, "yes"), (False, "no")):
            button = self._buttons[answer]
            speech.button(button, word, 21)
            button.clicked.connect(lambda _on=False, given=answer: self._on_clicked(given))
            layout.addWidget(button)

    @property
    def value(self) -> bool | None:
        return next((given for given, each in self._buttons.items() if each.isChecked()), None)

    def set_value(self, value: bool | None) -> None:
        for given, button in self._buttons.items():
            button.setChecked(given is value)

    def button(self, given: bool) -> QPushButton:
        return self._buttons[given]

    def fit(self, factor: float) -> None:
        for button in self._buttons.values():
            button.fit(factor)
        wide = max(round(104 * factor), *(b.sizeHint().width() for b in self._buttons.values()))
        for button in self._buttons.values():
            button.setFixedWidth(wide)

    def _on_clicked(self, given: bool) -> None:
        self.set_value(given)  # pressing it twice does not take it back
        self.chosen.emit(given)


class Portrait(QLabel):
    """The applicant's photo; it knows for how long it has really been on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._painted = QElapsedTimer()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setStyleSheet(
            f"border: 3px solid {theme.GRAY_800}; border-radius: 8px; background: {theme.GRAY_50};"
        )

    @property
    def has_image(self) -> bool:
        return not self._image.isNull()

    @property
    def shown_ms(self) -> int | None:
        """Since it was first painted; None before that."""
        return self._painted.elapsed() if self._painted.isValid() else None

    def show_image(self, image: QImage) -> None:
        self._image = image
        self._painted.invalidate()
        self.fit()

    def forget(self) -> None:
        self.show_image(QImage())
        self.setText("")

    def fit(self) -> None:
        """Draw the picture for the size that the label has now."""
        if self._image.isNull():
            self.setPixmap(QPixmap())
            return
        ratio = self.devicePixelRatioF()
        scaled = self._image.scaled(
            (self.size() - QSize(6, 6)) * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(scaled))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted.isValid():
            self._painted.start()


class CodeView(QWidget):
    """A QR as large as the room allows, on whole pixels so that every edge is sharp."""

    def __init__(self) -> None:
        super().__init__()
        self._modules: Modules = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_code(self, modules: Modules) -> None:
        self._modules = modules
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._modules:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        count = len(self._modules) + 2 * QUIET_MODULES
        ratio = self.devicePixelRatioF()
        side = max(1, int(min(self.width(), self.height()) * ratio / count)) / ratio
        left, top = (self.width() - side * count) / 2, (self.height() - side * count) / 2
        painter.translate(round(left * ratio) / ratio, round(top * ratio) / ratio)
        for y, row in enumerate(self._modules, QUIET_MODULES):
            for x, dark in enumerate(row, QUIET_MODULES):
                if dark:
                    painter.fillRect(QRectF(x * side, y * side, side, side), Qt.GlobalColor.black)
