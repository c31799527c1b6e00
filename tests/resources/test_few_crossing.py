# SPDX-License-Identifier: MIT
"""What is sent to a few subscribers while another window sends one of them something, judged by the log of the host."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import RowEdits
from flotui.repositories.sending import send_sub_flow, send_text
from flotui.resources.acting import carry_out
from flotui.resources.activity import JOURNAL
from flotui.resources.base import Context
from flotui.resources.few_entries import resolve
from flotui.resources.job_starting import start
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.store.crossing import Crossed
from flotui.store.entry import Entry, Outcome
from flotui.store.owners import owner_of
from flotui.workspace import Workspace
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot

SEND = "/subscriber/send-sub-flow"
FLOW = SubFlow(sub_flow_ns="f1284s2001", name="Main menu")


@pytest.fixture
async def other(bot: Bot, tmp_path: Path, workspace: Workspace) -> AsyncIterator[Workspace]:
    """The same bot in a window of another process."""
    opened = await bot.open(tmp_path)
    opened.journal._owner = opened.working.jobs.owner = owner_of(os.getppid())
    yield opened
    await opened.close()


class Asked:
    """Notes what the person is asked about, and agrees or not."""

    def __init__(self, workspace: Workspace, *, agrees: bool = True) -> None:
        self.about: list[str] = []
        self._agrees = agrees
        workspace.decides(None, crossing=self)

    async def __call__(self, entries: Sequence[Entry]) -> None:
        self.about += [each.subject for each in entries]
        if not self._agrees:
            raise Stopped("no")


async def people_of(workspace: Workspace, number: int) -> list[Subscriber]:
    return list((await rows_of(workspace, SUBSCRIBERS))[:number])


async def send(workspace: Workspace, people: Sequence[Subscriber]) -> None:
    rows = [RowEdits(each.title, [send_sub_flow(each, FLOW)]) for each in people]
    await carry_out(Context(workspace, None, (), Answers()), rows, "Done.")


async def got(bot: Bot) -> Counter[str]:
    """How many sends the host has accepted for each."""
    return Counter(body["user_ns"] for _, body in await bot.writes())


async def cross(bot: Bot, workspace: Workspace, other: Workspace, people: Sequence[Subscriber]) -> Unfinished:
    """Send the first something from another window while the last of a few is under way here; what stops it."""
    released = bot.hold(SEND)
    sending = asyncio.ensure_future(send(workspace, [*people[1:], people[0]]))
    async with asyncio.timeout(10):
        while not any(each.outcome is Outcome.INTENDED for each in await workspace.journal.written()):
            await asyncio.sleep(0.005)
    await other.apply(send_text(people[0], "theirs"))
    released.set()
    with pytest.raises(Unfinished) as stopped:
        await sending
    return stopped.value


async def test_what_another_window_sends_one_of_a_few_meanwhile_holds_theirs_until_it_is_seen(
    workspace: Workspace, other: Workspace, bot: Bot
) -> None:
    asked = Asked(workspace)
    people = await people_of(workspace, 3)
    stopped = await cross(bot, workspace, other, people)
    assert "2 of 3 done, 1 left" in str(stopped)
    assert f"Not sent to {people[0].title}: another window has just sent" in str(stopped)
    assert set((await got(bot)).values()) == {1} and not asked.about
    await stopped.go_on()
    assert asked.about == [people[0].row_id]
    assert (await got(bot))[people[0].row_id] == 2
    assert [each.outcome for each in await rows_of(workspace, JOURNAL)] == [Outcome.DONE] * 4


@pytest.mark.parametrize("by", ["the dialog", "Activity", "Jobs"])
async def test_who_goes_on_is_asked_and_may_leave_it(
    workspace: Workspace, other: Workspace, bot: Bot, by: str
) -> None:
    people = await people_of(workspace, 2)
    Asked(workspace)
    stopped = await cross(bot, workspace, other, people)
    asked = Asked(workspace, agrees=False)
    with pytest.raises(Stopped):
        if by == "the dialog":
            await stopped.go_on()
        elif by == "Activity":
            (left,) = [each for each in await rows_of(workspace, JOURNAL) if each.outcome is Outcome.WAITING]
            await resolve(Context(workspace, None, (left,), Answers("go on", True)))
        else:
            (job,) = await workspace.working.jobs.recent()
            await start(workspace, Answers(), job)
    assert asked.about == [people[0].row_id]
    assert set((await got(bot)).values()) == {1}


async def test_two_windows_that_send_the_same_few_at_once_send_each_of_them_one(
    workspace: Workspace, other: Workspace, bot: Bot
) -> None:
    people = await people_of(workspace, 4)
    Asked(workspace), Asked(other)
    ended = await asyncio.gather(send(workspace, people), send(other, people), return_exceptions=True)
    (held,) = [each for each in ended if each is not None]
    assert isinstance(held, FlochatError)
    assert isinstance(held, Crossed) or "another window" in str(held)
    assert await got(bot) == Counter([each.row_id for each in people])
