# SPDX-License-Identifier: MIT
"""The calls of jobs of a few rows as the journal lists them: as what one edit of one row is."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from flotui.store.entry import Entry, Outcome
from flotui.store.job import BEGUN_IN, OPEN, STEP_COLUMNS, step_of

_NUMBERS = 10_000
"""What keeps the numbers of different jobs' calls apart: more than a job of a few rows has."""
_FEW = f"job.profile = ? AND {BEGUN_IN} IS NOT NULL AND job.state != 'planning'"
_OPEN = "job.state IN ({})".format(", ".join(f"'{each}'" for each in OPEN))
_COLUMNS = ", ".join(f"step.{each.strip()}" for each in STEP_COLUMNS.split(","))
_JOB = (
    f"job.created, job.undoes, json_extract(job.options, '$.redoes'), {BEGUN_IN}, "
    "step.undone AND EXISTS (SELECT 1 FROM job AS undo JOIN step AS back ON back.job = undo.id "
    "WHERE undo.undoes = job.id AND undo.id > job.id AND back.undoes = step.n AND back.undone)"
)


def number_of(job: int, step: int) -> int:
    """The number of a job's call among the journal's entries: a negative one, as their own begin at 1.

    Args:
        job: the job's id.
        step: the call's number in it.
    """
    return -(job * _NUMBERS + step)


def step_of_number(number: int) -> int:
    """The number of a call in its job, of the one that it has among the journal's entries.

    Args:
        number: as `number_of` gives it.
    """
    return -number % _NUMBERS


def entry(db: Connection, profile: str, number: int) -> Entry | None:
    """The call of that number, or None.

    Args:
        db: the journal's database.
        profile: the profile's id.
        number: as `number_of` gives it.
    """
    asked = profile, -number // _NUMBERS, step_of_number(number)
    return next(iter(_read(db, "job", "job.id = ? AND step.n = ?", asked, 1)), None)


def left(db: Connection, profile: str) -> list[Entry]:
    """Of each job of a few rows of which something waits, the next call; newest job first.

    Args:
        db: the journal's database.
        profile: the profile's id.
    """
    which = (
        f"{_OPEN} AND job.owner = '' AND step.n = "
        "(SELECT min(n) FROM step AS first WHERE first.job = job.id AND first.outcome = 'waiting')"
    )
    return _read(db, "job", which, (profile,), -1, "job.waiting")


def of_outcome(db: Connection, profile: str, outcome: Outcome) -> list[Entry]:
    """The calls of jobs of a few rows that came to something, newest first.

    Args:
        db: the journal's database.
        profile: the profile's id.
        outcome: what they came to.
    """
    return _read(db, "job", "step.outcome = ?", (profile, outcome), -1)


def may_have_arrived(db: Connection, profile: str, call: str, subject: str) -> Entry | None:
    """The newest call of a job of a few rows that is the same and has an unknown outcome, or None.

    Args:
        db: the journal's database.
        profile: the profile's id.
        call: the call's key.
        subject: the id of the row that it is about.
    """
    which = "step.subject = ? AND step.call = ? AND step.outcome = 'unknown'"
    return next(iter(_read(db, "step", which, (profile, subject, call), 1)), None)


def tried(db: Connection, profile: str, limit: int, subject: str | None = None) -> list[Entry]:
    """The newest calls of jobs of a few rows that left, or need not leave; newest first.

    Args:
        db: the journal's database.
        profile: the profile's id.
        limit: how many at most.
        subject: the id of the row that they are about; None for all.
    """
    which = "step.outcome != 'waiting'"
    if subject is None:
        return _read(db, "job", which, (profile,), limit)
    return _read(db, "step", f"{which} AND step.subject = ?", (profile, subject), limit)


def operation(column: str) -> str:
    """The id of a call's operation, in SQL.

    Args:
        column: the column that has the call's key.
    """
    return f"substr({column}, 3, instr(substr({column}, 3), '\"') - 1)"


def done_since(db: Connection, profile: str, operations: Sequence[str], since: float) -> list[Entry]:
    """The calls of some operations of jobs of a few rows that are done, newest first.

    Args:
        db: the journal's database.
        profile: the profile's id.
        operations: their ids.
        since: from when on, in unix seconds.
    """
    which = (
        f"job.created > ? AND step.outcome = 'done' AND {operation('step.call')} "
        f"IN ({', '.join('?' * len(operations))})"
    )
    return _read(db, "job", which, (profile, since, *operations), -1)


def _read(
    db: Connection, first: str, which: str, given: Sequence[object], limit: int, left: str = "0"
) -> list[Entry]:
    tables = "job CROSS JOIN step" if first == "job" else "step CROSS JOIN job"
    sql = (
        f"SELECT {left}, {_JOB}, {_COLUMNS} FROM {tables} ON step.job = job.id WHERE {_FEW} AND {which} "
        "ORDER BY job.created DESC, job.id DESC, step.n DESC LIMIT ?"
    )
    return [_entry(row[:6], row[6:]) for row in db.execute(sql, (*given, limit))]


def _entry(about: Sequence[Any], columns: Sequence[Any]) -> Entry:
    left, created, undoes, redoes, owner, redone = about
    step = step_of(columns)
    takes_back = None if undoes is None or step.undoes is None else number_of(undoes, step.undoes)
    return Entry(
        number_of(step.job, step.n),
        step.at or created,
        step.call,
        step.summary if step.title in step.summary else f"{step.summary}: {step.title}",
        step.kind,
        step.subject,
        f"job {step.job}",
        step.inverse,
        step.outcome,
        undoes=None if redoes else takes_back,
        undone=step.undone,
        redoes=takes_back if redoes else None,
        redone=bool(redone),
        changes=step.changes,
        answered_at=step.answered_at,
        status=step.status,
        ms=step.ms,
        message=step.message,
        owner=owner,
        part=step.part,
        left=left,
        job=step.job,
    )


def among(entries: Sequence[Entry], few: Sequence[Entry], limit: int) -> list[Entry]:
    """Entries and the calls of jobs of a few rows together, newest first.

    Args:
        entries: the journal's, newest first.
        few: those, newest first.
        limit: how many at most.
    """
    newest_first = sorted(few, key=lambda each: each.at, reverse=True)
    return list(heapq.merge(entries, newest_first, key=lambda each: each.at, reverse=True))[:limit]
