"""The command line (design §6): every command prints for people, or one JSON object a line."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs

from desk import __version__, batch_commands, office_commands, rules_commands, spare_commands
from desk.assets import load_wording
from desk.domain.errors import DeskError, NeedsPerson
from desk.domain.wording import Wording

QUIET_QT = "qt.multimedia.symbolsresolver=false;qt.multimedia.ffmpeg.info=false"


def data_folder(given: str | None, *, practice: bool = False) -> Path:
    """--data, else DESK_DATA, else the user's data folder of this system."""
    named = given or os.environ.get("DESK_DATA")
    if named:
        return Path(named)
    usual = Path(platformdirs.user_data_dir("machikado-desk", False))
    return usual / "practice" if practice else usual


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="desk", description="まちかど申請デスク: intake of My Number Card applications"
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--data", metavar="DIR", help="data folder (also DESK_DATA)")
    parser.add_argument(
        "--kiosk",
        action=argparse.BooleanOptionalAction,
        help="dedicated terminal: full screen, only a supervisor leaves it"
        " (without either: as the terminal was left in its settings)",
    )
    parser.add_argument("--lang", choices=("ja", "en"), default="ja")
    parser.add_argument(
        "--practice", action="store_true", help="open on a demonstration venue with invented data"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_demo(commands)
    _add_pictures(commands)
    doctor = commands.add_parser("doctor", help="check each part of the start of the day")
    doctor.add_argument("--json", action="store_true")
    audit = commands.add_parser("audit", help="the chain of what was done")
    audit.add_argument("deed", choices=("verify",))
    audit.add_argument("--passphrase-file", metavar="FILE", help="read the passphrase from a file")
    audit.add_argument("--json", action="store_true")
    batch_commands.add_parsers(commands)
    spare_commands.add_parsers(commands)
    office_commands.add_parsers(commands)
    rules_commands.add_parsers(commands)
    return parser


def _add_demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="a whole day on invented people, without hardware")
    demo.add_argument("--out", required=True, metavar="DIR")
    demo.add_argument("--applicants", type=int, default=9, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    demo.add_argument(
        "--unsent", action="store_true", help="leave the day reviewed, neither closed nor sent"
    )
    demo.add_argument(
        "--drill", action="store_true", help="play every known way to mix photos up instead"
    )
    demo.add_argument("--faces", metavar="DIR", help="portraits for the drill; else drawn heads")
    demo.add_argument("--ways", metavar="1-9,12", default="", help="only these ways of the drill")


def _add_pictures(commands: Any) -> None:
    scan = commands.add_parser("scan", help="read form ids from pictures and PDFs")
    scan.add_argument("files", nargs="+", metavar="FILE")
    scan.add_argument("--json", action="store_true")
    scan.add_argument("--text", action="store_true", help="print what was decoded, of any QR")
    photo = commands.add_parser("photo", help="check a portrait against the photo rules")
    photo.add_argument("file", metavar="FILE")
    photo.add_argument("--out", metavar="JPG", help="write the cropped photo here")
    photo.add_argument("--json", action="store_true")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 for success, 1 for a finding, 2 for a wrong call."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Before Qt is loaded: its notes about optional codecs would hide what matters.
    os.environ.setdefault("QT_LOGGING_RULES", QUIET_QT)
    args = _parser().parse_args(arguments)
    words = load_wording(args.lang)
    command = _commands()[args.command or ""]
    try:
        return command(args, words)
    except DeskError as error:
        print(words.sentence_for(error), file=sys.stderr)
    except OSError as error:
        print(words.say("file_trouble", file=error.filename or ""), file=sys.stderr)
    return 1


def _commands() -> dict[str, Callable[[argparse.Namespace, Wording], int]]:
    """By name; without one the window opens."""
    return {
        "": _open,
        "demo": _demo,
        "scan": _scan,
        "photo": _photo,
        "doctor": _doctor,
        "audit": _audit,
        **batch_commands.commands(data_folder, _passphrase),
        **spare_commands.commands(data_folder, _passphrase),
        **office_commands.commands(_passphrase),
        **rules_commands.commands(_now),
    }


def _now() -> datetime:
    from desk.clock import SystemClock
    from desk.services.ports import JAPAN

    return SystemClock().now().utc.astimezone(JAPAN).replace(tzinfo=None)


def _open(args: argparse.Namespace, _words: Wording) -> int:
    from desk.app import run  # Qt is loaded only when a window opens

    return run(data_folder(args.data), language=args.lang, kiosk=args.kiosk, practice=args.practice)


def _demo(args: argparse.Namespace, _words: Wording) -> int:
    if args.drill:
        from desk.demo.drill import chosen_ways, play_drill

        faces = Path(args.faces) if args.faces else None
        try:
            ways = chosen_ways(args.ways)
        except ValueError as error:
            print(f"desk demo --ways: {error}", file=sys.stderr)
            return 2
        return play_drill(
            Path(args.out), seed=args.seed, language=args.lang, faces=faces, ways=ways
        )
    from desk.demo.day import play, play_unsent

    run = play_unsent if args.unsent else play
    return run(Path(args.out), applicants=args.applicants, seed=args.seed, language=args.lang)


def _scan(args: argparse.Namespace, words: Wording) -> int:
    from desk.vision.qr import QrReader
    from desk.vision.scan_files import scan_file

    reader = QrReader()
    missed = 0
    for name in args.files:
        result = scan_file(Path(name), reader, text=args.text)
        found = bool(result.texts) if args.text else result.form_id is not None
        missed += not found
        _print_scan(result, words, as_json=args.json, as_text=args.text)
    return 1 if missed else 0


def _print_scan(result: Any, words: Wording, *, as_json: bool, as_text: bool) -> None:
    if as_json:
        print(
            json.dumps(
                {
                    "file": result.file,
                    "form_id": result.form_id,
                    **({"texts": list(result.texts)} if as_text else {}),
                    "decoders": list(result.decoders),
                    "ms": round(result.ms, 1),
                    "reason": result.reason or None,
                },
                ensure_ascii=False,
            )
        )
    elif as_text and result.texts:
        print("\n".join(f"{result.file}: {text}" for text in result.texts))
    else:
        print(f"{result.file}: {result.form_id or words.say(result.reason, **dict(result.facts))}")


def _photo(args: argparse.Namespace, words: Wording) -> int:
    from desk.assembly import photo_eye
    from desk.vision.check_photo import check_photo

    result = check_photo(
        Path(args.file), photo_eye(), words.say, out=Path(args.out) if args.out else None
    )
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(words.label("photo_good" if result["ok"] else "photo_to_fix"))
        for finding in result["findings"]:
            print(f"- {finding['message']}")
    return 0 if result["ok"] else 1


def _doctor(args: argparse.Namespace, words: Wording) -> int:
    from desk.assembly import checks_without_store

    checks = checks_without_store(data_folder(args.data))
    for check in checks:
        sentence = words.say(check.code, **dict(check.facts))
        if args.json:
            print(
                json.dumps(
                    {
                        "part": check.part,
                        "state": check.state.value,
                        "code": check.code,
                        "message": sentence,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            mark = words.label(f"check_state_{check.state.value}")
            print(f"{mark}  {words.label('check_' + check.part)}: {sentence}")
    return 1 if any(check.state.value == "stop" for check in checks) else 0


def _audit(args: argparse.Namespace, words: Wording) -> int:
    from desk.store_at import open_store_at

    folder = data_folder(args.data)
    if not any(folder.glob("desk.db")) and not any(folder.glob("keys.json")):
        raise NeedsPerson("store_absent")
    store = open_store_at(folder, _passphrase(args.passphrase_file))
    try:
        count = store.verify_audit()
        store.verify_integrity()
    finally:
        store.close()
    if args.json:
        print(json.dumps({"ok": True, "entries": count}))
    else:
        print(words.say("check_records_ok", count=count))
    return 0


def _passphrase(file: str | None) -> str:
    """From a file, from DESK_PASSPHRASE, or asked for; never from the command line itself."""
    if file:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    given = os.environ.get("DESK_PASSPHRASE")
    if given:
        return given
    if not sys.stdin.isatty():
        raise NeedsPerson("passphrase_absent")
    return getpass.getpass("合言葉 (passphrase): ")
