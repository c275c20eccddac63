"""Step 2: what binds a photo to its application, portraits of documents, answers, reviews.

Raw SQL, frozen once released. Everything here is evidence: rows come with the deed that they tell
of, never change and stay until the purge. A portrait may go earlier than the rest: when consent is
withdrawn, or when a supervisor has approved.
"""

from __future__ import annotations

from typing import Final

_TABLES: Final = (
    """
    CREATE TABLE form_seen (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL REFERENCES application,
        sitting TEXT NOT NULL,
        token TEXT NOT NULL CHECK (token IN ('form', 'own', 'typed', 'page')),
        camera TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        monotonic_ns INTEGER NOT NULL,
        boot_id TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator,
        UNIQUE (application_id, sitting, token)
    ) STRICT
    """,
    """
    CREATE TABLE slate (
        shot TEXT PRIMARY KEY REFERENCES shot (id),
        application_id TEXT NOT NULL REFERENCES application,
        token TEXT NOT NULL CHECK (token IN ('form', 'own')),
        camera TEXT NOT NULL,
        read_at TEXT NOT NULL,
        monotonic_ns INTEGER NOT NULL,
        boot_id TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE shot_check (
        shot TEXT PRIMARY KEY REFERENCES shot (id),
        application_id TEXT NOT NULL REFERENCES application,
        findings TEXT NOT NULL CHECK (json_valid(findings)),
        measures TEXT NOT NULL CHECK (json_valid(measures))
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE doubt (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL REFERENCES application,
        shot TEXT NOT NULL REFERENCES shot (id),
        kind TEXT NOT NULL CHECK (kind IN (
            'same_picture', 'alike_face', 'operator_face', 'recaptured', 'portrait_differs',
            'portrait_unsure', 'not_compared')),
        degree TEXT NOT NULL CHECK (degree IN ('same', 'very', 'some', '')),
        other TEXT REFERENCES application,
        about TEXT REFERENCES operator,
        at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE portrait (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        application_id TEXT NOT NULL REFERENCES application,
        document TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES image,
        size INTEGER NOT NULL CHECK (size > 0),
        width_px INTEGER NOT NULL CHECK (width_px > 0),
        height_px INTEGER NOT NULL CHECK (height_px > 0),
        camera TEXT NOT NULL,
        taken_at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator,
        UNIQUE (application_id, document)
    ) STRICT
    """,
    """
    CREATE TABLE confirmation (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL REFERENCES application,
        answer TEXT NOT NULL CHECK (answer IN ('right', 'photo', 'name', 'address', 'read_aloud')),
        language TEXT NOT NULL,
        photo_sha256 TEXT,
        route TEXT NOT NULL CHECK (route IN ('mail', 'counter', '')),
        mail_consent INTEGER CHECK (mail_consent IN (0, 1)),
        copy_consent INTEGER CHECK (copy_consent IN (0, 1)),
        shown_ms INTEGER NOT NULL CHECK (shown_ms >= 0),
        shared_screen INTEGER NOT NULL CHECK (shared_screen IN (0, 1)),
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
    """
    CREATE TABLE review (
        seq INTEGER PRIMARY KEY,
        application_id TEXT NOT NULL REFERENCES application,
        decision TEXT NOT NULL CHECK (decision IN ('approved', 'sent_back', 'later')),
        reason TEXT NOT NULL,
        flags TEXT NOT NULL CHECK (json_valid(flags)),
        looked_ms INTEGER NOT NULL CHECK (looked_ms > 0),
        alone INTEGER NOT NULL CHECK (alone IN (0, 1)),
        photo_sha256 TEXT,
        at TEXT NOT NULL,
        operator TEXT NOT NULL REFERENCES operator
    ) STRICT
    """,
)

_INDEXES: Final = (
    "CREATE INDEX slate_of_application ON slate (application_id)",
    "CREATE INDEX shot_check_of_application ON shot_check (application_id)",
    "CREATE INDEX doubt_of_application ON doubt (application_id)",
    "CREATE INDEX doubt_about_other ON doubt (other) WHERE other IS NOT NULL",
    "CREATE UNIQUE INDEX one_doubt_each ON doubt (shot, kind, coalesce(other, about, ''))",
    "CREATE INDEX portrait_of_image ON portrait (sha256)",
    "CREATE INDEX confirmation_of_application ON confirmation (application_id)",
    "CREATE INDEX review_of_application ON review (application_id)",
)

_STATUS: Final = "(SELECT status FROM application WHERE id = {row}.application_id)"
_NOW: Final = _STATUS.format(row="NEW")
_WAS: Final = _STATUS.format(row="OLD")
_APPROVED: Final = """
    'approved' = (SELECT decision FROM review
        WHERE review.application_id = {application} ORDER BY review.seq DESC LIMIT 1)
    """
_DRAFT_EVIDENCE: Final = ("form_seen", "slate", "shot_check", "doubt", "confirmation")


def _evidence(table: str) -> tuple[str, str, str]:
    """Comes with a draft, never changes, goes at the purge."""
    return (
        f"CREATE TRIGGER {table}_comes BEFORE INSERT ON {table} WHEN {_NOW} <> 'draft'"
        " BEGIN SELECT RAISE(ABORT, 'only drafts change'); END",
        f"CREATE TRIGGER {table}_is_evidence BEFORE UPDATE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is evidence'); END",
        _stays(table),
    )


def _stays(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} WHEN {_WAS} <> 'purged'"
        f" BEGIN SELECT RAISE(ABORT, '{table} stays until the purge'); END"
    )


_TRIGGERS: Final = (
    # Every shot is kept, also those that were not chosen, and also of a draft.
    _stays("shot"),
    _stays("picture"),
    # A correction copies its predecessor's shots as they are; any other shot is of the form that
    # the application has now, and that form then stays.
    """
    CREATE TRIGGER shot_is_of_the_form BEFORE INSERT ON shot
    WHEN NEW.form_id IS NOT (SELECT form_id FROM application WHERE id = NEW.application_id)
        AND NOT EXISTS (
            SELECT 1 FROM application AS this JOIN shot AS before
                ON before.application_id = this.supersedes
            WHERE this.id = NEW.application_id AND before.photo_sha256 = NEW.photo_sha256
                AND before.taken_order = NEW.taken_order AND before.form_id IS NEW.form_id)
    BEGIN SELECT RAISE(ABORT, 'a shot is of the form of its application'); END
    """,
    """
    CREATE TRIGGER form_stays_with_its_shots BEFORE UPDATE OF form_id ON application
    WHEN OLD.form_id IS NOT NEW.form_id AND NEW.status <> 'purged'
        AND EXISTS (SELECT 1 FROM shot WHERE shot.application_id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'the form stays once a photo was taken'); END
    """,
    *(trigger for table in _DRAFT_EVIDENCE for trigger in _evidence(table)),
    f"""
    CREATE TRIGGER portrait_comes BEFORE INSERT ON portrait
    WHEN {_NOW} <> 'draft'
        OR NOT EXISTS (SELECT 1 FROM entry WHERE entry.application_id = NEW.application_id
            AND field = 'identity.copy_consent' AND value = '"yes"')
    BEGIN SELECT RAISE(ABORT, 'a portrait needs a draft and consent'); END
    """,  # noqa: S608 our own text
    """
    CREATE TRIGGER consent_is_changed BEFORE UPDATE OF value ON entry
    WHEN OLD.field = 'identity.copy_consent' AND NEW.value <> '"yes"'
        AND EXISTS (SELECT 1 FROM portrait WHERE portrait.application_id = OLD.application_id)
    BEGIN SELECT RAISE(ABORT, 'portraits go before the consent to them'); END
    """,
    """
    CREATE TRIGGER consent_is_withdrawn BEFORE DELETE ON entry
    WHEN OLD.field = 'identity.copy_consent'
        AND EXISTS (SELECT 1 FROM portrait WHERE portrait.application_id = OLD.application_id)
    BEGIN SELECT RAISE(ABORT, 'portraits go before the consent to them'); END
    """,
    """
    CREATE TRIGGER portrait_is_evidence BEFORE UPDATE ON portrait
    BEGIN SELECT RAISE(ABORT, 'a portrait never changes'); END
    """,
    f"""
    CREATE TRIGGER portrait_goes BEFORE DELETE ON portrait
    WHEN {_WAS} IN ('held', 'accepted')
        AND NOT coalesce({_APPROVED.format(application="OLD.application_id")}, 0)
    BEGIN SELECT RAISE(ABORT, 'a portrait waits for the review'); END
    """,
    f"""
    CREATE TRIGGER review_comes BEFORE INSERT ON review WHEN {_NOW} <> 'accepted'
    BEGIN SELECT RAISE(ABORT, 'only accepted applications are reviewed'); END
    """,
    """
    CREATE TRIGGER review_is_by_a_supervisor BEFORE INSERT ON review
    WHEN NOT EXISTS (
        SELECT 1 FROM operator WHERE id = NEW.operator AND supervisor = 1 AND active = 1)
    BEGIN SELECT RAISE(ABORT, 'supervisors review'); END
    """,
    f"""
    CREATE TRIGGER review_is_about_the_photo BEFORE INSERT ON review
    WHEN {_NOW} = 'accepted' AND NEW.photo_sha256 IS NOT (
        SELECT photo_sha256 FROM shot
        WHERE shot.application_id = NEW.application_id AND chosen = 1)
    BEGIN SELECT RAISE(ABORT, 'a review is about the chosen photo'); END
    """,  # noqa: S608
    """
    CREATE TRIGGER review_is_evidence BEFORE UPDATE ON review
    BEGIN SELECT RAISE(ABORT, 'a review never changes'); END
    """,
    _stays("review"),
    f"""
    CREATE TRIGGER nothing_is_sealed_unseen BEFORE UPDATE OF status ON application
    WHEN NEW.status = 'sealed'
        AND NOT coalesce({_APPROVED.format(application="NEW.id")}, 0)
    BEGIN SELECT RAISE(ABORT, 'nothing is sealed that was not looked at'); END
    """,
)

STATEMENTS: Final = (*_TABLES, *_INDEXES, *_TRIGGERS)
