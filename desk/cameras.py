"""The two cameras of the desk: real ones, or the stage of practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.devices.desk_cameras import DeskCameras

if TYPE_CHECKING:
    from desk.demo.stage import Stage
    from desk.devices.frame_source import FrameSource
    from desk.services.camera_choice import Purpose
    from desk.services.ports import Clock


class Cameras:
    """`real` is None in practice: the stage has a scene for each purpose, nothing to choose."""

    def __init__(self, clock: Clock, stage: Stage | None = None) -> None:
        self.stage = stage
        self.real = DeskCameras(clock) if stage is None else None

    def form(self) -> FrameSource | None:
        return self.real.form() if self.real is not None else self._stage().form_camera()

    def photo(self) -> FrameSource | None:
        return self.real.photo() if self.real is not None else self._stage().photo_camera()

    def are_one(self) -> bool:
        """Does one device serve both purposes?"""
        if self.real is None:
            return False
        now = self.real.assigned()
        return bool(now.form) and now.form == now.photo

    def turn(self, purpose: Purpose) -> None:
        """カメラ切替: the next camera for that purpose, if there is one."""
        if self.real is not None:
            self.real.turn(purpose)

    def _stage(self) -> Stage:
        if self.stage is None:
            raise RuntimeError("no stage")
        return self.stage
