"""All benches one after another, then one table: design §5.

    python -m tests.bench [--quick]

Each bench is a process of its own and can be run alone. `--quick` takes under two minutes and
looks at fewer pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FULL = {
    "startup": ["bench_startup", "--runs", "15"],
    "store": ["bench_store"],
    "qr": ["bench_qr"],
    "photo": ["bench_photo"],
    "degradations": ["bench_degradations"],
    "memory": ["bench_photo", "--shots", "500"],
    "cameras": ["bench_cameras"],
    "ui": ["bench_ui"],
    "faces": ["bench_faces"],
    "seal": ["bench_seal"],
    "close": ["bench_close"],
    "spare": ["bench_spare"],
    "send": ["bench_send"],
    "send_memory": ["bench_send_memory"],
    "line": ["bench_line", "--only", "20 Mbit/s", "--lanes", "1", "2", "3", "4"],
    "visits": ["bench_visits"],
    "visits_two": ["bench_visits", "--workers", "2"],
    "visits_real": ["bench_visits", "--kilobytes", "600", "--senders", "10", "30", "--most", "120"],
    "visits_embedded": ["bench_visits", "--database", "sqlite"],
}
QUICK = {
    "startup": ["bench_startup", "--runs", "5"],
    "store": ["bench_store", "--applications", "80"],
    "qr": ["bench_qr", "--quick"],
    "photo": ["bench_photo", "--speed", "--runs", "10"],
    "degradations": ["bench_degradations", "--quick"],
    "memory": ["bench_photo", "--shots", "80"],
    "cameras": ["bench_cameras", "--frames", "100", "--runs", "10"],
    "ui": ["bench_ui", "--people", "2", "--seconds", "1"],
    "faces": ["bench_faces", "--quick"],
    "seal": ["bench_seal", "--applications", "60", "--runs", "1"],
    "close": ["bench_close", "--applications", "40"],
    "spare": ["bench_spare", "--applications", "20"],
    "send": ["bench_send", "--packets", "60", "--runs", "2"],
    "send_memory": ["bench_send_memory", "--quick"],
    "visits": ["bench_visits", "--senders", "10", "100", "--seconds", "4"],
}
Figures = dict[str, Any]
REACHED = {True: "yes", False: "NO", None: ""}


class Row(NamedTuple):
    """One line of the table."""

    what: str
    to_reach: str
    measured: str
    reached: bool | None


def run(arguments: list[str]) -> Figures:
    """Run one bench, show what it says, and return its last line: the figures."""
    name, *options = arguments
    print(f"\n== {' '.join(arguments)}", flush=True)
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.*=false", **os.environ}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}", *options, "--json"],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )
    *said, last = done.stdout.rstrip().split("\n")
    if done.returncode != 0:
        sys.exit(f"{name} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    print("\n".join(said), flush=True)
    return dict(json.loads(last))


def startup_rows(found: Figures) -> Iterator[Row]:
    ms, ratio = found["desk_ms"], found["ratio"]
    yield Row("window usable, cold process", "<= 1.5 s", f"{ms:.0f} ms", ms <= 1500)
    yield Row("  against an empty PySide6 window", "<= 3x", f"{ratio:.2f}x", ratio <= 3)


def store_rows(found: Figures) -> Iterator[Row]:
    p99, ratio, sealed = (found[k] for k in ("accept_p99_ms", "ratio", "ratio_encrypted"))
    yield Row("accept one application with photo", "p99 <= 50 ms", f"{p99:.1f} ms", p99 <= 50)
    yield Row("  against write + fsync of a file", "<= 3x", f"{ratio:.2f}x", ratio <= 3)
    yield Row("  against the same, encrypted", "(no figure)", f"{sealed:.2f}x", None)
    slowest = found["finding_p99_ms"]
    yield Row("store: list, search at 10,000", "p99 <= 50 ms", f"{slowest:.1f} ms", slowest <= 50)


def qr_rows(found: Figures) -> Iterator[Row]:
    for title, name in (
        ("Sample frames", "form QR, sample frames"),
        ("Synthetic frames", "form QR, synthetic frames"),
        ("Public QR pictures", "QR, public pictures"),
    ):
        readers = found[title]
        if not readers:
            continue  # the samples are not beside this checkout
        ours, zxing = readers["ours"], readers["zxing-cpp"]
        more = readers["zxing-cpp + preprocessing"]["read"]
        yield Row(
            name,
            ">= zxing-cpp",
            f"{ours['read']} of {ours['n']} (zxing {zxing['read']}, with preprocessing {more})",
            ours["read"] >= max(zxing["read"], more),
        )
        yield Row("  wrong ids or texts", "0", f"{ours['wrong']}", ours["wrong"] == 0)
    ms = found["live_median_ms"]
    yield Row("form QR, live 1080p frame", "median <= 20 ms", f"{ms:.1f} ms", ms <= 20)


def photo_rows(found: Figures) -> Iterator[Row]:
    for row in found["speed"]:
        if row["what"].startswith("check (") and row["size"] != "2160p":
            ms = row["median_ms"]
            yield Row(f"full photo check, {row['size']}", "<= 100 ms", f"{ms} ms", ms <= 100)


def degradation_rows(found: Figures) -> Iterator[Row]:
    for name, each in found["sets"].items():
        rows = each["rows"]
        told = [row for row in rows if row["own hint"] > 0.5]
        weakest = min(rows, key=lambda row: float(row["own hint"]))
        measured = f"{len(told)} of {len(rows)} (least: {weakest['degradation']}, "
        measured += f"{weakest['own hint']:.0%})"
        title = f"degradations with their own hint, {name}"
        yield Row(title, "all, on most pictures", measured, len(told) == len(rows))


def memory_rows(found: Figures) -> Iterator[Row]:
    swing = found["swing_mb"]
    shots = found["shots"]
    yield Row(f"memory over {shots} photos", "flat, +-20 MB", f"+-{swing} MB", swing <= 20)


def camera_rows(found: Figures) -> Iterator[Row]:
    memory = found["memory"]
    frames, swing = memory["frames"], memory["swing_mb"]
    yield Row(f"memory over {frames} camera frames", "flat, +-20 MB", f"+-{swing} MB", swing <= 20)
    for row in found["times"]:
        if row["pixels"] == "NV12":
            took = f"{row['sink_to_frame_ms']} ms"
            yield Row(f"  camera to frame, {row['size']}", "(no figure)", took, None)


def ui_rows(found: Figures) -> Iterator[Row]:
    held_up = found["held_up_ms"]
    for name, phases in (
        ("window held up while scanning", ("scanning", "scanning: nothing to read")),
        ("  while saving", ("saving: applicant, identity", "saving: papers", "accepting")),
        ("  while the photo camera runs", ("live guidance at 720p", "live guidance at 1080p")),
        ("  while taking the photo", ("shooting", "comparing")),
    ):
        ours = max(held_up[phase]["own"] for phase in phases)
        raw = max(held_up[phase]["raw"] for phase in phases)
        measured = f"{ours:.0f} ms" + (f" ({raw:.0f} with others)" if raw - ours > 5 else "")
        yield Row(name, "never over 50 ms", measured, ours <= 50)
    for size in ("720p", "1080p"):
        rate = found[f"guidance/s {size}"]
        yield Row(f"live photo guidance, {size}", ">= 15 frames/s", f"{rate}", rate >= 15)
    answered, dropped = found["search answered, ms (max)"], found["list frames dropped"]
    yield Row("search at 10,000, key to rows", "<= 50 ms", f"{answered} ms", answered <= 50)
    yield Row("scrolling 10,000, dropped frames", "0", f"{dropped}", dropped == 0)


def faces_rows(found: Figures) -> Iterator[Row]:
    ms = found["speed"]["face vector of a 1080p frame"]
    yield Row("face vector of a 1080p frame", "(no figure)", f"{ms} ms", None)
    if "a day" not in found:
        return  # the samples are not beside this checkout
    for name in ("a day", "a day before one wall"):
        day = found[name]
        people, alarmed = day["people"], day["false people"]["some"]
        yield Row(f"{name}: taken for another", "0", f"{alarmed} of {people} people", alarmed == 0)
    twins = found["twins"]
    missed, copies = sum(twins["missed"].values()), twins["copies of each kind"]
    every = copies * len(twins["missed"])
    yield Row("one picture twice: false", "0", f"{twins['false']}", twins["false"] == 0)
    yield Row("  copies missed", "0", f"{missed} of {every}", missed == 0)
    false = sum(count for count, _ in found["recaptures"]["false"].values())
    yield Row("picture of a picture: false", "0", f"{false}", false == 0)
    for name, (caught, of) in found["recaptures"]["caught"].items():
        yield Row(f"  caught: {name}", "(simulated)", f"{caught} of {of}", None)
    leaked = sum(told.get("print in the cut", 0) for told in found["cards on the table"].values())
    yield Row("ID portrait: cuts with print in them", "0", f"{leaked}", leaked == 0)


def send_rows(found: Figures) -> Iterator[Row]:
    rate, ratio, flushed = (found[k] for k in ("hub_mb_s", "ratio", "ratio_flushed"))
    yield Row("a day sent to the embedded hub", "(no figure)", f"{rate:.0f} MB/s", None)
    yield Row("  against nginx, each file flushed", ">= 70 %", f"{flushed:.0%}", flushed >= 0.7)
    yield Row("  against nginx as it is, unflushed", "(no figure)", f"{ratio:.0%}", None)
    yield Row("  our sender alone, to nginx", "(no figure)", f"{found['ratio_sender']:.0%}", None)
    twice, cuts = found["twice_a_cut"], found["cuts"]
    measured = f"{twice:.2f} packets, {cuts:.0f} cuts"
    yield Row("  sent twice at a cut, a connection", "<= 1 packet", measured, twice <= 1)


def seal_rows(found: Figures) -> Iterator[Row]:
    took, grew = found["seal_s"], found["growth_mb"]
    yield Row("a day's packets sealed and flushed", "200 in <= 3 s", f"{took:.2f} s", took <= 3)
    yield Row("  memory, over the first 20", "constant", f"{grew:+.1f} MB", grew <= 5)


def close_rows(found: Figures) -> Iterator[Row]:
    took, people, grew = found["seal_s"], found["applications"], found["memory_mb"]
    what = f"{people} applications sealed from the encrypted store"
    yield Row(what, "200 in <= 3 s", f"{took:.2f} s", took <= 3 * max(1.0, people / 200))
    yield Row("  memory, over the first 8", "constant", f"{grew:+.1f} MB", grew <= 20)
    yield Row(
        "  received / purged", "(no figure)", f"{found['receive_s']} / {found['purge_s']} s", None
    )


def spare_rows(found: Figures) -> Iterator[Row]:
    took, people = found["restore_s"], found["applications"]
    copied = f"{found['copy_ms_median']:.0f} ms"
    yield Row("live spare: one application copied", "(no figure)", copied, None)
    yield Row(
        f"  {people:.0f} restored on another laptop", "<= 600 s", f"{took:.0f} s", took <= 600
    )


def send_memory_rows(found: Figures) -> Iterator[Row]:
    for day, rises in found.items():
        said = f"hub {rises['hub']:+.0f} MB, sender {rises['sender']:+.0f} MB"
        yield Row(
            f"memory while {day} are sent", "bounded, <= 64 MB", said, max(rises.values()) <= 64
        )


def line_rows(found: Figures) -> Iterator[Row]:
    for line, shares in found.items():
        rate = float(line.split()[0])
        said = ", ".join(f"{what} {share * rate:.1f}" for what, share in shares.items())
        yield Row(f"sent over {line}", "(no figure)", f"{said} Mbit/s", None)


def visit_rows(found: Figures) -> Iterator[Row]:
    many, few, p99 = found["most_batches_s"], found["least_batches_s"], found["p99_s"]
    what = f"visits to a hub, {found['database']} x{found['workers']}, 8 x {found['kilobytes']} KB"
    yield Row(what, ">= 20 batches/s", f"{few:.0f}–{many:.0f} batches/s", few >= 20)
    yield Row("  p99 of a whole visit at 20 a second", "<= 1 s", f"{p99:.2f} s", p99 <= 1)
    troubles = found["troubles"]
    yield Row("  visits without a right receipt", "0", f"{troubles}", troubles == 0)


ROWS = {
    "startup": startup_rows,
    "qr": qr_rows,
    "ui": ui_rows,
    "faces": faces_rows,
    "photo": photo_rows,
    "degradations": degradation_rows,
    "store": store_rows,
    "memory": memory_rows,
    "cameras": camera_rows,
    "send": send_rows,
    "seal": seal_rows,
    "close": close_rows,
    "spare": spare_rows,
    "send_memory": send_memory_rows,
    "line": line_rows,
    "visits": visit_rows,
    "visits_two": visit_rows,
    "visits_real": visit_rows,
    "visits_embedded": visit_rows,
}


def taken_by_others() -> float | None:
    """Share of the processors that other programs use in half a second in which we rest."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    (before, after) = ([], [])
    for reading in (before, after):
        reading += [int(each) for each in stat.read_text("ascii").split("\n")[0].split()[1:]]
        if reading is before:
            time.sleep(0.5)
    passed = [new - old for new, old in zip(after, before, strict=True)]
    return 1 - (passed[3] + passed[4]) / max(1, sum(passed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    benches = QUICK if parser.parse_args().quick else FULL
    busy, found = [], {}
    for name, arguments in benches.items():
        busy.append(taken_by_others())
        found[name] = run(arguments)
    rows = [row for name, make in ROWS.items() if name in found for row in make(found[name])]
    print("\n| what | figure to reach | measured | reached |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.to_reach} | {row.measured} | {REACHED[row.reached]} |")
    shares = [share for share in busy if share is not None]
    if shares and max(shares) > 0.2:
        print(
            f"\nOther programs used up to {max(shares):.0%} of the processors: measure again alone."
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
