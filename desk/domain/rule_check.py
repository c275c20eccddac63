"""Every mistake in a folder of rules, with file and line (`desk rules check`).

Readers of rules stop at the first mistake, because nothing may run on wrong rules. Here each file
is read as far as it can be, what is wrong is told and taken out (or, where the shipped rules have
the same row, replaced by it), and the rest is judged again, until nothing new is found.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from desk.domain import catalogue as catalogues
from desk.domain.catalogue import BUILT_IN, COMMON, TABLES, Common, Procedure
from desk.domain.contradictions import contradictions
from desk.domain.errors import NeedsPerson
from desk.domain.rule_faults import Mistake, worded
from desk.domain.rules import READ_ELSEWHERE, RuleBook, Settings, file_schemas
from desk.domain.shape import KINDS, ShapeFault, shape_faults
from desk.domain.toml_lines import Lines, Path, locate, read_all

PROCEDURES: Final = "procedures/"
_MOST_ROUNDS: Final = 200
Content = dict[str, Any]


def check_rules(
    texts: Mapping[str, str], shipped: Mapping[str, Mapping[str, object]]
) -> tuple[Mistake, ...]:
    """All mistakes in the files of a rules folder, by file and line.

    `texts` are the files by name ("identity.toml", "procedures/card_first.toml"); a folder of
    procedures alone is checked alone. `shipped` are the plain values of our own rule files: what
    is wrong is replaced by them to find what else is wrong.
    """
    files = [_File(name, text) for name, text in sorted(texts.items())]
    rules = [each for each in files if not each.name.startswith(PROCEDURES)]
    procedures = [each for each in files if each.name.startswith(PROCEDURES)]
    found = [each for file in files for each in file.misspelt()]
    if rules:
        found += _BookCheck(rules, shipped).mistakes()
    if procedures:
        found += _check_procedures(procedures)
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.file, each.line, each.key)))


class _File:
    """One file: its values as far as they can be read, and where they stand."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: Lines = locate(text)
        self.content, self._wrong = read_all(text)

    @property
    def stem(self) -> str:
        return self.name.removeprefix(PROCEDURES).removesuffix(".toml")

    @property
    def whole(self) -> bool:
        return not self._wrong

    def misspelt(self) -> Iterator[Mistake]:
        for each in self._wrong:
            code, facts = worded(each.said)
            yield Mistake(self.name, each.line, "", code if code != "other" else "toml", facts)

    def mistake(self, path: Path, code: str, facts: tuple[tuple[str, object], ...]) -> Mistake:
        return Mistake(self.name, self.lines.at(path), self.key(path), code, facts)

    def key(self, path: Path) -> str:
        """A path in words: "documents.passport.class" rather than documents[2].class."""
        said: list[str] = []
        value: Any = self.content
        for part in path:
            value = _step(value, part)
            code = value.get("code") if isinstance(part, int) and isinstance(value, dict) else None
            said.append(code if isinstance(code, str) else str(part))
        return ".".join(said)

    def rows(self, table: str) -> list[Any]:
        found = self.content.get(table)
        return found if isinstance(found, list) else []


def _step(value: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return value[part] if isinstance(value, list) and part < len(value) else None
    return value.get(part) if isinstance(value, dict) else None


def _row_code(row: Any) -> str:
    code = row.get("code") if isinstance(row, dict) else None
    return code if isinstance(code, str) else ""


# the rule book --------------------------------------------------------------------------------
class _BookCheck:
    """identity.toml, delivery.toml and the others, which only make sense together."""

    def __init__(self, files: list[_File], shipped: Mapping[str, Mapping[str, object]]) -> None:
        self._files = {file.stem: file for file in files}
        self._shipped: dict[str, Content] = {
            name.removesuffix(".toml"): copy.deepcopy(dict(content))
            for name, content in shipped.items()
        }
        self._content: dict[str, Content] = {}
        self._gone: set[str] = set()  # codes of rows taken out: others may miss them

    def mistakes(self) -> list[Mistake]:
        found = [each for file in self._files.values() for each in self._of_file(file)]
        return [*found, *self._together()]

    def _of_file(self, file: _File) -> Iterator[Mistake]:
        """What a file shows alone; its sound rows go on to be judged with the others."""
        schema = file_schemas().get(file.stem)
        if file.stem in READ_ELSEWHERE:
            yield from _unlike_shipped(file, self._shipped.get(file.stem, {}))
            return
        if schema is None or not file.whole:
            if file.whole or file.stem not in self._shipped:
                self._content[file.stem] = copy.deepcopy(file.content)
            else:
                self._content[file.stem] = copy.deepcopy(self._shipped[file.stem])
            if schema is not None:
                faults = shape_faults(file.content, schema)
                yield from (
                    file.mistake(each.path, each.code, each.facts)
                    for each in faults
                    if each.path  # a table may be missing because it could not be read
                )
            return
        wrong: dict[Path, None] = {}
        for fault in (*shape_faults(file.content, schema), *_setting_faults(file)):
            wrong[fault.path[:2]] = None
            yield file.mistake(fault.path, fault.code, fault.facts)
        for table in schema.__struct_fields__:
            for path, code, facts in _overlaps(file, table):
                wrong[path[:2]] = None
                yield file.mistake(path, code, facts)
        self._content[file.stem] = self._sound(file, wrong)

    def _sound(self, file: _File, wrong: Mapping[Path, None]) -> Content:
        """The file without its wrong rows; the shipped ones take their place."""
        content = copy.deepcopy(file.content)
        shipped = self._shipped.get(file.stem, {})
        for path in sorted(wrong, key=str, reverse=True):
            if len(path) < 2 or not isinstance(path[1], int):
                for table in path[:1] or tuple(shipped):
                    content.pop(str(table), None)
                    if table in shipped and table not in content:
                        content[str(table)] = copy.deepcopy(shipped[str(table)])
        for table in {str(path[0]) for path in wrong if len(path) == 2}:
            rows = file.rows(table)
            bad = {path[1] for path in wrong if path[0] == table and len(path) == 2}
            content[table] = [row for number, row in enumerate(rows) if number not in bad]
            for number in bad:
                if isinstance(number, int) and (code := _row_code(rows[number])):
                    self._replace(content, file.stem, table, code)
                    self._note_gone(file.stem, table, code)
        return content

    def _replace(self, content: Content, stem: str, table: str, code: str) -> None:
        """Put the shipped rows of a code in the place of those in `content`, if there are any."""
        shipped = self._shipped.get(stem, {}).get(table, [])
        rows = content.get(table)
        kept = [each for each in rows if _row_code(each) != code] if isinstance(rows, list) else []
        ours = [copy.deepcopy(each) for each in shipped if _row_code(each) == code]
        content[table] = kept + ours

    def _note_gone(self, stem: str, table: str, code: str) -> None:
        if not any(_row_code(each) == code for each in self._shipped.get(stem, {}).get(table, [])):
            self._gone.add(code)

    def _together(self) -> Iterator[Mistake]:
        """Let the reader read until it is content, mending what it names."""
        told: set[tuple[str, str, str]] = set()
        for _ in range(_MOST_ROUNDS):
            try:
                RuleBook.parse(self._content)
            except NeedsPerson as error:
                said = tuple(str(error.facts[each]) for each in ("file", "key", "detail"))
                stem, key, detail = said[0].removesuffix(".toml"), said[1], said[2]
                if not any(code and code in detail.split() for code in self._gone):
                    yield self._located(stem, key, detail)
                self._mend(stem, key, again=(stem, key, detail) in told)
                told.add((stem, key, detail))
            else:
                return

    def _located(self, stem: str, key: str, detail: str) -> Mistake:
        code, facts = worded(detail)
        table, _, rest = key.partition(".")
        row = rest.partition(".")[0]
        homes = [stem] if stem in self._files else sorted(self._files)
        for home in homes:
            file = self._files[home]
            places = [n for n, each in enumerate(file.rows(table)) if _row_code(each) == row]
            if places:
                path: Path = (table, places[-1], *rest.split(".")[1:])
                return Mistake(file.name, file.lines.at(path), key, code, facts)
        known = self._files.get(stem)
        last = 1 if known is None else known.lines.at((table, len(known.rows(table)) - 1))
        return Mistake(f"{stem}.toml" if stem != "*" else "", last, key, code, facts)

    def _mend(self, stem: str, key: str, *, again: bool) -> None:
        table, _, rest = key.partition(".")
        row = rest.partition(".")[0]
        if again or not row:
            if stem in self._shipped and stem in file_schemas():
                self._content[stem] = copy.deepcopy(self._shipped[stem])
            else:
                self._content.pop(stem, None)
            return
        for home, content in self._content.items():
            ours = self._shipped.get(home, {}).get(table, [])
            rows = content.get(table, [])
            if stem in (home, "*") or any(_row_code(each) == row for each in (*rows, *ours)):
                self._replace(content, home, table, row)
                if any(_row_code(each) == row for each in rows):
                    self._note_gone(home, table, row)


def _unlike_shipped(file: _File, shipped: Mapping[str, object]) -> Iterator[Mistake]:
    """photo.toml and the others that the cameras read: the same keys and kinds as ours. Findings
    may come and go; their limits are compared by kind only."""
    yield from (
        file.mistake(path, code, facts)
        for path, code, facts in _unlike(file.content, shipped, ())
        if file.whole or code != "missing_key"
    )


def _unlike(
    given: Mapping[str, Any], shipped: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str, tuple[tuple[str, object], ...]]]:
    free = path[:1] == ("findings",)
    for key in shipped if not free else ():
        if key not in given:
            yield path, "missing_key", (("key", key),)
    for key, value in given.items():
        here = (*path, key)
        if key not in shipped:
            if not free:
                near = "".join(difflib.get_close_matches(key, shipped, 1))
                code = "unknown_key_near" if near else "unknown_key"
                yield here, code, (("key", key), ("near", near))
            continue
        wanted, got = _kind(shipped[key]), _kind(value)
        if wanted != got:
            yield here, "wrong_kind", (("value", value), ("wanted", wanted), ("got", got))
        elif isinstance(value, dict):
            yield from _unlike(value, shipped[key], here)


def _kind(value: object) -> str:
    """Whole and broken numbers are one kind here."""
    return "number" if type(value) is float else KINDS.get(type(value), "other")


def _setting_faults(file: _File) -> Iterator[ShapeFault]:
    """Values of settings, by the kind that each setting has."""
    kinds = {each.name: each.type for each in msgspec.structs.fields(Settings)}
    for number, row in enumerate(file.rows("settings")):
        code = _row_code(row)
        path: Path = ("settings", number)
        if code and code not in kinds:
            near = "".join(difflib.get_close_matches(code, kinds, 1))
            facts = (("key", code), ("near", near))
            yield ShapeFault((*path, "code"), "unknown_key_near" if near else "unknown_key", facts)
        elif code and "value" in row:
            yield from shape_faults(row["value"], kinds[code], (*path, "value"))


def _overlaps(
    file: _File, table: str
) -> Iterator[tuple[Path, str, tuple[tuple[str, object], ...]]]:
    """Rows of one code at one time, and rows that end before they begin."""
    seen: dict[str, list[tuple[date, date]]] = {}
    for number, row in enumerate(file.rows(table)):
        code = _row_code(row)
        since, until = row.get("from", date.min), row.get("until", date.max)
        if not code or not isinstance(since, date) or not isinstance(until, date):
            continue
        if until < since:
            yield (table, number, "until"), "ends_before_start", ()
            continue
        for other in seen.setdefault(code, []):
            if since <= other[1] and other[0] <= until:
                yield (table, number), "two_rows", (("day", max(since, other[0])),)
                break
        seen[code].append((since, until))


# procedures -----------------------------------------------------------------------------------
def _check_procedures(files: list[_File]) -> Iterator[Mistake]:
    if all(file.stem != COMMON for file in files):
        yield Mistake(f"{PROCEDURES}{COMMON}.toml", 1, "", "missing_file")
    for file in files:
        yield from _check_common(file) if file.stem == COMMON else _check_procedure(file)
    yield from _told_counts({file.stem: file for file in files})


def _check_common(file: _File) -> Iterator[Mistake]:
    for fault in shape_faults(file.content, Common):
        if fault.path or file.whole:
            yield file.mistake(fault.path, fault.code, fault.facts)
    known = {_row_code(row) for row in file.rows("reasons")}
    for code in BUILT_IN:
        if code not in known and file.whole:
            line = file.lines.at(("reasons", len(file.rows("reasons")) - 1))
            yield Mistake(file.name, line, f"reasons.{code}", "no_words")


@dataclass(frozen=True)
class _Sound:
    """What can be judged of a procedure's file: its sound rows, and where they stand in it."""

    procedure: Procedure
    places: Mapping[str, list[int]]  # of each table: the rows' numbers in the file
    unsure: frozenset[str]  # tables that stand in for what is missing or unreadable
    gone: frozenset[str]  # codes of rows that were taken out


_WORDS: Final = {"ja": "-", "en": "-", "source": "-"}
_STAND_IN: Final[Content] = {
    "group": "card",
    "screen": "counter",
    "about": {"ja": "-", "en": "-"},
    **_WORDS,
    "places": [{"code": "outreach", "delivery": "none", **_WORDS}],
    "persons": [{"code": "self", **_WORDS}],
    "papers": [{"code": "ticket", "kind": "ticket", **_WORDS}],
    "counts": [{"code": "count", **_WORDS}],
}


def _sound_part(file: _File, wrong: set[Path]) -> _Sound:
    """The procedure without its wrong rows; what it cannot be without is stood in for."""
    content: Content = {"code": file.stem}
    once = {each.encode_name for each in msgspec.structs.fields(Procedure)}
    places: dict[str, list[int]] = {}
    gone: set[str] = set()
    for key, value in file.content.items():
        if key in TABLES and (key,) not in wrong:
            bad = {path[1] for path in wrong if path[0] == key and len(path) > 1}
            places[key] = [number for number in range(len(value)) if number not in bad]
            content[key] = [value[number] for number in places[key]]
            gone |= {_row_code(value[number]) for number in bad if isinstance(number, int)}
        elif key in once and not any(path[:1] == (key,) for path in wrong):
            content[key] = value
    missing = [key for key in _STAND_IN if not content.get(key)]
    content |= {key: _STAND_IN[key] for key in missing}
    unsure = frozenset(missing) | {str(path[0]) for path in wrong if path}
    return _Sound(msgspec.convert(content, Procedure), places, unsure, frozenset(gone))


def _check_procedure(file: _File) -> Iterator[Mistake]:
    wrong: set[Path] = set()
    for fault in shape_faults(file.content, Procedure):
        wrong.add(fault.path[:2] if fault.path[:1] and fault.path[0] in TABLES else fault.path[:1])
        if fault.path or file.whole:
            yield file.mistake(fault.path, fault.code, fault.facts)
    sound = _sound_part(file, wrong)
    if file.content.get("code", file.stem) != file.stem:
        yield file.mistake(("code",), "not_the_files_name", ())
    for key, detail, place in _located_mistakes(sound.procedure):
        code, facts = worded(detail)
        if code == "no_field" and dict(facts).get("name") in sound.gone:
            continue
        if code == "not_the_files_name" or (code == "no_field" and not file.whole):
            continue
        yield Mistake(file.name, file.lines.at(_in_file(place, sound)), key, code, facts)
    for path, code, facts in contradictions(sound.procedure):
        if str(path[0]) in sound.unsure and len(path) == 1:
            continue
        yield file.mistake(_in_file(path, sound), code, facts)


def _in_file(path: Path, sound: _Sound) -> Path:
    """A path in the sound part as a path in the file."""
    if len(path) < 2 or not isinstance(path[1], int):
        return path
    places = sound.places.get(str(path[0]), [])
    return (path[0], places[path[1]] if path[1] < len(places) else path[1], *path[2:])


def _located_mistakes(procedure: Procedure) -> Iterator[tuple[str, str, Path]]:
    """catalogue.mistakes with the row of each: the first at which the same is said when the rows
    after it are left away, since rows of several times share one code."""
    counted: dict[tuple[str, str], int] = {}
    for key, detail in catalogues.mistakes(procedure):
        number = counted[key, detail] = counted.get((key, detail), 0) + 1
        table, _, rest = key.partition(".")
        rows = getattr(procedure, table) if table in TABLES else ()
        places = [n for n, row in enumerate(rows) if f"{rest}.".startswith(f"{row.code}.")]
        path: Path = (table,)
        for place in places:
            fewer = msgspec.structs.replace(procedure, **{table: rows[: place + 1]})
            again = sum(each == (key, detail) for each in catalogues.mistakes(fewer))
            if again >= number or place == places[-1]:
                last = rest.removeprefix(rows[place].code).strip(".")
                path = (table, place, *((last,) if last else ()))
                break
        yield key, detail, path


def _told_counts(files: Mapping[str, _File]) -> Iterator[Mistake]:
    """One figure must have one name in every procedure that counts in it."""
    first: dict[str, tuple[str, object, object]] = {}
    for stem, file in sorted(files.items()):
        for number, row in enumerate(file.rows("counts")):
            code = _row_code(row)
            if not code:
                continue
            words = (row.get("ja"), row.get("en"))
            home, *theirs = first.setdefault(code, (stem, *words))
            if tuple(theirs) != words:
                facts = (("other", f"{home}.toml"), ("words", theirs[0]))
                yield file.mistake(("counts", number), "counts_differ", facts)
