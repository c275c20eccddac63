"""A line that is cut at any byte of a request or an answer, the first line and the headers too."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from random import Random

from tests.fakes.flaky_line import Cut, FlakyLine, Rule, Seen, Upstream

ENDPOINTS = (
    "GET /v1/hello",
    "POST /v1/session/challenge",
    "POST /v1/session",
    "GET /v1/reference",
    "POST /v1/batches",
    "PUT /v1/packets",
    "POST /v1/batches/",  # …/complete
)
REGIONS = (
    "request line",
    "headers",
    "body start",
    "body middle",
    "body end",
    "reply line",
    "reply head",
    "reply body",
    "reply end",
)
_EDGE = 64


class Wires(FlakyLine):
    """FlakyLine with `cut_in`."""

    def cut_in(self, region: str, luck: Random, to: str = "", **more: int) -> Rule:
        rule = self._add(Rule(f"cut in {region}", to, **more))
        rule.seconds = luck.random()  # where in the region, 0 … 1
        return rule

    def _deal(
        self,
        client: socket.socket,
        hub: Upstream,
        head: bytes,
        body: Iterator[bytes],
        seen: Seen,
        rule: Rule | None,
    ) -> bool:
        if rule is None or not rule.deed.startswith("cut in "):
            return super()._deal(client, hub, head, body, seen, rule)
        region = rule.deed.removeprefix("cut in ")
        whole = head + b"".join(body)
        if region.startswith("reply"):
            self._cut_reply(client, hub, whole, region, rule.seconds)
        hub.send(whole[: _place(whole, region, rule.seconds)])
        hub.reset()
        raise Cut

    def _cut_reply(
        self, client: socket.socket, hub: Upstream, whole: bytes, region: str, share: float
    ) -> None:
        hub.send(whole)
        reply = hub.reply(self._bucket)
        with contextlib.suppress(OSError):
            client.sendall(reply[: _place(reply, region, share)])
        raise Cut


def _place(whole: bytes, region: str, share: float) -> int:
    """The byte before which it is cut."""
    line = whole.index(b"\r\n")
    head = whole.index(b"\r\n\r\n") + 4
    last = len(whole)
    first, end = {
        "request line": (1, line),
        "reply line": (0, line),
        "headers": (line, head),
        "reply head": (line, head),
        "body start": (head, min(last, head + _EDGE)),
        "body middle": (head, last),
        "reply body": (head, last),
        "body end": (max(head, last - _EDGE), last),
        "reply end": (max(head, last - _EDGE), last),
    }[region]
    return min(last - 1, first + int(share * max(1, end - first)))
