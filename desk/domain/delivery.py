"""The route (受取り方法): mail or counter, always with every reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

REASON_CODES: Final = (
    "support_method",
    "not_present",
    "registered_elsewhere",
    "documents_none",
    "documents_short",
    "documents_short_a",
    "documents_short_b",
    "documents_short_n",
    "document_expired",
    "document_differs",
    "document_insufficient",
    "guardian_absent",
    "guardian_authority_missing",
    "guardian_documents_none",
    "guardian_documents_short",
    "guardian_document_expired",
    "guardian_document_differs",
    "guardian_document_insufficient",
    "copy_refused",
    "pin_request_missing",
    "forwarding",
    "moving",
    "notification_card_kept",
    "resident_card_kept",
)
"""Every reason against mailing (dom§1, §4.5, §4.6, §5), in the order in which they are told.
Words, remedies and switches stand in resources/rules/delivery.toml."""


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
    remedies: tuple[str, ...] = ()  # any one of these clears this reason (`rules.remedies`)


@dataclass(frozen=True, slots=True)
class Verdict:
    """(route, reasons) as far as the entries reach.

    `route` is None while nothing speaks against mailing but something is still open (`pending`,
    field names); COUNTER as soon as one reason stands; MAIL when no reason stands and nothing is
    pending. `remedies` names what would make mailing possible (`rules.remedies` has the words): all
    reasons' remedies in a row; empty when one of the reasons cannot be cleared at the booth.
    """

    route: Route | None
    reasons: tuple[Reason, ...] = ()
    pending: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
