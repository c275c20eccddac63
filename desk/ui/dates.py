"""Dates in both calendars, in the language of the screen: 1991（平成3）年4月18日, 1991-04-18 (H3).

The applicant's paper counts in eras, so English screens keep the era by its letter.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desk.domain.wareki import era_of

_ERAS: Final = (
    QT_TRANSLATE_NOOP("Dates", "明治"),
    QT_TRANSLATE_NOOP("Dates", "大正"),
    QT_TRANSLATE_NOOP("Dates", "昭和"),
    QT_TRANSLATE_NOOP("Dates", "平成"),
    QT_TRANSLATE_NOOP("Dates", "令和"),
)
"""Named here once more for the translation; the calendar itself is domain.wareki's."""


def era_year(day: date) -> str:
    """平成3, 令和元; H3, R1. Empty before 1873."""
    translate = QCoreApplication.translate
    era = era_of(day)
    if era is None:
        return ""
    number = day.year - era.first.year + 1
    counted = translate("Dates", "元") if number == 1 else str(number)
    return translate("Dates", era.name) + counted


def in_both_calendars(day: date) -> str:
    """A day as the paper and as the register write it."""
    translate = QCoreApplication.translate
    counted = era_year(day)
    if counted:
        shape = translate("Dates", "{year}（{counted}）年{month}月{day}日")
    else:
        shape = translate("Dates", "{year}年{month}月{day}日")
    return shape.format(year=day.year, counted=counted, month=day.month, day=day.day)


def year_said(year: str) -> str:
    """1991年, 平成3年; in English the number or H3 alone."""
    return QCoreApplication.translate("Dates", "{year}年").format(year=year)
