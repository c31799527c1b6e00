# SPDX-License-Identifier: MIT
"""The jobs of one profile in the journal's database: written down here, looked at and carried out by what is below.

A step is noted as sent before it leaves and again when it is answered, several at once in one commit that is on
the disk when it returns. A job has one runner at a time: the process that holds its lease. What was sent by one
that has ended is unknown at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection

import msgspec

from flotui.store.entry import Outcome
from flotui.store.job import Job, JobOptions, JobState, Planned, step_sum
from flotui.store.job_rows import OF_ROW, NoJob, count, find, pulse, read, text_of
from flotui.store.job_runs import Runs
from flotui.store.repeating import LEFT_OUT_TOO


class JobDraft(msgspec.Struct, frozen=True):
    """A job before it has steps."""

    title: str
    query: str = ""
    options: JobOptions = JobOptions()
    starts_at: float | None = None
    not_after: float | None = None
    undoes: int | None = None
    skipped: int = 0
    counted: bool = True
    """Whether its title is to say how many rows it goes to."""


class Jobs(Runs):
    """Jobs and their steps; see the module. What needs writing raises `StoreFailed` when it can't be."""

    async def begin(self, draft: JobDraft) -> int:
        """Begin to write a job down; `seal` makes it one that can run.

        Returns:
            Its id.
        """
        return await self._db.change(lambda db: self._insert(db, draft))

    async def add(self, job: int, steps: Sequence[Planned], after: int) -> int:
        """Write steps of a job down that is being planned.

        Args:
            job: its id.
            steps: the steps, those about one row together.
            after: the number of its last step so far; 0 for none.

        Returns:
            The number of its last step now.

        Raises:
            NoJob: when it was taken away meanwhile.
        """

        def work(db: Connection) -> None:
            self._still_planning(db, job)
            _add(db, job, steps, after)

        await self._db.change(work)
        return after + len(steps)

    async def seal(self, job: int, title: str, skipped: int, options: JobOptions) -> Job:
        """Have a job be planned: all of its steps are written down.

        Args:
            job: its id.
            title: what it does, now that it is known to how many.
            skipped: how many rows have nothing to change.
            options: how it is to run.

        Raises:
            NoJob: when it was taken away meanwhile.
        """

        def work(db: Connection) -> Job:
            self._still_planning(db, job)
            _seal(db, job, title, skipped, options)
            return read(db, job)

        return await self._db.change(work)

    async def write_down(self, draft: JobDraft, steps: Sequence[Planned]) -> Job:
        """Write a job down that is known as a whole, in one commit.

        Args:
            draft: the job.
            steps: all of its steps, those about one row together.
        """

        def work(db: Connection) -> Job:
            job = self._insert(db, draft)
            _add(db, job, steps, 0)
            _seal(db, job, draft.title, draft.skipped, draft.options)
            return read(db, job)

        return await self._db.change(work)

    def _insert(self, db: Connection, draft: JobDraft) -> int:
        """Write down that a job is being planned by this process, and return its id."""
        added = db.execute(
            "INSERT INTO job (profile, title, state, created, starts_at, not_after, query, options, undoes, "
            "skipped, owner, beat) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._profile,
                draft.title,
                JobState.PLANNING,
                time.time(),
                draft.starts_at,
                draft.not_after,
                draft.query,
                text_of(draft.options),
                draft.undoes,
                draft.skipped,
                self.owner,
                pulse(),
            ),
        )
        assert added.lastrowid is not None
        return added.lastrowid

    def _still_planning(self, db: Connection, job: int) -> None:
        """See, in the transaction that writes steps down, that the job is still the one that this process plans."""
        held = db.execute(
            "UPDATE job SET beat = ? WHERE id = ? AND state = ? AND owner = ?",
            (pulse(), job, JobState.PLANNING, self.owner),
        )
        if not held.rowcount:
            raise NoJob("The plan was discarded while it was being made. Nothing was sent.")

    async def configure(self, job: int, **options: object) -> Job:
        """Change options of a job that isn't running.

        Args:
            job: its id.
            options: fields of `JobOptions`.
        """

        def work(db: Connection) -> Job:
            changed = msgspec.structs.replace(read(db, job).options, **options)
            db.execute("UPDATE job SET options = ? WHERE id = ?", (text_of(changed), job))
            if "repeats_seen_at" in options:
                db.execute("UPDATE job SET unseen_from = NULL WHERE id = ?", (job,))
            return read(db, job)

        return await self._db.change(work)

    async def agree(self, job: int) -> Job | None:
        """Note that a person has the rest of a job follow its trial.

        Args:
            job: its id.

        Returns:
            The job; None where nobody's word is waited for: somebody else gave it, or the job was cancelled.
        """

        def work(db: Connection) -> Job | None:
            found = find(db, job)
            if found is None or not found.awaits_word:
                return None
            agreed = msgspec.structs.replace(found.options, ask_after_trial=False)
            db.execute("UPDATE job SET options = ? WHERE id = ?", (text_of(agreed), job))
            return read(db, job)

        return await self._db.change(work)

    async def forget(self, job: int) -> bool:
        """Take a job away of which nothing has left.

        Returns:
            Whether it is gone; one of which something has left stays.
        """

        def work(db: Connection) -> bool:
            found = find(db, job)
            if found is not None and found.state is not JobState.PLANNING:
                left_out = (
                    found.dropped if found.state is JobState.PLANNED else 0
                )  # before any of it could leave
                if found.owner or found.waiting + left_out < found.steps:
                    return False
            db.execute("DELETE FROM step WHERE job = ?", (job,))
            db.execute("DELETE FROM job WHERE id = ?", (job,))
            return True

        return await self._db.change(work)

    async def leave_out(self, job: int, numbers: Iterable[int], why: str) -> Job:
        """Have rows be left out: nothing of them that waits ever leaves.

        Args:
            job: its id.
            numbers: the number of a step of each.
            why: as a sentence; of their other calls it is said that they are left out too.
        """

        def work(db: Connection) -> Job:
            each_one = set(numbers)
            db.executemany(
                "UPDATE step SET outcome = 'dropped', message = ? WHERE job = ? AND n = ? AND outcome = 'waiting'",
                [(why, job, n) for n in each_one],
            )
            parts = {
                part
                for n in each_one
                for (part,) in db.execute("SELECT part FROM step WHERE job = ? AND n = ?", (job, n))
            }
            db.executemany(
                "UPDATE step SET outcome = 'dropped', message = :too "
                f"WHERE job = :job AND {OF_ROW} AND +outcome = 'waiting'",
                [{"too": LEFT_OUT_TOO, "job": job, "part": part} for part in parts],
            )
            count(db, job)
            return read(db, job)

        return await self._db.change(work)

    async def why_left_out(self, job: int) -> dict[str, int]:
        """Why rows of a job are left out, each as a sentence, and how many."""
        sql = (
            "SELECT message, count(DISTINCT part) FROM step WHERE job = ? AND outcome = 'dropped' "
            "AND message != ? GROUP BY message"
        )
        return await self._db.read(lambda db: dict(db.execute(sql, (job, LEFT_OUT_TOO)).fetchall()))

    async def resolve_waiting(self, job: int, numbers: Iterable[int], outcome: Outcome, why: str) -> Job:
        """Have steps that wait come to something without leaving.

        Args:
            job: its id.
            numbers: theirs.
            outcome: what they come to.
            why: as a sentence.
        """

        def work(db: Connection) -> Job:
            db.executemany(
                "UPDATE step SET outcome = ?, message = ? WHERE job = ? AND n = ? AND outcome = 'waiting'",
                [(outcome, why, job, n) for n in numbers],
            )
            count(db, job)
            return read(db, job)

        return await self._db.change(work)


def _add(db: Connection, job: int, steps: Sequence[Planned], after: int) -> None:
    db.executemany(
        "INSERT INTO step (job, n, part, kind, subject, title, says, call, inverse, changes, pause, "
        "undoes, outcome, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _lines(job, steps, after),
    )


def _seal(db: Connection, job: int, title: str, skipped: int, options: JobOptions) -> None:
    found = db.execute("SELECT 1 FROM step WHERE job = ? AND part != n LIMIT 1", (job,))
    options = msgspec.structs.replace(options, several=found.fetchone() is not None)
    db.execute(
        "UPDATE job SET title = ?, skipped = ?, options = ?, state = ?, owner = '', beat = NULL, "
        "waiting = (SELECT count(*) FROM step WHERE job = job.id) WHERE id = ?",
        (title, skipped, text_of(options), JobState.PLANNED, job),
    )
    count(db, job)


def _lines(job: int, steps: Sequence[Planned], after: int) -> Iterator[tuple[object, ...]]:
    """Steps as the table has them."""
    part, waits = after + 1, Outcome.WAITING.value
    for n, each in enumerate(steps, after + 1):
        if each.first:
            part = n
        total = step_sum(each.subject, each.call, each.inverse, each.changes)
        yield job, n, part, *each[1:], waits, total
