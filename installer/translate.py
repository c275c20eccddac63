#!/usr/bin/env python3
"""Bring the English of the screens up to date (not part of set-up).

    python3 installer/translate.py          collect the texts, fill in, compile
    python3 installer/translate.py --check  change nothing, only tell

Standard library and the environment's pyside6-lupdate and pyside6-lrelease. Translate what is
listed as unfinished in resources/translations/desk_en.ts and run it again. Exit code 1: something
is unfinished, has other {gaps} than its source, or (--check) the files are not up to date.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess  # only our own environment's tools
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TRANSLATIONS: Final = ROOT / "resources" / "translations"
TEXTS: Final = TRANSLATIONS / "desk_en.ts"
COMPILED: Final = TRANSLATIONS / "desk_en.qm"
CALLS: Final = re.compile(r"\b(?:tr|translate|QT_TRANSLATE_NOOP)\(")
GAP: Final = re.compile(r"\{(\w*)[^{}]*\}")


class NoTool(RuntimeError):
    """The environment has no Qt translation tools yet."""


def tool(name: str) -> Path:
    """The environment's own command; raises NoTool."""
    folder = ROOT / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    found = shutil.which(f"pyside6-{name}", path=str(folder))
    if found is None:
        raise NoTool(f"pyside6-{name} is missing: run installer/setup.py test first")
    return Path(found)


def sources() -> list[str]:
    """The files with texts of the screens, relative to the root, in a fixed order."""
    files = [*(ROOT / "desk" / "ui").rglob("*.py"), *(ROOT / "desk").glob("*.py")]
    return sorted(
        str(path.relative_to(ROOT)) for path in files if CALLS.search(path.read_text("utf-8"))
    )


def collect(texts: Path) -> None:
    """Make or update the file of texts: what is gone is left out, what is translated stays."""
    options = ["-silent", "-no-obsolete", "-sort-messages", "-locations", "none"]
    for guess in ("sametext", "similartext"):  # a guess from similar Japanese is usually wrong
        options += ["-disable-heuristic", guess]
    languages = ["-source-language", "ja_JP", "-target-language", "en_US"]
    _run(tool("lupdate"), *options, *languages, *sources(), "-ts", str(texts))


def compile_texts(texts: Path, compiled: Path) -> None:
    """Make the .qm that the desk loads, of the finished translations only."""
    _run(tool("lrelease"), "-silent", "-nounfinished", str(texts), "-qm", str(compiled))


def _run(*command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise NoTool(f"{Path(str(command[0])).name}: {done.stdout}{done.stderr}".strip())


def messages(texts: Path) -> Iterator[tuple[str, str, ET.Element]]:
    """(context, Japanese, translation) of each text."""
    for context in ET.parse(texts).iter("context"):  # noqa: S314 our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None:
                name, source = context.findtext("name") or "", message.findtext("source") or ""
                yield name, source, translation


def unfinished(texts: Path) -> list[str]:
    """What still needs a person, one line each."""
    found = []
    for context, source, translation in messages(texts):
        if not context.strip("_")[:1].isupper():  # tr() of another object has its class at work
            found.append(f"no class of ours: {context}: {source} (write translate(class, text))")
        elif translation.get("type") == "unfinished" or not translation.text:
            found.append(f"not translated: {context}: {source}")
        elif gaps(source) != gaps(translation.text):
            found.append(f"other gaps: {context}: {source} -> {translation.text}")
    return found


def gaps(text: str) -> list[str]:
    """The names in braces; {month:02} is the gap month."""
    return sorted(GAP.findall(text))


def fill(texts: Path) -> None:
    """Give an empty text the translation that the same Japanese has elsewhere, if it has one only.

    Edits the lines in place: the file stays as lupdate writes it.
    """
    known: dict[str, set[str]] = {}
    for _context, source, translation in messages(texts):
        if translation.text and translation.get("type") != "unfinished":
            known.setdefault(source, set()).add(translation.text)
    sure = {source: words.pop() for source, words in known.items() if len(words) == 1}

    def filled(found: re.Match[str]) -> str:
        source = _plain(found["source"])
        words = sure.get(source)
        if words is None:
            return found[0]
        return f"{found['head']}<translation>{_escaped(words)}</translation>"

    pattern = re.compile(
        r"(?P<head><source>(?P<source>[^<]*)</source>\s*)"
        r'<translation type="unfinished">[^<]*</translation>'
    )
    text = texts.read_text("utf-8")
    texts.write_text(pattern.sub(filled, text), "utf-8", newline="\n")


def _plain(text: str) -> str:
    return ET.fromstring(f"<t>{text}</t>").text or ""  # noqa: S314 a piece of our own file


def _escaped(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text.replace("'", "&apos;")


def stale() -> list[str]:
    """Make both files anew beside the present ones; tells which of them differ."""
    with tempfile.TemporaryDirectory() as folder:
        texts, compiled = Path(folder) / TEXTS.name, Path(folder) / COMPILED.name
        if TEXTS.exists():
            shutil.copy(TEXTS, texts)
        collect(texts)
        compile_texts(texts, compiled)
        pairs = ((texts, TEXTS), (compiled, COMPILED))
        found = [
            f"not up to date: {old.relative_to(ROOT)}"
            for new, old in pairs
            if not old.exists() or new.read_bytes() != old.read_bytes()
        ]
        return found + unfinished(texts)


def update() -> list[str]:
    """Bring both files up to date; returns what still needs a person."""
    TRANSLATIONS.mkdir(parents=True, exist_ok=True)
    collect(TEXTS)
    fill(TEXTS)
    compile_texts(TEXTS, COMPILED)
    return unfinished(TEXTS)


def main() -> int:
    parser = argparse.ArgumentParser(description="English of the screens")
    parser.add_argument("--check", action="store_true", help="change nothing, only tell")
    try:
        found = stale() if parser.parse_args().check else update()
    except NoTool as error:
        print(error, file=sys.stderr)
        return 2
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
