"""`desk restore DIR`: a replacement laptop takes over from the spare."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.domain.wording import Wording
from desk.services.restore import Restored


def add_restore(commands: Any) -> None:
    restore = commands.add_parser("restore", help="build this terminal's store from a spare")
    restore.add_argument("dir", metavar="DIR", help="the stick, or the terminal's folder on it")
    restore.add_argument(
        "--passphrase-file", metavar="FILE", help="read the passphrase from a file"
    )
    restore.add_argument("--json", action="store_true")


def run_restore(
    args: argparse.Namespace, words: Wording, data: Path, passphrase: Callable[[str | None], str]
) -> int:
    """0 when everything came back, 1 when something was damaged or is missing (it is named)."""
    from desk.assembly import search_keys  # the store is loaded only when it is needed
    from desk.clock import SystemClock
    from desk.storage.restore import restore

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
