"""Builds the parts that app.py wires: store, eyes, readers, papers, checks.

Heavy libraries (OpenCV, the decoders) are imported on first use, in the thread that needs them:
all at once they would cost half a second before the window shows (design §7).
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

from desk.assets import font_files, load_postcodes, model_bytes, rule_table
from desk.clock import SystemClock
from desk.devices.frame_source import list_cameras, quieten_multimedia
from desk.devices.printer import list_printers
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.form_id import Reading
from desk.domain.postcodes import Place
from desk.services.form_reading import FormReading, Outcome, Seen
from desk.services.ports import (
    Clock,
    FaceBox,
    Image,
    Look,
    LookEye,
    NewPicture,
    Page,
    PhotoCheck,
)
from desk.services.self_check import (
    Check,
    State,
    check_cameras,
    check_clock,
    check_printer,
    check_space,
    run_checks,
)
from desk.services.slate import SlateReader
from desk.services.spare import SpareKey
from desk.services.test_shot import TestShot
from desk.storage.spare_medium import find_stick, removable_places, within
from desk.storage.store import SqliteStore

if TYPE_CHECKING:
    from desk.vision.camera_check import CameraCheck as RealCameraCheck
    from desk.vision.look_eye import LookEye as RealLookEye
    from desk.vision.photo_quality import PhotoEye as RealEye
    from desk.vision.qr import QrReader

MODELS = ("face_detection_full_range", "face_landmark", "iris_landmark")
FACE_MATCHER = "face_matcher"
"""Optional: without it faces are not compared, and all else works."""
SPARE_LOOK_S = 3.0
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No right clock can be before this version was made."""


# pixels ---------------------------------------------------------------------------------------
def photo_eye() -> RealEye:
    """A new eye on photos, its models compared with their hashes. One thread at a time."""
    from desk.vision.photo_quality import PhotoEye as RealEye
    from desk.vision.photo_quality import PhotoModels
    from desk.vision.photo_rules import PhotoRules

    detector, landmark, iris = (model_bytes(name) for name in MODELS)
    models = PhotoModels(detector=detector, landmark=landmark, iris=iris)
    return RealEye(models, PhotoRules.parse(rule_table("photo.toml")))


class LazyEye:
    """ports.PhotoEye, built when first looked through."""

    def __init__(self) -> None:
        self._eye: RealEye | None = None

    def check(self, image: Image) -> PhotoCheck:
        return self._real().check(image)

    def crop(self, image: Image, face: FaceBox) -> NewPicture:
        return self._real().crop(image, face)

    def keep(self, image: Image) -> NewPicture:
        return self._real().keep(image)

    def _real(self) -> RealEye:
        if self._eye is None:
            self._eye = photo_eye()
        return self._eye


class LazyCameraCheck:
    """The judge of test shots, built when first needed."""

    def __init__(self) -> None:
        self._check: RealCameraCheck | None = None
        self._eye = LazyEye()

    def judge(self, image: Image, per_second: float) -> TestShot:
        from desk.vision.camera_check import CameraCheck as RealCameraCheck

        if self._check is None:
            self._check = RealCameraCheck(_camera_rules())
        shot = self._check.judge(image, per_second)
        return replace(shot, one_face=len(self._eye.check(image).faces) == 1)


def _camera_rules() -> Mapping[str, Mapping[str, Any]]:
    table = rule_table("camera_check.toml")
    return {name: part for name, part in table.items() if isinstance(part, Mapping)}


def card_place() -> tuple[float, float, float, float]:
    """Where the card of a test shot is held: left, top, width, height as parts of the picture."""
    left, top, width, height = _camera_rules()["card"]["place"]
    return float(left), float(top), float(width), float(height)


class LazyReader:
    """ports.FormReader and the still reader, built when first used."""

    def __init__(self) -> None:
        self._reader: QrReader | None = None

    def read_frame(self, image: Image) -> tuple[Reading, ...]:
        return self._real().read_frame(image)

    def hint(self, image: Image) -> str:
        return self._real().hint(image)

    def read_still(self, image: Image) -> Outcome:
        """One still picture: settled by two agreeing renderings, or the reason why not."""
        result = self._real().read_still(image)
        if result.form_id is not None:
            return Outcome(Seen.SETTLED, result.form_id)
        kind = Seen.NOT_A_FORM if result.readings else Seen.NOTHING
        return Outcome(kind, None, result.reason_code)

    def _real(self) -> QrReader:
        from desk.vision.qr import QrReader

        if self._reader is None:
            self._reader = QrReader()
        return self._reader


def form_reading() -> FormReading:
    """A reader of live frames with its own agreement."""
    return FormReading(LazyReader())


def slate_reader() -> SlateReader:
    """A reader of the form while its applicant is photographed; one for each camera."""
    return SlateReader(LazyReader())


class LazyLookEye:
    """ports.LookEye, built when first looked through: its model is large.

    Where that model is missing or damaged, no face is compared (the look's vector is None, so
    that every shot says so), while twins, recaptures and portraits are still found.
    """

    def __init__(self) -> None:
        self._eye: RealLookEye | None = None

    def warm(self) -> None:
        self._real()

    def look(self, image: Image) -> Look:
        return self._real().look(image)

    def look_at(self, data: bytes) -> Look:
        return self._real().look_at(data)

    def alike(self, one: Look, other: Look) -> str:
        return self._real().alike(one, other)

    def twin(self, one: Look, other: Look) -> bool:
        return self._real().twin(one, other)

    def matches(self, portrait: Look, photo: Look) -> str:
        return self._real().matches(portrait, photo)

    def recaptured(self, image: Image, face: FaceBox) -> bool:
        return self._real().recaptured(image, face)

    def cut_portrait(self, image: Image) -> tuple[bytes, int, int]:
        return self._real().cut_portrait(image)

    def _real(self) -> RealLookEye:
        if self._eye is None:
            self._eye = real_look_eye()
        return self._eye


def real_look_eye() -> RealLookEye:
    """A new eye for "who is this?", its models compared with their hashes. One thread at a time."""
    from desk.vision.look_eye import LookEye as RealLookEye
    from desk.vision.look_eye import LookModels, LookRules

    detector, landmark = (model_bytes(name) for name in MODELS[:2])
    try:
        matcher = model_bytes(FACE_MATCHER)
    except NeedsPerson:  # the check at the start of the day says so
        matcher = None
    models = LookModels(detector=detector, landmark=landmark, matcher=matcher)
    return RealLookEye(models, LookRules.parse(rule_table("likeness.toml")))


def look_eye() -> LookEye:
    """Who is this? Costs nothing until it is first looked through."""
    return LazyLookEye()


def flatten(image: Image) -> Page:
    """The form's page, found and flattened."""
    from desk.vision.document_page import PageFinder

    return PageFinder().flatten(image)


def load_form_file(path: Path) -> Sequence[Image]:
    """The pictures in an image or PDF file; raises Refused for anything unfit."""
    from desk.vision.load_image import load_pages

    return tuple(load_pages(path))


# words and papers -----------------------------------------------------------------------------
class Glyphs:
    """Whether the shipped font can show a character; Qt's raw font is made on first use."""

    def __init__(self) -> None:
        self._fonts: tuple[QRawFont, ...] = ()
        self._known: dict[str, bool] = {}

    def __call__(self, character: str) -> bool:
        known = self._known.get(character)
        if known is None:
            if not self._fonts:
                self._fonts = tuple(QRawFont(str(path), 16) for path in font_files()[:1])
            known = any(font.supportsCharacter(ord(character)) for font in self._fonts)
            self._known[character] = known
        return known


@lru_cache(maxsize=512)
def find_places(postcode: str) -> tuple[Place, ...]:
    """Every place that a postcode may mean; none for an incomplete or unknown one."""
    try:
        return load_postcodes().candidates(postcode)
    except Refused:
        return ()


# the start of the day -------------------------------------------------------------------------
Devices = tuple[Sequence[str], Sequence[str]]
"""The names of the cameras and of the printers."""


def checks_without_store(folder: Path) -> tuple[Check, ...]:
    """All of the start-of-day check that needs no unlocked store (`desk doctor`)."""
    held = QApplication.instance() or QApplication(["desk", "-platform", "offscreen"])
    found = check_machine(folder, devices_of_this_machine(), SystemClock())
    del held
    return found


def check_machine(
    folder: Path, devices: Devices, clock: Clock, newest: datetime | None = None
) -> tuple[Check, ...]:
    """Every part of the machine, off the window's thread."""
    cameras, printers = devices
    return run_checks(
        (
            ("camera", lambda: check_cameras(cameras)),
            ("printer", lambda: check_printer(printers)),
            ("space", lambda: check_space(_free_bytes(folder))),
            ("clock", lambda: check_clock(clock.now().utc, newest, BUILT)),
            ("face", _check_face),
            ("fonts", _check_fonts),
            ("reader", _check_reader),
        )
    )


def check_all(
    folder: Path, devices: Devices, clock: Clock, store: SqliteStore | None
) -> tuple[Check, ...]:
    """The machine and, once it is open, the store; called on the store's thread."""
    if store is None:
        return check_machine(folder, devices, clock)
    newest = store.page("", 0, 1)
    changed = newest[0].changed_at if newest else None
    more = [("records", lambda: _check_records(store))]
    settings = store.settings()
    key = SpareKey.kept(settings)
    if key is not None:
        more.append(("spare", lambda: _check_spare(key, settings)))
    return (*check_machine(folder, devices, clock, changed), *run_checks(more))


def devices_of_this_machine() -> Devices:
    """Cameras and printers that are plugged in; called on the window's thread."""
    quieten_multimedia()
    return tuple(camera.name for camera in list_cameras()), list_printers()


def _check_records(store: SqliteStore) -> Check:
    return Check("records", State.OK, "check_records_ok", (("count", store.verify_audit()),))


def _check_spare(key: SpareKey, settings: Mapping[str, str]) -> Check:
    """Never a stop; and a stick that hangs is one that is not there."""
    label, remembered = settings.get("terminal", ""), settings.get("spare_folder", "")
    place = Path(remembered) if remembered else None
    there = within(
        SPARE_LOOK_S, lambda: find_stick(key, label, place, removable_places) is not None, False
    )
    if not there:
        return Check("spare", State.NOTICE, "check_spare_absent")
    return Check("spare", State.OK, "check_spare_ok")


def _free_bytes(folder: Path) -> int:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free


def _check_face() -> Check:
    for name in MODELS:
        model_bytes(name)
    try:
        model_bytes(FACE_MATCHER)
    except NeedsPerson:
        return Check("face", State.NOTICE, "likeness_no_model")
    return Check("face", State.OK, "check_face_ok")


def _check_fonts() -> Check:
    if not font_files():
        raise NeedsPerson("resource_missing", name="fonts")
    return Check("fonts", State.OK, "check_fonts_ok")


def _check_reader() -> Check:
    try:
        import pyzbar.pyzbar  # needs the system's zbar, which may be missing
        import zxingcpp
    except ImportError:
        return Check("reader", State.NOTICE, "check_reader_one")
    return Check("reader", State.OK, "check_reader_ok", (("count", len((pyzbar, zxingcpp))),))
