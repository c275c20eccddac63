"""A client of the enrolled hub, made of what the store keeps. Loads `requests`: import it late."""

from __future__ import annotations

from desk.services.batch_store import KeyStore
from sync.client import HubClient, TerminalIdentity
from sync.enrolment import EnrolmentCode, check_certificate
from sync.errors import NeedsPerson
from sync.keys import SigningKey
from sync.protocol import KeyId, TerminalId
from sync.troubles import Trouble
from sync.trust import Trust


def client_for_code(code: EnrolmentCode, app: str) -> HubClient:
    """For the first contact: only what the enrolment sheet pins is believed."""
    return HubClient.for_code(code, app=app)


def client_of(store: KeyStore, app: str) -> HubClient:
    """Read on the store's thread, used on any. Raises sync's NeedsPerson("not_enrolled")."""
    enrolment, seed = store.enrolment(), store.terminal_key()
    known = None if enrolment is None else store.key_set(enrolment.root)
    if enrolment is None or seed is None or known is None:
        raise NeedsPerson(Trouble.NOT_ENROLLED)
    trust = Trust.from_envelope(KeyId(enrolment.root), known[1])
    assert trust.key_set is not None  # noqa: S101 just read
    certificate = check_certificate(enrolment.certificate, trust.key_set)
    contact = store.contact()
    return HubClient(
        enrolment.hub_url,
        trust,
        TerminalIdentity(TerminalId(certificate.terminal), SigningKey(seed)),
        offset_s=None if contact is None else contact.offset_s,
        app=app,
    )
