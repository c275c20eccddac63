"""Settings reach the counter: its scan folder, its printer, and PDF files written whole."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desk import counter as counter_room
from desk.assets import font_files, load_rules, load_wording
from desk.clock import SystemClock
from desk.counter import Cameras, Counter, Surroundings
from desk.demo.people import PASSPHRASE
from desk.demo.practice import SETUP
from desk.domain.application import IntakeMethod
from desk.papers.fonts import ensure_fonts
from desk.papers.slip import PaperWords
from desk.services.opening import Opening
from desk.services.settings import Settings
from desk.storage.key_slots import Cost, Vault
from desk.storage.store import open_store
from desk.store_at import search_keys
from desk.ui.collecting import UiThreadCollector
from desk.ui.lanes import Lanes


@pytest.fixture
def booth(qtbot: Any, tmp_path: Path) -> Any:
    collector, clock, lanes = UiThreadCollector(), SystemClock(), Lanes()
    ensure_fonts(font_files())
    folder = tmp_path / "data"
    opening = Opening(
        Vault(folder, clock, Cost(memory_kib=8, passes=1, lanes=1)),
        lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
        clock,
    )

    def work() -> Any:
        store = opening.create(PASSPHRASE, SETUP)
        chief = store.operators()[0]
        day = opening.start_day(store, chief, SETUP.venues[0], IntakeMethod.OUTREACH)
        return store, chief, day, dict(store.settings())

    found: list[Any] = []
    lanes.run(work, found.append)
    qtbot.waitUntil(lambda: bool(found))
    store, chief, day, settings = found[0]
    papers = PaperWords(load_wording("ja"), load_wording("en"))
    around = Surroundings(
        store=store,
        lanes=lanes,
        clock=clock,
        words=load_wording("ja"),
        papers=papers,
        cameras=Cameras(clock),
        print_paper=None,
        language="ja",
        rules=load_rules(),
    )
    made = Counter(around, chief, day, settings)
    yield SimpleNamespace(counter=made, lanes=lanes, store=store, settings=settings)
    made.shut()
    lanes.run(store.close)
    lanes.close()
    made.bench.centre.deleteLater()
    made.bench.right.deleteLater()
    made.list.deleteLater()
    collector.stop()
    QApplication.processEvents()


def test_the_scan_folder_is_watched_from_now_on(booth: Any, tmp_path: Path) -> None:
    assert booth.counter._watch is None
    kept = Settings.parse(booth.settings)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        changed = Settings.parse({**kept.as_kept(), "scan_folder": str(tmp_path / name)})
        booth.counter.apply(changed)
        assert booth.counter._watch._folder == tmp_path / name
    assert booth.counter.context.settings["scan_folder"] == str(tmp_path / "two")
    booth.counter.apply(kept)
    assert booth.counter._watch is None


def test_the_chosen_printer_is_the_one_that_prints(
    booth: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        counter_room, "print_pages", lambda _draw, printer="": asked.append(printer)
    )
    kept = Settings.parse(booth.settings)
    booth.counter._put_on_paper(None)
    booth.counter.apply(Settings.parse({**kept.as_kept(), "printer": "Booth"}))
    booth.counter._put_on_paper(None)
    assert asked == ["", "Booth"]


def test_a_slip_file_appears_whole_or_not_at_all(
    booth: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id: list[Any] = []
    intake = booth.counter.intake
    booth.lanes.run(lambda: intake.open().id, draft_id.append)
    qtbot.waitUntil(lambda: bool(draft_id))
    monkeypatch.setattr(booth.counter, "slip", lambda _draft: None)
    monkeypatch.setattr(counter_room, "slip_pdf", lambda _slip, _papers: b"%PDF-whole")
    answers: list[tuple[bool, str]] = []
    draft = SimpleNamespace(id=draft_id[0])
    path = tmp_path / "261123-K3-001-C.pdf"
    booth.counter._save_slip(draft, path, lambda *said: answers.append(said))
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert answers == [(True, "slip_saved")]
    assert path.read_bytes() == b"%PDF-whole"
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name, "data"]
    booth.counter._save_slip(
        draft, tmp_path / "no such folder" / "a.pdf", lambda *said: answers.append(said)
    )
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers[1] == (False, "disk_error")
    printed: list[int] = []
    booth.lanes.run(lambda: booth.store.record(draft_id[0]).slips_printed, printed.append)
    qtbot.waitUntil(lambda: bool(printed))
    assert printed == [0]
