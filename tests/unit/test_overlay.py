"""Overlays of a municipality: what they may change, from when, and everything that is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.assets import load_catalogue, load_rules, load_wording
from desk.domain.catalogue import Catalogue
from desk.domain.overlay import (
    MOST_CHANGES,
    Applied,
    Change,
    Overlay,
    OverlayWrong,
    apply,
    can_add,
    check_overlay,
    plain_tables,
    read_overlay,
    row_class,
    settable,
)
from desk.domain.rules import RuleBook

MADE = date(2026, 11, 26)
BEFORE = MADE - timedelta(days=1)
TOO_MANY = MOST_CHANGES + 1
OFF = {"file": "identity", "table": "combinations", "code": "a1_b1", "set": {"enabled": False}}
BUS_PASS = {
    "code": "local_bus_pass",
    "class": "B",
    "shortcut": "B6",
    "expiry": "dated",
    "portrait": False,
    "ja": "敬老バス証",
    "en": "Bus pass",
}
ADD = {"file": "identity", "table": "documents", "add": BUS_PASS}
PROCEDURE = "procedures/pin_reset_signature"


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return load_rules()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def overlay(*changes: dict[str, Any], **rest: Any) -> Overlay:
    plain = {"municipality": "131016", "serial": 1, "made_on": MADE, "changes": list(changes)}
    return Overlay.parse(plain | rest)


def applied(*changes: dict[str, Any], **rest: Any) -> Applied:
    return apply(overlay(*changes, **rest), load_rules(), load_catalogue())


def of(file: str, table: str, code: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"file": file, "table": table, "code": code, "set": values}


def mistakes(*changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(OverlayWrong) as caught:
        applied(*changes)
    return [(each.code, each.file, each.key) for each in caught.value.mistakes]


def codes(book: RuleBook, day: date) -> list[str]:
    return [each.code for each in book.on(day).combinations]


# what it may change
def test_a_combination_switched_off_holds_from_its_day_and_not_before(rules: RuleBook) -> None:
    found = applied(OFF).rules
    assert "a1_b1" not in codes(found, MADE)
    assert codes(found, BEFORE) == codes(rules, BEFORE)


def test_the_version_changes_with_the_rules_and_only_on_their_days(
    rules: RuleBook, catalogue: Catalogue
) -> None:
    row = {"file": PROCEDURE, "table": "identity", "code": "card_and_one", "set": {"label": "X"}}
    found = applied(OFF, row)
    name = "pin_reset_signature"
    assert found.rules.on(BEFORE).version == rules.on(BEFORE).version
    assert found.rules.on(MADE).version != rules.on(MADE).version
    assert found.rules.on(MADE).version.startswith("2026-11-")
    assert found.catalogue.version(name, BEFORE) == catalogue.version(name, BEFORE)
    assert found.catalogue.version(name, MADE) != catalogue.version(name, MADE)


def test_a_later_overlay_leaves_the_days_of_an_earlier_change_as_they_were() -> None:
    first = applied(OFF).rules
    later = OFF | {"code": "a2", "from": date(2026, 12, 1)}
    second = applied(OFF, later, serial=2).rules
    assert second.on(MADE).version == first.on(MADE).version
    assert second.on(date(2026, 12, 1)).version != first.on(date(2026, 12, 1)).version


def test_a_change_with_an_end_gives_the_national_row_back(rules: RuleBook) -> None:
    found = applied(OFF | {"from": "2026-12-01", "until": "2026-12-31"}).rules
    days = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert ["a1_b1" in codes(found, day) for day in days] == [True, False, False, True]
    assert codes(found, days[3]) == codes(rules, days[3])


def test_the_day_of_the_change_may_lie_before_the_overlay() -> None:
    assert "a1_b1" not in codes(applied(OFF | {"from": date(2026, 4, 1)}).rules, date(2026, 4, 1))


@pytest.mark.parametrize(
    ("file", "table", "code", "values"),
    [
        ("mail", "settings", "mail_type", {"value": "registered"}),
        ("applicant", "settings", "old_form_policy", {"value": "reissue"}),
        ("delivery", "settings", "move_window_months", {"value": 3}),
        ("retention", "retention", "form", {"years": 5}),
        ("mail", "texts", "contact", {"ja": ["内線1"], "en": ["Ext. 1"]}),
        ("identity", "documents", "bankbook", {"enabled": False}),
        (PROCEDURE, "papers", "application", {"ja": "申請書"}),
    ],
)
def test_every_kind_of_change(file: str, table: str, code: str, values: dict[str, Any]) -> None:
    found = applied({"file": file, "table": table, "code": code, "set": values})
    rows = plain_tables(found.rules, found.catalogue)[file][table]
    row = next(each for each in rows if each["code"] == code and each["from"] == MADE)
    assert all(list(row[name]) == value if isinstance(value, list) else row[name] == value
               for name, value in values.items())  # fmt: skip
    assert row["source"].startswith("overlay 131016; ")


def test_a_document_that_is_switched_off_is_no_choice_any_more() -> None:
    change = {"file": "identity", "table": "documents", "code": "bankbook"}
    found = applied(change | {"set": {"enabled": False}}).rules
    assert "bankbook" in found.on(BEFORE).documents
    assert "bankbook" not in found.on(MADE).documents
    assert found.on(MADE).documents_of("B4") == ()


def test_the_reason_says_the_window_of_the_municipality() -> None:
    change = {"file": "delivery", "table": "settings", "code": "move_window_months"}
    found = applied(change | {"set": {"value": 3}}).rules
    assert found.on(MADE).reasons["moving"].ja.startswith("3か月以内")
    assert found.on(BEFORE).reasons["moving"].ja.startswith("2か月以内")


def test_a_document_of_its_own_and_a_combination_of_it() -> None:
    needs = [{"class": "A"}, {"documents": ["local_bus_pass"], "remedy": "add_b_1"}]
    own = {"code": "local_a1_bus", "label": "A1+バス", "ja": "A1点+敬老バス証", "en": "A and bus"}
    combination = {"file": "identity", "table": "combinations", "add": own | {"needs": needs}}
    for changes in ((ADD, combination), (combination, ADD)):  # in either order
        found = applied(*changes, OFF).rules
        assert found.on(MADE).documents["local_bus_pass"].source == "overlay 131016"
        assert "local_a1_bus" in codes(found, MADE)
        assert "local_bus_pass" not in found.on(BEFORE).documents


def test_as_json_it_is_the_same_overlay() -> None:
    found = overlay(OFF | {"from": date(2026, 12, 1)}, ADD)
    assert Overlay.parse(msgspec.json.decode(msgspec.json.encode(found.plain()))) == found


# what is refused
@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (of("photo", "settings", "x", {"value": 1}), "unknown_file", "settings.x"),
        (of("mail", "documents", "x", {"ja": "x"}), "unknown_file", "documents.x"),
        (OFF | {"code": "a9"}, "unknown_row", "combinations.a9"),
        (OFF | {"set": {"on": True}}, "unknown_key", "combinations.a1_b1.on"),
        (OFF | {"set": {"changeable": False}}, "unknown_key", "combinations.a1_b1.changeable"),
        (OFF | {"set": {"code": "b"}}, "unknown_key", "combinations.a1_b1.code"),
        (OFF | {"set": {"enabled": "no"}}, "type", "combinations.a1_b1.enabled"),
        (OFF | {"until": date(2026, 1, 1)}, "time", "combinations.a1_b1"),
        (OFF | {"add": BUS_PASS}, "set_or_add", "combinations.a1_b1"),
        (
            of("identity", "documents", "passport", {"ja": "x"}),
            "not_changeable",
            "documents.passport",
        ),
        (
            of("identity", "documents", "health_insurance_card", {"ja": "x"}),
            "no_such_time",
            "documents.health_insurance_card",
        ),
        (
            of("delivery", "settings", "move_window_months", {"value": True}),
            "type",
            "settings.move_window_months",
        ),
        (
            of("delivery", "settings", "move_window_months", {"value": 0}),
            "type",
            "settings.move_window_months",
        ),
        (
            of("mail", "settings", "mail_type", {"value": "owl"}),
            "contradiction",
            "settings.mail_type",
        ),
        (of("mail", "texts", "contact", {"ja": ["1", "2"]}), "contradiction", "texts.contact"),
        (
            of("identity", "documents", "notification_card", {"enabled": False}),
            "contradiction",
            "documents.notification_card",
        ),
        (
            {
                "file": "delivery",
                "table": "remedies",
                "add": {"code": "local_x", "ja": "x", "en": "x"},
            },
            "cannot_add",
            "remedies.local_x",
        ),
        (ADD | {"add": BUS_PASS | {"code": "bus_pass"}}, "code", "documents.bus_pass"),
        (
            ADD | {"add": BUS_PASS | {"class": "A", "shortcut": "A6"}},
            "class",
            "documents.local_bus_pass.class",
        ),
        (
            ADD | {"add": BUS_PASS | {"changeable": True}},
            "unknown_key",
            "documents.local_bus_pass.changeable",
        ),
        (ADD | {"add": {"code": "local_x"}}, "type", "documents.local_x"),
        (of("procedures/none", "notes", "x", {"ja": "x"}), "unknown_file", "notes.x"),
        (of(PROCEDURE, "persons", "self", {"ja": "x"}), "not_changeable", "persons.self"),
        (
            of(PROCEDURE, "identity", "card_and_one", {"when": {"fact": "x"}}),
            "contradiction",
            "identity.card_and_one",
        ),
        (of(PROCEDURE, "code", "x", {"ja": "x"}), "unknown_file", "code.x"),
        (
            of("procedures/_common", "reasons", "not_here", {"ja": "x"}),
            "not_changeable",
            "reasons.not_here",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    change: dict[str, Any], code: str, key: str
) -> None:
    assert mistakes(change) == [(code, change["file"] + ".toml", key)]


def test_every_mistake_is_told_and_nothing_holds() -> None:
    wrong = OFF | {"code": "a9"}
    passport = {"file": "identity", "table": "documents", "code": "passport", "set": {"ja": "x"}}
    owl = {"file": "mail", "table": "settings", "code": "mail_type", "set": {"value": "owl"}}
    found = mistakes(OFF, wrong, passport, owl)
    assert [code for code, _, _ in found] == ["unknown_row", "not_changeable", "contradiction"]


def test_two_changes_of_one_row_at_one_time_contradict_each_other() -> None:
    again = OFF | {"from": date(2026, 12, 1), "set": {"enabled": True}}
    assert mistakes(OFF, again) == [("overlap", "identity.toml", "combinations.a1_b1")]
    assert mistakes(ADD, ADD)[0][0] == "overlap"
    applied(OFF | {"until": date(2026, 11, 30)}, again)  # one after the other is fine


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"municipality": "13101", "serial": 1, "made_on": MADE},
        {"municipality": "131016", "serial": 0, "made_on": MADE},
        {"municipality": "131016", "serial": 1, "made_on": "soon"},
        {"municipality": "131016", "serial": 1, "made_on": MADE, "more": 1},
        {"municipality": "131016", "serial": 1, "made_on": MADE, "changes": {}},
        {"municipality": "131016", "serial": 1, "made_on": MADE, "changes": [{"file": "x y"}]},
        {"municipality": "131016", "serial": 1, "made_on": MADE, "changes": [5]},
        {"municipality": "131016", "serial": 1, "made_on": MADE, "changes": [OFF] * TOO_MANY},
        {"mail": False},
    ],
)
def test_what_is_not_written_as_an_overlay(plain: dict[str, Any]) -> None:
    with pytest.raises(OverlayWrong) as caught:
        Overlay.parse(plain)
    assert {each.code for each in caught.value.mistakes} == {"shape"}


def test_each_mistake_has_a_sentence_that_says_where() -> None:
    with pytest.raises(OverlayWrong) as caught:
        applied(OFF | {"code": "a9"})
    for language in ("ja", "en"):
        said = load_wording(language).sentence_for(caught.value)
        assert "identity.toml" in said
        assert "combinations.a9" in said


def test_a_file_is_checked_with_line_hints(rules: RuleBook, catalogue: Catalogue) -> None:
    text = """municipality = "131016"
serial = 1
made_on = 2026-11-26

[[changes]]
file = "identity"
table = "combinations"
code = "a1_b1"
set = { enabled = false }

[[changes]]
file = "identity"
table = "documents"
code = "passport"
set = { ja = "x" }
"""
    (found,) = check_overlay(text, rules, catalogue)
    assert (found.code, found.line) == ("not_changeable", 11)
    assert check_overlay(text.partition("\n[[changes]]\nfile = \"identity\"\ntable = \"doc")[0],
                         rules, catalogue) == ()  # fmt: skip
    assert check_overlay("serial = ", rules, catalogue)[0].code == "no_toml"
    assert read_overlay(text).serial == 1


# whatever stands in it
TABLES = plain_tables(load_rules(), load_catalogue())
PLACES = sorted(
    (file, table)
    for file, content in TABLES.items()
    for table in content
    if row_class(file, table) is not None and content[table]
)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-1, 40),
    st.text("あaA1", max_size=4),
    st.sampled_from(["B6", "B", "A", "registered", "local_x", "here", "mail", "2026-01-01"]),
    st.lists(st.sampled_from(["あ", "applicant.name"]), max_size=2),
    st.none(),
)
DAYS = st.dates(date(2021, 12, 1), date(2027, 12, 31))


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    file, table = draw(st.sampled_from(PLACES))
    rows = TABLES[file][table]
    keys = st.sampled_from([*settable(file, table), "code", "changeable", "source", "from"])
    values = draw(st.dictionaries(keys, VALUES, min_size=1, max_size=2))
    found: dict[str, Any] = {"file": file, "table": table}
    if draw(st.integers(0, 4)) or not can_add(file, table):
        row = draw(st.sampled_from(rows))
        own = {key: row[key] for key in values if key in row and draw(st.booleans())}
        found |= {"code": row["code"], "set": values | own}
    else:
        row = draw(st.sampled_from(rows))
        plain = {key: row[key] for key in row if key not in ("changeable", "from", "until")}
        code = draw(st.sampled_from(["local_one", "local_two", row["code"]]))
        found["add"] = plain | values | {"code": code}
    if draw(st.booleans()):
        found["from"] = draw(DAYS)
    if draw(st.booleans()):
        found["until"] = draw(DAYS)
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(changes(), max_size=3))
def test_no_overlay_changes_a_row_that_is_not_changeable(given_changes: list[Any]) -> None:
    try:
        found = applied(*given_changes)
    except OverlayWrong:
        return
    after = plain_tables(found.rules, found.catalogue)
    assert after.keys() == TABLES.keys()
    for file, content in TABLES.items():
        for table, rows in content.items():
            if row_class(file, table) is None:
                assert after[file][table] == rows
                continue
            fixed = [row for row in rows if not row["changeable"]]
            own = [row for row in after[file][table] if row["source"].startswith("overlay ")]
            assert [row for row in after[file][table] if row in fixed] == fixed
            for row in own:  # its own rows, or those that it may change
                known = [each for each in rows if each["code"] == row["code"]]
                over = [
                    each
                    for each in known
                    if each["from"] <= row["until"] and row["from"] <= each["until"]
                ]
                assert all(each["changeable"] for each in over)
                assert known or row["code"].startswith("local_")


@settings(max_examples=20, deadline=None)
@given(st.lists(changes(), max_size=3), DAYS)
def test_the_days_before_the_first_change_are_as_they_were(
    given_changes: list[Any], day: date
) -> None:
    try:
        found = applied(*given_changes)
    except OverlayWrong:
        return
    starts = [each.since or MADE for each in map(_change, given_changes)]
    if starts and day >= min(starts):
        return
    shipped = load_rules()
    assert found.rules.on(day) == shipped.on(day)
    for each in load_catalogue().procedures:
        assert found.catalogue.version(each.code, day) == load_catalogue().version(each.code, day)


def _change(plain: dict[str, Any]) -> Change:
    return msgspec.convert(plain, Change)


def test_the_documented_overlay_is_one(rules: RuleBook, catalogue: Catalogue) -> None:
    page = (Path(__file__).resolve().parents[2] / "resources/rules/OVERLAYS.md").read_text("utf-8")
    lines = [each[4:] for each in page.splitlines() if each.startswith("    ") or not each]
    assert check_overlay("\n".join(lines), rules, catalogue) == ()
    assert len(read_overlay("\n".join(lines)).changes) == 2
