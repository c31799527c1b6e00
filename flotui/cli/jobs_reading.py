# SPDX-License-Identifier: MIT
"""What commands say while the rows of a job are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from flotui.cli import sink
from flotui.jobs.outcomes import FEW
from flotui.jobs.times import used_up
from flotui.resources.job_reading import calls_to_read
from flotui.store.entry import Outcome
from flotui.text.plural import counted
from flotui.workspace import Workspace


@asynccontextmanager
async def reading(
    workspace: Workspace, job: int, steps: int, *, newcomers: Sequence[Outcome] = ()
) -> AsyncIterator[None]:
    """Say what reading the rows of a job costs, where that is more than a few calls; and while the block reads them,
    until when it waits for the host to take calls again: up to an hour.

    Args:
        workspace: the bot.
        job: the job's id.
        steps: how many of its steps are compared.
        newcomers: of which outcomes those are looked for whom it has created or deleted.
    """
    if (calls := await calls_to_read(workspace, job, steps, newcomers=newcomers)) > FEW:
        sink.tell(f"Its rows are read first: up to {counted(calls, 'call')}.")
    told: float | None = None

    def heard(_: object) -> None:
        nonlocal told
        if (until := workspace.pacer.paused_until) is not None and until != told:
            told = until
            sink.tell_in_passing(used_up(until))

    leave = workspace.listen(heard)
    heard(None)
    try:
        yield
    finally:
        leave()
