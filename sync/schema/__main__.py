"""Write the schemas anew: `python -m sync.schema`."""

from __future__ import annotations

from sync.schema import MESSAGES, path_of, schema_of


def main() -> None:
    for name in MESSAGES:
        path_of(name).write_bytes(schema_of(name))


if __name__ == "__main__":
    main()
