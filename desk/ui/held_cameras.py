"""The right to both cameras, held for the open application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.domain.errors import NeedsPerson
from desk.ui.context import Lease

if TYPE_CHECKING:
    from desk.ui.context import DeskContext


class HeldCameras:
    """Two applications never share a camera: it is this one's until it is closed."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self._leases: list[Lease] = []

    def take(self, holder: str) -> None:
        """Both or none; raises NeedsPerson("camera_in_use")."""
        leases = self._context.leases
        if leases is None:
            return
        try:
            for camera in ("form", "photo"):
                self._leases.append(leases.take(camera, holder))
        except NeedsPerson:
            self.give_back()
            raise

    def give_back(self) -> None:
        for lease in self._leases:
            lease.release()
        self._leases = []
