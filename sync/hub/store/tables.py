"""The tables as SQLAlchemy Core sees them; `migrations/` makes them.

The municipality's code leads every primary key, so that the tables can be split by it later.
What belongs to the hub itself stands under HUB.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

HUB: Final = "000000"

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A UTC moment with its zone; SQLite, which knows no zones, keeps it as UTC without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _municipality() -> Column[str]:
    return Column("municipality", String(6), primary_key=True)


facts = Table(
    "facts",
    metadata,
    _municipality(),
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

trusted_hubs = Table(
    "trusted_hubs",
    metadata,
    _municipality(),
    Column("root", String(64), primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("key_set", LargeBinary, nullable=False),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    _municipality(),
    Column("code_sha256", String(64), primary_key=True),
    Column("label", String(4), nullable=False),
    Column("terminal", String(36)),  # a new key for this one
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", String(64)),  # public key
)

terminals = Table(
    "terminals",
    metadata,
    _municipality(),
    Column("terminal", String(36), primary_key=True),
    Column("label", String(4), nullable=False),
    Column("hub", String(64), nullable=False),  # root of the hub that certified it
    Column("enrolled_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

terminal_keys = Table(
    "terminal_keys",
    metadata,
    _municipality(),
    Column("terminal", String(36), primary_key=True),
    Column("public", String(64), primary_key=True),
    Column("certificate", LargeBinary, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),  # null: the current one
    Column("enrolled_with", String(64)),  # hash of the code, for the repeat of a lost reply
)

offices = Table(
    "offices",
    metadata,
    _municipality(),
    Column("office", String(36), primary_key=True),
    Column("public", String(64), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

batches = Table(
    "batches",
    metadata,
    _municipality(),
    Column("batch", String(36), primary_key=True),
    Column("terminal", String(36), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("digest", String(64), nullable=False),  # of the manifest
    Column("previous", String(64), nullable=False),
    Column("signed_by", String(64), nullable=False),  # the terminal's public key
    Column("manifest", LargeBinary, nullable=False),  # the envelope as it came
    Column("packets", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("announced_at", Moment, nullable=False),
    Column("received_at", Moment),  # null: open
)

batch_lines = Table(
    "batch_lines",
    metadata,
    _municipality(),  # the terminal's, as of `batches`
    Column("batch", String(36), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("addressee", String(6), nullable=False),  # municipality of the packet
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("application", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    Column("number", String(200), nullable=False),
    Column("route", String(10), nullable=False),
)

packets = Table(
    "packets",
    metadata,
    _municipality(),  # the addressee
    Column("digest", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("terminal", String(36), nullable=False),  # that sent it
    Column("application", String(36)),  # null: loose, no manifest claims it yet
    Column("version", Integer),
    Column("batch", String(36)),
    Column("arrival", BigInteger),  # place in the office's list, once a receipt covers it
    Column("lost_at", Moment),  # its bytes were found missing
)

arrivals = Table(
    "arrivals",
    metadata,
    _municipality(),
    Column("last", BigInteger, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    _municipality(),
    Column("batch", String(36), primary_key=True),
    Column("receipt", LargeBinary, nullable=False),
    Column("signed_with", String(64), nullable=False),  # id of the receipt key
    Column("signed_at", Moment, nullable=False),
)
