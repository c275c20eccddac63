"""The shipped catalogue, sittings and facts for the tests of the procedures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache

from domain_samples import ROOT, TODAY, rules

from desk.domain.catalogue import Catalogue
from desk.domain.conditions import Facts
from desk.domain.procedure_judge import ProcedureVerdict, Sitting, judge

CONTRACTS = frozenset({"card_intake", "certificates"})
FOLDER = ROOT / "resources" / "rules" / "procedures"


@lru_cache(maxsize=1)
def procedure_files() -> dict[str, dict[str, object]]:
    return {
        path.name: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*.toml"))
    }


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return Catalogue.parse(procedure_files())


@lru_cache(maxsize=64)
def classes(on: date) -> Mapping[str, str]:
    return {code: row.document_class for code, row in rules(on).documents.items()}


def sitting(
    place: str = "outreach",
    on: date = TODAY,
    contracts: frozenset[str] = CONTRACTS,
    at: datetime | None = None,
) -> Sitting:
    moment = datetime.combine(on, time(10)) if at is None else at
    return Sitting(place=place, on=on, at=moment, contracts=contracts, classes=classes(on))


def verdict(
    code: str,
    facts: Facts,
    place: str = "outreach",
    on: date = TODAY,
    contracts: frozenset[str] = CONTRACTS,
) -> ProcedureVerdict:
    found = judge(catalogue(), code, facts, sitting(place, on, contracts))
    assert found is not None
    return found


def grounds(found: ProcedureVerdict) -> set[str]:
    return {each.code for each in found.grounds}
