"""The first tables: terminals, batches, packets, receipts."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
DIGEST = sa.String(64)
UUID = sa.String(36)
CODE = sa.String(6)


def _municipality() -> sa.Column[str]:
    return sa.Column("municipality", CODE, primary_key=True)


def upgrade() -> None:
    _hub()
    _terminals()
    _batches()
    _packets()
    for table, name, when in FROZEN:
        _refuse(table, name, when)


def _hub() -> None:
    op.create_table(
        "facts",
        _municipality(),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "trusted_hubs",
        _municipality(),
        sa.Column("root", DIGEST, primary_key=True),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("key_set", sa.LargeBinary, nullable=False),
    )


def _terminals() -> None:
    op.create_table(
        "enrolment_codes",
        _municipality(),
        sa.Column("code_sha256", DIGEST, primary_key=True),
        sa.Column("label", sa.String(4), nullable=False),
        sa.Column("terminal", UUID),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("used_by", DIGEST),
        sa.CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="code_used_by_a_key"),
    )
    op.create_index("code_by_hash", "enrolment_codes", ["code_sha256"], unique=True)
    op.create_table(
        "terminals",
        _municipality(),
        sa.Column("terminal", UUID, primary_key=True),
        sa.Column("label", sa.String(4), nullable=False),
        sa.Column("hub", DIGEST, nullable=False),
        sa.Column("enrolled_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_index("terminal_by_id", "terminals", ["terminal"], unique=True)
    op.create_table(
        "terminal_keys",
        _municipality(),
        sa.Column("terminal", UUID, primary_key=True),
        sa.Column("public", DIGEST, primary_key=True),
        sa.Column("certificate", sa.LargeBinary, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("enrolled_with", DIGEST),
        sa.ForeignKeyConstraint(
            ["municipality", "terminal"],
            ["terminals.municipality", "terminals.terminal"],
            name="key_of_a_terminal",
        ),
    )
    op.create_table(
        "offices",
        _municipality(),
        sa.Column("office", UUID, primary_key=True),
        sa.Column("public", DIGEST, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_index("office_by_id", "offices", ["office"], unique=True)


def _batches() -> None:
    op.create_table(
        "batches",
        _municipality(),
        sa.Column("batch", UUID, primary_key=True),
        sa.Column("terminal", UUID, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("previous", DIGEST, nullable=False),
        sa.Column("signed_by", DIGEST, nullable=False),
        sa.Column("manifest", sa.LargeBinary, nullable=False),
        sa.Column("packets", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("announced_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["municipality", "terminal"],
            ["terminals.municipality", "terminals.terminal"],
            name="batch_of_a_terminal",
        ),
    )
    op.create_index("batch_by_terminal", "batches", ["municipality", "terminal", "sequence"])
    op.create_index(
        "batch_open",
        "batches",
        ["announced_at"],
        sqlite_where=sa.text("received_at IS NULL"),
        postgresql_where=sa.text("received_at IS NULL"),
    )
    op.create_table(
        "batch_lines",
        _municipality(),
        sa.Column("batch", UUID, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("addressee", CODE, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("application", UUID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("route", sa.String(10), nullable=False),
        sa.CheckConstraint("size > 0", name="line_has_bytes"),
        sa.ForeignKeyConstraint(
            ["municipality", "batch"],
            ["batches.municipality", "batches.batch"],
            name="line_of_a_batch",
        ),
    )
    op.create_index("line_by_packet", "batch_lines", ["addressee", "digest"])
    op.create_table(
        "receipts",
        _municipality(),
        sa.Column("batch", UUID, primary_key=True),
        sa.Column("receipt", sa.LargeBinary, nullable=False),
        sa.Column("signed_with", DIGEST, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality", "batch"],
            ["batches.municipality", "batches.batch"],
            name="receipt_of_a_batch",
        ),
    )


def _packets() -> None:
    op.create_table(
        "packets",
        _municipality(),
        sa.Column("digest", DIGEST, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("terminal", UUID, nullable=False),
        sa.Column("application", UUID),
        sa.Column("version", sa.Integer),
        sa.Column("batch", UUID),
        sa.Column("arrival", sa.BigInteger),
        sa.Column("lost_at", MOMENT),
        sa.CheckConstraint("size > 0", name="packet_has_bytes"),
        sa.CheckConstraint(
            "(application IS NULL) = (version IS NULL)", name="packet_claimed_whole"
        ),
        sa.UniqueConstraint("municipality", "application", "version", name="application_once"),
        sa.UniqueConstraint("municipality", "arrival", name="arrival_once"),
    )
    op.create_index(
        "packet_loose",
        "packets",
        ["terminal", "stored_at"],
        sqlite_where=sa.text("application IS NULL"),
        postgresql_where=sa.text("application IS NULL"),
    )
    op.create_table("arrivals", _municipality(), sa.Column("last", sa.BigInteger, nullable=False))


# What no program error may do: (table and verb, name, condition on OLD and NEW).
FROZEN = (
    (
        "UPDATE ON batches",
        "manifest_is_frozen",
        "NEW.manifest <> OLD.manifest OR NEW.digest <> OLD.digest"
        " OR NEW.terminal <> OLD.terminal OR NEW.batch <> OLD.batch",
    ),
    (
        "UPDATE ON batches",
        "received_is_received",
        "OLD.received_at IS NOT NULL"
        " AND (NEW.received_at IS NULL OR NEW.received_at <> OLD.received_at)",
    ),
    ("DELETE ON batches", "batch_stays", "OLD.batch IS NOT NULL"),
    ("UPDATE ON batch_lines", "line_is_frozen", "OLD.batch IS NOT NULL"),
    ("DELETE ON batch_lines", "line_stays", "OLD.batch IS NOT NULL"),
    ("UPDATE ON receipts", "receipt_is_frozen", "OLD.batch IS NOT NULL"),
    ("DELETE ON receipts", "receipt_stays", "OLD.batch IS NOT NULL"),
    ("UPDATE ON packets", "packet_is_frozen", "NEW.digest <> OLD.digest OR NEW.size <> OLD.size"),
    (
        "DELETE ON packets",
        "claimed_stays",
        "OLD.application IS NOT NULL OR OLD.arrival IS NOT NULL",
    ),
)


def _refuse(verb_on_table: str, name: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb_on_table} FOR EACH ROW WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{name}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb_on_table} FOR EACH ROW WHEN ({when})"
        f" EXECUTE FUNCTION {name}()"
    )
