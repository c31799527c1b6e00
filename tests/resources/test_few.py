# SPDX-License-Identifier: MIT
"""What is done to a few rows is a job that feels as an edit of one row does: the journal lists it, and undoes it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.api.models.flow import SubFlow, Tag
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import RowEdits
from flotui.repositories.sending import send_sub_flow, send_text
from flotui.repositories.subscribers import add_tags
from flotui.resources.acting import carry_out
from flotui.resources.activity import JOURNAL
from flotui.resources.base import Context
from flotui.resources.jobs import JOBS
from flotui.resources.standing import standing
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.undoing import redo, undo
from flotui.store.crossing import lately
from flotui.store.entry import Entry, Outcome
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.edit_rows import tags
from tests.support.edits import NEW_TAGS
from tests.support.flows import action

ADD, REMOVE = "flowBotUserAddTag", "flowBotUserRemoveTag"
SEND = "flowBotUserSendSubFlow"
FLOW = SubFlow(sub_flow_ns="f1284s2001", name="Main menu")


async def _tagged(workspace: Workspace, number: int) -> tuple[list[RowEdits], Tag]:
    people = (await rows_of(workspace, SUBSCRIBERS))[:number]
    (tag,) = await tags(workspace, NEW_TAGS[0])
    return [RowEdits(each.title, add_tags(each, [tag])) for each in people], tag


async def _sends(workspace: Workspace, number: int) -> list[RowEdits]:
    people: list[Subscriber] = (await rows_of(workspace, SUBSCRIBERS))[:number]
    return [RowEdits(each.title, [send_sub_flow(each, FLOW)]) for each in people]


async def _carried_out(workspace: Workspace, rows: list[RowEdits], *answers: Any) -> Answers:
    ask = Answers(*answers)
    await carry_out(Context(workspace, None, (), ask), rows, "Done.")
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    return ask


async def _written(workspace: Workspace) -> list[Entry]:
    return await rows_of(workspace, JOURNAL)


@pytest.mark.parametrize("number", [20, 100])
async def test_one_tag_to_some_people_takes_a_write_each_and_no_read(
    workspace: Workspace, bot: Bot, number: int
) -> None:
    rows, _ = await _tagged(workspace, number)
    writes = sum(len(row.edits) for row in rows)
    before = len(await bot.requests())
    await _carried_out(workspace, rows, *([True] if number > 20 else []))
    calls = [each["operation"] for each in (await bot.requests())[before:]]
    assert calls == [ADD] * writes and writes > number * 0.9


async def test_what_is_done_to_a_few_is_in_the_journal_and_not_among_the_jobs(
    workspace: Workspace, bot: Bot
) -> None:
    rows, tag = await _tagged(workspace, 3)
    await _carried_out(workspace, rows)
    written = await _written(workspace)
    assert [each.outcome for each in written] == [Outcome.DONE] * 3
    assert [each.summary for each in written] == [
        f"Add tag {tag.name}: {row.title}" if row.title not in row.edits[0].summary else row.edits[0].summary
        for row in reversed(rows)
    ]
    assert {standing(each).word for each in written} == {"can"}
    assert await rows_of(workspace, JOBS) == []
    await bot.fault(kind="404", path="/subscriber/send-sub-flow", times=1)
    with pytest.raises(Unfinished):
        await _carried_out(workspace, (await _sends(workspace, 1)) + (await _tagged(workspace, 6))[0][3:])
    (job,) = await rows_of(workspace, JOBS)
    assert (job.refused, job.done) == (1, 3), "something of it is open"
    more, _ = await _tagged(workspace, 40)
    await _carried_out(workspace, more[6:], True)
    many, few = await rows_of(workspace, JOBS)
    assert many.done > 20 and few.id == job.id


async def test_the_journal_undoes_them_together_and_does_them_again(workspace: Workspace, bot: Bot) -> None:
    await _carried_out(workspace, (await _tagged(workspace, 3))[0])
    (done, *_) = await _written(workspace)
    await act(workspace, action(JOURNAL, "undo"), [done])
    assert await bot.accepted() == {ADD: 3, REMOVE: 3}
    written = await _written(workspace)
    assert [standing(each).word for each in written] == ["an undo"] * 3 + ["undone"] * 3
    await act(workspace, action(JOURNAL, "redo"), [written[-1]])
    assert await bot.accepted() == {ADD: 6, REMOVE: 3}
    written = await _written(workspace)
    assert [standing(each).word for each in written] == ["can"] * 3 + ["an undo"] * 3 + ["redone"] * 3
    again = action(JOURNAL, "redo").refusal(Context(workspace, None, (written[-1],), Answers()))
    assert again == "Already redone."
    await undo(workspace, Answers())
    assert await bot.accepted() == {ADD: 6, REMOVE: 6}
    assert await rows_of(workspace, JOBS) == []


async def test_up_to_five_calls_are_the_persons_own_and_more_wait_for_the_quota(
    workspace: Workspace, bot: Bot
) -> None:
    few, _ = await _tagged(workspace, 3)
    several = await _sends(workspace, 6)
    workspace.pacer.reserve = 999  # only the reserve is left
    await _carried_out(workspace, few)
    assert await bot.accepted() == {ADD: 3}, "as an edit of one row"
    ask = Answers()
    await carry_out(Context(workspace, None, (), ask), several, "Done.")
    assert "It goes on" in ask.said[-1] and await bot.accepted() == {ADD: 3}
    workspace.pacer.reserve = 0
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    assert await bot.accepted() == {ADD: 3, SEND: 6}


async def test_after_an_unknown_send_the_rest_waits_and_going_on_repeats_nothing(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(kind="drop", path="/subscriber/send-sub-flow", skip=1, times=1)
    with pytest.raises(Unfinished, match="1 of 5 done, 1 unknown, 3 left") as stopped:
        await _carried_out(workspace, await _sends(workspace, 5))
    assert [each.left for each in await _written(workspace)] == [3, 0, 0]
    assert len(await workspace.journal.unknown()) == 1
    with pytest.raises(Unfinished, match="4 of 5 done, 1 unknown"):
        await stopped.value.go_on()
    sent = [body["user_ns"] for _, body in await bot.writes()]
    assert len(sent) == len(set(sent)) == 5


async def test_what_may_have_arrived_with_a_few_is_asked_about_before_it_is_sent_to_one(
    workspace: Workspace, bot: Bot
) -> None:
    rows = await _sends(workspace, 2)
    await bot.fault(kind="drop", path="/subscriber/send-sub-flow", times=1)
    with pytest.raises(Unfinished):
        await _carried_out(workspace, rows)
    asked: list[Entry] = []

    async def again(older: Sequence[Entry]) -> None:
        asked.extend(older)

    workspace.decides(None, again=again)
    await workspace.apply(rows[1].edits[0])
    assert asked == [], "it never left"
    (entry,) = await workspace.apply(rows[0].edits[0])
    assert [(each.outcome, each.subject) for each in asked] == [(Outcome.UNKNOWN, entry.subject)]
    assert entry.outcome is Outcome.DONE and len(await workspace.journal.unknown()) == 1


async def _texts(workspace: Workspace) -> list[RowEdits]:
    people: list[Subscriber] = (await rows_of(workspace, SUBSCRIBERS))[:2]
    return [RowEdits(each.title, [send_text(each, "Hello")]) for each in people]


def _in_the_chat(workspace: Workspace, *ids: int) -> list[ChatMessage]:
    now = int(time.time() + workspace.pacer.host_clock.ahead)
    return [ChatMessage(id=each, type="out", content="Hello", ts=now) for each in ids]


async def test_one_message_doesnt_stand_for_a_text_that_a_few_got_and_the_reply_after_it(
    workspace: Workspace, bot: Bot
) -> None:
    rows = await _texts(workspace)
    await _carried_out(workspace, rows)
    await bot.fault(kind="drop", path="/subscriber/send-text", times=1)
    with pytest.raises(FlochatError):
        await workspace.apply(rows[0].edits[0])
    person = Subscriber.read({"user_ns": rows[0].edits[0].subject})
    assert await workspace.inbox.settle(person, _in_the_chat(workspace, 1)) == frozenset()
    assert len(await workspace.inbox.settle(person, _in_the_chat(workspace, 1, 2))) == 1


async def test_only_what_was_refused_is_tried_again(workspace: Workspace, bot: Bot) -> None:
    rows = await _sends(workspace, 3)
    await bot.fault(kind="404", path="/subscriber/send-sub-flow", skip=1, times=1)
    with pytest.raises(Unfinished, match="2 of 3 done, 1 refused") as stopped:
        await _carried_out(workspace, rows)
    assert [each.subject for each in stopped.value.refused] == [rows[1].edits[0].subject]
    await stopped.value.retry()
    sent = [body["user_ns"] for _, body in await bot.writes()]
    assert sent == [each.edits[0].subject for each in (*rows, rows[1])]
    assert stopped.value.left.complete


async def test_up_to_five_calls_come_to_their_end_when_the_bot_is_left(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    rows = await _sends(workspace, 4)
    answered = bot.hold("/subscriber/send-sub-flow")
    doing = asyncio.ensure_future(_carried_out(workspace, rows))
    await settle.until(lambda: workspace.working.awaited, lambda: "it has begun")
    leaving = asyncio.ensure_future(workspace.close())
    answered.set()
    await asyncio.gather(doing, leaving)
    assert await bot.accepted() == {SEND: 4}


async def test_what_never_left_waits_until_its_dialog_tries_again(workspace: Workspace, bot: Bot) -> None:
    from flotui.workspace.resending import resending

    rows = await _sends(workspace, 3)
    await bot.fault(kind="403-page", path="/subscriber/send-sub-flow", times=1)
    with pytest.raises(FlochatError) as failed:
        await _carried_out(workspace, rows)
    (waits,) = await _written(workspace)
    assert (waits.outcome, waits.left, failed.value.job) == (Outcome.WAITING, 3, waits.job)
    with resending(None, failed.value.job):
        await _carried_out(workspace, rows)
    assert [each.outcome for each in await _written(workspace)] == [Outcome.DONE] * 3
    assert len(await workspace.working.jobs.recent()) == 1


async def test_another_window_sees_what_was_sent_to_one_of_a_few(workspace: Workspace) -> None:
    rows = await _sends(workspace, 2)
    await _carried_out(workspace, rows)
    (found,) = await workspace.journal.written(subject=rows[0].edits[0].subject)
    assert lately([found], 0.0, ("another window",)) == [found]
    assert lately([found], 0.0, (workspace.journal.owner,)) == []


async def test_three_commits_and_no_more_come_before_the_first_call_of_a_few(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has to be on the disk: the plan as a whole, whose it is, and that the first call leaves."""
    rows, _ = await _tagged(workspace, 3)
    commits, before = 0, []
    change, sends = workspace.journal.db.change, workspace._connection.send

    async def changing(*given: Any, **more: Any) -> Any:
        nonlocal commits
        commits += 1
        return await change(*given, **more)

    async def sending(*given: Any, **more: Any) -> Any:
        before.append(commits)
        return await sends(*given, **more)

    monkeypatch.setattr(workspace.journal.db, "change", changing)
    monkeypatch.setattr(workspace._connection, "send", sending)
    await _carried_out(workspace, rows)
    assert before[0] == 3


async def test_what_was_undone_in_part_says_of_how_many_and_what_is_unknown_of_it_by_its_first_name(
    workspace: Workspace, bot: Bot
) -> None:
    await _carried_out(workspace, (await _tagged(workspace, 3))[0])
    title = (await workspace.working.jobs.recent())[0].title
    await bot.fault(kind="500", path="/subscriber/remove-tag", skip=1, times=1)
    with pytest.raises(Unfinished, match="2 of 3 done, 1 unknown"):
        await undo(workspace, Answers())
    with pytest.raises(Stopped, match=r"^Undo of “add tag .*”: its outcome is unknown\."):
        await undo(workspace, Answers())
    called = f"{title[0].lower()}{title[1:]} (2 of 3)"
    for again, said in ((redo, f"Redo: {called}. u undoes it."), (undo, f"Undo: {called}. U redoes it.")):
        ask = Answers()
        await again(workspace, ask)
        assert ask.said == [said]
