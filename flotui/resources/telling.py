"""Saying that something was done, and how far something has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence, Sized
from typing import TYPE_CHECKING

from flotui.resources.base import Context
from flotui.resources.format import count

if TYPE_CHECKING:
    from flotui.store.journal import Entry

_OFTEN = 0.5
"""Seconds between two words on the progress."""


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
    done(context, f"{text} u deletes it again." if undoable else text)


def progress(context: Context, words: str, of: int) -> Callable[[int], None]:
    """Say now and then how far something has come.

    Args:
        context: how to say it.
        words: a sentence with two holes: how many are done, of how many.
        of: how many there are.

    Returns:
        What is told how many are done, as often as one likes.
    """
    before = 0.0

    def told(number: int) -> None:
        nonlocal before
        if time.monotonic() - before > _OFTEN:
            before = time.monotonic()
            context.ask.say(f"{words.format(count(number), count(of))} ctrl+c stops.")

    return told
