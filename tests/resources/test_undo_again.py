# SPDX-License-Identifier: MIT
"""An undo or a redo that didn't arrive and is tried once more: nothing of the first try is left to be carried out."""

from __future__ import annotations

import pytest

from flotui.api.errors import FlochatError
from flotui.repositories.profile import update
from flotui.resources.activity import JOURNAL
from flotui.resources.undoing import redo, undo
from flotui.store.journal import Outcome
from flotui.workspace import Workspace
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot
from tests.support.edit_rows import ana


@pytest.mark.parametrize("step", [undo, redo])
async def test_what_is_tried_again_leaves_nothing_of_the_first_try(
    workspace: Workspace, bot: Bot, step
) -> None:
    await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    if step is redo:
        await undo(workspace, Answers())
    await bot.fault(path="/subscriber/update", kind="401")
    with pytest.raises(FlochatError):
        await step(workspace, Answers())
    waits, *_ = await rows_of(workspace, JOURNAL)
    assert (waits.outcome, waits.left) == (Outcome.WAITING, 1)
    workspace.passed_over.clear()
    await step(workspace, Answers())
    done, tried, *_ = await rows_of(workspace, JOURNAL)
    assert (done.outcome, tried.outcome) == (Outcome.DONE, Outcome.RESENT)
    assert await workspace.journal.left_of(tried) == []


async def test_what_waits_of_another_undo_still_waits(workspace: Workspace, bot: Bot) -> None:
    entries = await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    entries += await workspace.apply(*update(await ana(workspace), {"last_name": "Silva"}))
    one, other = entries
    await bot.fault(path="/subscriber/update", kind="401")
    with pytest.raises(FlochatError):
        await workspace.undo([other, one])
    await workspace.undo([other])
    waits = [each for each in await rows_of(workspace, JOURNAL) if each.outcome is Outcome.WAITING]
    assert one.id in [each.undoes for each in waits]
