"""The terminal's settings (設定): their names, defaults and limits, and a supervisor's deeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.domain.application import OperatorId
from desk.domain.errors import Refused
from desk.services.opening import Opening
from desk.services.ports import By, Clock, Operator, Store

IDLE_MINUTES: Final = 5
IDLE_MINUTES_LEAST: Final = 1
IDLE_MINUTES_MOST: Final = 30
LONGEST: Final = 200
"""Characters of one line; more does not fit the slip."""
WAYS_OUT: Final = ("close", "restart", "switch_off")
"""How a supervisor leaves a dedicated terminal."""
_PASSPHRASE_ADDED: Final = "passphrase_added_on"  # noqa: S105 the name of a setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a supervisor may change later; the rest of the set-up stays as it is."""

    municipality: str = ""
    office: str = ""
    phone: str = ""
    venues: tuple[str, ...] = ()
    scan_folder: str = ""  # "": no sheet scanner
    printer: str = ""  # "": the system's default printer
    idle_minutes: int = IDLE_MINUTES
    compare_faces: bool = True  # 顔の照合（助言）を使う; holds from the next start of the counter
    portraits_until_purge: bool = False  # 書類の写真を承認のあとも消去まで残す
    contracts: tuple[str, ...] = ()  # 郵便局への委託 (services/procedures.CONTRACTS)
    kiosk: bool = False  # 専用端末: full screen, only a supervisor leaves it

    @classmethod
    def parse(cls, kept: Mapping[str, str]) -> Settings:
        """From what the store keeps; what is missing or out of range has its default."""
        return cls(
            municipality=kept.get("municipality", ""),
            office=kept.get("office", ""),
            phone=kept.get("phone", ""),
            venues=lines_of(kept.get("venues", "")),
            scan_folder=kept.get("scan_folder", ""),
            printer=kept.get("printer", ""),
            idle_minutes=_minutes(kept.get("idle_minutes", "")),
            compare_faces=kept.get("compare_faces", "on") != "off",
            portraits_until_purge=kept.get("keep_portraits", "") == "until_purge",
            contracts=tuple(kept.get("contracts", "").split()),
            kiosk=kept.get("kiosk", "") == "on",
        )

    def as_kept(self) -> dict[str, str]:
        """As the store keeps them."""
        return {
            "municipality": self.municipality,
            "office": self.office,
            "phone": self.phone,
            "venues": "\n".join(self.venues),
            "scan_folder": self.scan_folder,
            "printer": self.printer,
            "idle_minutes": str(self.idle_minutes),
            "compare_faces": "on" if self.compare_faces else "off",
            "keep_portraits": "until_purge" if self.portraits_until_purge else "until_review",
            "contracts": " ".join(self.contracts),
            "kiosk": "on" if self.kiosk else "off",
        }

    def check(self) -> None:
        """Raise Refused("setting_missing" | "setting_too_long" | "idle_minutes_range")."""
        for name in ("municipality", "office", "phone", "venues"):
            if not getattr(self, name):
                raise Refused("setting_missing", field=name)
        for text in (self.municipality, self.office, self.phone, *self.venues):
            if len(text) > LONGEST:
                raise Refused("setting_too_long", longest=LONGEST)
        if not IDLE_MINUTES_LEAST <= self.idle_minutes <= IDLE_MINUTES_MOST:
            raise Refused("idle_minutes_range", least=IDLE_MINUTES_LEAST, most=IDLE_MINUTES_MOST)


def lines_of(text: str) -> tuple[str, ...]:
    """One entry a line, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        return IDLE_MINUTES
    return min(max(int(text), IDLE_MINUTES_LEAST), IDLE_MINUTES_MOST)


class Supervision:
    """What a supervisor may do once the PIN was right. Call it on the store's thread."""

    def __init__(self, store: Store, opening: Opening, clock: Clock, supervisor: Operator) -> None:
        if not supervisor.supervisor:
            raise Refused("supervisor_only")
        self._store = store
        self._opening = opening
        self._clock = clock
        self._supervisor = supervisor

    def settings(self) -> Settings:
        return Settings.parse(self._store.settings())

    def operators(self) -> tuple[Operator, ...]:
        return self._store.operators()

    def change(self, wanted: Settings) -> Settings:
        """Keep what differs, with one audit entry; returns what now holds."""
        wanted.check()
        kept = self._store.settings()
        changes = {
            name: value for name, value in wanted.as_kept().items() if kept.get(name, "") != value
        }
        if changes:
            self._store.change_settings(changes, self._by())
        return self.settings()

    def add_operator(self, name: str, pin: str, *, supervisor: bool) -> Operator:
        return self._opening.add_operator(
            self._store, name, pin, self._supervisor, supervisor=supervisor
        )

    def set_active(self, operator: OperatorId, active: bool) -> None:
        """Switch an operator off or on; nobody switches off themselves."""
        if operator == self._supervisor.id and not active:
            raise Refused("not_yourself")
        self._store.set_operator_active(operator, active, self._by())

    def add_passphrase(self, present: str, further: str) -> None:
        """A further passphrase for the terminal, for another supervisor."""
        self._opening.add_passphrase(present, further)
        self._store.change_settings(
            {_PASSPHRASE_ADDED: self._clock.today().isoformat()}, self._by()
        )

    def leave_kiosk(self, way: str, reason: str) -> None:
        """The dedicated terminal is left for that reason. `way`: one of WAYS_OUT.

        Raises ValueError for another way.
        """
        if way not in WAYS_OUT:
            raise ValueError(way)
        self._store.note_kiosk_left(way, reason[:LONGEST], self._by())

    def _by(self) -> By:
        return By(self._supervisor.id, self._clock.now())
