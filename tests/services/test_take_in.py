"""A stick with something on it that is of no use: the rest is taken in all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.domain.batch import BatchState
from desk.domain.errors import Refused
from tests.sealed_world import REASON, Terminal


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_receipt_for_what_was_opened_again_keeps_no_other_out(
    tmp_path: Path, stick: Path
) -> None:
    """The power went when the file was on the stick and before that was noted."""
    desk = Terminal(tmp_path / "desk")
    first = desk.sealed(1)
    desk.sending.carrying(first.id).write(stick)
    (stick / "a.receipt.json").write_bytes(desk.receipt(first.id))
    desk.close().reopen(REASON)
    second = desk.seal()
    (stick / "b.receipt.json").write_bytes(desk.receipt(second.id))
    assert [each.kind for each in desk.sending.take_in(stick)] == ["receipt"]
    assert desk.store.batch(first.id).state is BatchState.WITHDRAWN
    assert desk.store.batch(second.id).state is BatchState.RECEIVED
    desk.store.close()


def test_old_reference_data_keep_no_receipt_out(tmp_path: Path, stick: Path) -> None:
    desk = Terminal(tmp_path / "desk")
    desk.sending.keep_reference(desk.hub.reference(serial=5))
    batch = desk.sealed(1)
    (stick / "reference.json").write_bytes(desk.hub.reference(serial=4))
    (stick / "x.receipt.json").write_bytes(desk.receipt(batch.id))
    assert [each.kind for each in desk.sending.take_in(stick)] == ["receipt"]
    assert desk.store.batch(batch.id).state is BatchState.RECEIVED
    desk.store.close()


def test_a_wrong_receipt_is_told_when_the_right_one_is_kept(tmp_path: Path, stick: Path) -> None:
    desk = Terminal(tmp_path / "desk")
    batch = desk.sealed(1)
    wrong = desk.receipt(batch.id, manifest="0" * 64)
    (stick / "a.receipt.json").write_bytes(wrong)
    with pytest.raises(Refused, match="sync_receipt_wrong"):
        desk.sending.take_in(stick)
    assert desk.store.batch(batch.id).state is BatchState.WAITING
    (stick / "b.receipt.json").write_bytes(desk.receipt(batch.id))
    with pytest.raises(Refused, match="sync_receipt_wrong"):
        desk.sending.take_in(stick)
    assert desk.store.batch(batch.id).state is BatchState.RECEIVED
    desk.store.close()
