# SPDX-License-Identifier: MIT
"""What became of steps whose outcome is unknown: looked up where a read can tell, else a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flotui.api.catalogue import Risk
from flotui.api.errors import Stopped
from flotui.jobs.newcomers import created, creates_somebody, newcomers, still_subscribers
from flotui.jobs.present import current_values, existing_by_name, readable, still_there
from flotui.repositories.base import Sender
from flotui.repositories.created import created_by
from flotui.store.entry import LEFT_ALONE, Outcome
from flotui.store.job import Job, JobState, Step
from flotui.store.jobs import Jobs
from flotui.text.plural import count

ARRIVED = "Looked up: the host has it."
DELETED = "Looked up: it is gone."
LOST = "Looked up: it hadn't arrived."
GONE = "Looked up: the host doesn't have the row."
CONFIRMED = "Confirmed by you."


class LookedUp(NamedTuple):
    """What a look-up found."""

    job: Job
    arrived: int
    lost: int
    """How many can be sent now, because they hadn't arrived."""
    asked: Sequence[Step]
    """Those that no read tells of: a person has to look."""

    @property
    def said(self) -> str:
        """What was found, as a sentence."""
        found = [f"{count(self.arrived)} had arrived"] if self.arrived or not self.lost else []
        if self.lost:
            had_not = "had not" if self.arrived else "had not arrived"
            waits = f", and {'waits' if self.lost == 1 else 'wait'} to be sent again" if self.job.open else ""
            found.append(f"{count(self.lost)} {had_not}{waits}")
        return f"Looked up: {'; '.join(found)}."


async def look_up(jobs: Jobs, job: int, send: Sender) -> LookedUp:
    """Find out what became of a job's steps of unknown outcome, by list pages where there are many.

    Args:
        jobs: where the job is.
        job: its id.
        send: asks the host.

    Raises:
        FlochatError: when the host can't be had; nothing is decided then.
    """
    steps = await jobs.every(job, [Outcome.UNKNOWN])
    found: list[tuple[int, Outcome, str]] = []
    for n, current in (await current_values(steps, send)).items():
        if current is None:
            found.append((n, Outcome.REFUSED, GONE))
        elif all(each.as_left for each in current):
            found.append((n, Outcome.DONE, ARRIVED))
        else:
            found.append((n, Outcome.WAITING, LOST))
    there = await existing_by_name(steps, send)
    found += [
        (n, Outcome.WAITING, LOST) if each is None else (n, Outcome.DONE, ARRIVED)
        for n, each in there.items()
    ]
    sought = newcomers(steps)
    left = await still_there(steps, send) | await still_subscribers(sought, send)
    found += [
        (n, Outcome.WAITING, LOST) if is_there else (n, Outcome.DONE, DELETED) for n, is_there in left.items()
    ]
    people = await created(sought, send)
    await jobs.note_created(job, {n: row_id for n, row_id in people.items() if row_id})
    found += [
        (n, Outcome.DONE, ARRIVED) if row_id else (n, Outcome.WAITING, LOST) for n, row_id in people.items()
    ]
    after = await jobs.resolve(job, found)
    removals = {n: each.removal for n, each in there.items() if each is not None}
    await jobs.note_inverses(job, {n: call.key for n, call in removals.items() if call is not None})
    outcomes = [outcome for _, outcome, _ in found]
    told = {*there, *left, *people}
    asked = [each for each in steps if readable(each) is None and each.n not in told]
    return LookedUp(after, outcomes.count(Outcome.DONE), outcomes.count(Outcome.WAITING), asked)


class Unreadable(NamedTuple):
    """What is asked about calls of which no read tells."""

    noun: str
    """What each of them is, in the singular."""
    arrived: str
    """What became of it if it is there: `arrived`."""
    look: str
    """Where a person looks, in the imperative."""


def about(steps: Sequence[Step]) -> Unreadable:
    """What is asked about steps of which no read tells.

    Args:
        steps: the steps; one at least.
    """
    if all(map(creates_somebody, steps)):
        return Unreadable("new subscriber", "created", "Look for them in Subscribers")
    if all(creates_somebody(each) or created_by(each.call) is not None for each in steps):
        return Unreadable("new thing", "created", "Look at their lists")
    if any(each.call.operation.risk in (Risk.SEND, Risk.BROADCAST) for each in steps):
        return Unreadable("message", "arrived", "Look at the chats")
    return Unreadable("change", "arrived", "Look at their rows")


def see_sendable(job: Job | None) -> None:
    """See that steps of a job may be sent again: what can't leave must not be taken for what was never sent.

    Args:
        job: the job; None where it is gone.

    Raises:
        Stopped: when nothing more of it leaves.
    """
    if job is not None and job.state is JobState.CANCELLED:
        raise Stopped(f"Job {job.id} is cancelled: nothing more of it is sent.")


async def say(jobs: Jobs, job: int, numbers: Sequence[int], outcome: Outcome) -> Job:
    """Note what a person says of steps of unknown outcome, or has those that were refused wait again.

    Args:
        jobs: where the job is.
        job: its id.
        numbers: the steps'.
        outcome: `done`, `waiting` to send them again, or `dropped`.

    Raises:
        Stopped: when they are to be sent again, and nothing more of the job leaves.
    """
    if outcome is Outcome.WAITING:
        see_sendable(await jobs.peek(job))
    message = {Outcome.DONE: CONFIRMED, Outcome.DROPPED: LEFT_ALONE}.get(outcome, "")
    return await jobs.resolve(job, [(n, outcome, message) for n in numbers])
