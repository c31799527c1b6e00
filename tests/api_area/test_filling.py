# SPDX-License-Identifier: MIT
"""Forms made from schemas: nested objects, lists, names behind ids, what is wrong, pasted curl commands."""

from __future__ import annotations

from typing import Any

import pytest
from textual._context import active_app
from textual.widgets import Input

from flotui.api.call import Call
from flotui.api.errors import Malformed
from flotui.api.pacer import Purpose
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.explorer import filling
from flotui.resources.explorer.operations import OPERATIONS
from flotui.resources.explorer.pickers import picker
from flotui.text.safe import sanitize
from flotui.ui.modals.items import Items
from flotui.ui.modals.pick import PickDialog
from tests.api_area.conftest import Explorer, give, row_of
from tests.support.ask import NO, Answers, act
from tests.support.bot import Bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACTIONS = {action.id: action for action in OPERATIONS.actions}
TRY = ACTIONS["operations.try"]
ANA = "f1284u903"


@pytest.fixture(autouse=True)
def clean(explorer: Explorer) -> None:
    active_app.set(explorer.app)
    explorer.reset()


async def writes(explorer: Explorer) -> list[Any]:
    return [body for _, body in await explorer.bot.writes()]


async def test_required_values_have_a_star_and_are_asked_for(explorer: Explorer) -> None:
    async with explorer.form(TRY.run, row_of("flowBotUserAddTag")) as form:
        await explorer.until(lambda: "tag_ns *" in explorer.screen)
        form.action_send()
        await explorer.until(lambda: "is required" in explorer.screen)
        assert not form.outcome.done()
        rows = {row.field.name: row for row in form.rows}
        give(rows["user_ns"], ANA)
        give(rows["tag_ns"], "f1284t3001")
        form.say("")
        form.action_send()


async def test_a_list_grows_and_shrinks(explorer: Explorer) -> None:
    await explorer.bot.door("DELETE", "/requests")
    async with explorer.form(TRY.run, row_of("flowBotUserAddTags")) as form:
        rows = {row.field.name: row for row in form.rows}
        items = rows["data"].control
        assert isinstance(items, Items) and items.count == 1
        items.focus()
        await explorer.pilot.press("plus")
        await explorer.until(lambda: items.count == 2)
        items.focus()
        await explorer.pilot.press("plus")
        await explorer.until(lambda: items.count == 3)
        items.focus()
        await explorer.pilot.press("minus")
        await explorer.until(lambda: items.count == 2)
        rows = {row.field.name: row for row in form.rows}
        assert "data.1.tag_ns" in rows and "data.2.tag_ns" not in rows
        give(rows["user_ns"], ANA)
        give(rows["data.0.tag_ns"], "f1284t3001")
        give(rows["data.1.tag_ns"], "f1284t3002")
        form.action_send()
    assert await writes(explorer) == [
        {"user_ns": ANA, "data": [{"tag_ns": "f1284t3001"}, {"tag_ns": "f1284t3002"}]}
    ]


async def test_the_preview_follows_what_is_typed(explorer: Explorer) -> None:
    async with explorer.form(TRY.run, row_of("flowTags")) as form:
        give(form.rows[0], "7")
        await explorer.until(lambda: "/flow/tags?limit=7" in explorer.screen)
        assert "$FLOCHAT_API_KEY" in explorer.screen
        form.action_send()


async def test_ctrl_y_copies_curl_or_url(explorer: Explorer) -> None:
    async with explorer.form(TRY.run, row_of("flowTags")) as form:
        copied: list[tuple[str, str]] = []
        form._copy = lambda text, what, **_: copied.append((what, text))
        form.rows[0].control.focus()
        give(form.rows[0], "7")
        await explorer.pilot.press("ctrl+y")
        await explorer.until(lambda: isinstance(explorer.app.screen, PickDialog))
        await explorer.pilot.press("down", "enter")
        await explorer.until(lambda: bool(copied))
        assert copied == [("request URL", "http://127.0.0.1/api/flow/tags?limit=7")]
        await explorer.until(lambda: explorer.app.screen is form)
        form.say("")
        form.action_send()


async def test_an_id_is_picked_by_its_name(explorer: Explorer) -> None:
    async with explorer.form(TRY.run, row_of("flowBotUserAddTag")) as form:
        rows = {row.field.name: row for row in form.rows}
        rows["tag_ns"].control.focus()
        await explorer.pilot.press("n", "e", "w")
        await explorer.until(lambda: isinstance(explorer.app.screen, PickDialog))
        await explorer.until(lambda: "newsletter" in explorer.screen)
        await explorer.pilot.press("enter")
        await explorer.until(lambda: rows["tag_ns"].typed != "")
        assert rows["tag_ns"].typed == "f1284t3001"
        give(rows["user_ns"], ANA)
        form.action_send()


async def test_what_is_typed_into_a_picker_is_kept_as_it_is(explorer: Explorer) -> None:
    """Letters of it are scattered over a tag's name; it is no tag's name."""
    async with explorer.form(TRY.run, row_of("flowBotUserAddTag")) as form:
        rows = {row.field.name: row for row in form.rows}
        rows["tag_ns"].control.focus()
        await explorer.pilot.press("n", "w", "l")
        await explorer.until(lambda: "Use “nwl”" in explorer.screen and "newsletter" in explorer.screen)
        await explorer.pilot.press("enter")
        await explorer.until(lambda: rows["tag_ns"].typed == "nwl")
        assert "required" not in explorer.screen.partition("user_ns *")[0]
        give(rows["tag_ns"], "f1284t3001")
        give(rows["user_ns"], ANA)
        form.action_send()


async def test_whom_the_list_does_not_have_is_asked_of_the_host(explorer: Explorer) -> None:
    last = Call.of("flowBotUsers", query={"limit": 1, "page": 990})
    (row,) = (await explorer.workspace.reader.send(last, Purpose.INTERACTIVE)).data
    await explorer.bot.door("DELETE", "/requests")
    async with explorer.form(TRY.run, row_of("flowBotUserAddTag")) as form:
        rows = {row.field.name: row for row in form.rows}
        rows["user_ns"].control.focus()
        await explorer.pilot.press("enter")
        await explorer.until(
            lambda: isinstance(explorer.app.screen, PickDialog) and "Ana Souza" in explorer.screen
        )
        explorer.app.screen.query_one(Input).value = row["name"]
        await explorer.until(lambda: f"Look up “{sanitize(row['name'])}”" in explorer.screen)
        await explorer.pilot.press("enter")
        dialog = explorer.app.screen
        assert isinstance(dialog, PickDialog)
        await explorer.until(lambda: row["user_ns"] in {one.id for one in dialog.choices.offered})
        await explorer.until(lambda: f"▌{sanitize(row['name'])}" in explorer.screen)
        dialog.choices.to(row["user_ns"])  # others may be called so, too
        await explorer.pilot.press("enter")
        await explorer.until(lambda: explorer.app.screen is form)
        assert rows["user_ns"].typed == row["user_ns"]
        # Who it is can be seen before it is sent.
        assert f"{sanitize(row['name'])} ▾" in explorer.screen and row["user_ns"] in explorer.screen
        give(rows["tag_ns"], "f1284t3001")
        form.action_send()
    asked = [each["query"] for each in await explorer.bot.requests() if each["operation"] == "flowBotUsers"]
    assert row["name"] in {dict(each).get("name") for each in asked}
    assert len(asked) <= 2, "not everybody is read for it"


async def test_a_list_that_is_longer_than_a_page_is_asked_for_the_rest(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flotui.api.catalogue import catalogue
    from flotui.resources.explorer import pickers

    monkeypatch.setattr(pickers, "PAGE", 2)
    source = picker(explorer.workspace, catalogue()["UpdateProduct"], "productId")
    assert source is not None and source.further is not None
    first = await source.load()
    assert len(first) == 2 and all(each.careful for each in first)
    found = await source.further.look("Linen")
    assert found and all("Linen" in each.label for each in found)
    assert {each.id for each in found} - {each.id for each in first}
    orders = picker(explorer.workspace, catalogue()["UpdateOrder"], "orderId")
    assert orders is not None and orders.further is None, "the host can't be asked for an order's status"


PICKED = {
    ("flowBotUserAddTag", "tag_ns"): "f1284t3001",
    ("flowBotUserAddTagsByName", "data.0.tag_name"): "newsletter",
    ("flowBotUserAddTag", "user_ns"): ANA,
    ("flowBotUserSetUserField", "var_ns"): "f1284v5001",
    ("flowUpdateBotField", "var_ns"): "f1284v7001",
    ("flowBotUserBroadcastBySegment", "bot_fields.0.var_ns"): "f1284v7001",
    ("flowBotUserBroadcastByTag", "user_fields.0.var_ns"): "f1284v5001",
    ("flowBotUserBroadcastByTag", "exclude_tags.0"): "f1284t3001",
    ("flowBotUserSendSubFlow", "sub_flow_ns"): "f1284s2003",
    ("flowBotUsers", "segment_ns"): "f1284sg32",
    ("flowBotUserAssignAgent", "agent_id"): "21",
    ("flowBotUserAssignAgentGroup", "agent_group_id"): "41",
    ("teamUpdateAgentGroupUsers", "members.0.user_id"): "21",
    ("teamUpdateAgentGroup", "id"): "41",
    ("UpdateProduct", "productId"): "101",
    ("UpdateProductVariant", "variantId"): "1001",
    ("flowBotUserAddToCart", "variant_id"): "1001",
    ("flowUpdateAiAgentProvider", "ai_agent_ns"): "f1284ag81",
    ("flowBotUserLogCustomEvent", "event_name"): "order_placed",
    ("teamDeleteLabelByName", "name"): "Press",
    ("flowUpdateBotFieldByName", "name"): "store_name",
    ("flowBotUserSendSubFlowByFlowName", "flow_name"): "Welcome",
    ("flowBotUserSendWhatsappTemplate", "content.name"): "order_followup",
    ("flowBotUserBroadcastWhatsappTemplateByTag", "wa_template.name"): "order_followup",
    ("flowBotUserSendFacebookUtilityMessageTemplate", "content.name"): "parcel_on_its_way",
    ("DeleteWhatsappTemplate", "name"): "order_followup",
}


@pytest.mark.parametrize(("where", "choice"), PICKED.items(), ids=lambda each: "-".join(each) if each else "")
async def test_ids_have_pickers_with_names(explorer: Explorer, where: tuple[str, str], choice: str) -> None:
    from flotui.api.catalogue import catalogue

    if where[0] not in catalogue():
        pytest.skip(f"the contract has no {where[0]}")
    source = picker(explorer.workspace, catalogue()[where[0]], where[1])
    assert source is not None
    choices = {each.id: each for each in await source.load()}
    assert choice in choices
    assert choices[choice].label


@pytest.mark.parametrize(
    "where", [("teamDeleteTicketListItem", "listItemId"), ("teamTicketListLogData", "list_item_id")]
)
async def test_tickets_are_picked_by_list_and_title(explorer: Explorer, where: tuple[str, str]) -> None:
    """The contract's rows have no id; those of a host have."""
    from flotui.api.catalogue import catalogue

    body = {"data": [{"id": 77, "title": "Lamp arrived broken"}], "status": "ok"}
    await explorer.bot.fault(path="/team/ticket-lists/2/items", times=0, status=200, body=body)
    try:
        source = picker(explorer.workspace, catalogue()[where[0]], where[1])
        assert source is not None
        (choice,) = await source.load()
        assert (choice.id, choice.label) == ("77", "name 2 · Lamp arrived broken")
    finally:
        await explorer.bot.no_faults()


async def test_what_does_not_fit_is_told_at_its_field() -> None:
    with pytest.raises(Malformed) as told:
        filling.checked(Call.of("flowTags", query={"limit": "many"}))
    assert str(told.value).startswith("Not sent: 1 argument is invalid. ")
    with pytest.raises(Malformed, match=r"^Not sent: 2 arguments are invalid\. "):
        filling.checked(Call.of("flowTags", query={"limit": "many", "page": "first"}))
    assert told.value.fields == {"limit": ("limit must be a whole number, and is “many”.",)}
    rows = [{"tag_ns": f"f1t{number}"} for number in range(21)]
    with pytest.raises(Malformed, match="at most 20 rows"):
        filling.checked(Call.of("flowBotUserAddTags", body={"user_ns": "f1u1", "data": rows}))
    with pytest.raises(Malformed, match="var_type must be one of"):
        body = {"name": "a", "var_type": "colour", "value": ""}
        filling.checked(Call.of("flowCreateUserField", body=body))


async def test_a_pasted_curl_fills_the_form_in(explorer: Explorer, bot: Bot) -> None:
    workspace = explorer.workspace
    call = Call.of("flowBotUserAddTags", body={"user_ns": ANA, "data": [{"tag_ns": "f1284t3001"}]})
    filled: list[Any] = []

    class Person(Answers):
        async def form(self, question: Any, submit: Any = None) -> dict[str, str]:
            filled.append({field.name: field.value for field in question.fields})
            return await super().form(question, submit)

    ask = Person(
        {"curl": call.curl("https://app.flochat.ai/api")}, {"user_ns": ANA, "data.0.tag_ns": "f1284t3001"}
    )
    context = Context(workspace, OPERATIONS, (), ask)
    await explorer.bot.door("DELETE", "/requests")
    await ACTIONS["operations.paste"].run(context)
    assert filled[1]["user_ns"] == ANA and filled[1]["data"] == "1"
    assert await writes(explorer) == [call.json]
    with pytest.raises(Malformed, match="this bot is at"):
        await act(workspace, ACTIONS["operations.paste"], [], {"curl": "curl https://elsewhere.example/x"})


async def test_what_the_contract_lacks_of_a_paste_stands_in_the_form_or_above_it(explorer: Explorer) -> None:
    asked: list[Any] = []

    class Person(Answers):
        async def form(self, question: Any, submit: Any = None) -> dict[str, str]:
            asked.append(question)
            return await super().form(question, submit)

    base = "https://app.flochat.ai/api"
    body = f'{{"user_ns":"{ANA}","content":"a","contents":"b"}}'
    for command in (f"curl {base}/subscriber/send-text --json '{body}'", f"curl '{base}/subscribers?naem=z'"):
        ask = Person({"curl": command}, NO)
        with pytest.raises(Cancelled):
            await ACTIONS["operations.paste"].run(Context(explorer.workspace, OPERATIONS, (), ask))
    _, text, _, listed = asked
    assert [field.name for field in text.fields] == [filling.WHOLE]
    assert '"contents": "b"' in text.fields[0].value
    assert "no argument contents" in str(text.intro)
    assert "no parameter naem" in str(listed.intro)


async def test_a_body_that_fields_cannot_hold_is_filled_in_as_json(explorer: Explorer) -> None:
    body = {"user_ns": ANA, "data": {"content": {"messages": [{"type": "cards", "elements": [1, {"a": 2}]}]}}}
    call = Call.of("flowBotUserSendContent", body=body)
    fields = filling.form_fields(explorer.workspace, call.operation, call, whole=True)
    assert [field.name for field in fields] == [filling.WHOLE]
    assert filling.call_of(call.operation, {filling.WHOLE: fields[0].value}) == call


async def test_a_new_name_is_sent_without_what_cannot_be_seen_and_the_preview_says_so(
    explorer: Explorer,
) -> None:
    await explorer.bot.door("DELETE", "/requests")
    async with explorer.form(TRY.run, row_of("flowCreateTag")) as form:
        give(form.rows[0], " quite\u200bplain ")
        await explorer.until(lambda: "left out of name: quiteplain." in explorer.screen)
        form.action_send()
    assert await writes(explorer) == [{"name": "quiteplain"}]


@pytest.mark.parametrize("name", [" ", "\u200b", "\u2060\xa0"])
async def test_a_new_name_of_nothing_visible_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="name has no visible characters"):
        filling.checked(Call.of("flowCreateTag", body={"name": name}))
