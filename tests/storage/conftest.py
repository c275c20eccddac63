"""Fixtures of the store's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_world import Booth, open_booth


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def booth(folder: Path) -> Iterator[Booth]:
    booth = open_booth(folder)
    yield booth
    booth.store.close()
