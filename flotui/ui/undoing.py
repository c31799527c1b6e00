# SPDX-License-Identifier: MIT
"""Undo and redo from the keyboard. What is on screen needs no naming before it is undone."""

from __future__ import annotations

from functools import partial

from flotui.repositories.things import kinds
from flotui.resources import undoing
from flotui.resources.undoing import About
from flotui.ui.panels.base import Panel
from flotui.ui.panels.folding import whole
from flotui.ui.panels.listing import Listing
from flotui.ui.shell import Shell


async def undo(shell: Shell) -> None:
    """Undo the last edit, or say why it can't be."""
    if shell.workspace is not None:
        await undoing.undo(shell.workspace, shell.ask, partial(in_sight, shell.main.panel))


async def redo(shell: Shell) -> None:
    """Redo what was undone last."""
    if shell.workspace is not None:
        await undoing.redo(shell.workspace, shell.ask, partial(in_sight, shell.main.panel))


async def in_sight(panel: Panel, entry: About) -> bool:
    """Whether the thing that an entry is about is on screen.

    Args:
        panel: the panel in front.
        entry: the entry.
    """
    if _is(panel.opened, entry):
        return True
    for listing in panel.listings:
        await listing.table.settle_shown()
    return any(_shows(listing, entry) for listing in panel.listings)


def _shows(listing: Listing, entry: About) -> bool:
    if listing.resource is None:
        return False
    if any(_is(whole(row), entry) for row in listing.table.shown):
        return True
    operations = {name for action in listing.resource.actions for name in action.operations}
    if entry.call.operation_id not in operations:
        return False
    # Something there is only one of (the business hours), or rows that were made of another row (a cart's).
    return not entry.subject or listing.asked.concerns(entry.subject)


def _is(row: object, entry: About) -> bool:
    """Whether a row is the one that an entry is about: a variant's entry is about its product too."""
    kind = kinds().get(entry.kind)
    return kind is not None and bool(entry.subject) and kind.is_about(entry.subject, row)
