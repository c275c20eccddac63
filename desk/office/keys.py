"""The office's keys: its identity and the recovery identity, each locked by a passphrase."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import pyrage

from desk.domain.errors import NeedsPerson, Refused
from sync.errors import Refused as Wrong
from sync.keys import SealingKey, SigningKey
from sync.protocol import Municipality
from sync.whole_file import make_folder, write_whole

OFFICE_IDENTITY: Final = "office-identity.age"
RECOVERY_IDENTITY: Final = "recovery-identity.age"
SIGN_IN_KEY: Final = "office-sign-in.age"
OFFICE_FILE: Final = "office.json"
FOR_THE_HUB: Final = "municipality.toml"
_SHORTEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKeys:
    """What of a new office may be shown."""

    code: str
    name: str
    recipient: str
    recovery: str
    sign_in: str  # public key with which the office signs on at the hub, hex

    def as_toml(self) -> str:
        """For `desk-hub municipality add --file`."""
        fields = {
            "code": self.code,
            "name": self.name,
            "recipient": self.recipient,
            "recovery": self.recovery,
        }
        lines = (
            f"{each} = {json.dumps(value, ensure_ascii=False)}" for each, value in fields.items()
        )
        return "\n".join(("[[municipality]]", *lines))

    def as_commands(self) -> tuple[str, ...]:
        """For the hub's own machine, where DIR is its folder."""
        return (
            f"desk-hub municipality add --data DIR --file {FOR_THE_HUB}",
            f"desk-hub office add --data DIR --municipality {self.code} --key {self.sign_in}",
        )


def make_office(
    folder: Path, code: str, name: str, passphrase: str, recovery_passphrase: str
) -> OfficeKeys:
    """Make the keys; never over others.

    Raises NeedsPerson("office_exists"), Refused("passphrase_short" | "office_same_passphrase" |
    "municipality_malformed"), OSError.
    """
    for each in (passphrase, recovery_passphrase):
        if len(each) < _SHORTEST:
            raise Refused("passphrase_short", shortest=_SHORTEST, now=len(each))
    if passphrase == recovery_passphrase:
        raise Refused("office_same_passphrase")
    if any((folder / each).exists() for each in (OFFICE_IDENTITY, RECOVERY_IDENTITY, OFFICE_FILE)):
        raise NeedsPerson("office_exists", name=folder.name)
    office, recovery, sign_in = SealingKey.new(), SealingKey.new(), SigningKey.new()
    _check_municipality(code, name, office, recovery)
    make_folder(folder)
    write_whole(folder / RECOVERY_IDENTITY, recovery.locked(recovery_passphrase))
    write_whole(folder / SIGN_IN_KEY, _locked(sign_in, office))
    write_whole(folder / OFFICE_IDENTITY, office.locked(passphrase))
    keys = OfficeKeys(
        code=code,
        name=name,
        recipient=office.recipient,
        recovery=recovery.recipient,
        sign_in=sign_in.public,
    )
    told = {"schema": "machikado-office/1", "code": code, "name": name, "root": ""}
    told |= {"recipient": keys.recipient, "recovery": keys.recovery, "sign_in": keys.sign_in}
    write_whole(folder / FOR_THE_HUB, f"{keys.as_toml()}\n".encode())
    write_whole(folder / OFFICE_FILE, json.dumps(told, ensure_ascii=False, indent=1).encode())
    return keys


def _check_municipality(code: str, name: str, office: SealingKey, recovery: SealingKey) -> None:
    """By the rules of the reference data that will carry it."""
    entry = {
        "code": code,
        "name": name,
        "recipient": office.recipient,
        "recovery": recovery.recipient,
    }
    try:
        msgspec.convert(entry, Municipality)
    except msgspec.ValidationError as error:
        raise Refused("municipality_malformed") from error


def _locked(key: SigningKey, office: SealingKey) -> bytes:
    """The sign-in key opens with the office's identity, so that one passphrase does for both."""
    return bytes(pyrage.encrypt(f"{key.private.hex()}\n".encode(), [office.identity.to_public()]))


def open_identity(file: Path, passphrase: str) -> SealingKey:
    """The identity in a file; raises NeedsPerson("office_passphrase_wrong"), OSError."""
    try:
        return SealingKey.unlock(file.read_bytes(), passphrase)
    except Wrong as error:
        raise NeedsPerson("office_passphrase_wrong") from error


def sign_in_key(file: Path, office: SealingKey) -> SigningKey:
    """The key with which the office signs on at the hub; raises NeedsPerson, OSError."""
    try:
        plain = pyrage.decrypt(file.read_bytes(), [office.identity])
        return SigningKey(bytes.fromhex(plain.decode().strip()))
    except (pyrage.DecryptError, ValueError) as error:
        raise NeedsPerson("office_key_damaged", name=file.name) from error
