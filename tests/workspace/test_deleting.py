# SPDX-License-Identifier: MIT
"""Deleting what somebody else has renamed or deleted since it was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.repositories.edit import Edit
from flotui.repositories.flows import USER_FIELD
from flotui.repositories.kinds import NAMES, Kind, placed
from flotui.repositories.profile import update
from flotui.repositories.shop import LOCATION
from flotui.repositories.things import deleted_by, kinds, target_of
from flotui.store.journal import Outcome
from flotui.workspace import Workspace
from flotui.workspace.comparing import ChangedSince, Decision, NothingToDo
from tests.support.bot import Bot
from tests.support.edit_rows import listed
from tests.support.edits import EDITS
from tests.workspace.test_comparing import deciding


@pytest.fixture
async def other(bot: Bot) -> AsyncIterator[Workspace]:
    """Somebody else, on another machine."""
    opened = await bot.open()
    yield opened
    await opened.close()


RENAMED = {
    "delete_product": "UpdateProduct",
    "delete_location": "UpdateLocation",
    "delete_shortcut": "flowUpdateShortcut",
    "delete_name": "UpdateTag",
    "delete_group": "teamUpdateAgentGroup",
}


async def deleting(workspace: Workspace, name: str) -> Edit:
    made = await EDITS[name](workspace)
    assert isinstance(made, Edit)
    return made


@pytest.mark.parametrize("name", RENAMED)
async def test_what_is_called_otherwise_is_asked_about(
    workspace: Workspace, other: Workspace, bot: Bot, name: str
) -> None:
    edit = await deleting(workspace, name)
    target = target_of(RENAMED[name])
    assert target is not None
    row = await target.read(other.reader.send, edit.call, ())
    arguments = {**dict(edit.call.path), **(edit.call.json or {})}
    path = {
        key: value
        for key, value in arguments.items()
        if f"{{{key}}}" in Call.of(RENAMED[name]).operation.path
    }
    body = {**{key: value for key, value in arguments.items() if key not in path}, "name": "Another thing"}
    await other.reader.send(Call.of(RENAMED[name], path=path, body=body))
    assert row["name"] != "Another thing"
    before = len(await bot.writes())
    with pytest.raises(ChangedSince, match="Another thing now, not"):
        await workspace.apply(edit)
    assert len(await bot.writes()) == before


async def test_it_is_kept_or_deleted_all_the_same(workspace: Workspace, other: Workspace, bot: Bot) -> None:
    for decision, outcome in ((Decision.KEEP, Outcome.KEPT), (Decision.OVERWRITE, Outcome.DONE)):
        edit = await deleting(workspace, "delete_location")
        key = edit.call.path[0][1]
        await other.reader.send(
            Call.of("UpdateLocation", path={"locationId": key}, body={"name": f"Elsewhere {decision.value}"})
        )
        deciding(workspace, decision)
        if decision is Decision.KEEP:
            with pytest.raises(NothingToDo, match="Kept: Name is Elsewhere"):
                await workspace.apply(edit)
        else:
            await workspace.apply(edit)
        assert (await workspace.journal.single_edits())[0].outcome is outcome
    assert [each for each, _ in await bot.writes()].count("DeleteLocation") == 1


@pytest.mark.parametrize("name", ["delete_product", "delete_tag", "delete_code", "delete_shortcut"])
async def test_what_is_gone_is_refused_and_said(
    workspace: Workspace, other: Workspace, bot: Bot, name: str
) -> None:
    edit = await deleting(workspace, name)
    await other.reader.send(edit.call)
    with pytest.raises(FlochatError) as failed:
        await workspace.apply(edit)
    assert not failed.value.unsettled
    assert (await workspace.journal.single_edits())[0].outcome is Outcome.REFUSED


async def test_a_delete_costs_one_read(workspace: Workspace, bot: Bot) -> None:
    edit = await deleting(workspace, "delete_shortcut")
    before = len(await bot.requests())
    await workspace.apply(edit)
    calls = [each["operation"] for each in (await bot.requests())[before:]]
    assert calls[:2] == ["flowShortcut", "flowDeleteShortcut"]


def test_what_is_deleted_is_read_before_by_whatever_reads_it() -> None:
    unread = {kind.name for kind in kinds().values() if kind.delete and deleted_by(kind.delete) is None}
    assert unread == {"broadcast"}, "its list can't be asked for a name, and nothing reads one alone"
    assert "name" in NAMES


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("delete_location", {"address": "12 New Street"}),
        ("delete_shortcut", {"value": "Something else altogether."}),
        ("delete_product", {"vendor": "Somebody else"}),
    ],
)
async def test_whatever_else_was_changed_of_it_is_asked_about(
    workspace: Workspace, other: Workspace, bot: Bot, name: str, changed: dict[str, str]
) -> None:
    edit = await deleting(workspace, name)
    kind, (gone,) = edit.touches[0].kind, edit.touches[:1]
    assert isinstance(kind, Kind)
    await other.reader.send(placed(kind.change, {kind.by: gone.row_id, **changed}))
    before = len(await bot.writes())
    with pytest.raises(ChangedSince, match=f"{next(iter(changed.values()))} now, not"):
        await workspace.apply(edit)
    assert len(await bot.writes()) == before


async def test_it_is_compared_with_what_was_seen_and_not_with_what_another_window_has_read_since(
    workspace: Workspace, other: Workspace, bot: Bot
) -> None:
    for name in ("delete_location", "delete_shortcut", "delete_product"):
        edit = await deleting(workspace, name)
        kind, row_id = edit.touches[0].kind, edit.touches[0].row_id
        assert isinstance(kind, Kind)
        renamed = placed(kind.change, {kind.by: row_id, "name": "Another thing"})
        await other.reader.send(renamed)
        seen = (await workspace.cache.bodies(kind.name, [row_id]))[row_id]
        await workspace.reader.keep(kind, renamed, {**seen, "name": "Another thing"})
        before = len(await bot.writes())
        with pytest.raises(ChangedSince, match="Another thing now, not"):
            await workspace.apply(edit)
        assert len(await bot.writes()) == before


async def test_several_that_are_deleted_are_compared_by_one_page_of_their_list(
    workspace: Workspace, other: Workspace, bot: Bot
) -> None:
    where = {"address": "1 Rock", "lat": "1.5", "lng": "-2.25"}
    made = [LOCATION.create_edit({"name": f"Place {number}", **where}) for number in range(8)]
    await workspace.apply(*made)
    rows = [
        each
        for each in await listed(workspace.reader.list_of(LOCATION, force=True))
        if each.name[:5] == "Place"
    ]
    changed = rows[3]
    await other.reader.send(placed(LOCATION.change, {LOCATION.by: changed.row_id, "address": "2 Rock"}))
    before = len(await bot.requests())
    deciding(workspace, Decision.KEEP)
    entries = await workspace.apply(*(LOCATION.delete_edit(each) for each in rows))
    calls = Counter(each["operation"] for each in (await bot.requests())[before:] if each["operation"])
    assert calls == {LOCATION.list: 1, LOCATION.delete: 7}
    assert [each.outcome for each in entries].count(Outcome.KEPT) == 1
    left = [
        each
        for each in await listed(workspace.reader.list_of(LOCATION, force=True))
        if each.name[:5] == "Place"
    ]
    assert [each.row_id for each in left] == [changed.row_id]


async def test_an_undo_of_many_compares_by_pages_of_their_list(
    workspace: Workspace, other: Workspace, bot: Bot
) -> None:
    people = (await listed(workspace.subscribers.list()))[:8]
    done = await workspace.apply(*(edit for each in people for edit in update(each, {"last_name": "X"})))
    theirs = (await listed(other.subscribers.list()))[2]
    await other.apply(*update(theirs, {"last_name": "Theirs"}))
    before = len(await bot.requests())
    deciding(workspace, Decision.KEEP)
    await workspace.undo(done[::-1])
    calls = Counter(each["operation"] for each in (await bot.requests())[before:] if each["operation"])
    assert calls == {"flowBotUsers": 1, "flowUpdateBotUser": 7}
    assert (await bot.subscriber(theirs.user_ns))["last_name"] == "Theirs"
    assert (await bot.subscriber(people[0].user_ns))["last_name"] == people[0].last_name


async def test_rows_of_one_list_are_not_taken_for_one_another(
    workspace: Workspace, other: Workspace, bot: Bot
) -> None:
    """A user field is read by its name in the list of all: each of two has its own row."""
    fields = (await listed(workspace.flows.user_fields()))[:2]
    edits = [USER_FIELD.change_edit(each, {"name": f"{each.name} of old"}) for each in fields]
    done = await workspace.apply(*edits)
    await workspace.undo(done[::-1])
    now = {each.row_id: each.name for each in await listed(other.flows.user_fields())}
    assert [now[each.row_id] for each in fields] == [each.name for each in fields]
