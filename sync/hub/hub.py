"""What a hub is made of, put together from its settings."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sync.envelope import open_sealed, peek, seal
from sync.errors import CanRetry, Refused
from sync.hub.enrolling import Enrolling
from sync.hub.hub_keys import KeyRing
from sync.hub.limiting import Limiting
from sync.hub.logs import log_event
from sync.hub.metrics import Metrics
from sync.hub.objects import LocalObjects, ObjectKey, Objects
from sync.hub.receiving import Receiving
from sync.hub.reference_data import ReferenceData
from sync.hub.sessions import SECRET_BYTES, Kind, Sessions, Visitor
from sync.hub.settings import HubSettings, WrongSettings
from sync.hub.store.database import Database
from sync.hub.store.facts import add_fact, read_fact, trust_hub, trusted_key_sets
from sync.hub.store.migrating import migrate
from sync.hub.store.packets import Arrived, arrived, drop_loose, find_packet
from sync.hub.store.terminals import Office, Terminal, find_office, find_terminal
from sync.key_set import check_key_set
from sync.keys import key_id
from sync.protocol import HELLO, SESSION, Hello, KeySet, SessionRequest
from sync.whole_file import make_folder

SECRET_FACT = "session_secret"  # noqa: S105 the fact's name


def utc_now() -> datetime:
    return datetime.now(UTC)


class Hub:
    """An open hub. Made by `opened`; its parts are the things that can be asked of it."""

    def __init__(
        self,
        settings: HubSettings,
        database: Database,
        objects: Objects,
        clock: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self.database = database
        self.objects = objects
        self.clock = clock
        self.metrics = Metrics()
        self.limiting = Limiting(settings)
        self.keys = KeyRing(settings.keys, database, clock)
        if not self.keys.made():
            self.keys.make(settings.name, _tls_ca(settings))
        self.sessions = Sessions(
            _secret(database), challenge_s=settings.challenge_s, session_s=settings.session_s
        )
        self.enrolling = Enrolling(
            database=database, keys=self.keys, clock=clock, code_days=settings.code_days
        )
        self.reference = ReferenceData(database=database, keys=self.keys, clock=clock)
        self.receiving = Receiving(
            database=database,
            objects=objects,
            keys=self.keys,
            settings=settings,
            clock=clock,
            watch=self.metrics,
        )

    # who asks ----------------------------------------------------------------------------
    def hello(self, nonce: str) -> bytes:
        """The hub's word, signed by its receipt key, about this nonce."""
        signed = self.keys.signed()
        hello = Hello(
            nonce=nonce,
            hub=signed.keys.hub,
            now=self.clock(),
            most_packet_bytes=self.settings.most_packet_bytes,
        )
        return seal(hello, HELLO, self.keys.receipt_key(signed))

    def sign_on(self, envelope: bytes) -> str:
        """A token for whoever signed the challenge; raises Refused or CanRetry("session_over")."""
        who = peek(envelope, SessionRequest).terminal
        with self.database.reading() as connection:
            found = find_terminal(connection, who) or find_office(connection, who)
        if found is None:
            raise Refused("not_enrolled")
        if found.revoked_at is not None:
            raise Refused("revoked")
        public = found.key.public if isinstance(found, Terminal) else found.public
        asked = _open_session(envelope, found, public)
        self.sessions.check_challenge(who, asked.challenge)
        kind: Kind = "terminal" if isinstance(found, Terminal) else "office"
        return self.sessions.token(Visitor(kind=kind, id=who, key=key_id(public)))

    def terminal_of(self, token: str) -> Terminal:
        """Who holds this token; raises CanRetry("session_over"|"hub_busy"), Refused("revoked"…)."""
        visitor = self.sessions.read(token)
        if visitor.kind != "terminal":
            raise Refused("not_enrolled", why="not a terminal")
        self.limiting.terminal(visitor.id)
        with self.database.reading() as connection:
            terminal = find_terminal(connection, visitor.id)
        if terminal is None:
            raise Refused("not_enrolled")
        if terminal.revoked_at is not None:
            raise Refused("revoked")
        if key_id(terminal.key.public) != visitor.key:
            raise CanRetry("session_over", why="key was replaced")
        return terminal

    def office_of(self, token: str, municipality: str) -> Office:
        """The same for an office, which sees its own municipality only."""
        visitor = self.sessions.read(token)
        if visitor.kind != "office":
            raise Refused("not_enrolled", why="not an office")
        self.limiting.terminal(visitor.id)
        with self.database.reading() as connection:
            office = find_office(connection, visitor.id)
        if office is None or office.municipality != municipality:
            raise Refused("not_enrolled", why="another municipality")
        if office.revoked_at is not None:
            raise Refused("revoked")
        return office

    # what an office gets -----------------------------------------------------------------
    def arrived(self, municipality: str, after: int) -> list[Arrived]:
        with self.database.reading() as connection:
            return arrived(connection, municipality, after)

    def packet(self, key: ObjectKey) -> tuple[int, Iterator[bytes]]:
        """Size and bytes of one that a receipt covers; raises Refused("not_ours")."""
        with self.database.reading() as connection:
            found = find_packet(connection, key)
        if found is None or found.arrival is None or self.objects.absent([key]):
            raise Refused("not_ours", why="no such packet")
        return found.size, self.objects.chunks(key)

    # other hubs --------------------------------------------------------------------------
    def trust(self, key_set: bytes, root: str | None) -> KeySet:
        """From now on batches of that hub's terminals may be imported here.

        Raises Refused("wrong_hub"|"forged"|"malformed"|"reference_old").
        """
        given = root or key_id(peek(key_set, KeySet).root.public)
        trusted = check_key_set(key_set, given)
        with self.database.writing() as connection:
            trust_hub(connection, given, trusted.serial, key_set)
        return trusted

    def known_hubs(self) -> list[KeySet]:
        """This one's key set first, then the trusted ones."""
        with self.database.reading() as connection:
            others = [peek(each, KeySet) for each in trusted_key_sets(connection)]
        return [self.keys.signed().keys, *others]

    # upkeep ------------------------------------------------------------------------------
    def collect(self) -> int:
        """Remove loose packets that no manifest claimed in time, and what transfers left."""
        before = self.clock() - timedelta(days=self.settings.loose_days)
        with self.database.writing() as connection:
            gone = drop_loose(connection, before)
            for key in gone:  # before the rows are free for a new packet of that digest
                self.objects.remove(key)
        self.objects.tidy()
        log_event("collected", count=len(gone))
        return len(gone)

    def usable(self) -> None:
        """Raises CanRetry where a packet could not be taken now."""
        self.database.usable()
        self.objects.usable()

    def close(self) -> None:
        self.database.close()


@contextmanager
def opened(settings: HubSettings, clock: Callable[[], datetime] = utc_now) -> Iterator[Hub]:
    """A hub on its database and objects; what is missing of them is made."""
    hub = open_hub(settings, clock)
    try:
        yield hub
    finally:
        hub.close()


def open_hub(settings: HubSettings, clock: Callable[[], datetime] = utc_now) -> Hub:
    make_folder(settings.data)
    database = Database(settings.database_url)
    try:
        migrate(database)
        return Hub(settings, database, _objects(settings), clock)
    except BaseException:
        database.close()
        raise


def _objects(settings: HubSettings) -> Objects:
    if not settings.objects:
        return LocalObjects(settings.objects_folder, settings.reserve_bytes)
    # obstore is loaded only where it is used: the embedded hub starts without it
    from sync.hub.s3_objects import open_s3

    return open_s3(settings)


def _secret(database: Database) -> bytes:
    """Of the sessions; the first hub on a database makes it for all."""
    with database.writing() as connection:
        add_fact(connection, SECRET_FACT, secrets.token_bytes(SECRET_BYTES))
        secret = read_fact(connection, SECRET_FACT)
    if secret is None:
        raise WrongSettings("the database keeps nothing")
    return secret


def _tls_ca(settings: HubSettings) -> str:
    return "" if settings.tls_ca is None else settings.tls_ca.read_text("ascii")


def _open_session(envelope: bytes, found: Terminal | Office, public: str) -> SessionRequest:
    try:
        return open_sealed(envelope, SESSION, SessionRequest, [public])
    except Refused as error:
        older = [key.public for key in found.keys] if isinstance(found, Terminal) else []
        if error.code == "forged" and len(older) > 1:
            open_sealed(envelope, SESSION, SessionRequest, older)
            raise Refused("revoked", why="key was replaced") from error
        raise
