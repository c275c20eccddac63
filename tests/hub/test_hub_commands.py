"""The commands of `desk-hub` that are not about carrying, checking and copying."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest
import requests
import trustme
import zxingcpp

from sync.enrolment import EnrolmentCode, check_certificate
from sync.envelope import decode, peek
from sync.hub.cli import main
from sync.key_set import check_key_set
from sync.keys import SealingKey, SigningKey
from sync.protocol import HelloReply, KeySet
from sync.reference import check_reference, recipients_for
from tests.hub.hub_world import InProcessHub, RealHub
from tests.hub.postgres_world import Postgres
from tests.hub.sender import Sender

Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command that works; its lines."""

    def run(command: str, *given: object) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main([command, "--data", str(data), "--json", *map(str, given)]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_init_says_whom_to_trust_and_again_the_same(run: Run) -> None:
    first, again = run("init", "--name", "みどり野"), run("init", "--name", "other")
    assert first == again
    assert first[0]["hub"] == "みどり野"
    assert first[0]["fingerprint"].replace(" ", "") == first[0]["root"][:32]


def test_a_code_is_printed_as_qr(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "code.png"
    given = ["--label", "K3", "--municipality", "131016", "--url", "https://hub.example/"]
    told = run("enrol", *given, "--png", picture)[0]
    parsed = EnrolmentCode.parse(told["text"])
    assert (parsed.url, parsed.code) == ("https://hub.example", told["code"])
    assert parsed.root == run("init")[0]["root"]
    read = zxingcpp.read_barcodes(cv2.imread(str(picture)))
    assert [each.text for each in read] == [told["text"]]
    assert main(["enrol", "--data", str(data), *given]) == 0
    shown = capsys.readouterr().out
    assert "▀" in shown
    assert "MKD1:" in shown
    assert main(["enrol", "--data", str(data), "--url", "https://x"]) == 2
    assert main(["enrol", "--data", str(data), *given[:-1], "ftp://x"]) == 1


def test_terminals_are_listed_and_revoked(run: Run, data: Path) -> None:
    with InProcessHub(data) as hub:
        first = Sender().enrol(hub.enrol("K3"))
        other = Sender().enrol(hub.enrol("K3", "132012"))
        listed = run("terminals")
        assert [each["terminal"] for each in listed] == [
            first.known_as.terminal,
            other.known_as.terminal,
        ]
        label = ["--label", "K3", "--municipality", "131016", "--url", "https://x"]
        assert main(["enrol", "--data", str(data), *label]) == 1  # somebody has it
        assert main(["revoke", "--data", str(data), "K3"]) == 1  # which one?
        run("revoke", first.known_as.terminal)
        run("revoke", "K3")  # the other one is left
        assert [each["state"] for each in run("terminals")] == ["revoked"] * 2
        assert run("enrol", *label)


def test_reference_data_from_the_command_line_and_from_a_file(
    run: Run, data: Path, tmp_path: Path
) -> None:
    office, recovery = SealingKey.new().recipient, SealingKey.new().recipient
    keys = ["--recipient", office, "--recovery", recovery]
    first = run("municipality", "add", "--code", "131016", "--name", "千代田区", *keys)[0]
    venue = ["--code", "V1", "--name", "市民ホール", "--municipality", "131016"]
    second = run("venue", "add", *venue, "--may-trickle")[0]
    assert second["serial"] == first["serial"] + 1
    file, key_set = tmp_path / "reference.json", tmp_path / "keys.json"
    run("reference", "export", file)
    root = run("keys", key_set)[0]["root"]
    reference = check_reference(file.read_bytes(), check_key_set(key_set.read_bytes(), root))
    assert recipients_for(reference, "131016") == (office, recovery)
    assert reference.venues[0].may_trickle

    toml = tmp_path / "reference.toml"
    toml.write_text(
        f'[[municipality]]\ncode = "132012"\nname = "八王子市"\nrecipient = "{office}"\n'
        f'recovery = "{recovery}"\noverlay = {{ mail = false }}\n'
        '[[venue]]\ncode = "V2"\nname = "駅前"\nmunicipality = "132012"\n',
        "utf-8",
    )
    run("reference", "set", toml)
    run("reference", "export", file)
    reference = check_reference(file.read_bytes(), check_key_set(key_set.read_bytes(), root))
    assert [each.code for each in reference.municipalities] == ["132012"]
    assert reference.municipalities[0].overlay == {"mail": False}
    for wrong in (
        "[[municipality]]\ncode = 5\n",
        "nonsense",
        '[[venue]]\ncode = "V"\n',
        "[[venues]]\n",
    ):
        toml.write_text(wrong, "utf-8")
        assert main(["reference", "--data", str(data), "set", str(toml)]) == 1
    given = ["--data", str(data), "--code", "131016", "--name", "x", "--recipient", "age1x"]
    assert main(["municipality", *given, "add", "--recovery", recovery]) == 1
    assert main(["municipality", *given, "add"]) == 2  # no recovery key, no file


def test_an_overlay_is_signed_for_its_municipality(run: Run, data: Path, tmp_path: Path) -> None:
    office, recovery = SealingKey.new().recipient, SealingKey.new().recipient
    row = ["--code", "131016", "--name", "千代田区", "--recipient", office, "--recovery", recovery]
    run("municipality", "add", *row)
    overlay = tmp_path / "overlay.toml"
    text = (
        'municipality = "131016"\nserial = {}\nmade_on = 2026-11-26\n'
        '[[changes]]\nfile = "identity"\ntable = "combinations"\ncode = "a1_n"\n'
        "from = 2026-12-01\nset = {{ enabled = false }}\n"
    )
    overlay.write_text(text.format(3), "utf-8")
    run("municipality", "overlay", "--file", overlay)
    run("municipality", "add", *row)  # new keys are no new rules
    file, key_set = tmp_path / "reference.json", tmp_path / "keys.json"
    run("reference", "export", file)
    root = run("keys", key_set)[0]["root"]
    reference = check_reference(file.read_bytes(), check_key_set(key_set.read_bytes(), root))
    signed = reference.municipalities[0].overlay
    assert signed["serial"] == 3
    assert signed["made_on"] == "2026-11-26"
    for wrong in (
        text.format(3),  # no newer than what is there
        text.format(0),
        text.format(4).replace("131016", "132012"),
        text.format(4).replace("2026-11-26", "soon"),
        "serial =",
    ):
        overlay.write_text(wrong, "utf-8")
        assert main(["municipality", "--data", str(data), "overlay", "--file", str(overlay)]) == 1
    assert main(["municipality", "--data", str(data), "overlay"]) == 2
    overlay.write_text(text.format(4), "utf-8")
    run("municipality", "overlay", "--file", overlay)


def test_keys_are_rotated_with_the_root_key_from_the_safe(
    run: Run, data: Path, tmp_path: Path
) -> None:
    with InProcessHub(data) as hub:
        sender = Sender().enrol(hub.enrol()).sign_on()
        old = sender.seal(1)
        sender.send(old)
        safe = tmp_path / "safe.key"
        (data / "keys" / "root.key").rename(safe)
        assert main(["rotate", "--data", str(data), "receipt"]) == 2
        run("rotate", "receipt", "--root-key", safe)
        run("rotate", "issuer", "--root-key", safe, "--revoke")
        keys = hub.key_set()
        assert (keys.serial, len(keys.receipt), len(keys.issuer)) == (3, 2, 2)
        assert keys.issuer[0].revoked_at is not None
        assert sender.send(sender.seal(1))  # the running hub signs with the new key
        certificate = Sender().enrol(hub.enrol("K4")).certificate
        check_certificate(certificate, keys)
        other = tmp_path / "other"
        assert main(["init", "--data", str(other)]) == 0
        wrong = str(other / "keys" / "root.key")
        given = ["--data", str(data), "--root-key", wrong]
        assert main(["rotate", *given, "receipt"]) == 2


def test_an_office_key_is_added_once(run: Run) -> None:
    given = ["add", "--municipality", "131016", "--key", SigningKey.new().public]
    assert run("office", *given) == run("office", *given)
    assert run("collect") == [{"removed": 0}]
    assert run("migrate") == [{"database": "sqlite"}]


def test_over_tls_with_a_ca_of_its_own(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    files = {name: tmp_path / f"{name}.pem" for name in ("ca", "cert", "key")}
    authority.cert_pem.write_to_path(str(files["ca"]))
    certificate.private_key_pem.write_to_path(str(files["key"]))
    for part in certificate.cert_chain_pems:
        part.write_to_path(str(files["cert"]), append=True)
    options = [f"--tls-{name}={path}" for name, path in files.items()]
    hub = RealHub(tmp_path / "hub", options=[*options, "--tls-cert", str(files["cert"])])
    with hub:
        answer = requests.get(
            f"{hub.url}/v1/hello?nonce=abcdefgh", verify=str(files["ca"]), timeout=10
        )
        keys = peek(decode(answer.content, HelloReply).key_set, KeySet)
        assert keys.tls_ca == files["ca"].read_text("ascii")


def test_several_processes_on_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new_database("several")
    with RealHub(tmp_path / "hub", database=url, options=["--workers", "2"]) as hub:
        _until_answered(hub)
        sender = Sender().enrol(hub.enrol()).sign_on()
        batch = sender.seal(2)
        receipt = sender.send(batch)
        for _ in range(4):  # whichever process answers
            sender.http.close()
            assert sender.complete(batch).content == receipt
        hub.signal(signal.SIGTERM)
        assert hub.wait() == 0


def _until_answered(hub: RealHub) -> None:
    while True:
        try:
            if requests.get(f"{hub.url}/readyz", timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            threading.Event().wait(0.05)


def test_settings_of_the_folder(data: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("init")
    file = data / "hub.toml"
    for wrong in ("nonsense = 1", 'session_s = "long"', "= ="):
        file.write_text(wrong, "utf-8")
        assert main(["migrate", "--data", str(data)]) == 2
        assert "hub.toml" in capsys.readouterr().err
    file.write_text("session_s = 60\ncheck_staged_s = 5.0\n", "utf-8")
    assert run("migrate")
    assert main(["migrate", "--data", str(data), "--database", "mysql://x/y"]) == 2
