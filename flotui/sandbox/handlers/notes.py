# SPDX-License-Identifier: MIT
"""What agents write with: shortcuts and closing notes."""

from __future__ import annotations

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, named, ok, page_of
from flotui.sandbox.world import World

_SHORTCUT = ("name", "value")
_CLOSING_NOTE = ("name", "description", "require_summary", "require_attachment")


@answers("flowShortcuts")
def shortcuts(world: World, received: Received) -> Row:
    """The shortcuts."""
    return page_of(received, named(received, world.shortcuts.rows()))


@answers("flowShortcut")
def shortcut(world: World, received: Received) -> Row:
    """One shortcut, in a list of one as the contract has it."""
    return data([world.shortcuts.get(received.arguments["id"])])


@answers("flowCreateShortcut")
def create_shortcut(world: World, received: Received) -> Row:
    """Make a shortcut."""
    return data([world.shortcuts.add({name: received.text(name) for name in _SHORTCUT})])


@answers("flowUpdateShortcut")
def update_shortcut(world: World, received: Received) -> Row:
    """Change a shortcut."""
    return data([world.shortcuts.update(received.body["id"], received.body, _SHORTCUT)])


@answers("flowDeleteShortcut")
def delete_shortcut(world: World, received: Received) -> Row:
    """Delete a shortcut."""
    world.shortcuts.remove(received.body["id"])
    return ok()


@answers("flowClosingNotes")
def closing_notes(world: World, received: Received) -> Row:
    """The closing notes."""
    return page_of(received, named(received, world.closing_notes.rows()))


@answers("flowClosingNote")
def closing_note(world: World, received: Received) -> Row:
    """One closing note, in a list of one as the contract has it."""
    return data([world.closing_notes.get(received.arguments["id"])])


@answers("flowCreateClosingNote")
def create_closing_note(world: World, received: Received) -> Row:
    """Make a closing note."""
    body = received.body
    row = world.closing_notes.add(
        {
            "name": received.text("name"),
            "description": received.text("description"),
            "require_summary": body.get("require_summary", 0),
            "require_attachment": body.get("require_attachment", 0),
        }
    )
    row["note_ns"] = f"{DEMO_PREFIX}cn{row['id']}"
    return data([row])


@answers("flowUpdateClosingNote")
def update_closing_note(world: World, received: Received) -> Row:
    """Change a closing note."""
    return data([world.closing_notes.update(received.body["id"], received.body, _CLOSING_NOTE)])


@answers("flowDeleteClosingNote")
def delete_closing_note(world: World, received: Received) -> Row:
    """Delete a closing note."""
    world.closing_notes.remove(received.body["id"])
    return ok()
