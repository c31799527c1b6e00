# SPDX-License-Identifier: MIT
"""Logs and figures: what is asked for which time, paging that ends, and what the figures come to."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from flotui.api.models.logs import Conversation, FlowDay
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.log_pages import LogPages
from flotui.resources import periods
from flotui.resources.base import Context, Query
from flotui.resources.flows.events import EVENT_DATA, EVENT_DAYS, EVENT_TEXTS, EVENTS
from flotui.resources.flows.logs import ACTIVITY, CONVERSATIONS, ERRORS
from flotui.resources.flows.summary import AGENT_SUMMARY, SUMMARY, days
from flotui.resources.text import plain
from flotui.text import moments
from flotui.text.zones import Zone, zone_called
from flotui.workspace import Workspace
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import MANY, Bot
from tests.support.flows import action, row, valid

NOON = datetime(2026, 11, 22, 12, 34, 56, tzinfo=UTC)
MIDNIGHT = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
DAY = 86_400
HOUR = 3600


def zone(name: str) -> Zone:
    found = zone_called(name)
    assert found is not None
    return Zone(found, name)


async def asked_of(bot: Bot, operation: str) -> list[dict[str, Any]]:
    """The requests of one operation."""
    return [each for each in await bot.requests() if each["operation"] == operation]


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon in UTC, on a machine in Tokyo, which has nothing to do with it."""
    monkeypatch.setattr(time, "time", NOON.timestamp)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", MIDNIGHT, None),
        ("yesterday", MIDNIGHT - DAY, MIDNIGHT - 1),
        ("24h", MIDNIGHT - DAY // 2, None),
        ("7d", MIDNIGHT + DAY // 2 - 7 * DAY, None),
        ("2026-11-01..2026-11-02", MIDNIGHT - 21 * DAY, MIDNIGHT - 19 * DAY - 1),
        ("all", None, None),
        ("", None, None),
    ],
)
def test_a_period_in_seconds(period: str, first: int | None, last: int | None) -> None:
    assert periods.seconds(period, zone("UTC")) == (first, last)


@pytest.mark.usefixtures("noon")
def test_days_are_the_workspaces_also_where_its_clocks_change() -> None:
    assert periods.seconds("today", zone("America/Bogota")) == (MIDNIGHT + 5 * HOUR, None)
    assert periods.seconds("yesterday", zone("Asia/Tokyo")) == (MIDNIGHT - 33 * HOUR, MIDNIGHT - 9 * HOUR - 1)
    first, last = periods.seconds("2026-11-01..2026-11-01", zone("America/New_York"))
    assert first is not None and last is not None and last + 1 - first == 25 * HOUR, "the clocks go back"
    first, last = periods.seconds("2026-09-06..2026-09-06", zone("America/Santiago"))
    assert first is not None and last is not None and last + 1 - first == 23 * HOUR, "it begins at 01:00"


@pytest.mark.usefixtures("noon")
def test_a_period_in_words_names_the_days_and_the_zone() -> None:
    assert periods.words("yesterday", zone("America/Bogota")) == "yesterday, 21 Nov (America/Bogota)"
    assert periods.words("2026-11-01..2026-11-02", zone("UTC")) == "1 Nov to 2 Nov (UTC)"
    assert periods.words("last_month", zone("UTC")) == "last month"
    assert periods.words("all", zone("UTC")) == ""


async def test_choosing_a_period_keeps_what_is_asked(workspace: Workspace) -> None:
    ask = Answers("yesterday")
    query = Query(arguments={"user_ns": "f1284u903"}, summary="f1284u903")
    await action(ERRORS, "period").run(Context(workspace, ERRORS, (), ask, None, query))
    (went,) = ask.went
    assert went[0] == "errors" and went[1] is not None
    assert (went[1].period, went[1].arguments) == ("yesterday", query.arguments)

    ask = Answers("own", {"first": "2026-11-01", "last": "2026-11-03"})
    await action(ERRORS, "period").run(Context(workspace, ERRORS, (), ask, None, query))
    assert ask.went[0][1] is not None and ask.went[0][1].period == "2026-11-01..2026-11-03"


@MANY
async def test_yesterdays_errors_lead_to_their_people(workspace: Workspace, bot: Bot) -> None:
    first, last = periods.seconds("yesterday", workspace.zone)
    rows = await rows_of(workspace, ERRORS, Query(period="yesterday"))
    asked = dict((await asked_of(bot, "flowErrorLogData"))[-1]["query"])
    assert (asked["start_time"], asked["end_time"]) == (str(first), str(last))
    assert rows and [each.created_at for each in rows] == sorted(
        (each.created_at for each in rows), reverse=True
    )
    went = await act(workspace, action(ERRORS, "subscriber"), [rows[0]])
    resource, query, row_id = went.went[0]
    assert resource == "subscribers" and row_id == rows[0].user_ns
    assert query is not None and query.arguments == {"user_ns": rows[0].user_ns}
    await valid(bot)


async def test_errors_are_searched_by_the_host(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, ERRORS)  # has the prefix known
    assert ERRORS.search is not None
    for text, arguments in (
        ("OpenAI", {"search": "OpenAI"}),
        ("f1284u903", {"user_ns": "f1284u903"}),
        ("f1284n12", {"node_ns": "f1284n12"}),
    ):
        query = await ERRORS.search(workspace, text)
        assert query.arguments == arguments
        await rows_of(workspace, ERRORS, query)
    theirs = await rows_of(workspace, ERRORS, await ERRORS.search(workspace, "f1284u903"))
    assert theirs and {each.user_ns for each in theirs} == {"f1284u903"}
    await valid(bot)


async def test_polling_never_spends_the_reserve(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, ERRORS)
    await bot.door("POST", "/quota", {"remaining": 20})
    await rows_of(workspace, ERRORS, Query(force=True))  # learns how little is left
    before = len(await bot.requests())
    with on_behalf(Purpose.BACKGROUND):
        snapshots = [each async for each in ERRORS.read(workspace, Query(force=True))]
    assert snapshots[-1].error is not None and len(await bot.requests()) == before


async def test_logged_events_are_walked_to_their_end_without_doubles(workspace: Workspace, bot: Bot) -> None:
    event = await row(workspace, EVENTS, "product_viewed")
    source: Any = None
    async for snapshot in EVENT_DATA.read(workspace, Query(owner=event, period="all")):
        source = snapshot.value
    while await source.more():
        pass
    await source.load(0, source.count)
    ids = [source.peek(index).id for index in range(source.count)]
    kept = [each for each in await _events(bot) if each["event_ns"] == event.event_ns]
    assert len(ids) == len(set(ids)) == len(kept) > 100
    starts = [dict(each["query"]).get("start_id") for each in await asked_of(bot, "flowEventsData")]
    assert starts[0] is None and all(starts[1:])
    await valid(bot)


async def _events(bot: Bot) -> list[dict[str, Any]]:
    from tests.support.flows import table

    return await table(bot, "log_events")


def test_a_log_that_repeats_its_last_row_ends() -> None:
    pager = LogPages(2, by_id=True)
    assert pager.next(None, [{"id": 1}, {"id": 2}], False) == "2"
    assert pager.next("2", [{"id": 2}, {"id": 3}], False) == "3"
    assert pager.next("3", [{"id": 3}], False) is None
    assert pager.next("3", [{"id": 3}, {"id": 3}], False) is None
    assert pager.next(None, [], False) is None


async def test_how_often_an_event_was_logged(workspace: Workspace, bot: Bot) -> None:
    event = await row(workspace, EVENTS, "product_viewed")
    by_day = await rows_of(workspace, EVENT_DAYS, Query(owner=event, period="last_7_days"))
    by_text = await rows_of(workspace, EVENT_TEXTS, Query(owner=event, period="last_7_days"))
    assert len(by_day) == 7
    assert sum(each.num for each in by_day) == sum(each.num for each in by_text) > 0
    assert [each.num for each in by_text] == sorted((each.num for each in by_text), reverse=True)
    went = await act(workspace, action(EVENTS, "subscribers"), [event])
    assert went.went[0][1] is not None and went.went[0][1].arguments == {"event_ns": event.event_ns}
    await valid(bot)


@pytest.mark.parametrize("resource", [CONVERSATIONS, ACTIVITY])
async def test_logs_of_agents(workspace: Workspace, bot: Bot, resource: Any) -> None:
    week = await rows_of(workspace, resource)
    everything = await rows_of(workspace, resource, Query(period="all"))
    assert 0 < len(week) < len(everything)
    ask = Answers()
    await action(resource, "person").run(Context(workspace, resource, (week[0],), ask))
    where, query, _ = ask.went[0]
    assert where == resource.id and query is not None
    theirs = await rows_of(workspace, resource, query)
    assert {each.user_ns for each in theirs} == {week[0].user_ns}
    await valid(bot)


def day(date: str, **figures: Any) -> FlowDay:
    return FlowDay.read({"summary_date": date, **figures})


def test_days_of_several_bots_are_added_up_and_no_data_is_no_zero() -> None:
    rows = [
        day("2026-11-02", day_new_bot_users=3, avg_agent_response_time=0),
        day("2026-11-01", day_new_bot_users=1, avg_agent_response_time=60),
        day("2026-11-01", day_new_bot_users=2, avg_agent_response_time=0),
        day("2026-11-01", day_new_bot_users="4", avg_agent_response_time="120"),
    ]
    first, second = days(rows)
    assert (first.date, first.new, first.response) == ("2026-11-01", 7, 90.0)
    assert (second.date, second.new, second.response) == ("2026-11-02", 3, None)


async def test_the_summary_is_of_this_bot_unless_another_is_chosen(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, EVENTS)  # has the prefix known
    own = await rows_of(workspace, SUMMARY, Query(period="last_7_days"))
    assert dict((await bot.requests())[-1]["query"]) == {"range": "last_7_days", "flow_ns": "f1284"}
    assert [each.date for each in own] == sorted(each.date for each in own) and len(own) == 7

    ask = Answers("All bots of the workspace")
    query = Query(period="last_7_days")
    await action(SUMMARY, "bot").run(Context(workspace, SUMMARY, (), ask, None, query))
    chosen = ask.went[0][1]
    assert chosen is not None and chosen.period == "last_7_days"
    everyone = await rows_of(workspace, SUMMARY, chosen)
    assert sum(each.active for each in everyone) > sum(each.active for each in own)
    await valid(bot)


async def test_the_days_in_numbers_and_the_agents(workspace: Workspace, bot: Bot) -> None:
    rows = await rows_of(workspace, SUMMARY, Query(period="last_7_days"))
    read = await act(workspace, action(SUMMARY, "numbers"), rows)
    assert moments.day(rows[0].date) in read.read_texts[0][1]
    agents = await rows_of(workspace, AGENT_SUMMARY, Query(period="last_7_days"))
    names = {each.name for each in agents}
    assert "Lívia Duarte" in names
    assert [each.total("day_agent_messages") for each in agents] == sorted(
        (each.total("day_agent_messages") for each in agents), reverse=True
    )
    in_days = AGENT_SUMMARY.tabs[0].table
    assert in_days is not None
    shown = await rows_of(workspace, in_days, Query(owner=agents[0]))
    cells = [[plain(column.text(row)) for column in in_days.columns] for row in shown]
    latest = [moments.day(each.summary_date) for each in reversed(agents[0].days)]
    assert [row[0] for row in cells] == latest and len(latest) == 7 and latest[0][0].isdigit()
    assert not any("20" in name and "-" in name for name in latest)
    assert cells[0][1:5] == [
        f"{getattr(agents[0].days[-1], name):,}"
        for name in ("day_agent_messages", "day_reply_bot_users", "day_assigned", "day_done")
    ]
    await valid(bot)


async def test_a_conversations_times_are_told_as_in_its_list(workspace: Workspace) -> None:
    held = next(
        each for each in await rows_of(workspace, CONVERSATIONS, Query(period="all")) if each.handling_time
    )
    lines = CONVERSATIONS.tabs[0].lines
    assert lines is not None
    column = CONVERSATIONS.column("handling")
    assert column is not None
    shown = {line.name: plain(line.value) for line in lines(workspace, held)}
    assert shown["handling"] == plain(column.text(held)) and shown["handling"][-1].isalpha()
    assert {"first reply after last assign", "assigned to reply"} <= shown.keys()
    assert not [name for name in shown if "_" in name]


async def test_what_is_not_known_of_a_conversation_is_said_in_one_line(workspace: Workspace) -> None:
    row = Conversation.read(
        {"id": 1, "user_ns": "f1284u1", "first_open_at": "2026-01-15 08:00:00", "in_messages": 3}
    )
    tab = CONVERSATIONS.tabs[0]
    assert tab.lines is not None
    *known, last = tab.lines(workspace, row)
    assert "–" not in [plain(each.value) for each in known]
    assert last.name == "not set" and ", handling, later responses, " in plain(last.value)


async def test_a_section_that_is_not_offered_is_remembered_and_forgotten(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(path="/flow/error-logs/data", times=1, status=404, text="<html>not here</html>")
    snapshots = [each async for each in ERRORS.read(workspace, Query())]
    assert snapshots[-1].error is not None and not snapshots[-1].value.known
    assert workspace.unavailable(ERRORS.operations) is snapshots[-1].error
    assert workspace.unavailable(EVENTS.operations) is None
    await rows_of(workspace, ERRORS, Query(force=True))
    assert workspace.unavailable(ERRORS.operations) is None


@pytest.mark.parametrize("newest_first", [True, False])
async def test_logs_stand_in_order_of_time_whatever_the_hosts(
    workspace: Workspace, bot: Bot, newest_first: bool
) -> None:
    await bot.door("POST", "/habits", {"newest_first": newest_first})
    event = await row(workspace, EVENTS, "product_viewed")
    shown = [
        (ERRORS, "created_at", Query(period="all")),
        (CONVERSATIONS, "first_open_at", Query(period="all")),
        (ACTIVITY, "created_at", Query(period="all")),
        (EVENT_DATA, "created_at", Query(owner=event, period="all")),
    ]
    for resource, key, query in shown:
        times = [str(each.raw[key]) for each in await rows_of(workspace, resource, query)]
        assert len(times) > 1 and times == sorted(times, reverse=True), resource.id


async def test_the_open_bot_is_called_by_its_name(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(workspace), "bot", "Acme Retail")
    row = (await rows_of(workspace, ERRORS, Query(period="all")))[0]
    lines = ERRORS.tabs[0].lines
    assert lines is not None
    shown = {line.name: plain(line.value) for line in lines(workspace, row)}
    assert shown["bot"] == f"Acme Retail  {workspace.prefix}"
