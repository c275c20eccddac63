"""The first requests of a new process may come all at once."""

from __future__ import annotations

import subprocess
import sys

from tests.hub.hub_world import ROOT

PROGRAM = """
import msgspec
learned = []
msgspec.json.Decoder = learned.append
from sync import protocol
assert len(learned) > 20
assert set(protocol.Message.__subclasses__()) == set(learned)
"""


def test_every_kind_of_message_is_learned_before_threads_decode_it() -> None:
    """msgspec 0.22 kills the process otherwise: see the end of sync/protocol.py."""
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, check=True)
