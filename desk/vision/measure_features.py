"""Eyes and mouth: open or closed, smiling or not, covered or not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from desk.services.ports import Image
from desk.vision.crop import Head
from desk.vision.face import EyeLook, Mesh
from desk.vision.face_view import LEFT_CHEEK, RIGHT_CHEEK, UNIT_PX, FaceView
from desk.vision.photo_rules import Measures, MeasuringRules

# FaceMesh indices; left and right are as seen in the picture.
EYES = ((33, 133, 159, 145), (362, 263, 386, 374))
MOUTH = (61, 291, 0, 17)
LEFT_CORNER, RIGHT_CORNER, UPPER_LIP, LOWER_LIP = 61, 291, 13, 14
UPPER_EDGE = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415)  # of the opening between the lips
LOWER_EDGE = (308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
LEAST_LEVEL = 20.0
MOST_CERTAIN = 30.0  # the mesh model's certainty beyond which the number says nothing more


def eyes_open(image: Image, mesh: Mesh, look: EyeLook) -> Measures:
    """Lid distance over the eye's width, of the eye that is less open."""
    return {"EyesOpen": min(look.openness(image, mesh))}


def expression(view: FaceView, head: Head, rules: MeasuringRules) -> Measures:
    """Distance of the lips, how far a smile widens and lifts the mouth, and the share of the face
    in which teeth show (percent of the squared eye-to-chin distance)."""
    points = view.points / UNIT_PX
    left, right = points[LEFT_CORNER], points[RIGHT_CORNER]
    upper, lower = points[UPPER_LIP], points[LOWER_LIP]
    width = float(right[0] - left[0]) * head.eye_to_chin / max(1.0, head.eye_distance)
    lift = float(upper[1] + lower[1] - left[1] - right[1]) / 2
    wider, higher = width - rules.mouth_width, lift - rules.mouth_lift
    return {
        "MouthClosed": float(np.linalg.norm(lower - upper)),
        "ExpressionNeutrality": wider + 2 * higher,
        "TeethShown": _teeth(view),
    }


def visible(view: FaceView, mesh: Mesh) -> Measures:
    """Contrast within each eye (the lesser) and within the mouth, against the brightness there: a
    hand, a mask or dark glasses have next to none; and how certain the mesh model is of having a
    whole face before it."""
    doubt = max(1e-13, 1.0 - mesh.score)
    smooth = np.asarray(cv2.GaussianBlur(view.grey, (0, 0), 1.0), np.uint8)
    return {
        "EyesVisible": min(_contrast(smooth[view.box(eye, beside=2, above=4)]) for eye in EYES),
        "MouthVisible": _contrast(smooth[view.box(MOUTH, beside=2, above=4)]),
        "FaceVisible": min(MOST_CERTAIN, float(np.log(max(mesh.score, 1e-13) / doubt))),
    }


def _contrast(patch: NDArray[np.uint8]) -> float:
    if not patch.size:
        return 0.0
    return float(patch.std()) / max(LEAST_LEVEL, float(np.median(patch)))


def _teeth(view: FaceView) -> float:
    """Teeth are less red than the cheeks and not much darker."""
    between = view.inside(UPPER_EDGE + LOWER_EDGE)
    lab = cv2.cvtColor(view.colour, cv2.COLOR_BGR2LAB).astype(np.float32)
    cheeks = np.concatenate(
        [lab[view.cheek(cheek)].reshape(-1, 3) for cheek in (LEFT_CHEEK, RIGHT_CHEEK)]
    )
    if not cheeks.size:
        return 0.0
    skin = np.median(cheeks, axis=0)
    inside = lab[between]
    teeth = (inside[:, 1] - 128 < 0.75 * (skin[1] - 128)) & (inside[:, 0] > 0.6 * skin[0])
    return 100.0 * float(teeth.sum()) / UNIT_PX**2
