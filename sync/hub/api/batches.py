"""Announcing a batch, asking how it stands, and getting its receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from sync.hub.api.answers import answer, refused, said, sealed, takes
from sync.hub.api.asking import TOKEN, BatchPath, body_of, hub_of, terminal_of
from sync.protocol import Lacking

router = APIRouter(prefix="/v1/batches", tags=["batches"])

Body = Annotated[bytes, Depends(body_of)]


@router.post(
    "",
    summary="Announce a batch by its manifest",
    status_code=201,
    responses={
        200: said("Lacking", "Known already: what is lacking, or the receipt."),
        201: said("Lacking", "New: what is lacking."),
        **refused(401, 403, 408, 409, 413, 422, 507),
    },
    openapi_extra=takes("Envelope", "A Manifest, signed by terminal and supervisor.") | TOKEN,
)
def announce(request: Request, body: Body) -> Response:
    terminal = terminal_of(request)
    new, lacking = hub_of(request).receiving.announce(terminal, body)
    request.state.batch = lacking.batch
    return answer(lacking, 201 if new else 200)


@router.get(
    "/{batch}",
    summary="What is lacking of a batch; its receipt once it is received",
    responses={200: said("Lacking", "How it stands."), **refused(401, 403)},
    openapi_extra=TOKEN,
)
def status(request: Request, batch: BatchPath) -> Response:
    terminal = terminal_of(request)
    request.state.batch = batch
    lacking = hub_of(request).receiving.status(terminal, batch)
    if lacking.receipt is not None:
        hub_of(request).metrics.receipt_given()
    return answer(lacking)


@router.post(
    "/{batch}/complete",
    summary="Ask for the receipt",
    responses={
        200: said("Envelope", "A Receipt, signed by a receipt key: the same bytes each time."),
        **refused(401, 403, 507),
        409: said("Lacking", "Not all is here yet."),
    },
    openapi_extra=TOKEN,
)
def complete(request: Request, batch: BatchPath) -> Response:
    terminal = terminal_of(request)
    request.state.batch = batch
    done = hub_of(request).receiving.complete(terminal, batch)
    if isinstance(done, Lacking):
        return answer(done, 409)
    hub_of(request).metrics.receipt_given()
    return sealed(done)
