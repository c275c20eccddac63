"""Every failure that the sending screen can show, as a table: python -m tests.sync.trouble_table"""

from __future__ import annotations

import argparse
from pathlib import Path

from desk.assets import load_wording
from sync.retry import LINE, UNTIL_SOMEBODY_ACTS
from sync.troubles import RETRIED, Trouble
from tests.sync.provocations import ELSEWHERE, PROVOKED

HEADS = {
    "ja": ("番号", "何が起きたか", "届いた分の扱い", "次にすること", "自動の再送"),
    "en": ("number", "what happened", "what has arrived", "what to do", "tried again"),
}
AGAIN = {
    "ja": ("1分以内", "間をあけて", "15分ごと", "ボタンを押したとき"),
    "en": ("within a minute", "with growing pauses", "every 15 minutes", "when asked to"),
}


def row(code: Trouble, language: str) -> tuple[str, ...]:
    words = load_wording(language)
    steps = words.say(f"sync_{code}_next").split("\n")
    return (
        words.say(f"sync_{code}_ref"),
        words.say(f"sync_{code}"),
        words.say(f"sync_{code}_kept"),
        "<br>".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        AGAIN[language][how_soon(code)],
    )


def how_soon(code: Trouble) -> int:
    if code in LINE:
        return 0
    if code in RETRIED:
        return 1
    return 3 if code in UNTIL_SOMEBODY_ACTS else 2


def way_of(code: Trouble) -> str:
    """How the test brings it about."""
    way = PROVOKED.get(code)
    return ELSEWHERE[code] if way is None else (way.__doc__ or "").strip()


def markdown(language: str, ways: bool = False) -> str:
    """In the order of the enquiry numbers."""
    heads = HEADS[language] + (("provoked by",) if ways else ())
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for code in sorted(Trouble, key=lambda each: row(each, language)):
        cells = (*row(code, language), *([way_of(code)] if ways else []))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", choices=["ja", "en"], default="ja")
    parser.add_argument("--ways", action="store_true", help="and how the test provokes each")
    parser.add_argument("--out", type=Path, help="a file instead of standard output")
    given = parser.parse_args()
    text = markdown(given.lang, given.ways)
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
