"""What the day report counts: the day's applications without anything about the applicants."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime

from desk.domain.application import Concern, DayId, Status
from desk.domain.delivery import Route
from desk.domain.review import ReviewMark
from desk.services.reports import DayRow
from desk.storage.database import Row
from desk.storage.part import Part
from desk.storage.records import number_of, review_from

_ROWS = """
    SELECT id, on_date, terminal, serial, version, status, route, reasons, opened_at, accepted_at,
        (SELECT concern FROM grounds WHERE grounds.application_id = application.id
            AND (grounds.status = application.status OR grounds.status = 'draft')
            ORDER BY grounds.status = application.status DESC, grounds.seq DESC LIMIT 1) AS concern
    FROM application WHERE day_id = ? ORDER BY serial, version
    """
_REVIEWS = """
    SELECT review.* FROM review JOIN application ON application.id = review.application_id
    WHERE day_id = ? ORDER BY review.seq
    """


class DayRows(Part):
    """`desk.services.reports.DayStore`'s part of the store. Reads only."""

    def day_rows(self, day: DayId) -> tuple[DayRow, ...]:
        reviews: dict[str, list[ReviewMark]] = defaultdict(list)
        for row in self._database.rows(_REVIEWS, day):
            reviews[row["application_id"]].append(review_from(row))
        return tuple(
            _day_row(row, tuple(reviews[row["id"]])) for row in self._database.rows(_ROWS, day)
        )


def _day_row(row: Row, reviews: tuple[ReviewMark, ...]) -> DayRow:
    accepted, route, concern = row["accepted_at"], row["route"], row["concern"]
    return DayRow(
        number=number_of(row),
        version=row["version"],
        status=Status(row["status"]),
        route=None if route is None else Route(route),
        reasons=tuple(reason["code"] for reason in json.loads(row["reasons"])),
        opened_at=datetime.fromisoformat(row["opened_at"]),
        accepted_at=None if accepted is None else datetime.fromisoformat(accepted),
        concern=None if concern is None else Concern(concern),
        reviews=reviews,
    )
