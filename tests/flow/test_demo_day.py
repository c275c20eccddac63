"""The demonstration day as users run it: own process, no display, everything left behind true."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from desk.demo.people import cast
from desk.domain.numbers import ApplicationNumber

ROOT = Path(__file__).resolve().parents[2]


def demo(out: Path, applicants: int, *wrapper: str, **more: str) -> dict[str, int]:
    """Run `desk demo` and return its summary."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    command = [*wrapper, sys.executable, "-m", "desk", "demo", "--out", str(out)]
    done = subprocess.run(
        [*command, "--applicants", str(applicants)],
        cwd=ROOT,
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


def number_on(pdf: Path) -> str:
    """What the slip's QR says, decoded from the printed page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = np.asarray(page.render(scale=3).to_numpy())
    (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(picture[..., :3]))
    return str(code.text)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    out = tmp_path_factory.mktemp("day")
    return out, demo(out, 3)


def test_nothing_is_lost_and_every_number_is_accounted_for(
    day: tuple[Path, dict[str, int]],
) -> None:
    _out, summary = day
    assert summary["applications"] == 3
    assert (summary["mail"], summary["counter"], summary["corrected"]) == (2, 1, 1)
    assert (summary["lost"], summary["plaintext_found"]) == (0, 0)
    assert summary["batches"] == 1
    for each in ("sealed", "received", "opened_by_office", "received_by_file"):
        assert summary[each] == summary["accepted"] == 3


def test_the_slips_carry_their_number_and_no_form_id(day: tuple[Path, dict[str, int]]) -> None:
    out, summary = day
    slips = sorted((out / "slips").glob("*.pdf"))
    assert len(slips) == summary["slips"] == 4  # one of them for the corrected version
    assert {ApplicationNumber.parse(number_on(slip)).serial for slip in slips} == {1, 2, 3}


def test_pictures_of_every_step_are_left(day: tuple[Path, dict[str, int]]) -> None:
    names = {path.stem.split("-", 1)[1] for path in (day[0] / "screens").glob("*.png")}
    assert names >= {
        "start",
        "form-read",
        "applicant",
        "identity",
        "photo-live",
        "photo-compare",
        "applicant-display",
        "papers",
        "accepted",
        "correction",
        "search",
        "counts",
        "procedures",
        "locked",
    }


def test_no_readable_trace_of_anybody_in_store_logs_and_leftovers(
    day: tuple[Path, dict[str, int]],
) -> None:
    words = [
        word.encode()
        for person in cast(3, 1)
        for word in (person.name, person.kana, person.address, person.form_id)
    ]
    files = [path for path in (day[0] / "data").rglob("*") if path.is_file()]
    assert any(path.name == "desk.db" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not [word for word in words if word in content], path.name


@pytest.mark.skipif(
    shutil.which("xvfb-run") is None or shutil.which("xauth") is None,
    reason="xvfb or xauth is not installed",
)
def test_in_a_real_window_by_keyboard_alone(tmp_path: Path) -> None:
    screen = ("xvfb-run", "-a", "-s", "-screen 0 1366x768x24")
    summary = demo(tmp_path / "day", 1, *screen)
    assert (summary["accepted"], summary["lost"]) == (1, 0)
    (slip,) = (tmp_path / "day" / "slips").glob("*.pdf")
    assert ApplicationNumber.parse(number_on(slip)).short == "K3-001"
