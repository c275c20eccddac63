"""What bad input gets (issue 2): a clear sentence with the next step, nothing typed is lost, and
the intake goes on. The real desk, its store and its decoders; only the cameras are scripted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bad_day import (
    CONTROL,
    WORDS,
    BadDay,
    ShiftedClock,
    form,
    full_disk,
    new_folder,
    two_forms,
    wait,
)
from PIL import Image as Pillow
from PySide6.QtWidgets import QApplication, QLineEdit
from shown import says, words_on_screen

from desk.app import qt_application
from desk.clock import SystemClock
from desk.demo.clerk import Key
from desk.demo.people import PASSPHRASE
from desk.domain.application import IntakeMethod, Step
from desk.domain.form_id import FormId
from desk.services.ports import By
from desk.storage.database import Database
from desk.storage.key_slots import STORE_FILE, Vault
from desk.store_at import open_store_at
from desk.ui.message_dialog import MessageDialog, QuestionDialog

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="resource limits as on Linux")

NAME = "見本 花子"
ids = (f"{number:023}" for number in range(31_000, 32_000))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_folder(tmp_path_factory.mktemp("prepared") / "desk")


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    own = tmp_path / "desk"
    own.mkdir()
    for file in prepared.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    return own


# the start page ---------------------------------------------------------------------------
@pytest.fixture
def start(qapp: Any, folder: Path) -> Iterator[BadDay]:
    qt_application("ja")
    day = BadDay(folder)
    yield day
    day.close()


def unlock(day: BadDay, passphrase: str = PASSPHRASE) -> None:
    day.clerk.write(passphrase)
    day.clerk.press(Key.Key_Return)


def opens_after_all(day: BadDay) -> None:
    """Nothing stayed busy: the right passphrase opens the desk."""
    day.clerk.unlock(PASSPHRASE)
    day.clerk.wait(lambda: day.desk._start_page().stage == 2, "signing on")


def test_a_wrong_passphrase_and_the_waiting_after_it(start: BadDay) -> None:
    start.arrive()
    for _ in range(3):
        unlock(start, "ちがう合言葉ちがう合言葉")
        start.told("wrong_passphrase")
        start.clerk.wait(lambda: start.desk.lanes.idle, "the answer")
    start.clerk.wait(lambda: "秒待つと、もう一度入力できます" in words_on_screen(), "the wait")
    start.clerk.wait(lambda: "秒待つと" not in words_on_screen(), "the end of waiting")
    opens_after_all(start)


def test_a_second_copy_on_the_same_data(start: BadDay) -> None:
    start.arrive()
    first = open_store_at(start.folder, PASSPHRASE)
    unlock(start)
    start.told("already_open")
    first.close()
    opens_after_all(start)


def test_a_store_of_a_newer_version(start: BadDay) -> None:
    key = Vault(start.folder, SystemClock()).unlock(PASSPHRASE)
    database = Database(start.folder / STORE_FILE, key)
    with database.transaction():
        database.run(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
            "desk",
            "m9999_from_the_future",
            "2099-01-01",
        )
    database.close()
    start.arrive()
    unlock(start)
    start.told("store_newer")


def test_a_damaged_store(start: BadDay) -> None:
    path = start.folder / STORE_FILE
    content = bytearray(path.read_bytes())
    content[8192 + 100] ^= 1
    path.write_bytes(content)
    start.arrive()
    unlock(start)
    start.told("store_damaged")
    assert path.read_bytes() == content


def test_damage_that_shows_only_when_reading(start: BadDay) -> None:
    path = start.folder / STORE_FILE
    content = bytearray(path.read_bytes())
    for page in range(3, len(content) // 8192):
        content[page * 8192 + 100] ^= 1
    path.write_bytes(content)
    start.arrive()
    unlock(start)
    start.told("store_damaged")
    assert start.desk._start_page().stage == 1


def test_keys_that_are_gone_or_broken(start: BadDay) -> None:
    keys = start.folder / "keys.json"
    content = keys.read_bytes()
    keys.unlink()
    start.arrive()
    unlock(start)
    start.told("keys_missing")
    keys.write_bytes(content[: len(content) // 2])
    unlock(start)
    start.told("keys_damaged")
    keys.write_bytes(content)
    opens_after_all(start)


def test_a_full_disk_at_the_start(start: BadDay) -> None:
    start.arrive()
    with full_disk():
        unlock(start)
        start.told("disk_error")
    opens_after_all(start)


def test_a_clock_that_is_wrong(qapp: Any, folder: Path) -> None:
    qt_application("ja")
    day = BadDay(folder, ShiftedClock(-3000))  # type: ignore[arg-type]
    day.arrive()
    day.told("check_clock_wrong")
    opens_after_all(day)
    day.close()


def test_a_set_up_that_a_power_cut_ended(qapp: Any, tmp_path: Path) -> None:
    qt_application("ja")
    Vault(tmp_path, SystemClock()).create(PASSPHRASE)
    day = BadDay(tmp_path)
    day.clerk.arrive()
    unlock(day)
    day.clerk.wait(lambda: "端末を用意してください" in words_on_screen(), "the set-up")
    day.clerk.wait(lambda: day.desk.lanes.idle, "the check")
    page = day.desk._page
    for field, text in (
        (page.municipality, "みどり野市"),  # type: ignore[attr-defined]
        (page.office, "市民課"),  # type: ignore[attr-defined]
        (page.phone, "000-000-0000"),  # type: ignore[attr-defined]
        (page.terminal, "K3"),  # type: ignore[attr-defined]
        (page.supervisor, "森田 健一"),  # type: ignore[attr-defined]
    ):
        field.set_text(text)
    page.venues.setPlainText("公民館")  # type: ignore[attr-defined]
    page.pin.setText("246813")  # type: ignore[attr-defined]
    page.pin_again.setText("246813")  # type: ignore[attr-defined]
    day.clerk.press(Key.Key_Return, CONTROL)
    day.clerk.wait(lambda: "担当者の認証" in words_on_screen(), "signing on")
    day.clerk.wait(lambda: day.desk.lanes.idle, "the check")
    day.close()


# at the counter ---------------------------------------------------------------------------
@pytest.fixture(scope="module")
def counter(
    qapp: Any, prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BadDay]:
    qt_application("ja")
    folder = tmp_path_factory.mktemp("counter") / "desk"
    folder.mkdir()
    for file in prepared.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    day = BadDay(folder)
    day.open_counter()
    yield day
    day.close()


@pytest.fixture
def day(counter: BadDay) -> BadDay:
    counter.stage.plugged_in = True
    counter.desk.window.activateWindow()
    return counter


def test_a_qr_of_something_else(day: BadDay) -> None:
    day.begin()
    day.hold_until_told(form(text="https://example.com/menu"), "form_host_other")
    day.hold_until_told(form(text="TABLE-12"), "form_id_none")
    day.read(next(ids))


def test_two_qrs_in_view(day: BadDay) -> None:
    day.begin()
    day.hold_until_told(two_forms(next(ids), next(ids)), "form_two_codes")
    assert day.entry("form.id") is None
    day.read(next(ids))


def test_a_form_that_was_taken_today(day: BadDay) -> None:
    form_id = next(ids)
    day.to_applicant(form_id)
    number = day.clerk.draft.record.number.short
    day.begin()
    day.hold_until_told(form(form_id), "form_id_taken", number=number)
    reads_another_form(day)


def test_a_form_that_was_taken_on_another_day(day: BadDay) -> None:
    form_id = FormId(next(ids))
    store, yesterday = day.desk.store, ShiftedClock(-1)
    assert store is not None

    def take_yesterday() -> str:
        by = By(day.clerk.bench._context.intake.operator.id, yesterday.now())
        past = store.start_day(yesterday.today(), "K3", "公民館", IntakeMethod.OUTREACH, by)
        record = store.open_application(past.id, by)
        store.save_entries(record.id, {"form.kind": "qr", "form.id": form_id}, by)
        return record.number.short

    numbers: list[str] = []
    day.desk.lanes.run(take_yesterday, numbers.append)
    day.begin()
    at = yesterday.today()
    shown = f"{numbers[0]}（{at.month}/{at.day}）"  # type: ignore[attr-defined]
    day.hold_until_told(form(form_id), "form_id_taken", number=shown)
    reads_another_form(day)


def reads_another_form(day: BadDay) -> None:
    page: Any = day.clerk.page(Step.FORM)
    assert "この申請書では進めません" in words_on_screen()
    page._again.click()
    day.read(next(ids))


def test_an_unreadable_form_is_entered_by_hand(day: BadDay) -> None:
    form_id = next(ids)
    day.begin()
    page: Any = day.clerk.page(Step.FORM)
    usual_ms = page._unreadable.interval()
    page._unreadable.start(1)
    day.clerk.wait(lambda: "読み取れません。手で入力できます" in words_on_screen(), "the offer")
    page._unreadable.setInterval(usual_ms)
    day.clerk.press(Key.Key_I, CONTROL)
    day.clerk.write(form_id)
    day.clerk.write(form_id[:-1] + "9")
    assert "1回目と2回目が違います" in words_on_screen()
    day.clerk.write(form_id)
    day.clerk.write(form_id)
    day.clerk.wait(lambda: day.entry("form.id") == form_id, "the typed id")
    day.clerk.clear_desk()


def png(width: int, height: int) -> bytes:
    out = BytesIO()
    Pillow.new("L", (8, 8), 255).save(out, "PNG")
    content = bytearray(out.getvalue())
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def jpeg(image: Any) -> bytes:
    out = BytesIO()
    Pillow.fromarray(np.ascontiguousarray(image[:, :, ::-1])).save(out, "JPEG", quality=90)
    return out.getvalue()


def hostile_files(folder: Path) -> Iterator[tuple[Path, str, dict[str, object]]]:
    whole = jpeg(form("1" * 23))
    for name, content, code, facts in (
        ("cut.jpg", whole[: len(whole) // 3], "image_unreadable", {}),
        ("text.jpg", "申請書です".encode() * 100, "image_unreadable", {}),
        ("empty.png", b"", "image_unreadable", {}),
        ("bomb.png", png(60_000, 60_000), "image_too_large", {"most_mp": 120}),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj <<", "pdf_unreadable", {}),
        ("program.pdf", b"MZ" + bytes(5000), "image_unreadable", {}),
        ("white.jpg", jpeg(np.full((900, 700, 3), 250, np.uint8)), "form_no_code", {}),
        ("menu.jpg", jpeg(form(text="https://example.com/")), "form_host_other", {}),
        ("two.jpg", jpeg(two_forms("1" * 23, "2" * 23)), "form_two_codes", {}),
    ):
        path = folder / name
        path.write_bytes(content)
        yield path, code, facts
    huge = folder / "huge.png"
    with huge.open("wb") as file:
        file.truncate(61_000_000)
    yield huge, "file_too_large", {"most_mb": 60}
    yield folder / "gone.jpg", "file_missing", {}
    yield folder, "file_missing", {}


def test_hostile_files(day: BadDay, tmp_path: Path) -> None:
    day.begin()
    for path, code, facts in hostile_files(tmp_path):
        day.clerk.bench.actions.say("quiet", "")
        day.clerk.bench.take_file(path, "file")
        day.told(code, **facts)
    form_id = next(ids)
    good = tmp_path / "good.jpg"
    good.write_bytes(jpeg(form(form_id)))
    day.clerk.bench.take_file(good, "file")
    day.clerk.wait(lambda: day.entry("form.id") == form_id, "the form's file")
    day.clerk.wait(lambda: day.clerk.draft.record.pictures, "the page")
    day.clerk.clear_desk()


def answer_notices(day: BadDay) -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MessageDialog) and window.isVisible():
            window.ok.click()
    window = day.desk.window
    window.activateWindow()
    day.clerk.wait(lambda: QApplication.activeWindow() is window, "the window")


def test_hostile_files_in_the_scanners_folder(day: BadDay, tmp_path: Path) -> None:
    counter: Any = day.desk.counter
    (tmp_path / "broken.jpg").write_bytes(jpeg(form("1" * 23))[:-2000])
    (tmp_path / "bomb.png").write_bytes(png(60_000, 60_000))
    with (tmp_path / "huge.tif").open("wb") as file:
        file.truncate(61_000_000)
    day.begin()
    counter._watch_folder(str(tmp_path))
    for _ in range(62):  # the folder is looked at as often as the timer would in 40 seconds
        counter._watch.look()
    day.told("scan_file_large")
    day.told("scan_file_broken")
    answer_notices(day)
    form_id = next(ids)
    good = tmp_path / "good.jpg"
    good.write_bytes(jpeg(form(form_id)))
    for _ in range(3):
        counter._watch.look()
    day.clerk.wait(lambda: day.entry("form.id") == form_id, "the sheet")
    day.clerk.wait(lambda: not good.exists(), "the plain copy to be removed")
    counter._watch_folder("")
    day.clerk.clear_desk()


def test_a_sheets_file_that_the_scanner_still_holds(
    day: BadDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter: Any = day.desk.counter
    form_id = next(ids)
    good = tmp_path / "good.jpg"
    good.write_bytes(jpeg(form(form_id)))
    held = [True]

    def overwrite(path: Path) -> None:
        if held:
            held.pop()
            raise PermissionError(path)

    monkeypatch.setattr("desk.devices.watch_folder._overwrite", overwrite)
    monkeypatch.setattr("desk.counter.TRY_AGAIN_MS", 50)
    day.begin()
    counter._watch_folder(str(tmp_path))
    for _ in range(3):
        counter._watch.look()
    day.told("scan_file_locked")
    answer_notices(day)
    day.clerk.wait(lambda: not good.exists(), "the plain copy to be removed")
    day.clerk.settle()
    assert day.entry("form.id") == form_id
    counter._watch_folder("")
    day.clerk.clear_desk()


def test_a_camera_that_is_absent_black_frozen_or_pulled_out(day: BadDay) -> None:
    day.stage.plugged_in = False
    day.begin()
    day.told("camera_absent")
    day.stage.plugged_in = True
    day.clerk.page(Step.FORM)._feed.restart()  # type: ignore[attr-defined]  # カメラ切替
    camera = day.stage.form
    camera.push(form(text="https://example.com/"))
    camera.black()
    day.told("camera_black")
    camera.push(form(text="https://example.com/"))
    camera.freeze()
    day.told("camera_frozen")
    camera.unplug()
    day.told("camera_lost")
    camera.plug()
    day.read(next(ids))


def test_a_full_disk_while_typing(day: BadDay) -> None:
    day.to_applicant(next(ids))
    day.clerk.put(Step.APPLICANT, "applicant.name", NAME)
    page = day.clerk.page(Step.APPLICANT)
    with full_disk():
        page.focus_field("applicant.kana")
        day.clerk.write("ミホン ハナコ")
        day.clerk.press(Key.Key_Return)
        day.told("disk_error")
        assert "保存できていません。画面の内容は残っています" in words_on_screen()
        page.focus_field("applicant.kana")
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        assert field.text() == "ミホン ハナコ"
        day.desk.window.close()
        assert "まだ保存できていない入力があります" in words_on_screen()
        for question in QApplication.topLevelWidgets():
            if isinstance(question, QuestionDialog) and question.isVisible():
                question.no.click()
    day.clerk.wait(lambda: day.clerk.bench.everything_saved, "saving again")
    assert day.entry("applicant.kana") == "ミホン ハナコ"
    assert not says(WORDS.say("disk_error"))


def test_a_text_that_no_field_can_hold(day: BadDay) -> None:
    day.to_applicant(next(ids))
    page = day.clerk.page(Step.APPLICANT)
    page.focus_field("applicant.name")
    day.clerk.write("山" * 5000)
    day.clerk.press(Key.Key_Return)
    day.told("value_too_long", longest=200)
    page.focus_field("applicant.kana")
    day.clerk.write("ヤマ")
    day.clerk.press(Key.Key_Return)
    day.clerk.wait(lambda: day.entry("applicant.kana") == "ヤマ", "the other field")
    assert "「氏名」" in words_on_screen()
    day.clerk.put(Step.APPLICANT, "applicant.name", NAME)
    assert day.entry("applicant.name") == NAME


def test_characters_without_a_glyph(day: BadDay) -> None:
    day.to_applicant(next(ids))
    for name, code, point in (
        ("\uf000田 太郎", "gaiji_private_use", "U+F000"),
        ("\U0002a6d6田 太郎", "gaiji_no_glyph", "U+2A6D6"),
    ):
        day.clerk.put(Step.APPLICANT, "applicant.name", name)
        day.told(code, point=point)
        assert day.entry("applicant.name") == name
    day.clerk.put(Step.APPLICANT, "applicant.gaiji", True)
    assert day.entry("applicant.gaiji") is True
    day.clerk.put(Step.APPLICANT, "applicant.name", "龘 太郎")


def test_impossible_dates(day: BadDay) -> None:
    day.to_applicant(next(ids))
    for typed, code, facts in (
        ("令和0年1月1日", "date_year_zero", {}),
        ("平成31年2月30日", "date_day_out", {"last": 28}),
        ("2030-13-01", "date_month_out", {}),
        ("きのう", "date_unreadable", {}),
    ):
        day.clerk.put(Step.APPLICANT, "applicant.birth", typed)
        day.told(code, **facts)
        assert day.entry("applicant.birth") == typed
    day.clerk.put(Step.APPLICANT, "applicant.birth", "平成31年5月1日")
    wait(50)
    assert says("令和元年5月1日のことです")
    assert "誤り" not in words_on_screen()
