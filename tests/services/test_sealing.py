"""Packets and the manifest: who can open them, what is in them, what keeps a day from sealing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desk.domain.application import Status
from desk.domain.errors import NeedsPerson, Refused
from desk.domain.review import Decision
from desk.services.packet_body import body_of
from desk.services.recipients import municipality_of, venue_of
from desk.services.sealing import Unready
from sync.enrolment import check_certificate, check_key_set
from sync.manifest import Link, check_chain, check_manifest
from sync.packet import check_line, open_packet, packet_name
from sync.protocol import Municipality, Reference, Venue
from tests.sealed_world import (
    BOSS_PIN,
    ELSEWHERE,
    HERE,
    REASON,
    SINCE,
    Terminal,
)

ALL_STEPS = 3


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    desk = Terminal(tmp_path / "desk")
    yield desk
    desk.store.close()


def opened(desk: Terminal, place: Any, key: Any = None) -> Any:
    path = desk.outbox / packet_name(place.digest)
    public = desk.store.enrolment().public  # type: ignore[union-attr]
    return open_packet(path, key or desk.hub.office, [public])


# what is sealed -----------------------------------------------------------------------------
def test_the_office_and_the_recovery_key_open_a_packet_and_nobody_else(desk: Terminal) -> None:
    desk.portrait(desk.draft().id)
    row = desk.sealed_over_drafts()
    manifest = check_manifest(
        desk.store.manifest(row.id),
        check_certificate(
            desk.store.certificate_of(row.id).certificate,
            check_key_set(desk.hub.key_set(), desk.hub.root.id),
        ),
    )
    (place,) = desk.store.places(row.id)
    for key in (desk.hub.office, desk.hub.recovery):
        packet = opened(desk, place, key)
        check_line(packet, manifest.packets[0], manifest)
        assert [each.name for each in packet.files] == ["photo.jpg", "form_page.jpg"]
        assert packet.files[0].data.startswith(b"photo 1")
    with pytest.raises(Exception, match="malformed"):
        opened(desk, place, desk.hub.other_office)


def test_the_application_is_told_whole_and_without_what_stays_here(desk: Terminal) -> None:
    desk.portrait(desk.draft().id)
    row = desk.sealed_over_drafts()
    packet = opened(desk, desk.store.places(row.id)[0])
    told = json.loads(packet.application)
    assert told["schema"] == "machikado-application/1"
    assert (told["number"], told["terminal"], told["day"]) == (
        "261123-K3-001-W",
        "K3",
        "2026-11-23",
    )
    assert told["entries"]["applicant.name"] == "架空 1"
    assert told["form_id"] == "0" * 22 + "1"
    (shot,) = told["shots"]
    assert (len(shot["frame_sha256"]), shot["chosen"]) == (64, True)
    assert [each["decision"] for each in told["reviews"]] == ["approved"]
    assert set(told["operators"].values()) == {"中村 彩", "責任 者"}
    assert told["accepted_at"].endswith("Z")
    assert not any(b"frame 1" in each.data or b"face" in each.data for each in packet.files)


def test_the_same_record_gives_the_same_bytes(desk: Terminal) -> None:
    application = desk.take_in()
    one = body_of(desk.store, application)
    desk.clock.wait(60)
    assert body_of(desk.store, application).digest("a", "b") == one.digest("a", "b")
    assert one.digest("a", "b") != one.digest("a", "c")


def test_without_a_photo_under_one_year(desk: Terminal) -> None:
    application = desk.accept(desk.draft(photo=False))
    desk.approve(application)
    row = desk.seal()
    packet = opened(desk, desk.store.places(row.id)[0])
    assert [each.name for each in packet.files] == ["form_page.jpg"]


def test_a_picture_that_changed_on_the_disk_is_not_sealed(desk: Terminal) -> None:
    desk.take_in()
    desk.count()
    with desk.store._database.transaction():
        desk.store._database.run("DROP TRIGGER image_is_evidence")
        desk.store._database.run("UPDATE image SET data = x'00' WHERE data LIKE 'photo%'")
    with pytest.raises(NeedsPerson, match="store_damaged"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    assert desk.store.batches() == ()


def test_days_are_chained_and_signed_by_the_supervisors_own_key(desk: Terminal) -> None:
    rows = [desk.sealed(1)]
    for _ in range(2):
        desk.next_day()
        rows.append(desk.sealed(1))
    manifests = [desk.store.manifest(row.id) for row in rows]
    certificate = check_certificate(
        desk.store.certificate_of(rows[0].id).certificate,
        check_key_set(desk.hub.key_set(), desk.hub.root.id),
    )
    links = [
        Link(row.digest, check_manifest(each, certificate))
        for row, each in zip(rows, manifests, strict=True)
    ]
    assert check_chain(links) == ()
    assert [tuple(each.missing) for each in check_chain([links[0], links[2]])] == [(2,)]
    assert len({each.manifest.supervisor_key for each in links}) == 1
    desk.next_day()
    desk.take_in()
    desk.count()
    again = desk.sealing.seal(desk.day, desk.other, "975312")
    manifest = check_manifest(desk.store.manifest(again.id), certificate)
    assert manifest.supervisor_key != links[0].manifest.supervisor_key
    assert manifest.supervisor == desk.other.id


def test_a_key_closed_with_another_pin_is_made_anew(desk: Terminal) -> None:
    old = desk.store.new_supervisor_key(desk.boss.id, "000001", desk.by())
    assert desk.store.open_supervisor_key(desk.boss.id, "000001") == old
    assert desk.store.open_supervisor_key(desk.boss.id, BOSS_PIN) is None
    desk.sealed(1)
    assert desk.store.open_supervisor_key(desk.boss.id, BOSS_PIN) not in (None, old)


# going on where it stopped ------------------------------------------------------------------
def test_stopped_in_the_middle_the_next_try_uses_what_is_there(desk: Terminal) -> None:
    for _ in range(6):
        desk.take_in()
    desk.count()
    done = []
    with pytest.raises(Refused, match="seal_cancelled"):
        desk.sealing.seal(
            desk.day,
            desk.boss,
            BOSS_PIN,
            progress=lambda made, _all: done.append(made),
            cancelled=lambda: len(done) == ALL_STEPS + 1,
        )
    assert done == [0, 1, 2, 3]
    desk.restart()
    kept = {packet_name(each) for each in desk.store.packet_digests()}
    assert len(kept) >= ALL_STEPS
    (desk.outbox / f"{'0' * 64}.age").write_bytes(b"left behind")
    (desk.outbox / "x.age.new").write_bytes(b"half")
    (desk.outbox / "readme.txt").write_bytes(b"not ours")
    assert desk.sealing.tidy() >= 2
    assert {each.name for each in desk.outbox.iterdir()} == kept | {"readme.txt"}
    row = desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    names = {packet_name(each.digest) for each in desk.store.places(row.id)}
    assert kept <= names


def test_a_packet_made_ahead_is_used_unless_something_was_said_since(desk: Terminal) -> None:
    first, second = desk.take_in(), desk.take_in()
    assert desk.sealing.prepare_next(desk.day, desk.boss) == first
    assert desk.sealing.prepare_next(desk.day, desk.boss) == second
    ahead = {each: desk.store.packets_of(each)[0].digest for each in (first, second)}
    desk.approve(second, Decision.SENT_BACK)
    desk.approve(second)
    (desk.outbox / packet_name(ahead[second])).read_bytes()
    row = desk.seal()
    sealed = {each.application: each.digest for each in desk.store.places(row.id)}
    assert sealed[first] == ahead[first]
    assert sealed[second] != ahead[second]
    assert not (desk.outbox / packet_name(ahead[second])).exists()
    assert len(desk.store.packets_of(second)) == 1


def test_a_lost_file_is_made_anew_before_the_seal(desk: Terminal) -> None:
    application = desk.take_in()
    desk.sealing.prepare_next(desk.day, desk.boss)
    (packet,) = desk.store.packets_of(application)
    (desk.outbox / packet_name(packet.digest)).unlink()
    row = desk.seal()
    assert desk.store.places(row.id)[0].digest != packet.digest


# what keeps a day from sealing --------------------------------------------------------------
def test_without_enrolment_nothing_is_sealed_and_nothing_lost(tmp_path: Path) -> None:
    desk = Terminal(tmp_path / "desk", enrol=False)
    application = desk.take_in()
    assert desk.sealing.unready(desk.day) == Unready("not_enrolled")
    desk.count()
    with pytest.raises(Refused, match="seal_not_enrolled"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    assert desk.store.record(application).status is Status.ACCEPTED
    desk.enrol_now()
    assert desk.sealing.unready(desk.day) is None
    assert desk.sealing.seal(desk.day, desk.boss, BOSS_PIN).packets == 1
    desk.store.close()


def test_without_a_recipient_nothing_is_sealed(desk: Terminal) -> None:
    desk.take_in()
    desk.count()
    desk.sending.keep_reference(
        desk.hub.reference(2, municipalities=(municipality("999997", "どこか市"),))
    )
    assert desk.sealing.unready(desk.day) == Unready("no_recipient", HERE)
    with pytest.raises(Refused, match="seal_no_recipient"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    desk.sending.keep_reference(desk.hub.reference(3))
    assert desk.sealing.seal(desk.day, desk.boss, BOSS_PIN).packets == 1


def test_a_full_disk_leaves_the_day_open(desk: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    desk.take_in()
    desk.count()
    monkeypatch.setattr("desk.services.sealing.seal_packet", full)
    with pytest.raises(NeedsPerson, match="disk_full"):
        desk.sealing.seal(desk.day, desk.boss, BOSS_PIN)
    monkeypatch.undo()
    assert desk.sealing.seal(desk.day, desk.boss, BOSS_PIN).packets == 1


# whose packet it is -------------------------------------------------------------------------
def municipality(code: str, name: str) -> Municipality:
    from sync.keys import SealingKey

    return Municipality(
        code=code,
        name=name,
        recipient=SealingKey.new().recipient,
        recovery=SealingKey.new().recipient,
    )


REFERENCE = Reference(
    serial=1,
    issued_at=SINCE,
    warn_after=SINCE,
    municipalities=tuple(
        municipality(code, name)
        for code, name in (
            (HERE, "みどり野市"),
            (ELSEWHERE, "青葉町"),
            ("132063", "府中市"),
            ("342084", "府中市"),
            ("131164", "東京都豊島区"),
            ("122033", "市川市"),
            ("221309", "市川市川町"),
        )
    ),
    venues=(Venue(code="v1", name="みどり野 市民会館", municipality=HERE),),
)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("みどり野市本町1", HERE),
        ("東京都 みどり野市本町1", HERE),
        ("青葉町1", ELSEWHERE),
        ("東京都西多摩郡青葉町１", ELSEWHERE),
        ("西多摩郡青葉町1", ELSEWHERE),
        ("府中市1", "venue"),
        ("東京都府中市1", "132063"),
        ("広島県府中市1", "342084"),
        ("岡山県府中市1", "venue"),
        ("豊島区目白", "131164"),
        ("東京都豊島区目白", "131164"),
        ("市川市川町1", "221309"),
        ("市川市1", "122033"),
        ("", "venue"),
        ("どこでもない市", "venue"),
    ],
)
def test_the_address_says_whose_packet_it_is(address: str, code: str) -> None:
    assert municipality_of(address, REFERENCE, "venue") == code


def test_a_venue_is_found_by_its_name_or_code() -> None:
    for name in ("v1", "みどり野市民会館", "みどり野　市民会館"):
        found = venue_of(REFERENCE, name)
        assert found is not None
        assert found.municipality == HERE
    assert venue_of(REFERENCE, "別の会場") is None


def test_each_packet_goes_to_its_own_office(desk: Terminal) -> None:
    desk.take_in()
    desk.take_in(applicant__address="東京都西多摩郡青葉町3")
    desk.take_in(applicant__address="どこか遠く")
    row = desk.seal()
    places = desk.store.places(row.id)
    assert [each.municipality for each in places] == [HERE, ELSEWHERE, HERE]
    opened(desk, places[1], desk.hub.other_office)
    with pytest.raises(Exception, match="malformed"):
        opened(desk, places[1], desk.hub.office)


def test_what_left_a_withdrawn_batch_is_in_the_next(desk: Terminal) -> None:
    desk.sealed(2)
    desk.close().reopen(REASON)
    row = desk.seal()
    assert row.sequence == 2
    files = {each.name for each in desk.outbox.iterdir()}
    assert files == {packet_name(each.digest) for each in desk.store.places(row.id)}


def test_reference_data_of_the_wrong_shape_are_nothing(desk: Terminal) -> None:
    with pytest.raises(Refused):
        desk.sending.keep_reference(msgspec.json.encode({"payload": "x"}))
