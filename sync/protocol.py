"""What travels between terminal, hub and office: every message, its media type and its limits.

All messages are JSON. What must not be changed on the way (manifest, receipt, certificate, key
set, reference, statement) travels inside a DSSE envelope (sync/envelope.py): the bytes that were
signed are the bytes that are kept, so nothing is ever encoded anew. A reader ignores fields that
it does not know; whatever breaks an old reader gets a new number in `schema`.

Times are UTC, RFC 3339 with "Z"; digests are SHA-256 in lower-case hex; ids are UUIDs as text.
None of it carries personal data: an application is its id and its number (261123-K3-015-C).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal, NewType

from msgspec import Meta, Struct, json

Digest = NewType("Digest", str)
BatchId = NewType("BatchId", str)
TerminalId = NewType("TerminalId", str)
KeyId = NewType("KeyId", str)

# A pattern's "$" lets a line break through; the lengths and "(?!\n)" do not.
Hex64 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Uuid = Annotated[
    str,
    Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", max_length=36),
]
MunicipalityCode = Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6)]
"""全国地方公共団体コード with its check digit (dom§10.2)."""
TerminalLabel = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{0,3}(?!\n)$")]
"""端末 as people see it, "K3"."""
Moment = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=2_000)]

VERSION: Final = 1
"""Of the paths under /v1; hub and terminal say theirs in `Hello` and in the User-Agent."""
NO_DIGEST: Final = Digest("0" * 64)
"""The predecessor of a terminal's first manifest."""

MOST_PACKET_BYTES: Final = 64 << 20
MOST_PACKETS: Final = 2_000
MOST_MESSAGE_BYTES: Final = 4 << 20
"""A manifest, a reference bundle or any other message that is held in memory as a whole."""
CHUNK_BYTES: Final = 1 << 18

# media types of what is signed ---------------------------------------------------------------
STATEMENT: Final = "application/vnd.machikado.statement+json"
MANIFEST: Final = "application/vnd.machikado.manifest+json"
RECEIPT: Final = "application/vnd.machikado.receipt+json"
CERTIFICATE: Final = "application/vnd.machikado.certificate+json"
KEY_SET: Final = "application/vnd.machikado.key-set+json"
REFERENCE: Final = "application/vnd.machikado.reference+json"
SESSION: Final = "application/vnd.machikado.session+json"
ENROLMENT: Final = "application/vnd.machikado.enrolment+json"
HELLO: Final = "application/vnd.machikado.hello+json"


class Message(Struct, frozen=True):
    """A value of the protocol."""


# keys and enrolment --------------------------------------------------------------------------
class PublicKey(Message, frozen=True, kw_only=True):
    """An Ed25519 public key, 32 bytes in hex; its id is sync.keys.key_id of it."""

    public: Hex64
    not_before: Moment | None = None
    not_after: Moment | None = None
    revoked_at: Moment | None = None


class KeySet(Message, frozen=True, kw_only=True):
    """The hub's keys, signed by its root key. Newer `serial` replaces older, never the reverse.

    A receipt stays valid when its key is rotated out; a revoked key's receipts count only if
    `received_at` lies before `revoked_at`.
    """

    schema: Literal["machikado-key-set/1"] = "machikado-key-set/1"
    hub: Short  # the hub's name, for people
    serial: Count
    issued_at: Moment
    root: PublicKey
    receipt: tuple[PublicKey, ...]
    issuer: tuple[PublicKey, ...]  # signs terminal certificates and reference data
    tls_ca: str = ""  # PEM of the CA that the hub's TLS certificate hangs on; "": the system's


class Certificate(Message, frozen=True, kw_only=True):
    """A terminal's enrolment (端末の登録), signed by an issuer key: what the hub knows it as."""

    schema: Literal["machikado-certificate/1"] = "machikado-certificate/1"
    terminal: Uuid
    label: TerminalLabel
    municipality: MunicipalityCode
    key: PublicKey
    issued_at: Moment


class Enrolment(Message, frozen=True, kw_only=True):
    """Asks for a certificate; signed by the new terminal key, inside an envelope (ENROLMENT)."""

    code: Short  # the one-time code
    public: Hex64
    app: Short = ""
    replaces: Uuid | None = None  # a new key for a terminal that is enrolled already


class Enrolled(Message, frozen=True, kw_only=True):
    """The hub's answer to an enrolment."""

    certificate: dict[str, object]  # an envelope (CERTIFICATE)
    key_set: dict[str, object]
    reference: dict[str, object]


# sessions ------------------------------------------------------------------------------------
class Hello(Message, frozen=True, kw_only=True):
    """GET /v1/hello?nonce=…: proves that this is the hub and not a hotel's login page.

    Inside an envelope (HELLO) signed by a receipt key. `now` is the hub's clock.
    """

    nonce: Short
    hub: Short
    now: Moment
    versions: tuple[int, ...] = (VERSION,)
    most_packet_bytes: int = MOST_PACKET_BYTES


class HelloReply(Message, frozen=True, kw_only=True):
    hello: dict[str, object]
    key_set: dict[str, object]


class ChallengeRequest(Message, frozen=True, kw_only=True):
    """POST /v1/session/challenge: who wants to sign on, a terminal or an office."""

    terminal: Uuid


class Challenge(Message, frozen=True, kw_only=True):
    challenge: Long


class SessionRequest(Message, frozen=True, kw_only=True):
    """Signed by the terminal's key, inside an envelope (SESSION). No clock of the terminal's."""

    terminal: Uuid
    challenge: Long


class Session(Message, frozen=True, kw_only=True):
    """`token` goes into `Authorization: Bearer`; it counts by the hub's clock only."""

    token: Long
    lasts_s: int
    now: Moment


# packet --------------------------------------------------------------------------------------
class StatementFile(Message, frozen=True, kw_only=True):
    """One file of a packet."""

    name: Short
    sha256: Hex64
    size: Annotated[int, Meta(ge=0, le=MOST_PACKET_BYTES)]


class Statement(Message, frozen=True, kw_only=True):
    """First file of each packet, signed by the terminal's key: age does not say who sealed."""

    schema: Literal["machikado-statement/1"] = "machikado-statement/1"
    application: Uuid
    version: Annotated[int, Meta(ge=1)]
    supersedes: Uuid | None = None
    number: Short
    municipality: MunicipalityCode
    terminal: Uuid
    day: date
    sealed_at: Moment
    files: tuple[StatementFile, ...]


# manifest ------------------------------------------------------------------------------------
Route = Literal["mail", "counter"]


class PacketLine(Message, frozen=True, kw_only=True):
    """One packet in a manifest."""

    digest: Hex64  # of the sealed bytes
    size: Annotated[int, Meta(ge=1, le=MOST_PACKET_BYTES)]
    application: Uuid
    version: Annotated[int, Meta(ge=1)]
    number: Short
    municipality: MunicipalityCode
    route: Route
    supersedes: Uuid | None = None


class Counts(Message, frozen=True, kw_only=True):
    """The records of the day: forms = accepted + held_over + voided + handed_back (日締めの式)."""

    forms: Count
    accepted: Count  # 完了
    held_over: Count  # 繰越（保留）
    voided: Count  # 取消
    handed_back: Count  # 返却
    mail: Count
    counter: Count
    superseded: Count = 0  # versions that a correction replaced; no sheets of their own


class Paper(Message, frozen=True, kw_only=True):
    """The sheets in the bag, counted by a person before the recorded numbers were shown."""

    accepted: Count  # 封筒A
    voided: Count  # 封筒B
    held_over: Count  # 封筒C
    pin_requests: Count  # 暗証番号設定依頼書
    counted_by: Short  # operator id
    counted_at: Moment


class Shortage(Message, frozen=True, kw_only=True):
    """不足ありで封緘: only a supervisor, with a reason; also on the tally sheet."""

    reason: Long
    missing: tuple[Short, ...] = ()  # numbers that continuous scanning did not find
    expected: Paper | None = None


class Withdrawn(Message, frozen=True, kw_only=True):
    """A sealed batch that was opened again before anything of it left the terminal."""

    batch: Uuid
    manifest: Hex64
    previous: Hex64
    reason: Long
    at: Moment


class AuditHead(Message, frozen=True, kw_only=True):
    seq: Annotated[int, Meta(ge=0)]
    hash: Hex64


class Manifest(Message, frozen=True, kw_only=True):
    """目録: what a terminal sealed on one day. Signed by terminal and supervisor (MANIFEST)."""

    schema: Literal["machikado-manifest/1"] = "machikado-manifest/1"
    batch: Uuid
    terminal: Uuid
    label: TerminalLabel
    municipality: MunicipalityCode
    sequence: Annotated[int, Meta(ge=1)]  # 1, 2, … of this terminal, withdrawn ones included
    day: date
    venue: Short
    method: Short
    sealed_at: Moment
    monotonic_ns: int
    boot_id: Short
    clock_offset_s: float | None = None  # hub minus terminal at the last contact
    counts: Counts
    paper: Paper
    shortage: Shortage | None = None
    packets: Annotated[tuple[PacketLine, ...], Meta(max_length=MOST_PACKETS)]
    previous: Hex64  # digest of the manifest before; NO_DIGEST for the first
    withdrawn: tuple[Withdrawn, ...] = ()  # since the previous one that counts, in order
    audit: AuditHead
    rules: Short
    app: Short
    supervisor: Short  # operator id
    supervisor_key: Hex64


# sending -------------------------------------------------------------------------------------
class Upload(Message, frozen=True, kw_only=True):
    """Where a packet's bytes go when they bypass the hub: PUT to `url`, no Authorization."""

    digest: Hex64
    url: str


class Lacking(Message, frozen=True, kw_only=True):
    """Answer to POST /v1/batches and to an early …/complete: what is still to be sent."""

    batch: Uuid
    manifest: Hex64
    lacking: tuple[Hex64, ...]
    uploads: tuple[Upload, ...] = ()  # for some of `lacking`; the others go to the hub
    receipt: dict[str, object] | None = None  # already received: this very receipt


Outcome = Literal["stored", "already"]


class ReceiptLine(Message, frozen=True, kw_only=True):
    """`already`: the same version of that application had arrived before, as packet `first`."""

    digest: Hex64
    outcome: Outcome
    first: Hex64


class Receipt(Message, frozen=True, kw_only=True):
    """受領証: every packet of that manifest is durable at the hub (RECEIPT, a receipt key)."""

    schema: Literal["machikado-receipt/1"] = "machikado-receipt/1"
    hub: Short
    batch: Uuid
    terminal: Uuid
    manifest: Hex64
    received_at: Moment
    packets: tuple[ReceiptLine, ...]


class Problem(Message, frozen=True, kw_only=True):
    """Every refusal of the hub. `code` is a sync.troubles.Trouble value."""

    code: Short
    detail: Long = ""  # for the log, English, no personal data
    wait_s: float | None = None
    request: Short = ""  # お問い合わせ番号


# reference data ------------------------------------------------------------------------------
class Municipality(Message, frozen=True, kw_only=True):
    """市区町村: who opens its packets, and what it changes of the rules."""

    code: MunicipalityCode
    name: Short
    recipient: Long  # age recipient of the office, "age1…"
    recovery: Long  # age recipient of the recovery key
    overlay: dict[str, object] = {}
    contact: Short = ""


class Venue(Message, frozen=True, kw_only=True):
    """会場."""

    code: Short
    name: Short
    municipality: MunicipalityCode
    may_trickle: bool = False  # packets may leave during the day


class Reference(Message, frozen=True, kw_only=True):
    """Reference data, signed by an issuer key (REFERENCE). A lower serial never replaces a higher
    one; old data is warned about and never stops anything."""

    schema: Literal["machikado-reference/1"] = "machikado-reference/1"
    serial: Count
    issued_at: Moment
    warn_after: Moment
    municipalities: tuple[Municipality, ...]
    venues: tuple[Venue, ...] = ()
    revoked: tuple[Hex64, ...] = ()  # public keys of lost or revoked terminals


# the office ----------------------------------------------------------------------------------
class OfficePacket(Message, frozen=True, kw_only=True):
    """A packet that a receipt covers, in its office's list."""

    arrival: Annotated[int, Meta(ge=1)]  # grows; there may be gaps
    digest: Hex64
    size: Annotated[int, Meta(ge=1, le=MOST_PACKET_BYTES)]
    application: Uuid
    version: Annotated[int, Meta(ge=1)]
    number: Short
    route: Route
    batch: Uuid
    terminal: Uuid
    terminal_key: Hex64  # that signed the manifest


class OfficePackets(Message, frozen=True, kw_only=True):
    """Answer to GET /v1/offices/{municipality}/packets?after=…: ask again with `next`."""

    packets: tuple[OfficePacket, ...]
    next: Annotated[int, Meta(ge=0)]


# msgspec 0.22 dies (a segmentation fault) when two threads decode a kind of message for the first
# time at once: what it then learns about the kind is used before it is complete. So learn it here.
for _kind in Message.__subclasses__():
    json.Decoder(_kind)
