"""The office: its keys, what it takes in, and what it can prove."""

import io
import json
import shlex
import shutil
import subprocess
import tarfile
import tomllib
from dataclasses import replace
from functools import cache

import pytest
from samples import HubKeys

from desk import cli
from desk.domain.errors import NeedsPerson, Refused
from desk.office import keys
from desk.office.batch_check import Trust
from desk.office.findings import Kind
from desk.office.folder import OfficeFolder, sources, verify
from desk.office.keys import (
    FOR_THE_HUB,
    OFFICE_IDENTITY,
    SIGN_IN_KEY,
    make_office,
    open_identity,
    sign_in_key,
)
from sync.hub.cli import main as hub_main
from sync.keys import SealingKey

ONE, OTHER = "ひとつめの長い合言葉です", "ふたつめの長い合言葉です"


def bring(office, path, identity, municipality):
    (source,) = sources(path)
    return office.take_in(source, identity, municipality)


def rewritten(carry, change):
    """The carry file with its members changed: `change` gets a list of (name, bytes)."""
    with tarfile.open(carry) as tar:
        members = [(entry.name, tar.extractfile(entry).read()) for entry in tar]
    change(members)
    with tarfile.open(carry, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return carry


def packets_of(members):
    return [at for at, (name, _) in enumerate(members) if name.startswith("packets/")]


def found(path, trust):
    checked = verify(list(sources(path)), trust)
    return [(each.kind, each.number) for each in checked.findings]


@pytest.fixture
def trust(post, identity, municipality):
    return Trust(key_set=post.world.hub.key_set(), identity=identity, municipality=municipality)


# keys -------------------------------------------------------------------------------------------
def test_the_keys_open_with_their_passphrases_and_are_never_made_twice(tmp_path):
    made = make_office(tmp_path, "131016", "千代田区", ONE, OTHER)
    identity = open_identity(tmp_path / OFFICE_IDENTITY, ONE)
    assert identity.recipient == made.recipient != made.recovery
    assert sign_in_key(tmp_path / SIGN_IN_KEY, identity).public == made.sign_in
    (entry,) = tomllib.loads((tmp_path / FOR_THE_HUB).read_text("utf-8"))["municipality"]
    assert entry == {
        "code": "131016", "name": "千代田区",
        "recipient": made.recipient, "recovery": made.recovery,
    }  # fmt: skip
    with pytest.raises(NeedsPerson, match="office_exists"):
        make_office(
            tmp_path, "131016", "千代田区", "ひとつめの長い合言葉です", "ふたつめの長い合言葉です"
        )
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"AGE-SECRET-KEY" not in kept
    if shutil.which("age") is not None:  # the standard tool knows what it is, and asks
        asked = subprocess.run(
            ["age", "-d", str(tmp_path / OFFICE_IDENTITY)], capture_output=True, check=False,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert b"passphrase" in asked.stderr


def test_one_passphrase_for_both_keys_is_refused(tmp_path):
    with pytest.raises(Refused, match="office_same_passphrase"):
        make_office(
            tmp_path, "131016", "千代田区", "おなじ長い合言葉ですよ！", "おなじ長い合言葉ですよ！"
        )


def test_a_code_that_is_none_is_refused(tmp_path):
    with pytest.raises(Refused, match="municipality_malformed"):
        make_office(
            tmp_path, "千代田", "千代田区", "ひとつめの長い合言葉です", "ふたつめの長い合言葉です"
        )


# import -----------------------------------------------------------------------------------------
def test_a_carried_day_is_taken_in_once(office, post, identity, municipality, tmp_path):
    carry = post.day()
    first = bring(office, carry, identity, municipality)
    assert (first.outcome, first.packets, first.findings) == ("received", 3, ())
    again = bring(office, carry, identity, municipality)
    assert (again.outcome, again.packets) == ("already", 3)
    kept = list((tmp_path / "office").rglob("*.age"))
    assert sorted(path.read_bytes() for path in kept) == sorted(
        path.read_bytes() for path in post.packets.glob("*.age")
    )


def test_a_folder_of_files_and_the_offices_own_folder_are_read(
    office, post, identity, municipality, tmp_path, trust
):
    post.day()
    post.day(after=post.link, first=10)
    done = [office.take_in(each, identity, municipality) for each in sources(tmp_path / "post")]
    assert [each.outcome for each in done] == ["received", "received"]
    checked = verify(list(sources(tmp_path / "office")), trust)
    assert checked.clean
    assert (checked.batches, checked.packets, checked.opened) == (2, 6, 6)


def test_nothing_is_taken_in_from_an_unknown_hub(post, identity, municipality, tmp_path):
    stranger = OfficeFolder(tmp_path / "stranger")
    with pytest.raises(NeedsPerson, match="office_no_hub"):
        bring(stranger, post.day(), identity, municipality)
    with pytest.raises(Refused, match="office_hub_wrong"):
        stranger.trust_hub(post.world.hub.signed_key_set(), "0" * 64)
    stranger.trust_hub(post.world.hub.signed_key_set(), post.world.hub.root.id[:32])
    assert bring(stranger, post.day(), identity, municipality).outcome == "received"


def test_an_older_key_set_never_replaces_a_newer_one(office, post):
    hub = post.world.hub
    office.trust_hub(hub.signed_key_set(serial=5), "")
    with pytest.raises(Refused, match="office_hub_wrong"):
        office.trust_hub(hub.signed_key_set(serial=4), "")


def test_a_half_import_is_completed_by_the_next(office, post, identity, municipality, tmp_path):
    carry = post.day()
    whole = carry.read_bytes()
    carry.write_bytes(whole[: len(whole) // 2])
    half = bring(office, carry, identity, municipality)
    assert half.outcome == "findings"
    assert not list((tmp_path / "office").rglob("manifest.dsse.json"))
    carry.write_bytes(whole)
    assert bring(office, carry, identity, municipality).outcome == "received"


def test_a_packet_damaged_at_the_office_is_mended_by_importing_again(
    office, post, identity, municipality, tmp_path, trust
):
    carry = post.day()
    bring(office, carry, identity, municipality)
    victim = next((tmp_path / "office").rglob("*.age"))
    victim.write_bytes(b"rotten")
    assert [kind for kind, _ in found(tmp_path / "office", trust)] == [Kind.CHANGED]
    assert bring(office, carry, identity, municipality).outcome == "received"
    assert found(tmp_path / "office", trust) == []


def test_the_wrong_key_opens_nothing_and_keeps_nothing(office, post, municipality, tmp_path):
    done = bring(office, post.day(), SealingKey.new(), municipality)
    assert [each.kind for each in done.findings] == [Kind.UNREADABLE] * 3
    assert not list((tmp_path / "office").rglob("*.age"))


def test_another_municipalitys_packets_are_neither_opened_nor_kept(
    office, post, identity, tmp_path
):
    done = bring(office, post.day(), identity, "131024")
    assert (done.outcome, done.packets, done.others) == ("received", 0, 3)
    assert not list((tmp_path / "office").rglob("*.age"))


# verify -----------------------------------------------------------------------------------------
def test_a_right_file_is_right(post, trust):
    assert found(post.day(), trust) == []


def test_a_changed_packet_is_named(post, trust):
    def change(members):
        at = packets_of(members)[1]
        name, data = members[at]
        members[at] = (name, data[:-1] + bytes([data[-1] ^ 1]))

    assert found(rewritten(post.day(), change), trust) == [(Kind.CHANGED, "261125-K3-002-C")]


def test_a_missing_packet_is_named(post, trust):
    carry = rewritten(post.day(), lambda members: members.pop(packets_of(members)[0]))
    assert found(carry, trust) == [(Kind.MISSING, "261125-K3-001-C")]


def test_an_added_packet_is_named(post, trust):
    extra = post.world.seal(post.folder, 77)

    def change(members):
        members.insert(
            packets_of(members)[0], (f"packets/{extra.digest}.age", extra.path.read_bytes())
        )

    assert found(rewritten(post.day(), change), trust) == [(Kind.ADDED, "261125-K3-077-C")]


def test_a_replaced_packet_is_named(post, trust):
    """Another packet of the same application, sealed by the same terminal, under its name."""
    carry = post.day()
    line = post.link.manifest.packets[2]
    other = post.world.seal(post.folder, 3, application=line.application)

    def change(members):
        at = packets_of(members)[2]
        members[at] = (members[at][0], other.path.read_bytes())

    assert found(rewritten(carry, change), trust) == [(Kind.REPLACED, "261125-K3-003-C")]


def test_a_changed_manifest_is_named(post, trust):
    def change(members):
        at = next(at for at, (name, _) in enumerate(members) if name == "manifest.dsse.json")
        members[at] = (members[at][0], members[at][1].replace(b'"keyid"', b'"keyId"'))

    assert found(rewritten(post.day(), change), trust) == [(Kind.BAD_MANIFEST, "")]


def test_a_terminal_of_another_hub_is_named(post, trust):
    stranger = replace(trust, key_set=HubKeys().key_set())
    assert found(post.day(), stranger) == [(Kind.BAD_MANIFEST, "")]


def test_a_removed_day_shows(post, trust, tmp_path):
    post.day()
    middle = post.day(after=post.link, first=10)
    post.day(after=post.link, first=20)
    assert found(tmp_path / "post", trust) == []
    middle.unlink()
    checked = verify(list(sources(tmp_path / "post")), trust)
    assert [(each.kind, each.why) for each in checked.findings] == [(Kind.DAY_MISSING, "#2")]


def test_without_keys_changes_still_show(post):
    carry = rewritten(post.day(), lambda members: members.pop(packets_of(members)[0]))
    assert found(carry, Trust(key_set=None)) == [(Kind.MISSING, "261125-K3-001-C")]


# the command line -------------------------------------------------------------------------------
def run(capsys, *arguments):
    code = cli.main([*map(str, arguments)])
    return code, capsys.readouterr().out


def test_the_whole_way_by_the_command_line(post, tmp_path, capsys, monkeypatch):
    once = cache(keys.SealingKey.unlock)  # a second each time, on purpose
    monkeypatch.setattr(keys.SealingKey, "unlock", once)
    monkeypatch.setenv("DESK_PASSPHRASE", ONE)
    monkeypatch.setenv("DESK_RECOVERY_PASSPHRASE", OTHER)
    folder = tmp_path / "office"
    code, out = run(
        capsys, "office", "init", "--out", folder, "--municipality", "131016", "--name", "千代田区",
        "--json",
    )  # fmt: skip
    told = json.loads(out)
    assert code == 0
    identity = open_identity(folder / OFFICE_IDENTITY, ONE)
    assert identity.recipient == told["recipient"]
    monkeypatch.chdir(folder)  # its hub takes what it is told to type
    for command in (shlex.split(each) for each in told["commands"]):
        command[command.index("DIR")] = str(tmp_path / "hub")
        assert hub_main([*command[1:], "--json"]) == 0
    capsys.readouterr()
    object.__setattr__(post.world.office, "office", identity)
    key_set = tmp_path / "keys.json"
    key_set.write_bytes(post.world.hub.signed_key_set())
    carry = post.day()
    bringing = ("office", "import", carry, "--to", folder, "--json")
    pinned = ("--key-set", key_set, "--root", post.world.hub.root.id[:32])
    code, out = run(capsys, *bringing, *pinned)
    assert (code, json.loads(out)["outcome"]) == (0, "received")
    code, out = run(capsys, *bringing[:-1])
    assert code == 0
    assert "既に受領" in out
    code, out = run(capsys, "office", "verify", folder, "--json")
    assert (code, json.loads(out)["packets"]) == (0, 3)
    next(folder.rglob("batches/*/packets/*.age")).unlink()
    code, out = run(capsys, "office", "verify", folder)
    assert code == 1
    assert "届いていません" in out
