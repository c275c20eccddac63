"""Ages, kana, phone, postcode, characters and the keys that find the same person."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.applicant import (
    address_key,
    age_on,
    flagged,
    kana_key,
    kana_problem,
    months_later,
    name_key,
    normal_kana,
    phone_digits,
    postcode_digits,
)
from desk.domain.errors import Refused


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2023, 12, 3), date(2024, 12, 2), 0),  # 鳥取市's example, dom§3.5
        (date(2023, 12, 3), date(2024, 12, 3), 1),
        (date(2009, 7, 1), date(2024, 6, 30), 14),
        (date(2009, 7, 1), date(2024, 7, 1), 15),
        (date(1985, 5, 10), date(2022, 5, 20), 37),
        (date(1985, 5, 10), date(2022, 5, 10), 37),
        (date(1985, 5, 10), date(2022, 5, 9), 36),
        (date(2004, 5, 1), date(2022, 5, 6), 18),
        (date(1988, 2, 29), date(2023, 4, 15), 35),
        (date(1988, 2, 29), date(2023, 2, 28), 34),
        (date(1988, 2, 29), date(2023, 3, 1), 35),
        (date(1988, 2, 29), date(2024, 2, 29), 36),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
    ],
)
def test_age_by_the_law_of_the_day_before(birth: date, on: date, age: int) -> None:
    assert age_on(birth, on) == age


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 130))
def test_the_birthday_itself_is_a_year_older(birth: date, years: int) -> None:
    if (birth.month, birth.day) == (2, 29):
        return
    birthday = birth.replace(year=birth.year + years)
    assert age_on(birth, birthday) == years
    assert age_on(birth, date.fromordinal(birthday.toordinal() - 1)) == years - 1


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 1), 0, date(2026, 1, 1)),
    ],
)
def test_months_later(start: date, months: int, end: date) -> None:
    assert months_later(start, months) == end


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ｻﾄｳ ﾕｲ", "サトウ　ユイ"),
        ("さとう ゆい", "サトウ　ユイ"),
        ("サトウ\u3000\u3000ユイ ", "サトウ　ユイ"),
        ("ｳﾞｧﾝ･ﾀﾞｲｸ", "ヴァン・ダイク"),
        ("ゔぃくとりあ", "ヴィクトリア"),
        ("らーめん", "ラーメン"),
        ("ラ-メン", "ラーメン"),
        ("か\u3099", "ガ"),
    ],
)
def test_kana_becomes_full_width_katakana(typed: str, normal: str) -> None:
    assert normal_kana(typed) == normal
    assert kana_problem(typed) is None


@pytest.mark.parametrize("typed", ["佐藤", "Nguyen", "サトウ1", "サトウ!", ""])
def test_what_is_no_kana(typed: str) -> None:
    assert kana_problem(typed) == "kana_characters"


@given(st.text(max_size=40))
def test_normal_kana_is_a_fixed_point(text: str) -> None:
    once = normal_kana(text)
    if kana_problem(text) is None:
        assert normal_kana(once) == once


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("090-0000-1234", "09000001234"),
        ("０９０ー００００ー１２３４", "09000001234"),
        ("+81 90-0000-1234", "09000001234"),
        ("03(0000)1234", "0300001234"),
        ("0120-000-123", "0120000123"),
        ("0800-000-1234", "08000001234"),
        ("050 0000 1234", "05000001234"),
    ],
)
def test_phone_numbers(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("090-0000-12", "phone_digits", {"want": 11, "now": 9}),
        ("03-0000-12345", "phone_digits", {"want": 10, "now": 11}),
        ("0", "phone_digits", {"want": 10, "now": 1}),
        ("1234567890", "phone_start", {}),
        ("でんわなし", "phone_characters", {}),
        ("-", "phone_characters", {}),
    ],
)
def test_phone_numbers_that_need_a_hand(typed: str, code: str, facts: dict[str, int]) -> None:
    with pytest.raises(Refused) as caught:
        phone_digits(typed)
    assert (caught.value.code, caught.value.facts) == (code, facts)


def test_postcodes() -> None:
    assert postcode_digits("〒１２３−４５６７") == "1234567"
    with pytest.raises(Refused) as caught:
        postcode_digits("123-456")
    assert (caught.value.code, caught.value.facts["now"]) == ("postcode_digits", 6)
    with pytest.raises(Refused) as caught:
        postcode_digits("abc")
    assert caught.value.code == "postcode_characters"


def test_characters_that_need_a_note_of_the_form() -> None:
    seen = flagged("髙\ue001橋\U000e0101 \ue001𠮷", lambda character: character != "𠮷")
    assert [(each.character, each.why) for each in seen] == [
        ("\ue001", "private_use"),
        ("𠮷", "no_glyph"),
    ]


def test_variation_selectors_are_not_flagged_by_themselves() -> None:
    assert flagged("葛\U000e0100城\ufe00", lambda character: character in "葛城") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佐藤 結衣", "佐藤\u3000結衣"),
        ("髙橋 武志", "高橋武志"),
        ("山﨑 𠮷男", "山崎吉男"),
        ("葛\U000e0100城", "葛城"),
        ("ＮＧＵＹＥＮ ＴＨＩ", "Nguyen Thi"),
    ],
)
def test_one_person_has_one_name_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_kana_keys() -> None:
    assert kana_key("ﾕﾐ・ヂョン") == kana_key("ゆみ じよん")
    assert kana_key("サトウ ユイ") != kana_key("サトウ ユミ")


@pytest.mark.parametrize(
    "written",
    [
        "みどり野市南町２丁目１４番６号 コーポさくら２０３",
        "みどり野市南町2-14-6 コーポさくら203",
        "みどり野市 南町二丁目十四番六号コーポさくら203",
        "みどり野市大字南町2ー14−6　コーポさくら203",
    ],
)
def test_one_address_has_one_key(written: str) -> None:
    assert address_key(written) == address_key("みどり野市南町二丁目14番6号コーポさくら203")


def test_other_addresses_have_other_keys() -> None:
    assert address_key("南町二丁目14番6号") != address_key("南町二丁目14番16号")
    assert address_key("一番町3") == "一番町3"


@given(st.text(max_size=200))
def test_no_text_breaks_the_keys_and_checks(text: str) -> None:
    for key in (name_key, kana_key, address_key):
        assert key(text) == key(text + " ")
    flagged(text, lambda character: False)
    for check in (phone_digits, postcode_digits):
        with suppress(Refused):
            assert check(text).isdigit()
