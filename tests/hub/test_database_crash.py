"""PostgreSQL that crashed and came back: connections in the pool died of it, nobody hears of it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from sync.hub.store.database import Database
from tests.hub.postgres_world import Postgres, postgres_programs


@pytest.mark.skipif(postgres_programs() is None, reason="PostgreSQL is not here")
def test_connections_that_died_in_a_crash_are_replaced() -> None:
    programs = postgres_programs()
    assert programs is not None
    with Postgres(programs) as postgres:
        database = Database(postgres.url)
        held = [database.engine.connect() for _ in range(4)]
        victim = held[0].execute(text("SELECT pg_backend_pid()")).scalar_one()
        for each in held:
            each.close()
        os.kill(victim, signal.SIGKILL)
        while Path(f"/proc/{victim}").exists():
            time.sleep(0.005)
        _until_it_answers(postgres.url)
        for _ in range(4):  # each of the pool, one inside the other
            with database.reading() as one, database.reading() as other:
                assert one.execute(text("SELECT 1")).scalar_one() == 1
                assert other.execute(text("SELECT 2")).scalar_one() == 2
        database.close()


def _until_it_answers(url: str) -> None:
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
