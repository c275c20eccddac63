"""A barcode scanner that types like a keyboard (keyboard wedge), kept apart from typing.

Every printable key of a real keyboard is held back until it is clear whether it belongs to a
scanner's burst: some 40 ms, too short to be felt. A burst never reaches a field, a button or a
shortcut; anything else is handed on in the order it was typed. Keys without a time stamp come
from a program (tests, the demo, an on-screen keyboard) and pass untouched.

Limits: while a Japanese input method is on, keys go to it and never arrive here as keys. Set
the scanner to send direct codes, or put the focus on a field with Qt.ImhLatinOnly before scanning.
Full-width digits that do arrive are handed on as they are; domain/form_id.py reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

LONGEST_GAP_MS: Final = 35
FEWEST_KEYS: Final = 8
LONGEST_SCAN: Final = 1000
PAUSE_MS: Final = 40
BURST_PAUSE_MS: Final = 100
"""Once three keys came fast, it is a scanner: wait longer, since USB polling may hiccup."""
LATE_END_MS: Final = 300
_ENDS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS: Final = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_AltGr,
)
_POINTING: Final = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.TouchBegin,
    QEvent.Type.Wheel,
    QEvent.Type.InputMethod,
)
_PLAIN: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class _Held:
    """A key event kept back, and whom it was for."""

    receiver: QObject
    event: QKeyEvent

    @property
    def is_press(self) -> bool:
        return self.event.type() == QEvent.Type.KeyPress


class KeyboardWedge(QObject):
    """Finds scanner bursts among the keys of the whole application.

    `scanned(text)` comes without the end key. Install once, on the QApplication.
    """

    scanned = Signal(str)

    def __init__(self, application: QCoreApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.enabled = True
        self._application = application
        self._held: list[_Held] = []
        self._last_ms = 0
        self._text = ""
        self._just_scanned = False
        self._handing_on = False
        self._swallow_release: int | None = None
        self._chord: list[int] = []
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        self._grace = QTimer(self, singleShot=True, interval=0)
        self._grace.timeout.connect(self._settle)
        application.installEventFilter(self)

    def remove(self) -> None:
        """Hand on what is held and stop watching."""
        self._hand_on()
        self._application.removeEventFilter(self)

    def eventFilter(self, receiver: QObject, event: QEvent) -> bool:
        """Qt's hook; True keeps the event from everyone else."""
        kind = event.type()
        if kind in _POINTING and self._held:
            self._hand_on()
        if self._handing_on or not self.enabled or not isinstance(event, QKeyEvent):
            return False
        if event.timestamp() == 0:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return self._take_override(event)
        if kind == QEvent.Type.KeyPress:
            return self._take_press(receiver, event)
        return kind == QEvent.Type.KeyRelease and self._take_release(receiver, event)

    def _take_override(self, event: QKeyEvent) -> bool:
        """Keep shortcuts away from keys that will be held or swallowed."""
        if _is_character(event) or self._ends_scan(event):
            event.accept()
            return True
        return False

    def _take_press(self, receiver: QObject, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS:
            return False
        if self._ends_scan(event):
            self._swallow_release = event.key()
            if self._text:
                self._finish()
            return True
        if not _is_character(event):
            self._settle()
            return False
        if self._held and event.timestamp() - self._last_ms > LONGEST_GAP_MS:
            self._settle()
        if len(self._text) >= LONGEST_SCAN:
            self._drop()
        self._hold(receiver, event)
        return True

    def _take_release(self, receiver: QObject, event: QKeyEvent) -> bool:
        if event.key() == self._swallow_release:
            self._swallow_release = None
            return True
        if any(held.is_press and held.event.key() == event.key() for held in self._held):
            self._held.append(_Held(receiver, _copy(event)))
            return True
        return False

    def _hold(self, receiver: QObject, event: QKeyEvent) -> None:
        self._held.append(_Held(receiver, _copy(event)))
        self._text += event.text()
        self._last_ms = event.timestamp()
        self._just_scanned = False
        self._grace.stop()
        self._pause.start(PAUSE_MS if len(self._text) < 3 else BURST_PAUSE_MS)

    def _ends_scan(self, event: QKeyEvent) -> bool:
        """Is this the end key of the burst held now, or a late one of the burst just told?"""
        if event.key() not in _ENDS and event.text() not in ("\r", "\n", "\t"):
            return False
        if self._text:
            return len(self._text) >= FEWEST_KEYS
        return self._just_scanned and event.timestamp() - self._last_ms <= LATE_END_MS

    def _on_pause(self) -> None:
        # Keys that arrived while the window was busy still wait in the queue: let them in first.
        self._grace.start()

    def _settle(self) -> None:
        """Another key came: what is held was a whole scan without end key, or typing."""
        if len(self._text) >= FEWEST_KEYS:
            self._finish()
        else:
            self._hand_on()

    def _finish(self) -> None:
        text = self._text
        self._drop()
        self._just_scanned = True
        self.scanned.emit(text)

    def _drop(self) -> None:
        self._pause.stop()
        self._grace.stop()
        self._held = []
        self._text = ""

    def _hand_on(self) -> None:
        held = self._held
        self._drop()
        self._handing_on = True
        try:
            for each in held:
                self._send(each)
        finally:
            self._handing_on = False

    def _send(self, held: _Held) -> None:
        if not shiboken6.isValid(held.receiver):
            return
        if held.is_press and self._is_shortcut(held):
            return
        QCoreApplication.sendEvent(held.receiver, held.event)

    def _is_shortcut(self, held: _Held) -> bool:
        """Run the shortcut of a held key, as Qt would have done.

        Qt asks its shortcuts before a key is delivered and cannot be asked again, so the chords
        in progress are kept here.
        """
        target = QApplication.focusWidget() or QApplication.activeWindow()
        if target is None or _field_wants(target, held.event):
            self._chord = []
            return False
        key = held.event.key()
        for chord in ([*self._chord, key], [key]):
            match, shortcut = _find_shortcut(target, chord)
            if match != QKeySequence.SequenceMatch.NoMatch:
                self._chord = [] if shortcut is not None else chord
                if shortcut is not None:
                    shortcut.activated.emit()
                return True
        self._chord = []
        return False


def _is_character(event: QKeyEvent) -> bool:
    text = event.text()
    plain = not (event.modifiers() & ~_PLAIN)
    return plain and len(text) == 1 and text.isprintable() and not event.isAutoRepeat()


def _copy(event: QKeyEvent) -> QKeyEvent:
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _field_wants(target: QWidget, event: QKeyEvent) -> bool:
    """Would the focused widget rather type this key than let a shortcut have it?"""
    asking = QKeyEvent(QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text())
    asking.ignore()
    QCoreApplication.sendEvent(target, asking)
    return asking.isAccepted()


def _find_shortcut(
    target: QWidget, chord: list[int]
) -> tuple[QKeySequence.SequenceMatch, QShortcut | None]:
    """The shortcut that the keys complete, or whether they begin one."""
    typed = QKeySequence(*chord)
    begun = QKeySequence.SequenceMatch.NoMatch
    for shortcut in target.window().findChildren(QShortcut):
        if not _may_run(shortcut, target):
            continue
        for keys in shortcut.keys():  # noqa: SIM118  a QShortcut, not a dict
            match = typed.matches(keys)
            if match == QKeySequence.SequenceMatch.ExactMatch:
                return match, shortcut
            if match == QKeySequence.SequenceMatch.PartialMatch:
                begun = match
    return begun, None


def _may_run(shortcut: QShortcut, target: QWidget) -> bool:
    owner = shortcut.parent()
    if not shortcut.isEnabled() or not isinstance(owner, QWidget):
        return False
    if not owner.isVisible() or not owner.isEnabled() or owner.window() is not target.window():
        return False
    context = shortcut.context()
    if context == Qt.ShortcutContext.WidgetShortcut:
        return owner is target
    if context == Qt.ShortcutContext.WidgetWithChildrenShortcut:
        return owner is target or owner.isAncestorOf(target)
    return True
