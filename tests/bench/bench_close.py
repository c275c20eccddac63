"""How long a terminal takes to seal, receive and purge a day: `python -m tests.bench.bench_close`.

Everything of it: records and pictures out of the encrypted store, packets signed, sealed and
flushed, manifest, one transaction (design §5: 200 applications within 3 s, constant memory).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from desk.domain.application import PictureKind
from desk.services.ports import NewPicture
from tests.sealed_world import BOSS_PIN, Terminal

PHOTO_BYTES = 300_000
PAGE_BYTES = 300_000
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--applications", type=int, default=200)
    asked.add_argument("--json", action="store_true", help="the only form there is")
    people = asked.parse_args().applications
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(Path(scratch) / "desk", people)
    print(json.dumps(figures))
    return 0 if figures["seal_s"] <= 3 * max(1.0, people / 200) else 1


def measure(folder: Path, people: int) -> dict[str, Any]:
    desk = Terminal(folder)
    for _ in range(people):
        take_in(desk)
    desk.count()
    memory: list[float] = []
    started = time.perf_counter()
    row = desk.sealing.seal(
        desk.day, desk.boss, BOSS_PIN, progress=lambda _done, _all: memory.append(resident_mb())
    )
    seal_s = time.perf_counter() - started
    figures = {
        "applications": people,
        "seal_s": round(seal_s, 2),
        "megabytes": round(row.bytes / 1e6, 1),
        "memory_mb": round(max(memory) - memory[min(8, len(memory) - 1)], 1),
        "receive_s": seconds(lambda: desk.receive(row.id)),
    }
    desk.next_day(8)
    figures["purge_s"] = seconds(lambda: desk.retention.purge(row.id, desk.boss))
    desk.store.close()
    return figures


def take_in(desk: Terminal) -> None:
    record = desk.draft(photo=False)
    page = NewPicture(
        kind=PictureKind.FORM_PAGE, data=os.urandom(PAGE_BYTES), width_px=1240, height_px=1754
    )
    desk.store.add_picture(record.id, page, desk.by())
    shot = desk.shot(desk.serial, str(record.entries["form.id"]))
    photo = NewPicture(
        kind=PictureKind.PHOTO, data=os.urandom(PHOTO_BYTES), width_px=827, height_px=1063
    )
    desk.store.add_shot(record.id, replace(shot, photo=photo), desk.by())
    desk.approve(desk.accept(record))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * PAGE_SIZE / 1e6


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    raise SystemExit(main())
