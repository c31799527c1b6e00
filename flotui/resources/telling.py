"""Saying that something was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.resources.base import Context

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


def made(context: Context, text: str, entries: Sequence[Entry]) -> None:
    """Say that something was made, and that it can be undone where the host told what it is called.

    Args:
        context: how to say it.
        text: what was made, as a sentence.
        entries: what the journal has of it.
    """
    undoable = any(entry.inverse is not None for entry in entries)
    done(context, f"{text} u deletes it again." if undoable else text)
