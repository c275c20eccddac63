"""Step 1: operators, days, applications with entries, pictures and shots, slips, the audit trail.

Raw SQL, frozen once released. STRICT tables and CHECKs say what a value may be; triggers say what
may happen to it: only allowed moves, nothing of a closed application changes, audit only grows.
"""

from __future__ import annotations

from typing import Final

_TABLES: Final = (
    """
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE operator (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        supervisor INTEGER NOT NULL CHECK (supervisor IN (0, 1)),
        active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
        pin_hash TEXT NOT NULL,
        wrong_tries INTEGER NOT NULL DEFAULT 0 CHECK (wrong_tries >= 0),
        added_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE day (
        id TEXT PRIMARY KEY,
        on_date TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        terminal TEXT NOT NULL,
        venue TEXT NOT NULL,
        method TEXT NOT NULL
            CHECK (method IN ('outreach', 'support', 'office_visit', 'post_office')),
        closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
        opened_at TEXT NOT NULL,
        UNIQUE (on_date, terminal)
    ) STRICT
    """,
    """
    CREATE TABLE application (
        id TEXT PRIMARY KEY,
        day_id TEXT NOT NULL REFERENCES day,
        on_date TEXT NOT NULL,
        terminal TEXT NOT NULL,
        serial INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 9999),
        version INTEGER NOT NULL CHECK (version >= 1),
        supersedes TEXT REFERENCES application,
        status TEXT NOT NULL CHECK (status IN (
            'draft', 'held', 'accepted', 'voided', 'handed_back', 'superseded', 'sealed',
            'received', 'purged')),
        step INTEGER NOT NULL CHECK (step BETWEEN 1 AND 5),
        opened_at TEXT NOT NULL,
        opened_by TEXT NOT NULL REFERENCES operator,
        changed_at TEXT NOT NULL,
        accepted_at TEXT,
        accepted_by TEXT REFERENCES operator,
        route TEXT CHECK (route IN ('mail', 'counter')),
        reasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reasons)),
        rules_version TEXT,
        name TEXT NOT NULL DEFAULT '',
        kana TEXT NOT NULL DEFAULT '',
        name_key TEXT NOT NULL DEFAULT '',
        kana_key TEXT NOT NULL DEFAULT '',
        birth TEXT,
        address_key TEXT NOT NULL DEFAULT '',
        form_id TEXT,
        form_kind TEXT NOT NULL DEFAULT '',
        form_tail TEXT GENERATED ALWAYS AS (substr(form_id, -4)) STORED,
        UNIQUE (on_date, terminal, serial, version),
        CHECK ((version = 1) = (supersedes IS NULL)),
        CHECK (status NOT IN ('accepted', 'superseded', 'sealed', 'received')
            OR (accepted_at IS NOT NULL AND accepted_by IS NOT NULL AND route IS NOT NULL
                AND rules_version IS NOT NULL))
    ) STRICT
    """,
    """
    CREATE TABLE entry (
        application_id TEXT NOT NULL REFERENCES application,
        field TEXT NOT NULL,
        value TEXT NOT NULL CHECK (json_valid(value)),
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator,
        PRIMARY KEY (application_id, field)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE image (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        data BLOB NOT NULL CHECK (length(data) > 0)
    ) STRICT
    """,
    """
    CREATE TABLE picture (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        application_id TEXT NOT NULL REFERENCES application,
        kind TEXT NOT NULL CHECK (kind IN ('form_page', 'form_back', 'photo_frame', 'photo')),
        sha256 TEXT NOT NULL REFERENCES image,
        size INTEGER NOT NULL CHECK (size > 0),
        width_px INTEGER NOT NULL CHECK (width_px > 0),
        height_px INTEGER NOT NULL CHECK (height_px > 0),
        taken_at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    """
    CREATE TABLE shot (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        application_id TEXT NOT NULL REFERENCES application,
        taken_order INTEGER NOT NULL,
        frame TEXT NOT NULL REFERENCES picture (id),
        photo TEXT NOT NULL REFERENCES picture (id),
        form_id TEXT,
        operator TEXT NOT NULL REFERENCES operator,
        camera TEXT NOT NULL,
        taken_at TEXT NOT NULL,
        monotonic_ns INTEGER NOT NULL,
        boot_id TEXT NOT NULL,
        frame_sha256 TEXT NOT NULL,
        photo_sha256 TEXT NOT NULL,
        chosen INTEGER NOT NULL CHECK (chosen IN (0, 1))
    ) STRICT
    """,
    """
    CREATE TABLE grounds (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL REFERENCES application,
        status TEXT NOT NULL,
        concern TEXT NOT NULL CHECK (concern IN (
            'entry_error', 'applicant_asked', 'sent_back', 'more_documents', 'other')),
        detail TEXT NOT NULL,
        returns_on TEXT,
        paper TEXT CHECK (paper IN ('returned', 'envelope')),
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    """
    CREATE TABLE slip (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL REFERENCES application,
        printed INTEGER NOT NULL CHECK (printed IN (0, 1)),
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    """
    CREATE TABLE desk_state (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        open_application TEXT REFERENCES application
    ) STRICT
    """,
    "INSERT INTO desk_state (only_row) VALUES (1)",
    """
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        previous TEXT NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)),
        hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
    ) STRICT
    """,
    """
    CREATE TABLE audit_head (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL
    ) STRICT
    """,
    "INSERT INTO audit_head VALUES (1, 0, printf('%064d', 0))",
)

_INDEXES: Final = (
    # The list and the search read only this index, in the order in which they show the rows.
    """
    CREATE INDEX application_newest ON application (
        on_date DESC, serial DESC, version DESC, status, terminal, name_key, kana_key, form_tail)
    """,
    "CREATE INDEX application_form_id ON application (form_id)",
    "CREATE INDEX application_name_key ON application (name_key, birth)",
    "CREATE INDEX application_kana_key ON application (kana_key)",
    "CREATE INDEX application_birth ON application (birth, address_key)",
    "CREATE INDEX application_of_day ON application (day_id, status, route)",
    """
    CREATE UNIQUE INDEX one_living_correction ON application (supersedes)
    WHERE supersedes IS NOT NULL
        AND status IN ('draft', 'held', 'accepted', 'superseded', 'sealed', 'received')
    """,
    "CREATE INDEX picture_of_application ON picture (application_id)",
    "CREATE INDEX picture_of_image ON picture (sha256)",
    "CREATE INDEX shot_of_application ON shot (application_id)",
    "CREATE INDEX shot_order ON shot (taken_order)",
    "CREATE UNIQUE INDEX one_chosen_shot ON shot (application_id) WHERE chosen = 1",
    "CREATE INDEX grounds_of_application ON grounds (application_id)",
    "CREATE INDEX slip_of_application ON slip (application_id)",
)

_MOVES: Final = """
    CREATE TRIGGER application_moves BEFORE UPDATE OF status ON application
    WHEN OLD.status <> NEW.status AND NOT (
        (OLD.status = 'draft' AND NEW.status IN ('held', 'accepted', 'voided', 'handed_back'))
        OR (OLD.status = 'held' AND NEW.status IN ('draft', 'voided', 'handed_back'))
        OR (OLD.status = 'accepted' AND NEW.status IN ('superseded', 'voided', 'sealed'))
        OR (OLD.status IN ('voided', 'handed_back', 'superseded') AND NEW.status = 'purged')
        OR (OLD.status = 'sealed' AND NEW.status = 'received')
        OR (OLD.status = 'received' AND NEW.status = 'purged')
    )
    BEGIN SELECT RAISE(ABORT, 'status cannot follow'); END
    """

_APPLICATION_TRIGGERS: Final = (
    _MOVES,
    """
    CREATE TRIGGER application_starts BEFORE INSERT ON application WHEN NEW.status <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'an application starts as a draft'); END
    """,
    """
    CREATE TRIGGER application_stays BEFORE DELETE ON application
    BEGIN SELECT RAISE(ABORT, 'applications are purged, never deleted'); END
    """,
    """
    CREATE TRIGGER application_keeps_its_number BEFORE UPDATE OF
        id, day_id, on_date, terminal, serial, version, supersedes, opened_at, opened_by
        ON application
    BEGIN SELECT RAISE(ABORT, 'an application keeps its number'); END
    """,
    """
    CREATE TRIGGER application_is_frozen BEFORE UPDATE OF
        step, accepted_at, accepted_by, route, reasons, rules_version, name, kana, name_key,
        kana_key, birth, address_key, form_id, form_kind ON application
    WHEN OLD.status <> 'draft' AND NEW.status <> 'purged'
    BEGIN SELECT RAISE(ABORT, 'only drafts change'); END
    """,
)


def _frozen(table: str) -> tuple[str, str, str]:
    """Rows of `table` come and change with a draft only, and go with a draft or at the purge."""
    status = "(SELECT status FROM application WHERE id = {row}.application_id)"
    old, new = status.format(row="OLD"), status.format(row="NEW")
    refuse = "BEGIN SELECT RAISE(ABORT, 'only drafts change'); END"
    return (
        f"CREATE TRIGGER {table}_comes BEFORE INSERT ON {table} WHEN {new} <> 'draft' {refuse}",
        f"CREATE TRIGGER {table}_changes BEFORE UPDATE ON {table}"
        f" WHEN {old} <> 'draft' OR {new} <> 'draft' {refuse}",
        f"CREATE TRIGGER {table}_goes BEFORE DELETE ON {table}"
        f" WHEN {old} NOT IN ('draft', 'purged') {refuse}",
    )


_OTHER_TRIGGERS: Final = (
    *_frozen("entry"),
    *_frozen("picture"),
    *_frozen("shot"),
    """
    CREATE TRIGGER picture_is_evidence BEFORE UPDATE ON picture
    BEGIN SELECT RAISE(ABORT, 'a picture never changes'); END
    """,
    """
    CREATE TRIGGER image_is_evidence BEFORE UPDATE ON image
    BEGIN SELECT RAISE(ABORT, 'a picture never changes'); END
    """,
    """
    CREATE TRIGGER shot_is_evidence BEFORE UPDATE OF
        id, application_id, taken_order, frame, photo, form_id, operator, camera, taken_at,
        monotonic_ns, boot_id, frame_sha256, photo_sha256 ON shot
    BEGIN SELECT RAISE(ABORT, 'a shot never changes, it is only chosen'); END
    """,
    """
    CREATE TRIGGER audit_continues BEFORE INSERT ON audit
    WHEN NOT EXISTS (
        SELECT 1 FROM audit_head WHERE seq = NEW.seq - 1 AND hash = NEW.previous)
    BEGIN SELECT RAISE(ABORT, 'the audit trail continues at its head'); END
    """,
    """
    CREATE TRIGGER audit_moves_its_head AFTER INSERT ON audit
    BEGIN UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash; END
    """,
    """
    CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END
    """,
    """
    CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END
    """,
    """
    CREATE TRIGGER audit_head_only_advances BEFORE UPDATE ON audit_head
    WHEN NEW.seq <> OLD.seq + 1
        OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END
    """,
    """
    CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END
    """,
)

STATEMENTS: Final = (*_TABLES, *_INDEXES, *_APPLICATION_TRIGGERS, *_OTHER_TRIGGERS)
