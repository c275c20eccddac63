"""日締めの数: what the records say was received, and what was counted in the bag.

Every figure is about sheets of paper. An intake that was voided while its form went back to the
applicant counts as handed back (返却), so that 取消 is what envelope B must hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.domain.errors import Refused

MOST_SHEETS: Final = 99_999


class Envelope(StrEnum):
    """What is counted in the bag."""

    ACCEPTED = "accepted"  # 封筒A 完了
    VOIDED = "voided"  # 封筒B 取消
    HELD_OVER = "held_over"  # 封筒C 繰越（保留）
    PIN_REQUESTS = "pin_requests"  # 暗証番号設定依頼書


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The records of one day: everything that no earlier day was closed with.

    An application that was held over from an earlier day is counted with the day on which it is
    still here, so nothing is ever between two days.
    """

    forms: int = 0  # 受け取った申請書: every number once
    accepted: int = 0  # 完了
    held_over: int = 0  # 繰越（保留）
    voided: int = 0  # 取消, the sheet is in envelope B
    handed_back: int = 0  # 返却, the sheet went back to the applicant
    drafts: int = 0  # 受付中: must be finished, held or voided before the day can be closed
    mail: int = 0
    counter: int = 0
    superseded: int = 0  # versions that a correction replaced; no sheets of their own
    pin_requests: int = 0  # sealed PIN requests of the completed ones
    brought_over: int = 0  # of `forms`: held over from an earlier day

    @property
    def balanced(self) -> bool:
        """受け取った申請書 = 完了 + 繰越 + 取消 + 返却."""
        return self.forms == self.accepted + self.held_over + self.voided + self.handed_back

    def sheets(self, envelope: Envelope) -> int:
        """How many sheets the records expect there."""
        return int(getattr(self, envelope.value))


@dataclass(frozen=True, slots=True)
class Difference:
    """What was counted against what is recorded; positive: more paper than records."""

    envelope: Envelope
    counted: int
    recorded: int

    @property
    def sheets(self) -> int:
        return self.counted - self.recorded

    @property
    def code(self) -> str:
        """The words for it: "count_agrees", "count_fewer" (N 少ない) or "count_more" (N 多い)."""
        if self.sheets == 0:
            return "count_agrees"
        return "count_fewer" if self.sheets < 0 else "count_more"


def differences(tally: Tally, counted: Mapping[Envelope, int]) -> tuple[Difference, ...]:
    """Where paper and records disagree, in the order of the envelopes. Only what was counted."""
    found = (
        Difference(each, counted[each], tally.sheets(each)) for each in Envelope if each in counted
    )
    return tuple(each for each in found if each.sheets)


def check_count(counted: int) -> int:
    """Raise Refused("count_impossible") for what no person can have counted."""
    if not 0 <= counted <= MOST_SHEETS:
        raise Refused("count_impossible", most=MOST_SHEETS)
    return counted
