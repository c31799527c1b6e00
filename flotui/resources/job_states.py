# SPDX-License-Identifier: MIT
"""How the state of a job, and what its steps came to, look everywhere: a word behind its sign."""

from __future__ import annotations

from typing import Final

from flotui.jobs.report import state
from flotui.resources.text import Span, Text, Tone
from flotui.store.entry import Outcome
from flotui.store.job import Job, step_word
from flotui.text.glyphs import State, glyph

_JOBS: Final[dict[str, tuple[State, Tone]]] = {
    "planning": ("new", "dim"),
    "planned": ("new", "plain"),
    "running": ("running", "accent"),
    "held": ("attention", "warn"),
    "paused": ("attention", "warn"),
    "stopped": ("failed", "danger"),
    "done": ("done", "good"),
    "ended": ("attention", "warn"),
    "cancelled": ("undone", "dim"),
}
_STEPS: Final[dict[Outcome, tuple[State, Tone]]] = {
    Outcome.WAITING: ("new", "plain"),
    Outcome.INTENDED: ("running", "accent"),
    Outcome.DONE: ("done", "good"),
    Outcome.UNCHANGED: ("done", "dim"),
    Outcome.REFUSED: ("failed", "danger"),
    Outcome.UNKNOWN: ("unknown", "danger"),
    Outcome.DROPPED: ("undone", "dim"),
}


def job_state(job: Job) -> Text:
    """Where a job is: `✓ done`, `! paused`.

    Args:
        job: the job.
    """
    word = state(job)
    sign, tone = _JOBS[word]
    return (Span(f"{glyph(sign)} {word}", tone),)


def step_outcome(outcome: Outcome, *, over: bool = False) -> Text:
    """What a step came to, in a word behind its sign: `✓ done`, `○ waiting`.

    Args:
        outcome: one that a step can have.
        over: whether its job can't go on.
    """
    sign, tone = _STEPS[outcome]
    return (Span(f"{glyph(sign)} {step_word(outcome, over=over)}", tone),)
