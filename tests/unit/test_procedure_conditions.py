"""Conditions of rule files: each comparison at its boundary, and what is said for want of facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.applicant import age_on, first_day_of_age
from desk.domain.conditions import Condition, Fact, Finding, weigh

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 local time of the desk, as printed
Table = dict[str, object]


class Facts:
    """A fact book of plain values; `hidden` are not asked, `unsure` depend on another answer."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        hidden: frozenset[str] = frozenset(),
        unsure: Mapping[str, str] | None = None,
    ) -> None:
        self.on, self.at = ON, AT
        self._facts, self._hidden, self._unsure = facts, hidden, unsure or {}

    def get(self, name: str) -> Fact | None:
        return self._facts.get(name)

    def asked(self, name: str) -> Finding:
        asks = self._unsure.get(name)
        if asks is None:
            return Finding(name not in self._hidden)
        answer = self._facts.get(asks)
        return Finding(None, (asks,)) if answer is None else Finding(answer == "yes")


def condition(table: Table) -> Condition:
    found = msgspec.convert(table, Condition)
    assert found.mistake() is None
    return found


def told(table: Table, hidden: frozenset[str] = frozenset(), **facts: Fact) -> bool | None:
    return weigh(condition(table), Facts(facts, hidden)).value


@pytest.mark.parametrize(
    ("comparison", "fact", "holds"),
    [
        ({"is": "yes"}, "yes", True),
        ({"is": "yes"}, "no", False),
        ({"is": 3}, 3, True),
        ({"is": True}, 1, False),
        ({"in": ["lost", "stolen"]}, "stolen", True),
        ({"in": ["lost", "stolen"]}, "full", False),
        ({"below": 15}, 14, True),
        ({"below": 15}, 15, False),
        ({"at_least": 15}, 15, True),
        ({"at_least": 15}, 14, False),
        ({"has": "passport"}, ("pension", "passport"), True),
        ({"has": "passport"}, ("pension",), False),
        ({"has": "passport"}, (), False),
        ({"before": "2012-04-01"}, date(2012, 3, 31), True),
        ({"before": "2012-04-01"}, date(2012, 4, 1), False),
        ({"on_or_after": "2012-04-01"}, date(2012, 4, 1), True),
        ({"on_or_after": "2012-04-01"}, date(2012, 3, 31), False),
        ({"on_or_after": "2026-11-23"}, AT, True),
        ({"ends_within_months": 3}, date(2027, 2, 23), True),
        ({"ends_within_months": 3}, date(2027, 2, 24), False),
        ({"ends_within_months": 3}, date(2020, 1, 1), True),
        ({"ended": True}, date(2026, 11, 22), True),
        ({"ended": True}, date(2026, 11, 23), False),
        ({"ended": False}, date(2026, 11, 23), True),
        ({"older_than_days": 30}, date(2026, 10, 23), True),
        ({"older_than_days": 30}, date(2026, 10, 24), False),
        ({"older_than_months": 3}, date(2026, 8, 22), True),
        ({"older_than_months": 3}, date(2026, 8, 23), False),
        ({"days_ahead_over": 0}, date(2026, 11, 23), False),
        ({"days_ahead_over": 0}, date(2026, 11, 24), True),
        ({"older_than_hours": 24}, datetime(2026, 11, 22, 10, 0), False),  # noqa: DTZ001
        ({"older_than_hours": 24}, datetime(2026, 11, 22, 9, 59), True),  # noqa: DTZ001
        ({"known": True}, "x", True),
        ({"known": False}, "x", False),
    ],
)
def test_a_comparison_at_its_boundary(comparison: Table, fact: Fact, holds: bool) -> None:
    assert told({"fact": "x", **comparison}, x=fact) is holds


def test_two_facts_are_compared() -> None:
    assert told({"fact": "x", "same_as": "y"}, x="452025", y="452025") is True
    assert told({"fact": "x", "same_as": "y"}, x="452025", y="232114") is False
    assert told({"fact": "x", "before": "y"}, x=date(2026, 1, 1), y=date(2026, 1, 2)) is True
    both = weigh(condition({"fact": "x", "before": "y"}), Facts({}))
    assert both == Finding(None, ("x", "y"))


@pytest.mark.parametrize(
    ("comparison", "fact"),
    [
        ({"below": 15}, "14"),
        ({"ended": True}, "2026-11-22"),
        ({"has": "a"}, "a"),
        ({"below": 1}, True),
    ],
)
def test_a_fact_of_another_kind_is_as_good_as_none(comparison: Table, fact: Fact) -> None:
    found = weigh(condition({"fact": "x", **comparison}), Facts({"x": fact}))
    assert found == Finding(None, ("x",))


YES: Table = {"fact": "a", "is": "yes"}
NO: Table = {"fact": "a", "is": "no"}
OPEN: Table = {"fact": "b", "is": "yes"}
VOID: Table = {"fact": "c", "is": "yes"}


@pytest.mark.parametrize(
    ("table", "holds"),
    [
        ({"all": [YES, OPEN]}, None),
        ({"all": [NO, OPEN]}, False),
        ({"any": [YES, OPEN]}, True),
        ({"any": [NO, OPEN]}, None),
        ({"not": OPEN}, None),
        ({"not": NO}, True),
        (VOID, False),
        ({"not": VOID}, False),
        ({"all": [YES, VOID]}, False),
        ({"not": {"all": [YES, VOID]}}, False),
        ({"not": {"all": [NO, VOID]}}, True),
        ({"all": [VOID, OPEN]}, False),
        ({"not": {"all": [VOID, OPEN]}}, None),
        ({"any": [VOID, YES]}, True),
        ({"any": [VOID, NO]}, False),
        ({"not": {"any": [VOID, NO]}}, True),
        ({"any": [VOID, OPEN]}, None),
        ({"any": [VOID, VOID]}, False),
        ({"not": {"any": [VOID, VOID]}}, False),
        ({"fact": "c", "known": False}, True),
        ({"fact": "c", "known": True}, False),
    ],
)
def test_missing_and_unasked_facts(table: Table, holds: bool | None) -> None:
    """`b` is missing, `c` is not asked at all."""
    assert told(table, hidden=frozenset({"c"}), a="yes") is holds


def test_a_fact_that_may_not_be_asked_wants_the_answer_that_decides() -> None:
    book = Facts({"x": "yes"}, unsure={"x": "first"})
    assert weigh(condition({"fact": "x", "is": "yes"}), book) == Finding(None, ("first",))


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"fact": "x"},
        {"is": "yes"},
        {"fact": "x", "is": "yes", "in": ["no"]},
        {"fact": "x", "all": [YES], "is": "yes"},
        {"all": [YES], "any": [NO]},
        {"not": {"fact": "x"}},
        {"fact": "x", "before": "2026-02-30"},
    ],
)
def test_a_wrong_shape_is_said(table: Table) -> None:
    assert msgspec.convert(table, Condition).mistake()


NAMES = ("a", "b", "c", "d")
LEAVES = st.builds(
    lambda name, value: {"fact": name, "is": value}, st.sampled_from(NAMES), st.sampled_from("xy")
)
TABLES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"all": each}),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"any": each}),
        inner.map(lambda each: {"not": each}),
    ),
    max_leaves=8,
)
GIVEN = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(("x", "y", "yes")))


@given(TABLES, GIVEN, st.sets(st.sampled_from(NAMES)), st.booleans())
def test_what_is_sure_stays_sure(
    table: Table, facts: dict[str, str], missing: set[str], unsure: bool
) -> None:
    """A finding reached with missing facts never changes when they are added; an open one names at
    least one of them."""
    depends = {"a": "d"} if unsure else {}
    known = {name: fact for name, fact in facts.items() if name not in missing}
    before = weigh(condition(table), Facts(known, frozenset({"c"}), depends))
    after = weigh(condition(table), Facts(facts, frozenset({"c"}), depends))
    if before.value is None:
        assert before.wanted
        assert not set(before.wanted) & known.keys()
    else:
        assert after.value is before.value
        assert before.wanted == ()


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(1, 100))
def test_the_first_day_of_an_age(birth: date, age: int) -> None:
    first = first_day_of_age(birth, age)
    assert age_on(birth, first) == age
    assert age_on(birth, first - timedelta(days=1)) == age - 1
