"""The senders of bench_visits, in a process of its own: `python -m tests.bench.visits_load PLAN`.

Plain sockets and prepared bytes, so that the hub and not this takes the processors. Each visit is
what a terminal does with a day that it never spoke of: a new connection, hello, signing on (real
signatures), the manifest, each packet, and the receipt. Times are of the whole visit.

PLAN is a pickled `Plan`; the answer, a pickled `Told`, goes to standard output.
"""

from __future__ import annotations

import asyncio
import pickle
import random
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from sync.envelope import decode, encode, seal
from sync.keys import SigningKey
from sync.protocol import SESSION, Challenge, ChallengeRequest, Session, SessionRequest

LONGEST_S = 120.0
"""Whatever happens, the load ends then."""


@dataclass(frozen=True)
class Day:
    """A sealed batch: its manifest, and each packet as (municipality, digest, first bytes)."""

    id: str
    envelope: bytes
    packets: tuple[tuple[str, str, bytes], ...]


@dataclass(frozen=True)
class Plan:
    """`rate`: visits a second of all senders together, at random moments; 0: one after another as
    fast as they are answered. `rest` ends every packet."""

    port: int
    senders: tuple[tuple[str, bytes, tuple[Day, ...]], ...]  # terminal, its key, its days
    rest: bytes
    seconds: float
    rate: float


@dataclass
class Told:
    """What came of it. `receipts`: by batch."""

    visits_s: list[float] = field(default_factory=list)
    receipts: dict[str, bytes] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    passed_s: float = 0.0
    cpu_s: float = 0.0


class Connection:
    """One request after another."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.token = b""

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def ask(self, what: str, *body: bytes) -> bytes:
        size = sum(len(each) for each in body)
        head = f"{what} HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n".encode()
        head += self.token + b"Content-Length: %d\r\n\r\n" % size
        self._writer.writelines((head, *body))
        await self._writer.drain()
        answer = await self._reader.readuntil(b"\r\n\r\n")
        status = int(answer[9:12])
        length = int(answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        content = await self._reader.readexactly(length)
        if status not in (200, 201):
            raise RuntimeError(f"{what.split('/')[2]}: {status} {content[:200]!r}")
        return content

    def close(self) -> None:
        self._writer.close()


async def visit(plan: Plan, terminal: str, key: SigningKey, day: Day) -> bytes:
    """All of it; the receipt."""
    line = Connection(plan.port)
    await line.open()
    try:
        await line.ask(f"GET /v1/hello?nonce={day.id.replace('-', '')}")
        who = encode(ChallengeRequest(terminal=terminal))
        challenge = decode(await line.ask("POST /v1/session/challenge", who), Challenge).challenge
        signed = seal(SessionRequest(terminal=terminal, challenge=challenge), SESSION, key)
        token = decode(await line.ask("POST /v1/session", signed), Session).token
        line.token = f"Authorization: Bearer {token}\r\n".encode()
        await line.ask("POST /v1/batches", day.envelope)
        for municipality, digest, first in day.packets:
            await line.ask(f"PUT /v1/packets/{municipality}/{digest}", first, plan.rest)
        return await line.ask(f"POST /v1/batches/{day.id}/complete", b"{}")
    finally:
        line.close()


async def load(plan: Plan) -> Told:
    told, began = Told(), time.monotonic()
    ends = began + plan.seconds
    free = [(who, SigningKey(seed), deque(days)) for who, seed, days in plan.senders]

    async def one(terminal: str, key: SigningKey, day: Day) -> None:
        started = time.perf_counter()
        try:
            told.receipts[day.id] = await visit(plan, terminal, key, day)
        except (OSError, RuntimeError, EOFError) as error:
            told.troubles.append(str(error))
        else:
            told.visits_s.append(time.perf_counter() - started)

    async def at_once(terminal: str, key: SigningKey, days: deque[Day]) -> None:
        while days and time.monotonic() < ends:
            await one(terminal, key, days.popleft())

    async def at_a_rate() -> None:
        luck, under_way = random.Random(1), set()
        while time.monotonic() < ends:
            if free:  # whoever is still sending does not begin again
                task = asyncio.create_task(next_day(free.pop(luck.randrange(len(free)))))
                under_way.add(task)
            await asyncio.sleep(luck.expovariate(plan.rate))
        await asyncio.gather(*under_way)

    async def next_day(sender: tuple[str, SigningKey, deque[Day]]) -> None:
        terminal, key, days = sender
        await one(terminal, key, days.popleft())
        if days:
            free.append(sender)

    work = [at_a_rate()] if plan.rate else [at_once(*each) for each in free]
    await asyncio.wait_for(asyncio.gather(*work), LONGEST_S)
    told.passed_s = time.monotonic() - began
    told.cpu_s = time.process_time()
    return told


def main() -> int:
    plan: Plan = pickle.loads(Path(sys.argv[1]).read_bytes())
    sys.stdout.buffer.write(pickle.dumps(asyncio.run(load(plan))))
    return 0


if __name__ == "__main__":
    from tests.bench import visits_load  # what is pickled then has its usual name

    raise SystemExit(visits_load.main())
