# SPDX-License-Identifier: MIT
"""What the statements about jobs have in common: reading one, counting its steps, and whose lease is lost."""

from __future__ import annotations

import time
from collections import Counter
from sqlite3 import Connection

import msgspec

from flotui.api.errors import NotSent, Stopped
from flotui.store.entry import Outcome
from flotui.store.job import JOB_COLUMNS, OUTCOMES, Job, JobOptions, JobState, job_of
from flotui.store.owners import is_alive

LEASE = 120.0
"""Seconds without a word after which a process loses its lease, even one that is still there (it was suspended)."""

ENDED = "flotui ended before the answer came."
"""Why a step's outcome is unknown whose process has ended."""
INTERRUPTED = "flotui ended while it ran."
"""Why a job is stopped whose process has ended."""
CLOSED = "flotui was closed while it ran."
"""Why a job is stopped that was left to be gone on with."""
HALTED = "You stopped it."
"""Why one is that was stopped while it was waited for."""

READY = (
    "NOT EXISTS (SELECT 1 FROM step AS before WHERE before.job = step.job AND before.n >= step.part "
    "AND before.n < step.n AND before.outcome NOT IN ('done', 'unchanged'))"
)
"""The condition of a step whose row has nothing open before it."""

OF_ROW = (
    "part = :part AND n >= :part AND n < coalesce("
    "(SELECT n FROM step WHERE job = :job AND n > :part AND part > :part ORDER BY n LIMIT 1), 1 << 62)"
)
"""The condition of a job's steps about one row: numbered one after the other, so that no others are looked through."""


class LeaseLost(NotSent):
    """A step that is noted as sent may not leave: since then its runner may have lost the lease."""


class NoJob(Stopped):
    """A job isn't there: its plan was discarded."""


def pulse() -> float:
    """The time in seconds as leases have it: of the clock that nobody sets and that stands still while the machine
    sleeps. All processes since its start have the same.
    """
    return time.monotonic()


def is_lost(job: Job) -> bool:
    """Whether a job's process has lost its lease. One that plans has it until it ends: it may wait for the host."""
    if not job.owner or not is_alive(job.owner):
        return True
    return job.state is not JobState.PLANNING and job.beat is not None and pulse() - job.beat > LEASE


def text_of(options: JobOptions) -> str:
    """Options as the database has them."""
    return msgspec.json.encode(options).decode()


def find(db: Connection, job: int) -> Job | None:
    """The job of an id, or None."""
    row = db.execute(f"SELECT {JOB_COLUMNS} FROM job WHERE id = ?", (job,)).fetchone()
    return None if row is None else job_of(row)


def read(db: Connection, job: int) -> Job:
    """The job of an id.

    Raises:
        NoJob: when there is none.
    """
    found = find(db, job)
    if found is None:
        raise NoJob(f"There is no job {job}.")
    return found


def count(db: Connection, job: int) -> None:
    """Count a job's steps anew."""
    counts = dict(
        db.execute("SELECT outcome, count(*) FROM step WHERE job = ? GROUP BY outcome", (job,)).fetchall()
    )
    holes = ", ".join(f"{each} = ?" for each in OUTCOMES)
    db.execute(f"UPDATE job SET {holes} WHERE id = ?", (*(counts.get(each, 0) for each in OUTCOMES), job))


def move(db: Connection, job: int, moved: Counter[Outcome]) -> None:
    """Have a job's counts follow its steps."""
    changed = [(each, number) for each, number in moved.items() if number]
    if changed:
        holes = ", ".join(f"{each} = {each} + ?" for each, _ in changed)
        db.execute(f"UPDATE job SET {holes} WHERE id = ?", (*(number for _, number in changed), job))


def stopped_as(db: Connection, job: int, state: JobState, message: str) -> tuple[JobState, str]:
    """Where a job is that stops or is paused, and why: it has ended where nothing more of it can leave anyway.

    Args:
        db: the journal's database, once what was sent is noted.
        job: its id.
        state: stopped or paused.
        message: why.
    """
    leaves = f"SELECT 1 FROM step WHERE job = ? AND outcome = 'waiting' AND {READY} LIMIT 1"
    if db.execute(leaves, (job,)).fetchone() is not None:
        return state, message
    return JobState.ENDED, "" if message in (INTERRUPTED, CLOSED, HALTED) else message


def settle_sent(db: Connection, job: Job) -> None:
    """Have what was sent by a runner that is gone be unknown."""
    if job.intended:
        db.execute(
            "UPDATE step SET outcome = 'unknown', message = ? WHERE job = ? AND outcome = 'intended'",
            (ENDED, job.id),
        )
        move(db, job.id, Counter({Outcome.INTENDED: -job.intended, Outcome.UNKNOWN: job.intended}))
