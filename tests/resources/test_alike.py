# SPDX-License-Identifier: MIT
"""A new name that looks like one there is: said and asked, whatever is created or renamed."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.arguments import texts_of
from flotui.api.call import Call
from flotui.api.errors import Malformed
from flotui.resources.ask import Cancelled, ToggleAnswer
from flotui.resources.base import Action, Context, Resource
from flotui.resources.explorer.running import try_out
from flotui.resources.flows.bot_fields import BOT_FIELDS
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.flows.groups import GROUPS
from flotui.resources.flows.notes import CLOSING_NOTES, SHORTCUTS
from flotui.resources.flows.tags import TAGS
from flotui.resources.flows.team import LABELS
from flotui.resources.reading import named
from flotui.resources.shop.small import LOCATIONS, PRODUCT_TYPES, PRODUCT_VENDORS, TAGS_OF_PRODUCTS
from flotui.resources.subscribers import actions
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import NO, act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action
from tests.support.people import ana

MADE: list[tuple[Resource[Any], dict[str, str]]] = [
    (TAGS, {}),
    (LABELS, {}),
    (USER_FIELDS, {"var_type": "text"}),
    (BOT_FIELDS, {"var_type": "text"}),
    (GROUPS, {}),
    (SHORTCUTS, {"value": "Hello"}),
    (CLOSING_NOTES, {}),
    (TAGS_OF_PRODUCTS, {}),
    (PRODUCT_TYPES, {}),
    (PRODUCT_VENDORS, {}),
]


@pytest.mark.parametrize(("resource", "more"), MADE, ids=[each.id for each, _ in MADE])
async def test_what_looks_alike_is_asked_about(
    workspace: Workspace, bot: Bot, resource: Resource[Any], more: dict[str, str]
) -> None:
    there = (await rows_of(workspace, resource))[0]
    new = action(resource, "new")
    for typed in (f"\u202a{there.name}\u202c ", there.name):
        with pytest.raises(Malformed, match="already"):
            await act(workspace, new, (), {"name": typed, **more})
    other = f"{there.name.swapcase()}\u200d\u200b"
    with pytest.raises(Cancelled):
        await act(workspace, new, (), {"name": other, **more}, NO)
    assert await bot.writes() == [], "nothing is sent before it was agreed to"
    asked = await act(workspace, new, (), {"name": other, **more}, True)
    line = plain(asked.asked[1].lines[0])
    assert there.name in line and "differs only in upper and lower case" in line
    ((_, body),) = await bot.writes()
    assert body["name"] == there.name.swapcase()


def trying(call: Call) -> Action[Any]:
    """The API area's form of a call."""

    async def run(context: Context[Any]) -> None:
        await try_out(context, call.operation, None)

    return Action("try", "Try", "x", run, needs="nothing")


async def test_the_api_area_asks_too(workspace: Workspace, bot: Bot) -> None:
    tag, *_ = await rows_of(workspace, TAGS)
    one, other, *_ = await rows_of(workspace, USER_FIELDS)
    for call in (
        Call.of("flowCreateTag", body={"name": tag.name.upper()}),
        Call.of("flowUpdateUserField", body={"var_ns": one.var_ns, "name": other.name.upper()}),
    ):
        answer = texts_of(call)
        with pytest.raises(Cancelled):
            await act(workspace, trying(call), (), answer, NO)
        assert await bot.writes() == []
        asked = await act(workspace, trying(call), (), answer, True)
        assert "differs only in upper and lower case" in plain(asked.asked[1].lines[0])
        assert [name for name, _ in await bot.writes()] == [call.operation_id]
        await bot.door("DELETE", "/requests")
    own = Call.of("flowUpdateUserField", body={"var_ns": one.var_ns, "name": one.name.title()})
    await act(workspace, trying(own), (), texts_of(own))


async def test_a_field_is_not_renamed_into_another_unasked(workspace: Workspace, bot: Bot) -> None:
    one, other, *_ = await rows_of(workspace, USER_FIELDS)
    edit = action(USER_FIELDS, "edit")
    as_it_is = {"display_type": one.display_type} if one.display_type else {}
    with pytest.raises(Cancelled):
        await act(workspace, edit, [one], {**as_it_is, "name": other.name.upper()}, NO)
    assert await bot.writes() == []
    await act(workspace, edit, [one], {**as_it_is, "name": one.name.upper()})
    ((_, body),) = await bot.writes()
    assert body["name"] == one.name.upper(), "its own name in other letters is no other's"


async def test_a_tag_made_on_the_way_is_asked_about_too(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    with pytest.raises(Cancelled):
        await act(workspace, actions.change_tags, [person], ToggleAnswer(create=("VIP",)), NO)
    assert await bot.writes() == []
    await act(workspace, actions.change_tags, [person], ToggleAnswer(create=("\ufeffbrand\xa0new",)))
    assert ("flowCreateTag", {"name": "brand new"}) in await bot.writes()


async def test_a_name_is_looked_up_however_it_is_written(workspace: Workspace) -> None:
    rows = await rows_of(workspace, LABELS)
    (beta,) = [row for row in rows if row.name == "Beta"]
    for typed in ("beta", "\u202aBETA\u202c", "Béta", "B\u200beta "):
        assert named(rows, typed, "label") is beta
    with pytest.raises(Malformed, match="There is no label"):
        named(rows, "Betta", "label")


async def test_a_name_that_others_may_have_is_plain_too(workspace: Workspace, bot: Bot) -> None:
    with pytest.raises(Malformed, match="no visible characters"):
        await act(
            workspace,
            action(LOCATIONS, "new"),
            [],
            {"name": "\u200b", "address": "Main St", "lat": "1", "lng": "2"},
        )
    assert await bot.writes() == []
    await act(
        workspace,
        action(LOCATIONS, "new"),
        [],
        {"name": " De\u200bpot ", "address": "Main St", "lat": "1", "lng": "2"},
    )
    ((_, body),) = await bot.writes()
    assert body["name"] == "Depot"
