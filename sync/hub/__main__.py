"""`desk-hub`: a place kept; it says so and ends with exit code 2."""

from __future__ import annotations

import sys


def main() -> int:
    """Say that the hub is not part of this version."""
    print("desk-hub: not yet part of this version", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
