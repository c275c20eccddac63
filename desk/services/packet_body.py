"""One application as the office reads it: `application.json` and the pictures of a packet.

Evidence is sent as hashes: the untouched frame (some megabytes) stays on the terminal until the
purge. Portraits of documents are never sent. Nothing here depends on when it is sealed, so that the
same record always gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import msgspec

from desk.domain.application import (
    ApplicationId,
    Grounds,
    OperatorId,
    PictureKind,
    Record,
    Shot,
    Status,
)
from desk.domain.errors import NeedsPerson, Refused
from desk.services.ports import Operator
from sync.packet import PacketFile

SCHEMA: Final = "machikado-application/1"
PICTURES: Final = {
    PictureKind.PHOTO: "photo.jpg",
    PictureKind.FORM_PAGE: "form_page.jpg",
    PictureKind.FORM_BACK: "form_back.jpg",
}
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Body:
    """What goes into a packet; `digest` is SHA-256 of all of it."""

    record: Record
    application: bytes
    files: tuple[PacketFile, ...]
    hashes: tuple[str, ...]  # SHA-256 of each file, compared when it was read

    def digest(self, *for_whom: str) -> str:
        """Together with who may open it and who signs."""
        running = hashlib.sha256(self.application)
        for file, sha256 in zip(self.files, self.hashes, strict=True):
            running.update(f"\n{file.name} {sha256}".encode())
        running.update("\n".join(("", *for_whom)).encode())
        return running.hexdigest()


class BodyStore(Protocol):
    def record(self, application: ApplicationId) -> Record: ...
    def grounds_of(self, application: ApplicationId) -> tuple[tuple[Status, Grounds], ...]: ...
    def operators(self) -> tuple[Operator, ...]: ...
    def picture_data(self, sha256: str) -> bytes: ...


def body_of(store: BodyStore, application: ApplicationId) -> Body:
    """Read everything of one application; raises NeedsPerson("store_damaged") when a picture is
    not what was kept."""
    record = store.record(application)
    names = {each.id: each.name for each in store.operators()}
    data = _ENCODER.encode(_application(record, store.grounds_of(application), names))
    files = tuple(_files(store, record))
    return Body(record, data, tuple(file for file, _ in files), tuple(each for _, each in files))


def _files(store: BodyStore, record: Record) -> Iterable[tuple[PacketFile, str]]:
    for kind, name in PICTURES.items():
        picture = record.picture(kind)
        if picture is None:
            continue  # no photo under one year; no back page
        data = store.picture_data(picture.sha256)
        if hashlib.sha256(data).hexdigest() != picture.sha256:
            raise NeedsPerson("store_damaged")
        yield PacketFile(name, data), picture.sha256


def _application(
    record: Record,
    grounds: Iterable[tuple[Status, Grounds]],
    names: Mapping[OperatorId, str],
) -> dict[str, Any]:
    if record.accepted_at is None or record.route is None:
        raise Refused("not_accepted")
    signed = [record.accepted_by, *(each.operator for each in record.shots)]
    signed += [each.operator for each in record.confirmations]
    signed += [each.operator for each in record.reviews]
    return {
        "schema": SCHEMA,
        "id": record.id,
        "number": record.number.full,
        "version": record.version,
        "supersedes": record.supersedes,
        "procedure": record.entries.get("procedure.code", "issue"),  # issue: 交付申請
        "method": record.method.value,
        "venue": record.venue,
        "day": record.number.day.isoformat(),
        "terminal": record.number.terminal,
        "opened_at": _utc(record.opened_at),
        "accepted_at": _utc(record.accepted_at),
        "accepted_by": record.accepted_by,
        "route": record.route.value,
        "reasons": list(record.reasons),
        "rules_version": record.rules_version,
        "entries": dict(record.entries),
        "form_id": record.entries.get("form.id"),
        "shots": [_shot(each) for each in record.shots],
        "confirmations": [_plain(each) for each in record.confirmations],
        "reviews": [_plain(each) for each in record.reviews],
        "seen": [_plain(each) for each in record.seen],
        "grounds": [{"status": status.value} | _plain(each) for status, each in grounds],
        "operators": {each: names.get(each, "") for each in sorted(set(filter(None, signed)))},
    }


def _shot(shot: Shot) -> dict[str, Any]:
    return {
        "id": shot.id,
        "form_id": shot.form_id,
        "operator": shot.operator,
        "camera": shot.camera,
        "taken_at": _utc(shot.taken_at),
        "monotonic_ns": shot.monotonic_ns,
        "boot_id": shot.boot_id,
        "frame_sha256": shot.frame_sha256,
        "photo_sha256": shot.photo_sha256,
        "chosen": shot.chosen,
        "slate": None if shot.slate is None else _plain(shot.slate),
        "findings": list(shot.findings),
        "measures": dict(shot.measures),
        "doubts": [_plain(each) for each in shot.doubts],
    }


def _plain(value: Any) -> dict[str, Any]:
    """A frozen value of ours as JSON holds it."""
    found = {}
    for name in value.__dataclass_fields__:
        kept = getattr(value, name)
        found[name] = _utc(kept) if isinstance(kept, datetime) else kept
    return found


def _utc(at: datetime) -> str:
    known = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    return known.isoformat(timespec="microseconds").replace("+00:00", "Z")
