# SPDX-License-Identifier: MIT
"""Sending to people and to many: what left fits the contract, and what became of it is right."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from operator import add
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError, Malformed
from flotui.api.exact import loads
from flotui.api.unknown import unknown
from flotui.repositories.window import newest_inbound, window_of
from flotui.resources.ask import Cancelled, Form, ToggleAnswer
from flotui.resources.base import Query
from flotui.resources.choosing import sub_flow_notes
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.resources.subscribers.content import content_lines, content_of
from flotui.resources.subscribers.detail import FIELDS_TAB
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import NO, act, rows_of
from tests.support.bot import MANY, Bot
from tests.support.people import ANA, ana, valid


def broadcast_action(name: str) -> Any:
    return next(action for action in BROADCASTS.actions if action.id == f"broadcasts.{name}")


async def last_message(bot: Bot) -> dict[str, Any]:
    return dict((await bot.subscriber(ANA))["messages"][-1])


@pytest.mark.parametrize(
    ("kind", "form", "operation", "says"),
    [
        ("email", {"subject": "Order", "text": "On its way"}, "flowBotUserSendEmail", "Email: Order"),
        ("sms", {"text": "On its way"}, "flowBotUserSendSms", "SMS: On its way"),
        ("node", {"node": "f1284n11"}, "flowBotUserSendNode", "Node f1284n11"),
        (
            "content",
            {"messages.0.type": "image", "messages.0.text": "https://x.example/a.png"},
            "flowBotUserSendContent",
            "https://x",
        ),
        (
            "content",
            {"messages.0.type": "text", "json": '{"messages": [{"type": "text", "text": "hi"}]}'},
            "flowBotUserSendContent",
            "hi",
        ),
    ],
)
async def test_messages_of_every_kind(
    workspace: Workspace, bot: Bot, kind: str, form: dict[str, str], operation: str, says: str
) -> None:
    ask = await act(workspace, actions.send_other, [await ana(workspace)], kind, form, True)
    assert [name for name, _ in await bot.writes()] == [operation]
    assert (await last_message(bot))["content"].startswith(says)
    assert "Ana Souza" in str(ask.asked[-1].told), "the confirm says who gets it"
    await valid(bot)


async def test_a_dialog_says_the_window_as_the_chat_does_where_it_is_here(
    workspace: Workspace, bot: Bot
) -> None:
    person = await ana(workspace)
    messages = await read_all(workspace.subscribers.chat(person.row_id))
    exact = window_of(person, inbound=newest_inbound(messages)).shuts
    assert exact is not None and exact != window_of(person).shuts, "the row is some minutes off"
    before = len(await bot.requests())
    ask = await act(workspace, actions.send_message, [person], {"text": "hi"}, True)
    form, confirm = ask.asked
    assert f"{exact:%H:%M}" in plain(form.intro[0])
    assert any(f"{exact:%H:%M}" in plain(line) for line in confirm.told)
    assert [each["operation"] for each in (await bot.requests())[before:]] == ["flowBotUserSendText"]


@pytest.mark.parametrize(("number", "kind"), [(1, "message"), (3, "message"), (1, "sms")])
async def test_a_placeholder_that_nobody_fills_in_is_no_message(
    workspace: Workspace, bot: Bot, number: int, kind: str
) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:number]
    action, picked = (actions.send_message, ()) if kind == "message" else (actions.send_other, ("sms",))
    ask = await act(workspace, action, people, *picked, {"text": "Hi"}, True)
    (field,) = next(each.fields for each in ask.asked if isinstance(each, Form))
    assert field.wrong("Hi {{first_name}}!") == "{{first_name}} isn't filled in." and not field.wrong("Hi")


async def test_a_text_goes_to_all_who_are_marked_once_their_number_is_typed(
    workspace: Workspace, bot: Bot
) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:3]
    ask = await act(workspace, actions.send_message, people, {"text": "Open until 8"}, True)
    form, confirm = ask.asked
    assert form.title == "Send message: 3 subscribers" and confirm.typed == 3
    assert "Open until 8" in [plain(line) for line in confirm.lines]
    sent = [(operation, body["user_ns"], body["content"]) for operation, body in await bot.writes()]
    assert sent == [("flowBotUserSendText", each.user_ns, "Open until 8") for each in people]
    with pytest.raises(Cancelled):
        await act(workspace, actions.send_message, people, {"text": "Again"}, NO)
    assert len(await bot.writes()) == 3


SEVERAL = {
    "messages.0.type": "text",
    "messages.0.text": "Your order\nis on its way",
    "messages.0.buttons.0.caption": "Track it",
    "messages.0.buttons.0.target": "https://acme.test/7",
    "messages.0.buttons.1.caption": "Help",
    "messages.0.buttons.1.target": "f1284n11",
    "messages.1.type": "file",
    "messages.1.text": " https://acme.test/receipt.pdf ",
    "replies.0.caption": "Thanks",
    "replies.0.target": "f1284n12",
}


async def test_several_messages_with_buttons_are_filled_in_without_json(
    workspace: Workspace, bot: Bot
) -> None:
    ask = await act(workspace, actions.send_other, [await ana(workspace)], "content", SEVERAL, True)
    ((operation, body),) = await bot.writes()
    assert operation == "flowBotUserSendContent"
    assert body["data"]["content"] == {
        "messages": [
            {
                "type": "text",
                "text": "Your order\nis on its way",
                "buttons": [
                    {"type": "url", "caption": "Track it", "url": "https://acme.test/7"},
                    {"type": "node", "caption": "Help", "target": "f1284n11"},
                ],
            },
            {"type": "file", "url": "https://acme.test/receipt.pdf"},
        ],
        "quick_replies": [{"type": "node", "caption": "Thanks", "target": "f1284n12"}],
    }
    said = "\n".join(plain(line) for line in ask.asked[-1].told)
    for each in (
        "is on its way",
        "[Track it] → https://acme.test/7",
        "file: https://acme",
        "[Thanks] → f1284n12",
    ):
        assert each in said
    await valid(bot)
    assert unknown(Call.of(operation, body=body)) == {}, "the same is sent by flotui api without --unchecked"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"messages.1.text": ""}, "messages.1.text"),
        ({"messages.1.text": "receipt.pdf"}, "messages.1.text"),
        ({"messages.0.text": " "}, "messages.0.text"),
        ({"messages.0.buttons.1.target": ""}, "messages.0.buttons.1.target"),
        ({"messages.0.buttons.0.caption": ""}, "messages.0.buttons.0.caption"),
        ({"replies.0.target": "https://acme.test"}, "replies.0.target"),
    ],
)
def test_what_is_missing_of_a_content_is_said_at_its_field(change: dict[str, str], field: str) -> None:
    answer = {name: text for name, text in (SEVERAL | change).items() if text}
    with pytest.raises(Malformed) as error:
        content_of(answer)
    assert list(error.value.fields) == [field]


def test_content_that_the_form_does_not_make_is_confirmed_as_json() -> None:
    for content in (
        {"messages": [{"type": "cards", "elements": []}]},
        {"messages": [{"type": "text", "text": "a", "buttons": [{"type": "call", "phone": "1"}]}]},
        {"messages": [], "goto": "f1284n1"},
        {"messages": [], "quick_replies": "x"},
    ):
        assert loads("\n".join(plain(line) for line in content_lines(content))) == content


async def test_text_and_the_main_flow(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, actions.send_message, [await ana(workspace)], {"text": "Olá [b]"}, True)
    assert (await last_message(bot))["content"] == "Olá [b]"
    await act(workspace, actions.send_other, [await ana(workspace)], "main", True)
    assert [name for name, _ in await bot.writes()] == ["flowBotUserSendText", "flowBotUserSendMainFlow"]
    await valid(bot)


async def test_no_message_leaves_without_the_confirm(workspace: Workspace, bot: Bot) -> None:
    with pytest.raises(Cancelled):
        await act(workspace, actions.send_message, [await ana(workspace)], {"text": "Olá"}, NO)
    assert await bot.writes() == []


async def test_a_template_is_filled_in_and_previewed(workspace: Workspace, bot: Bot) -> None:
    values = {"BODY_{{1}}": "Ana", "BODY_{{2}}": "#10234"}
    ask = await act(workspace, actions.send_template, [await ana(workspace)], "order_followup", values, True)
    form = ask.asked[1]
    assert [each.name for each in form.fields] == [
        "BODY_{{1}}",
        "BODY_{{2}}",
        "QUICK_REPLY_1",
        "QUICK_REPLY_2",
    ]
    assert form.fields[0].value == "Ana", "the first variable is mostly the name"
    assert "Oi Ana, seu pedido #10234 chegou bem?" in str(form.preview(values))
    ((operation, body),) = await bot.writes()
    assert operation == "flowBotUserSendWhatsappTemplate"
    assert body["content"] == {
        "name": "order_followup",
        "lang": "pt_BR",
        "namespace": "acme_sandbox",
        "params": values,
    }
    assert (await last_message(bot))["msg_type"] == "template"
    await valid(bot)


async def test_a_template_that_is_not_approved_cannot_be_chosen(workspace: Workspace) -> None:
    templates = await read_all(workspace.sending.whatsapp_templates())
    pending = [each for each in templates if not each.approved]
    assert pending
    with pytest.raises(AssertionError, match=pending[0].status.lower()):
        await act(workspace, actions.send_template, [await ana(workspace)], pending[0].name)


async def test_a_facebook_template_goes_with_its_own_values_where_none_are_typed(
    workspace: Workspace, bot: Bot
) -> None:
    who = await ana(workspace)
    await act(workspace, actions.send_other, [who], "facebook", "parcel_on_its_way", {}, True)
    ((_, body),) = await bot.writes()
    assert body["content"] == {"name": "parcel_on_its_way", "lang": "en", "use_default_values": "yes"}
    await valid(bot)


async def test_fields_are_set_then_the_sub_flow_is_sent(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    sleep = asyncio.sleep

    async def quick(seconds: float, *rest: Any) -> None:
        paused.append(seconds)
        await sleep(0)

    who = await ana(workspace)
    fields = await rows_of(workspace, FIELDS_TAB, Query(owner=who))
    points = next(field for field in fields if field.name == "loyalty_points")
    city = next(field for field in fields if field.name == "city")
    flows = await read_all(workspace.flows.sub_flows())
    answer = {points.var_ns: "7", city.var_ns: "Recife", "sub_flow": flows[2].sub_flow_ns}
    monkeypatch.setattr("flotui.workspace.writing.asyncio.sleep", quick)
    ask = await act(workspace, actions.set_field_and_send, [points, city], answer, True, owner=who)
    assert [name for name, _ in await bot.writes()] == ["flowBotUserSetUserFields", "flowBotUserSendSubFlow"]
    assert 1.5 in paused
    lines = str(ask.asked[-1].told)
    assert "Recife" in lines
    assert flows[2].name in lines
    assert (await bot.subscriber(ANA))["values"]["city"] == "Recife"
    await workspace.undo()
    assert (await bot.subscriber(ANA))["values"]["city"] == "São Paulo"
    await valid(bot)


async def test_a_set_that_fails_sends_nothing(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    fields = await rows_of(workspace, FIELDS_TAB, Query(owner=who))
    flows = await read_all(workspace.flows.sub_flows())
    await bot.fault(path="/subscriber/set-user-field", times=1, status=500)
    answer = {fields[0].var_ns: "x", "sub_flow": flows[0].sub_flow_ns}
    with pytest.raises(FlochatError):
        await act(workspace, actions.set_field_and_send, [fields[0]], answer, True, owner=who)
    assert "flowBotUserSendSubFlow" not in [name for name, _ in await bot.writes()]


async def test_several_fields_go_in_one_call_and_come_back(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    fields = [each for each in await rows_of(workspace, FIELDS_TAB, Query(owner=who)) if each.text][:3]
    before = (await bot.subscriber(ANA))["values"]
    texts = [field for field in fields if field.var_type in ("text", "longtext")] or fields
    answer = {field.var_ns: field.text for field in fields} | {texts[0].var_ns: "new one"}
    await act(workspace, actions.edit_field, fields, answer, owner=who)
    ((operation, _),) = await bot.writes()
    assert operation == "flowBotUserSetUserField", "only what differs"
    await workspace.undo()
    assert (await bot.subscriber(ANA))["values"] == before
    who = await ana(workspace)
    await act(workspace, actions.clear_field, fields, owner=who)
    assert [name for name, _ in await bot.writes()][-1] == "flowBotUserClearUserFields"
    await workspace.undo()
    assert (await bot.subscriber(ANA))["values"] == before
    await valid(bot)


async def test_a_digit_stands_for_a_sub_flow(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = await read_all(workspace.flows.sub_flows())
    ask = await act(workspace, actions.send_sub_flow, [await ana(workspace)], flows[5].sub_flow_ns, True)
    picker = ask.asked[0]
    chosen = next(choice for choice in picker.choices if choice.id == flows[6].sub_flow_ns)
    picker.bind(chosen, "3")
    ask = await act(workspace, actions.send_sub_flow, [await ana(workspace)], flows[6].sub_flow_ns, True)
    first, second = ask.asked[0].choices[:2]
    assert (first.id, first.key, first.group) == (flows[6].sub_flow_ns, "3", "On a digit")
    assert (second.id, second.group) == (flows[5].sub_flow_ns, "Recent")
    assert second.note == "sent 1 × · last just now"
    monkeypatch.setattr(time, "time", partial(add, time.time(), 3700.0))
    assert (await sub_flow_notes(workspace, flows))[second.id] == "sent 1 × · last 1 h ago"


# -- Broadcasts -----------------------------------------------------------------------------------


async def test_a_broadcast_by_tag_wants_its_count(workspace: Workspace, bot: Bot) -> None:
    tag = next(each for each in await read_all(workspace.flows.tags()) if each.name == "vip")
    count = await workspace.subscribers.count({"tag_ns": tag.tag_ns})
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    answers = (
        "tag",
        ToggleAnswer(add=(tag.tag_ns,)),
        "flow",
        flow.sub_flow_ns,
        {"name": "By hand"},
        str(count),
    )
    ask = await act(workspace, broadcast_action("new"), [], *answers)
    assert ask.asked[-1].typed == count
    assert ask.asked[-1].danger
    ((operation, body),) = await bot.writes()
    assert operation == "flowBotUserBroadcastByTag"
    assert body == {"name": "By hand", "sub_flow_ns": flow.sub_flow_ns, "tags": [tag.tag_ns]}
    newest = (await rows_of(workspace, BROADCASTS))[0]
    assert (newest.name, newest.total) == ("By hand", count)
    await valid(bot)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"set.0.field": "f", "set.1.field": "f"}, "set twice"),
        ({"set.0.value": "alone"}, "Choose a field"),
        ({f"exclude.{index}": f"t{index}" for index in range(11)}, "at most 10 excluded tags; 11"),
        ({f"set.{index}.field": f"v{index}" for index in range(11)}, "at most 10 fields; 11"),
    ],
)
async def test_a_broadcast_sends_nothing_that_the_contract_does_not_take(
    workspace: Workspace, bot: Bot, form: dict[str, str], says: str
) -> None:
    tag = next(each for each in await read_all(workspace.flows.tags()) if each.name == "vip")
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    answers = ("tag", ToggleAnswer(add=(tag.tag_ns,)), "flow", flow.sub_flow_ns, form)
    with pytest.raises(Malformed, match=says):
        await act(workspace, broadcast_action("new"), [], *answers)
    assert await bot.writes() == []


async def test_a_broadcast_by_segment(workspace: Workspace, bot: Bot) -> None:
    segment = (await read_all(workspace.flows.segments()))[0]
    count = await workspace.subscribers.count({"segment_ns": segment.segment_ns})
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    field = (await read_all(workspace.flows.bot_fields()))[0]
    form = {"message_tag": "ACCOUNT_UPDATE", "set.0.field": field.var_ns, "set.0.value": "on"}
    answers = ("segment", ToggleAnswer(add=(segment.segment_ns,)), "flow", flow.sub_flow_ns, form, str(count))
    await act(workspace, broadcast_action("new"), [], *answers)
    ((operation, body),) = await bot.writes()
    assert (operation, body["segment_ns"]) == ("flowBotUserBroadcastBySegment", segment.segment_ns)
    assert body["message_tag"] == "ACCOUNT_UPDATE"
    assert body["bot_fields"] == [{"var_ns": field.var_ns, "value": "on"}]
    await valid(bot)


async def test_a_broadcast_to_marked_people_and_with_templates(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:3]
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    await act(workspace, actions.broadcast, people, "flow", flow.sub_flow_ns, {"per_minute": "10"}, "3")
    values = {"BODY_{{1}}": "Olá", "BODY_{{2}}": "1"}
    await act(workspace, actions.broadcast, people, "template", "order_followup", values, "3")
    await act(workspace, actions.broadcast, people, "facebook", "parcel_on_its_way", {}, "3")
    (_, listed), (_, whatsapp), (_, facebook) = await bot.writes()
    assert listed["user_ns_list"] == ",".join(person.user_ns for person in people)
    assert listed["max_per_minute"] == 10
    assert whatsapp["user_id_list"] == ",".join(person.user_id for person in people)
    assert whatsapp["wa_template"]["params"] == values
    assert facebook["facebook_utility_message_template"]["name"] == "parcel_on_its_way"
    tag = (await read_all(workspace.flows.tags()))[0]
    count = await workspace.subscribers.count({"tag_ns": tag.tag_ns})
    answers = ("tag", ToggleAnswer(add=(tag.tag_ns,)), "template", "order_followup", values, str(count))
    ask = await act(workspace, broadcast_action("new"), [], *answers)
    assert (await bot.writes())[-1][0] == "flowBotUserBroadcastWhatsappTemplateByTag"
    on = [
        await workspace.subscribers.count({"tag_ns": tag.tag_ns, "is_channel": channel})
        for channel in ("whatsapp_cloud", "whatsapp")
    ]
    told = [plain(line) for line in ask.asked[-1].told]
    assert f"The template can reach {sum(each or 0 for each in on):,} of them: those on WhatsApp." in told
    answers = ("tag", ToggleAnswer(add=(tag.tag_ns,)), "facebook", "parcel_on_its_way", {}, str(count))
    await act(workspace, broadcast_action("new"), [], *answers)
    assert (await bot.writes())[-1][0] == "flowBotUserBroadcastFacebookUtilityMessageTemplateByTag"
    await valid(bot)


async def test_a_broadcast_says_no_placeholder_to_anybody(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:3]
    for facebook, name in (("template", "order_followup"), ("facebook", "parcel_on_its_way")):
        values = {"BODY_{{1}}": "Hi {{first_name}}", "BODY_{{2}}": "7"}
        with pytest.raises(Malformed) as error:
            await act(workspace, actions.broadcast, people, facebook, name, values, "3")
        assert error.value.happened.startswith("{{first_name}} isn't filled in. ")
        assert list(error.value.fields) == ["BODY_{{1}}"] and error.value.advice.startswith("w sends")
    assert await bot.writes() == []


async def test_who_has_two_of_the_tags_counts_once(workspace: Workspace, bot: Bot) -> None:
    names = ("vip", "returning")
    tags = [each for each in await read_all(workspace.flows.tags()) if each.name in names]
    groups = [await workspace.subscribers.ids({"tag_ns": each.tag_ns}) for each in tags]
    both, either = groups[0] & groups[1], groups[0] | groups[1]
    assert both and len(groups[0]) == await workspace.subscribers.count({"tag_ns": tags[0].tag_ns})
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    answers = ("tag", ToggleAnswer(add=tuple(each.tag_ns for each in tags)), "flow", flow.sub_flow_ns, {})
    ask = await act(workspace, broadcast_action("new"), [], *answers, str(len(either)))
    assert any(plain(line).endswith(f": {len(either):,} subscribers") for line in ask.asked[-1].told)


@MANY
async def test_too_many_to_count_by_name_are_at_most_so_many(workspace: Workspace, bot: Bot) -> None:
    tags = (await read_all(workspace.flows.tags()))[:10]
    counts = [await workspace.subscribers.count({"tag_ns": each.tag_ns}) for each in tags]
    total = sum(count or 0 for count in counts)
    assert total > 1_000
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    before = len(await bot.requests())
    answers = ("tag", ToggleAnswer(add=tuple(each.tag_ns for each in tags)), "flow", flow.sub_flow_ns, {})
    ask = await act(workspace, broadcast_action("new"), [], *answers, str(total))
    assert any(plain(line).endswith(f": at most {total:,} subscribers") for line in ask.asked[-1].told)
    assert len(await bot.requests()) - before < 25


async def test_a_broadcast_to_nobody_is_refused(workspace: Workspace, bot: Bot) -> None:
    from flotui.repositories.flows import create_tag

    await workspace.apply(create_tag("nobody-has-it"))
    tags = await read_all(workspace.flows.tags(force=True))
    empty = next(each for each in tags if each.name == "nobody-has-it")
    with pytest.raises(Malformed, match="no subscriber matches"):
        await act(workspace, broadcast_action("new"), [], "tag", ToggleAnswer(add=(empty.tag_ns,)))


async def test_broadcasts_are_listed_by_status_cancelled_and_deleted(workspace: Workspace, bot: Bot) -> None:
    rows = await rows_of(workspace, BROADCASTS)
    waiting = next(row for row in rows if row.status == "Scheduled")
    over = next(row for row in rows if row.status == "Completed")
    assert BROADCASTS.search is not None
    found = await rows_of(workspace, BROADCASTS, await BROADCASTS.search(workspace, "scheduled"))
    assert {row.status for row in found} == {"Scheduled"}

    await act(workspace, broadcast_action("cancel"), [waiting], True)
    await act(workspace, broadcast_action("delete"), [over], over.name)
    table = {row["broadcast_ns"]: row for row in await bot.door("GET", "/table/broadcasts")}
    assert table[waiting.broadcast_ns]["status"] == "Cancelled"
    assert over.broadcast_ns not in table
    from flotui.resources.base import Context
    from tests.support.ask import Answers

    refusal = broadcast_action("cancel").refusal(Context(workspace, BROADCASTS, (over,), Answers()))
    assert "completed" in (refusal or "")
    await valid(bot)
