"""A photo's exception takes its own findings away and leaves every other."""

from __future__ import annotations

from datetime import date

import pytest

from desk.assets import load_rules, rule_table
from desk.services.photo_exception import lifted
from desk.services.ports import Finding

EXCEPTIONS = load_rules().on(date(2026, 11, 25)).photo_exceptions
ROWS = rule_table("photo.toml")["findings"]
ALL = tuple(Finding(code, row["severity"]) for code, row in ROWS.items())


@pytest.mark.parametrize("code", EXCEPTIONS)
def test_what_is_lifted_is_a_finding_and_only_advice(code: str) -> None:
    lifts = EXCEPTIONS[code].lifts
    assert lifts
    assert {ROWS[each]["severity"] for each in lifts} == {"advice"}
    left = {finding.code for finding in lifted(ALL, EXCEPTIONS[code])}
    assert left == set(ROWS) - set(lifts)


def test_without_an_exception_all_findings_stay() -> None:
    assert lifted(ALL, None) == ALL


def test_closed_eyes_are_no_fault_of_someone_who_cannot_open_them() -> None:
    found = (Finding("eyes_closed", "advice"), Finding("blurred", "advice"))
    assert lifted(found, EXCEPTIONS["eyes_or_gaze"]) == found[1:]
    assert lifted(found, EXCEPTIONS["equipment_in_view"]) == found


def test_nothing_hard_is_ever_lifted() -> None:
    hard = tuple(finding for finding in ALL if finding.severity == "hard")
    for exception in EXCEPTIONS.values():
        assert set(hard) <= set(lifted(ALL, exception))
