# SPDX-License-Identifier: MIT
"""A confirmation shows every value that will be sent: held against the bodies that the host received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.models.shop import OpeningDay
from flotui.config.habits import Memory
from flotui.resources.ask import Cancelled, Confirm, ToggleAnswer
from flotui.resources.base import Context, Query
from flotui.resources.explorer.running import argument_lines
from flotui.resources.reading import read_all
from flotui.resources.shop.carts import SUBSCRIBER_CART
from flotui.resources.shop.hours import sent_day
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.resources.subscribers.detail import FIELDS_TAB
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.people import ana

_OURS = ("namespace", "version")
"""What no person types or chooses."""


def values(body: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every value in a body, with its key."""
    if isinstance(body, Mapping):
        for name, each in body.items():
            yield from values(each, name)
    elif isinstance(body, list):
        for each in body:
            yield from values(each, key)
    elif key not in _OURS:
        yield key, str(body)


def unseen(ask: Answers, body: Any, called: Mapping[str, str]) -> dict[str, str]:
    """What of a body the last confirmation does not show; ids may be shown by their names."""
    question = [each for each in ask.asked if isinstance(each, Confirm)][-1]
    said = "\n".join(plain(line) for line in question.told)
    return {
        key: value
        for key, value in values(body)
        if not all(part in said or called.get(part, "\0") in said for part in value.split(","))
    }


LONG = "A text that is a good deal longer than any line that could be cut short, and ends in: the end"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("email", {"subject": "Order", "text": LONG}),
        ("sms", {"text": LONG}),
        ("node", {"node": "f1284n11"}),
        ("content", {"messages.0.type": "text", "messages.0.text": LONG}),
        (
            "content",
            {
                "messages.0.type": "image",
                "messages.0.text": "https://x.example/a/very/long/address/of/a/picture.png",
            },
        ),
        (
            "content",
            {
                "messages.0.type": "text",
                "json": '{"messages": [{"type": "text", "text": "hi"}], '
                '"actions": [{"action": "add_tag", "tag_name": "vip"}]}',
            },
        ),
    ],
)
async def test_what_goes_to_a_person(workspace: Workspace, bot: Bot, kind: str, form: dict[str, str]) -> None:
    ask = await act(workspace, actions.send_other, [await ana(workspace)], kind, form, True)
    ((_, body),) = await bot.writes()
    assert unseen(ask, body, {}) == {}


async def test_a_template_with_what_its_buttons_lead_to(workspace: Workspace, bot: Bot) -> None:
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    typed = {"BODY_{{1}}": "Ana", "BODY_{{2}}": "#10234", "QUICK_REPLY_1": flow.sub_flow_ns}
    ask = await act(workspace, actions.send_template, [await ana(workspace)], "order_followup", typed, True)
    ((_, body),) = await bot.writes()
    assert unseen(ask, body, {}) == {}


@pytest.mark.parametrize(("on", "warned"), [("telegram", True), ("whatsapp_cloud", False)])
async def test_a_template_says_where_it_does_not_arrive(workspace: Workspace, on: str, warned: bool) -> None:
    who = next(each for each in await rows_of(workspace, SUBSCRIBERS) if each.channel == on)
    typed = {"BODY_{{1}}": "Ana", "BODY_{{2}}": "#10234"}
    ask = Answers("order_followup", typed, NO)
    with pytest.raises(Cancelled):
        await actions.send_template.run(Context(workspace, SUBSCRIBERS, (who,), ask))
    said = "\n".join(plain(line) for line in ask.asked[-1].lines)
    assert ("A WhatsApp template doesn't arrive there." in said) is warned


async def test_fields_that_are_set_before_a_sub_flow(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    fields = await rows_of(workspace, FIELDS_TAB, Query(owner=who))
    city = next(field for field in fields if field.name == "city")
    flow = (await read_all(workspace.flows.sub_flows()))[2]
    answer = {city.var_ns: LONG, "sub_flow": flow.sub_flow_ns}
    ask = await act(workspace, actions.set_field_and_send, [city], answer, True, owner=who)
    names = {field.var_ns: field.name for field in fields}
    for _, body in await bot.writes():
        assert unseen(ask, body, names) == {}


@pytest.mark.parametrize("what", ["flow", "template"])
async def test_a_broadcast_with_all_its_terms(workspace: Workspace, bot: Bot, what: str) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    tags = {each.name: each.tag_ns for each in await read_all(workspace.flows.tags())}
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    count = await workspace.subscribers.count({"tag_ns": tags["vip"]})
    terms = {"at": "2031-03-01T09:00:00-03:00", "per_minute": "17"}
    terms |= {"exclude.0": tags["returning"], "exclude.1": tags["lead"]}
    if what == "flow":
        chosen, terms = flow.sub_flow_ns, terms | {"name": "Spring", "kind": "SMS"}
        field = (await read_all(workspace.flows.user_fields()))[0]
        terms |= {"message_tag": "ACCOUNT_UPDATE", "set.0.field": field.var_ns, "set.0.value": "yes"}
    else:
        chosen, terms = "order_followup", terms | {"BODY_{{1}}": "Olá", "BODY_{{2}}": "1"}
    new = next(each for each in BROADCASTS.actions if each.id == "broadcasts.new")
    ask = await act(
        workspace, new, [], "tag", ToggleAnswer(add=(tags["vip"],)), what, chosen, terms, str(count)
    )
    ((_, body),) = await bot.writes()
    called = {each: name for name, each in tags.items()}
    called |= {each.var_ns: each.name for each in await read_all(workspace.flows.user_fields())}
    called |= {
        "ACCOUNT_UPDATE": "account update",
        "SMS": "sms",
        str(body["scheduled_time"]): "2031-03-01 09:00 America/Sao_Paulo",
    }
    assert unseen(ask, body, called) == {}


async def test_a_cart_that_becomes_an_order(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    form = {
        "name": "Ana S.",
        "phone": "+5511900004410",
        "payment_method": "pix",
        "shipping_method": "delivery",
        "address": "Rua Um, 2",
        "postcode": "01000-000",
        "note": LONG,
    }
    ask = await act(workspace, action(SUBSCRIBER_CART, "cart.paid"), [], form, True, owner=who)
    ((_, body),) = await bot.writes()
    assert unseen(ask, body, {}) == {}


def test_a_call_of_the_api_area_with_every_argument_and_no_credential() -> None:
    body = {"user_ns": "f1u2", "data": {"content": {"messages": [{"type": "text", "text": "one\ntwo"}]}}}
    said = "\n".join(plain(each) for each in argument_lines(Call.of("flowBotUserSendContent", body=body)))
    assert "user_ns: f1u2" in said and "one" in said and "two" in said
    secret = Call.of("updateOpenAiData", body={"api_key": "sk-aaaaaaaaaaaaaaaa"})
    assert "sk-aaaa" not in "\n".join(plain(each) for each in argument_lines(secret))


def test_hours_keep_what_was_not_touched() -> None:
    """A day whose times are no quarters of an hour keeps them while its other end is changed."""
    day = OpeningDay.read({"id": 1, "option": "open_1", "start": "9:10", "end": "18:00"})
    sent = sent_day(day, {"end": "9:30"})
    assert (sent["option"], sent["start"], sent["end"]) == ("open_1", "9:10", "09:30")
    closed = sent_day(day, {"option": "close"})
    assert (closed["start"], closed["end"]) == ("", ""), "what the choice has no use for goes with it"
