# SPDX-License-Identifier: MIT
"""A sub-flow or a template that the host no longer has is told before it is sent."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.models.flow import SubFlow
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.base import Context
from flotui.resources.explorer.running import confirm
from flotui.resources.person import confirm_sub_flow
from flotui.resources.reading import read_all
from flotui.resources.still_there import missing
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.people import ANA, ana

GONE = "f1284s9"


def sub_flow(name: str) -> Call:
    return Call.of("flowBotUserSendSubFlow", body={"user_ns": ANA, "sub_flow_ns": name})


def template(name: str) -> Call:
    content = {"namespace": "", "name": name, "lang": "en", "params": {}}
    return Call.of("flowBotUserSendWhatsappTemplate", body={"user_ns": ANA, "content": content})


async def test_what_is_there_costs_nothing_where_its_list_is_young(workspace: Workspace, bot: Bot) -> None:
    flows = await read_all(workspace.flows.sub_flows())
    templates = await read_all(workspace.sending.whatsapp_templates())
    before = len(await bot.requests())
    calls = [sub_flow(flows[0].sub_flow_ns), template(templates[0].name)]
    assert await missing(workspace, calls) == []
    assert len(await bot.requests()) == before


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (sub_flow(GONE), f"There is no sub-flow {GONE} on the host."),
        (template("nope"), "There is no WhatsApp template nope on the host."),
    ],
)
async def test_what_the_host_does_not_have_is_asked_for_once_more(
    workspace: Workspace, bot: Bot, call: Call, said: str
) -> None:
    await missing(workspace, [sub_flow(GONE), template("nope")])
    before = len(await bot.requests())
    assert await missing(workspace, [call]) == [said]
    assert len(await bot.requests()) == before + 1


async def test_where_its_list_cannot_be_read_that_is_said(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="500", path="/flow/subflows", times=0)
    (said,) = await missing(workspace, [sub_flow(GONE)])
    assert (
        said.startswith(f"It isn't known whether the sub-flow {GONE} is still on the host.") and "500" in said
    )


async def test_the_questions_tell_it(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    ask = Answers(NO, NO)
    context: Context[object] = Context(workspace, None, (person,), ask)
    with pytest.raises(Cancelled):
        await confirm_sub_flow(context, [person], SubFlow(sub_flow_ns=GONE, name="Old menu"))
    with pytest.raises(Cancelled):
        await confirm(context, sub_flow(GONE))
    for question in ask.asked:
        assert isinstance(question, Confirm) and not question.waived
        assert any(f"There is no sub-flow {GONE} on the host." in plain(line) for line in question.lines)
