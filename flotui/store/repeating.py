# SPDX-License-Identifier: MIT
"""What a job would send to somebody a second time: seen in the transaction that notes its own sends, because two jobs of
the same may be planned, or held until a time, before either sends anything.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from sqlite3 import Connection
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.store.entry import LEFT_ALONE, Outcome
from flotui.store.job import Job, Step
from flotui.store.job_rows import LEASE, OF_ROW, move, text_of
from flotui.store.kept import SqlRow
from flotui.store.owners import is_alive

LEFT = "('done', 'unknown', 'intended')"
"""Outcomes of a send that may reach its subscriber, or has."""
ANSWERED = "('done', 'unknown')"
"""Those of one that nobody waits for any more."""


def came(row: str = "", outcomes: str = LEFT) -> str:
    """The condition of a send that may reach its subscriber, or has: also of one that was unknown, and let be.

    Args:
        row: the name of its table in the statement, with a dot; empty for the only one.
        outcomes: what it came to, else: `LEFT` or `ANSWERED`.
    """
    # The plus signs: by outcome, each step would look through all that was done.
    let_be = f"+{row}outcome = 'dropped' AND {row}message = '{LEFT_ALONE}'"
    return f"(+{row}outcome IN {outcomes} OR {let_be})"


_JUST = 0.001
"""Seconds by which what is sent is later than what was seen."""
LEFT_OUT_TOO = "Not sent: the row was left out for another of its calls."
"""Why a call is left out that was not itself sent before."""
# The plus signs: by time or outcome, each step would look through all that was done by hand.
BY_HAND = (
    "SELECT outcome, at, owner FROM entry WHERE profile = ? AND subject = ? AND +at > ? "
    f"AND {came()} AND call = ? ORDER BY +outcome LIMIT 1"
)
"""The outcome of what was sent to a row by hand, `done` before the others."""


STILL_SENDS = "('running', 'paused', 'stopped')"
"""States of a job that has begun and may go on."""


class AlreadySent(msgspec.Struct, frozen=True):
    """What has sent a row a call."""

    outcome: Outcome
    job: int = 0
    """The job's id; 0 where it was sent by hand."""
    under_way: bool = False
    """Whether whoever sends it still waits for the answer: it may be refused, or turn out not to have left."""

    @property
    def why(self) -> str:
        """Why the call is left out, as a sentence."""
        sent = "Sent" if self.outcome is Outcome.DONE else "Perhaps sent"
        return f"{sent} the same {f'by job {self.job}' if self.job else 'by hand'} since; left out."


class Unrepeated(NamedTuple):
    """What leaves of steps, once rows that were sent the same are left out."""

    leaves: list[Step]
    left_out: bool
    """Whether rows were left out."""
    waits: bool
    """Whether a row waits until it is known what became of the same, which somebody else is just sending."""


def leave_out_repeats(db: Connection, job: Job, profile: str, steps: Sequence[Step]) -> Unrepeated:
    """Leave rows out that were sent the same and of which the person doesn't know that.

    Args:
        db: the journal's database, in a transaction.
        job: the job, which says since when that matters.
        profile: the profile's id.
        steps: what would leave next.
    """
    since, rows, waits, leaves = job.repeats_since(time.time()), 0, False, list[Step]()
    for step in steps:
        sends = step.call.operation.risk is Risk.SEND
        sent = sent_by(db, profile, step.subject, step.call.key, since, besides=job.id) if sends else None
        if sent is None:
            leaves.append(step)
            continue
        if sent.under_way:
            waits = True
            continue
        leave_row_out(db, step, sent.why)
        rows += 1
    if rows and not job.options.skips_repeats:  # else it is what was asked for
        options = replace(job.options, left_out=job.options.left_out + rows)
        db.execute("UPDATE job SET options = ? WHERE id = ?", (text_of(options), job.id))
    return Unrepeated(leaves, bool(rows), waits)


def leave_row_out(db: Connection, step: Step, why: str) -> None:
    """Leave out all that waits of a row.

    Args:
        db: the journal's database, in a transaction.
        step: the call for which it is left out.
        why: why that is, as a sentence.
    """
    dropped = db.execute(
        "UPDATE step SET outcome = 'dropped', message = CASE n WHEN :n THEN :why ELSE :too END "
        f"WHERE job = :job AND {OF_ROW} AND +outcome = 'waiting'",
        {"n": step.n, "why": why, "too": LEFT_OUT_TOO, "job": step.job, "part": step.part},
    )
    move(db, step.job, Counter({Outcome.WAITING: -dropped.rowcount, Outcome.DROPPED: dropped.rowcount}))


def see_set_back(db: Connection, profile: str, now: float) -> None:
    """Have what is sent now count as sent after whatever was planned or looked at before, though the clock was set back
    since then.

    Args:
        db: the journal's database, in the transaction that notes what is sent.
        profile: the profile's id.
        now: the time that it is noted with, in unix seconds.
    """
    seen = "max(created, coalesce(json_extract(options, '$.repeats_seen_at'), 0))"
    db.execute(
        "UPDATE job SET unseen_from = :before WHERE profile = :profile AND state != 'cancelled' "
        f"AND coalesce(unseen_from, {seen}) >= :now",
        {"before": now - _JUST, "profile": profile, "now": now},
    )


def to_come(db: Connection, profile: str, calls: Sequence[tuple[str, str]]) -> Counter[int]:
    """Which jobs that have begun are still to make some calls, and how many of them.

    Args:
        db: the journal's database.
        profile: the profile's id.
        calls: the row that each is about, and its key.
    """
    found = Counter[int]()
    for subject, call in calls:
        found.update(
            job
            for (job,) in db.execute(
                "SELECT step.job FROM step CROSS JOIN job ON job.id = step.job WHERE step.subject = ? "
                "AND step.outcome = 'waiting' AND step.call = ? AND job.profile = ? "
                f"AND job.state IN {STILL_SENDS}",
                (subject, call, profile),
            )
        )
    return found


def sent_by(
    db: Connection, profile: str, subject: str, call: str, since: float, *, besides: int = 0
) -> AlreadySent | None:
    """What has sent a row a call, or may have; None for nothing.

    Args:
        db: the journal's database.
        profile: the profile's id.
        subject: the row's id.
        call: the call's key.
        since: from when on that matters, in unix seconds.
        besides: the id of a job that doesn't count; 0 for none.
    """
    found: SqlRow | None = db.execute(
        "SELECT step.outcome, step.at, job.id FROM step CROSS JOIN job ON job.id = step.job WHERE step.subject = ? "
        f"AND step.job != ? AND step.at > ? AND {came('step.')} AND step.call = ? AND job.profile = ? "
        "ORDER BY +step.outcome LIMIT 1",
        (subject, besides, since, call, profile),
    ).fetchone()
    if found is not None:
        return AlreadySent(Outcome(found[0]), int(found[2]), _is_under_way(*found[:2]))
    by_hand: SqlRow | None = db.execute(BY_HAND, (profile, subject, since, call)).fetchone()
    if by_hand is None:
        return None
    return AlreadySent(Outcome(by_hand[0]), under_way=_is_under_way(*by_hand[:2]) and is_alive(by_hand[2]))


def _is_under_way(outcome: str, at: float) -> bool:
    """Whether the answer to what was noted as sent may still come: not where that was so long ago that it was lost, or
    couldn't be noted; nor where it lies that far ahead, as of a clock that was set back nothing tells how long ago.
    """
    return outcome == Outcome.INTENDED and abs(time.time() - at) < LEASE
