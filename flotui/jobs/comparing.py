# SPDX-License-Identifier: MIT
"""A running job's rows compared with the host, where nobody can be asked what becomes of those that were changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import FlochatError, NotOffered, ScopeMissing, Unknown, Unreachable
from flotui.api.pacer import Purpose
from flotui.jobs.host import Host
from flotui.jobs.outcomes import Unread
from flotui.jobs.since import leave_out, stale
from flotui.jobs.times import used_up
from flotui.store.job import Job, JobState
from flotui.store.jobs import Jobs

if TYPE_CHECKING:
    from flotui.api.reply import Reply

_TELL = 1.0
"""Seconds between two signs of life while it compares."""
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 60.0
"""How long it waits before it reads again what couldn't be had, in seconds; doubled each time."""
_LOST = 3
"""Answers that may be lost of one read before the job stops."""
_COMPARING = "Its rows are compared with the host before it goes on."

Sleep = Callable[[float], Awaitable[object]]
"""Waits for so many seconds."""


async def settled(
    jobs: Jobs,
    job: Job,
    host: Host,
    sleep: Sleep,
    closing: Callable[[], str],
    looked_on: Callable[[], bool] = lambda: False,
) -> Job | None:
    """Leave out what was changed of a running job's rows; what can't be read now is read as soon as it can be.

    Args:
        jobs: where the job is.
        job: the job.
        host: how its rows are read.
        sleep: waits.
        closing: says why it is to be left as it is; empty where it isn't to be. It is too where it was paused or
            cancelled, or where another process has taken it.
        looked_on: says whether a dialog waits for it: then what can't be read isn't tried again.

    Returns:
        The job as it is then; None where it is gone.

    Raises:
        FlochatError: when the host says no to a read, or can't be had while a dialog waits; then it is no `Unknown`.
    """
    comparing = asyncio.ensure_future(_left_out(jobs, job.id, host, sleep, looked_on))
    try:
        while not (await asyncio.wait({comparing}, timeout=_TELL))[0]:
            until = host.limited_until
            message = _COMPARING if until is None else used_up(until)
            await jobs.hold(job.id, until, message)
            host.progressed(replace(job, held_until=until, message=message))
            found = await jobs.peek(job.id)
            goes_on = found is not None and found.owner == jobs.owner and found.state is JobState.RUNNING
            if closing() or not goes_on:
                return found
        await jobs.hold(job.id, None, "")
        return comparing.result()
    finally:
        comparing.cancel()
        await asyncio.wait({comparing})  # it may be noting what it has found


async def _left_out(
    jobs: Jobs, job: int, host: Host, sleep: Sleep, looked_on: Callable[[], bool]
) -> Job | None:
    """The job when what was changed of its rows is left out; None where it is gone."""

    async def read(call: Call, purpose: Purpose) -> Reply:
        wait, lost = _FIRST_WAIT, 0
        while True:
            try:
                return await host.read(call, purpose)
            except FlochatError as error:
                lost += isinstance(error, Unknown)
                again = isinstance(error, Unreachable) or (isinstance(error, Unknown) and lost < _LOST)
                if not (again and not looked_on()) and (host.limited_until is None or host.all_reserved):
                    if isinstance(error, Unknown) and looked_on():
                        raise Unread.of(error) from error  # whoever waits must not take a write for unknown
                    raise
            await sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    try:
        found = await stale(jobs, job, read)
    except (NotOffered, ScopeMissing):
        if not looked_on():
            raise
        return await jobs.peek(job)  # who may write, but not read, writes as to one row
    return await leave_out(jobs, job, found, unasked=True)
