"""What a camera or a file may bring instead of a good portrait: each is told, none is fatal."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import PIL.ImageCms
import pytest
from test_face import portraits, read

from desk.assets import load_wording
from desk.demo.heads import camera_picture
from desk.services.ports import Image
from desk.vision.check_photo import check_photo, without_metadata
from desk.vision.load_image import load
from desk.vision.photo_quality import PhotoEye

SAY = load_wording("ja").say


def told(eye: PhotoEye, image: Image) -> list[str]:
    check = eye.check(image)
    codes = [finding.code for finding in check.findings]
    for language in ("ja", "en"):
        words = load_wording(language)
        for code in codes:
            assert words.say(code)
            assert words.say(f"{code}_why")
    return codes


def dog() -> Image:
    """A drawn dog: ears, snout, tongue."""
    picture = np.full((720, 1280, 3), (222, 226, 224), np.uint8)
    fur, dark = (70, 120, 180), (30, 40, 50)
    cv2.ellipse(picture, (640, 620), (260, 240), 0, 180, 360, fur, -1)
    cv2.circle(picture, (640, 330), 190, fur, -1)
    for side in (-1, 1):
        cv2.ellipse(
            picture, (640 + side * 190, 320), (60, 150), side * -15, 0, 360, (40, 75, 120), -1
        )
        cv2.circle(picture, (640 + side * 75, 290), 22, dark, -1)
        cv2.circle(picture, (640 + side * 80, 284), 6, (240, 240, 240), -1)
    cv2.ellipse(picture, (640, 400), (95, 80), 0, 0, 360, (180, 205, 225), -1)
    cv2.ellipse(picture, (640, 365), (36, 26), 0, 0, 360, (20, 20, 24), -1)
    cv2.ellipse(picture, (640, 450), (26, 46), 0, 0, 360, (120, 110, 220), -1)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.uint8)


@pytest.mark.parametrize("shade", [0, 127, 255])
def test_an_empty_picture_has_no_face(eye: PhotoEye, shade: int) -> None:
    codes = told(eye, np.full((720, 1280, 3), shade, np.uint8))
    assert "no_face" in codes
    assert ("view_dark" in codes) == (shade == 0)


def test_noise_and_a_dog_are_no_face(eye: PhotoEye) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    assert told(eye, noise) == ["no_face"]
    assert told(eye, dog()) == ["no_face"]


def test_a_hand_before_the_lens_is_told(eye: PhotoEye) -> None:
    """Out of focus, reddish, over all of the picture; by day and by night."""
    glow = np.zeros((720, 1280, 3), np.uint8)
    cv2.circle(glow, (700, 300), 500, (60, 90, 190), -1)
    near = np.asarray(cv2.GaussianBlur(glow, (0, 0), 90), np.uint8)
    assert told(eye, near) == ["no_face"]
    assert told(eye, near // 16)[0] == "view_dark"


def test_five_people_are_too_many(eye: PhotoEye, samples: Path) -> None:
    frame = np.full((720, 1280, 3), 205, np.uint8)
    for number, path in enumerate(portraits(samples)[3:8]):
        person = np.asarray(cv2.resize(read(path), (240, 300)), np.uint8)
        left, top = 10 + 255 * number, 120 + 90 * (number % 2)
        frame[top : top + 300, left : left + 240] = person
    check = eye.check(frame)
    assert len(check.faces) == 5
    assert not check.can_shoot
    assert check.findings[0].code == "many_faces"
    assert "ポスター" in SAY("many_faces_why")


@pytest.mark.parametrize("width", [150, 220])
def test_a_poster_behind_the_applicant_is_told(eye: PhotoEye, samples: Path, width: int) -> None:
    """A larger head is a second face, a smaller one at least no plain background."""
    poster = read(portraits(samples)[5])
    frame = camera_picture(11)
    small = np.asarray(cv2.resize(poster, (width, width * 5 // 4), interpolation=cv2.INTER_AREA))
    frame[40 : 40 + small.shape[0], 340 - width // 2 : 340 - width // 2 + width] = small
    assert {"many_faces", "background_uneven"} & set(told(eye, frame))


@pytest.mark.parametrize("side", [1, 7, 16, 48])
def test_a_tiny_picture_is_told_and_does_no_harm(eye: PhotoEye, side: int) -> None:
    frame = np.asarray(cv2.resize(camera_picture(3), (side, side), interpolation=cv2.INTER_AREA))
    check = eye.check(np.asarray(frame, np.uint8))
    assert not check.can_shoot
    assert {"no_face", "photo_too_small"} & {finding.code for finding in check.findings}


def test_a_grey_or_infrared_camera_is_told_and_can_go_on(eye: PhotoEye) -> None:
    frame = camera_picture(24)
    grey = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    for picture in (grey, (np.asarray(grey) * (1.0, 0.75, 0.9)).astype(np.uint8)):
        check = eye.check(np.asarray(picture, np.uint8))
        assert [finding.code for finding in check.findings] == ["monochrome"]
        assert check.can_shoot
        assert eye.crop(np.asarray(picture, np.uint8), check.faces[0]).width_px == 827


def test_a_4k_frame_and_its_720p_copy_get_the_same_answer(eye: PhotoEye) -> None:
    large = camera_picture(8, (3840, 2160))
    small = np.asarray(cv2.resize(large, (1280, 720), interpolation=cv2.INTER_AREA), np.uint8)
    one, other = eye.check(large), eye.check(small)
    assert one.ok
    assert other.ok
    for name in ("HeadPoseYaw", "HeadPosePitch"):
        assert one.measures[name] == pytest.approx(other.measures[name], abs=1.5)
    for name in ("HeadSize", "Luminance", "ExpressionNeutrality", "BackgroundUniformity"):
        assert one.measures[name] == pytest.approx(other.measures[name], abs=0.04)
    assert one.measures["InterEyeDistance"] == pytest.approx(
        3 * other.measures["InterEyeDistance"], rel=0.03
    )


def test_a_huge_picture_is_judged_small_and_cut_from_its_own_pixels(eye: PhotoEye) -> None:
    """100 megapixels."""
    frame = camera_picture(8)
    huge = np.asarray(cv2.resize(frame, (13340, 7504), interpolation=cv2.INTER_LINEAR), np.uint8)
    check = eye.check(huge)
    assert check.can_shoot
    assert len(check.faces) == 1
    assert check.measures["HeadSize"] == pytest.approx(
        eye.check(frame).measures["HeadSize"], abs=0.03
    )
    assert eye.crop(huge, check.faces[0]).height_px == 1063


def test_a_very_wide_picture_is_cut_from_its_own_pixels(eye: PhotoEye) -> None:
    """Sought in a smaller copy, but no detail is lost: the photo is as fine as the frame's."""
    frame = camera_picture(8)
    wide = np.asarray(cv2.copyMakeBorder(frame, 0, 0, 2400, 2400, cv2.BORDER_REPLICATE), np.uint8)
    assert max(wide.shape) > eye.rules.measuring.most_looked_at_px
    coarse = np.asarray(cv2.resize(frame, None, fx=0.67, fy=0.67, interpolation=cv2.INTER_AREA))
    fine, same, less = (detail(eye, each) for each in (frame, wide, coarse.astype(np.uint8)))
    assert same > 0.88 * fine
    assert same > 1.2 * less


def detail(eye: PhotoEye, picture: Image) -> float:
    data = eye.crop(picture, eye.check(picture).faces[0]).data
    photo = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    return float(np.asarray(cv2.Laplacian(photo, cv2.CV_32F)).std())


def test_wider_than_opencv_turns(eye: PhotoEye) -> None:
    strip = np.full((60, 40_000, 3), 200, np.uint8)
    assert told(eye, strip) == ["no_face"]


# files


def saved(folder: Path, name: str, picture: PIL.Image.Image, **options: object) -> Path:
    picture.save(folder / name, **options)  # type: ignore[arg-type]
    return folder / name


def upright() -> PIL.Image.Image:
    return PIL.Image.fromarray(np.ascontiguousarray(camera_picture(24)[:, :, ::-1]))


UNDO = {
    1: None,
    2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
    3: PIL.Image.Transpose.ROTATE_180,
    4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
    5: PIL.Image.Transpose.TRANSPOSE,
    6: PIL.Image.Transpose.ROTATE_90,
    7: PIL.Image.Transpose.TRANSVERSE,
    8: PIL.Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", UNDO)
def test_each_exif_orientation_is_turned_upright(
    tmp_path: Path, eye: PhotoEye, orientation: int
) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    undo = UNDO[orientation]
    picture = upright() if undo is None else upright().transpose(undo)
    file = saved(tmp_path, "camera.jpg", picture, exif=exif, quality=95)
    result = check_photo(file, eye, SAY, out=tmp_path / "photo.jpg")
    assert result["ok"], result["findings"]
    assert load(file).shape == (720, 1280, 3)
    assert np.abs(load(file).astype(int) - camera_picture(24)).mean() < 3
    with PIL.Image.open(tmp_path / "photo.jpg") as photo:
        assert not photo.getexif()
        assert photo.size == (827, 1063)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cmyk.jpg", lambda picture: picture.convert("CMYK")),
        ("palette.png", lambda picture: picture.quantize(256)),
        ("alpha.png", lambda picture: picture.convert("RGBA")),
        ("grey.jpg", lambda picture: picture.convert("L")),
        ("grey.png", lambda picture: picture.convert("LA")),
        ("colour.tif", lambda picture: picture),
        ("colour.webp", lambda picture: picture),
    ],
)
def test_every_form_of_pixels_can_become_a_photo(
    tmp_path: Path,
    eye: PhotoEye,
    name: str,
    change: Callable[[PIL.Image.Image], PIL.Image.Image],
) -> None:
    result = check_photo(
        saved(tmp_path, name, change(upright())), eye, SAY, out=tmp_path / "photo.jpg"
    )
    assert result["verdict"] in ("good", "to_fix")
    with PIL.Image.open(tmp_path / "photo.jpg") as photo:
        assert (photo.format, photo.mode) == ("JPEG", "RGB")


def test_sixteen_bit_grey_is_seen(tmp_path: Path, eye: PhotoEye) -> None:
    deep = cv2.cvtColor(camera_picture(24), cv2.COLOR_BGR2GRAY).astype(np.uint16) * 257
    file = saved(tmp_path, "deep.png", PIL.Image.fromarray(deep))
    result = check_photo(file, eye, SAY)
    assert [finding["code"] for finding in result["findings"]] == ["monochrome"]


def swapped_profile() -> bytes:
    """A profile by which red and blue are exchanged: nobody could miss that it was heeded."""
    data = bytearray(PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132])
    tags = {bytes(data[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    data[red + 4 : red + 12], data[blue + 4 : blue + 12] = (
        data[blue + 4 : blue + 12],
        data[red + 4 : red + 12],
    )
    return bytes(data).replace(
        "sRGB built-in".encode("utf-16-be"), "swap built-in".encode("utf-16-be")
    )


def test_another_colour_profile_is_turned_into_srgb(tmp_path: Path) -> None:
    blue_seen_as_red = PIL.Image.new("RGB", (64, 64), (30, 60, 200))
    profile = swapped_profile()
    file = saved(tmp_path, "other.png", blue_seen_as_red, icc_profile=profile)
    assert np.abs(load(file)[0, 0].astype(int) - (30, 60, 200)).max() <= 3  # BGR of (200, 60, 30)
    srgb = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    same = saved(tmp_path, "same.png", blue_seen_as_red, icc_profile=srgb)
    assert load(same)[0, 0].tolist() == [200, 60, 30]
    broken = saved(tmp_path, "broken.png", blue_seen_as_red, icc_profile=b"no profile")
    assert load(broken)[0, 0].tolist() == [200, 60, 30]


def test_notes_in_a_finished_photo_are_taken_out_and_its_pixels_stay(
    tmp_path: Path, eye: PhotoEye
) -> None:
    frame = camera_picture(24)
    data = eye.crop(frame, eye.check(frame).faces[0]).data
    exif = PIL.Image.Exif()
    exif[0x010F] = "a camera"
    with PIL.Image.open(BytesIO(data)) as photo:
        noted = saved(
            tmp_path, "noted.jpg", photo, exif=exif, quality="keep", comment=b"in the park"
        )
    result = check_photo(noted, eye, SAY, out=tmp_path / "photo.jpg")
    assert result["ok"]
    assert "file_metadata" in [finding["code"] for finding in result["findings"]]
    with PIL.Image.open(tmp_path / "photo.jpg") as photo, PIL.Image.open(noted) as before:
        assert not photo.getexif()
        assert "comment" not in photo.info
        assert np.array_equal(np.asarray(photo), np.asarray(before))
    assert without_metadata(data) == data


def test_a_compressed_file_is_told(tmp_path: Path, eye: PhotoEye) -> None:
    frame = camera_picture(24)
    data = eye.crop(frame, eye.check(frame).faces[0]).data
    with PIL.Image.open(BytesIO(data)) as photo:
        file = saved(tmp_path, "small.jpg", photo, quality=10)
    result = check_photo(file, eye, SAY)
    told_now = {finding["code"]: finding for finding in result["findings"]}
    assert told_now["over_compressed"]["severity"] == "advice"
    assert told_now["over_compressed"]["value"] > told_now["over_compressed"]["limit"]
    assert "元の画像" in told_now["over_compressed"]["why"]


def test_every_sample_gets_an_answer(samples: Path, eye: PhotoEye) -> None:
    for path in portraits(samples):
        result = check_photo(path, eye, SAY)
        assert result["verdict"] in ("good", "to_fix", "unusable")
        assert len(result["measures"]) >= 28
        assert all(np.isfinite(value) for value in result["measures"].values())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_is_no_file(tmp_path: Path, eye: PhotoEye) -> None:
    from desk.domain.errors import Refused

    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(Refused, match="file_missing"):
        check_photo(tmp_path / "pipe.jpg", eye, SAY)
