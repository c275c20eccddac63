"""A real S3 server for tests: SeaweedFS in one process, told to flush before it answers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hub.hub_world import free_port

ACCESS_KEY = "hub"
SECRET_KEY = "hub-secret"
BUCKET = "sealed"
_FLUSH = "fs.configure -locationPrefix=/buckets/ -fsync=true -apply\n"


def weed_program() -> Path | None:
    found = Path(sys.executable).with_name("weed")
    return found if found.exists() else None


class Seaweed:
    """`url` goes to `--objects`, `env` to the hub's environment."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="mkd-s3-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.log = self._folder / "weed.log"
        self._master, self._volume, self._filer, self.port = _ports(4)
        self.env = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}?endpoint={self.endpoint}"

    def start(self) -> None:
        config = self._folder / "s3.json"
        keys = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "hub", "credentials": [keys], "actions": actions}
        config.write_text(json.dumps({"identities": [identity]}), "utf-8")
        data = self._folder / "data"
        data.mkdir(exist_ok=True)
        options = {
            "dir": data,
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "master.port": self._master,
            "master.volumeSizeLimitMB": 64,
            "volume.port": self._volume,
            "volume.max": 20,
            "filer.port": self._filer,
            "s3.port": self.port,
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.iam": "false",
            "s3.config": config,
        }
        given = [f"-{name}={value}" for name, value in options.items()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._program), "server", "-filer", "-s3", *given],
                stdout=log,
                stderr=log,
            )
        while not self._answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"SeaweedFS did not start: {self.log.read_text()[-2000:]}")
            threading.Event().wait(0.05)
        shell = [str(self._program), "shell", f"-master=127.0.0.1:{self._master}"]
        subprocess.run(
            [*shell, f"-filer=127.0.0.1:{self._filer}"],
            input=_FLUSH.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.endpoint, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            return True  # it asks who we are
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """As a power cut would, for the process; `start` brings it back with its data, which
        takes SeaweedFS some 20 s."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

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


def _ports(count: int) -> list[int]:
    """SeaweedFS listens 10,000 higher as well (gRPC)."""
    found: list[int] = []
    while len(found) < count:
        port = free_port()
        if port < 55_000 and port not in found:
            found.append(port)
    return found
