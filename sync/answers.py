"""What an answer means: the hub's message, the hub's refusal, or somebody who is not the hub.

A login page is never taken for success: only JSON of the awaited kind is, and `Client.hello` has
the hub sign it.
"""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from sync.envelope import decode
from sync.errors import Refused, SyncError
from sync.line_trouble import problem
from sync.protocol import Message, Problem
from sync.troubles import Trouble

M = TypeVar("M", bound=Message)

_BY_STATUS: Final[Mapping[int, Trouble]] = {
    401: Trouble.SESSION_OVER,
    407: Trouble.PROXY_ASKS,
    413: Trouble.TOO_LARGE,
    426: Trouble.HUB_NEWER,
    429: Trouble.HUB_BUSY,
    503: Trouble.HUB_BUSY,
    505: Trouble.HUB_OLDER,
    507: Trouble.HUB_FULL,
    511: Trouble.PORTAL,
}
_UNKNOWN_PATH: Final = frozenset({404, 405, 415, 501})
"""A hub that does not know what we ask for is older than we are."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]  # names are compared without case
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """HTML, whatever it calls itself."""
        return "html" in self.kind or self.body.lstrip()[:1] == b"<"

    @property
    def may_be_cut(self) -> bool:
        """Ends with the connection, and is no page: hubs always say how long an answer is, so the
        head itself was cut off."""
        sized = self.headers.get("Content-Length", "").strip().isdigit()
        sized = sized or "chunked" in self.headers.get("Transfer-Encoding", "").lower()
        return not sized and not self.is_page and self.status not in (204, 304)

    @property
    def request(self) -> str:
        return self.headers.get("X-Request-Id", "")[:64]


def message_of(answer: Answer, kind: type[M], *good: int) -> M:
    """The hub's message; raises what `refusal` says, or Trouble.PORTAL for a page."""
    require(answer, *good)
    try:
        return decode(answer.body, kind)
    except Refused as error:
        # a gateway's own words, or a hub of another age; neither is the hub's agreement
        raise problem(Trouble.HUB_FAILED, why="not a message", request=answer.request) from error


def require(answer: Answer, *good: int) -> None:
    """Raises unless the hub itself answered with one of those statuses (any 2xx if none given)."""
    fine = answer.status in good if good else 200 <= answer.status < 300
    if not fine:
        raise refusal(answer)
    if answer.is_page:
        raise problem(Trouble.PORTAL, status=answer.status)


def refusal(answer: Answer) -> SyncError:
    """Why it was not done."""
    told = _problem_in(answer)
    if told is not None:
        wait_s = told.wait_s if told.wait_s is not None else retry_after(answer)
        request = told.request or answer.request
        return problem(told.code, wait_s=wait_s, status=answer.status, request=request)
    if 300 <= answer.status < 400:
        return problem(Trouble.PORTAL, status=answer.status)
    code = _BY_STATUS.get(answer.status)
    if answer.is_page and 200 <= answer.status < 500 and code not in _NEVER_A_PORTALS:
        return problem(Trouble.PORTAL, status=answer.status)
    if code is None:
        code = Trouble.HUB_OLDER if answer.status in _UNKNOWN_PATH else Trouble.HUB_FAILED
    return problem(code, wait_s=retry_after(answer), status=answer.status, request=answer.request)


_NEVER_A_PORTALS: Final = frozenset(
    {Trouble.PROXY_ASKS, Trouble.TOO_LARGE, Trouble.HUB_BUSY, Trouble.HUB_NEWER}
)
"""Said as a page by proxies and gateways in front of a hub just as well."""


def upload_refusal(answer: Answer) -> SyncError:
    """Why an object store did not take a packet; it speaks XML and knows none of our codes."""
    if answer.status in (403, 404):
        # the address ran out, or the clock of the store moved: the hub gives a new one
        return problem(Trouble.HUB_FAILED, why="upload address", status=answer.status)
    if 200 <= answer.status < 400 or "html" in answer.kind:
        return problem(Trouble.PORTAL, status=answer.status)
    code = _BY_STATUS.get(answer.status, Trouble.HUB_FAILED)
    if code is Trouble.SESSION_OVER:
        code = Trouble.HUB_FAILED
    return problem(code, wait_s=retry_after(answer), status=answer.status)


def retry_after(answer: Answer) -> float | None:
    """Seconds of a Retry-After header, in either of its forms; a date counts by the Date header."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    then = _date(text)
    if then is None:
        return None
    now = _date(answer.headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (then - now).total_seconds())


def _problem_in(answer: Answer) -> Problem | None:
    try:
        told = decode(answer.body, Problem)
        Trouble(told.code)
    except (Refused, ValueError):
        return None
    return told


def _date(text: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
