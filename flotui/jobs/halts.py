# SPDX-License-Identifier: MIT
"""What keeps the rest of a job from leaving: until when it is held back, or why nothing more of it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.errors import Blocked, FlochatError, NotAuthorised, ScopeMissing
from flotui.store.entry import Outcome
from flotui.store.job import JobState
from flotui.store.trouble import StoreFailed

if TYPE_CHECKING:
    from flotui.store.job import Job, Step
    from flotui.store.job_steps import Answered

_FAILED = "It failed because of a bug in flotui. See the log."


class HeldBack(NamedTuple):
    """Until when nothing leaves, and why."""

    until: float
    message: str


class End(NamedTuple):
    """That nothing more leaves, and why."""

    state: JobState
    message: str
    refused: Step | None = None
    """The step because of whose refusal that is."""


class CutShort(StoreFailed):
    """A job that had begun can't be noted any more."""


def cut_short(error: StoreFailed, job: Job, unnoted: Sequence[Answered]) -> StoreFailed:
    """What is said of a job that can't be noted any more: nothing of "not sent" where some of it has left.

    Args:
        error: why it can't be noted.
        job: the job, as it was noted last.
        unnoted: what came of its steps since.
    """
    sent = sum(each.outcome is not Outcome.WAITING for each in unnoted)
    if not (sent or job.done):
        return error
    reason = error.reason or error.happened
    happened = f"{job.title}: stopped with {job.done:,} of {job.meant:,} done. {reason}"
    if sent:
        were = "call was" if sent == 1 else "calls were"
        happened += (
            f" {sent:,} more {were} sent, but what came of {'it' if sent == 1 else 'them'} couldn't be noted."
        )
    return _cut(error, happened, reason)


def unread(error: StoreFailed, job: Job) -> StoreFailed:
    """What is said of a job of which something has left, where its steps can't be read any more.

    Args:
        error: why they can't be read.
        job: the job, as it was noted last.
    """
    reason = error.reason or error.happened
    return _cut(error, f"{job.title}: stopped with {job.done:,} of {job.meant:,} done. {reason}", reason)


def _cut(error: StoreFailed, happened: str, reason: str) -> CutShort:
    cut = CutShort(happened, advice=error.advice)
    cut.command_advice, cut.reason, cut.unsettled = error.command_advice, reason, True
    return cut


def said_of(error: BaseException) -> str:
    """What a job says of itself that couldn't be gone on with, as a sentence."""
    if isinstance(error, CutShort):
        return error.reason
    return error.happened if isinstance(error, FlochatError) else _FAILED


def why_all(error: BaseException, message: str) -> str:
    """Why no step can leave any more, as sentences: with what to do about it, where going on alone is of no use.

    Args:
        error: what one step failed with that concerns them all.
        message: that it did, as a sentence.
    """
    return str(error) if isinstance(error, NotAuthorised | ScopeMissing | Blocked) else message
