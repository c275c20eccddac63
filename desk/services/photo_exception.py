"""What a photo's exception (やむを得ない理由) makes of the findings on it."""

from __future__ import annotations

from collections.abc import Iterable

from desk.domain.rules import PhotoException
from desk.services.ports import Finding


def lifted(findings: Iterable[Finding], exception: PhotoException | None) -> tuple[Finding, ...]:
    """The findings that are left with that exception. What is hard is never lifted: a picture
    without a face stays one."""
    lifts = frozenset(exception.lifts) if exception is not None else frozenset()
    return tuple(each for each in findings if each.severity == "hard" or each.code not in lifts)
