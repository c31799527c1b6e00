# SPDX-License-Identifier: MIT
"""Undoing a pause, and what somebody else did with it meanwhile."""

from __future__ import annotations

import pytest

from flotui.repositories import profile
from flotui.resources.undoing import undo
from flotui.store.journal import Outcome
from flotui.workspace import Workspace
from flotui.workspace.comparing import ChangedSince
from tests.resources.reflog_rig import everywhere
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed
from tests.support.people import ANA

PAUSE, RESUME = "flowBotUserPauseBot", "flowBotUserResumeBot"


@pytest.mark.parametrize("paused_before", [False, True])
async def test_a_pause_that_ended_is_not_ended_again(
    workspace: Workspace, bot: Bot, paused_before: bool
) -> None:
    if paused_before:
        await workspace.apply(profile.pause(await ana(workspace), 15))
    await workspace.apply(profile.pause(await ana(workspace), 60))
    other = await bot.open()
    await other.apply(profile.resume(await ana(other), 60))
    await other.close()
    before = await bot.accepted()
    ask = Answers()
    await undo(workspace, ask, everywhere)
    assert await bot.accepted() == before, "somebody who has the bot paused anew would lose that"
    assert ask.said == ["No change: pause of the bot is off already."]
    assert (await workspace.journal.single_edits())[0].outcome is Outcome.UNCHANGED


async def test_a_longer_pause_is_sent_though_there_is_one(workspace: Workspace, bot: Bot) -> None:
    await workspace.apply(profile.pause(await ana(workspace), 15))
    await workspace.apply(profile.pause(await ana(workspace), 60))
    assert await bot.accepted() == {PAUSE: 2}
    await undo(workspace, Answers(), everywhere)
    assert not (await bot.subscriber(ANA))["paused_until"]


async def test_a_resume_is_not_undone_over_another_pause(workspace: Workspace, bot: Bot) -> None:
    await workspace.apply(profile.pause(await ana(workspace), 15))
    await workspace.apply(profile.resume(await ana(workspace), 15))
    other = await bot.open()
    await other.apply(profile.pause(await ana(other), 600))
    await other.close()
    with pytest.raises(ChangedSince, match="Pause of the bot is on now, not off"):
        await undo(workspace, Answers(), everywhere)
    assert await bot.accepted() == {PAUSE: 2, RESUME: 1}


async def test_a_batch_is_compared_before_it_is_undone(workspace: Workspace, bot: Bot) -> None:
    people = (await listed(workspace.subscribers.list()))[:3]
    await workspace.apply(*(profile.pause(each, 60) for each in people))
    await workspace.apply(*(edit for each in people for edit in profile.update(each, {"last_name": "X"})))
    other = await bot.open()
    theirs = next(
        each for each in await listed(other.subscribers.list()) if each.user_ns == people[1].user_ns
    )
    await other.apply(*profile.update(theirs, {"last_name": "Y"}))
    await other.close()
    ask = Answers(True)  # to the question what it costs: six calls

    async def keep(conflict: object) -> object:
        from flotui.workspace.comparing import Decision

        ask.asked.append(conflict)
        return Decision.KEEP

    workspace.decides(keep)  # type: ignore[arg-type]
    await undo(workspace, ask, everywhere)
    question, conflict = ask.asked
    assert "6 calls" in str(question.told)
    assert conflict.differences[0].theirs == "Y"
    names = [(await bot.subscriber(each.user_ns))["last_name"] for each in people]
    assert names == [people[0].last_name, "Y", people[2].last_name]
    assert "kept: Last name is Y now, not X." in ask.said[0]
