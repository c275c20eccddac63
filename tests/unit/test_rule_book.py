"""The rule files: valid as shipped, strict when changed, chosen by date."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from domain_samples import rule_book, rule_files, rules
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.delivery import REASON_CODES
from desk.domain.errors import NeedsPerson
from desk.domain.rules import RuleBook

Files = dict[str, dict[str, Any]]


def changed(change: Callable[[Files], object]) -> Files:
    files: Files = copy.deepcopy(rule_files())
    change(files)
    return files


def test_versions_name_the_month_and_the_content() -> None:
    assert rules(date(2022, 3, 31)).version.startswith("2022-01-")
    assert rules(date(2022, 4, 1)).version.startswith("2022-04-")
    assert rules(date(2024, 12, 1)).version.startswith("2023-12-")
    assert rules(date(2024, 12, 2)).version.startswith("2024-12-")
    other = changed(lambda files: files["identity.toml"]["documents"][0].update(en="Licence"))
    assert RuleBook.parse(other).on(date(2026, 1, 1)).version != rules(date(2026, 1, 1)).version


def test_settings_follow_the_day() -> None:
    assert [rules(day).settings.adult_age for day in (date(2022, 3, 31), date(2022, 4, 1))] == [
        20,
        18,
    ]
    assert rules(date(2024, 12, 1)).settings.no_photo_below_age == 0
    assert rules(date(2024, 12, 2)).settings.no_photo_below_age == 1


def test_shortcuts_are_those_of_the_screen() -> None:
    found = {
        document.shortcut: document.code
        for document in rules().documents.values()
        if not document.in_list
    }
    assert found == {
        "A1": "driving_licence",
        "A2": "driving_history",
        "A3": "passport",
        "A4": "residence_card",
        "A5": "disability_card",
        "B1": "insurance_eligibility",
        "B2": "care_insurance",
        "B3": "pension",
        "B4": "bankbook",
        "B5": "employee_student_card",
        "N1": "notification_card",
        "N2": "number_notice",
    }
    assert len(rules().documents_of("A6")) == 7
    assert all(document.document_class == "B" for document in rules().documents_of("B6"))


def test_the_paper_insurance_card_gives_way() -> None:
    assert rules(date(2024, 12, 1)).documents_of("B1")[0].code == "health_insurance_card"
    assert "health_insurance_card" in rules(date(2025, 12, 1)).documents
    assert "health_insurance_card" not in rules(date(2025, 12, 2)).documents


def test_combinations_can_be_switched_off() -> None:
    files = changed(lambda files: files["identity.toml"]["combinations"][0].update(enabled=False))
    left = RuleBook.parse(files).on(date(2026, 1, 1)).combinations
    assert [each.label for each in left] == ["A1+B1", "A1+N1", "N1+B2"]
    assert [each.label for each in rules().combinations] == ["A2", "A1+B1", "A1+N1", "N1+B2"]


def test_everything_labelled_has_both_languages() -> None:
    known = rules()
    rows: list[Any] = [
        *known.documents.values(),
        *known.combinations,
        *known.reasons.values(),
        *known.remedies.values(),
        *known.photo_exceptions.values(),
        *(exception.on_form for exception in known.photo_exceptions.values()),
        *known.mail_types.values(),
        *known.retention.values(),
        *known.texts.values(),
    ]
    assert all(row.ja and row.en for row in rows)
    assert set(known.reasons) == set(REASON_CODES)
    assert known.mail_type.ja.startswith("本人限定受取郵便")


def drop_file(files: Files) -> None:
    del files["mail.toml"]


def add_file(files: Files) -> None:
    files["extra.toml"] = {}


def spell_wrong(files: Files) -> None:
    files["identity.toml"]["documents"][3]["expirey"] = "dated"


def wrong_class(files: Files) -> None:
    files["identity.toml"]["documents"][3]["class"] = "C"


def twice(files: Files) -> None:
    files["identity.toml"]["documents"].append(files["identity.toml"]["documents"][0])


def same_shortcut(files: Files) -> None:
    files["identity.toml"]["documents"][1]["shortcut"] = "A1"


def no_words(files: Files) -> None:
    files["delivery.toml"]["reasons"].pop()


def unknown_reason(files: Files) -> None:
    row = dict(files["delivery.toml"]["reasons"][0], code="bad_weather")
    files["delivery.toml"]["reasons"].append(row)


def unknown_remedy(files: Files) -> None:
    files["delivery.toml"]["reasons"][1]["remedy"] = "pray"


def setting_missing(files: Files) -> None:
    files["applicant.toml"]["settings"].pop()


def setting_wrong(files: Files) -> None:
    files["applicant.toml"]["settings"][0]["value"] = "fifteen"


def setting_unknown(files: Files) -> None:
    row = {"code": "lucky_number", "value": 7, "source": "nowhere"}
    files["validity.toml"]["settings"].append(row)


def no_such_mail(files: Files) -> None:
    files["mail.toml"]["settings"][0]["value"] = "pigeon"


def lines_differ(files: Files) -> None:
    files["mail.toml"]["texts"][0]["en"] = ["one", "two"]


def slot_empty(files: Files) -> None:
    files["identity.toml"]["combinations"][0]["needs"] = [{"count": 2}]


def slots_compete(files: Files) -> None:
    files["identity.toml"]["combinations"][0]["needs"] = [{"class": "A"}, {"class": "A"}]


def slot_unknown(files: Files) -> None:
    files["identity.toml"]["combinations"][2]["needs"][1]["documents"] = ["library_card"]


def slot_without_remedy(files: Files) -> None:
    files["identity.toml"]["combinations"][0]["needs"] = [{"class": "A", "count": 3}]


@pytest.mark.parametrize(
    ("change", "file", "key"),
    [
        (drop_file, "mail.toml", ""),
        (add_file, "extra.toml", ""),
        (spell_wrong, "identity.toml", "documents[3]"),
        (wrong_class, "identity.toml", "documents[3].class"),
        (twice, "identity.toml", "documents.driving_licence"),
        (same_shortcut, "identity.toml", "documents.driving_history.shortcut"),
        (no_words, "delivery.toml", "reasons.resident_card_kept"),
        (unknown_reason, "delivery.toml", "reasons.bad_weather"),
        (unknown_remedy, "delivery.toml", "reasons.not_present.remedy"),
        (setting_missing, "*.toml", "settings.face_only_card"),
        (setting_wrong, "applicant.toml", "settings.guardian_below_age"),
        (setting_unknown, "validity.toml", "settings.lucky_number"),
        (no_such_mail, "mail.toml", "settings.mail_type"),
        (lines_differ, "mail.toml", "texts.expected_time"),
        (slot_empty, "identity.toml", "combinations.a2"),
        (slots_compete, "identity.toml", "combinations.a2"),
        (slot_unknown, "identity.toml", "combinations.a1_n"),
        (slot_without_remedy, "identity.toml", "combinations.a2"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(
    change: Callable[[Files], None], file: str, key: str
) -> None:
    with pytest.raises(NeedsPerson) as caught:
        RuleBook.parse(changed(change))
    assert caught.value.code == "rules_invalid"
    assert caught.value.facts["file"] == file
    assert str(caught.value.facts["key"]) == key


def test_photo_thresholds_are_read_by_vision_and_allowed_here() -> None:
    RuleBook.parse({**rule_files(), "photo.toml": {"anything": 1}})


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_there_are_rules_for_every_day(day: date) -> None:
    known = rule_book().on(day)
    assert known is rule_book().on(day)
    assert known.combinations
    assert known.documents_of("B1")
