"""The contact sheet's questions: a whole day in a dozen queries, not dozens for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final, TypeVar

from desk.domain.application import (
    ApplicationId,
    DayId,
    EntryValue,
    Picture,
    Shot,
    Status,
)
from desk.domain.binding import Doubt
from desk.domain.review import Decision
from desk.services.sheet import Earlier, Named, Said, SheetFacts, Taken
from desk.storage.database import Database, Row
from desk.storage.part import Part
from desk.storage.records import (
    Records,
    doubt_from,
    entry_from,
    number_of,
    picture_from,
    review_from,
    shot_from,
)

T = TypeVar("T")
_LIVING: Final = "('draft', 'held', 'accepted', 'sealed', 'received')"
_SCOPE: Final = (
    "SELECT id FROM application WHERE counted_in IS NULL AND status = 'accepted'"
    " AND on_date <= (SELECT on_date FROM day WHERE day.id = ?1) AND (?2 IS NULL OR id = ?2)"
)
"""What the day is closed with: also one that was held over from an earlier day."""
_PHOTO_OF: Final = (
    "(SELECT photo FROM shot WHERE application_id = {row}.id AND chosen = 1) AS photo"
)
_NAMED: Final = ", ".join(
    f"{{row}}.{column}"
    for column in ("id", "on_date", "terminal", "serial", "version", "status", "name")
)
_MINE: Final = f"SELECT id, birth FROM application WHERE id IN ({_SCOPE}) ORDER BY on_date, serial"  # noqa: S608
_SHOTS: Final = f"""
    SELECT shot.*, findings, measures, token AS slate_token, slate.camera AS slate_camera,
        read_at AS slate_read_at, slate.monotonic_ns AS slate_ns, slate.boot_id AS slate_boot
    FROM shot LEFT JOIN shot_check ON shot_check.shot = shot.id
        LEFT JOIN slate ON slate.shot = shot.id
    WHERE shot.application_id IN ({_SCOPE}) ORDER BY seq
    """  # noqa: S608 our own text, here and below
_CORRECTING: Final = f"""
    SELECT supersedes FROM application
    WHERE supersedes IN ({_SCOPE}) AND status IN ('draft', 'held')
    """  # noqa: S608
_CHAIN: Final = f"""
    WITH RECURSIVE chain (mine, id) AS (
        SELECT id, supersedes FROM application WHERE id IN ({_SCOPE}) AND supersedes IS NOT NULL
        UNION ALL
        SELECT mine, supersedes FROM chain JOIN application USING (id)
        WHERE supersedes IS NOT NULL)
    """  # noqa: S608
_EARLIER: Final = f"""
    {_CHAIN}
    SELECT mine, chain.id, version, photo, photo_sha256
    FROM chain JOIN application USING (id)
        LEFT JOIN shot ON shot.application_id = chain.id AND chosen = 1
    ORDER BY version DESC
    """  # noqa: S608
_EARLIER_REVIEWS: Final = f"""
    {_CHAIN}
    SELECT DISTINCT review.* FROM review JOIN chain ON chain.id = review.application_id
    ORDER BY review.seq
    """  # noqa: S608
_ALIKE: Final = (
    ("namesake", "this.name_key <> '' AND found.name_key = this.name_key"
     " AND found.birth = this.birth"),
    ("same_name", "this.name_key <> '' AND found.name_key = this.name_key"),
    ("same_name", "this.kana_key <> '' AND found.kana_key = this.kana_key"),
    ("same_birth_address", "this.address_key <> '' AND found.birth = this.birth"
     " AND found.address_key = this.address_key"),
    ("same_household", "this.address_key <> '' AND found.address_key = this.address_key"
     " AND found.on_date = this.on_date"),
)  # fmt: skip
"""As search.py's look-alikes: each other application once, under the first kind that fits."""
_OTHER_NUMBER: Final = """
    (found.on_date, found.terminal, found.serial) <> (this.on_date, this.terminal, this.serial)
    """
_RESEMBLING: Final = f"""
    SELECT this.id AS mine, {_NAMED.format(row="found")}, {_PHOTO_OF.format(row="found")}
    FROM application AS this JOIN application AS found ON {{condition}}
    WHERE this.id IN ({_SCOPE}) AND found.status IN {_LIVING} AND {_OTHER_NUMBER}
    ORDER BY found.on_date DESC, found.serial DESC, found.version DESC
    """  # noqa: S608
_MEANT: Final = f"""
    SELECT asked.id AS asked, {_NAMED.format(row="found")}, {_PHOTO_OF.format(row="found")}
    FROM application AS asked JOIN application AS found USING (on_date, terminal, serial)
    WHERE asked.id IN (
        SELECT other FROM doubt JOIN shot ON shot.id = doubt.shot AND shot.chosen = 1
        WHERE doubt.application_id IN ({_SCOPE}) AND other IS NOT NULL)
    """  # noqa: S608
_DOUBTING: Final = f"""
    SELECT this.id AS mine, mate.id AS meant, doubt.*, shot.chosen AS about_chosen,
        {_NAMED.format(row="found")}, {_PHOTO_OF.format(row="found")}, value AS answers
    FROM application AS this
        JOIN application AS mate ON mate.on_date = this.on_date
            AND mate.terminal = this.terminal AND mate.serial = this.serial
        JOIN doubt ON doubt.other = mate.id
        JOIN shot ON shot.id = doubt.shot
        JOIN application AS found ON found.id = doubt.application_id
        LEFT JOIN entry ON entry.application_id = found.id AND field = 'papers.alerts_seen'
    WHERE this.id IN ({_SCOPE}) AND found.status <> 'purged' AND {_OTHER_NUMBER}
    ORDER BY doubt.seq
    """  # noqa: S608
_TAKEN: Final = f"""
    SELECT {_NAMED.format(row="found")}, shot.photo, shot.taken_at
    FROM shot JOIN application AS found ON found.id = shot.application_id
    WHERE found.day_id = ? AND chosen = 1 AND found.status NOT IN ('superseded', 'purged')
    ORDER BY taken_order
    """  # noqa: S608
_SAID: Final = """
    SELECT review.*, on_date, terminal, serial, status FROM review
    JOIN application ON application.id = review.application_id
    WHERE day_id = ?1 OR counted_in IN (SELECT id FROM batch WHERE batch.day_id = ?1)
        OR (counted_in IS NULL AND status = 'accepted'
            AND on_date <= (SELECT on_date FROM day WHERE day.id = ?1))
    ORDER BY review.seq
    """
_COUNTS: Final = """
    SELECT coalesce((SELECT decision FROM review WHERE review.application_id = application.id
        ORDER BY review.seq DESC LIMIT 1), 'open') AS decision, count(*) AS found
    FROM application WHERE status IN ('accepted', 'sealed', 'received') AND (
        counted_in IN (SELECT id FROM batch WHERE batch.day_id = ?1)
        OR (counted_in IS NULL AND on_date <= (SELECT on_date FROM day WHERE day.id = ?1)))
    GROUP BY 1
    """
_RANK: Final = {
    Status.ACCEPTED: 0,
    Status.SEALED: 0,
    Status.RECEIVED: 0,
    Status.DRAFT: 1,
    Status.HELD: 1,
}


class SheetRows(Part):
    """`desk.services.sheet.SheetStore`'s part of the store. Reads only."""

    def sheet_facts(self, day: DayId, only: ApplicationId | None = None) -> SheetFacts:
        rows = self._database.rows(_MINE, day, only)
        together = _Together(self, self._database, day, only)
        answers = self._database.rows(_DOUBTING, day, only)
        return SheetFacts(
            records=tuple(together.record(row["id"]) for row in rows),
            births={row["id"]: _date(row["birth"]) for row in rows},
            correcting=frozenset(
                row["supersedes"] for row in self._database.rows(_CORRECTING, day, only)
            ),
            earlier=self._earlier(day, only),
            resembling=self._resembling(day, only),
            known=_newest(self._database.rows(_MEANT, day, only), "asked"),
            doubted_by=tuple(
                (row["mine"], _named(row), doubt_from(row)) for row in answers if _stands(row)
            ),
            mix_ups=tuple((row["mine"], _named(row)) for row in answers if _is_mix_up(row)),
            taken=self._taken(day),
        )

    def _earlier(
        self, day: DayId, only: ApplicationId | None
    ) -> dict[ApplicationId, tuple[Earlier, ...]]:
        reviews = defaultdict(list)
        for row in self._database.rows(_EARLIER_REVIEWS, day, only):
            reviews[row["application_id"]].append(review_from(row))
        found: dict[ApplicationId, tuple[Earlier, ...]] = {}
        for row in self._database.rows(_EARLIER, day, only):
            version = Earlier(
                id=row["id"],
                version=row["version"],
                photo=row["photo"],
                photo_sha256=row["photo_sha256"],
                reviews=tuple(reviews[row["id"]]),
            )
            found[row["mine"]] = (*found.get(row["mine"], ()), version)
        return found

    def _resembling(
        self, day: DayId, only: ApplicationId | None
    ) -> tuple[tuple[ApplicationId, str, Named], ...]:
        found: dict[tuple[ApplicationId, ApplicationId], tuple[ApplicationId, str, Named]] = {}
        for kind, condition in _ALIKE:
            for row in self._database.rows(_RESEMBLING.format(condition=condition), day, only):
                found.setdefault((row["mine"], row["id"]), (row["mine"], kind, _named(row)))
        return tuple(found.values())

    def _taken(self, day: DayId) -> tuple[Taken, ...]:
        """One photo for each number: that of the version which stands."""
        best: dict[tuple[str, int], Row] = {}
        for row in self._database.rows(_TAKEN, day):
            key = (row["terminal"], row["serial"])
            if key not in best or _rank(row) < _rank(best[key]):
                best[key] = row
        taken = (
            Taken(who=_named(row), taken_at=datetime.fromisoformat(row["taken_at"]))
            for row in best.values()
        )
        return tuple(sorted(taken, key=lambda each: each.taken_at))

    def said_on(self, day: DayId) -> tuple[Said, ...]:
        return tuple(
            Said(
                number=number_of(row),
                current=row["status"] not in ("superseded", "voided", "handed_back", "purged"),
                mark=review_from(row),
            )
            for row in self._database.rows(_SAID, day)
        )

    def review_counts(self, day: DayId) -> Mapping[str, int]:
        counts = {"open": 0, **{each.value: 0 for each in Decision}}
        for row in self._database.rows(_COUNTS, day):
            counts[row["decision"]] += row["found"]
        return counts


class _Together(Records):
    """Makes records as Records does, but each table is read once for all of them."""

    def __init__(
        self, part: SheetRows, database: Database, day: DayId, only: ApplicationId | None
    ) -> None:
        super().__init__(database, part._keys, part._clock)
        self._day, self._only = day, only
        self._read: dict[str, Mapping[str, list[Row]]] = {}

    def _grouped(self, table: str, sql: str = "") -> Mapping[str, list[Row]]:
        if table not in self._read:
            order = "" if table == "entry" else "ORDER BY seq"
            plain = f"SELECT * FROM {table} WHERE application_id IN ({_SCOPE}) {order}"  # noqa: S608
            groups: dict[str, list[Row]] = defaultdict(list)
            for row in self._database.rows(sql or plain, self._day, self._only):
                groups[row["application_id"]].append(row)
            self._read[table] = groups
        return self._read[table]

    def _of(self, table: str, application: ApplicationId, sql: str = "") -> list[Row]:
        return self._grouped(table, sql).get(application, [])

    def _entries(self, application: ApplicationId) -> dict[str, EntryValue]:
        rows = self._of("entry", application)
        return {row["field"]: entry_from(row["value"]) for row in rows}

    def _pictures(self, application: ApplicationId) -> tuple[Picture, ...]:
        return tuple(picture_from(row) for row in self._of("picture", application))

    def _shots(self, application: ApplicationId) -> tuple[Shot, ...]:
        doubts: dict[str, list[Doubt]] = defaultdict(list)
        for row in self._of("doubt", application):
            doubts[row["shot"]].append(doubt_from(row))
        rows = self._of("shot", application, _SHOTS)
        return tuple(shot_from(row, doubts[row["id"]]) for row in rows)

    def _rows(
        self, application: ApplicationId, table: str, read: Callable[[Row], T]
    ) -> tuple[T, ...]:
        return tuple(read(row) for row in self._of(table, application))


def _named(row: Row) -> Named:
    return Named(
        id=row["id"],
        number=number_of(row),
        status=Status(row["status"]),
        name=row["name"],
        photo=row["photo"],
    )


def _newest(rows: list[Row], by: str) -> dict[ApplicationId, Named]:
    """The version that stands, for each id that was asked for."""
    best: dict[ApplicationId, Row] = {}
    for row in rows:
        if row[by] not in best or _rank(row) < _rank(best[row[by]]):
            best[row[by]] = row
    return {asked: _named(row) for asked, row in best.items()}


def _rank(row: Row) -> tuple[int, int]:
    """Accepted before under way before given up; of these the newest."""
    return _RANK.get(Status(row["status"]), 2), -row["version"]


def _stands(row: Row) -> bool:
    return bool(row["about_chosen"]) and row["status"] not in (
        "superseded",
        "voided",
        "handed_back",
    )


def _is_mix_up(row: Row) -> bool:
    """Did the clerk say 写真の取り違え about the application that this doubt means?"""
    answers = entry_from(row["answers"]) if row["answers"] else ()
    return isinstance(answers, tuple) and any(
        f":{row['meant']}@" in each and each.endswith(":mix_up") for each in answers
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
