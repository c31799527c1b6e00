# SPDX-License-Identifier: MIT
"""What became of the steps of a job is looked up, and only what did not arrive leaves again."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from flotui.api.call import Call
from flotui.api.errors import Stopped
from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs.changes import Changes, of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.recover import look_up, say
from flotui.jobs.sends import starting
from flotui.jobs.since import FRESH, is_old, leave_out, stale
from flotui.jobs.verify import VERIFIED, differences, plan_differences, verify
from flotui.repositories.flows import TAG as KIND_OF_TAGS
from flotui.repositories.profile import create
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.job_reading import calls_to_read
from flotui.resources.job_steps import NOT_DONE
from flotui.resources.reading import read_all
from flotui.store.entry import Outcome
from flotui.store.job import JobState
from flotui.store.jobs import JobDraft
from tests.jobs.looking_rig import run_through
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers, act
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, aged, people, planned

ADD = "flowBotUserAddTag"


async def test_unknown_tags_are_looked_up_by_pages_and_only_those_lost_leave_again(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 120)
    for _ in range(2):  # 500 isn't tried again by the client: once after it was carried out, once before
        await bot.fault(kind="500", path="/subscriber/add-tag", skip=10)
        await bot.fault(kind="500-before", path="/subscriber/add-tag", skip=30)
    ended = await run_through(workspace, job)
    assert ended.unknown == 4
    before = len(await bot.requests())
    looked = await look_up(workspace.working.jobs, job.id, workspace.reader.send)
    assert (looked.arrived + looked.lost, looked.asked) == (4, [])
    assert looked.lost >= 1 and looked.arrived >= 1
    assert len(await bot.requests()) - before <= 4
    assert looked.job.state is JobState.PAUSED
    ended = await run_through(workspace, looked.job)
    assert (ended.state, ended.done, ended.unknown) == (JobState.ENDED, 120, 0)
    assert (await bot.accepted())[ADD] == 120
    await workspace.close()


async def test_a_person_says_what_became_of_sends(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 9, Changes(sends=(SUB_FLOW,)))
    for skip in (1, 3, 5):
        await bot.fault(kind="drop", path="/subscriber/send-sub-flow", skip=skip)
    ended = await run_through(workspace, job)
    looked = await look_up(workspace.working.jobs, job.id, workspace.reader.send)
    assert (looked.arrived, looked.lost, len(looked.asked)) == (0, 0, ended.unknown)
    one, *others = [each.n for each in looked.asked]
    await say(workspace.working.jobs, job.id, others, Outcome.DONE)
    found = await say(workspace.working.jobs, job.id, [one], Outcome.DROPPED)
    assert (found.unknown, found.dropped, found.done) == (0, 1, 8)
    assert found.state is JobState.ENDED
    await workspace.close()


@pytest.mark.parametrize("said", [None, Outcome.DONE, Outcome.DROPPED])
async def test_what_waited_for_a_call_that_had_arrived_can_leave(
    tmp_path: Path, said: Outcome | None
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    welcome = starting(SubFlow(sub_flow_ns="f1284s2002", name="Welcome"))
    changes = Changes(sends=(SUB_FLOW, welcome)) if said else Changes(add_tags=(TAG,), sends=(SUB_FLOW,))
    job = await planned(workspace, 2, changes)
    await bot.fault(kind="500", path="/subscriber/send-sub-flow" if said else "/subscriber/add-tag")
    ended = await run_through(workspace, job)
    assert (ended.state, ended.done, ended.unknown, ended.waiting) == (JobState.ENDED, 2, 1, 1)
    looked = await look_up(jobs, job.id, workspace.reader.send)
    found = looked.job if said is None else await say(jobs, job.id, [looked.asked[0].n], said)
    goes_on = said is not Outcome.DROPPED
    assert found.state is (JobState.PAUSED if goes_on else JobState.ENDED)
    assert (await run_through(workspace, found)).done == (4 if goes_on else 2)
    assert sum((await bot.accepted()).values()) == (4 if goes_on else 3)
    await workspace.close()


async def test_refused_steps_are_tried_again_and_unknown_ones_told_of_each_by_a_key_of_its_own(
    tmp_path: Path,
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    job = await planned(workspace, 8, Changes(sends=(SUB_FLOW,)))
    await bot.fault(kind="drop", path="/subscriber/send-sub-flow", skip=1)
    await bot.fault(kind="422", path="/subscriber/send-sub-flow", skip=3)
    ended = await run_through(workspace, job)
    assert (ended.refused, ended.unknown) == (1, 1)
    resolve, again = action(NOT_DONE, "job-left.resolve"), action(NOT_DONE, "job-left.again")
    marked = await jobs.steps(job.id, [Outcome.REFUSED, Outcome.UNKNOWN])
    (refused,) = [each for each in marked if each.outcome is Outcome.REFUSED]
    context = Context(workspace, NOT_DONE, (refused,), Answers())
    assert resolve.refusal(context) == "Its outcome is known." and again.refusal(context) is None
    with pytest.raises(Cancelled):
        await act(workspace, again, marked, NO)
    found = await jobs.peek(job.id)
    assert found is not None and (found.refused, found.unknown, found.waiting) == (1, 1, 0)
    await act(workspace, resolve, marked, "dropped")
    found = await jobs.peek(job.id)
    assert found is not None and (found.refused, found.unknown, found.dropped) == (1, 0, 1)
    asked = await act(workspace, again, marked, True)
    assert asked.asked[0].title == "Try 1 step again that was refused"
    ended = await run_through(workspace, job)
    assert (ended.state, ended.done, ended.refused, ended.dropped) == (JobState.ENDED, 7, 0, 1)
    await workspace.close()


@pytest.mark.parametrize(
    ("kind", "came", "key"), [("drop", "unknown", "resolve"), ("422", "refused", "again")]
)
async def test_nothing_of_a_cancelled_job_is_taken_for_not_sent_by_asking_to_send_it_again(
    tmp_path: Path, kind: str, came: str, key: str
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs = workspace.working.jobs
    job = await planned(workspace, 4, Changes(sends=(SUB_FLOW,)), trial=True)
    await bot.fault(kind=kind, path="/subscriber/send-sub-flow")
    assert (await run_through(workspace, job)).waiting == 3, "the first one stops it"
    cancelled = await workspace.working.ask(job.id, JobState.CANCELLED)
    (step,) = await jobs.steps(job.id, [Outcome(came)])
    refusal = f"Job {job.id} is cancelled: nothing more of it is sent."
    with pytest.raises(Stopped, match=refusal):
        await say(jobs, job.id, [step.n], Outcome.WAITING)
    if key == "again":
        with pytest.raises(Stopped, match=refusal):
            await act(workspace, action(NOT_DONE, "job-left.again"), [step])
        assert await jobs.peek(job.id) == cancelled
    else:
        asked = (await act(workspace, action(NOT_DONE, "job-left.resolve"), [step], "done")).asked[-1]
        assert [each.id for each in asked.choices] == ["done", "dropped"]
    await workspace.close()


async def test_what_of_a_cancelled_job_had_not_arrived_waits_for_nothing(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 30, trial=True)
    await bot.fault(kind="500-before", path="/subscriber/add-tag", times=3)
    assert (await run_through(workspace, job)).unknown == 1, "the first one stops it"
    await workspace.working.ask(job.id, JobState.CANCELLED)
    looked = await look_up(workspace.working.jobs, job.id, workspace.reader.send)
    assert looked.said == "Looked up: 1 had not arrived."
    await workspace.close()


async def test_rows_whose_reading_takes_long_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await aged(workspace, await planned(workspace, 120))
    late = [0.0]
    monkeypatch.setattr("flotui.jobs.since.time", SimpleNamespace(time=lambda: time.time() + late[0]))

    async def slow(call: Call, purpose: Purpose) -> Reply:
        late[0] += 2 * FRESH
        return await workspace.reader.send(call, purpose)

    assert is_old(job)
    found = await leave_out(workspace.working.jobs, job.id, await stale(workspace.working.jobs, job.id, slow))
    assert late[0] and found.waiting == 120 and not is_old(found)
    await workspace.close()


async def test_creations_that_nothing_tells_of_are_asked_about_as_creations(tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    rows = [SourceRow("", of_edits(name, [create({"name": name})])) for name in ("Ana Um", "Ana Dois")]
    job = (await plan(workspace.working.jobs, "Create", at_once(rows), JobDraft(""))).job
    assert job is not None
    await bot.fault(kind="drop", path="*create*", times=2)
    ended = await run_through(workspace, job)
    ended = await run_through(workspace, ended) if ended.waiting else ended
    assert ended.unknown == 2
    unknown = await workspace.working.jobs.every(job.id, [Outcome.UNKNOWN])
    asked = (await act(workspace, action(NOT_DONE, "job-left.resolve"), unknown, "dropped")).asked[-1]
    assert asked.title == "Were they created? Ana Um and 1 more"
    assert [each.label for each in asked.choices] == [
        "All 2 were created",
        "Leave all 2",
        "Create all 2 again",
    ]
    await workspace.close()


@pytest.mark.parametrize("all_come", [True, False])
async def test_what_was_to_be_deleted_is_looked_for_in_its_list(
    tmp_path: Path, all_come: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=10)
    workspace = await bot.open(tmp_path)
    edits = [KIND_OF_TAGS.delete_edit(each) for each in (await read_all(workspace.flows.tags()))[:3]]
    rows = [SourceRow(each.subject, of_edits(each.subject, [each])) for each in edits]
    found = await plan(workspace.working.jobs, "Delete", at_once(rows), JobDraft(""))
    assert found.job is not None
    await bot.fault(kind="drop", path="/flow/delete-tag", method="DELETE")
    await bot.fault(kind="500-before", path="/flow/delete-tag", method="DELETE")
    ended = await run_through(workspace, found.job)
    assert (ended.done, ended.unknown) == (1, 2)
    if not all_come:
        monkeypatch.setattr(Walk, "complete", False)
    looked = await look_up(workspace.working.jobs, ended.id, workspace.reader.send)
    assert (looked.arrived, looked.lost, len(looked.asked)) == (int(all_come), 1, int(not all_come))
    ended = await run_through(workspace, looked.job)
    assert (ended.done, ended.unknown) == (2 + all_come, not all_come)
    assert await bot.accepted() == {"flowDeleteTag": 3}
    await workspace.close()


async def test_what_has_a_deleted_ones_id_and_another_name_is_not_deleted(tmp_path: Path) -> None:
    bot = Bot(subscribers=10)
    workspace = await bot.open(tmp_path)
    jobs, send = workspace.working.jobs, workspace.reader.send
    tags = (await read_all(workspace.flows.tags()))[:2]
    edits = [KIND_OF_TAGS.delete_edit(each) for each in tags]
    rows = [SourceRow(each.subject, of_edits(each.subject, [each])) for each in edits]
    job = (await plan(jobs, "Delete", at_once(rows), JobDraft(""))).job
    assert job is not None
    await bot.fault(path="/flow/delete-tag", method="DELETE", drop=True, accepted=True, times=1)
    ended = await run_through(workspace, job)
    assert (ended.done, ended.unknown) == (1, 1)
    others = [{"tag_ns": each.tag_ns, "name": f"not {each.name}"} for each in tags]
    listed = {"status": "ok", "data": others}
    await bot.fault(path="/flow/tags", method="GET", status=200, body=listed, times=9)
    looked = await look_up(jobs, ended.id, send)
    assert (looked.arrived, looked.lost, len(looked.asked)) == (0, 0, 1), "a person says what became of it"
    seen = await verify(jobs, ended.id, send)
    assert (seen.compared, seen.untold, list(seen.different)) == (0, 1, [])
    await workspace.close()


@pytest.mark.parametrize("number", [3, 12], ids=["asked for one by one", "looked for in the list"])
async def test_deleted_subscribers_are_looked_for(tmp_path: Path, number: int) -> None:
    bot = Bot(subscribers=150)
    workspace = await bot.open(tmp_path)
    jobs, send = workspace.working.jobs, workspace.reader.send
    edits = [SUBSCRIBER.delete_edit(Subscriber.read(each)) for each in await people(workspace, number)]
    rows = [SourceRow(each.subject, of_edits(each.subject, [each])) for each in edits]
    job = (await plan(jobs, "Delete", at_once(rows), JobDraft(""))).job
    assert job is not None
    await bot.fault(path="/subscriber/delete", method="DELETE", status=200, body={"status": "ok"}, times=1)
    await bot.fault(path="/subscriber/delete", method="DELETE", drop=True, accepted=True, times=1)
    ended = await run_through(workspace, job)
    assert (ended.done, ended.unknown) == (number - 1, 1)
    assert (await look_up(jobs, ended.id, send)).arrived == 1
    most = await calls_to_read(workspace, job.id, number, newcomers=VERIFIED)
    before = len(await bot.requests())
    seen = await verify(jobs, ended.id, send)
    assert len(await bot.requests()) - before <= most
    told = await differences(jobs, ended.id, seen.different)
    assert [(each.step.n, each.summary) for each in told] == [(1, "it still exists")]
    assert (seen.compared, seen.untold) == (number, 0)
    again = (await plan_differences(jobs, ended, seen)).job
    assert again is not None and (await run_through(workspace, again)).done == 1
    assert not (await verify(jobs, ended.id, send)).different
    await workspace.close()
