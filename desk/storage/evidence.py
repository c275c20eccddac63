"""What binds a photo to its application: forms seen, slates, doubts, the applicant's answers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence

from desk.domain.application import ApplicationId, ShotId
from desk.domain.binding import Doubt, FormSeen, Slate
from desk.domain.confirmation import Confirmation
from desk.domain.errors import Refused
from desk.services.ports import By, NewShot
from desk.storage.part import text_of, when
from desk.storage.portraits import Portraits

_SEEN = """
    INSERT INTO form_seen (
        application_id, sitting, token, camera, seen_at, monotonic_ns, boot_id, operator)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (application_id, sitting, token) DO NOTHING
    """
_DOUBT = """
    INSERT INTO doubt (application_id, shot, kind, degree, other, about, at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
    """
_MY_SHOT = "SELECT 1 FROM shot WHERE id = ? AND application_id = ?"


class Evidence(Portraits):
    """Kept with the deed that it tells of, in the same transaction where it can be."""

    def note_form_seen(self, application: ApplicationId, seen: FormSeen, by: By) -> None:
        with self._database.transaction():
            self._must_be_draft(application)
            added = self._database.run(
                _SEEN,
                application,
                seen.sitting,
                seen.token.value,
                seen.camera,
                text_of(seen.seen_at),
                seen.monotonic_ns,
                seen.boot_id,
                by.operator,
            )
            if added:
                self._audit.write(
                    "form_seen", by, application, kind=seen.token.value, camera=seen.camera
                )

    def add_slate(self, application: ApplicationId, shot: ShotId, slate: Slate, by: By) -> bool:
        with self._database.transaction():
            self._must_be_draft(application)
            self._must_be_mine(application, shot)
            if self._database.row("SELECT 1 FROM slate WHERE shot = ?", shot):
                return False
            self._keep_slate(application, shot, slate, by)
            self._touch(application, by)
        return True

    def add_doubts(
        self, application: ApplicationId, shot: ShotId, doubts: Sequence[Doubt], by: By
    ) -> None:
        with self._database.transaction():
            self._must_be_draft(application)
            self._must_be_mine(application, shot)
            self._keep_doubts(application, shot, doubts, by)

    def _must_be_mine(self, application: ApplicationId, shot: ShotId) -> None:
        if self._database.row(_MY_SHOT, shot, application) is None:
            raise Refused("shot_unknown")

    def _keep_shot_evidence(
        self, application: ApplicationId, shot: ShotId, new: NewShot, by: By
    ) -> None:
        """Inside the transaction that keeps the shot."""
        self._database.insert(
            "shot_check",
            shot=shot,
            application_id=application,
            findings=json.dumps(list(new.findings)),
            measures=json.dumps(_numbers(new.measures), sort_keys=True),
        )
        if new.slate is not None:
            self._keep_slate(application, shot, new.slate, by)
        self._keep_doubts(application, shot, new.doubts, by)

    def _keep_slate(self, application: ApplicationId, shot: ShotId, slate: Slate, by: By) -> None:
        self._database.insert(
            "slate",
            shot=shot,
            application_id=application,
            token=slate.token.value,
            camera=slate.camera,
            read_at=text_of(slate.read_at),
            monotonic_ns=slate.monotonic_ns,
            boot_id=slate.boot_id,
            operator=by.operator,
        )
        self._audit.write(
            "slate_kept", by, application, shot=shot, kind=slate.token.value, camera=slate.camera
        )

    def _keep_doubts(
        self, application: ApplicationId, shot: ShotId, doubts: Iterable[Doubt], by: By
    ) -> None:
        for doubt in doubts:
            added = self._database.run(
                _DOUBT,
                application,
                shot,
                doubt.kind.value,
                doubt.degree.value,
                doubt.other,
                doubt.operator,
                when(by),
            )
            if added:
                facts = {} if doubt.operator is None else {"about": doubt.operator}
                self._audit.write(
                    "doubt_kept", by, application, shot=shot, kind=doubt.kind.value, **facts
                )

    # the applicant's answer
    def add_confirmation(
        self, application: ApplicationId, confirmation: Confirmation, by: By
    ) -> None:
        with self._database.transaction():
            self._must_be_draft(application)
            self._database.insert(
                "confirmation",
                application_id=application,
                answer=confirmation.answer.value,
                language=confirmation.language,
                photo_sha256=confirmation.photo_sha256,
                route=confirmation.route,
                mail_consent=_flag(confirmation.mail_consent),
                copy_consent=_flag(confirmation.copy_consent),
                shown_ms=confirmation.shown_ms,
                shared_screen=int(confirmation.shared_screen),
                at=when(by),
                operator=by.operator,
            )
            self._touch(application, by)
            self._audit.write(
                "applicant_answered",
                by,
                application,
                kind=confirmation.answer.value,
                language=confirmation.language,
                photo_sha256=confirmation.photo_sha256,
            )


def _numbers(measures: Mapping[str, float]) -> dict[str, float]:
    """As JSON can hold them: a measure that came out as no number is left out, not the shot."""
    plain = {name: float(value) for name, value in measures.items()}
    return {name: value for name, value in plain.items() if math.isfinite(value)}


def _flag(answer: bool | None) -> int | None:
    return None if answer is None else int(answer)
