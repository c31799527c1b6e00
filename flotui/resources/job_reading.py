# SPDX-License-Identifier: MIT
"""What it costs to read the rows of a job, said before they are read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.jobs.act import FEW
from flotui.jobs.newcomers import at_most
from flotui.jobs.present import paged
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.things import target_of
from flotui.resources.ask import Ask, Confirm
from flotui.resources.quota import left_said
from flotui.store.job import Job
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_PAGE = 100
"""Rows that one call lists."""


async def calls_to_read(workspace: Workspace, job: int, steps: int, *, newcomers: bool = False) -> int:
    """How many calls it takes at most to read what some steps of a job change: the pages of a list, where these are
    fewer than the rows.

    Args:
        workspace: the bot.
        job: the job's id.
        steps: how many steps.
        newcomers: whether those are looked for whom it has created.
    """
    alone, born, listed = 0, 0, Counter[str]()
    for operation, (number, _) in (await workspace.working.jobs.operations(job)).items():
        if operation in SUBSCRIBER.creates:
            born += number
        if (target := target_of(operation)) is None:
            continue
        if (kind := paged(target)) is None:
            alone += number
        else:
            listed[kind.list] += number
    for listing, number in listed.items():
        total = await _total(workspace, listing) if number > FEW else None
        alone += number if total is None else min(number, -(-total // _PAGE))
    asked = at_most(min(born, steps)) if newcomers else 0
    if asked > FEW and (total := await _total(workspace, SUBSCRIBER.list)) is not None:
        asked = min(asked, FEW + -(-total // _PAGE))
    return min(alone, steps) + asked


async def _total(workspace: Workspace, listing: str) -> int | None:
    """How many rows a list has: as it was read last, else of subscribers as the host counts them."""
    found = (await workspace.cache.listing(Call.of(listing).key, listing)).total
    if found is not None or listing != SUBSCRIBER.list:
        return found
    return await workspace.subscribers.count({}) or None


async def agreed(
    workspace: Workspace, ask: Ask, job: Job, steps: int, what: str, *, newcomers: bool = False
) -> None:
    """Have the person agree to what reading the rows of a job costs, where that is more than a few calls.

    Args:
        workspace: the bot.
        ask: how to ask.
        job: the job.
        steps: how many steps are looked at.
        what: what it is for, in the imperative: `Verify`.
        newcomers: whether those are looked for whom it has created.

    Raises:
        Cancelled: when the answer is no.
    """
    calls = await calls_to_read(workspace, job.id, steps, newcomers=newcomers)
    if calls <= FEW:
        return
    left = f" of {said} left this hour" if (said := left_said(workspace.pacer)) else ""
    lines = (
        job.title,
        f"Its rows are read first: up to {counted(calls, 'call')}{left}. Nothing is sent yet.",
    )
    await ask.confirm(Confirm(what, lines, verb="Read them"))
