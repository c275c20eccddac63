"""Step 4: cases, the procedures that people come for beside the forms of the day.

Raw SQL, frozen once released. A case is never deleted; it moves only along domain/cases.MOVES; an
ended one never changes, save that a purge empties its entries. Numbers of a day have no gap.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE procedure_case (
        id TEXT PRIMARY KEY,
        day_id TEXT NOT NULL REFERENCES day,
        on_date TEXT NOT NULL,
        terminal TEXT NOT NULL,
        serial INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 9999),
        procedure TEXT NOT NULL CHECK (procedure <> ''),
        state TEXT NOT NULL CHECK (state IN
            ('waiting', 'called', 'open', 'handed_over', 'done', 'referred', 'gone')),
        opened_at TEXT NOT NULL,
        opened_by TEXT NOT NULL REFERENCES operator,
        changed_at TEXT NOT NULL,
        result TEXT,
        outcome TEXT,
        rules_version TEXT,
        grounds TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(grounds)),
        counts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(counts)),
        reason TEXT,
        application_id TEXT REFERENCES application,
        purged_at TEXT,
        UNIQUE (on_date, terminal, serial),
        CHECK (state <> 'done' OR result IS NOT NULL),
        CHECK (state <> 'gone' OR reason IS NOT NULL)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE case_entry (
        case_id TEXT NOT NULL REFERENCES procedure_case,
        field TEXT NOT NULL,
        value TEXT NOT NULL CHECK (json_valid(value)),
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator,
        PRIMARY KEY (case_id, field)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE case_paper (
        seq INTEGER PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES procedure_case,
        paper TEXT NOT NULL,
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    """
    CREATE TRIGGER case_paper_is_what_it_is BEFORE UPDATE ON case_paper
    BEGIN SELECT RAISE(ABORT, 'case_paper stays'); END
    """,
    "CREATE INDEX case_by_day ON procedure_case (day_id, state)",
    "CREATE INDEX case_by_application ON procedure_case (application_id)",
    """
    CREATE TRIGGER case_begins BEFORE INSERT ON procedure_case
    WHEN NEW.state NOT IN ('waiting', 'open') OR NEW.purged_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a case begins waiting or open'); END
    """,
    """
    CREATE TRIGGER case_numbers_have_no_gap BEFORE INSERT ON procedure_case
    WHEN NEW.serial <> 1 + coalesce((SELECT max(serial) FROM procedure_case
        WHERE on_date = NEW.on_date AND terminal = NEW.terminal), 0)
    BEGIN SELECT RAISE(ABORT, 'case numbers have no gap'); END
    """,
    """
    CREATE TRIGGER case_moves BEFORE UPDATE OF state ON procedure_case
    WHEN NEW.state <> OLD.state AND NOT (
        OLD.state = 'waiting' AND NEW.state IN ('called', 'open', 'gone')
        OR OLD.state = 'called' AND NEW.state IN ('waiting', 'open', 'gone')
        OR OLD.state = 'open' AND NEW.state IN ('handed_over', 'done', 'referred', 'gone')
        OR OLD.state = 'handed_over' AND NEW.state IN ('open', 'done', 'gone'))
    BEGIN SELECT RAISE(ABORT, 'case move not allowed'); END
    """,
    """
    CREATE TRIGGER an_ended_case_stays BEFORE UPDATE ON procedure_case
    WHEN OLD.state IN ('done', 'referred', 'gone')
        AND NOT (OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL AND NEW.state = OLD.state
            AND NEW.result IS OLD.result AND NEW.outcome IS OLD.outcome
            AND NEW.rules_version IS OLD.rules_version AND NEW.changed_at = OLD.changed_at
            AND NEW.opened_by = OLD.opened_by
            AND coalesce(NEW.reason, '') IN ('', coalesce(OLD.reason, ''))
            AND NEW.counts = OLD.counts AND NEW.grounds = OLD.grounds
            AND NEW.application_id IS OLD.application_id)
    BEGIN SELECT RAISE(ABORT, 'an ended case stays'); END
    """,
    """
    CREATE TRIGGER case_is_what_it_is BEFORE UPDATE ON procedure_case
    WHEN NEW.id <> OLD.id OR NEW.day_id <> OLD.day_id OR NEW.on_date <> OLD.on_date
        OR NEW.terminal <> OLD.terminal OR NEW.serial <> OLD.serial
        OR NEW.procedure <> OLD.procedure OR NEW.opened_at <> OLD.opened_at
    BEGIN SELECT RAISE(ABORT, 'a case is what it is'); END
    """,
    """
    CREATE TRIGGER case_stays BEFORE DELETE ON procedure_case
    BEGIN SELECT RAISE(ABORT, 'procedure_case stays'); END
    """,
    """
    CREATE TRIGGER case_entries_of_open_ones BEFORE INSERT ON case_entry
    WHEN (SELECT state FROM procedure_case WHERE id = NEW.case_id)
        NOT IN ('waiting', 'called', 'open', 'handed_over')
    BEGIN SELECT RAISE(ABORT, 'an ended case stays'); END
    """,
    """
    CREATE TRIGGER case_entries_change_while_open BEFORE UPDATE ON case_entry
    WHEN (SELECT state FROM procedure_case WHERE id = NEW.case_id)
        NOT IN ('waiting', 'called', 'open', 'handed_over')
    BEGIN SELECT RAISE(ABORT, 'an ended case stays'); END
    """,
    """
    CREATE TRIGGER case_entries_go_only_by_purge BEFORE DELETE ON case_entry
    WHEN EXISTS (SELECT 1 FROM procedure_case WHERE id = OLD.case_id
        AND state IN ('done', 'referred', 'gone') AND purged_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'an ended case stays'); END
    """,
    """
    CREATE TRIGGER case_paper_stays BEFORE DELETE ON case_paper
    BEGIN SELECT RAISE(ABORT, 'case_paper stays'); END
    """,
)
