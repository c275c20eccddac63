"""Verdicts of certificates, PINs, convenience stores, moving, loss and return.

Every expectation is written by hand from domain.md (dom§4 to §8, §14) and the ministry's paper
(SEED), with the section at each block; nothing here was copied from what the engine says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

import pytest

from desk.assets import load_catalogue, load_participation, load_rules
from desk.domain.catalogue import STEPS
from desk.domain.conditions import Fact
from desk.domain.procedure_judge import Outcome, ProcedureVerdict, Sitting, judge

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 26)

PERSON: Mapping[str, Fact] = {
    "person": "self",
    "applicant.name": "佐藤 結衣",
    "applicant.birth": date(1985, 5, 10),
    "applicant.sex": "female",
    "applicant.address": "みどり野市南町二丁目14番6号",
    "applicant.ward": "no",
    "applicant.resident_here": "yes",
}
CARD: Mapping[str, Fact] = {
    **PERSON,
    "card.expires": date(2031, 5, 10),
    "card.face_only": "no",
    "identity.card": "yes",
    "identity.card_pin": "yes",
    "identity.documents": ("driving_licence",),
}
CHANGE: Mapping[str, Fact] = {**CARD, "pin.known": "yes"}
RESET: Mapping[str, Fact] = {**CARD, "pin.reason": "forgotten"}
LOSS: Mapping[str, Fact] = {
    **PERSON,
    "loss.what": "card",
    "loss.how": "lost",
    "loss.where": "outside",
    "loss.stopped": "yes",
    "loss.police": "yes",
    "event.on": date(2026, 11, 20),
    "identity.documents": ("driving_licence",),
}
GIVEN: Mapping[str, Mapping[str, Fact]] = {
    "certificate_issue": {
        **CARD,
        "certificate.kind": "both",
        "certificate.reason": "changed",
        "card.face_current": "yes",
    },
    "certificate_renewal": {
        **CARD,
        "certificate.kind": "both",
        "certificate.expires": date(2027, 1, 20),
        "card.face_current": "yes",
    },
    "certificate_revocation": {
        **CARD,
        "certificate.kind": "both",
        "certificate.revoke_reason": "own_wish",
    },
    "pin_change_signature": CHANGE,
    "pin_change_user": CHANGE,
    "pin_change_others": {**CHANGE, "pin.which": "both"},
    "pin_reset_signature": RESET,
    "pin_reset_user": RESET,
    "pin_reset_others": {**RESET, "pin.which": "basic_register"},
    "convenience_pin_unlock": {
        "person": "self",
        "applicant.birth": date(1985, 5, 10),
        "applicant.ward": "no",
        "unlock.which": "signature",
        "unlock.other_pin_known": "yes",
        "unlock.certificate_valid": "yes",
        "unlock.phone": "yes",
        "unlock.step1_done": "no",
        "card.face_only": "no",
    },
    "convenience_certificates": {
        "person": "self",
        "applicant.municipality": "452025",
        "convenience.certificate": "residence_record",
        "convenience.user_certificate": "yes",
    },
    "moving_out_one_stop": {
        "person": "self",
        "applicant.name": "佐藤 結衣",
        "applicant.birth": date(1985, 5, 10),
        "applicant.address": "みどり野市南町二丁目14番6号",
        "applicant.ward": "no",
        "moving.kind": "other_municipality",
        "applicant.municipality": "452025",
        "moving.to_municipality": "141003",
        "moving.on": date(2026, 12, 10),
        "moving.booked_on": date(2026, 12, 14),
        "moving.certificates_valid": "yes",
        "moving.pins_known": "yes",
        "moving.device": "yes",
        "moving.card_applied": "no",
    },
    "loss_report": LOSS,
    "return_card": {
        **PERSON,
        "return.card": "yes",
        "return.notification_card": "no",
        "return.resident_register_card": "no",
        "return.reason": "new_card",
        "identity.documents": ("driving_licence",),
    },
}
"""An adult resident who has brought everything, so that each row below names only what differs."""
GUARDIAN: Mapping[str, Fact] = {
    "person": "statutory",
    "guardian.name": "佐藤 健",
    "guardian.relation": "父",
    "guardian.authority": "same_household",
}
HERE = frozenset({"certificate", "pin", "return"})
"""Groups whose result is had on the spot; the others only explain."""


@dataclass(frozen=True, slots=True)
class Row:
    """One combination and what the desk must say to it."""

    procedure: str
    outcome: str | None
    reasons: frozenset[str]
    change: Mapping[str, Fact | None]
    on: date = TODAY
    at: datetime | None = None
    place: str = "post_office"
    contracts: frozenset[str] = frozenset({"certificates"})
    missing: tuple[str, ...] = ()
    says: str = field(default="", compare=False)

    def verdict(self) -> ProcedureVerdict:
        facts = {**GIVEN[self.procedure], **self.change}
        found = judge(
            CATALOGUE,
            self.procedure,
            {name: fact for name, fact in facts.items() if fact is not None},
            sitting(self),
        )
        assert found is not None
        return found


def sitting(row: Row) -> Sitting:
    documents = load_rules().on(row.on).documents
    return Sitting(
        place=row.place,
        on=row.on,
        at=row.at or datetime.combine(row.on, time(10)),
        contracts=row.contracts,
        classes={code: each.document_class for code, each in documents.items()},
        participation=load_participation(),
    )


def row(
    procedure: str,
    outcome: str | None,
    reasons: str = "",
    change: Mapping[str, Fact | None] | None = None,
    *,
    on: date = TODAY,
    at: datetime | None = None,
    place: str = "post_office",
    contracts: str = "certificates",
    missing: str = "",
    says: str = "",
) -> Row:
    return Row(
        procedure=procedure,
        outcome=outcome,
        reasons=frozenset(reasons.split()),
        change=change or {},
        on=on,
        at=at,
        place=place,
        contracts=frozenset(contracts.split()),
        missing=tuple(missing.split()),
        says=says,
    )


SIGNATURE = ("pin_change_signature", "pin_reset_signature")
OTHER_PINS = ("pin_change_user", "pin_reset_user", "pin_change_others", "pin_reset_others")
CHANGES = ("pin_change_signature", "pin_change_user", "pin_change_others")
RESETS = ("pin_reset_signature", "pin_reset_user", "pin_reset_others")
PINS = (*SIGNATURE, *OTHER_PINS)
CERTIFICATES = ("certificate_issue", "certificate_renewal")
POST_OFFICE = (*CERTIFICATES, *PINS)
"""dom§7 (SEED): the three affairs of a contracted post office."""
FREE = ("convenience_pin_unlock", "convenience_certificates", "moving_out_one_stop")
AUTH_ONLY: Mapping[str, Fact] = {"certificate.kind": "user"}


def d(text: str) -> date:
    return date.fromisoformat(text)


def places() -> Iterator[Row]:
    """dom§7: post offices with a contract for certificates and PINs, else the municipality."""
    for each in POST_OFFICE:
        yield row(each, "accept", says="contracted")
        yield row(each, "refer", "no_contract", contracts="", says="no contract at all")
        yield row(each, "refer", "no_contract", contracts="card_intake", says="card intake only")
        yield row(each, "accept", contracts="certificates card_intake")
        yield row(each, "accept", place="office_visit", contracts="")
        yield row(each, "refer", "not_here", place="outreach", contracts="")
        yield row(each, "refer", "not_here", place="support", contracts="")
    # revocation is none of the affairs that dom§7 names for post offices
    yield row("certificate_revocation", "refer", "not_here", contracts="certificates card_intake")
    yield row("certificate_revocation", "refer", "not_here", place="outreach")
    yield row("certificate_revocation", "refer", "not_here", place="support")
    yield row("certificate_revocation", "accept", place="office_visit")
    # explaining needs no contract (SEED: the steps are the applicant's own)
    for each in FREE:
        for place in ("outreach", "support", "office_visit", "post_office"):
            yield row(each, "accept", place=place, contracts="")
    # dom§4.4: the report and the return belong to the municipality and its outreach
    yield row("loss_report", "accept", place="outreach")
    yield row("loss_report", "accept", place="office_visit")
    yield row("loss_report", "refer", "not_here", place="support")
    yield row("return_card", "accept", place="outreach")
    yield row("return_card", "accept", place="office_visit")
    yield row("return_card", "refer", "not_here", place="support")
    yield row("return_card", "refer", "not_here", contracts="card_intake certificates")


def starts() -> Iterator[Row]:
    """Days on which something began, and the day before each (dom§7, §14; SEED)."""
    early = {"card.expires": d("2026-05-10")}
    for each in POST_OFFICE:  # dom§7: the amendment of May 2021
        change = {**early, "certificate.expires": d("2021-07-01")} if "renewal" in each else early
        yield row(each, "refer", "not_here", change, on=d("2021-05-18"))
        yield row(each, "accept", "", change, on=d("2021-05-19"))
        yield row(each, "accept", "", change, on=d("2021-05-18"), place="office_visit")
    # dom§6 (S14): the card without PINs exists from 2023-12-15
    for each in PINS:
        yield row(each, "refer", "face_only_card", {"card.face_only": "yes"}, on=d("2023-12-15"))
    for each in SIGNATURE:
        yield row(each, "accept", "", {"card.face_only": "yes"}, on=d("2023-12-14"))
        yield row(each, "accept", "", {"card.face_only": None}, on=d("2023-12-14"))
        yield row(
            each, None, "", {"card.face_only": None}, on=d("2023-12-15"), missing="card.face_only"
        )
    # SEED: early February 2022, signature PIN only; the authentication PIN as of dom source 2024-09
    unlock = "convenience_pin_unlock"
    yield row(unlock, "refuse", "not_in_force", on=d("2022-01-31"))
    yield row(unlock, "accept", on=d("2022-02-01"))
    user: Mapping[str, Fact] = {"unlock.which": "user"}
    yield row(unlock, "refer", "user_not_yet", user, on=d("2022-02-01"))
    yield row(unlock, "refer", "user_not_yet", user, on=d("2024-09-19"))
    yield row(unlock, "accept", "", user, on=d("2024-09-20"))
    # one-stop moving from 2023-02-06
    moving = {"moving.on": d("2023-02-20"), "moving.booked_on": d("2023-02-22")}
    yield row("moving_out_one_stop", "refuse", "not_in_force", moving, on=d("2023-02-05"))
    yield row("moving_out_one_stop", "accept", "", moving, on=d("2023-02-06"))
    # dom§7 (S62): loss reports at post offices, first known on 2025-11-11
    lost = {"event.on": d("2025-11-01")}
    both = "card_intake certificates"
    yield row("loss_report", "refer", "not_here", lost, on=d("2025-11-10"), contracts=both)
    yield row("loss_report", "accept", "", lost, on=d("2025-11-11"), contracts=both)
    yield row("loss_report", "refer", "no_contract", lost, on=d("2025-11-11"))


def persons() -> Iterator[Row]:
    """dom§7 (SEED, S62, S63): at the post office the person only; dom§4.5: representatives of
    under 15s and adult wards come along to the municipality; no agents."""
    for each in POST_OFFICE:
        yield row(each, "refer", "person_not_allowed", {"person": "agent"})
        yield row(each, "refer", "person_not_allowed", {"person": "agent"}, place="office_visit")
        yield row(each, None, "", {"person": None}, missing="person")
    for each in SIGNATURE:  # nobody else ever: only the person has a signature certificate
        yield row(each, "refer", "person_not_allowed", {"person": "statutory"})
        yield row(
            each, "refer", "person_not_allowed", {"person": "statutory"}, place="office_visit"
        )
    for each in (*CERTIFICATES, *OTHER_PINS):  # an adult has no statutory representative
        adult = "person_not_allowed statutory_not_needed"
        yield row(each, "refer", adult, GUARDIAN)
        yield row(each, "refer", "statutory_not_needed", GUARDIAN, place="office_visit")
    for each in ("certificate_revocation", "loss_report", "return_card"):
        yield row(each, "refer", "statutory_not_needed", GUARDIAN, place="office_visit")
    agent: Mapping[str, Fact] = {"person": "agent"}
    yield row("certificate_revocation", "refer", "person_not_allowed", agent, place="office_visit")
    yield row("convenience_pin_unlock", "refer", "person_not_allowed", agent)
    yield row("convenience_certificates", "accept", "", agent)
    yield row("moving_out_one_stop", "refer", "person_not_allowed", agent)
    yield row("loss_report", "refer", "person_not_allowed", agent, place="office_visit")
    both = "card_intake"
    yield row(
        "loss_report", "refer", "person_not_allowed statutory_not_needed", GUARDIAN, contracts=both
    )
    # cards may be returned by an agent with a written authority, at the municipality only
    written: Mapping[str, Fact] = {
        "person": "agent",
        "agent.name": "山田 一郎",
        "agent.authority": "yes",
    }
    yield row("return_card", "accept", "", written, place="office_visit")
    yield row("return_card", "refer", "person_not_allowed", written, place="outreach")
    without = {**written, "agent.authority": "no"}
    yield row("return_card", "refer", "no_authority", without, place="office_visit")
    unasked = {**written, "agent.authority": None}
    yield row("return_card", None, "", unasked, place="office_visit", missing="agent.authority")


def ages() -> Iterator[Row]:
    """dom§6, §8.2 (S26): no signature certificate under 15; the 15th birthday counts as 15
    (dom§17.3: born 2009-07-01, 15 on 2024-07-01). dom§7: under 15 not at the post office."""
    fifteen: Mapping[str, Fact] = {"applicant.birth": d("2011-11-26")}
    fourteen: Mapping[str, Fact] = {"applicant.birth": d("2011-11-27")}
    child = {**fourteen, **GUARDIAN}
    for each in SIGNATURE:
        yield row(each, "accept", "", fifteen)
        yield row(each, "refer", "under_15_signature", fourteen)
        yield row(each, "refer", "under_15_signature", fourteen, place="office_visit")
    for each in OTHER_PINS:
        yield row(each, "accept", "", fifteen)
        yield row(each, "refer", "under_15", fourteen)
        yield row(each, "refer", "under_15_alone", fourteen, place="office_visit")
        yield row(each, "accept", "", child, place="office_visit")
        yield row(each, "refer", "person_not_allowed under_15", child)
    for each in CERTIFICATES:
        yield row(each, "accept", "", fifteen)
        yield row(each, "refer", "under_15_signature under_15", fourteen)
        yield row(each, "refer", "under_15", {**fourteen, **AUTH_ONLY})
        yield row(each, "refer", "under_15_signature", child, place="office_visit")
        yield row(each, "accept", "", {**child, **AUTH_ONLY}, place="office_visit")
        alone = {**fourteen, **AUTH_ONLY}
        yield row(each, "refer", "under_15_alone", alone, place="office_visit")
    yield row("certificate_revocation", "refer", "under_15_alone", fourteen, place="office_visit")
    yield row("certificate_revocation", "accept", "", child, place="office_visit")
    yield row("convenience_pin_unlock", "accept", "", fifteen)
    yield row("convenience_pin_unlock", "refer", "under_15", fourteen)
    yield row("convenience_certificates", "accept", "", fifteen)
    yield row("convenience_certificates", "refer", "under_15", fourteen)
    yield row("moving_out_one_stop", "accept", "", fifteen)
    yield row("moving_out_one_stop", "refer", "under_15", fourteen)
    yield row("loss_report", "accept", "", fifteen, contracts="card_intake")
    yield row("loss_report", "refer", "under_15", fourteen, contracts="card_intake")
    for each in ("loss_report", "return_card"):
        yield row(each, "refer", "under_15_alone", fourteen, place="outreach")
        yield row(each, "accept", "", child, place="outreach")


def wards() -> Iterator[Row]:
    """dom§6, §8.2 (S26), §4.5 (S40): as under 15; the guardianship register of 3 months."""
    ward: Mapping[str, Fact] = {"applicant.ward": "yes"}
    register = {
        **ward,
        **GUARDIAN,
        "guardian.authority": "guardianship",
        "guardian.authority_issued": d("2026-08-26"),
    }
    for each in SIGNATURE:
        yield row(each, "refer", "ward_signature", ward)
        yield row(each, "refer", "ward_signature", ward, place="office_visit")
    for each in OTHER_PINS:
        yield row(each, "refer", "ward", ward)
        yield row(each, "refer", "ward_alone", ward, place="office_visit")
        yield row(each, "accept", "", register, place="office_visit")
    for each in CERTIFICATES:
        yield row(each, "refer", "ward_signature ward", ward)
        yield row(each, "refer", "ward", {**ward, **AUTH_ONLY})
        yield row(each, "refer", "ward_signature", register, place="office_visit")
        yield row(each, "accept", "", {**register, **AUTH_ONLY}, place="office_visit")
        alone = {**ward, **AUTH_ONLY}
        yield row(each, "refer", "ward_alone", alone, place="office_visit")
    yield row("certificate_revocation", "refer", "ward_alone", ward, place="office_visit")
    yield row("convenience_pin_unlock", "refer", "ward", ward)
    yield row("moving_out_one_stop", "refer", "ward", ward)
    yield row("loss_report", "refer", "ward", ward, contracts="card_intake")
    yield row("loss_report", "refer", "ward_alone", ward, place="outreach")
    yield row("return_card", "refer", "ward_alone", ward, place="outreach")
    # three months after issue: the same day still counts, the next not; no date, no verdict
    old = {**register, "guardian.authority_issued": d("2026-08-25")}
    ahead = {**register, "guardian.authority_issued": d("2026-11-27")}
    unknown = {**register, "guardian.authority_issued": None}
    missing = {**register, "guardian.authority": "missing", "guardian.authority_issued": None}
    for each in (*OTHER_PINS, *CERTIFICATES, "certificate_revocation", "loss_report",
                 "return_card"):  # fmt: skip
        auth = AUTH_ONLY if each in CERTIFICATES else {}
        at = "office_visit"
        yield row(each, "refer", "guardianship_too_old", {**old, **auth}, place=at)
        yield row(each, "refuse", "guardianship_in_future", {**ahead, **auth}, place=at)
        wanted = "guardian.authority_issued"
        yield row(each, None, "", {**unknown, **auth}, place=at, missing=wanted)
        yield row(each, "refer", "no_authority", {**missing, **auth}, place=at)


def identity() -> Iterator[Row]:
    """dom§7 (S40, S63): the card and its PIN, or for an unknown PIN the card and one of A or B."""
    bare: Mapping[str, Fact] = {"identity.documents": ()}
    pinless: Mapping[str, Fact] = {"identity.card_pin": "no"}
    for each in (*CERTIFICATES, *CHANGES):
        yield row(each, "accept", "", bare, says="card and PIN")
        yield row(each, "refer", "identity_short", {**bare, **pinless})
        yield row(each, "accept", "", pinless, says="card and A")
    for each in (*CERTIFICATES, *CHANGES, *RESETS):
        yield row(each, "accept", "", {**pinless, "identity.documents": ("pension",)})
        n_only = {**pinless, "identity.documents": ("notification_card",)}
        yield row(each, "refer", "identity_short", n_only, says="a notification card is neither")
        itself = {**pinless, "identity.documents": ("my_number_card",)}
        yield row(each, "refer", "identity_short", itself, says="the card itself is no other one")
        two = {**pinless, "identity.documents": ("my_number_card", "passport")}
        yield row(each, "accept", "", two)
        yield row(each, "refer", "identity_short", {"identity.card": "no"}, says="no card")
    for each in RESETS:  # the PIN is forgotten: it proves nothing
        yield row(each, "refer", "identity_short", bare)
        yield row(each, None, "", {"identity.documents": None}, missing="identity.documents")
    nothing: Mapping[str, Fact | None] = {"identity.card_pin": None, "identity.documents": None}
    for each in CERTIFICATES:
        yield row(each, None, "", nothing, missing="identity.card_pin identity.documents")
        yield row(each, "accept", "", {"identity.card_pin": None}, says="A is enough")
    # dom§4.1 (S3, S35): without a card A1 or B2
    for each, place in (("loss_report", "outreach"), ("return_card", "outreach")):
        one_b = {"identity.documents": ("pension",)}
        two_b = {"identity.documents": ("pension", "bankbook")}
        yield row(each, "refer", "identity_short", one_b, place=place)
        yield row(each, "accept", "", two_b, place=place)
        yield row(each, "refer", "identity_short", bare, place=place)
        n_and_b: Mapping[str, Fact] = {"identity.documents": ("pension", "notification_card")}
        yield row(each, "refer", "identity_short", n_and_b, place=place)
        unseen: Mapping[str, Fact | None] = {"identity.documents": None}
        yield row(each, None, "", unseen, place=place, missing="identity.documents")


def cards() -> Iterator[Row]:
    """dom§8: a card is valid through the day on it; certificates end with it. dom§8.2: the
    signature certificate lapses with a change of the four facts. dom§7, §4.5 (S41): a post office
    acts for the municipality that contracted it."""
    for each in POST_OFFICE:
        yield row(each, "accept", "", {"card.expires": d("2026-11-26")})
        yield row(each, "refer", "card_ended", {"card.expires": d("2026-11-25")})
        yield row(each, "refer", "registered_elsewhere", {"applicant.resident_here": "no"})
    for each in ("certificate_revocation", "loss_report", "return_card"):
        elsewhere: Mapping[str, Fact] = {"applicant.resident_here": "no"}
        yield row(each, "refer", "registered_elsewhere", elsewhere, place="office_visit")
    for each in CERTIFICATES:
        yield row(each, "refer", "card_not_current", {"card.face_current": "no"})
        yield row(each, "refer", "face_only_card", {"card.face_only": "yes"})
        # dom§6 (S55): a card without PINs has the authentication certificate; A shows who it is
        without_pins: Mapping[str, Fact] = {
            **AUTH_ONLY,
            "card.face_only": "yes",
            "identity.card_pin": "no",
        }
        yield row(each, "accept", "", without_pins)
    for each in CHANGES:  # dom§6: who does not know the PIN cannot change it
        yield row(each, "refer", "pin_unknown", {"pin.known": "no"})
    for each in RESETS:
        yield row(each, "accept", "", {"pin.reason": "locked"})


def renewal() -> Iterator[Row]:
    """dom§7 (S40, S68): from 3 months before expiry; valid through the day of expiry."""
    code = "certificate_renewal"
    ends = "certificate.expires"
    yield row(code, "accept", "", {ends: d("2027-02-26")}, says="the first day")
    yield row(code, "refuse", "too_early", {ends: d("2027-02-27")}, says="a day too early")
    yield row(code, "accept", "", {ends: d("2026-11-26")}, says="the last day")
    yield row(code, "refer", "certificate_ended", {ends: d("2026-11-25")}, says="a day too late")
    yield row(code, None, "", {ends: None}, missing=ends)
    # three months before 31 May is the last day of February
    yield row(code, "refuse", "too_early", {ends: d("2027-05-31")}, on=d("2027-02-27"))
    yield row(code, "accept", "", {ends: d("2027-05-31")}, on=d("2027-02-28"))
    yield row(code, "refuse", "too_early", {ends: d("2028-05-31")}, on=d("2028-02-28"))
    yield row(code, "accept", "", {ends: d("2028-05-31")}, on=d("2028-02-29"))
    # over the turn of the year
    yield row(code, "refuse", "too_early", {ends: d("2027-03-01")}, on=d("2026-11-30"))
    yield row(code, "accept", "", {ends: d("2027-03-01")}, on=d("2026-12-01"))
    # too early is said before who may apply: nobody could renew it
    young = {ends: d("2028-01-01"), "applicant.birth": d("2011-11-27")}
    yield row(code, "refuse", "too_early under_15 under_15_signature", young)


def unlocking() -> Iterator[Row]:
    """SEED p.18 and dom§6: signature PIN with the authentication PIN known, within 24 hours of
    step 1; the other two PINs at the counter."""
    code = "convenience_pin_unlock"

    def done(at: str) -> Mapping[str, Fact]:
        return {"unlock.step1_done": "yes", "unlock.step1_at": datetime.fromisoformat(at)}

    now = datetime.fromisoformat("2026-11-26T10:00")
    yield row(code, "accept", "", done("2026-11-26T09:59"), at=now)
    yield row(code, "accept", "", done("2026-11-25T10:01"), at=now, says="23 h 59")
    yield row(code, "accept", "", done("2026-11-25T10:00"), at=now, says="24 h")
    yield row(code, "refer", "step1_expired", done("2026-11-25T09:59"), at=now, says="24 h 01")
    yield row(code, "refuse", "step1_ahead", done("2026-11-26T10:01"), at=now)
    yield row(code, "refuse", "step1_ahead", done("2026-11-27T09:00"), at=now)
    yield row(code, None, "", {"unlock.step1_done": "yes"}, missing="unlock.step1_at")
    yield row(code, "refer", "others_at_counter", {"unlock.which": "others"})
    yield row(code, "refer", "both_forgotten", {"unlock.which": "both_certificates"})
    for which in ("signature", "user"):
        asked: Mapping[str, Fact] = {"unlock.which": which}
        yield row(code, "accept", "", asked)
        for name, reason in (
            ("unlock.other_pin_known", "other_pin_unknown"),
            ("unlock.certificate_valid", "certificate_lapsed"),
            ("unlock.phone", "no_phone"),
        ):
            yield row(code, "refer", reason, {**asked, name: "no"})
            yield row(code, None, "", {**asked, name: None}, missing=name)
    yield row(code, "refer", "face_only_card", {"card.face_only": "yes"})
    yield row(code, "accept", "", {"card.face_only": None}, on=d("2023-12-14"))
    yield row(code, None, "", {"unlock.which": None}, missing="unlock.which")
    yield row(code, None, "", {"applicant.ward": None}, missing="applicant.ward")
    yield row(code, None, "", {"applicant.birth": None}, missing="applicant.birth")


def store_certificates() -> Iterator[Row]:
    """SEED p.16 f., dom§13.4: the list of 2022-01-01 is told and never decides."""
    code = "convenience_certificates"
    for municipality in ("452025", "231002", "131016", "141011"):
        yield row(code, "accept", "", {"applicant.municipality": municipality})
    for kind in ("seal", "residence_entry", "tax", "family_register", "family_register_addresses"):
        yield row(code, "accept", "", {"convenience.certificate": kind})
    without: Mapping[str, Fact] = {"convenience.user_certificate": "no"}
    yield row(code, "refer", "user_certificate_missing", without)
    asked: Mapping[str, Fact | None] = {"convenience.user_certificate": None}
    yield row(code, None, "", asked, missing="convenience.user_certificate")
    nowhere: Mapping[str, Fact | None] = {"applicant.municipality": None}
    yield row(code, "accept", "", nowhere, missing="applicant.municipality")


def moving() -> Iterator[Row]:
    """SEED p.21 f. and the Digital Agency's and cities' pages: 30 days before to 10 days after."""
    code = "moving_out_one_stop"
    on, booked = "moving.on", "moving.booked_on"
    late = {booked: d("2027-01-05")}
    yield row(code, "accept", "", {**late, on: d("2026-12-26")}, says="30 days before")
    yield row(code, "refuse", "too_early", {**late, on: d("2026-12-27")}, says="31 days before")
    yield row(code, "accept", "", {on: d("2026-11-26")}, says="the day itself")
    yield row(code, "accept", "", {on: d("2026-11-16")}, says="10 days after")
    yield row(code, "refer", "too_late", {on: d("2026-11-15")}, says="11 days after")
    yield row(code, "accept", "", {on: d("2026-11-20"), booked: TODAY}, says="booked today")
    past = {on: d("2026-11-20"), booked: d("2026-11-25")}
    yield row(code, "refuse", "booking_past", past)
    yield row(code, "refuse", "booking_before_move", {booked: d("2026-12-09")})
    yield row(code, "accept", "", {booked: d("2026-12-10")})
    yield row(code, "refer", "within", {"moving.kind": "within"})
    yield row(code, "refer", "abroad", {"moving.kind": "abroad"})
    same: Mapping[str, Fact] = {"applicant.municipality": "141003"}
    yield row(code, "refuse", "same_municipality", same)
    yield row(code, "accept", "", {"applicant.municipality": "141305"})
    yield row(code, "refer", "certificates_missing", {"moving.certificates_valid": "no"})
    yield row(code, "refer", "pins_unknown", {"moving.pins_known": "no"})
    yield row(code, "refer", "no_device", {"moving.device": "no"})
    # dom§5 (S4, S6): an open card application cannot be mailed any more; the move itself can go on
    yield row(code, "accept", "", {"moving.card_applied": "yes"})
    yield row(code, "accept", "", {"moving.card_applied": None}, missing="moving.card_applied")
    for name in (
        on, booked, "moving.kind", "moving.pins_known", "moving.device", "moving.to_municipality",
        "applicant.municipality",
    ):  # fmt: skip
        yield row(code, None, "", {name: None}, missing=name)


def losing() -> Iterator[Row]:
    """dom§4.4 (S7, S8, S38): notification and resident register cards too."""
    code = "loss_report"
    there = "outreach"
    for what in ("notification_card", "resident_register_card"):
        yield row(code, "accept", "", {"loss.what": what, "loss.stopped": None}, place=there)
    yield row(code, "accept", "", {"loss.stopped": "no"}, place=there, says="told to call first")
    yield row(code, "accept", "", {"loss.stopped": None}, place=there, missing="loss.stopped")
    at_home: Mapping[str, Fact | None] = {"loss.where": "home", "loss.police": None}
    yield row(code, "accept", "", at_home, place=there, says="no police needed")
    burnt: Mapping[str, Fact | None] = {
        "loss.how": "burnt",
        "loss.where": None,
        "loss.police": None,
    }
    yield row(code, "accept", "", burnt, place=there)
    stolen: Mapping[str, Fact | None] = {
        "loss.how": "stolen",
        "loss.where": "home",
        "loss.police": None,
    }
    yield row(code, "accept", "", stolen, place=there, missing="loss.police")
    yield row(code, "accept", "", {"loss.police": "no"}, place=there)
    yield row(code, "accept", "", {"event.on": TODAY}, place=there)
    yield row(code, "refuse", "future", {"event.on": d("2026-11-27")}, place=there)
    yield row(code, None, "", {"event.on": None}, place=there, missing="event.on")


def returning() -> Iterator[Row]:
    """dom§4.4: old cards, notification cards, resident register cards; the number notice never."""
    code = "return_card"
    there = "outreach"
    none: Mapping[str, Fact | None] = {"return.card": "no", "return.reason": None}
    yield row(code, "refuse", "nothing_to_return", none, place=there)
    for name in ("return.notification_card", "return.resident_register_card"):
        yield row(code, "accept", "", {**none, name: "yes"}, place=there)
        yield row(code, "accept", "", {name: None}, place=there, missing=name)
    for reason in ("expired", "new_card", "found", "damaged", "changed", "lapsed"):
        yield row(code, "accept", "", {"return.reason": reason}, place=there)
    own: Mapping[str, Fact] = {"return.reason": "own_wish"}
    yield row(code, "accept", "", {**own, "return.understood": "yes"}, place=there)
    yield row(code, "refuse", "not_explained", {**own, "return.understood": "no"}, place=there)
    yield row(code, None, "", own, place=there, missing="return.understood")
    abroad: Mapping[str, Fact] = {"return.reason": "abroad"}
    yield row(code, "refer", "abroad_at_office", abroad, place=there)
    yield row(code, "accept", "", abroad, place="office_visit")


def gaps() -> Iterator[Row]:
    """Facts missing for a verdict: it says which and never guesses (dom§17.2 V25 and the issue)."""
    open_ones = ("applicant.birth", "applicant.ward", "applicant.resident_here", "identity.card")
    for each in POST_OFFICE:
        for name in open_ones:
            yield row(each, None, "", {name: None}, missing=name)
        yield row(each, "accept", "", {"applicant.name": None}, missing="applicant.name")
    yield row("certificate_issue", None, "", {"certificate.kind": None, "applicant.birth": None},
              missing="applicant.birth certificate.kind")  # fmt: skip
    yield row("certificate_issue", "accept", "", {"certificate.reason": None},
              missing="certificate.reason")  # fmt: skip
    yield row("certificate_issue", None, "", {"card.face_current": None},
              missing="card.face_current")  # fmt: skip
    for each in CHANGES:
        yield row(each, None, "", {"pin.known": None}, missing="pin.known")
    for each in RESETS:
        yield row(each, "accept", "", {"pin.reason": None}, missing="pin.reason")
    for each in ("pin_change_others", "pin_reset_others"):
        yield row(each, "accept", "", {"pin.which": None}, missing="pin.which")
    # a reason that is sure stands although other facts are missing
    yield row("pin_reset_user", "refer", "under_15",
              {"applicant.birth": d("2016-01-01"), "identity.documents": None,
               "applicant.name": None})  # fmt: skip
    yield row("pin_reset_user", "refer", "no_contract", {"applicant.birth": None}, contracts="")


BLOCKS = (
    places, starts, persons, ages, wards, identity, cards, renewal, unlocking, store_certificates,
    moving, losing, returning, gaps,
)  # fmt: skip
ROWS = [each for block in BLOCKS for each in block()]
IDS = [
    f"{block.__name__}-{number}-{each.procedure}"
    for block in BLOCKS
    for number, each in enumerate(block())
]


@pytest.mark.parametrize("expected", ROWS, ids=IDS)
def test_verdict(expected: Row) -> None:
    verdict = expected.verdict()
    procedure = CATALOGUE.get(expected.procedure, expected.on)
    assert procedure is not None
    assert {each.code for each in verdict.grounds} == expected.reasons
    assert verdict.outcome == (None if expected.outcome is None else Outcome(expected.outcome))
    assert verdict.missing == expected.missing
    if expected.outcome is None:
        assert verdict.delivery is None
    elif expected.outcome == "accept" and procedure.group in HERE:
        assert verdict.delivery == "here"
    else:
        assert verdict.delivery == "none"


def test_the_table_is_long_enough_and_names_every_procedure() -> None:
    assert len(ROWS) >= 220
    assert {each.procedure for each in ROWS} == set(GIVEN)


def test_every_condition_of_these_procedures_is_reached() -> None:
    reached = {(each.procedure, reason) for each in ROWS for reason in each.reasons}
    there = {
        (each.code, condition.code)
        for each in CATALOGUE.procedures
        if each.code in GIVEN
        for condition in each.conditions
    }
    assert there - reached == set()


@pytest.mark.parametrize("expected", ROWS, ids=IDS)
def test_every_ending_has_its_paper(expected: Row) -> None:
    """Who is taken in gets the paper of the procedure; who is sent on gets the way there."""
    verdict = expected.verdict()
    kinds = {each.kind for each in verdict.papers}
    if verdict.outcome in (Outcome.REFER, Outcome.REFUSE):
        assert kinds == {"ticket", "referral"}
    elif verdict.complete:
        assert "referral" not in kinds
        group = CATALOGUE.get(expected.procedure, expected.on)
        assert group is not None
        assert "slip" in kinds or "receipt" in kinds
        if group.group in HERE:
            assert "application" in kinds


# what follows from a verdict ------------------------------------------------------------------
def deadlines(found: ProcedureVerdict) -> dict[str, str]:
    return {
        each.row.code: f"{each.at:%Y-%m-%d}" if each.whole_day else f"{each.at:%Y-%m-%d %H:%M}"
        for each in found.deadlines
    }


def test_the_store_has_24_hours_from_step_1_to_the_minute() -> None:
    """SEED: step 2 within 24 hours of step 1; over a month's end and the turn of the year too."""
    for done, last in (
        ("2026-11-26T09:05", "2026-11-27 09:05"),
        ("2026-12-31T23:59", "2027-01-01 23:59"),
        ("2028-02-28T00:00", "2028-02-29 00:00"),
    ):
        at = datetime.fromisoformat(done)
        change: Mapping[str, Fact] = {"unlock.step1_done": "yes", "unlock.step1_at": at}
        found = row(
            "convenience_pin_unlock",
            "accept",
            change=change,
            on=at.date(),
            at=at.replace(second=30),
        ).verdict()
        assert found.outcome is Outcome.ACCEPT
        assert deadlines(found) == {"step2": last}


def test_who_comes_too_early_is_told_the_first_day() -> None:
    """dom§7 (S40, S68): three months before; from 31 May back to the end of February."""
    for ends, first in (("2027-05-31", "2027-02-28"), ("2027-04-15", "2027-01-15")):
        found = row("certificate_renewal", "refuse", change={"certificate.expires": d(ends)})
        assert deadlines(found.verdict()) == {"first_day": first}
    in_time = row("certificate_renewal", "accept", change={"certificate.expires": d("2027-01-20")})
    assert deadlines(in_time.verdict()) == {}


def test_the_days_of_a_move_are_counted() -> None:
    """10 days for the online notice, 14 for moving in, 90 after it for the card."""
    assert deadlines(row("moving_out_one_stop", "accept").verdict()) == {
        "online": "2026-12-20",
        "moving_in": "2026-12-24",
        "card_update": "2027-03-14",
    }


def test_express_issue_ends_30_days_after_the_loss() -> None:
    """dom§9 (S5, S11, S12), from 2024-12-02 (dom§14), for My Number Cards only."""
    lost: Mapping[str, Fact] = {"event.on": d("2024-11-20")}
    code, there = "loss_report", "outreach"
    before = row(code, "accept", change=lost, place=there, on=d("2024-12-01")).verdict()
    since = row(code, "accept", change=lost, place=there, on=d("2024-12-02")).verdict()
    assert deadlines(before) == {}
    assert deadlines(since) == {"express": "2024-12-20"}
    other = {**lost, "loss.what": "notification_card"}
    assert deadlines(row(code, "accept", change=other, place=there).verdict()) == {}


@pytest.mark.parametrize(
    ("procedure", "change", "yen"),
    [
        ("certificate_renewal", {}, 0),
        ("certificate_issue", {"certificate.reason": "changed"}, 0),
        ("certificate_issue", {"certificate.reason": "turned_15"}, 0),
        ("certificate_issue", {"certificate.reason": "lost_card"}, 200),
    ],
)
def test_fees(procedure: str, change: Mapping[str, Fact], yen: int) -> None:
    """dom§7: renewal is free (S68); 200 yen for a lost card's certificates (S66, uncertain)."""
    fee = row(procedure, "accept", change=change).verdict().fee
    assert fee is not None
    assert fee.yen == yen
    assert fee.changeable


def notes(found: ProcedureVerdict) -> set[str]:
    return {each.code for each in found.notes}


def test_the_list_of_stores_tells_its_day_and_sends_to_the_municipality() -> None:
    """dom§13.4: after the day of the list nothing is certain."""
    for code, slip in (("452025", "slip_listed"), ("231002", "slip_not_listed")):
        change: Mapping[str, Fact] = {"applicant.municipality": code}
        found = row("convenience_certificates", "accept", change=change).verdict()
        told = [each for each in found.papers if each.kind == "slip"]
        assert [each.code for each in told] == [slip]
        assert "2022年1月1日" in told[0].lines[0].ja
        assert any("市区町村に" in line.ja and "確かめて" in line.ja for line in told[0].lines)
    unknown: Mapping[str, Fact] = {"applicant.municipality": "999999"}
    found = row("convenience_certificates", "accept", change=unknown).verdict()
    assert [each.code for each in found.papers if each.kind == "slip"] == ["slip_unknown"]


def test_four_kinds_of_certificate_are_not_had_everywhere() -> None:
    for kind in load_participation().kinds:
        change: Mapping[str, Fact] = {"convenience.certificate": kind.code}
        found = row("convenience_certificates", "accept", change=change).verdict()
        assert ("some_only" in notes(found)) is not kind.everywhere


@pytest.mark.parametrize(
    ("on", "named", "unnamed"),
    [
        ("2022-02-28", "セブン-イレブン", "ローソン"),
        ("2022-03-01", "ローソン", "イオン"),
        ("2022-04-21", "イオン", "ファミリーマート"),
        ("2025-06-30", "ファミリーマート", "郵便局"),
    ],
)
def test_the_slip_names_the_stores_of_its_day(on: str, named: str, unnamed: str) -> None:
    """SEED: Seven-Eleven first, others later (dated pages)."""
    found = row("convenience_pin_unlock", "accept", on=d(on)).verdict()
    (slip,) = [each for each in found.papers if each.kind == "slip"]
    (stores,) = [line.ja for line in slip.lines if line.ja.startswith("使えるお店")]
    assert named in stores
    assert unnamed not in stores


def test_a_move_takes_an_open_card_application_off_the_mail() -> None:
    """dom§4.6, §5 (S4, S6): the address changes, so the card is handed over at the counter."""
    plain = row("moving_out_one_stop", "accept").verdict()
    change: Mapping[str, Fact] = {"moving.card_applied": "yes"}
    found = row("moving_out_one_stop", "accept", change=change).verdict()
    assert "no_mail" not in notes(plain)
    assert "no_mail" in notes(found)
    assert "no_mail" in {each.code for each in found.next}
    (slip,) = [each for each in found.papers if each.kind == "slip"]
    assert "郵送できません" in slip.lines[0].ja
    assert {"moving.booked_on", "moving.to_municipality"} <= set(slip.fields)


def test_who_has_not_called_yet_is_told_to_stop_the_card_first() -> None:
    said: Mapping[str, Fact] = {"loss.stopped": "no"}
    found = row("loss_report", "accept", change=said, place="outreach").verdict()
    assert "stop_now" in notes(found)
    assert "stop_now" not in notes(row("loss_report", "accept", place="outreach").verdict())


def test_the_figures_of_what_was_returned() -> None:
    """dom§17.2 (V19): one figure per kind of card."""
    change: Mapping[str, Fact] = {"return.notification_card": "yes"}
    found = row("return_card", "accept", change=change, place="outreach").verdict()
    assert [each.code for each in found.counts] == ["returned_cards", "returned_notification_cards"]
    assert [each.code for each in found.documents if each.take == "return"] == [
        "card",
        "notification_card",
    ]


@pytest.mark.parametrize("code", sorted(GIVEN))
def test_papers_say_where_to_go_and_what_to_bring(code: str) -> None:
    procedure = next(each for each in CATALOGUE.procedures if each.code == code)
    referrals = [each for each in procedure.papers if each.kind == "referral"]
    assert referrals
    for referral in referrals:
        said = " ".join(line.ja for line in referral.lines)
        assert "行き先：" in said
        assert "持ち物：" in said
    (ticket,) = [each for each in procedure.papers if each.kind == "ticket"]
    assert ticket.fields == ()  # a number ticket carries no name
    for paper in procedure.papers:
        assert paper.lines, f"{code}: {paper.code}"
        if paper.kind == "application":
            assert paper.sign
            assert {"applicant.name", "applicant.birth", "applicant.address"} <= set(paper.fields)


@pytest.mark.parametrize("code", [*PINS, *CERTIFICATES, "certificate_revocation"])
def test_no_pin_is_asked_for_or_written(code: str) -> None:
    """dom§6: PINs are entered at the closed-network terminal and nowhere else."""
    procedure = next(each for each in CATALOGUE.procedures if each.code == code)
    for each in procedure.fields:
        if "pin" in each.code:
            assert each.kind in ("yes_no", "choice")
    (slip,) = [each for each in procedure.papers if each.kind == "slip"]
    if code != "certificate_revocation":
        assert any("書かないでください" in line.ja for line in slip.lines)


@pytest.mark.parametrize("code", sorted(GIVEN))
def test_fields_stand_in_the_order_of_the_steps(code: str) -> None:
    procedure = next(each for each in CATALOGUE.procedures if each.code == code)
    steps = [STEPS.index(each.step) for each in procedure.fields]
    assert steps == sorted(steps)
