# SPDX-License-Identifier: MIT
"""What was done to a few rows counts as what was done to one: a chat shows it arrived, and a cell one's own value."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import Edit, RowEdits
from flotui.repositories.profile import update
from flotui.repositories.sending import send_text
from flotui.resources.acting import carry_out
from flotui.resources.base import Context
from flotui.resources.crud.cells import not_own
from flotui.resources.registry import resources, tables
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.whom.card import CARD
from flotui.workspace import Workspace
from flotui.workspace.events import Journaled, Worked
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot


async def carried_out(
    workspace: Workspace, people: list[Subscriber], make: Callable[[Subscriber], list[Edit]]
) -> None:
    rows = [RowEdits(each.title, make(each)) for each in people]
    await carry_out(Context(workspace, None, (), Answers()), rows, "Done.")


async def test_a_text_to_a_few_has_arrived_once_the_chat_shows_it_and_is_never_sent_again(
    workspace: Workspace, bot: Bot
) -> None:
    people: list[Subscriber] = (await rows_of(workspace, SUBSCRIBERS))[:3]
    await bot.fault(kind="drop", path="/subscriber/send-text", skip=1, times=1)
    with pytest.raises(Unfinished, match="1 of 3 done, 1 unknown, 1 left") as stopped:
        await carried_out(workspace, people, lambda each: [send_text(each, "Hello")])
    (unknown,) = await workspace.journal.unknown()
    told: list[object] = []
    workspace.listen(told.append)
    async for found in workspace.subscribers.chat(unknown.subject, force=True):
        (person,) = [each for each in people if each.row_id == unknown.subject]
        await workspace.inbox.hear(person, found.value)
    assert await workspace.journal.unknown() == []
    assert any(isinstance(each, Worked) for each in told), "the header counts them anew"
    (job,) = await workspace.working.jobs.recent()
    assert (job.done, job.unknown, job.waiting) == (2, 0, 1)
    await stopped.value.go_on()
    sent = [body["user_ns"] for _, body in await bot.writes()]
    assert sorted(sent) == sorted(each.row_id for each in people)


async def test_a_value_that_was_set_with_others_is_ones_own(workspace: Workspace) -> None:
    people: list[Subscriber] = (await rows_of(workspace, SUBSCRIBERS))[:2]
    await carried_out(workspace, people, lambda each: list(update(each, {"first_name": "Theo"})))
    context = Context[object](workspace, None, (), Answers())
    for now, seen in (("Theo", {}), ("Thea", {"first_name": "Ana"})):
        assert await not_own(context, people[0].row_id, {"first_name": ("Ana", now)}) == seen


def test_what_is_made_of_what_was_written_is_made_anew_by_what_a_job_wrote() -> None:
    shown = [CARD, *(table for each in resources() for table in tables(each))]
    of_the_journal = [each for each in shown if Journaled in each.made_by]
    assert len(of_the_journal) > 5
    assert all(Worked in each.made_by for each in of_the_journal)
