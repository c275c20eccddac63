"""How fast the store is: `python -m tests.bench.bench_store` prints a table (design §5)."""

from __future__ import annotations

import argparse
import hmac
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desk.domain.application import ApplicationId, PictureKind
from desk.services.ports import NewPicture, NewShot
from tests.storage.storage_world import KEY, MAIL, PLAIN_KEYS, Booth, open_booth

PHOTO_BYTES = 600_000
FRAME_BYTES = 300_000
ROWS = 10_000
SURNAMES = ("山田", "佐藤", "髙橋", "渡邉", "鈴木", "𠮷田", "齋藤", "小林", "加藤", "中村")
KANA = ("ヤマダ", "サトウ", "タカハシ", "ワタナベ", "スズキ", "ヨシダ", "サイトウ", "コバヤシ")


_PHOTOGRAPHED = (
    f"INSERT INTO image VALUES ('{'0' * 64}', x'00')",
    f"""
    INSERT INTO picture (
        id, application_id, kind, sha256, size, width_px, height_px, taken_at, operator)
    SELECT kind || application.id, application.id, kind, '{"0" * 64}', 1, 1, 1, opened_at, opened_by
    FROM application, (SELECT 'photo' AS kind UNION ALL SELECT 'photo_frame')
    """,
    f"""
    INSERT INTO shot (
        id, application_id, taken_order, frame, photo, form_id, operator, camera, taken_at,
        monotonic_ns, boot_id, frame_sha256, photo_sha256, chosen)
    SELECT 's' || id, id, rowid, 'photo_frame' || id, 'photo' || id, form_id, opened_by, 'bench',
        opened_at, 1, 'boot', '{"0" * 64}', '{"0" * 64}', 1
    FROM application
    """,
    "INSERT INTO shot_check SELECT id, application_id, '[]', '{}' FROM shot",
    """
    INSERT INTO slate
    SELECT id, application_id, 'form', 'bench', taken_at, 1, 'boot', operator FROM shot
    """,
    """
    INSERT INTO doubt (application_id, shot, kind, degree, other, at)
    SELECT application_id, id, 'alike_face', 'some', printf('%032d', taken_order % 97 + 1), taken_at
    FROM shot WHERE taken_order % 20 = 0
    """,
    """
    UPDATE application SET status = 'accepted', accepted_at = opened_at, accepted_by = opened_by,
        route = 'mail', rules_version = 'bench' WHERE rowid % 10 <> 0
    """,
    *(
        f"""
        INSERT INTO review (
            application_id, decision, reason, flags, looked_ms, alone, photo_sha256, at, operator)
        SELECT id, '{decision}', '', '[]', 2000, 0, '{"0" * 64}', opened_at, opened_by
        FROM application WHERE status = 'accepted' AND rowid % {every} = 0
        """
        for decision, every in (("later", 1), ("approved", 1), ("sent_back", 50))
    ),
)
"""Nine in ten are accepted and were looked at, one in fifty was sent back."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    options = parser.parse_args()
    # Beside the checkout, not in /tmp: that may be memory, which flushes in no time.
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as folder:
        figures = measure_accepting(Path(folder) / "accept", options.applications)
        figures["finding_p99_ms"] = measure_finding(Path(folder) / "finding")
    if options.json:
        print(json.dumps(figures))
    return 0


def measure_accepting(folder: Path, applications: int) -> dict[str, float]:
    """Keeping the photo and accepting, beside plain files of the same bytes, turn by turn."""
    booth = open_booth(folder)
    shot, accept, plain, sealed = [], [], [], []
    for _ in range(applications):
        record = booth.store.open_application(booth.day.id, booth.by())
        entries = invented(random.Random())
        booth.store.save_entries(record.id, dict(entries), booth.by())
        photo = os.urandom(PHOTO_BYTES)
        shot.append(seconds(partial(keep_shot, booth, record.id, photo, entries["form.id"])))
        accept.append(seconds(partial(booth.store.accept, record.id, MAIL, "bench", booth.by())))
        plain.append(seconds(partial(write_and_sync, folder / "plain", photo)))
        sealed.append(seconds(lambda: write_and_sync(folder / "sealed", encrypted(photo))))  # noqa: B023
    booth.store.close()
    both = [one + other for one, other in zip(shot, accept, strict=True)]
    print_line(f"keep a shot of {PHOTO_BYTES // 1000} KB", shot)
    print_line("accept the application", accept)
    print_line("both: accept one application with photo", both)
    print_line("write + fsync of the same bytes to a new file", plain)
    print_line("the same, encrypted and authenticated before", sealed)
    ratios = {
        "ratio": median(both) / median(plain),
        "ratio_encrypted": median(both) / median(sealed),
    }
    print(
        f"  ratio of the medians {ratios['ratio']:.2f}, encrypted {ratios['ratio_encrypted']:.2f}"
    )
    return {"accept_p99_ms": at(both, 0.99) * 1e3, "accept_p50_ms": median(both) * 1e3, **ratios}


def encrypted(content: bytes) -> bytes:
    """As SQLCipher does page by page: AES-256 in CBC mode, then HMAC-SHA256."""
    whole = content[: len(content) // 16 * 16]
    coded = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16])).encryptor().update(whole)
    return coded + hmac.digest(KEY, coded, "sha256")


def keep_shot(booth: Booth, application: ApplicationId, photo: bytes, form_id: str) -> None:
    frame = NewPicture(
        kind=PictureKind.PHOTO_FRAME, data=photo[:FRAME_BYTES], width_px=9, height_px=9
    )
    crop = NewPicture(kind=PictureKind.PHOTO, data=photo[FRAME_BYTES:], width_px=9, height_px=9)
    shot = NewShot(
        frame=frame, photo=crop, form_id=form_id, camera="bench", taken=booth.clock.now()
    )
    booth.store.add_shot(application, shot, booth.by())


def write_and_sync(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def measure_finding(folder: Path) -> float:
    """Milliseconds of the slowest question at its 99th percentile."""
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
            f"{luck.randrange(1, ROWS):032}",  # type: ignore[arg-type]
            f"山田{luck.randrange(ROWS)}",
            "ヤマダ",
            date(1990, 1, 2),
            f"本町{luck.randrange(ROWS // 3)}",
        ),
        "photos of the last day": lambda: store.photos_since(date(2026, 11, 1)),
        "the same picture": lambda: store.with_image(f"{luck.randrange(ROWS):064}", None),
        "who doubts me": lambda: store.doubted_by(f"{luck.randrange(1, 97):032}"),  # type: ignore[arg-type]
    }
    slowest = 0.0
    for name, question in questions.items():
        taken = [seconds(question) for _ in range(200)]
        print_line(f"{name} at {ROWS:,}", taken)
        slowest = max(slowest, at(taken, 0.99) * 1e3)
    print_line("verify the audit trail", [seconds(store.verify_audit)])
    store.close()
    print_line("open the store", [seconds(lambda: open_booth(folder).store.close())])
    return slowest


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
                address_key=f"本町{serial // 3}",
                form_id=entries["form.id"],
                form_kind="qr",
            )
        for statement in _PHOTOGRAPHED:
            database.run(statement)
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


def at(values: list[float], share: float) -> float:
    """What this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def print_line(name: str, values: list[float]) -> None:
    p50, p99 = median(values) * 1e3, at(values, 0.99) * 1e3
    print(f"{name:56} p50 {p50:8.2f} ms   p99 {p99:8.2f} ms", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
