"""The audit chain: complete, listed facts only, and every tampering shows."""

from __future__ import annotations

import hashlib
import json

import pytest
from storage_world import MAIL, Booth, picture, shot

from desk.domain.application import Concern, Grounds, Status, Step
from desk.domain.errors import NeedsPerson
from desk.storage import audit
from desk.storage.database import sqlcipher

DETAIL = "山田さんの番地を直す申し出"


@pytest.fixture
def busy(booth: Booth) -> Booth:
    """A booth where everything has happened once."""
    store, grounds = booth.store, Grounds(concern=Concern.OTHER, detail=DETAIL)
    clerk = store.add_operator("係員 一", "135790", supervisor=False, by=booth.by())
    store.check_pin(clerk.id, "000000", booth.clock.now())
    store.unlock_pin(clerk.id, booth.by())
    store.change_settings({"phone": "0567-00-0000"}, booth.by())
    record = store.open_application(booth.day.id, booth.by())
    entries = {"applicant.name": "山田 花子", "form.id": "9" * 23}
    store.save_entries(record.id, dict(entries), booth.by())
    store.save_step(record.id, Step.PHOTO, booth.by())
    store.add_picture(record.id, picture(), booth.by())
    store.add_shot(record.id, shot(booth.clock, form_id="9" * 23), booth.by())
    store.accept(record.id, MAIL, "2026-11", booth.by())
    store.note_slip(record.id, True, booth.by())
    new = store.open_correction(record.id, grounds, booth.by())
    store.note_open(None, booth.by())
    store.change_status(new.id, Status.VOIDED, booth.by(), grounds)
    return booth


def bodies(booth: Booth) -> list[dict[str, object]]:
    rows = booth.store._database.rows("SELECT body FROM audit ORDER BY seq")
    return [json.loads(row["body"]) for row in rows]


def test_every_write_leaves_one_entry(busy: Booth) -> None:
    assert [body["event"] for body in bodies(busy)] == [
        "operator_added",
        "day_started",
        "operator_added",
        "pin_wrong",
        "pin_unlocked",
        "settings_changed",
        "opened",
        "entries_saved",
        "step_changed",
        "picture_kept",
        "shot_taken",
        "accepted",
        "slip_made",
        "correction_opened",
        "left",
        "status_changed",
    ]
    assert busy.store.verify_audit() == 16


def test_the_chain_can_be_checked_without_us(busy: Booth) -> None:
    previous = "0" * 64
    for row in busy.store._database.rows("SELECT body, hash FROM audit ORDER BY seq"):
        previous = hashlib.sha256(f"{previous}\n{row['body']}".encode()).hexdigest()
        assert row["hash"] == previous


def test_no_value_of_an_entry_is_in_it(busy: Booth) -> None:
    told = json.dumps(bodies(busy), ensure_ascii=False)
    for secret in ("山田", "9" * 23, DETAIL, "0567", "係員", "責任", "135790"):
        assert secret not in told
    saved = bodies(busy)[7]
    assert saved["facts"] == {"fields": ["applicant.name", "form.id"]}
    assert (saved["monotonic_ns"], saved["boot_id"]) != (0, "")


def test_an_unlisted_fact_is_our_bug(booth: Booth) -> None:
    trail = audit.Audit(booth.store._database)
    with pytest.raises(ValueError, match="name"), booth.store._database.transaction():
        trail.write("opened", booth.by(), None, name="山田 花子")
    assert booth.store.verify_audit() == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET body = '{}' WHERE seq = 3",
        "UPDATE audit_head SET seq = 3",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "INSERT INTO audit VALUES (99, '', '{}', printf('%064d', 1))",
        "REPLACE INTO audit SELECT seq, previous, '{}', hash FROM audit WHERE seq = 3",
    ],
)
def test_the_table_refuses_tampering(busy: Booth, tampering: str) -> None:
    with (
        pytest.raises(sqlcipher.IntegrityError),
        busy.store._database.transaction(),
    ):
        busy.store._database.run(tampering)
    assert busy.store.verify_audit() == 16


@pytest.mark.parametrize(
    ("tampering", "at"),
    [
        ("UPDATE audit SET body = replace(body, 'opened', 'shown') WHERE seq = 7", 7),
        ("DELETE FROM audit WHERE seq = 5", 5),
        ("DELETE FROM audit WHERE seq > 10", 11),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET hash = printf('%064d', 1) WHERE seq = 16", 16),
    ],
)
def test_without_the_triggers_tampering_shows(busy: Booth, tampering: str, at: int) -> None:
    with busy.store._database.transaction():
        for trigger in ("never_changes", "never_shrinks"):
            busy.store._database.run(f"DROP TRIGGER audit_{trigger}")
        busy.store._database.run(tampering)
    with pytest.raises(NeedsPerson, match="audit_broken") as caught:
        busy.store.verify_audit()
    assert caught.value.facts == {"at": at}
