# SPDX-License-Identifier: MIT
"""A job is carried out step by step, and what came of each is known at any time."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.errors import Stopped
from flotui.api.models.flow import Tag
from flotui.api.models.subscriber import Subscriber
from flotui.jobs import runner
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.report import rate
from flotui.jobs.runner import CLOSED, Runner, RunsElsewhere
from flotui.repositories.profile import add_labels, remove_labels
from flotui.repositories.subscribers import FieldChange, add_tags, remove_tags, set_fields
from flotui.resources import job_starting
from flotui.store.database import Precious
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState, unpacked_changes
from flotui.store.job_steps import Answered
from flotui.store.journal import Journal
from flotui.store.owners import owner_of
from flotui.store.trouble import StoreFailed
from flotui.workspace import Worked
from flotui.workspace.job_host import JobHost
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, people, planned

ADD = "flowBotUserAddTag"


async def test_each_person_is_called_once_and_what_is_so_already_not_at_all(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    rows = await people(workspace, 40)
    planner = Planner(Changes(add_tags=(TAG,)))
    has = {**rows[0], "tags": [{"tag_ns": TAG.tag_ns, "name": TAG.name}]}
    assert planner.row(has).steps == []
    job = await planned(workspace, 40)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.state, ended.done, ended.waiting) == (JobState.ENDED, 40, 0)
    assert await bot.accepted() == {ADD: 40}
    cached = await workspace.cache.row("subscriber", rows[3]["user_ns"])
    assert cached is None or TAG.tag_ns in str(cached.value)
    await workspace.close()


async def test_steps_are_the_calls_that_edits_of_one_person_make() -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open()
    tags = [Tag(tag_ns=f"f1284t30{n:02}", name=f"t{n}") for n in range(1, 26)]
    rows = await people(workspace, 60)
    field = next(each for row in rows for each in row["user_fields"] if each["value"] not in (None, ""))
    change = FieldChange(field["var_ns"], field["name"], field["var_type"], 'a "quoted" \\ ünïcode\nvalue')
    for row in rows:
        row = {**row, "tags": [{"tag_ns": each.tag_ns, "name": each.name} for each in tags[:3]]}
        person = Subscriber.read(row)
        changes = Changes(
            add_tags=tuple(tags[2:]),
            remove_tags=tuple(tags[:2]),
            add_labels=("VIP", 'odd "one"'),
            remove_labels=("Gone",),
            fields=(change,),
        )
        edits = [
            *remove_tags(person, tags[:2]),
            *add_tags(person, tags[2:]),
            *remove_labels(person, ["Gone"]),
            *add_labels(person, ["VIP", 'odd "one"']),
            *set_fields(person, [change]),
        ]
        steps = Planner(changes).row(row).steps
        assert [each.call for each in steps] == [each.call.key for each in edits]
        assert [unpacked_changes(each.changes) for each in steps] == [each.changes for each in edits]
    await workspace.close()


async def test_the_hour_is_waited_out_and_is_no_outcome(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    for kind in ("429", "429-as-200"):
        job = await planned(workspace, 12, Changes(sends=(SUB_FLOW,)))
        await bot.fault(kind=kind, path="/subscriber/send-sub-flow", skip=4, headers={"retry-after": "1"})
        ended = await asyncio.wait_for(workspace.working.start(job.id), 30)
        assert (ended.state, ended.done, ended.unknown, ended.refused) == (JobState.ENDED, 12, 0, 0)
    assert await bot.accepted() == {"flowBotUserSendSubFlow": 24}
    await workspace.close()


async def test_what_was_sent_by_one_that_ended_is_unknown_at_once_and_never_sent_again(
    tmp_path: Path,
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 10, Changes(sends=(SUB_FLOW,)))
    dead = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    dead.jobs.owner = "999999:1"
    assert await dead.jobs.take(job.id) is not None
    turn = await dead.jobs.turn(job.id, [], 3)
    assert len(turn.steps) == 3
    await dead.close()
    found = await workspace.working.jobs.job(job.id)
    assert found is not None
    assert (found.state, found.unknown, found.intended) == (JobState.STOPPED, 3, 0)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.done, ended.unknown) == (7, 3)
    assert await bot.accepted() == {"flowBotUserSendSubFlow": 7}
    await workspace.close()


async def test_a_job_has_one_runner(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    one, other = await bot.open(tmp_path), await bot.open(tmp_path)
    other.working.jobs.owner = owner_of(os.getppid())
    job = await planned(one, 20)
    await other.working.jobs.take(job.id)
    with pytest.raises(RunsElsewhere):
        await asyncio.wait_for(one.working.start(job.id), 10)
    assert await bot.accepted() == {}
    await one.close()
    await other.close()


async def test_it_is_paused_by_a_word_in_the_database_and_goes_on_where_it_was(tmp_path: Path) -> None:
    bot = Bot(subscribers=200, latency_ms=20)
    workspace, elsewhere = await bot.open(tmp_path), await bot.open(tmp_path)
    job = await planned(workspace, 60)
    task = workspace.working.start(job.id)
    while (found := await elsewhere.working.jobs.peek(job.id)) is not None and found.done < 5:
        await asyncio.sleep(0.01)
    await elsewhere.working.jobs.ask(job.id, JobState.PAUSED)
    paused = await asyncio.wait_for(task, 10)
    assert paused.state is JobState.PAUSED
    assert 0 < paused.done < 60
    assert paused.done == (await bot.accepted())[ADD]
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.done, await bot.accepted()) == (60, {ADD: 60})
    cancelled = await planned(workspace, 30)
    await workspace.working.ask(cancelled.id, JobState.CANCELLED)
    ended = await asyncio.wait_for(workspace.working.start(cancelled.id), 10)
    assert (ended.state, ended.waiting) == (JobState.CANCELLED, 30)
    await workspace.close()
    await elsewhere.close()


async def test_the_same_refusal_three_times_stops_it_until_a_person_has_it_go_on(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 30)
    await bot.fault(kind="422", path="/subscriber/add-tag", times=20)
    stopped = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert stopped.state is JobState.STOPPED
    assert "3 in a row were refused for the same reason" in stopped.message
    assert 3 <= stopped.refused < 15
    ended = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (ended.state, ended.refused, ended.done) == (JobState.ENDED, 20, 10)
    assert all(each.message for each in await workspace.working.jobs.steps(job.id, [Outcome.REFUSED]))
    await workspace.close()


async def test_a_lost_answer_is_unknown_and_a_lost_connection_is_tried_again(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 10, Changes(sends=(SUB_FLOW,)))
    await bot.fault(kind="drop", path="/subscriber/send-sub-flow", skip=2)
    await bot.fault(kind="drop-before", path="/subscriber/send-sub-flow", skip=5)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.done, ended.unknown) == (8, 2)
    assert await bot.accepted() == {"flowBotUserSendSubFlow": 9}
    await workspace.close()


async def test_a_value_whose_answer_was_lost_is_set_again_and_that_is_said(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    row = (await people(workspace, 1))[0]
    field = next(each for each in row["user_fields"] if each["name"] == "city")
    change = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    job = await planned(workspace, 6, Changes(fields=(change,)))
    await bot.fault(kind="drop", path="/subscriber/set-user-field", skip=2)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.state, ended.done, ended.unknown) == (JobState.ENDED, 6, 0)
    assert await bot.accepted() == {"flowBotUserSetUserField": 7}
    said = [each.message for each in await workspace.working.jobs.steps(job.id)]
    assert sorted(said) == [""] * 5 + ["Sent again, because its first answer was lost."]
    await workspace.close()


async def test_a_trial_that_goes_wrong_keeps_the_rest_from_leaving(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 10, trial=True)
    await bot.fault(kind="422", path="/subscriber/add-tag")
    stopped = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (stopped.state, stopped.refused, stopped.waiting) == (JobState.STOPPED, 1, 9)
    assert stopped.message.startswith("Trial with ")
    other = await planned(workspace, 10, trial=True, ask_after_trial=True)
    paused = await asyncio.wait_for(workspace.working.start(other.id), 10)
    assert (paused.state, paused.done, paused.waiting) == (JobState.PAUSED, 1, 9)
    ended = await asyncio.wait_for(workspace.working.start(other.id), 10)
    assert (ended.state, ended.done) == (JobState.ENDED, 10)
    await workspace.close()


async def test_how_fast_a_job_is_counts_no_break(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 10, trial=True, ask_after_trial=True)
    paused = await asyncio.wait_for(workspace.working.start(job.id), 10)
    again = time.time()
    ended = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert paused.begun and paused.begun < again <= ended.options.paced_at
    later = replace(ended, done=5, waiting=5, begun=again - 3600)  # one of the five was done an hour ago
    assert rate(later, ended.options.paced_at + 2) == (2.0, 2.5)
    held = await planned(workspace, 10)
    starts = time.time() + 0.2
    await workspace.working.jobs.schedule(held.id, starts, None)
    ended = await asyncio.wait_for(workspace.working.start(held.id), 10)
    assert ended.begun and ended.begun < starts <= ended.options.paced_at
    await workspace.close()


async def test_a_trial_is_told_though_it_took_the_last_call_of_the_hour(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 10, trial=True, ask_after_trial=True)
    await bot.door("POST", "/quota", {"remaining": workspace.pacer.reserve + 2})
    await people(workspace, 1)  # so that the answer says how many are left
    paused = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (paused.state, paused.done, paused.waiting) == (JobState.PAUSED, 1, 9)
    assert paused.message.startswith("Trial with ") and await bot.accepted() == {ADD: 1}
    await workspace.close()


async def test_what_sets_a_field_rests_before_what_reads_it_is_sent(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    row = (await people(workspace, 1))[0]
    field = row["user_fields"][0]
    change = FieldChange(field["var_ns"], field["name"], field["var_type"], "anew")
    job = await planned(workspace, 2, Changes(fields=(change,), sends=(SUB_FLOW,)))
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert ended.done == 4
    steps = await workspace.working.jobs.steps(job.id)
    for first, then in zip(steps[::2], steps[1::2], strict=True):
        assert first.answered_at is not None and then.at is not None
        assert then.at - first.answered_at >= 1.5
    await workspace.close()


async def test_messages_end_with_their_day_and_wait_for_quiet_hours(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 5, Changes(sends=(SUB_FLOW,)))
    now = time.time()
    await workspace.working.jobs.schedule(job.id, None, now - 5)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (ended.state, ended.waiting, await bot.accepted()) == (JobState.ENDED, 5, {})
    assert "Its time ended" in ended.message
    hour = time.localtime().tm_hour
    quiet = await planned(workspace, 5, Changes(sends=(SUB_FLOW,)), quiet=(hour, (hour + 2) % 24))
    task = workspace.working.start(quiet.id)
    held: Any = None
    while held is None or held.held_until is None:
        await asyncio.sleep(0.02)
        held = await workspace.working.jobs.peek(quiet.id)
        assert not task.done()
    assert "quiet hours" in held.message
    assert await bot.accepted() == {}
    await workspace.working.ask(quiet.id, JobState.PAUSED)
    paused = await asyncio.wait_for(task, 10)
    assert paused.waiting == 5
    await workspace.close()


async def test_a_job_that_is_held_keeps_its_lease_though_the_clock_is_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await Bot(subscribers=250).open(tmp_path)
    jobs, now = workspace.working.jobs, time.time()
    job = await planned(workspace, 2)
    await jobs.schedule(job.id, now + 900, None)
    monkeypatch.setattr(runner, "_BEAT", 0.05)
    begun = [now]
    holding = Runner(
        jobs, JobHost(workspace.working, workspace.pacer), clock=lambda: begun.pop() if begun else now - 99
    )
    task = asyncio.ensure_future(holding.run(job.id))
    beats = set[float | None]()
    while len(beats) < 4:
        assert not task.done()
        holding.nudge()
        await asyncio.sleep(0.01)
        found = await jobs.peek(job.id)
        assert found is not None
        beats.add(found.beat)
    holding.close()
    assert (await task).waiting == 2
    await workspace.close()


async def test_the_list_counts_without_reading_steps(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 20)
    await asyncio.wait_for(workspace.working.start(job.id), 10)
    (listed,) = await workspace.working.jobs.recent()
    counted = dict.fromkeys(listed.counts, 0)
    for step in await workspace.working.jobs.steps(job.id):
        counted[step.outcome] += 1
    assert listed.counts == counted
    assert replace(listed, ended=None).steps == 20
    await workspace.close()


async def test_a_job_that_fails_is_stopped_and_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs, told = workspace.working.jobs, list[Job]()
    workspace.listen(lambda event: told.append(event.job) if isinstance(event, Worked) else None)
    job = await planned(workspace, 40)  # more than leave at once

    async def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(workspace.working, "take_in", fail)
        patched.setattr(runner, "_TELL", 0.01)  # it fails at the first answers
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(workspace.working.start(job.id), 10)
    found = await jobs.job(job.id)
    assert found is not None and (found.state, found.owner, found.intended) == (JobState.STOPPED, "", 0)
    assert told[-1] == found and "because of a bug" in found.message
    with monkeypatch.context() as patched:  # the disk is full from the third commit on
        turns = itertools.count()

        async def full(work: Any, **how: bool) -> Any:
            if next(turns) < 2:
                return await Precious.change(jobs._db, work, **how)
            raise StoreFailed("Not sent: the disk is full.")

        patched.setattr(jobs._db, "change", full)
        with pytest.raises(StoreFailed):
            await asyncio.wait_for(workspace.working.start(job.id), 10)
        left = await jobs.peek(job.id)
        assert told[-1] == left == (await jobs.recent())[0]
        assert left is not None and (left.state, left.owner) == (JobState.STOPPED, "")
    other = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    assert (noted := await other.jobs.peek(job.id)) is not None and noted.state is JobState.RUNNING
    await jobs.recent()
    assert (noted := await other.jobs.peek(job.id)) is not None and noted.state is JobState.STOPPED
    await other.close()
    ended = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (ended.state, ended.waiting, ended.done + ended.unknown) == (JobState.ENDED, 0, 40)
    await workspace.close()


@pytest.mark.parametrize("by", ["looking", "going on"])
async def test_what_came_of_calls_is_noted_once_there_is_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    bot = Bot(subscribers=30)
    workspace = await bot.open(tmp_path)
    jobs, job = workspace.working.jobs, await planned(workspace, 20)
    with monkeypatch.context() as patched:  # there is space for it to begin, and for what leaves first
        turns = itertools.count()

        async def full(work: Any, **how: bool) -> Any:
            if next(turns) < 2:
                return await Precious.change(jobs._db, work, **how)
            raise StoreFailed("Not sent: the disk is full.")

        patched.setattr(jobs._db, "change", full)
        with pytest.raises(StoreFailed, match=r"[1-9]\d* more calls were sent, but .* couldn't be noted"):
            await asyncio.wait_for(workspace.working.start(job.id), 10)
    sent = sum((await bot.accepted()).values())
    found = await (jobs.job(job.id) if by == "looking" else jobs.take(job.id))
    assert found is not None and (found.done, found.unknown, found.waiting) == (sent, 0, 20 - sent)
    assert 0 < sent < 20
    await workspace.close()


async def test_how_a_job_was_left_is_noted_though_it_was_cancelled_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await Bot(subscribers=30).open(tmp_path)
    jobs, job = workspace.working.jobs, await planned(workspace, 5)
    await jobs.take(job.id)
    turn = await jobs.turn(job.id, [], 2)
    await jobs.ask(job.id, JobState.CANCELLED)
    done = [Answered(each.n, each.at or 0.0, Outcome.DONE, 1.0, 200, 1, "") for each in turn.steps[:1]]

    async def full(*_: object, **__: object) -> None:
        raise StoreFailed("Not sent: the disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(jobs._db, "change", full)
        with pytest.raises(StoreFailed):
            await jobs.end(job.id, JobState.CANCELLED, "", None, done)
    await jobs.take(job.id)
    await jobs.recent()
    other = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    found = await other.jobs.peek(job.id)
    assert found is not None and (found.owner, found.done, found.unknown, found.intended) == ("", 1, 1, 0)
    await other.close()
    await workspace.close()


async def test_one_that_another_window_pauses_while_it_is_begun_stays_so() -> None:
    bot = Bot(subscribers=30)
    workspace = await bot.open()
    job = await planned(workspace, 6)
    await workspace.working.jobs.ask(job.id, JobState.PAUSED)
    with pytest.raises(Stopped, match="is paused already"):
        await job_starting.start(workspace, Answers(), job)
    left = await asyncio.wait_for(workspace.working.start(job.id, unbegun=True), 10)
    assert (left.state, left.done) == (JobState.PAUSED, 0)
    await job_starting.start(workspace, Answers(), left)
    ended = await workspace.working.jobs.peek(job.id)
    assert ended is not None and (ended.state, ended.done) == (JobState.ENDED, 6)
    await workspace.close()


async def test_closing_waits_no_longer_than_it_says(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 10, Changes(sends=(SUB_FLOW,)))
    await bot.fault(kind="", path="/subscriber/send-sub-flow", delay_ms=60_000, times=0)
    workspace.working.start(job.id)
    async with asyncio.timeout(10):
        while (left := await workspace.working.jobs.peek(job.id)) is None or not left.intended:
            await asyncio.sleep(0.02)
    async with asyncio.timeout(10):
        await workspace.close(0.2)
    after = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    found = await after.jobs.peek(job.id)
    assert found is not None and (found.state, found.message, found.owner) == (JobState.STOPPED, CLOSED, "")
    assert (found.intended, found.waiting) == (0, 10 - found.unknown) and found.unknown
    await after.close()
