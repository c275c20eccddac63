"""Signing on, enrolling, keys and reference data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from sync.envelope import as_json, decode
from sync.hub.api.answers import answer, refused, said, sealed, takes
from sync.hub.api.asking import address_of, body_of, hub_of
from sync.hub.hub import Hub
from sync.protocol import Challenge as ChallengeReply
from sync.protocol import ChallengeRequest, Enrolled, HelloReply, Session

router = APIRouter(prefix="/v1", tags=["terminals"])

Body = Annotated[bytes, Depends(body_of)]
Nonce = Annotated[str, Query(min_length=8, max_length=100, pattern="^[A-Za-z0-9_-]+$")]


@router.get(
    "/hello",
    summary="Prove that this is the hub, and tell its clock",
    responses={200: said("HelloReply", "The hub's signed word about the nonce."), **refused()},
)
def hello(request: Request, nonce: Nonce) -> Response:
    hub = hub_of(request)
    hub.limiting.address(address_of(request))
    return answer(
        HelloReply(hello=as_json(hub.hello(nonce)), key_set=as_json(hub.keys.signed().envelope))
    )


@router.post(
    "/session/challenge",
    summary="Ask for something to sign",
    responses={200: said("Challenge", "To be signed soon."), **refused(408, 413)},
    openapi_extra=takes("ChallengeRequest", "Which terminal or office asks."),
)
def challenge(request: Request, body: Body) -> Response:
    hub = hub_of(request)
    hub.limiting.address(address_of(request))
    who = decode(body, ChallengeRequest).terminal
    return answer(ChallengeReply(challenge=hub.sessions.challenge(who)))


@router.post(
    "/session",
    summary="Sign on with the signed challenge",
    responses={200: said("Session", "The token."), **refused(401, 403, 408, 413)},
    openapi_extra=takes("Envelope", "A SessionRequest, signed by the terminal's or office's key."),
)
def session(request: Request, body: Body) -> Response:
    hub = hub_of(request)
    hub.limiting.address(address_of(request))
    token = hub.sign_on(body)
    return answer(Session(token=token, lasts_s=hub.settings.session_s, now=hub.clock()))


@router.post(
    "/enrol",
    summary="Get a certificate for a new key by a one-time code",
    responses={200: said("Enrolled", "The same again for the same key."), **refused(403, 408, 413)},
    openapi_extra=takes("Envelope", "An Enrolment, signed by the new key."),
)
def enrol(request: Request, body: Body) -> Response:
    hub = hub_of(request)
    hub.limiting.enrolling(address_of(request))
    return _enrolled(hub, hub.enrolling.enrol(body))


@router.post(
    "/terminals/self/key",
    summary="Change the terminal's key",
    responses={200: said("Enrolled", "The same again for the same key."), **refused(403, 408, 413)},
    openapi_extra=takes(
        "Envelope", "An Enrolment with `replaces`, signed by the old and by the new key."
    ),
)
def rotate(request: Request, body: Body) -> Response:
    hub = hub_of(request)
    hub.limiting.enrolling(address_of(request))
    return _enrolled(hub, hub.enrolling.rotate(body))


@router.get(
    "/reference",
    summary="The signed reference data",
    responses={
        200: said("Envelope", "A Reference, signed by an issuer key.", ETag="Its serial."),
        304: {"description": "Still that of If-None-Match."},
        **refused(),
    },
)
def reference(request: Request) -> Response:
    hub = hub_of(request)
    hub.limiting.address(address_of(request))
    serial, envelope = hub.reference.current()
    tag = f'"{serial}"'
    given = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag in given or f"W/{tag}" in given:
        return Response(status_code=304, headers={"ETag": tag})
    return sealed(envelope, ETag=tag)


def _enrolled(hub: Hub, certificate: bytes) -> Response:
    return answer(
        Enrolled(
            certificate=as_json(certificate),
            key_set=as_json(hub.keys.signed().envelope),
            reference=as_json(hub.reference.envelope()),
        )
    )
