"""The applicant: ages, kana, characters, phone and postcode, keys for comparing people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import jaconv

from desk.domain.errors import Refused

HasGlyph = Callable[[str], bool]
"""Has a shipped font a glyph for this one character?"""

_KANA: Final = re.compile(r"[ァ-ヴヵヶ・ー\u3000]+")
_DASH_AFTER_KANA: Final = re.compile(r"(?<=[ァ-ヴー])[-－‐‑−–—]")
_SPACES: Final = re.compile(r"\s+")
_DASHES: Final = re.compile(r"[-‐‑‒–—―−ー]+")
_SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヲ", "アイウエオツヤユヨワカケジズオ")
_VARIANTS: Final = str.maketrans(
    {
        variant: plain
        for plain, variants in {
            "高": "髙",
            "崎": "﨑嵜碕",
            "吉": "𠮷",
            "浜": "濱濵",
            "辺": "邊邉",
            "斎": "齋",
            "斉": "齊",
            "沢": "澤",
            "広": "廣",
            "国": "國",
            "桜": "櫻",
            "島": "嶋嶌",
            "徳": "德",
            "恵": "惠",
            "黒": "黑",
            "橋": "𣘺",
            "桑": "桒",
            "竜": "龍",
            "真": "眞",
            "栄": "榮",
        }.items()
        for variant in variants
        if variant != plain
    }
)
_KANJI_DIGIT: Final = {digit: number for number, digit in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER: Final = re.compile(r"[〇一二三四五六七八九十]+(?=丁目|番(?!町)|号|-)")
_BLOCK: Final = re.compile(r"(?<=\d)(?:丁目|番地の|番地|番(?!町)|号室|号|の)")
_CODED_11: Final = ("070", "080", "090", "050", "060", "020", "0800")


def age_on(birth: date, on: date) -> int:
    """Age by 年齢計算ニ関スル法律: it is reached at the end of the day before the birthday.

    Counted in whole days one is therefore a year older on the birthday itself (dom§3.5, §17.3),
    and one born on 29 February from 1 March in common years. Negative before birth.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def first_day_of_age(birth: date, age: int) -> date:
    """The first day of that age (see `age_on`)."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:  # 29 February
        return date(birth.year + age, 3, 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")  # pragma: no cover


def normal_kana(text: str) -> str:
    """Full-width katakana with ー, ・ and one full-width space between parts.

    Half-width katakana and hiragana are converted; anything else is left for `kana_problem`.
    """
    wide = jaconv.h2z(unicodedata.normalize("NFC", text), kana=True, ascii=False, digit=False)
    katakana = jaconv.hira2kata(unicodedata.normalize("NFC", wide)).replace("･", "・")
    return "\u3000".join(_DASH_AFTER_KANA.sub("ー", katakana).split())


def kana_problem(text: str) -> str | None:
    """The code of what is wrong with a reading, None if it is fine (V12)."""
    return None if _KANA.fullmatch(normal_kana(text)) else "kana_characters"


@dataclass(frozen=True, slots=True)
class Flagged:
    """A character that this machine cannot be trusted to show (dom§10.7)."""

    character: str
    why: str  # "private_use" or "no_glyph"


def flagged(text: str, has_glyph: HasGlyph) -> tuple[Flagged, ...]:
    """Private-use characters and those without a glyph, each once, in order.

    Variation selectors only choose a shape of the character before them and are not flagged.
    """
    found: dict[str, Flagged] = {}
    for character in text:
        if character in found or character.isspace() or _selects_shape(character):
            continue
        if unicodedata.category(character) == "Co":
            found[character] = Flagged(character, "private_use")
        elif not has_glyph(character):
            found[character] = Flagged(character, "no_glyph")
    return tuple(found.values())


def _selects_shape(character: str) -> bool:
    code = ord(character)
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x180B <= code <= 0x180D


def phone_digits(text: str) -> str:
    """The digits of a phone number; raises Refused with what to change.

    Codes: phone_characters, phone_start (no 0 in front), phone_digits (facts want, now).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.startswith("+81"):
        plain = "0" + plain[3:].lstrip("- (0")
    digits = re.sub(r"[\s()./]|" + _DASHES.pattern, "", plain)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Refused("phone_characters")
    if not digits.startswith("0"):
        raise Refused("phone_start")
    want = 11 if digits.startswith(_CODED_11) else 10
    if len(digits) != want:
        raise Refused("phone_digits", want=want, now=len(digits))
    return digits


def postcode_digits(text: str) -> str:
    """The seven digits of a postcode; raises Refused("postcode_digits" or
    "postcode_characters")."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("〒").strip()
    digits = re.sub(r"\s|" + _DASHES.pattern, "", plain)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Refused("postcode_characters")
    if len(digits) != 7:
        raise Refused("postcode_digits", want=7, now=len(digits))
    return digits


def name_key(name: str) -> str:
    """For finding the same person: width, spaces, case and shape variants do not count.

    Only ever a key; names themselves are kept exactly as entered.
    """
    return _bare(name).translate(_VARIANTS)


def kana_key(kana: str) -> str:
    """For finding the same reading: small kana, ヂ/ジ, ヅ/ズ, spaces and dots do not count."""
    return re.sub(r"[\s・]", "", normal_kana(kana)).translate(_SMALL)


def address_key(address: str) -> str:
    """For finding the same address: 一丁目2番3号 and 1-2-3 are one."""
    plain = _bare(address).translate(_VARIANTS).replace("大字", "")
    plain = _KANJI_NUMBER.sub(lambda found: str(_kanji_number(found[0])), plain)
    plain = _BLOCK.sub("-", plain)
    plain = re.sub(r"(?<=\d)" + _DASHES.pattern, "-", plain)
    return re.sub(r"-+(?!\d)", "", re.sub(r"-+", "-", plain))


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if not each.isspace() and not _selects_shape(each))


def _kanji_number(text: str) -> int:
    """Numbers up to 99 as in addresses: 十二, 二十, 一〇."""
    if "十" not in text:
        return int("".join(str(_KANJI_DIGIT[each]) for each in text))
    tens, _, ones = text.partition("十")
    return (_plain_digits(tens) or 1) * 10 + _plain_digits(ones.replace("十", ""))


def _plain_digits(text: str) -> int:
    return int("".join(str(_KANJI_DIGIT[each]) for each in text) or "0")
