"""What the card procedures must answer, written by hand from dom§1 to §9, §14 and §17.

Nothing here is copied from what the engine said: each block cites the paragraph that it follows.
`then` is one of mail (受付・郵送), here (受付・その場), counter (サポート・窓口), refer (ご案内),
refuse (受け付けられない), open (まだ決まらない; `why` are then facts that are missing), or one of
these with ? (decided, but an answer that changes nothing about it is still missing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desk.domain.conditions import Fact

Given = dict[str, Fact | None]
"""Changes to the facts of the block; None takes a fact away."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One row: `why` are all the reasons, in any order."""

    name: str
    procedure: str
    given: Given
    then: str
    why: tuple[str, ...] = ()
    place: str = "outreach"
    on: date = date(2026, 11, 23)
    contracts: frozenset[str] = frozenset({"card_intake", "certificates"})
    fee: int | None = None
    counts: tuple[str, ...] | None = None  # None: not looked at
    papers: tuple[str, ...] | None = None
    shows: tuple[str, ...] = ()  # notes, documents, next steps that must be there
    hides: tuple[str, ...] = ()
    base: Given = field(default_factory=dict)


def put(given: Given) -> Given:
    """These changes (a literal of texts is a `Given` too)."""
    return given


def day(text: str) -> date:
    return date.fromisoformat(text)


ADULT: Given = {
    "person": "self",
    "applicant.birth": day("1985-05-10"),
    "applicant.resident_here": "yes",
    "applicant.ward": "no",
    "applicant.foreign": "no",
    "form.kind": "qr",
}
CHILD: Given = ADULT | {
    "person": "statutory",
    "applicant.birth": day("2016-05-01"),
    "guardian.authority": "same_household",
}
WARD: Given = ADULT | {
    "person": "statutory",
    "applicant.ward": "yes",
    "guardian.authority": "guardianship",
    "guardian.authority_issued": day("2026-10-01"),
}
NO_CONTRACT: frozenset[str] = frozenset()


def first(name: str, given: Given, then: str, *why: str, **more: Any) -> Expected:
    return Expected(name, "card_first", given, then, why, base=ADULT, **more)


def born(text: str) -> Given:
    return {"applicant.birth": day(text)}


# dom§1 (three methods), §7 (post office from 2023-06-09 with a contract), §14 ----
PLACES = (
    first("outreach mails", {}, "mail"),
    first("the visit to the office mails", {}, "mail", place="office_visit"),
    first("support never mails", {}, "counter", "place_support", place="support"),
    first("a contracted post office mails", {}, "mail", place="post_office"),
    first("no contract", {}, "refer", "no_contract", place="post_office", contracts=NO_CONTRACT),
    first(
        "a contract for certificates only",
        {},
        "refer",
        "no_contract",
        place="post_office",
        contracts=frozenset({"certificates"}),
    ),
    first(
        "the day before the amendment",
        {},
        "refer",
        "not_here",
        place="post_office",
        on=day("2023-06-08"),
    ),
    first("the day of the amendment", {}, "mail", place="post_office", on=day("2023-06-09")),
    first(
        "the day of the amendment without contract",
        {},
        "refer",
        "no_contract",
        place="post_office",
        on=day("2023-06-09"),
        contracts=NO_CONTRACT,
    ),
    first("outreach before the amendment", {}, "mail", on=day("2023-06-08")),
    first("outreach in the seed's days", {}, "mail", on=day("2022-01-24")),
    first("outreach needs no contract", {}, "mail", contracts=NO_CONTRACT),
    first("adults on 2022-03-31", {}, "mail", on=day("2022-03-31")),
    first("adults on 2022-04-01", {}, "mail", on=day("2022-04-01")),
    first("17 on 2022-03-31", born("2005-01-01"), "mail", on=day("2022-03-31")),
    first("17 on 2022-04-01", born("2005-01-01"), "mail", on=day("2022-04-01")),
    first("19 on 2022-03-31", born("2002-08-01"), "mail", on=day("2022-03-31")),
    first("19 on 2022-04-01", born("2002-08-01"), "mail", on=day("2022-04-01")),
    first("the day before 18", born("2008-11-24"), "mail"),
    first("18 on the day", born("2008-11-23"), "mail"),
)

# dom§4.5, §4.6, §17.2 V06 V07 (who), §17.3 (15 test), §8.1 (年齢計算) ----
PERSONS = (
    first(
        "an agent",
        {"person": "agent"},
        "refer",
        "person_not_allowed",
        papers=("ticket", "referral"),
    ),
    first(
        "an agent at a support venue",
        {"person": "agent"},
        "refer",
        "person_not_allowed",
        "place_support",
        place="support",
    ),
    first(
        "an agent at the office",
        {"person": "agent"},
        "refer",
        "person_not_allowed",
        place="office_visit",
    ),
    first(
        "a representative of an adult who is no ward",
        {"person": "statutory", "guardian.authority": "family_register"},
        "refer",
        "person_not_allowed",
    ),
    first("14 with the mother", CHILD | born("2011-11-24"), "mail"),
    first("14 alone", born("2011-11-24"), "counter", "guardian_needed"),
    first("15 on the day, alone", born("2011-11-23"), "mail"),
    first(
        "15 on the day, with the mother", CHILD | born("2011-11-23"), "refer", "person_not_allowed"
    ),
    first("15 the day before", born("2011-11-22"), "mail"),
    first(
        "§17.3: 2024-06-30 is 14",
        born("2009-07-01"),
        "counter",
        "guardian_needed",
        on=day("2024-06-30"),
    ),
    first("§17.3: 2024-07-01 is 15", born("2009-07-01"), "mail", on=day("2024-07-01")),
    first(
        "born 29 February, 15 from 1 March: 28 February",
        born("2012-02-29"),
        "counter",
        "guardian_needed",
        on=day("2027-02-28"),
    ),
    first("born 29 February, 15 from 1 March", born("2012-02-29"), "mail", on=day("2027-03-01")),
    first(
        "ten with the mother",
        CHILD,
        "mail",
        shows=("guardian_identity", "guardian_authority", "no_signature_certificate"),
    ),
    first("ten with the mother at the office", CHILD, "mail", place="office_visit"),
    first(
        "ten with the mother at a support venue", CHILD, "counter", "place_support", place="support"
    ),
    first(
        "ten with an agent",
        CHILD | {"person": "agent", "guardian.authority": None},
        "refer",
        "person_not_allowed",
    ),
    first(
        "ten at the post office",
        CHILD,
        "refer",
        "person_not_allowed",
        "post_office_person_only",
        place="post_office",
    ),
    first(
        "ten alone at the post office",
        born("2016-05-01"),
        "refer",
        "post_office_person_only",
        "guardian_needed",
        place="post_office",
    ),
    first(
        "14 at the post office",
        born("2011-11-24"),
        "refer",
        "post_office_person_only",
        "guardian_needed",
        place="post_office",
    ),
    first("15 at the post office", born("2011-11-23"), "mail", place="post_office"),
    first(
        "a ward with the guardian", WARD, "mail", shows=("guardianship", "no_signature_certificate")
    ),
    first("a ward alone", {"applicant.ward": "yes"}, "counter", "guardian_needed"),
    first(
        "a ward at the post office",
        WARD,
        "refer",
        "person_not_allowed",
        "post_office_person_only",
        place="post_office",
    ),
    first(
        "the registry's certificate of today",
        WARD | {"guardian.authority_issued": day("2026-11-23")},
        "mail",
    ),
    first("three months old", WARD | {"guardian.authority_issued": day("2026-08-23")}, "mail"),
    first(
        "three months and a day old",
        WARD | {"guardian.authority_issued": day("2026-08-22")},
        "counter",
        "guardianship_too_old",
    ),
    first(
        "of tomorrow",
        WARD | {"guardian.authority_issued": day("2026-11-24")},
        "refuse",
        "guardianship_in_future",
    ),
    first(
        "of 30 November, on 28 February",
        WARD | {"guardian.authority_issued": day("2026-11-30")},
        "mail",
        on=day("2027-02-28"),
    ),
    first(
        "of 30 November, on 1 March",
        WARD | {"guardian.authority_issued": day("2026-11-30")},
        "counter",
        "guardianship_too_old",
        on=day("2027-03-01"),
    ),
    first(
        "a child who is a ward",
        WARD | born("2016-05-01"),
        "mail",
        shows=("guardianship", "guardian_authority"),
    ),
    first(
        "an old certificate of someone who is no ward any more does not count",
        {"guardian.authority_issued": day("2020-01-01")},
        "mail",
    ),
    first("who came is not known", {"person": None}, "open", "person"),
    first("the age is not known", {"applicant.birth": None}, "open", "applicant.birth"),
    first(
        "a birth date in the future is no birth date", born("2026-11-24"), "open", "applicant.birth"
    ),
    first("ward or not is not known", {"applicant.ward": None}, "open", "applicant.ward"),
    first(
        "how the authority is shown is not known",
        CHILD | {"guardian.authority": None},
        "open",
        "guardian.authority",
    ),
    first(
        "the certificate's day is not known",
        WARD | {"guardian.authority_issued": None},
        "open",
        "guardian.authority_issued",
    ),
)

# dom§4.5 S41, §4.6, §17.2 V16 (住民登録), §8.1, §17.2 V09 V10 (在留) ----
STAY: Given = {"applicant.foreign": "yes", "applicant.stay_limited": "yes"}


def stay(text: str) -> Given:
    return STAY | {"applicant.stay_until": day(text)}


RESIDENCE = (
    first(
        "of another municipality",
        {"applicant.resident_here": "no"},
        "counter",
        "resident_elsewhere",
    ),
    first(
        "of another municipality at the office",
        {"applicant.resident_here": "no"},
        "counter",
        "resident_elsewhere",
        place="office_visit",
    ),
    first(
        "of another municipality at the post office",
        {"applicant.resident_here": "no"},
        "counter",
        "resident_elsewhere",
        place="post_office",
    ),
    first(
        "of another municipality, support",
        {"applicant.resident_here": "no"},
        "counter",
        "resident_elsewhere",
        "place_support",
        place="support",
    ),
    first(
        "a child of another municipality, alone",
        put({"applicant.resident_here": "no"}) | born("2016-05-01"),
        "counter",
        "resident_elsewhere",
        "guardian_needed",
    ),
    first(
        "where registered is not known",
        {"applicant.resident_here": None},
        "open",
        "applicant.resident_here",
    ),
    first(
        "foreign, no end of the stay",
        {"applicant.foreign": "yes", "applicant.stay_limited": "no"},
        "mail",
        shows=("residence_card", "languages"),
        hides=("stay_short", "stay_card"),
    ),
    first(
        "a long stay",
        stay("2029-03-31"),
        "mail",
        shows=("residence_card", "stay_card"),
        hides=("stay_short",),
    ),
    first("three months and a day", stay("2027-02-24"), "mail", hides=("stay_short",)),
    first("three months", stay("2027-02-23"), "mail", shows=("stay_short",)),
    first("a week", stay("2026-11-30"), "mail", shows=("stay_short",)),
    first("the last day of the stay", stay("2026-11-23"), "mail", shows=("stay_short",)),
    first(
        "the stay ended yesterday", stay("2026-11-22"), "refer", "stay_ended", hides=("stay_short",)
    ),
    first(
        "ended, of another municipality",
        stay("2026-11-22") | {"applicant.resident_here": "no"},
        "refer",
        "stay_ended",
        "resident_elsewhere",
    ),
    first("the end is not known", STAY, "open", "applicant.stay_until"),
    first("foreign or not is not known", {"applicant.foreign": None}, "open", "applicant.foreign"),
    first(
        "a Japanese person's leftover answer does not count",
        stay("2020-01-01") | {"applicant.foreign": "no"},
        "mail",
    ),
)

# dom§1 SEED, §2.1, §2.3, §17.1 (申請書・番号追記), §2.3 items 11 13, §4.3 S37, §3.5, §6 S14 ----
FORMS = (
    first(
        "a QR form",
        {"form.kind": "qr"},
        "mail",
        counts=("card_first",),
        hides=("office_adds_number",),
    ),
    first(
        "handwritten with the number",
        {"form.kind": "handwritten", "form.number_written": "yes"},
        "mail",
        counts=("card_first",),
        hides=("office_adds_number",),
    ),
    first(
        "handwritten without the number",
        {"form.kind": "handwritten", "form.number_written": "no"},
        "mail",
        counts=("card_first", "number_to_be_added"),
        shows=("office_adds_number", "number_added_later"),
    ),
    first(
        "no form at hand",
        {"form.kind": "none"},
        "mail",
        counts=("card_first", "number_to_be_added"),
        shows=("office_adds_number",),
    ),
    first("an old form", {"form.kind": "old"}, "mail", counts=("card_first",), shows=("old_form",)),
    first(
        "handwritten, the number's box not looked at",
        {"form.kind": "handwritten"},
        "mail?",
        "form.number_written",
    ),
    first("the form is not known", {"form.kind": None}, "mail?", "form.kind"),
    first(
        "no form at a support venue",
        {"form.kind": "none"},
        "counter",
        "place_support",
        place="support",
        counts=("card_first", "number_to_be_added"),
    ),
    first("braille", {"applicant.braille": "yes"}, "mail", shows=("braille",)),
    first("no braille", {"applicant.braille": "no"}, "mail", hides=("braille",)),
    first("cannot sign", {"applicant.can_sign": "no"}, "mail", shows=("cannot_sign",)),
    first("can sign", {"applicant.can_sign": "yes"}, "mail", hides=("cannot_sign",)),
    first(
        "in a facility", {"applicant.in_facility": "yes"}, "mail", shows=("facility_certificate",)
    ),
    first(
        "not in a facility",
        {"applicant.in_facility": "no"},
        "mail",
        hides=("facility_certificate",),
    ),
    first(
        "the card without PIN does not exist yet",
        {},
        "mail",
        on=day("2023-12-14"),
        hides=("face_card",),
    ),
    first("the card without PIN exists", {}, "mail", on=day("2023-12-15"), shows=("face_card",)),
    first(
        "an infant on 2024-12-01: photo",
        CHILD | born("2024-06-01"),
        "mail",
        on=day("2024-12-01"),
        shows=("photo",),
        hides=("infant_no_photo",),
    ),
    first(
        "an infant on 2024-12-02: none",
        CHILD | born("2024-06-01"),
        "mail",
        on=day("2024-12-02"),
        shows=("infant_no_photo",),
        hides=("photo",),
    ),
    first("adults on 2024-12-02: photo", {}, "mail", on=day("2024-12-02"), shows=("photo",)),
    first(
        "the office mails after mail",
        {},
        "mail",
        shows=("office_mails",),
        hides=("office_notifies", "applicant_collects"),
    ),
    first(
        "the applicant collects after support",
        {},
        "counter",
        "place_support",
        place="support",
        shows=("office_notifies", "applicant_collects"),
        hides=("office_mails",),
    ),
)


# dom§4.4 S4 (返納, 3か月), §8.1 (renewal), §17.2 V24 ----
def renewal(name: str, expires: str | None, then: str, *why: str, **more: Any) -> Expected:
    base = ADULT | {"card.expires": None if expires is None else day(expires)}
    given = more.pop("given", {})
    return Expected(name, "card_renewal", given, then, why, base=base, **more)


RENEWAL = (
    renewal(
        "three months and a day before",
        "2027-02-24",
        "refuse",
        "too_early",
        papers=("ticket", "renewable_from", "referral"),
    ),
    renewal(
        "three months before",
        "2027-02-23",
        "mail",
        papers=("ticket", "slip", "card_receipt"),
        counts=("card_renewal",),
    ),
    renewal("three months less a day before", "2027-02-22", "mail"),
    renewal("the last day", "2026-11-23", "mail", hides=("card_ended",)),
    renewal("ended yesterday", "2026-11-22", "mail", shows=("card_ended",)),
    renewal("ended a year ago", "2025-11-22", "mail", shows=("card_ended",)),
    renewal("years ahead", "2031-05-10", "refuse", "too_early"),
    renewal("31 May is renewable from 28 February", "2027-05-31", "mail", on=day("2027-02-28")),
    renewal("31 May, on 27 February", "2027-05-31", "refuse", "too_early", on=day("2027-02-27")),
    renewal("29 February, from 29 November", "2028-02-29", "mail", on=day("2027-11-29")),
    renewal(
        "29 February, on 28 November", "2028-02-29", "refuse", "too_early", on=day("2027-11-28")
    ),
    renewal("the date is not known", None, "open", "card.expires"),
    renewal("the old card goes back", "2027-01-10", "mail", shows=("old_card", "old_card_mail")),
    renewal(
        "of another municipality",
        "2027-01-10",
        "counter",
        "resident_elsewhere",
        given={"applicant.resident_here": "no"},
    ),
    renewal("at a support venue", "2027-01-10", "counter", "place_support", place="support"),
    renewal(
        "too early at a support venue",
        "2028-01-10",
        "refuse",
        "too_early",
        "place_support",
        place="support",
    ),
    renewal("at the post office", "2027-01-10", "mail", place="post_office"),
    renewal(
        "at the post office without contract",
        "2027-01-10",
        "refer",
        "no_contract",
        place="post_office",
        contracts=NO_CONTRACT,
        papers=("ticket", "referral"),
    ),
    renewal(
        "at the post office on 2023-06-08",
        "2023-07-01",
        "refer",
        "not_here",
        place="post_office",
        on=day("2023-06-08"),
    ),
    renewal(
        "at the post office on 2023-06-09",
        "2023-07-01",
        "mail",
        place="post_office",
        on=day("2023-06-09"),
    ),
    renewal("a child with the mother", "2027-01-10", "mail", given=CHILD),
    renewal("a child alone", "2027-01-10", "counter", "guardian_needed", given=born("2016-05-01")),
    renewal(
        "a child at the post office",
        "2027-01-10",
        "refer",
        "post_office_person_only",
        "guardian_needed",
        given=born("2016-05-01"),
        place="post_office",
    ),
    renewal("an agent", "2027-01-10", "refer", "person_not_allowed", given={"person": "agent"}),
    renewal(
        "a ward, certificate too old",
        "2027-01-10",
        "counter",
        "guardianship_too_old",
        given=WARD | {"guardian.authority_issued": day("2026-08-22")},
    ),
    renewal("the stay ended", "2027-01-10", "refer", "stay_ended", given=stay("2026-11-01")),
    renewal(
        "no form at hand",
        "2027-01-10",
        "mail",
        given={"form.kind": "none"},
        counts=("card_renewal", "number_to_be_added"),
    ),
)


# dom§4.4 S4 S11 S12 (手数料・紛失届・郵送できる再交付), §9, §17.2 V24 ----
BOTH: Given = {"papers.sign_certificate": "issue", "papers.auth_certificate": "issue"}
NEITHER: Given = {"papers.sign_certificate": "decline", "papers.auth_certificate": "decline"}
FAR: Given = {"card.expires": day("2031-05-10")}
NEAR: Given = {"card.expires": day("2027-02-23")}
LOST: Given = {"applicant.name": "佐藤 結衣", "applicant.address": "みどり野市南町二丁目14番6号"}


def reissue(name: str, reason: str, given: Given, then: str, *why: str, **more: Any) -> Expected:
    base = ADULT | BOTH | LOST | {"reissue.reason": reason}
    return Expected(name, "card_reissue", given, then, why, base=base, **more)


REISSUE = (
    reissue(
        "lost, with certificates",
        "lost",
        {},
        "counter",
        "no_card_to_return",
        fee=1000,
        counts=("card_reissue", "loss_reports"),
        papers=("ticket", "loss_report", "slip"),
        hides=("old_card",),
    ),
    reissue("lost, without certificates", "lost", NEITHER, "counter", "no_card_to_return", fee=800),
    reissue(
        "lost, only one declined",
        "lost",
        {"papers.sign_certificate": "decline"},
        "counter",
        "no_card_to_return",
        fee=1000,
    ),
    reissue(
        "lost, only the other declined",
        "lost",
        {"papers.auth_certificate": "decline"},
        "counter",
        "no_card_to_return",
        fee=1000,
    ),
    reissue(
        "stolen",
        "stolen",
        {},
        "counter",
        "no_card_to_return",
        fee=1000,
        counts=("card_reissue", "loss_reports"),
        shows=("stop_the_card",),
    ),
    reissue(
        "stolen, without certificates", "stolen", NEITHER, "counter", "no_card_to_return", fee=800
    ),
    reissue(
        "burned",
        "burned",
        {},
        "counter",
        "no_card_to_return",
        fee=1000,
        counts=("card_reissue", "loss_reports"),
        hides=("stop_the_card",),
    ),
    reissue(
        "damaged, years ahead",
        "damaged",
        FAR,
        "counter",
        "reissue_not_mailed",
        fee=1000,
        counts=("card_reissue",),
        papers=("ticket", "slip", "card_receipt"),
        shows=("old_card",),
    ),
    reissue(
        "damaged, without certificates",
        "damaged",
        FAR | NEITHER,
        "counter",
        "reissue_not_mailed",
        fee=800,
    ),
    reissue("damaged, three months before the end", "damaged", NEAR, "mail", fee=1000),
    reissue(
        "damaged, three months and a day before",
        "damaged",
        {"card.expires": day("2027-02-24")},
        "counter",
        "reissue_not_mailed",
        fee=1000,
    ),
    reissue("damaged, the end is not known", "damaged", {}, "open", "card.expires"),
    reissue(
        "malfunction",
        "malfunction",
        FAR,
        "counter",
        "reissue_not_mailed",
        fee=0,
        shows=("old_card",),
    ),
    reissue(
        "full: mailed",
        "full",
        {},
        "mail",
        fee=0,
        counts=("card_reissue",),
        shows=("old_card",),
        hides=("fee",),
    ),
    reissue("full, without certificates: still free", "full", NEITHER, "mail", fee=0),
    reissue("full at the post office", "full", {}, "mail", place="post_office", fee=0),
    reissue(
        "full at a support venue", "full", {}, "counter", "place_support", place="support", fee=0
    ),
    reissue(
        "name changed",
        "name_changed",
        FAR,
        "counter",
        "reissue_not_mailed",
        fee=0,
        shows=("name_entry_first",),
    ),
    reissue("name changed, near the end", "name_changed", NEAR, "mail", fee=0),
    reissue("number changed", "number_changed", FAR, "counter", "reissue_not_mailed", fee=0),
    reissue("code changed", "code_changed", FAR, "counter", "reissue_not_mailed", fee=0),
    reissue(
        "lost, a child with the mother, no certificate",
        "lost",
        CHILD | {"papers.sign_certificate": None, "papers.auth_certificate": "decline"},
        "counter",
        "no_card_to_return",
        fee=800,
    ),
    reissue(
        "lost, a child with the mother, authentication only",
        "lost",
        CHILD | {"papers.sign_certificate": None},
        "counter",
        "no_card_to_return",
        fee=1000,
    ),
    reissue(
        "lost, a ward, no certificate",
        "lost",
        WARD | {"papers.sign_certificate": None, "papers.auth_certificate": "decline"},
        "counter",
        "no_card_to_return",
        fee=800,
    ),
    reissue(
        "lost, an agent",
        "lost",
        {"person": "agent"},
        "refer",
        "person_not_allowed",
        "no_card_to_return",
        fee=1000,
    ),
    reissue(
        "lost, of another municipality",
        "lost",
        {"applicant.resident_here": "no"},
        "counter",
        "no_card_to_return",
        "resident_elsewhere",
        fee=1000,
    ),
    reissue(
        "no contract",
        "full",
        {},
        "refer",
        "no_contract",
        place="post_office",
        contracts=NO_CONTRACT,
        fee=0,
    ),
    reissue(
        "express is not told on 2024-12-01",
        "lost",
        {},
        "counter",
        "no_card_to_return",
        on=day("2024-12-01"),
        fee=1000,
        hides=("express_possible",),
    ),
    reissue(
        "express is told on 2024-12-02",
        "lost",
        {},
        "counter",
        "no_card_to_return",
        on=day("2024-12-02"),
        fee=1000,
        shows=("express_possible",),
    ),
    reissue(
        "the fee waits for the certificates",
        "lost",
        {"papers.auth_certificate": None},
        "counter?",
        "papers.auth_certificate",
    ),
)


# dom§3.5 S11 S12, §17.2 V05, §17.3 (<1 test), §4.5 ----
INFANT: Given = {
    "person": "statutory",
    "applicant.resident_here": "yes",
    "applicant.foreign": "no",
    "form.kind": "qr",
    "guardian.authority": "same_household",
}


def infant(name: str, birth: str, on: str, then: str, *why: str, **more: Any) -> Expected:
    base = INFANT | born(birth)
    given = more.pop("given", {})
    return Expected(name, "card_under_one", given, then, why, on=day(on), base=base, **more)


UNDER_ONE = (
    infant(
        "§17.3: born 2023-12-03, applied 2024-12-02",
        "2023-12-03",
        "2024-12-02",
        "mail",
        shows=("no_photo",),
        hides=("photo",),
        counts=("card_first", "card_under_one"),
    ),
    infant(
        "§17.3: applied on the first birthday", "2023-12-03", "2024-12-03", "refer", "one_or_older"
    ),
    infant(
        "2024-12-01: with photo",
        "2024-06-01",
        "2024-12-01",
        "mail",
        shows=("photo", "photo_lying"),
        hides=("no_photo",),
    ),
    infant(
        "2024-12-02: without",
        "2024-06-01",
        "2024-12-02",
        "mail",
        shows=("no_photo",),
        hides=("photo", "photo_lying"),
    ),
    infant("born today", "2026-11-23", "2026-11-23", "mail"),
    infant("born tomorrow", "2026-11-24", "2026-11-23", "open", "applicant.birth"),
    infant("the day before one", "2025-11-24", "2026-11-23", "mail"),
    infant(
        "one on the day",
        "2025-11-23",
        "2026-11-23",
        "refer",
        "one_or_older",
        papers=("ticket", "referral"),
    ),
    infant("born 29 February, 28 February after", "2024-02-29", "2025-02-28", "mail"),
    infant("born 29 February, 1 March after", "2024-02-29", "2025-03-01", "refer", "one_or_older"),
    infant(
        "alone",
        "2026-06-01",
        "2026-11-23",
        "refer",
        "person_not_allowed",
        given={"person": "self", "guardian.authority": None},
    ),
    infant(
        "an agent",
        "2026-06-01",
        "2026-11-23",
        "refer",
        "person_not_allowed",
        given={"person": "agent", "guardian.authority": None},
    ),
    infant(
        "at the post office",
        "2026-06-01",
        "2026-11-23",
        "refer",
        "not_here",
        "person_not_allowed",
        place="post_office",
    ),
    infant(
        "at a support venue",
        "2026-06-01",
        "2026-11-23",
        "counter",
        "place_support",
        place="support",
    ),
    infant(
        "of another municipality",
        "2026-06-01",
        "2026-11-23",
        "counter",
        "resident_elsewhere",
        given={"applicant.resident_here": "no"},
    ),
    infant(
        "express is possible from 2024-12-02",
        "2024-06-01",
        "2024-12-02",
        "mail",
        shows=("express_possible",),
    ),
)


# dom§9 (特急発行: S5 S11 S12), §5 S12, §6 S56, §14 ----
URGENT: Given = ADULT | BOTH | {"express.reason": "lost", "event.on": day("2026-11-01")}


def express(name: str, given: Given, then: str, *why: str, **more: Any) -> Expected:
    more.setdefault("place", "office_visit")
    return Expected(name, "card_express", given, then, why, base=URGENT, **more)


def event(text: str) -> Given:
    return {"event.on": day(text)}


EXPRESS = (
    express(
        "lost this month",
        {},
        "mail",
        fee=2000,
        counts=("card_express", "loss_reports"),
        papers=("ticket", "loss_report", "slip"),
        shows=("pin_request", "pins_now", "jlis_mails"),
    ),
    express("lost, without certificates", NEITHER, "mail", fee=1800),
    express("lost, one certificate", {"papers.sign_certificate": "decline"}, "mail", fee=2000),
    express(
        "damaged",
        {"express.reason": "damaged"},
        "mail",
        fee=2000,
        counts=("card_express",),
        shows=("old_card",),
    ),
    express(
        "damaged, without certificates",
        put({"express.reason": "damaged"}) | NEITHER,
        "mail",
        fee=1800,
    ),
    express("burned", {"express.reason": "burned"}, "mail", fee=2000),
    express("stolen", {"express.reason": "stolen"}, "mail", fee=2000),
    express("malfunction", {"express.reason": "malfunction"}, "mail", fee=0),
    express("full", {"express.reason": "full"}, "mail", fee=0, hides=("fee",)),
    express("number changed", {"express.reason": "number_changed"}, "mail", fee=0),
    express("code changed", {"express.reason": "code_changed"}, "mail", fee=0),
    express(
        "moved in from abroad",
        {"express.reason": "from_abroad"},
        "mail",
        fee=0,
        hides=("old_card",),
    ),
    express(
        "a new resident",
        put({"express.reason": "new_resident"}) | stay("2029-03-31"),
        "mail",
        fee=0,
    ),
    express("newly registered", {"express.reason": "newly_registered"}, "mail", fee=0),
    express("in custody", {"express.reason": "custody", "event.on": None}, "mail", fee=0),
    express(
        "none of these",
        {"express.reason": "other", "event.on": None},
        "refer",
        "not_urgent",
        papers=("ticket", "referral"),
    ),
    express("on the day itself", event("2026-11-23"), "mail"),
    express("day 29", event("2026-10-25"), "mail"),
    express("day 30", event("2026-10-24"), "mail"),
    express("day 31", event("2026-10-23"), "refer", "after_30_days"),
    express(
        "day 30 after moving in from abroad",
        put({"express.reason": "from_abroad"}) | event("2026-10-24"),
        "mail",
    ),
    express(
        "day 31 after moving in from abroad",
        put({"express.reason": "from_abroad"}) | event("2026-10-23"),
        "refer",
        "after_30_days",
    ),
    express("tomorrow", event("2026-11-24"), "refuse", "event_in_future"),
    express("the day is not known", {"event.on": None}, "open", "event.on"),
    express("the reason is not known", {"express.reason": None}, "open", "express.reason"),
    express(
        "an event does not matter for none of these",
        put({"express.reason": "other"}) | event("2020-01-01"),
        "refer",
        "not_urgent",
    ),
    express(
        "2024-12-01: not yet", event("2024-11-20"), "refuse", "not_in_force", on=day("2024-12-01")
    ),
    express("2024-12-02: the first day", event("2024-11-20"), "mail", on=day("2024-12-02")),
    express("2024-12-02, day 30", event("2024-11-02"), "mail", on=day("2024-12-02")),
    express(
        "2024-12-02, day 31", event("2024-11-01"), "refer", "after_30_days", on=day("2024-12-02")
    ),
    express(
        "an infant, the day before one",
        CHILD
        | {"express.reason": "under_one", "event.on": None, "papers.sign_certificate": None}
        | born("2025-11-24"),
        "mail",
        fee=0,
        shows=("no_photo",),
        hides=("photo",),
    ),
    express(
        "an infant, on the first birthday",
        CHILD
        | {"express.reason": "under_one", "event.on": None, "papers.sign_certificate": None}
        | born("2025-11-23"),
        "refer",
        "one_or_older",
    ),
    express("a child with the mother", CHILD | {"papers.sign_certificate": None}, "mail", fee=2000),
    express(
        "a child alone",
        born("2016-05-01") | {"papers.sign_certificate": None},
        "refer",
        "guardian_needed",
    ),
    express("an agent", {"person": "agent"}, "refer", "person_not_allowed"),
    express(
        "of another municipality", {"applicant.resident_here": "no"}, "refer", "resident_elsewhere"
    ),
    express("outreach", {}, "refer", "not_here", place="outreach"),
    express("post office", {}, "refer", "not_here", place="post_office"),
    express("support", {}, "refer", "not_here", place="support"),
    express(
        "a ward, certificate too old",
        WARD | {"guardian.authority_issued": day("2026-08-22"), "papers.sign_certificate": None},
        "refer",
        "guardianship_too_old",
    ),
    express("the stay ended", stay("2026-11-22"), "refer", "stay_ended"),
)


# dom§6 S14 S54 S55 S26 S50, §7 S40 S63, §14 ----
SWITCH: Given = {
    "person": "self",
    "applicant.name": "佐藤 結衣",
    "applicant.birth": day("1985-05-10"),
    "applicant.address": "みどり野市南町二丁目14番6号",
    "applicant.resident_here": "yes",
    "applicant.ward": "no",
    "face.purpose": "to_face",
    "card.expires": day("2031-05-10"),
    "face.auth_valid": "yes",
    "identity.card": "yes",
    "identity.card_pin": "yes",
}
AGENT: Given = {"person": "agent", "agent.letter": "yes", "identity.card_pin": None}
BACK: Given = {"face.purpose": "to_pin", "face.auth_valid": None, "identity.card_pin": None}


def switch(name: str, given: Given, then: str, *why: str, **more: Any) -> Expected:
    more.setdefault("place", "office_visit")
    return Expected(name, "card_without_pin", given, then, why, base=SWITCH, **more)


def seen(*codes: str) -> Given:
    return {"identity.documents": codes}


WITHOUT_PIN = (
    switch(
        "card and PIN",
        {},
        "here",
        counts=("face_only_switch",),
        papers=("ticket", "application", "slip"),
        shows=("what_stops",),
    ),
    switch(
        "PIN forgotten, one A", put({"identity.card_pin": "no"}) | seen("driving_licence"), "here"
    ),
    switch("PIN forgotten, one B", put({"identity.card_pin": "no"}) | seen("pension"), "here"),
    switch(
        "PIN forgotten, a notification card only",
        put({"identity.card_pin": "no"}) | seen("notification_card"),
        "refer",
        "identity_short",
    ),
    switch(
        "PIN forgotten, nothing else",
        put({"identity.card_pin": "no"}) | seen(),
        "refer",
        "identity_short",
    ),
    switch(
        "PIN forgotten, the card itself is no second document",
        put({"identity.card_pin": "no"}) | seen("my_number_card"),
        "refer",
        "identity_short",
    ),
    switch(
        "the card is not here",
        put({"identity.card": "no"}) | seen("driving_licence", "passport"),
        "refer",
        "identity_short",
    ),
    switch(
        "back, one A",
        BACK | seen("passport"),
        "here",
        papers=("ticket", "application", "slip_back"),
        shows=("pins_again",),
    ),
    switch("back, one B", BACK | seen("bankbook"), "here"),
    switch(
        "back, nothing: there is no PIN to verify",
        BACK | {"identity.card_pin": "yes"} | seen(),
        "refer",
        "identity_short",
    ),
    switch("an agent with A", AGENT | seen("driving_licence"), "here", hides=("pins_again",)),
    switch("an agent with B2", AGENT | seen("pension", "bankbook"), "here"),
    switch(
        "an agent with the same B twice",
        AGENT | seen("pension", "pension"),
        "refer",
        "identity_short",
    ),
    switch("an agent with B1", AGENT | seen("pension"), "refer", "identity_short"),
    switch(
        "an agent without the letter",
        AGENT | {"agent.letter": "no"} | seen("driving_licence"),
        "refer",
        "identity_short",
    ),
    switch("an agent, back", AGENT | BACK | seen("driving_licence"), "here", shows=("agent_pins",)),
    switch(
        "an agent for a new card",
        AGENT | {"face.purpose": "new"} | seen("driving_licence"),
        "refer",
        "apply_first",
        "person_not_allowed",
    ),
    switch(
        "for a new card",
        put({"face.purpose": "new"}) | seen("driving_licence"),
        "refer",
        "apply_first",
    ),
    switch("2023-12-14: not yet", {}, "refuse", "not_in_force", on=day("2023-12-14")),
    switch("2023-12-15: the first day", {}, "here", on=day("2023-12-15")),
    switch("the card's last day", {"card.expires": day("2026-11-23")}, "here"),
    switch("the card ended yesterday", {"card.expires": day("2026-11-22")}, "refer", "card_ended"),
    switch(
        "no valid authentication certificate",
        {"face.auth_valid": "no"},
        "refer",
        "needs_auth_certificate",
    ),
    switch(
        "back needs no certificate", BACK | {"face.auth_valid": "no"} | seen("passport"), "here"
    ),
    switch(
        "of another municipality", {"applicant.resident_here": "no"}, "refer", "resident_elsewhere"
    ),
    switch("a child's representative", put({"person": "statutory"}) | born("2016-05-01"), "here"),
    switch("a ward's representative", {"person": "statutory", "applicant.ward": "yes"}, "here"),
    switch(
        "an adult's statutory representative",
        {"person": "statutory"},
        "refer",
        "person_not_allowed",
    ),
    switch("outreach", {}, "refer", "not_here", place="outreach"),
    switch("post office", {}, "refer", "not_here", place="post_office"),
    switch(
        "a child gets no signature PIN back",
        BACK | {"person": "statutory"} | born("2016-05-01") | seen("passport"),
        "here",
        shows=("no_signature_certificate",),
    ),
    switch(
        "documents not looked at yet", {"identity.card_pin": "no"}, "open", "identity.documents"
    ),
)


# dom§1 SEED, §4.5 S41, §4.6, §7 S59 S64 S65 (申請支援), §13.2 ----
HELPED: Given = {
    "person": "self",
    "applicant.birth": day("1985-05-10"),
    "applicant.resident_here": "yes",
    "applicant.foreign": "no",
    "form.kind": "qr",
}


def helped(name: str, given: Given, *why: str, **more: Any) -> Expected:
    then = more.pop("then", "counter")
    return Expected(name, "support_only", given, then, why, base=HELPED, **more)


SUPPORT = (
    helped(
        "outreach",
        {},
        "place_outreach",
        counts=("support_only",),
        papers=("ticket", "slip"),
        shows=("not_checked", "office_notifies", "applicant_collects"),
        hides=("office_mails", "pin_request"),
    ),
    helped("support venue", {}, "place_support", place="support"),
    helped("office", {}, "place_office_visit", place="office_visit"),
    helped("post office", {}, "place_post_office", place="post_office"),
    helped(
        "post office without contract",
        {},
        "place_post_office",
        place="post_office",
        contracts=NO_CONTRACT,
    ),
    helped(
        "post office before 2023-06-09",
        {},
        "place_post_office",
        place="post_office",
        on=day("2023-06-08"),
        contracts=NO_CONTRACT,
    ),
    helped(
        "of another municipality",
        {"applicant.resident_here": "no"},
        "place_outreach",
        shows=("other_municipality",),
    ),
    helped("an agent", {"person": "agent"}, "place_outreach"),
    helped("a child alone", born("2016-05-01"), "place_outreach", shows=("guardian_writes",)),
    helped(
        "a child with the mother",
        put({"person": "statutory"}) | born("2016-05-01"),
        "place_outreach",
    ),
    helped(
        "a child at the post office", born("2016-05-01"), "place_post_office", place="post_office"
    ),
    helped(
        "handwritten without the number",
        {"form.kind": "handwritten", "form.number_written": "no"},
        "place_outreach",
        counts=("support_only", "number_to_be_added"),
    ),
    helped(
        "an infant on 2024-12-01",
        born("2024-06-01"),
        "place_outreach",
        on=day("2024-12-01"),
        shows=("photo",),
        hides=("infant_no_photo",),
    ),
    helped(
        "an infant on 2024-12-02",
        born("2024-06-01"),
        "place_outreach",
        on=day("2024-12-02"),
        shows=("infant_no_photo",),
        hides=("photo",),
    ),
    helped("the stay ended", stay("2026-11-22"), "place_outreach", "stay_ended", then="refer"),
    helped("the stay ends in a month", stay("2026-12-23"), "place_outreach", shows=("stay_short",)),
)

# What holds for every procedure whose card is applied for: dom§2.3, §4.3 to §4.5, §7, §8.1, §9 ----
AS_ADULT: Mapping[str, Given] = {
    "card_renewal": ADULT | NEAR,
    "card_reissue": ADULT | BOTH | {"reissue.reason": "full"},
    "card_express": URGENT | {"express.reason": "full"},
}
GUARDED_AT: Mapping[str, str] = {
    "card_renewal": "outreach",
    "card_reissue": "outreach",
    "card_express": "office_visit",
}
UNSIGNED: Given = {"papers.sign_certificate": None}


def each(name: str, given: Given, then: str, *why: str, **more: Any) -> tuple[Expected, ...]:
    """The same row in the three; express issue sends to the counter instead of supporting (§9)."""
    rows = []
    for code, base in AS_ADULT.items():
        told = given if code == "card_renewal" else UNSIGNED | given if then != "mail?" else given
        outcome = "refer" if code == "card_express" and then == "counter" else then
        rows.append(
            Expected(
                f"every: {name}", code, told, outcome, why, GUARDED_AT[code], base=base, **more
            )
        )
    return tuple(rows)


SIGNED: Given = {"papers.sign_certificate": "issue"}
EVERYWHERE = (
    *each(
        "with a guardian, all in order",
        WARD,
        "mail",
        shows=("guardian_identity", "guardianship", "no_signature_certificate", "other_guardians"),
    ),
    *each(
        "with a mother, all in order",
        CHILD,
        "mail",
        shows=("guardian_identity", "guardian_authority", "no_signature_certificate"),
        hides=("guardianship", "other_guardians"),
    ),
    *each(
        "the certificate is of tomorrow",
        WARD | {"guardian.authority_issued": day("2026-11-24")},
        "refuse",
        "guardianship_in_future",
    ),
    *each(
        "the certificate is too old",
        WARD | {"guardian.authority_issued": day("2026-08-22")},
        "counter",
        "guardianship_too_old",
    ),
    *each("a child alone", born("2016-05-01"), "counter", "guardian_needed"),
    *each("a ward alone", {"applicant.ward": "yes"}, "counter", "guardian_needed"),
    *each("the stay has ended", SIGNED | stay("2026-11-22"), "refer", "stay_ended"),
    *each(
        "the stay ends in a week",
        SIGNED | stay("2026-11-30"),
        "mail",
        shows=("stay_short", "stay_card", "languages", "residence_card"),
    ),
    *each(
        "braille, cannot sign, in a facility",
        SIGNED
        | {"applicant.braille": "yes", "applicant.can_sign": "no", "applicant.in_facility": "yes"},
        "mail",
        shows=(
            "braille",
            "cannot_sign",
            "facility_certificate",
            "identity",
            "pin_request",
            "photo",
            "form",
        ),
    ),
    *each("an old form", SIGNED | {"form.kind": "old"}, "mail", shows=("old_form",)),
    *each(
        "number not written",
        SIGNED | {"form.kind": "handwritten", "form.number_written": "no"},
        "mail",
        shows=("number_added_later", "office_adds_number"),
    ),
    *each(
        "the number's box not looked at",
        SIGNED | {"form.kind": "handwritten"},
        "mail?",
        "form.number_written",
    ),
)
OFFICES = (
    renewal(
        "at the office",
        "2027-01-10",
        "mail",
        place="office_visit",
        shows=("office_checks", "jlis_makes", "office_mails", "face_card"),
        hides=("office_notifies", "applicant_collects"),
    ),
    renewal(
        "supported: the applicant collects",
        "2027-01-10",
        "counter",
        "resident_elsewhere",
        given={"applicant.resident_here": "no"},
        place="office_visit",
        shows=("office_notifies", "applicant_collects"),
        hides=("office_mails",),
    ),
    renewal(
        "number counted",
        "2027-01-10",
        "mail",
        given={"form.kind": "handwritten", "form.number_written": "no"},
        counts=("card_renewal", "number_to_be_added"),
    ),
    reissue(
        "full at the office",
        "full",
        {},
        "mail",
        place="office_visit",
        fee=0,
        shows=("office_checks", "jlis_makes", "office_mails", "face_card"),
        hides=("applicant_collects",),
    ),
    reissue(
        "lost: the applicant collects",
        "lost",
        {},
        "counter",
        "no_card_to_return",
        shows=("office_notifies", "applicant_collects", "fee"),
        hides=("office_mails", "old_card"),
    ),
    reissue(
        "full, number counted",
        "full",
        {"form.kind": "none"},
        "mail",
        counts=("card_reissue", "number_to_be_added"),
    ),
    reissue(
        "a child at the post office",
        "full",
        CHILD | UNSIGNED,
        "refer",
        "person_not_allowed",
        "post_office_person_only",
        place="post_office",
        papers=("ticket", "referral"),
    ),
    express(
        "number counted",
        {"express.reason": "full", "form.kind": "none"},
        "mail",
        counts=("card_express", "number_to_be_added"),
        shows=("office_sends", "office_adds_number", "event_proof", "identity", "form"),
    ),
    express("lost: fee is brought", {}, "mail", shows=("fee",)),
    infant(
        "at the office",
        "2026-06-01",
        "2026-11-23",
        "mail",
        place="office_visit",
        papers=("ticket", "slip"),
        shows=(
            "form",
            "identity",
            "guardian_identity",
            "guardian_authority",
            "pin_request",
            "no_signature_certificate",
            "office_checks",
            "jlis_makes",
            "office_mails",
        ),
    ),
    infant(
        "supported",
        "2026-06-01",
        "2026-11-23",
        "counter",
        "place_support",
        place="support",
        shows=("office_notifies", "applicant_collects"),
    ),
    infant(
        "number counted",
        "2026-06-01",
        "2026-11-23",
        "mail",
        given={"form.kind": "none"},
        counts=("card_first", "card_under_one", "number_to_be_added"),
        shows=("number_added_later", "office_adds_number"),
    ),
    infant(
        "an old form",
        "2026-06-01",
        "2026-11-23",
        "mail",
        given={"form.kind": "old"},
        shows=("old_form",),
    ),
    infant(
        "the stay has ended",
        "2026-06-01",
        "2026-11-23",
        "refer",
        "stay_ended",
        given=stay("2026-11-22"),
    ),
    infant(
        "the stay ends in a week",
        "2026-06-01",
        "2026-11-23",
        "mail",
        given=stay("2026-11-30"),
        shows=("stay_short", "stay_card", "languages", "residence_card"),
    ),
    infant(
        "guardian's certificate too old",
        "2026-06-01",
        "2026-11-23",
        "counter",
        "guardianship_too_old",
        given={
            "guardian.authority": "guardianship",
            "guardian.authority_issued": day("2026-08-22"),
        },
    ),
    infant(
        "guardian's certificate of tomorrow",
        "2026-06-01",
        "2026-11-23",
        "refuse",
        "guardianship_in_future",
        given={
            "guardian.authority": "guardianship",
            "guardian.authority_issued": day("2026-11-24"),
        },
    ),
    first(
        "what to bring and what follows",
        {},
        "mail",
        papers=("ticket", "slip"),
        shows=(
            "form",
            "identity",
            "notification_card",
            "resident_register_card",
            "pin_request",
            "photo",
            "had_a_card",
            "office_checks",
            "jlis_makes",
        ),
    ),
    first("a ward's other guardians", WARD, "mail", shows=("other_guardians",)),
    switch("what to bring", {}, "here", shows=("card", "identity", "terminal"), hides=("agent",)),
    switch(
        "what an agent brings",
        AGENT | seen("driving_licence"),
        "here",
        shows=("card", "agent"),
        hides=("identity",),
    ),
    switch(
        "not here: where to go",
        {},
        "refer",
        "not_here",
        place="support",
        papers=("ticket", "referral"),
    ),
    helped(
        "what is told",
        {"applicant.braille": "yes", "applicant.can_sign": "no", "form.kind": "old"},
        "place_outreach",
        shows=(
            "form",
            "photo",
            "braille",
            "cannot_sign",
            "old_form",
            "office_checks",
            "jlis_makes",
        ),
    ),
    helped("foreign", stay("2029-03-31"), "place_outreach", shows=("stay_card", "languages")),
    helped(
        "no form at hand",
        {"form.kind": "none"},
        "place_outreach",
        shows=("number_added_later", "office_adds_number"),
    ),
    helped(
        "sent on",
        stay("2026-11-22"),
        "place_outreach",
        "stay_ended",
        then="refer",
        papers=("ticket", "referral"),
    ),
)

# What is asked, in this order (the workbench asks for the rest): dom§2.3, §4.4, §4.5, §9 ----
WHO = ("applicant.birth", "applicant.resident_here", "applicant.ward", "applicant.foreign")
NEEDS = ("applicant.braille", "applicant.can_sign", "applicant.in_facility")
CERTIFICATES = ("papers.sign_certificate", "papers.auth_certificate")
ASKED: Mapping[str, tuple[str, Given, tuple[str, ...]]] = {
    "first": ("card_first", ADULT, (*WHO, "form.kind", *NEEDS)),
    "first, handwritten": (
        "card_first",
        ADULT | {"form.kind": "handwritten"},
        (*WHO, "form.kind", "form.number_written", *NEEDS),
    ),
    "first, ward": (
        "card_first",
        WARD,
        (*WHO, "form.kind", "guardian.authority", "guardian.authority_issued", *NEEDS),
    ),
    "first, child": ("card_first", CHILD, (*WHO, "form.kind", "guardian.authority", *NEEDS)),
    "first, foreign": (
        "card_first",
        ADULT | stay("2029-03-31"),
        (*WHO, "applicant.stay_limited", "applicant.stay_until", "form.kind", *NEEDS),
    ),
    "renewal": ("card_renewal", ADULT | NEAR, (*WHO, "card.expires", "form.kind", *NEEDS)),
    "reissue, lost": (
        "card_reissue",
        ADULT | {"reissue.reason": "lost"},
        (
            *WHO,
            "reissue.reason",
            "applicant.name",
            "applicant.address",
            *CERTIFICATES,
            "form.kind",
            *NEEDS,
        ),
    ),
    "reissue, damaged": (
        "card_reissue",
        ADULT | {"reissue.reason": "damaged"},
        (*WHO, "reissue.reason", "card.expires", *CERTIFICATES, "form.kind", *NEEDS),
    ),
    "reissue, full": (
        "card_reissue",
        ADULT | {"reissue.reason": "full"},
        (*WHO, "reissue.reason", *CERTIFICATES, "form.kind", *NEEDS),
    ),
    "express": (
        "card_express",
        URGENT,
        (*WHO, "express.reason", "event.on", *CERTIFICATES, "form.kind", *NEEDS),
    ),
    "express, child": (
        "card_express",
        URGENT | CHILD,
        (
            *WHO,
            "express.reason",
            "event.on",
            "papers.auth_certificate",
            "form.kind",
            "guardian.authority",
            *NEEDS,
        ),
    ),
    "under one": (
        "card_under_one",
        INFANT | born("2026-06-01"),
        (
            "applicant.birth",
            "applicant.resident_here",
            "applicant.foreign",
            "form.kind",
            "guardian.authority",
        ),
    ),
    "without PIN": (
        "card_without_pin",
        SWITCH,
        (
            "applicant.name",
            "applicant.birth",
            "applicant.address",
            "applicant.resident_here",
            "applicant.ward",
            "face.purpose",
            "card.expires",
            "face.auth_valid",
            "identity.card",
            "identity.card_pin",
            "identity.documents",
        ),
    ),
    "without PIN, agent": (
        "card_without_pin",
        SWITCH | AGENT | BACK,
        (
            "applicant.name",
            "applicant.birth",
            "applicant.address",
            "applicant.resident_here",
            "applicant.ward",
            "face.purpose",
            "card.expires",
            "identity.card",
            "agent.letter",
            "identity.documents",
        ),
    ),
    "support": (
        "support_only",
        HELPED,
        (
            "applicant.birth",
            "applicant.resident_here",
            "applicant.foreign",
            "form.kind",
            "applicant.braille",
            "applicant.can_sign",
        ),
    ),
}

ALL: tuple[Expected, ...] = (
    *PLACES, *PERSONS, *RESIDENCE, *FORMS, *RENEWAL, *REISSUE, *UNDER_ONE, *EXPRESS, *WITHOUT_PIN,
    *SUPPORT, *EVERYWHERE, *OFFICES,
)  # fmt: skip
