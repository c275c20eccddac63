"""Where the head is, how large, and how it is turned."""

from __future__ import annotations

import numpy as np

from desk.domain.errors import Refused
from desk.services.ports import Image
from desk.vision.crop import Head, plan_crop
from desk.vision.face import CHIN, FOREHEAD, Mesh
from desk.vision.photo_rules import Measures, PhotoRules

# FaceMesh indices that lie opposite each other: left in the picture, right in the picture.
PAIRS = ((33, 263), (133, 362), (61, 291), (234, 454), (127, 356), (50, 280), (105, 334))


def pose(mesh: Mesh, rules: PhotoRules) -> Measures:
    """Turn of the head in degrees: yaw > 0 to the picture's right, pitch > 0 chin up, roll > 0
    clockwise."""
    points = mesh.points.astype(np.float64)
    across = sum((points[right] - points[left] for left, right in PAIRS), np.zeros(3))
    down = points[CHIN] - points[FOREHEAD]
    chin_back = float(np.degrees(np.arctan2(down[2], np.hypot(down[0], down[1]))))
    return {
        "HeadPoseYaw": float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1])))),
        "HeadPosePitch": rules.measuring.neutral_pitch_deg - chin_back,
        "HeadPoseRoll": float(np.degrees(np.arctan2(across[1], across[0]))),
    }


def place(image: Image, head: Head, rules: PhotoRules, *, finished: bool) -> Measures:
    """Size and place of the head in the frame, or in the finished photo.

    The crops and margins of ISO/IEC 29794-5 count from the eyes, in distances between the eyes
    (left, right) and from eyes to chin (above, below); our own HeadOffset and HeadRoom count from
    the whole head, in shares of the picture, since that is what the guide's oval shows.
    """
    height, width = image.shape[:2]
    crop = rules.crop
    fits = min(float(height), width * crop.height_mm / crop.width_mm)
    native = fits if finished else head.length * crop.height_mm / crop.head_mm
    centre, eyes = head.centre, head.eyes
    top = float(centre[1]) - head.length / 2
    measures = {
        "HeadSize": head.length / fits,
        "Upscale": crop.height_px / native,
        "LeftwardCropOfTheFaceImage": float(eyes[0]) / head.eye_distance,
        "RightwardCropOfTheFaceImage": (width - float(eyes[0])) / head.eye_distance,
        "MarginAboveOfTheFaceImage": float(eyes[1]) / head.eye_to_chin,
        "MarginBelowOfTheFaceImage": (height - float(eyes[1])) / head.eye_to_chin,
        "HeadOffset": (float(centre[0]) - width / 2) / width,
        "HeadRoomAbove": top / fits,
        "HeadRoomBelow": (height - top - head.length) / fits,
    }
    if not finished:
        measures["CropOutside"] = float(_crop_outside(image, head, rules))
    return measures


def eye_distance(head: Head, yaw_deg: float) -> Measures:
    """Pixels between the eyes as if the face looked straight at the camera."""
    return {"InterEyeDistance": head.eye_distance / max(0.5, float(np.cos(np.radians(yaw_deg))))}


def _crop_outside(image: Image, head: Head, rules: PhotoRules) -> bool:
    try:
        plan_crop(image.shape, head, rules.crop)
    except Refused as refusal:
        return refusal.code == "photo_margin"
    return False
