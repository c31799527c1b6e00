# SPDX-License-Identifier: MIT
"""The jobs of one profile as they are looked at, and what the end of a process makes of them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from sqlite3 import Connection

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.store.database import Precious
from flotui.store.entry import Outcome
from flotui.store.job import (
    ASKED_BY,
    BEGUN_IN,
    JOB_COLUMNS,
    OPEN,
    STEP_COLUMNS,
    Job,
    JobState,
    Step,
    job_of,
    step_of,
)
from flotui.store.job_rows import CLOSED, INTERRUPTED, find, is_lost, read, settle_sent, stopped_as
from flotui.store.job_steps import Left
from flotui.store.job_tallies import tally
from flotui.store.job_undoing import refuse_second, undone_by
from flotui.store.overwritten import Overwritten, overwritten
from flotui.store.owners import is_alive
from flotui.store.repeating import ANSWERED, LEFT, STILL_SENDS, came, sent_by, to_come
from flotui.store.trouble import StoreFailed

_AT_ONCE = 500
"""How many numbers a statement is given at once."""


_SETTLED_FEW = (
    f"{BEGUN_IN} IS NOT NULL AND state IN ('ended', 'cancelled') "
    "AND waiting + intended + refused + unknown = 0"
)
"""Of a few rows, begun in a dialog, and nothing is left of it: its calls are in the journal, as single edits are."""


def _is_orphan(job: Job) -> bool:
    """Whether a plan waits for an answer to a question that nobody is asked any more."""
    asked = job.options.asked
    return job.state is JobState.PLANNED and bool(asked) and not is_alive(asked)


def _is_unfinished(job: Job) -> bool:
    cut = job.state is JobState.STOPPED and job.message in (INTERRUPTED, CLOSED)
    return job.waiting > 0 and (cut or job.state is JobState.PAUSED)


def _as_left_behind(db: Connection, job: Job) -> tuple[JobState, str]:
    """Where a job is whose process is gone, and why, once what was sent is noted."""
    if job.state is JobState.RUNNING:
        return stopped_as(db, job.id, JobState.STOPPED, INTERRUPTED)
    if job.state is JobState.PAUSED:
        return stopped_as(db, job.id, job.state, job.message)
    return job.state, job.message


_NOT_DROPPED = tuple(each for each in Outcome if each is not Outcome.DROPPED)


def _waiting_of(operations: Collection[str]) -> str:
    """The condition of a job's steps that wait and call one of some operations: given its id, and these."""
    called = "substr(step.call, 3, instr(substr(step.call, 3), '\"') - 1)"
    return f"step.job = ? AND step.outcome = 'waiting' AND {called} IN ({', '.join('?' * len(operations))})"


class Looks:
    """Jobs and their steps, looked at."""

    def __init__(self, db: Precious, profile: str, owner: str) -> None:
        """
        Args:
            db: the journal's database.
            profile: the profile's id.
            owner: this process; see `owner_of`.
        """
        self._db = db
        self._profile = profile
        self.owner = owner
        """This process, as leases name it."""
        self._owed: dict[int, Left] = {}
        self._beats: dict[int, float] = {}
        """When the lease of each job that this process runs was last noted to be its own; see `pulse`."""

    async def recent(self, limit: int = 200, *, settled_few: bool = True) -> list[Job]:
        """The newest jobs, newest first.

        Args:
            limit: how many at most.
            settled_few: also those of a few rows of which nothing is left to be done or said.
        """
        await self.settle_ended()
        which = "" if settled_few else f" AND NOT ({_SETTLED_FEW})"
        return await self._db.read(
            lambda db: [
                self._as_left(job_of(row))
                for row in db.execute(
                    f"SELECT {JOB_COLUMNS} FROM job WHERE profile = ? AND state != 'planning'{which} "
                    "ORDER BY created DESC, id DESC LIMIT ?",
                    (self._profile, limit),
                )
            ]
        )

    async def results_kept(self) -> frozenset[str]:
        """The files in which jobs that may go on, those of other bots too, say what came of a sheet's lines."""
        kept = "json_extract(options, '$.results')"
        return await self._db.read(
            lambda db: frozenset(
                name
                for (name,) in db.execute(
                    f"SELECT {kept} FROM job WHERE {kept} IS NOT NULL AND state IN ({', '.join('?' * len(OPEN))})",
                    OPEN,
                )
            )
        )

    async def unfinished(self) -> list[Job]:
        """The jobs that were paused, or ended with the program that ran them, and may go on; newest first.

        The next start offers them, and the header counts them. What somebody or something else stopped is neither: it
        is in Jobs.
        """
        await self.settle_ended()
        states = (JobState.PAUSED, JobState.STOPPED, JobState.RUNNING)
        found = await self._db.read(
            lambda db: [
                self._as_left(job_of(row))
                for row in db.execute(
                    f"SELECT {JOB_COLUMNS} FROM job WHERE profile = ? AND state IN (?, ?, ?) AND waiting > 0 "
                    "ORDER BY created DESC, id DESC",
                    (self._profile, *states),
                )
            ]
        )
        return [each for each in found if _is_unfinished(each)]

    async def job(self, job: int) -> Job | None:
        """The job of that id, or None."""
        await self.settle_ended()

        def work(db: Connection) -> Job | None:
            row = db.execute(
                f"SELECT {JOB_COLUMNS} FROM job WHERE id = ? AND profile = ?", (job, self._profile)
            ).fetchone()
            return None if row is None else self._as_left(job_of(row))

        return await self._db.read(work)

    def _as_left(self, job: Job) -> Job:
        """A job as this process, or one that has ended, left it, while that can't be noted."""
        left = self._owed.get(job.id)
        if job.owner not in ("", self.owner) and is_lost(job):
            left = Left(JobState.STOPPED, INTERRUPTED)
        if left is None or job.state is not JobState.RUNNING:
            return job
        return replace(job, state=left.state, message=left.message, owner="", held_until=None)

    async def steps(
        self, job: int, outcomes: Iterable[Outcome] = (), *, after: int = 0, limit: int = 1000
    ) -> list[Step]:
        """Steps of a job in their order.

        Args:
            job: its id.
            outcomes: only those that came to one of these; all by default.
            after: only those with a greater number.
            limit: how many at most.
        """
        wanted = tuple(outcomes)
        where = f" AND outcome IN ({', '.join('?' * len(wanted))})" if wanted else ""
        return await self._db.read(
            lambda db: [
                step_of(row)
                for row in db.execute(
                    f"SELECT {STEP_COLUMNS} FROM step WHERE job = ? AND n > ?{where} ORDER BY n LIMIT ?",
                    (job, after, *wanted, limit),
                )
            ]
        )

    async def numbered(self, job: int, numbers: Sequence[int]) -> list[Step]:
        """The steps of a job that have these numbers, in their order.

        Args:
            job: its id.
            numbers: theirs.
        """

        def work(db: Connection) -> list[Step]:
            found: list[Step] = []
            for start in range(0, len(numbers), _AT_ONCE):
                some = tuple(numbers[start : start + _AT_ONCE])
                holes = ", ".join("?" * len(some))
                found += map(
                    step_of,
                    db.execute(
                        f"SELECT {STEP_COLUMNS} FROM step WHERE job = ? AND n IN ({holes})", (job, *some)
                    ),
                )
            return sorted(found, key=lambda each: each.n)

        return await self._db.read(work)

    async def in_blocks(self, job: int, outcomes: Iterable[Outcome] = ()) -> AsyncIterator[list[Step]]:
        """All steps of a job in their order, some at a time: the journal is free for others in between.

        Args:
            job: its id.
            outcomes: only those that came to one of these; all by default.
        """
        outcomes, after = tuple(outcomes), 0
        while block := await self.steps(job, outcomes, after=after):
            yield block
            after = block[-1].n

    async def every(
        self, job: int, outcomes: Iterable[Outcome] = (), *, wanted: Callable[[Step], bool] = lambda _: True
    ) -> list[Step]:
        """Those steps of a job that are `wanted`, in their order; the rest as in `in_blocks`."""
        return [each async for block in self.in_blocks(job, outcomes) for each in block if wanted(each)]

    async def undone_summaries(self, job: int) -> dict[int, str]:
        """What the steps did that those of a job undo, by the number of the one that undoes.

        Args:
            job: the job that undoes.
        """
        sql = (
            "SELECT back.n, step.says FROM step AS back JOIN job ON job.id = back.job "
            "JOIN step ON step.job = job.undoes AND step.n = back.undoes WHERE back.job = ?"
        )
        return await self._db.read(lambda db: {int(n): str(says) for n, says in db.execute(sql, (job,))})

    async def undone_by(self, job: int) -> dict[int, int]:
        """By which jobs what a job did is undone; see `job_undoing.undone_by`."""
        return await self._db.read(lambda db: undone_by(db, job))

    async def overwritten(self, job: Job) -> Overwritten:
        """What the done steps of a job have overwritten that another write from this home had left; see `overwritten`.

        Args:
            job: the job.
        """
        return await self._db.read(lambda db: overwritten(db, self._profile, job))

    async def operations(
        self, job: int, outcomes: Sequence[Outcome] = _NOT_DROPPED
    ) -> dict[str, tuple[int, int]]:
        """What a job calls: by operation, how many steps, and how many of them have no way back.

        Args:
            job: its id.
            outcomes: of which steps; of all but those that are left out by default.
        """
        return await self._db.read(
            lambda db: {
                str(row[0]): (int(row[1]), int(row[2]))
                for row in db.execute(
                    "SELECT substr(call, 3, instr(substr(call, 3), '\"') - 1), count(*), "
                    "sum(changes = '[]' AND inverse IS NULL) FROM step WHERE job = ? "
                    f"AND outcome IN ({', '.join('?' * len(outcomes))}) GROUP BY 1",
                    (job, *outcomes),
                )
            }
        )

    async def tally(
        self, operations: Iterable[str], since: float, outcomes: Iterable[Outcome] = (Outcome.DONE,)
    ) -> list[tuple[Call, int, float]]:
        """What jobs have called since a time, whomever for; see `job_tallies.tally`."""
        return await tally(self._db, self._profile, operations, since, outcomes)

    async def stands(self, job: int) -> bool:
        """Whether something of a job is done, and not undone."""
        found = "SELECT 1 FROM step WHERE job = ? AND outcome = 'done' AND undone = 0 LIMIT 1"
        return await self._db.read(lambda db: db.execute(found, (job,)).fetchone() is not None)

    async def refuse_second_undo(self, job: int) -> None:
        """See that no other job has begun to undo one, and may go on with it.

        Raises:
            Undoing: when one has.
        """
        await self.settle_ended()
        await self._db.read(lambda db: refuse_second(db, job))

    async def rows(self, job: int) -> tuple[int, int]:
        """How many rows a job goes to, and how many are left out."""

        def work(db: Connection) -> tuple[int, int]:
            found = "SELECT count(DISTINCT part) FROM step WHERE job = ?"
            every = int(db.execute(found, (job,)).fetchone()[0])
            goes = int(db.execute(f"{found} AND outcome != 'dropped'", (job,)).fetchone()[0])
            return goes, every - goes

        return await self._db.read(work)

    async def rows_waiting(self, job: int) -> int:
        """How many rows a job goes to yet."""
        waits = "SELECT count(DISTINCT part) FROM step WHERE job = ? AND outcome = 'waiting'"
        return await self._db.read(lambda db: int(db.execute(waits, (job,)).fetchone()[0]))

    async def trial(self, job: int) -> list[Step]:
        """The steps of the row that is tried alone: the first one that isn't left out."""
        return await self._db.read(
            lambda db: [
                step_of(row)
                for row in db.execute(
                    f"SELECT {STEP_COLUMNS} FROM step WHERE job = ? AND part = (SELECT part FROM step "
                    "WHERE job = ? AND (outcome = 'waiting' OR at IS NOT NULL) ORDER BY n LIMIT 1) ORDER BY n",
                    (job, job),
                )
            ]
        )

    async def steps_about(self, subject: str) -> list[Step]:
        """What jobs did, or tried to do, with one row, the oldest first.

        Args:
            subject: the row's id.
        """
        columns = ", ".join(f"step.{each.strip()}" for each in STEP_COLUMNS.split(","))
        return await self._db.read(
            lambda db: [
                step_of(row)
                for row in db.execute(
                    f"SELECT {columns} FROM step JOIN job ON job.id = step.job AND job.profile = ? "
                    "WHERE step.subject = ? AND step.at IS NOT NULL ORDER BY step.at",
                    (self._profile, subject),
                )
            ]
        )

    async def steps_of(self, jobs: Collection[int], row_id: str) -> list[Step]:
        """What some jobs did, or tried to do, with one row, the oldest first; also where it stands under another.

        Args:
            jobs: their ids.
            row_id: the row's own id.
        """
        if not jobs:
            return []
        sql = (
            f"SELECT {STEP_COLUMNS} FROM step WHERE job IN ({', '.join('?' * len(jobs))}) AND at IS NOT NULL "
            "AND (subject = ? OR substr(subject, -length(?) - 1) = '/' || ?) ORDER BY at"
        )
        asked = (*jobs, row_id, row_id, row_id)
        return await self._db.read(lambda db: [step_of(row) for row in db.execute(sql, asked)])

    async def repeats(
        self, job: int, operations: Iterable[str], since: float, *, answered: bool = False
    ) -> list[tuple[Step, int]]:
        """Steps that would send what the same row was sent since then: by another job, or by hand.

        Args:
            job: the job that is looked at.
            operations: the operations that send.
            since: in unix seconds.
            answered: whether what is just being sent doesn't count: it may be refused, or not leave after all.

        Returns:
            The steps that wait, each with the other job's id; 0 where it was sent by hand.
        """
        names, outcomes = tuple(operations), ANSWERED if answered else LEFT
        mine = ", ".join(f"step.{each.strip()} AS {each.strip()}" for each in STEP_COLUMNS.split(","))
        which = _waiting_of(names)

        def work(db: Connection) -> list[tuple[Step, int]]:
            found: dict[int, tuple[Step, int]] = {}
            for *row, other in db.execute(
                f"SELECT {mine}, other.job FROM step JOIN step AS other ON other.subject = step.subject "
                f"AND other.job != step.job AND other.at > ? AND {came('other.', outcomes)} "
                "AND other.call = step.call JOIN job ON job.id = other.job AND job.profile = ? "
                f"WHERE {which}",
                (since, self._profile, job, *names),
            ):
                step = step_of(row)
                found[step.n] = step, int(other)
            for row in db.execute(
                f"SELECT {mine} FROM step JOIN entry ON entry.profile = ? AND entry.subject = step.subject "
                f"AND entry.at > ? AND {came('entry.', outcomes)} AND entry.call = step.call WHERE {which}",
                (self._profile, since, job, *names),
            ):
                step = step_of(row)
                found.setdefault(step.n, (step, 0))
            return [found[n] for n in sorted(found)]

        return await self._db.read(work) if names else []

    async def to_come(self, job: int, operations: Iterable[str]) -> list[tuple[Job, int]]:
        """Other jobs that have begun, may go on, and would then send some rows the same as one.

        Args:
            job: the one that is looked at.
            operations: the operations that send.

        Returns:
            Them, each with how many rows these are.
        """
        names = tuple(operations)

        def work(db: Connection) -> list[tuple[Job, int]]:
            found = db.execute(
                "SELECT other.job, count(DISTINCT other.part) FROM step JOIN step AS other "
                "ON other.subject = step.subject AND other.job != step.job AND other.outcome = 'waiting' "
                "AND other.call = step.call JOIN job ON job.id = other.job AND job.profile = ? "
                f"AND job.state IN {STILL_SENDS} WHERE {_waiting_of(names)} GROUP BY other.job",
                (self._profile, job, *names),
            ).fetchall()
            return [(self._as_left(read(db, other)), int(rows)) for other, rows in found]

        return await self._db.read(work) if names else []

    async def to_come_of(self, calls: Sequence[tuple[str, str]]) -> list[tuple[Job, int]]:
        """As `to_come`, of calls: the row that each is about, and its key."""

        def work(db: Connection) -> list[tuple[Job, int]]:
            found = to_come(db, self._profile, calls)
            return [(self._as_left(read(db, job)), number) for job, number in sorted(found.items())]

        return await self._db.read(work)

    async def sent(self, calls: Sequence[tuple[str, str]], since: float) -> dict[int, int]:
        """Which of some calls left since then already: by a job, or by hand.

        Args:
            calls: the row that each is about, and its key.
            since: in unix seconds.

        Returns:
            By their index, the job's id; 0 where it was sent by hand.
        """

        def work(db: Connection) -> dict[int, int]:
            found = (sent_by(db, self._profile, subject, call, since) for subject, call in calls)
            return {index: each.job for index, each in enumerate(found) if each is not None}

        return await self._db.read(work)

    async def peek(self, job: int) -> Job | None:
        """The job of that id as it is in the database; None where it is gone."""
        found = await self._db.read(lambda db: find(db, job))
        return None if found is None else self._as_left(found)

    async def settle_ended(self) -> int:
        """Have jobs of processes that have ended be stopped, or ended where nothing is left; what they sent is unknown.
        Plans that one of them asked about are gone.

        Returns:
            How many.
        """
        held = await self._db.read(
            lambda db: [
                job_of(row)
                for row in db.execute(
                    f"SELECT {JOB_COLUMNS} FROM job WHERE profile = ? AND (owner NOT IN ('', ?) "
                    f"OR state = 'planned' AND {ASKED_BY} NOT IN ('', ?))",
                    (self._profile, self.owner, self.owner),
                )
            ]
        )
        gone = [each for each in held if _is_orphan(each) or (each.owner and is_lost(each))]
        if not gone:
            return 0

        def work(db: Connection) -> int:
            for each in gone:
                found = find(db, each.id)
                if found is None or found.owner != each.owner:
                    continue
                if found.state is JobState.PLANNING or _is_orphan(found):
                    db.execute("DELETE FROM step WHERE job = ?", (found.id,))
                    db.execute("DELETE FROM job WHERE id = ?", (found.id,))
                    continue
                settle_sent(db, found)
                state, message = _as_left_behind(db, found)
                ended = time.time() if found.open and state is JobState.ENDED else found.ended
                db.execute(
                    "UPDATE job SET state = ?, message = ?, owner = '', beat = NULL, held_until = NULL, ended = ? "
                    "WHERE id = ?",
                    (state, message, ended, found.id),
                )
            return len(gone)

        with suppress(StoreFailed):  # what there is can be read all the same
            return await self._db.change(work)
        return 0
