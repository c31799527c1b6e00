# SPDX-License-Identifier: MIT
"""A job of a few rows, carried out in the place of the dialog that planned it: the person sees there what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError, Stopped
from flotui.jobs.halts import unread
from flotui.jobs.outcomes import Explain, Leftover, Unfinished
from flotui.jobs.recover import see_sendable
from flotui.jobs.report import after
from flotui.jobs.row_outcomes import having, outcomes_of, summary
from flotui.resources.other_windows import unless_crossed
from flotui.store.job import Job, JobState
from flotui.store.journal import Outcome
from flotui.store.trouble import StoreFailed
from flotui.workspace.resending import planned

if TYPE_CHECKING:
    from flotui.resources.ask import Ask
    from flotui.workspace import Workspace

_WHERE = "The rest is in Activity."


class Few:
    """A job of a few rows that a dialog waits for."""

    def __init__(
        self,
        workspace: Workspace,
        ask: Ask,
        job: Job,
        done: Callable[[Job], None],
        explain: Explain | None = None,
    ) -> None:
        """
        Args:
            workspace: the open bot.
            ask: how to tell.
            job: the job, as it was planned.
            done: tells that all of it is done.
            explain: finds out whether a refusal concerns all rows.
        """
        self._workspace, self._ask, self._job = workspace, ask, job
        self._done = done
        self._explain = explain
        self._left = Leftover()

    async def run(self) -> None:
        """Run it, or go on with it, until it is done, stops, or waits for the quota: then it goes on by itself.

        Raises:
            Unfinished: when some is done, refused or unknown, and not all is done. It can go on.
            FlochatError: when nothing left, and why. Then the draft has it, where there is one; else the job waits,
                until its dialog tries again.
        """
        async with unless_crossed(self._workspace, self._job):
            job, failures, failed = await self._looked_on()
        if job.state is JobState.RUNNING and job.held_until is not None:
            self._ask.say(f"{job.title}: {after(job)}. {job.message} See Jobs in Activity.", "warn")
        elif job.done + job.unchanged == job.steps:
            self._left.complete = True
            self._done(job)
        elif job.waiting == job.steps:
            why = failed or failures.get(Outcome.WAITING) or Stopped(job.message)
            if planned(False) and await self._workspace.working.jobs.forget(job.id):  # the draft has it
                self._workspace.renew("jobs")
            else:
                why.job = job.id
            raise why
        else:
            raise await self._unfinished(job, failures.get(Outcome.REFUSED))

    async def _looked_on(self) -> tuple[Job, Mapping[Outcome, FlochatError], FlochatError | None]:
        """Run it: how it is then, the first failure that led to each outcome, and what ended it otherwise, or None."""
        working = self._workspace.working
        try:
            return *await working.looked_on(self._job.id), None
        except FlochatError as error:  # some of it may have left by then
            with suppress(StoreFailed):  # then it says so itself
                if (found := await working.jobs.peek(self._job.id)) is not None:
                    return found, {}, error
            raise

    async def _unfinished(self, job: Job, refused: FlochatError | None) -> Unfinished:
        why = ""
        if refused is not None and self._explain is not None:
            explained = await self._explain(refused)
            why = str(explained) if explained is not refused else ""
        try:
            rows = outcomes_of(await self._workspace.working.jobs.every(job.id))
        except StoreFailed as error:
            raise unread(error, job) from error
        self._left.waiting = having(rows, Outcome.WAITING) if job.open else ()
        self._left.refused = having(rows, Outcome.REFUSED)
        unsettled = bool(having(rows, Outcome.UNKNOWN))
        return Unfinished(
            summary(job, rows, why), self._left, self._resume, unsettled=unsettled, where=_WHERE
        )

    async def _resume(self, refused: bool) -> None:
        if refused:
            jobs = self._workspace.working.jobs
            see_sendable(await jobs.peek(self._job.id))
            steps = await jobs.steps(self._job.id, [Outcome.REFUSED])
            await jobs.resolve(self._job.id, [(each.n, Outcome.WAITING, "") for each in steps])
        await self.run()
