"""The stick or card of a spare: found by its marker, written whole, read back, compared.

`MACHIKADO-SPARE/<terminal>/`: `spare.json` (the marker), `identity.age`, one file for each portion
(its name says kind, key, the audit's head at that moment and what the rows are), `packets/`. No
name carries anything personal.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO, Final, TypeVar

from desk.domain.errors import NeedsPerson
from desk.services.spare import Held, Kind, Portion, SpareKey
from desk.storage.key_slots import check_passphrase
from desk.storage.spare_seal import new_identity, sealed
from sync.stick import forget_cached, sync_stick

T = TypeVar("T")
FOLDER: Final = "MACHIKADO-SPARE"
MARKER: Final = "spare.json"
IDENTITY: Final = "identity.age"
PACKETS: Final = "packets"
_NAME: Final = re.compile(
    r"(?P<kind>setup|record|batch|past|audit)"
    r"(?:-(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+(?=-\d+-)))?"
    r"-(?P<seq>\d+)-(?P<digest>[0-9a-f]{16})\.age"
)
_PACKET: Final = re.compile(r"[0-9a-f]{64}\.age")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCKED: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


@dataclass(frozen=True, slots=True)
class Found:
    """One file of a portion."""

    path: Path
    kind: Kind
    key: str
    seq: int
    digest: str


def files_in(folder: Path) -> Iterator[Found]:
    """Every portion in a terminal's folder, the newest of a key first."""
    for path in sorted(folder.iterdir(), reverse=True):
        found = _NAME.fullmatch(path.name)
        if found is not None:
            kind, key = Kind(found["kind"]), found["key"] or ""
            if kind is Kind.AUDIT:
                key = f"{key}-{int(found['seq'])}"
            yield Found(path, kind, key, int(found["seq"]), found["digest"])


def name_of(portion: Portion, digest: str) -> str:
    """With the audit's head in ten digits, so that names sort by age."""
    key = portion.key.partition("-")[0] if portion.kind is Kind.AUDIT else portion.key
    return "-".join(filter(None, (portion.kind.value, key, f"{portion.seq:010d}", digest))) + ".age"


class Stick:
    """`desk.services.spare.SpareMedium` in one terminal's folder on a stick."""

    def __init__(self, folder: Path, key: SpareKey) -> None:
        self._folder, self._key = folder, key

    @property
    def place(self) -> Path:
        """The stick itself."""
        return self._folder.parent.parent

    def held(self, kind: Kind) -> Mapping[str, Held]:
        found: dict[str, Held] = {}
        with self._saying_what_is_wrong():
            for each in files_in(self._folder):
                if each.kind is kind and each.key not in found:
                    found[each.key] = Held(each.seq, each.digest)
        return found

    def put(self, portion: Portion, digest: str, schema: int) -> None:
        data = sealed(portion, self._key, schema)
        target = self._folder / name_of(portion, digest)
        with self._saying_what_is_wrong():
            _write(target, io.BytesIO(data))
            if _read_back(target) != hashlib.sha256(data).digest():
                target.unlink(missing_ok=True)
                raise NeedsPerson("spare_damaged")
            for each in list(files_in(self._folder)):
                same = (each.kind, each.key) == (portion.kind, portion.key)
                if same and each.path != target:
                    each.path.unlink(missing_ok=True)

    def drop(self, kind: Kind, key: str) -> None:
        with self._saying_what_is_wrong():
            for each in list(files_in(self._folder)):
                if (each.kind, each.key) == (kind, key):
                    each.path.unlink(missing_ok=True)

    def packets(self) -> frozenset[str]:
        folder = self._folder / PACKETS
        with self._saying_what_is_wrong():
            if not folder.is_dir():
                return frozenset()
            names = (path.name for path in folder.iterdir())
            return frozenset(name[:-4] for name in names if _PACKET.fullmatch(name))

    def put_packet(self, digest: str, source: Path) -> None:
        """A damaged file of the outbox is not copied over a good one, nor at all."""
        target = self._folder / PACKETS / f"{digest}.age"
        with self._saying_what_is_wrong():
            target.parent.mkdir(exist_ok=True)
            with source.open("rb") as file:
                _write(target, file)
            if _read_back(target).hex() != digest:
                target.unlink(missing_ok=True)

    def fetch_packet(self, digest: str, target: Path) -> bool:
        """Copy a packet back to where it is missing or damaged; False, and `target` as it was,
        where the stick has no copy with that digest. Raises what the terminal's disk says."""
        source = self._folder / PACKETS / f"{digest}.age"
        new = target.with_name(target.name + ".spare")
        try:
            with self._saying_what_is_wrong():
                if not source.is_file():
                    return False
                file = source.open("rb")
            with file, new.open("wb") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            if _read_back(new).hex() != digest:
                return False
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
        sync_stick(target.parent)
        return True

    def drop_packet(self, digest: str) -> None:
        with self._saying_what_is_wrong():
            (self._folder / PACKETS / f"{digest}.age").unlink(missing_ok=True)

    @contextmanager
    def _saying_what_is_wrong(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise stick_trouble(error, self._folder) from error


def stick_trouble(error: OSError, folder: Path) -> NeedsPerson:
    """What a person is told when a stick says no."""
    if error.errno in _FULL:
        return NeedsPerson("spare_full")
    if error.errno in _LOCKED:
        return NeedsPerson("spare_read_only")
    try:
        there = (folder / MARKER).exists()
    except OSError:
        there = False
    return NeedsPerson("spare_error" if there else "spare_gone")


def _write(target: Path, source: BinaryIO) -> None:
    """Beside, flushed, then renamed; sticks need not know owners or how to flush a folder."""
    new = target.with_name(target.name + ".new")
    try:
        with new.open("wb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    sync_stick(target.parent)


def _read_back(path: Path) -> bytes:
    """SHA-256 of what the medium holds, past the system's memory where it lets us."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        forget_cached(file.fileno())
        return hashlib.file_digest(file, "sha256").digest()


# choosing and finding ------------------------------------------------------------------------
def make_spare(folder: Path, label: str, passphrase: str) -> SpareKey:
    """Make a stick's folder this terminal's spare.

    Raises NeedsPerson("spare_taken") where one lies already (it may be the only copy of a dead
    laptop), spare_full, spare_read_only, spare_gone, spare_error; Refused("passphrase_short").
    """
    check_passphrase(passphrase)
    mine = folder / FOLDER / label
    try:
        if mine.exists() and any(mine.iterdir()):
            raise NeedsPerson("spare_taken", name=label)
        if not folder.is_dir():
            raise NeedsPerson("spare_gone")
        key, locked = new_identity(label, passphrase)
        mine.mkdir(parents=True, exist_ok=True)
        _write(mine / IDENTITY, io.BytesIO(locked))
        marker = {"schema": "machikado-spare/1", "id": key.id, "terminal": label}
        _write(mine / MARKER, io.BytesIO(json.dumps(marker).encode()))
    except OSError as error:
        raise stick_trouble(error, mine) from error
    return key


def marker_of(folder: Path) -> Mapping[str, object]:
    """What a terminal's folder says it is; empty where it says nothing."""
    try:
        found = json.loads((folder / MARKER).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def find_stick(
    key: SpareKey, label: str, remembered: Path | None, places: Callable[[], Sequence[Path]]
) -> Stick | None:
    """The stick with our marker, wherever it is plugged in now; None where there is none."""
    tried = () if remembered is None else (remembered,)
    for place in (*tried, *places()):
        folder = place / FOLDER / label
        if marker_of(folder).get("id") == key.id:
            return Stick(folder, key)
    return None


def within(wait_s: float, work: Callable[[], T], otherwise: T) -> T:
    """What `work` answers; `otherwise` where it fails or a stick hangs longer than `wait_s`."""
    answers: SimpleQueue[T] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(work())
        except (NeedsPerson, OSError):
            answers.put(otherwise)

    threading.Thread(target=ask, name="stick", daemon=True).start()
    try:
        return answers.get(timeout=wait_s)
    except Empty:
        return otherwise


def removable_places() -> tuple[Path, ...]:
    """Where systems show sticks and cards."""
    if sys.platform == "win32":
        return tuple(Path(f"{letter}:/") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ")
    roots = (Path("/Volumes"),) if sys.platform == "darwin" else _linux_roots()
    return tuple(place for root in roots for place in _folders(root))


def _linux_roots() -> tuple[Path, ...]:
    users = [Path("/media"), Path("/run/media")]
    return (Path("/mnt"), *users, *(place for root in users for place in _folders(root)))


def _folders(root: Path) -> Sequence[Path]:
    try:
        return sorted(path for path in root.iterdir() if path.is_dir())
    except OSError:
        return ()
