"""The ways in which a day can go wrong between terminal and hub; each plays one run to its end,
people's recovery included, and leaves it to examine.py to say what is left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.faults.line.medium import Medium
from tests.faults.line.spawn import Injection, hold, let_go
from tests.faults.line.wires import ENDPOINTS, REGIONS
from tests.faults.line.world import DAY_S, Run, World

YEAR_S = 366 * DAY_S
DAY = ("count", "seal", "send")
WRITES, FLUSHES = "pwrite64,write", "fsync,fdatasync"
NAMES = "rename,renameat,renameat2,unlink,unlinkat"
_MOST = {WRITES: 217, FLUSHES: 22, NAMES: 4}
"""So many such calls the main thread of a terminal's day makes; strace counts for each thread."""
_MOST_AT_HUB = {WRITES: 30, FLUSHES: 10, NAMES: 2}

Play = Callable[[World, Random], Run]


@dataclass(frozen=True)
class Kind:
    name: str
    play: Play
    needs: str = "plain"  # "plain", "postgresql", "s3", "strace", "mount"
    weight: int = 1

    @property
    def brief(self) -> bool:
        """Part of the short form that runs with the tests."""
        return self.weight > 1 and self.needs in ("plain", "strace", "mount")


KINDS: list[Kind] = []


def kind(name: str, needs: str = "plain", weight: int = 1) -> Callable[[Play], Play]:
    def keep(play: Play) -> Play:
        KINDS.append(Kind(name, play, needs, weight))
        return play

    return keep


def _is_large(luck: Random) -> bool:
    return luck.random() < 0.15


# the terminal is killed -------------------------------------------------------------------------
def _killed_while(deed: str) -> Play:
    def play(world: World, luck: Random) -> Run:
        run = world.run(luck, large=_is_large(luck))
        for _ in range(luck.choice((1, 1, 2))):
            actor = run.actor(*DAY).start()
            if actor.begins(deed):
                actor.kill_after(luck.uniform(0, 1.1 * world.takes[deed]))
            run.ended(actor)
        world.recovered(run)
        return run

    return play


kind("terminal killed while sealing", weight=3)(_killed_while("seal"))
kind("terminal killed while sending", weight=3)(_killed_while("send"))


@kind("terminal killed as the receipt comes", weight=2)
def _killed_at_the_receipt(world: World, luck: Random) -> Run:
    run = world.run(luck)
    rule = world.line.hold("POST /v1/batches/")
    actor = run.actor(*DAY).start()
    if actor.hear_until(lambda said: said.about.startswith("receipt")):
        rule.event.set()
        actor.kill_after(luck.uniform(0, 0.25 * world.takes["send"]))
    rule.event.set()
    run.ended(actor)
    world.recovered(run)
    return run


@kind("terminal killed while purging", weight=2)
def _killed_at_the_purge(world: World, luck: Random) -> Run:
    run = world.run(luck)
    world.recovered(run)
    actor = run.actor("purge", offset_s=8 * DAY_S).start()
    if actor.begins("purge"):
        actor.kill_after(luck.uniform(0, 1.1 * world.takes["purge"]))
    run.ended(actor)
    world.well_again()
    run.play("purge", offset_s=8 * DAY_S)
    return run


def _injected(calls: str, effect: str, *, lasting: bool = False) -> Play:
    """strace strikes at the Nth such call of the whole day, purge included."""

    def play(world: World, luck: Random) -> Run:
        run = world.run(luck, large=_is_large(luck))
        injection = Injection(calls, effect, luck.randint(1, _MOST[calls]), lasting)
        run.play(*DAY, injection=injection)
        world.recovered(run)
        if luck.random() < 0.5:
            at = luck.randint(1, max(2, _MOST[calls] // 4))
            again = Injection(calls, effect, at, lasting)
            run.play("purge", offset_s=8 * DAY_S, injection=again)
            run.play("purge", offset_s=8 * DAY_S)
        return run

    return play


kind("terminal: SIGKILL at the Nth write", "strace", 2)(_injected(WRITES, "signal=KILL"))
kind("terminal: SIGKILL at the Nth flush", "strace", 2)(_injected(FLUSHES, "signal=KILL"))
kind("terminal: SIGKILL at the Nth rename", "strace")(_injected(NAMES, "signal=KILL"))
kind("terminal: EIO at the Nth flush", "strace", 2)(_injected(FLUSHES, "error=EIO"))
kind("terminal: EIO from the Nth flush on", "strace")(_injected(FLUSHES, "error=EIO", lasting=True))
kind("terminal: EIO at the Nth write", "strace")(_injected(WRITES, "error=EIO"))
kind("terminal: EIO at the Nth rename", "strace")(_injected(NAMES, "error=EIO"))
kind("terminal: ENOSPC at the Nth write", "strace", 2)(_injected(WRITES, "error=ENOSPC"))
kind("terminal: ENOSPC from the Nth write on", "strace")(
    _injected(WRITES, "error=ENOSPC", lasting=True)
)


@kind("terminal: its disk is full", "mount", 2)
def _terminal_full(world: World, luck: Random) -> Run:
    with Medium(world.scratch, 24 << 20) as disk:
        run = world.run(luck, large=_is_large(luck), desk=disk.folder / "desk")
        disk.leave_only(luck.randint(0, 400_000))
        run.play(*DAY)
        disk.free()
        world.recovered(run)
        shutil.copytree(disk.folder / "desk", run.folder / "copied")
        run.desk.unlink()
        (run.folder / "copied").rename(run.desk)
    return run


# the hub is killed ------------------------------------------------------------------------------
def _hub_killed(world: World, luck: Random) -> Run:
    run = world.run(luck, people=luck.choice((2, 5)), large=_is_large(luck))
    actor = run.actor(*DAY).start()
    if actor.begins("send"):
        actor.wait(luck.uniform(0, 1.1 * world.takes["send"]))
        world.process.restart()
    run.ended(actor)
    world.recovered(run)
    return run


kind("hub killed and restarted", weight=4)(_hub_killed)


def _hub_injected(calls: str, effect: str, *, lasting: bool = False) -> Play:
    def play(world: World, luck: Random) -> Run:
        run = world.run(luck, large=_is_large(luck))
        run.play("count", "seal")
        at = luck.randint(1, _MOST_AT_HUB[calls])
        tracer = hold(world.process.pid, Injection(calls, effect, at, lasting))
        try:
            run.play("send")
        finally:
            let_go(tracer)
        world.recovered(run)
        return run

    return play


kind("hub: SIGKILL at the Nth write", "strace", 2)(_hub_injected(WRITES, "signal=KILL"))
kind("hub: SIGKILL at the Nth flush", "strace", 2)(_hub_injected(FLUSHES, "signal=KILL"))
kind("hub: EIO at the Nth flush", "strace", 2)(_hub_injected(FLUSHES, "error=EIO"))
kind("hub: EIO from the Nth flush on", "strace")(_hub_injected(FLUSHES, "error=EIO", lasting=True))
kind("hub: EIO at the Nth write", "strace")(_hub_injected(WRITES, "error=EIO"))
kind("hub: ENOSPC at the Nth write", "strace", 2)(_hub_injected(WRITES, "error=ENOSPC"))
kind("hub: ENOSPC from the Nth write on", "strace")(
    _hub_injected(WRITES, "error=ENOSPC", lasting=True)
)
kind("hub: EIO at the Nth rename", "strace")(_hub_injected(NAMES, "error=EIO"))


@kind("hub: its disk is full", "small disk", 2)
def _hub_full(world: World, luck: Random) -> Run:
    assert world.disk is not None
    run = world.run(luck, large=_is_large(luck))
    run.play("count", "seal")
    world.disk.leave_only(luck.randint(0, 200_000))
    run.play("send")
    world.disk.free()
    world.recovered(run)
    return run


@kind("PostgreSQL killed and restarted", "postgresql", 3)
def _database_killed(world: World, luck: Random) -> Run:
    run = world.run(luck, people=luck.choice((2, 5)))
    actor = run.actor(*DAY).start()
    if actor.begins("send"):
        actor.wait(luck.uniform(0, 1.1 * world.takes["send"]))
        if luck.random() < 0.5:
            world.kill_a_backend(luck)
        else:
            world.postgres.kill()
            world.postgres.start()
    run.ended(actor)
    world.recovered(run)
    return run


kind("hub on PostgreSQL killed and restarted", "postgresql", 2)(_hub_killed)


@kind("S3 node killed and restarted", "s3", 3)
def _objects_killed(world: World, luck: Random) -> Run:
    run = world.run(luck, people=luck.choice((2, 5)), large=_is_large(luck))
    actor = run.actor(*DAY).start()
    if actor.begins("send"):
        actor.wait(luck.uniform(0, 1.1 * world.takes["send"]))
        assert world.s3 is not None
        world.s3.kill()
        world.s3.start()
    run.ended(actor)
    world.recovered(run)
    return run


kind("hub on S3 killed and restarted", "s3", 1)(_hub_killed)


# the line ---------------------------------------------------------------------------------------
def _cut_in(region: str) -> Play:
    def play(world: World, luck: Random) -> Run:
        run = world.run(luck, large=_is_large(luck))
        to = luck.choice(ENDPOINTS if "body" not in region else (*ENDPOINTS[-3:],))
        for _ in range(luck.choice((1, 2))):
            world.line.cut_in(
                region, luck, to, times=luck.choice((1, 2)), skip=luck.choice((0, 0, 1))
            )
        run.play(*DAY)
        world.recovered(run)
        return run

    return play


for _region in REGIONS:
    kind(f"line cut in the {_region}", weight=2)(_cut_in(_region))


@kind("replies lost", weight=3)
def _replies_lost(world: World, luck: Random) -> Run:
    run = world.run(luck, large=_is_large(luck))
    for _ in range(luck.choice((1, 2, 3))):
        world.line.drop_reply(luck.choice(ENDPOINTS), times=luck.choice((1, 2)))
    run.play(*DAY)
    world.recovered(run)
    return run


@kind("the enrolment's reply is lost", weight=1)
def _enrolled_unheard(world: World, luck: Random) -> Run:
    """Asked again with the same code and key: one terminal, one certificate."""
    if luck.random() < 0.5:
        world.line.drop_reply("POST /v1/enrol", times=luck.choice((1, 2)))
    else:
        world.line.duplicate("POST /v1/enrol")
    run = world.run(luck)
    run.play(*DAY)
    return run


@kind("a quarter of everything lost", weight=2)
def _lossy(world: World, luck: Random) -> Run:
    run = world.run(luck, people=5)
    world.line.lose(0.25, seed=luck.randrange(1 << 30))
    run.play(*DAY)
    world.recovered(run)
    return run


@kind("nothing moves any more", weight=1)
def _stalls(world: World, luck: Random) -> Run:
    run = world.run(luck)
    stall = luck.choice((world.line.stall_request, world.line.stall_reply))
    stall(luck.choice(ENDPOINTS[-3:]), at=luck.randint(0, 300))
    run.play(*DAY, quick=(0.4, 0.6))
    world.recovered(run)
    return run


@kind("a login page answers", weight=1)
def _portal(world: World, luck: Random) -> Run:
    run = world.run(luck)
    for _ in range(2):
        page = luck.choice((world.line.login_page, world.line.redirect))
        page(luck.choice(ENDPOINTS), skip=luck.choice((0, 1)))
    run.play(*DAY)
    world.recovered(run)
    return run


@kind("everything delivered twice", weight=3)
def _twice(world: World, luck: Random) -> Run:
    run = world.run(luck, large=_is_large(luck))
    for _ in range(luck.choice((1, 3))):
        world.line.duplicate(luck.choice(ENDPOINTS), times=luck.choice((1, 4)))
    if luck.random() < 0.5:
        world.line.drop_reply(luck.choice(ENDPOINTS[-3:]), skip=1)
    run.play(*DAY)
    world.recovered(run)
    return run


@kind("three days out of order", weight=2)
def _days_out_of_order(world: World, luck: Random) -> Run:
    run = world.run(luck, people=1, days=3)
    run.play("count", "seal", f"send_day:{luck.randrange(3)}", f"send_day:{luck.randrange(2)}")
    world.recovered(run)
    return run


@kind("packets overtake each other", weight=2)
def _packets_out_of_order(world: World, luck: Random) -> Run:
    """One is held in the line, in the end dropped or let through when all else is done."""
    run = world.run(luck, people=5)
    rule = world.line.hold("PUT /v1/packets", skip=luck.randrange(3))
    actor = run.actor(*DAY, quick=(0.5, luck.choice((0.6, 4.0)))).start()
    if actor.begins("send"):
        actor.wait(luck.uniform(0, 2 * world.takes["send"]))
    rule.event.set()
    run.ended(actor)
    world.recovered(run)
    return run


@kind("an old announcement comes late", weight=1)
def _manifest_late(world: World, luck: Random) -> Run:
    """The batch is announced, not answered, sent again and received; then the first one comes."""
    run = world.run(luck)
    run.play("count", "seal")
    rule = world.line.hold(luck.choice(("POST /v1/batches", "PUT /v1/packets")))
    run.play("send", quick=(0.5, 0.6), tries=8)
    rule.event.set()
    world.recovered(run)
    return run
