#!/usr/bin/env python3
"""Write resources/licences/packages.md from what is installed (not part of set-up).

    .venv/bin/python installer/list_licences.py

Run it after the lock changed; a test compares the list's names with the lock.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "resources" / "licences" / "packages.md"
HEAD = """# Packages that the desk uses
Each is installed from its own wheel, unchanged, with its own licence text inside
(`*.dist-info/licenses/`, for some at its top). Made by `installer/list_licences.py`.

| package | version | licence, in its own words |
| --- | --- | --- |
"""
# Where the metadata names no licence, its shipped text does.
FROM_THE_TEXT = {
    "pyrage": "MIT",
    "sqlcipher3": "zlib (SQLCipher inside: BSD-3-Clause; SQLite: public domain)",
}


def licence(name: str, metadata: PackageMetadata) -> str:
    """The expression if there is one, else the free text if short, else the classifiers."""
    values = metadata.json
    known = values.get("license_expression") or FROM_THE_TEXT.get(name)
    text = str(values.get("license", "")).strip()
    if known or (text and "\n" not in text):
        return str(known or text)
    listed = [c for c in values.get("classifier", []) if c.startswith("License ::")]
    return ", ".join(c.rpartition(" :: ")[2] for c in listed)


def locked() -> list[str]:
    lock = (ROOT / "installer" / "requirements.txt").read_text("utf-8")
    return sorted(set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE)))


def row(name: str) -> str:
    try:
        found = distribution(name)
    except PackageNotFoundError:  # for another system only
        return f"| {name} | - | - |"
    return f"| {name} | {found.version} | {licence(name, found.metadata)} |"


if __name__ == "__main__":
    LIST.write_text(HEAD + "\n".join(map(row, locked())) + "\n", "utf-8")
    print(LIST.read_text("utf-8"))
