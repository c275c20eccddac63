"""A signed overlay is taken in while an application is open: its verdict changes at once (issue 5,
Shows 3), and what is forged, stale or another municipality's changes nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from desk.app import DeskApp, qt_application
from desk.clock import SystemClock
from desk.demo.clerk import Clerk
from desk.demo.people import PASSPHRASE, SUPERVISOR
from desk.demo.practice import prepare
from desk.domain.application import ApplicationId, Step
from desk.domain.delivery import Route
from desk.domain.overlay import read_overlay
from desk.services.enrolment import Enrolling
from desk.store_at import opening_at
from desk.ui.banner import Banner
from desk.ui.dialog import DeskDialog
from desk.ui.overlay_dialog import PreviewDialog
from desk.ui.verdict_panel import shown_route
from sync.envelope import peek
from sync.protocol import Reference
from tests.sealed_world import ELSEWHERE, HERE, Hub

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit"))
from domain_samples import shown

OFF = {"file": "identity", "table": "combinations", "code": "a1_b1", "set": {"enabled": False}}


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    qt_application("ja")
    folder = tmp_path / "data"
    prepare(folder, SystemClock(), opening_at)
    desk = DeskApp(folder)
    troubles: list[Any] = []
    desk.lanes.unhandled.connect(troubles.append)
    made = Clerk(desk)
    made.arrive()
    made.unlock(PASSPHRASE)
    made.choose_operator(SUPERVISOR[0])
    made.sign_on(SUPERVISOR[1])
    yield made
    desk.window.close_without_asking()
    assert troubles == []


def on_store(clerk: Clerk, work: Any) -> Any:
    found: list[Any] = []
    clerk.desk.lanes.run(work, found.append, found.append)
    clerk.wait(lambda: found, "the store")
    assert not isinstance(found[0], Exception), found[0]
    return found[0]


def enrol(clerk: Clerk, hub: Hub) -> None:
    desk = clerk.desk
    counter, store, end = desk.counter, desk.store, desk.day_end
    assert counter is not None
    assert store is not None
    assert end is not None

    def work() -> None:
        enrolling = Enrolling(store, desk.clock, counter.intake.operator)
        asking = enrolling.begin(hub.code())
        enrolling.finish(asking, hub.enrolled(asking))

    on_store(clerk, work)
    end.sending.enrolling.enrolled.emit()
    clerk.settle()


def identity_checked(clerk: Clerk) -> ApplicationId:
    """An open application with a driving licence and an eligibility certificate, at step 3."""
    counter = clerk.desk.counter
    assert counter is not None
    bench, intake = counter.bench, counter.intake
    bench.open_new()
    clerk.wait(lambda: bench.draft is not None, "an application")
    assert bench.draft is not None
    application = bench.draft.id
    entries = {"applicant.present": "yes", **shown("driving_licence", "insurance_eligibility")}
    on_store(clerk, lambda: intake.save(application, entries))
    bench.take(on_store(clerk, lambda: intake.look(application)))
    bench.show_step(Step.IDENTITY)
    clerk.wait(lambda: bench.draft.assessment.identity_label == "A1+B1", "the combination")
    return application


def take_in(clerk: Clerk, folder: Path, envelope: bytes) -> DeskDialog:
    """As a person does with F8 and the folder of a stick; the window that answers."""
    end = clerk.desk.day_end
    assert end is not None
    folder.mkdir(exist_ok=True)
    (folder / "reference.json").write_bytes(envelope)
    before = set(dialogs())
    end.sending.carrying._on_take_in(folder)
    clerk.wait(lambda: set(dialogs()) - before, "an answer")
    (answer,) = set(dialogs()) - before
    return answer


def dialogs() -> list[DeskDialog]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, DeskDialog) and each.isVisible()
    ]


def overlay(*changes: dict[str, Any], serial: int = 1, code: str = HERE) -> dict[str, Any]:
    plain = {"municipality": code, "serial": serial, "made_on": "2026-01-01"}
    return plain | {"changes": list(changes)}


def signed(hub: Hub, serial: int, content: dict[str, Any]) -> bytes:
    plain = peek(hub.reference(serial), Reference)
    rows = tuple(
        msgspec.structs.replace(each, overlay=content) if each.code == HERE else each
        for each in plain.municipalities
    )
    return hub.reference(serial, municipalities=rows)


def test_a_combination_switched_off_changes_the_verdict_on_the_screen(
    clerk: Clerk, tmp_path: Path
) -> None:
    hub = Hub()
    enrol(clerk, hub)
    application = identity_checked(clerk)
    counter, rules = clerk.desk.counter, clerk.desk.rules
    assert counter is not None
    assert rules is not None
    bench = counter.bench
    before = rules.current.on(clerk.desk.clock.today()).version
    assert shown_route(bench.draft.assessment) is Route.MAIL

    answer = take_in(clerk, tmp_path / "stick", signed(hub, 2, overlay(OFF)))
    clerk.wait(lambda: bench.draft.assessment.identity_label == "", "the new verdict")
    answer.reject()
    assert bench.draft.id == application  # the very same application, still open at its step
    assert bench.step is Step.IDENTITY
    assert bench.verdict.route is Route.COUNTER
    assert bench.notice.isVisible()
    assert bench.notice.title == "規則が変わりました"
    assert "郵送 → 窓口での受取り" in bench.notice.text
    assert rules.current.on(clerk.desk.clock.today()).version != before

    # and back again with the next one, which adds a combination of its own
    needs = [{"documents": ["driving_licence"], "remedy": "add_a_1"}, {"class": "B"}]
    own = {"code": "local_licence", "label": "免許+B", "ja": "免許証とB1点", "en": "licence and B"}
    add = {"file": "identity", "table": "combinations", "add": own | {"needs": needs}}
    answer = take_in(clerk, tmp_path / "stick", signed(hub, 3, overlay(OFF, add, serial=2)))
    clerk.wait(lambda: bench.draft.assessment.identity_label == "免許+B", "the added one")
    answer.reject()
    assert bench.verdict.route is Route.MAIL


def test_a_document_that_is_switched_off_leaves_the_screen(clerk: Clerk, tmp_path: Path) -> None:
    hub = Hub()
    enrol(clerk, hub)
    identity_checked(clerk)
    counter = clerk.desk.counter
    assert counter is not None
    bench = counter.bench
    off = {"file": "identity", "table": "documents", "code": "insurance_eligibility"}
    off |= {"set": {"enabled": False}}
    page = bench.page(Step.IDENTITY)
    assert "B1" in page._pickers["applicant"]._cards
    answer = take_in(clerk, tmp_path / "stick", signed(hub, 2, overlay(off)))
    clerk.wait(lambda: bench.draft.assessment.identity_label == "", "the new verdict")
    answer.reject()
    picker = page._pickers["applicant"]
    assert "B1" not in picker._cards
    assert picker.isVisible()
    assert bench.draft.record.entries["identity.documents"] == (
        "driving_licence",
        "insurance_eligibility",
    )  # what was entered is never taken away


def test_what_is_refused_changes_nothing_and_is_said(clerk: Clerk, tmp_path: Path) -> None:
    hub = Hub()
    enrol(clerk, hub)
    identity_checked(clerk)
    counter, rules = clerk.desk.counter, clerk.desk.rules
    assert counter is not None
    assert rules is not None
    bench = counter.bench
    refused: list[Any] = []
    rules.refused.connect(refused.append)
    today = clerk.desk.clock.today()
    accepted = signed(hub, 2, overlay(serial=5))
    take_in(clerk, tmp_path / "stick", accepted).reject()
    clerk.wait(lambda: rules.current.overlay is not None, "the first overlay")
    before = rules.current.on(today)

    forged = take_in(clerk, tmp_path / "stick", signed(Hub(), 9, overlay(OFF, serial=9)))
    assert forged.isVisible()  # said, and not even kept
    forged.reject()
    older = take_in(clerk, tmp_path / "stick", signed(hub, 1, overlay(OFF, serial=9)))
    older.reject()
    assert refused == []

    broken = OFF | {"code": "a9"}
    for number, (content, code) in enumerate(
        (
            (overlay(OFF, serial=4), "overlay_stale"),
            (overlay(OFF, serial=9, code=ELSEWHERE), "overlay_other_place"),
            (overlay(broken, serial=9), "overlay_unknown_row"),
        ),
        start=3,
    ):
        take_in(clerk, tmp_path / "stick", signed(hub, number, content)).reject()
        clerk.wait(lambda said=code: refused and refused[-1].code == said, code)
        for each in dialogs():
            each.reject()
        clerk.settle()
        assert rules.current.on(today) is before
        assert bench.draft.assessment.identity_label == "A1+B1"
    assert len(refused) == 3


def test_a_supervisor_edits_tries_and_exports_what_the_hub_signs(
    clerk: Clerk, tmp_path: Path
) -> None:
    room = clerk.desk.overlay_room
    assert room is not None
    room.enter()
    clerk.wait(lambda: [each for each in dialogs() if "登録" in _said(each)], "not enrolled yet")
    for each in dialogs():
        each.reject()
    hub = Hub()
    enrol(clerk, hub)
    identity_checked(clerk)
    counter = clerk.desk.counter
    assert counter is not None
    bench = counter.bench

    room.enter()
    clerk.wait(lambda: room.dialog is not None and room.dialog.isVisible(), "the rules")
    dialog, draft = room.dialog, room.draft
    assert dialog is not None
    assert draft is not None
    dialog.choose(("identity", "combinations", "a1_b1"))
    dialog.input("enabled").click()  # type: ignore[attr-defined]
    dialog.keep.click()
    clerk.wait(lambda: "変更 1 件" in dialog.note.text(), "the change")
    dialog.choose(("mail", "texts", "contact"))
    dialog.input("ja").setPlainText("一行目\n二行目")  # type: ignore[attr-defined]
    dialog.keep.click()  # the English has one line only: refused, and not kept
    clerk.wait(dialog.error.isVisible, "the refusal")
    assert len(draft.overlay.changes) == 1
    dialog.preview.click()
    clerk.wait(lambda: [each for each in dialogs() if isinstance(each, PreviewDialog)], "preview")
    (preview,) = [each for each in dialogs() if isinstance(each, PreviewDialog)]
    assert "運転免許証と資格確認書（A1点+B1点）" in preview.texts
    preview.reject()

    room.export(tmp_path)
    file = tmp_path / f"overlay-{HERE}-1.toml"
    clerk.wait(file.exists, "the file")
    clerk.wait(lambda: len(dialogs()) == 2, "said")
    room.export(tmp_path)  # never over another one
    clerk.wait(dialog.error.isVisible, "the refusal")
    for each in dialogs():
        each.reject()
    clerk.settle()
    assert bench.draft.assessment.identity_label == "A1+B1"  # nothing holds before it is signed
    content = read_overlay(file.read_text("utf-8")).plain()
    take_in(clerk, tmp_path / "stick", signed(hub, 2, content)).reject()
    clerk.wait(lambda: bench.draft.assessment.identity_label == "", "the new verdict")


def _said(dialog: DeskDialog) -> str:
    return " ".join(each.title + each.text for each in dialog.findChildren(Banner))


def test_reference_data_from_the_line_change_the_verdict_too(clerk: Clerk) -> None:
    """As the engine does when the hub has newer ones: on its own thread."""
    hub = Hub()
    enrol(clerk, hub)
    identity_checked(clerk)
    counter, end = clerk.desk.counter, clerk.desk.day_end
    assert counter is not None
    assert end is not None
    bench, engine = counter.bench, end.sending._engine
    assert engine is not None
    assert engine._shelf is not None
    envelope = signed(hub, 2, overlay(OFF))
    line = threading.Thread(target=engine._shelf.keep_reference, args=(envelope, "etag"))
    line.start()
    clerk.wait(lambda: bench.draft.assessment.identity_label == "", "the new verdict")
    line.join()
    assert bench.notice.title == "規則が変わりました"
