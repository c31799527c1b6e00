# SPDX-License-Identifier: MIT
"""What the copy of everyone takes in of calls that name tags and user fields by their ids alone, or by their names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from sqlite3 import Connection

import pytest

from flotui.api.call import Call
from flotui.api.models.flow import Tag, UserField
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.audience.binding import bind
from flotui.audience.keeping import follow, people_of
from flotui.audience.knowing import sense_of
from flotui.audience.people import People
from flotui.audience.query import parse
from flotui.audience.reading import Reading
from flotui.repositories.subscribers import info_call
from flotui.resources.reading import read_all
from flotui.store.people_rows import ThingNumbers
from flotui.workspace import Workspace
from flotui.workspace.calling import execute
from tests.support.bot import Bot


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    opened = await Bot(subscribers=60).open(tmp_path)
    follow(opened)
    everyone = Reading(opened, await people_of(opened), 1.0)
    await everyone.carry_out(await everyone.plan())
    yield opened
    await opened.close()


async def here(workspace: Workspace, row_id: str) -> Subscriber:
    return Subscriber.read((await (await people_of(workspace)).rows_of([row_id]))[0])


async def at_the_host(workspace: Workspace, row_id: str) -> Subscriber:
    async for snapshot in workspace.subscribers.one(row_id, force=True):
        found = snapshot.value
    assert found is not None
    return found


async def tag_called(workspace: Workspace, name: str) -> Tag:
    return next(each for each in await read_all(workspace.flows.tags()) if each.name == name)


async def field_called(workspace: Workspace, name: str) -> UserField:
    return next(each for each in await read_all(workspace.flows.user_fields()) if each.name == name)


async def things(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Kind, id and name of the tags and user fields that the copy knows."""

    def read(db: Connection, _: ThingNumbers) -> list[tuple[str, str, str]]:
        kinds = "('tag', 'field', 'tag had')"
        return db.execute(
            f"SELECT kind, id, name FROM thing WHERE kind IN {kinds} ORDER BY number"
        ).fetchall()

    return await (await people_of(workspace)).copy.read(read)


async def somebody(workspace: Workspace, tag: str, *, has: bool) -> str:
    people = await people_of(workspace)
    rows = [Subscriber.read(row) for row in await people.rows_of(await people.ids())]
    return next(row.user_ns for row in rows if (tag in [each.name for each in row.tags]) is has)


def calls(user_ns: str, tag: Tag, field: UserField) -> Mapping[str, list[Call]]:
    """Calls that put a tag on and set a field, by id and by name, one and many."""
    of = {"user_ns": user_ns}
    value = {"value": "12"}
    return {
        "ids": [
            Call.of("flowBotUserAddTag", body={**of, "tag_ns": tag.tag_ns}),
            Call.of("flowBotUserSetUserField", body={**of, "var_ns": field.var_ns, **value}),
        ],
        "names": [
            Call.of("flowBotUserAddTagByName", body={**of, "tag_name": tag.name}),
            Call.of("flowBotUserSetUserFieldByName", body={**of, "field_name": field.name, **value}),
        ],
        "many": [
            Call.of("flowBotUserAddTagsByName", body={**of, "data": [{"tag_name": tag.name}]}),
            Call.of("flowBotUserSetUserFieldsByName", body={**of, "data": [{"name": field.name, **value}]}),
        ],
    }


@pytest.mark.parametrize("way", ["ids", "names", "many"])
@pytest.mark.parametrize("has", [False, True])
async def test_the_copy_has_what_the_host_has_and_no_thing_twice(
    workspace: Workspace, way: str, has: bool
) -> None:
    tag, field = await tag_called(workspace, "vip"), await field_called(workspace, "loyalty_points")
    who = await somebody(workspace, "vip", has=has)
    people = await people_of(workspace)
    before = await things(workspace)
    fields = await people.fields()
    for call in calls(who, tag, field)[way]:
        await execute(workspace, call)
    mine, theirs = await here(workspace, who), await at_the_host(workspace, who)
    assert {(each.tag_ns, each.name) for each in mine.tags} == {
        (each.tag_ns, each.name) for each in theirs.tags
    }
    got = mine.field(field.var_ns)
    assert got is not None and (got.text, got.name, got.var_type) == ("12", field.name, field.var_type)
    assert await things(workspace) == before
    assert await people.fields() == fields
    counts = {each.name: each.count for each in await people.counts("tag")}
    assert "vip" in counts and tag.tag_ns not in counts


async def test_what_is_taken_away_by_name_is_gone_here(workspace: Workspace) -> None:
    who, field = await somebody(workspace, "vip", has=True), await field_called(workspace, "city")
    await execute(workspace, Call.of("flowBotUserRemoveTagByName", body={"user_ns": who, "tag_name": "vip"}))
    await execute(
        workspace, Call.of("flowBotUserClearUserFieldByName", body={"user_ns": who, "field_name": "city"})
    )
    mine = await here(workspace, who)
    assert "vip" not in [each.name for each in mine.tags]
    assert mine.field(field.var_ns) is None or not mine.field(field.var_ns).text  # type: ignore[union-attr]


async def test_a_row_that_has_a_tag_without_its_name_is_whole_once_it_is_read_again(
    workspace: Workspace,
) -> None:
    tag, who = await tag_called(workspace, "vip"), await somebody(workspace, "vip", has=True)
    people = await people_of(workspace)
    row = (await people.rows_of([who]))[0]
    await people.copy.become(who, {**row, "tags": [{"tag_ns": tag.tag_ns, "name": ""}]})
    assert tag.tag_ns not in {each.name for each in await people.counts("tag")}
    reply = await workspace.reader.send(info_call(who), Purpose.INTERACTIVE)
    assert isinstance(reply.data, Mapping)
    await people.copy.become(who, reply.data)
    assert "vip" in [each.name for each in (await here(workspace, who)).tags]
    assert tag.tag_ns not in {each.name for each in await people.counts("tag")}


@pytest.mark.parametrize("kind", ["tag", "label", "user field"])
@pytest.mark.parametrize("by_name", [False, True])
async def test_nobody_here_has_what_was_deleted_from_here(
    workspace: Workspace, kind: str, by_name: bool
) -> None:
    people = await people_of(workspace)
    told = await told_of(people)
    if kind == "tag":
        tag = await tag_called(workspace, "vip")
        call, counted, name = Call.of("flowDeleteTag", body={"tag_ns": tag.tag_ns}), "tag", tag.name
    elif kind == "label":
        label = next(each for each in await read_all(workspace.team.labels()) if each.name == "Beta")
        call, counted, name = Call.of("teamDeleteLabel", body={"id": label.row_id}), "label", label.name
    else:
        field = await field_called(workspace, "city")
        call, counted, name = (
            Call.of("flowDeleteUserField", body={"var_ns": field.var_ns}),
            f"field:{field.var_ns}",
            "",
        )
    if by_name:
        called = name or "city"
        call = Call.of(f"{call.operation_id}ByName", body={"name": called})
    had = {each.name: each.count for each in await people.counts(counted) if each.count}
    assert len(had) > 1 and (name or "Curitiba") in had
    await execute(workspace, call)
    left = {each.name: each.count for each in await people.counts(counted) if each.count}
    assert left == {each: had[each] for each in had if name and each != name}
    assert await told_of(people) == told, "the host has told nothing new of them"


async def test_nobody_here_has_what_was_deleted_by_name_and_never_listed(workspace: Workspace) -> None:
    people = await people_of(workspace)
    had = {each.name: each.count for each in await people.counts("tag") if each.count}
    assert "vip" in had and not await workspace.cache.finder.naming("tag", "vip", 10_000, 10_000)
    await execute(workspace, Call.of("flowDeleteTagByName", body={"name": "vip"}))
    left = {each.name: each.count for each in await people.counts("tag") if each.count}
    assert left == {each: had[each] for each in had if each != "vip"}


@pytest.mark.parametrize("kind", ["tag", "label", "user field"])
async def test_what_was_made_again_elsewhere_under_its_name_is_another_thing(
    workspace: Workspace, kind: str
) -> None:
    people, query = (
        await people_of(workspace),
        {"tag": "tag:vip", "label": "label:Beta"}.get(kind, "has:city"),
    )
    asked = parse(query)
    had = await people.count(bind(*await sense_of(workspace, asked)))
    others = await people.count(bind(*await sense_of(workspace, parse("has:state"))))
    assert had > 1 and others > 1
    if kind == "tag":
        tag = await tag_called(workspace, "vip")
        gone, made = ("flowDeleteTag", {"tag_ns": tag.tag_ns}), ("flowCreateTag", {"name": "vip"})
    elif kind == "label":
        label = next(each for each in await read_all(workspace.team.labels()) if each.name == "Beta")
        gone, made = ("teamDeleteLabel", {"id": label.row_id}), ("teamCreateLabel", {"name": "Beta"})
    else:
        field = await field_called(workspace, "city")
        gone = ("flowDeleteUserField", {"var_ns": field.var_ns})
        made = ("flowCreateUserField", {"name": "city", "var_type": "number", "value": "0"})
    for operation, body in (gone, made):
        await workspace.reader.send(Call.of(operation, body=body), Purpose.INTERACTIVE)
    assert await people.count(bind(*await sense_of(workspace, asked))) == had, "no list was read since"
    told = await told_of(people)
    for reading in (
        workspace.flows.tags(force=True),
        workspace.team.labels(force=True),
        workspace.flows.user_fields(force=True),
    ):
        await read_all(reading)
    assert await people.count(bind(*await sense_of(workspace, asked))) == 0
    assert await people.count(bind(*await sense_of(workspace, parse("has:state")))) == others
    assert await told_of(people) == told, "the host has told nothing new of them"


async def told_of(people: People) -> list[tuple[int, float]]:
    """When the host told of each who is here."""
    return await people.copy.read(
        lambda db, _: db.execute("SELECT person, at FROM met ORDER BY person").fetchall()
    )
