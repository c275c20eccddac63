"""What every test relies on: no screen, repeatable examples, the measuring samples."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything imports Qt: the platform is chosen when the application object is made.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As the command line does: Qt's notes about codecs that a camera does not need.
os.environ.setdefault(
    "QT_LOGGING_RULES", "qt.multimedia.symbolsresolver=false;qt.multimedia.ffmpeg.info=false"
)

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"

# "desk": the same examples on every machine, no time limit a slow laptop could miss.
# "search": looks for new counterexamples (HYPOTHESIS_PROFILE=search pytest ...).
settings.register_profile("desk", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of public measuring samples that lies beside the checkout, if it does."""
    if not SAMPLES.is_dir():
        pytest.skip("the measuring samples (../shared/samples) are not here")
    return SAMPLES


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """A window that a file of tests left open would take the next one's focus, so it goes with
    its file (a test that failed half-way cannot close what it opened)."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    same = nextitem is not None and nextitem.path == item.path
    if widgets is None or same or widgets.QApplication.instance() is None:
        return
    for window in widgets.QApplication.topLevelWidgets():
        if window.isVisible():
            window.hide()
