"""What speaks against a photo is asked, in words, and answered by a person (issue 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from workbench_world import ScriptedEye, World, head_picture

from desk.domain.application import Step
from desk.domain.binding import DoubtKind
from desk.services.ports import Finding, NewPortrait
from desk.ui.badges import Badge
from desk.ui.banner import Banner
from desk.ui.doubt_dialog import DoubtDialog
from desk.ui.duplicate_dialog import DuplicateDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(qtbot: Any, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk", size=(1090, 760))
    made.show(qtbot)
    yield made
    made.close()


def learn_previous(world: World) -> None:
    draft = world.bench.draft
    assert draft is not None
    assert draft.previous is not None
    lookout, other = world.context.photographing.lookout, draft.previous
    lookout.learn(other.id, other.number, b"a photo")


def shoot(world: World, qtbot: Any, seed: int = 4) -> None:
    world.photo_camera.push(head_picture(seed))
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)


def with_eye(world: World, qtbot: Any, eye: ScriptedEye) -> None:
    """The second applicant at step 4, compared with the first one."""
    world.second_at_photo(qtbot)
    world.compare_faces(eye)
    learn_previous(world)


def answer_the_rest(world: World, qtbot: Any) -> None:
    for _question in range(2):
        world.type("y")
        world.settle(qtbot)
    world.photo._bare_after.setFocus()
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)


def opened(world: World, qtbot: Any, kind: type) -> Any:
    """The question, by the keyboard: Ctrl+Enter leads to its button, Space presses it."""
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert QApplication.focusWidget() is world.photo._comparison.doubts.first_button
    world.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    qtbot.waitUntil(lambda: QApplication.activeWindow() is QApplication.activeModalWidget())
    return QApplication.activeModalWidget()


def decide(world: World, qtbot: Any, key: Qt.Key) -> None:
    world.press(key)
    world.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(world.window.isActiveWindow)
    world.settle(qtbot)


def test_an_alike_face_must_be_answered_before_going_on(world: World, qtbot: Any) -> None:
    with_eye(world, qtbot, ScriptedEye(degree="very"))
    shoot(world, qtbot)
    answer_the_rest(world, qtbot)
    assert world.bench.actions.said == "写真の確認に答えると進めます"
    dialog = opened(world, qtbot, DuplicateDialog)
    assert dialog.choice.value is None
    assert not dialog.decide.isEnabled()
    decide(world, qtbot, Qt.Key.Key_1)
    (alert,) = world.bench.draft.photo_alerts
    assert (alert.kind, alert.answer) == ("alike_face", "different_person")
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PAPERS


def test_couples_and_siblings_are_looked_at_twice_not_accused(world: World, qtbot: Any) -> None:
    with_eye(world, qtbot, ScriptedEye(degree="some"))
    shoot(world, qtbot)
    dialog = opened(world, qtbot, DuplicateDialog)
    (banner,) = dialog.findChildren(Banner)
    assert banner.kind == "notice"
    words = [badge.text for badge in dialog.findChildren(Badge)]
    assert "似ている" in words
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert not re.search(r"[0-9.]+ ?[%％]|0\.\d", said)


def test_a_mix_up_leads_straight_back_to_the_camera(world: World, qtbot: Any) -> None:
    with_eye(world, qtbot, ScriptedEye(degree="very"))
    shoot(world, qtbot)
    opened(world, qtbot, DuplicateDialog)
    decide(world, qtbot, Qt.Key.Key_3)
    assert world.photo._live.isVisible()
    assert world.photo_camera.running
    assert len(world.record.shots) == 1
    answers = world.record.entries["papers.alerts_seen"]
    assert isinstance(answers, tuple)
    assert answers[0].endswith(":mix_up")
    world.compare_faces(ScriptedEye())
    shoot(world, qtbot, 5)
    assert [shot.chosen for shot in world.record.shots] == [False, True]
    assert world.bench.draft.photo_alerts == ()


def test_the_very_same_picture_can_only_be_taken_again(world: World, qtbot: Any) -> None:
    world.second_at_photo(qtbot)
    shoot(world, qtbot, 3)  # the bytes of the first applicant's photo
    answer_the_rest(world, qtbot)
    assert not world.bench.actions.primary.isEnabled()
    assert world.bench.actions.said == "この写真では進めません。撮り直してください"
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert world.bench.step is Step.PHOTO
    assert QApplication.focusWidget() is world.photo._shoot
    doubt = next(d for d in world.record.shots[0].doubts if d.kind is DoubtKind.SAME_PICTURE)
    assert doubt.degree == "same"


@pytest.mark.parametrize(
    ("eye", "kind"),
    [
        (ScriptedEye(screen=True), DoubtKind.RECAPTURED),
        (ScriptedEye(portrait="none"), DoubtKind.PORTRAIT_DIFFERS),
    ],
)
def test_a_doubt_about_nobody_else_has_its_own_question(
    world: World, qtbot: Any, eye: ScriptedEye, kind: DoubtKind
) -> None:
    world.at_step(qtbot, 4)
    world.compare_faces(eye)
    lookout = world.context.photographing.lookout
    lookout.learn_portrait(world.record.number, "driving_licence", b"portrait")
    shoot(world, qtbot)
    dialog = opened(world, qtbot, DoubtDialog)
    assert dialog.choice.value is None
    assert QApplication.focusWidget() is dialog.close_button
    decide(world, qtbot, Qt.Key.Key_1)
    (alert,) = (a for a in world.bench.draft.photo_alerts if a.kind == kind.value)
    assert alert.answer == "looked_right"
    assert not alert.stops


def test_the_operators_own_face_and_the_supervisor_called(world: World, qtbot: Any) -> None:
    called: list[bool] = []
    world.context.call_supervisor = lambda: called.append(True)
    world.at_step(qtbot, 4)
    world.compare_faces(ScriptedEye(degree="very"))
    world.context.photographing.lookout.learn_operator(world.operator.id, head_picture())
    shoot(world, qtbot)
    dialog = opened(world, qtbot, DoubtDialog)
    (banner,) = dialog.findChildren(Banner)
    assert "担当者" in banner.title
    decide(world, qtbot, Qt.Key.Key_3)
    assert called == [True]
    assert "責任者の確認を待っています" in world.bench.actions.said
    assert not world.bench.actions.primary.isEnabled()


def test_a_question_left_open_stays_open(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    world.compare_faces(ScriptedEye(screen=True))
    shoot(world, qtbot)
    dialog = opened(world, qtbot, DoubtDialog)
    world.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    world.settle(qtbot)
    (alert,) = world.bench.draft.photo_alerts
    assert alert.answer is None
    assert world.bench.actions.said == "写真の確認に答えると進めます"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("match", "機械の見立て：同じ方のようです（参考）"),
        ("look", "機械では言えません 見比べてください"),
        ("none", "似ていないようです よく見比べてください"),
    ],
)
def test_the_documents_portrait_stands_beside_and_the_likeness_is_said_in_words(
    world: World, qtbot: Any, word: str, said: str
) -> None:
    world.at_step(qtbot, 4)
    world.save(qtbot, {"identity.copy_consent": "yes"})
    draft = world.bench.draft
    assert draft is not None
    crop = world.plain_eye.crop(head_picture(4), None)  # type: ignore[arg-type]
    portrait = NewPortrait(
        document="driving_licence", data=crop.data, width_px=827, height_px=1063, camera="c"
    )
    world.on_store(lambda: world.context.photographing.keep_portrait(draft.id, portrait))
    world.compare_faces(ScriptedEye(portrait=word))
    world.bench.resume(world.on_store(lambda: world.intake.load(draft.id)))
    world.settle(qtbot)
    shoot(world, qtbot)
    page = world.photo._comparison
    assert not page.portrait.pixmap().isNull()
    assert page.likeness.isVisible()
    assert page.likeness.accessibleName() == said


def test_without_comparison_it_is_said_once_and_nothing_is_asked(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    shoot(world, qtbot)
    assert world.photo._comparison._not_compared.isVisible()
    assert not world.photo._comparison.doubts.isVisible()
    assert world.bench.actions.said == "②に答えると進めます"


def test_a_kept_photo_is_remembered_for_those_to_come(world: World, qtbot: Any) -> None:
    eye = ScriptedEye()
    world.at_step(qtbot, 4)
    world.compare_faces(eye)
    shoot(world, qtbot)
    world.settle(qtbot)
    assert world.context.photographing.lookout.knows(world.record.number)


def test_a_photo_with_findings_needs_a_reason_and_a_new_one_a_new_reason(
    world: World, qtbot: Any
) -> None:
    world.plain_eye.findings = (Finding("dark_left", "advice"), Finding("eyes_closed", "advice"))
    world.at_step(qtbot, 4)
    shoot(world, qtbot)
    kept = world.photo._comparison.kept
    assert kept.isVisible()
    assert "照明を左へ少し動かしてください" in kept._findings.text.text()
    world.type("y")
    world.settle(qtbot)
    world.press(Qt.Key.Key_Space)
    world.settle(qtbot)
    assert world.bench.actions.said == "このまま使う理由を選ぶと進めます"
    world.press(Qt.Key.Key_Return, CTRL)
    world.settle(qtbot)
    assert kept.isAncestorOf(QApplication.focusWidget())
    world.press(Qt.Key.Key_2)
    world.settle(qtbot)
    assert world.entry("photo.kept_reason") == "as_they_are"
    assert world.photo.blocked_reason() == ""
    world.press(Qt.Key.Key_F5)
    shoot(world, qtbot, 5)
    assert world.entry("photo.kept_reason") is None
    assert kept.choice.value is None


def test_a_photo_that_is_well_asks_for_no_reason(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    shoot(world, qtbot)
    assert not world.photo._comparison.kept.isVisible()
    assert "photo.kept_reason" not in world.bench.draft.assessment.step(Step.PHOTO).missing


def test_every_shot_is_kept_and_counted(world: World, qtbot: Any) -> None:
    world.at_step(qtbot, 4)
    shoot(world, qtbot)
    assert world.photo._view.hint[0] == "撮影済み 1 枚目"
    world.press(Qt.Key.Key_F5)
    shoot(world, qtbot, 5)
    assert world.photo._view.hint[0] == "撮影済み 2 枚目"
    assert len(world.record.shots) == 2
