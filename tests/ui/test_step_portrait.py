"""Step 3, 書類の写真: with consent only, the face only, and gone with either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu
from workbench_world import TODAY, World, head_picture, identity_entries

from desk.assets import load_rules
from desk.domain.application import Step
from desk.domain.errors import Refused
from desk.services.form_reading import Outcome, Seen
from desk.services.lookout import Lookout
from desk.services.ports import Image
from desk.ui.steps.identity_page import IdentityPage
from desk.ui.steps.portrait_panel import Offer, portrait_offer
from desk.ui.steps.portrait_taking import LOOK_EVERY_MS, STILL_LOOKS, blocks

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def card(seed: int = 3, left: int = 700, noise: int = 0) -> Image:
    """A drawn card with a portrait on it, as the document camera sees it."""
    image = np.full((720, 1280, 3), (120, 130, 138), np.uint8)
    cv2.rectangle(image, (left - 460, 140), (left + 300, 600), (238, 240, 244), -1)
    image[200:480, left : left + 220] = cv2.resize(head_picture(seed), (220, 280))
    if noise:
        grain = np.random.default_rng(noise).normal(0, 5, image.shape)
        image = np.clip(image + grain, 0, 255).astype(np.uint8)
    return image


def empty_desk() -> Image:
    return np.full((720, 1280, 3), (120, 130, 138), np.uint8)


class Cutter:
    """Cuts the place where `card` draws the portrait; refuses an empty desk."""

    def __init__(self) -> None:
        self.calls = 0
        self.refusal = ""

    def __call__(self, image: Image) -> tuple[bytes, int, int]:
        self.calls += 1
        if self.refusal:
            raise Refused(self.refusal)
        if image.std() < 1:
            raise Refused("portrait_none")
        found = np.ascontiguousarray(image[200:480, 700:920])
        return cv2.imencode(".jpg", found)[1].tobytes(), 220, 280


class WorldWithPortraits(World):
    def _context(self) -> Any:
        context = super()._context()
        self.cutter = Cutter()
        context.cut_portrait = self.cutter
        return context


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[WorldWithPortraits]:
    made = WorldWithPortraits(tmp_path / "desk")
    made.show(qtbot)
    made.at_step(qtbot, 3)
    made.save(qtbot, identity_entries())
    yield made
    made.close()


def page(world: World) -> IdentityPage:
    found = world.bench._pages[Step.IDENTITY]
    assert isinstance(found, IdentityPage)
    return found


def by_hand(world: World) -> None:
    """Nothing is taken by itself: the test presses the key."""
    page(world)._taking._timer.stop()


def agree(world: World, qtbot: Any) -> None:
    world.press(Qt.Key.Key_D, CTRL)
    by_hand(world)
    world.settle(qtbot)


def take(world: World, qtbot: Any, image: Image | None = None) -> None:
    world.form_camera.push(card() if image is None else image)
    world.press(Qt.Key.Key_F5)
    world.settle(qtbot)


def portraits(world: World) -> Any:
    draft = world.bench.draft
    assert draft is not None
    return world.on_store(lambda: world.store.record(draft.id)).portraits


def images(world: World) -> int:
    """How many picture bytes the file holds at all."""
    row = world.on_store(
        lambda: world.store._store._database.row("SELECT count(*) AS found FROM image")
    )
    return int(row["found"])


def test_before_the_question_nothing_is_taken(world: WorldWithPortraits, qtbot: Any) -> None:
    panel = page(world)._portrait
    assert panel.isVisible()
    assert "お尋ねください" in panel.title
    assert panel.ask.isVisible()
    assert not panel.take.isVisible()
    assert page(world)._badge.text == "保存しません"
    take(world, qtbot)
    assert world.cutter.calls == 0
    assert portraits(world) == ()
    assert "お尋ねください" in world.bench.actions.said


def test_with_consent_the_face_is_kept_and_shown(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    assert page(world)._badge.text == "顔だけ保存"
    take(world, qtbot)
    (kept,) = portraits(world)
    assert (kept.document, kept.width_px, kept.height_px) == ("driving_licence", 220, 280)
    assert kept.camera == "書類カメラ"
    panel = page(world)._portrait
    assert panel.title == "運転免許証の写真を残しました"
    assert "番号は残しません" in panel.text
    assert "責任者確認のあとに消去" in panel.text
    assert not panel.thumb.pixmap().isNull()
    assert panel.take.text() == "撮り直し"
    assert page(world)._badge.kind == "erased_later"
    draft = world.bench.draft
    assert draft is not None
    assert len(draft.record.pictures) == 1  # the form's page: the document itself is not kept


def test_taken_again_the_newer_one_takes_its_place(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    take(world, qtbot)
    (first,) = portraits(world)
    before = images(world)
    take(world, qtbot, card(seed=4))
    (second,) = portraits(world)
    assert second.sha256 != first.sha256
    assert images(world) == before
    assert first.id not in page(world)._pictures._kept


def test_withdrawn_consent_erases_at_once(world: WorldWithPortraits, qtbot: Any) -> None:
    before = images(world)
    agree(world, qtbot)
    take(world, qtbot)
    (kept,) = portraits(world)
    assert images(world) == before + 1
    agree(world, qtbot)  # the key goes round: now 同意なし
    assert world.entry("identity.copy_consent") == "no"
    assert portraits(world) == ()
    assert images(world) == before
    panel = page(world)._portrait
    assert panel.title == "同意がないので残しません"
    assert "手元の書類で見比べて" in panel.text
    assert panel.thumb.pixmap().isNull()
    assert kept.id not in page(world)._pictures._kept
    assert page(world)._badge.text == "保存しません"
    take(world, qtbot)
    assert portraits(world) == ()


def test_consent_withdrawn_at_another_step_erases_too(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    agree(world, qtbot)
    take(world, qtbot)
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT
    world.bench._on_entered("identity.copy_consent", "no")  # the applicant's own display
    world.settle(qtbot)
    assert portraits(world) == ()


def test_a_document_takes_its_portrait_with_it(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    world.save(
        qtbot, {"identity.documents": ("driving_licence", "passport", "insurance_eligibility")}
    )
    by_hand(world)
    take(world, qtbot)
    page(world)._portrait.document_wanted.emit("passport")
    assert page(world)._portrait.title == "旅券の写真を撮れます"
    take(world, qtbot, card(seed=4))
    assert {each.document for each in portraits(world)} == {"driving_licence", "passport"}
    page(world)._pickers["applicant"].toggle("driving_licence")
    world.settle(qtbot)
    assert [each.document for each in portraits(world)] == ["passport"]


def test_the_clerk_chooses_among_several_documents(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    assert not page(world)._portrait.other.isVisible()
    world.save(qtbot, {"identity.documents": ("driving_licence", "passport")})
    panel = page(world)._portrait
    assert panel.other.isVisible()
    panel.other.click()
    menu = panel.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["運転免許証", "旅券"]
    menu.actions()[1].trigger()
    menu.close()
    take(world, qtbot)
    assert [each.document for each in portraits(world)] == ["passport"]


@pytest.mark.parametrize("code", ["no_face", "many_faces"])
def test_what_cannot_be_cut_is_said_over_the_picture(
    world: WorldWithPortraits, qtbot: Any, code: str
) -> None:
    agree(world, qtbot)
    world.cutter.refusal = code
    take(world, qtbot)
    title, _text, level = page(world)._view.hint
    assert level == "warning"
    assert title in world.context.words.say(code)
    assert portraits(world) == ()
    world.cutter.refusal = ""
    take(world, qtbot)
    assert len(portraits(world)) == 1
    assert page(world)._view.hint[0] == ""


def look(world: WorldWithPortraits, qtbot: Any, image: Image) -> None:
    """One look of the watcher, without waiting for its clock."""
    world.form_camera.push(image)
    page(world)._taking._look_again()
    world.settle(qtbot)


def test_a_document_that_lies_still_is_taken_by_itself(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    agree(world, qtbot)
    assert "自動" in page(world)._portrait.title
    look(world, qtbot, empty_desk())
    assert page(world)._view.hint[0] == ""  # no document yet: nothing to complain of
    for count in range(STILL_LOOKS):
        assert portraits(world) == ()
        look(world, qtbot, card(noise=count + 1))
    assert len(portraits(world)) == 1
    calls = world.cutter.calls
    look(world, qtbot, card(seed=4))
    assert not page(world)._taking._timer.isActive()
    assert world.cutter.calls in (calls, calls + 1)
    (kept,) = portraits(world)
    for _ in range(STILL_LOOKS + 1):
        look(world, qtbot, card(seed=4))
    assert portraits(world) == (kept,)  # only F5 takes it anew


def test_a_moving_document_is_not_taken_by_itself(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    for count in range(2 * STILL_LOOKS):
        look(world, qtbot, card(left=700 + 40 * (count % 2)))
    assert portraits(world) == ()


def test_the_same_frame_twice_is_one_look(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    world.form_camera.push(card())
    for _ in range(2 * STILL_LOOKS):
        page(world)._taking._look_again()
        world.settle(qtbot)
    assert portraits(world) == ()


def test_nothing_is_taken_by_itself_where_two_documents_could_be_meant(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    agree(world, qtbot)
    world.save(qtbot, {"identity.documents": ("driving_licence", "passport")})
    assert not page(world)._taking._timer.isActive()


def test_the_watcher_runs_only_while_it_may(world: WorldWithPortraits, qtbot: Any) -> None:
    timer = page(world)._taking._timer
    assert not timer.isActive()
    world.press(Qt.Key.Key_D, CTRL)
    assert timer.isActive()
    assert timer.interval() * (STILL_LOOKS - 1) >= 1000
    assert timer.interval() == LOOK_EVERY_MS
    world.press(Qt.Key.Key_D, CTRL)
    assert not timer.isActive()
    world.press(Qt.Key.Key_D, CTRL)
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    assert world.bench.step is Step.APPLICANT
    assert not timer.isActive()


def test_without_a_camera_the_step_goes_on(world: WorldWithPortraits, qtbot: Any) -> None:
    agree(world, qtbot)
    world.form_camera.failed.emit("camera_lost")
    world.press(Qt.Key.Key_F5)
    world.settle(qtbot)
    assert world.context.words.say("camera_lost") in world.bench.actions.said
    assert page(world)._view.hint[2] == "warning"
    assert portraits(world) == ()
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PHOTO


def test_a_terminal_that_cannot_cut_says_so(qtbot: Any, tmp_path: Path) -> None:
    world = World(tmp_path / "desk")
    world.show(qtbot)
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries() | {"identity.copy_consent": "yes"})
    assert "手元の書類で見比べて" in page(world)._portrait.title
    assert page(world)._badge.text == "保存しません"
    world.form_camera.push(card())
    world.press(Qt.Key.Key_F5)
    world.settle(qtbot)
    assert portraits(world) == ()
    world.close()


def test_the_picture_of_the_document_leaves_the_screen_with_the_step(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    world.form_camera.push(card())
    assert page(world)._view._image is not None
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    assert page(world)._view._image is None
    assert not world.form_camera.running


def test_f4_asks_for_consent_here_and_shows_the_application_elsewhere(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    asked: list[int] = []
    page(world).consent_display_wanted.connect(lambda: asked.append(1))
    world.press(Qt.Key.Key_F4)
    assert asked == [1]
    world.bench.display.hide()
    page(world)._portrait.ask.click()
    assert asked == [1, 1]
    world.bench.display.hide()
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    world.press(Qt.Key.Key_F4)
    assert asked == [1, 1]
    world.bench.display.close()


def test_the_portrait_is_there_again_when_the_step_opens(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    agree(world, qtbot)
    take(world, qtbot)
    world.press(Qt.Key.Key_2, ALT)
    world.settle(qtbot)
    page(world)._portrait.forget_picture()
    world.press(Qt.Key.Key_3, ALT)
    world.settle(qtbot)
    shown = page(world)._portrait.thumb.pixmap()
    assert not shown.isNull()
    assert QColor(shown.toImage().pixel(5, 5)).lightness() > 100  # the drawn head's background


def test_another_application_shows_nothing_of_this_one(
    world: WorldWithPortraits, qtbot: Any
) -> None:
    agree(world, qtbot)
    take(world, qtbot)
    world.scan.answer = Outcome(Seen.NOTHING)
    world.open_new(qtbot)
    draft = world.bench.draft
    assert draft is not None
    world.lanes.run(lambda: world.intake.go_to(draft.id, Step.IDENTITY), world.bench.resume)
    world.settle(qtbot)
    assert page(world)._portrait.thumb.pixmap().isNull()
    assert not page(world)._portrait.isVisible()


class RememberingEye:
    """Knows pictures by their bytes."""

    def look_at(self, data: bytes) -> Any:
        return data


class WorldWithLookout(WorldWithPortraits):
    def _context(self) -> Any:
        context = super()._context()
        self.lookout = Lookout(RememberingEye())  # type: ignore[arg-type]
        context.photographing.lookout = self.lookout
        return context


def test_the_machine_learns_anew_and_forgets_with_the_consent(qtbot: Any, tmp_path: Path) -> None:
    world = WorldWithLookout(tmp_path / "desk")
    world.show(qtbot)
    world.at_step(qtbot, 3)
    world.save(qtbot, identity_entries())
    agree(world, qtbot)
    take(world, qtbot)
    draft = world.bench.draft
    assert draft is not None
    number = draft.record.number
    known = world.lookout._portraits
    first = known[number]["driving_licence"]
    take(world, qtbot, card(seed=4))
    assert known[number]["driving_licence"] != first
    world.press(Qt.Key.Key_D, CTRL)
    world.settle(qtbot)
    assert number not in known
    world.press(Qt.Key.Key_D, CTRL)
    by_hand(world)
    world.settle(qtbot)
    take(world, qtbot)
    assert number in known
    world.bench.close()
    qtbot.waitUntil(lambda: world.bench.draft is None)
    world.settle(qtbot)
    assert number not in known
    world.close()


# the rule alone
@pytest.mark.parametrize(
    ("consent", "documents", "offer"),
    [
        (None, ("driving_licence",), Offer.UNASKED),
        ("no", ("driving_licence",), Offer.REFUSED),
        ("yes", ("driving_licence",), Offer.READY),
        ("yes", ("insurance_eligibility",), Offer.UNNEEDED),
        ("yes", (), Offer.UNNEEDED),
        ("yes", ("no_such_document",), Offer.UNNEEDED),
    ],
)
def test_what_is_offered(consent: str | None, documents: tuple[str, ...], offer: Offer) -> None:
    entries: dict[str, Any] = {"identity.documents": documents}
    if consent is not None:
        entries["identity.copy_consent"] = consent
    rules = load_rules().on(TODAY)
    assert portrait_offer(entries, (), rules).offer is offer
    assert portrait_offer(entries, (), rules, needs_photo=False).offer is Offer.UNNEEDED
    cannot = portrait_offer(entries, (), rules, can_cut=False).offer
    assert cannot is (Offer.UNNEEDED if offer is Offer.UNNEEDED else Offer.UNAVAILABLE)


def test_a_camera_s_noise_is_no_movement() -> None:
    quiet = [blocks(card(noise=seed)) for seed in (1, 2)]
    assert np.abs(quiet[0] - quiet[1]).max() < 5
    assert np.abs(quiet[0] - blocks(card(left=712))).max() > 20
