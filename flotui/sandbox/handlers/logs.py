# SPDX-License-Identifier: MIT
"""Logs and figures: errors, custom events, conversations, agent activity, daily summaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flotui.sandbox.clock import DAY, day
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import DEFAULT_LIMIT, Row, data, equal, named, page_of, shown
from flotui.sandbox.world import World


@answers("flowErrorLogData")
def error_log(world: World, received: Received) -> Row:
    """The error log, newest first."""
    found = equal(received, _within(received, world.history.errors.rows()), "node_ns", "user_ns")
    needle = received.query.get("search", "").casefold()
    rows = [row for row in reversed(found) if needle in row["description"].casefold()]
    return page_of(received, rows, shown)


@answers("flowEvents")
def events(world: World, received: Received) -> Row:
    """The kinds of custom event."""
    return page_of(received, named(received, world.events.rows()))


@answers("flowEventsData")
def events_data(world: World, received: Received) -> Row:
    """Logged events, oldest first, from `start_id` on."""
    world.events.get(received.query["event_ns"])
    return _from_id(received, equal(received, world.history.events.rows(), "event_ns"))


@answers("flowEventsSummary")
def events_summary(world: World, received: Received) -> Row:
    """How often an event was logged in a range, by day and by text."""
    event = world.events.get(received.query["event_ns"])
    days = world.history.days(received.query.get("range") or "yesterday")
    midnight = world.clock.midnight()
    begin, end = midnight - max(days) * DAY, midnight - (min(days) - 1) * DAY - 1
    logged = [
        row
        for row in world.history.events.rows()
        if row["event_ns"] == event["event_ns"] and begin <= row["_ts"] <= end
    ]
    by_day: dict[str, list[Row]] = {day(midnight - ago * DAY): [] for ago in sorted(days, reverse=True)}
    by_text: dict[str, list[Row]] = defaultdict(list)
    for row in logged:
        by_day.setdefault(day(row["_ts"]), []).append(row)
        by_text[str(row["text_value"])].append(row)
    return {
        "data": event,
        "start_date": f"{day(begin)} 00:00:00",
        "end_date": f"{day(end)} 23:59:59",
        "stats": [{"start_date": date, **_count(rows)} for date, rows in by_day.items()],
        "text_values": [{"text_value": text, **_count(rows)} for text, rows in sorted(by_text.items())],
        "total": _count(logged),
        "status": "ok",
    }


@answers("flowConversationsData")
def conversations(world: World, received: Received) -> Row:
    """Conversations, oldest first, from `start_id` on."""
    return _from_id(received, equal(received, world.history.conversations.rows(), "user_ns"))


@answers("flowAgentActivityLogData")
def activities(world: World, received: Received) -> Row:
    """What agents did, newest first; the rows have no id."""
    rows = _within(received, world.history.activities.rows())
    rows = equal(received, rows, "user_ns", "agent_id", "action", "source_type")
    if conv_id := received.query.get("conv_id"):
        rows = [row for row in rows if row["_conv_id"] == int(conv_id)]
    newest = rows[::-1][: received.number("limit", DEFAULT_LIMIT)]
    return data([{key: value for key, value in shown(row).items() if key != "id"} for row in newest])


@answers("AnalyticsFlowSummary")
def flow_summary(world: World, received: Received) -> Row:
    """A row for each bot of the workspace and each day of the range, unsorted, never today."""
    range_name = received.query.get("range") or "yesterday"
    return data(world.history.flow_days(range_name, received.query.get("flow_ns", "")))


@answers("AnalyticsFlowAgentSummary")
def agent_summary(world: World, received: Received) -> Row:
    """A row for each agent and each day of the range, unsorted, never today."""
    agents = [row["id"] for row in world.agents.rows() if row["role"] != "member"]
    range_name = received.query.get("range") or "yesterday"
    return data(world.history.agent_days(range_name, agents, received.query.get("flow_ns", "")))


def _within(received: Received, rows: Iterable[Row]) -> list[Row]:
    """The rows between the query's `start_time` and `end_time`."""
    begin, end = received.number("start_time", 0), received.number("end_time", 1 << 40)
    return [row for row in rows if begin <= row["_ts"] <= end]


def _from_id(received: Received, rows: Iterable[Row]) -> Row:
    first = received.number("start_id", 0)
    found = [row for row in _within(received, rows) if row["id"] >= first]
    return data([shown(row) for row in found[: received.number("limit", DEFAULT_LIMIT)]])


def _count(rows: list[Row]) -> Row:
    return {"num": len(rows), "unique_user_num": len({row["user_ns"] for row in rows})}
