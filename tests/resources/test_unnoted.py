# SPDX-License-Identifier: MIT
"""A job whose journal fails on the way says what has left, of a few rows and of many: never that nothing was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest

from flotui.api.models.flow import SubFlow
from flotui.jobs.changes import Changes
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import RowEdits
from flotui.repositories.sending import send_sub_flow
from flotui.resources.acting import carry_out
from flotui.resources.base import Context
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.store.trouble import StoreFailed, Trouble
from flotui.workspace import Noticed, Workspace
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, planned

FLOW = SubFlow(sub_flow_ns="f1284s2001", name="Main menu")
FULL = Trouble("the disk is full")


@contextmanager
def _full_after(workspace: Workspace, bot: Bot, sends: int) -> Iterator[None]:
    """The journal's disk is full as soon as the host has accepted so many sends."""
    database = workspace.journal.jobs._db
    change = database.change

    async def until_full(work: Any, **how: bool) -> Any:
        if sum((await bot.accepted()).values()) >= sends:
            raise database._refused(FULL, not_sent=True)
        return await change(work, **how)

    with mock.patch.object(database, "change", until_full):
        yield


@pytest.mark.parametrize("accepted", [1, 5])
async def test_a_job_that_cant_be_noted_any_more_says_how_much_of_it_has_left(
    workspace: Workspace, bot: Bot, accepted: int
) -> None:
    told = list[Noticed]()
    workspace.listen(lambda event: told.append(event) if isinstance(event, Noticed) else None)
    job = await planned(workspace, 30, Changes(sends=(SUB_FLOW,)), sends=True)
    with _full_after(workspace, bot, accepted), pytest.raises(StoreFailed) as failed:
        await asyncio.wait_for(workspace.working.start(job.id), 10)
    sent = sum((await bot.accepted()).values())
    left = await workspace.working.jobs.peek(job.id)
    assert left is not None and left.message == "The journal can't be written: the disk is full."
    more = sent - left.done
    what = (
        "1 more call was sent, but what came of it"
        if more == 1
        else f"{more} more calls were sent, but what came"
    )
    assert f"{job.title}: stopped with {left.done} of 30 done. {left.message} {what}" in str(failed.value)
    assert more > 0 and failed.value.unsettled and "Not sent" not in str(failed.value)
    assert [each.text for each in told] == [str(failed.value)]


async def test_a_job_of_which_nothing_has_left_says_that_it_was_not_sent(
    workspace: Workspace, bot: Bot
) -> None:
    job = await planned(workspace, 30, Changes(sends=(SUB_FLOW,)), sends=True)
    with (
        _full_after(workspace, bot, 0),
        pytest.raises(StoreFailed, match="Not sent: the journal can't be written"),
    ):
        await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert await bot.accepted() == {}


async def test_of_a_few_each_row_is_told_of(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:5]
    rows = [RowEdits(each.title, [send_sub_flow(each, FLOW)]) for each in people]
    with _full_after(workspace, bot, 3), pytest.raises(Unfinished) as stopped:
        await carry_out(Context(workspace, None, (), Answers()), rows, "Done.")
    said = str(stopped.value)
    assert sum((await bot.accepted()).values()) == 3
    assert said.startswith(f"2 of 5 done, 1 sent, 2 left. Sent, and no outcome noted: {people[2].title}.")
    assert "The journal can't be written: the disk is full." in said and "Not sent" not in said


@pytest.mark.parametrize("accepted", [1, 2])
async def test_a_few_whose_journal_cant_be_read_either_say_how_many_are_done(
    workspace: Workspace, bot: Bot, accepted: int
) -> None:
    """Else the same key would send it to those again who have it."""
    people = (await rows_of(workspace, SUBSCRIBERS))[:4]
    database = workspace.journal.jobs._db
    read = database.read

    async def until_failed(work: Any, **how: bool) -> Any:
        if sum((await bot.accepted()).values()) >= accepted:
            raise database._refused(Trouble("the disk reports an error"), not_sent=False)
        return await read(work, **how)

    rows = [RowEdits(each.title, [send_sub_flow(each, FLOW)]) for each in people]
    context: Any = Context(workspace, None, (), Answers())
    with (
        _full_after(workspace, bot, accepted),
        mock.patch.object(database, "read", until_failed),
        pytest.raises(StoreFailed) as failed,
    ):
        await asyncio.wait_for(carry_out(context, rows, "Done."), 10)
    assert f"stopped with {accepted - 1} of 4 done." in str(failed.value) and failed.value.unsettled
    assert sum((await bot.accepted()).values()) == accepted


async def test_a_few_whose_steps_cant_be_read_at_the_end_say_how_many_are_done(
    workspace: Workspace, bot: Bot
) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:4]
    database = workspace.journal.jobs._db
    read = database.read

    async def until_failed(work: Any, **how: bool) -> Any:
        if await bot.accepted() and not workspace.working.running:
            raise database._refused(Trouble("the disk reports an error"), not_sent=False)
        return await read(work, **how)

    await bot.fault(kind="422", path="/subscriber/*", skip=1)
    rows = [RowEdits(each.title, [send_sub_flow(each, FLOW)]) for each in people]
    context: Any = Context(workspace, None, (), Answers())
    with mock.patch.object(database, "read", until_failed), pytest.raises(StoreFailed) as failed:
        await asyncio.wait_for(carry_out(context, rows, "Done."), 10)
    assert "stopped with 3 of 4 done." in str(failed.value) and failed.value.unsettled
