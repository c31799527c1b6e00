# SPDX-License-Identifier: MIT
"""What the host has stamped is counted by its clock, whatever this machine's says; what this machine noted by its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flotui.api.models.shop import DiscountCode
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.inbox import Waiter, may_wait
from flotui.repositories.window import reaches, window_of
from flotui.resources.periods import seconds
from flotui.resources.shop.discounts import state
from flotui.resources.shop.running_codes import CODES
from flotui.resources.text import plain
from flotui.text import moments
from flotui.text.clock import follow_clock, host_now
from flotui.text.zones import Zone, follow

THERE = 1_768_478_400.0
"""A Thursday noon: the time at the host."""
ZONE = Zone(UTC, "UTC")
DAYS = 3 * 86_400.0


@pytest.fixture(params=[-DAYS, 0.0, 7200.0, DAYS])
def ahead(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[float]:
    """How far the host's clock is ahead of this machine's."""
    found: float = request.param
    monkeypatch.setattr(time, "time", lambda: THERE - found)
    ends = [follow(lambda: ZONE), follow_clock(lambda: found)]
    yield found
    for end in ends:
        end()


def at(ago: float) -> str:
    return datetime.fromtimestamp(THERE - ago, UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_what_the_host_has_stamped(ahead: float) -> None:
    assert host_now() == THERE
    row = {"user_ns": "f1u1", "channel": "whatsapp_cloud", "status": "open", "last_interaction": at(3600)}
    person = Subscriber.read(row)
    assert Waiter.read(row).waited() == 3600
    assert may_wait(person) and not may_wait(Subscriber.read(row | {"last_interaction": at(90_000)}))
    assert window_of(person).left.total_seconds() == 23 * 3600
    assert reaches([Subscriber.read(row | {"is_subscribed": 1})]) == {"now": 1}
    assert moments.host_age(at(7200)) == "2 h"
    assert moments.host_detail(at(7200)).endswith("2 h ago")
    assert moments.day("2026-01-15") == "15 Jan"
    assert ZONE.moment("now").timestamp() == THERE and ZONE.day("today").isoformat() == "2026-01-15"
    assert seconds("24h", ZONE)[0] == int(THERE) - 86_400


def test_codes_of_the_shop(ahead: float) -> None:
    code = DiscountCode.read({"start_time": at(3600), "end_time": at(-7200)})
    assert "running" in plain(state(code))
    ends = next(each for each in CODES.columns if each.id == "end")
    assert "ends in 2 h" in plain(ends.text(code))


def test_what_this_machine_noted(ahead: float) -> None:
    mine = time.time() - 7200
    assert moments.age(mine) == "2 h" and moments.detail(mine).endswith("2 h ago")
    assert moments.point(mine).startswith("at ")


def test_the_bot_that_was_opened_last(ahead: float) -> None:
    end = follow_clock(lambda: ahead + 60)
    assert host_now() == THERE + 60
    end()
    assert host_now() == THERE
