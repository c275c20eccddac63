"""What the spare copies of the store, table by table; a test sees that each has its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from desk.services.ports import By
from desk.services.spare import Here, Kind, Rows
from desk.storage.database import Database, Row
from desk.storage.part import Part

PER_APPLICATION: Final = (
    *("entry", "picture", "shot", "grounds", "slip", "form_seen", "slate", "shot_check", "doubt"),
    *("portrait", "confirmation", "review", "packet", "scanned_sheet"),
)
"""By their application_id."""
PER_BATCH: Final = ("batch_packet", "receipt", "receipt_line", "deletion")
"""By their batch."""
SETUP: Final = (
    *("setting", "operator", "day", "desk_state", "terminal_key", "enrolment", "key_set"),
    *("reference", "supervisor_key", "day_close", "paper_count", "contact", "extension"),
    *("procedure_case", "case_entry", "case_paper"),
)
OTHERWISE: Final = ("application", "batch", "trickled", "image", "audit", "audit_head")
"""Copied too, each in its own way."""
_MOST_MARKS: Final = 500
_NOT_OURS: Final = ("_sqlite_migrations", "sqlite_sequence")
_BUSY: Final = ("owner", "lease_from", "lease_until")
_TOUCHED: Final = """
    SELECT DISTINCT json_extract(body, '$.application') AS application FROM audit WHERE seq > ?
    """
_DRAFTS_LAST: Final = """
    SELECT id FROM application WHERE status <> 'purged'
    ORDER BY status IN ('draft', 'held'), on_date DESC, serial DESC, version DESC
    """


def tables_of(database: Database) -> frozenset[str]:
    """Every table of the file that is ours."""
    rows = database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return frozenset(row["name"] for row in rows) - set(_NOT_OURS)


def columns_of(database: Database, table: str) -> tuple[str, ...]:
    """The columns that are written (generated ones are not)."""
    return tuple(row["name"] for row in database.rows(f"PRAGMA table_info({table})"))


class SpareRows(Part):
    """`desk.services.spare.SpareSource`'s part of the store; all but the last only read."""

    def spare_here(self) -> Here:
        head = self._database.row("SELECT seq FROM audit_head")
        version = self._database.row("PRAGMA user_version")
        past = self._database.rows(
            "SELECT DISTINCT day_id FROM application WHERE status = 'purged' ORDER BY day_id"
        )
        return Here(
            head=0 if head is None else head["seq"],
            schema=0 if version is None else version[0],
            living=tuple(row["id"] for row in self._database.rows(_DRAFTS_LAST)),
            past=tuple(row["day_id"] for row in past),
            batches=self._batch_ids(),
            open_batches=self._batch_ids("WHERE state NOT IN ('purged', 'withdrawn')"),
            packets=self._kept_packets(),
        )

    def _batch_ids(self, which: str = "") -> tuple[str, ...]:
        if "batch" not in self._spare_tables():
            return ()
        rows = self._database.rows(f"SELECT id FROM batch {which} ORDER BY sequence DESC")  # noqa: S608
        return tuple(row["id"] for row in rows)

    def spare_purged(self, applications: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for at in range(0, len(applications), _MOST_MARKS):
            some = applications[at : at + _MOST_MARKS]
            rows = self._database.rows(
                "SELECT id, day_id FROM application WHERE status = 'purged'"  # noqa: S608
                f" AND id IN ({_marks(some)})",
                *some,
            )
            found |= {row["id"]: row["day_id"] for row in rows}
        return found

    def _kept_packets(self) -> frozenset[str]:
        """Sealed files that may be the only ones: all but those of purged applications."""
        if "packet" not in self._spare_tables():
            return frozenset()
        rows = self._database.rows(
            "SELECT digest FROM packet JOIN application ON application.id = application_id"
            " WHERE application.status <> 'purged'"
        )
        return frozenset(row["digest"] for row in rows)

    def _spare_tables(self) -> frozenset[str]:
        return tables_of(self._database)

    def spare_touched(self, after: int) -> tuple[frozenset[str], bool]:
        found = [row["application"] for row in self._database.rows(_TOUCHED, after)]
        return frozenset(each for each in found if each), any(not each for each in found)

    def spare_rows(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, Rows]:
        if kind is Kind.RECORD:
            return self._records(keys, by="id")
        if kind is Kind.PAST:
            return self._records(keys, by="day_id")
        if kind is Kind.BATCH:
            return self._batches(keys)
        return {"": self._setup()}

    def _records(self, keys: Sequence[str], by: str) -> Mapping[str, Rows]:
        """By application, or the purged ones of a day together."""
        only = "" if by == "id" else " AND status = 'purged'"
        scope = f"FROM application WHERE {by} IN ({_marks(keys)}){only}"
        rows = self._database.rows(f"SELECT {_listed(self._columns('application'))} {scope}", *keys)
        belongs = {row["id"]: row[by] for row in rows}
        found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            found[row[by]]["application"].append(_plain(row))
        for table in PER_APPLICATION:
            for row in self._of(table, "application_id", f"SELECT id {scope}", keys):
                found[belongs[row["application_id"]]][table].append(row)
        if "trickled" in self._spare_tables():
            wanted = f"SELECT digest FROM packet WHERE application_id IN (SELECT id {scope})"  # noqa: S608
            at = {
                row["digest"]: belongs[row["application_id"]]
                for row in self._database.rows(
                    f"SELECT digest, application_id FROM packet WHERE digest IN ({wanted})",  # noqa: S608
                    *keys,
                )
            }
            for row in self._of("trickled", "digest", wanted, keys):
                found[at[row["digest"]]]["trickled"].append(row)
        return {key: dict(tables) for key, tables in found.items()}

    def _batches(self, keys: Sequence[str]) -> Mapping[str, Rows]:
        found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for row in self._of("batch", "id", _marks(keys), keys):
            found[row["id"]]["batch"].append(_at_rest(row))
        for table in PER_BATCH:
            for row in self._of(table, "batch", _marks(keys), keys):
                found[row["batch"]][table].append(row)
        return {key: dict(tables) for key, tables in found.items()}

    def _setup(self) -> Rows:
        return {
            table: [
                _plain(row)
                for row in self._database.rows(
                    f"SELECT {_listed(self._columns(table))} FROM {table} ORDER BY 1"  # noqa: S608
                )
            ]
            for table in SETUP
            if table in self._spare_tables()
        }

    def _of(
        self, table: str, column: str, wanted: str, keys: Sequence[str]
    ) -> list[dict[str, Any]]:
        if table not in self._spare_tables():
            return []
        columns = self._columns(table)
        sql = (
            f"SELECT {_listed(columns)} FROM {table} WHERE {column} IN ({wanted})"  # noqa: S608
            " ORDER BY 1, 2"
        )
        return [_plain(row) for row in self._database.rows(sql, *keys)]

    def _columns(self, table: str) -> tuple[str, ...]:
        return columns_of(self._database, table)

    def spare_image(self, sha256: str) -> bytes | None:
        row = self._database.row("SELECT data FROM image WHERE sha256 = ?", sha256)
        return None if row is None else bytes(row["data"])

    def spare_audit(self, after: int, most: int) -> Sequence[Mapping[str, Any]]:
        rows = self._database.rows(
            "SELECT seq, previous, body, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
            after,
            most,
        )
        return [_plain(row) for row in rows]

    def note_restored(self, by: By, *, damaged: int, missing: Sequence[str], cut: int) -> None:
        """This store was built from a spare: how many files were damaged, which numbers lost, and
        the entry at which the audit trail had to be cut (0: none)."""
        with self._database.transaction():
            self._audit.write("restored", by, damaged=damaged, missing=list(missing), cut=cut)


def _marks(keys: Sequence[str]) -> str:
    return ", ".join("?" * len(keys))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _plain(row: Row) -> dict[str, Any]:
    return {
        name: bytes(row[name]) if isinstance(row[name], memoryview) else row[name]
        for name in row.keys()  # noqa: SIM118 a row is no mapping
    }


def _at_rest(row: dict[str, Any]) -> dict[str, Any]:
    """A batch under way is waiting for the laptop that takes over."""
    if row["state"] != "sending":
        return row
    return {**row, "state": "waiting", **{name: None for name in _BUSY if name in row}}
