"""What a terminal says to the hub, each in one method; every failure is a SyncError of troubles.py.

`hello` comes first: the hub proves who it is by signing a number that we chose, so that a hotel's
login page, a proxy's error page and another hub are told for what they are. It also brings the
hub's newest keys and clock. Nothing is ever refused because of our own clock.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

from sync.answers import Answer, message_of, refusal, require, upload_refusal
from sync.enrolment import EnrolmentCode, check_certificate
from sync.envelope import as_bytes, as_json, decode, encode, open_sealed, seal
from sync.errors import Refused, SyncError
from sync.keys import SigningKey
from sync.line import MOST_PATIENCE, TIMEOUTS_S, Body, Line
from sync.line_probe import Seen, proxy_status, unsafe_hello
from sync.line_trouble import problem
from sync.protocol import (
    ENROLMENT,
    HELLO,
    MOST_PACKET_BYTES,
    SESSION,
    VERSION,
    BatchId,
    Challenge,
    ChallengeRequest,
    Digest,
    Enrolled,
    Enrolment,
    Hello,
    HelloReply,
    KeyId,
    Lacking,
    Session,
    SessionRequest,
    TerminalId,
    Upload,
)
from sync.sealed_file import Progress, SealedFile
from sync.troubles import Trouble
from sync.trust import Trust, tls_context, validity_code

_JSON: Final = {"Content-Type": "application/json"}
_OF_TIME: Final = frozenset({Trouble.TLS_EXPIRED, Trouble.TLS_CLOCK})
_OF_TLS: Final = _OF_TIME | {Trouble.TLS_UNKNOWN, Trouble.TLS_NAME, Trouble.TLS_OTHER}
_LOOKS: Final = 3


@dataclass(frozen=True, slots=True)
class TerminalIdentity:
    """Who we are to the hub: the id in our certificate, and the key that it names."""

    terminal: TerminalId
    key: SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The hub answered. `offset_s` is its clock minus ours; `key_set` its newest, as envelope."""

    hub: str
    now: datetime
    offset_s: float
    key_set: bytes


@dataclass(frozen=True, slots=True)
class FetchedReference:
    """Reference data as it came, to be verified by its keeper."""

    envelope: bytes
    etag: str


class HubClient:
    """One hub. Safe for many threads; `close` it, or use it in a `with`.

    `proxies` as in requests ({"https": "http://…"}), {} for none, None for the environment's.
    `offset_s`: the hub's clock minus ours at the last contact, for the certificates' validity.
    """

    def __init__(
        self,
        url: str,
        trust: Trust,
        identity: TerminalIdentity | None,
        *,
        proxies: Mapping[str, str] | None = None,
        timeouts: tuple[float, float] = TIMEOUTS_S,
        offset_s: float | None = None,
        connections: int = 4,
        app: str = "machikado",
    ) -> None:
        self.url = url.rstrip("/")
        self.trust = trust
        self.identity = identity
        self.app = app
        self.most_packet_bytes = MOST_PACKET_BYTES
        self._agent = f"{app} protocol/{VERSION}"
        self._proxies = proxies
        self._timeouts = timeouts
        self._offset_s = offset_s
        self._connections = connections
        self._patience = 1.0
        self._token = ""
        self._token_until = 0.0
        self._signing_on = threading.Lock()
        self._lines: dict[bool, Line] = {}
        self._making_lines = threading.Lock()

    @classmethod
    def for_code(cls, code: EnrolmentCode, **settings: object) -> HubClient:
        """For the first contact: only the root's id on the enrolment sheet is believed."""
        return cls(code.url, Trust(KeyId(code.root)), None, **settings)  # type: ignore[arg-type]

    def __enter__(self) -> HubClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all connections."""
        lines, self._lines = self._lines, {}
        for line in lines.values():
            line.close()

    def be_patient(self, failures: int) -> None:
        """Longer time-outs after failures in a row, four times as long at the most."""
        self._patience = min(MOST_PATIENCE, 1.0 + max(0, failures) / 2)
        for line in self._lines.values():
            line.patience = self._patience

    # who is there ---------------------------------------------------------------------------
    def hello(self) -> Contact:
        """Ask the hub who it is; raises SyncError: PORTAL, WRONG_HUB, TLS_…, HUB_OLDER, …"""
        if self.trust.key_set is None and self._secure:
            self._first_look()
        for look in range(_LOOKS):
            try:
                return self._hello()
            except SyncError as error:
                if error.code not in _OF_TLS or look == _LOOKS - 1:
                    raise
                self._second_look(error)
        raise AssertionError  # pragma: no cover

    def _hello(self) -> Contact:
        nonce = secrets.token_urlsafe(16)
        before = datetime.now(UTC)
        answer = self._ask("GET", f"/v1/hello?nonce={nonce}")
        middle = before + (datetime.now(UTC) - before) / 2
        hello = self._believe(answer, nonce)
        offset_s = (hello.now - middle).total_seconds()
        return Contact(hub=hello.hub, now=hello.now, offset_s=offset_s, key_set=self.trust.envelope)

    def _believe(self, answer: Answer, nonce: str) -> Hello:
        """The hub's word, verified; takes its newer keys over."""
        reply = _hello_in(answer)
        try:
            trust = self.trust.with_newer(as_bytes(reply.key_set))
            hello = open_sealed(reply.hello, HELLO, Hello, trust.receipt_keys)
        except Refused as error:
            raise problem(Trouble.WRONG_HUB, why=error.code) from error
        if hello.nonce != nonce:
            raise problem(Trouble.WRONG_HUB, why="nonce")
        if VERSION not in hello.versions:
            older = max(hello.versions, default=0) < VERSION
            raise problem(Trouble.HUB_OLDER if older else Trouble.HUB_NEWER)
        self.most_packet_bytes = hello.most_packet_bytes
        if trust.tls_ca != self.trust.tls_ca:
            self.close()
        self.trust = trust
        return hello

    def _first_look(self) -> None:
        """Before the first contact no authority is known: the signed key set names it."""
        nonce = secrets.token_urlsafe(16)
        seen = self._unsafe(nonce)
        if seen is not None:
            self._believe(_as_answer(seen), nonce)

    def _second_look(self, error: SyncError) -> None:
        """A certificate was not believed. The hub's own signature says whether its authority
        changed or our clock is wrong, and then we go on; else raises the trouble that it is."""
        nonce, before = secrets.token_urlsafe(16), self.trust
        seen = self._unsafe(nonce)
        if seen is None:
            raise error
        try:
            hello = self._believe(_as_answer(seen), nonce)
        except SyncError as other:
            raise (other if other.code == Trouble.PORTAL else error) from error
        if error.code == Trouble.TLS_UNKNOWN and self.trust.tls_ca != before.tls_ca:
            return
        if error.code not in _OF_TIME:
            raise error
        if validity_code(seen.certificate, hello.now) is not None:
            raise problem(Trouble.TLS_EXPIRED) from error
        self._offset_s = (hello.now - datetime.now(UTC)).total_seconds()
        self.close()

    def _unsafe(self, nonce: str) -> Seen | None:
        path = f"{urlsplit(self.url).path}/v1/hello?nonce={nonce}"
        line = self._line()
        proxies = line.proxies_for(self.url)
        return unsafe_hello(self.url, path, proxies, line.probe_s, self._agent)

    # enrolment ------------------------------------------------------------------------------
    def enrol(self, code: EnrolmentCode, key: SigningKey) -> Enrolled:
        """Become a terminal of this hub. Everything in the answer is verified; `identity` and
        `trust` are set. Asking again with the same code and key after a lost answer is fine."""
        if code.root != self.trust.root:
            raise problem(Trouble.WRONG_HUB, why="root")
        self.hello()
        asked = Enrolment(code=code.code, public=key.public, app=self.app)
        return self._enrolled(self._ask_signed("/v1/enrol", asked, key), key)

    def rotate(self, new: SigningKey) -> Enrolled:
        """A new key for this terminal, asked for with the old one; `identity` has it afterwards.
        Keep `new` before asking: after a lost answer, ask again with both."""
        mine = self._me()
        asked = Enrolment(code="", public=new.public, app=self.app, replaces=mine.terminal)
        answer = self._ask_signed("/v1/terminals/self/key", asked, mine.key, new)
        return self._enrolled(answer, new)

    def _ask_signed(self, path: str, asked: Enrolment, *keys: SigningKey) -> Answer:
        return self._ask("POST", path, _JSON, seal(asked, ENROLMENT, *keys))

    def _enrolled(self, answer: Answer, key: SigningKey) -> Enrolled:
        enrolled = message_of(answer, Enrolled, 200, 201)
        try:
            self.trust = self.trust.with_newer(as_bytes(enrolled.key_set))
            if self.trust.key_set is None:
                raise Refused("forged", what="key set")
            certificate = check_certificate(as_bytes(enrolled.certificate), self.trust.key_set)
        except Refused as error:
            raise problem(Trouble.WRONG_HUB, why=error.code) from error
        if certificate.key.public != key.public:
            raise problem(Trouble.WRONG_HUB, why="certificate of another key")
        self.identity = TerminalIdentity(TerminalId(certificate.terminal), key)
        self._token = ""
        return enrolled

    # sending --------------------------------------------------------------------------------
    def post_batch(self, manifest: bytes) -> Lacking:
        """Announce a batch; what the hub still needs of it, or its receipt when it has it all."""
        answer = self._signed_on("POST", "/v1/batches", _JSON, manifest)
        return message_of(answer, Lacking, 200, 201)

    def batch(self, batch: BatchId) -> Lacking:
        """How a batch stands at the hub."""
        return message_of(self._signed_on("GET", f"/v1/batches/{batch}"), Lacking, 200)

    def put_packet(
        self,
        municipality: str,
        digest: Digest,
        path: Path,
        progress: Progress = lambda _bytes: None,
        *,
        upload: Upload | None = None,
        size: int | None = None,
    ) -> None:
        """Send one sealed packet, through the hub or, where it said so, past it to its object
        store. The same packet twice is fine, and one before its batch is announced (trickle)."""
        with SealedFile(path, digest, progress, size) as body:
            if body.size > self.most_packet_bytes:
                raise problem(Trouble.TOO_LARGE, bytes=body.size, most=self.most_packet_bytes)
            if upload is not None:
                self._put_past_the_hub(upload, body)
                return
            kind = {"Content-Type": "application/octet-stream"}
            answer = self._signed_on("PUT", f"/v1/packets/{municipality}/{digest}", kind, body)
            require(answer, 200, 201, 204)

    def complete(self, batch: BatchId) -> bytes | Lacking:
        """Ask for the receipt: its envelope, not verified yet, or what is still lacking."""
        answer = self._signed_on("POST", f"/v1/batches/{batch}/complete", _JSON, b"{}")
        if answer.status == 409:
            try:
                return decode(answer.body, Lacking)
            except Refused:
                raise refusal(answer) from None
        require(answer, 200)
        try:
            as_json(answer.body)
        except Refused as error:
            raise problem(Trouble.HUB_FAILED, why="not a message") from error
        return answer.body

    def reference(self, etag: str = "") -> FetchedReference | None:
        """The reference data if they differ from that version; not verified yet."""
        headers = {"If-None-Match": etag} if etag else {}
        answer = self._signed_on("GET", "/v1/reference", headers)
        if answer.status == 304:
            return None
        require(answer, 200)
        return FetchedReference(answer.body, answer.headers.get("ETag", ""))

    # the session ----------------------------------------------------------------------------
    def _signed_on(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: Body = None,
    ) -> Answer:
        """A request under our session; signs on when there is none, and once more on a 401."""
        token = self._sign_on(unlike="")
        answer = self._ask(method, path, {**(headers or {}), **_bearer(token)}, body)
        if answer.status != 401:
            return answer
        if refusal(answer).code != Trouble.SESSION_OVER:
            raise refusal(answer)
        if isinstance(body, SealedFile):
            body.rewind()
        token = self._sign_on(unlike=token)
        answer = self._ask(method, path, {**(headers or {}), **_bearer(token)}, body)
        if answer.status == 401:
            raise refusal(answer)
        return answer

    def _sign_on(self, unlike: str) -> str:
        """Our session's token; a new one where it is `unlike`, which the hub refused, or ending."""
        with self._signing_on:
            if self._token and self._token != unlike and time.monotonic() < self._token_until:
                return self._token
            mine = self._me()
            who = encode(ChallengeRequest(terminal=mine.terminal))
            asked = self._ask("POST", "/v1/session/challenge", _JSON, who)
            challenge = message_of(asked, Challenge, 200, 201).challenge
            request = SessionRequest(terminal=mine.terminal, challenge=challenge)
            signed = seal(request, SESSION, mine.key)
            session = message_of(self._ask("POST", "/v1/session", _JSON, signed), Session, 200, 201)
            self._token = session.token
            self._token_until = time.monotonic() + 0.8 * session.lasts_s
            return self._token

    def _me(self) -> TerminalIdentity:
        if self.identity is None:
            raise problem(Trouble.NOT_ENROLLED)
        return self.identity

    # the line -------------------------------------------------------------------------------
    @property
    def _secure(self) -> bool:
        return self.url.lower().startswith("https:")

    def _line(self, past_the_hub: bool = False) -> Line:
        with self._making_lines:
            line = self._lines.get(past_the_hub)
            if line is None:
                line = self._lines[past_the_hub] = self._new_line(past_the_hub)
            return line

    def _new_line(self, past_the_hub: bool) -> Line:
        secure = self._secure or past_the_hub
        ca, offset_s = self.trust.tls_ca, self._offset_s
        line = Line(
            tls_context(ca, offset_s, system_too=past_the_hub) if secure else None,
            self._agent,
            proxies=self._proxies,
            timeouts=self._timeouts,
            connections=self._connections,
        )
        line.patience = self._patience
        return line

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: Body = None,
    ) -> Answer:
        try:
            return self._line().ask(method, self.url + path, headers, body)
        except SyncError as error:
            raise self._explained(error, self.url) from error

    def _put_past_the_hub(self, upload: Upload, body: SealedFile) -> None:
        # the address is as good as a key for an hour: it stands in no exception and no log
        if not upload.url.startswith(("http://", "https://")):
            raise problem(Trouble.HUB_FAILED, why="upload address")
        try:
            answer = self._line(past_the_hub=True).ask("PUT", upload.url, {}, body)
        except SyncError as error:
            raise self._explained(error, upload.url) from None
        if answer.status not in (200, 201, 204) or answer.is_page:
            raise upload_refusal(answer)

    def _explained(self, error: SyncError, url: str) -> SyncError:
        """PROXY_DOWN looked at once more: down, asking for a name, or it does not reach the hub."""
        if error.code != Trouble.PROXY_DOWN or not url.startswith("https://"):
            return error
        way = urlsplit(url)
        proxy = self._line().proxies_for(url).get("https", "")
        status = proxy_status(proxy, way.hostname or "", way.port or 443, self._line().probe_s)
        if status is None or 200 <= status < 300:
            return error
        if status >= 500 and status != 511:
            return problem(Trouble.NO_LINE, why="proxy", status=status)
        asks = status in (401, 403, 407)
        return problem(Trouble.PROXY_ASKS if asks else Trouble.PORTAL, status=status)


def _hello_in(answer: Answer) -> HelloReply:
    """Every hub has this path: whoever does not know it is no hub."""
    if answer.status == 404 and not answer.is_page:
        raise problem(Trouble.WRONG_HUB, status=answer.status)
    require(answer, 200)
    try:
        return decode(answer.body, HelloReply)
    except Refused as error:
        raise problem(Trouble.WRONG_HUB, why="not a hub's hello") from error


def _as_answer(seen: Seen) -> Answer:
    return Answer(seen.status, {"Content-Type": seen.kind}, seen.body)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
