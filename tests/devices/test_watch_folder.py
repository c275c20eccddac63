import cv2
import numpy as np
import pytest

from desk.devices.watch_folder import LARGEST_BYTES, PATIENT_LOOKS, WatchFolder, is_whole
from desk.domain.errors import Refused


def encoded(kind):
    done, data = cv2.imencode(kind, np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3))
    assert done
    return data.tobytes()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def watched(qtbot, tmp_path):
    folder = WatchFolder(tmp_path)
    folder.came, folder.no, folder.gone = [], [], []
    folder.arrived.connect(lambda path: folder.came.append(path.name))
    folder.refused.connect(lambda path, code: folder.no.append((path.name, code)))
    folder.failed.connect(folder.gone.append)
    return folder


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.png", "a.tif", "a.bmp", "a.pdf"])
def test_a_whole_file_arrives_once_at_the_second_look(watched, tmp_path, name):
    data = PDF if name.endswith("pdf") else encoded("." + name.lower().split(".")[1])
    (tmp_path / name).write_bytes(data)
    watched.look()
    assert watched.came == []
    for _ in range(3):
        watched.look()
    assert watched.came == [name]


def test_a_growing_file_waits_until_it_is_whole(watched, tmp_path):
    data = encoded(".jpg")
    path = tmp_path / "scan001.jpg"
    path.write_bytes(data[:100])
    for _ in range(5):
        watched.look()
    with path.open("ab") as file:
        file.write(data[100:])
    watched.look()
    assert watched.came == []
    watched.look()
    assert watched.came == ["scan001.jpg"]


def test_a_file_that_never_gets_whole_is_refused_once(watched, tmp_path):
    (tmp_path / "half.jpg").write_bytes(encoded(".jpg")[:200])
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.pdf").write_bytes(b"hello, no PDF")
    for _ in range(PATIENT_LOOKS + 5):
        watched.look()
    assert sorted(watched.no) == [
        (name, "scan_file_broken") for name in ("empty.png", "half.jpg", "text.pdf")
    ]
    assert watched.came == []


def test_too_large_is_refused_at_once(watched, tmp_path):
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    watched.look()
    assert watched.no == [("huge.pdf", "scan_file_large")]


def test_links_folders_hidden_partial_and_foreign_files_are_passed_over(watched, tmp_path):
    data = encoded(".png")
    outside = tmp_path.parent / "outside.png"
    outside.write_bytes(data)
    (tmp_path / "link.png").symlink_to(outside)
    (tmp_path / "folder.png").mkdir()
    for name in (".hidden.png", "~lock.png", "a.png.part", "a.tmp", "a.png~", "notes.txt"):
        (tmp_path / name).write_bytes(data)
    for _ in range(PATIENT_LOOKS + 5):
        watched.look()
    assert watched.came == []
    assert watched.no == []


def test_the_scanner_s_name_is_used_again(watched, tmp_path):
    path = tmp_path / "scan.png"
    for _ in range(2):
        path.write_bytes(encoded(".png"))
        watched.look()
        watched.look()
        watched.consume(path)
        watched.look()
    assert watched.came == ["scan.png", "scan.png"]


def test_consume_overwrites_and_removes(watched, tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(encoded(".png"))
    with path.open("rb") as still_open:
        watched.consume(path)
        assert set(still_open.read()) == {0}
    assert list(tmp_path.iterdir()) == []
    watched.consume(path)


def test_consume_keeps_away_from_everything_else(watched, tmp_path):
    outside = tmp_path.parent / "keep.png"
    outside.write_bytes(b"x")
    (tmp_path / "link.png").symlink_to(outside)
    for path in (outside, tmp_path / "link.png", tmp_path / ".." / "keep.png"):
        with pytest.raises(Refused) as told:
            watched.consume(path)
        assert told.value.code == "scan_file_foreign"
    assert outside.read_bytes() == b"x"


def test_a_missing_folder_is_told_once_and_may_come_back(qtbot, tmp_path):
    place = tmp_path / "scans"
    folder = WatchFolder(place)
    came, gone = [], []
    folder.arrived.connect(came.append)
    folder.failed.connect(gone.append)
    folder.look()
    folder.look()
    place.mkdir()
    (place / "a.png").write_bytes(encoded(".png"))
    folder.look()
    folder.look()
    assert gone == ["scan_folder_absent"]
    assert came == [place / "a.png"]


def test_running_it_finds_files_by_itself(qtbot, watched, tmp_path, monkeypatch):
    monkeypatch.setattr("desk.devices.watch_folder.LOOK_EVERY_MS", 20)
    watched.start()
    temp = tmp_path / "scan.tmp"
    temp.write_bytes(encoded(".png"))
    temp.replace(tmp_path / "scan.png")
    qtbot.waitUntil(lambda: watched.came == ["scan.png"])
    watched.stop()


def test_a_jpeg_s_thumbnail_end_is_not_its_end(tmp_path):
    data = encoded(".jpg")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(data[:300] + b"\xff\xd9" + bytes(5000))
    assert not is_whole(cut)
