# SPDX-License-Identifier: MIT
"""What other windows on this bot have sent to a subscriber: it is pointed out before this one sends something."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.resources.text import Span, Text
from flotui.store.crossing import CROSSING, Crossed, SeenSends
from flotui.store.entry import Entry
from flotui.text import moments
from flotui.workspace.crossing import unless_crossed

if TYPE_CHECKING:
    from flotui.workspace import Workspace

ENTRIES = 50
"""The newest entries about a subscriber that are looked through."""
SOON = 600.0
"""Seconds for which what another window has sent is pointed out, where nothing was begun before it."""
_SHOWN = 3


def sent_by_others(
    workspace: Workspace, entries: Sequence[Entry], since: float, own: Collection[str] = ()
) -> list[Text]:
    """What other windows have sent, a line each, the oldest first.

    Args:
        workspace: the open bot.
        entries: of the journal, about one subscriber, the newest first.
        since: from when on, in unix seconds.
        own: the windows that are no others, as the journal names them, beside this one.
    """
    found = [
        each
        for each in entries
        if each.outcome in CROSSING
        and each.call.operation.risk is Risk.SEND
        and each.at >= since
        and each.owner not in (workspace.journal.owner, *own)
    ]
    return [
        (Span(f"Another window wrote at {moments.moment(each.at)}: ", "warn"), Span(content_of(each)))
        if _text(each)
        else (Span(f"Sent by another window at {moments.moment(each.at)}: ", "warn"), Span(each.summary))
        for each in reversed(found[:_SHOWN])
    ]


@asynccontextmanager
async def unless_sent(
    workspace: Workspace, subject: str, since: float, seen: set[int], own: Collection[str] = ()
) -> AsyncIterator[None]:
    """What is written within doesn't leave where another window has sent something that the person hasn't seen.

    Args:
        workspace: the open bot.
        subject: the subscriber's id.
        since: from when on it matters, in unix seconds.
        seen: the ids of the entries that the person has seen; who is told of others has seen these too.
        own: as for `sent_by_others`.

    Raises:
        Crossed: when another window has.
    """
    try:
        with unless_crossed(SeenSends(since, max(seen, default=0), own)):
            yield
    except Crossed:
        seen.update(each.id for each in await workspace.journal.recent(ENTRIES, subject))
        raise


def content_of(entry: Entry) -> str:
    """The text that a write has sent; what it does where that is no text."""
    return _text(entry) or entry.summary


def _text(entry: Entry) -> str:
    content = entry.call.json.get("content") if entry.call.body else None
    return content if isinstance(content, str) else ""
