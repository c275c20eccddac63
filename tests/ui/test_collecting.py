"""Garbage in cycles is collected on the UI thread, whoever makes it."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from desk.ui.collecting import UiThreadCollector


class _Loop:
    """Refers to itself and remembers the thread on which it went."""

    gone_on: list[int] = []  # noqa: RUF012

    def __init__(self) -> None:
        self.me = self
        weakref.finalize(self, lambda: _Loop.gone_on.append(threading.get_ident()))


def test_no_other_thread_collects(qapp: Any) -> None:
    gc.collect()
    _Loop.gone_on.clear()
    collector = UiThreadCollector()
    try:
        _Loop()
        busy = threading.Thread(target=lambda: [[] for _ in range(20_000)])
        busy.start()
        busy.join()
        assert _Loop.gone_on == []
        collector.collect_what_is_due()
        gc.collect()
        assert _Loop.gone_on == [threading.get_ident()]
    finally:
        collector.stop()
    assert gc.isenabled()
