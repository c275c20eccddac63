#!/usr/bin/env python3
"""The two commands of the README: `setup.py run` and `setup.py test`.

Standard library only, since nothing is installed yet. Makes `.venv` beside this folder, adds the
system libraries where it may (or prints the one line to run), installs from the hash-locked lists
and then opens the desk or runs every check. The second start does no installing and no network.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import importlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {
    "run": ("requirements.txt",),
    "test": ("requirements.txt", "requirements-dev.txt"),
}
OLDEST_PYTHON = (3, 11)
USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Library name as the loader knows it -> Debian package. Found with ldd on the Qt modules and
# plugins that the desk loads, in a bare Debian 12; the loader is asked, not dpkg, so that other
# ways to install a library count as well.
ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
    "libXrandr.so.2": "libxrandr2",
    "libdrm.so.2": "libdrm2",
    "libzbar.so.0": "libzbar0",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libcups.so.2": "libcups2",  # real printers; without it Qt offers PDF only
}
# Programs that some tests drive; those tests are skipped where the program is missing.
TEST_TOOLS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "strace": "strace",
    "pdftoppm": "poppler-utils",
    "age": "age",
    "initdb": "postgresql",
}
# Libraries with which tests press keys on a bare X server; skipped like the programs.
TEST_LIBRARIES = {"libX11.so.6": "libx11-6", "libXtst.so.6": "libxtst6"}


class SetupError(Exception):
    """Set-up cannot go on; the text is the sentence that the person reads."""


class Machine(NamedTuple):
    """What decides how system libraries are added."""

    system: str  # platform.system()
    is_root: bool
    apt: str | None  # path of apt-get
    sudo: str | None  # path of sudo
    sudo_is_free: bool  # sudo works without a password


class Check(NamedTuple):
    """One check of `test` that comes before pytest."""

    name: str
    argv: tuple[str, ...]


# ---- decisions: pure, tested in tests/unit/test_setup.py


def needed_libraries(command: str, system: str, display: bool) -> Mapping[str, str]:
    """Library -> package for a command; the tests open real windows (under Xvfb) as well."""
    if system != "Linux":
        return {}
    return {**ALWAYS, **WINDOW} if display or command == "test" else ALWAYS


def missing_packages(needed: Mapping[str, str], found: Callable[[str], bool]) -> tuple[str, ...]:
    """The packages whose library or program is not found, each once, in the table's order."""
    return tuple(dict.fromkeys(package for name, package in needed.items() if not found(name)))


def apt_install(packages: Iterable[str]) -> tuple[str, ...]:
    """What follows the word apt-get."""
    return ("install", "-y", "--no-install-recommends", *packages)


def line_to_run(packages: Sequence[str], machine: Machine) -> str:
    """The one line that a person with the right to do so runs."""
    if machine.apt is None:
        return "your system's installer for what Debian calls: " + " ".join(packages)
    install = " ".join(("apt-get", *apt_install(packages)))
    if machine.is_root:
        return f"apt-get update && {install}"
    if machine.sudo is None:
        return f"su -c '/usr/bin/apt-get update && /usr/bin/{install}'"
    return f"sudo apt-get update && sudo {install}"


def apt_argv(machine: Machine) -> tuple[str, ...] | None:
    """How apt-get is started without asking anything, or None where we may not."""
    if machine.apt is None or not (machine.is_root or machine.sudo_is_free):
        return None
    quiet = ("env", "DEBIAN_FRONTEND=noninteractive", machine.apt, "-qq")
    patient = ("-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2")
    return (*(() if machine.is_root else (str(machine.sudo), "-n")), *quiet, *patient)


def has_display(system: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be seen; Windows and macOS always have a screen."""
    if system != "Linux":
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def venv_program(venv: Path, name: str, windows: bool) -> Path:
    """Where a virtual environment keeps a program."""
    return venv / "Scripts" / f"{name}.exe" if windows else venv / "bin" / name


def desk_arguments(display: bool, extra: Sequence[str]) -> tuple[str, ...]:
    """What `run` asks of the desk: the practice venue, or its day played without a screen."""
    return ("--practice", *extra) if display else ("demo", "--out", "demo-day", *extra)


def pytest_arguments(extra: Sequence[str], cores: int) -> tuple[str, ...]:
    """Whole suite: all cores, each file's tests together as long as the work is even (what a file
    sets up once is then set up once). With arguments someone looks at one thing: one process."""
    return tuple(extra) or ("-n", str(min(cores, 4)), "--dist", "worksteal", "-q")


def launcher(python: Path, module: str, windows: bool) -> str:
    """The text of a command's launcher. -P keeps the current folder out of the import path."""
    if windows:
        return f'@"%~dp0python.exe" -P -m {module} %*\n'
    return f'#!/bin/sh\nexec {shlex.quote(str(python))} -P -m {module} "$@"\n'


def fingerprint(locks: Sequence[bytes], root: Path) -> str:
    """Changes when a lock changes or the folder was moved (launchers hold its path)."""
    whole = hashlib.sha256(str(root).encode())
    for lock in locks:
        whole.update(hashlib.sha256(lock).digest())
    return whole.hexdigest()


# ---- looking at the machine


def program(name: str) -> str | None:
    """The program's path, also where PATH is empty or lacks the system folders.

    Debian keeps PostgreSQL's own programs out of every PATH, one folder a version.
    """
    servers = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return shutil.which(name) or shutil.which(name, path=":".join((USUAL_PATH, *servers)))


def library_loads(name: str) -> bool:
    """Whether the loader finds the library and everything that it needs in turn."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def this_machine() -> Machine:
    """What this machine and user may do; asks sudo, never a person."""
    sudo = program("sudo")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    free = not is_root and sudo is not None and call_quietly((sudo, "-n", "true")).returncode == 0
    return Machine(platform.system(), is_root, program("apt-get"), sudo, free)


def call_quietly(
    argv: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run and keep the output; nothing can ask anything."""
    return subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=ROOT,
        env=None if environment is None else dict(environment),
        check=False,
    )


def say(text: str) -> None:
    """One line to the person, at once."""
    print(text, flush=True)


def last_lines(output: str, count: int = 5) -> str:
    """The end of what a program said, without the warnings about its own retries."""
    lines = [line for line in output.splitlines() if line and "WARNING: Retrying" not in line]
    return "\n".join(f"    {line}" for line in lines[-count:])


def child_environment(**changes: str) -> dict[str, str]:
    """Ours, with the system's folders in PATH, which a bare start (env -i, cron) may lack."""
    environment = {**os.environ, **changes}
    if os.name == "posix":
        folders = [*environment.get("PATH", "").split(":"), *USUAL_PATH.split(":")]
        environment["PATH"] = ":".join(dict.fromkeys(filter(None, folders)))
    return environment


# ---- system libraries


def ensure_system(command: str, display: bool) -> None:
    """Add what is missing, or raise SetupError with the line to run."""
    missing = missing_packages(needed_libraries(command, platform.system(), display), library_loads)
    if platform.system() == "Darwin" and ctypes.util.find_library("zbar") is None:
        raise SetupError(
            "The QR decoder zbar is missing. Run this, then start again:\n    brew install zbar"
        )
    if importlib.util.find_spec("ensurepip") is None and not python_in_venv().exists():
        missing = ("python3-venv", *missing)
    tools = (
        *missing_packages(TEST_TOOLS, lambda name: program(name) is not None),
        *missing_packages(TEST_LIBRARIES, library_loads),
    )
    wished = tools if command == "test" and platform.system() == "Linux" else ()
    if missing or wished:
        add_packages(missing, wished)


def add_packages(missing: Sequence[str], wished: Sequence[str]) -> None:
    """Install both with apt-get where allowed; without right, only `missing` stops us."""
    machine = this_machine()
    apt = apt_argv(machine)
    packages = (*missing, *wished)
    if apt is None and missing:
        raise SetupError(
            "System packages are missing, and this user may not install them."
            f" Run this once, then start again:\n    {line_to_run(packages, machine)}"
        )
    if apt is None:
        say(
            f"Tests that need {', '.join(wished)} are skipped. To have them run:"
            f"\n    {line_to_run(wished, machine)}"
        )
        return
    say(f"Installing system packages: {' '.join(packages)}")
    output = apt_get(apt, packages)
    importlib.invalidate_caches()
    if output is not None:
        raise SetupError(
            f"apt-get could not install them:\n{last_lines(output)}\n"
            f"When that is mended (a network is needed), start again, or run:\n"
            f"    {line_to_run(packages, machine)}"
        )


def apt_get(apt: Sequence[str], packages: Sequence[str]) -> str | None:
    """Install from the lists at hand, else after one update; None, or apt's output if it failed."""
    done = call_quietly((*apt, *apt_install(packages)))
    if done.returncode == 0:
        return None
    updated = call_quietly((*apt, "update"))
    done = call_quietly((*apt, *apt_install(packages)))
    return None if done.returncode == 0 else updated.stdout + done.stdout


# ---- the virtual environment


def python_in_venv() -> Path:
    return venv_program(VENV, "python", os.name == "nt")


def ensure_packages(command: str) -> None:
    """Make `.venv` hold exactly the locked packages; does nothing when it already does."""
    stamp = VENV / f"installed-{command}.txt"
    locks = [(ROOT / "installer" / name).read_bytes() for name in LOCKS[command]]
    wanted = fingerprint(locks, ROOT)
    if python_in_venv().exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    make_venv()
    for name in LOCKS[command]:
        install_lock(ROOT / "installer" / name)
    link_project()
    part = stamp.with_suffix(".part")
    part.write_text(wanted, "utf-8")
    part.replace(stamp)


def make_venv() -> None:
    """A working `.venv`; one that was left half made, or whose Python is gone, is made anew."""
    probe = (str(python_in_venv()), "-m", "pip", "--version")
    if python_in_venv().exists() and call_quietly(probe).returncode == 0:
        return
    say(f"Making {VENV} with Python {platform.python_version()}")
    made = call_quietly((sys.executable, "-m", "venv", "--clear", str(VENV)))
    if made.returncode != 0:
        raise SetupError(f"The virtual environment could not be made:\n{last_lines(made.stdout)}")


def install_lock(lock: Path) -> None:
    """pip, hashes checked, wheels only: nothing is built and nothing unlisted gets in."""
    say(f"Installing Python packages from {lock.relative_to(ROOT)} (first time: some minutes)")
    pip = (str(python_in_venv()), "-m", "pip", "install", "--quiet", "--no-input")
    rules = ("--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:")
    environment = child_environment(PIP_USER="0", PIP_ROOT_USER_ACTION="ignore")
    done = call_quietly((*pip, *rules, "-r", str(lock)), environment)
    if done.returncode != 0:
        raise SetupError(
            "The Python packages could not be installed. The first start needs a network;"
            f" pip said:\n{last_lines(done.stdout)}\nStart again when that is mended."
        )


def link_project() -> None:
    """Make `desk` and `sync` importable and write the commands of pyproject.toml.

    Done here, not by an editable install: that would need a build tool, which Python 3.12 and
    later no longer bring, and slows every start with an import hook.
    """
    import tomllib  # here, so that an older Python still gets the sentence of check_python

    windows = os.name == "nt"
    libraries = "Lib/site-packages" if windows else "lib/python3.*/site-packages"
    (site,) = VENV.glob(libraries)
    (site / "machikado-desk.pth").write_text(f"{ROOT}\n", "utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name, entry in project["scripts"].items():
        module = entry.partition(":")[0].removesuffix(".__main__")
        path = python_in_venv().with_name(f"{name}.cmd" if windows else name)
        path.write_text(launcher(python_in_venv(), module, windows), "utf-8")
        path.chmod(0o755)


# ---- the two commands


def run(extra: Sequence[str]) -> int:
    """Open the desk on a practice venue; without a display, play its day and say where."""
    display = has_display(platform.system(), os.environ)
    environment = child_environment()
    if not display:
        environment["QT_QPA_PLATFORM"] = "offscreen"
        say("There is no display here: a practice day is played without one.")
    argv = (str(python_in_venv()), "-P", "-m", "desk", *desk_arguments(display, extra))
    code = subprocess.call(argv, cwd=ROOT, env=environment)
    if not display and code == 0:
        say(f"The pictures of the day are in {ROOT / 'demo-day'}")
    return code


def test(extra: Sequence[str]) -> int:
    """Every check, then the tests; 0 only if all are well. pytest's closing line comes last."""
    # one order of sets in all test processes: they must collect the same tests in the same order
    environment = child_environment(QT_QPA_PLATFORM="offscreen", PYTHONHASHSEED="0")
    failed = [check.name for check in checks() if not check_passes(check, environment)]
    if failed:
        say(f"FAILED before the tests: {', '.join(failed)}")
    arguments = pytest_arguments(extra, os.cpu_count() or 1)
    argv = (str(python_in_venv()), "-m", "pytest", *arguments)
    code = subprocess.call(argv, cwd=ROOT, env=environment)
    return code or (1 if failed else 0)


def checks() -> tuple[Check, ...]:
    python = str(python_in_venv())
    # not its script: that holds the path of the folder in which it was installed
    lint_imports = "import sys, importlinter.cli as c; sys.exit(c.lint_imports_command())"
    return (
        Check("ruff check", (python, "-m", "ruff", "check", ".")),
        Check("ruff format", (python, "-m", "ruff", "format", "--check", ".")),
        Check("mypy", (python, "-m", "mypy")),
        Check("lint-imports", (python, "-c", lint_imports, "--no-logo")),
    )


def check_passes(check: Check, environment: Mapping[str, str]) -> bool:
    """One line if all is well, the whole output if not."""
    started = time.monotonic()
    done = call_quietly(check.argv, environment)
    took = f"{time.monotonic() - started:.1f} s"
    say(f"{check.name}: {'ok' if done.returncode == 0 else 'FAILED'} ({took})")
    if done.returncode != 0:
        say(done.stdout.rstrip())
    return done.returncode == 0


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; {sys.executable} is"
            f" {platform.python_version()}. Start this with a newer one, for example:"
            "\n    python3.11 installer/setup.py run"
        )


def main(argv: Sequence[str]) -> int:
    commands = {"run": run, "test": test}
    if not argv or argv[0] not in commands:
        say(
            "Usage: python3 installer/setup.py run [-- ARGUMENTS OF DESK]\n"
            "       python3 installer/setup.py test [ARGUMENTS OF PYTEST]"
        )
        return 2
    command, extra = argv[0], list(argv[1:])
    if extra[:1] == ["--"]:
        del extra[0]
    try:
        check_python()
        ensure_system(command, has_display(platform.system(), os.environ))
        ensure_packages(command)
        return commands[command](extra)
    except SetupError as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
