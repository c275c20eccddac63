"""Checks one picture file by the photo standard, for the command line (`desk photo`)."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import PIL.Image

from desk.domain.errors import Refused
from desk.services.ports import Finding, Image, PhotoCheck
from desk.vision.load_image import load
from desk.vision.photo_quality import PhotoEye
from desk.vision.photo_rules import PhotoRules

RATIO_TOLERANCE = 0.02  # how far from 7:9 a picture may be to count as a finished photo


def check_photo(
    file: Path, eye: PhotoEye, say: Callable[..., str], out: Path | None = None
) -> dict[str, Any]:
    """Findings in words and measures; with `out`, the finished photo is written there.

    A picture that is already 7:9 and within the file limits is judged as it is, any other as a
    camera frame. `ok` means no finding of severity hard or advice; "info" is only told. Raises
    Refused when the file is no usable picture, or cannot become a photo though `out` is given.
    """
    started = time.perf_counter()
    data = file.read_bytes()
    image = load(file)
    finished = is_finished(image, eye.rules)
    check = eye.check(image, finished=finished)
    told = [*check.findings, *file_findings(data, eye.rules)]
    if out is not None:
        write_whole(out, _photo(image, data, check, eye, finished=finished))
    return {
        "file": str(file),
        "ok": check.ok,
        "finished": finished,
        "findings": [_in_words(finding, say) for finding in told],
        "measures": dict(check.measures),
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }


def is_finished(image: Image, rules: PhotoRules) -> bool:
    """Whether a picture has the shape and size of a finished photo."""
    height, width = image.shape[:2]
    wanted = rules.crop.width_mm / rules.crop.height_mm
    sides_fit = all(rules.file.min_side_px <= s <= rules.file.max_side_px for s in (width, height))
    return sides_fit and abs(width / height / wanted - 1) < RATIO_TOLERANCE


def file_findings(data: bytes, rules: PhotoRules) -> tuple[Finding, ...]:
    """What J-LIS would say of the file itself (dom§3.2), as severity "info"."""
    with PIL.Image.open(BytesIO(data)) as picture:
        kind, mode, sides = picture.format, picture.mode, picture.size
    limits = rules.file
    facts = (("least", limits.min_side_px), ("most", limits.max_side_px))
    found = {
        "file_not_jpeg": kind != "JPEG",
        "file_not_rgb": mode not in ("RGB", "L"),
        "file_bytes_small": len(data) < limits.min_bytes,
        "file_bytes_large": len(data) > limits.max_bytes,
        "file_side_small": min(sides) < limits.min_side_px,
        "file_side_large": max(sides) > limits.max_side_px,
    }
    return tuple(Finding(code, "info", facts) for code, is_so in found.items() if is_so)


def _photo(image: Image, data: bytes, check: PhotoCheck, eye: PhotoEye, *, finished: bool) -> bytes:
    if finished and check.can_shoot and not file_findings(data, eye.rules):
        return data
    if not check.can_shoot:
        raise Refused(next(f.code for f in check.findings if f.severity == "hard"))
    return eye.crop(image, check.faces[0]).data


def _in_words(finding: Finding, say: Callable[..., str]) -> dict[str, str]:
    message = say(finding.code, **dict(finding.facts))
    return {"code": finding.code, "severity": finding.severity, "message": message}


def write_whole(path: Path, data: bytes) -> None:
    """The file appears whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)
