"""The line's own little world, an office with its folder, and sealed days on sticks."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desk.office.folder import OfficeFolder
from sync.carry import write_carry
from sync.envelope import digest_of, peek
from sync.manifest import Link
from sync.protocol import Digest, Manifest

sys.path.append(str(Path(__file__).resolve().parents[1] / "sync"))
from samples import CHIYODA, World, line_of, manifest_of


@dataclass
class Post:
    """What the courier brings: carry files of one terminal's days."""

    folder: Path
    world: World = field(default_factory=World)

    @property
    def packets(self) -> Path:
        return self.folder / "packets"

    def day(self, count: int = 3, after: Link | None = None, first: int = 1) -> Path:
        """A sealed day as a file on a stick."""
        self.packets.mkdir(exist_ok=True)
        sealed = [self.world.seal(self.packets, serial) for serial in range(first, first + count)]
        lines = [line_of(each) for each in sealed]
        changes = {}
        if after is not None:
            changes = {"previous": after.digest, "sequence": after.manifest.sequence + 1}
        manifest = manifest_of(self.world.terminal, lines, **changes)
        self.envelope = self.world.terminal.sign(manifest)
        stick = self.folder / "stick"
        stick.mkdir(exist_ok=True)
        return write_carry(
            stick, self.world.terminal.signed_certificate, self.envelope, self.path_of
        )

    def path_of(self, digest: Digest) -> Path:
        return self.packets / f"{digest}.age"

    @property
    def link(self) -> Link:
        """The day that was made last."""
        return Link(digest_of(self.envelope), peek(self.envelope, Manifest))


@pytest.fixture
def post(tmp_path):
    folder = tmp_path / "post"
    folder.mkdir()
    return Post(folder)


@pytest.fixture
def office(tmp_path, post):
    folder = OfficeFolder(tmp_path / "office")
    hub = post.world.hub
    folder.trust_hub(hub.signed_key_set(), hub.root.id)
    return folder


@pytest.fixture
def identity(post):
    return post.world.office.office


@pytest.fixture
def municipality():
    return CHIYODA
