"""The other end of a demonstration: a real hub (センター) in a process of its own, and an office.

Everything goes through the hub's own commands, as its staff would type them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sync.keys import SealingKey

MUNICIPALITY_CODE: Final = "139998"
"""Of the invented みどり野市: a code with a right check digit that no municipality has."""
STOP_S: Final = 20


class CentreFailed(Exception):
    """A command of the hub ended badly; the text is what it said."""


class Centre:
    """One hub in `folder`. `with Centre(…) as centre:` serves until the block is left."""

    def __init__(self, folder: Path, name: str, office: SealingKey, recovery: SealingKey) -> None:
        self.folder = folder
        self._name = name
        self._office, self._recovery = office, recovery
        self._serving: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder / "hub.log").open("a", encoding="utf-8")
        with log:
            self._serving = subprocess.Popen(  # noqa: S603 our own program
                self._command("serve", "--port", "0", "--name", self._name),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        out = self._serving.stdout
        line = "" if out is None else out.readline()
        if not line:
            raise CentreFailed(f"hub ended with {self._serving.wait()}")
        self.url = str(json.loads(line)["url"])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        serving = self._serving
        if serving is None:
            return
        serving.terminate()
        try:
            serving.wait(STOP_S)
        except subprocess.TimeoutExpired:
            serving.kill()
            serving.wait()
        if serving.stdout is not None:
            serving.stdout.close()

    # what its staff do
    def add_municipality(self, name: str, contact: str) -> None:
        self._run(
            "municipality", "add", "--code", MUNICIPALITY_CODE, "--name", name,
            "--recipient", self._office.recipient, "--recovery", self._recovery.recipient,
            "--contact", contact,
        )  # fmt: skip

    def enrol(self, label: str) -> str:
        """The one-time code of the enrolment sheet, as its QR holds it."""
        (said,) = self._run(
            "enrol", "--label", label, "--municipality", MUNICIPALITY_CODE, "--url", self.url
        )
        return str(said["text"])

    def trust(self, other: Centre) -> None:
        """Batches of the other's terminals may be carried here."""
        keys = self.folder / "other-hub.json"
        other._run("keys", str(keys))
        self._run("trust", str(keys))

    def import_files(self, files: Iterable[Path], receipts: Path) -> list[Mapping[str, Any]]:
        receipts.mkdir(parents=True, exist_ok=True)
        return self._run("import", *map(str, files), "--receipt-dir", str(receipts))

    def verify(self) -> list[Mapping[str, Any]]:
        """Everything re-hashed and re-checked; raises CentreFailed when something is found."""
        return self._run("verify")

    def _run(self, *arguments: str) -> list[Mapping[str, Any]]:
        done = subprocess.run(  # noqa: S603 our own program
            self._command(*arguments), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise CentreFailed(f"{arguments[0]}: {done.stdout[-500:]} {done.stderr[-500:]}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def _command(self, command: str, *rest: str) -> list[str]:
        words = [command, *rest]
        return [sys.executable, "-m", "sync.hub", *words, "--data", str(self.folder), "--json"]
