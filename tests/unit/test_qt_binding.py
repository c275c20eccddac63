"""PySide6 6.12.0 died after some 5,000 void calls on Python 3.11; never ship such a version."""

import subprocess
import sys


def test_many_void_calls_do_not_end_the_process() -> None:
    script = (
        "from PySide6.QtCore import QObject\n"
        "o = QObject()\n"
        "for _ in range(50_000): o.setObjectName('x')\n"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=120).returncode == 0
