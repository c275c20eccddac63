"""The start of the day (始業): unlock the store, sign on, choose the venue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from desk.domain.application import IntakeMethod, OperatorId
from desk.domain.errors import NeedsPerson, Refused
from desk.services.ports import By, Clock, Day, Operator, Store, StoreKey

SHORTEST_PASSPHRASE: Final = 12
"""Characters; design §3.2."""
PIN_DIGITS: Final = 6


class Vault(Protocol):
    """Key slots (storage/key_slots.py): a passphrase unwraps the store's key."""

    def exists(self) -> bool: ...
    def create(self, passphrase: str) -> StoreKey: ...
    def unlock(self, passphrase: str) -> StoreKey:
        """Raises NeedsPerson("wrong_passphrase", wait_s=…) or ("passphrase_wait", wait_s=…)."""
        ...

    def add_slot(self, key: StoreKey, passphrase: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a new terminal is told once, by its first supervisor."""

    municipality: str  # みどり野市
    municipality_code: str  # 全国地方公共団体コード, 6 digits, or ""
    office: str  # 市民課
    phone: str  # お問い合わせ先
    terminal: str  # K3
    venues: tuple[str, ...]
    supervisor: str
    pin: str
    method: IntakeMethod = IntakeMethod.OUTREACH


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase shorter than 12 characters."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused("passphrase_short", shortest=SHORTEST_PASSPHRASE, now=len(passphrase))


def check_pin(pin: str) -> None:
    """Refuse an operator PIN (暗証コード) that is not six ASCII digits, or one digit six times."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise Refused("pin_digits", digits=PIN_DIGITS)
    if len(set(pin)) == 1:
        raise Refused("pin_too_simple")


class Opening:
    """Opens the terminal's store and its day."""

    def __init__(self, vault: Vault, open_store: Callable[[StoreKey], Store], clock: Clock) -> None:
        self._vault = vault
        self._open_store = open_store
        self._clock = clock

    @property
    def is_new(self) -> bool:
        """True before the terminal's first set-up."""
        return not self._vault.exists()

    def create(self, passphrase: str, setup: Setup) -> Store:
        """Make the store, its first key slot, supervisor and settings."""
        check_passphrase(passphrase)
        check_pin(setup.pin)
        if not self.is_new:
            raise NeedsPerson("store_exists")
        store = self._open_store(self._vault.create(passphrase))
        self._settle(store, setup)
        return store

    def unlock(self, passphrase: str) -> Store:
        """Open the store with a supervisor's passphrase."""
        return self._open_store(self._vault.unlock(passphrase))

    def is_set_up(self, store: Store) -> bool:
        """False when a power cut fell between making the file and its first settings."""
        return bool(store.operators()) and "terminal" in store.settings()

    def finish(self, store: Store, setup: Setup) -> None:
        """Complete a set-up that was cut short."""
        check_pin(setup.pin)
        self._settle(store, setup)

    def _settle(self, store: Store, setup: Setup) -> None:
        known = store.operators()
        supervisor = (
            known[0]
            if known
            else store.add_operator(setup.supervisor, setup.pin, supervisor=True, by=None)
        )
        store.change_settings(
            {
                "municipality": setup.municipality,
                "municipality_code": setup.municipality_code,
                "office": setup.office,
                "phone": setup.phone,
                "terminal": setup.terminal,
                "venues": "\n".join(setup.venues),
                "method": setup.method.value,
            },
            self._by(supervisor.id),
        )

    def sign_on(self, store: Store, operator: OperatorId, pin: str) -> Operator:
        """Return the operator whose PIN is right; raises NeedsPerson("pin_wrong")."""
        if not store.check_pin(operator, pin, self._clock.now()):
            raise NeedsPerson("pin_wrong")
        return next(each for each in store.operators() if each.id == operator)

    def start_day(self, store: Store, operator: Operator, venue: str, method: IntakeMethod) -> Day:
        """Open today's day (開設日) at a venue, or go on with it."""
        terminal = store.settings().get("terminal", "")
        return store.start_day(self._clock.today(), terminal, venue, method, self._by(operator.id))

    def add_passphrase(self, present: str, further: str) -> None:
        """Let a further passphrase open the terminal; whoever knows a present one may add it.

        Raises what `unlock` raises for the present one, Refused("passphrase_short") for the other.
        """
        check_passphrase(further)
        self._vault.add_slot(self._vault.unlock(present), further)

    def add_operator(
        self, store: Store, name: str, pin: str, by: Operator, *, supervisor: bool = False
    ) -> Operator:
        """Add an operator (担当者), or a further supervisor; only a supervisor may."""
        if not by.supervisor:
            raise Refused("supervisor_only")
        if not name.strip():
            raise Refused("operator_name_empty")
        check_pin(pin)
        return store.add_operator(name.strip(), pin, supervisor=supervisor, by=self._by(by.id))

    def _by(self, operator: OperatorId) -> By:
        return By(operator, self._clock.now())
