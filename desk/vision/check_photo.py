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
import PIL.ImageCms

from desk.domain.errors import Refused
from desk.services.ports import Finding, Image, PhotoCheck
from desk.vision.load_image import is_srgb, load
from desk.vision.photo_quality import PhotoEye
from desk.vision.photo_rules import PhotoRules

ORIENTATION = 0x0112
START_OF_SCAN, COMMENT = 0xDA, 0xFE
APPLICATION, NEEDED = range(0xE0, 0xF0), (0xE0, 0xEE)  # JFIF; Adobe's note on the colour form
RATIO_TOLERANCE = 0.02  # how far from 7:9 a picture may be to count as a finished photo
FINISHED_HEAD = 0.6  # least share of the height; with a smaller head it is a frame to be cropped


def check_photo(
    file: Path, eye: PhotoEye, say: Callable[..., str], out: Path | None = None
) -> dict[str, Any]:
    """Findings in words and measures; with `out`, the finished photo is written there.

    A picture that is already a 7:9 portrait is judged as it is, and its file by the file rules
    (severity "info", which leaves `ok` alone); any other is judged as a camera frame. Raises
    Refused when the file is no usable picture, or cannot become a photo though `out` is given.
    """
    started = time.perf_counter()
    image = load(file)
    check = eye.check(image)
    finished = _is_finished(image, check, eye.rules)
    data = file.read_bytes()  # load() has refused what is too large to be read
    told = file_findings(data, eye.rules) if finished else ()
    if finished:
        check = eye.check(image, finished=True)
    if out is not None:
        usable = finished and check.can_shoot and {each.code for each in told} <= {"file_metadata"}
        _write_whole(out, without_metadata(data) if usable else _photo(image, eye))
    return {
        "file": str(file),
        "ok": check.ok,
        "verdict": "good" if check.ok else "to_fix" if check.can_shoot else "unusable",
        "findings": [_in_words(finding, say) for finding in (*check.findings, *told)],
        "measures": dict(check.measures),
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }


def file_findings(data: bytes, rules: PhotoRules) -> tuple[Finding, ...]:
    """What J-LIS would say of a photo's file (dom§3.2), as severity "info"."""
    try:
        with PIL.Image.open(BytesIO(data)) as picture:
            kind, mode, sides = picture.format, picture.mode, picture.size
            turned = picture.getexif().get(ORIENTATION, 1) != 1
            metadata = bool({"exif", "xmp", "comment", "photoshop"} & picture.info.keys())
            foreign = _has_foreign_colours(picture)
    except PIL.UnidentifiedImageError:  # a PDF, of which load() took the first page
        return (Finding("file_not_jpeg", "info"),)
    limits = rules.file
    facts = (("least", limits.min_side_px), ("most", limits.max_side_px))
    found = {
        "file_not_jpeg": kind != "JPEG",
        "file_not_rgb": mode not in ("RGB", "L"),
        "file_not_srgb": foreign,
        "file_not_upright": turned,
        "file_metadata": metadata and not turned,
        "file_bytes_small": len(data) < limits.min_bytes,
        "file_bytes_large": len(data) > limits.max_bytes,
        "file_side_small": min(sides) < limits.min_side_px,
        "file_side_large": max(sides) > limits.max_side_px,
    }
    return tuple(Finding(code, "info", facts) for code, is_so in found.items() if is_so)


def without_metadata(jpeg: bytes) -> bytes:
    """The same JPEG, pixel for pixel, without what a camera or program noted in it."""
    kept, place = [jpeg[:2]], 2
    while jpeg[place : place + 1] == b"\xff" and jpeg[place + 1] != START_OF_SCAN:
        marker = jpeg[place + 1]
        size = 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if marker != COMMENT and (marker not in APPLICATION or marker in NEEDED):
            kept.append(jpeg[place : place + size])
        place += size
    return b"".join([*kept, jpeg[place:]])


def _has_foreign_colours(picture: PIL.Image.Image) -> bool:
    profile = picture.info.get("icc_profile")
    if not profile:
        return False
    try:
        return not is_srgb(PIL.ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (PIL.ImageCms.PyCMSError, OSError):
        return False  # not a profile: nothing would follow it


def _is_finished(image: Image, check: PhotoCheck, rules: PhotoRules) -> bool:
    height, width = image.shape[:2]
    wanted = rules.crop.width_mm / rules.crop.height_mm
    has_shape = abs(width / height / wanted - 1) < RATIO_TOLERANCE
    return has_shape and check.measures.get("HeadSize", 0.0) >= FINISHED_HEAD


def _photo(image: Image, eye: PhotoEye) -> bytes:
    check = eye.check(image)
    for finding in check.findings:
        if finding.severity == "hard":
            raise Refused(finding.code)
    return eye.crop(image, check.faces[0]).data


def _in_words(finding: Finding, say: Callable[..., str]) -> dict[str, Any]:
    facts = dict(finding.facts)
    words = {
        "code": finding.code,
        "severity": finding.severity,
        "message": say(finding.code, **facts),
    }
    if finding.severity == "info":
        return words
    return {**words, "why": say(f"{finding.code}_why"), **facts}


def _write_whole(path: Path, data: bytes) -> None:
    """The file appears whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)
