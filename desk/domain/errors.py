"""What can go wrong, named for the fact and for who must act."""

from __future__ import annotations


class DeskError(Exception):
    """A fact that a person is told in one sentence.

    `code` finds the sentence in `resources/texts/messages.toml`; `facts` fill its gaps and never
    carry personal data, since they may be logged.
    """

    code = "unexpected"

    def __init__(self, code: str | None = None, **facts: object) -> None:
        if code is not None:
            self.code = code
        self.facts = facts
        super().__init__(self.code, *(f"{key}={value}" for key, value in sorted(facts.items())))


class NeedsPerson(DeskError):
    """Someone must act now: disk full, wrong passphrase, camera pulled out."""


class CanRetry(DeskError):
    """Works by itself later: a locked file, an unreachable hub."""


class Refused(DeskError):
    """Input that a rule refuses; nothing already entered is lost."""


class MoveNotAllowed(DeskError):
    """A status that cannot follow the present one (domain/application.py, ALLOWED)."""

    code = "move_not_allowed"
