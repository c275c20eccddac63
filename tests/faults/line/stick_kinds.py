"""Sticks that are pulled, full, damaged; the same day by stick and by line."""

from __future__ import annotations

from random import Random

from tests.faults.line.kinds import FLUSHES, NAMES, WRITES, Play, kind
from tests.faults.line.medium import Medium
from tests.faults.line.spawn import Injection
from tests.faults.line.world import Run, World


def _carried_and_back(world: World, run: Run, luck: Random) -> None:
    """The stick goes to the hub and comes back, or the line was quicker."""
    world.well_again()
    way = luck.choice(("stick", "line", "both"))
    run.play("count", "seal", f"carry:{run.stick}")
    if way != "line":
        world.take_carried(run)
    if way == "both":
        run.play("send")
    if way != "line" and luck.random() < 0.8:
        run.play(f"take_in:{run.stick}")
    world.recovered(run)


@kind("stick pulled while it is written", "mount", 3)
def _pulled_writing(world: World, luck: Random) -> Run:
    run = world.run(luck, large=luck.random() < 0.4)
    run.play("count", "seal")
    with Medium(run.folder, 16 << 20) as medium:
        actor = run.actor(f"carry:{medium.folder}").start()
        at = luck.randint(0, 60_000)
        actor.hear_until(lambda said: said.what == "wrote" and int(said.about) > at)
        medium.pull()
        run.ended(actor)
    _carried_and_back(world, run, luck)
    return run


@kind("stick full", "mount", 2)
def _full(world: World, luck: Random) -> Run:
    run = world.run(luck, large=luck.random() < 0.4)
    run.play("count", "seal")
    with Medium(run.folder, 1 << 20) as medium:
        medium.leave_only(luck.randint(0, 60_000))
        run.play(f"carry:{medium.folder}")
    _carried_and_back(world, run, luck)
    return run


def _injected(calls: str, effect: str) -> Play:
    def play(world: World, luck: Random) -> Run:
        run = world.run(luck)
        run.play("count", "seal")
        at = luck.randint(1, {WRITES: 30, FLUSHES: 4, NAMES: 2}[calls])
        run.play(f"carry:{run.stick}", injection=Injection(calls, effect, at))
        if luck.random() < 0.5:
            world.take_carried(run)
        _carried_and_back(world, run, luck)
        return run

    return play


kind("stick: EIO at the Nth write", "strace")(_injected(WRITES, "error=EIO"))
kind("stick: EIO at the Nth flush", "strace")(_injected(FLUSHES, "error=EIO"))
kind("stick: gone at the Nth write", "strace")(_injected(WRITES, "error=ENODEV"))
kind("stick: terminal killed at the Nth write", "strace")(_injected(WRITES, "signal=KILL"))
kind("stick: terminal killed at the Nth rename", "strace")(_injected(NAMES, "signal=KILL"))


@kind("stick pulled while it is read", weight=3)
def _damaged(world: World, luck: Random) -> Run:
    """The hub reads a file that ends too early, or whose bytes changed; then a good copy."""
    run = world.run(luck, large=luck.random() < 0.3)
    run.play("count", "seal", f"carry:{run.stick}")
    for file in run.stick.glob("*.machikado"):
        good = file.read_bytes()
        _damage(bad := bytearray(good), luck)
        file.write_bytes(bad)
        world.take_carried(run)
        file.write_bytes(good)
    if luck.random() < 0.3:
        world.process.restart()
    world.take_carried(run)
    for _ in range(luck.choice((1, 2))):
        run.play(f"take_in:{run.stick}")
    world.recovered(run)
    return run


def _damage(data: bytearray, luck: Random) -> None:
    at = luck.randrange(len(data))
    if luck.random() < 0.5:
        del data[at:]
    else:
        data[at] ^= 1 << luck.randrange(8)


@kind("by stick and by line at once", weight=3)
def _both_ways(world: World, luck: Random) -> Run:
    run = world.run(luck)
    run.play("count", "seal", f"carry:{run.stick}")
    actor = run.actor("send").start()
    if luck.random() < 0.5:
        actor.wait(luck.uniform(0, world.takes["send"]))
    world.take_carried(run)
    run.ended(actor)
    world.take_carried(run)
    run.play(f"take_in:{run.stick}")
    world.recovered(run)
    return run
