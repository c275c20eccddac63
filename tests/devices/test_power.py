"""Argument lists only, and only where the system offers it."""

from __future__ import annotations

import sys

from desk.devices.power import do, power_commands


def found(name: str) -> str | None:
    return f"/usr/bin/{name}"


def test_each_system_has_its_own_list() -> None:
    assert power_commands("linux", found, True) == {
        "restart": ("/usr/bin/systemctl", "reboot"),
        "switch_off": ("/usr/bin/systemctl", "poweroff"),
    }
    assert power_commands("win32", found) == {
        "restart": ("/usr/bin/shutdown", "/r", "/t", "0"),
        "switch_off": ("/usr/bin/shutdown", "/s", "/t", "0"),
    }


def test_nothing_is_offered_where_it_would_not_work() -> None:
    assert power_commands("linux", found, False) == {}
    assert power_commands("linux", lambda _name: None, True) == {}
    assert power_commands("win32", lambda _name: None) == {}
    assert power_commands("darwin", found, True) == {}


def test_a_refusal_is_harmless() -> None:
    assert do((sys.executable, "-c", "pass"))
    assert not do((sys.executable, "-c", "raise SystemExit(1)"))
    assert not do(("/no/such/program",))
