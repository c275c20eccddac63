"""Running the app with uvicorn: one process, or several on PostgreSQL; a calm stop."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from types import FrameType
from typing import Any, Final

import msgspec
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from sync.hub.app import create_app
from sync.hub.hub import Hub, open_hub
from sync.hub.logs import log_event, start_logging
from sync.hub.settings import HubSettings

KEEP_ALIVE_S: Final = 75
BACKLOG: Final = 2_048
_HANDED_OVER: Final = "MACHIKADO_HUB_SETTINGS"


class CalmServer(uvicorn.Server):
    """At the first SIGTERM: what is under way is finished, what comes anew hears 503; then it
    stops. At the second, at once."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._started = started
        self._drain_s: float = app.state.settings.drain_s
        self._until: float | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what was loaded stays: no need to look through it again and again
        self._started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self._until is not None:
            super().handle_exit(signal.SIGINT, frame)
            return
        self._until = time.monotonic() + self._drain_s
        self._app.state.draining = True

    async def on_tick(self, counter: int) -> bool:
        if self._until is not None:
            idle = self._app.state.under_way == 0
            self.should_exit = self.should_exit or idle or time.monotonic() > self._until
        return await super().on_tick(counter)


def serve(settings: HubSettings, started: Callable[[Hub, str], None]) -> None:
    """Until a signal ends it; `started` hears the address when requests are answered."""
    start_logging(settings.log_level)
    hub = open_hub(settings)
    try:
        _keep_tls_ca(hub)
        if settings.workers > 1:
            _serve_several(hub, started)
        else:
            _serve_one(hub, started)
    finally:
        hub.close()
    log_event("stopped")


def _serve_one(hub: Hub, started: Callable[[Hub, str], None]) -> None:
    app = create_app(hub.settings, hub=hub)
    config = _config(hub.settings, app)
    listening = _listening(config)
    url = _url(hub.settings, listening)
    CalmServer(config, app, lambda: started(hub, url)).run([listening])


def _serve_several(hub: Hub, started: Callable[[Hub, str], None]) -> None:
    """Each process is a hub of its own on the same database and objects."""
    os.environ[_HANDED_OVER] = msgspec.json.encode(hub.settings, enc_hook=str).decode()
    config = _config(hub.settings, "sync.hub.serving:worker_app", factory=True)
    listening = _listening(config)
    listening.listen(
        BACKLOG
    )  # who comes before the first process is ready waits, and is not refused
    started(hub, _url(hub.settings, listening))
    Multiprocess(config, sockets=[listening]).run()


def _listening(config: uvicorn.Config) -> socket:
    """Bound by uvicorn. Answers leave at once: asyncio asks for that only on sockets that name
    their protocol, which uvicorn's does not, and each answer would wait 40 ms for an ACK."""
    listening = config.bind_socket()
    listening.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    return listening


def worker_app() -> FastAPI:
    """One of several: its settings were handed over by the process that started it."""
    settings = msgspec.json.decode(
        os.environ[_HANDED_OVER], type=HubSettings, dec_hook=lambda kind, value: kind(value)
    )
    start_logging(settings.log_level)
    return create_app(settings)


def _config(settings: HubSettings, app: Any, *, factory: bool = False) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="none",
        factory=factory,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        workers=settings.workers,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=int(settings.drain_s),
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )


def _url(settings: HubSettings, listening: socket) -> str:
    scheme = "https" if settings.tls_cert else "http"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{listening.getsockname()[1]}"


def _keep_tls_ca(hub: Hub) -> None:
    """A CA that was given anew goes into the key set; that needs the root key."""
    file: Path | None = hub.settings.tls_ca
    if file is None:
        return
    pem = file.read_text("ascii")
    if pem != hub.keys.signed().keys.tls_ca:
        hub.keys.set_tls_ca(hub.keys.files.root(), pem)
