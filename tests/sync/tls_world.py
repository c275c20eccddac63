"""A hub behind TLS, with certificates that are good, of somebody else, of another name or time."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from tests.fakes.flaky_line import FlakyLine
from tests.hub.hub_world import InProcessHub
from tests.sync.line_world import Terminal, enrol, line_to

YEAR = timedelta(days=365)


def pem(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


def shows(
    authority: trustme.CA,
    *names: str,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> ssl.SSLContext:
    """A server that shows such a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued = authority.issue_cert(
        *(names or ("127.0.0.1",)), not_before=not_before, not_after=not_after
    )
    issued.configure_cert(context)
    return context


@dataclass
class SecureHub:
    """A hub whose key set names `authority`, and a terminal that was enrolled through TLS."""

    hub: InProcessHub
    authority: trustme.CA
    terminal: Terminal

    @contextmanager
    def line(self, tls: ssl.SSLContext | None = None) -> Iterator[FlakyLine]:
        with line_to(self.hub, tls or shows(self.authority)) as line:
            yield line


@contextmanager
def secure_hub(folder: Path, ahead: timedelta = timedelta()) -> Iterator[SecureHub]:
    """`ahead`: the hub's clock, with which its certificates agree; ours is wrong then."""
    authority = trustme.CA()
    with InProcessHub(folder, clock=lambda: datetime.now(UTC) + ahead) as hub:
        hub.hub.keys.set_tls_ca(hub.hub.keys.files.root(), pem(authority))
        now = datetime.now(UTC) + ahead
        tls = shows(authority, not_before=now - YEAR / 12, not_after=now + YEAR / 12)
        with line_to(hub, tls) as line:
            terminal = enrol(hub, line.url)
        yield SecureHub(hub, authority, terminal)
