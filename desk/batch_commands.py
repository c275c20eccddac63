"""`desk enrol | close | send | carry | purge`: the sealed day from the command line (design §6).

Each opens the store with the passphrase as `audit verify` does and acts for a supervisor: the first
one, or the one named with --supervisor. Nothing here knows more than the screens do.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desk import __version__
from desk.domain.batch import BatchState, is_unsent
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.tally import Envelope
from desk.domain.wording import Wording
from desk.services.batch_store import BatchRow
from desk.services.ports import Clock, Day, Operator

if TYPE_CHECKING:
    from desk.services.current_rules import CurrentRules

APP: Final = f"desk {__version__}"
OUTBOX: Final = "outbox"
NAMES: Final = ("enrol", "close", "send", "carry", "purge")
Command = Callable[[argparse.Namespace, Wording], int]
Passphrase = Callable[[str | None], str]


def add_parsers(commands: Any) -> None:
    """The five commands."""
    enrol = commands.add_parser("enrol", help="enrol this terminal with the code of its sheet")
    enrol.add_argument("code", metavar="CODE", help="the text of the QR, MKD1:…; - reads it")
    _add_common(enrol)
    _add_close(commands)
    send = commands.add_parser("send", help="send what is sealed; ends when nothing more can go")
    _add_common(send)
    carry = commands.add_parser("carry", help="write batches to a stick, or take receipts in")
    carry.add_argument("way", choices=("out", "in"))
    carry.add_argument("place", metavar="FILE|DIR")
    carry.add_argument("--batch", metavar="NAME", help="only this one (B-1123-K3)")
    _add_common(carry)
    purge = commands.add_parser("purge", help="delete what was received and kept long enough")
    _add_common(purge)


def _add_close(commands: Any) -> None:
    close = commands.add_parser("close", help="balance and seal a day; without --paper only look")
    close.add_argument("--day", metavar="YYYY-MM-DD", type=date.fromisoformat)
    close.add_argument(
        "--paper", nargs=4, type=int, metavar=("A", "B", "C", "PIN"), help="sheets counted"
    )
    close.add_argument("--counter", metavar="NAME", help="who counted the paper")
    close.add_argument("--shortage", metavar="REASON", help="seal although paper is missing")
    close.add_argument("--alone", metavar="REASON", help="nobody else could count")
    close.add_argument("--reopen", metavar="REASON", help="withdraw the seal before it has left")
    close.add_argument("--pin-file", metavar="FILE", help="read the supervisor's PIN from a file")
    _add_common(close)


def _add_common(parser: Any) -> None:
    parser.add_argument("--supervisor", metavar="NAME", help="in whose name; else the first one")
    parser.add_argument("--passphrase-file", metavar="FILE", help="read the passphrase from a file")
    parser.add_argument("--json", action="store_true")


def commands(folder_of: Callable[[str | None], Path], passphrase: Passphrase) -> dict[str, Command]:
    """The commands by name."""
    runner = _Runner(folder_of, passphrase)
    deeds = {"enrol": _enrol, "close": _close, "send": _send, "carry": _carry, "purge": _purge}
    return {name: runner.command(deed) for name, deed in deeds.items()}


@dataclass(frozen=True)
class _Desk:
    """An open store and who acts."""

    store: Any  # SqliteStore: the command line is wiring, it hands it to the services
    clock: Clock
    folder: Path
    supervisor: Operator

    @property
    def outbox(self) -> Path:
        return self.folder / OUTBOX

    def sending(self) -> Any:
        from desk.services.sending import Sending

        return Sending(
            self.store, self.clock, self.rules(), self.outbox, self.supervisor, self._mend
        )

    def rules(self) -> CurrentRules:
        """With the accepted overlay, as the window has them."""
        from desk.assets import load_catalogue, load_rules
        from desk.services.current_rules import CurrentRules

        current = CurrentRules(load_rules(), load_catalogue())
        current.begin(self.store)
        return current

    def _mend(self, digest: str) -> bool:
        from desk.services.spare import SpareKey
        from desk.storage.spare_medium import find_stick, removable_places

        settings = self.store.settings()
        key, folder = SpareKey.kept(settings), settings.get("spare_folder", "")
        if key is None:
            return False
        place = Path(folder) if folder else None
        try:
            stick = find_stick(key, settings.get("terminal", ""), place, removable_places)
            path = self.outbox / f"{digest}.age"
            return stick is not None and stick.fetch_packet(digest, path)
        except (NeedsPerson, OSError):
            return False


Deed = Callable[[_Desk, argparse.Namespace, Wording], int]


@dataclass(frozen=True)
class _Runner:
    folder_of: Callable[[str | None], Path]
    passphrase: Passphrase

    def command(self, deed: Deed) -> Command:
        def run(args: argparse.Namespace, words: Wording) -> int:
            with self._open(args) as desk:
                return deed(desk, args, words)

        return run

    @contextmanager
    def _open(self, args: argparse.Namespace) -> Iterator[_Desk]:
        from desk.clock import SystemClock
        from desk.store_at import open_store_at

        folder = self.folder_of(args.data)
        if not any(folder.glob("desk.db")) and not any(folder.glob("keys.json")):
            raise NeedsPerson("store_absent")
        store = open_store_at(folder, self.passphrase(args.passphrase_file))
        try:
            known = [each for each in store.operators() if each.supervisor and each.active]
            mine = [each for each in known if args.supervisor in (None, each.name)]
            if not mine:
                raise Refused("cli_no_supervisor", name=args.supervisor or "")
            yield _Desk(store, SystemClock(), folder, mine[0])
        finally:
            store.close()


def _say(words: Wording, as_json: bool, code: str, facts: dict[str, Any]) -> None:
    print(json.dumps(facts, ensure_ascii=False) if as_json else words.say(code, **facts))


# enrol --------------------------------------------------------------------------------------
def _enrol(desk: _Desk, args: argparse.Namespace, words: Wording) -> int:
    from desk.services.enrolment import Enrolling
    from desk.services.hub_client import client_for_code

    text = sys.stdin.readline() if args.code == "-" else args.code
    enrolling = Enrolling(desk.store, desk.clock, desk.supervisor)
    found = enrolling.enrol(text, lambda code: client_for_code(code, APP))
    facts = {
        "ok": True,
        "label": found.label,
        "municipality": found.municipality,
        "hub": found.hub,
        "url": found.hub_url,
        "fingerprint": found.fingerprint,
        "reference": found.reference_serial,
    }
    _say(words, args.json, "cli_enrolled", facts)
    return 0


# close --------------------------------------------------------------------------------------
def _close(desk: _Desk, args: argparse.Namespace, words: Wording) -> int:
    from desk.services.day_close import DayClose

    close = DayClose(desk.store, desk.clock, desk.supervisor, _day_of(desk, args.day))
    if args.reopen:
        close.reopen(args.reopen)
    elif args.paper:
        _count(desk, close, args)
        row = _seal(desk, close.day, args)
        facts = _sealed_facts(row)
        _say(words, args.json, "cli_sealed", facts)
        return 0
    return _show_day(close, args, words)


def _day_of(desk: _Desk, wanted: date | None) -> Day:
    days: tuple[Day, ...] = desk.store.days()
    if wanted is not None:
        days = tuple(each for each in days if each.on == wanted)
    else:
        days = tuple(each for each in days if not each.closed) or days
    if not days:
        raise Refused("cli_no_day")
    return days[0]


def _count(desk: _Desk, close: Any, args: argparse.Namespace) -> None:
    """--counter names who counted; without it the supervisor did, which needs --alone."""
    names = {each.name: each.id for each in desk.store.operators() if each.active}
    counter = names.get(args.counter or desk.supervisor.name)
    if counter is None:
        raise Refused("operator_unknown")
    for envelope, counted in zip(Envelope, args.paper, strict=True):  # A, B, C, PIN requests
        close.count_paper(envelope, counted, counter)
    if args.alone:
        close.allow_alone(args.alone)
    if args.shortage:
        close.allow_shortage(args.shortage)


def _seal(desk: _Desk, day: Day, args: argparse.Namespace) -> BatchRow:
    from desk.services.sealing import Sealing

    sealing = Sealing(desk.store, desk.clock, desk.rules(), desk.outbox, APP)
    sealing.tidy()
    return sealing.seal(day, desk.supervisor, _pin(args.pin_file))


def _pin(file: str | None) -> str:
    """From a file, from DESK_PIN, or asked for; never from the command line itself."""
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    given = os.environ.get("DESK_PIN")
    if given:
        return given
    if not sys.stdin.isatty():
        raise NeedsPerson("cli_pin_absent")
    return getpass.getpass("暗証コード (PIN): ")


def _sealed_facts(row: BatchRow) -> dict[str, Any]:
    return {
        "ok": True,
        "batch": row.name,
        "id": row.id,
        "count": row.packets,
        "bytes": row.bytes,
        "seal": row.seal_code,
        "manifest": row.digest,
        "sequence": row.sequence,
    }


def _show_day(close: Any, args: argparse.Namespace, words: Wording) -> int:
    view = close.view()
    tally = view.tally
    facts = {
        "ok": view.can_seal,
        "day": view.day.on.isoformat(),
        "state": view.state.value,
        "forms": tally.forms,
        "accepted": tally.accepted,
        "held_over": tally.held_over,
        "voided": tally.voided,
        "handed_back": tally.handed_back,
        "drafts": tally.drafts,
        "batch": None if view.batch is None else view.batch.name,
        "obstacles": [
            {"code": each.code, "numbers": list(each.numbers)} for each in view.obstacles
        ],
    }
    if args.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        print(words.say("cli_balance", **facts))
        for each in view.obstacles:
            numbers = "・".join(each.numbers)
            print("- " + words.say(f"close_{each.code}", count=each.count, numbers=numbers))
    return 1 if view.obstacles else 0


# send ---------------------------------------------------------------------------------------
def _send(desk: _Desk, args: argparse.Namespace, words: Wording) -> int:
    from desk.services.engine_outbox import EngineOutbox
    from desk.services.hub_client import client_of
    from sync.engine import Did, Engine

    sending = desk.sending()
    before = [row.id for row in desk.store.unsent()]
    if not before:
        _say(words, args.json, "cli_nothing_to_send", {"ok": True, "batches": 0})
        return 0
    for batch in before:
        if desk.store.batch(batch).state is not BatchState.PAUSED:
            sending.send_now(batch)
    box = EngineOutbox(desk.store, desk.clock, sending)
    engine = Engine(
        lambda: client_of(desk.store, APP), box, lambda: desk.clock.now().utc, shelf=box
    )
    try:
        for _ in range(len(before)):
            if engine.step().did in (Did.NOTHING, Did.IN_TOUCH):
                break
    finally:
        engine.close()
    return _told(desk, before, args, words)


def _told(desk: _Desk, batches: list[Any], args: argparse.Namespace, words: Wording) -> int:
    """One line for each batch; 0 when nothing of them is unsent."""
    rows = [desk.store.batch(each) for each in batches]
    for row in rows:
        trouble = row.trouble if row.state is BatchState.FAILED else ""
        if args.json:
            facts = {
                "batch": row.name,
                "id": row.id,
                "state": row.state.value,
                "packets": row.packets,
                "sent_packets": row.sent_packets,
                "trouble": trouble or None,
            }
            print(json.dumps(facts, ensure_ascii=False))
            continue
        state = words.label(f"batch_{row.state.value}")
        reason = words.say(f"sync_{trouble}") if trouble else ""
        print(words.say("cli_batch", batch=row.name, state=f"{state} {reason}".strip()))
    return 1 if any(is_unsent(row.state) for row in rows) else 0


# carry --------------------------------------------------------------------------------------
def _carry(desk: _Desk, args: argparse.Namespace, words: Wording) -> int:
    place = Path(args.place)
    deed = _carry_in if args.way == "in" else _carry_out
    return deed(desk, place, args, words)


def _carry_out(desk: _Desk, place: Path, args: argparse.Namespace, words: Wording) -> int:
    """Onto a stick (DIR: each batch its own file), or one batch into FILE."""
    rows = [row for row in desk.store.unsent() if args.batch in (None, row.name)]
    if not rows:
        _say(words, args.json, "cli_nothing_to_send", {"ok": True, "batches": 0})
        return 0
    if not place.is_dir() and len(rows) > 1:
        raise Refused("cli_one_file_one_batch")
    sending = desk.sending()
    for row in rows:
        folder = place if place.is_dir() else place.parent
        file = sending.carrying(row.id).write(folder)
        if not place.is_dir() and file != place:
            file = file.replace(place)
        sending.note_carried(row.id, file)
        facts = {"ok": True, "batch": row.name, "file": str(file), "packets": row.packets}
        _say(words, args.json, "cli_carried", facts)
    return 0


def _carry_in(desk: _Desk, place: Path, args: argparse.Namespace, words: Wording) -> int:
    for found in desk.sending().take_in(place):
        batch = None if found.batch is None else found.batch.name
        facts = {"ok": True, "kind": found.kind, "batch": batch, "again": found.again}
        _say(words, args.json, f"cli_taken_{found.kind}", facts)
    return 0


# purge --------------------------------------------------------------------------------------
def _purge(desk: _Desk, args: argparse.Namespace, words: Wording) -> int:
    from desk.services.retention import Retention

    retention = Retention(desk.store, desk.clock, desk.rules(), desk.outbox)
    for done in retention.purge_due(desk.supervisor):
        facts = {
            "ok": True,
            "batch": done.name,
            "count": done.applications,
            "pictures": done.pictures,
            "files": done.files,
        }
        _say(words, args.json, "cli_purged", facts)
    for each in retention.waiting():
        kept = {"ok": True, "batch": each.batch.name, "on": each.on.isoformat(), "kept": True}
        _say(words, args.json, "cli_kept", kept)
    return 0
