"""Dates as people write them, in the Japanese (和暦) or the Western calendar (dom§10.6)."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from desk.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Era:
    """年号; its first day already belongs to it."""

    name: str
    letter: str
    first: date


ERAS: Final = (
    Era("明治", "M", date(1868, 1, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)
FIRST_DAY: Final = date(1873, 1, 1)
"""The first day of the solar calendar in Japan; earlier dates cannot be converted by counting."""
_LONGEST_ERA: Final = 150  # years counted in an era, also after its end

_BY_WORD: Final = {
    word: era for era in ERAS for word in (era.name, era.name[0], era.letter, era.letter.lower())
}
_ERA = "|".join(sorted((re.escape(word) for word in _BY_WORD), key=len, reverse=True))
_GAP = r"[\s./,、・年月\-‐‑‒–—―−ー]+"
_DATE = re.compile(
    rf"(?:(?P<era>{_ERA})\s*)?(?P<year>元|[0-9]{{1,4}}){_GAP}(?P<month>[0-9]{{1,2}}){_GAP}"
    r"(?P<day>[0-9]{1,2})\s*日?"
)
_TOGETHER = re.compile(
    rf"(?:(?P<era>{_ERA})\s*(?P<year>[0-9]{{2}})|(?P<west>[0-9]{{4}}))(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"
)
_UNFINISHED = re.compile(
    rf"(?:(?:{_ERA})\s*)?(?:(?:元|[0-9]{{1,8}})?\s*(?:{_GAP}[0-9]{{0,2}}\s*){{0,2}})日?|西暦?|[明大昭平令]"
)
_YEAR_ZERO = re.compile(rf"(?:{_ERA})\s*0+\s*年.*")
_SECOND_CALENDAR = re.compile(
    rf"\((?:西暦\s*)?(?P<era>{_ERA})?\s*(?P<year>元|[0-9]{{1,4}})\s*年?\)"
)
_AROUND = re.compile(r"^西暦\s*|\s*(?:生まれ|生|まで有効|まで)$")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date that was understood.

    `day` is None where month or day are unknown (生年月日不詳, written 00); `latest` is then the
    last day it can be. `hint_code` with `facts` names something worth telling.
    """

    day: date | None
    latest: date
    hint_code: str | None = None
    facts: tuple[tuple[str, object], ...] = ()


def parse(text: str) -> ParsedDate:
    """Read a date as typed: 平成3年4月18日, H3.4.18, S64/1/7, 1991-04-18, 19910418, 平成3 4 18.

    A year after the era's end is understood and hinted at (平成31年5月1日 is 令和元年5月1日, as on
    many valid papers). Raises Refused with date_empty, date_unreadable, date_incomplete,
    date_era_missing, date_year_zero, date_month_out, date_day_out, date_before_era,
    date_before_calendar or date_years_disagree.
    """
    plain, second = _plain(text)
    if not plain:
        raise Refused("date_empty")
    found = _TOGETHER.fullmatch(plain) or _DATE.fullmatch(plain)
    if found is None and _YEAR_ZERO.fullmatch(plain):
        raise Refused("date_year_zero")
    if found is None:
        raise Refused("date_incomplete" if _UNFINISHED.fullmatch(plain) else "date_unreadable")
    parts = found.groupdict()
    era = _BY_WORD.get(parts["era"] or "")
    year = _western_year(era, parts.get("west") or parts["year"])
    if second is not None and _second_year(second) != year:
        raise Refused("date_years_disagree")
    return _dated(era, year, int(parts["month"]), int(parts["day"]))


def _plain(text: str) -> tuple[str, re.Match[str] | None]:
    """Narrow characters, without 生 or まで有効, and the year in brackets taken out."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _AROUND.sub("", plain).strip()
    second = _SECOND_CALENDAR.search(plain)
    if second is not None:
        plain = plain[: second.start()].rstrip("年 ") + "年" + plain[second.end() :].lstrip("年 ")
    return plain, second


def _western_year(era: Era | None, written: str) -> int:
    number = 1 if written == "元" else int(written)
    if number == 0:
        raise Refused("date_year_zero")
    if era is not None and number <= _LONGEST_ERA:
        return era.first.year + number - 1
    if era is not None:
        raise Refused("date_unreadable")
    if written == "元" or len(written) < 3:
        raise Refused("date_era_missing")
    if len(written) == 3:
        raise Refused("date_incomplete")
    return number


def _second_year(found: re.Match[str]) -> int:
    return _western_year(_BY_WORD.get(found["era"] or ""), found["year"])


def _dated(era: Era | None, year: int, month: int, day: int) -> ParsedDate:
    if year > date.max.year:
        raise Refused("date_unreadable")
    if month > 12 or (month == 0 and day != 0):
        raise Refused("date_month_out")
    last_month = month or 12
    last = monthrange(year, last_month)[1]
    if day > last:
        raise Refused("date_day_out", last=last)
    latest = date(year, last_month, day or last)
    if latest < FIRST_DAY:
        raise Refused("date_before_calendar")
    if era is not None and latest < era.first:
        first = {"year": era.first.year, "month": era.first.month, "day": era.first.day}
        raise Refused("date_before_era", era=era.name, **first)
    if day == 0:
        return ParsedDate(None, latest, "date_unknown_parts", (("year", year),))
    if era is not None and era_of(latest) != era:
        return ParsedDate(latest, latest, "date_era_ended", (("proper", japanese(latest)),))
    return ParsedDate(latest, latest)


def era_of(day: date) -> Era | None:
    """The era of a day from 1873 on; None before."""
    if day < FIRST_DAY:
        return None
    return next(era for era in reversed(ERAS) if era.first <= day)


def _era_year(day: date) -> str:
    era = era_of(day)
    if era is None:
        return ""
    number = day.year - era.first.year + 1
    return f"{era.name}{'元' if number == 1 else number}"


def japanese(day: date) -> str:
    """平成3年4月18日; Western for days before 1873."""
    return f"{_era_year(day) or day.year}年{day.month}月{day.day}日"


def both(day: date) -> str:
    """1991（平成3）年4月18日."""
    era_year = _era_year(day)
    bracket = f"（{era_year}）" if era_year else ""
    return f"{day.year}{bracket}年{day.month}月{day.day}日"
