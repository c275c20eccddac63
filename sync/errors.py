"""What can go wrong on the line, named for the fact and for who must act.

`code` is a sync.troubles.Trouble value; the sentence for people stands in
`resources/texts/sync.toml`. `facts` fill its gaps and never carry personal data.
"""

from __future__ import annotations


class SyncError(Exception):
    """A fact about packets, keys or the line."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = str(code)
        self.facts = facts
        super().__init__(self.code, *(f"{key}={value}" for key, value in sorted(facts.items())))


class CanRetry(SyncError):
    """Works by itself later: no line, a busy hub. Tried again without anybody's help.

    `wait_s` in the facts, where the hub said it: not before so many seconds.
    """


class NeedsPerson(SyncError):
    """Somebody must act: a full stick, a login page, an unknown certificate."""


class Refused(SyncError):
    """Bytes that a rule refuses: forged, damaged, of another format. Nothing of them is kept."""
