"""Words for codes: complete in both languages, never an end of the work."""

import pytest

from desk.assets import load_wording
from desk.domain.errors import NeedsPerson
from desk.domain.wording import LANGUAGES, Wording, WordingError

TABLE = {
    "a.toml": {"unexpected": {"ja": "困りました", "en": "oh"}, "x": {"ja": "{n}件", "en": "{n}"}}
}


def test_fills_the_gaps() -> None:
    assert Wording.parse(TABLE, "ja").say("x", n=3) == "3件"


def test_a_missing_fact_still_says_something() -> None:
    assert Wording.parse(TABLE, "ja").say("x") == "{n}件"


def test_a_bug_gets_the_calm_sentence_and_a_fact_its_own() -> None:
    words = Wording.parse(TABLE, "ja")
    assert words.sentence_for(ZeroDivisionError("secret")) == "困りました"
    assert words.sentence_for(NeedsPerson("x", n=1)) == "1件"


def test_the_same_code_in_two_files_is_our_mistake() -> None:
    with pytest.raises(WordingError, match=r"b\.toml: x"):
        Wording.parse({**TABLE, "b.toml": {"x": {"ja": "い", "en": "i"}}}, "ja")


def test_a_code_without_english_is_our_mistake() -> None:
    with pytest.raises(WordingError, match="needs ja and en"):
        Wording.parse({"c.toml": {"y": {"ja": "い"}}}, "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_words_are_whole(language: str) -> None:
    words = load_wording(language)
    assert len(words.sentences) > 50
    assert all(text.strip() for text in words.sentences.values())
