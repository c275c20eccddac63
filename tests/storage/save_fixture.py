"""Saves a store file of this version: `python -m tests.storage.save_fixture NAME`, once a release.

Files of released versions stay in fixtures/ for ever; every migration is tested from each of them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from desk.domain.application import Concern, Grounds, Status, Step
from desk.storage.key_slots import STORE_FILE
from tests.storage.storage_world import KEY, MAIL, open_booth, picture, shot

FIXTURES = Path(__file__).parent / "fixtures"


def save(name: str) -> None:
    """A draft at the photo, an accepted one, a corrected one and a voided one, all invented."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "desk"
        booth = open_booth(folder)
        grounds = Grounds(concern=Concern.OTHER, detail="例としての訂正です")
        ids = []
        for number in range(1, 5):
            record = booth.store.open_application(booth.day.id, booth.by())
            entries = {"applicant.name": f"例 {number}", "form.id": f"{number:023}"}
            booth.store.save_entries(record.id, dict(entries), booth.by())
            booth.store.add_picture(record.id, picture(), booth.by())
            booth.store.add_shot(record.id, shot(booth.clock, record.id.encode()), booth.by())
            ids.append(record.id)
        booth.store.accept(ids[0], MAIL, "2026-11", booth.by())
        booth.store.accept(ids[1], MAIL, "2026-11", booth.by())
        new = booth.store.open_correction(ids[1], grounds, booth.by())
        booth.store.accept(new.id, MAIL, "2026-11", booth.by())
        booth.store.change_status(ids[2], Status.VOIDED, booth.by(), grounds)
        booth.store.save_step(ids[3], Step.PHOTO, booth.by())
        booth.store.close()
        FIXTURES.mkdir(exist_ok=True)
        shutil.copyfile(folder / STORE_FILE, FIXTURES / f"{name}.db")
        (FIXTURES / f"{name}.key").write_text(KEY.hex() + "\n")


if __name__ == "__main__":
    save(sys.argv[1])
