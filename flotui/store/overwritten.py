# SPDX-License-Identifier: MIT
"""What a job has overwritten that was set from here after its rows were read: by another window, or another job.

A job notes what its rows had when they were read. Within a minute of that nothing is compared again before it runs, so
what another window sets in between isn't in it; but that window's writes are in the same journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sqlite3 import Connection

import msgspec
from msgspec.structs import replace

from flotui.api.exact import Json
from flotui.store.entry import Outcome
from flotui.store.job import Job, Step, unpacked_changes

Overwritten = Mapping[tuple[int, str], Json]
"""By a step's number and the path of what it changes: what another write had left there."""

_MINE = (
    "FROM step AS mine JOIN {other} AS theirs ON theirs.subject = mine.subject AND theirs.kind = mine.kind {more}"
    "WHERE mine.job = :job AND mine.outcome = :done AND mine.undone = 0 AND mine.subject <> '' "
    "AND theirs.outcome = :done AND theirs.changes IS NOT NULL AND theirs.at <= mine.answered_at "
    "AND theirs.at >= iif(mine.at >= :compared, :begun, :read)"
)
_OVERWRITTEN = (
    "SELECT mine.n, theirs.answered_at, theirs.changes "
    + _MINE.format(
        other="step",
        more="AND theirs.job <> mine.job JOIN job ON job.id = theirs.job AND job.profile = :profile ",
    )
    + " UNION ALL SELECT mine.n, theirs.answered_at, theirs.changes "
    + _MINE.format(other="entry", more="AND theirs.profile = :profile ")
    + " ORDER BY 2"
)


def overwritten(db: Connection, profile: str, job: Job) -> Overwritten:
    """What the done steps of a job have overwritten that another write from this home had left.

    Args:
        db: the journal's database.
        profile: the profile's id.
        job: the job.
    """
    read = job.options.read_at or job.created
    given = {
        "job": job.id,
        "profile": profile,
        "done": Outcome.DONE,
        "read": read,
        "compared": max(read, job.options.compared_at),
        "begun": job.options.compared_from or max(read, job.options.compared_at),
    }
    found: dict[tuple[int, str], Json] = {}
    for n, _, changes in db.execute(_OVERWRITTEN, given):
        try:
            found |= {(n, each.path): each.after for each in unpacked_changes(changes) if not each.secret}
        except (ValueError, TypeError, msgspec.MsgspecError):
            continue  # a damaged one is told where it is read for its own sake
    return found


def as_found(steps: Sequence[Step], by_others: Overwritten) -> list[Step]:
    """Steps with what they have really found, where that isn't what was read before.

    Args:
        steps: the steps of a job.
        by_others: see `overwritten`.
    """
    if not by_others:
        return list(steps)
    return [
        replace(
            step,
            changes=tuple(
                replace(each, before=by_others.get((step.n, each.path), each.before)) for each in step.changes
            ),
        )
        for step in steps
    ]
