# SPDX-License-Identifier: MIT
"""What the transactions of a job that runs do to its steps: which leave next, and what came of those that left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from sqlite3 import Connection
from typing import NamedTuple

import msgspec

from flotui.store.entry import Outcome
from flotui.store.job import NEW, STEP_COLUMNS, JobOptions, JobState, Step, step_of, step_sum
from flotui.store.job_rows import INTERRUPTED, OF_ROW, READY, move
from flotui.store.kept import SqlRow

_RESTED = (
    "(step.pause = 0 OR NOT EXISTS (SELECT 1 FROM step AS before WHERE before.job = step.job "
    "AND before.n = step.n - 1 AND before.n >= step.part AND before.outcome = 'done' "
    "AND before.answered_at > :now - step.pause AND before.answered_at <= :now))"
)
"""The condition of a step before which enough time has passed; of a clock that was set back nothing tells how much."""


class Answered(msgspec.Struct, frozen=True):
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
    created: str = ""
    """The id of what it has created, where the answer told that."""


class Left(NamedTuple):
    """How this process left a job, while that can't be noted."""

    state: JobState
    message: str
    options: JobOptions | None = None
    answers: Sequence[Answered] = ()
    """What came of steps, as far as it isn't noted either."""


def next_steps(
    db: Connection, job: int, most: int, after: int, until: int | None, now: float
) -> tuple[list[Step], bool]:
    """The steps that may leave now; where there is none, whether one only rests until the one before it has had its time.

    Args:
        db: the journal's database, in a transaction.
        job: the job's id.
        most: how many at most.
        after: only steps with a greater number.
        until: only steps about this row, the number of its first step; None for any.
        now: the time in unix seconds.
    """
    which = "job = :job AND outcome = 'waiting' AND n > :after" + (
        " AND part = :part" if until is not None else ""
    )
    given = {"job": job, "after": after, "part": until, "now": now, "most": most}
    found = db.execute(
        f"SELECT {STEP_COLUMNS} FROM step WHERE {which} AND {READY} AND {_RESTED} ORDER BY n LIMIT :most",
        given,
    )
    steps = [step_of(row) for row in found]
    if steps:
        return steps, False
    resting = f"SELECT 1 FROM step WHERE {which} AND {READY} LIMIT 1"
    return [], db.execute(resting, {**given, "after": 0}).fetchone() is not None


def row_follows(db: Connection, job: int, n: int) -> bool:
    """Whether a step about the same row as one can leave."""
    found = db.execute(
        f"SELECT 1 FROM step WHERE job = :job AND {OF_ROW} AND +outcome = 'waiting' AND {READY} LIMIT 1",
        {
            "job": job,
            "part": db.execute("SELECT part FROM step WHERE job = ? AND n = ?", (job, n)).fetchone()[0],
        },
    )
    return found.fetchone() is not None


def mark_sent(db: Connection, job: int, steps: Sequence[Step], now: float) -> None:
    """Note that steps leave now."""
    db.executemany(
        "UPDATE step SET outcome = 'intended', at = ?, answered_at = NULL, message = '' WHERE job = ? AND n = ?",
        [(now, job, each.n) for each in steps],
    )
    move(db, job, Counter({Outcome.WAITING: -len(steps), Outcome.INTENDED: len(steps)}))


def note_answers(db: Connection, job: int, answers: Sequence[Answered]) -> None:
    """Note what came of steps; also of one that counts as unknown since its runner lost the lease."""
    moved: Counter[Outcome] = Counter()
    for each in answers:
        row: SqlRow | None = db.execute(
            "SELECT outcome FROM step WHERE job = ? AND n = ? AND at = ? AND outcome IN ('intended', 'unknown')",
            (job, each.n, each.at),
        ).fetchone()
        if row is None:
            continue
        left = each.outcome is not Outcome.WAITING  # else nothing is to tell that it had
        when = (each.at, each.answered_at, each.status, each.ms) if left else (None, None, None, None)
        db.execute(
            "UPDATE step SET outcome = ?, at = ?, answered_at = ?, status = ?, ms = ?, message = ? "
            "WHERE job = ? AND n = ?",
            (each.outcome, *when, each.message, job, each.n),
        )
        if each.inverse is not None:
            note_inverse(db, job, each.n, each.inverse)
        if each.created:
            note_id(db, job, each.n, each.created)
        moved[Outcome(row[0])] -= 1
        moved[each.outcome] += 1
    move(db, job, moved)
    if moved[Outcome.WAITING] > 0:  # it had ended, as nothing of it could leave any more
        db.execute(
            "UPDATE job SET state = ?, message = ?, ended = NULL WHERE id = ? AND state = ?",
            (JobState.STOPPED, INTERRUPTED, job, JobState.ENDED),
        )


def note_id(db: Connection, job: int, n: int, row_id: str) -> None:
    """Have a step be about the row that it has created, and so those after it that are about the same."""
    later = db.execute(
        "SELECT n, call, inverse, changes FROM step WHERE job = ? AND subject = ? AND n > ? "
        "AND part = (SELECT part FROM step WHERE job = ? AND n = ?)",
        (job, NEW, n, job, n),
    ).fetchall()
    first = db.execute(
        "SELECT n, call, inverse, changes FROM step WHERE job = ? AND n = ?", (job, n)
    ).fetchone()
    for number, call, inverse, changes in (first, *later):
        call, back = (text and text.replace(NEW, row_id) for text in (call, inverse))
        db.execute(
            "UPDATE step SET subject = ?, call = ?, inverse = ?, sum = ? WHERE job = ? AND n = ?",
            (row_id, call, back, step_sum(row_id, call, back, changes), job, number),
        )


def note_inverse(db: Connection, job: int, n: int, inverse: str) -> None:
    """Have a step know what takes it back."""
    subject, call, changes = db.execute(
        "SELECT subject, call, changes FROM step WHERE job = ? AND n = ?", (job, n)
    ).fetchone()
    db.execute(
        "UPDATE step SET inverse = ?, sum = ? WHERE job = ? AND n = ?",
        (inverse, step_sum(subject, call, inverse, changes), job, n),
    )
