"""PostgreSQL that crashed and came back: the pool's connections died of it; one request hears."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from sync.errors import CanRetry
from sync.hub.store.database import Database
from tests.hub.postgres_world import Postgres, postgres_programs


@pytest.mark.skipif(postgres_programs() is None, reason="PostgreSQL is not here")
@pytest.mark.parametrize("kill", ["backend", "server"])
def test_one_request_hears_of_a_crash(kill: str) -> None:
    programs = postgres_programs()
    assert programs is not None
    with Postgres(programs) as postgres:
        database = Database(postgres.url)
        held = [database.engine.connect() for _ in range(4)]
        victim = held[0].execute(text("SELECT pg_backend_pid()")).scalar_one()
        for each in held:
            each.close()
        if kill == "backend":
            os.kill(victim, signal.SIGKILL)
            while Path(f"/proc/{victim}").exists():
                time.sleep(0.005)
        else:
            postgres.kill()
            postgres.start()
        _until_it_answers(postgres.url)
        heard: list[str] = []
        for _ in range(8):
            try:
                with database.reading() as connection:
                    assert connection.execute(text("SELECT 1")).scalar_one() == 1
            except CanRetry as error:
                heard.append(error.code)
        assert heard in ([], ["hub_busy"])
        database.close()


def _until_it_answers(url: str) -> None:
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
