"""Pixels in, plain values out."""

from __future__ import annotations

import os

# cv2 points Qt at plugins and fonts of its own, with which PySide6 cannot start. It is imported
# here, before any module of this room, so that what the user had set can be put back.
_QT_PATHS = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_PATHS}

import cv2  # noqa: E402, F401

for _name, _value in _before.items():
    os.environ.pop(_name, None)
    if _value is not None:
        os.environ[_name] = _value
