"""Which camera serves what (カメラの割り当て): remembered per venue, by socket and by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

Purpose = Literal["form", "photo"]
PURPOSES: Final[tuple[Purpose, ...]] = ("form", "photo")
_LONGEST: Final = 1000
"""Characters of a kept choice; a device id is under 300."""


class Camera(Protocol):
    """One camera that is plugged in (devices.frame_source.CameraInfo)."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """A camera that a person chose. In another socket it has another `id`, but the same `name`.
    `brightness` is its exposure compensation in EV."""

    id: str
    name: str
    brightness: float = 0.0


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """What was chosen at one venue; None: nobody ever chose."""

    form: Chosen | None = None
    photo: Chosen | None = None

    @classmethod
    def parse(cls, kept: Mapping[str, str], venue: str) -> CameraChoice:
        """From the store's settings; what cannot be read counts as never chosen."""
        return cls(*(_chosen(kept.get(_key(each, venue), "")) for each in PURPOSES))

    def as_kept(self, venue: str) -> dict[str, str]:
        """As the store keeps it, under names of its own for that venue."""
        return {_key(each, venue): _text(self.of(each)) for each in PURPOSES}

    def of(self, purpose: Purpose) -> Chosen | None:
        return self.form if purpose == "form" else self.photo

    def put(self, purpose: Purpose, chosen: Chosen | None) -> CameraChoice:
        if purpose == "form":
            return replace(self, form=chosen)
        return replace(self, photo=chosen)


@dataclass(frozen=True, slots=True)
class Assigned:
    """The ids of the cameras to use now ("" only when there is none at all), and for which
    purposes the remembered one is not here."""

    form: str = ""
    photo: str = ""
    absent: tuple[Purpose, ...] = ()

    def of(self, purpose: Purpose) -> str:
        return self.form if purpose == "form" else self.photo


def assign(known: Sequence[Camera], choice: CameraChoice) -> Assigned:
    """The remembered camera wherever it is plugged in; else one that does nothing yet; else,
    with a single camera, the same one for both."""
    found: dict[Purpose, str] = {}
    for purpose in PURPOSES:
        wanted = choice.of(purpose)
        if wanted is not None and any(each.id == wanted.id for each in known):
            found[purpose] = wanted.id
    for purpose in PURPOSES:
        wanted = choice.of(purpose)
        if wanted is not None and purpose not in found:
            moved = (each.id for each in known if each.name == wanted.name)
            same = next(_unused(moved, found), "")
            if same:
                found[purpose] = same
    absent = tuple(each for each in PURPOSES if choice.of(each) is not None and each not in found)
    for purpose in PURPOSES:
        if purpose not in found and known:
            free = _unused((each.id for each in known), found)
            found[purpose] = next(free, known[0].id)
    return Assigned(found.get("form", ""), found.get("photo", ""), absent)


def following(known: Sequence[Camera], present: str) -> Camera | None:
    """カメラ切替: the camera after that one; None when there is none."""
    if not known:
        return None
    at = next((index for index, each in enumerate(known) if each.id == present), -1)
    return known[(at + 1) % len(known)]


def _unused(ids: Iterable[str], found: Mapping[Purpose, str]) -> Iterator[str]:
    return (each for each in ids if each not in found.values())


def _key(purpose: Purpose, venue: str) -> str:
    return f"camera.{purpose}@{venue}"


def _text(chosen: Chosen | None) -> str:
    if chosen is None:
        return ""
    kept = {"id": chosen.id, "name": chosen.name, "brightness": chosen.brightness}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _chosen(text: str) -> Chosen | None:
    if not text or len(text) > _LONGEST:
        return None
    try:
        kept = json.loads(text)
        brightness = float(kept.get("brightness", 0.0))
        camera, name = kept["id"], kept["name"]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not (isinstance(camera, str) and isinstance(name, str) and abs(brightness) <= 10):
        return None
    return Chosen(camera, name, brightness)
