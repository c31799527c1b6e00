# SPDX-License-Identifier: MIT
"""What shows a thing is stale with it: by the catalogue, and on the sandbox for those that are shown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.repositories.consequences import kinds_after, stale_after, stale_when_missing, touched_by
from flotui.repositories.edit import Edit
from flotui.repositories.shop import PRODUCT
from flotui.resources.reading import last, read_all
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.each_of import each_of
from tests.support.kinds import CREATIONS

READS_OF = {
    "flowDeleteTag": {"flowTags", "flowBotUsers", "teamBotUsers", "flowBotUserBroadcasts"},
    "flowDeleteTagByName": {"flowTags", "flowBotUsers"},
    "teamDeleteLabel": {"teamLabels", "flowBotUsers", "teamBotUsers"},
    "flowDeleteUserField": {"flowUserFields", "flowBotUsers"},
    "flowUpdateUserField": {"flowBotUsers", "teamBotUsers"},
    "teamDeleteAgentGroup": {"teamAgentGroups", "flowBotUsers"},
    "flowDeleteSubFlow": {
        "flowSubFlows",
        "flowChatButtonWidgets",
        "flowInboundWebhooks",
        "flowBotUserBroadcasts",
    },
    "UpdateVendor": {"Products"},
    "DeleteVendor": {"Products"},
    "UpdateType": {"Products"},
    "DeleteType": {"Products"},
    "UpdateTag": {"Products"},
    "DeleteTag": {"Products"},
    "UpdateProduct": {"flowBotUserCart", "Orders"},
    "DeleteProduct": {"flowBotUserCart", "Orders", "ProductVariants"},
    "DeleteProductVariant": {"flowBotUserCart", "Orders"},
    "flowDeleteBotUser": {"flowBotUsers", "teamBotUsers", "Orders"},
    "flowUpdateBotUser": {"teamBotUsers"},
    "flowCreateBotUser": {"flowBotUsers", "flowBotUsersCount", "teamBotUsers"},
    "flowCreateManyBotUsers": {"flowBotUsers", "flowBotUsersCount", "teamBotUsers"},
    "flowBotUserAddToCart": {"flowBotUserCart"},
    "flowBotUserRemoveFromCart": {"flowBotUserCart"},
    "flowBotUserEmptyCart": {"flowBotUserCart"},
    "flowBotUserCartPaid": {"flowBotUserCart", "Orders"},
    "flowBotUserCreateOrder": {"Orders"},
    "flowSetDefaultAiProvider": {"flowGetDefaultAiProvider"},
    "flowUpdateBotFieldByName": {"flowBotFields"},
    "flowUpdateBotFieldsByName": {"flowBotFields"},
    "flowBotUserSendText": {"flowBotUserChatMessages"},
    "flowBotUserSendSubFlowByUserId": {"flowBotUserChatMessages"},
    "flowBotUserMoveChatTo": {"flowBotUserChatMessages"},
    "flowBotUserAssignAgent": {"flowBotUserChatMessages"},
    "flowBotUserAssignAgentGroup": {"flowBotUserChatMessages"},
    "flowBotUserUnassignAgent": {"flowBotUserChatMessages"},
    "flowBotUserBroadcastByUserId": {"flowBotUserBroadcasts"},
    "SyncWhatsappTemplates": {"listWhatsappTemplates"},
}


@each_of("operation", READS_OF)
def test_what_is_stale(operation: str) -> None:
    assert set(stale_after(operation)) >= READS_OF[operation]


@each_of(
    "operation",
    [*CREATIONS, "flowBotUserAddTag", "flowBotUserAddTagByName", "flowBotUserSetUserField", "UpdateOrder"],
)
def test_what_is_new_or_only_a_value_makes_nothing_else_stale(operation: str) -> None:
    own = (CREATIONS[operation].list,) if operation in CREATIONS else ()
    assert stale_after(operation) == own, "a create is shown by its own list only, a value by none"
    assert kinds_after(operation) == ()


def test_a_write_that_names_what_is_gone_has_its_list_read_again() -> None:
    tagged = Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
    assert stale_when_missing(tagged) == ("flowTags",), "not the list of everybody"
    assert "Vendors" in stale_when_missing(Call.of("UpdateVendor", path={"vendorId": "3"}))
    assert "teamLabels" in stale_when_missing(Call.of("teamDeleteLabel", body={"id": 3}))
    nested = Call.of("flowBotUserSetUserFields", body={"user_ns": "f1u2", "data": [{"var_ns": "f1v2"}]})
    assert set(stale_when_missing(nested)) == {"flowUserFields", "flowBotFields"}


def test_what_the_api_area_deletes_is_gone_from_the_cache() -> None:
    (touch,) = touched_by(Call.of("flowDeleteTag", body={"tag_ns": "f1t3"}))
    assert touch.gone and (touch.kind.name, touch.row_id) == ("tag", "f1t3")


# -- On the sandbox -------------------------------------------------------------------------------


async def _tag(ws: Workspace) -> Edit:
    from flotui.repositories.flows import TAG

    return TAG.delete_edit((await read_all(ws.flows.tags()))[0])


async def _label(ws: Workspace) -> Edit:
    from flotui.repositories.team import LABEL

    return LABEL.delete_edit((await read_all(ws.team.labels()))[0])


async def _field(ws: Workspace) -> Edit:
    from flotui.repositories.flows import USER_FIELD

    return USER_FIELD.change_edit((await read_all(ws.flows.user_fields()))[0], {"name": "renamed"})


def _names(which: str, *, delete: bool) -> Callable[[Workspace], Any]:
    async def edit(ws: Workspace) -> Edit:
        from flotui.repositories import shop, shop_edits

        names = getattr(shop, which)
        row = (await read_all(ws.shop.names(names)))[0]
        return names.delete_edit(row) if delete else shop_edits.rename(names, row, "Renamed")

    return edit


SHOWERS: dict[str, tuple[Callable[[Workspace], Any], str]] = {
    "tag": (_tag, "subscribers"),
    "label": (_label, "subscribers"),
    "user field": (_field, "subscribers"),
    **{
        f"{which} {'deleted' if delete else 'renamed'}": (_names(which, delete=delete), "products")
        for which in ("TYPES", "VENDORS", "PRODUCT_TAGS")
        for delete in (False, True)
    },
}


def _list(ws: Workspace, name: str) -> AsyncIterator[Any]:
    return ws.subscribers.list({}) if name == "subscribers" else ws.shop.products()


def _one(ws: Workspace, name: str, row_id: str) -> AsyncIterator[Any]:
    return ws.subscribers.one(row_id) if name == "subscribers" else ws.reader.one_of(PRODUCT, row_id)


@pytest.mark.parametrize("name", SHOWERS)
async def test_a_list_that_shows_it_is_read_again(workspace: Workspace, bot: Bot, name: str) -> None:
    make, shower = SHOWERS[name]
    edit = await make(workspace)
    rows = await last(_list(workspace, shower))
    assert rows.count
    before = len(await bot.requests())
    await last(_list(workspace, shower))
    assert len(await bot.requests()) == before, "it is fresh, and nothing is asked"
    await workspace.apply(edit)
    asked = len(await bot.requests())
    await last(_list(workspace, shower))
    assert len(await bot.requests()) > asked, "the list is read again"
    assert set(kinds_after(edit.call.operation_id)) & {"subscriber", "product"}


@pytest.mark.parametrize("name", SHOWERS)
async def test_a_detail_that_shows_it_is_read_again(workspace: Workspace, bot: Bot, name: str) -> None:
    make, shower = SHOWERS[name]
    edit = await make(workspace)
    first = (await (await last(_list(workspace, shower))).all())[0].row_id
    await last(_one(workspace, shower, first))
    asked = len(await bot.requests())
    await last(_one(workspace, shower, first))
    assert len(await bot.requests()) == asked, "it is fresh"
    await workspace.apply(edit)
    asked = len(await bot.requests())
    await last(_one(workspace, shower, first))
    assert len(await bot.requests()) == asked + 1


async def test_a_deleted_tag_is_off_the_list_at_once(workspace: Workspace, bot: Bot) -> None:
    from flotui.repositories.flows import TAG

    rows = await (await last(workspace.subscribers.list({}))).all()
    person = next(each for each in rows if each.tags)
    tag = next(
        each for each in await read_all(workspace.flows.tags()) if each.tag_ns == person.tags[0].tag_ns
    )
    await workspace.apply(TAG.delete_edit(tag))
    again = await (await last(workspace.subscribers.list({}))).all()
    assert tag.name not in [each.name for row in again for each in row.tags]


async def test_the_default_ai_is_read_again_because_a_provider_brings_its_model(
    workspace: Workspace, bot: Bot
) -> None:
    from flotui.repositories.ai import set_provider

    await workspace.apply(set_provider(await last(workspace.ai.provider()), {"ai_provider": "claude"}))
    found = await last(workspace.ai.provider())
    assert found is not None and found.ai_model == "default"
    assert Call.of("flowGetDefaultAiProvider").operation_id in stale_after("flowSetDefaultAiProvider")
