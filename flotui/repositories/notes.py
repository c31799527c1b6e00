"""What agents write with: shortcuts and closing notes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from flotui.api.argument import body_of
from flotui.api.call import Call
from flotui.api.models.flow import ClosingNote, Shortcut
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, Touch, changing
from flotui.repositories.kinds import Kind
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot

SHORTCUT = Kind("shortcut", Shortcut, searched=("name", "value"))
CLOSING_NOTE = Kind("closing note", ClosingNote, searched=("name", "description"))


class Notes:
    """Reads of shortcuts and closing notes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def shortcuts(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Shortcut]]]:
        """The agents' canned replies."""
        return self._reader.rows(SHORTCUT, Call.of("flowShortcuts"), force=force)

    def shortcut(self, row_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Shortcut | None]]:
        """One shortcut."""
        call = Call.of("flowShortcut", path={"id": row_id})
        return self._reader.row(SHORTCUT, call, row_id, force=force)

    def closing_notes(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[ClosingNote]]]:
        """What agents fill in when closing."""
        return self._reader.rows(CLOSING_NOTE, Call.of("flowClosingNotes"), force=force)

    def closing_note(
        self, row_id: str, *, force: bool = False
    ) -> AsyncIterator[Snapshot[ClosingNote | None]]:
        """One closing note."""
        call = Call.of("flowClosingNote", path={"id": row_id})
        return self._reader.row(CLOSING_NOTE, call, row_id, force=force)


def create_shortcut(name: str, value: str) -> Edit:
    """Make a shortcut."""
    return Edit(Call.of("flowCreateShortcut", body={"name": name, "value": value}), f"Create shortcut {name}")


def update_shortcut(row: Shortcut, changes: Mapping[str, str]) -> Edit:
    """Change a shortcut; the inverse changes it back."""
    return _update("flowUpdateShortcut", SHORTCUT, row, changes)


def delete_shortcut(row: Shortcut) -> Edit:
    """Delete a shortcut for good."""
    return _delete("flowDeleteShortcut", SHORTCUT, row)


def create_closing_note(values: Mapping[str, str]) -> Edit:
    """Create a closing note."""
    body = body_of("flowCreateClosingNote", values)
    return Edit(Call.of("flowCreateClosingNote", body=body), f"Create closing note {values['name']}")


def update_closing_note(row: ClosingNote, changes: Mapping[str, str]) -> Edit:
    """Change a closing note; the inverse changes it back."""
    return _update("flowUpdateClosingNote", CLOSING_NOTE, row, changes)


def delete_closing_note(row: ClosingNote) -> Edit:
    """Delete a closing note for good."""
    return _delete("flowDeleteClosingNote", CLOSING_NOTE, row)


def _update(
    operation: str,
    kind: Kind[Any],
    row: Shortcut | ClosingNote,
    changes: Mapping[str, str],
) -> Edit:
    call = Call.of(operation, body={"id": int(row.id), **body_of(operation, changes)})
    return changing(call, f"Change {kind.name} {row.name}", row.row_id, row.raw)


def _delete(operation: str, kind: Kind[Any], row: Shortcut | ClosingNote) -> Edit:
    return Edit(
        Call.of(operation, body={"id": int(row.id)}),
        f"Delete {kind.name} {row.name}",
        row.row_id,
        touches=(Touch(kind, row.row_id, gone=True),),
    )
