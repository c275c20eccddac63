"""Real hubs for tests: `RealHub` is the process of `desk-hub serve`, `InProcessHub` the same server
in a thread of this process. Both on loopback, both with everything that a hub has.

    with RealHub(tmp_path / "hub") as hub:
        code = hub.enrol("K3", "131016")     # "MKD1:…", what the QR holds
        requests.get(hub.url + "/readyz")
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from sync.enrolment import EnrolmentCode
from sync.envelope import peek
from sync.hub.hub import Hub, opened
from sync.hub.settings import HubSettings, read_settings
from sync.hub.store.batches import find_batch, find_receipt
from sync.hub.store.packets import Packet, every_packet
from sync.keys import SealingKey
from sync.protocol import KeySet, Municipality, Receipt, Reference, Venue

ROOT = Path(__file__).resolve().parents[2]
MUNICIPALITY = "131016"


class _World:
    """What can be done at a hub's own machine, while it serves or not."""

    settings: HubSettings

    @property
    def url(self) -> str:
        raise NotImplementedError

    @contextmanager
    def opened(self) -> Iterator[Hub]:
        """The hub's own parts, on the same database and objects."""
        with opened(self.settings) as hub:
            yield hub

    def enrol(
        self,
        label: str = "K3",
        municipality: str = MUNICIPALITY,
        *,
        terminal: str | None = None,
        url: str = "",
    ) -> str:
        """A one-time code as the QR's text; `url`: of a line in between."""
        with self.opened() as hub:
            code = hub.enrolling.make_code(
                label=label, municipality=municipality, terminal=terminal
            )
            return EnrolmentCode(url=url or self.url, code=code, root=hub.keys.root_id).text()

    def add_municipality(
        self,
        code: str = MUNICIPALITY,
        recipient: str | None = None,
        recovery: str | None = None,
        name: str = "千代田区",
        **more: Any,
    ) -> None:
        with self.opened() as hub:
            hub.reference.add_municipality(
                Municipality(
                    code=code,
                    name=name,
                    recipient=recipient or SealingKey.new().recipient,
                    recovery=recovery or SealingKey.new().recipient,
                    **more,
                )
            )

    def add_venue(
        self, code: str, name: str, municipality: str = MUNICIPALITY, **more: Any
    ) -> None:
        with self.opened() as hub:
            hub.reference.add_venue(Venue(code=code, name=name, municipality=municipality, **more))

    def add_office(self, public: str, municipality: str = MUNICIPALITY) -> str:
        """The id with which that office signs on."""
        with self.opened() as hub:
            return hub.enrolling.add_office(municipality, public).id

    def revoke(self, terminal: str) -> None:
        with self.opened() as hub:
            hub.enrolling.revoke(terminal)
            hub.reference.change(lambda reference: reference)

    def key_set(self) -> KeySet:
        with self.opened() as hub:
            return hub.keys.signed().keys

    def key_set_envelope(self) -> bytes:
        with self.opened() as hub:
            return hub.keys.signed().envelope

    @property
    def root(self) -> str:
        with self.opened() as hub:
            return hub.keys.root_id

    def reference(self) -> Reference:
        with self.opened() as hub:
            return peek(hub.reference.envelope(), Reference)

    def packets(self) -> list[Packet]:
        """Every packet the hub counts as stored."""
        with self.opened() as hub, hub.database.reading() as connection:
            return list(every_packet(connection))

    def receipt_bytes(self, batch: str, municipality: str = MUNICIPALITY) -> bytes | None:
        with self.opened() as hub, hub.database.reading() as connection:
            kept = find_receipt(connection, municipality, batch)
        return None if kept is None else kept.receipt

    def receipt_of(self, batch: str, municipality: str = MUNICIPALITY) -> Receipt | None:
        kept = self.receipt_bytes(batch, municipality)
        return None if kept is None else peek(kept, Receipt)

    def knows_batch(self, batch: str, municipality: str = MUNICIPALITY) -> bool:
        with self.opened() as hub, hub.database.reading() as connection:
            return find_batch(connection, municipality, batch) is not None


class RealHub(_World):
    """The hub's process. Starts when entered (or by `start`), answers when that returns.

    `options` go to `desk-hub serve`, `limits` into its hub.toml, `wrapper` before the command.
    """

    def __init__(
        self,
        folder: Path,
        *,
        options: Sequence[str] = (),
        database: str = "",
        objects: str = "",
        limits: dict[str, Any] | None = None,
        env: dict[str, str] | None = None,
        wrapper: Sequence[str] = (),
        preexec: Any = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self._options = list(options)
        self._env = env or {}
        self._wrapper = list(wrapper)
        self._preexec = preexec
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder.with_name(folder.name + ".log")
        folder.mkdir(parents=True, exist_ok=True)
        if limits:
            lines = [
                f"{key} = {msgspec.json.encode(value).decode()}" for key, value in limits.items()
            ]
            (folder / "hub.toml").write_text("\n".join(lines), "utf-8")
        if database:
            self._options += ["--database", database]
        if objects:
            self._options += ["--objects", objects]
        self.settings = read_settings(folder, database=database or None, objects=objects or None)

    @property
    def url(self) -> str:
        scheme = "https" if "--tls-cert" in self._options else "http"
        return f"{scheme}://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        command = [sys.executable, "-m", "sync.hub", "serve", "--data", str(self.folder)]
        command += ["--port", str(self.port), "--json", *self._options]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._wrapper, *command],
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "PYTHONPATH": path, **self._env},
                preexec_fn=self._preexec,
            )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():  # it says its address when it answers
            self._process.stdout.close()
            code = self._process.wait()
            raise RuntimeError(f"hub ended with {code}: {self.log.read_text('utf-8')[-2000:]}")

    def kill(self) -> None:
        """As a power cut would, for the process."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Calmly; its exit code."""
        return self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Killed, and started again on the same port and data."""
        self.kill()
        self.start()

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self) -> int:
        assert self._process is not None
        code = self._process.wait(60)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


class InProcessHub(_World):
    """The same server in a thread: cheaper, and its parts can be looked at (`hub`)."""

    def __init__(self, folder: Path, clock: Any = None, **settings: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.settings = read_settings(folder, **settings)
        self._clock = clock
        self._thread: threading.Thread | None = None
        self._url = ""

    @property
    def url(self) -> str:
        return self._url

    def start(self) -> None:
        # the server's libraries only where a test runs one
        import uvicorn

        from sync.hub.app import create_app
        from sync.hub.hub import open_hub, utc_now

        self.hub = open_hub(self.settings, self._clock or utc_now)
        app = create_app(self.settings, hub=self.hub)
        config = uvicorn.Config(
            app, http="httptools", ws="none", lifespan="on", log_config=None, access_log=False
        )
        self.app = app
        self._server = uvicorn.Server(config)
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()

    @contextmanager
    def opened(self) -> Iterator[Hub]:
        yield self.hub

    def stop(self) -> None:
        if self._thread is not None:
            self._server.should_exit = True
            self._thread.join(30)
            self._thread = None
            self.hub.close()

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
