"""What the commands of `desk-hub` do, and what they print."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from sync.enrolment import EnrolmentCode
from sync.hub.code_picture import as_png, as_text
from sync.hub.hub import Hub, opened
from sync.hub.settings import HubSettings, WrongSettings
from sync.keys import fingerprint
from sync.protocol import Municipality, Venue
from sync.whole_file import write_whole

Command = Callable[[HubSettings, argparse.Namespace], int]


def say(given: argparse.Namespace, people: str, **facts: object) -> None:
    """One line for people, or all the facts as JSON."""
    print(json.dumps(facts, ensure_ascii=False) if given.json else people, flush=True)


def init(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        keys = hub.keys.signed().keys
        shown = fingerprint(keys.root.public)
        hub.reference.envelope()
        say(
            given,
            f"{keys.hub}: root {shown}",
            hub=keys.hub,
            root=hub.keys.root_id,
            fingerprint=shown,
        )
    return 0


def serve(settings: HubSettings, given: argparse.Namespace) -> int:
    # The web server is loaded by this command only.
    from sync.hub.serving import serve as run

    def started(hub: Hub, url: str) -> None:
        keys = hub.keys.signed().keys
        shown = fingerprint(keys.root.public)
        say(
            given,
            f"{url}  root {shown}",
            url=url,
            hub=keys.hub,
            root=hub.keys.root_id,
            fingerprint=shown,
        )

    run(settings, started)
    return 0


def migrate(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        say(given, "the tables are up to date", database=hub.database.kind)
    return 0


def collect(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        count = hub.collect()
    say(given, f"{count} loose packets removed", removed=count)
    return 0


# terminals -----------------------------------------------------------------------------------
def enrol(settings: HubSettings, given: argparse.Namespace) -> int:
    if not given.terminal and not (given.label and given.municipality):
        raise WrongSettings("give --label and --municipality, or --terminal")
    with opened(settings) as hub:
        code = hub.enrolling.make_code(
            label=given.label,
            municipality=given.municipality,
            terminal=given.terminal,
            days=given.days,
        )
        enrolment = EnrolmentCode(url=given.url, code=code, root=hub.keys.root_id)
    text = EnrolmentCode.parse(enrolment.text()).text()
    if given.png:
        write_whole(given.png, as_png(text))
    say(given, f"{as_text(text)}\n{text}\n{code}", text=text, code=code, url=given.url)
    return 0


def terminals(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        for terminal in hub.enrolling.terminals():
            state = "revoked" if terminal.revoked_at else "active"
            say(
                given,
                f"{terminal.municipality} {terminal.label:4} {terminal.id} {state}",
                terminal=terminal.id,
                municipality=terminal.municipality,
                label=terminal.label,
                state=state,
                key=terminal.key.public,
            )
    return 0


def office(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        added = hub.enrolling.add_office(given.municipality, given.key.lower())
        root = hub.keys.root_id
    say(given, f"office {added.id}", office=added.id, municipality=added.municipality, root=root)
    return 0


def revoke(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        gone = hub.enrolling.revoke(given.terminal)
        hub.reference.change(lambda reference: reference)
    say(given, f"revoked {gone.id}", revoked=gone.id, municipality=gone.municipality)
    return 0


# reference data and keys ---------------------------------------------------------------------
def municipality(settings: HubSettings, given: argparse.Namespace) -> int:
    if given.action == "overlay":
        if not given.file:
            raise WrongSettings("give --file, the overlay as a terminal exported it")
        return _referenced(settings, given, lambda hub: hub.reference.set_overlay(given.file))
    if given.file:
        from sync.hub.reference_data import read_toml

        listed, _ = read_toml(given.file)
    elif given.code and given.called and given.recipient and given.recovery:
        one = Municipality(
            code=given.code,
            name=given.called,
            recipient=given.recipient,
            recovery=given.recovery,
            contact=given.contact,
        )
        listed = (one,)
    else:
        raise WrongSettings("give --file, or --code, --name, --recipient and --recovery")

    def add(hub: Hub) -> None:
        for each in listed:
            hub.reference.add_municipality(each)

    return _referenced(settings, given, add)


def venue(settings: HubSettings, given: argparse.Namespace) -> int:
    added = Venue(
        code=given.code,
        name=given.called,
        municipality=given.municipality,
        may_trickle=given.may_trickle,
    )
    return _referenced(settings, given, lambda hub: hub.reference.add_venue(added))


def reference(settings: HubSettings, given: argparse.Namespace) -> int:
    if given.action == "set":
        return _referenced(settings, given, lambda hub: hub.reference.set_from(given.file))
    return _referenced(
        settings, given, lambda hub: write_whole(given.file, hub.reference.envelope())
    )


def _referenced(
    settings: HubSettings, given: argparse.Namespace, change: Callable[[Hub], None]
) -> int:
    with opened(settings) as hub:
        change(hub)
        serial, _ = hub.reference.current()
    say(given, f"reference data {serial}", serial=serial)
    return 0


def rotate(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        root = hub.keys.files.root(given.root_key)
        keys = hub.keys.rotate(given.role, root, revoke=given.revoke)
        if given.role == "issuer":
            hub.reference.change(lambda reference: reference)
    say(given, f"key set {keys.serial}", serial=keys.serial, role=given.role)
    return 0


def keys(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        write_whole(given.file, hub.keys.signed().envelope)
        root, serial = hub.keys.root_id, hub.keys.signed().keys.serial
    say(given, f"root {root}", root=root, serial=serial)
    return 0


def trust(settings: HubSettings, given: argparse.Namespace) -> int:
    with opened(settings) as hub:
        trusted = hub.trust(given.file.read_bytes(), given.root)
    shown = fingerprint(trusted.root.public)
    say(given, f"{trusted.hub}: root {shown}", hub=trusted.hub, fingerprint=shown)
    return 0


# care ----------------------------------------------------------------------------------------
def import_files(settings: HubSettings, given: argparse.Namespace) -> int:
    from sync.hub.importing import import_carried

    failed = 0
    with opened(settings) as hub:
        for file in given.file:
            done = import_carried(
                hub, file, given.receipt_dir or file.parent, even_revoked=given.even_revoked
            )
            failed += done.code is not None
            people = f"{file.name}: {done.code or done.outcome}"
            say(given, people, file=file.name, **done.facts())
    return 1 if failed else 0


def verify(settings: HubSettings, given: argparse.Namespace) -> int:
    from sync.hub.verifying import verify_all

    with opened(settings) as hub:
        report = verify_all(hub)
    for finding in report.findings:
        say(given, finding.told(), **finding.facts())
    say(given, report.told(), **report.facts())
    return 1 if report.findings else 0


def backup(settings: HubSettings, given: argparse.Namespace) -> int:
    from sync.hub.backups import back_up

    with opened(settings) as hub:
        done = back_up(hub, given.to)
    for line in done.notes:
        print(f"desk-hub: {line}", file=sys.stderr)
    say(given, f"{done.packets} packets copied", packets=done.packets, bytes=done.bytes)
    return 0


def restore(settings: HubSettings, given: argparse.Namespace) -> int:
    from sync.hub.backups import restore as run

    done = run(Path(given.source), settings)
    say(given, f"{done.packets} packets restored", packets=done.packets, bytes=done.bytes)
    return 0
