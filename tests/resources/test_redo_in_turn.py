# SPDX-License-Identifier: MIT
"""Undo goes back through edits of one row and of several as they were made, and redo comes forward the same way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flotui.api.errors import Stopped
from flotui.repositories.profile import update
from flotui.resources.ask import ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.undoing import redo, undo
from flotui.workspace import Workspace
from flotui.workspace.comparing import NothingToDo
from tests.support import settle
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot
from tests.support.crowd_acts import Agreeing
from tests.support.edit_rows import ana
from tests.support.jobs import planned
from tests.support.people import ANA

TAG = "f1284t3006"
"""One that nobody of the two has."""


async def marked(workspace: Workspace, action: str, answer: ToggleAnswer) -> None:
    """Do something to Ana and somebody else."""
    rows = [each for each in await rows_of(workspace, SUBSCRIBERS) if each.user_ns in (ANA, "f1284u901")]
    do = next(each for each in SUBSCRIBERS.actions if each.id == f"subscribers.{action}")
    await do.run(Context(workspace, SUBSCRIBERS, tuple(rows), Agreeing(answer)))


async def rename(workspace: Workspace, **names: str) -> None:
    await workspace.apply(*update(await ana(workspace), names))


async def state(bot: Bot) -> str:
    """What the host has of both."""
    people = [await bot.subscriber(each) for each in (ANA, "f1284u901")]
    return json.dumps([[each[key] for key in ("first_name", "tag_names", "label_names")] for each in people])


async def test_redo_comes_forward_through_edits_of_one_and_of_several(workspace: Workspace, bot: Bot) -> None:
    states = [await state(bot)]
    for edit in (
        marked(workspace, "tags", ToggleAnswer(add=(TAG,))),
        rename(workspace, first_name="Anna"),
        marked(workspace, "labels", ToggleAnswer(add=("Callback",))),
        rename(workspace, first_name="Anne"),
    ):
        await edit
        states.append(await state(bot))
    assert len(set(states)) == len(states)
    for _ in range(2):
        for before in reversed(states[:-1]):
            await undo(workspace, Agreeing())
            assert await state(bot) == before
        for after in states[1:]:
            await redo(workspace, Agreeing())
            assert await state(bot) == after
    with pytest.raises(Stopped, match="Nothing to redo"):
        await redo(workspace, Answers())


@pytest.mark.parametrize("later", ["one", "several"])
@pytest.mark.parametrize("undone", ["one", "several"])
async def test_an_edit_of_either_sort_ends_redo(workspace: Workspace, undone: str, later: str) -> None:
    for made in (undone, later):
        if made == "one":
            await rename(workspace, first_name=f"Anna of {undone} {later}")
        else:
            await marked(workspace, "tags", ToggleAnswer(add=(TAG,)))
        await undo(workspace, Agreeing())
    await redo(workspace, Agreeing())
    with pytest.raises(Stopped, match="Nothing to redo"):
        await redo(workspace, Answers())


async def test_what_may_have_been_done_to_several_ends_redo(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await undo(workspace, Agreeing())
    job = await planned(workspace, 3)
    await bot.fault(kind="drop", path="/subscriber/add-tag", times=0)
    left = await workspace.working.start(job.id)
    assert (left.done, left.unknown > 0) == (0, True)
    await bot.no_faults()
    with pytest.raises(Stopped, match="Nothing to redo"):
        await redo(workspace, Answers())


async def test_what_was_done_to_several_is_not_hidden_by_an_edit_that_cannot_be_undone(
    workspace: Workspace, bot: Bot
) -> None:
    await rename(workspace, first_name="Anna")
    renamed = await state(bot)
    shown = await ana(workspace)
    await marked(workspace, "tags", ToggleAnswer(add=(TAG,)))
    await bot.ask("PUT", "/subscriber/update", user_ns=ANA, first_name="Anne")
    with pytest.raises(NothingToDo):
        await workspace.apply(*update(shown, {"first_name": "Anne"}))
    await bot.ask("PUT", "/subscriber/update", user_ns=ANA, first_name="Anna")
    ask = Agreeing()
    await undo(workspace, ask)
    assert "Press u again for an earlier edit" in ask.said[-1]
    await undo(workspace, ask)
    assert await state(bot) == renamed


async def test_redo_after_an_undo_in_another_bot_is_of_that(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    await rename(workspace, first_name="Anna")
    await undo(workspace, Agreeing())
    there = Bot(subscribers=30)
    other = await there.open(tmp_path)
    await workspace.put_beside(other)
    job = await planned(other, 3)
    await other.working.start(job.id)
    await undo(workspace, Agreeing())
    await settle.until(lambda: not other.working.running, lambda: "the undo goes on")
    before = await bot.writes()
    await redo(workspace, Agreeing())
    await settle.until(lambda: not other.working.running, lambda: "the redo goes on")
    assert await there.accepted() == {"flowBotUserAddTag": 6, "flowBotUserRemoveTag": 3}
    assert await bot.writes() == before
