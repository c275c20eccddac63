"""How fast the store is: `python -m tests.bench.bench_store` prints a table (design §5)."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from desk.domain.application import PictureKind
from desk.services.ports import NewPicture, NewShot
from tests.storage.storage_world import MAIL, PLAIN_KEYS, Booth, open_booth

PHOTO_BYTES = 600_000
FRAME_BYTES = 300_000
ROWS = 10_000
SURNAMES = ("山田", "佐藤", "髙橋", "渡邉", "鈴木", "𠮷田", "齋藤", "小林", "加藤", "中村")
KANA = ("ヤマダ", "サトウ", "タカハシ", "ワタナベ", "スズキ", "ヨシダ", "サイトウ", "コバヤシ")


def main() -> int:
    applications = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    # Beside the checkout, not in /tmp: that may be memory, which flushes in no time.
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as folder:
        accept, one_write = measure_accepting(Path(folder) / "accept", applications)
        print_line(f"accept with a {PHOTO_BYTES // 1000} KB photo, one transaction each", accept)
        print_line("write + fsync of the same bytes to a new file", one_write)
        print(f"  ratio of the medians {median(accept) / median(one_write):.2f}")
        measure_finding(Path(folder) / "finding")
    return 0


def measure_accepting(folder: Path, applications: int) -> tuple[list[float], list[float]]:
    """Seconds for keeping the photo and accepting, and for the plain file, turn by turn."""
    booth = open_booth(folder)
    accept, plain = [], []
    for _ in range(applications):
        record = booth.store.open_application(booth.day.id, booth.by())
        booth.store.save_entries(record.id, invented(random.Random()), booth.by())
        photo = os.urandom(PHOTO_BYTES)
        accept.append(seconds(partial(keep_and_accept, booth, record.id, photo)))
        plain.append(seconds(partial(write_and_sync, folder / "plain", photo)))
    booth.store.close()
    return accept, plain


def keep_and_accept(booth: Booth, application: str, photo: bytes) -> None:
    frame = NewPicture(
        kind=PictureKind.PHOTO_FRAME, data=photo[:FRAME_BYTES], width_px=9, height_px=9
    )
    crop = NewPicture(kind=PictureKind.PHOTO, data=photo[FRAME_BYTES:], width_px=9, height_px=9)
    shot = NewShot(frame=frame, photo=crop, form_id=None, camera="bench", taken=booth.clock.now())
    booth.store.add_shot(application, shot, booth.by())
    booth.store.accept(application, MAIL, "bench", booth.by())


def write_and_sync(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def measure_finding(folder: Path) -> None:
    booth = open_booth(folder)
    fill(booth)
    store, luck = booth.store, random.Random(7)
    questions: dict[str, Callable[[], object]] = {
        "list, first page of 50": lambda: store.page("", 0, 50),
        "list, any page of 50": lambda: store.page("", luck.randrange(ROWS - 50), 50),
        "count of everything": lambda: store.count(),
        "search by name": lambda: store.page(luck.choice(SURNAMES), 0, 50),
        "search in hiragana": lambda: store.page("たかはし", 0, 50),
        "search, no hit": lambda: store.page("見つからない", 0, 50),
        "search by form id's end": lambda: store.page(f"{luck.randrange(10_000):04}", 0, 50),
        "count of a search": lambda: store.count("山田"),
        "one record": lambda: store.record(store.page("", luck.randrange(ROWS), 1)[0].id),
        "same form id": lambda: store.with_form_id(f"{luck.randrange(ROWS):023}", None),
        "look-alikes": lambda: store.look_alikes(
            None, f"山田{luck.randrange(ROWS)}", "ヤマダ", None, ""
        ),
    }
    for name, question in questions.items():
        print_line(f"{name} at {ROWS:,}", [seconds(question) for _ in range(200)])
    print_line("verify the audit trail", [seconds(store.verify_audit)])
    store.close()
    print_line("open the store", [seconds(lambda: open_booth(folder).store.close())])


def fill(booth: Booth, rows: int = ROWS) -> None:
    """Many applications in one transaction: the bench's own shortcut, past the store's door."""
    luck = random.Random(1)
    database = booth.store._database
    with database.transaction():
        for serial in range(1, rows + 1):
            day = f"2026-{1 + serial // 1000:02}-10"
            entries = invented(luck, serial)
            database.insert(
                "application",
                id=f"{serial:032}",
                day_id=booth.day.id,
                on_date=day,
                terminal="K3",
                serial=serial % 1000 + 1,
                version=1,
                status="draft",
                step=1,
                opened_at="2026-11-23T00:00:00+00:00",
                opened_by=booth.operator.id,
                changed_at="2026-11-23T00:00:00+00:00",
                name=entries["applicant.name"],
                kana=entries["applicant.kana"],
                name_key=PLAIN_KEYS.name(entries["applicant.name"]),
                kana_key=PLAIN_KEYS.kana(entries["applicant.kana"]),
                birth="1990-01-02",
                form_id=entries["form.id"],
                form_kind="qr",
            )
    database.checkpoint()


def invented(luck: random.Random, serial: int = 1) -> dict[str, str]:
    return {
        "applicant.name": f"{luck.choice(SURNAMES)} {serial}",
        "applicant.kana": f"{luck.choice(KANA)} {luck.choice(KANA)}",
        "form.id": f"{serial:023}",
        "form.kind": "qr",
    }


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(values: list[float]) -> float:
    return statistics.median(values)


def print_line(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(f"{name:56} p50 {median(values) * 1e3:8.2f} ms   p99 {worst * 1e3:8.2f} ms", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
