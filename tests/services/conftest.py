"""Fixtures of the services' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from counter import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(tmp_path / "data")
    yield counter
    counter.store.close()
