# SPDX-License-Identifier: MIT
"""WhatsApp's 24 hours, counted from what is known and no further."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.inbox import acted_at, may_wait
from flotui.repositories.window import (
    LENGTH,
    ReplyWindow,
    newest_inbound,
    reach_of,
    reaches,
    window_of,
)
from flotui.text.zones import Zone, follow, zone_called

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC).timestamp()
"""Noon in UTC: nine in the morning in São Paulo."""


@pytest.fixture
def sao_paulo() -> Iterator[None]:
    tz = zone_called("America/Sao_Paulo")
    assert tz is not None
    end = follow(lambda: Zone(tz, "America/Sao_Paulo"))
    yield
    end()


@pytest.fixture
def nobody_said() -> Iterator[None]:
    end = follow(lambda: Zone(UTC, "UTC", assumed=True))
    yield
    end()


def person(last: str = "", channel: str = "whatsapp_cloud", **more: Any) -> Subscriber:
    row = {
        "user_ns": "f1u1",
        "channel": channel,
        "last_interaction": last,
        "subscribed": "2025-01-01",
        **more,
    }
    return Subscriber.read(row)


def at(last: str, **more: Any) -> ReplyWindow:
    return window_of(person(last), now=NOW, **more)


def test_it_is_counted_in_the_workspaces_zone(sao_paulo: None) -> None:
    found = at("2026-01-15 06:00:00")  # three hours ago in São Paulo
    assert (found.state, found.left, found.soon) == ("open", timedelta(hours=21), False)
    assert found.shuts is not None and f"{found.shuts:%a %H:%M}" == "Fri 06:00"


@pytest.mark.parametrize(
    ("last", "state", "soon"),
    [
        ("2026-01-14 09:00:01", "open", True),  # a second is left
        ("2026-01-14 09:00:00", "shut", False),  # 24 hours to the second
        ("2026-01-14 15:00:00", "open", False),  # six hours to the second aren't soon
        ("2026-01-14 14:59:59", "open", True),
        ("2026-01-15 09:00:30", "open", False),  # the host's clock is ahead
        ("2026-01-14T13:00:00+00:00", "open", True),  # with an offset of its own
        (str(int(NOW) - 3600), "open", False),  # in unix seconds
        ("2024-02-29 00:00:00", "shut", False),
        ("", "unknown", False),
        ("yesterday-ish", "unknown", False),
        ("0000-00-00 00:00:00", "unknown", False),
    ],
)
def test_every_edge_of_it(sao_paulo: None, last: str, state: str, soon: bool) -> None:
    found = at(last)
    assert (found.state, found.soon) == (state, soon)
    assert timedelta() <= found.left <= LENGTH
    assert (found.shut_for > timedelta()) <= (state == "shut")


def test_a_window_that_is_shut_says_since_when(sao_paulo: None) -> None:
    assert at("2026-01-08 09:00:00").shut_for == timedelta(days=6)


@pytest.mark.parametrize("channel", ["telegram", "facebook", "instagram", "web", "line", ""])
def test_other_channels_have_no_such_rule(sao_paulo: None, channel: str) -> None:
    assert window_of(person("2020-01-01 00:00:00", channel), now=NOW).state == "free"


def test_without_a_zone_only_what_is_sure_is_said(nobody_said: None) -> None:
    ago = {
        hours: f"{datetime.fromtimestamp(NOW - hours * 3600, UTC):%Y-%m-%d %H:%M:%S}" for hours in range(48)
    }
    assert at(ago[9]).state == "open" and at(ago[9]).shuts is None  # open, nobody knows until when
    assert at(ago[11]).state == at(ago[23]).state == at(ago[38]).state == "unknown"
    assert at(ago[39]).state == "shut"


def test_a_message_that_was_read_in_the_chat_counts_to_the_second(nobody_said: None) -> None:
    told = f"{datetime.fromtimestamp(NOW - 23 * 3600, UTC):%Y-%m-%d %H:%M:%S}"
    assert at(told, inbound=NOW - 2 * 3600).left == timedelta(hours=22)
    assert at(told, inbound=NOW - 25 * 3600).state == "shut"


def test_the_newer_of_row_and_chat_counts(sao_paulo: None) -> None:
    row = "2026-01-15 06:00:00"
    assert at(row, inbound=NOW - 30 * 3600).left == timedelta(hours=21)  # the chat is an old copy
    assert at("2026-01-13 06:00:00", inbound=NOW - 3600).left == timedelta(hours=23)  # the row is
    assert at("2026-01-13 06:00:00", inbound=NOW - 25 * 3600).shut_for == timedelta(hours=1)


def test_only_the_subscribers_own_messages_open_it() -> None:
    messages = [
        ChatMessage.read({"id": "1", "type": "out", "ts": 900}),
        ChatMessage.read({"id": "2", "type": "in", "ts": 500}),
        ChatMessage.read({"id": "3", "type": "agent", "ts": 800}),
        ChatMessage.read({"id": "4", "type": "in", "ts": 700}),
    ]
    assert newest_inbound(messages) == 700
    assert newest_inbound(messages[:1]) is None


@pytest.mark.parametrize("text", ["0001-01-01 00:00:00", "0001-01-01T00:00+14:00", "9999-12-31 23:59:59"])
@pytest.mark.parametrize("ts", [-1_000_000_000_000_000, -62_135_596_800, 253_402_300_799, 10**17])
def test_what_stands_for_never_is_not_known(sao_paulo: None, text: str, ts: int) -> None:
    """One subscriber's is no reason for nobody's chat to be read."""
    who = person(text)
    inbound = newest_inbound([ChatMessage.read({"id": "1", "type": "in", "ts": ts})])
    assert inbound is None and window_of(who, inbound=inbound, now=NOW).state == "unknown"
    assert acted_at(who) is None and not may_wait(who, NOW)


def test_what_becomes_of_a_send(sao_paulo: None) -> None:
    fresh, old = "2026-01-15 06:00:00", "2026-01-01 06:00:00"
    assert reach_of(person(fresh), now=NOW) == "now"
    assert reach_of(person(old), now=NOW) == "shut"
    assert reach_of(person(old), late_matters=False, now=NOW) == "now"  # a template
    assert reach_of(person(old, "telegram"), now=NOW) == "free"
    assert reach_of(person("", "whatsapp"), now=NOW) == "unknown"
    assert reach_of(person(fresh, is_subscribed=False), now=NOW) == "off"
    assert reach_of(person(fresh, status="unsubscribed"), now=NOW) == "off"


def test_it_is_counted_over_many() -> None:
    people = [person("", "telegram"), person("", "telegram"), person(), person("2001-01-01 00:00:00")]
    assert reaches(people) == {"free": 2, "unknown": 1, "shut": 1}
