"""What the line and the disk say, as facts of the desk: the words stand under `sync_<code>`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from desk.domain.errors import CanRetry, DeskError, NeedsPerson, Refused
from sync.errors import CanRetry as SyncCanRetry
from sync.errors import NeedsPerson as SyncNeedsPerson
from sync.errors import SyncError


def desk_error(error: SyncError) -> DeskError:
    """The same fact, for the desk's screens and exit codes."""
    kind: type[DeskError] = Refused
    if isinstance(error, SyncCanRetry):
        kind = CanRetry
    elif isinstance(error, SyncNeedsPerson):
        kind = NeedsPerson
    return kind(f"sync_{error.code}", **error.facts)


def disk_error(error: OSError) -> NeedsPerson:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return NeedsPerson("disk_full" if full else "disk_error")


@contextmanager
def saying_it_here() -> Iterator[None]:
    """SyncError and OSError inside become the desk's own facts."""
    try:
        yield
    except SyncError as error:
        raise desk_error(error) from error
    except OSError as error:
        raise disk_error(error) from error
