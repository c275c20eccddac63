"""A day's review in words: for the end of the sheet and for today's board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from desk.services.review import ReviewReport

NAMED_MOST: Final = 12


def report_lines(report: ReviewReport) -> list[tuple[str, str]]:
    """(what, how many, or who); who approved faster than a look is named."""
    translate = QCoreApplication.translate
    people = translate("ReviewReport", "{count}人")
    counted = [
        (translate("ReviewReport", "承認"), report.approved),
        (translate("ReviewReport", "差戻し（訂正待ち）"), report.sent_back),
        (translate("ReviewReport", "後で"), report.later),
        (translate("ReviewReport", "未確認"), report.open),
        (translate("ReviewReport", "要注意だが確かめて承認"), report.flagged),
    ]
    lines = [(what, people.replace("{count}", str(count))) for what, count in counted]
    if report.median_look_ms:
        seconds = translate("ReviewReport", "{seconds}秒（中央値）")
        said = seconds.replace("{seconds}", f"{report.median_look_ms / 1000:.1f}")
        lines.append((translate("ReviewReport", "1人を見た時間"), said))
    if report.alone:
        lines.append((translate("ReviewReport", "責任者1人での承認"), _listed(report.alone)))
    if report.fast:
        lines.append((translate("ReviewReport", "早すぎる承認"), fast_words(report)))
    return lines


def fast_words(report: ReviewReport) -> str:
    """K3-015（森田 健一 0.4秒）、…"""
    shape = QCoreApplication.translate("ReviewReport", "{number}（{name} {seconds}秒）")
    return _listed(
        [
            shape.replace("{number}", number)
            .replace("{name}", name)
            .replace("{seconds}", f"{looked_ms / 1000:.1f}")
            for number, name, looked_ms in report.fast
        ]
    )


def _listed(texts: Sequence[str]) -> str:
    """At most a dozen by name; the record has them all."""
    comma = QCoreApplication.translate("ReviewReport", "、")
    more = len(texts) - NAMED_MOST
    shown = comma.join(texts[:NAMED_MOST])
    return f"{shown} … +{more}" if more > 0 else shown
