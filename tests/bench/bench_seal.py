"""How long sealing a day takes: `python -m tests.bench.bench_seal` (design §5: 200 in 3 s)."""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sync.carry import write_carry
from sync.packet import PacketDraft, PacketFile, SealedPacket, seal_packets
from tests.sync.samples import (
    SealedDay,
    World,
    application_json,
    facts,
    line_of,
    manifest_of,
)

PHOTO_BYTES = 240_000
PAGE_BYTES = 350_000
EVIDENCE_BYTES = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="and the figures as a last line")
    options = parser.parse_args()
    runs = [measure(options.applications) for _ in range(options.runs)]
    figures = sorted(runs, key=lambda each: each["seal_s"])[len(runs) // 2]
    count, size = options.applications, figures["packet_kb"]
    print(f"{count} applications of {size:.0f} KB, the median of {len(runs)} runs")
    print(f"  sealed, every packet and the manifest durable   {figures['seal_s']:.2f} s")
    print(f"    the same bytes written and flushed alone      {figures['plain_s']:.2f} s")
    print(f"    most memory, over that up to the 20th         {figures['growth_mb']:+.1f} MB")
    print(f"  carried: written, flushed, read back            {figures['carry_s']:.2f} s")
    if options.json:
        print(json.dumps(figures))
    return 0


def measure(applications: int) -> dict[str, float]:
    """One day sealed, and written to a stick."""
    # Beside the checkout, not in /tmp: that may be memory, which flushes in no time.
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".bench-") as name:
        folder = Path(name)
        plain_s = write_plain(folder / "plain", applications)
        world = World()
        packets: list[SealedPacket] = []
        early = 0.0
        (folder / "outbox").mkdir()
        started = time.perf_counter()
        for packet in seal_packets(
            folder / "outbox", drafts(world, applications), world.terminal.key
        ):
            packets.append(packet)
            if len(packets) == min(20, applications):
                early = peak_mb()
        growth = peak_mb() - early
        manifest = manifest_of(world.terminal, [line_of(each) for each in packets])
        day = SealedDay(folder / "outbox", manifest, world.terminal.sign(manifest), tuple(packets))
        spent = time.perf_counter() - started
        return {
            "seal_s": spent,
            "plain_s": plain_s,
            "growth_mb": growth,
            "packet_kb": sum(each.size for each in packets) / applications / 1000,
            "carry_s": carry(world, day, folder),
        }


def drafts(world: World, count: int) -> Iterator[PacketDraft]:
    """Invented applications; sealing gives the same photo other bytes each time."""
    pieces = [os.urandom(size) for size in (PHOTO_BYTES, PAGE_BYTES, EVIDENCE_BYTES)]
    for serial in range(1, count + 1):
        files = zip(("photo.jpg", "form_page.jpg", "evidence/frame.jpg"), pieces, strict=True)
        yield PacketDraft(
            facts=facts(world.terminal.id, serial),
            application=application_json(serial),
            files=tuple(PacketFile(name, data) for name, data in files),
            recipients=world.office.recipients,
        )


def write_plain(folder: Path, count: int) -> float:
    """Seconds to write and flush as many files of random bytes."""
    folder.mkdir()
    content = os.urandom(PHOTO_BYTES + PAGE_BYTES + EVIDENCE_BYTES)
    started = time.perf_counter()
    for serial in range(count):
        with (folder / str(serial)).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - started


def carry(world: World, day: SealedDay, folder: Path) -> float:
    """Seconds to bring the day onto a stick that is as fast as this disk."""
    (folder / "stick").mkdir()
    started = time.perf_counter()
    write_carry(folder / "stick", world.terminal.signed_certificate, day.envelope, day.path_of)
    return time.perf_counter() - started


def peak_mb() -> float:
    """The most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    raise SystemExit(main())
