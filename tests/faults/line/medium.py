"""A small disk or stick: a tmpfs that can be full, and pulled; and ports that stay free."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path


class Medium:
    """Mounted when entered."""

    def __init__(self, scratch: Path, size: int) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=scratch, prefix="medium-"))
        self._size = size
        self._in = False

    def __enter__(self) -> Medium:
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()
        shutil.rmtree(self.folder, ignore_errors=True)

    def plug_in(self) -> None:
        options = f"size={self._size},mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder], check=True)
        self._in = True

    def pull(self) -> None:
        """At once, whoever is using it; what was on it is gone."""
        if self._in:
            subprocess.run(["umount", "--lazy", self.folder], check=True)
            self._in = False

    def leave_only(self, free: int) -> None:
        """Something else takes all of it but so many bytes."""
        have = shutil.disk_usage(self.folder).free
        with self._ballast.open("wb") as file:
            if have > free:
                os.posix_fallocate(file.fileno(), 0, have - free)

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


def quiet_port() -> int:
    """Free, and none that the system gives to outgoing connections: a server that was killed finds
    it free again, however often somebody tried to reach it meanwhile."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@cache
def can_mount() -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as scratch:
        try:
            with Medium(Path(scratch), 1 << 16):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False
