"""Operators and their PINs. A PIN only locks the screen and signs actions (design §3.2)."""

from __future__ import annotations

import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from desk.domain.application import OperatorId
from desk.domain.errors import NeedsPerson, Refused
from desk.services.ports import By, Moment, Operator
from desk.storage.database import Row
from desk.storage.part import Part, new_id, when

WRONG_PINS_ALLOWED: Final = 5
_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1)
"""Cheap on purpose, some 10 ms: whoever can read the hash has opened the store already."""


class Operators(Part):
    """Who signs."""

    def operators(self) -> tuple[Operator, ...]:
        rows = self._database.rows("SELECT * FROM operator ORDER BY rowid")
        return tuple(_operator(row) for row in rows)

    def add_operator(self, name: str, pin: str, *, supervisor: bool, by: By | None) -> Operator:
        """Without `by` only as the very first one. Raises Refused("operator_name_taken")."""
        now = self._clock.now()
        operator = Operator(OperatorId(new_id(now)), name, supervisor)
        by = by or By(operator.id, now)
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM operator WHERE name = ?", name):
                raise Refused("operator_name_taken")
            self._database.insert(
                "operator",
                id=operator.id,
                name=name,
                supervisor=int(supervisor),
                pin_hash=_HASHER.hash(_as_typed(pin)),
                added_at=when(by),
            )
            self._audit.write("operator_added", by, about=operator.id, supervisor=supervisor)
        return operator

    def check_pin(self, operator: OperatorId, pin: str, at: Moment) -> bool:
        """One transaction around reading the count, checking and writing the count: the answer is
        only given when the try is kept, so pulling the plug undoes none."""
        by = By(operator, at)
        with self._database.transaction():
            row = self._operator_row(operator)
            if not row["active"]:
                raise Refused("operator_switched_off")
            if row["wrong_tries"] >= WRONG_PINS_ALLOWED:
                raise NeedsPerson("pin_locked")
            right = _is_right(row["pin_hash"], pin)
            wrong_tries = 0 if right else row["wrong_tries"] + 1
            self._set_wrong_tries(operator, wrong_tries)
            if right:
                self._audit.write("signed_on", by)
            else:
                self._audit.write("pin_wrong", by, wrong_tries=wrong_tries)
        return right

    def unlock_pin(self, operator: OperatorId, by: By) -> None:
        """Raises Refused("supervisor_only") unless a supervisor does it."""
        with self._database.transaction():
            self._operator_row(operator)
            if not self._operator_row(by.operator)["supervisor"]:
                raise Refused("supervisor_only")
            self._set_wrong_tries(operator, 0)
            self._audit.write("pin_unlocked", by, about=operator)

    def set_operator_active(self, operator: OperatorId, active: bool, by: By) -> None:
        """A terminal always keeps one supervisor who may sign on."""
        with self._database.transaction():
            self._operator_row(operator)
            if not self._operator_row(by.operator)["supervisor"]:
                raise Refused("supervisor_only")
            if not active and self._is_last_supervisor(operator):
                raise Refused("last_supervisor")
            self._database.run("UPDATE operator SET active = ? WHERE id = ?", int(active), operator)
            self._audit.write("operator_switched", by, about=operator, active=active)

    def _is_last_supervisor(self, operator: OperatorId) -> bool:
        others = "SELECT 1 FROM operator WHERE supervisor = 1 AND active = 1 AND id <> ?"
        return self._database.row(others, operator) is None

    def _set_wrong_tries(self, operator: OperatorId, wrong_tries: int) -> None:
        self._database.run(
            "UPDATE operator SET wrong_tries = ? WHERE id = ?", wrong_tries, operator
        )

    def _operator_row(self, operator: OperatorId) -> Row:
        row = self._database.row("SELECT * FROM operator WHERE id = ?", operator)
        if row is None:
            raise Refused("operator_unknown")
        return row


def _as_typed(pin: str) -> bytes:
    """Full-width digits are the same digits."""
    return unicodedata.normalize("NFKC", pin).encode("utf-8", "surrogatepass")


def _is_right(pin_hash: str, pin: str) -> bool:
    try:
        return _HASHER.verify(pin_hash, _as_typed(pin))
    except VerifyMismatchError:
        return False


def _operator(row: Row) -> Operator:
    return Operator(
        OperatorId(row["id"]), row["name"], bool(row["supervisor"]), bool(row["active"])
    )
