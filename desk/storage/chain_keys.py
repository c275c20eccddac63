"""Signing keys, enrolment, the hub's keys and reference data, all inside the encrypted file."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from desk.domain.application import OperatorId
from desk.services.batch_store import ContactRow, EnrolmentRow, WrappedKey
from desk.services.ports import By, StoreKey
from desk.storage.database import Row
from desk.storage.key_slots import Cost, Slot
from desk.storage.part import Part, text_of, when
from sync.keys import SigningKey

PIN_COST: Final = Cost(memory_kib=19_456, passes=2, lanes=1)
"""Some 20 ms. Six digits protect nothing against whoever has opened the store; the PIN is asked so
that nobody else at this terminal signs in a supervisor's name."""
_ENROLMENT: Final = "SELECT * FROM enrolment ORDER BY seq DESC LIMIT 1"
_PENDING: Final = """
    SELECT private FROM terminal_key
    WHERE public NOT IN (SELECT public FROM enrolment) ORDER BY seq DESC LIMIT 1
    """
_SAME_CONTACT_S: Final = 30.0


class ChainKeys(Part):
    """`desk.services.batch_store.KeyStore`'s part of the store."""

    # this terminal
    def pending_key(self, by: By) -> bytes:
        row = self._database.row(_PENDING)
        if row is not None:
            return bytes(row["private"])
        key = SigningKey.new()
        with self._database.transaction():
            self._database.insert(
                "terminal_key", public=key.public, private=key.private, made_at=when(by)
            )
            self._audit.write("terminal_key_made", by, digest=key.id)
        return key.private

    def terminal_key(self) -> bytes | None:
        row = self._database.row(
            "SELECT private FROM terminal_key WHERE public = ("
            "SELECT public FROM enrolment ORDER BY seq DESC LIMIT 1)"
        )
        return None if row is None else bytes(row["private"])

    def enrolment(self) -> EnrolmentRow | None:
        row = self._database.row(_ENROLMENT)
        return None if row is None else _enrolment(row)

    def keep_enrolment(
        self,
        hub_url: str,
        root: str,
        public: str,
        certificate: bytes,
        key_set: bytes,
        key_set_serial: int,
        by: By,
    ) -> EnrolmentRow:
        with self._database.transaction():
            self._advance("key_set", root, key_set_serial, key_set, by)
            self._database.insert(
                "enrolment",
                public=public,
                hub_url=hub_url,
                root=root,
                certificate=certificate,
                at=when(by),
                operator=by.operator,
            )
            self._audit.write("enrolled", by, serial=key_set_serial)
            row = self._database.row(_ENROLMENT)
        assert row is not None  # noqa: S101 just written
        return _enrolment(row)

    # the hub
    def key_set(self, root: str) -> tuple[int, bytes] | None:
        return self._newest("key_set", root)

    def keep_key_set(self, root: str, serial: int, envelope: bytes, by: By) -> bool:
        with self._database.transaction():
            return self._advance("key_set", root, serial, envelope, by)

    def reference(self, root: str) -> tuple[int, bytes] | None:
        return self._newest("reference", root)

    def keep_reference(self, root: str, serial: int, envelope: bytes, by: By) -> bool:
        with self._database.transaction():
            return self._advance("reference", root, serial, envelope, by)

    def _newest(self, table: str, root: str) -> tuple[int, bytes] | None:
        row = self._database.row(
            f"SELECT serial, envelope FROM {table} WHERE root = ?"  # noqa: S608 our own text
            " ORDER BY serial DESC LIMIT 1",
            root,
        )
        return None if row is None else (int(row["serial"]), bytes(row["envelope"]))

    def _advance(self, table: str, root: str, serial: int, envelope: bytes, by: By) -> bool:
        newest = self._newest(table, root)
        if newest is not None and newest[0] >= serial:
            return False
        self._database.insert(table, root=root, serial=serial, envelope=envelope, at=when(by))
        self._database.run(
            f"DELETE FROM {table} WHERE root = ? AND serial < ?",  # noqa: S608
            root,
            serial,
        )
        self._audit.write(f"{table}_kept", by, serial=serial)
        return True

    def contact(self) -> ContactRow | None:
        row = self._database.row("SELECT at, offset_s FROM contact ORDER BY seq DESC LIMIT 1")
        if row is None:
            return None
        return ContactRow(datetime.fromisoformat(row["at"]), float(row["offset_s"]))

    def note_contact(self, at: datetime, offset_s: float) -> None:
        """One row for each half a minute in which the hub answered."""
        last = self.contact()
        with self._database.transaction():
            if last is not None and abs(at - last.at) < timedelta(seconds=_SAME_CONTACT_S):
                self._database.run(
                    "UPDATE contact SET at = ?, offset_s = ?"
                    " WHERE seq = (SELECT max(seq) FROM contact)",
                    text_of(max(at, last.at)),
                    offset_s,
                )
                return
            self._database.insert("contact", at=text_of(at), offset_s=offset_s)

    # supervisors
    def supervisor_key(self, operator: OperatorId) -> WrappedKey | None:
        row = self._database.row(
            "SELECT * FROM supervisor_key WHERE operator = ? AND retired_at IS NULL", operator
        )
        return None if row is None else WrappedKey(row["public"], row["operator"], row["slot"])

    def new_supervisor_key(self, operator: OperatorId, pin: str, by: By) -> bytes:
        key = SigningKey.new()
        slot = Slot.closed_with(StoreKey(key.private), pin, PIN_COST, _bound(operator))
        with self._database.transaction():
            self._database.run(
                "UPDATE supervisor_key SET retired_at = ? WHERE operator = ?"
                " AND retired_at IS NULL",
                when(by),
                operator,
            )
            self._database.insert(
                "supervisor_key",
                public=key.public,
                operator=operator,
                slot=json.dumps(slot.as_json()),
                made_at=when(by),
            )
            self._audit.write("supervisor_key_made", by, about=operator, digest=key.id)
        return key.private

    def open_supervisor_key(self, operator: OperatorId, pin: str) -> bytes | None:
        kept = self.supervisor_key(operator)
        if kept is None:
            return None
        return Slot.parse(json.loads(kept.slot)).opened_with(pin, _bound(operator))


def _bound(operator: OperatorId) -> str:
    return f"supervisor {operator}"


def _enrolment(row: Row) -> EnrolmentRow:
    return EnrolmentRow(
        id=row["seq"],
        hub_url=row["hub_url"],
        root=row["root"],
        public=row["public"],
        certificate=bytes(row["certificate"]),
        at=datetime.fromisoformat(row["at"]),
    )
