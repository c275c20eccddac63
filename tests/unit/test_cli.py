"""The command line: every command answers in words or JSON, and never with a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from desk.assets import font_files
from desk.cli import data_folder, main
from desk.clock import SystemClock
from desk.demo.forms import FormPerson, draw_form, photograph
from desk.demo.heads import camera_picture
from desk.demo.people import PASSPHRASE
from desk.demo.practice import prepare
from desk.services.opening import Opening
from desk.storage.key_slots import STORE_FILE, Cost, Vault
from desk.storage.store import open_store
from desk.store_at import opening_at, search_keys

FORM_ID = "12345678901234567890123"
Said = Callable[[], tuple[str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What was printed: stdout, stderr. Never a traceback, never an open gap."""

    def both() -> tuple[str, str]:
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "{" not in err
        return out, err

    return both


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    person = FormPerson(
        name="見本 花子",
        kana="ミホン ハナコ",
        address="みどり野市",
        birth="",
        sex="女",
        form_id=FORM_ID,
    )
    frame = photograph(draw_form(person, font_files()[0]), np.random.default_rng(3), 0)
    return saved(frame, tmp_path_factory.mktemp("form") / "form.png")


def saved(frame: np.ndarray, path: Path) -> Path:
    Pillow.fromarray(np.ascontiguousarray(frame[:, :, ::-1])).save(path)
    return path


def test_scan_reads_a_form(form: Path, said: Said) -> None:
    assert main(["scan", str(form)]) == 0
    assert said()[0] == f"{form}: {FORM_ID}\n"
    assert main(["scan", "--json", str(form)]) == 0
    told = json.loads(said()[0])
    assert (told["form_id"], told["reason"]) == (FORM_ID, None)
    assert main(["scan", "--text", str(form)]) == 0
    assert FORM_ID in said()[0]


def test_scan_says_why_it_could_not(form: Path, tmp_path: Path, said: Said) -> None:
    whole = form.read_bytes()
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(61_000_000)
    for name, content, words in (
        ("cut.png", whole[: len(whole) // 2], "画像として開けません"),
        ("text.jpg", b"hello", "画像として開けません"),
        ("empty.pdf", b"%PDF-1.4\n", "PDFを開けません"),
        ("huge.png", None, "ファイルが大きすぎます（60MBまで）"),
        ("gone.png", None, "ファイルを開けません"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        assert main(["scan", str(tmp_path / name)]) == 1
        out, _err = said()
        assert words in out
        assert "{" not in out
        assert main(["scan", "--json", str(tmp_path / name)]) == 1
        assert json.loads(said()[0])["form_id"] is None


def test_scan_goes_on_after_a_bad_file(form: Path, tmp_path: Path, said: Said) -> None:
    assert main(["scan", str(tmp_path), str(form)]) == 1
    assert FORM_ID in said()[0]


def test_photo_judges_crops_and_refuses(tmp_path: Path, said: Said) -> None:
    face = saved(camera_picture(11, (1920, 1080), sex="female", age=35), tmp_path / "face.png")
    out = tmp_path / "photo.jpg"
    main(["photo", str(face), "--json", "--out", str(out)])
    assert "findings" in json.loads(said()[0])
    with Pillow.open(out) as picture:
        assert picture.size == (827, 1063)
    assert main(["photo", str(face), "--out", str(tmp_path / "none" / "photo.jpg")]) == 1
    assert "読み書きできませんでした" in said()[1]
    assert main(["photo", str(tmp_path / "gone.png")]) == 1
    assert "ファイルを開けません" in said()[1]


def test_doctor_names_every_part(tmp_path: Path, said: Said) -> None:
    assert main(["--data", str(tmp_path), "doctor", "--json"]) == 0
    checks = [json.loads(line) for line in said()[0].splitlines()]
    assert {each["part"] for each in checks} >= {"camera", "printer", "space", "clock", "reader"}
    assert all(each["message"] and "{" not in each["message"] for each in checks)
    main(["--data", str(tmp_path), "--lang", "en", "doctor"])
    assert "Storage" in said()[0]


# the audit --------------------------------------------------------------------------------
@pytest.fixture
def data(tmp_path: Path) -> Path:
    cheap = Cost(memory_kib=64, passes=1, lanes=1)
    prepare(
        tmp_path / "desk",
        SystemClock(),
        lambda folder, clock: Opening(
            Vault(folder, clock, cheap),
            lambda key: open_store(folder, key, keys=search_keys(), clock=clock),
            clock,
        ),
    )
    return tmp_path / "desk"


def verify(data: Path, *more: str) -> int:
    return main(["--data", str(data), "audit", "verify", *more])


def test_a_whole_chain(data: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    assert verify(data, "--json") == 0
    told = json.loads(said()[0])
    assert told["ok"]
    assert told["entries"] > 2
    assert verify(data) == 0
    assert "つながりを確かめました" in said()[0]


def test_the_passphrase_from_a_file(data: Path, tmp_path: Path, said: Said) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    assert verify(data, "--passphrase-file", str(file)) == 0
    assert verify(data, "--passphrase-file", str(tmp_path / "gone")) == 1
    assert "読み書きできませんでした" in said()[1]


def test_a_chain_that_was_tampered_with(
    data: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    store = opening_at(data, SystemClock()).unlock(PASSPHRASE)
    database = store._database  # type: ignore[attr-defined]
    with database.transaction():
        for trigger in database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.run(f"DROP TRIGGER {trigger['name']}")
        database.run("UPDATE audit SET body = replace(body, 'operator', 'nobody') WHERE seq = 2")
    store.close()
    assert verify(data) == 1
    assert "2件目でつながっていません" in said()[1]


def test_damage_is_told(data: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSPHRASE", PASSPHRASE)
    store = data / STORE_FILE
    content = bytearray(store.read_bytes())
    content[len(content) // 2] ^= 1
    store.write_bytes(content)
    assert verify(data) == 1
    assert "壊れています" in said()[1]


def test_no_passphrase_a_wrong_one_and_no_records(
    data: Path, tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert verify(data) == 1
    assert "合言葉がありません" in said()[1]
    monkeypatch.setenv("DESK_PASSPHRASE", "ちがう合言葉ちがう合言葉")
    assert verify(data) == 1
    assert "合言葉が違います" in said()[1]
    assert verify(tmp_path / "nowhere") == 1
    assert "受付の記録がありません" in said()[1]


# the rest ---------------------------------------------------------------------------------
@pytest.mark.parametrize("wrong", [["nothing"], ["scan"], ["photo"], ["demo"], ["audit", "burn"]])
def test_a_wrong_call_shows_the_usage(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "usage: desk" in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip()


def test_a_demonstration_without_a_place_to_write(tmp_path: Path, said: Said) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert main(["demo", "--out", str(tmp_path / "file" / "day")]) == 1
    assert "読み書きできませんでした" in said()[1]


def test_where_the_data_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_DATA", str(tmp_path / "named"))
    assert data_folder(None) == tmp_path / "named"
    assert data_folder(str(tmp_path)) == tmp_path
    monkeypatch.delenv("DESK_DATA")
    assert data_folder(None, practice=True) == data_folder(None) / "practice"
