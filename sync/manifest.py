"""Manifests: what a terminal sealed on a day, signed by it and a supervisor, chained by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sync.envelope import open_sealed, seal
from sync.errors import Refused
from sync.keys import SigningKey
from sync.protocol import MANIFEST, NO_DIGEST, Certificate, Digest, Manifest


def sign_manifest(manifest: Manifest, terminal: SigningKey, supervisor: SigningKey) -> bytes:
    """The envelope to keep and to send.

    Raises Refused("manifest_refused") for what `check_manifest` would refuse later, so that no
    sealed day can ever be stuck for it.
    """
    if manifest.supervisor_key != supervisor.public or terminal.public == supervisor.public:
        raise Refused("manifest_refused", why="keys")
    _check_content(manifest)
    return seal(manifest, MANIFEST, terminal, supervisor)


def check_manifest(envelope: bytes, certificate: Certificate) -> Manifest:
    """The manifest of that terminal, signed by it and by the supervisor whom it names.

    Raises Refused("manifest_refused", why=…): format, signature, keys, terminal, label,
    municipality, counts, packets, paper. The chain is never a reason to refuse: `check_chain`.
    """
    manifest = _opened(envelope, certificate)
    ours = {
        "terminal": manifest.terminal == certificate.terminal,
        "label": manifest.label == certificate.label,
        "municipality": manifest.municipality == certificate.municipality,
    }
    _refuse_first(ours)
    _check_content(manifest)
    return manifest


def _opened(envelope: bytes, certificate: Certificate) -> Manifest:
    terminal = certificate.key.public
    try:
        by_terminal = open_sealed(envelope, MANIFEST, Manifest, [terminal])
        both = [terminal, by_terminal.supervisor_key]
        return open_sealed(envelope, MANIFEST, Manifest, both, threshold=2)
    except Refused as error:
        why = "format" if error.code == "malformed" else "signature"
        raise Refused("manifest_refused", why=why) from error


def _check_content(manifest: Manifest) -> None:
    counts, lines = manifest.counts, manifest.packets
    routes = [line.route for line in lines]
    forms = counts.accepted + counts.held_over + counts.voided + counts.handed_back
    _refuse_first(
        {
            "counts": counts.forms == forms,
            "routes": (routes.count("mail"), routes.count("counter"))
            == (counts.mail, counts.counter),
            "packets": len(lines) == counts.accepted
            and _differ(line.digest for line in lines)
            and _differ((line.application, line.version) for line in lines),
            "paper": manifest.shortage is not None or _paper_agrees(manifest),
        }
    )


def _paper_agrees(manifest: Manifest) -> bool:
    """A correction of an earlier day's application may come without a sheet of its own."""
    counts, paper = manifest.counts, manifest.paper
    corrections = sum(line.supersedes is not None for line in manifest.packets)
    return (
        counts.accepted - corrections <= paper.accepted <= counts.accepted
        and paper.voided == counts.voided
        and paper.held_over == counts.held_over
    )


def _refuse_first(holds: dict[str, bool]) -> None:
    for why, is_so in holds.items():
        if not is_so:
            raise Refused("manifest_refused", why=why)


def _differ(values: Iterable[object]) -> bool:
    seen = list(values)
    return len(set(seen)) == len(seen)


# the chain -----------------------------------------------------------------------------------
class ChainFaultKind(StrEnum):
    MISSING = "missing"  # the one before is not here
    ALTERED = "altered"  # the one before is here with other content than it was chained to
    FORK = "fork"  # two follow the same one: a restored twin, or a copy
    RETURNED = "returned"  # said to be withdrawn before it left, and yet it arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    """What is wrong with the days of one terminal.

    `sequence` and `batch` name the manifest that shows it; `missing` the sequence numbers that
    lie between it and the one before it.
    """

    kind: ChainFaultKind
    terminal: str
    sequence: int
    batch: str
    missing: range = range(0)


class Link(NamedTuple):
    """A manifest and the digest of what was signed (sync.envelope.digest_of)."""

    digest: Digest
    manifest: Manifest


def base_of(manifest: Manifest) -> Digest | None:
    """The last manifest before it that counts; NO_DIGEST for the first one.

    `previous` is the one sealed before, which may have been withdrawn: the withdrawn ones lead
    back from it, last to first. None: they do not.
    """
    at = manifest.previous
    for gone in reversed(manifest.withdrawn):
        if gone.manifest != at:
            return None
        at = gone.previous
    return Digest(at)


def check_chain(links: Sequence[Link]) -> tuple[ChainFault, ...]:
    """Every gap, fork and change in the days that are here, of one terminal or of several.

    The newest day has nothing after it that could miss it: the next manifest will.
    """
    terminals: dict[str, list[Link]] = {}
    for link in links:
        terminals.setdefault(link.manifest.terminal, []).append(link)
    return tuple(fault for chain in terminals.values() for fault in _faults(chain))


def _faults(chain: list[Link]) -> Iterable[ChainFault]:
    ordered = sorted(dict(chain).items(), key=lambda each: (each[1].sequence, each[1].batch))
    known = dict(ordered)
    by_sequence = {manifest.sequence for manifest in known.values()}
    gone = {each.manifest for manifest in known.values() for each in manifest.withdrawn}
    followed: set[Digest] = set()
    for digest, manifest in ordered:
        base = base_of(manifest)
        if digest in gone:
            yield _fault(ChainFaultKind.RETURNED, manifest)
            continue
        if base in followed:
            yield _fault(ChainFaultKind.FORK, manifest)
        elif base is None:
            yield _fault(ChainFaultKind.ALTERED, manifest)
        else:
            yield from _break(manifest, base, known, by_sequence)
        if base is not None:
            followed.add(base)


def _break(
    manifest: Manifest, base: Digest, known: dict[Digest, Manifest], by_sequence: set[int]
) -> Iterable[ChainFault]:
    """Whether the manifest really follows the one that it names."""
    at = manifest.sequence - len(manifest.withdrawn) - 1
    if base == NO_DIGEST or base in known:
        before = 0 if base == NO_DIGEST else known[base].sequence
        if before != at:
            yield _fault(ChainFaultKind.ALTERED, manifest)
    elif at in by_sequence:
        yield _fault(ChainFaultKind.ALTERED, manifest)
    else:
        earlier = max((each for each in by_sequence if each < at), default=0)
        yield _fault(ChainFaultKind.MISSING, manifest, range(earlier + 1, at + 1))


def _fault(kind: ChainFaultKind, manifest: Manifest, missing: range = range(0)) -> ChainFault:
    return ChainFault(
        kind=kind,
        terminal=manifest.terminal,
        sequence=manifest.sequence,
        batch=manifest.batch,
        missing=missing,
    )
