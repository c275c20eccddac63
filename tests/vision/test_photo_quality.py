"""Live advice: each fault moves its own measure and gives its own hint."""

from __future__ import annotations

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest
from test_face import portraits, read

from desk.assets import load_wording, resource
from desk.demo.heads import DEFECTS, camera_picture
from desk.services.ports import Image
from desk.vision.photo_quality import PhotoEye
from desk.vision.photo_rules import PhotoRules

HINTS = {
    "no_one": "no_face",
    "two_heads": "many_faces",
    "too_far": "photo_too_small",
    "off_centre": "face_right",
    "turned": "head_turned_right",
    "tilted": "head_tilted_right",
    "dim": "too_dark",
    "dark_side": "dark_left",
    "blurred": "blurred",
    "busy_background": "background_uneven",
    "eyes_closed": "eyes_closed",
}
HARD = {"no_one", "two_heads", "too_far"}


def codes(eye: PhotoEye, image: Image) -> list[str]:
    return [finding.code for finding in eye.check(image).findings]


@pytest.mark.parametrize("seed", [0, 11, 24, 37, 52])
def test_a_good_picture_has_no_finding(eye: PhotoEye, seed: int) -> None:
    check = eye.check(camera_picture(seed))
    assert check.ok, check.findings
    assert check.can_shoot


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_has_its_hint(eye: PhotoEye, defect: str) -> None:
    check = eye.check(camera_picture(6, defect=defect))
    assert HINTS[defect] in [finding.code for finding in check.findings]
    assert check.can_shoot == (defect not in HARD)


def test_mirrored_faults_give_the_other_side(eye: PhotoEye) -> None:
    for defect, code in (
        ("off_centre", "face_left"),
        ("turned", "head_turned_left"),
        ("tilted", "head_tilted_left"),
        ("dark_side", "dark_right"),
    ):
        mirrored = np.ascontiguousarray(camera_picture(6, defect=defect)[:, ::-1])
        assert code in codes(eye, mirrored)


def test_position_comes_before_light_and_light_before_eyes(photo_rules: PhotoRules) -> None:
    order = [rule.code for rule in photo_rules.findings]
    wanted = ["no_face", "face_left", "head_small", "head_turned_left", "too_dark", "eyes_closed"]
    assert sorted(order, key=order.index) == order
    assert [code for code in order if code in wanted] == wanted


def test_a_head_at_the_edge_cannot_be_shot(eye: PhotoEye) -> None:
    frame = camera_picture(3)
    cut_off = np.ascontiguousarray(frame[110:])
    check = eye.check(cut_off)
    assert not check.can_shoot
    assert "photo_margin" in [finding.code for finding in check.findings]


def test_a_close_head_is_told_to_step_back(eye: PhotoEye) -> None:
    frame = camera_picture(3)
    close = np.asarray(cv2.resize(frame, None, fx=1.25, fy=1.25), np.uint8)
    top = (close.shape[0] - 720) // 2
    left = (close.shape[1] - 1280) // 2
    assert "head_large" in codes(eye, close[top : top + 720, left : left + 1280].copy())


def test_a_washed_out_face_is_too_bright(eye: PhotoEye) -> None:
    frame = camera_picture(3)
    assert "too_bright" in codes(eye, cv2.convertScaleAbs(frame, alpha=1.8))  # type: ignore[arg-type]


def test_every_finding_has_its_words_its_source_and_its_standard(photo_rules: PhotoRules) -> None:
    wording = {language: load_wording(language) for language in ("ja", "en")}
    table = tomllib.loads(resource("rules", "photo.toml").read_text(encoding="utf-8"))
    for rule in photo_rules.findings:
        assert table["findings"][rule.code]["source"].startswith(("official dom§3.", "ours"))
        assert rule.component
        for words in wording.values():
            assert rule.code in words.sentences
            assert f"{rule.code}_why" in words.sentences
        assert len(wording["ja"].say(rule.code)) <= 20


def test_what_a_rule_gives_way_to_is_a_finding(photo_rules: PhotoRules) -> None:
    codes = {rule.code for rule in photo_rules.findings}
    assert all(codes.issuperset(rule.unless) for rule in photo_rules.findings)
    hard = {rule.code for rule in photo_rules.findings if rule.severity == "hard"}
    assert hard == {"view_dark", "no_face", "many_faces", "photo_too_small", "photo_margin"}


def test_noise_does_not_make_a_picture_sharper(samples: Path, eye: PhotoEye) -> None:
    """Noise alone adds no sharpness, and a blurred picture stays blurred under noise."""
    dice = np.random.default_rng(4)
    for path in portraits(samples)[2:43:8]:
        good = read(path)
        plain = eye.check(good).measures["Sharpness"]
        for sigma in (8, 16, 25):
            noisy = np.clip(good + dice.normal(0, sigma, good.shape), 0, 255).astype(np.uint8)
            assert eye.check(noisy).measures["Sharpness"] < 1.1 * plain
            soft = cv2.GaussianBlur(good, (0, 0), 4)
            rough = np.clip(soft + dice.normal(0, sigma, good.shape), 0, 255).astype(np.uint8)
            assert eye.check(rough).measures["Sharpness"] < 0.75 * plain


def test_blur_noise_and_light_move_their_own_measures(samples: Path, eye: PhotoEye) -> None:
    """On public portraits; the table of all degradations is printed by tests/bench."""
    for path in portraits(samples)[3:40:6]:
        good = read(path)
        plain = eye.check(good).measures
        noise = np.random.default_rng(1).normal(0, 8, good.shape)
        noisy = np.clip(good + noise, 0, 255).astype(np.uint8)
        soft = np.asarray(cv2.GaussianBlur(good, (0, 0), 4), np.uint8)
        assert plain["Sharpness"] > 0.235 > eye.check(soft).measures["Sharpness"]
        assert eye.check(noisy).measures["Sharpness"] < 1.5 * plain["Sharpness"]
        dark = (good * 0.25).astype(np.uint8)
        assert eye.check(dark).measures["Luminance"] < 0.25 < plain["Luminance"]


def test_the_same_frame_gives_the_same_answer(eye: PhotoEye) -> None:
    frame = camera_picture(9)
    before = frame.copy()
    assert eye.check(frame) == eye.check(frame)
    assert np.array_equal(frame, before)
