"""Who is this? Times, false alarms of a day, copies found, pictures of pictures, spoiled ID prints.

Run from the repository root: `python -m tests.bench.bench_faces [--quick] [--json]`. Needs
../shared/samples; without it only the times and the drawn heads are measured. What is simulated
is said so: there are no two photos of one person in the samples, no real card and no real screen.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from desk.assets import model_bytes, rule_table
from desk.demo.heads import camera_picture
from desk.domain.errors import Refused
from desk.services.ports import Image
from desk.vision.likeness import FaceMatcher, score
from desk.vision.load_image import load
from desk.vision.look_eye import LookRules
from desk.vision.one_face import FaceSeeker
from desk.vision.portrait import PortraitCutter
from desk.vision.recapture import RecaptureEye
from desk.vision.same_picture import TwinFinder
from tests.bench.bench_photo import SAMPLES, median_ms
from tests.vision.face_fakes import (
    COPIES,
    HELD,
    PRINTED,
    Card,
    Person,
    booth,
    face_models,
    held_up,
    ink_in,
    on_table,
    passport_cut,
    person,
    portraits,
)

RULES = LookRules.parse(rule_table("likeness.toml"))
CARDS = {
    "150 px": Card(portrait_px=150),
    "200 px": Card(),
    "200 px, blur 2.5": Card(blur=2.5),
    "200 px, blur 4": Card(blur=4.0),
    "200 px, glare": Card(glare=0.1),
}
Figures = dict[str, Any]


class Parts:
    """Everything that looks, on one set of networks."""

    def __init__(self) -> None:
        self.seeker = FaceSeeker(face_models())
        started = time.perf_counter()
        self.matcher = FaceMatcher(self.seeker, model_bytes("face_matcher"), RULES.likeness)
        self.load_ms = round((time.perf_counter() - started) * 1000, 1)
        self.twins = TwinFinder(self.seeker, RULES.twins)
        self.recapture = RecaptureEye(self.seeker, RULES.recapture)
        self.portraits = PortraitCutter(self.seeker, RULES.portrait)


def speeds(parts: Parts, runs: int) -> dict[str, float]:
    frame = camera_picture(3, (1920, 1080))
    other = camera_picture(4, (1920, 1080))
    one, two = (parts.twins.fingerprint(each) for each in (frame, other))
    table = on_table()
    works: dict[str, Callable[[], object]] = {
        "face vector of a 1080p frame": lambda: parts.matcher.vector(frame),
        "fingerprint of a 1080p frame": lambda: parts.twins.fingerprint(frame),
        "compare two fingerprints": lambda: parts.twins.is_twin(one, two),
        "recapture, 1080p frame": lambda: parts.recapture.look(frame),
        "no document on the table, 1080p": lambda: _code(parts, table),
    }
    found = {name: median_ms(work, runs)["median_ms"] for name, work in works.items()}
    return {"load the face matcher": parts.load_ms, **found}


def a_day(parts: Parts, faces: Sequence[Image]) -> Figures:
    """All of them once, each compared with all others, as on a day of different people."""
    vectors = [v for face in faces if (v := parts.matcher.vector(face)) is not None]
    pairs = list(combinations(range(len(vectors)), 2))
    scores = {pair: score(vectors[pair[0]], vectors[pair[1]]) for pair in pairs}
    zones = RULES.likeness.crowd
    alarms = {
        name: [pair for pair, value in scores.items() if value >= limit]
        for name, limit in (("some", zones.some), ("very", zones.very))
    }
    values = np.array(list(scores.values()))
    at = {f"{limit:.2f}": int((values >= limit).sum()) for limit in (0.35, 0.4, 0.45, 0.5, 0.55)}
    return {
        "people": len(faces),
        "without a vector": len(faces) - len(vectors),
        "pairs": len(pairs),
        "highest": round(float(values.max()), 3),
        "pairs at or over": at,
        "false pairs": {name: len(found) for name, found in alarms.items()},
        "false people": {
            name: len({who for pair in found for who in pair}) for name, found in alarms.items()
        },
    }


def twins(parts: Parts, pictures: Sequence[Image], copied: int) -> Figures:
    taken = [parts.twins.fingerprint(each) for each in pictures]
    false = sum(bool(parts.twins.is_twin(a, b)) for a, b in combinations(taken, 2))
    missed = {
        name: sum(
            not parts.twins.is_twin(parts.twins.fingerprint(change(image)), mark)
            for image, mark in zip(pictures[:copied], taken, strict=False)
        )
        for name, change in COPIES.items()
    }
    pairs = len(taken) * (len(taken) - 1) // 2
    return {"pairs": pairs, "false": false, "copies of each kind": copied, "missed": missed}


def recaptures(parts: Parts, people: Sequence[Person], seen: dict[str, list[Image]]) -> Figures:
    caught = {
        name: _signs(parts, [held_up(who, how, n) for n, who in enumerate(people)])
        for name, how in HELD.items()
    }
    return {"caught": caught, "false": {name: _signs(parts, each) for name, each in seen.items()}}


def _signs(parts: Parts, pictures: Sequence[Image]) -> list[int]:
    """How many with a sign, and of how many."""
    return [sum(bool(parts.recapture.look(each).signs) for each in pictures), len(pictures)]


def prints(parts: Parts, people: Sequence[Person]) -> dict[str, Figures]:
    """The same photo, spoiled: optimistic, as another photo of that person would score lower."""
    photos = [parts.matcher.vector(who.image) for who in people]
    found = {}
    for name, spoil in PRINTED.items():
        spoiled = [parts.matcher.vector(spoil(passport_cut(who))) for who in people]
        pairs = zip(photos, spoiled, strict=True)
        own = [score(a, b) for a, b in pairs if a is not None and b is not None]
        others = [
            score(a, b)
            for i, a in enumerate(photos)
            for j, b in enumerate(spoiled)
            if i != j and a is not None and b is not None
        ]
        zones = RULES.likeness.document
        found[name] = {
            "refused": len(people) - len(own),
            "own, least": round(min(own), 2) if own else None,
            "own below very": sum(each < zones.very for each in own),
            "own below some": sum(each < zones.some for each in own),
            "others, most": round(max(others), 2) if others else None,
            "others at very": sum(each >= zones.very for each in others),
            "others at some": sum(each >= zones.some for each in others),
        }
    return found


def cards(parts: Parts, people: Sequence[Person]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, card in CARDS.items():
        told: dict[str, int] = {}
        for number, who in enumerate(people):
            turn = 90.0 * (number % 4) + (number * 7) % 25 - 12
            laid = Card(card.portrait_px, turn, glare=card.glare, blur=card.blur)
            word = _code(parts, on_table((who, laid), seed=number))
            told[word] = told.get(word, 0) + 1
        found[name] = told
    return found


def _code(parts: Parts, frame: Image) -> str:
    try:
        found = parts.portraits.cut_portrait(frame)
    except Refused as refusal:
        return refusal.code
    return "print in the cut" if ink_in(load(found.data)) else "cut"


def measure(*, quick: bool) -> Figures:
    parts = Parts()
    drawn = [camera_picture(seed) for seed in range(12 if quick else 40)]
    tables: Figures = {
        "speed": speeds(parts, 8 if quick else 30),
        "drawn heads: a day": a_day(parts, drawn),
        "drawn heads: twins": twins(parts, drawn, 2 if quick else 10),
    }
    if not SAMPLES.is_dir():
        return tables
    faces = portraits(SAMPLES)
    people = [person(face, parts.seeker) for face in faces]
    booths = [booth(who, number) for number, who in enumerate(people)]
    few = people[3::8] if quick else people[3:]
    seen = {"portraits": faces, "people before a wall": booths, "drawn heads": drawn}
    return tables | {
        "a day": a_day(parts, faces[3:]),
        "a day before one wall": a_day(parts, booths[3:]),
        "twins": twins(parts, booths, 4 if quick else len(booths)),
        "recaptures": recaptures(parts, few, seen),
        "ID prints (the same photo spoiled)": prints(parts, few),
        "cards on the table": cards(parts, few[:20]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    tables = measure(quick=args.quick)
    if args.json:
        print(json.dumps(tables, ensure_ascii=False))
        return
    for name, rows in tables.items():
        print(f"\n{name}")
        for key, value in rows.items():
            print(f"  {key:36} {json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
