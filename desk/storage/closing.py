"""The closing of days: what the records say, what was counted and scanned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from desk.domain.application import ApplicationId, DayId, OperatorId, Status
from desk.domain.errors import Refused
from desk.domain.tally import Envelope, Tally
from desk.services.batch_store import Blocked, Closing, PaperCount, Sheet
from desk.services.ports import By, Day
from desk.storage.database import Row
from desk.storage.days import day_from
from desk.storage.part import Part, text_of, when
from desk.storage.records import number_of
from desk.storage.tallies import tally_from

UNCOUNTED: Final = "counted_in IS NULL AND status <> 'purged' AND on_date <= ?1"
"""What a day is closed with: everything up to it that no day was closed with yet."""
STANDS: Final = "NOT (supersedes IS NOT NULL AND accepted_at IS NULL)"
"""Not a correction under way, nor one that was given up: those have no sheet of their own."""
RETURNED: Final = """
    (status = 'voided' AND EXISTS (SELECT 1 FROM grounds
        WHERE grounds.application_id = application.id AND grounds.status = 'voided'
            AND paper = 'returned'))
    """
_LAST_WORD: Final = """
    (SELECT decision FROM review WHERE review.application_id = application.id
        ORDER BY review.seq DESC LIMIT 1)
    """
_LAST_PHOTO: Final = """
    (SELECT photo_sha256 FROM review WHERE review.application_id = application.id
        ORDER BY review.seq DESC LIMIT 1)
    """
_CHOSEN: Final = """
    (SELECT photo_sha256 FROM shot WHERE shot.application_id = application.id AND chosen = 1)
    """
_ROWS: Final = f"""
    SELECT status, route, {STANDS} AS stands, {RETURNED} AS returned, count(*) AS found
    FROM application WHERE {UNCOUNTED} GROUP BY 1, 2, 3, 4
    """  # noqa: S608 our own text, here and below
_FORMS: Final = f"""
    SELECT count(*) AS forms, coalesce(sum(on_date < ?1), 0) AS brought_over FROM (
        SELECT DISTINCT on_date, terminal, serial FROM application WHERE {UNCOUNTED})
    """  # noqa: S608
_PIN_REQUESTS: Final = f"""
    SELECT count(*) AS found FROM application JOIN entry ON entry.application_id = application.id
    WHERE {UNCOUNTED} AND status = 'accepted' AND field = 'papers.pin_request'
        AND value = '"sealed"'
    """  # noqa: S608
_BLOCKED: Final = f"""
    SELECT id, on_date, terminal, serial, status, {STANDS} AS stands, {_LAST_WORD} AS said,
        {_LAST_PHOTO} IS NOT {_CHOSEN} AS about_another,
        id IN (SELECT supersedes FROM application
            WHERE supersedes IS NOT NULL AND status IN ('draft', 'held')) AS correcting
    FROM application WHERE {UNCOUNTED} AND status IN ('draft', 'held', 'accepted')
    ORDER BY on_date, serial
    """  # noqa: S608
_SHEETS: Final = f"""
    SELECT application.*, {RETURNED} AS returned,
        (SELECT name FROM operator WHERE id = coalesce(accepted_by, opened_by)) AS operator_name
    FROM application WHERE {UNCOUNTED} AND {STANDS} AND status <> 'superseded'
    ORDER BY on_date, serial
    """  # noqa: S608
_ENVELOPES: Final = {
    Status.ACCEPTED: Envelope.ACCEPTED,
    Status.VOIDED: Envelope.VOIDED,
    Status.HELD: Envelope.HELD_OVER,
}
_CLOSING: Final = "SELECT * FROM day_close WHERE day_id = ? AND ended_as IS NULL"
_COUNTS: Final = "SELECT * FROM paper_count WHERE close = ? ORDER BY seq"


class Closings(Part):
    """`desk.services.batch_store.CloseStore`'s part of the store."""

    def days(self) -> tuple[Day, ...]:
        rows = self._database.rows("SELECT * FROM day ORDER BY on_date DESC, rowid DESC")
        return tuple(day_from(row) for row in rows)

    def day_tally(self, day: DayId) -> Tally:
        row = self._day(day)
        if row["closed"]:
            kept = self._database.row("SELECT tally FROM batch WHERE id = ?", row["closed_with"])
            return tally_from("{}" if kept is None else kept["tally"])
        return self._live_tally(row["on_date"])

    def _live_tally(self, on_date: str) -> Tally:
        counts = _counted(self._database.rows(_ROWS, on_date))
        forms = self._database.row(_FORMS, on_date)
        sealed = self._database.row(_PIN_REQUESTS, on_date)
        return Tally(
            forms=0 if forms is None else forms["forms"],
            brought_over=0 if forms is None else forms["brought_over"],
            pin_requests=0 if sealed is None else sealed["found"],
            **counts,
        )

    def tally(self, day: DayId) -> Mapping[str, int]:
        """The same numbers by status and route, for screens that count what is on the list."""
        counts = dict.fromkeys([*(status.value for status in Status), "mail", "counter"], 0)
        row = self._database.row("SELECT closed, on_date FROM day WHERE id = ?", day)
        if row is None:
            return counts
        if row["closed"]:
            tally, done = self.day_tally(day), Status.SEALED
        else:
            tally, done = Tally(**_counted(self._database.rows(_ROWS, row["on_date"]))), None
        counts[(done or Status.ACCEPTED).value] = tally.accepted
        counts |= {
            "draft": tally.drafts,
            "held": tally.held_over,
            "voided": tally.voided,
            "handed_back": tally.handed_back,
            "superseded": tally.superseded,
            "mail": tally.mail,
            "counter": tally.counter,
        }
        return counts

    def sheets(self, day: DayId) -> tuple[Sheet, ...]:
        rows = self._database.rows(_SHEETS, self._day(day)["on_date"])
        return tuple(_sheet(row) for row in rows)

    def blocked(self, day: DayId) -> tuple[Blocked, ...]:
        rows = self._database.rows(_BLOCKED, self._day(day)["on_date"])
        found = ((_obstacle(row), row) for row in rows)
        return tuple(
            Blocked(code, ApplicationId(row["id"]), number_of(row)) for code, row in found if code
        )

    def _day(self, day: DayId) -> Row:
        row = self._database.row("SELECT * FROM day WHERE id = ?", day)
        if row is None:
            raise Refused("day_unknown")
        return row

    # counting
    def closing(self, day: DayId) -> Closing | None:
        row = self._database.row(_CLOSING, day)
        return None if row is None else self._closing(row)

    def _closing(self, row: Row) -> Closing:
        counts: dict[Envelope, PaperCount] = {}
        tries: dict[Envelope, int] = {}
        for each in self._database.rows(_COUNTS, row["seq"]):
            count = _paper_count(each)
            counts[count.envelope] = count
            tries[count.envelope] = tries.get(count.envelope, 0) + 1
        sealed = self._database.row(
            "SELECT sealed_at, sealed_by FROM batch WHERE id = ?", row["batch"]
        )
        return Closing(
            id=row["seq"],
            day=row["day_id"],
            counts=tuple(counts.values()),
            tries=tries,
            shortage=row["shortage"],
            shortage_by=row["shortage_by"],
            alone=row["alone"],
            alone_by=row["alone_by"],
            batch=row["batch"],
            sealed_by=None if sealed is None else sealed["sealed_by"],
            sealed_at=None if sealed is None else datetime.fromisoformat(sealed["sealed_at"]),
        )

    def begin_closing(self, day: DayId, by: By) -> Closing:
        found = self.closing(day)
        if found is not None and found.batch is not None:
            raise Refused("day_closed")
        if found is not None:
            return found
        with self._database.transaction():
            row = self._day(day)
            if row["closed"]:
                raise Refused("day_closed")
            self._database.insert("day_close", day_id=day, begun_at=when(by), begun_by=by.operator)
            self._audit.write("closing_begun", by, day=row["on_date"])
        began = self.closing(day)
        assert began is not None  # noqa: S101 just written
        return began

    def add_paper_count(self, closing: int, count: PaperCount, by: By) -> None:
        with self._database.transaction():
            self._must_count(closing)
            self._database.insert(
                "paper_count",
                close=closing,
                envelope=count.envelope.value,
                counted=count.counted,
                recorded=count.recorded,
                counter=count.counter,
                at=text_of(count.at),
                operator=by.operator,
            )
            self._audit.write(
                "paper_counted",
                by,
                kind=count.envelope.value,
                counted=count.counted,
                recorded=count.recorded,
                about=count.counter,
            )

    def note_shortage(self, closing: int, reason: str, by: By) -> None:
        self._note_exception(closing, "shortage", reason, by)

    def note_alone(self, closing: int, reason: str, by: By) -> None:
        self._note_exception(closing, "alone", reason, by)

    def _note_exception(self, closing: int, kind: str, reason: str, by: By) -> None:
        with self._database.transaction():
            self._must_count(closing)
            self._must_be_supervisor(by)
            self._database.run(
                f"UPDATE day_close SET {kind} = ?, {kind}_by = ? WHERE seq = ?",  # noqa: S608
                reason,
                by.operator if reason else None,
                closing,
            )
            self._audit.write("closing_exception", by, kind=kind, allowed=bool(reason))

    def _must_count(self, closing: int) -> None:
        row = self._database.row("SELECT batch FROM day_close WHERE seq = ?", closing)
        if row is None or row["batch"] is not None:
            raise Refused("day_closed")

    def _must_be_supervisor(self, by: By) -> None:
        asked = "SELECT 1 FROM operator WHERE id = ? AND supervisor = 1 AND active = 1"
        if self._database.row(asked, by.operator) is None:
            raise Refused("supervisor_only")

    # continuous scanning
    def begin_scan(self, closing: int, envelope: Envelope, by: By) -> None:
        with self._database.transaction():
            self._must_count(closing)
            self._database.run(
                "UPDATE day_close SET scan = scan + 1, scan_envelope = ? WHERE seq = ?",
                envelope.value,
                closing,
            )
            self._audit.write("scan_begun", by, kind=envelope.value)

    def note_scanned(self, closing: int, application: ApplicationId, by: By) -> bool:
        with self._database.transaction():
            self._must_count(closing)
            added = self._database.run(
                "INSERT INTO scanned_sheet (close, scan, application_id, at, operator)"
                " SELECT seq, scan, ?, ?, ? FROM day_close WHERE seq = ? ON CONFLICT DO NOTHING",
                application,
                when(by),
                by.operator,
                closing,
            )
        return bool(added)

    def scanned(self, closing: int) -> tuple[Envelope | None, frozenset[ApplicationId]]:
        row = self._database.row("SELECT scan, scan_envelope FROM day_close WHERE seq = ?", closing)
        if row is None or row["scan_envelope"] is None:
            return None, frozenset()
        read = self._database.rows(
            "SELECT application_id FROM scanned_sheet WHERE close = ? AND scan = ?",
            closing,
            row["scan"],
        )
        return Envelope(row["scan_envelope"]), frozenset(each["application_id"] for each in read)


def _counted(rows: list[Row]) -> dict[str, int]:
    """The counts of a tally out of the groups of statuses."""
    names = ("accepted", "held_over", "voided", "handed_back", "drafts", "superseded")
    counts = dict.fromkeys((*names, "mail", "counter"), 0)
    for row in rows:
        kind = _kind(row)
        if kind:
            counts[kind] += row["found"]
        if kind == "accepted":
            counts[row["route"]] += row["found"]
    return counts


def _kind(row: Row) -> str:
    status = Status(row["status"])
    if not row["stands"]:
        return ""
    if status is Status.VOIDED and row["returned"]:
        return "handed_back"
    kinds = {Status.DRAFT: "drafts", Status.HELD: "held_over"}
    if status in (Status.SEALED, Status.RECEIVED):  # of a file before version 3
        return "accepted"
    return kinds.get(status, status.value)


def _obstacle(row: Row) -> str:
    """What must happen to this application first; "" when nothing."""
    status = Status(row["status"])
    if not row["stands"]:
        return "corrections_open"
    if status is Status.DRAFT:
        return "drafts_open"
    if status is Status.HELD or row["correcting"]:
        return ""
    if row["said"] == "sent_back":
        return "sent_back"
    return "" if row["said"] == "approved" and not row["about_another"] else "not_reviewed"


def _sheet(row: Row) -> Sheet:
    status = Status(row["status"])
    envelope = None if row["returned"] else _ENVELOPES.get(status)
    return Sheet(
        application=ApplicationId(row["id"]),
        number=number_of(row),
        envelope=envelope,
        name=row["name"],
        form_id=row["form_id"],
        at=datetime.fromisoformat(row["accepted_at"] or row["changed_at"]),
        operator=row["operator_name"] or "",
    )


def _paper_count(row: Row) -> PaperCount:
    return PaperCount(
        envelope=Envelope(row["envelope"]),
        counted=row["counted"],
        recorded=row["recorded"],
        counter=OperatorId(row["counter"]),
        at=datetime.fromisoformat(row["at"]),
    )
