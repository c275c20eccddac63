"""Identifiers; each kind has its own type. None of them is ever shown to people."""

from __future__ import annotations

from typing import NewType

ApplicationId = NewType("ApplicationId", str)
"""UUIDv7 in its canonical text form; never shown to people."""
OperatorId = NewType("OperatorId", str)
DayId = NewType("DayId", str)
PictureId = NewType("PictureId", str)
ShotId = NewType("ShotId", str)
SittingId = NewType("SittingId", str)
"""From the moment an application comes onto the screen until it leaves it; a restart of the
program begins a new one."""
