"""What agents write with: shortcuts and closing notes."""

from __future__ import annotations

from collections.abc import AsyncIterator

from flotui.api.models.flow import ClosingNote, Shortcut
from flotui.repositories.base import Reader
from flotui.repositories.kinds import NOWHERE, Kind
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot

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


class Notes:
    """Reads of shortcuts and closing notes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def shortcuts(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Shortcut]]]:
        """The agents' canned replies."""
        return self._reader.list_of(SHORTCUT, force=force)

    def shortcut(self, row_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Shortcut | None]]:
        """One shortcut."""
        return self._reader.one_of(SHORTCUT, row_id, force=force)

    def closing_notes(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[ClosingNote]]]:
        """What agents fill in when closing."""
        return self._reader.list_of(CLOSING_NOTE, force=force)

    def closing_note(
        self, row_id: str, *, force: bool = False
    ) -> AsyncIterator[Snapshot[ClosingNote | None]]:
        """One closing note."""
        return self._reader.one_of(CLOSING_NOTE, row_id, force=force)
