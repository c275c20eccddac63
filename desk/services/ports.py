"""The world as the services see it: store, clock, cameras, pictures, papers, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NewType, Protocol
from zoneinfo import ZoneInfo

from desk.domain.application import (
    ApplicationId,
    DayId,
    EntryValue,
    Grounds,
    IntakeMethod,
    Line,
    OperatorId,
    Picture,
    PictureId,
    PictureKind,
    Record,
    Shot,
    ShotId,
    Status,
    Step,
)
from desk.domain.binding import Doubt, FormSeen, Portrait, Slate
from desk.domain.confirmation import Confirmation
from desk.domain.delivery import Route, Verdict
from desk.domain.form_id import FormId, Reading
from desk.domain.numbers import ApplicationNumber
from desk.domain.review import ReviewMark

JAPAN = ZoneInfo("Asia/Tokyo")
"""Dates and times on screens and papers are Japan's."""

if TYPE_CHECKING:  # numpy takes as long to load as an empty window: only where pixels are
    import numpy as np
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]
    """A picture in memory: height x width x 3, BGR, 8 bit."""
else:
    Image = object
StoreKey = NewType("StoreKey", bytes)
"""32 raw bytes that open the store; only ever in memory."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, by both clocks (design §3.12)."""

    utc: datetime
    monotonic_ns: int
    boot_id: str


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> Moment: ...
    def today(self) -> date:
        """The date in Japan (Asia/Tokyo)."""
        ...


@dataclass(frozen=True, slots=True)
class Frame:
    """One camera picture as delivered; `image` is never changed after it was made."""

    image: Image
    sequence: int
    camera: str
    taken: Moment


@dataclass(frozen=True, slots=True)
class Operator:
    """担当者: who signs an action."""

    id: OperatorId
    name: str
    supervisor: bool
    active: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """開設日: one terminal, one date, one venue."""

    id: DayId
    on: date
    terminal: str
    venue: str
    method: IntakeMethod
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPicture:
    """A picture to keep; the store hashes, writes, reads back and compares."""

    kind: PictureKind
    data: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShot:
    """A shot to keep: the untouched frame (as encoded) and its crop."""

    frame: NewPicture
    photo: NewPicture
    form_id: str | None
    camera: str
    taken: Moment
    slate: Slate | None = None
    findings: tuple[str, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPortrait:
    """The portrait cut out of an identity document; nothing else of the document is kept."""

    document: str
    data: bytes
    width_px: int
    height_px: int
    camera: str


@dataclass(frozen=True, slots=True)
class By:
    """Who did something and when: every write carries it."""

    operator: OperatorId
    at: Moment


class Store(Protocol):
    """The encrypted file (storage/). Every method is one transaction, durable when it returns,
    and writes its audit entry in the same transaction. Call it from one thread only.

    Raises NeedsPerson("disk_full" | "store_damaged" | "store_busy") when the disk says no; the
    application then keeps what is on screen and asks a person.
    """

    # who and where
    def operators(self) -> tuple[Operator, ...]: ...
    def add_operator(self, name: str, pin: str, *, supervisor: bool, by: By | None) -> Operator: ...
    def check_pin(self, operator: OperatorId, pin: str, at: Moment) -> bool:
        """True if right. Wrong tries are counted in the file; after 5 in a row raises
        NeedsPerson("pin_locked") until a supervisor calls unlock_pin."""
        ...

    def unlock_pin(self, operator: OperatorId, by: By) -> None: ...
    def set_operator_active(self, operator: OperatorId, active: bool, by: By) -> None:
        """Switch off (or on) who may sign on; what they signed stays. Raises
        Refused("supervisor_only") or ("last_supervisor")."""
        ...

    def settings(self) -> Mapping[str, str]: ...
    def change_settings(self, changes: Mapping[str, str], by: By | None) -> None: ...
    def note_kiosk_left(self, way: str, reason: str, by: By) -> None:
        """A supervisor left the dedicated terminal, in one of services/settings.WAYS_OUT."""
        ...

    def start_day(self, on: date, terminal: str, venue: str, method: IntakeMethod, by: By) -> Day:
        """The day's row; the same one if it is already open for that date and terminal."""
        ...

    def current_day(self) -> Day | None: ...

    # one application
    def open_application(self, day: DayId, by: By) -> Record:
        """A new draft with the next serial of the day; numbers are never used twice."""
        ...

    def record(self, application: ApplicationId) -> Record: ...
    def save_entries(
        self, application: ApplicationId, entries: Mapping[str, EntryValue | None], by: By
    ) -> None:
        """Keep entered values (None removes one). Only drafts can be written to: raises
        Refused("not_a_draft")."""
        ...

    def save_step(self, application: ApplicationId, step: Step, by: By) -> None: ...
    def add_picture(self, application: ApplicationId, picture: NewPicture, by: By) -> Picture: ...
    def picture_bytes(self, picture: PictureId) -> bytes: ...
    def add_shot(self, application: ApplicationId, shot: NewShot, by: By) -> Shot:
        """Keep a shot with its evidence and choose it; earlier shots stay, unchosen."""
        ...

    def note_form_seen(self, application: ApplicationId, seen: FormSeen, by: By) -> None:
        """The form of this draft was in view; kept once for each sitting and token."""
        ...

    def add_slate(self, application: ApplicationId, shot: ShotId, slate: Slate, by: By) -> bool:
        """The form was read right after the shot; False when the shot has its slate already."""
        ...

    def add_doubts(
        self, application: ApplicationId, shot: ShotId, doubts: Sequence[Doubt], by: By
    ) -> None:
        """What a comparison found after the shot was kept; the same doubt is kept once."""
        ...

    def add_portrait(self, application: ApplicationId, portrait: NewPortrait, by: By) -> Portrait:
        """One portrait a document; a newer one takes its place. Raises Refused("no_consent")
        unless the applicant agreed (identity.copy_consent)."""
        ...

    def drop_portraits(self, application: ApplicationId, by: By, document: str = "") -> int:
        """Delete them, or that document's only: consent was withdrawn, the document taken out, or
        the supervisor has approved. Returns how many."""
        ...

    def add_confirmation(
        self, application: ApplicationId, confirmation: Confirmation, by: By
    ) -> None:
        """What the applicant was shown and answered."""
        ...

    def add_review(self, application: ApplicationId, mark: ReviewMark, by: By) -> None:
        """A supervisor's decision about an accepted application. Raises Refused("not_accepted"),
        or ("photo_changed") when the mark is about another photo than the chosen one."""
        ...

    def reviewable(self, day: DayId) -> tuple[ApplicationId, ...]:
        """The accepted applications of that day in the order of their numbers."""
        ...

    def photos_since(
        self, day: date
    ) -> tuple[tuple[ApplicationId, ApplicationNumber, PictureId], ...]:
        """The chosen photos of living applications from that date on, oldest first."""
        ...

    def with_image(
        self, sha256: str, other_than: ApplicationId | None
    ) -> tuple[ApplicationId, ...]:
        """Living applications under other numbers that hold the very same picture."""
        ...

    def doubted_by(self, application: ApplicationId) -> tuple[tuple[ApplicationId, Doubt], ...]:
        """Doubts about chosen shots of other living applications that mean this one."""
        ...

    def accept(
        self, application: ApplicationId, verdict: Verdict, rules_version: str, by: By
    ) -> Record:
        """draft -> accepted with route, reasons and rules; a correction supersedes its
        predecessor in the same transaction."""
        ...

    def change_status(
        self, application: ApplicationId, to: Status, by: By, grounds: Grounds | None = None
    ) -> Record:
        """Move by domain.application.ALLOWED; grounds are required where NEEDS_REASON says."""
        ...

    def open_correction(self, application: ApplicationId, grounds: Grounds, by: By) -> Record:
        """A new draft version (version + 1, same number) with the entries, pictures and shots of
        an accepted one; the accepted one stays until the new one is accepted."""
        ...

    def note_slip(self, application: ApplicationId, printed: bool, by: By) -> int:
        """Record that a slip was made or reprinted; returns how many there are now."""
        ...

    def resume(self) -> Record | None:
        """The draft that was open when the program last ended, or None."""
        ...

    def note_open(self, application: ApplicationId | None, by: By) -> None:
        """Remember which application is on the screen, for resume()."""
        ...

    # finding
    def count(self, query: str = "", statuses: Sequence[Status] = ()) -> int: ...
    def page(
        self, query: str, offset: int, limit: int, statuses: Sequence[Status] = ()
    ) -> tuple[Line, ...]:
        """Newest first over everything on the terminal. `query` matches name, kana (either
        kana), number or the last four digits of a form id; superseded versions are left out."""
        ...

    def sent_back(self) -> tuple[Line, ...]:
        """Accepted applications that the supervisor sent back and that nobody corrects yet, the
        oldest word first: they wait for the clerks, of whatever day."""
        ...

    def line(self, application: ApplicationId) -> Line | None:
        """The list's row of a living application; None for any other."""
        ...

    def with_form_id(self, form_id: FormId, other_than: ApplicationId | None) -> tuple[Line, ...]:
        """Applications (not voided, handed back or superseded) with that form id."""
        ...

    def look_alikes(
        self,
        other_than: ApplicationId | None,
        name_key: str,
        kana_key: str,
        birth: date | None,
        address_key: str,
    ) -> tuple[tuple[str, Line], ...]:
        """(kind, line) with kind "namesake" (same name key and birth date), "same_name" (same name
        or kana key), "same_birth_address" or "same_household" (same address on the same day)."""
        ...

    def previous(self, application: ApplicationId) -> Record | None:
        """The application with a photo taken right before this one on this day."""
        ...

    def grounds_of(self, application: ApplicationId) -> tuple[tuple[Status, Grounds], ...]: ...
    def tally(self, day: DayId) -> Mapping[str, int]:
        """Counts by status value and by route ("mail", "counter") of accepted ones."""
        ...

    # the file itself
    def verify_audit(self) -> int:
        """Number of audit entries whose chain holds; raises NeedsPerson("audit_broken", at=N)."""
        ...

    def verify_integrity(self) -> None:
        """SQLCipher and SQLite integrity checks, picture hashes; raises
        NeedsPerson("store_damaged")."""
        ...

    def close(self) -> None: ...


class FormReader(Protocol):
    """Finds and decodes the form's QR (vision/qr.py)."""

    def read_frame(self, image: Image) -> tuple[Reading, ...]: ...
    def hint(self, image: Image) -> str:
        """What would help while nothing is read, as a message code, or ""; not for each frame."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """The form's page, flattened (vision/document_page.py)."""

    jpeg: bytes
    width_px: int
    height_px: int
    found: bool  # False: no page edge was found, the whole frame is kept


class PageFinder(Protocol):
    def flatten(self, image: Image) -> Page: ...


@dataclass(frozen=True, slots=True)
class FaceBox:
    """One face in pixels of the frame, and six points: left eye, right eye, nose, mouth, ears."""

    x: float
    y: float
    width: float
    height: float
    score: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One photo finding: OFIQ component as `code`, "hard" or "advice" as severity."""

    code: str
    severity: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoCheck:
    """The live verdict on a frame: findings most useful first, and its measures by OFIQ name."""

    faces: tuple[FaceBox, ...]
    findings: tuple[Finding, ...]
    measures: Mapping[str, float]
    can_shoot: bool  # exactly one face, large enough to be cropped

    @property
    def ok(self) -> bool:
        return self.can_shoot and not self.findings


class PhotoEye(Protocol):
    """The face gate and the crop (vision/face.py, photo_quality.py, crop.py)."""

    def check(self, image: Image) -> PhotoCheck: ...
    def crop(self, image: Image, face: FaceBox) -> NewPicture:
        """827x1063 px or more, 7:9, JPEG RGB 20 KB to 7 MB; crop, rotate and scale only.
        Raises Refused("photo_too_small") when the frame has too few pixels."""
        ...

    def keep(self, image: Image) -> NewPicture:
        """The untouched frame, encoded without loss or at the highest quality."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a face looks like to the machine. Only ever in memory, never stored or sent: face
    vectors are personal identification codes (個人識別符号)."""

    vector: object  # None when the face was too small or unclear to be compared
    fingerprint: object


class LookEye(Protocol):
    """Compares faces and pictures (vision/likeness.py, same_picture.py, recapture.py). Advice
    only. One thread at a time."""

    def warm(self) -> None:
        """Load the models now, so that the first applicant does not wait for them."""
        ...

    def look(self, image: Image) -> Look: ...
    def look_at(self, data: bytes) -> Look:
        """The same for a stored JPEG."""
        ...

    def alike(self, one: Look, other: Look) -> str:
        """Two applicants: a domain.binding.Degree value, "very", "some" or ""."""
        ...

    def twin(self, one: Look, other: Look) -> bool:
        """Are they the same picture, re-encoded, rescaled or shot again?"""
        ...

    def matches(self, portrait: Look, photo: Look) -> str:
        """Document and applicant: "match", "look" (a person must look), "none", or "" when one
        of them cannot be compared."""
        ...

    def recaptured(self, image: Image, face: FaceBox) -> bool:
        """Does the frame look like a picture of a print or of a screen?"""
        ...

    def cut_portrait(self, image: Image) -> tuple[bytes, int, int]:
        """JPEG, width and height of the one portrait on a document; raises Refused."""
        ...


class Words(Protocol):
    """Sentences for codes (resources/texts), in the language of the screen."""

    def say(self, code: str, **facts: object) -> str: ...
    def label(self, code: str) -> str: ...


class Signal(Protocol):
    """The part of a Qt signal that services and ui rely on."""

    def connect(self, slot: Callable[..., Any]) -> Any: ...
    def disconnect(self, slot: Callable[..., Any]) -> Any: ...


class FrameSource(Protocol):
    """A camera (devices/frame_source.py): signals `frame(Frame)`, `started(str)`, `failed(str)`
    where the text is a message code: camera_absent, camera_black, camera_frozen, camera_lost,
    camera_busy."""

    @property
    def frame(self) -> Signal: ...
    @property
    def started(self) -> Signal: ...
    @property
    def failed(self) -> Signal: ...
    @property
    def name(self) -> str: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What the applicant's slip (受付控え) says; everything already worded."""

    number: str  # 261123-K3-015-C, also in its QR
    short_number: str
    applicant: str
    accepted_on: date
    venue: str
    headline: str
    next_steps: tuple[str, ...]
    reasons: tuple[str, ...]
    bring: tuple[str, ...]
    expected: str
    contact: tuple[str, ...]
    copy_no: int  # 1 the first print, 2.. reprints (再発行)
    corrected: bool = False  # 訂正後: takes the place of a slip given out before
    route: Route | None = None  # picks the headline's icon
    validity: tuple[str, ...] = ()  # 有効期限の目安, and what it rests on
