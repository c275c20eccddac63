"""Statuses move by one table; fields hold only what they can; numbers notice slips."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.application import ALLOWED, NEEDS_REASON, Status, Step, move
from desk.domain.errors import MoveNotAllowed, Refused
from desk.domain.fields import ASPECTS, FIELDS, Kind, checked, document_field, field_of
from desk.domain.numbers import ApplicationNumber, check_character

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODED = st.text(alphabet=ALPHABET, min_size=1, max_size=16)


def test_the_table_covers_every_status() -> None:
    assert set(ALLOWED) == set(Status)
    assert {to for nexts in ALLOWED.values() for to in nexts} <= set(Status)
    assert ALLOWED[Status.PURGED] == frozenset()


def test_every_status_can_be_reached_and_ends_purged() -> None:
    reached, frontier = {Status.DRAFT}, {Status.DRAFT}
    while frontier:
        frontier = {to for status in frontier for to in ALLOWED[status]} - reached
        reached |= frontier
    assert reached == set(Status)
    assert all(ALLOWED[status] for status in Status if status is not Status.PURGED)


@given(st.sampled_from(list(Status)), st.sampled_from(list(Status)))
def test_a_move_is_allowed_or_refused_by_the_table(now: Status, to: Status) -> None:
    if to in ALLOWED[now]:
        assert move(now, to) is to
    else:
        with pytest.raises(MoveNotAllowed):
            move(now, to)


def test_what_is_sealed_is_never_a_draft_again() -> None:
    assert Status.DRAFT not in ALLOWED[Status.SEALED] | ALLOWED[Status.ACCEPTED]
    assert Status.VOIDED in NEEDS_REASON


@given(CODED, st.data())
def test_one_wrong_character_is_found(body: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([each for each in ALPHABET if each != body[place]]))
    changed = body[:place] + other + body[place + 1 :]
    assert check_character(changed) != check_character(body)


@given(CODED.filter(lambda text: len(text) > 1), st.data())
def test_two_exchanged_neighbours_are_found(body: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(body) - 2))
    if body[place] == body[place + 1]:
        return
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert check_character(swapped) != check_character(body)


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.from_regex(r"[A-Z][A-Z0-9]{0,3}", fullmatch=True),
    st.integers(1, 9999),
)
def test_application_numbers_read_back(day: date, terminal: str, serial: int) -> None:
    number = ApplicationNumber(day, terminal, serial)
    assert ApplicationNumber.parse(number.full) == number
    last = "A" if number.full[-1] != "A" else "B"
    with pytest.raises(Refused):
        ApplicationNumber.parse(number.full[:-1] + last)


@pytest.mark.parametrize(
    "text", ["", "K3-015", "261123-K3-015", "261399-K3-015-C", "２６1123-K3-015-C"]
)
def test_other_texts_are_no_application_numbers(text: str) -> None:
    with pytest.raises(Refused) as caught:
        ApplicationNumber.parse(text)
    assert caught.value.code == "number_malformed"


@pytest.mark.parametrize(("terminal", "serial"), [("k3", 1), ("", 1), ("K3", 0), ("K3", 10000)])
def test_impossible_numbers_are_refused(terminal: str, serial: int) -> None:
    with pytest.raises(Refused):
        ApplicationNumber(date(2026, 11, 23), terminal, serial)


def test_fields_hold_only_what_they_can() -> None:
    assert checked("applicant.sex", "male") == "male"
    for name, value in (("applicant.sex", "x"), ("applicant.ward", "yes"), ("form.id", "1" * 24)):
        with pytest.raises(Refused):
            checked(name, value)
    with pytest.raises(Refused) as caught:
        field_of("applicant.my_number")
    assert caught.value.code == "field_unknown"


def test_document_fields_belong_to_the_identity_step() -> None:
    for aspect in ASPECTS:
        for guardian in (False, True):
            found = field_of(document_field("passport", aspect, guardian=guardian))
            assert found.step is Step.IDENTITY
            assert found.kind is (Kind.DATE if aspect == "expires" else Kind.CHOICE)
    assert {field.step for field in FIELDS.values()} == set(Step)
