# SPDX-License-Identifier: MIT
"""What came of the rows of a job of a few: how many have each outcome, which, and why, as sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flotui.jobs.outcomes import LeftRow
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Job, JobState, Step
from flotui.text.plural import listed

_WORST_FIRST = (
    Outcome.UNKNOWN,
    Outcome.INTENDED,
    Outcome.REFUSED,
    Outcome.WAITING,
    Outcome.DROPPED,
    Outcome.DONE,
)
"""A row whose calls came to several outcomes has the first of these that one of them has."""


class RowOutcome(NamedTuple):
    """What came of one row as a whole."""

    row: LeftRow
    outcome: Outcome
    why: str
    """Why it isn't done, as a sentence; empty where that isn't known, or it is."""
    begun: bool
    """Whether some of its calls are done, though not all of them."""


def outcomes_of(steps: Sequence[Step]) -> list[RowOutcome]:
    """What came of each row.

    Args:
        steps: all of the job's, in their order.
    """
    parts: dict[int, list[Step]] = {}
    for step in steps:
        parts.setdefault(step.part, []).append(step)
    return [_of(part) for part in parts.values()]


def _of(part: Sequence[Step]) -> RowOutcome:
    found = {step.outcome for step in part}
    outcome = next((each for each in _WORST_FIRST if each in found), Outcome.UNCHANGED)
    why = next((step.message for step in part if step.outcome is outcome and step.message), "")
    begun = Outcome.DONE in found and not found <= {Outcome.DONE, Outcome.UNCHANGED}
    return RowOutcome(LeftRow(part[0].title, part[0].subject), outcome, why, begun)


def having(rows: Sequence[RowOutcome], outcome: Outcome) -> list[LeftRow]:
    """The rows with an outcome."""
    return [each.row for each in rows if each.outcome is outcome]


def summary(job: Job, rows: Sequence[RowOutcome], why: str = "") -> str:
    """How far a job came, as sentences: how many, which, and why it stopped.

    Args:
        job: the job.
        rows: what came of each.
        why: why rows were refused, where more is known than the host said.
    """
    parts = [tally(job, rows)]
    for outcome in (Outcome.REFUSED, Outcome.UNKNOWN, Outcome.DROPPED):
        if found := [each for each in rows if each.outcome is outcome]:
            reason = (why if outcome is Outcome.REFUSED else "") or found[0].why
            parts.append(
                f"{STEP_WORDS[outcome].capitalize()}: {listed([each.row.title for each in found])}. {reason}".strip()
            )
    if sent := having(rows, Outcome.INTENDED):
        parts.append(f"Sent, and no outcome noted: {listed([each.title for each in sent])}.")
    if begun := [each.row.title for each in rows if each.begun]:
        parts.append(f"Done in part: {listed(begun)}.")
    told = why or (having(rows, Outcome.DROPPED) and job.state is JobState.ENDED)
    if job.message and job.message not in " ".join(parts) and not told:
        parts.append(job.message)
    return " ".join(parts)


def tally(job: Job, rows: Sequence[RowOutcome]) -> str:
    """How many rows have each outcome, as a sentence: `14 of 18 done, 1 refused, 3 left`."""
    counts = Counter(each.outcome for each in rows)
    counts[Outcome.UNCHANGED] += job.skipped
    words = [f"{counts[Outcome.DONE]:,} of {len(rows) + job.skipped:,} done"]
    for outcome in (Outcome.UNCHANGED, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.INTENDED, Outcome.DROPPED):
        if counts[outcome]:
            words.append(f"{counts[outcome]:,} {STEP_WORDS[outcome]}")
    if counts[Outcome.WAITING]:
        words.append(f"{counts[Outcome.WAITING]:,} {'left' if job.open else 'not sent'}")
    return f"{', '.join(words)}."
