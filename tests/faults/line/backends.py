"""PostgreSQL and an S3 server that can be killed, where this machine has them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.hub.hub_world import free_port
from tests.hub.postgres_world import Postgres, postgres_programs

BUCKET = "packets"
_LONGEST_S = 60.0


def postgres_here() -> Postgres | None:
    programs = postgres_programs()
    return None if programs is None else Postgres(programs, durable=True)


def objects_here() -> SeaweedFS | None:
    program = Path(sys.executable).with_name("weed")
    return SeaweedFS(program) if program.exists() else None


class SeaweedFS:
    """One node with its S3 gateway; it flushes before it answers."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="mkd-weed-"))
        self._ports = [free_port() for _ in range(4)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}?endpoint=http://127.0.0.1:{self._ports[3]}"

    def start(self) -> None:
        master, volume, filer, s3 = self._ports
        self._process = subprocess.Popen(
            [
                self._program, "server", "-ip=127.0.0.1", f"-dir={self._folder}",
                f"-master.port={master}", f"-volume.port={volume}", "-filer",
                f"-filer.port={filer}", "-s3", f"-s3.port={s3}",
                f"-master.port.grpc={free_port()}", f"-volume.port.grpc={free_port()}",
                f"-filer.port.grpc={free_port()}", f"-s3.port.grpc={free_port()}",
                "-master.volumeSizeLimitMB=64", "-volume.max=50", "-s3.iam=false",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )  # fmt: skip
        self._until_it_answers()

    def _until_it_answers(self) -> None:
        until = time.monotonic() + _LONGEST_S
        while time.monotonic() < until:
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError("SeaweedFS ended")
            try:
                with socket.create_connection(("127.0.0.1", self._ports[3]), 1):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("SeaweedFS does not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


os.environ.setdefault("AWS_ACCESS_KEY_ID", "any")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "any")
