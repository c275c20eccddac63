"""What each HTTP answer means, also those that no hub of ours gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from sync.answers import Answer, message_of, refusal, require, retry_after, upload_refusal
from sync.envelope import encode
from sync.errors import CanRetry, NeedsPerson, SyncError
from sync.protocol import Lacking, Problem
from sync.troubles import RETRIED, Trouble

PAGE = b"<!DOCTYPE html><html>Welcome</html>"


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CaseInsensitiveDict(named), body)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (200, Trouble.PORTAL),
        (302, Trouble.PORTAL),
        (401, Trouble.PORTAL),
        (403, Trouble.PORTAL),
        (404, Trouble.PORTAL),
        (407, Trouble.PROXY_ASKS),
        (413, Trouble.TOO_LARGE),
        (429, Trouble.HUB_BUSY),
        (500, Trouble.HUB_FAILED),
        (502, Trouble.HUB_FAILED),
        (503, Trouble.HUB_BUSY),
        (507, Trouble.HUB_FULL),
        (511, Trouble.PORTAL),
    ],
)
def test_a_page_is_never_success(status: int, code: Trouble) -> None:
    with pytest.raises(SyncError) as caught:
        require(answer(status, PAGE, content_type="text/html; charset=utf-8"))
    assert caught.value.code == code


def test_a_page_that_calls_itself_json_is_a_page() -> None:
    with pytest.raises(CanRetry, match="portal"):
        message_of(answer(200, PAGE, content_type="application/json"), Lacking, 200)


def test_json_of_somebody_else_is_not_the_hubs_agreement() -> None:
    with pytest.raises(CanRetry, match="hub_failed"):
        message_of(answer(200, b'{"ok": true}', content_type="application/json"), Lacking, 200)


@pytest.mark.parametrize("code", list(Trouble))
def test_the_hubs_own_reason_counts_more_than_the_status(code: Trouble) -> None:
    told = refusal(answer(400, encode(Problem(code=code, wait_s=7.0, request="r-1"))))
    assert told.code == code
    assert told.facts == {"wait_s": 7.0, "status": 400, "request": "r-1"}
    assert isinstance(told, CanRetry if code in RETRIED else NeedsPerson)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, Trouble.HUB_OLDER),
        (405, Trouble.HUB_OLDER),
        (415, Trouble.HUB_OLDER),
        (426, Trouble.HUB_NEWER),
        (401, Trouble.SESSION_OVER),
        (418, Trouble.HUB_FAILED),
        (302, Trouble.PORTAL),
    ],
)
def test_a_status_without_a_reason(status: int, code: Trouble) -> None:
    body = b'{"detail": "Not Found"}'
    assert refusal(answer(status, body, content_type="application/json")).code == code


def test_a_reason_that_we_do_not_know_is_told_by_its_status() -> None:
    told = refusal(answer(503, encode(Problem(code="moon_phase")), retry_after="9"))
    assert (told.code, told.facts["wait_s"]) == (Trouble.HUB_BUSY, 9.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("Wed, 25 Nov 2026 09:02:00 GMT", 120.0),
        ("Wed, 25 Nov 2026 08:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read_in_both_forms_by_the_hubs_clock(
    header: str, seconds: float | None
) -> None:
    told = answer(503, retry_after=header, date="Wed, 25 Nov 2026 09:00:00 GMT")
    assert retry_after(told) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_of_somebody_else_breaks_us(one: str, other: str) -> None:
    waits = retry_after(answer(503, retry_after=one, date=other))
    assert waits is None or waits >= 0


@given(st.integers(100, 599), st.binary(max_size=60), st.text(max_size=20))
def test_every_answer_means_something(status: int, body: bytes, kind: str) -> None:
    told = refusal(answer(status, body, content_type=kind))
    assert told.code in set(Trouble)
    assert upload_refusal(answer(status, body, content_type=kind)).code in set(Trouble)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, Trouble.HUB_FAILED),  # the address ran out
        (503, Trouble.HUB_BUSY),
        (507, Trouble.HUB_FULL),
        (500, Trouble.HUB_FAILED),
        (302, Trouble.PORTAL),
    ],
)
def test_an_object_store_speaks_another_language(status: int, code: Trouble) -> None:
    body = b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>"
    assert upload_refusal(answer(status, body, content_type="application/xml")).code == code
