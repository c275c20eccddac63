"""For those who look after the hub: alive, ready, figures."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from sync.errors import CanRetry
from sync.hub.api.answers import refused
from sync.hub.api.asking import hub_of
from sync.hub.metrics import CONTENT_TYPE
from sync.hub.store.batches import open_batches

router = APIRouter(tags=["health"])

_TEXT = {"text/plain": {"schema": {"type": "string"}}}


@router.get(
    "/healthz",
    summary="The process answers",
    response_class=PlainTextResponse,
    responses=refused(),
)
async def healthz() -> Response:
    return PlainTextResponse("ok\n")


@router.get(
    "/readyz",
    summary="Database and objects can take a packet",
    response_class=PlainTextResponse,
    responses=refused(507),
)
def readyz(request: Request) -> Response:
    if request.app.state.draining:
        raise CanRetry("hub_busy", why="stopping", wait_s=10)
    hub_of(request).usable()
    return PlainTextResponse("ready\n")


@router.get(
    "/metrics",
    summary="Figures in Prometheus' format",
    response_class=PlainTextResponse,
    responses={200: {"description": "Figures.", "content": _TEXT}, **refused()},
)
def metrics(request: Request) -> Response:
    hub = hub_of(request)
    with hub.database.reading() as connection:
        count, oldest = open_batches(connection)
    text = hub.metrics.text(count, oldest, hub.clock())
    return Response(text, headers={"Content-Type": CONTENT_TYPE})
