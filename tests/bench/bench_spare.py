"""予備SD and 復元: what a copy costs at the counter, and how fast a laptop is replaced.

Run: python -m tests.bench.bench_spare [--applications 200]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "storage"), str(ROOT / "sync")]

from evidence_world import accept, opened, review, seen, slate  # noqa: E402
from spare_world import PASSPHRASE, SparedBooth, spared  # noqa: E402
from storage_world import PLAIN_KEYS, StillClock, picture  # noqa: E402

from desk.domain.application import PictureKind  # noqa: E402
from desk.services.ports import NewPicture, NewShot  # noqa: E402
from desk.storage.restore import restore  # noqa: E402

FRAME_KB, PHOTO_KB, PAGE_KB = 1_200, 180, 420


def noise(kb: int) -> bytes:
    """A picture's worth of bytes that do not shrink."""
    return os.urandom(kb * 1024)


def one(world: SparedBooth, serial: int) -> None:
    """An accepted and approved application with pictures of usual size."""
    booth, store = world.booth, world.booth.store
    application = opened(
        booth,
        form_id=f"{serial:023d}",
        applicant_name="森田 健一",
        applicant_address="東京都千代田区1-1",
        identity_copy_consent="yes",
    )
    store.note_form_seen(application, seen(booth), booth.by())
    store.add_picture(application, picture(PictureKind.FORM_PAGE, noise(PAGE_KB)), booth.by())
    frame = NewPicture(
        kind=PictureKind.PHOTO_FRAME, data=noise(FRAME_KB), width_px=1920, height_px=1080
    )
    photo = NewPicture(kind=PictureKind.PHOTO, data=noise(PHOTO_KB), width_px=827, height_px=1063)
    now = booth.clock.now()
    shot = NewShot(
        frame=frame, photo=photo, form_id=f"{serial:023d}", camera="bench", taken=now,
        slate=slate(booth),
    )  # fmt: skip
    store.add_shot(application, shot, booth.by())
    review(booth, accept(booth, application))


def rss_mb() -> float:
    """Memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        world = spared(Path(folder))
        copies, files = [], []
        for serial in range(1, count + 1):
            one(world, serial)
            begun = time.perf_counter()
            world.spare.step()
            copies.append((time.perf_counter() - begun) * 1000)
        for path in world.stick.rglob("*.age"):
            files.append(path.stat().st_size)
        begun = time.perf_counter()
        world.spare._compared = False
        world.spare.step()
        again = time.perf_counter() - begun
        peak, done = [rss_mb()], threading.Event()

        def watch() -> None:
            while not done.wait(0.05):
                peak.append(rss_mb())

        watcher = threading.Thread(target=watch)
        watcher.start()
        report = restore(
            world.stick, Path(folder) / "new", PASSPHRASE, keys=PLAIN_KEYS, clock=StillClock()
        )
        done.set()
        watcher.join()
        world.booth.store.close()
        if not report.whole or report.applications != count:
            raise SystemExit(f"not whole: {report}")
        return {
            "applications": count,
            "copy_ms_median": statistics.median(copies),
            "copy_ms_p99": sorted(copies)[int(len(copies) * 0.99) - 1],
            "stick_mb": sum(files) / 1e6,
            "compare_all_s": again,
            "restore_s": report.seconds,
            "restore_peak_mb": max(peak) - peak[0],
        }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--applications", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    args = parser.parse_args()
    figures = measure(args.applications)
    for name, value in figures.items():
        print(f"{name:18} {value:10.1f}")
    if args.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
