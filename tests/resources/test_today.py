# SPDX-License-Identifier: MIT
"""What the groups of Today make of what was read, whatever a host sends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flotui.api.models.logs import ErrorEntry, FlowDay
from flotui.api.models.sending import Broadcast
from flotui.api.models.shop import Order, Product
from flotui.api.models.team import Agent
from flotui.config.preferences import TODAY, Preferences
from flotui.repositories.shop import STATUSES
from flotui.resources import registry, today
from flotui.resources.base import Query
from flotui.resources.text import plain
from flotui.resources.today.agents import at_work
from flotui.resources.today.broadcasts import shown
from flotui.resources.today.errors import kind_of, kinds
from flotui.resources.today.messages import DAYS, figures
from flotui.resources.today.orders import states, total
from flotui.resources.today.stock import is_low
from flotui.text.zones import Zone
from tests.support.bot import Bot

THURSDAY = date(2026, 1, 15)
UTC_ZONE = Zone(UTC, "UTC")


def test_the_settings_name_every_group_and_no_other() -> None:
    groups = [group.id for column in today.TODAY.groups[0] for group in column]
    assert sorted(groups) == sorted(TODAY) == sorted(group.id for group in today.chosen(()))
    assert [group.id for group in today.chosen(("calls", "waiting"))] == ["calls", "waiting"]


def test_the_lists_that_a_group_names_are_there() -> None:
    named = {
        group.id: (today.list_of(group).acts_as, today.list_of(group).arrives_in)
        for group in today.chosen(())
    }
    assert named["yours"] == ("journal", "") and named["waiting"] == ("waiting", "waiting")
    assert not [
        name for names in named.values() for name in names if name and registry.resource(name) is None
    ]


def test_the_days_of_a_figure_stand_in_their_place() -> None:
    rows = [
        FlowDay(flow_ns="f1", summary_date=f"2026-01-{day:02}", day_in_messages=day) for day in (1, 3, 14, 10)
    ]
    rows.append(FlowDay(flow_ns="f2", summary_date="2026-01-14", day_in_messages=6))
    came_in = figures(rows, date(2026, 1, 14))[0]
    assert len(came_in.days) == DAYS and came_in.days[-1] == 20 and came_in.days[0] == 1
    assert came_in.days[1] is None and came_in.days[2] == 3 and came_in.last == date(2026, 1, 14)
    assert came_in.mean == pytest.approx((1 + 3 + 10 + 20) / 4)


@pytest.mark.parametrize("told", ["", "soon", "2026-13-45"])
def test_figures_of_no_day_are_none(told: str) -> None:
    assert figures([FlowDay(summary_date=told)], THURSDAY) == [] == figures([], THURSDAY)


def order(number: int, status: str, at: str, amount: object = "10.00", currency: str = "brl") -> Order:
    return Order.read(
        {"id": number, "status": status, "created_at": at, "total": amount, "currency": currency}
    )


def test_orders_of_today_stand_in_the_order_of_their_path() -> None:
    rows = [
        order(9, "shipped", "2026-01-15 11:00:00"),
        order(8, "on hold", "2026-01-15 10:00:00", None),
        order(7, "ordered", "2026-01-15 09:00:00", "142.800"),
        order(6, "ordered", "2026-01-15 08:00:00", "5", "USD"),
        order(5, "ordered", "2026-01-14 23:59:59"),
    ]
    found = states(rows, THURSDAY, more=True)
    assert [(row.status, len(row.orders), row.of) for row in found] == [
        ("ordered", 2, 4),
        ("shipped", 1, 4),
        ("on hold", 1, 4),
    ]
    assert not any(row.partly for row in found), "one of yesterday was read"
    assert plain(total(found[0].orders)) == "142.800 BRL + 5.00 USD"
    assert plain(total(found[2].orders)) == ""
    assert all(row.partly for row in states(rows[:4], THURSDAY, more=True))
    assert STATUSES.index("ordered") < STATUSES.index("shipped")


def test_errors_that_say_the_same_are_one_kind() -> None:
    assert kind_of("Failed: 504 (https://erp.example.com/orders/17)") == "Failed: 504 (erp.example.com)"
    assert (
        kind_of("Order 123456789 is unknown") == "Order … is unknown" == kind_of("Order 987654321 is unknown")
    )
    now = datetime(2026, 1, 15, 12, tzinfo=UTC)

    def error(text: str, at: str, who: str = "u") -> ErrorEntry:
        return ErrorEntry(id=at, description=text, created_at=at, user_ns=who)

    rows = [
        error("b", "2026-01-15 11:00:00"),
        error("a", "2026-01-15 10:00:00"),
        error("a", "2026-01-15 11:30:00", "v"),
        error("a", "never"),
        error("c", "2026-01-14 11:59:00"),
    ]
    found = kinds(rows, now, UTC_ZONE, more=True)
    assert [(row.name, len(row.errors), row.most) for row in found] == [("a", 2, 2), ("b", 1, 2)]
    assert found[0].errors[0].created_at == "2026-01-15 11:30:00" and not found[0].partly
    assert kinds(rows[:3], now, UTC_ZONE, more=True)[0].partly


def test_broadcasts_that_come_are_before_those_that_went_out() -> None:
    def row(name: str, status: str, at: str) -> Broadcast:
        return Broadcast(broadcast_ns=name, status=status, scheduled_time=at)

    rows = [
        row("went-1", "Completed", "2026-01-01 09:00:00"),
        row("far", "Scheduled", "2026-02-01 09:00:00"),
        row("off", "Cancelled", "2026-01-16 09:00:00"),
        row("soon", "New", "2026-01-16 09:00:00"),
        row("went-2", "Completed", "2026-01-09 09:00:00"),
        row("odd", "Completed", "one day"),
    ]
    assert [each.broadcast_ns for each in shown(rows, UTC_ZONE)] == ["soon", "far", "went-2", "went-1"]


def test_agents_online_come_first_and_idle_ones_who_are_not_are_left_out() -> None:
    agents = [
        Agent.read({"id": 1, "name": "Ana", "is_online": False}),
        Agent.read({"id": 2, "name": "Bo", "is_online": True}),
        Agent.read({"id": 3, "name": "Caio", "is_online": False}),
        Agent.read({"id": 4, "name": "Dora", "is_online": True}),
    ]
    found = at_work(agents, {"3": 5, "4": 1})
    assert [(row.agent.name, row.chats, row.most, row.of) for row in found] == [
        ("Dora", 1, 5, 4),
        ("Bo", 0, 5, 4),
        ("Caio", 5, 5, 4),
    ]


@pytest.mark.parametrize(
    ("sent", "low"),
    [
        ({"total_qty": 0}, True),
        ({"total_qty": 5}, True),
        ({"total_qty": 6}, False),
        ({"total_qty": None}, False),
        ({"total_qty": 0, "track_stock": False}, False),
        ({"total_qty": 0, "status": "inactive"}, False),
    ],
)
def test_what_is_low(sent: dict[str, Any], low: bool) -> None:
    assert is_low(Product.read({"id": 1, "track_stock": True, **sent})) is low


async def test_every_group_asks_at_most_once_and_tells_what_the_cache_has(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    asked = 0
    for group in today.chosen(()):
        resource = group.shown
        assert resource is not None
        with workspace.reader.only_here():
            _ = [each async for each in resource.read(workspace, Query())]
        assert len(await bot.requests()) == asked, f"{group.id} asked the host though it must not"
        with workspace.reader.one_page():
            found = [each async for each in resource.read(workspace, Query(force=True))]
        calls = len(await bot.requests()) - asked
        asked += calls
        assert calls == (0 if group.id in ("stock", "yours", "calls") else 1), group.id
        if group.id != "stock":
            assert found[-1].value.known and found[-1].value.in_memory is not None
        for row in found[-1].value.in_memory or () if found else ():
            assert all(column.text(row) is not None for column in resource.columns)
        if found:
            assert resource.sums is None or isinstance(resource.sums(found[-1].value.in_memory or ()), str)
    assert asked == 6
    await workspace.close()


@pytest.mark.parametrize("wrong", ['["waiting", "waiting"]', '["weather"]', "[]", '"waiting"'])
def test_groups_that_do_not_exist_are_refused(wrong: str) -> None:
    import tomllib

    from flotui.config.errors import ConfigError

    with pytest.raises(ConfigError, match=r"today\.groups must be a list of some of waiting, errors"):
        Preferences.parse(tomllib.loads(f"[today]\ngroups = {wrong}"), Path("config.toml"))
