"""The route (受取り方法): mail or counter, always with every reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Route(StrEnum):
    """How the card reaches the applicant (dom§1)."""

    MAIL = "mail"  # 郵送
    COUNTER = "counter"  # 交付時来庁（窓口）


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card cannot be mailed; `code` finds its wording in the rules (`reasons`)."""

    code: str
    field: str = ""  # the entry that decides it, so that a click can lead there
    documents: tuple[str, ...] = ()  # identity documents concerned


@dataclass(frozen=True, slots=True)
class Verdict:
    """(route, reasons) as far as the entries reach.

    `route` is None while nothing speaks against mailing but something is still open (`pending`,
    field names); COUNTER as soon as one reason stands; MAIL when no reason stands and nothing is
    pending. `remedies` names what would make mailing possible, as reason-like codes.
    """

    route: Route | None
    reasons: tuple[Reason, ...] = ()
    pending: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
