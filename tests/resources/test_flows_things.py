# SPDX-License-Identifier: MIT
"""What a bot is made of: the request fits the contract, the state after it is right, undo restores it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from flotui.api.errors import Malformed, Stopped
from flotui.api.models.flow import Webhook
from flotui.api.secrets import MASK
from flotui.resources.ask import ToggleAnswer
from flotui.resources.flows.bot_fields import BOT_FIELDS, secret
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.flows.sub_flows import SUB_FLOWS
from flotui.resources.flows.tags import SEGMENTS, TAGS
from flotui.resources.flows.ways_in import WEBHOOKS
from flotui.resources.text import plain
from flotui.sandbox import DEMO_TOKEN
from flotui.workspace import Workspace
from tests.support.ask import NO, act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action, named, row, setting, table, valid


async def test_a_tag_is_made_unless_it_is_there(workspace: Workspace, bot: Bot) -> None:
    new = action(TAGS, "new")
    await act(workspace, new, (), {"name": "brand-new"})
    assert await named(bot, "tags", "brand-new")
    with pytest.raises(Malformed, match="already"):
        await act(workspace, new, (), {"name": "brand-new"})
    assert [operation for operation, _ in await bot.writes()] == ["flowCreateTag"]
    assert (await row(workspace, TAGS, "brand-new")).tag_ns
    await valid(bot)


async def test_a_tag_is_counted_by_one_call_and_jumped_to(workspace: Workspace, bot: Bot) -> None:
    vip = await row(workspace, TAGS, "vip")
    before = len(await bot.requests())
    said = await act(workspace, action(TAGS, "count"), [vip])
    (asked,) = (await bot.requests())[before:]
    assert dict(asked["query"]) == {"tag_ns": vip.tag_ns, "limit": "1"}
    assert "subscribers have tag vip" in said.said[0]

    went = await act(workspace, action(TAGS, "subscribers"), [vip])
    resource, query, _ = went.went[0]
    assert resource == "subscribers" and query is not None and query.arguments == {"tag_ns": vip.tag_ns}


async def test_a_tag_is_deleted_for_its_typed_name_only(workspace: Workspace, bot: Bot) -> None:
    vip = await row(workspace, TAGS, "vip")
    delete = action(TAGS, "delete")
    with pytest.raises(AssertionError, match="does not confirm"):
        await act(workspace, delete, [vip], "VIP")
    assert await bot.writes() == []
    asked = await act(workspace, delete, [vip], "vip")
    assert "subscribers have it" in plain(asked.asked[0].lines[0])
    assert await bot.writes() == [("flowDeleteTag", {"tag_ns": vip.tag_ns})]
    assert await named(bot, "tags", "vip") is None
    assert "vip" not in [tag.name for tag in await rows_of(workspace, TAGS)]
    with pytest.raises(Stopped):
        await workspace.undo()
    await valid(bot)


async def test_segments_are_counted_and_jumped_to(workspace: Workspace, bot: Bot) -> None:
    segment = (await rows_of(workspace, SEGMENTS))[0]
    said = await act(workspace, action(SEGMENTS, "count"), [segment])
    assert said.said[0].endswith(f"in segment {segment.name}.")
    went = await act(workspace, action(SEGMENTS, "subscribers"), [segment])
    assert went.went[0][1] is not None
    assert went.went[0][1].arguments == {"segment_ns": segment.segment_ns}
    await valid(bot)


@pytest.mark.parametrize("var_type", ["text", "number", "boolean", "date", "datetime", "array", "longtext"])
async def test_a_user_field_of_each_type(workspace: Workspace, bot: Bot, var_type: str) -> None:
    await act(workspace, action(USER_FIELDS, "new"), (), {"name": "fresh", "var_type": var_type})
    made = await named(bot, "user_fields", "fresh")
    assert made is not None and made["var_type"] == var_type
    await valid(bot)


async def test_a_user_field_is_renamed_and_back(workspace: Workspace, bot: Bot) -> None:
    field = await row(workspace, USER_FIELDS, "city")
    await act(workspace, action(USER_FIELDS, "edit"), [field], {"name": "town"})
    assert (await bot.writes())[-1] == ("flowUpdateUserField", {"var_ns": field.var_ns, "name": "town"})
    assert await row(workspace, USER_FIELDS, "town")
    await workspace.undo()
    assert await named(bot, "user_fields", "city")
    await valid(bot)


async def test_a_display_type_nobody_told_can_be_set_but_not_undone(workspace: Workspace, bot: Bot) -> None:
    field = await row(workspace, USER_FIELDS, "city")
    said = await act(
        workspace, action(USER_FIELDS, "edit"), [field], {"name": "city", "display_type": "hidden"}
    )
    assert "can't be undone" in said.said[0]
    made = await named(bot, "user_fields", "city")
    assert made is not None and made["display_type"] == "hidden"
    with pytest.raises(Stopped):
        await workspace.undo()
    await valid(bot)


async def test_a_user_field_left_as_it_is_sends_nothing(workspace: Workspace, bot: Bot) -> None:
    field = await row(workspace, USER_FIELDS, "city")
    said = await act(workspace, action(USER_FIELDS, "edit"), [field], {"name": "city"})
    assert "Nothing was sent" in said.said[0] and await bot.writes() == []


async def test_a_user_field_is_deleted_for_its_name(workspace: Workspace, bot: Bot) -> None:
    field = await row(workspace, USER_FIELDS, "city")
    await act(workspace, action(USER_FIELDS, "delete"), [field], "city")
    assert await named(bot, "user_fields", "city") is None
    await valid(bot)


async def test_who_has_a_value(workspace: Workspace, bot: Bot) -> None:
    field = await row(workspace, USER_FIELDS, "city")
    went = await act(workspace, action(USER_FIELDS, "subscribers"), [field], {"value": "Lima"})
    query = went.went[0][1]
    assert query is not None
    assert query.arguments == {"user_field_ns": field.var_ns, "user_field_value": "Lima"}


async def values(bot: Bot) -> dict[str, Any]:
    return {each["name"]: each["value"] for each in await table(bot, "bot_fields")}


async def test_one_bot_field_is_set_and_back(workspace: Workspace, bot: Bot) -> None:
    field = await row(workspace, BOT_FIELDS, "delivery_price")
    await act(workspace, action(BOT_FIELDS, "edit"), [field], {field.var_ns: "19.90"})
    assert await bot.writes() == [("flowUpdateBotField", {"var_ns": field.var_ns, "value": "19.90"})]
    assert (await values(bot))["delivery_price"] == "19.90"
    assert (await row(workspace, BOT_FIELDS, "delivery_price")).text == "19.90"
    await workspace.undo()
    assert (await values(bot))["delivery_price"] == "14.90"
    await valid(bot)


async def test_several_bot_fields_are_set_in_one_call_and_back(workspace: Workspace, bot: Bot) -> None:
    before = await values(bot)
    price = await row(workspace, BOT_FIELDS, "delivery_price")
    sale = await row(workspace, BOT_FIELDS, "is_sale_on")
    store = await row(workspace, BOT_FIELDS, "store_name")
    answer = {price.var_ns: "19.90", sale.var_ns: "false", store.var_ns: "Acme Retail"}
    await act(workspace, action(BOT_FIELDS, "edit"), [price, sale, store], answer)
    sent = [{"var_ns": price.var_ns, "value": "19.90"}, {"var_ns": sale.var_ns, "value": "false"}]
    assert await bot.writes() == [("flowUpdateBotFields", {"data": sent})]
    now = await values(bot)
    assert (now["delivery_price"], now["is_sale_on"]) == ("19.90", "false")
    await workspace.undo()
    assert await values(bot) == before
    await valid(bot)


async def test_more_than_twenty_bot_fields_are_refused_before_the_form(workspace: Workspace) -> None:
    from flotui.resources.base import Context
    from tests.support.ask import Answers

    rows = tuple((await rows_of(workspace, BOT_FIELDS))[:21])
    refusal = action(BOT_FIELDS, "edit").refusal(Context(workspace, BOT_FIELDS, rows, Answers()))
    assert refusal is not None and "At most 20" in refusal


async def test_a_bot_field_is_made_and_deleted(workspace: Workspace, bot: Bot) -> None:
    answer = {"name": "slogan", "var_type": "text", "value": "Olá", "description": "Said first"}
    await act(workspace, action(BOT_FIELDS, "new"), (), answer)
    assert (await values(bot))["slogan"] == "Olá"
    field = await row(workspace, BOT_FIELDS, "slogan")
    await act(workspace, action(BOT_FIELDS, "delete"), [field], "slogan")
    assert "slogan" not in await values(bot)
    await valid(bot)


async def test_what_looks_like_a_secret_is_masked_until_it_is_asked_for(workspace: Workspace) -> None:
    rows = {each.name: each for each in await rows_of(workspace, BOT_FIELDS)}
    for name in ("openai_api_key", "crm_webhook_secret", "erp_password", "shipping_token"):
        field = rows[name]
        shown = "".join(plain(column.text(field)) for column in BOT_FIELDS.columns)
        assert BOT_FIELDS.tabs[0].lines is not None
        lines = "".join(plain(each.value) for each in BOT_FIELDS.tabs[0].lines(workspace, field))
        assert field.text == MASK and MASK in shown and MASK in lines
        asked = await act(workspace, action(BOT_FIELDS, "read"), [field])
        assert asked.read_texts[0][1] not in ("", MASK), "read from the host"
        form = await act(workspace, action(BOT_FIELDS, "edit"), [field], {field.var_ns: "another"})
        assert form.asked[0].fields[0].kind == "secret" and form.asked[0].fields[0].value == ""
    assert not secret(rows["store_name"]) and not secret(rows["coupon_vip"])


async def test_the_default_start_flow(workspace: Workspace, bot: Bot) -> None:
    welcome = await row(workspace, SUB_FLOWS, "Welcome")
    await act(workspace, action(SUB_FLOWS, "start"), [welcome], True)
    assert await setting(bot, "default_start_flow") == welcome.sub_flow_ns
    await act(workspace, action(SUB_FLOWS, "reset-start"), (), True)
    assert await setting(bot, "default_start_flow") == "main"
    await valid(bot)


async def test_a_sub_flow_is_deleted_for_its_name(workspace: Workspace, bot: Bot) -> None:
    old = await row(workspace, SUB_FLOWS, "zz old – do not use")
    await act(workspace, action(SUB_FLOWS, "delete"), [old], "zz old – do not use")
    assert await named(bot, "sub_flows", "zz old – do not use") is None
    assert old.name not in [each.name for each in await rows_of(workspace, SUB_FLOWS)]
    await valid(bot)


async def test_a_sub_flow_is_sent_to_those_chosen(workspace: Workspace, bot: Bot) -> None:
    welcome = await row(workspace, SUB_FLOWS, "Welcome")
    send = action(SUB_FLOWS, "send")
    from flotui.resources.ask import Cancelled

    with pytest.raises(Cancelled):
        await act(workspace, send, [welcome], ToggleAnswer(add=("f1284u903",)), NO)
    assert await bot.writes() == []
    await act(workspace, send, [welcome], ToggleAnswer(add=("f1284u903", "f1284u901")), "2")
    assert [(each["user_ns"], each["sub_flow_ns"]) for _, each in await bot.writes()] == [
        ("f1284u903", welcome.sub_flow_ns),
        ("f1284u901", welcome.sub_flow_ns),
    ]
    await valid(bot)


async def test_a_sub_flow_is_sent_to_those_who_are_chosen(workspace: Workspace, bot: Bot) -> None:
    welcome = await row(workspace, SUB_FLOWS, "Welcome")
    send = action(SUB_FLOWS, "send")
    await act(workspace, send, [welcome], ToggleAnswer(add=("f1284u903",)), True)
    await act(workspace, send, [welcome], ToggleAnswer())
    assert [each["user_ns"] for _, each in await bot.writes()] == ["f1284u903"]
    await valid(bot)


async def test_a_tag_deleted_elsewhere_is_said_and_the_list_is_read_again(
    workspace: Workspace, bot: Bot
) -> None:
    from flotui.api.errors import NotFound
    from flotui.workspace import Changed

    vip = await row(workspace, TAGS, "vip")
    async with httpx.AsyncClient(transport=bot.transport(), base_url="http://bot/api") as elsewhere:
        headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
        body = {"tag_ns": vip.tag_ns}
        reply = await elsewhere.request("DELETE", "/flow/delete-tag", json=body, headers=headers)
        assert reply.status_code == 200
    received: list[Any] = []
    workspace.listen(received.append)
    with pytest.raises(NotFound, match="Tag"):
        await act(workspace, action(TAGS, "delete"), [vip], "vip")
    assert any(isinstance(each, Changed) and "flowTags" in each.operations for each in received)
    assert "vip" not in [tag.name for tag in await rows_of(workspace, TAGS)]
    assert len(await rows_of(workspace, TAGS)) == 39


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://hooks.example.com/acme/0000", "hooks.example.com/acme/0000"),
        (
            "https://hooks.example.com/api/iwh/0123456789abcdef0123456789abcdef",
            "hooks.example.com/…23456789abcdef",
        ),
        ("https://" + "a" * 60, "a" * 60),
        ("an address of another sort", "an address of another sort"),
        ("", ""),
    ],
)
def test_addresses_are_told_apart_by_their_ends(url: str, shown: str) -> None:
    column = next(each for each in WEBHOOKS.columns if each.id == "url")
    assert plain(column.text(Webhook(url=url))) == shown


@pytest.mark.parametrize("resource", [TAGS, SEGMENTS], ids=lambda each: str(each.id))
async def test_a_detail_says_how_to_learn_what_nobody_has_counted(
    workspace: Workspace, resource: Any
) -> None:
    row = (await rows_of(workspace, resource))[0]
    lines = {each.name: plain(each.value) for each in resource.tabs[0].lines(workspace, row)}
    assert lines["subscribers"] == "not counted yet · c counts them"
    row.called = {"people": "3", "of": "9", "at": "0"}
    lines = {each.name: plain(each.value) for each in resource.tabs[0].lines(workspace, row)}
    assert lines["subscribers"].startswith("3 ") and "counted" in lines
