"""The first requests of a new process may come all at once."""

from __future__ import annotations

import subprocess
import sys

from tests.hub.hub_world import ROOT

PROGRAM = """
import sys, threading
from sync.envelope import decode
from sync.errors import Refused
from sync.protocol import Manifest
sys.setswitchinterval(1e-6)
together = threading.Barrier(16)
def first():
    together.wait()
    for _ in range(20):
        try:
            decode(b'{"packets":[{"digest":""}],"counts":{"forms":1},"withdrawn":[{}]}', Manifest)
        except Refused:
            pass
threads = [threading.Thread(target=first) for _ in range(16)]
[each.start() for each in threads]
[each.join() for each in threads]
"""


def test_many_threads_decode_their_first_message_at_once() -> None:
    """msgspec 0.22 crashed the process here: see the end of sync/protocol.py."""
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, check=False)
        assert done.returncode == 0
