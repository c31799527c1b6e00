"""Ending a broadcast: cancelling takes a y, whatever its name; what was scheduled is where the cursor goes."""

from __future__ import annotations

from flotui.resources.ask import Confirm
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.workspace import Workspace
from tests.support.ask import act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action


async def test_cancelling_takes_a_y_however_long_the_name_is(workspace: Workspace, bot: Bot) -> None:
    rows = await rows_of(workspace, BROADCASTS)
    row = next(each for each in rows if each.status in ("New", "Scheduled"))
    asked = await act(workspace, action(BROADCASTS, "cancel"), [row], True)
    (question,) = asked.asked
    assert isinstance(question, Confirm) and not question.typed
    assert [operation for operation, _ in await bot.writes()] == ["flowBotUserCancelBroadcast"]
