"""Saying that something was done, and how far something has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flotui.resources.base import Context
from flotui.resources.keys import undo_key

if TYPE_CHECKING:
    from flotui.store.journal import Entry


def done(context: Context, text: str) -> None:
    """Say that something was done; not in a dry run, which shows what it would have sent.

    Args:
        context: how to say it.
        text: what was done, as a sentence.
    """
    if not context.workspace.switches.dry_run:
        context.ask.say(text, "good")


def unchanged(context: Context, changes: Sized, name: str) -> bool:
    """Whether an edit changes nothing, which is then said.

    Args:
        context: how to say it.
        changes: what it changes.
        name: what it is about.
    """
    if not changes:
        context.ask.say(f"No change: {name} already has these values. Nothing was sent.")
    return not changes


def made(context: Context, text: str, entries: Sequence[Entry]) -> None:
    """Say that something was made, and that it can be undone where the host told what it is called.

    Args:
        context: how to say it.
        text: what was made, as a sentence.
        entries: what the journal has of it.
    """
    undoable = any(entry.inverse is not None for entry in entries)
    done(context, f"{text} {undo_key()} deletes it again." if undoable else text)


@contextmanager
def reading(context: Context, of: int) -> Iterator[Callable[[int], None]]:
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
