"""The applicant's words: complete in every language, and shown in type that has them."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QRawFont

from desk.assets import applicant_font_files, applicant_tables, font_files, load_rules
from desk.domain.confirmation import Answer
from desk.domain.delivery import Route
from desk.domain.rules import Passage, Rules
from desk.domain.wording import WordingError
from desk.ui.applicant_details import what_happens
from desk.ui.applicant_speech import PARTS, load_fonts, typed
from desk.ui.applicant_words import Language, gaps, language, languages, parse, word

CODES = ("ja", "easy", "en", "zh", "ko", "vi", "pt", "tl")
BIRTH = date(1991, 4, 18)


def rules() -> Rules:
    return load_rules().on(date(2026, 11, 23))


def rule_lines() -> Iterator[tuple[str, str]]:
    """Every text of the municipality that the screen may tell: (Japanese, English)."""
    found = rules()
    for mail in found.mail_types.values():
        yield mail.ja, mail.en
        yield from zip(mail.arrival.ja, mail.arrival.en, strict=True)
    for code in ("expected_time", "counter_bring"):
        yield from zip(found.texts[code].ja, found.texts[code].en, strict=True)


def test_eight_languages_in_the_order_of_their_list() -> None:
    assert tuple(each.code for each in languages()) == CODES
    assert len({each.name for each in languages()}) == 8


@pytest.mark.parametrize("code", CODES)
def test_every_text_of_the_rules_is_told_in_every_language(code: str) -> None:
    own = language(code)
    if code == "ja":
        return  # the rules are written in it
    missing = [ja for ja, en in rule_lines() if ja not in own.rules]
    if code == "en":
        missing = []  # the rules have English of their own
    assert missing == []


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("ja", "easy", "zh")])
def test_no_japanese_is_left_in_other_scripts(code: str) -> None:
    own = language(code)
    texts = [*own.words.values(), *own.rules.values(), own.name]
    assert [
        t for t in texts for c in t if unicodedata.name(c, "").startswith(("HIRA", "KATA"))
    ] == []
    if code != "ko":
        assert [t for t in texts for c in t if unicodedata.name(c, "").startswith("CJK")] == []


def test_plain_japanese_is_written_in_kana() -> None:
    texts = [*language("easy").words.values(), *language("easy").rules.values()]
    assert [t for t in texts for c in t if unicodedata.name(c, "").startswith("CJK U")] == []


def test_no_two_languages_say_a_sentence_alike() -> None:
    for name in ("title", "mail_consent", "copy_use", "wait", "thanks", "counter_next"):
        assert len({word(code, name) for code in CODES}) == 8, name


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ja", "1991（平成3）年4月18日"),
        ("easy", "1991ねん 4がつ 18にち"),
        ("en", "18 April 1991"),
        ("zh", "1991年4月18日"),
        ("ko", "1991년 4월 18일"),
        ("vi", "ngày 18 tháng 4 năm 1991"),
        ("pt", "18 de abril de 1991"),
        ("tl", "Abril 18, 1991"),
    ],
)
def test_dates_stand_in_the_order_of_the_language(code: str, said: str) -> None:
    assert language(code).day(BIRTH) == said


def test_a_rule_that_was_changed_is_not_told_in_old_words() -> None:
    kept = rules().texts["expected_time"]
    changed = Passage(code="expected_time", source="test", ja=("約3か月",), en=("about 3 months",))
    assert language("pt").rule(kept) == ("cerca de 1 mês a 1 mês e meio",)
    assert language("pt").rule(changed) == ("about 3 months",)
    assert language("easy").rule(changed) == ("約3か月",)


def test_what_happens_names_time_and_who_may_receive_it() -> None:
    delivery, after = what_happens(Route.MAIL, language("en"), rules())
    assert delivery == "By mail, in about 1 to 1.5 months"
    assert "only to you" in after[0]
    assert "photo ID" in after[1]
    delivery, after = what_happens(Route.COUNTER, language("ja"), rules())
    assert delivery == "窓口でお渡し"
    assert after[0].startswith("約1か月から1か月半で、はがき（交付通知書）が届きます。")
    assert "本人確認書類" in after[1]
    assert what_happens("", language("vi"), rules()) == ("Chưa quyết định", ())


def broken(change: Any) -> dict[str, Any]:
    tables = copy.deepcopy(applicant_tables())
    change(tables)
    return tables


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t["vi"]["words"].pop("wait"), "vi.toml: wait"),
        (lambda t: t["vi"]["words"].update(extra="x"), "vi.toml: extra"),
        (lambda t: t["pt"]["words"].update(wait=""), "pt.toml"),
        (lambda t: t["tl"]["words"].update(mail="Sa koreo"), "tl.toml: mail has other gaps"),
        (lambda t: t["en"].update(months=["January"]), "en.toml: twelve"),
        (lambda t: t["zh"].update(font="??"), "zh.toml"),
        (lambda t: t.pop("ja"), "ja is missing"),
    ],
)
def test_a_file_that_is_not_complete_is_named(change: Any, told: str) -> None:
    with pytest.raises(WordingError, match=told):
        parse(broken(change))


def test_words_break_only_at_blanks_where_the_readers_expect_it() -> None:
    flowing = language("easy").flowing("ゆうびんで うけとります、はい")
    assert flowing.replace("\u2060", "") == "ゆうびんで うけとります、はい"
    assert "で\u2060 " not in flowing
    assert "、\u2060" not in flowing
    assert "ゆ\u2060う" in flowing
    assert language("ja").flowing("郵便で") == "郵便で"


# glyphs


def raw_fonts(own: Language) -> list[QRawFont]:
    """Both weights of the one font in which that language is shown."""
    if own.font == "jp":
        paths = font_files()
    else:
        paths = tuple(p for p in applicant_font_files() if own.font.upper() in p.name)
    assert len(paths) == 2
    return [QRawFont(str(path), 16) for path in paths]


def shown(own: Language) -> set[str]:
    """Every character that the screen may show of its own in that language."""
    texts = [own.name, "Language / ことば" if own.font == "jp" else ""]
    texts += [own.flowing(text) for text in own.words.values()]
    texts += [own.of_rule(ja, en) for ja, en in rule_lines()]
    texts += [own.day(date(year, month, 28)) for year in (1926, 2026) for month in range(1, 13)]
    texts += list("0123456789")
    invisible = {"\u2060", "\n"}
    return {character for text in texts for character in text} - invisible


@pytest.mark.parametrize("code", CODES)
def test_every_character_has_a_glyph_in_the_font_of_its_language(qapp: Any, code: str) -> None:
    own = language(code)
    for font in raw_fonts(own):
        assert font.isValid()
        assert [c for c in sorted(shown(own)) if not font.supportsCharacter(ord(c))] == []


def test_the_test_of_glyphs_can_fail(qapp: Any) -> None:
    regular = QRawFont(str(font_files()[0]), 16)
    assert not regular.supportsCharacter(ord("한"))
    assert not regular.supportsCharacter(ord("请"))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("bold", [False, True])
def test_each_language_is_shown_in_its_own_shapes(qapp: Any, code: str, bold: bool) -> None:
    """Chinese in Japanese shapes reads like a misprint, and a fallback may be a box."""
    for path in font_files():
        QFontDatabase.addApplicationFont(str(path))
    load_fonts()
    own = language(code)
    info = QFontInfo(typed(own.font, 24, bold=bold))
    assert info.family() == PARTS.get(own.font, "Noto Sans JP")
    assert info.bold() is bold


def test_the_parts_say_that_they_are_parts(qapp: Any) -> None:
    """OFL 1.1: the reserved name is not used; and nobody takes them for the whole font."""
    for path in applicant_font_files():
        family = QRawFont(str(path), 16).familyName()
        assert family in PARTS.values()
        assert "Source" not in family


def test_the_answers_have_their_words() -> None:
    for answer in Answer:
        if answer not in (Answer.RIGHT, Answer.READ_ALOUD):
            assert f"wrong_{answer.value}" in language("ja").words


def test_gaps_are_found() -> None:
    assert gaps("{time}で {things}") == {"time", "things"}
