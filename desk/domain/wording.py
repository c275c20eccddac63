"""Sentences for codes: one table of words in two languages, filled with facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.domain.errors import DeskError

LANGUAGES: Final = ("ja", "en")
_GENERAL: Final = "unexpected"


class WordingError(ValueError):
    """A text table that is incomplete or says the same code twice; our own mistake."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in one language; `say` never raises, for a missing word must not stop a queue."""

    language: str
    sentences: Mapping[str, str]

    @classmethod
    def parse(cls, tables: Mapping[str, Mapping[str, object]], language: str) -> Wording:
        """Merge files of `[code] ja = … en = …`; raises WordingError naming file and code."""
        sentences: dict[str, str] = {}
        for file, codes in tables.items():
            for code, words in codes.items():
                if code in sentences:
                    raise WordingError(f"{file}: {code} stands in another file too")
                if not isinstance(words, Mapping) or any(
                    not isinstance(words.get(each), str) for each in LANGUAGES
                ):
                    raise WordingError(f"{file}: {code} needs ja and en")
                sentences[code] = words[language]
        return cls(language, sentences)

    def say(self, code: str, **facts: object) -> str:
        """The sentence of that code with its gaps filled; the general one for an unknown code."""
        template = self.sentences.get(code) or self.sentences.get(_GENERAL, code)
        try:
            return template.format(**facts)
        except (KeyError, IndexError, ValueError):
            return template

    def label(self, code: str) -> str:
        """A short word for a code; the code itself where there is none."""
        return self.sentences.get(code, code)

    def sentence_for(self, error: BaseException) -> str:
        """What a person is told about an error; a bug gets the general calm sentence."""
        if isinstance(error, DeskError):
            return self.say(error.code, **error.facts)
        return self.say(_GENERAL)
