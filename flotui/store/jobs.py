# SPDX-License-Identifier: MIT
"""The jobs of one profile in the journal's database.

A step is noted as sent before it leaves and again when it is answered, several at once in one commit that is on
the disk when it returns. A job has one runner at a time: the process that holds its lease. What was sent by one
that has ended is unknown at once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Connection
from typing import Any, NamedTuple

import msgspec

from flotui.store.database import Precious
from flotui.store.entry import Outcome
from flotui.store.job import (
    JOB_COLUMNS,
    OUTCOMES,
    STEP_COLUMNS,
    Job,
    JobState,
    Options,
    Planned,
    Step,
    job_of,
    step_of,
    step_sum,
)
from flotui.store.owners import is_alive

LEASE = 120.0
"""Seconds without a word after which a process loses its lease, even one that is still there (it was suspended)."""

ENDED = "flotui ended before the answer came."
"""Why a step's outcome is unknown whose process has ended."""
INTERRUPTED = "flotui ended while it ran."
"""Why such a job is stopped."""

_READY = (
    "NOT EXISTS (SELECT 1 FROM step AS before WHERE before.job = step.job AND before.n >= step.part "
    "AND before.n < step.n AND before.outcome NOT IN ('done', 'unchanged'))"
)
"""The condition of a step whose row has nothing open before it."""
_RESTED = (
    "(step.pause = 0 OR NOT EXISTS (SELECT 1 FROM step AS before WHERE before.job = step.job "
    "AND before.n = step.n - 1 AND before.n >= step.part AND before.outcome = 'done' "
    "AND before.answered_at > ? - step.pause))"
)
"""The condition of a step before which enough time has passed."""


class Draft(NamedTuple):
    """A job before it has steps."""

    title: str
    query: str = ""
    options: Options = Options()
    starts_at: float | None = None
    not_after: float | None = None
    undoes: int | None = None
    skipped: int = 0


class Answered(NamedTuple):
    """What came of a step that left."""

    n: int
    at: float
    """When it left: an answer to an earlier try is none to this."""
    outcome: Outcome
    answered_at: float
    status: int | None
    ms: int | None
    message: str
    inverse: str | None = None
    """The key of the call that takes it back, where only the answer told that."""


class Turn(NamedTuple):
    """What a runner may do next."""

    job: Job | None
    """The job as it is now; None where somebody else holds it, or it is gone."""
    steps: list[Step]
    """The steps that may leave now: they are noted as sent."""
    resting: bool
    """Whether a step only waits until the one before it has had its time."""


class Jobs:
    """Jobs and their steps; see the module. What needs writing raises `StoreFailed` when it can't be."""

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

    # -- Planning ---------------------------------------------------------------------------------

    async def begin(self, draft: Draft) -> int:
        """Begin to write a job down; `seal` makes it one that can run.

        Returns:
            Its id.
        """

        def work(db: Connection) -> int:
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
                    _text(draft.options),
                    draft.undoes,
                    draft.skipped,
                    self.owner,
                    time.time(),
                ),
            )
            assert added.lastrowid is not None
            return added.lastrowid

        return await self._db.change(work)

    async def add(self, job: int, steps: Sequence[Planned], after: int) -> int:
        """Write steps of a job down that is being planned.

        Args:
            job: its id.
            steps: the steps, those about one row together.
            after: the number of its last step so far; 0 for none.

        Returns:
            The number of its last step now.
        """
        rows, part = [], after + 1
        for n, each in enumerate(steps, after + 1):
            if each.first:
                part = n
            total = step_sum(each.subject, each.call, each.inverse, each.changes)
            rows.append((job, n, part, *each[1:], Outcome.WAITING.value, total))
        await self._db.change(
            lambda db: db.executemany(
                "INSERT INTO step (job, n, part, kind, subject, title, says, call, inverse, changes, pause, "
                "undoes, outcome, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        )
        return after + len(steps)

    async def seal(self, job: int, title: str, skipped: int, options: Options) -> Job:
        """Have a job be planned: all of its steps are written down.

        Args:
            job: its id.
            title: what it does, now that it is known to how many.
            skipped: how many rows have nothing to change.
            options: how it is to run.
        """

        def work(db: Connection) -> Job:
            db.execute(
                "UPDATE job SET title = ?, skipped = ?, options = ?, state = ?, owner = '', beat = NULL, "
                "waiting = (SELECT count(*) FROM step WHERE job = job.id) WHERE id = ?",
                (title, skipped, _text(options), JobState.PLANNED, job),
            )
            _count(db, job)
            return _read(db, job)

        return await self._db.change(work)

    async def configure(self, job: int, **options: Any) -> Job:
        """Change options of a job of which nothing has left.

        Args:
            job: its id.
            options: fields of `Options`.
        """

        def work(db: Connection) -> Job:
            changed = msgspec.structs.replace(_read(db, job).options, **options)
            db.execute("UPDATE job SET options = ? WHERE id = ?", (_text(changed), job))
            return _read(db, job)

        return await self._db.change(work)

    async def forget(self, job: int) -> None:
        """Take a job away of which nothing has left."""

        def work(db: Connection) -> None:
            if _read(db, job).state in (JobState.PLANNING, JobState.PLANNED):
                db.execute("DELETE FROM step WHERE job = ?", (job,))
                db.execute("DELETE FROM job WHERE id = ?", (job,))

        await self._db.change(work)

    # -- Looking ----------------------------------------------------------------------------------

    async def recent(self, limit: int = 200) -> list[Job]:
        """The newest jobs, newest first."""
        await self.settle_ended()
        return await self._db.read(
            lambda db: [
                job_of(row)
                for row in db.execute(
                    f"SELECT {JOB_COLUMNS} FROM job WHERE profile = ? AND state != 'planning' "
                    "ORDER BY created DESC, id DESC LIMIT ?",
                    (self._profile, limit),
                )
            ]
        )

    async def job(self, job: int) -> Job | None:
        """The job of that id, or None."""
        await self.settle_ended()

        def work(db: Connection) -> Job | None:
            row = db.execute(
                f"SELECT {JOB_COLUMNS} FROM job WHERE id = ? AND profile = ?", (job, self._profile)
            ).fetchone()
            return None if row is None else job_of(row)

        return await self._db.read(work)

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

    async def operations(self, job: int) -> dict[str, tuple[int, int]]:
        """What a job calls: by operation, how many steps, and how many of them have no way back."""
        return await self._db.read(
            lambda db: {
                str(row[0]): (int(row[1]), int(row[2]))
                for row in db.execute(
                    "SELECT substr(call, 3, instr(substr(call, 3), '\"') - 1), count(*), "
                    "sum(changes = '[]' AND inverse IS NULL) FROM step WHERE job = ? GROUP BY 1",
                    (job,),
                )
            }
        )

    async def rows(self, job: int) -> int:
        """How many rows a job goes to."""
        return await self._db.read(
            lambda db: int(
                db.execute("SELECT count(*) FROM step WHERE job = ? AND n = part", (job,)).fetchone()[0]
            )
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

    async def repeats(self, job: int, operations: Iterable[str], since: float) -> list[tuple[Step, int]]:
        """Steps that would send what the same row was sent since then: by another job, or by hand.

        Args:
            job: the job that is looked at.
            operations: the operations that send.
            since: in unix seconds.

        Returns:
            The steps that wait, each with the other job's id; 0 where it was sent by hand.
        """
        names = tuple(operations)
        mine = ", ".join(f"step.{each.strip()} AS {each.strip()}" for each in STEP_COLUMNS.split(","))
        which = (
            "step.job = ? AND step.outcome = 'waiting' AND "
            f"substr(step.call, 3, instr(substr(step.call, 3), '\"') - 1) IN ({', '.join('?' * len(names))})"
        )
        left = "('done', 'unknown', 'intended')"

        def work(db: Connection) -> list[tuple[Step, int]]:
            found: dict[int, tuple[Step, int]] = {}
            for *row, other in db.execute(
                f"SELECT {mine}, other.job FROM step JOIN step AS other ON other.subject = step.subject "
                f"AND other.job != step.job AND other.at > ? AND other.outcome IN {left} "
                "AND other.call = step.call JOIN job ON job.id = other.job AND job.profile = ? "
                f"WHERE {which}",
                (since, self._profile, job, *names),
            ):
                step = step_of(row)
                found[step.n] = step, int(other)
            for row in db.execute(
                f"SELECT {mine} FROM step JOIN entry ON entry.profile = ? AND entry.subject = step.subject "
                f"AND entry.at > ? AND entry.outcome IN {left} AND entry.call = step.call WHERE {which}",
                (self._profile, since, job, *names),
            ):
                step = step_of(row)
                found.setdefault(step.n, (step, 0))
            return [found[n] for n in sorted(found)]

        return await self._db.read(work) if names else []

    async def leave_out(self, job: int, numbers: Iterable[int], why: str) -> Job:
        """Have steps that wait never leave.

        Args:
            job: its id.
            numbers: theirs.
            why: as a sentence.
        """
        return await self.resolve_waiting(job, numbers, Outcome.DROPPED, why)

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
            _count(db, job)
            return _read(db, job)

        return await self._db.change(work)

    # -- Running ----------------------------------------------------------------------------------

    async def take(self, job: int, *, tolerate: bool = True) -> Job | None:
        """Take a job's lease, and have it run.

        Args:
            job: its id.
            tolerate: whether a reason for which it stopped does not stop it again.

        Returns:
            The job; None where another process holds it.
        """

        def work(db: Connection) -> Job | None:
            now = time.time()
            found = _read(db, job)
            if found.owner not in ("", self.owner) and not _lost(found, now):
                return None
            if not found.open:
                return found
            _settle_sent(db, found)
            options = found.options
            if tolerate and found.state is JobState.STOPPED and found.message not in options.tolerated:
                options = msgspec.structs.replace(options, tolerated=(*options.tolerated, found.message))
            db.execute(
                "UPDATE job SET state = ?, owner = ?, beat = ?, begun = coalesce(begun, ?), message = '', "
                "options = ? WHERE id = ?",
                (JobState.RUNNING, self.owner, now, now, _text(options), job),
            )
            return _read(db, job)

        return await self._db.change(work)

    async def turn(
        self, job: int, answers: Sequence[Answered], most: int, *, after: int = 0, until: int | None = None
    ) -> Turn:
        """Note what came of steps, and which leave next, in one commit.

        Args:
            job: its id.
            answers: what came of steps that left.
            most: how many may leave.
            after: only steps with a greater number leave.
            until: only steps about this row leave: the number of its first step.
        """

        def work(db: Connection) -> Turn:
            now = time.time()
            _answer(db, job, answers)
            found = _find(db, job)
            if found is None or found.owner != self.owner:
                return Turn(None, [], False)
            steps: list[Step] = []
            resting = False
            if most and found.state is JobState.RUNNING:
                steps, resting = _next(db, job, most, after, until, now)
                _mark_sent(db, job, steps, now)
            db.execute("UPDATE job SET beat = ? WHERE id = ?", (now, job))
            return Turn(_read(db, job), [msgspec.structs.replace(each, at=now) for each in steps], resting)

        return await self._db.change(work)

    async def peek(self, job: int) -> Job | None:
        """The job of that id as it is in the database; None where it is gone."""
        return await self._db.read(lambda db: _find(db, job))

    async def hold(self, job: int, until: float | None, message: str) -> None:
        """Have a running job say until when it is held, and why."""
        await self._db.change(
            lambda db: db.execute(
                "UPDATE job SET held_until = ?, message = ?, beat = ? WHERE id = ? AND owner = ?",
                (until, message, time.time(), job, self.owner),
            )
        )

    async def end(self, job: int, state: JobState, message: str = "", options: Options | None = None) -> Job:
        """Give a job's lease back.

        Args:
            job: its id.
            state: where it is then; one that was paused or cancelled meanwhile stays so.
            message: why.
            options: how it is to go on; as before by default.
        """

        def work(db: Connection) -> Job:
            found = _read(db, job)
            if found.owner == self.owner:
                after = state if found.state is JobState.RUNNING else found.state
                said = message if found.state is JobState.RUNNING else found.message
                ended = time.time() if after in (JobState.ENDED, JobState.CANCELLED) else None
                db.execute(
                    "UPDATE job SET state = ?, message = ?, owner = '', beat = NULL, held_until = NULL, "
                    "ended = ?, options = ? WHERE id = ?",
                    (after, said, ended, _text(options or found.options), job),
                )
            if found.undoes is not None:
                db.execute(
                    "UPDATE step SET undone = 1 WHERE job = ? AND n IN (SELECT undoes FROM step "
                    "WHERE job = ? AND outcome IN ('done', 'unchanged'))",
                    (found.undoes, job),
                )
            return _read(db, job)

        return await self._db.change(work)

    async def ask(self, job: int, state: JobState) -> Job:
        """Have a job paused or cancelled, whoever runs it: its runner sees it before the next step leaves."""

        def work(db: Connection) -> Job:
            found = _read(db, job)
            if found.open:
                ended = time.time() if state is JobState.CANCELLED else None
                db.execute(
                    "UPDATE job SET state = ?, message = '', held_until = NULL, ended = ? WHERE id = ?",
                    (state, ended, job),
                )
            return _read(db, job)

        return await self._db.change(work)

    async def schedule(self, job: int, starts_at: float | None, not_after: float | None) -> Job:
        """Say when a job may begin, and after when it doesn't go on; one whose time was over can go on then.

        Args:
            job: its id.
            starts_at: in unix seconds; None for at once.
            not_after: likewise; None for never.
        """

        def work(db: Connection) -> Job:
            found = _read(db, job)
            again = found.state is JobState.ENDED and found.waiting > 0
            db.execute(
                "UPDATE job SET starts_at = ?, not_after = ?, state = ?, ended = ? WHERE id = ?",
                (
                    starts_at,
                    not_after,
                    JobState.PAUSED if again else found.state,
                    None if again else found.ended,
                    job,
                ),
            )
            return _read(db, job)

        return await self._db.change(work)

    async def resolve(self, job: int, found: Sequence[tuple[int, Outcome, str]]) -> Job:
        """Note what was found out about steps that were unknown, or what a person says of them.

        Args:
            job: its id.
            found: their numbers, what they came to, and why. One that waits again can leave once more.
        """

        def work(db: Connection) -> Job:
            moved: Counter[Outcome] = Counter()
            for n, outcome, message in found:
                moved[outcome] += db.execute(
                    "UPDATE step SET outcome = ?, message = ?, answered_at = coalesce(answered_at, ?) "
                    "WHERE job = ? AND n = ? AND outcome IN ('unknown', 'refused')",
                    (outcome, message, time.time(), job, n),
                ).rowcount
            _count(db, job)
            again = moved[Outcome.WAITING]
            if again:
                db.execute(
                    "UPDATE job SET state = ?, ended = NULL, message = '' WHERE id = ? AND state IN (?, ?)",
                    (JobState.PAUSED, job, JobState.ENDED, JobState.STOPPED),
                )
            return _read(db, job)

        return await self._db.change(work)

    async def retell(self, job: int, changes: Sequence[tuple[int, str]]) -> None:
        """Have steps that wait say anew what they change: their rows were changed since they were planned.

        Args:
            job: its id.
            changes: their numbers, and what they change; see `changes_text`.
        """

        def work(db: Connection) -> None:
            for n, text in changes:
                row = db.execute(
                    "SELECT subject, call, inverse FROM step WHERE job = ? AND n = ? AND outcome = 'waiting'",
                    (job, n),
                ).fetchone()
                if row is not None:
                    db.execute(
                        "UPDATE step SET changes = ?, sum = ? WHERE job = ? AND n = ?",
                        (text, step_sum(row[0], row[1], row[2], text), job, n),
                    )

        await self._db.change(work)

    async def note_inverses(self, job: int, inverses: Mapping[int, str]) -> None:
        """Have steps know what takes them back, which only the host could tell.

        Args:
            job: its id.
            inverses: the keys of those calls, by the step's number.
        """

        def work(db: Connection) -> None:
            for n, inverse in inverses.items():
                _note_inverse(db, job, n, inverse)

        if inverses:
            await self._db.change(work)

    async def settle_ended(self) -> int:
        """Have jobs of processes that have ended be stopped, and what they sent be unknown.

        Returns:
            How many.
        """
        held = await self._db.read(
            lambda db: [
                job_of(row)
                for row in db.execute(
                    f"SELECT {JOB_COLUMNS} FROM job WHERE profile = ? AND owner NOT IN ('', ?)",
                    (self._profile, self.owner),
                )
            ]
        )
        gone = [each for each in held if _lost(each, time.time())]
        if not gone:
            return 0

        def work(db: Connection) -> int:
            for each in gone:
                found = _find(db, each.id)
                if found is None or found.owner != each.owner:
                    continue
                if found.state is JobState.PLANNING:
                    db.execute("DELETE FROM step WHERE job = ?", (found.id,))
                    db.execute("DELETE FROM job WHERE id = ?", (found.id,))
                    continue
                _settle_sent(db, found)
                stopped = found.state is JobState.RUNNING
                db.execute(
                    "UPDATE job SET state = ?, message = ?, owner = '', beat = NULL, held_until = NULL WHERE id = ?",
                    (
                        JobState.STOPPED if stopped else found.state,
                        INTERRUPTED if stopped else found.message,
                        found.id,
                    ),
                )
            return len(gone)

        return await self._db.change(work)


def _lost(job: Job, now: float) -> bool:
    """Whether a job's runner has lost its lease."""
    if not job.owner:
        return True
    return not is_alive(job.owner) or (job.beat is not None and now - job.beat > LEASE)


def _text(options: Options) -> str:
    return msgspec.json.encode(options).decode()


def _find(db: Connection, job: int) -> Job | None:
    row = db.execute(f"SELECT {JOB_COLUMNS} FROM job WHERE id = ?", (job,)).fetchone()
    return None if row is None else job_of(row)


def _read(db: Connection, job: int) -> Job:
    found = _find(db, job)
    if found is None:
        raise LookupError(f"There is no job {job}.")
    return found


def _count(db: Connection, job: int) -> None:
    """Count a job's steps anew."""
    counts = dict(
        db.execute("SELECT outcome, count(*) FROM step WHERE job = ? GROUP BY outcome", (job,)).fetchall()
    )
    holes = ", ".join(f"{each} = ?" for each in OUTCOMES)
    db.execute(f"UPDATE job SET {holes} WHERE id = ?", (*(counts.get(each, 0) for each in OUTCOMES), job))


def _move(db: Connection, job: int, moved: Counter[Outcome]) -> None:
    """Have a job's counts follow its steps."""
    changed = [(each, number) for each, number in moved.items() if number]
    if changed:
        holes = ", ".join(f"{each} = {each} + ?" for each, _ in changed)
        db.execute(f"UPDATE job SET {holes} WHERE id = ?", (*(number for _, number in changed), job))


def _next(
    db: Connection, job: int, most: int, after: int, until: int | None, now: float
) -> tuple[list[Step], bool]:
    which = "job = ? AND outcome = 'waiting' AND n > ?" + (" AND part = ?" if until is not None else "")
    only = () if until is None else (until,)
    found = db.execute(
        f"SELECT {STEP_COLUMNS} FROM step WHERE {which} AND {_READY} AND {_RESTED} ORDER BY n LIMIT ?",
        (job, after, *only, now, most),
    )
    steps = [step_of(row) for row in found]
    if steps:
        return steps, False
    resting = f"SELECT 1 FROM step WHERE {which} AND {_READY} LIMIT 1"
    return [], db.execute(resting, (job, 0, *only)).fetchone() is not None


def _mark_sent(db: Connection, job: int, steps: Sequence[Step], now: float) -> None:
    db.executemany(
        "UPDATE step SET outcome = 'intended', at = ?, answered_at = NULL, message = '' WHERE job = ? AND n = ?",
        [(now, job, each.n) for each in steps],
    )
    _move(db, job, Counter({Outcome.WAITING: -len(steps), Outcome.INTENDED: len(steps)}))


def _answer(db: Connection, job: int, answers: Sequence[Answered]) -> None:
    """Note what came of steps; also of one that counts as unknown since its runner lost the lease."""
    moved: Counter[Outcome] = Counter()
    for each in answers:
        row: Any = db.execute(
            "SELECT outcome FROM step WHERE job = ? AND n = ? AND at = ? AND outcome IN ('intended', 'unknown')",
            (job, each.n, each.at),
        ).fetchone()
        if row is None:
            continue
        db.execute(
            "UPDATE step SET outcome = ?, answered_at = ?, status = ?, ms = ?, message = ? WHERE job = ? AND n = ?",
            (each.outcome, each.answered_at, each.status, each.ms, each.message, job, each.n),
        )
        if each.inverse is not None:
            _note_inverse(db, job, each.n, each.inverse)
        moved[Outcome(row[0])] -= 1
        moved[each.outcome] += 1
    _move(db, job, moved)


def _note_inverse(db: Connection, job: int, n: int, inverse: str) -> None:
    """Have a step know what takes it back."""
    subject, call, changes = db.execute(
        "SELECT subject, call, changes FROM step WHERE job = ? AND n = ?", (job, n)
    ).fetchone()
    db.execute(
        "UPDATE step SET inverse = ?, sum = ? WHERE job = ? AND n = ?",
        (inverse, step_sum(subject, call, inverse, changes), job, n),
    )


def _settle_sent(db: Connection, job: Job) -> None:
    """Have what was sent by a runner that is gone be unknown."""
    if job.intended:
        db.execute(
            "UPDATE step SET outcome = 'unknown', message = ? WHERE job = ? AND outcome = 'intended'",
            (ENDED, job.id),
        )
        _move(db, job.id, Counter({Outcome.INTENDED: -job.intended, Outcome.UNKNOWN: job.intended}))
