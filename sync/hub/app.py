"""The hub as an ASGI app: routes, OpenAPI, and the door that every request passes."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import anyio
import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from sync import protocol
from sync.errors import SyncError
from sync.hub.api import batches, health, packets, terminals
from sync.hub.api.answers import CLIENT_GONE, problem, refusal
from sync.hub.api.asking import NoLength
from sync.hub.api.describing import described
from sync.hub.hub import Hub, open_hub, utc_now
from sync.hub.logs import log_event, log_failure
from sync.hub.settings import HubSettings
from sync.troubles import Trouble

COLLECT_S: Final = 3_600.0


def create_app(
    settings: HubSettings, clock: Callable[[], datetime] = utc_now, hub: Hub | None = None
) -> FastAPI:
    """The app of one hub; opens (and closes with itself) the hub unless one is given."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = settings.threads
        app.state.writers = anyio.CapacityLimiter(settings.durable_writes)
        app.state.hub = hub or await anyio.to_thread.run_sync(open_hub, settings, clock)
        stop = threading.Event()
        collector = threading.Thread(target=_collect, args=(app.state.hub, stop), daemon=True)
        collector.start()
        yield
        stop.set()
        await anyio.to_thread.run_sync(collector.join)
        if hub is None:
            app.state.hub.close()

    app = FastAPI(
        title="Machikado hub",
        version=str(protocol.VERSION),
        lifespan=living,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.draining = False
    app.state.under_way = 0
    for router in (terminals.router, batches.router, packets.router):
        app.include_router(router)
    app.include_router(health.router)
    app.add_middleware(Door, app=app)
    _add_refusals(app)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    return app


def _collect(hub: Hub, stop: threading.Event) -> None:
    while not stop.wait(COLLECT_S):
        try:
            hub.collect()
        except SyncError as error:
            log_event("not_collected", code=error.code)
        except Exception as error:  # noqa: BLE001 tomorrow's collection must not die of today's
            log_failure("not_collected", error)


class Door:
    """Every request passes here: it gets its id, is counted and logged, and is always answered."""

    def __init__(self, next_app: ASGIApp, app: FastAPI) -> None:
        self._next = next_app
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._next(scope, receive, send)
            return
        visit = _Visit(scope, send)
        if self._app.state.draining and not scope["path"].endswith("z"):
            response = problem(
                scope,
                503,
                Trouble.HUB_BUSY,
                detail="stopping",
                wait_s=10,
                headers={"Connection": "close"},
            )
            await response(scope, receive, visit.send)
        else:
            self._app.state.under_way += 1
            try:
                await self._pass(visit, receive)
            finally:
                self._app.state.under_way -= 1
        self._tell(visit)

    async def _pass(self, visit: _Visit, receive: Receive) -> None:
        try:
            await self._next(visit.scope, receive, visit.send)
        except ClientDisconnect:
            visit.status = CLIENT_GONE
        except Exception as error:
            log_failure("failed", error, request=visit.id)
            if visit.status:  # half an answer: the connection must go
                raise
            response = problem(visit.scope, 500, Trouble.UNEXPECTED)
            await response(visit.scope, receive, visit.send)

    def _tell(self, visit: _Visit) -> None:
        seconds = time.perf_counter() - visit.began
        route = getattr(visit.scope.get("route"), "path", "-")
        state = visit.scope["state"]
        self._app.state.hub.metrics.request(route, visit.status, seconds)
        log_event(
            "request",
            request=visit.id,
            method=visit.scope["method"] if visit.scope["method"] in _METHODS else "-",
            route=route,
            status=visit.status,
            ms=round(seconds * 1_000, 1),
            bytes=visit.sent,
            terminal=state.get("terminal"),
            batch=state.get("batch"),
            code=state.get("code"),
            why=state.get("why"),
        )


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})


class _Visit:
    """One request on its way through the door."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.id = uuid.uuid4().hex[:16]
        self.began = time.perf_counter()
        self.status = 0
        self.sent = 0
        self.scope = scope
        self._send = send
        scope.setdefault("state", {})["request"] = self.id

    async def send(self, message: AsgiMessage) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)["X-Request-Id"] = self.id
        else:
            self.sent += len(message.get("body", b""))
        await self._send(message)


def _add_refusals(app: FastAPI) -> None:
    """Whatever is raised becomes a Problem."""

    @app.exception_handler(SyncError)
    async def refused(request: Request, error: SyncError) -> Response:
        return refusal(request, error)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        places = ", ".join(str(each["loc"][-1]) for each in error.errors())
        return problem(request.scope, 400, Trouble.MALFORMED, detail=places)

    @app.exception_handler(NoLength)
    async def no_length(request: Request, error: NoLength) -> Response:  # noqa: ARG001
        return problem(request.scope, 411, Trouble.MALFORMED, detail="Content-Length")

    @app.exception_handler(HTTPException)
    async def unknown_path(request: Request, error: HTTPException) -> Response:
        code = Trouble.HUB_OLDER if error.status_code in (404, 405) else Trouble.MALFORMED
        return problem(request.scope, error.status_code, code, headers=error.headers)
