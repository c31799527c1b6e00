# SPDX-License-Identifier: MIT
"""Once everyone is here, a query is answered from the copy: whole, sorted, narrowed, at no call."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience import here as copied
from flotui.audience import people as people_module
from flotui.audience import reading
from flotui.audience.answering import answer, planned
from flotui.audience.comparing import audiences_of, compare, save
from flotui.audience.evaluate import holds
from flotui.audience.here import Here
from flotui.audience.keeping import file_of, follow, people_of
from flotui.audience.knowing import names_of
from flotui.audience.lease import Lease
from flotui.audience.meaning import EVERYONE, Contains
from flotui.audience.people import People
from flotui.audience.query import QueryRefused, parse
from flotui.audience.reading import Reading
from flotui.audience.selecting import Nobody, select
from flotui.repositories.subscribers import SUBSCRIBER, add_tags
from flotui.resources.base import Query
from flotui.resources.reading import last, read_all
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers.finding import find
from flotui.resources.subscribers.line import LINE, PeopleLine
from flotui.workspace import Noticed, Workspace
from tests.support.bot import Bot

QUERY = "(tag:vip -has:email) or (status:pending channel:whatsapp_cloud)"


@pytest.fixture
def bot() -> Bot:
    return Bot(subscribers=450)


@pytest.fixture
async def workspace(bot: Bot, tmp_path: Path) -> AsyncIterator[Workspace]:
    opened = await bot.open(tmp_path)
    follow(opened)
    all_of_them = Reading(opened, await people_of(opened), 1.0)
    await all_of_them.carry_out(await all_of_them.plan())
    yield opened
    await opened.close()


async def asked(workspace: Workspace, text: str, *, force: bool = False) -> list[Any]:
    plan = await planned(workspace, parse(text))
    return [each async for each in answer(workspace, text, plan.arguments, force=force)]


async def everyone(workspace: Workspace) -> list[Subscriber]:
    return [Subscriber.read(row) for row in await (await people_of(workspace)).page(limit=1000)]


async def test_a_query_is_answered_at_no_call(bot: Bot, workspace: Workspace) -> None:
    plan = await planned(workspace, parse(QUERY))
    before = len(await bot.requests())
    (snapshot,) = await asked(workspace, QUERY)
    here = snapshot.value
    assert isinstance(here, Here)
    wanted = [each.user_ns for each in await everyone(workspace) if holds(plan.meaning, each, workspace.zone)]
    assert wanted
    assert await here.ids() == wanted
    assert here.counted == f"{len(wanted)} of the 450"
    assert (here.complete, here.more_to_come, snapshot.stale) == (True, False, False)
    await here.load(0, here.count)
    first = here.peek(0)
    assert first is not None
    assert first.user_ns == wanted[0]
    assert await here.index_of(wanted[-1]) == len(wanted) - 1
    assert await here.index_of("nobody") is None
    assert [each.user_ns for each in await here.rows_of(wanted[1::-1])] == wanted[1::-1]
    narrowed = await LINE.narrowed(workspace, here, "tag:vip")
    assert narrowed is not None
    assert len(await narrowed.ids()) > 0
    assert len(await bot.requests()) == before


async def test_a_list_asked_of_the_host_is_answered_from_the_copy_once_everyone_is_in_it(
    workspace: Workspace,
) -> None:
    """What the host was asked for then isn't what it would be asked for now: which channels there are is known."""
    text = "tag:vip channel:WhatsApp"
    plan = await planned(workspace, parse(text))
    older = {"tag_ns": plan.arguments["tag_ns"]}
    assert older != plan.arguments
    for force in (False, True):
        query = Query(arguments=older, audience=text, force=force)
        assert isinstance((await last(SUBSCRIBERS.read(workspace, query))), Here)
    for scope, in_copy in ((older, True), ({"is_interacted_in_last_24h": "yes"}, False)):
        narrowed = Query(arguments={**older, **scope}, audience=text, scope=Query(arguments=scope))
        assert isinstance((await last(SUBSCRIBERS.read(workspace, narrowed))), Here) is in_copy


async def test_many_rows_are_read_a_part_at_a_time(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All 100,000 may be marked: whoever waits for them sees why, and can stop it."""
    monkeypatch.setattr(copied, "_AT_ONCE", 100)
    (snapshot,) = await asked(workspace, "has:phone")
    ids = await snapshot.value.ids()
    parts: list[int] = []
    read = People.rows_of

    async def reading(self: People, some: Sequence[str]) -> list[dict[str, object]]:
        parts.append(len(some))
        return await read(self, some)

    monkeypatch.setattr(People, "rows_of", reading)
    assert [each.user_ns for each in await snapshot.value.rows_of(ids)] == list(ids)
    assert len(parts) > 1 and sum(parts) == len(ids) and max(parts) == 100


async def test_two_readings_are_offered_with_how_many_of_everyone_each_means(
    bot: Bot, tmp_path: Path, workspace: Workspace
) -> None:
    people = await people_of(workspace)
    readings = ("tag:vip or (tag:cart has:phone)", "(tag:vip or tag:cart) has:phone")
    numbers = [await people.count((await planned(workspace, parse(each))).meaning) for each in readings]
    offered = ", or ".join(f"{each} ({number})" for each, number in zip(readings, numbers, strict=True))
    with pytest.raises(Malformed, match=re.escape(f"Write {offered}.")):
        await find(workspace, "tag:vip or tag:cart has:phone")
    fresh = await bot.open(tmp_path / "another")
    await last(fresh.subscribers.list())
    with pytest.raises(Malformed, match=r"has:phone\) \(\d+ loaded\), or .* \(\d+ loaded\)\."):
        await find(fresh, "tag:vip or tag:cart has:phone")
    await fresh.close()


async def test_every_column_that_the_host_sorts_nothing_by_sorts_everyone(workspace: Workspace) -> None:
    (snapshot,) = await asked(workspace, "has:name")
    here = snapshot.value
    for column in (*SUBSCRIBERS.columns, *SUBSCRIBERS.more_columns):
        if column.by is None:
            continue
        assert here.sortable(column.by), column.id
        up = await here.sorted_by(column.by, str)
        down = await here.sorted_by(column.by, str, down=True)
        assert set(await up.ids()) == set(await down.ids()) == set(await here.ids())
    by_name = await here.sorted_by(SUBSCRIBERS.columns[0].by, str)
    await by_name.load(by_name.count - 2, by_name.count)
    last = by_name.peek(by_name.count - 1)
    assert last is not None
    assert last.user_ns == (await by_name.ids())[-1]


async def test_anew_means_that_the_host_is_asked_who_changed(bot: Bot, workspace: Workspace) -> None:
    before = len(await bot.requests())
    first, second = await asked(workspace, "tag:vip", force=True)
    assert (first.stale, second.stale, second.source) == (True, False, "server")
    queries = [each["query"] for each in (await bot.requests())[before:]]
    assert {name for query in queries for name in query if name.startswith("is_")} == {
        "is_interacted_in_last_24h",
        "is_last_message_in_last_24h",
    }


async def test_anew_reads_no_more_than_a_few_pages_and_says_what_the_others_cost(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    workspace.listen(lambda event: told.append(event.text) if isinstance(event, Noticed) else None)
    monkeypatch.setattr(reading, "_FEW", 0)
    before = len(await bot.requests())
    await asked(workspace, "tag:vip", force=True)
    queries = [each["query"] for each in (await bot.requests())[before:]]
    assert [query["page"] for query in queries if any(name.startswith("is_") for name in query)] == ["1", "1"]
    (said,) = told
    assert re.search(r"the first are read\. Type :everyone for the others: \d+ calls?\.", said), said
    # Another one reads already: then nothing is asked.
    lease, before = Lease(file_of(workspace)), len(await bot.requests())
    lease.take()
    await asked(workspace, "tag:vip", force=True)
    assert "are being read already" in told[-1]
    assert len(await bot.requests()) == before
    lease.give_back()


async def test_the_copy_knows_the_user_fields_where_their_list_is_not_here(
    bot: Bot, workspace: Workspace
) -> None:
    before = len(await bot.requests())
    query = parse("field.citty=Lima")
    with pytest.raises(QueryRefused, match=r"There is no user field citty .* Did you mean field\.city\?"):
        await select(workspace, query, offline=True)
    with pytest.raises(QueryRefused, match="a number field"):
        await select(workspace, parse("field.loyalty_points>many"), offline=True)
    here = (await names_of(workspace, ("field",), ask=False)).fields
    assert len(await bot.requests()) == before
    at_the_host = (await names_of(workspace, ("field",))).fields
    assert at_the_host
    assert here is not None
    assert {(each.id, each.name, each.kind) for each in here} == {
        (each.id, each.name, each.kind) for each in at_the_host
    }


async def test_who_came_and_who_went_since_an_audience_was_saved(workspace: Workspace) -> None:
    people = await people_of(workspace)
    tags = {tag.name: tag for tag in await read_all(workspace.flows.tags())}
    vip = (await asked(workspace, "tag:vip"))[0].value
    (gone, went) = (await vip.ids())[:2]
    came = (await (await asked(workspace, "-tag:vip"))[0].value.ids())[0]
    saved = await save(workspace, "vips", "tag:vip")
    assert (saved.name, saved.query, saved.count) == ("vips", "tag:vip", vip.count)
    await workspace.cache.drop_row(SUBSCRIBER.name, gone)
    row = Subscriber.read((await people.rows_of([went]))[0])
    await people.copy.become(went, {**row.raw, "tags": []})
    await workspace.apply(*add_tags(Subscriber.read((await people.rows_of([came]))[0]), [tags["vip"]]))
    compared = await compare(workspace, saved)
    assert [row_id for row_id, _ in compared.came] == [came]
    assert {row_id for row_id, _ in compared.went} == {gone, went}
    assert compared.left == {gone}
    audiences = await audiences_of(workspace)
    assert await audiences.remove("vips")
    assert not await audiences.all()


async def test_duplicates_share_a_phone_or_an_address(workspace: Workspace) -> None:
    people = await people_of(workspace)
    first, second, third = (await everyone(workspace))[:3]
    await people.copy.become(
        second.user_ns, {**second.raw, "phone": "+55 (11) 9-0000-4410", "email": "X@example.com"}
    )
    await people.copy.become(third.user_ns, {**third.raw, "phone": "5511900004410", "email": "x@EXAMPLE.com"})
    phones = dict(await people.duplicates("phone"))
    assert phones["5511900004410"] == [second.user_ns, third.user_ns]
    assert dict(await people.duplicates("email"))["x@example.com"] == [second.user_ns, third.user_ns]
    assert first.user_ns not in {each for ids in phones.values() for each in ids}


async def test_a_list_that_the_host_refuses_is_not_asked_for_with_each_letter(
    bot: Bot, workspace: Workspace
) -> None:
    await bot.fault(path="/flow/labels", status=403)
    line = PeopleLine()
    before = len(await bot.requests())
    for typed in ("label:v", "label:vi", "label:vip"):
        found = await line.complete(workspace, typed, len(typed))
    assert len(await bot.requests()) - before == 1
    assert found is not None


async def test_who_comes_while_many_are_read_is_not_taken_for_who_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A plan means people by their numbers in the copy for as long as it is made."""
    workspace = await Bot(subscribers=20).open()
    people = await people_of(workspace)
    everyone = Reading(workspace, people, 1.0)
    await everyone.carry_out(await everyone.plan())
    monkeypatch.setattr(people_module, "_ROWS", 5)
    ids = await people.ids()
    met: list[str] = []
    async for rows in people.each():
        if not met:
            (last,) = await people.rows_of(ids[-1:])
            await people.copy.become(ids[-1], None)
            await people.copy.become("f1284u77777", {**last, "user_ns": "f1284u77777", "name": "New"})
        met += [str(row["user_ns"]) for row in rows]
    assert met == ids[:-1]
    assert sorted(await people.ids()) == sorted([*ids[:-1], "f1284u77777"])
    await workspace.close()


async def test_which_of_some_are_among_them_isnt_read_from_everyone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await people_of(workspace)
    here = (await asked(workspace, QUERY))[0].value
    everyone, theirs = await people.ids(), frozenset(await here.ids())
    others = [each for each in everyone if each not in theirs]
    assert theirs and len(theirs) < len(others)
    whole = (await asked(workspace, ""))[0].value

    async def read_all(*_: object, **more: object) -> list[str]:
        raise AssertionError("everyone is read")

    monkeypatch.setattr(People, "ids", read_all)
    monkeypatch.setattr(people_module, "_AT_ONCE", 7)
    assert await here.those_among([]) == frozenset()
    few = [*others[:2], *sorted(theirs)[:2], "nobody"]
    assert await here.those_among(few) == theirs.intersection(few)
    assert await here.those_among(everyone) == theirs
    assert await whole.those_among([*everyone, "nobody"]) == frozenset(everyone)
    assert await whole.those_among(others) == frozenset(others)


async def test_the_marked_are_looked_up_once_however_often_one_asks_who_of_them_is_shown(
    workspace: Workspace,
) -> None:
    people = await people_of(workspace)
    marked = tuple(await people.ids())[:-50]
    statements: list[str] = []
    await people.copy.read(lambda db, _: db.set_trace_callback(statements.append))

    async def shown(text: str) -> frozenset[str]:
        meaning = Contains("any", (text,))
        return await people.those_among(meaning, marked) ^ (
            frozenset(await people.ids(meaning)).intersection(marked)
        )

    assert not await shown("a")
    read = [each for each in statements if each.startswith("SELECT number, id FROM person")]
    assert not await shown("e") and not await shown("o") and not await shown("an")
    assert len(read) == 2, "the marked, and the ids that they are compared with here"
    again = [each for each in statements if each.startswith("SELECT number, id FROM person")]
    assert len(again) == 5, "of the others the ids alone"
    await people.copy.change(lambda db, things: people.copy.drop(db, things, marked[0]))
    assert not await shown("a")
    assert marked[0] not in await people.those_among(EVERYONE, marked)


async def test_a_bot_that_nobody_wrote_to_yet_is_answered_from_the_copy_too(tmp_path: Path) -> None:
    workspace = await Bot(subscribers=0).open(tmp_path)
    people = await people_of(workspace)
    with pytest.raises(Nobody):
        await select(workspace, parse("tag:vip"), offline=True)
    everyone = Reading(workspace, people, 1.0)
    await everyone.carry_out(await everyone.plan())
    for offline in (False, True):
        selection, rows = await select(workspace, parse("tag:vip"), offline=offline)
        assert (selection.source, selection.complete, [each async for each in rows]) == ("copy", True, [])
    await workspace.close()
