"""Sealed packets in an S3-compatible store, by obstore; terminals upload past the hub.

A terminal PUTs to a presigned staging key. At `complete` the hub copies that to the packet's own
key, reads the copy back and hashes it: only then does the packet count. The store must be one that
has the bytes on its disks when it answers (SeaweedFS: `fs.configure -fsync=true`).

Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, never from the URL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from sync.errors import CanRetry, Refused
from sync.hub.objects import ObjectKey, Spool, disk_told, hash_of, room_for, sweep
from sync.hub.settings import HubSettings, WrongSettings
from sync.protocol import CHUNK_BYTES, Digest, Upload
from sync.whole_file import make_folder

STAGING: Final = "staging"
KEPT: Final = "packets"
_ALLOWED: Final = frozenset({"endpoint", "region", "prefix"})
_TIMEOUTS: Final = {"timeout": "60s", "connect_timeout": "5s"}
_RETRY: Final[Any] = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=2),
        "base": 2,
    },
}


class S3Objects:
    """Keys `packets/<municipality>/<first two>/<digest>.age`, and `staging/` for uploads."""

    direct = True

    def __init__(self, store: S3Store, incoming: Path, reserve_bytes: int, presigned_s: int):
        self._store = store
        self._incoming = incoming
        self._reserve = reserve_bytes
        self._presigned = timedelta(seconds=presigned_s)
        make_folder(incoming)

    def spool(self, size: int) -> Spool:
        room_for(self._incoming, size + self._reserve)
        return Spool(self._incoming)

    def keep(self, key: ObjectKey, spooled: Spool) -> None:
        """What came through the hub: written, then read back as an upload is."""
        spooled.close()
        with _told(), disk_told():
            obstore.put(self._store, _kept(key), spooled.path)
        if not self._is_right(key, spooled.size):
            raise CanRetry("hub_failed", why="object store")
        spooled.discard()

    def absent(self, keys: Sequence[ObjectKey]) -> list[ObjectKey]:  # noqa: ARG002
        """Nothing is asked: `keep` and `take_uploaded` read everything back before it counts."""
        return []

    def chunks(self, key: ObjectKey) -> Iterator[bytes]:
        try:
            with _told():
                found = obstore.get(self._store, _kept(key))
        except FileNotFoundError as error:
            raise Refused("not_ours", why="no such packet") from error
        with _told():
            for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)

    def every(self) -> Iterator[ObjectKey]:
        with _told():
            for page in obstore.list(self._store, prefix=f"{KEPT}/"):
                for each in page:
                    parts = each["path"].split("/")
                    if len(parts) == 4 and len(parts[3]) == 68:
                        yield ObjectKey(parts[1], Digest(parts[3][:64]))

    def remove(self, key: ObjectKey) -> None:
        with _told():
            obstore.delete(self._store, _kept(key))

    def uploads(self, keys: Sequence[ObjectKey]) -> tuple[Upload, ...]:
        if not keys:
            return ()
        with _told():
            urls = obstore.sign(self._store, "PUT", [_staged(key) for key in keys], self._presigned)
        return tuple(
            Upload(digest=key.digest, url=url) for key, url in zip(keys, urls, strict=True)
        )

    def take_uploaded(self, key: ObjectKey, size: int) -> bool:
        try:
            with _told():
                if obstore.head(self._store, _staged(key))["size"] != size:
                    obstore.delete(self._store, _staged(key))
                    return False
                obstore.copy(self._store, _staged(key), _kept(key))
        except FileNotFoundError:
            return False
        right = self._is_right(key, size)
        with _told():
            obstore.delete(self._store, _staged(key))
            if not right:
                obstore.delete(self._store, _kept(key))
        return right

    def usable(self) -> None:
        room_for(self._incoming, self._reserve)
        with _told():
            next(iter(obstore.list(self._store, prefix=f"{KEPT}/", chunk_size=1)), None)

    def tidy(self) -> None:
        sweep(self._incoming)

    def _is_right(self, key: ObjectKey, size: int) -> bool:
        try:
            return hash_of(self.chunks(key)) == (key.digest, size)
        except Refused:
            return False


def open_s3(settings: HubSettings) -> S3Objects:
    """From `s3://bucket?endpoint=https://…&region=…&prefix=…`; raises WrongSettings."""
    parts = urlsplit(settings.objects)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or parts.username or set(options) - _ALLOWED:
        raise WrongSettings("objects: s3://bucket?endpoint=…&region=…&prefix=…")
    endpoint = options.get("endpoint", "")
    client: Any = {**_TIMEOUTS, "allow_http": endpoint.startswith("http://")}
    given: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
    store = S3Store(
        parts.netloc,
        prefix=options.get("prefix"),
        region=options.get("region", "us-east-1"),
        client_options=client,
        retry_config=_RETRY,
        **given,
    )
    incoming = settings.data / "incoming"
    return S3Objects(store, incoming, settings.reserve_bytes, settings.presigned_s)


def _kept(key: ObjectKey) -> str:
    return f"{KEPT}/{key.path}"


def _staged(key: ObjectKey) -> str:
    return f"{STAGING}/{key.path}"


@contextmanager
def _told() -> Iterator[None]:
    """What the store says as what the terminal must know; FileNotFoundError goes through."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        full = "InsufficientStorage" in type(error).__name__ or "507" in str(error)[:400]
        code = "hub_full" if full else "hub_busy"
        raise CanRetry(code, why="object store", wait_s=10) from error
