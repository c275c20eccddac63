"""Reads, wrong reads and times of our QR reader beside pyzbar, zxing-cpp and OpenCV.

Run from the repository root: `python -m tests.bench.bench_qr [--synthetic N] [--seed S] [--quick]`.
Every reader sees the same pictures in the same run. A form counts as read when exactly its id
came out; wrong is any other id taken, or an id taken from a picture that must be refused.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from desk.demo.forms import LEVELS, SITE, FormPerson, draw_form, photograph
from desk.domain.errors import Refused
from desk.domain.form_id import parse
from desk.services.ports import Image
from desk.vision.decoders import Rendering, zbar, zxing
from desk.vision.load_image import load
from desk.vision.qr import QrReader
from desk.vision.renderings import gray_of, renderings

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
FONT = ROOT / "resources" / "fonts" / "NotoSansJP_400Regular.ttf"
Texts = tuple[str, ...]


@dataclass
class Case:
    """One picture, what a reader should say (None: nothing), and the group it counts in."""

    group: str
    image: Image
    truth: str | None


@dataclass
class Tally:
    """One reader's counts in one group."""

    n: int = 0
    read: int = 0
    wrong: int = 0
    ms: list[float] = field(default_factory=list)

    def row(self) -> str:
        median, p90 = np.percentile(self.ms, [50, 90])
        return f"{self.read:4d}/{self.n:<4d} wrong {self.wrong:<3d} {median:8.1f} {p90:8.1f} ms"


def zxing_alone(image: Image) -> Texts:
    return tuple(r.text for r in zxing(Rendering("x", gray_of(image)), inverted=True, model_1=True))


def zbar_alone(image: Image) -> Texts:
    return tuple(reading.text for reading in zbar(Rendering("x", gray_of(image))))


def zxing_with_preprocessing(image: Image) -> Texts:
    """zxing-cpp over all of our ordinary renderings; the first answer wins."""
    for rendering in renderings(gray_of(image)):
        found = zxing(rendering, inverted=True, model_1=True)
        if found:
            return tuple(reading.text for reading in found)
    return ()


def opencv_alone(image: Image) -> Texts:
    try:
        return tuple(t for t in [cv2.QRCodeDetector().detectAndDecode(gray_of(image))[0]] if t)
    except (cv2.error, UnicodeDecodeError):
        return ()


PEERS: dict[str, Callable[[Image], Texts]] = {
    "pyzbar": zbar_alone,
    "zxing-cpp": zxing_alone,
    "zxing-cpp + preprocessing": zxing_with_preprocessing,
    "OpenCV QRCodeDetector": opencv_alone,
}


def id_of(texts: Texts) -> str | None:
    """What a program without our rule would take: the first text that is a form id."""
    for text in texts:
        try:
            return parse(text)
        except Refused:
            continue
    return None


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def frame_cases() -> Iterator[Case]:
    folder = SAMPLES / "frames"
    if not folder.is_dir():
        return
    for entry in json.loads((folder / "meta.json").read_text("utf-8")):
        truth = entry["form_id"] if entry["kind"] == "ok" else None
        group = f"frames level {entry['level']}" if truth else "frames to refuse"
        yield Case(group, load(folder / entry["file"]), truth)


def synthetic_cases(count: int, seed: int) -> Iterator[Case]:
    rng = np.random.default_rng(seed)
    for number in range(count):
        form_id = "".join(rng.choice(list("0123456789"), 23))
        texts = ("", form_id, f"{SITE}/{form_id}", "https://www.example.com/?n=441924082")
        text = texts[3] if number % 20 == 19 else texts[int(rng.integers(3))]
        person = FormPerson(
            name="見本　花子",
            kana="ミホン　ハナコ",
            address="東京都架空区見本町一丁目2番3号",
            birth="平成2年5月14日",
            sex="女",
            form_id=form_id,
            text=text,
        )
        sheet = draw_form(person, FONT, qr_mm=float(rng.choice([15, 18, 20])))
        size = ((1920, 1080), (1280, 720))[int(rng.integers(2))]
        level = number % LEVELS
        image = photograph(sheet, rng, level, size=size, field_mm=float(rng.uniform(90, 200)))
        refuse = text == texts[3]
        group = "synthetic to refuse" if refuse else f"synthetic level {level}"
        yield Case(group, image, None if refuse else form_id)


def public_cases() -> Iterator[Case]:
    folder = SAMPLES / "qr_public"
    for truth in sorted(folder.glob("*.txt")) if folder.is_dir() else []:
        picture = next(p for p in folder.glob(truth.stem + ".*") if p.suffix != ".txt")
        text = truth.read_bytes().decode("utf-8", "replace")
        yield Case("public, text", load(picture), plain(text))


def ours_as_id(image: Image) -> str | None:
    return QrReader().read_still(image).form_id


def ours_as_text(image: Image) -> str | None:
    texts = QrReader().read_texts(image)
    return plain(texts[0]) if texts else None


def peer_as_id(read: Callable[[Image], Texts]) -> Callable[[Image], str | None]:
    return lambda image: id_of(read(image))


def peer_as_text(read: Callable[[Image], Texts]) -> Callable[[Image], str | None]:
    return lambda image: plain(texts[0]) if (texts := read(image)) else None


def measure(
    cases: Iterator[Case], readers: dict[str, Callable[[Image], str | None]]
) -> dict[tuple[str, str], Tally]:
    tallies: dict[tuple[str, str], Tally] = {}
    for case in cases:
        for name, read in readers.items():
            start = time.perf_counter()
            answer = read(case.image)
            ms = (time.perf_counter() - start) * 1e3
            tally = tallies.setdefault((case.group, name), Tally())
            tally.n += 1
            tally.read += answer == case.truth
            tally.wrong += answer is not None and answer != case.truth
            tally.ms.append(ms)
    return tallies


def show(title: str, tallies: dict[tuple[str, str], Tally]) -> dict[str, dict[str, int]]:
    """Print the table; returns each reader's counts over all groups."""
    counts = {}
    print(f"\n{title} (read or rightly refused / pictures, wrong, median and p90 a picture)")
    for (group, name), tally in sorted(tallies.items()):
        print(f"  {group:22s} {name:27s} {tally.row()}")
    for name in dict.fromkeys(name for _, name in tallies):
        parts = [tally for (_, reader), tally in tallies.items() if reader == name]
        whole = Tally(
            sum(p.n for p in parts),
            sum(p.read for p in parts),
            sum(p.wrong for p in parts),
            [ms for p in parts for ms in p.ms],
        )
        print(f"  {'ALL':22s} {name:27s} {whole.row()}")
        counts[name] = {"n": whole.n, "read": whole.read, "wrong": whole.wrong}
    return counts


def live(frames: list[Image]) -> float:
    """Median milliseconds a 1080p frame of the live path, each form held for 30 frames in a row."""
    of_all = 0.0
    for title, chosen in (("all", frames), ("missed", [f for f in frames if not read_once(f)])):
        ms: list[float] = []
        for frame in chosen:
            reader = QrReader()
            for _ in range(30):
                start = time.perf_counter()
                reader.read_frame(frame)
                ms.append((time.perf_counter() - start) * 1e3)
        if ms:
            median, p90 = np.percentile(ms, [50, 90])
            figures = f"median {median:.1f} mean {np.mean(ms):.1f} p90 {p90:.1f} max {max(ms):.0f}"
            print(f"  live 1080p, {title:7s} {len(chosen):3d} frames x 30: {figures} ms")
            of_all = of_all or float(median)
    return of_all


def read_once(frame: Image) -> bool:
    return bool(QrReader().read_frame(frame))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--synthetic", type=int, default=60)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--quick", action="store_true", help="a third of the pictures")
    options.add_argument("--json", action="store_true", help="and the figures as a last line")
    chosen = options.parse_args()
    every = 3 if chosen.quick else 1
    as_id = {"ours": ours_as_id} | {name: peer_as_id(read) for name, read in PEERS.items()}
    as_text = {"ours": ours_as_text} | {name: peer_as_text(read) for name, read in PEERS.items()}
    figures: dict[str, Any] = {}
    for title, cases, readers in (
        ("Sample frames", frame_cases(), as_id),
        ("Synthetic frames", synthetic_cases(chosen.synthetic // every, chosen.seed), as_id),
        ("Public QR pictures", public_cases(), as_text),
    ):
        figures[title] = show(title, measure(islice(cases, 0, None, every), readers))
    print("\nLive path")
    frames = [c.image for c in frame_cases() if c.image.shape[0] == 1080]
    frames += [c.image for c in synthetic_cases(20, chosen.seed + 1) if c.image.shape[0] == 1080]
    figures["live_median_ms"] = live(frames[::every])
    print(f"  OpenCV {cv2.__version__}, threads {cv2.getNumThreads()}")
    if chosen.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
