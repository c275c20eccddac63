"""Reading files instead of camera frames, for `desk scan` and the watch folder."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path

from desk.domain.errors import Refused
from desk.domain.form_id import FormId
from desk.services.ports import Image
from desk.vision.load_image import load_pages
from desk.vision.qr import QrReader, StillResult

# How telling a page's failure is: the file's reason is that of its most telling page.
_TELLING = (
    "form_readings_disagree",
    "form_two_codes",
    "form_one_reading",
    "form_too_dark",
    "form_no_code",
)


@dataclass(frozen=True, slots=True)
class ScanResult:
    """One file's answer; `reason` is a message code, "" when the id (or a text) was read."""

    file: str
    form_id: FormId | None
    texts: tuple[str, ...]
    decoders: tuple[str, ...]
    ms: float
    reason: str
    facts: tuple[tuple[str, object], ...] = ()  # for the gaps in the reason's sentence

    def as_json(self) -> dict[str, object]:
        """The fields by name, for one line of JSON; the time in whole milliseconds."""
        return asdict(self) | {"ms": round(self.ms)}


def scan_file(path: Path, reader: QrReader, *, text: bool = False) -> ScanResult:
    """Read one picture or PDF; with `text`, its QR texts instead of a form id. Never raises
    Refused: why a file was refused stands in `reason`.
    """
    start = time.perf_counter()
    try:
        if text:
            texts = tuple(t for page in load_pages(path) for t in reader.read_texts(page))
            reason = "" if texts else "form_no_code"
            return ScanResult(str(path), None, texts, (), _ms_since(start), reason)
        result = _form_id_of([reader.read_still(page) for page in load_pages(path)])
    except Refused as error:
        facts = tuple(error.facts.items())
        return ScanResult(str(path), None, (), (), _ms_since(start), error.code, facts)
    ms = _ms_since(start)
    return ScanResult(str(path), result.form_id, (), result.decoders, ms, result.reason_code)


def read_form_pages(pages: list[Image], reader: QrReader) -> StillResult:
    """One answer for the pages of one document: two different ids on them are refused."""
    return _form_id_of([reader.read_still(page) for page in pages])


def _form_id_of(pages: list[StillResult]) -> StillResult:
    read = [page for page in pages if page.form_id is not None]
    if len({page.form_id for page in read}) > 1:
        readings = tuple(reading for page in pages for reading in page.readings)
        return StillResult(None, readings, (), "form_two_codes", sum(p.ms for p in pages))
    if read:
        return read[0]
    return min(pages, key=lambda page: _rank(page.reason_code))


def _rank(reason: str) -> float:
    """Telling ones first; a code that was read but is not a form's comes after two codes."""
    return _TELLING.index(reason) if reason in _TELLING else 1.5


def _ms_since(start: float) -> float:
    return (time.perf_counter() - start) * 1e3
