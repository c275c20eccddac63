"""What the readers of rules say of a mistake, as codes with sentences in both languages.

`rules`, `catalogue` and `conditions` name a mistake in a few English words, for the log. People
read the sentence of `rule_<code>` (resources/texts/rule_check.toml); words that are not listed here
are shown as they are (`rule_other`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

Facts = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a rule file. `line` counts from 1; `key` says which part of the file, "" the
    file itself; `code` and `facts` make the sentence `rule_<code>`."""

    file: str
    line: int
    key: str
    code: str
    facts: Facts = ()


_DETAILS: Final = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("unknown_file", "unknown file"),
        ("missing_file", "file is missing"),
        ("two_rows", r"two rows in force on (?P<day>.+)"),
        ("no_value", "no value in force on every day"),
        ("unknown_setting", "unknown setting"),
        ("no_words", "no words for this reason"),
        ("unknown_reason", "the desk knows no such reason"),
        ("no_remedy", r"no such remedy|no remedy (?P<name>\S+)"),
        ("no_mail_type", "no such mail type"),
        ("lines_differ", "ja and en differ in their number of lines"),
        ("shortcut_class", "does not fit the class"),
        ("shortcut_twice", "used twice"),
        ("two_slots", r"two slots take (?P<name>\S+)"),
        ("slot_needs", "a slot needs either a class or documents"),
        ("no_document", r"no document (?P<name>\S+)"),
        ("not_the_files_name", "is not the file's name"),
        ("ends_before_start", "is before from"),
        ("no_field", r"no field (?P<name>\S+)"),
        ("no_reason", r"no reason (?P<name>\S+)"),
        ("choices", "only a choice has choices, and it needs them"),
        ("choice_twice", "the same code twice"),
        ("one_of_times", "needs exactly one of hours, days, months, until_age"),
        ("derived", "is a fact that the desk works out by itself"),
        ("engines_own", "is the code of one of the engine's own reasons"),
        ("no_day", r"(?P<name>\S+) is no day"),
        ("no_date", r"(?P<name>\S+) is no date"),
        ("no_time_of_day", r"(?P<name>\S+) has no time of day"),
        ("not_known_yet", r"(?P<name>\S+) is not known yet in (?P<table>\S+)"),
        ("cannot_compare", r"(?P<name>\S+) is a (?P<kind>\S+) and cannot be compared so"),
        ("cannot_compare_with", r"(?P<name>\S+) cannot be compared with (?P<other>\S+)"),
        ("never_is", r"(?P<name>\S+) is never (?P<value>.+)"),
        ("own_answer", "depends on its own answer"),
        ("condition_form", "a condition is one of all, any, not, or a fact"),
        ("needs_a_fact", r"(?P<name>\S+) needs a fact"),
        ("one_comparison", r"(?P<name>\S+) needs exactly one comparison"),
        # tomllib
        ("toml_twice", r"Cannot overwrite a value|Cannot declare .* twice"),
        ("toml_equals", r"Expected '=' after a key in a key/value pair|Invalid statement"),
        ("toml_value", "Invalid value"),
        (
            "toml_unclosed",
            r"Unclosed (array|inline table)|Unterminated string|Expected \"'(''|)\""
            r"|(Illegal|Found invalid) character '\\n'",
        ),
        ("toml_rest", r"Expected newline or end of document after a statement"),
        ("toml_header", r"Expected '\]\]?' at the end of an? (array|table) declaration"),
    )
)


def worded(detail: str) -> tuple[str, Facts]:
    """The code and facts of a reader's words."""
    for code, pattern in _DETAILS:
        if found := pattern.fullmatch(detail):
            return code, tuple((name, said or "") for name, said in found.groupdict().items())
    return "other", (("said", detail),)
