"""Times of the photo eye, figures of the one-face gate, and which hint each fault gives.

Run from the repository root: `python -m tests.bench.bench_photo [--runs N] [--json]`; with
`--shots 500` only the memory while that many photos are taken, kept and accepted.
Faces are drawn (desk/demo/heads.py) and, where ../shared/samples lies beside the checkout, public
portraits and their degradations.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from desk.assets import load_rules, model_bytes, rule_table
from desk.clock import SystemClock
from desk.demo.heads import DEFECTS, camera_picture
from desk.demo.people import PASSPHRASE
from desk.demo.practice import prepare
from desk.domain.application import IntakeMethod
from desk.services.intake import Intake
from desk.services.photographing import Photographing
from desk.services.ports import Frame, Image, Page
from desk.store_at import open_store_at, opening_at
from desk.vision.photo_quality import PhotoEye, PhotoModels
from desk.vision.photo_rules import PhotoRules

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "2160p": (3840, 2160)}
LIVE_GOAL_MS, FULL_GOAL_MS = 30.0, 100.0
SHOTS_EACH = 5
SETTLED_AFTER = 50


def photo_eye() -> PhotoEye:
    names = ("face_detection_full_range", "face_landmark", "iris_landmark")
    rules = PhotoRules.parse(rule_table("photo.toml"))
    return PhotoEye(PhotoModels(*(model_bytes(name) for name in names)), rules)


def median_ms(work: Callable[[], object], runs: int) -> dict[str, float]:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    median, p95 = np.percentile(times[1:], [50, 95])
    return {"median_ms": round(float(median), 1), "p95_ms": round(float(p95), 1)}


def speeds(eye: PhotoEye, runs: int) -> Iterator[dict[str, Any]]:
    for name, size in SIZES.items():
        frame = camera_picture(3, size)
        face = eye.check(frame).faces[0]
        for what, work in (
            ("check (live and full)", lambda f=frame: eye.check(f)),
            ("crop and encode", lambda f=frame, b=face: eye.crop(f, b)),
            ("keep the frame", lambda f=frame: eye.keep(f)),
        ):
            yield {"size": name, "what": what, **median_ms(work, runs)}
    nobody = camera_picture(3, defect="no_one")
    yield {"size": "720p", "what": "check, no one", **median_ms(lambda: eye.check(nobody), runs)}


def gate(eye: PhotoEye) -> Iterator[dict[str, Any]]:
    drawn = [camera_picture(seed) for seed in range(0, 200, 5)]
    yield {"set": "drawn heads", **counts(eye, drawn)}
    if not SAMPLES.is_dir():
        return
    yield {"set": "public portraits", **counts(eye, portraits())}
    forms = [read(path) for path in sorted((SAMPLES / "frames").glob("*.jpg"))]
    yield {"set": "camera frames of forms", **counts(eye, forms)}
    people = portraits()[3:]
    pairs = [pasted(one, other) for one, other in zip(people[::2], people[1::2], strict=True)]
    yield {"set": "pasted pairs", **counts(eye, pairs)}


def counts(eye: PhotoEye, images: list[Image]) -> dict[str, Any]:
    found = [len(eye.check(image).faces) for image in images]
    return {"pictures": len(found), "faces": {n: found.count(n) for n in sorted(set(found))}}


def faults(eye: PhotoEye) -> Iterator[dict[str, Any]]:
    """How often each fault gives each finding (share of pictures, over 10 %)."""
    for defect in (None, *DEFECTS):
        drawn = [camera_picture(seed, defect=defect) for seed in range(24)]
        yield {"set": "drawn", "fault": defect or "none", "findings": shares(eye, drawn)}
    if not SAMPLES.is_dir():
        return
    good = [
        cv2.resize(face, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC) for face in portraits()
    ]
    for name, spoil in DEGRADATIONS.items():
        spoiled = [np.asarray(spoil(np.asarray(face, np.uint8)), np.uint8) for face in good]
        yield {"set": "portraits x2", "fault": name, "findings": shares(eye, spoiled)}


def shares(eye: PhotoEye, images: list[Image]) -> dict[str, float]:
    codes = [finding.code for image in images for finding in eye.check(image).findings]
    told = {code: round(codes.count(code) / len(images), 2) for code in dict.fromkeys(codes)}
    return {code: share for code, share in told.items() if share > 0.1}


def side_light(image: Image) -> Any:
    slope = 1 / (1 + np.exp(-np.linspace(-6, 6, image.shape[1])))
    return image * (0.25 + 0.75 * slope)[None, :, None]


def tilted(image: Image) -> Any:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 3), -14, 1)
    return cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


DEGRADATIONS: dict[str, Callable[[Image], Any]] = {
    "none": lambda image: image,
    "blur": lambda image: cv2.GaussianBlur(image, (0, 0), 7),
    "dark": lambda image: image * 0.25,
    "bright": lambda image: np.clip(image * 2.2, 0, 255),
    "side light": side_light,
    "roll": tilted,
    "small": lambda image: cv2.resize(image, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA),
    "head cut off": lambda image: image[image.shape[0] // 5 :],
}


def portraits() -> list[Image]:
    faces = SAMPLES / "faces"
    paths = [*sorted(faces.glob("*.*")), *sorted((faces / "people").glob("*.jpg"))]
    return [read(path) for path in paths]


def read(path: Path) -> Image:
    return np.asarray(cv2.imread(str(path)), np.uint8)


def pasted(one: Image, other: Image) -> Image:
    pair = np.full((720, 1280, 3), 200, np.uint8)
    for left, person in ((100, one), (700, other)):
        pair[60 : 60 + person.shape[0], left : left + person.shape[1]] = person
    return pair


def memory(shots: int) -> dict[str, Any]:
    """Resident megabytes while photos are taken and kept, five to an application."""
    clock = SystemClock()
    # Beside the checkout, not in /tmp: that may be memory, which would count as ours.
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as name:
        prepare(Path(name), clock, opening_at)
        store = open_store_at(Path(name), PASSPHRASE)
        operator = store.operators()[0]
        day = opening_at(Path(name), clock).start_day(
            store, operator, "会場", IntakeMethod.OUTREACH
        )
        intake = Intake(store, clock, load_rules(), lambda _character: True, operator, day)
        photographing = Photographing(store, photo_eye(), intake, clock)
        heads = [camera_picture(seed, SIZES["1080p"]) for seed in range(SHOTS_EACH)]
        used = []
        for number in range(shots):
            if number % SHOTS_EACH == 0:
                draft = intake.open()
                intake.save(draft.id, {"form.kind": "handwritten"})
                intake.keep_page(draft.id, Page(b"page", 1, 1, False))
            head = heads[number % SHOTS_EACH]
            photographing.shoot(draft.id, Frame(head, number, "bench", clock.now()))
            used.append(resident_mb())
        store.close()
    settled = used[min(SETTLED_AFTER, len(used) // 2) :]
    return {
        "shots": shots,
        "first_mb": used[0],
        "settled_mb": settled[0],
        "last_mb": settled[-1],
        "swing_mb": round(max(abs(each - settled[0]) for each in settled), 1),
    }


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGESIZE") / 1e6, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--shots", type=int, default=0)
    parser.add_argument("--speed", action="store_true", help="only the times")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.shots:
        print(json.dumps(memory(args.shots)))
        return
    eye = photo_eye()
    tables = {"speed": list(speeds(eye, args.runs))}
    if not args.speed:
        tables |= {"gate": list(gate(eye)), "faults": list(faults(eye))}
    if args.json:
        print(json.dumps(tables, ensure_ascii=False))
        return
    print(
        f"goals: live <= {LIVE_GOAL_MS} ms at 720p (15 frames/s beside the window), "
        f"full check <= {FULL_GOAL_MS} ms"
    )
    for name, rows in tables.items():
        print(f"\n{name}")
        for row in rows:
            print("  " + "  ".join(str(value) for value in row.values()))


if __name__ == "__main__":
    main()
