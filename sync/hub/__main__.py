"""`desk-hub` and `python -m sync.hub`."""

from __future__ import annotations

import sys

from sync.hub.cli import main as run


def main() -> int:
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
