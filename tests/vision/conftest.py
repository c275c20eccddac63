"""The shipped models and the photo standard, loaded once."""

from __future__ import annotations

import pytest

from desk.assets import model_bytes, rule_table
from desk.vision.photo_quality import PhotoEye, PhotoModels
from desk.vision.photo_rules import PhotoRules


@pytest.fixture(scope="session")
def photo_rules() -> PhotoRules:
    return PhotoRules.parse(rule_table("photo.toml"))


@pytest.fixture(scope="session")
def photo_models() -> PhotoModels:
    return PhotoModels(
        detector=model_bytes("face_detection_full_range"),
        landmark=model_bytes("face_landmark"),
        iris=model_bytes("iris_landmark"),
    )


@pytest.fixture(scope="session")
def eye(photo_models: PhotoModels, photo_rules: PhotoRules) -> PhotoEye:
    return PhotoEye(photo_models, photo_rules)
