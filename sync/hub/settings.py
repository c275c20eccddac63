"""What an installation of the hub may choose; read once, at the start."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from sync.protocol import MOST_PACKET_BYTES

SETTINGS_FILE: Final = "hub.toml"
PORT: Final = 8443


class WrongSettings(Exception):
    """The settings file or an option says something that the hub does not understand."""


@dataclass(frozen=True, kw_only=True)
class HubSettings:
    """`data` holds the keys and, unless options say otherwise, the database and the objects.

    What is spooled before it is stored lies in `data` too. Times in the unit of the name.
    """

    data: Path
    database: str = ""  # SQLAlchemy URL; "": SQLite in `data`
    objects: str = ""  # "s3://bucket?endpoint=…"; "": a folder in `data`
    name: str = "hub"
    host: str = "127.0.0.1"
    port: int = PORT
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_ca: Path | None = None  # PEM that terminals pin, in the key set
    workers: int = 1
    log_level: str = "info"

    most_packet_bytes: int = MOST_PACKET_BYTES
    reserve_bytes: int = 256 << 20  # kept free on the disk for the database
    session_s: int = 3_600
    challenge_s: int = 300
    code_days: int = 14
    loose_packets: int = 1_000  # of one terminal, before their manifest
    loose_bytes: int = 4 << 30
    loose_days: int = 30
    presigned_s: int = 3_600
    check_staged_s: float = 20.0  # of one request, on what was uploaded past the hub
    terminal_rate: str = "6000/minute"
    address_rate: str = "6000/minute"  # whoever is not signed on; many may share an address
    enrol_rate: str = "300/minute"
    durable_writes: int = 16  # at the same time
    threads: int = 40
    drain_s: float = 30.0  # after SIGTERM, for what is under way

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def sqlite_file(self) -> Path:
        return self.data / "hub.db"

    @property
    def objects_folder(self) -> Path:
        return self.data / "objects"

    @property
    def embedded(self) -> bool:
        """SQLite and a folder: everything lies in `data`."""
        return not self.database and not self.objects

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.sqlite_file}"


_PLACES: Final = ("data", "tls_cert", "tls_key", "tls_ca")


def read_settings(data: Path, **given: Any) -> HubSettings:
    """Settings of `data`/hub.toml, where it exists, under the options that were given.

    Raises WrongSettings for a key or a type that is not one of HubSettings.
    """
    known = {field.name: field.type for field in fields(HubSettings)}
    file = data / SETTINGS_FILE
    try:
        chosen = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{SETTINGS_FILE}: {error}") from error
    for name, value in chosen.items():
        if name not in known or name == "data":
            raise WrongSettings(f"{SETTINGS_FILE}: {name}?")
        if name in _PLACES:
            chosen[name] = Path(str(value))
        elif type(value).__name__ != known[name]:
            raise WrongSettings(f"{SETTINGS_FILE}: {name} is no {known[name]}")
    settings = HubSettings(data=data, **chosen)
    return replace(settings, **{name: value for name, value in given.items() if value is not None})
