"""The committed vectors: read by our code, and by tools that know nothing of it."""

from __future__ import annotations

import base64
import hashlib
import os
import pty
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.carry import read_carry
from sync.enrolment import EnrolmentCode, check_certificate, check_key_set
from sync.envelope import digest_of
from sync.keys import SealingKey, SigningKey, fingerprint
from sync.manifest import check_manifest
from sync.packet import PacketFile, check_line, digest_file, open_packet
from sync.protocol import STATEMENT
from sync.receipts import check_receipt
from sync.reference import check_reference, recipients_for
from sync.schema import MESSAGES, messages_without_schema, path_of, schema_of
from tests.sync.samples import NOON

FOLDER = Path(__file__).parent / "vectors"
KEYS: dict[str, Any] = msgspec.json.decode((FOLDER / "keys.json").read_bytes())
PACKETS = sorted((FOLDER / "packets").iterdir())
SIGNED = ["key-set", "certificate", "reference", "manifest", "receipt"]
SIGNERS = {
    "key-set": ["root"],
    "certificate": ["issuer"],
    "reference": ["issuer"],
    "manifest": ["terminal", "supervisor"],
    "receipt": ["receipt"],
}


def vector(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


# our code ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["root", "receipt", "issuer", "terminal", "supervisor"])
def test_signing_keys_and_their_ids(name):
    key = SigningKey(bytes.fromhex(KEYS[name]["seed"]))
    assert (key.public, key.id) == (KEYS[name]["public"], KEYS[name]["id"])
    assert fingerprint(key.public).replace(" ", "") == KEYS[name]["id"][:32]


@pytest.mark.parametrize("name", ["office", "recovery"])
def test_sealing_keys(name):
    assert SealingKey(KEYS[name]["secret"]).recipient == KEYS[name]["recipient"]


def test_every_signed_message_is_read():
    key_set = check_key_set(vector("key-set.dsse.json"), KEYS["root"]["id"])
    certificate = check_certificate(vector("certificate.dsse.json"), key_set, NOON)
    manifest = check_manifest(vector("manifest.dsse.json"), certificate)
    digest = digest_of(vector("manifest.dsse.json"))
    receipt = check_receipt(vector("receipt.dsse.json"), manifest, digest, key_set)
    reference = check_reference(vector("reference.dsse.json"), key_set)
    assert key_set.hub == receipt.hub == "テスト県ハブ"
    assert certificate.key.public == KEYS["terminal"]["public"]
    assert [line.digest for line in receipt.packets] == [line.digest for line in manifest.packets]
    assert recipients_for(reference, "131016") == (
        KEYS["office"]["recipient"],
        KEYS["recovery"]["recipient"],
    )


@pytest.mark.parametrize("who", ["office", "recovery"])
@pytest.mark.parametrize("packet", PACKETS, ids=lambda path: path.name[:8])
def test_every_packet_opens_to_its_content(packet, who):
    certificate = check_certificate(
        vector("certificate.dsse.json"),
        check_key_set(vector("key-set.dsse.json"), KEYS["root"]["id"]),
    )
    manifest = check_manifest(vector("manifest.dsse.json"), certificate)
    opened = open_packet(packet, SealingKey(KEYS[who]["secret"]), [certificate.key.public])
    line = next(each for each in manifest.packets if each.digest == opened.digest)
    check_line(opened, line, manifest)
    assert packet.name == f"{opened.digest}.age"
    content = {path.name: path.read_bytes() for path in opened_folder(opened.statement.number)}
    assert content.pop("statement.dsse.json") == opened.envelope
    assert content.pop("application.json") == opened.application
    assert content == {file.name: file.data for file in opened.files}


def opened_folder(number: str) -> list[Path]:
    return list((FOLDER / "opened" / number).iterdir())


def test_the_carry_file_holds_the_same():
    (path,) = FOLDER.glob("*.machikado")
    with read_carry(path) as carry:
        carry.check(check_key_set(vector("key-set.dsse.json"), KEYS["root"]["id"]), NOON)
        assert carry.manifest == vector("manifest.dsse.json")
        assert carry.certificate == vector("certificate.dsse.json")
        for digest, packet in carry.iter_packets():
            assert packet.read() == vector(f"packets/{digest}.age")


def test_the_enrolment_code():
    code = EnrolmentCode.parse(vector("enrolment.txt").decode())
    assert code == EnrolmentCode(
        "https://hub.example.jp:8443", "7K3QX-0M9TB-ZZ4AE-R5H2W", KEYS["root"]["id"]
    )
    assert code.text() == vector("enrolment.txt").decode().strip()


# without our code ----------------------------------------------------------------------------
def payload_of(envelope: bytes) -> bytes:
    return base64.b64decode(msgspec.json.decode(envelope)["payload"])


def pre_authenticated(media_type: str, payload: bytes) -> bytes:
    """DSSE v1, as its specification has it."""
    kind = media_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


@pytest.mark.parametrize("name", SIGNED)
def test_signatures_verify_with_cryptography_alone(name):
    envelope = msgspec.json.decode(vector(f"{name}.dsse.json"))
    assert envelope["payloadType"] == f"application/vnd.machikado.{name}+json"
    payload = base64.b64decode(envelope["payload"])
    assert len(envelope["signatures"]) == len(SIGNERS[name])
    for signature, signer in zip(envelope["signatures"], SIGNERS[name], strict=True):
        raw = bytes.fromhex(KEYS[signer]["public"])
        assert signature["keyid"] == hashlib.sha256(raw).hexdigest() == KEYS[signer]["id"]
        Ed25519PublicKey.from_public_bytes(raw).verify(
            base64.b64decode(signature["sig"]),
            pre_authenticated(envelope["payloadType"], payload),
        )


def test_the_digest_of_a_manifest_is_that_of_its_payload():
    digest = hashlib.sha256(payload_of(vector("manifest.dsse.json"))).hexdigest()
    assert digest == msgspec.json.decode(payload_of(vector("receipt.dsse.json")))["manifest"]


@pytest.mark.parametrize("packet", PACKETS, ids=lambda path: path.name[:8])
def test_the_age_command_and_tar_open_a_packet(packet, tmp_path):
    age, tar = tool("age"), tool("tar")
    identity = tmp_path / "identity.txt"
    identity.write_text(KEYS["recovery"]["secret"] + "\n")
    plain = subprocess.run([age, "-d", "-i", identity, packet], capture_output=True, check=True)
    subprocess.run([tar, "-xf", "-", "-C", tmp_path], input=plain.stdout, check=True)
    number = msgspec.json.decode((tmp_path / "application.json").read_bytes())["number"]
    for kept in opened_folder(number):
        assert (tmp_path / kept.name).read_bytes() == kept.read_bytes()
    statement = msgspec.json.decode(payload_of((tmp_path / "statement.dsse.json").read_bytes()))
    for listed in statement["files"]:
        content = (tmp_path / listed["name"]).read_bytes()
        assert listed["sha256"] == hashlib.sha256(content).hexdigest()
        assert listed["size"] == len(content)
    assert packet.name == hashlib.sha256(packet.read_bytes()).hexdigest() + ".age"


def test_the_age_command_opens_an_offices_identity_with_its_passphrase(tmp_path):
    """It asks at the terminal, so it gets one."""
    age, setsid = tool("age"), tool("setsid")
    ours, its = pty.openpty()
    try:
        running = subprocess.Popen(
            [setsid, "-c", age, "-d", "-o", tmp_path / "out", FOLDER / "office-identity.age"],
            stdin=its,
            stdout=its,
            stderr=its,
        )
        asked = b""
        while b":" not in asked:
            asked += os.read(ours, 1024)
        os.write(ours, KEYS["passphrase"].encode() + b"\n")
        assert running.wait(60) == 0
    finally:
        os.close(ours)
        os.close(its)
    assert (tmp_path / "out").read_text() == KEYS["office"]["secret"] + "\n"


def test_an_identity_opens_with_our_code():
    file = vector("office-identity.age")
    assert SealingKey.unlock(file, KEYS["passphrase"]).secret == KEYS["office"]["secret"]


def test_a_packet_made_with_other_tools_opens_here(tmp_path):
    """Statement by cryptography, tar by `tar`, sealed by `age`: nothing of ours."""
    age, tar = tool("age"), tool("tar")
    content = {
        "application.json": b'{"schema":"machikado-application/1"}',
        "photo.jpg": b"\xff\xd8",
    }
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    statement = {
        "schema": "machikado-statement/1",
        "application": "01933f2a-0009-7000-8000-000000000001",
        "version": 1,
        "number": "261125-K3-009-C",
        "municipality": "131016",
        "terminal": "01933f2a-0000-7000-8000-00000000c0de",
        "day": "2026-11-25",
        "sealed_at": "2026-11-25T03:00:00Z",
        "files": [
            {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for name, data in content.items()
        ],
        "unknown": "to be ignored",
    }
    payload = msgspec.json.encode(statement)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEYS["terminal"]["seed"]))
    signature = key.sign(pre_authenticated(STATEMENT, payload))
    envelope = {
        "payloadType": STATEMENT,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [
            {"keyid": KEYS["terminal"]["id"], "sig": base64.b64encode(signature).decode()}
        ],
    }
    (tmp_path / "statement.dsse.json").write_bytes(msgspec.json.encode(envelope))
    names = ["statement.dsse.json", *content]
    packed = subprocess.run(
        [tar, "--format=ustar", "-C", tmp_path, "-cf", "-", *names], capture_output=True, check=True
    )
    recipients = ["-r", KEYS["office"]["recipient"], "-r", KEYS["recovery"]["recipient"]]
    sealed = tmp_path / "sealed"
    subprocess.run([age, *recipients, "-o", sealed], input=packed.stdout, check=True)
    opened = open_packet(sealed, SealingKey(KEYS["office"]["secret"]), [KEYS["terminal"]["public"]])
    assert opened.application == content["application.json"]
    assert opened.files == (PacketFile("photo.jpg", content["photo.jpg"]),)
    assert (opened.digest, opened.size) == digest_file(sealed)


# schemas -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", MESSAGES)
def test_the_committed_schema_is_the_codes(name):
    assert path_of(name).read_bytes() == schema_of(name), "python -m sync.schema writes it anew"


def test_every_message_has_its_schema_and_no_schema_is_left_over():
    assert messages_without_schema() == set()
    kept = {path.name for path in path_of("x").parent.glob("*.schema.json")}
    assert kept == {path_of(name).name for name in MESSAGES}


@pytest.mark.parametrize("name", SIGNED)
def test_the_vectors_fit_their_schemas(name):
    validator = jsonschema_rs.validator_for(msgspec.json.decode(path_of(name).read_bytes()))
    message = msgspec.json.decode(payload_of(vector(f"{name}.dsse.json")))
    validator.validate(message)
    assert not validator.is_valid({**message, "schema": f"machikado-{name}/2"})
    for field in set(message) & {"serial", "batch", "terminal"}:
        assert not validator.is_valid({**message, field: []})


def test_statements_carry_heads_and_codes_fit_their_schemas():
    code = vector("enrolment.txt").decode().strip().removeprefix("MKD1:")
    (carry,) = FOLDER.glob("*.machikado")
    head = carry.read_bytes()[512:].partition(b"\0")[0]
    found = {
        "enrolment-code": base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)),
        "carry": head,
        "statement": payload_of(
            next((FOLDER / "opened").rglob("statement.dsse.json")).read_bytes()
        ),
    }
    for name, data in found.items():
        schema = msgspec.json.decode(path_of(name).read_bytes())
        jsonschema_rs.validator_for(schema).validate(msgspec.json.decode(data))


def test_the_written_format_names_every_message_type_and_limit():
    text = (path_of("x").parent / "README.md").read_text()
    for said in (
        "DSSEv1",
        "age-encryption.org/v1",
        "MKD1:",
        *(f"`{name}`" for name in ("statement.dsse.json", "application.json", "end.json")),
        *(f"machikado-{name}/1" for name in (*SIGNED, "statement", "carry", "application")),
        "4 MiB",
        "64 MiB",
        "2,000",
    ):
        assert said in text, said
