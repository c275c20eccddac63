"""The QR on the tally sheet (集計票): which batch, how many sheets, and its seal. Nothing personal.

    MKT1:<batch number>:<batch id>:<records>:<sheets>:<seal>:<N|S>

`batch number` as people say it (B-1125-K3); `batch id` 32 hex digits; `records` forms-accepted-
held over-voided-handed back; `sheets` as counted, envelope A-B-C-PIN requests; `seal` the SHA-256
of the manifest, 64 hex digits; N all there, S sealed with a shortage (不足あり). Upper case only,
so that the QR stays small (alphanumeric mode).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from desk.domain.errors import Refused
from sync.protocol import BatchId, Digest, Manifest

_NUMBERS: Final = r"(\d{1,6}(?:-\d{1,6}){%d})"
_SHAPE: Final = re.compile(
    r"MKT1:([A-Z0-9-]{4,20}):([0-9A-F]{32}):"
    + _NUMBERS % 4
    + ":"
    + _NUMBERS % 3
    + r":([0-9A-F]{64}):([NS])"
)


@dataclass(frozen=True, slots=True)
class TallyCode:
    """What the office's scanner reads off the bag."""

    number: str
    batch: BatchId
    records: tuple[int, int, int, int, int]  # forms, accepted, held over, voided, handed back
    sheets: tuple[int, int, int, int]  # A accepted, B voided, C held over, PIN requests
    seal: Digest
    short: bool

    @classmethod
    def of(cls, manifest: Manifest, digest: Digest, number: str) -> TallyCode:
        counts, paper = manifest.counts, manifest.paper
        return cls(
            number,
            BatchId(manifest.batch),
            (counts.forms, counts.accepted, counts.held_over, counts.voided, counts.handed_back),
            (paper.accepted, paper.voided, paper.held_over, paper.pin_requests),
            digest,
            manifest.shortage is not None,
        )

    def text(self) -> str:
        return ":".join(
            (
                "MKT1",
                self.number,
                self.batch.replace("-", "").upper(),
                "-".join(map(str, self.records)),
                "-".join(map(str, self.sheets)),
                self.seal.upper(),
                "S" if self.short else "N",
            )
        )

    @classmethod
    def parse(cls, text: str) -> TallyCode:
        """Raises Refused("tally_code_malformed")."""
        found = _SHAPE.fullmatch(text.strip())
        if found is None:
            raise Refused("tally_code_malformed")
        number, batch, records, sheets, seal, mark = found.groups()
        low = batch.lower()
        cuts = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
        forms, accepted, held_over, voided, handed_back = map(int, records.split("-"))
        a, b, c, pins = map(int, sheets.split("-"))
        return cls(
            number,
            BatchId("-".join(low[start:end] for start, end in cuts)),
            (forms, accepted, held_over, voided, handed_back),
            (a, b, c, pins),
            Digest(seal.lower()),
            mark == "S",
        )
