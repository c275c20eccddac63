"""`desk office …`: the municipality's keys, what arrived, whether it is right, enrolment sheets."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desk.domain.errors import NeedsPerson, Refused
from desk.domain.wording import Wording
from sync.errors import SyncError

AskPassphrase = Callable[[str | None], str]
RECOVERY_ENV: Final = "DESK_RECOVERY_PASSPHRASE"


def add_parsers(commands: Any) -> None:
    office = commands.add_parser("office", help="the municipality's desk")
    deeds = office.add_subparsers(dest="deed", metavar="DEED", required=True)
    init = deeds.add_parser("init", help="make the office's keys")
    init.add_argument("--out", required=True, metavar="DIR")
    init.add_argument("--municipality", required=True, metavar="CODE", help="6 digits")
    init.add_argument("--name", required=True, help="みどり野市")
    init.add_argument("--recovery-passphrase-file", metavar="FILE")
    bring = deeds.add_parser("import", help="take in what was carried or downloaded")
    bring.add_argument("paths", nargs="+", metavar="FILE")
    bring.add_argument("--to", required=True, metavar="DIR", help="the office's folder")
    verify = deeds.add_parser("verify", help="prove what is changed, missing, added or replaced")
    verify.add_argument("paths", nargs="+", metavar="FILE|DIR")
    for each in (bring, verify):
        each.add_argument("--identity", metavar="FILE", help="the office's identity file")
        each.add_argument("--key-set", metavar="FILE", help="the hub's key set")
        each.add_argument("--root", metavar="ID", help="the hub's fingerprint, from its office")
    for each in (init, bring, verify):
        each.add_argument("--passphrase-file", metavar="FILE")
        each.add_argument("--json", action="store_true")
    sheet = deeds.add_parser("enrolment-sheet", help="端末登録票: print a terminal's code")
    sheet.add_argument("--code", required=True, metavar="TEXT", help="MKD1:…")
    sheet.add_argument("--out", required=True, metavar="PDF")
    sheet.add_argument("--label", default="", metavar="K3")
    sheet.add_argument("--hub", default="", metavar="NAME")
    sheet.add_argument("--issuer", default="", metavar="TEXT", help="the office that prints it")
    sheet.add_argument("--valid-until", metavar="TIME", help="2026-12-01T17:00+09:00")


def commands(
    passphrase: AskPassphrase,
) -> dict[str, Callable[[argparse.Namespace, Wording], int]]:
    """What the command line may call."""
    return {"office": lambda args, words: run_office(args, words, passphrase)}


def run_office(args: argparse.Namespace, words: Wording, passphrase: AskPassphrase) -> int:
    """0 when all is well, 1 for findings."""
    deed: Callable[[argparse.Namespace, Wording, AskPassphrase], int] = {
        "init": _init,
        "import": _import,
        "verify": _verify,
        "enrolment-sheet": _enrolment_sheet,
    }[args.deed]
    try:
        return deed(args, words, passphrase)
    except SyncError as error:
        said = words.label(f"sync_{error.code}")
        print(said if said != f"sync_{error.code}" else words.say("unexpected"), file=sys.stderr)
        return 1


def _init(args: argparse.Namespace, words: Wording, passphrase: AskPassphrase) -> int:
    from desk.office.keys import OFFICE_IDENTITY, RECOVERY_IDENTITY, make_office

    folder = Path(args.out)
    keys = make_office(
        folder,
        args.municipality,
        args.name,
        passphrase(args.passphrase_file),
        _recovery_passphrase(args.recovery_passphrase_file),
    )
    if args.json:
        told = {"recipient": keys.recipient, "recovery": keys.recovery, "sign_in": keys.sign_in}
        more = {"toml": keys.as_toml(), "commands": keys.as_commands()}
        print(json.dumps({"ok": True, **told, **more}, ensure_ascii=False))
        return 0
    print(words.say("office_made", office=OFFICE_IDENTITY, recovery=RECOVERY_IDENTITY))
    print("", keys.as_toml(), "", *keys.as_commands(), sep="\n")
    return 0


def _recovery_passphrase(file: str | None) -> str:
    """Of its own, kept elsewhere: from a file, from the environment, or asked for."""
    if file:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    given = os.environ.get(RECOVERY_ENV)
    if given:
        return given
    if not sys.stdin.isatty():
        raise NeedsPerson("office_recovery_passphrase_absent", name=RECOVERY_ENV)
    return getpass.getpass("予備の鍵の合言葉 (recovery passphrase): ")


def _import(args: argparse.Namespace, words: Wording, passphrase: AskPassphrase) -> int:
    from desk.office.folder import OfficeFolder, sources
    from desk.office.keys import OFFICE_IDENTITY, open_identity

    folder = OfficeFolder(Path(args.to))
    if args.key_set:
        folder.trust_hub(Path(args.key_set).read_bytes(), args.root or "")
    if folder.key_set() is None:
        raise NeedsPerson("office_no_hub")
    file = Path(args.identity) if args.identity else Path(args.to) / OFFICE_IDENTITY
    identity = open_identity(file, passphrase(args.passphrase_file))
    municipality = folder.about().get("code", "")
    bad = 0
    for path in args.paths:
        for source in sources(Path(path)):
            done = folder.take_in(source, identity, municipality)
            bad += bool(done.findings)
            if args.json:
                print(json.dumps(done.as_json(), ensure_ascii=False))
                continue
            facts = {"file": done.place, "name": done.name, "count": done.packets}
            print(words.say(f"office_import_{done.outcome}", **facts))
            _print_findings(done.findings, words)
    return 1 if bad else 0


def _verify(args: argparse.Namespace, words: Wording, passphrase: AskPassphrase) -> int:
    from desk.office.batch_check import Trust
    from desk.office.folder import OfficeFolder, sources, verify
    from desk.office.keys import open_identity
    from sync.enrolment import check_key_set

    own = OfficeFolder(Path(args.paths[0]))
    key_set = own.key_set()
    if args.key_set:
        if not args.root:
            raise Refused("office_hub_wrong")
        key_set = check_key_set(Path(args.key_set).read_bytes(), args.root)
    identity = None
    if args.identity:
        identity = open_identity(Path(args.identity), passphrase(args.passphrase_file))
    trust = Trust(key_set=key_set, identity=identity, municipality=own.about().get("code", ""))
    found = [source for path in args.paths for source in sources(Path(path))]
    checked = verify(found, trust)
    if args.json:
        for finding in checked.findings:
            print(json.dumps(finding.as_json(), ensure_ascii=False))
        told = {"ok": checked.clean, "batches": checked.batches, "packets": checked.packets}
        told |= {"opened": checked.opened, "hub_known": key_set is not None}
        print(json.dumps(told))
    else:
        _print_findings(checked.findings, words)
        code = "office_verified" if checked.clean else "office_not_verified"
        facts = {"batches": checked.batches, "packets": checked.packets}
        print(words.say(code, **facts, opened=checked.opened, count=len(checked.findings)))
        if key_set is None:
            print(words.say("office_hub_unknown"))
    return 0 if checked.clean else 1


def _print_findings(findings: Iterable[Any], words: Wording) -> None:
    for each in findings:
        number = each.number or each.digest[:16] or "—"
        print("- " + words.say(f"office_{each.kind.value}", number=number, place=each.place,
                               why=each.why))  # fmt: skip


def _enrolment_sheet(args: argparse.Namespace, words: Wording, _ask: AskPassphrase) -> int:
    from PySide6.QtGui import QGuiApplication

    from desk.assets import font_files, load_wording
    from desk.papers.enrolment_sheet import enrolment_sheet_pdf
    from desk.papers.fonts import ensure_fonts
    from desk.papers.slip import PaperWords
    from desk.services.reports import enrolment_sheet_for
    from sync.whole_file import write_whole

    until = datetime.fromisoformat(args.valid_until) if args.valid_until else None
    sheet = enrolment_sheet_for(
        args.code, label=args.label, hub=args.hub, office=args.issuer, valid_until=until
    )
    held = QGuiApplication.instance() or QGuiApplication(["desk", "-platform", "offscreen"])
    ensure_fonts(font_files())
    pdf = enrolment_sheet_pdf(sheet, PaperWords(load_wording("ja"), load_wording("en")))
    write_whole(Path(args.out), pdf)
    del held
    print(words.say("office_sheet_written", file=args.out))
    return 0
