"""The right side of step 4: whose photo it will be, the live picture, and the shutter below it."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desk.ui import theme
from desk.ui.components import ActionButton, Badge, CameraView
from desk.ui.side_layout import SideLayout
from desk.ui.steps.parts import Card, line, row, short


class PhotoSide(QObject):
    """Parts only: the page decides. `shutter` also says 撮り直す while a photo stands there."""

    auto_switched = Signal(bool)
    exception_chosen = Signal(str)  # "": none

    def __init__(self, side: QWidget) -> None:
        super().__init__(side)
        self.state = Badge("draft", self.tr("準備中"))
        self.auto = ActionButton("", size="s", icon="camera")
        self.auto.clicked.connect(self._on_auto)
        self.slate = Badge("waiting", "")
        """The form's state where the page's own badge lies behind this side (narrow windows)."""
        self.slate.hide()
        self._owner = line("", 16)
        self._owner.setTextFormat(Qt.TextFormat.RichText)
        owner_card = Card(border=theme.BLUE_900, width_px=2)
        owner_card.body.setContentsMargins(14, 6, 14, 6)
        owner_card.body.addWidget(self._owner)
        self.view = CameraView(fit="cover")
        self.view.set_mirrored(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.view.setProperty("noFocusRing", True)
        self.view.setMinimumHeight(160)
        self.shutter = ActionButton("", kind="primary", size="l", icon="camera")
        self.reason = ActionButton(self.tr("事情あり"), size="l")
        self.way_on = line("", 14, tint=theme.GRAY_700)
        buttons = row(self.shutter, self.reason)
        buttons.setStretch(0, 1)
        layout = SideLayout(side)
        layout.addLayout(
            row(short(self.tr("写真カメラ"), 17, bold=True), self.state, None, self.auto)
        )
        layout.addWidget(owner_card)
        layout.addLayout(row(self.slate, None))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.way_on)
        layout.addLayout(buttons)
        self._auto_on = True
        self.show_auto(on=True, shown=True)

    @property
    def owner(self) -> str:
        return self._owner.text()

    def show_owner(self, number: str, name: str) -> None:
        """Whose photo the next shot becomes."""
        whose = f"<b>{escape(number)} {escape(name)}</b>"
        self._owner.setText(self.tr("この写真は {who} さんに保存").replace("{who}", whose))

    def show_auto(self, *, on: bool, shown: bool) -> None:
        """自動撮影 入／切; away while there is no picture to take."""
        self._auto_on = on
        self.auto.set_icon("check" if on else "minus")
        self.auto.setText(self.tr("自動撮影 入") if on else self.tr("自動撮影 切"))
        self.auto.setVisible(shown)

    def show_way_on(self, text: str) -> None:
        """What to do when the shutter cannot be pressed; "" for nothing."""
        self.way_on.setText(text)
        self.way_on.setVisible(bool(text))

    def show_shutter(self, family: str) -> None:
        """Ready for the next shot, with the name on the button (ui.md §1)."""
        self.shutter.setText(self.tr("{name} さんを撮影").replace("{name}", family))
        self.shutter.set_key("shoot")
        self.shutter.set_kind("primary")
        self.shutter.set_icon("camera")

    def show_retake(self, blocked: str) -> None:
        """A photo stands there: the same button takes another one."""
        self.shutter.setText(self.tr("撮り直す"))
        self.shutter.set_key("retake")
        self.shutter.set_kind("plain")
        self.shutter.set_icon("retake")
        self.shutter.set_blocked(blocked)

    def open_exceptions(self, names: dict[str, str], now: str) -> None:
        """事情あり: the reasons of the rules, the present one ticked."""
        menu = QMenu(self.reason)
        menu.setAccessibleName(self.reason.text())
        for code, name in names.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(code == now)
            action.triggered.connect(partial(self._on_exception, code))
        none = menu.addAction(self.tr("事情なし"))
        none.triggered.connect(partial(self._on_exception, ""))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self.reason.window().activateWindow)  # perhaps no window manager
        menu.popup(self.reason.mapToGlobal(self.reason.rect().topLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _on_exception(self, code: str, _on: bool = False) -> None:
        self.exception_chosen.emit(code)

    def _on_auto(self) -> None:
        self.show_auto(on=not self._auto_on, shown=True)
        self.auto_switched.emit(self._auto_on)
