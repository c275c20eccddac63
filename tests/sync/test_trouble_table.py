"""Every failure that the sending screen can show is brought about for real, and has its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.assets import load_wording
from sync.troubles import Trouble
from tests.hub.hub_world import InProcessHub
from tests.sync.line_world import Booth
from tests.sync.provocations import ELSEWHERE, PROVOKED, Scene, code_of
from tests.sync.tls_world import SecureHub, secure_hub
from tests.sync.trouble_table import markdown

SHIPPED = Path(__file__).resolve().parents[2] / "sync" / "schema"


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureHub]:
    with secure_hub(tmp_path_factory.mktemp("secure") / "hub") as world:
        yield world


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHub]:
    """A hub that is full, and busy after ten requests of a terminal."""
    folder = tmp_path_factory.mktemp("strict") / "hub"
    with InProcessHub(folder, reserve_bytes=1 << 60, terminal_rate="10/minute") as hub:
        yield hub


@pytest.fixture
def scene(booth: Booth, secure: SecureHub, strict: InProcessHub, tmp_path: Path) -> Scene:
    return Scene(booth, secure, strict, tmp_path)


@pytest.mark.parametrize("code", sorted(PROVOKED))
def test_it_happens_and_is_told(code: Trouble, scene: Scene) -> None:
    assert code_of(PROVOKED[code], scene) == code
    for language in ("ja", "en"):
        words = load_wording(language)
        assert words.sentences[f"sync_{code}"]
        assert words.sentences[f"sync_{code}_next"].split("\n")


def test_none_is_left_out() -> None:
    assert set(PROVOKED) | set(ELSEWHERE) == set(Trouble)
    assert not set(PROVOKED) & set(ELSEWHERE)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_has_a_row_for_each(language: str) -> None:
    table = markdown(language, ways=True)
    assert len(table.splitlines()) == len(Trouble) + 2
    assert "E-NET-08" in table


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_that_is_shipped_is_this_one(language: str) -> None:
    """Stale? python -m tests.sync.trouble_table --lang … --out sync/schema/troubles.….md"""
    assert (SHIPPED / f"troubles.{language}.md").read_text("utf-8") == markdown(language)
