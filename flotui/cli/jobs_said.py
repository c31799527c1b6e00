# SPDX-License-Identifier: MIT
"""How the command line writes jobs and their steps."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.cli import output, sink
from flotui.jobs.report import (
    JobText,
    Preview,
    after,
    before,
    state,
    step_said,
    texts_said,
    verified,
    warnings,
)
from flotui.store.job import STEP_WORDS, Job, Step, step_word
from flotui.text.moments import due
from flotui.text.plural import counted
from flotui.text.safe import cut, width
from flotui.text.zones import current

_WIDEST = 30
"""The most cells that a name takes in a preview."""


def job_row(job: Job) -> dict[str, object]:
    """A job as JSON or a row of a table."""
    return {
        "id": job.id,
        "state": state(job),
        "title": job.title,
        "summary": after(job),
        "message": job.message,
        "query": job.query,
        "created": _time(job.created),
        "begun": _time(job.begun),
        "ended": _time(job.ended),
        "starts_at": _time(job.starts_at),
        "not_after": _time(job.not_after),
        "held_until": _time(job.held_until),
        "steps": job.steps,
        "unchanged_rows": job.skipped,
        "undoes": job.undoes,
        "undone_by": job.undone_by,
        "verified": _verified(job),
        **{STEP_WORDS[outcome].replace(" ", "_"): number for outcome, number in job.counts.items()},
    }


def _verified(job: Job) -> dict[str, object] | None:
    """When a job was last verified, and what that found."""
    if (found := job.options.verified) is None:
        return None
    return {"at": _time(found.at), "compared": found.compared, "different": found.different}


STEP_COLUMNS = (
    "n",
    "outcome",
    "subject",
    "title",
    "change",
    "message",
    "sent_at",
    "answered_at",
    "status",
    "undone_by",
)
"""The columns of `step_row`, which a file without rows has too."""


def step_row(step: Step) -> dict[str, object]:
    """A step as JSON or a row of a table."""
    return {
        "n": step.n,
        "outcome": step_word(step.outcome, over=step.over),
        "subject": step.subject,
        "title": step.title,
        "change": step_said(step),
        "message": step.message,
        "sent_at": _time(step.at),
        "answered_at": _time(step.answered_at),
        "status": step.status,
        "undone_by": step.undone_by,
    }


def preview_row(found: Preview) -> dict[str, object]:
    """What a planned job would do, as JSON."""
    return {
        **job_row(found.job),
        "rows": found.rows,
        "calls": found.calls,
        "seconds": None if found.reserved else round(found.seconds),
        "messages": found.sends,
        "reach": dict(found.job.options.reach),
        "not_opted_in": dict(found.job.options.not_opted_in),
        "left_out": dict(found.why_left_out),
        "texts": [each.text for each in found.texts],
        "may_start_flows": found.may_start_flows,
        "without_undo": found.lost,
        "repeated": [step.subject for step, _ in found.repeats],
        "to_come": [{"job": job.id, "rows": rows} for job, rows in found.to_come],
        "held_until": _time(found.held),
        "first": [step_row(each) for each in found.first],
    }


def said_job(job: Job, texts: Sequence[JobText] = ()) -> str:
    """A job in a few lines.

    Args:
        job: the job.
        texts: the texts that it sends to each.
    """
    lines = [f"Job {job.id}: {job.title}", *_query(job), *_texts(texts), f"{state(job)}: {after(job)}"]
    if job.open and job.not_after is not None:
        lines.append(f"Nothing is sent after {due(job.not_after)}.")
    if job.message:
        lines.append(job.message)
    if told := verified(job):
        lines.append(f"verified: {told}")
    return "\n".join(lines)


def _query(job: Job) -> list[str]:
    return [f"query: {job.query}"] if job.query else []


def _texts(texts: Sequence[JobText]) -> list[str]:
    return [f"  > {line}" for each in texts_said(texts) for line in each.splitlines()]


def write_preview(found: Preview) -> None:
    """Write what a planned job would do to standard output."""
    lines = [
        f"Job {found.job.id}: {found.job.title}",
        *_query(found.job),
        *_texts(found.texts),
        before(found),
    ]
    names = [cut(each.title, _WIDEST) for each in found.first]
    wide, ids = (
        max(map(width, names), default=0),
        max((width(each.subject) for each in found.first), default=0),
    )
    lines += [
        f"  {name}{' ' * (wide - width(name))}  {each.subject:<{ids}}{'  ' if ids else ''}{step_said(each)}"
        for name, each in zip(names, found.first, strict=True)
    ]
    if found.calls > len(found.first):
        lines.append(f"  and {counted(found.calls - len(found.first), 'more call')}")
    lines += warnings(found)
    sink.write("\n".join(lines))


def _time(at: float | None) -> str | None:
    return None if at is None else current().at(at).isoformat(timespec="seconds")


def write_job(job: Job, as_json: bool) -> None:
    """Write a job out.

    Args:
        job: the job.
        as_json: whether as JSON.
    """
    if as_json:
        sink.write_json(output.as_json(job_row(job)))
    else:
        sink.write(said_job(job))
