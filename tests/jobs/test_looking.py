# SPDX-License-Identifier: MIT
"""What became of steps is looked up, what was done is compared and undone, and a plan that is old is seen to be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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
from flotui.jobs.report import preview, warnings
from flotui.jobs.sends import starting
from flotui.jobs.since import FRESH, is_old, leave_out, stale, take_as_now
from flotui.jobs.undo import undo
from flotui.jobs.verify import VERIFIED, differences, plan_differences, verify
from flotui.repositories.flows import TAG as KIND_OF_TAGS
from flotui.repositories.profile import create
from flotui.repositories.subscribers import SUBSCRIBER, FieldChange
from flotui.repositories.walking import Walk
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.job_actions import undo_this, verify_job
from flotui.resources.job_reading import calls_to_read
from flotui.resources.job_steps import NOT_DONE
from flotui.resources.jobs import JOBS
from flotui.resources.reading import read_all
from flotui.resources.text import plain
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState
from flotui.store.job_steps import Answered
from flotui.store.job_undoing import Undoing
from flotui.store.jobs import JobDraft
from flotui.store.trouble import StoreFailed
from flotui.workspace import Workspace
from flotui.workspace.events import Progressed
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers, act
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, aged, people, planned

ADD = "flowBotUserAddTag"
CREDENTIAL = "sk_live_51H0aXa8DqGhK2Zb9"
"""What looks like one."""


async def _ran(workspace: Workspace, job: Job) -> Job:
    return await asyncio.wait_for(workspace.working.start(job.id), 30)


async def _field(workspace: Workspace) -> FieldChange:
    row = (await people(workspace, 1))[0]
    field = next(each for each in row["user_fields"] if each["name"] == "city")
    return FieldChange(field["var_ns"], "city", field["var_type"], "Lima")


async def _set(workspace: Workspace, user_ns: str, var_ns: str, value: str) -> None:
    body = {"user_ns": user_ns, "var_ns": var_ns, "value": value}
    await workspace.reader.send(Call.of("flowBotUserSetUserField", body=body), Purpose.INTERACTIVE)


async def test_unknown_tags_are_looked_up_by_pages_and_only_those_lost_leave_again(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 120)
    for _ in range(2):  # 500 isn't tried again by the client: once after it was carried out, once before
        await bot.fault(kind="500", path="/subscriber/add-tag", skip=10)
        await bot.fault(kind="500-before", path="/subscriber/add-tag", skip=30)
    ended = await _ran(workspace, job)
    assert ended.unknown == 4
    before = len(await bot.requests())
    looked = await look_up(workspace.working.jobs, job.id, workspace.reader.send)
    assert (looked.arrived + looked.lost, looked.asked) == (4, [])
    assert looked.lost >= 1 and looked.arrived >= 1
    assert len(await bot.requests()) - before <= 4
    assert looked.job.state is JobState.PAUSED
    ended = await _ran(workspace, looked.job)
    assert (ended.state, ended.done, ended.unknown) == (JobState.ENDED, 120, 0)
    assert (await bot.accepted())[ADD] == 120
    await workspace.close()


async def test_a_person_says_what_became_of_sends(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 9, Changes(sends=(SUB_FLOW,)))
    for skip in (1, 3, 5):
        await bot.fault(kind="drop", path="/subscriber/send-sub-flow", skip=skip)
    ended = await _ran(workspace, job)
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
    ended = await _ran(workspace, job)
    assert (ended.state, ended.done, ended.unknown, ended.waiting) == (JobState.ENDED, 2, 1, 1)
    looked = await look_up(jobs, job.id, workspace.reader.send)
    found = looked.job if said is None else await say(jobs, job.id, [looked.asked[0].n], said)
    goes_on = said is not Outcome.DROPPED
    assert found.state is (JobState.PAUSED if goes_on else JobState.ENDED)
    assert (await _ran(workspace, found)).done == (4 if goes_on else 2)
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
    ended = await _ran(workspace, job)
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
    ended = await _ran(workspace, job)
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
    assert (await _ran(workspace, job)).waiting == 3, "the first one stops it"
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
    assert (await _ran(workspace, job)).unknown == 1, "the first one stops it"
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


async def test_an_undo_is_planned_from_the_host_and_its_rows_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await Bot(subscribers=250).open(tmp_path)
    job = await _ran(workspace, await planned(workspace, 3))
    late = [-3 * FRESH]
    monkeypatch.setattr("flotui.jobs.undo.time", SimpleNamespace(time=lambda: time.time() + late[0]))
    back = (await undo(workspace.working.jobs, job, workspace.reader.send)).plan.job
    assert back is not None and not is_old(back)
    found = warnings(await preview(workspace.working.jobs, back, workspace.pacer))
    assert not any("local copy" in each for each in found)
    await workspace.close()


async def test_what_was_done_is_compared_and_set_again_where_it_differs(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await _field(workspace)
    job = await _ran(workspace, await planned(workspace, 110, Changes(fields=(change,))))
    steps = await workspace.working.jobs.steps(job.id)
    for each in (steps[3], steps[104]):
        await _set(workspace, each.subject, change.var_ns, "Cusco")
    before = len(await bot.requests())
    seen = await verify(workspace.working.jobs, job.id, workspace.reader.send)
    assert len(await bot.requests()) - before == 2
    assert (seen.compared, [each.n for each in seen.different]) == (110, [4, 105])
    told = await differences(workspace.working.jobs, job.id, seen.different)
    assert [(each.step.n, each.summary) for each in told] == [
        (4, "city is Cusco, not Lima"),
        (105, "city is Cusco, not Lima"),
    ]
    again = await plan_differences(workspace.working.jobs, job, seen)
    assert again.job is not None
    assert (await _ran(workspace, again.job)).done == 2
    assert not (await verify(workspace.working.jobs, job.id, workspace.reader.send)).different
    await workspace.close()


async def test_what_differs_is_told_though_it_can_be_noted_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await Bot(subscribers=250).open(tmp_path)
    jobs = workspace.working.jobs
    job = await _ran(workspace, await planned(workspace, 3))

    async def full(*_: object) -> None:
        raise StoreFailed("Not sent: the disk is full.")

    monkeypatch.setattr(workspace.journal.db, "change", full)
    seen = await verify(jobs, job.id, workspace.reader.send)
    assert (seen.compared, seen.different) == (3, [])
    monkeypatch.undo()
    await workspace.close()


async def test_what_was_undone_since_it_was_compared_is_not_set_again(tmp_path: Path) -> None:
    """Nor is it compared while the undo runs, or after that was cut off: by its calls that are known to have come."""
    workspace = await Bot(subscribers=250).open(tmp_path)
    jobs, send = workspace.working.jobs, workspace.reader.send
    job = await _ran(workspace, await planned(workspace, 3))
    steps = await jobs.steps(job.id)
    back = (await undo(jobs, job, send)).plan.job
    assert back is not None and await jobs.take(back.id)
    sent = (await jobs.turn(back.id, [], 2)).steps
    for each in sent:
        await send(each.call, Purpose.INTERACTIVE)
    seen = await verify(jobs, job.id, send)
    assert [each.n for each in seen.different] == sorted(each.undoes or 0 for each in sent)
    answers = [Answered(each.n, each.at or 0.0, Outcome.DONE, 0.0, 200, 1, "") for each in sent]
    await jobs.turn(back.id, answers, 0)
    assert (await plan_differences(jobs, job, seen)).job is None
    seen = await verify(jobs, job.id, send)
    assert (seen.compared, len(seen.different), seen.undone) == (len(steps) - 2, 0, 2)
    await workspace.close()


async def test_undo_sets_everything_back_but_what_somebody_else_has_changed(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await _field(workspace)
    rows = {each["user_ns"]: await bot.subscriber(each["user_ns"]) for each in await people(workspace, 40)}
    job = await _ran(workspace, await planned(workspace, 40, Changes(add_tags=(TAG,), fields=(change,))))
    theirs = next(iter(rows))
    await _set(workspace, theirs, change.var_ns, "Cusco")
    written = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert {each.subject for each in written.changed} == {theirs}
    assert written.plan.job is not None and written.plan.job.undoes == job.id
    ended = await _ran(workspace, written.plan.job)
    assert (ended.state, ended.waiting, ended.refused) == (JobState.ENDED, 0, 0)
    for user_ns, row in rows.items():
        has = await bot.subscriber(user_ns)
        city = _value(has, change.var_ns)
        assert city == ("Cusco" if user_ns == theirs else _value(row, change.var_ns))
        assert TAG.tag_ns not in str(has["tags"])
    again = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert again.plan.job is None or {each.subject for each in again.changed} == {theirs}
    await workspace.close()


async def test_two_undos_of_a_job_undo_it_once(tmp_path: Path) -> None:
    """As two windows plan them, each before the other one runs."""
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs, send = workspace.working.jobs, workspace.reader.send
    job = await _ran(workspace, await planned(workspace, 30))
    first, second = [(await undo(jobs, job, send)).plan.job for _ in range(2)]
    assert first is not None and second is not None
    await bot.fault(path="/subscriber/remove-tag", delay_ms=30, times=0)
    running = workspace.working.start(first.id)
    await _until(workspace, first.id, lambda found: found.done > 0)
    with pytest.raises(Undoing, match=f"Job {first.id} undoes job {job.id} already: it is running."):
        await _ran(workspace, second)
    with pytest.raises(Undoing):
        await undo(jobs, job, send)
    await workspace.working.ask(first.id, JobState.PAUSED)
    paused = await asyncio.wait_for(running, 30)
    assert paused.done < 30
    with pytest.raises(Undoing, match="it is paused"):
        await _ran(workspace, second)
    await workspace.working.ask(first.id, JobState.CANCELLED)
    ended = await _ran(workspace, second)
    assert (ended.unchanged, ended.done) == (paused.done, 30 - paused.done)
    assert (await bot.accepted())["flowBotUserRemoveTag"] == 30
    await workspace.close()


async def test_what_changed_since_a_plan_is_left_out_or_taken_as_now(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await _field(workspace)
    for taken in (False, True):
        job = await planned(workspace, 30, Changes(fields=(change,)))
        steps = await workspace.working.jobs.steps(job.id)
        for each, value in ((steps[2], "Cusco"), (steps[5], "Lima")):
            await _set(workspace, each.subject, change.var_ns, value)
        found = await stale(workspace.working.jobs, job.id, workspace.reader.send)
        assert ([each.step.n for each in found.different], list(found.there)) == ([3], [6])
        settle = take_as_now if taken else leave_out
        await settle(workspace.working.jobs, job.id, found)
        ended = await _ran(workspace, job)
        assert (ended.unchanged, ended.dropped, ended.done) == (
            1,
            0 if taken else 1,
            len(steps) - (1 if taken else 2),
        )
        (step,) = [each for each in await workspace.working.jobs.steps(job.id) if each.n == 3]
        if taken:
            assert step.changes[0].before == "Cusco"
        written = await undo(workspace.working.jobs, ended, workspace.reader.send)
        assert written.plan.job is not None
        await _ran(workspace, written.plan.job)
        for each in (steps[2], steps[5]):
            await _set(workspace, each.subject, change.var_ns, "Quito")
    await workspace.close()


async def test_a_credential_is_compared_and_never_shown_or_kept(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await _field(workspace)
    jobs, send = workspace.working.jobs, workspace.reader.send
    rows = await people(workspace, 6)
    for each in rows[:3]:
        await _set(workspace, each["user_ns"], change.var_ns, CREDENTIAL)
    cached = "subscriber", rows[0]["user_ns"]
    await workspace.cache.keep_row(*cached, rows[0], "")
    others = (each for each in rows[0]["user_fields"] if each["var_type"] == "text")
    other = next(each for each in others if each["var_ns"] != change.var_ns)
    fields = change, FieldChange(other["var_ns"], other["name"], "text", "anew")
    job = await planned(workspace, 6, Changes(fields=fields))
    await _set(workspace, rows[3]["user_ns"], change.var_ns, f"{CREDENTIAL}b")
    found = await stale(jobs, job.id, send)
    assert [each.summary for each in found.different] == ["city is •••, not Lima"], (
        "what was one before is no news"
    )
    await take_as_now(jobs, job.id, found)
    await bot.fault(kind="500", path="/subscriber/set-user-fields", skip=1)
    await bot.fault(kind="500-before", path="/subscriber/set-user-fields", skip=3)
    ended = await _ran(workspace, job)
    looked = await look_up(jobs, job.id, send)
    assert (ended.unknown, looked.arrived, looked.lost, looked.asked) == (2, 1, 1, [])
    ended = await _ran(workspace, looked.job)
    assert not (await verify(jobs, job.id, send)).different
    kept = await workspace.cache.row(*cached)
    assert kept is not None and _value(kept.value, change.var_ns) == "Lima"
    await _set(workspace, rows[0]["user_ns"], change.var_ns, CREDENTIAL)
    await _set(workspace, rows[5]["user_ns"], change.var_ns, CREDENTIAL)
    seen = await verify(jobs, job.id, send)
    told = await differences(jobs, job.id, seen.different)
    assert [each.summary for each in told] == ["city is •••, not Lima"] * 2
    await plan_differences(jobs, job, seen)
    written = await undo(jobs, ended, send)
    assert (written.lost, len(written.changed)) == (3, 2), "a credential that was there isn't set back"
    await workspace.close()
    disk = b"".join(each.read_bytes() for each in tmp_path.glob("journal.db*"))
    assert b"Lima" in disk and CREDENTIAL.encode() not in disk


async def _until(workspace: Workspace, job: int, is_so: Callable[[Job], bool]) -> None:
    async with asyncio.timeout(30):
        while (found := await workspace.working.jobs.peek(job)) is None or not is_so(found):
            await asyncio.sleep(0.01)


def _value(row: dict[str, Any], var_ns: str) -> str:
    found = {each["var_ns"]: each["value"] for each in row["user_fields"]}
    return str(found.get(var_ns) or "")


async def test_what_comparing_costs_is_said_before_a_row_is_read(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 30, trial=True)
    job = await asyncio.wait_for(workspace.working.start(job.id), 30)
    before = len(await bot.requests())
    for run in (verify_job, undo_this):
        asked = Answers(NO)
        with pytest.raises(Cancelled):
            await run(Context(workspace, JOBS, (job,), asked))
        (question,) = asked.asked
        said = plain(question.lines[1])
        assert "Its rows are read first: up to 13 calls of " in said
        assert said.endswith("Nothing is sent." if run is verify_job else "Nothing is sent yet.")
    read = [each["path"] for each in (await bot.requests())[before:] if "/subscribers" in each["path"]]
    assert len(read) <= 2, "what the host counts, at most"
    told: list[Progressed] = []
    workspace.listen(lambda event: told.extend([event] if isinstance(event, Progressed) else []))
    asked = Answers(True)
    await verify_job(Context(workspace, JOBS, (job,), asked))
    assert asked.said[-1] == "Verified: 30 compared, none different."
    assert {(each.of, each.verb) for each in told} == {(13, "read")}
    assert [each.done for each in told] == [0, 1, 13], "all are on the first page, and then it is over"
    few = await planned(workspace, 3)
    few = await asyncio.wait_for(workspace.working.start(few.id), 30)
    asked = Answers()
    await verify_job(Context(workspace, JOBS, (few,), asked))
    assert asked.said[-1].startswith("Verified: 3 compared"), "a few calls aren't asked about"
    assert told[-1].of == 13, "nor is told how far they are"
    await workspace.close()


async def test_creations_that_nothing_tells_of_are_asked_about_as_creations(tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    rows = [SourceRow("", of_edits(name, [create({"name": name})])) for name in ("Ana Um", "Ana Dois")]
    job = (await plan(workspace.working.jobs, "Create", at_once(rows), JobDraft(""))).job
    assert job is not None
    await bot.fault(kind="drop", path="*create*", times=2)
    ended = await _ran(workspace, job)
    ended = await _ran(workspace, ended) if ended.waiting else ended
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
    ended = await _ran(workspace, found.job)
    assert (ended.done, ended.unknown) == (1, 2)
    if not all_come:
        monkeypatch.setattr(Walk, "complete", False)
    looked = await look_up(workspace.working.jobs, ended.id, workspace.reader.send)
    assert (looked.arrived, looked.lost, len(looked.asked)) == (int(all_come), 1, int(not all_come))
    ended = await _ran(workspace, looked.job)
    assert (ended.done, ended.unknown) == (2 + all_come, not all_come)
    assert await bot.accepted() == {"flowDeleteTag": 3}
    await workspace.close()


@pytest.mark.parametrize("all_come", [True, False])
async def test_what_was_deleted_and_is_there_again_differs(
    tmp_path: Path, all_come: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=10)
    workspace = await bot.open(tmp_path)
    jobs, send = workspace.working.jobs, workspace.reader.send
    edits = [KIND_OF_TAGS.delete_edit(each) for each in (await read_all(workspace.flows.tags()))[:3]]
    rows = [SourceRow(each.subject, of_edits(each.subject, [each])) for each in edits]
    found = await plan(jobs, "Delete", at_once(rows), JobDraft(""))
    assert found.job is not None
    await bot.fault(path="/flow/delete-tag", method="DELETE", status=200, body={"status": "ok"})
    ended = await _ran(workspace, found.job)
    assert ended.done == 3
    if not all_come:
        monkeypatch.setattr(Walk, "complete", False)
    most, before = await calls_to_read(workspace, ended.id, 3, newcomers=VERIFIED), len(await bot.requests())
    seen = await verify(jobs, ended.id, send)
    assert len(await bot.requests()) - before <= most == 1, "all of the list is looked through"
    told = await differences(jobs, ended.id, seen.different)
    assert [(each.step.n, each.summary) for each in told] == [(1, "it still exists")]
    assert (seen.compared, seen.untold) == ((3, 0) if all_come else (1, 2))
    again = (await plan_differences(jobs, ended, seen)).job
    assert again is not None and (await _ran(workspace, again)).done == 1
    assert not (await verify(jobs, ended.id, send)).different
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
    ended = await _ran(workspace, job)
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
    ended = await _ran(workspace, job)
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
    assert again is not None and (await _ran(workspace, again)).done == 1
    assert not (await verify(jobs, ended.id, send)).different
    await workspace.close()
