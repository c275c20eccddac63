"""Dates as typed: both calendars, the edges of eras, half-typed texts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.errors import Refused
from desk.domain.wareki import ERAS, FIRST_DAY, both, era_of, japanese, parse

DAYS = st.dates(min_value=FIRST_DAY, max_value=date(2149, 12, 31))


def refusal(typed: str) -> str | None:
    try:
        parse(typed)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    "typed",
    [
        "平成3年4月18日",
        "平成３年４月１８日",
        "平成 3 年 4 月 18 日",
        "平成3 4 18",
        "平3.4.18",
        "㍻3年4月18日",
        "H3.4.18",
        "h3/4/18",
        "Ｈ３．４．１８",
        "H03-04-18",
        "H030418",
        "1991-04-18",
        "1991年4月18日",
        "1991/4/18",
        "1991 4 18",
        "19910418",
        "１９９１０４１８",
        "西暦1991年4月18日",
        "1991（平成3）年4月18日",
        "平成3年（1991年）4月18日",
        "平成3年4月18日生",
        "\u3000平成3年4月18日\u3000",
    ],
)
def test_ways_to_write_one_day(typed: str) -> None:
    parsed = parse(typed)
    assert (parsed.day, parsed.latest, parsed.hint_code) == (
        date(1991, 4, 18),
        date(1991, 4, 18),
        None,
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("S64/1/7", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治6年1月1日", date(1873, 1, 1)),
        ("R6.2.29", date(2024, 2, 29)),
        ("令和11年05月18日まで有効", date(2029, 5, 18)),
    ],
)
def test_the_first_and_last_days_of_eras(typed: str, day: date) -> None:
    parsed = parse(typed)
    assert (parsed.day, parsed.hint_code) == (day, None)


@pytest.mark.parametrize(
    ("typed", "day", "proper"),
    [
        ("平成31年5月1日", date(2019, 5, 1), "令和元年5月1日"),
        ("S64.1.8", date(1989, 1, 8), "平成元年1月8日"),
        ("平成33年8月1日", date(2021, 8, 1), "令和3年8月1日"),
        ("昭和1年12月25日", date(1926, 12, 25), None),
    ],
)
def test_years_after_the_end_of_an_era_are_allowed_with_a_hint(
    typed: str, day: date, proper: str | None
) -> None:
    parsed = parse(typed)
    assert parsed.day == day
    assert parsed.hint_code == ("date_era_ended" if proper else None)
    assert dict(parsed.facts).get("proper") == proper


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "date_empty"),
        ("  \u3000", "date_empty"),
        ("へいせい", "date_unreadable"),
        ("1991-04-18 10:00", "date_unreadable"),
        ("199104181", "date_unreadable"),
        ("平成1991年1月1日", "date_unreadable"),
        ("平", "date_incomplete"),
        ("平成", "date_incomplete"),
        ("平成3", "date_incomplete"),
        ("平成3年", "date_incomplete"),
        ("平成3年4", "date_incomplete"),
        ("平成3年4月", "date_incomplete"),
        ("昭和元年", "date_incomplete"),
        ("H3.", "date_incomplete"),
        ("19", "date_incomplete"),
        ("1991-", "date_incomplete"),
        ("1991-04-", "date_incomplete"),
        ("199104", "date_incomplete"),
        ("3.4.18", "date_era_missing"),
        ("元年1月1日", "date_era_missing"),
        ("令和0年", "date_year_zero"),
        ("令和0年1月1日", "date_year_zero"),
        ("0000-01-01", "date_year_zero"),
        ("平成3年13月1日", "date_month_out"),
        ("平成3年0月1日", "date_month_out"),
        ("平成3年2月29日", "date_day_out"),
        ("19910431", "date_day_out"),
        ("昭和元年12月24日", "date_before_era"),
        ("平成元年1月7日", "date_before_era"),
        ("令和元年4月30日", "date_before_era"),
        ("明治5年12月2日", "date_before_calendar"),
        ("1872-12-31", "date_before_calendar"),
        ("平成3年(1992年)4月18日", "date_years_disagree"),
    ],
)
def test_what_is_refused_and_why(typed: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(typed)
    assert caught.value.code == code


def test_the_refusal_tells_how_long_the_month_is() -> None:
    with pytest.raises(Refused) as caught:
        parse("令和6年2月30日")
    assert caught.value.facts == {"last": 29}


@pytest.mark.parametrize(
    ("typed", "latest"),
    [
        ("昭和10年00月00日", date(1935, 12, 31)),
        ("1935-04-00", date(1935, 4, 30)),
        ("S10.0.0", date(1935, 12, 31)),
    ],
)
def test_unknown_months_and_days_are_kept_and_flagged(typed: str, latest: date) -> None:
    parsed = parse(typed)
    assert (parsed.day, parsed.latest, parsed.hint_code) == (None, latest, "date_unknown_parts")


@given(DAYS)
def test_every_way_of_writing_a_day_reads_back(day: date) -> None:
    era = era_of(day)
    assert era is not None
    year = day.year - era.first.year + 1
    written = [
        japanese(day),
        both(day),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{era.letter}{year}.{day.month}.{day.day}",
        f"{era.name}{year} {day.month} {day.day}",
    ]
    for text in written:
        assert (parse(text).day, parse(text).hint_code) == (day, None)


@given(DAYS)
def test_every_beginning_of_a_date_asks_for_the_rest(day: date) -> None:
    for text in (japanese(day), day.isoformat()):
        for length in range(1, len(text)):
            code = refusal(text[:length])
            assert code in {None, "date_incomplete", "date_era_missing", "date_before_era"}


@given(
    st.text(max_size=30)
    | st.text(alphabet="平成昭和令元年月日HhSs0123456789.-/ （）()", max_size=16)
)
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        parsed = parse(text)
    except Refused:
        return
    assert parsed.day in (None, parsed.latest)


def test_boundary_days_belong_to_the_new_era() -> None:
    for era in ERAS[1:]:
        assert era_of(era.first) is era
        assert era_of(era.first - timedelta(days=1)) is not era


def test_how_days_are_shown() -> None:
    assert japanese(date(2019, 5, 1)) == "令和元年5月1日"
    assert both(date(1991, 4, 18)) == "1991（平成3）年4月18日"
    assert both(date(1850, 1, 2)) == "1850年1月2日"
