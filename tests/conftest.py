"""What every test relies on: no screen, repeatable examples, the measuring samples."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

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


_SHARED = "servesManyTests"


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """The windows of a fixture that serves many tests are not left over between them."""
    before = set(_windows()) if fixturedef.scope != "function" else None
    try:
        return (yield)
    finally:
        if before is not None:
            for window in set(_windows()) - before:
                window.setProperty(_SHARED, True)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """What one test left open never takes the keys of another: every window goes with its test,
    and all that it would still do with it (a desk that nobody touches locks itself, over all
    windows, five minutes after its test)."""
    same_file = nextitem is not None and nextitem.path == item.path
    left = [each for each in _windows() if not (same_file and _root(each).property(_SHARED))]
    for window in left:
        window.hide()
    for window in left:
        if window.parentWidget() is None:
            window.deleteLater()
    if left:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _windows() -> list[Any]:
    """Shown or not; popups and dialogs too."""
    widgets = sys.modules.get("PySide6.QtWidgets")  # where nothing draws, Qt is not loaded
    return [] if widgets is None else list(widgets.QApplication.topLevelWidgets())


def _root(widget: Any) -> Any:
    while (parent := widget.parentWidget()) is not None:
        widget = parent
    return widget
