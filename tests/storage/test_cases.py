"""Step 4 of the file: cases move, end and stay by its triggers, even if Python forgets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.domain.cases import MOVES, Case, CaseState
from desk.domain.errors import MoveNotAllowed, Refused
from desk.services.case_store import CaseEnd
from desk.storage.database import sqlcipher
from tests.storage.storage_world import Booth, open_booth

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    booth = open_booth(tmp_path / "desk")
    yield booth
    booth.store.close()


def a_case(booth: Booth, state: CaseState = CaseState.OPEN) -> Case:
    """A case in that state, put there past the rules where no way leads."""
    begin = CaseState.WAITING if state is CaseState.WAITING else CaseState.OPEN
    case = booth.store.open_case(booth.day.id, "loss_report", begin, booth.by())
    if state is not begin:
        force(booth, "DROP TRIGGER case_moves")
        force(
            booth,
            "UPDATE procedure_case SET state = ?, result = 'x', reason = 'x' WHERE id = ?",
            state.value,
            case.id,
        )
        force(booth, _moves())
    return booth.store.case(case.id)


def _moves() -> str:
    from desk.storage.migrations.m0004_the_procedures import STATEMENTS

    return next(each for each in STATEMENTS if "TRIGGER case_moves" in each)


def force(booth: Booth, sql: str, *values: object) -> None:
    with booth.store._database.transaction():
        booth.store._database.run(sql, *values)


def refuses(booth: Booth, sql: str, *values: object) -> bool:
    try:
        force(booth, sql, *values)
    except sqlcipher.IntegrityError:
        return True
    return False


def test_the_table_of_moves_and_the_triggers_agree(booth: Booth) -> None:
    for now in CaseState:
        for to in set(CaseState) - {now}:
            case = a_case(booth, now)
            no = refuses(
                booth,
                "UPDATE procedure_case SET state = ?, result = 'x', reason = 'x' WHERE id = ?",
                to.value,
                case.id,
            )
            assert no is (to not in MOVES[now]), (now, to)
            if no:
                with pytest.raises(MoveNotAllowed):
                    booth.store.move_case(case.id, to, booth.by())


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM procedure_case",
        "UPDATE procedure_case SET serial = 9",
        "UPDATE procedure_case SET procedure = 'x'",
        "UPDATE procedure_case SET counts = '[\"x\"]'",
        "UPDATE procedure_case SET result = 'y'",
        "UPDATE case_entry SET value = '\"y\"'",
        "DELETE FROM case_entry",
        "DELETE FROM case_paper",
        "UPDATE case_paper SET paper = 'y'",
        "UPDATE procedure_case SET purged_at = 'x', rules_version = 'y'",
        "UPDATE procedure_case SET purged_at = 'x', changed_at = 'y'",
        "UPDATE procedure_case SET purged_at = 'x', reason = 'y'",
        "INSERT INTO case_entry SELECT case_id, 'x', value, at, operator FROM case_entry",
    ],
)
def test_an_ended_case_stays_as_it_is(booth: Booth, sql: str) -> None:
    case = a_case(booth)
    booth.store.save_case_entries(case.id, {"applicant.name": "例"}, booth.by())
    booth.store.note_case_paper(case.id, "slip", booth.by())
    booth.store.end_case(case.id, CaseState.DONE, CaseEnd(result="x"), booth.by())
    assert refuses(booth, sql)


def test_numbers_have_no_gap_even_past_python(booth: Booth) -> None:
    a_case(booth)
    columns = "id, day_id, on_date, terminal, procedure, state, opened_at, opened_by, changed_at"
    assert refuses(
        booth,
        f"INSERT INTO procedure_case ({columns}, serial) SELECT 'z', day_id, on_date, terminal,"
        " procedure, 'open', opened_at, opened_by, changed_at, 3 FROM procedure_case",
    )


def test_an_end_needs_its_result_or_reason(booth: Booth) -> None:
    case = a_case(booth)
    for to in (CaseState.DONE, CaseState.GONE):
        with pytest.raises((Refused, sqlcipher.IntegrityError)):
            booth.store.end_case(case.id, to, CaseEnd(), booth.by())
    assert booth.store.case(case.id).state is CaseState.OPEN


def test_a_case_belongs_to_one_application(booth: Booth) -> None:
    case = a_case(booth)
    first, second = (booth.store.open_application(booth.day.id, booth.by()).id for _ in range(2))
    booth.store.bind_case(case.id, first, booth.by())
    booth.store.bind_case(case.id, first, booth.by())
    with pytest.raises(Refused, match="case_is_bound"):
        booth.store.bind_case(case.id, second, booth.by())


KILLED = """
import os, signal, sys
from pathlib import Path
from desk.domain.cases import CaseState
from tests.storage.storage_world import open_booth
booth = open_booth(Path(sys.argv[1]))
case = booth.store.open_case(booth.day.id, "loss_report", CaseState.WAITING, booth.by())
booth.store.move_case(case.id, CaseState.OPEN, booth.by())
booth.store.save_case_entries(case.id, {"applicant.name": "例"}, booth.by())
print(case.number.short, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as on POSIX")
def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "desk")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    booth = open_booth(tmp_path / "desk")
    (case,) = booth.store.live_cases()
    assert (case.number.short, case.state) == (done.stdout.strip(), CaseState.OPEN)
    assert case.entries == {"applicant.name": "例"}
    assert (
        booth.store.open_case(booth.day.id, "loss_report", CaseState.OPEN, booth.by()).number.serial
        == 2
    )
    booth.store.close()
