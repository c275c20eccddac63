"""A real PostgreSQL for tests, in a folder of its own, run by an unprivileged user."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hub.hub_world import free_port

USER = "postgres"


def postgres_programs() -> Path | None:
    """The folder of initdb and postgres."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: each.parent.name)
    usable = [folder for folder in folders if (folder / "initdb").exists()]
    if not usable or (os.geteuid() == 0 and not _user_exists()):
        return None
    return usable[-1]


def _user_exists() -> bool:
    return any(entry.pw_name == USER for entry in pwd.getpwall())


class Postgres:
    """Durable as it ships where `durable`; else without fsync, which tests do not need."""

    def __init__(self, programs: Path, *, durable: bool = False, port: int | None = None) -> None:
        self._programs = programs
        self._durable = durable
        self.port = port or free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="mkd-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.user = USER if os.geteuid() == 0 else getpass.getuser()

    @property
    def url(self) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/postgres"

    def new_database(self, name: str) -> str:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        data = self._folder / "data"
        if not data.exists():
            if os.geteuid() == 0:
                shutil.chown(self._folder, USER)
            initdb = [self._programs / "initdb", "-D", data, "-A", "trust", "-U", self.user]
            self._run([*initdb, "--no-sync", "--no-locale", "-E", "UTF8"])
        options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "120",
            "shared_buffers": "64MB",
            "fsync": "on" if self._durable else "off",
        }
        given = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        self._process = subprocess.Popen(
            self._as_user([self._programs / "postgres", "-D", data, *given]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ready = [self._programs / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-t", "1"]
        while subprocess.run(ready, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            if self._process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start")

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return int((self._folder / "data" / "postmaster.pid").read_text("ascii").split()[0])

    def kill(self) -> None:
        """As a power cut would; `start` recovers it."""
        os.kill(self.pid, signal.SIGQUIT)
        self._wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self.pid, signal.SIGINT)
            self._wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait(self) -> None:
        assert self._process is not None
        self._process.wait(30)

    def _run(self, command: Sequence[object]) -> None:
        subprocess.run(
            self._as_user(command), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def _as_user(self, command: Sequence[object]) -> list[str]:
        words = [str(word) for word in command]
        if os.geteuid() != 0:
            return words
        as_user = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        return ["setpriv", *as_user, "--pdeathsig", "QUIT", "--", *words]  # ends with the tests

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
