"""Terminals, their keys and one-time codes, and the offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, and_, bindparam, insert, select, update

from sync.hub.store.database import insert_new
from sync.hub.store.tables import enrolment_codes, offices, terminal_keys, terminals
from sync.protocol import TerminalId


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalKey:
    public: str
    certificate: bytes
    since: datetime
    until: datetime | None
    enrolled_with: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """`keys` newest first; `hub` is the root of the hub that certified it."""

    id: TerminalId
    municipality: str
    label: str
    hub: str
    enrolled_at: datetime
    revoked_at: datetime | None
    keys: tuple[TerminalKey, ...]

    @property
    def key(self) -> TerminalKey:
        """The current one."""
        return next((key for key in self.keys if key.until is None), self.keys[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    id: str
    municipality: str
    public: str
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    municipality: str
    label: str
    terminal: TerminalId | None
    expires_at: datetime
    used_by: str | None


def find_terminal(connection: Connection, terminal: str, *, lock: bool = False) -> Terminal | None:
    query = _WITH_KEYS_LOCKED if lock else _WITH_KEYS
    rows = connection.execute(query, {"wanted": terminal}).all()
    return _terminal(rows) if rows else None


def every_terminal(connection: Connection) -> list[Terminal]:
    """As they were enrolled."""
    query = select(terminals.c.terminal).order_by(terminals.c.enrolled_at, terminals.c.terminal)
    ids = connection.execute(query).scalars().all()
    found = (find_terminal(connection, each) for each in ids)
    return [each for each in found if each is not None]


def active_with_label(connection: Connection, municipality: str, label: str) -> Terminal | None:
    query = select(terminals.c.terminal).where(
        terminals.c.municipality == municipality,
        terminals.c.label == label,
        terminals.c.revoked_at.is_(None),
    )
    found = connection.execute(query).scalar()
    return None if found is None else find_terminal(connection, found)


def add_terminal(connection: Connection, terminal: Terminal) -> None:
    """A new one with its first key; nothing happens where it is known."""
    row = {
        "municipality": terminal.municipality,
        "terminal": terminal.id,
        "label": terminal.label,
        "hub": terminal.hub,
        "enrolled_at": terminal.enrolled_at,
    }
    insert_new(connection, terminals, [row])
    for key in terminal.keys:
        add_key(connection, terminal, key)


def add_key(
    connection: Connection, terminal: Terminal, key: TerminalKey, *, current: bool = True
) -> None:
    """The terminal's current key from now on, and the earlier ones end with it; or an old one."""
    mine = (
        terminal_keys.c.municipality == terminal.municipality,
        terminal_keys.c.terminal == terminal.id,
    )
    row = {
        "municipality": terminal.municipality,
        "terminal": terminal.id,
        "public": key.public,
        "certificate": key.certificate,
        "since": key.since,
        "until": None if current else key.since,
        "enrolled_with": key.enrolled_with,
    }
    if not insert_new(connection, terminal_keys, [row]) or not current:
        return
    others = (terminal_keys.c.public != key.public, terminal_keys.c.until.is_(None))
    connection.execute(update(terminal_keys).where(*mine, *others).values(until=key.since))


def revoke_terminal(connection: Connection, terminal: Terminal, at: datetime) -> None:
    mine = (
        terminals.c.municipality == terminal.municipality,
        terminals.c.terminal == terminal.id,
        terminals.c.revoked_at.is_(None),
    )
    connection.execute(update(terminals).where(*mine).values(revoked_at=at))


def revoked_keys(connection: Connection) -> Sequence[str]:
    """Public keys of terminals that were reported lost or revoked."""
    together = (terminals.c.municipality == terminal_keys.c.municipality) & (
        terminals.c.terminal == terminal_keys.c.terminal
    )
    query = (
        select(terminal_keys.c.public)
        .join(terminals, together)
        .where(terminals.c.revoked_at.is_not(None))
        .order_by(terminal_keys.c.public)
    )
    return connection.execute(query).scalars().all()


def add_code(connection: Connection, code_sha256: str, code: Code, made_at: datetime) -> None:
    row = {
        "municipality": code.municipality,
        "code_sha256": code_sha256,
        "label": code.label,
        "terminal": code.terminal,
        "made_at": made_at,
        "expires_at": code.expires_at,
    }
    connection.execute(insert(enrolment_codes).values(row))


def find_code(connection: Connection, code_sha256: str) -> Code | None:
    """Locked until the transaction ends: a code is used once."""
    query = select(enrolment_codes).where(enrolment_codes.c.code_sha256 == code_sha256)
    row = connection.execute(query.with_for_update()).first()
    if row is None:
        return None
    return Code(
        municipality=row.municipality,
        label=row.label,
        terminal=row.terminal,
        expires_at=row.expires_at,
        used_by=row.used_by,
    )


def use_code(
    connection: Connection, code: Code, code_sha256: str, public: str, at: datetime
) -> None:
    mine = (
        enrolment_codes.c.municipality == code.municipality,
        enrolment_codes.c.code_sha256 == code_sha256,
    )
    connection.execute(update(enrolment_codes).where(*mine).values(used_at=at, used_by=public))


def terminal_enrolled_with(
    connection: Connection, code: Code, code_sha256: str, public: str
) -> Terminal | None:
    query = select(terminal_keys.c.terminal).where(
        terminal_keys.c.municipality == code.municipality,
        terminal_keys.c.enrolled_with == code_sha256,
        terminal_keys.c.public == public,
    )
    found = connection.execute(query).scalar()
    return None if found is None else find_terminal(connection, found)


def find_office(connection: Connection, office: str) -> Office | None:
    row = connection.execute(select(offices).where(offices.c.office == office)).first()
    return None if row is None else _office(row)


def office_with_key(connection: Connection, municipality: str, public: str) -> Office | None:
    query = select(offices).where(
        offices.c.municipality == municipality, offices.c.public == public
    )
    row = connection.execute(query).first()
    return None if row is None else _office(row)


def add_office(connection: Connection, office: Office, at: datetime) -> None:
    row = {
        "municipality": office.municipality,
        "office": office.id,
        "public": office.public,
        "added_at": at,
    }
    connection.execute(insert(offices).values(row))


def revoke_office(connection: Connection, office: Office, at: datetime) -> None:
    mine = (offices.c.municipality == office.municipality, offices.c.office == office.id)
    connection.execute(update(offices).where(*mine).values(revoked_at=at))


def _office(row: Row[tuple[object, ...]]) -> Office:
    return Office(
        id=row.office,
        municipality=row.municipality,
        public=row.public,
        revoked_at=row.revoked_at,
    )


def _terminal(rows: Sequence[Row[tuple[object, ...]]]) -> Terminal:
    """One row for each key."""
    keys = tuple(
        TerminalKey(
            public=key.public,
            certificate=bytes(key.certificate),
            since=key.since,
            until=key.until,
            enrolled_with=key.enrolled_with,
        )
        for key in rows
    )
    row = rows[0]
    return Terminal(
        id=TerminalId(row.terminal),
        municipality=row.municipality,
        label=row.label,
        hub=row.hub,
        enrolled_at=row.enrolled_at,
        revoked_at=row.revoked_at,
        keys=keys,
    )


# Made once: this is asked on every request.
_WITH_KEYS: Final = (
    select(
        terminals,
        terminal_keys.c.public,
        terminal_keys.c.certificate,
        terminal_keys.c.since,
        terminal_keys.c.until,
        terminal_keys.c.enrolled_with,
    )
    .join(
        terminal_keys,
        and_(
            terminal_keys.c.municipality == terminals.c.municipality,
            terminal_keys.c.terminal == terminals.c.terminal,
        ),
    )
    .where(terminals.c.terminal == bindparam("wanted"))
    .order_by(terminal_keys.c.until.is_not(None), terminal_keys.c.since.desc())
)
_WITH_KEYS_LOCKED: Final = _WITH_KEYS.with_for_update()
