# SPDX-License-Identifier: MIT
"""One of the small tables of a board: what it shows, and where one is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flotui.resources.base import Column, Group
from flotui.resources.text import Text
from flotui.resources.wrapping import by_sentences
from flotui.ui.widgets.painter import Painter

AROUND = 3
"""The cells before and behind what is shown in place of rows."""


class Block:
    """One of the tables: what it shows, and where one is in it."""

    def __init__(
        self, group: Group, columns: Sequence[Column[object]], row_id: Callable[[object], str]
    ) -> None:
        """
        Args:
            group: which.
            columns: its columns; where none has a title, there is no line of titles.
            row_id: tells a row's id.
        """
        self.group = group
        self.painter: Painter[object] = Painter(tuple(columns))
        self.row_id = row_id
        self.rows: Sequence[object] = ()
        self.new: frozenset[str] = frozenset()
        """The ids of rows that are new, or changed by something new, and weren't seen yet."""
        self.note: Text = ""
        self.message: Text = ""
        """What is shown in place of rows."""
        self.width = 0
        """The cells of its lines."""
        self.at = 0
        """The index of the row under the cursor."""
        self.top = 0
        """The index of the first row that is shown."""
        self.height = 0
        """The lines that it has, the blank one below it among them."""
        self.titled = any(column.title for column in columns)

    @property
    def row(self) -> object | None:
        """The row under the cursor."""
        return self.rows[self.at] if self.at < len(self.rows) else None

    @property
    def head(self) -> int:
        """How many lines are above its rows."""
        return 2 if self.titled and self.rows else 1

    @property
    def wanted(self) -> int:
        """How many lines it takes at most, its heading and the blank line below included."""
        return self.head + min(self.group.most, self._lines) + 1

    @property
    def least(self) -> int:
        """How many lines it takes at least, its heading and the blank line below included."""
        return self.head + min(self.group.least, self._lines) + 1

    @property
    def said(self) -> Sequence[Text]:
        """What is shown in place of rows, line by line."""
        return by_sentences(self.message, self.width - AROUND)

    @property
    def _lines(self) -> int:
        """How many lines it would fill below its heading."""
        return len(self.rows) or max(1, len(self.said))

    @property
    def room(self) -> int:
        """How many rows it can show."""
        return max(1, self.height - self.head - 1)

    @property
    def shown(self) -> int:
        """How many rows it shows: where there are more than it has lines, the last of these says so."""
        return self.room - 1 if 1 < self.room < len(self.rows) else self.room

    @property
    def notice(self) -> str:
        """How many rows are below those that are shown, and how many above; empty where all are shown."""
        if self.shown == self.room:
            return ""
        above, below = self.top, max(0, len(self.rows) - self.top - self.shown)
        return ", ".join(
            part for number, part in ((below, f"{below:,} more"), (above, f"{above:,} above")) if number
        )

    def put(self, rows: Sequence[object], *, here: bool) -> None:
        """Show other rows; the cursor stays on the row that it is on.

        Args:
            rows: the rows.
            here: whether this is the table with the cursor. In another one the first row stays the first, whichever
                it is then, as nobody chose that one.
        """
        before = self.row if here or self.at else None
        self.rows = rows
        if before is not None:
            wanted = self.row_id(before)
            found = next((at for at, row in enumerate(rows) if self.row_id(row) == wanted), None)
            self.at = self.at if found is None else found
        self.at = min(self.at, max(0, len(rows) - 1))

    def follow(self) -> None:
        """Bring the row under the cursor into what is shown."""
        self.top = max(min(self.top, self.at), self.at - self.shown + 1)
        self.top = max(0, min(self.top, len(self.rows) - self.shown))
