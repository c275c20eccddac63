"""The table of every procedure for people (resources/rules/README.md), from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from desk.domain.catalogue import GROUPS, Catalogue, Procedure, Row

BEGIN: Final = "<!-- procedures: begin (desk rules table --write) -->"
END: Final = "<!-- procedures: end -->"
_GROUPS: Final = {
    "card": "カード Card",
    "certificate": "電子証明書 Certificates",
    "pin": "暗証番号 PIN",
    "support": "申請支援 Support",
    "convenience": "コンビニ Convenience store",
    "moving": "引越し Moving",
    "return": "紛失・返納 Loss and return",
}
_PLACES: Final = {
    "outreach": "出張",
    "support": "サポート",
    "office_visit": "窓口",
    "post_office": "郵便局",
}
_PERSONS: Final = {"self": "本人", "statutory": "法定代理人", "agent": "任意代理人"}
_HEADS: Final = (
    "手続き Procedure",
    "だれ Who",
    "どこ Where",
    "期間 In force",
    "持ち物 Documents",
    "本人確認 Identity",
    "渡す紙 Papers",
    "数える欄 Counts",
    "出典 Source",
)


def procedure_table(catalogue: Catalogue) -> str:
    """Markdown, by group; whatever holds at any time is in it, with its days."""
    return "\n".join(_lines(catalogue)) + "\n"


def with_table(readme: str, table: str) -> str:
    """The README with the table between the two markers; ValueError without them."""
    before, found, rest = readme.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError("no markers")
    return f"{before}{BEGIN}\n{table}{END}{after}"


def _lines(catalogue: Catalogue) -> Iterator[str]:
    known = sorted(catalogue.procedures, key=lambda each: (GROUPS.index(each.group), each.code))
    for group in GROUPS:
        of_group = [each for each in known if each.group == group]
        if not of_group:
            continue
        yield f"\n### {_GROUPS[group]}\n"
        yield "| " + " | ".join(_HEADS) + " |"
        yield "|" + "---|" * len(_HEADS)
        for procedure in of_group:
            yield "| " + " | ".join(_cells(procedure)) + " |"
    yield ""


def _cells(procedure: Procedure) -> Iterator[str]:
    screen = "（5つの手順へ）" if procedure.screen == "workbench" else ""
    yield _plain(f"{procedure.ja}{screen}<br>{procedure.en}<br>`{procedure.code}`")
    yield _joined(
        f"{_PERSONS[row.code]}{_only(_PLACES[each] for each in row.places)}{_used(row)}"
        for row in procedure.persons
    )
    yield _joined(f"{_PLACES[row.code]}{_used(row)}" for row in procedure.places)
    yield _days(procedure.since, procedure.until) or "いつも"
    yield _joined(f"{row.ja}{_used(row)}" for row in procedure.documents)
    yield _joined(f"{row.label}{_used(row)}" for row in procedure.identity) or _no_route(procedure)
    yield _joined(f"{row.ja}{_used(row)}" for row in procedure.papers)
    yield _joined(f"{row.ja}{_used(row)}" for row in procedure.counts)
    yield _plain(procedure.source)


def _no_route(procedure: Procedure) -> str:
    checked = procedure.screen == "workbench" and procedure.group != "support"
    return "組合せ表（identity.toml）" if checked else "しない"


def _only(places: Iterable[str]) -> str:
    names = "・".join(places)
    return f"（{names}だけ）" if names else ""


def _used(row: Row) -> str:
    """A row that a municipality may switch on, with its days."""
    return _days_of(row) + ("" if row.enabled else "（切ってある）")


def _joined(cells: Iterable[str]) -> str:
    return _plain("<br>".join(dict.fromkeys(cells)))


def _days_of(row: Row) -> str:
    days = _days(row.since, row.until)
    return f"［{days}］" if days else ""


def _days(since: date, until: date) -> str:
    if since == date.min and until == date.max:
        return ""
    first = "" if since == date.min else since.isoformat()
    last = "" if until == date.max else until.isoformat()
    return f"{first}〜{last}"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
