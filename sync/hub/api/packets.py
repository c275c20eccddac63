"""Taking packets as streams, and handing them to their office."""

from __future__ import annotations

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from sync.hub.api.answers import answer, refused, said
from sync.hub.api.asking import (
    TOKEN,
    Municipality,
    PacketDigest,
    arriving,
    hub_of,
    length_of,
    office_of,
    terminal_of,
)
from sync.hub.objects import ObjectKey, Spool
from sync.protocol import CHUNK_BYTES, Digest, OfficePacket, OfficePackets

router = APIRouter(prefix="/v1", tags=["packets"])

After = Annotated[int, Query(ge=0, le=1 << 62)]
OCTETS = "application/octet-stream"
_BYTES = {OCTETS: {"schema": {"type": "string", "format": "binary"}}}
_STORED = {"description": "Stored, durably.", "content": {}}
_HERE = {"description": "It, or its application, is here already.", "content": {}}


@router.put(
    "/packets/{municipality}/{digest}",
    summary="Send a packet; also before any manifest names it",
    status_code=201,
    response_class=Response,
    responses={200: _HERE, 201: _STORED, **refused(401, 403, 408, 411, 413, 422, 507)},
    openapi_extra={"requestBody": {"required": True, "content": _BYTES}} | TOKEN,
)
async def put_packet(
    request: Request, municipality: Municipality, digest: PacketDigest
) -> Response:
    hub, size = hub_of(request), length_of(request)
    key = ObjectKey(municipality, Digest(digest))

    def opened() -> Spool | None:
        terminal = request.state.sender = terminal_of(request)
        return hub.objects.spool(size) if hub.receiving.expect(terminal, key, size) else None

    def kept(spool: Spool, end: bytearray) -> bool:
        with hub.metrics.durable_write():
            spool.write(end)
            return hub.receiving.keep(request.state.sender, key, spool)

    spool = await anyio.to_thread.run_sync(opened)
    if spool is None:
        return Response(status_code=200)
    try:
        end = await _fill(spool, request)
        limiter = request.app.state.writers  # only so many at a time wait for the disk
        stored = await anyio.to_thread.run_sync(kept, spool, end, limiter=limiter)
    finally:
        spool.discard()
    return Response(status_code=201 if stored else 200)


async def _fill(spool: Spool, request: Request) -> bytearray:
    """The body into the spool, but for its end; a part of it at a time is in memory."""
    part = bytearray()
    async for chunk in arriving(request):
        part += chunk
        if len(part) >= CHUNK_BYTES:
            await anyio.to_thread.run_sync(spool.write, part)
            part = bytearray()
    return part


@router.get(
    "/packets/{municipality}/{digest}",
    summary="A packet, for its office",
    response_class=Response,
    responses={
        200: {"description": "The sealed bytes.", "content": _BYTES},
        **refused(401, 403),
    },
    openapi_extra=TOKEN,
)
def get_packet(request: Request, municipality: Municipality, digest: PacketDigest) -> Response:
    office_of(request, municipality)
    size, chunks = hub_of(request).packet(ObjectKey(municipality, Digest(digest)))
    return StreamingResponse(chunks, media_type=OCTETS, headers={"Content-Length": str(size)})


@router.get(
    "/offices/{municipality}/packets",
    summary="Packets that receipts cover, for their office",
    responses={200: said("OfficePackets", "The next ones after `after`."), **refused(401, 403)},
    openapi_extra=TOKEN,
)
def office_packets(request: Request, municipality: Municipality, after: After = 0) -> Response:
    office_of(request, municipality)
    found = hub_of(request).arrived(municipality, after)
    listed = tuple(
        OfficePacket(
            arrival=each.arrival,
            digest=each.digest,
            size=each.size,
            application=each.application,
            version=each.version,
            number=each.number,
            route=each.route,
            batch=each.batch,
            terminal=each.terminal,
            terminal_key=each.signed_by,
        )
        for each in found
    )
    return answer(OfficePackets(packets=listed, next=listed[-1].arrival if listed else after))
