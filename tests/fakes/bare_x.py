"""A bare X server (Xvfb, no window manager) with a person at its keyboard (XTEST), through the two
X libraries alone. What it sees is what the server says, not what the desk says of itself."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

_KEY_SHIFT = "Shift_L"
_SHIFTED = {"?": "question", "!": "exclam"}
_NAMES = {" ": "space", "-": "minus", ".": "period", "/": "slash", "~": "asciitilde"}


def is_there() -> bool:
    """Whether this machine has the server and both libraries."""
    try:
        ctypes.CDLL("libX11.so.6")
        ctypes.CDLL("libXtst.so.6")
    except OSError:
        return False
    return shutil.which("Xvfb") is not None


class _Attributes(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("kind", "bit_gravity", "win_gravity", "backing")),
        *((name, ctypes.c_ulong) for name in ("planes", "pixel")),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("all_events", "your_events", "no_propagate")),
        ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    )


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("room", ctypes.c_long * 24),
    )


class _Image(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", ctypes.c_void_p),
        *((n, ctypes.c_int) for n in ("byte_order", "unit", "bit_order", "pad", "depth", "stride")),
    )


class Seen(NamedTuple):
    """One mapped window of the root, as the server has it."""

    id: int
    title: str
    pid: int
    box: tuple[int, int, int, int]


_ON_ERROR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


@_ON_ERROR
def _window_is_gone(_display: object, _error: object) -> int:
    """Xlib's own handler ends the process, and windows do vanish between two questions."""
    return 0


class BareX:
    """Start it, `client(environment)` opens programs on it, `stop()` ends it."""

    def __init__(self, width: int = 1366, height: int = 768) -> None:
        self.size = (width, height)
        read, write = os.pipe()
        self.server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"),
                *("-nolisten", "tcp", "-noreset"),
            ],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.name = f":{pipe.readline().strip()}"
        self._x: Any = ctypes.CDLL("libX11.so.6")
        self._xtst: Any = ctypes.CDLL("libXtst.so.6")
        self._x.XSetErrorHandler(_window_is_gone)
        self._declare()
        self._display = self._x.XOpenDisplay(self.name.encode())
        assert self._display, "no X server"
        self.root = self._x.XDefaultRootWindow(self._display)

    def _declare(self) -> None:
        x, pointer, word, number = self._x, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int
        for name, result, arguments in (
            ("XOpenDisplay", pointer, (ctypes.c_char_p,)),
            ("XDefaultRootWindow", word, (pointer,)),
            ("XInternAtom", word, (pointer, ctypes.c_char_p, number)),
            ("XStringToKeysym", word, (ctypes.c_char_p,)),
            ("XKeysymToKeycode", ctypes.c_ubyte, (pointer, word)),
            ("XSync", number, (pointer, number)),
            ("XFree", number, (pointer,)),
            ("XGetWindowAttributes", number, (pointer, word, pointer)),
            ("XSendEvent", number, (pointer, word, number, ctypes.c_long, pointer)),
            ("XCreateSimpleWindow", word, (pointer, word, *([number] * 4), number, word, word)),
            ("XMapRaised", number, (pointer, word)),
            ("XDestroyWindow", number, (pointer, word)),
            ("XGrabKeyboard", number, (pointer, word, number, number, number, word)),
            ("XUngrabKeyboard", number, (pointer, word)),
            ("XGetImage", pointer, (pointer, word, *([number] * 4), word, number)),
            ("XQueryTree", number, (pointer, word, *([pointer] * 4))),
            ("XGetInputFocus", number, (pointer, pointer, pointer)),
            ("XCloseDisplay", number, (pointer,)),
        ):
            function = getattr(x, name)
            function.restype, function.argtypes = result, arguments
        x.XGetWindowProperty.argtypes = (
            *(pointer, word, word, ctypes.c_long, ctypes.c_long, number, word),
            *([pointer] * 5),
        )
        for name, arguments in (
            ("XTestFakeKeyEvent", (pointer, ctypes.c_uint, number, word)),
            ("XTestFakeButtonEvent", (pointer, ctypes.c_uint, number, word)),
            ("XTestFakeMotionEvent", (pointer, number, number, number, word)),
        ):
            getattr(self._xtst, name).argtypes = arguments

    def stop(self) -> None:
        self._x.XCloseDisplay(self._display)
        self.server.terminate()
        self.server.wait(10)

    # the person

    def press(self, *names: str, pause_s: float = 0.03) -> None:
        """Keys held together, by their X names: press("Alt_L", "F4")."""
        codes = [
            self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(name.encode()))
            for name in names
        ]
        assert all(codes), names
        for code in codes:
            self._xtst.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            self._xtst.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._x.XSync(self._display, 0)
        time.sleep(pause_s)

    def type(self, text: str, pause_s: float = 0.08) -> None:
        """Letters, digits and a few signs of the US keyboard; faster than that is a scanner."""
        for sign in text:
            if sign in _SHIFTED or sign.isupper() or sign == "~":
                self.press(_KEY_SHIFT, _SHIFTED.get(sign, _NAMES.get(sign, sign)), pause_s=pause_s)
            else:
                self.press(_NAMES.get(sign, sign), pause_s=pause_s)

    def click(self, x: int, y: int, button: int = 1) -> None:
        self._xtst.XTestFakeMotionEvent(self._display, -1, x, y, 0)
        self._xtst.XTestFakeButtonEvent(self._display, button, 1, 0)
        self._xtst.XTestFakeButtonEvent(self._display, button, 0, 0)
        self._x.XSync(self._display, 0)
        time.sleep(0.05)

    def ask_to_close(self, window: int) -> None:
        """As the cross of a title bar does: WM_DELETE_WINDOW."""
        message = _ClientMessage(
            type=33,
            display=self._display,
            window=window,
            message_type=self._atom("WM_PROTOCOLS"),
            format=32,
        )
        message.data[0] = self._atom("WM_DELETE_WINDOW")
        self._x.XSendEvent(self._display, window, 0, 0, ctypes.byref(message))
        self._x.XSync(self._display, 0)
        time.sleep(0.1)

    # another program

    def put_stranger_in_front(self) -> int:
        """A window that is none of the desk's, over everything."""
        width, height = self.size
        made = self._x.XCreateSimpleWindow(
            self._display, self.root, 0, 0, width, height, 0, 0, 0xCC0000
        )
        self._x.XMapRaised(self._display, made)
        self._x.XSync(self._display, 0)
        return int(made)

    def take_away(self, window: int) -> None:
        self._x.XDestroyWindow(self._display, window)
        self._x.XSync(self._display, 0)

    def others_get_the_keys(self) -> bool:
        """Whether another program (a window manager's Alt+Tab) could take the keyboard now."""
        refused = self._x.XGrabKeyboard(self._display, self.root, 0, 1, 1, 0)
        if not refused:
            self._x.XUngrabKeyboard(self._display, 0)
        self._x.XSync(self._display, 0)
        return not refused

    # what is there

    def windows(self) -> list[Seen]:
        """The mapped ones on the root with an area, lowest first."""
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self._x.XQueryTree(
            *(self._display, self.root, ctypes.byref(root), ctypes.byref(parent)),
            *(ctypes.byref(children), ctypes.byref(count)),
        )
        ids = [children[at] for at in range(count.value)]
        if count.value:
            self._x.XFree(children)
        return [seen for each in ids if (seen := self._look(each)) is not None]

    def top(self) -> Seen:
        return self.windows()[-1]

    def focused(self) -> int:
        window, revert = ctypes.c_ulong(), ctypes.c_int()
        self._x.XGetInputFocus(self._display, ctypes.byref(window), ctypes.byref(revert))
        return window.value

    def shot(self, path: Path) -> None:
        """What the screen shows, as PNG."""
        from PySide6.QtGui import QImage

        width, height = self.size
        address = self._x.XGetImage(self._display, self.root, 0, 0, width, height, 0xFFFFFFFF, 2)
        image = ctypes.cast(address, ctypes.POINTER(_Image)).contents
        pixels = ctypes.string_at(image.data, image.stride * height)
        path.parent.mkdir(parents=True, exist_ok=True)
        QImage(pixels, width, height, image.stride, QImage.Format.Format_RGB32).save(str(path))
        self._x.XFree(image.data)
        self._x.XFree(address)

    def until(self, true: Callable[[], bool], what: str, timeout_s: float = 60) -> None:
        end = time.monotonic() + timeout_s
        while not true():
            assert time.monotonic() < end, f"waited in vain: {what}; there is {self.windows()}"
            time.sleep(0.05)

    # inside

    def _look(self, window: int) -> Seen | None:
        found = _Attributes()
        if not self._x.XGetWindowAttributes(self._display, window, ctypes.byref(found)):
            return None
        if found.map_state != 2 or found.width < 8:
            return None
        title = self._property(window, "_NET_WM_NAME").decode("utf-8", "replace")
        pid = self._property(window, "_NET_WM_PID")
        number = int.from_bytes(pid[:4], "little") if pid else 0
        return Seen(window, title, number, (found.x, found.y, found.width, found.height))

    def _property(self, window: int, name: str) -> bytes:
        kind, count, after = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        form, value = ctypes.c_int(), ctypes.c_void_p()
        self._x.XGetWindowProperty(
            *(self._display, window, self._atom(name), 0, 1024, 0, 0),
            *(ctypes.byref(kind), ctypes.byref(form), ctypes.byref(count)),
            *(ctypes.byref(after), ctypes.byref(value)),
        )
        if not value.value:
            return b""
        size = ctypes.sizeof(ctypes.c_long) if form.value == 32 else form.value // 8
        found = ctypes.string_at(value.value, count.value * size)
        self._x.XFree(value)
        return found

    def _atom(self, name: str) -> int:
        return int(self._x.XInternAtom(self._display, name.encode(), 0))
