# SPDX-License-Identifier: MIT
"""Whom a job has created is found again, with an id where no answer told it, in few calls and told beforehand."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from flotui.api.reply import Reply
from flotui.jobs.changes import of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.sheet import result_file, results
from flotui.jobs.sheet.file_plan import FilePlan
from flotui.jobs.sheet.people import PersonLine
from flotui.jobs.verify import VERIFIED, differences, verify
from flotui.repositories.profile import create
from flotui.resources.job_reading import calls_to_read
from flotui.resources.jobs import JOBS
from flotui.store.job import Job, JobOptions
from flotui.store.jobs import JobDraft
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import act
from tests.support.bot import Bot

About = Callable[[int], dict[str, str]]
"""What is sent of one who is created."""
OK = {"status": 200, "body": {"status": "ok"}, "accepted": True}
"""The answer that the contract has for several who are created: no id is in it."""


def _either(at: int) -> dict[str, str]:
    return {"phone": f"+55119888800{at:02}"} if at % 2 else {"email": f"new{at}@example.org"}


def _both(at: int) -> dict[str, str]:
    return {"phone": f"+55119888800{at:02}", "email": f"new{at}@Bücher.example"}


async def _created(
    workspace: Workspace, bot: Bot, path: Path, number: int, *, about: About = _either, told: bool = False
) -> Job:
    """A file's job that has created so many people, of whom the host told an id or none."""
    lines = [
        PersonLine(at, "", f"New {at}", of_edits(f"New {at}", [create({"name": f"New {at}", **about(at)})]))
        for at in range(number)
    ]
    draft = JobDraft("", options=JobOptions(results=str(path)))
    jobs = workspace.working.jobs
    rows = [SourceRow("", each.steps) for each in lines]
    job = (await plan(jobs, "Create", at_once(rows), draft)).job
    assert job is not None
    steps = [*map(results.said, await jobs.every(job.id))]
    results.write(path, job.id, FilePlan(lines, [], {}, [], number), steps, result_file.PEOPLE)
    if not told:
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
    most = await calls_to_read(workspace, job.id, number, newcomers=VERIFIED)
    before = len(await bot.requests())
    asked = await act(workspace, action(JOBS, "jobs.verify"), (job,), *([True] if most > 5 else []))
    assert len(await bot.requests()) - before <= most <= 8
    assert asked.said[-1] == f"Verified: {number} compared, none different."
    ids = _ids(path)
    assert len(set(ids)) == number and all(ids)
    for at, row_id in enumerate(ids):
        assert (await bot.subscriber(row_id))["name"] == f"New {at}"
    await bot.ask("DELETE", "/subscriber/delete", user_ns=ids[1])
    seen = await verify(workspace.working.jobs, job.id, workspace.reader.send)
    (gone,) = await differences(workspace.working.jobs, job.id, seen.different)
    assert (gone.step.title, gone.summary) == ("New 1", "the row is gone")
    await workspace.close()


async def _gone(bot: Bot) -> None:
    """Delete everybody whom a job has created."""
    people = bot.app.state.host.world.people
    for user_ns in [
        people.crowd.ns(at) for at in people.indexes() if people.person(at).name.startswith("New ")
    ]:
        people.remove(user_ns)


@pytest.mark.covering
@pytest.mark.parametrize("total", [True, False], ids=["total", "no total"])
@pytest.mark.parametrize("told", [True, False], ids=["id", "no id"])
@pytest.mark.parametrize(
    ("subscribers", "number"), [(40, 1), (250, 1), (250, 2), (250, 12), (1700, 1), (1700, 2)]
)
async def test_verifying_costs_no_more_than_is_said_where_nobody_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subscribers: int, number: int, told: bool, total: bool
) -> None:
    """Also where the host doesn't say how long the list of everyone is: all of it is read by nobody."""
    bot = Bot(subscribers=subscribers)
    workspace = await bot.open(tmp_path)
    job = await _created(workspace, bot, tmp_path / "people.result.csv", number, about=_both, told=told)
    await _gone(bot)
    if not total:
        monkeypatch.setattr(Reply, "total", None)
    most = await calls_to_read(workspace, job.id, number, newcomers=VERIFIED)
    before = len(await bot.requests())
    seen = await verify(workspace.working.jobs, job.id, workspace.reader.send)
    told = await differences(workspace.working.jobs, job.id, seen.different)
    assert [each.summary for each in told] == ["the row is gone"] * number
    assert len(await bot.requests()) - before <= most
    await workspace.close()


async def test_who_was_created_is_known_by_the_id_that_was_told(tmp_path: Path) -> None:
    """Neither another e-mail since, nor somebody else who has theirs by now, is taken for them or hides them."""
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    job = await _created(workspace, bot, tmp_path / "people.result.csv", 1, told=True)
    jobs, send = workspace.working.jobs, workspace.reader.send
    (step,) = await jobs.every(job.id)
    await bot.ask("PUT", "/subscriber/update", user_ns=step.subject, email="other@example.org")
    assert not (await verify(jobs, job.id, send)).different
    await bot.ask("DELETE", "/subscriber/delete", user_ns=step.subject)
    await bot.ask("POST", "/subscriber/create", name="Else", email="new0@example.org", phone="")
    (gone,) = await differences(jobs, job.id, (await verify(jobs, job.id, send)).different)
    assert gone.summary == "the row is gone"
    await workspace.close()


async def test_who_has_neither_e_mail_nor_number_is_compared_where_the_id_is_known(tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    job = await _created(
        workspace, bot, tmp_path / "p.result.csv", 3, about=lambda at: {"gender": "male"}, told=True
    )
    seen = await verify(workspace.working.jobs, job.id, workspace.reader.send)
    assert (seen.compared, seen.untold) == (3, 0)
    await workspace.close()


async def test_what_cannot_be_compared_is_called_what_it_is(tmp_path: Path) -> None:
    bot = Bot(subscribers=20)
    workspace = await bot.open(tmp_path)
    job = await _created(workspace, bot, tmp_path / "p.result.csv", 2, about=lambda at: {"gender": "male"})
    asked = await act(workspace, action(JOBS, "jobs.verify"), (job,))
    assert asked.said[-1] == "Nothing could be compared. 2 new subscribers can't be compared."
    await workspace.close()
