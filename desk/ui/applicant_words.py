"""What the applicant's screen says, in the applicant's own language (resources/applicant).

Not `tr()`: the applicant chooses a language while the staff's screens keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from desk.assets import applicant_tables
from desk.domain.rules import Lines, Passage
from desk.domain.wareki import both
from desk.domain.wording import WordingError

FIRST: Final = "ja"
"""What an applicant sees who has chosen nothing."""
BOTH_CALENDARS: Final = "wareki"
_JOINER: Final = "\u2060"  # invisible; no line breaks there
_WITHIN_WORD: Final = re.compile(r"(?<=[^\s、。：・])(?=\S)")
_Text = Annotated[str, Meta(min_length=1)]


class Language(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language: its own name, its type and everything that is said in it."""

    name: _Text
    place: Annotated[int, Meta(ge=1)]  # on the list of languages
    font: Literal["jp", "sc", "kr"]  # which shapes the same characters have
    dates: _Text = msgspec.field(name="date")
    sentence_gap: str = " "  # between two sentences
    keeps_words: bool = False  # lines break at blanks only, as its readers expect
    months: tuple[_Text, ...] = ()
    words: Mapping[str, _Text]
    rules: Mapping[str, _Text] = {}
    code: str = ""

    def say(self, word: str, **facts: object) -> str:
        """The word with its gaps filled."""
        return self.words[word].format(**facts)

    def flowing(self, text: str) -> str:
        """A text that may take several lines, breaking where this language breaks."""
        return _WITHIN_WORD.sub(_JOINER, text) if self.keeps_words else text

    def day(self, day: date) -> str:
        """A date in the order of the language; in both calendars for Japanese readers."""
        if self.dates == BOTH_CALENDARS:
            return both(day)
        month = self.months[day.month - 1] if self.months else day.month
        return self.dates.format(year=day.year, month=month, day=day.day)

    def rule(self, text: Lines | Passage) -> tuple[str, ...]:
        """The lines of a rule as told to the applicant.

        A line that the municipality has worded otherwise since is told in its own Japanese or
        English: a translation that no longer says the same must not be shown.
        """
        return tuple(self.of_rule(ja, en) for ja, en in zip(text.ja, text.en, strict=True))

    def together(self, sentences: Iterable[str]) -> str:
        """Sentences in a row, with a blank where the script has one."""
        return self.sentence_gap.join(sentences)

    def of_rule(self, ja: str, en: str) -> str:
        """One line of a rule, found by its Japanese."""
        own = ja if self.code in ("ja", "easy") else en
        return self.rules.get(ja, own)


def parse(tables: Mapping[str, Mapping[str, object]]) -> tuple[Language, ...]:
    """Read all languages in the order of their list.

    Raises WordingError for the first word that is missing, unknown, empty, or has other gaps
    than the Japanese one.
    """
    found = sorted((_read(code, table) for code, table in tables.items()), key=_place)
    model = next((each for each in found if each.code == FIRST), None)
    if model is None:
        raise WordingError(f"applicant: {FIRST} is missing")
    for each in found:
        _compare(each, model)
    return tuple(found)


def _place(language: Language) -> int:
    return language.place


def _read(code: str, table: Mapping[str, object]) -> Language:
    try:
        return msgspec.convert({**table, "code": code}, Language)
    except msgspec.ValidationError as error:
        raise WordingError(f"applicant/{code}.toml: {error}") from error


def _compare(language: Language, model: Language) -> None:
    for word in sorted(model.words.keys() ^ language.words.keys()):
        raise WordingError(f"applicant/{language.code}.toml: {word} is missing or unknown")
    for word, text in language.words.items():
        if gaps(text) != gaps(model.words[word]):
            raise WordingError(f"applicant/{language.code}.toml: {word} has other gaps")
    if language.months and len(language.months) != 12:
        raise WordingError(f"applicant/{language.code}.toml: twelve months")


def gaps(text: str) -> frozenset[str]:
    """The names of what is filled in."""
    return frozenset(name for _text, name, _spec, _how in Formatter().parse(text) if name)


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """The shipped languages, read and compared once."""
    return parse(applicant_tables())


def language(code: str) -> Language:
    """That language; Japanese for a code that is not known (any more)."""
    known = {each.code: each for each in languages()}
    return known.get(code, known[FIRST])


def word(code: str, name: str) -> str:
    """A word without gaps in that language."""
    return language(code).words[name]
