# SPDX-License-Identifier: MIT
"""Ending a broadcast takes a y, whatever its name; the cursor goes to the one that was just created."""

from __future__ import annotations

from flotui.resources.ask import Confirm, ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.reading import read_all
from flotui.resources.subscribers.broadcasting import new
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.workspace import Workspace
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action


async def test_cancelling_takes_a_y_however_long_the_name_is(workspace: Workspace, bot: Bot) -> None:
    rows = await rows_of(workspace, BROADCASTS)
    row = next(each for each in rows if each.status in ("New", "Scheduled"))
    asked = await act(workspace, action(BROADCASTS, "cancel"), [row], True)
    (question,) = asked.asked
    assert isinstance(question, Confirm) and not question.typed
    assert [operation for operation, _ in await bot.writes()] == ["flowBotUserCancelBroadcast"]


async def test_the_cursor_goes_to_the_broadcast_that_was_made(workspace: Workspace) -> None:
    before = {row.row_id for row in await rows_of(workspace, BROADCASTS)}
    tag = next(each for each in await read_all(workspace.flows.tags()) if each.name == "vip")
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    count = await workspace.subscribers.count({"tag_ns": tag.tag_ns})
    chosen = ToggleAnswer(add=(tag.tag_ns,))
    ask = Answers("tag", chosen, "flow", flow.sub_flow_ns, {"name": "Christmas"}, str(count))
    await new(Context(workspace, BROADCASTS, (), ask))
    (made,) = [row for row in await rows_of(workspace, BROADCASTS) if row.row_id not in before]
    assert made.name == "Christmas" and ask.showed == [("broadcasts", made.row_id)]
