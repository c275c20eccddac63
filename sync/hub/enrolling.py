"""Terminals come by a one-time code, change their key, and go when they are lost."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from sync.enrolment import issue_certificate, new_code, normal_code
from sync.envelope import open_sealed, peek
from sync.errors import Refused
from sync.hub.hub_keys import KeyRing
from sync.hub.store import terminals as rows
from sync.hub.store.database import Database
from sync.hub.store.terminals import Code, Office, Terminal, TerminalKey
from sync.protocol import ENROLMENT, Enrolment, PublicKey, TerminalId


@dataclass(frozen=True, kw_only=True)
class Enrolling:
    """What is asked of it is safe to ask again: the answer to a repeat is the first answer."""

    database: Database
    keys: KeyRing
    clock: Callable[[], datetime]
    code_days: int

    def make_code(
        self, *, label: str, municipality: str, terminal: str | None = None, days: int | None = None
    ) -> str:
        """A new one-time code; `terminal`: for a new key of one that is enrolled.

        Raises Refused("malformed") where an active terminal has the label, or there is no such.
        """
        text, now = new_code(), self.clock()
        with self.database.writing() as connection:
            label, municipality = self._named(connection, label, municipality, terminal)
            code = Code(
                municipality=municipality,
                label=label,
                terminal=None if terminal is None else TerminalId(terminal),
                expires_at=now + timedelta(days=self.code_days if days is None else days),
                used_by=None,
            )
            rows.add_code(connection, hash_of_code(text), code, now)
        return text

    def _named(
        self, connection: Connection, label: str, municipality: str, terminal: str | None
    ) -> tuple[str, str]:
        if terminal is None:
            if rows.active_with_label(connection, municipality, label):
                raise Refused("malformed", what="label", why="an active terminal has it")
            return label, municipality
        found = rows.find_terminal(connection, terminal)
        if found is None or found.revoked_at is not None:
            raise Refused("malformed", what="terminal", why="unknown or revoked")
        return found.label, found.municipality

    def enrol(self, envelope: bytes) -> bytes:
        """The certificate for the key that signed this request and the code in it.

        The same key with the same code gets the same certificate, also after the code's time.
        Raises Refused("code_used"|"forged"|"malformed"|"revoked").
        """
        asked = open_sealed(envelope, ENROLMENT, Enrolment, [peek(envelope, Enrolment).public])
        code_sha256 = hash_of_code(asked.code)

        def enrolled(connection: Connection) -> bytes:
            code = rows.find_code(connection, code_sha256)
            if code is None:
                raise Refused("code_used", why="unknown")
            if code.used_by is not None:
                return self._again(connection, code, code_sha256, asked.public)
            if code.expires_at < self.clock():
                raise Refused("code_used", why="expired")
            return self._admit(connection, code, code_sha256, asked.public)

        return self.database.write(enrolled)

    def _again(self, connection: Connection, code: Code, code_sha256: str, public: str) -> bytes:
        found = rows.terminal_enrolled_with(connection, code, code_sha256, public)
        if found is None:
            raise Refused("code_used", why="used")
        if found.revoked_at is not None:
            raise Refused("revoked")
        return next(key.certificate for key in found.keys if key.public == public)

    def _admit(self, connection: Connection, code: Code, code_sha256: str, public: str) -> bytes:
        if code.terminal is None and rows.active_with_label(
            connection, code.municipality, code.label
        ):
            raise Refused("code_used", why="an active terminal has the label")
        now = self.clock()
        terminal = code.terminal or TerminalId(str(uuid.uuid4()))
        certificate = self._certificate(terminal, code.label, code.municipality, public, now)
        key = TerminalKey(
            public=public,
            certificate=certificate,
            since=now,
            until=None,
            enrolled_with=code_sha256,
        )
        rows.add_terminal(
            connection,
            Terminal(
                id=terminal,
                municipality=code.municipality,
                label=code.label,
                hub=self.keys.root_id,
                enrolled_at=now,
                revoked_at=None,
                keys=(key,),
            ),
        )
        rows.use_code(connection, code, code_sha256, public, now)
        return certificate

    def rotate(self, envelope: bytes) -> bytes:
        """A new key for an enrolled terminal; the request is signed by the old and the new key.

        Needs no session: the two signatures say it all, and a repeat, also of somebody who
        overheard it, changes nothing.
        """
        asked = peek(envelope, Enrolment)
        if asked.replaces is None:
            raise Refused("malformed", what="Enrolment", why="replaces")

        def rotated(connection: Connection) -> bytes:
            terminal = rows.find_terminal(connection, str(asked.replaces), lock=True)
            if terminal is None:
                raise Refused("not_enrolled")
            if terminal.revoked_at is not None:
                raise Refused("revoked")
            return self._change_key(connection, terminal, envelope, asked.public)

        return self.database.write(rotated)

    def _change_key(
        self, connection: Connection, terminal: Terminal, envelope: bytes, public: str
    ) -> bytes:
        current = terminal.key
        if current.public == public:  # the reply was lost
            open_sealed(envelope, ENROLMENT, Enrolment, [public])
            return current.certificate
        if any(key.public == public for key in terminal.keys):
            raise Refused("revoked", why="key was replaced")
        open_sealed(envelope, ENROLMENT, Enrolment, [current.public, public], threshold=2)
        now = self.clock()
        certificate = self._certificate(
            terminal.id, terminal.label, terminal.municipality, public, now
        )
        key = TerminalKey(
            public=public, certificate=certificate, since=now, until=None, enrolled_with=None
        )
        rows.add_key(connection, terminal, key)
        return certificate

    def add_office(self, municipality: str, public: str) -> Office:
        """The office's signing key may fetch that municipality's packets; again: the same id."""
        with self.database.writing() as connection:
            known = rows.office_with_key(connection, municipality, public)
            if known is not None:
                return known
            office = Office(
                id=str(uuid.uuid4()), municipality=municipality, public=public, revoked_at=None
            )
            rows.add_office(connection, office, self.clock())
            return office

    def revoke(self, name: str) -> Terminal | Office:
        """A lost terminal or office, by id (a terminal also by an unmistakable label).

        Raises Refused("not_enrolled").
        """
        with self.database.writing() as connection:
            office = rows.find_office(connection, name)
            if office is not None:
                rows.revoke_office(connection, office, self.clock())
                return office
            terminal = rows.find_terminal(connection, name) or _by_label(connection, name)
            rows.revoke_terminal(connection, terminal, self.clock())
            return terminal

    def terminals(self) -> list[Terminal]:
        with self.database.reading() as connection:
            return rows.every_terminal(connection)

    def _certificate(
        self, terminal: str, label: str, municipality: str, public: str, now: datetime
    ) -> bytes:
        return issue_certificate(
            terminal=terminal,
            label=label,
            municipality=municipality,
            key=PublicKey(public=public, not_before=now),
            issued_at=now,
            issuer=self.keys.issuer_key(),
        )


def hash_of_code(code: str) -> str:
    """What the store keeps of a code, however it was typed; raises Refused("code_used")."""
    try:
        plain = normal_code(code)
    except Refused as error:
        raise Refused("code_used", why="no code") from error
    return hashlib.sha256(plain.encode()).hexdigest()


def _by_label(connection: Connection, label: str) -> Terminal:
    found = [each for each in rows.every_terminal(connection) if each.label == label]
    active = [each for each in found if each.revoked_at is None] or found
    if len(active) != 1:
        raise Refused("not_enrolled", why=f"{len(active)} terminals have that label")
    return active[0]
