"""Everything that can keep a batch from arriving, and who must act. The one table of failures.

The words stand in `resources/texts/sync.toml` under `sync_<code>`; a test visits each of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Trouble(StrEnum):
    """What went wrong; the value is the `code` of a SyncError and of a hub's Problem."""

    # the line
    NO_LINE = "no_line"  # no name, no route, refused: 通信なし
    LINE_CUT = "line_cut"  # broke in the middle
    LINE_SLOW = "line_slow"  # nothing moved for the time-out
    PORTAL = "portal"  # a login page answered instead of the hub
    PROXY_ASKS = "proxy_asks"  # 407
    PROXY_DOWN = "proxy_down"
    TLS_UNKNOWN = "tls_unknown"  # certificate of an unknown authority
    TLS_NAME = "tls_name"  # certificate of another host
    TLS_EXPIRED = "tls_expired"  # expired, and our clock agrees with the hub's
    TLS_CLOCK = "tls_clock"  # not yet valid, or expired by a clock that is wrong
    TLS_OTHER = "tls_other"
    WRONG_HUB = "wrong_hub"  # answers, but is not the hub that we were enrolled at
    # the hub
    HUB_BUSY = "hub_busy"  # 429, 503
    HUB_FAILED = "hub_failed"  # 5xx
    HUB_FULL = "hub_full"  # 507
    HUB_OLDER = "hub_older"
    HUB_NEWER = "hub_newer"
    NOT_ENROLLED = "not_enrolled"
    REVOKED = "revoked"  # terminal reported lost, or its key replaced
    SESSION_OVER = "session_over"  # 401; signed on again by itself
    BATCH_CONFLICT = "batch_conflict"  # another manifest under the same batch id
    MANIFEST_REFUSED = "manifest_refused"
    PACKET_REFUSED = "packet_refused"  # bytes do not have their digest, or are not announced
    TOO_LARGE = "too_large"
    RECEIPT_WRONG = "receipt_wrong"  # does not cover the batch, or is not by the hub's key
    CODE_USED = "code_used"  # enrolment code: used, expired or unknown
    REFERENCE_FORGED = "reference_forged"
    REFERENCE_OLD = "reference_old"  # a lower serial than what is here
    # here
    PACKET_LOST = "packet_lost"  # a sealed file is missing or damaged on this terminal
    DISK_FULL = "disk_full"
    DISK_ERROR = "disk_error"
    NO_RECIPIENT = "no_recipient"  # no key of that municipality in the reference data
    # the stick
    STICK_FULL = "stick_full"
    STICK_GONE = "stick_gone"
    STICK_READ_ONLY = "stick_read_only"
    STICK_DAMAGED = "stick_damaged"  # what was read back is not what was written
    STICK_ERROR = "stick_error"
    NOT_OURS = "not_ours"  # a file of another format, terminal or hub
    # any of these as well
    MALFORMED = "malformed"
    FORGED = "forged"
    PASSPHRASE_WRONG = "passphrase_wrong"  # noqa: S105 a code
    UNEXPECTED = "unexpected"


RETRIED: Final = frozenset(
    {
        Trouble.NO_LINE,
        Trouble.LINE_CUT,
        Trouble.LINE_SLOW,
        Trouble.PORTAL,
        Trouble.PROXY_DOWN,
        Trouble.HUB_BUSY,
        Trouble.HUB_FAILED,
        Trouble.HUB_FULL,
        Trouble.SESSION_OVER,
        Trouble.DISK_FULL,
    }
)
"""Tried again by itself, with growing pauses; a person may also press the button."""
