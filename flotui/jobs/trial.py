# SPDX-License-Identifier: MIT
"""The trial of a job: its first row goes alone, and the rest only after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Job, JobOptions, Step

if TYPE_CHECKING:
    from flotui.store.jobs import Jobs


class TrialOutcome(NamedTuple):
    """What the trial came to."""

    failed: bool
    """Whether the rest doesn't follow."""
    message: str
    """As a sentence."""
    refused: Step | None = None
    """The step that was refused, where one was."""


class Trial:
    """The first row of a job, which may go alone."""

    def __init__(self, jobs: Jobs) -> None:
        """
        Args:
            jobs: where the job is.
        """
        self._jobs = jobs
        self._first: int | None = None

    async def find(self, job: Job) -> None:
        """Find the row that goes alone, where one does."""
        alone = job.options.trial and not job.options.tried
        self._first = next((each.part for each in await self._jobs.trial(job.id)), None) if alone else None

    def part(self, options: JobOptions) -> int | None:
        """The number of the row that goes alone now; None where several may.

        Args:
            options: how the job is to run.
        """
        return self._first if options.trial and not options.tried else None

    async def answered(self, job: Job) -> bool:
        """Whether the first row had its turn."""
        open_ones = (Outcome.WAITING, Outcome.INTENDED)
        return all(each.outcome not in open_ones for each in await self._jobs.trial(job.id))

    async def came_to(self, job: Job) -> TrialOutcome:
        """What came of the first row."""
        first = await self._jobs.trial(job.id)
        bad = next((each for each in first if each.outcome in (Outcome.REFUSED, Outcome.UNKNOWN)), None)
        if bad is not None:
            said = f"Trial with {bad.title}: {bad.outcome}. {bad.message}".strip()
            return TrialOutcome(True, said, bad if bad.outcome is Outcome.REFUSED else None)
        return TrialOutcome(False, f"Trial with {first[0].title}: {STEP_WORDS[first[-1].outcome]}.")
