"""`desk rules check | explain | table`: the rules for those who change them (design §6).

Nothing here opens a store: rules and facts are read from files, and what the screens would say is
printed, by the same engine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, get_args

from desk.assets import load_catalogue, load_participation, load_rules, resource
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.rule_faults import Mistake, worded
from desk.domain.wording import Wording

Command = Callable[[argparse.Namespace, Wording], int]
PROCEDURES: Final = "procedures"
_NOON: Final = time(12)


def add_parsers(commands: Any) -> None:
    """`rules` with its three deeds."""
    rules = commands.add_parser("rules", help="check the rule files, explain a verdict, list all")
    deeds = rules.add_subparsers(dest="deed", metavar="DEED", required=True)
    check = deeds.add_parser("check", help="every mistake in a folder of rules, by file and line")
    check.add_argument(
        "folder", metavar="DIR", nargs="?", help="or one file; else the shipped resources/rules"
    )
    check.add_argument("--json", action="store_true")
    _add_explain(deeds)
    table = deeds.add_parser("table", help="every procedure as a Markdown table")
    table.add_argument("--write", metavar="README", help="put it between the markers of this file")


def _add_explain(deeds: Any) -> None:
    explain = deeds.add_parser("explain", help="what a procedure answers to facts, and why")
    explain.add_argument("procedure", metavar="PROCEDURE")
    explain.add_argument(
        "--date", metavar="YYYY-MM-DD[THH:MM]", type=_moment, help="the day of acceptance"
    )
    explain.add_argument("--facts", metavar="FILE|JSON", default="{}", help="TOML, JSON, or inline")
    explain.add_argument("--place", help="outreach, support, office_visit or post_office")
    explain.add_argument(
        "--contracts", metavar="A,B", default="", help="what the post office is contracted for"
    )
    explain.add_argument("--municipality", metavar="CODE", default="", help="who takes it in")
    explain.add_argument("--rules", metavar="DIR", help="by the rules of this folder")
    explain.add_argument("--json", action="store_true")


def _moment(text: str) -> datetime:
    """A day alone is taken as its noon. Raises ValueError, which argparse tells."""
    return datetime.fromisoformat(text) if "T" in text else datetime.combine(_day(text), _NOON)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def commands(now: Callable[[], datetime]) -> dict[str, Command]:
    """The command by name. `now` is the local time, for an explanation without a date."""

    def run(args: argparse.Namespace, words: Wording) -> int:
        if args.deed == "check":
            return _check(args, words)
        if args.deed == "table":
            return _table(args)
        return _explain(args, words, now())

    return {"rules": run}


# check ----------------------------------------------------------------------------------------
def _check(args: argparse.Namespace, words: Wording) -> int:
    from desk.domain.rule_check import check_rules

    folder = Path(args.folder) if args.folder else resource("rules")
    texts = _texts(folder)
    overlays = {name: text for name, text in texts.items() if _is_overlay(name, text)}
    rules = {name: text for name, text in texts.items() if name not in overlays}
    shipped = {name: tomllib.loads(text) for name, text in _texts(resource("rules")).items()}
    mistakes = list(check_rules(rules, shipped))
    if overlays:
        base = _books(str(folder) if rules and not mistakes else None)
        mistakes += [
            each for name, text in overlays.items() for each in _check_overlay(name, text, base)
        ]
    for each in mistakes:
        facts = _in_words(dict(each.facts), words)
        code = each.code if each.code.startswith("overlay_") else f"rule_{each.code}"
        said = words.say(code, **facts)
        if args.json:
            told = {"file": each.file, "line": each.line, "key": each.key, "code": each.code}
            print(json.dumps({**told, "message": said}, ensure_ascii=False))
        else:
            code = "rules_line" if each.key else "rules_line_plain"
            shown = str(folder if folder.is_file() else folder / each.file)
            print(words.say(code, file=shown, line=each.line, key=each.key, said=said))
    if not args.json:
        print(
            words.say("rules_count", count=len(mistakes)) if mistakes else _all_good(words, texts)
        )
    return 1 if mistakes else 0


def _is_overlay(name: str, text: str) -> bool:
    """A municipality's overlay: told by what it says, since its file may have any name."""
    return "/" not in name and any(
        line.startswith(("[[changes]]", "municipality")) for line in text.splitlines()
    )


def _check_overlay(name: str, text: str, base: _Books) -> Iterator[Mistake]:
    """Every mistake in an overlay to these rules; if it is no TOML, each place of that."""
    from desk.domain.overlay import check_overlay
    from desk.domain.toml_lines import read_all

    _, misspelt = read_all(text)
    for wrong in misspelt:
        code, facts = worded(wrong.said)
        yield Mistake(name, wrong.line, "", code if code != "other" else "toml", facts)
    for each in () if misspelt else check_overlay(text, base.rules, base.catalogue):
        told = (("file", each.file), ("key", each.key), ("detail", each.detail))
        yield Mistake(name, max(each.line, 1), each.key, f"overlay_{each.code}", told)


def _all_good(words: Wording, texts: Mapping[str, str]) -> str:
    return words.say("rules_all_good", files=len(texts))


def _texts(folder: Path) -> dict[str, str]:
    """The rule files of a folder by name; in a folder of procedures they are "procedures/…".

    Raises NeedsPerson("rules_no_folder" or "rules_not_text").
    """
    if folder.is_file():
        return _one_file(folder)
    paths = [*folder.glob("*.toml"), *folder.glob(f"{PROCEDURES}/*.toml")]
    if not paths:
        raise NeedsPerson("rules_no_folder", folder=str(folder))
    alone = (folder / "_common.toml").exists() or folder.name == PROCEDURES
    found = {}
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        text = _text(path)
        found[f"{PROCEDURES}/{name}" if alone else name] = text
    return found


def _one_file(path: Path) -> dict[str, str]:
    """An overlay alone, or a rule file among the shipped ones."""
    text = _text(path)
    if _is_overlay(path.name, text):
        return {path.name: text}
    of_procedures = path.parent.name == PROCEDURES
    return _texts(resource("rules")) | {f"{PROCEDURES}/" * of_procedures + path.name: text}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NeedsPerson("rules_not_text", file=str(path)) from error


def _in_words(facts: dict[str, object], words: Wording) -> dict[str, object]:
    """Kinds of values are told in the reader's language."""
    for name in ("wanted", "got", "kind"):
        if name in facts:
            facts[name] = words.label(f"rule_kind_{facts[name]}")
    return facts


# explain --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Books:
    """The rules that are in force where the question is asked."""

    rules: Any  # RuleBook
    catalogue: Any  # Catalogue


def _books(folder: str | None) -> _Books:
    """The shipped ones, or those of a folder; raises NeedsPerson("rules_invalid") for the latter,
    of which `check` tells more."""
    if folder is None:
        return _Books(load_rules(), load_catalogue())
    from desk.domain.catalogue import Catalogue
    from desk.domain.rules import RuleBook

    texts = {
        name: tomllib.loads(text)
        for name, text in _texts(Path(folder)).items()
        if not _is_overlay(name, text)
    }
    prefix = f"{PROCEDURES}/"
    procedures = {
        name.removeprefix(prefix): each for name, each in texts.items() if name.startswith(prefix)
    }
    others = {name: each for name, each in texts.items() if not name.startswith(prefix)}
    return _Books(
        RuleBook.parse(others) if others else load_rules(),
        Catalogue.parse(procedures) if procedures else load_catalogue(),
    )


def _explain(args: argparse.Namespace, words: Wording, now: datetime) -> int:
    from desk.domain.procedure_judge import Sitting, judge

    books = _books(args.rules)
    at = args.date or now
    procedure = books.catalogue.get(args.procedure, at.date())
    if procedure is None:
        known = "・".join(sorted(each.code for each in books.catalogue.procedures))
        raise Refused("rules_unknown_procedure", name=args.procedure, known=known)
    rules = books.rules.on(at.date())
    sitting = Sitting(
        place=_place(args.place, procedure),
        on=at.date(),
        at=at,
        contracts=frozenset(each for each in args.contracts.split(",") if each),
        municipality=args.municipality,
        classes={code: row.document_class for code, row in rules.documents.items()},
        participation=load_participation(),
    )
    facts, hidden = _facts(_plain_facts(args.facts), procedure, sitting, words)
    verdict = judge(books.catalogue, procedure.code, facts, sitting)
    explained = _Explanation(procedure, verdict, sitting, rules, facts, hidden, words)
    print(
        json.dumps(explained.plain(), ensure_ascii=False)
        if args.json
        else "\n".join(explained.lines())
    )
    return 0


def _place(wanted: str | None, procedure: Any) -> str:
    """The named place, else the first one of the procedure."""
    from desk.domain.catalogue import Place

    known = get_args(Place)
    if wanted is not None and wanted not in known:
        raise Refused("rules_place_unknown", name=wanted, known="・".join(known))
    return wanted or next((row.code for row in procedure.places), known[0])


def _plain_facts(given: str) -> dict[str, object]:
    """From a TOML or JSON file, or from JSON itself; tables within are dotted names.

    Raises Refused("rules_facts_unreadable" or "rules_facts_shape").
    """
    try:
        if given.lstrip()[:1] in ("{", "["):
            read = json.loads(given)
        else:
            text = Path(given).read_text(encoding="utf-8-sig")
            read = json.loads(text) if given.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, OSError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise Refused("rules_facts_unreadable", said=said) from error
    if not isinstance(read, dict):
        raise Refused("rules_facts_shape")
    return dict(_flat(read))


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _facts(
    given: Mapping[str, object], procedure: Any, sitting: Any, words: Wording
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Facts as the counter would read the same entries, and the fields that are not asked then.

    Raises Refused("rules_fact_unknown", "rules_fact_wrong" or "rules_fact_choices").
    """
    from desk.services.procedures import read_facts

    entries = {name: _entry(name, value, procedure, words) for name, value in given.items()}
    facts, problems = read_facts(procedure, entries, sitting)
    for each in problems:
        said = words.say(each.code, **dict(each.facts)).removeprefix("＊")
        _refuse(each.field, entries[each.field], procedure, said, words)
    return facts, tuple(name for name in entries if name not in facts)


def _entry(name: str, value: object, procedure: Any, words: Wording) -> str | tuple[str, ...]:
    from desk.domain.catalogue import Person

    if name == "person":
        if value not in get_args(Person):
            choices = "・".join(get_args(Person))
            raise Refused("rules_fact_choices", name=name, value=value, choices=choices)
        return str(value)
    row = procedure.field(name)
    if row is None:
        known = "・".join(("person", *dict.fromkeys(each.code for each in procedure.fields)))
        raise Refused("rules_fact_unknown", name=name, known=known)
    listed = isinstance(value, list)
    if listed != (row.kind == "documents") or (
        isinstance(value, list) and not all(isinstance(each, str) for each in value)
    ):
        _refuse(name, value, procedure, words.label(f"rule_kind_{row.kind}"), words)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse(name: str, value: object, procedure: Any, said: str, words: Wording) -> None:
    """Say which fact cannot be read, as what, and what could stand there."""
    row = procedure.field(name)
    choices = ["yes", "no"] if row.kind == "yes_no" else [each.code for each in row.choices]
    if choices:
        raise Refused("rules_fact_choices", name=name, value=value, choices="・".join(choices))
    wanted = words.label(f"rule_kind_{row.kind}")
    raise Refused("rules_fact_wrong", name=name, value=value, wanted=wanted, said=said)


@dataclass(frozen=True)
class _Explanation:
    """A verdict told to people or machines."""

    procedure: Any
    verdict: Any  # ProcedureVerdict
    sitting: Any
    rules: Any
    facts: Mapping[str, Any]
    hidden: tuple[str, ...]
    words: Wording

    def _said(self, labelled: Any) -> str:
        return str(labelled.ja if self.words.language == "ja" else labelled.en)

    def _names(self, rows: Any) -> str:
        return "・".join(dict.fromkeys(self._said(row) for row in rows))

    def _field(self, code: str) -> str:
        row = self.procedure.field(code)
        label = self.words.label("explain_person") if code == "person" else code
        return f"{label if row is None else self._said(row)} ({code})"

    def lines(self) -> Iterator[str]:
        say, verdict = self.words.say, self.verdict
        place = self.words.label(f"explain_place_{self.sitting.place}")
        names = {"ja": self.procedure.ja, "en": self.procedure.en}
        yield say(
            "explain_head", name=self.procedure.code, day=self.sitting.on, place=place, **names
        )
        yield say("explain_version", version=verdict.rules_version)
        kind = "open" if verdict.outcome is None else verdict.outcome.value
        yield say("explain_outcome", outcome=self.words.label(f"explain_outcome_{kind}"))
        if verdict.delivery is not None:
            way = self.words.label(f"explain_delivery_{verdict.delivery}")
            yield say("explain_delivery", delivery=way)
        yield from self._reasons()
        if verdict.missing:
            names_of = "・".join(self._field(each) for each in verdict.missing)
            yield say("explain_missing", names=names_of)
        yield from self._what_follows()
        yield from self._validity()
        if self.procedure.screen == "workbench":
            yield say("explain_workbench")

    def _reasons(self) -> Iterator[str]:
        if self.verdict.grounds:
            yield self.words.label("explain_reasons")
        for each in self.verdict.grounds:
            yield self.words.say(
                "explain_reason", words=self._said(each.row), source=each.row.source
            )
            remedy = getattr(each.row, "remedy", None)
            if remedy is not None:
                yield self.words.say("explain_remedy", words=self._said(remedy))

    def _what_follows(self) -> Iterator[str]:
        say, verdict = self.words.say, self.verdict
        if verdict.identity is not None:
            words, source = self._said(verdict.identity), verdict.identity.source
            yield say("explain_identity", words=words, source=source)
        for code, rows in (("documents", verdict.documents), ("papers", verdict.papers)):
            if rows:
                yield say(f"explain_{code}", names=self._names(rows))
        for row in verdict.notes:
            yield say("explain_note", words=self._said(row))
        for each in verdict.deadlines:
            when = f"{each.at:%Y-%m-%d}" if each.whole_day else f"{each.at:%Y-%m-%d %H:%M}"
            yield say("explain_deadline", words=self._said(each.row), when=when)
        if verdict.fee is not None:
            yield say("explain_fee", yen=verdict.fee.yen, words=self._said(verdict.fee))
        for code, rows in (("next", verdict.next), ("counts", verdict.counts)):
            if rows:
                yield say(f"explain_{code}", names=self._names(rows))
        if self.hidden:
            yield say("explain_hidden", names="・".join(map(self._field, self.hidden)))

    def _validity(self) -> Iterator[str]:
        from desk.services.validity_words import last_day_line, validity_lines, validity_notes

        settings = self.rules.settings
        if (expiry := self._expiry()) is not None:
            yield self.words.label("explain_validity")
            for line in validity_lines(expiry, settings, self.words):
                yield f"・{line}"
            for line in validity_notes(expiry, settings, self.words):
                yield f"　{line}"
        elif (last := self._renewed()) is not None:
            yield self.words.label("explain_validity")
            yield "・" + last_day_line("certificates", last, settings, self.words)

    def _expiry(self) -> Any:
        """Of a card that would be made; None while birth or stay are not known."""
        from desk.domain.validity import Stay, Wishes, foreseen

        birth, facts = self.facts.get("applicant.birth"), self.facts
        if self.procedure.screen != "workbench" or not isinstance(birth, date):
            return None
        foreign, until = facts.get("applicant.foreign"), facts.get("applicant.stay_until")
        limited = facts.get("applicant.stay_limited")
        if foreign == "yes" and (limited is None or (limited == "yes" and until is None)):
            return None
        status = str(facts.get("applicant.foreign_category", ""))
        stay = Stay(status, until) if isinstance(until, date) and limited == "yes" else None
        wishes = Wishes(ward=facts.get("applicant.ward") == "yes")
        return foreseen(birth, self.sitting.on, self.rules, stay, wishes)

    def _renewed(self) -> Any:
        from desk.domain.validity import renewed_certificate

        birth, ends = self.facts.get("applicant.birth"), self.facts.get("card.expires")
        if self.procedure.group != "certificate":
            return None
        if not isinstance(birth, date) or not isinstance(ends, date):
            return None
        return renewed_certificate(birth, self.sitting.on, ends, self.rules.settings)

    def plain(self) -> dict[str, Any]:
        """One JSON object; codes for machines, words for people."""
        verdict, expiry, renewed = self.verdict, self._expiry(), self._renewed()
        return {
            "procedure": verdict.procedure,
            "date": self.sitting.on.isoformat(),
            "place": self.sitting.place,
            "rules_version": verdict.rules_version,
            "outcome": None if verdict.outcome is None else verdict.outcome.value,
            "delivery": verdict.delivery,
            "reasons": [
                {
                    "code": each.code,
                    "outcome": each.outcome.value,
                    "words": self._said(each.row),
                    "source": each.row.source,
                    "remedy": self._said(each.row.remedy)
                    if getattr(each.row, "remedy", None) is not None
                    else None,
                }
                for each in verdict.grounds
            ],
            "missing": list(verdict.missing),
            "identity": None if verdict.identity is None else verdict.identity.code,
            "notes": [row.code for row in verdict.notes],
            "documents": [row.code for row in verdict.documents],
            "papers": [row.code for row in verdict.papers],
            "deadlines": [
                {"code": each.row.code, "at": each.at.isoformat(), "whole_day": each.whole_day}
                for each in verdict.deadlines
            ],
            "fee": None if verdict.fee is None else verdict.fee.yen,
            "counts": [row.code for row in verdict.counts],
            "hidden": list(self.hidden),
            "steps_follow": self.procedure.screen == "workbench",
            "expires": None if expiry is None else _plain_expiry(expiry),
            "certificate_expires": None if renewed is None else _plain_last_day(renewed),
        }


def _plain_expiry(expiry: Any) -> dict[str, Any]:
    return {
        "card": _plain_last_day(expiry.card),
        "auth_certificate": _plain_last_day(expiry.auth_certificate),
        "sign_certificate": _plain_last_day(expiry.sign_certificate),
        "issued": expiry.issued.isoformat(),
        "varies": expiry.varies,
    }


def _plain_last_day(last: Any) -> dict[str, Any]:
    day = None if last.day is None else last.day.isoformat()
    return {"day": day, "why": last.why.value, "count": last.count}


# table ----------------------------------------------------------------------------------------
def _table(args: argparse.Namespace) -> int:
    from desk.domain.procedure_table import procedure_table, with_table

    table = procedure_table(load_catalogue())
    if args.write is None:
        sys.stdout.write(table)
        return 0
    path = Path(args.write)
    try:
        written = with_table(path.read_text(encoding="utf-8"), table)
    except ValueError:
        raise Refused("rules_no_markers", file=str(path)) from None
    path.write_text(written, encoding="utf-8")
    return 0
