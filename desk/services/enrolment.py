"""端末の登録: by the one-time code on a printed QR, which also pins the hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from desk.domain.batch import is_unsent
from desk.domain.errors import Refused
from desk.services.batch_store import EnrolmentRow, PurgeStore
from desk.services.ports import By, Clock, Operator
from desk.services.sync_errors import saying_it_here
from sync.enrolment import EnrolmentCode, check_certificate, check_key_set
from sync.envelope import as_bytes
from sync.keys import SigningKey, fingerprint
from sync.protocol import Certificate, Enrolled
from sync.reference import check_reference


class Asker(Protocol):
    """sync.client.HubClient, as far as enrolment goes."""

    def enrol(self, code: EnrolmentCode, key: SigningKey) -> Enrolled: ...
    def rotate(self, new: SigningKey) -> Enrolled: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What this terminal is enrolled as, for people."""

    label: str
    municipality: str
    hub: str
    hub_url: str
    fingerprint: str  # of the hub's root key: compared with the sheet of paper
    reference_serial: int | None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to the hub, ready to be asked on any thread: `ask` may take a minute."""

    code: EnrolmentCode
    key: SigningKey

    def ask(self, client: Asker) -> Enrolled:
        """Raises CanRetry, NeedsPerson or Refused("sync_…"). Asking again is fine."""
        with saying_it_here():
            return client.enrol(self.code, self.key)


class Enrolling:
    """Call it on the store's thread; only the question itself goes out from another."""

    def __init__(self, store: PurgeStore, clock: Clock, operator: Operator) -> None:
        self._store = store
        self._clock = clock
        self._operator = operator

    def present(self) -> Enrolment | None:
        row = self._store.enrolment()
        return None if row is None else self._shown(row)

    def begin(self, text: str) -> Asking:
        """Read the code of the sheet; the new key is kept before it is asked for, so that a lost
        answer costs nothing.

        Raises Refused("supervisor_only" | "enrolment_unsent" | "sync_malformed").
        """
        if not self._operator.supervisor:
            raise Refused("supervisor_only")
        with saying_it_here():
            code = EnrolmentCode.parse(text)
        self._nothing_unsent(code.root)
        return Asking(code, SigningKey(self._store.pending_key(self._by())))

    def finish(self, asking: Asking, enrolled: Enrolled) -> Enrolment:
        """Verify every part of the hub's answer against the pinned root, then keep it.

        Raises Refused("enrolment_label") when the code is another terminal's, and sync's own.
        """
        root = asking.code.root
        key_set_bytes, certificate_bytes = (
            as_bytes(enrolled.key_set),
            as_bytes(enrolled.certificate),
        )
        with saying_it_here():
            key_set = check_key_set(key_set_bytes, root)
            certificate = check_certificate(certificate_bytes, key_set)
            reference = as_bytes(enrolled.reference)
            serial = check_reference(reference, key_set).serial
        self._must_be_ours(certificate, asking.key)
        by = self._by()
        row = self._store.keep_enrolment(
            asking.code.url,
            root,
            asking.key.public,
            certificate_bytes,
            key_set_bytes,
            key_set.serial,
            by,
        )
        self._store.keep_reference(root, serial, reference, by)
        return self._shown(row)

    def enrol(self, text: str, client_for: Callable[[EnrolmentCode], Asker]) -> Enrolment:
        """All of it on one thread, for the command line."""
        asking = self.begin(text)
        client = client_for(asking.code)
        try:
            return self.finish(asking, asking.ask(client))
        finally:
            client.close()

    def rotate(self, client: Asker) -> Enrolment:
        """A new key for this terminal, only while nothing that the old one signed is unsent.

        Raises Refused("supervisor_only" | "enrolment_unsent" | "seal_not_enrolled").
        """
        if not self._operator.supervisor:
            raise Refused("supervisor_only")
        row = self._store.enrolment()
        if row is None:
            raise Refused("seal_not_enrolled")
        self._nothing_unsent("")
        key = SigningKey(self._store.pending_key(self._by()))
        with saying_it_here():
            enrolled = client.rotate(key)
        code = EnrolmentCode(row.hub_url, "", row.root)
        return self.finish(Asking(code, key), enrolled)

    def _nothing_unsent(self, root: str) -> None:
        """A sealed day is signed by the present key for the present hub: it leaves first. The
        same hub may enrol the terminal again all the same: then it is about a lost certificate."""
        row = self._store.enrolment()
        if row is None or row.root == root:
            return
        for batch in self._store.batches():
            if is_unsent(batch.state):
                raise Refused("enrolment_unsent", batch=batch.name)

    def _must_be_ours(self, certificate: Certificate, key: SigningKey) -> None:
        if certificate.key.public != key.public:
            raise Refused("sync_forged")
        here = self._store.settings().get("terminal", certificate.label)
        if certificate.label != here:
            raise Refused("enrolment_label", label=certificate.label, here=here)

    def _shown(self, row: EnrolmentRow) -> Enrolment:
        kept = self._store.key_set(row.root)
        reference = self._store.reference(row.root)
        with saying_it_here():
            key_set = check_key_set(b"" if kept is None else kept[1], row.root)
            certificate = check_certificate(row.certificate, key_set)
        return Enrolment(
            label=certificate.label,
            municipality=certificate.municipality,
            hub=key_set.hub,
            hub_url=row.hub_url,
            fingerprint=fingerprint(key_set.root.public),
            reference_serial=None if reference is None else reference[0],
        )

    def _by(self) -> By:
        return By(self._operator.id, self._clock.now())
