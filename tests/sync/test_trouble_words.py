"""Every trouble has its sentence, what becomes of the batch, next steps and a number."""

from __future__ import annotations

import re
import tomllib

import pytest

from desk.assets import load_wording, resource
from sync.troubles import RETRIED, Trouble

TEXTS = tomllib.loads(resource("texts", "sync.toml").read_text(encoding="utf-8"))
PARTS = ("", "_kept", "_next", "_ref")
TECHNICAL = re.compile(
    r"サーバ|プロキシ|証明書|ポート|パケット|アップロード|同期|エラー|タイムアウト|(?!USB|QR|SD)\b[A-Z]{2,}",
    re.ASCII,
)


@pytest.mark.parametrize("code", list(Trouble))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_is_worded(code: Trouble, language: str) -> None:
    words = load_wording(language)
    said = [words.sentences[f"sync_{code}{part}"] for part in PARTS]
    assert all(said)
    assert words.say(f"sync_{code}", wait_s=3, missing=["0"]) == said[0]
    assert 1 <= len(said[2].split("\n")) <= 3


def test_no_words_are_left_over() -> None:
    assert set(TEXTS) == {f"sync_{code}{part}" for code in Trouble for part in PARTS}


def test_enquiry_numbers_differ_and_are_the_same_in_both_languages() -> None:
    numbers = [TEXTS[f"sync_{code}_ref"] for code in Trouble]
    assert all(each["ja"] == each["en"] for each in numbers)
    assert len({each["ja"] for each in numbers}) == len(Trouble)
    assert all(re.fullmatch(r"E-(NET|SEC|HUB|BAT|REG|DEV|USB|GEN)-\d\d", n["ja"]) for n in numbers)


@pytest.mark.parametrize("code", list(Trouble))
def test_no_technical_words_and_no_codes_in_the_sentences(code: Trouble) -> None:
    for part in PARTS[:3]:
        assert TECHNICAL.search(TEXTS[f"sync_{code}{part}"]["ja"]) is None


@pytest.mark.parametrize("code", sorted(RETRIED))
def test_what_is_tried_again_says_so(code: Trouble) -> None:
    if code is not Trouble.DISK_FULL:
        assert "自動で" in TEXTS[f"sync_{code}_kept"]["ja"]
