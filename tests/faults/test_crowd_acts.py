# SPDX-License-Identifier: MIT
"""Every act on several subscribers while the host has a bad moment at one of its calls, and its undo likewise: what is
said of each call is what the host carried out, and going on repeats nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Iterable
from pathlib import Path

import pytest

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.audience.keeping import follow, people_of
from flotui.audience.reading import Reading
from flotui.jobs.outcomes import Unfinished
from flotui.resources.job_actions import undo_job
from flotui.resources.job_starting import start
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.sandbox.faults import Fault
from flotui.store.entry import Outcome
from flotui.store.job import Job, Step
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.bot import Bot
from tests.support.covering import covering
from tests.support.crowd_acts import ACTS, Agreeing, chosen, everybody
from tests.support.hurry import hurry
from tests.support.judging import fault_of, wrong_words

QUOTA = {"quota": 429, "quota-as-200": 200}
"""That the hour's calls end there, and the status that says so."""
FAULTS = (*QUOTA, "500", "page", "422", "401", "429", "429-as-200", "drop", "drop-before", "hang", "cut-body")
AT = {"first": 0.0, "middle": 0.5, "last": 1.0}
"""At which of the calls, as a part of them."""
SURE = {Outcome.DONE: True, Outcome.REFUSED: False, Outcome.WAITING: False, Outcome.UNCHANGED: False}
"""Whether the host carried a call out, where its outcome says so."""
PLENTY = 1_000_000


class Write(Fault):
    """What goes wrong with writes to subscribers alone, whatever is read between them."""

    def matches(self, method: str, path: str) -> bool:
        return method != "GET" and path.startswith("/subscriber/")


class End(Write):
    """Has the hour's calls end: so many writes may still leave when the first one comes."""

    def matches(self, method: str, path: str) -> bool:
        if super().matches(method, path) and self.times:
            self.times = 0
            self.body.leave(self.skip)
        return False


class Trial:
    """One act with one fault."""

    def __init__(self, bot: Bot, workspace: Workspace, fault: str, at: float) -> None:
        self.bot, self.workspace = bot, workspace
        self._fault, self._at = fault, at
        self._host = bot.app.state.host
        self.wrong: list[str] = []

    def spoil(self, calls: int) -> None:
        """Have it go wrong at one of so many calls that are to come."""
        skip = round(self._at * (calls - 1))
        if self._fault in QUOTA:
            self._host.quota.dress = QUOTA[self._fault]
            self._host.faults.add(End(times=1, skip=skip, body=self._host.quota))
        else:
            self._host.faults.add(Write.of(fault_of(self._fault, skip=skip)))

    def mend(self) -> None:
        """Have the host carry everything out again; what waits for the hour's calls gets them."""
        pacer = self.workspace.pacer
        self._host.faults.clear()
        self._host.quota.leave(PLENTY)
        pacer.resume()
        pacer.note({"x-ratelimit-limit": str(PLENTY), "x-ratelimit-remaining": str(PLENTY)})
        for runner, _ in self.workspace.working._running.values():
            runner.nudge()

    def _rests(self) -> bool:
        if self.workspace.pacer.limited_until is not None:
            self.mend()
        return not self.workspace.working.running

    async def acted(self, what: str, ask: Agreeing, act: Awaitable[None], calls: int) -> Job | None:
        """Do something while it goes wrong, and go on until nothing waits; the job that it was."""
        self.spoil(calls)
        before = max((each.id for each in await self.workspace.working.jobs.recent()), default=0)
        since = len(await self.bot.requests(writes=True))
        said, left = await self._said(act)
        job = max(await self.workspace.working.jobs.recent(), key=lambda each: each.id, default=None)
        if job is None or job.id == before:
            self.wrong += [f"{what}: no job, but {each}" for each in await self._accepted(since)]
            self.mend()
            return None
        steps = await self._judged(what, job.id, since, " ".join((said, *ask.said)))
        for _ in range(4):
            job = await self.workspace.working.jobs.job(job.id)
            assert job is not None
            if not (job.waiting and job.open):
                return job
            self.mend()
            settled = {_key(each) for each in steps if each.outcome is not Outcome.WAITING}
            again = len(await self.bot.requests(writes=True))
            going = left.go_on() if left is not None else start(self.workspace, Agreeing(), job)
            said, left = await self._said(going)
            sent = [_request(each) for each in (await self.bot.requests(writes=True))[again:]]
            self.wrong += [f"{what}: was settled, and sent again: {each}" for each in sent if each in settled]
            steps = await self._judged(f"{what}, going on", job.id, since, said)
        self.wrong.append(f"{what}: it never ends: {job.message}")
        return job

    async def _said(self, act: Awaitable[None]) -> tuple[str, Unfinished | None]:
        """Have something come to its end; what is said of it, and what is left of it."""
        task = asyncio.ensure_future(act)
        await settle.until(lambda: self._rests() and task.done(), lambda: "it never rests")
        error = task.exception()
        if error is not None and not isinstance(error, FlochatError):
            raise error
        return str(error or ""), error if isinstance(error, Unfinished) else None

    async def _accepted(self, since: int) -> Counter[str]:
        writes = (await self.bot.requests(writes=True))[since:]
        return Counter(_request(each) for each in writes if each["accepted"])

    async def _judged(self, what: str, job: int, since: int, said: str) -> list[Step]:
        accepted, steps = await self._accepted(since), await self.workspace.working.jobs.every(job)
        for each in steps:
            times = accepted[_key(each)]
            if SURE.get(each.outcome, bool(times)) != bool(times) or each.outcome is Outcome.INTENDED:
                self.wrong.append(f"{what}: {each.title} is {each.outcome}, carried out {times} times")
            if times > 1 and each.call.operation.risk is Risk.SEND:
                self.wrong.append(f"{what}: {each.title} got it {times} times")
        self.wrong += wrong_words(said.replace("not sent.", ""), accepted.total())
        return steps


def _request(row: dict[str, object]) -> str:
    return f"{row['operation']} {json.dumps(row['body'], sort_keys=True)}"


def _key(step: Step) -> str:
    return _request({"operation": step.call.operation_id, "body": step.call.json})


def _open(steps: Iterable[Step]) -> set[str]:
    """The rows of which nobody can say that they are as they were meant to be."""
    return {each.subject for each in steps if each.outcome is not Outcome.DONE}


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "fault", "at", "crowd"), covering(ACTS, FAULTS, AT, (False, True)))
async def test_what_is_said_is_what_the_host_did(
    name: str, fault: str, at: str, crowd: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    number = 12 if crowd else 3
    bot = Bot(subscribers=number + 8, quota=PLENTY)
    workspace = await bot.open(tmp_path)
    workspace.working.quiet = None
    follow(workspace)
    everyone = Reading(workspace, await people_of(workspace), 1.0)
    await everyone.carry_out(await everyone.plan())
    trial, act, before = Trial(bot, workspace, fault, AT[at]), ACTS[name], everybody(bot)
    ask = Agreeing(*act.answers)
    context, ids = await chosen(workspace, number, crowd, ask)
    meant = [each for each in ids if act.meant(before[each])]
    action = next(each for each in SUBSCRIBERS.actions if each.id == f"subscribers.{act.action}")
    job = await trial.acted("the act", ask, action.run(context), len(meant)) if meant else None
    if job is not None and job.done and act.undone:
        jobs, ask = workspace.working.jobs, Agreeing()
        back = await trial.acted("its undo", ask, undo_job(workspace, ask, job), job.done)
        doubtful = _open(
            [*await jobs.every(job.id), *(await jobs.every(back.id) if back is not None else ())]
        )
        since = everybody(bot)
        left = [each for each in before if each not in doubtful and before[each] != since.get(each)]
        if back is not None and left:
            trial.wrong.append(f"undone, these aren't as they were: {left}")
    assert trial.wrong == []
    await workspace.close()
