"""Editing an overlay and trying it: what is listed, what is kept, what the examples tell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desk.assets import load_catalogue, load_examples, load_rules, load_wording
from desk.domain.errors import Refused
from desk.domain.overlay import Applied, Overlay, OverlayWrong, as_toml, read_overlay
from desk.domain.overlay_preview import differences
from desk.services.overlay_draft import GROUPS, Key, OverlayDraft, RuleLine

TODAY = date(2026, 11, 26)
LATER = date(2026, 12, 1)
A1_B1: Key = ("identity", "combinations", "a1_b1")
OFF = {"enabled": False}
NATIONAL = Applied(load_rules(), load_catalogue())


def draft(present: Overlay | None = None, today: date = TODAY) -> OverlayDraft:
    return OverlayDraft(NATIONAL.rules, NATIONAL.catalogue, present, "131016", today)


def line(of: OverlayDraft, key: Key, on: date = TODAY) -> RuleLine:
    return next(each for each in of.lines(on) if each.key == key)


def combinations(found: Applied, on: date) -> list[str]:
    return [each.code for each in found.rules.on(on).combinations]


def test_every_group_has_rows_and_each_row_its_name_and_source() -> None:
    lines = draft().lines(TODAY)
    assert {each.group for each in lines} == set(GROUPS)
    for language in ("ja", "en"):
        words = load_wording(language)
        for each in lines:
            said = each.ja if language == "ja" else each.en
            named = said or words.label(f"rule_setting_{each.key[2]}")
            assert not named.startswith("rule_setting_"), each.key
            assert each.source
            for name in each.values:
                assert not words.label(f"rule_key_{name}").startswith("rule_key_"), name
        for group in GROUPS:
            assert not words.label(f"rule_group_{group}").startswith("rule_group_")
    assert len({each.key for each in lines}) == len(lines)


def test_a_switch_from_a_day_on_and_back_again() -> None:
    made = draft()
    assert not made.touched
    made.set(A1_B1, OFF, LATER)
    found = made.applied()
    assert "a1_b1" in combinations(found, TODAY)
    assert "a1_b1" not in combinations(found, LATER)
    assert line(made, A1_B1).since == LATER
    assert line(made, A1_B1).shipped == {**line(made, A1_B1).values, "enabled": True}
    made.reset(A1_B1, TODAY)
    assert made.overlay.changes == ()
    made.set(A1_B1, OFF, LATER)
    made.set(A1_B1, {"enabled": True}, LATER)  # as shipped: no change at all
    assert made.overlay.changes == ()


def test_what_held_before_a_new_change_stays() -> None:
    first = draft()
    first.set(A1_B1, OFF, TODAY)
    second = draft(first.overlay, LATER)
    assert second.overlay.serial == 2
    assert not second.touched
    second.reset(A1_B1, LATER)
    assert second.touched
    found = second.applied()
    assert [each.until for each in second.overlay.changes] == [LATER - timedelta(days=1)]
    assert "a1_b1" not in combinations(found, TODAY)
    assert "a1_b1" in combinations(found, LATER)
    third = draft(second.overlay, LATER)
    third.set(A1_B1, {"label": "AB"}, LATER)
    assert third.applied().rules.on(TODAY) == found.rules.on(TODAY)


def test_keys_that_only_a_file_can_set_survive_an_edit() -> None:
    needs = [{"class": "A", "count": 1}, {"class": "B", "count": 2}]
    plain: dict[str, Any] = {"municipality": "131016", "serial": 1, "made_on": TODAY}
    row = {"file": "identity", "table": "combinations", "code": "a1_b1", "set": {"needs": needs}}
    made = draft(Overlay.parse(plain | {"changes": [row]}), LATER)
    made.set(A1_B1, {"label": "A1+B2"}, LATER)
    assert made.overlay.changes[-1].set == {"needs": needs, "label": "A1+B2"}
    made.applied()


def test_no_day_of_the_past_and_no_row_that_is_not_there() -> None:
    made = draft()
    with pytest.raises(Refused, match="overlay_from_past"):
        made.set(A1_B1, OFF, TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="overlay_from_past"):
        made.reset(A1_B1, TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="overlay_no_row_then"):
        made.set(("identity", "documents", "passport"), {"ja": "x"}, TODAY)
    made.set(("mail", "settings", "mail_type"), {"value": "owl"}, TODAY)
    with pytest.raises(OverlayWrong):
        made.applied()


def test_what_is_written_is_what_is_read() -> None:
    made = draft()
    made.set(A1_B1, OFF, LATER)
    words = ("「内線」 \\ 1\u007f", "二行目\t")
    made.set(("mail", "texts", "contact"), {"ja": words, "en": words}, TODAY)
    made.reset(A1_B1, LATER + timedelta(days=9))
    made.set(A1_B1, {"label": "髙﨑𠮷"}, LATER + timedelta(days=9))
    found = read_overlay(as_toml(made.overlay))
    assert found.plain() == read_overlay(as_toml(found)).plain()
    assert len(found.changes) == 3
    assert tuple(found.changes[1].set["ja"]) == words
    text = Overlay.parse(found.plain())
    assert text == found


def test_the_examples_tell_which_verdicts_change() -> None:
    examples = load_examples()
    assert len(examples.example) == 20
    assert differences(examples, NATIONAL, NATIONAL, TODAY) == ()
    known = {each.code for each in NATIONAL.catalogue.procedures}
    assert {each.procedure for each in examples.example if each.procedure} <= known
    documents = NATIONAL.rules.on(TODAY).documents
    assert {code for each in examples.example for code in each.documents} <= set(documents)

    made = draft()
    made.set(A1_B1, OFF, LATER)
    assert differences(examples, NATIONAL, made.applied(), TODAY) == ()
    found = differences(examples, NATIONAL, made.applied(), LATER)
    (first, *_) = found
    assert first.example.documents == ("driving_licence", "insurance_eligibility")
    assert (first.before.outcome, first.after.outcome) == ("mail", "counter")
    assert first.after.words


@pytest.mark.parametrize(
    ("key", "values", "answer"),
    [
        (("applicant", "settings", "old_form_policy"), {"value": "reject"}, "form.kind"),
        (("delivery", "settings", "move_window_months"), {"value": 3}, "papers.moving"),
        (("identity", "settings", "address_may_differ"), {"value": True}, "address"),
        (("delivery", "reasons", "copy_refused"), {"enabled": True}, "identity.copy_consent"),
    ],
)
def test_each_kind_of_rule_has_an_example(key: Key, values: dict[str, Any], answer: str) -> None:
    made = draft()
    made.set(key, values, TODAY)
    found = differences(load_examples(), NATIONAL, made.applied(), TODAY)
    assert any(answer in name for each in found for name in each.example.answers)


def test_a_procedure_has_examples_too() -> None:
    made = draft()
    key = ("procedures/pin_reset_signature", "identity", "card_and_one")
    made.set(key, OFF, TODAY)
    found = differences(load_examples(), NATIONAL, made.applied(), TODAY)
    assert [each.example.procedure for each in found] == ["pin_reset_signature"]
    assert found[0].before.outcome == "accept"
