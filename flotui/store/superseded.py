# SPDX-License-Identifier: MIT
"""What a job would set although it was set since: by hand, by a later job, or in another window.

Nothing is read of a row before a job's call, and a job may take long. What is done from this home meanwhile is in the
same journal, so it is seen in the transaction that notes what leaves, and the later act counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sqlite3 import Connection

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.exact import Json
from flotui.store.entry import Change
from flotui.store.job import Job, Step, unpacked_changes
from flotui.store.job_rows import text_of
from flotui.store.repeating import LEFT, leave_row_out

CHANGED = "Changed since it was planned; left out."
"""Why a step is left out."""
SetBy = Callable[[Call, Sequence[Change]], Sequence[Change]]
"""What a write has set, given it and what of that is noted with it: of a call that was made for its own sake nothing is.
A change without a path is meant by its name alone.
"""
# The plus signs: by time or outcome, each step would look through all that was done.
_SINCE = (
    "SELECT theirs.at, theirs.call, theirs.changes FROM step AS theirs CROSS JOIN job ON job.id = theirs.job "
    "WHERE theirs.subject = :subject AND theirs.kind = :kind AND theirs.job != :job AND theirs.job > :after "
    f"AND job.profile = :profile AND theirs.at > :since AND theirs.outcome IN {LEFT} "
    "UNION ALL SELECT at, call, changes FROM entry WHERE profile = :profile AND subject = :subject AND kind = :kind "
    f"AND +at > :since AND +outcome IN {LEFT} AND changes IS NOT NULL ORDER BY 1"
)


def as_noted(call: Call, changes: Sequence[Change]) -> Sequence[Change]:
    """What is noted of what a write has set."""
    return changes


def leave_out_superseded(
    db: Connection, job: Job, profile: str, steps: Sequence[Step], set_by: SetBy
) -> list[Step]:
    """Leave rows out that have something else by now than what they had, and than what the job sets.

    Args:
        db: the journal's database, in a transaction.
        job: the job.
        profile: the profile's id.
        steps: what would leave next.
        set_by: tells what a write has set.

    Returns:
        What leaves of it.
    """
    # What undoes a job sets back what that has left, and nothing else: whatever came since its rows were read counts.
    undoes = job.undoes is not None
    since = job.options.compared_from or max(job.created, job.options.compared_at)
    leaves: list[Step] = []
    for step in steps:
        if not (step.subject and step.changes and _is_superseded(db, profile, step, since, undoes, set_by)):
            leaves.append(step)
            continue
        leave_row_out(db, step, CHANGED)
    if rows := len({each.part for each in steps} - {each.part for each in leaves}):
        options = replace(job.options, left_out=job.options.left_out + rows)
        db.execute("UPDATE job SET options = ? WHERE id = ?", (text_of(options), job.id))
    return leaves


def _is_superseded(
    db: Connection, profile: str, step: Step, since: float, undoes: bool, set_by: SetBy
) -> bool:
    """Whether another act has left something else of what a step changes; one that was planned before its job counts only
    where that undoes another.
    """
    given = {
        "after": 0 if undoes else step.job,
        "subject": step.subject,
        "kind": step.kind,
        "job": step.job,
        "profile": profile,
        "since": since,
    }
    others: list[Change] = []
    for _, call, changes in db.execute(_SINCE, given):
        try:
            others += set_by(Call.from_key(call), unpacked_changes(changes))
        except (ValueError, TypeError, msgspec.MsgspecError):
            continue  # a damaged one is told where it is read for its own sake
    if not others:
        return False
    return any(
        (theirs := next((each for each in reversed(others) if _is_same(each, mine)), None)) is not None
        and _value(theirs.after) not in (_value(mine.before), _value(mine.after))
        for mine in set_by(step.call, step.changes)
    )


def _is_same(one: Change, mine: Change) -> bool:
    """Whether two changes are of the same value."""
    return one.path == mine.path if one.path else one.name == mine.name


def _value(value: Json) -> Json:
    """A value where an empty one is told in one way."""
    return None if value == "" else value
