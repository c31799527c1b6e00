# SPDX-License-Identifier: MIT
"""Answering queries of a bot: whom they find, what the host is asked for, and what is said of the number."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience import answering
from flotui.audience.answering import planned
from flotui.audience.evaluate import holds
from flotui.audience.keeping import people_of
from flotui.audience.matched import RowChecks
from flotui.audience.meaning import EVERYONE, No
from flotui.audience.query import parse
from flotui.audience.quoting import value_text
from flotui.audience.reading import Reading
from flotui.repositories.rows import Rows
from flotui.resources.query import Query, within
from flotui.resources.reading import last, read_all
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers.finding import find, meant
from flotui.text.zones import Zone
from flotui.workspace import Workspace
from tests.support.bot import MANY, Bot

ZONE = Zone(UTC, "UTC")


async def everybody(workspace: Workspace) -> list[Subscriber]:
    rows = await last(workspace.subscribers.list())
    while await rows.more():
        pass
    return await rows.all()


async def answered(workspace: Workspace, text: str) -> Any:
    query = await find(workspace, text)
    return await last(SUBSCRIBERS.read(workspace, query))


async def through(rows: Rows[Subscriber]) -> set[str]:
    while await rows.more():
        pass
    return {row.user_ns for row in await rows.all()}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tag:vip -tag:returning", {"tag_ns"}),
        ("tag:vip tag:returning", {"tag_ns"}),
        ("tag:vip channel:whatsapp_cloud seen:<24h", {"tag_ns", "is_channel", "is_interacted_in_last_24h"}),
        ("(tag:vip or tag:cart) -optin:email", {"is_opt_in_email"}),
        ("tag:cart last:>30d", {"tag_ns"}),
        ("-has:phone tag:cart", {"tag_ns"}),
    ],
)
async def test_the_host_narrows_and_the_rows_are_checked(
    bot: Bot, workspace: Workspace, text: str, asked: set[str]
) -> None:
    fresh = await bot.open()
    people = await everybody(fresh)
    plan = await planned(fresh, parse(text))
    wanted = {row.user_ns for row in people if holds(plan.meaning, row, fresh.zone)}
    await fresh.close()
    assert wanted
    before = len(await bot.requests())
    rows = await answered(workspace, text)
    assert await through(rows) == wanted
    sent = [each for each in (await bot.requests())[before:] if each["operation"] == "flowBotUsers"]
    assert sent and all(set(each["query"]) == {*asked, "limit", "page"} for each in sent)
    number = f"{len(wanted):,}"
    assert rows.counted == number or rows.counted.startswith(f"{number} of the ")


@pytest.mark.parametrize(
    "text", ["tag:vip -tag:returning", "souza -has:email", "", "-channel:whatsapp_cloud tag:cart"]
)
async def test_everyone_who_is_meant_is_walked_through(workspace: Workspace, text: str) -> None:
    people = await everybody(workspace)
    meaning = (await planned(workspace, parse(text))).meaning
    wanted = [row.user_ns for row in people if holds(meaning, row, workspace.zone)]
    met = [row["user_ns"] async for rows in meant(workspace, text) for row in rows]
    assert wanted and sorted(met) == sorted(wanted)


async def test_one_by_number_or_id_is_met_alone(workspace: Workspace) -> None:
    person = next(row for row in await everybody(workspace) if row.phone.startswith("55119"))
    for text in (f"+{person.phone}", f"phone:{person.phone}", f"id:{person.user_ns}"):
        met = [row["user_ns"] async for rows in meant(workspace, text) for row in rows]
        assert met == [person.user_ns]


@MANY
async def test_a_number_is_called_a_count_only_when_it_is_one(bot: Bot, workspace: Workspace) -> None:
    rows = await answered(workspace, "-tag:vip channel:whatsapp_cloud")
    assert rows.more_to_come
    calls = rows.calls_to_know
    assert rows.counted == f"{rows.count:,} so far, {calls} more calls to know"
    assert rows.total is None
    before = len(await bot.requests())
    for _ in range(calls):
        await rows._base.more()
    await rows.reopen()
    assert not rows.more_to_come
    assert len(await bot.requests()) - before == calls, "no more than were said"
    assert rows.counted == f"{rows.count:,} of the {rows.state.count:,} on whatsapp_cloud"


@MANY
async def test_all_who_are_meant_are_read_anew_where_the_person_asks(bot: Bot, workspace: Workspace) -> None:
    """Who stands on the second page and isn't meant any more is neither shown nor counted."""
    query = await find(workspace, "-tag:vip channel:whatsapp_cloud")
    rows: Any = await last(SUBSCRIBERS.read(workspace, query))
    pages = 1 + rows.calls_to_know
    await through(rows)
    before, (*_, gone) = rows.counted, await rows.ids()
    await bot.ask("POST", "/subscriber/add-tag-by-name", user_ns=gone, tag_name="vip")
    called = len(await bot.requests())
    rows = await last(SUBSCRIBERS.read(workspace, replace(query, force=True)))
    assert gone not in await rows.ids()
    assert rows.counted == before.replace(f"{rows.count + 1:,}", f"{rows.count:,}", 1) != before
    assert len(await bot.requests()) - called == pages > 1
    await bot.fault(kind="drop", path="/subscribers", times=9, skip=1)
    *_, failed = [each async for each in SUBSCRIBERS.read(workspace, replace(query, force=True))]
    assert failed.error is not None
    assert await failed.value.ids() == await rows.ids()


@MANY
async def test_rows_older_than_the_first_page_are_not_called_a_count(bot: Bot, workspace: Workspace) -> None:
    """What was asked again is asked from its first page: the others are as an earlier reading met them."""
    query = await find(workspace, "tag:vip -has:email")
    rows: Any = await last(SUBSCRIBERS.read(workspace, query))
    await through(rows)
    assert not rows.more_to_come and " of the " in rows.counted
    *_, gone = await rows.ids()
    await bot.ask("DELETE", "/subscriber/remove-tag-by-name", user_ns=gone, tag_name="vip")
    await workspace.cache.make_stale((rows.operation,))
    called = len(await bot.requests())
    rows = await last(SUBSCRIBERS.read(workspace, query))
    assert rows.counted == f"{rows.count:,} so far, 1 more call to know" and rows.total is None
    assert rows.more_to_come and await rows.more()
    assert len(await bot.requests()) - called == 2
    assert gone not in await rows.ids() and not rows.more_to_come
    assert rows.counted == f"{rows.count:,} of the {rows.state.count:,} with vip"


@MANY
async def test_how_many_calls_the_others_take_is_said_before_many_are_read_anew(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_AGAIN", 2)
    query = replace(await find(workspace, "-tag:vip channel:whatsapp_cloud"), force=True)
    rows: Any = await last(SUBSCRIBERS.read(workspace, replace(query, force=False)))
    pages = 1 + rows.calls_to_know
    await through(rows)
    told: list[str] = []
    monkeypatch.setattr(workspace, "notice", told.append)
    for calls, offers in ((1, 1), (pages, 1), (1, 2)):
        before = len(await bot.requests())
        await last(SUBSCRIBERS.read(workspace, query))
        assert (len(await bot.requests()) - before, len(told)) == (calls, offers)
    assert told[0].startswith("Only the first 100 of ")
    assert f"The others take {pages - 1} calls: refresh once more" in told[0]


async def test_what_is_here_whole_is_answered_without_a_call(bot: Bot, workspace: Workspace) -> None:
    people = await everybody(workspace)
    query = await find(workspace, "-tag:vip has:phone")
    before = len(await bot.requests())
    rows: Any = await last(SUBSCRIBERS.read(workspace, query))
    assert len(await bot.requests()) == before
    assert rows.counted == f"{rows.count:,} of the {len(people):,}"
    found = await rows.all()
    vip = [row for row in found if any(tag.name == "vip" for tag in row.tags)]
    assert found and not vip and all(row.phone for row in found)


async def test_only_the_host_knows_segments(workspace: Workspace) -> None:
    event = (await read_all(workspace.flows.events()))[0]
    rows = await answered(workspace, f"event:{value_text(event.name)} -tag:vip")
    assert event.event_ns in rows.key
    assert not [row for row in await rows.all() if "vip" in [tag.name for tag in row.tags]]
    for text in (f"-event:{value_text(event.name)}", f"event:{value_text(event.name)} or tag:vip"):
        with pytest.raises(Malformed, match="Only the host knows"):
            await answered(workspace, text)


async def test_two_readings_are_offered_with_their_counts(workspace: Workspace) -> None:
    await last(workspace.subscribers.list())
    with pytest.raises(
        Malformed, match=r"\(tag:vip has:phone\) or tag:cart \(\d+ loaded\), or tag:vip \(has:phone or"
    ):
        await find(workspace, "tag:vip has:phone or tag:cart")


def test_whoever_means_everyone_reads_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr(Subscriber, "read", lambda row: read.append(row) or Subscriber(raw=row))
    assert RowChecks(EVERYONE, ZONE).holds({"user_ns": "f1u1"})
    assert not read
    assert not RowChecks(No(EVERYONE), ZONE).holds({"user_ns": "f1u1"})
    assert len(read) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("tag_ns", "vip"), ("label_id", "Priority"), ("is_channel", "web"), ("is_opt_in_email", "no")],
)
async def test_a_list_that_a_jump_has_narrowed_is_searched_in_the_copy(
    bot: Bot, workspace: Workspace, name: str, value: str
) -> None:
    things = {"tag_ns": workspace.flows.tags(), "label_id": workspace.team.labels()}
    if name in things:
        value = next(each.row_id for each in await read_all(things[name]) if each.name == value)
    jump, text = Query(arguments={name: value}, summary="jump"), "-tag:returning last:>7d"
    reading = Reading(workspace, await people_of(workspace), 1.0)
    await reading.carry_out(await reading.plan())
    asked = within(jump, await find(workspace, text))
    before = len(await bot.requests())
    found = await last(SUBSCRIBERS.read(workspace, asked))
    assert len(await bot.requests()) == before
    other = await bot.open()
    wanted = await through(await last(SUBSCRIBERS.read(other, asked)))
    await other.close()
    assert set(await found.ids()) == wanted and wanted
