# SPDX-License-Identifier: MIT
"""Jobs that undo a job: one at a time, and nothing of it twice."""

from __future__ import annotations

from sqlite3 import Connection

from flotui.api.errors import Stopped
from flotui.store.job import OPEN, Job
from flotui.store.job_rows import count

_ALREADY = "It is undone already."
"""What is said of a step that had nothing to undo any more."""


class Undoing(Stopped):
    """Another job undoes the same."""

    advice = "Go on with that one, or cancel it."


def refuse_second(db: Connection, undone: int, besides: int = 0) -> None:
    """See that no job has begun to undo another, and may go on with it.

    Args:
        db: the journal's database.
        undone: the job that is undone.
        besides: a job that doesn't count.

    Raises:
        Undoing: when one has.
    """
    row = db.execute(
        "SELECT id, state FROM job WHERE undoes = ? AND id != ? AND begun IS NOT NULL "
        f"AND state IN ({', '.join('?' * len(OPEN))}) LIMIT 1",
        (undone, besides, *OPEN),
    ).fetchone()
    if row is not None:
        raise Undoing(f"Job {row[0]} undoes job {undone} already: it is {row[1]}.")


def undo_once(db: Connection, job: Job, undone: int) -> None:
    """See, in the transaction that has a job run, that it undoes nothing that another one has undone.

    Args:
        db: the journal's database.
        job: the job that runs.
        undone: the job that it undoes.

    Raises:
        Undoing: when another one has begun with it, and may go on.
    """
    refuse_second(db, undone, besides=job.id)
    # What this job has begun to take back itself is half undone where an older flotui has noted it as undone.
    db.execute(
        "UPDATE step SET outcome = 'unchanged', message = ? WHERE job = ? "
        "AND outcome = 'waiting' AND undoes IN (SELECT n FROM step WHERE job = ? AND undone = 1) "
        "AND NOT EXISTS (SELECT 1 FROM step AS mine WHERE mine.job = step.job AND mine.n = step.n - 1 "
        "AND mine.undoes = step.undoes AND mine.outcome IN ('done', 'unchanged'))",
        (_ALREADY, job.id, undone),
    )
    count(db, job.id)


def undone_by(db: Connection, job: int) -> dict[int, int]:
    """By which jobs what a job did is undone, and not done again since: by the steps' numbers.

    Args:
        db: the journal's database.
        job: the job that did it.
    """
    found: dict[int, int] = {}
    for (undo,) in db.execute("SELECT id FROM job WHERE undoes = ? ORDER BY id DESC", (job,)).fetchall():
        again = undone_by(db, undo)
        taken_back = db.execute(
            "SELECT back.n, back.undoes FROM step AS back "
            "JOIN step ON step.job = ? AND step.n = back.undoes AND step.undone WHERE back.job = ? "
            "AND back.outcome IN ('done', 'unchanged') AND back.message != ?",
            (job, undo, _ALREADY),
        )
        found |= {int(undone): int(undo) for n, undone in taken_back if n not in again}
    return found
