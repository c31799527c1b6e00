# SPDX-License-Identifier: MIT
"""A runner that is suspended between noting a step as sent and sending it sends nothing that is another's by then."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.client import Client
from flotui.jobs import runner
from flotui.jobs.changes import Changes
from flotui.jobs.runner import RunsElsewhere
from flotui.store import job_rows, job_runs, jobs
from flotui.store.entry import Outcome
from flotui.store.job import JobState
from flotui.store.job_rows import LEASE, LeaseLost
from flotui.store.owners import owner_of
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, planned
from tests.support.people import ANA
from tests.support.served import Served

SEND = "flowBotUserSendSubFlow"


def leap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have more time than a lease's have passed."""
    for module in (job_rows, job_runs, jobs, runner):
        monkeypatch.setattr(module, "pulse", lambda: time.monotonic() + LEASE + 1)


@pytest.mark.parametrize("meanwhile", ["nobody looks", "it is looked at", "another window sends it again"])
async def test_what_another_window_may_have_taken_over_does_not_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    bot = Bot(subscribers=250)
    suspended, other = [await bot.open(tmp_path) for _ in range(2)]
    other.journal.jobs.owner = owner_of(os.getppid())
    job = (await planned(suspended, 1, Changes(sends=(SUB_FLOW,)))).id
    send, leaves = suspended._connection.send, asyncio.Event()

    async def suspend(*given: Any, **more: Any) -> Any:
        if not leaves.is_set():
            leaves.set()
            leap(monkeypatch)
            if meanwhile != "nobody looks":
                assert [each.state for each in await other.working.jobs.recent()] == [JobState.ENDED]
            if meanwhile == "another window sends it again":
                unknown = [each.n for each in await other.working.jobs.steps(job, outcomes=("unknown",))]
                await other.working.jobs.resolve(job, [(n, Outcome.WAITING, "") for n in unknown])
                assert (await asyncio.wait_for(other.working.start(job), 20)).done == 1
        return await send(*given, **more)

    monkeypatch.setattr(suspended._connection, "send", suspend)
    try:
        ended = await asyncio.wait_for(suspended.working.start(job), 20)
        assert (meanwhile, ended.done) == ("nobody looks", 1)
    except RunsElsewhere:
        assert meanwhile != "nobody looks"
    found = await other.working.jobs.peek(job)
    assert found is not None
    assert await bot.accepted() == ({SEND: found.done} if found.done else {})
    assert found.unknown == 0 and found.done + found.waiting == 1
    assert found.open or found.done == 1, "what waits can go on"
    for each in (suspended, other):
        await each.close()


@pytest.mark.parametrize("asked", [1, 2])
async def test_each_request_is_asked_about_right_before_it_leaves_also_once_it_is_connected(
    asked: int,
) -> None:
    times = 0

    def leaves() -> None:
        nonlocal times
        times += 1
        if times == asked:
            raise LeaseLost("Not sent.")

    with Served() as host:
        client = Client(host.profile.base_url, host.token())
        call = Call.of("flowBotUserSendSubFlow", body={"user_ns": ANA, "sub_flow_ns": "f1284s2001"})
        with pytest.raises(LeaseLost, match=r"^Not sent\."):
            await client.send(call, leaves=leaves)
        assert times == asked
        assert host.received() == []
        await client.send(call, leaves=leaves)
        assert len(host.received()) == 1
        await client.aclose()
