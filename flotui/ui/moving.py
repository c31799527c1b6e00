# SPDX-License-Identifier: MIT
"""The keys of every table that are no actions: moving, marking, opening. From here come the table's bindings,
the help, the documents and the names that `[keys]` takes.
"""

from __future__ import annotations

import msgspec


class Move(msgspec.Struct, frozen=True):
    """Something that a key does in every table."""

    id: str
    """Its name in the keymap."""
    keys: str
    """Its keys, as Textual names them, separated by commas."""
    does: str
    """What the table does: the name of its Textual action."""
    title: str
    """What it does, for the help."""


MOVES = (
    Move("table.down", "down,j", "move(1)", "Down"),
    Move("table.up", "up,k", "move(-1)", "Up"),
    Move("table.page-down", "pagedown", "page(2)", "Page down"),
    Move("table.page-up", "pageup", "page(-2)", "Page up"),
    Move("table.half-down", "ctrl+d", "page(1)", "Half a page down"),
    Move("table.half-up", "ctrl+u", "page(-1)", "Half a page up"),
    Move("table.first", "home,g", "first", "First row"),
    Move("table.last", "end,G", "last", "Last row; again: read all rows"),
    Move("table.left", "left,h", "scroll_columns(-1)", "Columns to the left, where they don't all fit"),
    Move("table.right", "right,l", "scroll_columns(1)", "Columns to the right"),
    Move("table.mark", "space", "mark", "Mark the row"),
    Move("table.mark-down", "shift+down", "mark_on(1)", "Mark the row and the next"),
    Move("table.mark-up", "shift+up", "mark_on(-1)", "Mark the row and the one before"),
    Move("table.mark-range", "V", "mark_range", "Mark all rows from the one marked last to this one"),
    Move(
        "table.mark-all",
        "asterisk",
        "mark_all",
        "Mark all rows that are loaded; again: those on the host too",
    ),
    Move("table.unmark", "escape", "unmark", "Unmark all"),
    Move("table.open", "enter", "open", "Open"),
)

FOLLOW = "listing.follow"
"""The name of the action that follows what comes in, in a log."""
NEXT, PREVIOUS = "listing.next", "listing.previous"
"""The names of the actions that open the next row's detail, and the one before."""
REPLY = "listing.reply"
"""The name of the action that begins to write below a chat."""
OWN = (FOLLOW, NEXT, PREVIOUS, REPLY)
"""The names of the actions that are the browser's own."""

AGAIN, ANYWAY, REFUSED = "ctrl+t", "ctrl+o", "ctrl+f"
"""The keys that go on: after nothing was done, after an unknown outcome, with what was refused."""
