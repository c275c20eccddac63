"""Invented entries for the tests of the rules: one complete application, and parts to change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from desk.domain.application import EntryValue, IntakeMethod
from desk.domain.assessment import Assessment, Held
from desk.domain.fields import document_field
from desk.domain.judge import assess
from desk.domain.rules import RuleBook, Rules

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)
HELD = Held(form_page=True, photo=True, previous_photo=True)


@lru_cache(maxsize=1)
def rule_files() -> dict[str, dict[str, object]]:
    folder = ROOT / "resources" / "rules"
    return {
        path.name: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
    }


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    return RuleBook.parse(rule_files())


def rules(on: date = TODAY) -> Rules:
    return rule_book().on(on)


def document(
    code: str,
    *,
    guardian: bool = False,
    expires: str | None = "2029-05-18",
    name: str = "agrees",
    birth: str = "agrees",
    address: str = "agrees",
) -> dict[str, EntryValue]:
    """The entries of one shown document (without choosing it)."""
    said = {"expires": expires, "name": name, "birth": birth, "address": address}
    return {
        document_field(code, aspect, guardian=guardian): value
        for aspect, value in said.items()
        if value is not None
    }


def shown(*codes: str, guardian: bool = False, **said: str) -> dict[str, EntryValue]:
    """The entries for documents that were chosen and all count."""
    field = "guardian_identity.documents" if guardian else "identity.documents"
    entries: dict[str, EntryValue] = {field: codes}
    for code in codes:
        entries |= document(code, guardian=guardian, **said)
    return entries


def complete(**changes: EntryValue | None) -> dict[str, EntryValue]:
    """A complete application that can be mailed; changes by field name with __ for the dot."""
    entries: dict[str, EntryValue | None] = {
        "form.kind": "qr",
        "form.id": "12345678901234567890123",
        "form.source": "camera",
        "form.desk_clear": True,
        "applicant.name": "佐藤 結衣",
        "applicant.kana": "サトウ ユイ",
        "applicant.birth": "平成3年4月18日",
        "applicant.sex": "female",
        "applicant.postcode": "123-4567",
        "applicant.address": "みどり野市南町二丁目14番6号",
        "applicant.phone": "090-0000-1234",
        "applicant.resident_here": "yes",
        "applicant.present": "yes",
        "photo.not_previous": "yes",
        "photo.same_person": "yes",
        "photo.bare_head": True,
        "papers.pin_request": "sealed",
        "papers.pin_seal": "P-K3-015",
        "papers.forwarding": "no",
        "papers.moving": "no",
        "papers.notification_card": "returned",
        "papers.resident_card": "not_applicable",
        "papers.sign_certificate": "issue",
        "papers.auth_certificate": "issue",
        "papers.signed": "yes",
        "papers.confirmed": "applicant",
        **shown("driving_licence", "insurance_eligibility"),
    }
    entries |= {name.replace("__", "."): value for name, value in changes.items()}
    return {name: value for name, value in entries.items() if value is not None}


def child(**changes: EntryValue | None) -> dict[str, EntryValue]:
    """A complete application for a ten-year-old whose mother is there."""
    mother: dict[str, EntryValue | None] = {
        "applicant__birth": "2016-05-01",
        "guardian__name": "佐藤 花",
        "guardian__kana": "サトウ ハナ",
        "guardian__relation": "母",
        "guardian__address": "みどり野市南町二丁目14番6号",
        "guardian__present": "yes",
        "guardian__authority": "same_household",
        "papers__sign_certificate": "decline",
    }
    papers = shown("passport", "residence_card", guardian=True)
    return complete(**(mother | changes)) | {
        name: value for name, value in papers.items() if name.replace(".", "__") not in changes
    }


def judged(
    entries: Mapping[str, EntryValue],
    *,
    held: Held = HELD,
    on: date = TODAY,
    method: IntakeMethod = IntakeMethod.OUTREACH,
    book: RuleBook | None = None,
    glyphs: str | None = None,
) -> Assessment:
    """Assess; `glyphs` limits what the font can show."""
    known = rules(on) if book is None else book.on(on)
    return assess(entries, held, known, on, lambda c: glyphs is None or c in glyphs, method)


def codes(assessment: Assessment) -> list[str]:
    return [problem.code for problem in assessment.problems]


def reasons(assessment: Assessment) -> list[str]:
    return [reason.code for reason in assessment.verdict.reasons]
