"""The formula of the day close and the names of batches."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.batch import BatchState, batch_name, is_unsent, seal_code
from desk.domain.errors import Refused
from desk.domain.tally import MOST_SHEETS, Envelope, Tally, check_count, differences

SHEETS = st.integers(0, 300)
COUNTS = st.dictionaries(st.sampled_from(Envelope), SHEETS)


@given(SHEETS, SHEETS, SHEETS, SHEETS, SHEETS)
def test_it_balances_when_every_form_is_somewhere(
    accepted: int, held: int, voided: int, back: int, drafts: int
) -> None:
    tally = Tally(
        forms=accepted + held + voided + back + drafts,
        accepted=accepted,
        held_over=held,
        voided=voided,
        handed_back=back,
        drafts=drafts,
    )
    assert tally.balanced == (drafts == 0)


@given(COUNTS, SHEETS, SHEETS)
def test_a_difference_says_how_much_and_which_way(
    counted: dict[Envelope, int], accepted: int, pins: int
) -> None:
    tally = Tally(accepted=accepted, pin_requests=pins)
    found = {each.envelope: each for each in differences(tally, counted)}
    for envelope, count in counted.items():
        recorded = tally.sheets(envelope)
        assert (envelope in found) == (count != recorded)
        if envelope in found:
            assert found[envelope].sheets == count - recorded
            expected = "count_fewer" if count < recorded else "count_more"
            assert found[envelope].code == expected
    assert set(found) <= set(counted)


@given(st.integers())
def test_only_what_a_person_can_count(counted: int) -> None:
    if 0 <= counted <= MOST_SHEETS:
        assert check_count(counted) == counted
    else:
        with pytest.raises(Refused, match="count_impossible"):
            check_count(counted)


def test_names_of_batches() -> None:
    day = date(2026, 11, 23)
    assert batch_name(day, "K3", 1) == "B-1123-K3"
    assert batch_name(day, "K3", 2) == "B-1123-K3-2"
    assert seal_code("9f3a77c10b2e" + "0" * 52) == "9F3A-77C1-0B2E"


def test_what_is_unsent() -> None:
    done = {BatchState.RECEIVED, BatchState.PURGED, BatchState.WITHDRAWN}
    assert {state for state in BatchState if not is_unsent(state)} == done
