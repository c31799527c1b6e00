# SPDX-License-Identifier: MIT
"""What agents write with: shortcuts and closing notes."""

from __future__ import annotations

from flotui.api.models.flow import ClosingNote, Shortcut
from flotui.repositories.kinds import NOWHERE, Kind

SHORTCUT = Kind(
    "shortcut",
    Shortcut,
    searched=("name", "value"),
    list="flowShortcuts",
    one="flowShortcut",
    create="flowCreateShortcut",
    change="flowUpdateShortcut",
    delete="flowDeleteShortcut",
    by="id",
    shown_in=NOWHERE,
)
CLOSING_NOTE = Kind(
    "closing note",
    ClosingNote,
    searched=("name", "description"),
    list="flowClosingNotes",
    one="flowClosingNote",
    create="flowCreateClosingNote",
    change="flowUpdateClosingNote",
    delete="flowDeleteClosingNote",
    by="id",
    shown_in=NOWHERE,
)
