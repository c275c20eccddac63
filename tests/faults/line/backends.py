"""PostgreSQL and an S3 server that can be killed, where this machine has them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Self

import obstore
import psycopg
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.faults.line.medium import quiet_port
from tests.hub.postgres_world import Postgres, postgres_programs

BUCKET = "packets"
_LONGEST_S = 60.0


def postgres_here() -> Postgres | None:
    programs = postgres_programs()
    return None if programs is None else KilledPostgres(programs, durable=True, port=quiet_port())


def objects_here() -> SeaweedFS | None:
    program = Path(sys.executable).with_name("weed")
    return SeaweedFS(program) if program.exists() else None


class KilledPostgres(Postgres):
    """One that is ended as a power cut would, also while it still recovers from the last one."""

    def stop(self) -> None:
        self.kill()
        super().stop()

    def _wait(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._wait()


def until_postgres_answers(postgres: Postgres) -> None:
    """It recovers by itself after one of its processes was killed."""
    until = time.monotonic() + _LONGEST_S
    while True:
        try:
            psycopg.connect(postgres.url, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


class SeaweedFS:
    """Its master in one process; the node that is killed, volumes, names and S3 gateway, in two.
    It flushes before it answers."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="mkd-weed-"))
        self._ports = [quiet_port() for _ in range(4)]
        self._grpc = [quiet_port() for _ in range(4)]
        self._master: subprocess.Popen[bytes] | None = None
        self._node: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}?endpoint=http://127.0.0.1:{self._ports[3]}"

    def start(self) -> None:
        """The node; and the master the first time."""
        master, volume, filer, s3 = self._ports
        seed = f"127.0.0.1:{master}.{self._grpc[0]}"
        if self._master is None:
            self._master = self._run(
                "master", f"-port={master}", f"-port.grpc={self._grpc[0]}",
                f"-mdir={self._folder}", "-volumeSizeLimitMB=64", "-electionTimeout=1s",
            )  # fmt: skip
        self._node = [
            self._run(
                "volume", f"-port={volume}", f"-port.grpc={self._grpc[1]}", f"-master={seed}",
                f"-dir={self._folder}", "-max=50",
            ),
            self._run(
                "filer", f"-port={filer}", f"-port.grpc={self._grpc[2]}", f"-master={seed}",
                f"-defaultStoreDir={self._folder}", "-s3", f"-s3.port={s3}",
                f"-s3.port.grpc={self._grpc[3]}", "-s3.iam=false", "-s3.port.iceberg=0",
                "-s3.port.lance=0",
            ),
        ]  # fmt: skip
        self._until_it_answers()

    def _run(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [self._program, what, "-ip=127.0.0.1", *options],
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )

    @property
    def running(self) -> bool:
        return bool(self._node) and all(each.poll() is None for each in self._node)

    def _until_it_answers(self) -> None:
        """Until a packet can be put."""
        store = S3Store(
            BUCKET,
            endpoint=f"http://127.0.0.1:{self._ports[3]}",
            region="us-east-1",
            client_options={"allow_http": True, "timeout": "10s"},
            retry_config={"max_retries": 0, "retry_timeout": timedelta(seconds=1)},
        )
        until = time.monotonic() + _LONGEST_S
        while True:
            try:
                obstore.put(store, "probe", b"probe")
                return
            except (BaseError, OSError) as error:
                if not self.running or time.monotonic() > until:
                    logs = [each.read_text()[-6000:] for each in self._folder.glob("*.log")]
                    raise RuntimeError(f"SeaweedFS does not answer: {logs}") from error
                time.sleep(0.05)

    def flush_always(self) -> None:
        """fs.configure -fsync=true."""
        master, _, filer, _ = self._ports
        shell = [self._program, "shell", f"-master=127.0.0.1:{master}.{self._grpc[0]}"]
        shell += [f"-filer=127.0.0.1:{filer}.{self._grpc[2]}"]
        order = f"fs.configure -locationPrefix=/buckets/{BUCKET} -fsync=true -apply\nexit\n"
        done = subprocess.run(
            shell, input=order.encode(), capture_output=True, check=True, timeout=_LONGEST_S
        )
        assert b'"fsync":  true' in done.stdout, done.stdout + done.stderr

    def kill(self) -> None:
        """The node; its master lives elsewhere."""
        for each in self._node:
            each.kill()
            each.wait()
        self._node = []

    def __enter__(self) -> Self:
        try:
            self.start()
            self.flush_always()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        if self._master is not None:
            self._master.kill()
            self._master.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


os.environ.setdefault("AWS_ACCESS_KEY_ID", "any")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "any")
