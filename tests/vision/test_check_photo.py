"""`desk photo`: what one file gets told."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest

from desk.assets import load_wording
from desk.demo.heads import camera_picture
from desk.domain.errors import Refused
from desk.vision.check_photo import check_photo
from desk.vision.photo_quality import PhotoEye

SAY = load_wording("ja").say


def write(folder: Path, name: str, defect: str | None = None) -> Path:
    path = folder / name
    _, data = cv2.imencode(path.suffix, camera_picture(24, defect=defect))
    path.write_bytes(data.tobytes())
    return path


def test_a_frame_becomes_a_photo_and_the_photo_is_fine(tmp_path: Path, eye: PhotoEye) -> None:
    frame, photo = write(tmp_path, "frame.png"), tmp_path / "photo.jpg"
    result = check_photo(frame, eye, SAY, out=photo)
    assert result["ok"]
    assert not result["findings"]
    with PIL.Image.open(photo) as picture:
        assert picture.size == (827, 1063)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
    again = check_photo(photo, eye, SAY, out=tmp_path / "same.jpg")
    assert again["ok"], again["findings"]
    assert (tmp_path / "same.jpg").read_bytes() == photo.read_bytes()
    json.dumps(again)


def test_a_300_dpi_photo_is_told_what_is_wrong_with_its_file(tmp_path: Path, eye: PhotoEye) -> None:
    frame = camera_picture(24)
    data = eye.crop(frame, eye.check(frame).faces[0]).data
    with PIL.Image.open(BytesIO(data)) as photo:
        photo.resize((413, 531)).convert("P").save(tmp_path / "small.png")
    result = check_photo(tmp_path / "small.png", eye, SAY)
    told = {finding["code"]: finding for finding in result["findings"]}
    assert {"file_not_jpeg", "file_not_rgb", "file_side_small"} <= set(told)
    assert told["file_side_small"]["severity"] == "info"
    assert "480" in told["file_side_small"]["message"]


def test_hard_findings_refuse_the_photo_but_not_the_check(tmp_path: Path, eye: PhotoEye) -> None:
    frame = write(tmp_path, "two.jpg", "two_heads")
    result = check_photo(frame, eye, SAY)
    assert not result["ok"]
    assert result["findings"][0]["message"] == "お一人だけで写ってください"
    with pytest.raises(Refused, match="many_faces"):
        check_photo(frame, eye, SAY, out=tmp_path / "photo.jpg")
    assert not (tmp_path / "photo.jpg").exists()


def test_a_sideways_camera_file_is_turned_by_its_exif(tmp_path: Path, eye: PhotoEye) -> None:
    upright = PIL.Image.fromarray(np.ascontiguousarray(camera_picture(24)[:, :, ::-1]))
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    upright.transpose(PIL.Image.Transpose.ROTATE_90).save(
        tmp_path / "side.jpg", exif=exif, quality=95
    )
    result = check_photo(tmp_path / "side.jpg", eye, SAY, out=tmp_path / "photo.jpg")
    assert result["ok"], result["findings"]
    with PIL.Image.open(tmp_path / "photo.jpg") as picture:
        assert not picture.getexif()


def test_no_picture_is_refused(tmp_path: Path, eye: PhotoEye) -> None:
    (tmp_path / "x.jpg").write_bytes(b"not a picture")
    with pytest.raises(Refused, match="image_unreadable"):
        check_photo(tmp_path / "x.jpg", eye, SAY)
    with pytest.raises(Refused, match="file_missing"):
        check_photo(tmp_path / "absent.jpg", eye, SAY)
