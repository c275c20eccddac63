"""What holds for every procedure of the catalogue, whatever is entered."""

from __future__ import annotations

import copy
import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, get_args

import msgspec
import pytest
from domain_samples import TODAY, complete, judged, reasons, rules, shown
from hypothesis import assume, example, given
from hypothesis import strategies as st
from procedure_samples import FOLDER, catalogue, grounds, procedure_files, sitting

from desk.assets import load_participation
from desk.domain.catalogue import (
    DERIVED,
    ENTERED_AS,
    GROUPS,
    STEPS,
    TABLES,
    Catalogue,
    ConditionRow,
    FieldRow,
    Kind,
    Paper,
    PaperRow,
    Procedure,
    ReasonRow,
    Row,
    mistakes,
    starts,
)
from desk.domain.conditions import Condition, Fact, Facts, weigh
from desk.domain.delivery import Route
from desk.domain.errors import NeedsPerson
from desk.domain.procedure_judge import (
    DOCUMENTS,
    RANK,
    Book,
    Outcome,
    ProcedureVerdict,
    Sitting,
    judge,
)

CODES = tuple(sorted(each.code for each in catalogue().procedures))
PLACES = ("outreach", "support", "office_visit", "post_office")
PERSONS = ("self", "statutory", "agent")
CARD_FILES = (*(each for each in CODES if each.startswith("card_")), "support_only")


@lru_cache(maxsize=1)
def days() -> tuple[date, ...]:
    """The first days of all periods of the catalogue and the days before; the national dates."""
    found = {TODAY, date(2022, 3, 31), date(2022, 4, 1)}
    for each in catalogue().procedures:
        for start in starts(each):
            if date(2016, 1, 1) < start < date(2030, 1, 1):
                found |= {start, start - timedelta(days=1)}
    return tuple(sorted(found))


def around(on: date) -> tuple[date, ...]:
    """Days that lie at the limits of the rules."""
    ahead = (0, 1, -1, -29, -30, -31, -400, 14, 15, 30, 31, 89, 92, 93, 400, 3000)
    years = (0, 1, 14, 15, 16, 17, 18, 20, 40, 90)
    birthdays = [date(on.year - each, on.month, min(on.day, 28)) for each in years]
    return (
        *(on + timedelta(days=each) for each in ahead),
        *birthdays,
        *(each + timedelta(days=1) for each in birthdays[1:]),
    )


@lru_cache(maxsize=64)
def values_of(row: FieldRow, on: date) -> tuple[Fact, ...]:
    """What may be entered in a field."""
    match row.kind:
        case "yes_no":
            return ("yes", "no")
        case "choice":
            return tuple(each.code for each in row.choices)
        case "date":
            return around(on) if row.code != "applicant.birth" else births(on)
        case "moment":
            now = datetime(on.year, on.month, on.day, 10)  # noqa: DTZ001 local, as printed
            return tuple(now - timedelta(hours=each) for each in (-1, 0, 1, 23, 24, 25, 100))
        case "number":
            return (0, 1, 2, 5, 100)
        case "municipality":
            return ("452025", "232114", "131016", "011002", "023019")
        case "documents":
            return documents(on)
        case _:
            return ("佐藤 結衣", "𠮷田")


def births(on: date) -> tuple[date, ...]:
    return tuple(each for each in around(on) if each <= on)


@lru_cache(maxsize=64)
def documents(on: date) -> tuple[tuple[str, ...], ...]:
    codes = ("passport", "driving_licence", "my_number_card", "pension", "bankbook")
    known = [each for each in (*codes, "notification_card") if each in rules(on).documents]
    return ((), *((each,) for each in known), tuple(known[-2:]), tuple(known[-3:]), tuple(known))


@st.composite
def cases(draw: st.DrawFn, complete_facts: bool = False) -> tuple[str, Facts, Sitting]:
    """A procedure, entries of all or some of its fields, where and when."""
    code = draw(st.sampled_from(CODES))
    on = draw(st.sampled_from(days()))
    place = draw(st.sampled_from(PLACES))
    contracts = draw(st.sampled_from((frozenset({"certificates", "card_intake"}), frozenset())))
    procedure = catalogue().get(code, on)
    assert procedure is not None
    facts: dict[str, Fact] = {"person": draw(st.sampled_from(PERSONS))}
    for row in procedure.fields:
        if complete_facts or draw(st.booleans()):
            facts[row.code] = draw(st.sampled_from(values_of(row, on)))
    return code, facts, sitting(place, on, contracts)


def verdict_of(code: str, facts: Facts, where: Sitting) -> ProcedureVerdict:
    found = judge(catalogue(), code, facts, where)
    assert found is not None
    return found


@lru_cache(maxsize=64)
def asks_whether_known(code: str) -> bool:
    """`known` is the one comparison that a further fact may turn round."""
    found = next(each for each in catalogue().procedures if each.code == code)
    conditions = [row.when for _, row in found.rows() if row.when is not None]
    return any(_uses_known(each) for each in conditions)


def _uses_known(condition: Condition) -> bool:
    return condition.known is not None or any(_uses_known(each) for each in condition.inner())


# verdicts -------------------------------------------------------------------------------------
@given(cases())
def test_a_verdict_always_says_why_or_what_is_missing(case: tuple[str, Facts, Sitting]) -> None:
    found = verdict_of(*case)
    if found.outcome is None:
        assert found.missing
        assert found.delivery is None
    elif found.outcome is Outcome.ACCEPT:
        assert found.grounds == ()
        assert found.delivery in ("mail", "here", "counter", "none")
    else:
        assert found.grounds[0].outcome is found.outcome
        assert found.delivery == ("counter" if found.outcome is Outcome.SUPPORT else "none")
    for ground in found.grounds:
        assert ground.outcome is not Outcome.ACCEPT
        assert ground.row.ja
        assert ground.row.en
    sent = found.outcome in (Outcome.REFER, Outcome.REFUSE)
    assert not any((each.kind == "referral") != sent for each in found.papers
                   if each.kind != "ticket" and found.outcome is not None)  # fmt: skip


@given(cases(complete_facts=True))
def test_more_documents_never_worsen_a_procedure(case: tuple[str, Facts, Sitting]) -> None:
    code, facts, where = case
    shown_ones = facts.get(DOCUMENTS)
    assume(isinstance(shown_ones, tuple))
    assert isinstance(shown_ones, tuple)
    before = verdict_of(code, facts, where)
    for more in documents(where.on)[1:]:
        after = verdict_of(code, {**facts, DOCUMENTS: (*shown_ones, *more)}, where)
        if before.outcome is not None:
            assert after.outcome is not None
            assert RANK[after.outcome] <= RANK[before.outcome]


OTHERS = st.lists(st.sampled_from(sorted(rules().documents)), min_size=0, max_size=5, unique=True)


@given(OTHERS, OTHERS, st.sampled_from(("agrees", "differs", "absent")), st.booleans())
@example(["driving_licence", "passport"], ["pension"], "differs", True)
def test_more_documents_never_worsen_an_application(
    codes: list[str], more: list[str], name: str, expired: bool
) -> None:
    """The workbench: neither good further documents nor bad ones take the mail away."""
    plain = {each: value for each, value in complete().items() if not each.startswith("identity.")}
    further = [each for each in more if each not in codes]
    end = "2026-11-22" if expired else "2029-05-18"
    before = judged(plain | shown(*codes))
    after = judged(
        plain
        | shown(*further, name=name, expires=end)
        | shown(*codes)
        | {"identity.documents": (*codes, *further)}
    )
    if before.verdict.route is Route.MAIL:
        assert after.verdict.route is not Route.COUNTER
        assert set(reasons(after)) <= set(reasons(before))


@given(OTHERS, st.sampled_from(("yes", "no")), st.sampled_from(("yes", "no")))
def test_an_application_for_the_counter_has_a_reason(
    codes: list[str], forwarding: str, here: str
) -> None:
    found = judged(
        complete(papers__forwarding=forwarding, applicant__resident_here=here) | shown(*codes)
    )
    if found.verdict.route is Route.COUNTER:
        assert found.verdict.reasons
    else:
        assert found.verdict.reasons == ()


@given(cases())
def test_same_facts_and_date_give_the_same_verdict(case: tuple[str, Facts, Sitting]) -> None:
    """Also from a catalogue that is read again, in another order of files, and of entries."""
    code, facts, where = case
    again = dict(reversed(list(facts.items())))
    assert judge(_read_again(), code, again, where) == verdict_of(code, facts, where)


@lru_cache(maxsize=1)
def _read_again() -> Catalogue:
    return Catalogue.parse(dict(reversed(list(copy.deepcopy(procedure_files()).items()))))


@given(cases(complete_facts=True), st.sets(st.integers(0, 30)), st.booleans())
def test_what_is_decided_stays_decided(
    case: tuple[str, Facts, Sitting], left_out: set[int], without_person: bool
) -> None:
    """A verdict reached with missing facts keeps its outcome, reasons, fee and figures when they
    are added."""
    code, facts, where = case
    assume(not asks_whether_known(code))
    some = {
        name: fact
        for place, (name, fact) in enumerate(facts.items())
        if (place not in left_out or name == "person") and not (without_person and name == "person")
    }
    before, after = verdict_of(code, some, where), verdict_of(code, facts, where)
    assert grounds(before) <= grounds(after)
    if before.outcome is not None:
        assert (before.outcome, before.delivery) == (after.outcome, after.delivery)
    if before.fee is not None:
        assert before.fee == after.fee
    assert {each.code for each in before.counts} <= {each.code for each in after.counts}
    if before.complete and before.outcome in (Outcome.ACCEPT, Outcome.SUPPORT):
        assert (before.fee, before.counts) == (after.fee, after.counts)


@given(cases(complete_facts=True))
def test_answering_what_is_missing_comes_to_an_end(case: tuple[str, Facts, Sitting]) -> None:
    """A clerk who answers only what is asked, one by one, always gets a verdict; and each thing
    that is asked for is a field on the screen then."""
    code, answers, where = case
    facts: dict[str, Fact] = {}
    for _ in range(len(answers) + 1):
        found = verdict_of(code, facts, where)
        if found.complete:
            break
        name = found.missing[0]
        assert name == "person" or name in {each.code for each in found.fields}
        assert name not in facts
        facts[name] = answers[name]
    assert found.complete
    assert found.outcome == verdict_of(code, answers, where).outcome or asks_whether_known(code)


@given(cases(complete_facts=True))
def test_what_hidden_fields_hold_does_not_count(case: tuple[str, Facts, Sitting]) -> None:
    code, facts, where = case
    found = verdict_of(code, facts, where)
    visible = {each.code for each in found.fields} | {"person"}
    assert verdict_of(code, {k: v for k, v in facts.items() if k in visible}, where) == found


@pytest.mark.parametrize("code", CODES)
def test_a_later_rule_never_judges_an_earlier_day(code: str) -> None:
    """Rows that begin after a day change nothing of its verdict (dom§17.2 V25)."""
    on = TODAY
    files = copy.deepcopy(procedure_files())
    content: Any = files[f"{code}.toml"]
    content.setdefault("conditions", []).append(
        {
            "code": "from_tomorrow",
            "when": {"fact": "accepted", "on_or_after": "2000-01-01"},
            "outcome": "refuse",
            "ja": "明日から",
            "en": "From tomorrow",
            "source": "test",
            "from": on + timedelta(days=1),
        }
    )
    changed = Catalogue.parse(files)
    assert judge(changed, code, {}, sitting(on=on)) == judge(catalogue(), code, {}, sitting(on=on))
    tomorrow = judge(changed, code, {}, sitting(on=on + timedelta(days=1)))
    assert tomorrow is not None
    assert "from_tomorrow" in grounds(tomorrow)


# a new procedure is a new file ------------------------------------------------------------------
NEW_FILE = """
code = "address_entry"
group = "card"
screen = "counter"
ja = "住所の追記"
en = "Entry of a new address"
about = { ja = "カードに新しい住所を書きます", en = "Writes the new address on the card" }
source = "a test of the format"
from = 2026-12-01

[[places]]
code = "office_visit"
delivery = "here"
ja = "その場で終わります"
en = "Done on the spot"
source = "test"

[[persons]]
code = "self"
ja = "ご本人"
en = "The person"
source = "test"

[[fields]]
code = "event.on"
kind = "date"
step = "questions"
ja = "引越しの日"
en = "Day of the move"
source = "test"

[[fields]]
code = "identity.card"
kind = "yes_no"
step = "identity"
ja = "カードをお持ちですか"
en = "Is the card here?"
source = "test"

[[conditions]]
code = "too_late"
when = { fact = "event.on", older_than_days = 90 }
outcome = "refer"
ja = "引越しから90日を過ぎています"
en = "More than 90 days since the move"
source = "test"

[[identity]]
code = "card"
label = "カード"
when = { fact = "identity.card", is = "yes" }
ja = "マイナンバーカード"
en = "The card"
source = "test"

[[papers]]
code = "slip"
kind = "slip"
ja = "受付控え"
en = "Receipt"
source = "test"

[[counts]]
code = "address_entries"
ja = "住所の追記"
en = "Entries of addresses"
source = "test"
"""


def test_a_new_procedure_is_a_new_file() -> None:
    files = {**procedure_files(), "address_entry.toml": tomllib.loads(NEW_FILE)}
    larger = Catalogue.parse(files)
    on = date(2026, 12, 1)
    assert "address_entry" in {each.code for each in larger.on(on)}
    assert "address_entry" not in {each.code for each in larger.on(TODAY)}
    where = sitting("office_visit", on)
    facts: dict[str, Fact] = {"person": "self", "identity.card": "yes"}

    def outcome(*changes: tuple[str, Fact], at: Sitting = where) -> Outcome | None:
        found = judge(larger, "address_entry", {**facts, **dict(changes)}, at)
        assert found is not None
        return found.outcome

    moved: tuple[str, Fact] = ("event.on", date(2026, 9, 2))
    assert outcome() is None
    assert outcome(moved) is Outcome.ACCEPT
    assert outcome(("event.on", date(2026, 9, 1))) is Outcome.REFER
    assert outcome(moved, ("identity.card", "no")) is Outcome.REFER
    assert outcome(moved, ("person", "agent")) is Outcome.REFER
    assert outcome(moved, at=replace(where, place="outreach")) is Outcome.REFER
    assert outcome(moved, at=sitting("office_visit", TODAY)) is Outcome.REFUSE
    for code in CODES:  # and nothing else changes
        assert judge(larger, code, {}, where) == judge(catalogue(), code, {}, where)


def test_a_procedure_that_no_file_knows_has_no_verdict() -> None:
    assert judge(catalogue(), "address_entry", {}, sitting()) is None


# wrong files ------------------------------------------------------------------------------------
WORDS = "\nja = 'あ'\nen = 'a'\nsource = 'test'\n"
MOVE = 'code = "event.on"\nkind = "date"'


def wrong(old: str, new: str) -> str:
    assert old in NEW_FILE
    return NEW_FILE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "key", "detail"),
    [
        (
            wrong('"event.on", o', '"event.day", o'),
            "conditions.too_late.when",
            "no field event.day",
        ),
        (wrong("older_than_days = 90", 'is = "yes"'), "conditions.too_late.when", "compared so"),
        (wrong('is = "yes" }', 'is = "yess" }'), "identity.card.when", "is never yess"),
        (wrong('is = "yes" }', "is = true }"), "identity.card.when", "is never True"),
        (
            wrong('"identity.card", is = "yes"', '"delivery", is = "mail"'),
            "identity.card.when",
            "not known yet",
        ),
        (wrong('code = "too_late"', 'code = "not_here"'), "conditions.not_here", "engine's own"),
        (
            wrong(MOVE, MOVE + '\nwhen = { fact = "event.on", known = true }'),
            "fields.event.on.when",
            "its own answer",
        ),
        (wrong('code = "event.on"', 'code = "age"'), "fields.age", "works out by itself"),
        (wrong("12-01", "12-01\nuntil = 2026-11-30"), "until", "is before from"),
        (wrong('"yes_no"', '"choice"'), "fields.identity.card.choices", "needs them"),
        (
            NEW_FILE + NEW_FILE[NEW_FILE.index("[[counts]]") :],
            "counts.address_entries",
            "two rows in force",
        ),
        (
            NEW_FILE + "[[deadlines]]\ncode = 'last'\nafter = 'event.on'\nhours = 24" + WORDS,
            "deadlines.last.hours",
            "no time of day",
        ),
        (
            NEW_FILE + "[[deadlines]]\ncode = 'last'\nafter = 'identity.card'\ndays = 24" + WORDS,
            "deadlines.last.after",
            "is no date",
        ),
        (
            NEW_FILE
            + "[[notes]]\ncode = 'n'\nwhen = { fact = 'event.on', before = 'identity.card' }"
            + WORDS,
            "notes.n.when",
            "cannot be compared with",
        ),
    ],
)
def test_a_wrong_file_is_refused_and_says_where(text: str, key: str, detail: str) -> None:
    files = {**procedure_files(), "address_entry.toml": tomllib.loads(text)}
    with pytest.raises(NeedsPerson) as refused:
        Catalogue.parse(files)
    assert refused.value.facts["file"] == "procedures/address_entry.toml"
    assert refused.value.facts["key"] == key
    assert detail in str(refused.value.facts["detail"])


def test_the_rows_of_the_verdict_may_ask_for_it() -> None:
    text = NEW_FILE + (
        "[[notes]]\ncode = 'n'\nwhen = { fact = 'outcome', is = 'accept' }\n"
        "ja = 'あ'\nen = 'a'\nsource = 'test'\n"
    )
    larger = Catalogue.parse({**procedure_files(), "address_entry.toml": tomllib.loads(text)})
    where = sitting("office_visit", date(2026, 12, 1))
    facts: dict[str, Fact] = {"person": "self", "identity.card": "yes"}
    still_open = judge(larger, "address_entry", facts, where)
    done = judge(larger, "address_entry", {**facts, "event.on": date(2026, 12, 1)}, where)
    assert still_open is not None
    assert done is not None
    assert (still_open.notes, still_open.missing) == ((), ("event.on",))
    assert [each.code for each in done.notes] == ["n"]


@pytest.mark.parametrize("table", ["identity", "places", "persons"])
def test_where_everything_is_switched_off_nobody_is_accepted(table: str) -> None:
    """An overlay that disables the last way must not open the door."""
    files = copy.deepcopy(procedure_files())
    content: Any = tomllib.loads(NEW_FILE)
    for row in content[table]:
        row["enabled"] = False
    larger = Catalogue.parse({**files, "address_entry.toml": content})
    facts: dict[str, Fact] = {
        "person": "self",
        "identity.card": "yes",
        "event.on": date(2026, 12, 1),
    }
    found = judge(larger, "address_entry", facts, sitting("office_visit", date(2026, 12, 1)))
    assert found is not None
    assert found.outcome is Outcome.REFER


def test_a_field_that_is_switched_off_is_not_waited_for() -> None:
    content: Any = tomllib.loads(NEW_FILE)
    content["fields"][0]["enabled"] = False  # event.on, which a condition asks for
    larger = Catalogue.parse({**procedure_files(), "address_entry.toml": content})
    facts: dict[str, Fact] = {"person": "self", "identity.card": "yes"}
    found = judge(larger, "address_entry", facts, sitting("office_visit", date(2026, 12, 1)))
    assert found is not None
    assert (found.outcome, found.missing) == (Outcome.ACCEPT, ())


# every row has words and can be reached ---------------------------------------------------------
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々]")


def labels(row: Row) -> Iterator[tuple[str, str]]:
    """Every pair of words that a row shows to people."""
    yield row.ja, row.en
    if isinstance(row, FieldRow):
        yield from ((each.ja, each.en) for each in row.choices)
        if row.help is not None:
            yield row.help.ja, row.help.en
    if isinstance(row, PaperRow):
        yield from ((each.ja, each.en) for each in row.lines)
    if isinstance(row, (ConditionRow, ReasonRow)) and row.remedy is not None:
        yield row.remedy.ja, row.remedy.en


@pytest.mark.parametrize("code", CODES)
def test_every_row_has_words_in_both_languages(code: str) -> None:
    procedure = next(each for each in catalogue().procedures if each.code == code)
    pairs = [(procedure.ja, procedure.en), (procedure.about.ja, procedure.about.en)]
    pairs += [pair for _, row in procedure.rows() for pair in labels(row)]
    pairs += [pair for row in catalogue().reasons.values() for pair in labels(row)]
    for ja, en in pairs:
        assert JAPANESE.search(ja), ja
        assert re.search(r"[A-Za-z]", en), en


@pytest.mark.parametrize("code", CODES)
def test_every_row_names_its_source(code: str) -> None:
    procedure = next(each for each in catalogue().procedures if each.code == code)
    for table, row in procedure.rows():
        assert row.source.strip(), f"{table}.{row.code}"
        uncertain = "[U]" in row.source or "[B]" in row.source
        if uncertain and code in CARD_FILES:
            assert row.changeable, f"{table}.{row.code}: {row.source}"


def entered(names: set[str], procedure: Procedure) -> set[str]:
    """The fields behind these facts, with those that decide whether they are shown."""
    found: set[str] = set()
    ahead = {ENTERED_AS.get(name, name) for name in names}
    while ahead:
        name = ahead.pop()
        found.add(name)
        row = procedure.field(name)
        if row is not None and row.when is not None:
            ahead |= {ENTERED_AS.get(each, each) for each in row.when.facts()} - found
    return found


def can_hold(procedure: Procedure, when: Condition, on: date, chance: random.Random) -> bool:
    """Is there a case in which this condition holds?"""
    fields = entered(set(when.facts()), procedure)
    where = replace(sitting(on=on), participation=load_participation())
    for _ in range(3000):
        facts: dict[str, Fact] = {"person": chance.choice(PERSONS)}
        for name in sorted(fields):
            row = procedure.field(name)
            if row is not None and chance.random() < 0.9:
                facts[name] = chance.choice(values_of(row, on))
        book = Book(facts, replace(where, place=chance.choice(PLACES)), procedure.fields)
        outcome = chance.choice(list(Outcome))
        book.decide(outcome, chance.choice(("mail", "counter", "here", "none")))
        if weigh(when, book).value:
            return True
    return False


@pytest.mark.parametrize("code", CODES)
def test_every_row_can_be_reached(code: str) -> None:
    """No dead rows: on the first day of each row's time (or today) some case makes it hold."""
    whole = next(each for each in catalogue().procedures if each.code == code)
    chance = random.Random(code)
    for table in TABLES:
        for row in getattr(whole, table):
            if row.when is None or not row.enabled:
                continue
            on = max(row.since, whole.since) if row.since > date(2016, 1, 1) else TODAY
            on = min(on if row.since > date(2016, 1, 1) else max(on, whole.since), row.until)
            procedure = whole.on(on)
            assert can_hold(procedure, row.when, on, chance), f"{table}.{row.code}"


@pytest.mark.parametrize("code", CODES)
def test_the_shipped_files_have_no_mistakes(code: str) -> None:
    procedure = next(each for each in catalogue().procedures if each.code == code)
    assert list(mistakes(procedure)) == []


def test_facts_of_a_frozen_case_are_not_touched() -> None:
    facts: Mapping[str, Fact] = {"person": "self", "applicant.birth": date(1985, 5, 10)}
    kept = dict(facts)
    for code in CODES:
        judge(catalogue(), code, facts, sitting())
    assert facts == kept


# the worked example of the README ---------------------------------------------------------------
def test_the_example_of_the_readme_is_what_it_says() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    text = readme.split("<!-- example: address_entry.toml -->\n```toml\n")[1].split("```")[0]
    larger = Catalogue.parse({**procedure_files(), "address_entry.toml": tomllib.loads(text)})
    where = sitting("office_visit", date(2026, 12, 1))
    facts: dict[str, Fact] = {
        "person": "self",
        "applicant.birth": date(1985, 5, 10),
        "identity.card": "yes",
    }

    def found(at: Sitting, **changes: Fact) -> ProcedureVerdict:
        told = judge(larger, "address_entry", {**facts, **changes}, at)
        assert told is not None
        return told

    in_time = found(where, **{"event.on": date(2026, 9, 2)})
    assert (in_time.outcome, in_time.delivery) == (Outcome.ACCEPT, "here")
    assert in_time.deadlines[0].at.date() == date(2026, 12, 1)
    late = found(where, **{"event.on": date(2026, 9, 1)})
    assert (late.outcome, grounds(late)) == (Outcome.REFER, {"too_late"})
    still_open = found(where)
    assert (still_open.outcome, still_open.missing) == (None, ("event.on",))
    elsewhere = found(replace(where, place="outreach"), **{"event.on": date(2026, 9, 2)})
    assert (elsewhere.outcome, grounds(elsewhere)) == (Outcome.REFER, {"not_here"})


@pytest.mark.parametrize(
    "words",
    [
        *TABLES,
        *(f"`{each}`" for each in sorted(DERIVED)),
        *("is", "in", "below", "at_least", "has", "before", "on_or_after", "ended", "same_as"),
        *("ends_within_months", "older_than_days", "older_than_months", "older_than_hours"),
        *("days_ahead_over", "known"),
        *(f"`{each}`" for each in (*get_args(Kind), *STEPS, *GROUPS, *get_args(Paper))),
    ],
)
def test_the_readme_tells_everything_that_a_file_can_say(words: str) -> None:
    assert words in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_no_comparison_is_left_out_of_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    names = {each.encode_name for each in msgspec.structs.fields(Condition)}
    for name in names - {"fact", "all", "any", "not"}:
        assert f"{name} = " in readme or f"`{name} = " in readme, name
