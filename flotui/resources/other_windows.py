# SPDX-License-Identifier: MIT
"""What other windows on this bot have sent to a subscriber: it is pointed out before this one sends something."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from flotui.jobs.outcomes import Unfinished
from flotui.resources.text import Span, Text
from flotui.resources.tried import confirm_entries
from flotui.store.crossing import Crossed, SeenSends
from flotui.store.entry import Entry, Outcome
from flotui.store.owners import is_alive
from flotui.text import moments
from flotui.workspace import crossing
from flotui.workspace.working import edit_of

if TYPE_CHECKING:
    from flotui.resources.ask import Ask
    from flotui.store.job import Job, Step
    from flotui.workspace import Workspace

_SHOWN = 3
_LOOKED = 100
"""Calls of a job up to which it is looked whom they reach."""


def lines_of(entries: Sequence[Entry]) -> list[Text]:
    """What other windows have sent, a line each, the oldest first.

    Args:
        entries: of the journal, the newest first; only so many are shown.
    """
    return [_line(each) for each in reversed(entries[:_SHOWN])]


def _line(entry: Entry) -> Text:
    at, text = moments.moment(entry.at), _text(entry)
    if not is_alive(entry.owner):
        return (Span(f"May have arrived at {at}: ", "warn"), Span(content_of(entry)))
    if text:
        return (Span(f"Another window wrote at {at}: ", "warn"), Span(text))
    return (Span(f"Sent by another window at {at}: ", "warn"), Span(entry.summary))


def _lines(entry: Entry) -> Sequence[Text]:
    """Which send it is, where its line has its text only, and that line."""
    return ((Span(entry.summary, "strong"),), _line(entry)) if _text(entry) else (_line(entry),)


async def ask_anyway(ask: Ask, entries: Sequence[Entry]) -> None:
    """Ask before a subscriber is sent something to whom another window has just sent something.

    Args:
        ask: how to ask.
        entries: what the journal has of that.

    Raises:
        Cancelled: when the answer is no.
    """
    await confirm_entries(ask, "Send it anyway?", "Send anyway", entries, _lines)


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
        own: the windows that are no others, as the journal names them, beside this one.

    Raises:
        Crossed: when another window has.
        Unfinished: when it has after some of it was done; to go on is held in the same way.
    """
    try:
        with crossing.unless_crossed(SeenSends(since, max(seen, default=0), own, seen)):
            yield
    except (Crossed, Unfinished) as error:
        unfinished = error if isinstance(error, Unfinished) else None
        if isinstance(crossed := unfinished.why if unfinished is not None else error, Crossed):
            seen.update(crossed.steps)
            seen.update(each.id for each in await workspace.journal.written(crossing.ENTRIES, subject))
        if unfinished is not None:

            async def along(resume: Callable[[], Awaitable[None]]) -> None:
                async with unless_sent(workspace, subject, since, seen, own):
                    await resume()

            unfinished.resumed(along)
        raise


@asynccontextmanager
async def unless_crossed(workspace: Workspace, job: Job) -> AsyncIterator[None]:
    """Ask what other windows have just sent to those whom the rest of a job reaches, before it goes on; what they send
    from then on holds what is started within.

    Args:
        workspace: the open bot.
        job: the job; nothing is looked at of one that sends nothing, or reaches many.

    Raises:
        Cancelled: when it shall not go on.
    """
    steps: Sequence[Step] = ()
    if job.options.sends and job.waiting <= _LOOKED:
        steps = await workspace.working.jobs.steps(job.id, [Outcome.WAITING])
    async with workspace.unless_crossed(list(map(edit_of, steps))):
        yield


def content_of(entry: Entry) -> str:
    """The text that a write has sent; what it does where that is no text."""
    return _text(entry) or entry.summary


def _text(entry: Entry) -> str:
    content = entry.call.json.get("content") if entry.call.body else None
    return content if isinstance(content, str) else ""
