"""One camera serves one application at a time."""

from __future__ import annotations

from types import TracebackType

from desk.domain.errors import NeedsPerson


class CameraLease:
    """The right to use one camera, until `release`. Also a context manager."""

    def __init__(self, leases: CameraLeases, camera: str, holder: str) -> None:
        self._leases = leases
        self.camera = camera
        self.holder = holder

    @property
    def held(self) -> bool:
        return self._leases.holds(self)

    def release(self) -> None:
        """Give the camera back; a second time, or after someone else took it, nothing happens."""
        self._leases.give_back(self)

    def __enter__(self) -> CameraLease:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class CameraLeases:
    """Who uses which camera. One object per running app; only used on the UI thread.

    A holder is an application's id or number, never a name: it is told to the second taker.
    """

    def __init__(self) -> None:
        self._held: dict[str, CameraLease] = {}

    def take(self, camera: str, holder: str) -> CameraLease:
        """The lease; the same one again for the same holder. Raises NeedsPerson("camera_in_use")
        while another application holds the camera."""
        lease = self._held.get(camera)
        if lease is None:
            lease = self._held[camera] = CameraLease(self, camera, holder)
        if lease.holder != holder:
            raise NeedsPerson("camera_in_use", holder=lease.holder)
        return lease

    def holder(self, camera: str) -> str | None:
        lease = self._held.get(camera)
        return None if lease is None else lease.holder

    def holds(self, lease: CameraLease) -> bool:
        return self._held.get(lease.camera) is lease

    def give_back(self, lease: CameraLease) -> None:
        if self.holds(lease):
            del self._held[lease.camera]
