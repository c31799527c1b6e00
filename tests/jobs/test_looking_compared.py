# SPDX-License-Identifier: MIT
"""What a job has done is compared with what the host has, and an old plan with what it was made of."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flotui.api.pacer import Purpose
from flotui.jobs.changes import Changes, of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.recover import look_up
from flotui.jobs.since import leave_out, stale, take_as_now
from flotui.jobs.undo import undo
from flotui.jobs.verify import VERIFIED, differences, plan_differences, verify
from flotui.repositories.flows import TAG as KIND_OF_TAGS
from flotui.repositories.subscribers import FieldChange
from flotui.repositories.walking import Walk
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.job_actions import undo_this, verify_job
from flotui.resources.job_reading import calls_to_read
from flotui.resources.jobs import JOBS
from flotui.resources.reading import read_all
from flotui.resources.text import plain
from flotui.store.entry import Outcome
from flotui.store.job_steps import Answered
from flotui.store.jobs import JobDraft
from flotui.store.trouble import StoreFailed
from flotui.workspace.events import Progressed
from tests.jobs.looking_rig import a_field, run_through, set_field, value_of
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.jobs import people, planned

CREDENTIAL = "sk_live_51H0aXa8DqGhK2Zb9"
"""What looks like one."""


async def test_what_was_done_is_compared_and_set_again_where_it_differs(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await a_field(workspace)
    job = await run_through(workspace, await planned(workspace, 110, Changes(fields=(change,))))
    steps = await workspace.working.jobs.steps(job.id)
    for each in (steps[3], steps[104]):
        await set_field(workspace, each.subject, change.var_ns, "Cusco")
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
    assert (await run_through(workspace, again.job)).done == 2
    assert not (await verify(workspace.working.jobs, job.id, workspace.reader.send)).different
    await workspace.close()


async def test_what_differs_is_told_though_it_can_be_noted_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await Bot(subscribers=250).open(tmp_path)
    jobs = workspace.working.jobs
    job = await run_through(workspace, await planned(workspace, 3))

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
    job = await run_through(workspace, await planned(workspace, 3))
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


async def test_what_changed_since_a_plan_is_left_out_or_taken_as_now(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await a_field(workspace)
    for taken in (False, True):
        job = await planned(workspace, 30, Changes(fields=(change,)))
        steps = await workspace.working.jobs.steps(job.id)
        for each, value in ((steps[2], "Cusco"), (steps[5], "Lima")):
            await set_field(workspace, each.subject, change.var_ns, value)
        found = await stale(workspace.working.jobs, job.id, workspace.reader.send)
        assert ([each.step.n for each in found.different], list(found.there)) == ([3], [6])
        settle = take_as_now if taken else leave_out
        await settle(workspace.working.jobs, job.id, found)
        ended = await run_through(workspace, job)
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
        await run_through(workspace, written.plan.job)
        for each in (steps[2], steps[5]):
            await set_field(workspace, each.subject, change.var_ns, "Quito")
    await workspace.close()


async def test_a_credential_is_compared_and_never_shown_or_kept(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await a_field(workspace)
    jobs, send = workspace.working.jobs, workspace.reader.send
    rows = await people(workspace, 6)
    for each in rows[:3]:
        await set_field(workspace, each["user_ns"], change.var_ns, CREDENTIAL)
    cached = "subscriber", rows[0]["user_ns"]
    await workspace.cache.keep_row(*cached, rows[0], "")
    others = (each for each in rows[0]["user_fields"] if each["var_type"] == "text")
    other = next(each for each in others if each["var_ns"] != change.var_ns)
    fields = change, FieldChange(other["var_ns"], other["name"], "text", "anew")
    job = await planned(workspace, 6, Changes(fields=fields))
    await set_field(workspace, rows[3]["user_ns"], change.var_ns, f"{CREDENTIAL}b")
    found = await stale(jobs, job.id, send)
    assert [each.summary for each in found.different] == ["city is •••, not Lima"], (
        "what was one before is no news"
    )
    await take_as_now(jobs, job.id, found)
    await bot.fault(kind="500", path="/subscriber/set-user-fields", skip=1)
    await bot.fault(kind="500-before", path="/subscriber/set-user-fields", skip=3)
    ended = await run_through(workspace, job)
    looked = await look_up(jobs, job.id, send)
    assert (ended.unknown, looked.arrived, looked.lost, looked.asked) == (2, 1, 1, [])
    ended = await run_through(workspace, looked.job)
    assert not (await verify(jobs, job.id, send)).different
    kept = await workspace.cache.row(*cached)
    assert kept is not None and value_of(kept.value, change.var_ns) == "Lima"
    await set_field(workspace, rows[0]["user_ns"], change.var_ns, CREDENTIAL)
    await set_field(workspace, rows[5]["user_ns"], change.var_ns, CREDENTIAL)
    seen = await verify(jobs, job.id, send)
    told = await differences(jobs, job.id, seen.different)
    assert [each.summary for each in told] == ["city is •••, not Lima"] * 2
    await plan_differences(jobs, job, seen)
    written = await undo(jobs, ended, send)
    assert (written.lost, len(written.changed)) == (3, 2), "a credential that was there isn't set back"
    await workspace.close()
    disk = b"".join(each.read_bytes() for each in tmp_path.glob("journal.db*"))
    assert b"Lima" in disk and CREDENTIAL.encode() not in disk


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
    ended = await run_through(workspace, found.job)
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
    assert again is not None and (await run_through(workspace, again)).done == 1
    assert not (await verify(jobs, ended.id, send)).different
    await workspace.close()
