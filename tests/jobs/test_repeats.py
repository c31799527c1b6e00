# SPDX-License-Identifier: MIT
"""Two jobs that send the same to the same people: planned before either of them runs, or run at the same time."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import Unknown
from flotui.api.models.flow import SubFlow
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import REPEATED, at_once, plan, unseen_repeats
from flotui.jobs.recover import say
from flotui.jobs.report import preview, warnings
from flotui.jobs.sends import starting
from flotui.repositories.edit import Edit
from flotui.store.entry import LEFT_ALONE, Outcome
from flotui.store.job import JOB_COLUMNS, Job, JobState
from flotui.store.job_rows import OF_ROW
from flotui.store.job_runs import Turn
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal
from flotui.store.owners import owner_of
from flotui.store.repeating import BY_HAND, LEFT_OUT_TOO
from flotui.text.plural import counted
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, people, planned

SEND = Changes(sends=(SUB_FLOW,))
SENT = "flowBotUserSendSubFlow"


async def run(workspace: Workspace, job: Job) -> Job:
    return await asyncio.wait_for(workspace.working.start(job.id), 20)


async def _peek(workspace: Workspace, job: Job) -> Job:
    found = await workspace.working.jobs.peek(job.id)
    assert found is not None
    return found


async def most_a_person(bot: Bot) -> int:
    """How often the host was asked to send to the same subscriber, at most."""
    writes = await bot.door("GET", "/requests?writes=1")
    return max(Counter(each["body"]["user_ns"] for each in writes if each["operation"] == SENT).values())


@pytest.mark.parametrize("at_the_same_time", [False, True])
async def test_of_two_jobs_of_the_same_each_person_gets_one(tmp_path: Path, at_the_same_time: bool) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = [await planned(workspace, number, SEND, trial=True) for number in (30, 40)]
    if at_the_same_time:
        ended = await asyncio.gather(*(run(workspace, each) for each in jobs))
    else:
        ended = [await run(workspace, each) for each in jobs]
    assert (await bot.accepted(), await most_a_person(bot)) == ({SENT: 40}, 1)
    assert [each.state for each in ended] == [JobState.ENDED] * 2
    assert sum(each.done for each in ended) == 40 and sum(each.dropped for each in ended) == 30
    for each in ended:
        left = f"{counted(each.dropped, 'row')} left alone: changed or sent the same since it was planned."
        assert each.options.left_out == each.dropped and each.message == (left if each.dropped else "")
    alone = await workspace.working.jobs.steps(ended[1].id, [Outcome.DROPPED], limit=1)
    assert alone[0].message == f"Sent the same by job {jobs[0].id} since; left out."
    await workspace.close()


async def test_what_the_person_saw_in_the_plan_is_sent(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    await run(workspace, await planned(workspace, 3, SEND))
    ended = await run(workspace, await planned(workspace, 3, SEND))
    assert (ended.done, ended.dropped) == (3, 0) and await bot.accepted() == {SENT: 6}
    await workspace.close()


async def test_who_was_sent_it_by_hand_since_is_left_alone(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 3, SEND)
    second = (await people(workspace, 2))[1]["user_ns"]
    call = Call.of(SENT, body={"user_ns": second, **SUB_FLOW.body})
    await workspace.apply(Edit(call, SUB_FLOW.summary, second))
    ended = await run(workspace, job)
    assert (ended.done, ended.dropped) == (2, 1) and await most_a_person(bot) == 1
    (alone,) = await workspace.working.jobs.steps(job.id, [Outcome.DROPPED])
    assert (alone.subject, alone.message) == (second, "Sent the same by hand since; left out.")
    await workspace.close()


async def test_a_plan_that_leaves_repeats_out_does_so_when_it_runs(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    planner = Planner(SEND)
    rows = [planner.row(each) for each in await people(workspace, 3)]
    jobs = workspace.working.jobs
    found = [await plan(jobs, "Send", at_once(rows), JobDraft(""), skip_repeats=True) for _ in range(2)]
    for each in found:
        assert each.job is not None
        ended = await run(workspace, each.job)
    assert await bot.accepted() == {SENT: 3}
    assert (ended.dropped, ended.options.left_out, ended.message) == (3, 0, "")  # as was asked for
    await workspace.close()


@pytest.mark.parametrize("asked", [False, True])
async def test_of_a_row_left_out_only_what_was_sent_the_same_is_said_to_be(
    tmp_path: Path, asked: bool
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    welcome = starting(SubFlow(sub_flow_ns="f1284s2002", name="Welcome"))
    both = await planned(workspace, 2, Changes(sends=(SUB_FLOW, welcome)))
    other = await run(workspace, await planned(workspace, 1, SEND))
    why = REPEATED if asked else f"Sent the same by job {other.id} since; left out."
    if asked:
        await workspace.working.jobs.leave_out(both.id, [1], why)
    ended = await run(workspace, both)
    assert (ended.done, ended.dropped) == (2, 2)
    alone = await workspace.working.jobs.steps(both.id, [Outcome.DROPPED])
    assert [each.message for each in alone] == [why, LEFT_OUT_TOO]
    await workspace.close()


async def test_what_may_not_have_arrived_is_not_said_to_be_sent(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    first, second = [await planned(workspace, 1, SEND) for _ in range(2)]
    await bot.fault(path="/subscriber/send-sub-flow", drop=True, times=1, accepted=True)
    assert (await run(workspace, first)).unknown == 1
    assert (await run(workspace, second)).dropped == 1
    (alone,) = await workspace.working.jobs.steps(second.id, [Outcome.DROPPED])
    assert alone.message == f"Perhaps sent the same by job {first.id} since; left out."
    await workspace.close()


@pytest.mark.parametrize("by_hand", [False, True])
async def test_what_was_unknown_and_let_be_may_have_arrived(tmp_path: Path, by_hand: bool) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    await bot.fault(path="/subscriber/send-sub-flow", drop=True, times=1, accepted=True)
    if by_hand:
        (who, *_) = await people(workspace, 1)
        call = Call.of(SENT, body={"user_ns": who["user_ns"], **SUB_FLOW.body})
        with pytest.raises(Unknown):
            await workspace.apply(Edit(call, SUB_FLOW.summary, who["user_ns"]))
        (entry,) = await workspace.journal.unknown()
        await workspace.settle(entry, Outcome.DROPPED, LEFT_ALONE)
    else:
        first = await run(workspace, await planned(workspace, 1, SEND))
        assert (await say(jobs, first.id, [1], Outcome.DROPPED)).dropped == 1
    seen = await planned(workspace, 3, SEND)
    (repeat,) = (await preview(jobs, seen, workspace.pacer)).repeats
    assert repeat[0].n == 1, "the preview points it out"
    later = await run(workspace, await planned(workspace, 3, SEND, repeats_seen_at=1.0))
    (alone,) = await jobs.steps(later.id, [Outcome.DROPPED])
    by = "by hand" if by_hand else f"by job {first.id}"
    assert (alone.n, alone.message) == (1, f"Perhaps sent the same {by} since; left out.")
    assert await most_a_person(bot) == 1
    await workspace.close()


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("by_hand", [False, True])
async def test_what_is_just_being_sent_the_same_is_waited_for(
    tmp_path: Path, by_hand: bool, refused: bool
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    first, second = [await planned(workspace, 2, SEND) for _ in range(2)]
    row_id = (await people(workspace, 1))[0]["user_ns"]
    released = bot.hold("/subscriber/send-sub-flow", times=1, **({"kind": "422"} if refused else {}))
    if by_hand:
        call = Call.of(SENT, body={"user_ns": row_id, **SUB_FLOW.body})
        other: asyncio.Future[object] = asyncio.ensure_future(
            workspace.apply(Edit(call, SUB_FLOW.summary, row_id))
        )
    else:
        await jobs.leave_out(first.id, [2], "")
        other = asyncio.ensure_future(run(workspace, first))
    while not await bot.writes():
        await asyncio.sleep(0.01)
    running = asyncio.ensure_future(run(workspace, second))

    while (await _peek(workspace, second)).done < 1:
        await asyncio.sleep(0.01)
    beat = (await _peek(workspace, second)).beat
    while (await _peek(workspace, second)).beat == beat:  # it looks whether it may go on
        await asyncio.sleep(0.01)
    held = await _peek(workspace, second)
    assert (held.waiting, held.dropped) == (1, 0)
    released.set()
    await asyncio.gather(other, return_exceptions=True)
    ended = await running
    assert (ended.done, ended.dropped) == ((2, 0) if refused else (1, 1))
    assert await bot.accepted() == {SENT: 2}
    if not refused:
        (alone,) = await jobs.steps(second.id, [Outcome.DROPPED])
        by = "hand" if by_hand else f"job {first.id}"
        assert alone.message == f"Sent the same by {by} since; left out."
    await workspace.close()


@pytest.mark.parametrize("age", [200, -86_400], ids=["long ago", "the clock was set back"])
async def test_an_answer_that_never_comes_is_not_waited_for(tmp_path: Path, age: int) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    first, second = [await planned(workspace, 1, SEND) for _ in range(2)]
    other = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    other.jobs.owner = owner_of(os.getppid())
    await other.jobs.take(first.id)
    await other.jobs.turn(first.id, [], 1)
    for older in (f"step SET at = at - {age}", "job SET created = created - 300"):
        await jobs._db.change(lambda db, older=older: db.execute(f"UPDATE {older}"))
    assert (await run(workspace, second)).dropped == 1 and await bot.accepted() == {}
    (alone,) = await jobs.steps(second.id, [Outcome.DROPPED])
    assert alone.message == f"Perhaps sent the same by job {first.id} since; left out."
    await other.close()
    await workspace.close()


async def test_a_job_of_which_little_is_left_is_through_in_few_turns(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = [await planned(workspace, number, SEND, trial=True) for number in (120, 121)]
    await run(workspace, jobs[0])
    turns = 0
    take_turn = workspace.working.jobs.turn

    async def counting(*given: Any, **named: Any) -> Turn:
        nonlocal turns
        turns += 1
        return await take_turn(*given, **named)

    workspace.working.jobs.turn = counting  # type: ignore[method-assign]
    ended = await run(workspace, jobs[1])
    assert (ended.done, ended.dropped) == (1, 120) and turns < 10
    await workspace.close()


@pytest.mark.parametrize("seen", ["planned", "looked at"])
@pytest.mark.parametrize("by_hand", [False, True])
async def test_what_is_sent_after_the_plan_was_seen_counts_though_the_clock_was_set_back_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_hand: bool, seen: str
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs, now = workspace.working.jobs, time.time
    await run(workspace, await planned(workspace, 1, SEND))  # which is seen
    ahead, offset = 3600.0, 0.0
    monkeypatch.setattr("time.time", lambda: now() + offset)
    offset = 0.0 if seen == "looked at" else ahead
    job = await planned(workspace, 3, SEND)
    offset = ahead
    await jobs.configure(job.id, **({"repeats_seen_at": time.time()} if seen == "looked at" else {}))
    offset = 0.0
    second = (await people(workspace, 2))[1]["user_ns"]
    if by_hand:
        call = Call.of(SENT, body={"user_ns": second, **SUB_FLOW.body})
        await workspace.apply(Edit(call, SUB_FLOW.summary, second))
    else:
        rows = [Planner(SEND).row((await people(workspace, 2))[1])]
        other = (await plan(jobs, "Send", at_once(rows), JobDraft("", options=job.options))).job
        assert other is not None
        await run(workspace, other)
    offset = ahead * 2  # by then nothing else tells that it was set back
    found = await _peek(workspace, job)
    assert [step.subject for step, _ in await unseen_repeats(jobs, found)] == [second]
    ended = await run(workspace, job)
    assert (ended.done, ended.dropped) == (2, 1)
    again = await jobs.configure(job.id, repeats_seen_at=time.time())
    assert again.repeats_since(time.time()) == again.options.repeats_seen_at
    await workspace.close()


@pytest.mark.parametrize(("later", "repeated"), [(19, True), (23.9, False)])
async def test_what_is_sent_daily_at_the_same_hour_is_no_repeat(
    tmp_path: Path, later: float, repeated: bool
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    tomorrow = await planned(workspace, 2, SEND)
    await run(workspace, await planned(workspace, 2, SEND))
    assert len(await unseen_repeats(jobs, tomorrow)) == 2
    starts = time.time() + later * 3600
    tomorrow = await jobs.schedule(tomorrow.id, starts, None)
    assert len(await unseen_repeats(jobs, tomorrow)) == (2 if repeated else 0)
    shown = await preview(jobs, tomorrow, workspace.pacer)
    assert len(shown.repeats) == (2 if repeated else 0)
    planner = Planner(SEND)
    rows = [planner.row(each) for each in await people(workspace, 2)]
    leaving = await plan(jobs, "Send", at_once(rows), JobDraft("", starts_at=starts), skip_repeats=True)
    assert leaving.rows == (0 if repeated else 2)
    await workspace.close()


async def test_a_preview_tells_of_a_job_that_is_still_to_send_the_same(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    begun = await run(workspace, await planned(workspace, 4, SEND, trial=True, ask_after_trial=True))
    await planned(workspace, 4, SEND)  # one that never ran may never do
    found = await preview(jobs, await planned(workspace, 3, SEND), workspace.pacer)
    said = f"Job {begun.id} (paused) is still to send the same to 2 of them."
    assert warnings(found)[1:3] == [
        f"{(await people(workspace, 1))[0]['name']} got the same within the last day by job {begun.id}.",
        said,
    ]
    await workspace.working.ask(begun.id, JobState.CANCELLED)
    assert said not in warnings(await preview(jobs, found.job, workspace.pacer))
    await workspace.close()


@pytest.mark.parametrize(
    ("statement", "looks_up"),
    [
        (BY_HAND, "entry_subject"),
        (f"UPDATE step SET outcome = 'dropped' WHERE job = :job AND {OF_ROW}", "job=? AND n>? AND n<?"),
        (f"SELECT {JOB_COLUMNS} FROM job WHERE id = :job", "step_outcome (job=? AND outcome=?)"),
    ],
    ids=["by hand", "of a row", "a job"],
)
async def test_what_each_step_asks_for_is_looked_up(tmp_path: Path, statement: str, looks_up: str) -> None:
    workspace = await Bot(subscribers=250).open(tmp_path)
    given: Any = {"job": 1, "part": 1} if ":job" in statement else ("", "", 0, "")
    plans = await workspace.working.jobs._db.read(
        lambda db: db.execute(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
    )
    assert looks_up in str(plans)
    await workspace.close()
