# SPDX-License-Identifier: MIT
"""Whom a job has created is found again, with an id where no answer told it, in few calls and told beforehand."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from flotui.jobs.changes import of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.sheet import results
from flotui.jobs.sheet.file_plan import FilePlan
from flotui.jobs.sheet.people import PersonLine
from flotui.jobs.verify import verify
from flotui.repositories.profile import create
from flotui.resources.job_reading import calls_to_read
from flotui.resources.jobs import JOBS
from flotui.store.job import Job, JobOptions
from flotui.store.jobs import JobDraft
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import act
from tests.support.bot import Bot

OK = {"status": 200, "body": {"status": "ok"}, "accepted": True}
"""The answer that the contract has for several who are created: no id is in it."""


async def _created(workspace: Workspace, bot: Bot, path: Path, number: int) -> Job:
    """A file's job that has created so many people, of whom the host told no id."""
    lines = [
        PersonLine(at, "", f"New {at}", of_edits(f"New {at}", [create({"name": f"New {at}", **about})]))
        for at, about in enumerate(
            ({"phone": f"+55119888800{at:02}"} if at % 2 else {"email": f"new{at}@example.org"})
            for at in range(number)
        )
    ]
    draft = JobDraft("", options=JobOptions(results=str(path)))
    jobs = workspace.working.jobs
    rows = [SourceRow("", each.steps) for each in lines]
    job = (await plan(jobs, "Create", at_once(rows), draft)).job
    assert job is not None
    results.write(path, job.id, FilePlan(lines, [], {}, [], number), await jobs.every(job.id), results.PEOPLE)
    await bot.fault(path="/subscriber/create", times=0, **OK)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 30)
    await bot.no_faults()
    assert ended.done == number
    return ended


def _ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("number", [2, 12], ids=["asked for one by one", "looked for in the list"])
async def test_who_was_created_is_found_again_and_stands_with_an_id_in_the_results(
    tmp_path: Path, number: int
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    path = tmp_path / "people.result.csv"
    job = await _created(workspace, bot, path, number)
    assert _ids(path) == [""] * number, "no answer told"
    most = await calls_to_read(workspace, job.id, number, newcomers=True)
    before = len(await bot.requests())
    asked = await act(workspace, action(JOBS, "jobs.verify"), (job,), *([True] if most > 5 else []))
    assert len(await bot.requests()) - before <= most <= 8
    assert asked.said[-1] == f"Verified: {number} compared, none different."
    ids = _ids(path)
    assert len(set(ids)) == number and all(ids)
    for at, row_id in enumerate(ids):
        assert (await bot.subscriber(row_id))["name"] == f"New {at}"
    await bot.ask("DELETE", "/subscriber/delete", user_ns=ids[1])
    (gone,) = (await verify(workspace.working.jobs, job.id, workspace.reader.send)).different
    assert (gone.step.title, gone.summary) == ("New 1", "the row is gone")
    await workspace.close()
