# SPDX-License-Identifier: MIT
"""What a job would send to somebody a second time: seen in the transaction that notes its own sends, because two jobs of
the same may be planned, or held until a time, before either sends anything.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from sqlite3 import Connection

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.store.entry import Outcome
from flotui.store.job import Job, Step
from flotui.store.job_rows import move, text_of

_LEFT = "('done', 'unknown', 'intended')"
"""Outcomes of a send that may reach its subscriber, or has."""


def leave_out_repeats(db: Connection, job: Job, profile: str, steps: Sequence[Step]) -> list[Step]:
    """Leave rows out that were sent the same and of which the person doesn't know that.

    Args:
        db: the journal's database, in a transaction.
        job: the job, which says since when that matters.
        profile: the profile's id.
        steps: what would leave next.

    Returns:
        The steps that still do.
    """
    since, rows, leaves = job.repeats_since(time.time()), 0, list[Step]()
    for step in steps:
        by = _sent_by(db, profile, step, since) if step.call.operation.risk is Risk.SEND else None
        if by is None:
            leaves.append(step)
            continue
        dropped = db.execute(
            "UPDATE step SET outcome = 'dropped', message = ? WHERE job = ? AND part = ? AND outcome = 'waiting'",
            (f"Sent the same {f'by job {by}' if by else 'by hand'} since; left out.", job.id, step.part),
        )
        move(db, job.id, Counter({Outcome.WAITING: -dropped.rowcount, Outcome.DROPPED: dropped.rowcount}))
        rows += 1
    if rows and not job.options.skips_repeats:  # else it is what was asked for
        options = replace(job.options, left_out=job.options.left_out + rows)
        db.execute("UPDATE job SET options = ? WHERE id = ?", (text_of(options), job.id))
    return leaves


def _sent_by(db: Connection, profile: str, step: Step, since: float) -> int | None:
    """The other job that has sent a row what a step would; 0 where that was by hand, None where nobody has."""
    found = db.execute(
        "SELECT job.id FROM step JOIN job ON job.id = step.job WHERE step.subject = ? AND step.job != ? "
        f"AND step.at > ? AND step.outcome IN {_LEFT} AND step.call = ? AND job.profile = ? LIMIT 1",
        (step.subject, step.job, since, step.call.key, profile),
    ).fetchone()
    if found is not None:
        return int(found[0])
    by_hand = db.execute(
        f"SELECT 1 FROM entry WHERE profile = ? AND subject = ? AND at > ? AND outcome IN {_LEFT} AND call = ?",
        (profile, step.subject, since, step.call.key),
    ).fetchone()
    return None if by_hand is None else 0
