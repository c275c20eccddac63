"""The command line of the hub: `desk-hub …`.

Results go to standard output, for people or with `--json` one JSON object a line; what went wrong
to standard error. Exit codes: 0 done, 1 refused or something found, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sync.errors import SyncError
from sync.hub import commands
from sync.hub.commands import Command
from sync.hub.settings import HubSettings, WrongSettings, read_settings

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

REFUSED: Final = 1
WRONG_USAGE: Final = 2


def main(argv: Sequence[str]) -> int:
    given = _parser().parse_args(argv)
    try:
        settings = _settings(given)
        run: Command = given.run
        return run(settings, given)
    except WrongSettings as error:
        print(f"desk-hub: {error}", file=sys.stderr)
        return WRONG_USAGE
    except SyncError as error:
        print(f"desk-hub: {error}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"desk-hub: {error.strerror}: {error.filename}", file=sys.stderr)
        return REFUSED


def _settings(given: argparse.Namespace) -> HubSettings:
    names = ("database", "objects", "name", "host", "port", "tls_cert", "tls_key", "tls_ca")
    more = ("workers", "log_level")
    options = {name: getattr(given, name, None) for name in (*names, *more)}
    return read_settings(given.data, **options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="desk-hub", description=__doc__.partition("\n")[0])
    of = parser.add_subparsers(required=True, metavar="COMMAND")

    init = _command(of, "init", commands.init, "make database, keys and folders")
    init.add_argument("--name", help="the hub's name, for people")

    _add_serve(of)
    _add_terminals(of)

    municipality = _command(of, "municipality", commands.municipality, "into the reference data")
    municipality.add_argument("action", choices=["add", "overlay"])
    municipality.add_argument(
        "--file", type=Path, help="as `desk office init` or 規則の調整 wrote it; to add, or:"
    )
    municipality.add_argument("--code")
    municipality.add_argument("--name", dest="called")
    municipality.add_argument("--recipient", help="age1… of the office")
    municipality.add_argument("--recovery", help="age1… of the recovery key")
    municipality.add_argument("--contact", default="")

    venue = _command(of, "venue", commands.venue, "into the reference data")
    venue.add_argument("action", choices=["add"])
    venue.add_argument("--code", required=True)
    venue.add_argument("--name", dest="called", required=True)
    venue.add_argument("--municipality", required=True)
    venue.add_argument("--may-trickle", action="store_true", help="packets may leave by day")

    reference = _command(of, "reference", commands.reference, "the signed reference data")
    reference.add_argument("action", choices=["set", "export"])
    reference.add_argument("file", type=Path)

    rotate = _command(of, "rotate", commands.rotate, "a new receipt or issuer key")
    rotate.add_argument("role", choices=["receipt", "issuer"])
    rotate.add_argument("--revoke", action="store_true", help="the old one is compromised")
    rotate.add_argument("--root-key", type=Path, help="where the root key lies, if not in keys/")

    keys = _command(of, "keys", commands.keys, "write the signed key set, for another hub's trust")
    keys.add_argument("file", type=Path)

    trust = _command(of, "trust", commands.trust, "import batches of another hub's terminals")
    trust.add_argument("file", type=Path, help="its key set, as `keys` writes it")
    trust.add_argument("--root", help="id of its root key, to be compared")

    _add_care(of)
    return parser


def _add_serve(of: _Subparsers) -> None:
    serve = _command(of, "serve", commands.serve, "run the hub; makes what is missing")
    serve.add_argument("--name", help="the hub's name, when it is made")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--tls-cert", type=Path)
    serve.add_argument("--tls-key", type=Path)
    serve.add_argument("--tls-ca", type=Path, help="the CA that terminals pin")
    serve.add_argument("--workers", type=int, help="processes; with PostgreSQL")
    serve.add_argument("--log-level", choices=["debug", "info", "warning", "error"])


def _add_terminals(of: _Subparsers) -> None:
    enrol = _command(of, "enrol", commands.enrol, "a one-time code for a terminal")
    enrol.add_argument("--label", default="", help="K3")
    enrol.add_argument("--municipality", default="", help="6 digits")
    enrol.add_argument("--terminal", help="a new key for this one, instead of a new terminal")
    enrol.add_argument("--url", required=True, help="where the terminal finds this hub")
    enrol.add_argument("--days", type=int, help="how long the code counts")
    enrol.add_argument("--png", type=Path, help="the QR as a picture")
    _command(of, "terminals", commands.terminals, "list them")
    office = _command(of, "office", commands.office, "let an office fetch its packets")
    office.add_argument("action", choices=["add"])
    office.add_argument("--municipality", required=True)
    office.add_argument("--key", required=True, help="its Ed25519 public key, hex")
    revoke = _command(of, "revoke", commands.revoke, "a lost terminal or office")
    revoke.add_argument("terminal", help="id, or a label that only one has")


def _add_care(of: _Subparsers) -> None:
    imported = _command(of, "import", commands.import_files, "carried batches")
    imported.add_argument("file", type=Path, nargs="+")
    imported.add_argument("--receipt-dir", type=Path, help="instead of beside the file")
    imported.add_argument(
        "--even-revoked", action="store_true", help="of a terminal that is revoked by now"
    )
    _command(of, "verify", commands.verify, "re-hash and re-check everything")
    backup = _command(of, "backup", commands.backup, "copy database, objects and keys")
    backup.add_argument("--to", type=Path, required=True)
    restore = _command(of, "restore", commands.restore, "from a backup into an empty folder")
    restore.add_argument("--from", dest="source", type=Path, required=True)
    _command(of, "migrate", commands.migrate, "bring the tables up to date")
    _command(of, "collect", commands.collect, "remove loose packets that are too old")


def _command(
    of: _Subparsers, name: str, run: Callable[..., int], about: str
) -> argparse.ArgumentParser:
    parser = of.add_parser(name, help=about, description=about)
    parser.add_argument("--data", type=Path, required=True, help="the hub's folder")
    parser.add_argument("--database", help="postgresql://…; without: SQLite in the folder")
    parser.add_argument("--objects", help="s3://bucket?endpoint=…; without: in the folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=run)
    return parser
