# SPDX-License-Identifier: MIT
"""What the line over a cell may do with the listing that it is in."""

from __future__ import annotations

from typing import Protocol

from textual.geometry import Region
from textual.widget import Widget

from flotui.resources.ask import Ask
from flotui.resources.base import Column, Context
from flotui.ui.widgets.table import Table


class Celled(Protocol):
    """What the editor of cells needs of the list that it is over."""

    @property
    def table(self) -> Table[object]:
        """The table that they are in."""

    @property
    def columns(self) -> tuple[Column[object], ...]:
        """The columns that it shows."""

    @property
    def region(self) -> Region:
        """Where it is on the screen."""

    def row_id(self, row: object) -> str:
        """The id of a row."""

    def context(self, ask: Ask) -> Context[object] | None:
        """What an action on it is given."""

    def close_cells(self, *, typed: bool = False) -> None:
        """End the editing.

        Args:
            typed: whether it ends by itself, so that digits may follow that were meant for a cell.
        """

    def leave_cells(self, editor: Widget) -> None:
        """Take the editor away: the person went elsewhere."""
