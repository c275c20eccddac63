"""What the five-step workbench must answer about documents, moves and papers, by hand from dom§4 to
§6: the route, every reason, and the combination that was met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain_samples import child, complete, document, judged, reasons, shown

from desk.domain.application import EntryValue, IntakeMethod
from desk.domain.delivery import Route

Entries = Mapping[str, EntryValue | None]
TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One row. `route` "open": no reason speaks against mailing, but something is wrong or open."""

    name: str
    entries: dict[str, EntryValue]
    route: str
    why: tuple[str, ...] = ()
    label: str | None = None
    on: date = TODAY
    method: IntakeMethod = IntakeMethod.OUTREACH
    also: Mapping[str, object] = field(default_factory=dict)  # attributes of the assessment

    def check(self) -> None:
        found = judged(self.entries, on=self.on, method=self.method)
        routes = {"mail": Route.MAIL, "counter": Route.COUNTER, "open": None}
        assert found.verdict.route == routes[self.route], found.verdict
        assert set(reasons(found)) == set(self.why)
        if self.label is not None:
            assert found.identity_label == self.label
        for name, value in self.also.items():
            assert getattr(found, name) == value, name


def papers(*codes: str, **said: Any) -> dict[str, EntryValue]:
    """The complete application with these documents instead of its own, all good."""
    plain = {name: value for name, value in complete().items() if not name.startswith("identity.")}
    return plain | shown(*codes, **said)


def with_document(base: dict[str, EntryValue], code: str, **said: Any) -> dict[str, EntryValue]:
    return base | document(code, **said)


# dom§4.1 (combinations), §4.2 (A), §4.3 (B), §4.4 (通知カード, 個人番号通知書) ----
def combination(name: str, codes: str, route: str, label: str = "", *why: str) -> Application:
    return Application(
        name=f"§4.1 {name}", entries=papers(*codes.split()), route=route, label=label, why=why
    )


COMBINATIONS = (
    combination("A2: licence and passport", "driving_licence passport", "mail", "A2"),
    combination("A2: licence and residence card", "driving_licence residence_card", "mail", "A2"),
    combination("A2: passport and disability card", "passport disability_card", "mail", "A2"),
    combination("A2: driving history and passport", "driving_history passport", "mail", "A2"),
    combination(
        "A2: special permanent certificate and licence",
        "special_permanent_certificate driving_licence",
        "mail",
        "A2",
    ),
    combination(
        "A2: mental disability card and passport", "mental_disability_card passport", "mail", "A2"
    ),
    combination(
        "A2: intellectual disability card and passport",
        "intellectual_disability_card passport",
        "mail",
        "A2",
    ),
    combination("A2: juki card and passport", "resident_register_card passport", "mail", "A2"),
    combination("A2: valid My Number Card and passport", "my_number_card passport", "mail", "A2"),
    combination(
        "A2: temporary refuge permit and passport", "temporary_refuge_permit passport", "mail", "A2"
    ),
    combination(
        "A2: provisional stay permit and passport", "provisional_stay_permit passport", "mail", "A2"
    ),
    combination("A3", "driving_licence passport residence_card", "mail", "A2"),
    combination(
        "A1+B1: licence and 資格確認書", "driving_licence insurance_eligibility", "mail", "A1+B1"
    ),
    combination("A1+B1: passport and pension book", "passport pension", "mail", "A1+B1"),
    combination("A1+B1: passport and bank book", "passport bankbook", "mail", "A1+B1"),
    combination(
        "A1+B1: licence and employee card", "driving_licence employee_student_card", "mail", "A1+B1"
    ),
    combination(
        "A1+B1: licence and care insurance", "driving_licence care_insurance", "mail", "A1+B1"
    ),
    combination(
        "A1+B1: licence and photo certificate of the facility",
        "driving_licence facility_photo_certificate",
        "mail",
        "A1+B1",
    ),
    combination(
        "A1+B1: licence and maternity book", "driving_licence maternity_book", "mail", "A1+B1"
    ),
    combination(
        "A1+B1: licence and public assistance certificate",
        "driving_licence public_assistance",
        "mail",
        "A1+B1",
    ),
    combination("A1+B2", "driving_licence pension bankbook", "mail", "A1+B1"),
    combination("A1+notification card", "driving_licence notification_card", "mail", "A1+N1"),
    combination(
        "A1+number notice is not enough",
        "driving_licence number_notice",
        "counter",
        "",
        "documents_short_b",
    ),
    combination("notification card and B2", "notification_card pension bankbook", "mail", "N1+B2"),
    combination("number notice and B2", "number_notice pension bankbook", "mail", "N1+B2"),
    combination(
        "notification card, and B2 of a facility",
        "notification_card facility_photo_certificate care_insurance",
        "mail",
        "N1+B2",
    ),
    combination(
        "notification card and B3",
        "notification_card pension bankbook care_insurance",
        "mail",
        "N1+B2",
    ),
    combination(
        "notification card, number notice and B2",
        "notification_card number_notice pension bankbook",
        "mail",
        "N1+B2",
    ),
    combination("A1 alone", "driving_licence", "counter", "", "documents_short_b"),
    combination("a My Number Card alone", "my_number_card", "counter", "", "documents_short_b"),
    combination("B1 alone", "pension", "counter", "", "documents_short_a"),
    combination(
        "B2 alone: collection only (§4.1 S3 S35)",
        "pension bankbook",
        "counter",
        "",
        "documents_short_a",
    ),
    combination("B3 alone", "pension bankbook care_insurance", "counter", "", "documents_short_a"),
    combination("notification card alone", "notification_card", "counter", "", "documents_short_a"),
    combination(
        "notification card and B1", "notification_card pension", "counter", "", "documents_short_b"
    ),
    combination(
        "number notice and B1", "number_notice pension", "counter", "", "documents_short_b"
    ),
    combination(
        "both notices", "notification_card number_notice", "counter", "", "documents_short_a"
    ),
    combination("nothing", "", "counter", "", "documents_none"),
)

# dom§4.2 S5 (within validity), §4.3 (氏名+生年月日 / 氏名+住所), §4.6 (expired, differing) ----
LICENCE_AND_PASSPORT = papers("driving_licence", "passport")


def changed(name: str, entries: dict[str, EntryValue], route: str, *why: str) -> Application:
    return Application(name=name, entries=entries, route=route, why=why)


STANDING = (
    changed(
        "§4.2 valid through today",
        with_document(LICENCE_AND_PASSPORT, "passport", expires="2026-11-23"),
        "mail",
    ),
    changed(
        "§4.2 ended yesterday",
        with_document(LICENCE_AND_PASSPORT, "passport", expires="2026-11-22"),
        "counter",
        "documents_short_b",
        "document_expired",
    ),
    changed(
        "§4.2 ended in 和暦",
        with_document(LICENCE_AND_PASSPORT, "passport", expires="令和8年11月22日"),
        "counter",
        "documents_short_b",
        "document_expired",
    ),
    changed(
        "§4.2 both ended",
        papers("driving_licence", "passport", expires="2026-11-22"),
        "counter",
        "documents_none",
        "document_expired",
    ),
    changed(
        "§4.2 one of three ended",
        with_document(
            papers("driving_licence", "passport", "pension"), "passport", expires="2026-11-22"
        ),
        "mail",
    ),
    changed(
        "§4.3 B ended",
        with_document(
            papers("driving_licence", "insurance_eligibility"),
            "insurance_eligibility",
            expires="2026-11-22",
        ),
        "counter",
        "documents_short_b",
        "document_expired",
    ),
    changed(
        "§4.6 another address",
        with_document(LICENCE_AND_PASSPORT, "driving_licence", address="differs"),
        "counter",
        "documents_short_b",
        "document_differs",
    ),
    changed(
        "§4.6 another name",
        with_document(LICENCE_AND_PASSPORT, "driving_licence", name="differs"),
        "counter",
        "documents_short_b",
        "document_differs",
    ),
    changed(
        "§4.6 another birth date",
        with_document(LICENCE_AND_PASSPORT, "driving_licence", birth="differs"),
        "counter",
        "documents_short_b",
        "document_differs",
    ),
    changed(
        "§4.6 both of another address",
        papers("driving_licence", "passport", address="differs"),
        "counter",
        "documents_none",
        "document_differs",
    ),
    changed(
        "§4.6 one differs, one ended",
        with_document(
            papers("driving_licence", "passport", address="differs"),
            "passport",
            expires="2026-11-22",
            address="agrees",
        ),
        "counter",
        "documents_none",
        "document_differs",
        "document_expired",
    ),
    changed(
        "§4.6 a third one makes up for it",
        with_document(
            papers("driving_licence", "passport", "residence_card"),
            "driving_licence",
            address="differs",
        ),
        "mail",
    ),
    changed(
        "§4.3 a passport without address: name and birth date",
        with_document(LICENCE_AND_PASSPORT, "passport", address="absent"),
        "mail",
    ),
    changed(
        "§4.3 B with name and address only",
        with_document(papers("driving_licence", "bankbook"), "bankbook", birth="absent"),
        "mail",
    ),
    changed(
        "§4.3 B with name and birth date only",
        with_document(papers("driving_licence", "pension"), "pension", address="absent"),
        "mail",
    ),
    changed(
        "§4.3 B with the name only",
        with_document(
            papers("driving_licence", "employee_student_card"),
            "employee_student_card",
            birth="absent",
            address="absent",
        ),
        "counter",
        "documents_short_b",
        "document_insufficient",
    ),
    changed(
        "§4.3 B without a name",
        with_document(papers("driving_licence", "bankbook"), "bankbook", name="absent"),
        "counter",
        "documents_short_b",
        "document_insufficient",
    ),
    changed(
        "§4.1 notification card of another address",
        with_document(
            papers("driving_licence", "notification_card"), "notification_card", address="differs"
        ),
        "counter",
        "documents_short_b",
        "document_differs",
    ),
)

# dom§1 (conjunction), §4.4, §4.6, §5 S4 S6, §6 (PIN), §17.2 V16 to V19 ----


def answered(
    name: str, route: str, why: tuple[str, ...] = (), **answers: EntryValue
) -> Application:
    return Application(name=name, entries=complete(**answers), route=route, why=why)


MOVES_AND_PAPERS = (
    answered("§1 everything in order", "mail"),
    answered("§5 mail is forwarded", "counter", ("forwarding",), papers__forwarding="yes"),
    answered("§5 a move within two months", "counter", ("moving",), papers__moving="yes"),
    answered(
        "§5 forwarded and moving",
        "counter",
        ("forwarding", "moving"),
        papers__forwarding="yes",
        papers__moving="yes",
    ),
    answered(
        "§4.4 no PIN request", "counter", ("pin_request_missing",), papers__pin_request="none"
    ),
    answered("§6 the card without PIN instead", "mail", papers__pin_request="face_only"),
    answered(
        "§4.4 notification card lost, reported", "mail", papers__notification_card="loss_report"
    ),
    answered(
        "§4.4 never had a notification card", "mail", papers__notification_card="not_applicable"
    ),
    answered(
        "§4.6 notification card kept",
        "counter",
        ("notification_card_kept",),
        papers__notification_card="kept",
    ),
    answered("§4.4 juki card returned", "mail", papers__resident_card="returned"),
    answered("§4.4 juki card lost, reported", "mail", papers__resident_card="loss_report"),
    answered(
        "§4.6 juki card kept", "counter", ("resident_card_kept",), papers__resident_card="kept"
    ),
    answered(
        "§4.6 both kept",
        "counter",
        ("notification_card_kept", "resident_card_kept"),
        papers__notification_card="kept",
        papers__resident_card="kept",
    ),
    answered(
        "§4.5 registered elsewhere",
        "counter",
        ("registered_elsewhere",),
        applicant__resident_here="no",
    ),
    answered("§4.5 not here in person", "counter", ("not_present",), applicant__present="no"),
    answered(
        "§4.6 elsewhere and forwarded",
        "counter",
        ("registered_elsewhere", "forwarding"),
        applicant__resident_here="no",
        papers__forwarding="yes",
    ),
    answered(
        "§5 moving without PIN request",
        "counter",
        ("moving", "pin_request_missing"),
        papers__moving="yes",
        papers__pin_request="none",
    ),
    answered(
        "§6 both certificates declined",
        "mail",
        papers__sign_certificate="decline",
        papers__auth_certificate="decline",
    ),
    answered(
        "§6 the card without PIN needs the authentication certificate",
        "open",
        papers__pin_request="face_only",
        papers__auth_certificate="decline",
    ),
    answered("§2.3 not signed", "open", papers__signed="no"),
    answered("§5 whether mail is forwarded is not known", "open", papers__forwarding=""),
    answered("§5 whether a move is planned is not known", "open", papers__moving=""),
    answered("§4.4 the PIN request is not asked for yet", "open", papers__pin_request=""),
    answered("§4.1 without consent to copies", "mail", identity__copy_consent="no"),
    Application(
        name="§1 support method",
        entries=complete(),
        route="counter",
        why=("support_method",),
        method=IntakeMethod.SUPPORT,
    ),
    Application(
        name="§1 support method, forwarded",
        entries=complete(papers__forwarding="yes"),
        route="counter",
        why=("support_method", "forwarding"),
        method=IntakeMethod.SUPPORT,
    ),
    Application(
        name="§1 office visit", entries=complete(), route="mail", method=IntakeMethod.OFFICE_VISIT
    ),
    Application(
        name="§7 post office", entries=complete(), route="mail", method=IntakeMethod.POST_OFFICE
    ),
    Application(
        name="§1 handwritten: number to be added",
        entries=complete(form__kind="handwritten"),
        route="mail",
        also={"number_to_be_added": True},
    ),
    Application(
        name="§1 QR: nothing to be added",
        entries=complete(),
        route="mail",
        also={"number_to_be_added": False},
    ),
)

# dom§4.5 (<15, ward), §2.3 (署名用), §17.3 (15 test), §8.1 ----


def of_child(
    name: str,
    route: str,
    why: tuple[str, ...] = (),
    on: date = TODAY,
    also: Mapping[str, object] | None = None,
    **answers: EntryValue | None,
) -> Application:
    return Application(
        name=name, entries=child(**answers), route=route, why=why, on=on, also=also or {}
    )


GUARDIANS = (
    of_child(
        "§4.5 ten with the mother",
        "mail",
        also={"needs_guardian": True, "sign_certificate_locked": True},
    ),
    of_child(
        "§4.5 the mother is not here", "counter", ("guardian_absent",), guardian__present="no"
    ),
    of_child(
        "§4.5 no proof of authority",
        "counter",
        ("guardian_authority_missing",),
        guardian__authority="missing",
    ),
    of_child("§4.5 family register extract", "mail", guardian__authority="family_register"),
    of_child("§4.5 register kept here", "mail", guardian__authority="registered_here"),
    of_child(
        "§4.5 absent and no proof",
        "counter",
        ("guardian_absent", "guardian_authority_missing"),
        guardian__present="no",
        guardian__authority="missing",
    ),
    of_child(
        "§4.5 the mother shows nothing",
        "counter",
        ("guardian_documents_none",),
        guardian_identity__documents=(),
    ),
    of_child(
        "§4.5 the mother's passport ended",
        "counter",
        ("guardian_documents_short", "guardian_document_expired"),
        guardian_identity__passport__expires="2026-11-22",
    ),
    of_child(
        "§4.5 the day before 15",
        "mail",
        applicant__birth="2011-11-24",
        also={"age": 14, "needs_guardian": True},
    ),
    answered("§4.5 15 on the day", "mail", applicant__birth="2011-11-23"),
    answered("§4.5 18 on the day", "mail", applicant__birth="2008-11-23"),
    answered("§4.5 17", "mail", applicant__birth="2008-11-24"),
    of_child(
        "§4.5 a ward of 40",
        "mail",
        applicant__birth="1986-05-01",
        applicant__ward=True,
        guardian__authority="guardianship",
        also={"needs_guardian": True, "sign_certificate_locked": True},
    ),
    of_child(
        "§4.5 a ward, the guardian is not here",
        "counter",
        ("guardian_absent",),
        applicant__birth="1986-05-01",
        applicant__ward=True,
        guardian__authority="guardianship",
        guardian__present="no",
    ),
    of_child("§4.5 the child moves", "counter", ("moving",), papers__moving="yes"),
)


# Boundaries in time: dom§4.3 [B] (健康保険証), §6 S14, §3.5, §8.1, §17.3 ----


def dated(
    name: str, on: str, route: str, *why: str, entries: dict[str, EntryValue], **also: object
) -> Application:
    return Application(
        name=name, entries=entries, route=route, why=why, on=date.fromisoformat(on), also=also
    )


INSURANCE = papers("driving_licence", "health_insurance_card")
FACE = papers("driving_licence", "passport") | {"papers.pin_request": "face_only"}
GOOD = papers("driving_licence", "passport")


def newborn(birth: str) -> dict[str, EntryValue]:
    return child(applicant__birth=birth) | shown("passport", "residence_card")


TIMES = (
    dated("§4.3 health insurance card, last day of issue", "2024-12-01", "mail", entries=INSURANCE),
    dated("§4.3 health insurance card in transition", "2024-12-02", "mail", entries=INSURANCE),
    dated("§4.3 health insurance card, last day", "2025-12-01", "mail", entries=INSURANCE),
    dated(
        "§4.3 資格確認書 on its first day",
        "2024-12-02",
        "mail",
        entries=papers("driving_licence", "insurance_eligibility"),
    ),
    dated("§6 no card without PIN on 2023-12-14", "2023-12-14", "open", entries=FACE),
    dated("§6 card without PIN on 2023-12-15", "2023-12-15", "mail", entries=FACE),
    dated(
        "§3.5 an infant on 2024-12-01 has a photo",
        "2024-12-01",
        "mail",
        entries=newborn("2024-06-01"),
        needs_photo=True,
    ),
    dated(
        "§3.5 an infant on 2024-12-02 has none",
        "2024-12-02",
        "mail",
        entries=newborn("2024-06-01"),
        needs_photo=False,
    ),
    dated(
        "§17.3 born 2023-12-03, applied 2024-12-02",
        "2024-12-02",
        "mail",
        entries=newborn("2023-12-03"),
        needs_photo=False,
        age=0,
    ),
    dated(
        "§17.3 born 2023-12-03, applied 2024-12-03",
        "2024-12-03",
        "mail",
        entries=newborn("2023-12-03"),
        needs_photo=True,
        age=1,
    ),
    dated(
        "§17.3 2024-06-30 is 14",
        "2024-06-30",
        "mail",
        entries=child(applicant__birth="2009-07-01") | shown("passport", "residence_card"),
        age=14,
        needs_guardian=True,
    ),
    dated(
        "§17.3 2024-07-01 is 15",
        "2024-07-01",
        "mail",
        entries=GOOD | {"applicant.birth": "2009-07-01"},
        age=15,
        needs_guardian=False,
    ),
    dated(
        "§8.1 born 29 February: 14 on 28 February",
        "2027-02-28",
        "mail",
        entries=child(applicant__birth="2012-02-29") | shown("passport", "residence_card"),
        age=14,
    ),
    dated(
        "§8.1 born 29 February: 15 on 1 March",
        "2027-03-01",
        "mail",
        entries=GOOD | {"applicant.birth": "2012-02-29"},
        age=15,
    ),
    dated(
        "§8.1 19 on 2022-03-31",
        "2022-03-31",
        "mail",
        entries=GOOD | {"applicant.birth": "2002-08-01"},
        age=19,
        needs_guardian=False,
    ),
    dated(
        "§8.1 19 on 2022-04-01",
        "2022-04-01",
        "mail",
        entries=GOOD | {"applicant.birth": "2002-08-01"},
        age=19,
        needs_guardian=False,
    ),
    dated(
        "§4.6 forwarded in the seed's days",
        "2022-01-24",
        "counter",
        "forwarding",
        entries=GOOD | {"papers.forwarding": "yes"},
    ),
)

APPLICATIONS: tuple[Application, ...] = (
    *COMBINATIONS, *STANDING, *MOVES_AND_PAPERS, *GUARDIANS, *TIMES,
)  # fmt: skip
