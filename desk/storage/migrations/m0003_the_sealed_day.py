"""Step 3: keys, the closing of days, packets, batches on their way, receipts, deletions.

Raw SQL, frozen once released. The promises that the tables keep: what is sealed never changes; an
application is sealed only with its packet in a batch; it is received only with a receipt that
covers the packet; it is purged only by a recorded deletion of a received batch; a batch that left
this terminal cannot be withdrawn; and nothing is deleted before.
"""

from __future__ import annotations

from typing import Final

_KEYS: Final = (
    """
    CREATE TABLE terminal_key (
        seq INTEGER PRIMARY KEY,
        public TEXT NOT NULL UNIQUE CHECK (length(public) = 64),
        private BLOB NOT NULL CHECK (length(private) = 32),
        made_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE enrolment (
        seq INTEGER PRIMARY KEY,
        public TEXT NOT NULL REFERENCES terminal_key (public),
        hub_url TEXT NOT NULL,
        root TEXT NOT NULL CHECK (length(root) = 64),
        certificate BLOB NOT NULL,
        at TEXT NOT NULL,
        operator TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE key_set (
        root TEXT NOT NULL CHECK (length(root) = 64),
        serial INTEGER NOT NULL CHECK (serial >= 0),
        envelope BLOB NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (root, serial)
    ) STRICT
    """,
    """
    CREATE TABLE reference (
        root TEXT NOT NULL CHECK (length(root) = 64),
        serial INTEGER NOT NULL CHECK (serial >= 0),
        envelope BLOB NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (root, serial)
    ) STRICT
    """,
    """
    CREATE TABLE supervisor_key (
        public TEXT PRIMARY KEY CHECK (length(public) = 64),
        operator TEXT NOT NULL REFERENCES operator,
        slot TEXT NOT NULL CHECK (json_valid(slot)),
        made_at TEXT NOT NULL,
        retired_at TEXT
    ) STRICT, WITHOUT ROWID
    """,
)

_DAY: Final = (
    """
    CREATE TABLE batch (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        terminal TEXT NOT NULL,
        sequence INTEGER NOT NULL CHECK (sequence >= 1),
        day_id TEXT NOT NULL REFERENCES day,
        on_date TEXT NOT NULL,
        venue TEXT NOT NULL,
        enrolment INTEGER NOT NULL REFERENCES enrolment,
        manifest BLOB NOT NULL,
        digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
        previous TEXT NOT NULL CHECK (length(previous) = 64),
        tally TEXT NOT NULL CHECK (json_valid(tally)),
        packets INTEGER NOT NULL CHECK (packets >= 0),
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        sealed_at TEXT NOT NULL,
        sealed_by TEXT NOT NULL REFERENCES operator,
        state TEXT NOT NULL CHECK (state IN (
            'waiting', 'sending', 'paused', 'failed', 'carried', 'received', 'purged',
            'withdrawn')),
        changed_at TEXT NOT NULL,
        owner TEXT,
        lease_until TEXT,
        sent_at TEXT,
        sent_before TEXT,
        sent_packets INTEGER NOT NULL DEFAULT 0 CHECK (sent_packets BETWEEN 0 AND packets),
        sent_bytes INTEGER NOT NULL DEFAULT 0 CHECK (sent_bytes BETWEEN 0 AND bytes),
        attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        failed_at TEXT,
        trouble TEXT NOT NULL DEFAULT '',
        facts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(facts)),
        next_try_at TEXT,
        carried_at TEXT,
        carried_as TEXT NOT NULL DEFAULT '',
        received_at TEXT,
        purged_at TEXT,
        withdrawn_at TEXT,
        withdrawn_by TEXT REFERENCES operator,
        reason TEXT NOT NULL DEFAULT '',
        UNIQUE (terminal, sequence),
        UNIQUE (on_date, name),
        CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
        CHECK ((lease_until IS NULL) = (owner IS NULL)),
        CHECK ((state = 'failed') <= (failed_at IS NOT NULL AND trouble <> '')),
        CHECK ((state = 'carried') <= (carried_at IS NOT NULL)),
        CHECK ((state IN ('received', 'purged')) = (received_at IS NOT NULL)),
        CHECK ((state = 'purged') = (purged_at IS NOT NULL)),
        CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)),
        CHECK (withdrawn_at IS NULL OR (withdrawn_by IS NOT NULL AND reason <> ''))
    ) STRICT
    """,
    """
    CREATE TABLE packet (
        digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
        size INTEGER NOT NULL CHECK (size > 0),
        application_id TEXT NOT NULL REFERENCES application,
        municipality TEXT NOT NULL CHECK (length(municipality) = 6),
        body TEXT NOT NULL CHECK (length(body) = 64),
        made_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE batch_packet (
        batch TEXT NOT NULL REFERENCES batch,
        position INTEGER NOT NULL CHECK (position >= 0),
        digest TEXT NOT NULL REFERENCES packet,
        application_id TEXT NOT NULL REFERENCES application,
        PRIMARY KEY (batch, position),
        UNIQUE (batch, digest),
        UNIQUE (batch, application_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE trickled (
        digest TEXT PRIMARY KEY REFERENCES packet,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE receipt (
        batch TEXT PRIMARY KEY REFERENCES batch,
        envelope BLOB NOT NULL,
        hub TEXT NOT NULL,
        received_at TEXT NOT NULL,
        kept_at TEXT NOT NULL,
        way TEXT NOT NULL CHECK (way IN ('line', 'carried'))
    ) STRICT
    """,
    """
    CREATE TABLE receipt_line (
        batch TEXT NOT NULL REFERENCES receipt,
        digest TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('stored', 'already')),
        first TEXT NOT NULL CHECK (length(first) = 64),
        PRIMARY KEY (batch, digest),
        FOREIGN KEY (batch, digest) REFERENCES batch_packet (batch, digest)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE day_close (
        seq INTEGER PRIMARY KEY,
        day_id TEXT NOT NULL REFERENCES day,
        begun_at TEXT NOT NULL,
        begun_by TEXT NOT NULL REFERENCES operator,
        shortage TEXT NOT NULL DEFAULT '',
        shortage_by TEXT REFERENCES operator,
        alone TEXT NOT NULL DEFAULT '',
        alone_by TEXT REFERENCES operator,
        scan INTEGER NOT NULL DEFAULT 0,
        scan_envelope TEXT CHECK (scan_envelope IN ('accepted', 'voided', 'held_over')),
        batch TEXT UNIQUE REFERENCES batch,
        ended_as TEXT CHECK (ended_as IN ('withdrawn', 'continued')),
        ended_at TEXT,
        ended_by TEXT REFERENCES operator,
        reason TEXT NOT NULL DEFAULT '',
        CHECK ((shortage = '') = (shortage_by IS NULL)),
        CHECK ((alone = '') = (alone_by IS NULL)),
        CHECK ((ended_as IS NULL) = (ended_at IS NULL)),
        CHECK (ended_as IS NULL OR (batch IS NOT NULL AND ended_by IS NOT NULL AND reason <> ''))
    ) STRICT
    """,
    """
    CREATE TABLE paper_count (
        seq INTEGER PRIMARY KEY,
        close INTEGER NOT NULL REFERENCES day_close,
        envelope TEXT NOT NULL
            CHECK (envelope IN ('accepted', 'voided', 'held_over', 'pin_requests')),
        counted INTEGER NOT NULL CHECK (counted BETWEEN 0 AND 99999),
        recorded INTEGER NOT NULL CHECK (recorded >= 0),
        counter TEXT NOT NULL REFERENCES operator,
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    """
    CREATE TABLE scanned_sheet (
        close INTEGER NOT NULL REFERENCES day_close,
        scan INTEGER NOT NULL,
        application_id TEXT NOT NULL REFERENCES application,
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator,
        PRIMARY KEY (close, scan, application_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE deletion (
        batch TEXT PRIMARY KEY REFERENCES batch,
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator,
        days INTEGER NOT NULL CHECK (days >= 0),
        applications INTEGER NOT NULL CHECK (applications >= 0),
        pictures INTEGER NOT NULL CHECK (pictures >= 0),
        files INTEGER NOT NULL CHECK (files >= 0)
    ) STRICT
    """,
    """
    CREATE TABLE contact (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        offset_s REAL NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE extension (
        seq INTEGER PRIMARY KEY,
        which TEXT NOT NULL CHECK (which IN ('unsent', 'contact', 'disk')),
        reason TEXT NOT NULL CHECK (reason <> ''),
        at TEXT NOT NULL,
        until TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    # What a day was closed with: every version that stood for itself or was replaced, once.
    "ALTER TABLE application ADD COLUMN counted_in TEXT REFERENCES batch",
    "ALTER TABLE day ADD COLUMN closed_with TEXT REFERENCES batch",
)

_INDEXES: Final = (
    "CREATE INDEX application_uncounted ON application (counted_in, on_date, status, route)",
    "CREATE INDEX packet_of_application ON packet (application_id)",
    "CREATE INDEX packet_in_batches ON batch_packet (digest)",
    "CREATE INDEX application_in_batches ON batch_packet (application_id)",
    "CREATE INDEX batch_by_state ON batch (state, sequence)",
    "CREATE INDEX count_of_close ON paper_count (close, envelope)",
    "CREATE UNIQUE INDEX one_closing ON day_close (day_id) WHERE ended_as IS NULL",
    "CREATE UNIQUE INDEX one_key_each ON supervisor_key (operator) WHERE retired_at IS NULL",
)


def _kept(table: str, *, but: str = "0") -> tuple[str, str]:
    """Rows of `table` never change and are never deleted, but where `but` holds."""
    return (
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} never changes'); END",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} WHEN NOT ({but})"
        f" BEGIN SELECT RAISE(ABORT, '{table} stays'); END",
    )


_ADVANCES: Final = """
    CREATE TRIGGER {table}_only_advances BEFORE INSERT ON {table}
    WHEN NEW.serial <= (SELECT max(serial) FROM {table} WHERE root = NEW.root)
    BEGIN SELECT RAISE(ABORT, '{table} only advances'); END
    """
_MOVES: Final = """
    CREATE TRIGGER application_moves BEFORE UPDATE OF status ON application
    WHEN OLD.status <> NEW.status AND NOT (
        (OLD.status = 'draft' AND NEW.status IN ('held', 'accepted', 'voided', 'handed_back'))
        OR (OLD.status = 'held' AND NEW.status IN ('draft', 'voided', 'handed_back'))
        OR (OLD.status = 'accepted' AND NEW.status IN ('superseded', 'voided', 'sealed'))
        OR (OLD.status IN ('voided', 'handed_back', 'superseded') AND NEW.status = 'purged')
        OR (OLD.status = 'sealed' AND NEW.status IN ('accepted', 'received'))
        OR (OLD.status = 'received' AND NEW.status = 'purged')
    )
    BEGIN SELECT RAISE(ABORT, 'status cannot follow'); END
    """
_BATCH_MOVES: Final = """
    CREATE TRIGGER batch_moves BEFORE UPDATE OF state ON batch
    WHEN OLD.state <> NEW.state AND NOT (
        (OLD.state = 'waiting' AND NEW.state IN (
            'sending', 'paused', 'failed', 'carried', 'received', 'withdrawn'))
        OR (OLD.state = 'sending' AND NEW.state IN (
            'waiting', 'paused', 'failed', 'carried', 'received'))
        OR (OLD.state = 'paused' AND NEW.state IN (
            'waiting', 'carried', 'received', 'withdrawn'))
        OR (OLD.state = 'failed' AND NEW.state IN (
            'waiting', 'sending', 'paused', 'carried', 'received', 'withdrawn'))
        OR (OLD.state = 'carried' AND NEW.state IN ('waiting', 'received'))
        OR (OLD.state = 'received' AND NEW.state = 'purged')
    )
    BEGIN SELECT RAISE(ABORT, 'a batch cannot go there'); END
    """
_LIVE_PACKET: Final = """
    SELECT 1 FROM batch_packet JOIN batch ON batch.id = batch_packet.batch
    WHERE batch_packet.application_id = NEW.id AND batch.state <> 'withdrawn'
    """

_APPLICATION_TRIGGERS: Final = (
    "DROP TRIGGER application_moves",
    _MOVES,
    f"""
    CREATE TRIGGER sealed_with_its_packet BEFORE UPDATE OF status ON application
    WHEN OLD.status = 'accepted' AND NEW.status = 'sealed' AND NOT EXISTS ({_LIVE_PACKET})
    BEGIN SELECT RAISE(ABORT, 'sealed without a packet'); END
    """,
    f"""
    CREATE TRIGGER opened_again_when_withdrawn BEFORE UPDATE OF status ON application
    WHEN OLD.status = 'sealed' AND NEW.status = 'accepted' AND EXISTS ({_LIVE_PACKET})
    BEGIN SELECT RAISE(ABORT, 'its batch stands'); END
    """,
    """
    CREATE TRIGGER received_with_a_receipt BEFORE UPDATE OF status ON application
    WHEN OLD.status = 'sealed' AND NEW.status = 'received' AND NOT EXISTS (
        SELECT 1 FROM receipt_line JOIN batch_packet USING (batch, digest)
        WHERE batch_packet.application_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'received without a receipt'); END
    """,
    """
    CREATE TRIGGER purged_by_retention BEFORE UPDATE OF status ON application
    WHEN OLD.status <> 'purged' AND NEW.status = 'purged' AND NOT EXISTS (
        SELECT 1 FROM deletion WHERE batch = OLD.counted_in)
    BEGIN SELECT RAISE(ABORT, 'purged without a deletion record'); END
    """,
    """
    CREATE TRIGGER purged_is_blank BEFORE UPDATE ON application
    WHEN NEW.status = 'purged' AND NOT (
        NEW.name = '' AND NEW.kana = '' AND NEW.name_key = '' AND NEW.kana_key = ''
        AND NEW.birth IS NULL AND NEW.address_key = '' AND NEW.form_id IS NULL
        AND NEW.reasons = '[]')
    BEGIN SELECT RAISE(ABORT, 'nothing personal stays'); END
    """,
    """
    CREATE TRIGGER counted_once BEFORE UPDATE OF counted_in ON application
    WHEN OLD.counted_in IS NOT NEW.counted_in AND NOT (
        (OLD.counted_in IS NULL AND NEW.status IN (
                'accepted', 'sealed', 'voided', 'handed_back', 'superseded')
            AND EXISTS (SELECT 1 FROM batch WHERE id = NEW.counted_in AND state = 'waiting'))
        OR (NEW.counted_in IS NULL
            AND EXISTS (SELECT 1 FROM batch WHERE id = OLD.counted_in AND state = 'withdrawn')))
    BEGIN SELECT RAISE(ABORT, 'counted with one day only'); END
    """,
    # A blank row has no photo any more; the purge deletes what hangs on it afterwards.
    """
    CREATE TRIGGER grounds_stay BEFORE DELETE ON grounds
    WHEN 'purged' <> (SELECT status FROM application WHERE id = OLD.application_id)
    BEGIN SELECT RAISE(ABORT, 'grounds stay until the purge'); END
    """,
    """
    CREATE TRIGGER grounds_never_change BEFORE UPDATE ON grounds
    BEGIN SELECT RAISE(ABORT, 'grounds never change'); END
    """,
)

_BATCH_TRIGGERS: Final = (
    _BATCH_MOVES,
    """
    CREATE TRIGGER batch_starts BEFORE INSERT ON batch WHEN NEW.state <> 'waiting'
    BEGIN SELECT RAISE(ABORT, 'a batch starts waiting'); END
    """,
    """
    CREATE TRIGGER batch_is_sealed BEFORE UPDATE OF
        id, name, terminal, sequence, day_id, on_date, venue, enrolment, manifest, digest, previous,
        tally, packets, bytes, sealed_at, sealed_by ON batch
    BEGIN SELECT RAISE(ABORT, 'what is sealed never changes'); END
    """,
    """
    CREATE TRIGGER batch_stays BEFORE DELETE ON batch
    BEGIN SELECT RAISE(ABORT, 'batch stays'); END
    """,
    """
    CREATE TRIGGER batch_that_left_stays_sealed BEFORE UPDATE OF state ON batch
    WHEN NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn'
        AND (OLD.sent_at IS NOT NULL OR OLD.carried_at IS NOT NULL OR OLD.sent_packets > 0)
    BEGIN SELECT RAISE(ABORT, 'a batch that left cannot be withdrawn'); END
    """,
    """
    CREATE TRIGGER batch_left_for_good BEFORE UPDATE OF sent_at, carried_at ON batch
    WHEN (OLD.carried_at IS NOT NULL AND NEW.carried_at IS NULL)
        OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS NULL AND NOT (
            OLD.state = 'sending' AND OLD.sent_before IS NULL AND OLD.sent_packets = 0))
    BEGIN SELECT RAISE(ABORT, 'what left cannot be taken back'); END
    """,
    """
    CREATE TRIGGER batch_received_with_a_receipt BEFORE UPDATE OF state ON batch
    WHEN NEW.state = 'received' AND OLD.state <> 'received' AND (
        NOT EXISTS (SELECT 1 FROM receipt WHERE batch = NEW.id)
        OR EXISTS (SELECT 1 FROM batch_packet WHERE batch = NEW.id AND digest NOT IN (
            SELECT digest FROM receipt_line WHERE receipt_line.batch = NEW.id)))
    BEGIN SELECT RAISE(ABORT, 'a batch is received with its receipt'); END
    """,
    """
    CREATE TRIGGER batch_purged_by_retention BEFORE UPDATE OF state ON batch
    WHEN NEW.state = 'purged' AND OLD.state <> 'purged'
        AND NOT EXISTS (SELECT 1 FROM deletion WHERE batch = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'a batch is purged with its record'); END
    """,
    """
    CREATE TRIGGER deletion_after_the_receipt BEFORE INSERT ON deletion
    WHEN 'received' IS NOT (SELECT state FROM batch WHERE id = NEW.batch)
    BEGIN SELECT RAISE(ABORT, 'nothing is deleted before the receipt'); END
    """,
    """
    CREATE TRIGGER receipt_for_a_standing_batch BEFORE INSERT ON receipt
    WHEN (SELECT state FROM batch WHERE id = NEW.batch) IN ('received', 'purged', 'withdrawn')
    BEGIN SELECT RAISE(ABORT, 'no receipt for this batch'); END
    """,
    """
    CREATE TRIGGER packet_of_an_approved_one BEFORE INSERT ON packet
    WHEN 'accepted' <> (SELECT status FROM application WHERE id = NEW.application_id)
        OR 'approved' IS NOT (SELECT decision FROM review
            WHERE review.application_id = NEW.application_id ORDER BY review.seq DESC LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'only approved ones are sealed'); END
    """,
    """
    CREATE TRIGGER batch_packet_comes BEFORE INSERT ON batch_packet
    WHEN 'accepted' <> (SELECT status FROM application WHERE id = NEW.application_id)
        OR NEW.application_id <> (SELECT application_id FROM packet WHERE digest = NEW.digest)
        OR 'waiting' <> (SELECT state FROM batch WHERE id = NEW.batch)
    BEGIN SELECT RAISE(ABORT, 'a packet comes while its day is sealed'); END
    """,
    *_kept("packet", but="NOT EXISTS (SELECT 1 FROM batch_packet WHERE digest = OLD.digest)"),
    *_kept("batch_packet"),
    *_kept("receipt"),
    *_kept("receipt_line"),
    *_kept("deletion"),
    *_kept("extension"),
)

_DAY_TRIGGERS: Final = (
    *_kept("paper_count"),
    """
    CREATE TRIGGER day_is_closed_with_a_batch BEFORE UPDATE OF closed, closed_with ON day
    WHEN NEW.closed = 1 AND NOT EXISTS (
        SELECT 1 FROM batch WHERE id = NEW.closed_with AND state <> 'withdrawn')
    BEGIN SELECT RAISE(ABORT, 'a day is closed with its batch'); END
    """,
    """
    CREATE TRIGGER count_while_counting BEFORE INSERT ON paper_count
    WHEN (SELECT batch FROM day_close WHERE seq = NEW.close) IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'this closing is sealed'); END
    """,
    """
    CREATE TRIGGER scan_while_counting BEFORE INSERT ON scanned_sheet
    WHEN (SELECT batch FROM day_close WHERE seq = NEW.close) IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'this closing is sealed'); END
    """,
    """
    CREATE TRIGGER closing_is_sealed BEFORE UPDATE OF
        seq, day_id, begun_at, begun_by, shortage, shortage_by, alone, alone_by, scan,
        scan_envelope, batch ON day_close
    WHEN OLD.batch IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'this closing is sealed'); END
    """,
    """
    CREATE TRIGGER closing_ends_once BEFORE UPDATE OF ended_as, ended_at, ended_by, reason
        ON day_close
    WHEN OLD.ended_as IS NOT NULL OR (NEW.ended_as = 'withdrawn' AND NOT EXISTS (
        SELECT 1 FROM batch WHERE id = NEW.batch AND state = 'withdrawn'))
    BEGIN SELECT RAISE(ABORT, 'this closing has ended'); END
    """,
    """
    CREATE TRIGGER exceptions_are_a_supervisors BEFORE UPDATE OF shortage_by, alone_by, ended_by
        ON day_close
    WHEN EXISTS (
        SELECT 1 FROM operator WHERE id IN (NEW.shortage_by, NEW.alone_by, NEW.ended_by)
            AND supervisor = 0)
    BEGIN SELECT RAISE(ABORT, 'only a supervisor'); END
    """,
    """
    CREATE TRIGGER sealed_by_a_supervisor BEFORE INSERT ON batch
    WHEN NOT EXISTS (
        SELECT 1 FROM operator WHERE id = NEW.sealed_by AND supervisor = 1 AND active = 1)
    BEGIN SELECT RAISE(ABORT, 'only a supervisor'); END
    """,
    """
    CREATE TRIGGER extended_by_a_supervisor BEFORE INSERT ON extension
    WHEN NOT EXISTS (
        SELECT 1 FROM operator WHERE id = NEW.operator AND supervisor = 1 AND active = 1)
    BEGIN SELECT RAISE(ABORT, 'only a supervisor'); END
    """,
    """
    CREATE TRIGGER day_close_stays BEFORE DELETE ON day_close
    BEGIN SELECT RAISE(ABORT, 'day_close stays'); END
    """,
)

_KEY_TRIGGERS: Final = (
    _ADVANCES.format(table="key_set"),
    _ADVANCES.format(table="reference"),
    *_kept("terminal_key"),
    *_kept("enrolment"),
    *_kept("key_set", but="OLD.serial < (SELECT max(serial) FROM key_set AS k"
           " WHERE k.root = OLD.root)"),
    *_kept("reference", but="OLD.serial < (SELECT max(serial) FROM reference AS r"
           " WHERE r.root = OLD.root)"),
    """
    CREATE TRIGGER supervisor_key_is_only_retired BEFORE UPDATE ON supervisor_key
    WHEN OLD.retired_at IS NOT NULL OR NEW.retired_at IS NULL
        OR NEW.public <> OLD.public OR NEW.operator <> OLD.operator OR NEW.slot <> OLD.slot
    BEGIN SELECT RAISE(ABORT, 'a key is only retired'); END
    """,
    """
    CREATE TRIGGER supervisor_key_is_a_supervisors BEFORE INSERT ON supervisor_key
    WHEN NOT EXISTS (SELECT 1 FROM operator WHERE id = NEW.operator AND supervisor = 1)
    BEGIN SELECT RAISE(ABORT, 'only a supervisor'); END
    """,
    """
    CREATE TRIGGER supervisor_key_stays BEFORE DELETE ON supervisor_key
    BEGIN SELECT RAISE(ABORT, 'supervisor_key stays'); END
    """,
)  # fmt: skip

STATEMENTS: Final = (
    *_KEYS,
    *_DAY,
    *_INDEXES,
    *_APPLICATION_TRIGGERS,
    *_BATCH_TRIGGERS,
    *_DAY_TRIGGERS,
    *_KEY_TRIGGERS,
)
