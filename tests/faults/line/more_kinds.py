"""Clocks that are wrong by a year; two people, two programs, two terminals at the same time."""

from __future__ import annotations

from random import Random

from tests.faults.line.kinds import DAY, YEAR_S, kind
from tests.faults.line.spawn import Actor
from tests.faults.line.wires import ENDPOINTS
from tests.faults.line.world import DAY_S, Run, World


# clocks -----------------------------------------------------------------------------------------
@kind("terminal's clock off by a year", weight=3)
def _terminal_clock(world: World, luck: Random) -> Run:
    run = world.run(luck)
    wrong = luck.choice((-YEAR_S, YEAR_S))
    actor = run.actor(*DAY, offset_s=wrong).start()
    if luck.random() < 0.6 and actor.begins(luck.choice(("seal", "send"))):
        actor.kill_after(luck.uniform(0, world.takes["send"]))
    run.ended(actor)
    # set right by hand, wrong the other way, or left as it is
    again = luck.choice((0.0, -wrong, wrong))
    world.well_again()
    run.play(*DAY, offset_s=again, tries=8)
    if luck.random() < 0.4:
        run.play("purge", offset_s=again + 8 * DAY_S)
    return run


@kind("hub's clock off by a year", weight=2)
def _hub_clock(world: World, luck: Random) -> Run:
    wrong = luck.choice((-YEAR_S, YEAR_S))
    world.set_hubs_clock(luck.choice((0.0, wrong)))
    run = world.run(luck)
    world.set_hubs_clock(wrong)
    world.line.drop_reply(luck.choice(ENDPOINTS))
    run.play("count", "seal", luck.choice(("send", "count")))
    world.set_hubs_clock(luck.choice((0.0, wrong)))
    world.recovered(run)
    return run


# two at once ------------------------------------------------------------------------------------
@kind("two supervisors close at once", weight=3)
def _two_supervisors(world: World, luck: Random) -> Run:
    run = world.run(luck)
    first, second = run.actor("count", "seal"), run.actor("count", "seal_other")
    both = [first, second]
    luck.shuffle(both)
    both[0].start()
    both[0].wait(luck.uniform(0, 0.02))
    both[1].start()
    for actor in both:
        run.ended(actor)
    world.recovered(run)
    return run


@kind("another supervisor seals in between", weight=2)
def _seals_between(world: World, luck: Random) -> Run:
    run = world.run(luck)
    run.play("count", f"seal_between:{luck.randint(1, 4)}")
    world.recovered(run)
    return run


@kind("opened again and sealed anew", weight=2)
def _reopened(world: World, luck: Random) -> Run:
    run = world.run(luck)
    actor = run.actor("count", "seal", "reseal", "send").start()
    if luck.random() < 0.7 and actor.begins("reseal"):
        actor.kill_after(luck.uniform(0, 1.5 * world.takes["seal"]))
    run.ended(actor)
    world.recovered(run)
    return run


@kind("two terminals with the same data, before the seal", weight=3)
def _twin_before(world: World, luck: Random) -> Run:
    run = world.run(luck)
    twin = run.twin()
    _both(world, run, luck, run.actor(*DAY), run.actor(*DAY, desk=twin))
    world.recovered(run)
    world.recovered(run, desk=twin)
    return run


@kind("two terminals with the same data, sealed", weight=3)
def _twin_after(world: World, luck: Random) -> Run:
    run = world.run(luck)
    run.play("count", "seal")
    twin = run.twin()
    world.line.duplicate("", times=luck.choice((0, 2)))
    _both(world, run, luck, run.actor("send"), run.actor("send", desk=twin))
    world.recovered(run)
    world.recovered(run, desk=twin)
    return run


@kind("two terminals with the same data, one opened again", weight=2)
def _twin_reopened(world: World, luck: Random) -> Run:
    """The twin withdraws what the other one has sent, and sends its own."""
    run = world.run(luck)
    run.play("count", "seal")
    twin = run.twin()
    _both(world, run, luck, run.actor("send"), run.actor("count", "reseal", "send", desk=twin))
    world.recovered(run)
    world.recovered(run, desk=twin)
    return run


def _both(world: World, run: Run, luck: Random, one: Actor, other: Actor) -> None:
    """At once, or one after the other."""
    pair = [one, other]
    luck.shuffle(pair)
    pair[0].start()
    if luck.random() < 0.3:
        run.ended(pair[0])
        pair[1].start()
    else:
        pair[0].wait(luck.uniform(0, world.takes["send"]))
        pair[1].start()
        run.ended(pair[0])
    run.ended(pair[1])
