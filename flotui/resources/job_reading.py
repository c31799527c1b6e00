# SPDX-License-Identifier: MIT
"""What it costs to read the rows of a job, said before they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.jobs.newcomers import all_newcomers, at_most
from flotui.jobs.outcomes import FEW
from flotui.jobs.present import paged
from flotui.repositories.paging import pages
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.things import Effect, owner_of, target_of
from flotui.resources.ask import Ask, Confirm
from flotui.resources.quota import left_said
from flotui.store.entry import Outcome
from flotui.store.job import Job
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.api.pacer import Purpose
    from flotui.api.reply import Reply
    from flotui.repositories.base import Sender
    from flotui.workspace import Workspace


async def calls_to_read(
    workspace: Workspace, job: int, steps: int, *, newcomers: Sequence[Outcome] = ()
) -> int:
    """How many calls it takes at most to read what some steps of a job change: the pages of a list, where these are
    fewer than the rows.

    Args:
        workspace: the bot.
        job: the job's id.
        steps: how many steps.
        newcomers: those are looked for too whom steps have created or deleted that came to one of these, and what else
            these have created or deleted.
    """
    jobs = workspace.working.jobs
    rows, tried, listed = 0, 0, Counter[str]()
    for operation, (number, _) in (await jobs.operations(job)).items():
        if (target := target_of(operation)) is None:
            continue
        if (kind := paged(target)) is None:
            rows += number
        else:
            listed[kind.list] += number
    for listing, number in listed.items():
        alone = min(number, steps)
        total = await _total(workspace, listing) if alone >= FEW else None
        rows += alone if total is None else min(alone, pages(total))
        # A list that turns out to have more pages than there are rows has cost one call by then.
        tried += alone > 1 and (total is None or alone < pages(total))
    calls = min(rows, steps)
    if newcomers:
        new = await all_newcomers(jobs, job, newcomers)
        asked = at_most(new, None)
        calls += asked if asked <= FEW else at_most(new, await _total(workspace, SUBSCRIBER.list))
        searched = {_searched(each) for each in await jobs.operations(job, newcomers)} - {""}
        calls += sum([pages(await _total(workspace, listing) or 0) for listing in searched])
    return calls if calls <= FEW else calls + tried


def _searched(operation: str) -> str:
    """The list, by its operation, all of which is read to find what a write has created or deleted; empty for none."""
    owned = owner_of(operation)
    if owned is None or owned.does not in (Effect.CREATES, Effect.DELETES) or owned.kind.under is not None:
        return ""
    return owned.kind.list if owned.kind is not SUBSCRIBER and owned.kind.delete else ""


async def _total(workspace: Workspace, listing: str) -> int | None:
    """How many rows a list has: as it was read last, else of subscribers as the host counts them."""
    found = (await workspace.cache.listing(Call.of(listing).key, listing)).total
    if found is not None or listing != SUBSCRIBER.list:
        return found
    return await workspace.subscribers.count({}) or None


async def agreed(
    workspace: Workspace,
    ask: Ask,
    job: Job,
    steps: int,
    what: str,
    *,
    newcomers: Sequence[Outcome] = (),
    sends: bool = True,
) -> int:
    """Have the person agree to what reading the rows of a job costs, where that is more than a few calls.

    Args:
        workspace: the bot.
        ask: how to ask.
        job: the job.
        steps: how many steps are looked at.
        what: what it is for, in the imperative: `Verify`.
        newcomers: those are looked for too whom steps have created or deleted that came to one of these.
        sends: whether something is sent once they are read.

    Returns:
        How many calls it takes at most.

    Raises:
        Cancelled: when the answer is no.
    """
    calls = await calls_to_read(workspace, job.id, steps, newcomers=newcomers)
    if calls <= FEW:
        return calls
    left = f" of {number} left this hour" if (number := left_said(workspace.pacer)) else ""
    lines = (
        job.title,
        f"Its rows are read first: up to {counted(calls, 'call')}{left}. Nothing is sent{' yet' if sends else ''}.",
    )
    await ask.confirm(Confirm(what, lines, verb="Read them"))
    return calls


@contextmanager
def read_aloud(workspace: Workspace, calls: int) -> Iterator[Sender]:
    """What reads a job's rows. Where that takes more than a few calls it is told after each how far it is.

    Args:
        workspace: the bot.
        calls: how many calls it takes at most.
    """
    done = 0

    async def send(call: Call, purpose: Purpose) -> Reply:
        nonlocal done
        answer = await workspace.reader.send(call, purpose)
        done = min(done + 1, calls - 1)  # all of them would say that it is over
        workspace.progressed(done, calls, "read")
        return answer

    if calls <= FEW:
        yield workspace.reader.send
        return
    workspace.progressed(0, calls, "read")
    try:
        yield send
    finally:
        workspace.progressed(calls, calls, "read")
