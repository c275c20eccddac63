"""The set-up's decisions, and what the locks promise."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"
LOCKS = ("requirements.txt", "requirements-dev.txt")

_spec = importlib.util.spec_from_file_location("desk_setup", INSTALLER / "setup.py")
assert _spec is not None
assert _spec.loader is not None
setup = importlib.util.module_from_spec(_spec)
sys.modules["desk_setup"] = setup
_spec.loader.exec_module(setup)

ROOT_USER = setup.Machine("Linux", True, "/usr/bin/apt-get", None, False)
SUDOER = setup.Machine("Linux", False, "/usr/bin/apt-get", "/usr/bin/sudo", True)
ASKED = setup.Machine("Linux", False, "/usr/bin/apt-get", "/usr/bin/sudo", False)
NOBODY = setup.Machine("Linux", False, "/usr/bin/apt-get", None, False)
OTHER = setup.Machine("Linux", True, None, None, False)


def requirements(lock: str) -> dict[str, str]:
    """Requirement line -> its hashes."""
    text = (INSTALLER / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split("--hash")[0].strip(): line for line in lines}


# ---- locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (INSTALLER / lock).read_text("utf-8")
    assert not re.search(r"https?:|file:|git\+|://| @ |--(extra-)?index|--find-links|/", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    for requirement, line in requirements(lock).items():
        assert re.match(r"[a-z0-9.-]+==[0-9][^ ]*( ;|$)", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}( |$)", line), requirement


def test_both_locks_agree_on_what_they_share() -> None:
    run, dev = (
        dict(line.partition(" ")[0].split("==") for line in requirements(lock)) for lock in LOCKS
    )
    assert not [name for name in run.keys() & dev.keys() if run[name] != dev[name]]


@pytest.mark.parametrize("source", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_says_why_and_is_locked(source: str) -> None:
    lock = {line.partition("==")[0] for line in requirements(source.replace(".in", ".txt"))}
    explained = False
    for line in (INSTALLER / source).read_text("utf-8").splitlines():
        if line.startswith("#"):
            explained = True
        elif not line:
            explained = False
        elif not line.startswith("-c"):
            assert explained, line
            assert re.split("[!<>=~]", line)[0] in lock


def test_the_list_of_licences_follows_the_lock() -> None:
    listed = (ROOT / "resources" / "licences" / "packages.md").read_text("utf-8")
    names = set(re.findall(r"^\| ([a-z0-9.-]+) \|", listed, re.MULTILINE)) - {"package", "---"}
    assert names == {line.partition("==")[0] for line in requirements("requirements.txt")}
    for line in requirements("requirements.txt"):
        name, version = line.split(" ")[0].split("==")
        # numpy has one version a Python; the list was made on one of them
        assert name == "numpy" or f"| {name} | {version} |" in listed


def test_ci_runs_the_readme_command_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands[0] == "set -euo pipefail"
    assert commands[1].startswith("cd ")
    assert commands[2:] == ["python3 installer/setup.py test"]
    assert commands[2] in (ROOT / "README.md").read_text("utf-8")
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)


# ---- which packages


def test_only_linux_needs_system_libraries() -> None:
    assert setup.needed_libraries("run", "Windows", True) == {}
    assert setup.needed_libraries("test", "Darwin", True) == {}


def test_window_libraries_are_asked_for_only_where_a_window_can_open() -> None:
    without = setup.needed_libraries("run", "Linux", False)
    assert "libxcb-cursor.so.0" not in without
    assert setup.needed_libraries("run", "Linux", True).items() > without.items()
    assert setup.needed_libraries("test", "Linux", False).items() > without.items()


@given(there=st.sets(st.sampled_from(sorted({**setup.ALWAYS, **setup.WINDOW}))))
def test_exactly_the_missing_are_named_once(there: set[str]) -> None:
    needed = {**setup.ALWAYS, **setup.WINDOW}
    missing = setup.missing_packages(needed, there.__contains__)
    assert list(missing) == [needed[name] for name in needed if name not in there]


def test_a_library_that_no_loader_finds_does_not_load() -> None:
    assert not setup.library_loads("libno-such-thing.so.9")


# ---- how they are installed


@pytest.mark.parametrize(
    ("machine", "line"),
    [
        (ROOT_USER, "apt-get update && apt-get install -y --no-install-recommends libgl1 libzbar0"),
        (
            ASKED,
            "sudo apt-get update && sudo apt-get install -y"
            " --no-install-recommends libgl1 libzbar0",
        ),
        (
            NOBODY,
            "su -c '/usr/bin/apt-get update && /usr/bin/apt-get install -y"
            " --no-install-recommends libgl1 libzbar0'",
        ),
        (OTHER, "your system's installer for what Debian calls: libgl1 libzbar0"),
    ],
)
def test_the_line_to_run(machine: object, line: str) -> None:
    assert setup.line_to_run(("libgl1", "libzbar0"), machine) == line


@pytest.mark.parametrize("machine", [ASKED, NOBODY, OTHER])
def test_apt_is_not_touched_without_the_right_to(machine: object) -> None:
    assert setup.apt_argv(machine) is None


@pytest.mark.parametrize("machine", [ROOT_USER, SUDOER])
def test_apt_asks_nothing(machine: setup.Machine) -> None:
    argv = setup.apt_argv(machine)
    assert argv is not None
    assert "DEBIAN_FRONTEND=noninteractive" in argv
    assert "-y" in setup.apt_install(["libgl1"])
    assert (argv[:2] == ("/usr/bin/sudo", "-n")) is (machine is SUDOER)


def refused(
    monkeypatch: pytest.MonkeyPatch, machine: object, missing: list[str], wished: list[str]
) -> str:
    monkeypatch.setattr(setup, "this_machine", lambda: machine)
    with pytest.raises(setup.SetupError) as error:
        setup.add_packages(missing, wished)
    return str(error.value)


def test_without_the_right_the_person_gets_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence, line = refused(monkeypatch, ASKED, ["libgl1"], ["xvfb"]).splitlines()
    assert "may not install" in sentence
    assert line.strip() == setup.line_to_run(("libgl1", "xvfb"), ASKED)


def test_missing_test_tools_alone_stop_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "this_machine", lambda: NOBODY)
    setup.add_packages([], ["xvfb"])
    assert "xvfb" in capsys.readouterr().out


@pytest.fixture
def apt_stub(tmp_path: Path) -> Path:
    """An apt-get that writes down what it was asked and succeeds after `update`."""
    stub = tmp_path / "apt-get"
    stub.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n'
        f'case "$*" in *update*) : > {tmp_path}/fresh;; esac\ntest -e {tmp_path}/fresh\n'
    )
    stub.chmod(0o755)
    return stub


@pytest.mark.skipif(os.name == "nt", reason="apt is Debian's")
def test_old_lists_are_updated_once_and_then_it_works(apt_stub: Path) -> None:
    assert setup.apt_get((str(apt_stub),), ("libgl1",)) is None
    asked = (apt_stub.parent / "asked").read_text().splitlines()
    install = "install -y --no-install-recommends libgl1"
    assert asked == [install, "update", install]


@pytest.mark.skipif(os.name == "nt", reason="apt is Debian's")
def test_what_apt_said_is_told_when_it_fails(tmp_path: Path) -> None:
    stub = tmp_path / "apt-get"
    stub.write_text("#!/bin/sh\necho no network here\nexit 100\n")
    stub.chmod(0o755)
    assert "no network here" in (setup.apt_get((str(stub),), ("libgl1",)) or "")


# ---- starting


@pytest.mark.parametrize(
    ("system", "environment", "seen"),
    [
        ("Linux", {}, False),
        ("Linux", {"DISPLAY": ""}, False),
        ("Linux", {"DISPLAY": ":0"}, True),
        ("Linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("Windows", {}, True),
        ("Darwin", {}, True),
    ],
)
def test_whether_there_is_a_display(system: str, environment: dict[str, str], seen: bool) -> None:
    assert setup.has_display(system, environment) is seen


def test_what_run_asks_of_the_desk() -> None:
    assert setup.desk_arguments(True, ["--lang", "en"]) == ("--practice", "--lang", "en")
    assert setup.desk_arguments(False, []) == ("demo", "--out", "demo-day")


def test_the_suite_uses_the_cores_and_one_test_does_not() -> None:
    assert setup.pytest_arguments([], 2)[:2] == ("-n", "2")
    assert setup.pytest_arguments(["-k", "setup"], 2) == ("-k", "setup")


def test_programs_of_the_environment() -> None:
    venv = Path("x")
    assert setup.venv_program(venv, "python", False) == Path("x/bin/python")
    assert setup.venv_program(venv, "python", True) == Path("x/Scripts/python.exe")


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_a_launcher_works_from_a_path_with_spaces_and_passes_its_arguments(tmp_path: Path) -> None:
    folder = tmp_path / "まちかど's desk"
    folder.mkdir()
    python = folder / "python"
    python.symlink_to(sys.executable)
    script = folder / "json-tool"
    script.write_text(setup.launcher(python, "json.tool", False), "utf-8")
    script.chmod(0o755)
    (folder / "a b.json").write_text("[1]")
    done = subprocess.run([script, "a b.json"], cwd=folder, capture_output=True, check=True)
    assert done.stdout.split() == [b"[", b"1", b"]"]


def test_a_windows_launcher_finds_its_own_python() -> None:
    text = setup.launcher(Path("ignored"), "desk", True)
    assert text == '@"%~dp0python.exe" -P -m desk %*\n'


def test_the_fingerprint_follows_locks_and_place() -> None:
    same = setup.fingerprint([b"a", b"b"], Path("/x"))
    others = [([b"ab"], "/x"), ([b"a", b"c"], "/x"), ([b"b", b"a"], "/x"), ([b"a", b"b"], "/y")]
    assert same == setup.fingerprint([b"a", b"b"], Path("/x"))
    assert same not in {setup.fingerprint(locks, Path(place)) for locks, place in others}


@pytest.mark.skipif(os.name == "nt", reason="POSIX paths")
def test_started_with_an_empty_environment_the_system_is_still_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/mine:/usr/bin")
    path = setup.child_environment(A="1")["PATH"].split(":")
    assert path[:2] == ["/mine", "/usr/bin"]
    assert path.count("/usr/bin") == 1
    assert "/sbin" in path


def test_of_a_long_output_the_end_is_told_without_retries() -> None:
    said = "\n".join(["start", "WARNING: Retrying (...)", "ERROR: none", "", "the end"])
    assert setup.last_lines(said, 2) == "    ERROR: none\n    the end"


def test_an_unknown_command_gets_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["fly"]) == 2
    assert "setup.py test" in capsys.readouterr().out
