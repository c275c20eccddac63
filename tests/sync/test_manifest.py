"""Manifests: both signatures, counts that add up, and a chain that shows what is gone."""

from __future__ import annotations

import msgspec
import pytest

from sync.envelope import digest_of, peek, seal
from sync.errors import Refused
from sync.keys import SigningKey
from sync.manifest import (
    ChainFaultKind,
    Link,
    base_of,
    check_chain,
    check_manifest,
    sign_manifest,
)
from sync.protocol import MANIFEST, NO_DIGEST, Digest, Manifest, Shortage
from tests.sync.samples import (
    HubKeys,
    TerminalKeys,
    days,
    invented_line,
    manifest_of,
    new_id,
    next_day,
    withdrawn,
)

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def terminal() -> TerminalKeys:
    return TerminalKeys(HubKeys())


@pytest.fixture
def manifest(terminal) -> Manifest:
    return manifest_of(terminal, [invented_line(1), invented_line(2, "counter"), invented_line(3)])


def forced(manifest: Manifest, terminal: TerminalKeys) -> bytes:
    """Signed by both without a look at the content, as a changed program would."""
    return seal(manifest, MANIFEST, terminal.key, terminal.supervisor)


def refusal(envelope: bytes, terminal: TerminalKeys) -> object:
    with pytest.raises(Refused) as caught:
        check_manifest(envelope, terminal.certificate)
    assert caught.value.code == "manifest_refused"
    return caught.value.facts["why"]


# signatures ----------------------------------------------------------------------------------
def test_what_was_signed_is_what_is_read(terminal, manifest):
    envelope = terminal.sign(manifest)
    assert check_manifest(envelope, terminal.certificate) == manifest
    assert digest_of(envelope) == digest_of(seal(manifest, MANIFEST, terminal.key))


def test_both_must_have_signed(terminal, manifest):
    assert refusal(seal(manifest, MANIFEST, terminal.key), terminal) == "signature"
    assert refusal(seal(manifest, MANIFEST, terminal.supervisor), terminal) == "signature"
    stranger = SigningKey.new()
    assert refusal(seal(manifest, MANIFEST, terminal.key, stranger), terminal) == "signature"
    assert refusal(seal(manifest, MANIFEST, stranger, terminal.supervisor), terminal) == "signature"


def test_one_key_does_not_count_as_two(terminal, manifest):
    alone = replace(manifest, supervisor_key=terminal.key.public)
    assert refusal(seal(alone, MANIFEST, terminal.key), terminal) == "signature"
    envelope = msgspec.json.decode(seal(alone, MANIFEST, terminal.key))
    envelope["signatures"] *= 2
    assert refusal(msgspec.json.encode(envelope), terminal) == "format"


def test_signing_asks_for_the_keys_that_are_named_inside(terminal, manifest):
    with pytest.raises(Refused, match="keys"):
        sign_manifest(manifest, terminal.key, SigningKey.new())
    with pytest.raises(Refused, match="keys"):
        sign_manifest(
            replace(manifest, supervisor_key=terminal.key.public), terminal.key, terminal.key
        )


def test_a_changed_manifest_is_detected(terminal, manifest):
    envelope = msgspec.json.decode(terminal.sign(manifest))
    other = msgspec.json.decode(forced(replace(manifest, venue="V02"), terminal))
    envelope["payload"] = other["payload"]
    assert refusal(msgspec.json.encode(envelope), terminal) == "signature"


def test_another_kind_of_message_is_no_manifest(terminal, manifest):
    assert refusal(seal(manifest, "text/plain", terminal.key, terminal.supervisor), terminal)
    assert refusal(b"{}", terminal) == "format"


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("terminal", "01890000-0000-7000-8000-000000000000"),
        ("label", "K4"),
        ("municipality", "141003"),
    ],
)
def test_it_must_be_the_certified_terminal(terminal, manifest, what, value):
    assert refusal(forced(replace(manifest, **{what: value}), terminal), terminal) == what


# content -------------------------------------------------------------------------------------
def unbalanced(manifest: Manifest) -> dict[str, Manifest]:
    first, *others = manifest.packets
    counts, paper = manifest.counts, manifest.paper
    return {
        "forms": replace(manifest, counts=replace(counts, forms=counts.forms + 1)),
        "voided": replace(manifest, counts=replace(counts, voided=0)),
        "mail": replace(manifest, counts=replace(counts, mail=1, counter=2)),
        "one packet missing": replace(manifest, packets=tuple(others)),
        "one packet twice": replace(manifest, packets=(first, first, *others[1:])),
        "one digest twice": replace(
            manifest,
            packets=(first, replace(others[0], digest=first.digest), others[1]),
        ),
        "one application twice": replace(
            manifest,
            packets=(first, replace(others[0], application=first.application), others[1]),
        ),
        "a packet too many": replace(manifest, packets=(*manifest.packets, invented_line())),
        "paper": replace(manifest, paper=replace(paper, accepted=paper.accepted - 1)),
        "paper of voided": replace(manifest, paper=replace(paper, voided=0)),
    }


@pytest.mark.parametrize("case", range(10))
def test_a_manifest_that_does_not_add_up_is_neither_signed_nor_taken(terminal, manifest, case):
    bad = list(unbalanced(manifest).values())[case]
    assert refusal(forced(bad, terminal), terminal) in ("counts", "routes", "packets", "paper")
    with pytest.raises(Refused, match="manifest_refused"):
        terminal.sign(bad)


def test_missing_paper_needs_the_shortage_that_says_so(terminal, manifest):
    short = replace(manifest, paper=replace(manifest.paper, accepted=2))
    assert refusal(forced(short, terminal), terminal) == "paper"
    said = replace(short, shortage=Shortage(reason="one form lost", missing=("261125-K3-002-C",)))
    assert check_manifest(terminal.sign(said), terminal.certificate) == said


def test_a_correction_of_an_earlier_day_needs_no_sheet_of_its_own(terminal, manifest):
    first, *others = manifest.packets
    first = replace(first, supersedes=new_id())
    manifest = replace(manifest, packets=(first, *others))
    for sheets in (2, 3):
        said = replace(manifest, paper=replace(manifest.paper, accepted=sheets))
        assert check_manifest(terminal.sign(said), terminal.certificate) == said


def test_versions_of_an_application_are_different_packets(terminal, manifest):
    first, second, third = manifest.packets
    second = replace(second, application=first.application, version=2)
    said = replace(manifest, packets=(first, second, third))
    assert check_manifest(terminal.sign(said), terminal.certificate) == said


def test_a_day_on_which_nobody_came_is_a_manifest_too(terminal):
    empty = manifest_of(terminal, [])
    assert check_manifest(terminal.sign(empty), terminal.certificate) == empty


def test_a_reader_ignores_what_it_does_not_know(terminal, manifest):
    class Newer(Manifest, frozen=True, kw_only=True):
        weather: str = "rain"

    newer = Newer(**{name: getattr(manifest, name) for name in manifest.__struct_fields__})
    read = check_manifest(forced(newer, terminal), terminal.certificate)
    assert read.batch == manifest.batch
    assert peek(forced(newer, terminal), Newer).weather == "rain"


# chain ---------------------------------------------------------------------------------------
def found(links: list[Link]) -> list[tuple[str, int, tuple[int, ...]]]:
    return [
        (fault.kind.value, fault.sequence, tuple(fault.missing)) for fault in check_chain(links)
    ]


def test_days_in_a_row_are_whole_in_any_order(terminal):
    chain = days(terminal, 6)
    assert found(chain) == []
    assert found(chain[::-1]) == []
    assert found([*chain, *chain]) == []
    assert found([]) == []


def test_several_terminals_do_not_disturb_each_other(terminal):
    other = TerminalKeys(HubKeys(), label="K4")
    mixed = [each for pair in zip(days(terminal, 3), days(other, 3), strict=True) for each in pair]
    assert found(mixed) == []
    del mixed[2]
    assert [fault.terminal for fault in check_chain(mixed)] == [terminal.id]


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ([0], [("missing", 2, (1,))]),
        ([2], [("missing", 4, (3,))]),
        ([1, 2], [("missing", 4, (2, 3))]),
        ([0, 3], [("missing", 2, (1,)), ("missing", 5, (4,))]),
        ([5], []),  # the newest: the next day will say so
    ],
)
def test_a_removed_day_is_missed_by_the_one_after_it(terminal, gone, expected):
    chain = [each for at, each in enumerate(days(terminal, 6)) if at not in gone]
    assert found(chain) == expected


def test_an_altered_day_is_detected_by_the_one_after_it(terminal):
    chain = days(terminal, 4)
    other = replace(chain[1].manifest, venue="V02")
    chain[1] = Link(digest_of(terminal.sign(other)), other)
    assert found(chain) == [("altered", 3, ())]


def test_a_sequence_that_does_not_follow_is_detected(terminal):
    first, second = days(terminal, 2)
    odd = next_day(terminal, second, sequence=5)
    assert found([first, second, odd]) == [("altered", 5, ())]
    started_late = next_day(terminal, None, sequence=3)
    assert found([started_late]) == [("altered", 3, ())]


def test_a_fork_is_detected(terminal):
    chain = days(terminal, 3)
    twin = next_day(terminal, chain[1])
    faults = check_chain([*chain, twin, next_day(terminal, twin)])
    assert [fault.kind for fault in faults] == [ChainFaultKind.FORK]
    assert faults[0].batch in (chain[2].manifest.batch, twin.manifest.batch)


def test_two_first_days_are_a_fork(terminal):
    assert found([*days(terminal, 2), *days(terminal, 1)]) == [("fork", 1, ())]


def test_withdrawn_days_are_bridged(terminal):
    first, second = days(terminal, 2)
    gone = next_day(terminal, second)
    again = next_day(terminal, gone, withdrawn=(withdrawn(gone),))
    assert base_of(again.manifest) == second.digest
    after = next_day(terminal, again)
    assert found([first, second, again, after]) == []


def test_several_withdrawn_in_a_row_are_bridged_even_at_the_start(terminal):
    first = next_day(terminal, None)
    second = next_day(terminal, first)
    third = next_day(terminal, second, withdrawn=(withdrawn(first), withdrawn(second)))
    assert base_of(third.manifest) == NO_DIGEST
    assert found([third, next_day(terminal, third)]) == []


def test_a_withdrawn_day_in_between_still_misses_what_is_gone(terminal):
    first, second = days(terminal, 2)
    gone = next_day(terminal, second)
    again = next_day(terminal, gone, withdrawn=(withdrawn(gone),))
    assert found([first, again]) == [("missing", 4, (2,))]


def test_a_withdrawn_day_that_arrived_after_all_is_said(terminal):
    first, second = days(terminal, 2)
    gone = next_day(terminal, second)
    again = next_day(terminal, gone, withdrawn=(withdrawn(gone),))
    assert found([first, second, gone, again]) == [("returned", 3, ())]


def test_withdrawals_that_do_not_lead_back_are_detected(terminal):
    first, second = days(terminal, 2)
    gone = next_day(terminal, second)
    odd = replace(withdrawn(gone), manifest="1" * 64)
    again = next_day(terminal, gone, withdrawn=(odd,))
    assert base_of(again.manifest) is None
    assert found([first, second, again]) == [("altered", 4, ())]


def test_a_chain_that_bites_its_tail_ends(terminal):
    """Digests cannot be chosen, but a reader must not trust that."""
    link = next_day(terminal, None, previous="2" * 64)
    assert found([Link(Digest("2" * 64), link.manifest)])
