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
    """One node: master, volumes, names and S3 gateway. It flushes before it answers, and is back
    within some 3 s after it was killed."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="mkd-weed-"))
        self._ports = [quiet_port() for _ in range(4)]
        self._grpc = [quiet_port() for _ in range(4)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}?endpoint=http://127.0.0.1:{self._ports[3]}"

    def start(self) -> None:
        """Raises RuntimeError."""
        options: dict[str, object] = {
            "ip": "127.0.0.1",
            "dir": self._folder,
            "master.electionTimeout": "1s",
            "master.volumeSizeLimitMB": 64,
            "volume.max": 50,
            "s3.iam": "false",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
        }
        for place, what in enumerate(("master", "volume", "filer", "s3")):
            options[f"{what}.port"] = self._ports[place]
            options[f"{what}.port.grpc"] = self._grpc[place]
        given = [f"-{name}={value}" for name, value in options.items()]
        with (self._folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "server", "-filer", "-s3", *given],
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )
        self._until_it_answers()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

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
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

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
        shutil.rmtree(self._folder, ignore_errors=True)


os.environ.setdefault("AWS_ACCESS_KEY_ID", "any")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "any")
