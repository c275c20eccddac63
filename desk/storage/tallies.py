"""A tally as a sealed batch keeps it."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from desk.domain.tally import Tally


def tally_text(tally: Tally) -> str:
    return json.dumps(asdict(tally), sort_keys=True)


def tally_from(text: str) -> Tally:
    """Unknown numbers of a later version are left out."""
    known = {each.name for each in fields(Tally)}
    return Tally(**{name: int(value) for name, value in json.loads(text).items() if name in known})
