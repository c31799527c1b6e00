# SPDX-License-Identifier: MIT
"""Broadcasts in Today: what should have gone out by now is above all, and named so."""

from __future__ import annotations

from flotui.api.models.sending import Broadcast
from flotui.resources.text import plain
from flotui.resources.today.broadcasts import BROADCASTS, shown
from flotui.text.clock import host_now
from flotui.text.zones import current


def broadcast(name: str, ahead: float, status: str = "scheduled") -> Broadcast:
    """One that goes out so many seconds from now."""
    at = str(int(host_now() + ahead))
    return Broadcast.read({"broadcast_ns": name, "name": name, "status": status, "scheduled_time": at})


def test_what_is_overdue_is_first_and_named_so() -> None:
    rows = [broadcast("soon", 5 * 86_400.0 + 600), broadcast("late", -7200.0), broadcast("now", -60.0)]
    rows = shown([*rows, broadcast("gone", -7200.0, "completed")], current())
    name = BROADCASTS.columns[0].text
    assert [plain(name(row)).split(maxsplit=1)[1] for row in rows] == ["overdue late", "now", "soon", "gone"]
    assert BROADCASTS.sums is not None
    assert BROADCASTS.sums(rows) == "1 overdue · next in 5 d"
    assert BROADCASTS.sums(rows[2:]) == "next in 5 d"
