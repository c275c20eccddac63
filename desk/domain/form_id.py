"""申請書ID: 23 digits from the form's QR, taken only on two agreeing readings (design §3.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Final, NewType
from urllib.parse import unquote, urlsplit

from desk.domain.errors import Refused

FormId = NewType("FormId", str)
"""Exactly 23 ASCII digits."""

DIGITS: Final = 23
_MY_NUMBER_DIGITS = 12
_LONGEST_TEXT = 2048  # a QR holds 7,089 digits; no address of a form comes near this
_RUN = re.compile("[0-9]+")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)*kojinbango-card\.go\.jp(?::([0-9]+))?")
_DEFAULT_PORT = {"https": "443", "http": "80"}
_PRINTABLE = re.compile("[!-~]+")
# A scanner behind a switched-on Japanese input method types full-width characters. Only that
# block and the ideographic space are folded: all of NFKC would turn ① and ² into digits too.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Reading:
    """One decoder's answer for one symbol in one picture."""

    text: str
    decoder: str  # "zxing" or "zbar"
    rendering: str  # which picture it was decoded from: frame number, crop, scale, binariser
    corners: tuple[tuple[float, float], ...] = ()
    sampled: bool = False
    """Its modules were already told light from dark by us: every decoder sees the same ones."""


def parse(text: str) -> FormId:
    """The form id in what a code said: an address of kojinbango-card.go.jp, or bare digits.

    The address is never opened and never kept (dom§2.2). Raises Refused with form_text_long,
    form_host_other (an address elsewhere), form_id_none, form_id_short, form_id_long,
    form_id_two, form_id_extra (a bare id with other text around) or form_my_number (12 digits).
    """
    plain = text.translate(_HALF_WIDTH).strip()
    if len(plain) > _LONGEST_TEXT:
        raise Refused("form_text_long")
    if _SCHEME.match(plain):
        return _only_run(_after_host(plain))
    found = _only_run(plain)
    if found != plain:
        raise Refused("form_id_extra")
    return found


def typed_twice(first: str, second: str) -> FormId:
    """The form id that a person typed two times; blanks and hyphens between groups are dropped.

    Raises Refused as `parse` does, form_id_extra for anything but digits, and
    form_id_typed_differs when the two are not the same.
    """
    once, again = _typed(first), _typed(second)
    if once != again:
        raise Refused("form_id_typed_differs")
    return once


def _typed(text: str) -> FormId:
    digits = re.sub("[ -]", "", text.translate(_HALF_WIDTH).strip())
    if digits and not _RUN.fullmatch(digits):
        raise Refused("form_id_extra")
    return _only_run(digits)


def _after_host(address: str) -> str:
    """Path, query and fragment of an address on the application site; Refused for any other.

    The whole authority has to match one pattern, so user names, brackets, percent signs,
    look-alike letters, final dots and other ports are refused without a list of tricks.
    """
    if not _PRINTABLE.fullmatch(address) or "\\" in address:
        raise Refused("form_host_other")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Refused("form_host_other") from error
    host = _HOST.fullmatch(parts.netloc.lower())
    port = _DEFAULT_PORT.get(parts.scheme)
    if port is None or host is None or host[1] not in (None, port):
        raise Refused("form_host_other")
    return unquote(f"{parts.path}?{parts.query}#{parts.fragment}")


def _only_run(text: str) -> FormId:
    """The only maximal run of exactly 23 digits; shorter runs beside it do not count."""
    runs = _RUN.findall(text)
    right = [run for run in runs if len(run) == DIGITS]
    if any(len(run) > DIGITS for run in runs):
        raise Refused("form_id_long")
    if len(right) > 1:
        raise Refused("form_id_two")
    if right:
        return FormId(right[0])
    if any(len(run) == _MY_NUMBER_DIGITS for run in runs):
        raise Refused("form_my_number")
    raise Refused("form_id_short" if text and text in runs else "form_id_none")


class Standing(StrEnum):
    """What the readings collected so far amount to."""

    NOTHING = "nothing"  # no code in view
    ONE = "one"  # a form id that still needs a second reading
    SETTLED = "settled"
    NOT_A_FORM = "not_a_form"  # codes in view, none of them a form's
    TWO_CODES = "two_codes"  # two different form ids in one picture
    DISAGREE = "disagree"  # readings contradict each other; stays until cleared


@dataclass(frozen=True, slots=True)
class _Vote:
    form_id: FormId
    decoder: str
    picture: int
    rendering: str
    corners: tuple[tuple[float, float], ...]
    sampled: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Takes a form id only on two agreeing readings.

    Live (`still=False`): two decoders, or one decoder on two different pictures. Still
    (`still=True`): two decoders, or one decoder on two different renderings. One wrong reading
    alone can therefore never settle, and next to a right one it shows as a disagreement, which
    stays: begin again with a new Agreement once the person has seen it.
    `read` makes the id of a text or raises Refused: the form's id, unless told otherwise.
    `keep` is in the unit of the picture numbers given to `add` (frame numbers, or
    milliseconds): readings older than that no longer count.
    """

    still: bool = False
    keep: int = 30
    read: Callable[[str], str] = parse
    disagree: bool = False
    two_codes: bool = False
    refusal: str = ""  # why what is in view is not a form
    votes: tuple[_Vote, ...] = ()

    def add(self, readings: Iterable[Reading], picture: int) -> Agreement:
        """The agreement after what was read in one picture (nothing, too)."""
        held = tuple(vote for vote in self.votes if picture - vote.picture <= self.keep)
        fresh, refusal = _votes(picture, readings, self.read)
        if _in_two_places(fresh):  # both are really there: no contradiction to remember
            return replace(self, votes=(), two_codes=True, refusal="")
        votes = (*held, *fresh)
        disagree = self.disagree or len({vote.form_id for vote in votes}) > 1
        return replace(self, votes=votes, two_codes=False, refusal=refusal, disagree=disagree)

    @property
    def standing(self) -> Standing:
        """What the readings amount to, the gravest first."""
        if self.disagree:
            return Standing.DISAGREE
        if self.two_codes:
            return Standing.TWO_CODES
        if self.votes:
            return Standing.ONE if len(self._witnesses()) < 2 else Standing.SETTLED
        return Standing.NOT_A_FORM if self.refusal else Standing.NOTHING

    @property
    def settled(self) -> FormId | None:
        """The form id that two readings agree on."""
        return self.votes[0].form_id if self.standing is Standing.SETTLED else None

    @property
    def newest(self) -> int:
        """The picture of the newest reading that counts; -1 without one."""
        return max((vote.picture for vote in self.votes), default=-1)

    @property
    def code(self) -> str:
        """The message code of a refusal, "" when there is none."""
        codes = {
            Standing.DISAGREE: "form_readings_disagree",
            Standing.TWO_CODES: "form_two_codes",
            Standing.NOT_A_FORM: self.refusal,
        }
        return codes.get(self.standing, "")

    @property
    def decoders(self) -> tuple[str, ...]:
        """Who read it, in alphabetical order."""
        return tuple(sorted({vote.decoder for vote in self.votes}))

    def _witnesses(self) -> set[tuple[str, str | int]]:
        """Who said it of what. Decoders that were handed the same sampled modules are one."""
        return {
            ("" if vote.sampled else vote.decoder, vote.rendering if self.still else vote.picture)
            for vote in self.votes
        }


def _votes(
    picture: int, readings: Iterable[Reading], read: Callable[[str], str]
) -> tuple[list[_Vote], str]:
    """The readings that are form ids, and the refusal of the last one that is not."""
    votes, refusal = [], ""
    for reading in readings:
        try:
            form_id = FormId(read(reading.text))
        except Refused as error:
            refusal = error.code
            continue
        where = (
            reading.decoder,
            picture,
            reading.rendering,
            reading.corners,
            reading.sampled,
        )
        votes.append(_Vote(form_id, *where))
    return votes, refusal


def _in_two_places(votes: list[_Vote]) -> bool:
    """Two different ids at two places: two forms in view. At one place they contradict."""
    return any(
        one.form_id != other.form_id and _apart(one.corners, other.corners)
        for one, other in combinations(votes, 2)
    )


def _apart(one: tuple[tuple[float, float], ...], other: tuple[tuple[float, float], ...]) -> bool:
    """Whether two outlines (upright boxes around them) share no point; unknown is not apart."""
    if not one or not other:
        return False
    for axis in (0, 1):
        low, high = [p[axis] for p in one], [p[axis] for p in other]
        if max(low) < min(high) or max(high) < min(low):
            return True
    return False
