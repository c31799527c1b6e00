# SPDX-License-Identifier: MIT
"""What sessions with the real program begin with, and what they leave behind."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.support.terminal import Terminal

ANA = "f1284u903"


def journal(home: Path) -> list[tuple[Any, ...]]:
    """The journal's entries, oldest first: operation, outcome."""
    with sqlite3.connect(home / "state" / "journal.db") as db:
        rows = db.execute("SELECT call, outcome FROM entry ORDER BY id").fetchall()
    return [(json.loads(call)[0], outcome) for call, outcome in rows]


def open_ana(screen: Terminal, of: str = "1,300") -> None:
    """Filter to one subscriber and open their detail.

    Args:
        screen: the terminal.
        of: how many subscribers there are, as the title has it.
    """
    screen.see("Subscribers", of)
    screen.filter("Ana Souza")
    screen.see("Subscribers · Ana Souza", "+55 11 90000 4410")
    screen.press("enter")
    screen.see("━ Ana Souza", ANA)


def send(screen: Terminal, home: Path) -> None:
    """Send a sub-flow, and wait until the journal has it."""
    open_ana(screen)
    screen.press("s")
    screen.see("Send which sub-flow")
    screen.press("enter")
    screen.see("to Ana Souza", "Cancel")
    screen.press("y")
    screen.wait(lambda _: journal(home), "the journal's entry")
