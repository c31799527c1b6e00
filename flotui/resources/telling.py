# SPDX-License-Identifier: MIT
"""Saying that something was done, and how far something has come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from flotui.resources.base import Context, RowSource
from flotui.resources.keys import undo_key, with_keys
from flotui.resources.standing import standing

if TYPE_CHECKING:
    from flotui.repositories.snapshot import Snapshot
    from flotui.store.journal import Entry

T = TypeVar("T")

Read = Callable[..., AsyncIterator["Snapshot[RowSource[T]]"]]
"""Reads a list; `force` asks the host however young the copy is."""


def done(context: Context[object], text: str) -> None:
    """Say that something was done; not in a dry run, which shows what it would have sent.

    Args:
        context: how to say it.
        text: what was done, as a sentence.
    """
    if not context.workspace.switches.dry_run:
        context.ask.say(text, "good")


def unchanged(context: Context[object], changes: Sized, name: str) -> bool:
    """Whether an edit changes nothing, which is then said.

    Args:
        context: how to say it.
        changes: what it changes.
        name: what it is about.
    """
    if not changes:
        context.ask.say(same_already(name))
    return not changes


def same_already(name: str) -> str:
    """That nothing was sent, because something has already what was meant, as a sentence.

    Args:
        name: what it is called.
    """
    return f"No change: {name} already has these values. Nothing was sent."


def changed(context: Context[object], text: str, entries: Sequence[Entry], what: str = "it") -> None:
    """Say that something was changed, and whether undo reverts it, or why not.

    Args:
        context: how to say it.
        text: what was changed, as a sentence.
        entries: what the journal has of it.
        what: what undo restores: it, or them.
    """
    if any(entry.inverse is not None for entry in entries):
        back = f"{undo_key()} undoes {what}."
    else:
        back = standing(entries[0]).why if entries else ""
    done(context, f"{text} {back}".rstrip())


def tell_created(context: Context[object], text: str, entries: Sequence[Entry], then: str = "") -> None:
    """Say that something was created, that it can be undone where the host told its id, and go to it.

    Args:
        context: how to say it.
        text: what was created, as a sentence.
        entries: what the journal has of it.
        then: what can be done next, as a sentence with `{action id}` where its key is named.
    """
    undoable = any(entry.inverse is not None for entry in entries)
    undo = f"{undo_key()} deletes it again." if undoable else ""
    done(context, " ".join(filter(None, (text, undo, with_keys(then)))))
    new = next((entry.subject for entry in entries if entry.inverse is not None and entry.subject), "")
    if new and context.resource is not None:
        context.ask.show_row(context.resource.id, new.rpartition("/")[2])


async def ids_here(context: Context[object], read: Read[T]) -> frozenset[str]:
    """The ids of a list that are here already; the host is not asked.

    Args:
        context: the open bot.
        read: reads the list.
    """
    with context.workspace.reader.only_here():
        found = [snapshot async for snapshot in read(force=False)]
    return frozenset(await found[-1].value.ids()) if found else frozenset()


async def show_new(context: Context[object], read: Read[T], before: frozenset[str]) -> None:
    """Go to what was made where the host doesn't tell its id: to the one row of its list that wasn't there before.

    Args:
        context: the open bot, and the list.
        read: reads the list.
        before: what `ids_here` gave before it was made.
    """
    if context.workspace.switches.dry_run or context.resource is None or not before:
        return
    found = [snapshot async for snapshot in read(force=True)]
    new = [row_id for row_id in await found[-1].value.ids() if row_id not in before]
    if len(new) == 1:
        context.ask.show_row(context.resource.id, new[0])


@contextmanager
def reading(context: Context[object], of: int) -> Iterator[Callable[[int], None]]:
    """Have the header tell how far something has come that is read call by call.

    Args:
        context: the open bot.
        of: how many calls it takes.

    Returns:
        What is told how many are done.
    """
    workspace = context.workspace
    workspace.progressed(0, of, "read")
    try:
        yield lambda number: workspace.progressed(number, of, "read")
    finally:
        workspace.progressed(of, of, "read")


async def read_each(
    context: Context[object], items: Sequence[T], read: Callable[[T], Awaitable[object]]
) -> None:
    """Read something of each of many, a call each, as many at once as leave a person's own calls their turn; the header
    tells how far it is.

    Args:
        context: the open bot.
        items: of what.
        read: reads it of one.

    Raises:
        FlochatError: what the first that failed raises; what was read until then is here.
    """
    left, done = iter(items), 0

    async def work(told: Callable[[int], None]) -> None:
        nonlocal done
        for item in left:
            await read(item)
            done += 1
            told(done)

    with reading(context, len(items)) as told:
        workers = [asyncio.ensure_future(work(told)) for _ in range(context.workspace.pacer.places)]
        try:
            await asyncio.gather(*workers)
        finally:
            for each in workers:
                each.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
