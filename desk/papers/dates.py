"""Days and times on A4 papers, in Japan's time."""

from __future__ import annotations

from datetime import date, datetime

from desk.papers.a4 import Sheet
from desk.services.ports import JAPAN


def day_text(paper: Sheet, on: date) -> str:
    """2026年11月23日（月）."""
    weekday = paper.words.ja.say("paper_slip_weekdays")[on.weekday()]
    facts = {"year": on.year, "month": on.month, "day": on.day, "weekday": weekday}
    return paper.say("paper_slip_date_of", **facts)[0]


def moment_text(paper: Sheet, at: datetime | None) -> str:
    """11月23日 17:31, or a dash."""
    if at is None:
        return "—"
    there = at.astimezone(JAPAN)
    facts = {"month": there.month, "day": there.day, "time": f"{there:%H:%M}"}
    return paper.say("paper_moment", **facts)[0]


def clock_text(at: datetime | None) -> str:
    """17:31, or a dash."""
    return "—" if at is None else f"{at.astimezone(JAPAN):%H:%M}"
