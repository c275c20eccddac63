"""The files on a spare: a tar inside a standard age file, with a proof that this terminal wrote it.

`age -d -i identity.age record-….age | tar x` opens one by hand: `about.json` (what it is, hashes,
the proof), `rows.json` (rows by table; bytes as {"$b": base64}) and `images/<sha256>`. The identity
is itself an age file that opens with the supervisor's passphrase; a comment in it holds the key of
the proof (HMAC-SHA256 over about.json without "mac").
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import secrets
import tarfile
import unicodedata
from base64 import b64decode
from dataclasses import dataclass
from typing import Any, Final

import pyrage

from desk.domain.errors import NeedsPerson
from desk.services.spare import Kind, Portion, SpareKey
from sync.keys import SealingKey, recipient

SCHEMA: Final = "machikado-spare/1"
_MOST_BYTES: Final = 512 << 20
_MAC: Final = "# proof "


def new_identity(label: str, passphrase: str) -> tuple[SpareKey, bytes]:
    """A spare's key for the store, and the locked identity file for the stick."""
    sealing, mac, id_ = SealingKey.new(), secrets.token_bytes(32), secrets.token_hex(16)
    text = f"# Machikado Desk spare {label}\n{_MAC}{mac.hex()}\n{sealing.secret}\n"
    locked = bytes(pyrage.passphrase.encrypt(text.encode(), _typed(passphrase)))
    return SpareKey(id_, sealing.recipient, mac), locked


def _typed(passphrase: str) -> str:
    """Full-width letters of a Japanese keyboard are the same letters."""
    return unicodedata.normalize("NFKC", passphrase)


@dataclass(frozen=True)
class SpareReader:
    """Opens what a spare holds."""

    sealing: SealingKey
    mac: bytes

    @classmethod
    def unlock(cls, locked: bytes, passphrase: str) -> SpareReader:
        """Raises NeedsPerson("spare_passphrase_wrong")."""
        try:
            text = pyrage.passphrase.decrypt(locked, _typed(passphrase)).decode("ascii")
        except (pyrage.DecryptError, UnicodeDecodeError) as error:
            raise NeedsPerson("spare_passphrase_wrong") from error
        lines = text.splitlines()
        proofs = [line[len(_MAC) :] for line in lines if line.startswith(_MAC)]
        secret = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        if len(proofs) != 1 or len(secret) != 1:
            raise NeedsPerson("spare_damaged")
        return cls(SealingKey(secret[0]), bytes.fromhex(proofs[0]))

    def open(self, sealed: bytes, kind: Kind, key: str) -> tuple[Portion, int]:
        """The portion and the store's schema version that it was written with.

        Raises NeedsPerson("spare_damaged") for anything that this terminal did not write as this
        very kind and key.
        """
        try:
            members = _members(pyrage.decrypt(sealed, [self.sealing.identity]))
            about = json.loads(members.pop("about.json"))
            self._check(about, members, kind, key)
            rows = json.loads(members.pop("rows.json"), object_hook=_from_json)
        except (pyrage.DecryptError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
            raise NeedsPerson("spare_damaged") from error
        images = {name.removeprefix("images/"): data for name, data in members.items()}
        return Portion(kind, key, int(about["seq"]), rows, images), int(about["store"])

    def _check(
        self, about: dict[str, Any], members: dict[str, bytes], kind: Kind, key: str
    ) -> None:
        proof = str(about.pop("mac"))
        right = (
            hmac.compare_digest(proof, _proof(self.mac, about))
            and (about["schema"], about["kind"], about["key"]) == (SCHEMA, kind.value, key)
            and about["members"] == {name: _sha256(data) for name, data in members.items()}
        )
        if not right:
            raise ValueError("not what this terminal wrote")


def sealed(portion: Portion, key: SpareKey, store: int) -> bytes:
    """The bytes of its file; `store` is the schema version of the store."""
    members = {"rows.json": portion.rows_json()}
    members |= {f"images/{sha256}": data for sha256, data in portion.images.items()}
    about: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": portion.kind.value,
        "key": portion.key,
        "seq": portion.seq,
        "store": store,
        "members": {name: _sha256(data) for name, data in members.items()},
    }
    about["mac"] = _proof(key.mac, about)
    plain = _tar({"about.json": json.dumps(about).encode(), **members})
    return bytes(pyrage.encrypt(plain, [recipient(key.recipient)]))


def _proof(mac: bytes, about: dict[str, Any]) -> str:
    text = json.dumps(about, sort_keys=True, separators=(",", ":"))
    return hmac.new(mac, text.encode(), hashlib.sha256).hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tar(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o600
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _members(plain: bytes) -> dict[str, bytes]:
    """Read by name into memory, never onto the disk."""
    if len(plain) > _MOST_BYTES:
        raise ValueError("too large")
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as tar:
        for entry in tar:
            file = tar.extractfile(entry) if entry.isreg() else None
            if file is None or entry.name in found:
                raise ValueError("an odd member")
            found[entry.name] = file.read()
    return found


def _from_json(value: dict[str, Any]) -> Any:
    return b64decode(value["$b"], validate=True) if value.keys() == {"$b"} else value
