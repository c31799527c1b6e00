# SPDX-License-Identifier: MIT
"""Answers from the copy of everyone, where everybody is in it.

The copy of everyone, and what reads it, are imported when a query is answered.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError
from flotui.audience.keeping import file_of, has_copy, people_of
from flotui.audience.lease import Held, Lease
from flotui.audience.meaning import EVERYONE, Meaning
from flotui.repositories.snapshot import Snapshot

if TYPE_CHECKING:
    from flotui.audience.here import Here
    from flotui.workspace import Workspace


async def here_of(workspace: Workspace, meaning: Meaning = EVERYONE) -> Here | None:
    """Whom a query means among everyone; None where not everyone is here.

    Args:
        workspace: the open bot.
        meaning: whom.
    """
    if not has_copy(workspace):
        return None
    from flotui.audience.here import Here

    people = await people_of(workspace)
    state = await people.state()
    if not state.complete:
        return None
    found = Here(people, workspace.cache, state, meaning)
    await found.reopen()
    return found


async def read_since(workspace: Workspace, rows: object, begun: float) -> float:
    """Since when somebody, perhaps another window or a command, has read everyone, where a list doesn't show that.

    Args:
        workspace: the open bot, with a local copy.
        rows: what the list shows.
        begun: when reading it began, in unix seconds.

    Returns:
        When everyone was asked for, in unix seconds; 0 where the list shows what is here.
    """
    from flotui.audience.here import Here

    asked, ended = await (await people_of(workspace)).told_at()
    if isinstance(rows, Here):  # what it shows says of which reading it is: nothing can come between
        return asked if ended and asked != rows.fetched_at else 0.0
    return asked if ended > begun else 0.0


async def answered(workspace: Workspace, here: Here, *, force: bool) -> AsyncIterator[Snapshot[Here]]:
    """Rows of the copy; where the person wants them anew, the host is asked who changed, and then as they are.

    Args:
        workspace: the open bot.
        here: the rows.
        force: whether the host is asked.
    """
    yield Snapshot(here, here.fetched_at, "cache", stale=force)
    if not force:
        return
    try:
        await freshen(workspace)
    except FlochatError as error:
        yield Snapshot(here, here.fetched_at, "cache", True, error)
        return
    await here.reopen()
    yield Snapshot(here, time.time(), "server")


async def freshen(workspace: Workspace) -> None:
    """Take in who changed lately, and have it told why others may still be missing.

    Args:
        workspace: a bot of which everyone is here.

    Raises:
        FlochatError: when the host can't be had.
    """
    from flotui.audience.reading import Reading

    lease = Lease(file_of(workspace))
    try:
        lease.take()
    except Held as held:
        workspace.notice(
            f"This bot's subscribers are being read already ({held}), so the host wasn't asked who has changed."
        )
        return
    try:
        sentence = await Reading(workspace, await people_of(workspace)).freshen()
    finally:
        lease.give_back()
    if sentence:
        workspace.notice(sentence)
