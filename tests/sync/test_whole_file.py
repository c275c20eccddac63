"""Files appear whole or not at all."""

from __future__ import annotations

import stat

import pytest

from sync.whole_file import beside, copy_whole, make_folder, touch_private, write_whole


def test_a_file_is_replaced_whole_and_ours_alone(tmp_path):
    path = tmp_path / "key"
    write_whole(path, b"old")
    write_whole(path, b"new")
    copy_whole(path, tmp_path / "copy")
    assert (path.read_bytes(), (tmp_path / "copy").read_bytes()) == (b"new", b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(tmp_path.iterdir()) == [tmp_path / "copy", path]


def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "key"
    write_whole(path, b"old")

    def fail() -> None:
        with beside(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


def test_what_a_crash_left_beside_does_not_matter(tmp_path):
    (tmp_path / "key.new").write_bytes(b"half")
    write_whole(tmp_path / "key", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_folders_and_empty_files_are_private(tmp_path):
    make_folder(tmp_path / "a" / "b")
    touch_private(tmp_path / "a" / "b" / "lock")
    touch_private(tmp_path / "a" / "b" / "lock")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b" / "lock").stat().st_mode) == 0o600
