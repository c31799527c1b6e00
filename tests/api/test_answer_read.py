# SPDX-License-Identifier: MIT
"""What is read from an answer besides whether it is a success: paging, the quota, when to try again."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import BrokenReply, RateLimited, ScopeMissing
from flotui.api.headers import Quota, retry_after
from tests.api.answer_rig import LIMITED, TAGS, read


def test_what_a_reply_keeps() -> None:
    reply = read(TAGS, 200, {"data": [1]}, {"X-Thing": "a", "Set-Cookie": "session=secret"})
    assert (reply.call, reply.status, reply.seconds, reply.size) == (TAGS, 200, 0.25, 13)
    assert dict(reply.headers) == {"x-thing": "a"}
    assert reply.text == '{"data": [1]}'


@pytest.mark.parametrize(
    ("body", "total", "page", "last", "follows"),
    [
        ({"meta": {"total": 12, "current_page": 1, "last_page": 2}}, 12, 1, 2, True),
        ({"meta": {"total": "12", "current_page": "2", "last_page": "2"}}, 12, 2, 2, False),
        ({"meta": {"total": 12.0, "current_page": 2, "per_page": 10}}, 12, 2, None, False),
        ({"meta": {"total": "12", "current_page": 1, "per_page": "10"}}, 12, 1, None, True),
        ({"meta": {"total": True, "current_page": None, "last_page": "x"}}, None, None, None, None),
        ({"meta": {"total": -1, "current_page": [], "last_page": "inf"}}, None, None, None, None),
        ({"meta": [], "links": "x"}, None, None, None, None),
        ({"meta": None, "links": {"next": None}}, None, None, None, False),
        ({"links": {"next": "https://x/?page=2"}}, None, None, None, True),
        ({"total": 3, "current_page": 1, "last_page": 1, "next_page_url": None}, 3, 1, 1, False),
        ({"next_page_url": "https://x"}, None, None, None, True),
        ({}, None, None, None, None),
    ],
)
def test_paging(
    body: dict[str, Any], total: int | None, page: int | None, last: int | None, follows: bool | None
) -> None:
    reply = read(TAGS, 200, {"data": [], **body})
    assert (reply.total, reply.page, reply.last_page, reply.has_next) == (total, page, last, follows)


def test_paging_of_what_is_no_list() -> None:
    reply = read(TAGS, 200, {"data": {"total": 5}, "total": 5})
    assert (reply.total, reply.has_next) == (None, None)


@pytest.mark.parametrize("body", [[], [{"name": "a", "tag_ns": "f1t2"}]])
def test_a_page_without_its_envelope_is_none(body: Any) -> None:
    with pytest.raises(BrokenReply, match="match the API contract"):
        read(TAGS, 200, body)


@pytest.mark.parametrize(
    ("headers", "limit", "remaining"),
    [
        ({"X-RateLimit-Limit": "1000", "x-ratelimit-remaining": "874"}, 1000, 874),
        ({"x-ratelimit-remaining": "0"}, None, 0),
        ({"x-ratelimit-limit": "lots", "x-ratelimit-remaining": "7"}, None, 7),
    ],
)
def test_quota(headers: dict[str, str], limit: int | None, remaining: int | None) -> None:
    assert Quota.read(headers, 5.0) == Quota(limit, remaining, 5.0)


def test_no_quota() -> None:
    assert Quota.read({"x-other": "1"}) is None
    assert Quota.read({"x-ratelimit-limit": "", "x-ratelimit-remaining": "-3"}) is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("30", 30.0),
        ("1.5", 1.5),
        ("-4", 0.0),
        (formatdate(1_000_060, usegmt=True), 60.0),
        (formatdate(999_000, usegmt=True), 0.0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_retry_after(told: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": told}, now=1_000_000.0) == seconds
    with pytest.raises(RateLimited):
        read(TAGS, 429, LIMITED, {"retry-after": told})


def test_retry_after_a_date_is_counted_from_the_answers_own() -> None:
    told = {"Retry-After": formatdate(1_000_060, usegmt=True), "Date": formatdate(1_000_000, usegmt=True)}
    assert retry_after(told) == 60.0


def test_rate_limit_says_how_long() -> None:
    with pytest.raises(RateLimited) as caught:
        read(TAGS, 200, LIMITED, {"Retry-After": "12"})
    assert caught.value.retry_after == 12
    assert retry_after({}) is None


def test_a_number_longer_than_an_int_may_be_spoils_no_answer() -> None:
    digits = "9" * 5000
    (row,) = read(TAGS, 200, f'{{"data": [{{"name": "a", "id": {digits}}}]}}').data
    assert (row["name"], str(row["id"])) == ("a", digits)


def test_unknown_operation_is_read_leniently() -> None:
    call = Call.of("noSuchOperation")
    assert read(call, 200, {"x": 1}).value == {"x": 1}
    with pytest.raises(ScopeMissing):
        read(call, 403, {"message": "no"})


@pytest.mark.parametrize(
    ("body", "content_type", "name", "garbled"),
    [
        ("Zoë".encode(), "application/json", "Zoë", False),
        ("Zoë".encode("latin-1"), "application/json; charset=ISO-8859-1", "Zoë", False),
        ("Zoë".encode("latin-1"), "application/json", "Zo�", True),
        ("Zoë".encode("latin-1"), 'application/json; charset="no-such"', "Zo�", True),
        ("Zo�".encode(), "application/json", "Zo�", False),
        (b"Zo\\ud83d", "application/json", "Zo�", True),
    ],
)
def test_bytes_that_are_no_letters_are_noted(
    body: bytes, content_type: str, name: str, garbled: bool
) -> None:
    reply = read(TAGS, 200, b'{"data": [{"name": "' + body + b'"}]}', {"Content-Type": content_type})
    assert (reply.data, reply.garbled) == ([{"name": name}], garbled)
