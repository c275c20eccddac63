"""`desk spare DIR` makes a stick this terminal's spare; `desk restore DIR` takes over from one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.domain.errors import NeedsPerson
from desk.domain.wording import Wording
from desk.services.restore import Restored

Command = Callable[[argparse.Namespace, Wording], int]


def add_parsers(commands: Any) -> None:
    spare = commands.add_parser("spare", help="make a stick this terminal's spare, and copy to it")
    spare.add_argument("dir", metavar="DIR", help="the stick or card")
    spare.add_argument("--passphrase-file", metavar="FILE", help="passphrase in a file")
    restore = commands.add_parser("restore", help="build this terminal's store from a spare")
    restore.add_argument("dir", metavar="DIR", help="the stick, or the terminal's folder on it")
    restore.add_argument(
        "--passphrase-file", metavar="FILE", help="read the passphrase from a file"
    )
    restore.add_argument(
        "--data", metavar="NEW", default=argparse.SUPPRESS, help="the replacement's data folder"
    )
    restore.add_argument("--json", action="store_true")


def commands(
    data_folder: Callable[[str | None], Path], passphrase: Callable[[str | None], str]
) -> dict[str, Command]:
    """What the command line may call."""
    return {
        "spare": lambda args, words: run_spare(args, words, data_folder(args.data), passphrase),
        "restore": lambda args, words: run_restore(args, words, data_folder(args.data), passphrase),
    }


def run_spare(
    args: argparse.Namespace, words: Wording, data: Path, passphrase: Callable[[str | None], str]
) -> int:
    """Choose a stick, or go on with the chosen one, and copy everything once; the store's own
    passphrase opens the spare too."""
    from desk.clock import SystemClock
    from desk.services.ports import By
    from desk.services.spare import Spare, SpareKey, SpareStatus, choose_spare
    from desk.storage.spare_medium import find_stick, make_spare, removable_places
    from desk.store_at import open_store_at  # the store is loaded only when it is needed

    if not any(data.glob("desk.db")):
        raise NeedsPerson("store_absent")
    clock, folder, said = SystemClock(), Path(args.dir), passphrase(args.passphrase_file)
    store = open_store_at(data, said)
    try:
        label, key = store.settings().get("terminal", ""), SpareKey.kept(store.settings())
        if key is None or find_stick(key, label, folder, tuple) is None:
            supervisor = next(each for each in store.operators() if each.supervisor)
            key = choose_spare(store, make_spare, folder, said, By(supervisor.id, clock.now()))
        chosen = key
        spare = Spare(
            store,
            chosen,
            lambda work: work(),
            lambda: find_stick(chosen, label, folder, removable_places),
            lambda digest: data / "outbox" / f"{digest}.age",
            clock,
        )
        state = spare.step()
    finally:
        store.close()
    print(state.sentence(words))
    return 0 if state.status is SpareStatus.CURRENT else 1


def run_restore(
    args: argparse.Namespace, words: Wording, data: Path, passphrase: Callable[[str | None], str]
) -> int:
    """0 when everything came back, 1 when something was damaged or is missing (it is named)."""
    from desk.clock import SystemClock
    from desk.storage.restore import restore
    from desk.store_at import search_keys  # the store is loaded only when it is needed

    report = restore(
        Path(args.dir),
        data,
        passphrase(args.passphrase_file),
        keys=search_keys(),
        clock=SystemClock(),
        progress=lambda done, whole: _show(done, whole, quiet=args.json),
    )
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print("\n".join(_told(report, words)))
    return 0 if report.whole else 1


def _show(done: int, whole: int, *, quiet: bool) -> None:
    if not quiet and sys.stderr.isatty():
        print(f"\r{done} / {whole}", end="" if done < whole else "\n", file=sys.stderr)


def _told(report: Restored, words: Wording) -> list[str]:
    facts: dict[str, object] = {
        "terminal": report.terminal,
        "applications": report.applications,
        "pictures": report.pictures,
        "packets": report.packets,
        "audit": report.audit_entries,
        "seconds": f"{report.seconds:.1f}",
    }
    said = [words.say("restore_already" if report.already else "restore_done", **facts)]
    if report.damaged:
        names = ", ".join(report.damaged)
        said.append(words.say("restore_damaged", count=len(report.damaged), names=names))
    if report.missing:
        numbers = "、".join(report.missing)
        said.append(words.say("restore_missing", count=len(report.missing), numbers=numbers))
    if report.only_sealed:
        numbers = "、".join(report.only_sealed)
        count = len(report.only_sealed)
        said.append(words.say("restore_only_sealed", count=count, numbers=numbers))
    if report.audit_cut:
        said.append(words.say("restore_cut", at=report.audit_cut))
    if not report.already:
        said.append(words.say("restore_twin"))
    return said
