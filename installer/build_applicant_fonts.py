#!/usr/bin/env python3
"""Build resources/fonts/applicant: the parts of Noto Sans SC and KR that the applicant's screen
needs (not part of set-up).

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-sans-kr@0.4.3
    python3 installer/build_applicant_fonts.py SC.tgz KR.tgz        (needs fonttools 4.68.0)

Run it after a word of a language with `font = "sc"` or "kr" has changed; a test tells when a
character is missing. The same packages and words give the same bytes. The licence (OFL 1.1) allows
parts; its reserved name "Source" is not used, and the parts do not call themselves Noto Sans SC or
KR, so that nobody takes them for the whole fonts.
"""

from __future__ import annotations

import io
import string
import sys
import tarfile
import tomllib
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
WEIGHTS = (("400Regular", "Regular"), ("700Bold", "Bold"))
NAMES = {"sc": "SC", "kr": "KR"}
ALSO = string.printable[:95] + "0123456789 "  # dates, and rules that have no translation yet


def family(font: str) -> str:
    """What the part calls itself."""
    return f"Machikado Part of Noto Sans {NAMES[font]}"


def characters(font: str) -> set[str]:
    """All that is said in the languages of that font."""
    found = set(ALSO)
    for path in (RESOURCES / "applicant").glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if table["font"] == font:
            found.update(table["name"], table["date"], *table["words"].values())
            found.update(*table["rules"].values(), *table.get("months", ()))
    return found


def part(data: bytes, font: str, style: str) -> bytes:
    """The font with nothing but those characters, under its own name."""
    whole = TTFont(io.BytesIO(data), recalcTimestamp=False)
    options = Options()
    options.name_IDs = ["*"]  # whose it is, and its licence
    options.layout_features = ["kern", "palt", "halt", "locl", "ccmp", "tnum", "mark", "mkmk"]
    options.notdef_outline = True
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(each) for each in characters(font)])
    cutter.subset(whole)
    _rename(whole, font, style)
    out = io.BytesIO()
    whole.save(out, reorderTables=True)
    return out.getvalue()


def _rename(whole: TTFont, font: str, style: str) -> None:
    name = family(font)
    words = {1: name, 2: style, 4: f"{name} {style}", 6: f"{name.replace(' ', '')}-{style}"}
    words[3] = f"{words[6]};part"
    table = whole["name"]
    table.names = [each for each in table.names if each.nameID in (0, 5, 7, 8, 9, 11, 12, 13, 14)]
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)


def main(packages: list[str]) -> None:
    target = RESOURCES / "fonts" / "applicant"
    target.mkdir(exist_ok=True)
    for font, package in zip(NAMES, packages, strict=True):
        with tarfile.open(package) as held:
            for folder, style in WEIGHTS:
                file = f"NotoSans{NAMES[font]}_{folder}.ttf"
                whole = held.extractfile(f"package/{folder}/{file}")
                if whole is None:
                    raise SystemExit(f"{package} has no {file}")
                made = part(whole.read(), font, style)
                (target / f"Part{file}").write_bytes(made)
                print(f"Part{file}: {len(made):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
