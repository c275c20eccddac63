"""Answers with which each procedure of the catalogue goes through, for tests that walk all of them.

Generated from the catalogue (`likely`) where nothing special is asked; what a procedure does need
stands in NEEDED by hand.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from desk.domain.cases import CaseEntry
from desk.domain.catalogue import Catalogue, FieldRow
from desk.domain.procedure_judge import Outcome, ProcedureVerdict, Sitting, judge
from desk.services.procedures import read_facts

ON: Final = date(2026, 11, 26)
AT: Final = datetime(2026, 11, 26, 10, 30)  # noqa: DTZ001 local, as Sitting wants it
CONTRACTS: Final = frozenset({"card_intake", "certificates"})
NAME: Final = "髙﨑 𠮷葛󠄀"
EVERYWHERE: Final[dict[str, CaseEntry]] = {
    "person": "self",
    "applicant.name": NAME,
    "applicant.kana": "タカサキ ヨシカツ",
    "applicant.birth": "平成3年4月18日",
    "applicant.sex": "female",
    "applicant.postcode": "999-0001",
    "applicant.address": "みどり野市南町二丁目14番6号 コーポさくら203",
    "applicant.phone": "090-0000-1234",
    "applicant.resident_here": "yes",
    "applicant.can_sign": "yes",
    "applicant.ward": "no",
    "applicant.foreign": "no",
    "identity.card": "yes",
    "identity.card_pin": "yes",
    "identity.documents": ("driving_licence", "insurance_eligibility"),
    "card.expires": "令和9年1月31日",
    "certificate.expires": "令和9年1月31日",
    "event.on": "令和8年11月20日",
    "unlock.step1_at": "令和8年11月26日 9:05",
}
_BABY: Final[dict[str, CaseEntry]] = {
    "person": "statutory",
    "applicant.birth": "令和8年9月1日",
    "form.number_written": "yes",
}
_KNOWN: Final[dict[str, CaseEntry]] = {"pin.known": "yes"}
NEEDED: Final[dict[str, dict[str, CaseEntry]]] = {
    "card_express": {"express.reason": "lost", "form.number_written": "yes"},
    "card_under_one": _BABY,
    "card_without_pin": {"face.auth_valid": "yes"},
    "certificate_issue": {"card.face_current": "yes"},
    "certificate_renewal": {"card.face_current": "yes"},
    "convenience_certificates": {"convenience.user_certificate": "yes"},
    "convenience_pin_unlock": {
        "unlock.other_pin_known": "yes",
        "unlock.certificate_valid": "yes",
        "unlock.phone": "yes",
        "unlock.step1_done": "yes",
    },
    "moving_out_one_stop": {
        "applicant.municipality": "452025",
        "moving.to_municipality": "141003",
        "moving.on": "令和8年12月1日",
        "moving.booked_on": "令和8年12月3日",
        "moving.certificates_valid": "yes",
        "moving.pins_known": "yes",
        "moving.device": "yes",
        "moving.household": "2",
    },
    "pin_change_others": _KNOWN,
    "pin_change_signature": _KNOWN,
    "pin_change_user": _KNOWN,
    "return_card": {"return.card": "yes", "return.understood": "yes"},
}
"""By procedure, where the answers of EVERYWHERE and `likely` do not do."""


def classes() -> dict[str, str]:
    from desk.assets import load_rules

    return {code: row.document_class for code, row in load_rules().on(ON).documents.items()}


def sitting(place: str) -> Sitting:
    return Sitting(place=place, on=ON, at=AT, contracts=CONTRACTS, classes=classes())


def likely(procedure: str, row: FieldRow) -> CaseEntry:
    """The answer to one field."""
    given = NEEDED.get(procedure, {}).get(row.code, EVERYWHERE.get(row.code))
    if given is not None and _fits(row, given):
        return given
    return {
        "yes_no": "no",
        "date": "令和9年1月31日",
        "moment": "令和8年11月26日 9:05",
        "number": "1",
        "text": "みどり野市",
        "municipality": "452025",
        "documents": ("driving_licence",),
        "choice": row.choices[0].code if row.choices else "",
    }[row.kind]


def _fits(row: FieldRow, given: CaseEntry) -> bool:
    if row.kind == "choice":
        return given in {each.code for each in row.choices}
    if row.kind == "yes_no":
        return given in ("yes", "no")
    return True


def place_of(catalogue: Catalogue, code: str) -> str:
    """The post office where it is taken there, else its first place."""
    found = catalogue.get(code, ON)
    assert found is not None
    places = [row.code for row in found.places]
    return "post_office" if "post_office" in places else places[0]


def answered(
    catalogue: Catalogue, code: str, place: str = ""
) -> tuple[dict[str, CaseEntry], ProcedureVerdict]:
    """Entries until nothing is missing, and the verdict they lead to."""
    at = sitting(place or place_of(catalogue, code))
    procedure = catalogue.get(code, ON)
    assert procedure is not None
    entries: dict[str, CaseEntry] = {"person": NEEDED.get(code, {}).get("person", "self")}
    for _ in range(2 * len(procedure.fields) + 2):
        facts, problems = read_facts(procedure, entries, at)
        assert problems == ()
        verdict = judge(catalogue, code, facts, at)
        assert verdict is not None
        wanted = [row for row in verdict.fields if row.code not in entries]
        if not wanted:
            return entries, verdict
        entries[wanted[0].code] = likely(code, wanted[0])
    raise AssertionError(f"{code} never ends asking")


def goes_through(verdict: ProcedureVerdict) -> bool:
    return verdict.complete and verdict.outcome in (Outcome.ACCEPT, Outcome.SUPPORT)
