# SPDX-License-Identifier: MIT
"""What a table says to the panel around it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.message import Message
from textual.widget import Widget


class TableMessage(Message, namespace="table"):
    """A message of a table."""

    def __init__(self, table: Widget) -> None:
        """Name the sender.

        Args:
            table: The table it comes from.
        """
        self.table = table
        super().__init__()

    @property
    def control(self) -> Widget:
        """The table it comes from."""
        return self.table

    def can_replace(self, message: Message) -> bool:
        """A newer one of the same kind from the same table makes an older one needless."""
        return type(message) is type(self) and getattr(message, "table", None) is self.table


class Headed(TableMessage, namespace="table"):
    """The title of a column was clicked."""

    def __init__(self, table: Widget, column: str) -> None:
        """Say which.

        Args:
            table: The table.
            column: The column's id.
        """
        super().__init__(table)
        self.column = column


class Highlighted(TableMessage, namespace="table"):
    """The cursor came to rest on a row, or that row was read again; row is None where there is none (yet)."""

    def __init__(self, table: Widget, row: object, index: int) -> None:
        """Say which row.

        Args:
            table: The table.
            row: The row under the cursor.
            index: Where it stands.
        """
        super().__init__(table)
        self.row = row
        self.index = index


class Opened(TableMessage, namespace="table"):
    """A row was opened, by enter or a double click."""

    def __init__(self, table: Widget, row: object) -> None:
        """Say which row.

        Args:
            table: The table.
            row: The row.
        """
        super().__init__(table)
        self.row = row


NOTHING_YET = "There is nothing to open here yet."
"""The sentence where a row was to be opened and none is there."""


class Unopened(TableMessage, namespace="table"):
    """A row was to be opened where there is none, or none yet, or where moves wait."""


class Marked(TableMessage, namespace="table"):
    """Marks were set or taken away."""

    def __init__(
        self, table: Widget, count: int, *, every: bool = False, taken: Mapping[str, object] | None = None
    ) -> None:
        """Say how many there are now.

        Args:
            table: The table.
            count: How many rows are marked.
            every: Whether all that are here were marked at once.
            taken: The rows by their ids, as last seen, whose marks the person took away all at once.
        """
        super().__init__(table)
        self.count = count
        self.every = every
        self.taken = taken or {}


class Last(TableMessage, namespace="table"):
    """The last row was asked for: there may be further ones that are not here."""


class NearEnd(TableMessage, namespace="table"):
    """The cursor is within a page of the last row: said once for each count of rows."""


class Vanished(TableMessage, namespace="table"):
    """The row under the cursor is no longer in the list; the cursor stayed where it was."""

    def __init__(self, table: Widget, row_id: str, row: object) -> None:
        """Say which row.

        Args:
            table: The table.
            row_id: Its id.
            row: The row as it was last seen.
        """
        super().__init__(table)
        self.row_id = row_id
        self.row = row


class Failed(TableMessage, namespace="table"):
    """Rows could not be loaded."""

    def __init__(self, table: Widget, error: Exception) -> None:
        """Say why.

        Args:
            table: The table.
            error: What went wrong.
        """
        super().__init__(table)
        self.error = error
