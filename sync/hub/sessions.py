"""Signing on: a challenge, a signature by the terminal's key, a token. Only the hub's clock counts.

Challenges and tokens are signed texts (itsdangerous), so nothing about them is stored and any hub
with the same database understands them. Whether a terminal still may is asked on each request.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final, Literal

from itsdangerous import BadData, URLSafeTimedSerializer

from sync.errors import CanRetry, Refused

SECRET_BYTES: Final = 32

Kind = Literal["terminal", "office"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who signed on, with which key (id)."""

    kind: Kind
    id: str
    key: str


class Sessions:
    def __init__(self, secret: bytes, *, challenge_s: int, session_s: int) -> None:
        self._challenges = URLSafeTimedSerializer(secret, salt="machikado-challenge")
        self._tokens = URLSafeTimedSerializer(secret, salt="machikado-session")
        self._challenge_s = challenge_s
        self.session_s = session_s

    def challenge(self, who: str) -> str:
        return str(self._challenges.dumps([who, secrets.token_urlsafe(16)]))

    def check_challenge(self, who: str, challenge: str) -> None:
        """Raises CanRetry("session_over") for one that is old, not ours, or somebody else's."""
        try:
            given = self._challenges.loads(challenge, max_age=self._challenge_s)
        except BadData as error:
            raise CanRetry("session_over", why="challenge") from error
        if given[0] != who:
            raise Refused("forged", why="challenge of another")

    def token(self, visitor: Visitor) -> str:
        return str(self._tokens.dumps([visitor.kind, visitor.id, visitor.key]))

    def read(self, token: str) -> Visitor:
        """Raises CanRetry("session_over"): sign on again."""
        try:
            kind, who, key = self._tokens.loads(token, max_age=self.session_s)
        except (BadData, ValueError) as error:
            raise CanRetry("session_over", why="token") from error
        return Visitor(kind=kind, id=who, key=key)
