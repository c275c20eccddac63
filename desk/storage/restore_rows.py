"""The rows of a restore: put in as they were, what is missing named, references made whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from desk.domain.errors import NeedsPerson, Refused
from desk.domain.numbers import ApplicationNumber
from desk.services.spare import Rows
from desk.storage.audit import GENESIS, chained
from desk.storage.database import Database
from desk.storage.spare_rows import columns_of, tables_of
from sync.envelope import peek
from sync.protocol import Manifest

_FOR_AUDIT: Final = ("audit", "audit_head")
_LOST: Final = "予備から読み出せませんでした。申請書から入れ直してください。"
_NOBODY: Final = "予備にない担当者 "
_LIVE: Final = "('waiting', 'sending', 'paused', 'failed', 'carried', 'received')"

_PLACE_COLUMNS: Final = ("day_id", "on_date", "terminal", "serial")
_PLACE: Final = "SELECT day_id, on_date, terminal, serial FROM application WHERE id = ?"
_STANDING: Final = f"SELECT id FROM batch WHERE state IN {_LIVE}"  # noqa: S608 ours
_ITS_BATCH: Final = f"""
    SELECT batch.id FROM batch JOIN batch_packet ON batch_packet.batch = batch.id
    WHERE application_id = application.id AND state IN {_LIVE}
    """  # noqa: S608
_CATCH_UP: Final = (
    f"""
    UPDATE application SET status = 'sealed', counted_in = ({_ITS_BATCH})
    WHERE status = 'accepted' AND EXISTS ({_ITS_BATCH})
    """,  # noqa: S608
    f"""
    UPDATE application SET status = 'received'
    WHERE status = 'sealed' AND EXISTS ({_ITS_BATCH} AND state = 'received')
    """,  # noqa: S608
    f"""
    UPDATE application SET counted_in = (
        SELECT batch.id FROM batch WHERE batch.day_id = application.day_id
            AND batch.sealed_at >= application.changed_at AND batch.id IN ({_STANDING}))
    WHERE counted_in IS NULL AND status IN ('voided', 'handed_back', 'superseded')
    """,  # noqa: S608
    f"""
    UPDATE day SET closed = 1,
        closed_with = (SELECT id FROM batch WHERE day_id = day.id AND id IN ({_STANDING}))
    WHERE closed = 0
        AND EXISTS (SELECT 1 FROM batch WHERE day_id = day.id AND id IN ({_STANDING}))
    """,  # noqa: S608
    f"""
    UPDATE day_close SET batch = (
        SELECT id FROM batch WHERE day_id = day_close.day_id AND id IN ({_STANDING}))
    WHERE batch IS NULL AND ended_as IS NULL
    """,  # noqa: S608
)


class RowsBack:
    """Collects rows by table, then writes them in one transaction."""

    def __init__(self, setup: Rows) -> None:
        self._rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self.orphans: tuple[str, ...] = ()  # rows that had to stay away, by table
        self.add(setup)

    def add(self, rows: Rows) -> None:
        for table, found in rows.items():
            self._rows[table].extend(found)

    def write(
        self, database: Database, audit: Iterable[Mapping[str, Any]], last: int
    ) -> dict[str, Any]:
        """`last` is the newest entry that the spare's names tell of. Returns what Restored says
        of `audit_cut`, `missing` and `only_sealed`. Inside the caller's transaction."""
        with _triggers_lifted(database):
            database.run("PRAGMA defer_foreign_keys = ON")
            self._insert_all(database)
            cut = _write_audit(database, audit, last)
            missing, only_sealed = _stand_in(database)
            _catch_up_with_batches(database)
            _let_go(database)
            self.orphans = _without_parents(database)
        return {"audit_cut": cut, "missing": missing, "only_sealed": only_sealed}

    def _insert_all(self, database: Database) -> None:
        ours = tables_of(database)
        for table, rows in self._rows.items():
            if table not in ours:
                raise NeedsPerson("store_newer")
            if table in ("desk_state",):
                database.run(f"DELETE FROM {table}")  # noqa: S608 our own names, here and below
            known = frozenset(columns_of(database, table))
            for row in rows:
                if not row.keys() <= known:
                    raise NeedsPerson("store_newer")
                database.insert(table, **{f'"{name}"': value for name, value in row.items()})


class _triggers_lifted:  # noqa: N801 reads as what it is for
    """Rows come back as they were, not by the way they went; the same statements put the
    triggers back before the transaction ends."""

    def __init__(self, database: Database) -> None:
        self._database = database
        rows = database.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        self._triggers = [(row["name"], row["sql"]) for row in rows]

    def __enter__(self) -> None:
        for name, _ in self._triggers:
            self._database.run(f'DROP TRIGGER "{name}"')

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            for _, sql in self._triggers:
                self._database.run(sql)


def _write_audit(database: Database, audit: Iterable[Mapping[str, Any]], last: int) -> int:
    """Every entry whose hash follows from the one before; returns the first that does not."""
    seq, previous = 0, GENESIS
    for row in audit:
        if row["previous"] != previous or row["hash"] != chained(previous, row["body"]):
            break
        database.insert("audit", **row)
        seq, previous = row["seq"], row["hash"]
    database.run("UPDATE audit_head SET seq = ?, hash = ?", seq, previous)
    return 0 if seq >= last else seq + 1


# what is missing --------------------------------------------------------------------------------
def _stand_in(database: Database) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A row for every application that the audit trail or a manifest knows and no file has: its
    number is never given away again, and its sealed packet still goes out. Returns the numbers
    that are lost, and those of which only the packet is left."""
    sealed = dict(_sealed_lines(database))
    told: dict[str, list[str]] = {"voided": [], "sealed": [], "purged": []}
    for application, facts in (*_known(database), *_listed(sealed)):
        if database.row("SELECT 1 FROM application WHERE id = ?", application):
            continue
        row = _stub(database, application, facts, sealed.get(application))
        if row is not None:
            database.insert("application", **row)
            if row["status"] == "voided":
                database.insert("grounds", **_grounds(row))
            status = "sealed" if row["status"] == "received" else row["status"]
            told[status].append(_number(row).short)
    for application, line in sealed.items():
        _stand_in_packet(database, application, line)
    return tuple(dict.fromkeys(told["voided"])), tuple(dict.fromkeys(told["sealed"]))


def _known(database: Database) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = database.rows(
        "SELECT body FROM audit WHERE json_extract(body, '$.event')"
        " IN ('opened', 'correction_opened') ORDER BY seq"
    )
    for row in rows:
        body = json.loads(row["body"])
        yield body["application"], {**body["facts"], "at": body["at"], "by": body["operator"]}


def _listed(sealed: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Opened after the last copy of the audit trail, and yet sealed: the manifest knows them."""
    for application, each in sealed.items():
        line = each["line"]
        facts = {"number": line.number, "version": line.version, "supersedes": line.supersedes}
        yield application, {**facts, "at": each["at"], "by": each["by"]}


def _sealed_lines(database: Database) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the manifests of standing batches say of each application."""
    if "batch" not in tables_of(database):
        return
    rows = database.rows(
        f"SELECT id, state, manifest, sealed_at, sealed_by FROM batch WHERE state IN {_LIVE}"  # noqa: S608
    )
    for batch in rows:
        manifest = peek(bytes(batch["manifest"]), Manifest)
        for line in manifest.packets:
            yield (
                line.application,
                {
                    "line": line,
                    "batch": batch["id"],
                    "status": "received" if batch["state"] == "received" else "sealed",
                    "at": batch["sealed_at"],
                    "by": batch["sealed_by"],
                    "rules": manifest.rules,
                },
            )


def _stub(
    database: Database, application: str, facts: Mapping[str, Any], sealed: dict[str, Any] | None
) -> dict[str, Any] | None:
    place = _place(database, facts)
    if place is None:
        return None  # not even its day is known: nothing of that day came back
    row = {
        **place,
        "id": application,
        "version": facts.get("version", 1),
        "supersedes": facts.get("supersedes"),
        "status": "voided",
        "step": 1,
        "opened_at": facts["at"],
        "opened_by": facts["by"],
        "changed_at": facts["at"],
        "reasons": "[]",
    }
    if sealed is not None:
        row |= {
            "status": sealed["status"],
            "accepted_at": sealed["at"],
            "accepted_by": sealed["by"],
            "route": sealed["line"].route,
            "rules_version": sealed["rules"],
            "counted_in": sealed["batch"],
        }
    elif (gone := _purged_with(database, place["day_id"])) is not None:
        row |= {"status": "purged", "counted_in": gone}
    return row


def _place(database: Database, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Day, terminal and serial: from its number, or from the version that it corrects."""
    if facts.get("supersedes"):
        row = database.row(_PLACE, facts["supersedes"])
        if row is not None:
            return {name: row[name] for name in _PLACE_COLUMNS}
    try:
        number = ApplicationNumber.parse(str(facts.get("number", "")))
    except Refused:
        return None
    on = number.day.isoformat()
    day = database.row("SELECT id FROM day WHERE on_date = ? AND terminal = ?", on, number.terminal)
    if day is None:
        return None
    return {
        "day_id": day["id"],
        "on_date": on,
        "terminal": number.terminal,
        "serial": number.serial,
    }


def _number(row: Mapping[str, Any]) -> ApplicationNumber:
    return ApplicationNumber(date.fromisoformat(row["on_date"]), row["terminal"], row["serial"])


def _purged_with(database: Database, day: str) -> str | None:
    if "batch" not in tables_of(database):
        return None
    row = database.row("SELECT id FROM batch WHERE day_id = ? AND state = 'purged'", day)
    return None if row is None else str(row["id"])


def _grounds(row: Mapping[str, Any]) -> dict[str, Any]:
    """Its paper is entered again under a new number, so it counts as handed back."""
    return {
        "application_id": row["id"],
        "status": "voided",
        "concern": "other",
        "detail": _LOST,
        "paper": "returned",
        "at": row["changed_at"],
        "operator": row["opened_by"],
    }


def _stand_in_packet(database: Database, application: str, sealed: Mapping[str, Any]) -> None:
    line = sealed["line"]
    if database.row("SELECT 1 FROM packet WHERE digest = ?", line.digest):
        return
    if not database.row("SELECT 1 FROM application WHERE id = ?", application):
        return
    database.insert(
        "packet",
        digest=line.digest,
        size=line.size,
        application_id=application,
        municipality=line.municipality,
        body="0" * 64,  # never prepared again: it is sealed
        made_at=sealed["at"],
    )


# made whole -------------------------------------------------------------------------------------
def _catch_up_with_batches(database: Database) -> None:
    """The laptop may have died between the copy of a batch and those of its applications."""
    if "batch" not in tables_of(database):
        return
    for statement in _CATCH_UP:
        database.run(statement)


def _let_go(database: Database) -> None:
    """References to what is not there any more: the question who is like whom, the open one."""
    gone = "NOT IN (SELECT id FROM application)"
    database.run(f"UPDATE OR REPLACE doubt SET other = NULL WHERE other {gone}")  # noqa: S608
    database.run(
        f"UPDATE desk_state SET open_application = NULL WHERE open_application {gone}"  # noqa: S608
    )
    # A portrait that was dropped while its file was being written: its bytes are nowhere.
    database.run("DELETE FROM portrait WHERE sha256 NOT IN (SELECT sha256 FROM image)")


def _without_parents(database: Database) -> tuple[str, ...]:
    """What a damaged set-up leaves behind: a person who is unknown gets a row without a name; any
    other row that hangs on nothing stays away, and is told."""
    for number, person in enumerate(_unknown_people(database), start=1):
        database.insert(
            "operator",
            id=person,
            name=f"{_NOBODY}{number}",
            supervisor=0,
            active=0,
            pin_hash="",
            added_at="",
        )
    told: list[str] = []
    while broken := database.rows("PRAGMA foreign_key_check"):
        table, link = broken[0]["table"], broken[0]["fkid"]
        condition = _orphaned(database, table, link)
        count = database.run(f'DELETE FROM "{table}" WHERE {condition}')  # noqa: S608
        told.append(f"{table}: {count}")
    return tuple(told)


def _unknown_people(database: Database) -> list[str]:
    found: set[str] = set()
    for table in tables_of(database):
        for link in database.rows(f"PRAGMA foreign_key_list({table})"):
            if link["table"] == "operator":
                rows = database.rows(
                    f'SELECT DISTINCT "{link["from"]}" AS who FROM "{table}"'  # noqa: S608
                    f' WHERE "{link["from"]}" NOT IN (SELECT id FROM operator)'
                )
                found |= {row["who"] for row in rows}
    return sorted(found)


def _orphaned(database: Database, table: str, link: int) -> str:
    """The rows of a table whose parent by that foreign key is not there."""
    parts = [row for row in database.rows(f"PRAGMA foreign_key_list({table})") if row["id"] == link]
    parent = parts[0]["table"]
    keys = [row["name"] for row in database.rows(f"PRAGMA table_info({parent})") if row["pk"]]
    same = " AND ".join(
        f'"{parent}"."{part["to"] or keys[0]}" = "{table}"."{part["from"]}"' for part in parts
    )
    given = " AND ".join(f'"{part["from"]}" IS NOT NULL' for part in parts)
    return f'{given} AND NOT EXISTS (SELECT 1 FROM "{parent}" WHERE {same})'  # noqa: S608
