# SPDX-License-Identifier: MIT
"""Create, edit and delete for any kind: what each does is the same in every list."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.flow import Shortcut
from flotui.repositories.flows import TAG, USER_FIELD
from flotui.repositories.kinds import Kind
from flotui.repositories.notes import SHORTCUT
from flotui.resources.base import Action, Context, Query, Resource
from flotui.resources.crud import NAME, cell, create, current_row, current_rows, delete, saving
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.flows.groups import GROUPS
from flotui.resources.flows.notes import CLOSING_NOTES, SHORTCUTS
from flotui.resources.flows.tags import TAGS
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.resources.text import plain
from flotui.workspace import Switches, Workspace
from flotui.workspace.comparing import NothingToDo
from tests.support.ask import Answers, Touching, act, rows_of
from tests.support.bot import Bot
from tests.support.each_of import each_of
from tests.support.flows import action, row, table, valid
from tests.support.kinds import OF_A_KIND, listed_rows


@each_of("resource", OF_A_KIND, ids=lambda each: each.id)
def test_every_write_of_a_kind_is_reached_by_its_list(resource: Resource[Any]) -> None:
    kind = resource.kind
    assert kind is not None
    reached = {each for action in resource.actions for each in action.operations}
    if resource.id != "subscriber-events":
        assert {each for each in (kind.create, kind.change, kind.delete) if each} <= reached
    assert resource.operations[: len(kind.reads)] == kind.reads


@pytest.mark.parametrize("resource", OF_A_KIND, ids=lambda each: each.id)
async def test_a_row_is_read_shown_and_named_by_its_kind(
    workspace: Workspace, resource: Resource[Any]
) -> None:
    first = (await listed_rows(workspace, resource))[1][0]
    assert resource.kind is not None and isinstance(first, resource.kind.model)
    assert resource.row_id(first) == first.row_id
    assert resource.label(first)
    assert (resource.inspect is not None) == bool(resource.kind.one)
    if resource.inspect is not None:
        async for found in resource.inspect(workspace, first, True):
            assert found.error is None and found.value.row_id == first.row_id


def test_a_resource_without_a_kind_says_how_it_is_read(workspace: Workspace) -> None:
    with pytest.raises(TypeError, match="how it is read"):
        Resource(id="x", title="X", columns=()).read(workspace, Query())


EDITED: list[tuple[Resource[Any], Kind[Any], dict[str, str]]] = [
    (SHORTCUTS, SHORTCUT, {"value": "as the cache has it"}),
    (USER_FIELDS, USER_FIELD, {"name": "as_the_cache_has_it"}),
]


@pytest.mark.parametrize(("resource", "kind", "new"), EDITED, ids=lambda each: getattr(each, "id", ""))
async def test_a_form_begins_with_the_row_as_the_cache_has_it(
    workspace: Workspace, resource: Resource[Any], kind: Kind[Any], new: dict[str, str]
) -> None:
    shown = (await rows_of(workspace, resource))[0]
    await workspace.cache.patch_row(kind.name, shown.row_id, lambda row: {**row, **new}, kind.text_of)
    ask = Touching()
    await action(resource, "edit").run(Context(workspace, resource, (shown,), ask))
    fields = {each.name: each.value for each in ask.asked[0].fields}
    assert fields.items() >= new.items()
    assert ask.said == [
        f"No change: {new.get('name', shown.name)} already has these values. Nothing was sent."
    ]


@pytest.mark.parametrize(
    "resource", [SHORTCUTS, CLOSING_NOTES, USER_FIELDS, GROUPS], ids=lambda each: each.id
)
async def test_a_name_with_nothing_new_to_see_in_it_is_no_change(
    workspace: Workspace, bot: Bot, resource: Resource[Any]
) -> None:
    one = (await rows_of(workspace, resource))[0]
    ask = Touching("name", f" {one.name}\u200b")
    await action(resource, "edit").run(Context(workspace, resource, (one,), ask))
    assert "Nothing was sent" in ask.said[0] and await bot.writes() == []


async def test_what_is_said_tells_whether_undo_sets_it_back(workspace: Workspace, bot: Bot) -> None:
    shortcut = (await rows_of(workspace, SHORTCUTS))[0]
    answer = {"name": shortcut.name, "value": "new"}
    asked = await act(workspace, action(SHORTCUTS, "edit"), [shortcut], answer)
    assert asked.said == [f"Shortcut {shortcut.name} changed. u undoes it."]
    field = await row(workspace, USER_FIELDS, "city")
    asked = await act(
        workspace, action(USER_FIELDS, "edit"), [field], {"name": "city", "display_type": "pin"}
    )
    assert asked.said == ["User field city changed. The API can't empty display type, so it can't be undone."]
    await valid(bot)


async def test_a_new_group_says_what_to_do_next(workspace: Workspace) -> None:
    asked = await act(workspace, action(GROUPS, "new"), (), {"name": "Night"}, resource=GROUPS)
    assert asked.said == ["Agent group Night created. u deletes it again. Press a to add agents."]
    assert [each for each, _ in asked.showed] == ["agent-groups"]


async def test_several_can_be_deleted_unless_it_says_one(workspace: Workspace) -> None:
    rows = (await rows_of(workspace, TAGS))[:2]
    one: Action[Any] = delete("tags", TAG, several=False)
    refusal = one.refusal(Context(workspace, None, tuple(rows), Answers()))
    assert refusal is not None and refusal.startswith("Delete the tag works on one row; 2 are marked.")
    assert delete("tags", TAG).refusal(Context(workspace, None, tuple(rows), Answers())) is None


@pytest.mark.parametrize("of", [BROADCASTS, SUBSCRIBERS], ids=lambda each: each.id)
async def test_marked_people_and_broadcasts_are_deleted_together(
    workspace: Workspace, bot: Bot, of: Resource[Any]
) -> None:
    rows = (await rows_of(workspace, of))[:2]
    remove = actions.delete if of is SUBSCRIBERS else action(of, "delete")
    with pytest.raises(AssertionError, match="does not confirm"):
        await act(workspace, remove, rows, rows[0].title)
    assert await bot.writes() == []
    asked = await act(workspace, remove, rows, "2")
    lines = [plain(each) for each in asked.asked[0].lines]
    assert [sum(line.count(each.title) for line in lines) for each in rows] == [1, 1], lines
    assert all(f"{each.row_id} · " in "".join(lines) for each in rows)
    assert "It can't be undone." in lines
    assert len(await bot.writes()) == 2 and asked.said == [f"2 {of.singular}s deleted."]
    left = {each.row_id for each in await rows_of(workspace, of, Query(force=True))}
    assert not left & {each.row_id for each in rows}
    await valid(bot)


async def test_one_is_deleted_by_its_name_and_it_is_said_that_it_cannot_be_undone(
    workspace: Workspace, bot: Bot
) -> None:
    note = (await rows_of(workspace, CLOSING_NOTES))[0]
    asked = await act(workspace, action(CLOSING_NOTES, "delete"), [note], note.name)
    assert [plain(each) for each in asked.asked[0].lines] == ["It can't be undone."]
    assert asked.said == [f"Closing note {note.name} deleted."]
    assert note.row_id not in {str(each["id"]) for each in await table(bot, "closing_notes")}


async def test_cells_of_a_row_are_saved_together(workspace: Workspace, bot: Bot) -> None:
    save = saving(SHORTCUT)
    one, other, *_ = await rows_of(workspace, SHORTCUTS)
    ask = Answers()
    context: Context[Shortcut] = Context(workspace, SHORTCUTS, (one,), ask)
    with pytest.raises(NothingToDo, match="Nothing was sent"):
        await save(context, one, {"name": one.name, "value": one.value})
    assert await bot.writes() == []
    await save(context, one, {"name": "zz", "value": "yy"})
    ((operation, body),) = await bot.writes()
    assert operation == "flowUpdateShortcut" and (body["name"], body["value"]) == ("zz", "yy")
    assert ask.said[-1] == f"Shortcut {one.name} changed. u undoes it."
    with pytest.raises(Malformed, match="already"):
        await save(context, one, {"name": other.name})
    edited = cell(SHORTCUT, "name", save)
    assert edited.text(one) == one.name and edited.wrong("") == "A value is needed."


async def test_current_rows_keep_their_order_and_what_the_cache_lacks(workspace: Workspace) -> None:
    tags = (await rows_of(workspace, TAGS))[:3]
    context: Context[Any] = Context(workspace, None, (), Answers())
    await workspace.cache.patch_row(TAG.name, tags[1].row_id, lambda row: {**row, "name": "new"}, TAG.text_of)
    unknown = TAG.model.read({"tag_ns": "f1t999999", "name": "unknown"})
    found = await current_rows(context, TAG, [tags[2], tags[1], unknown])
    assert [each.name for each in found] == [tags[2].name, "new", "unknown"]
    assert (await current_row(context, TAG, unknown)).name == "unknown"


async def test_a_dry_run_says_nothing_and_goes_nowhere(bot: Bot) -> None:
    dry = await bot.open(switches=Switches(dry_run=True))
    try:
        asked = await act(dry, create("tags", TAG, (NAME,)), (), {"name": "brand-new"}, resource=TAGS)
        assert (asked.said, asked.showed) == ([], []) and await bot.writes() == []
        gone: list[Any] = []
        new = create("tags", TAG, (NAME,), show=lambda _, values: gone.append(values))
        await act(dry, new, (), {"name": "brand-new"})
        assert gone == []
    finally:
        await dry.close()
