# SPDX-License-Identifier: MIT
"""What the columns of one kind of sheet can hold, and by which names they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from flotui.jobs.sheet.lines import SheetTable


class Vocabulary(Protocol):
    """A kind of sheet. What a column holds is called its target."""

    noun: str
    """What a line is about."""
    example: str
    """Names of columns that such a file may have."""
    identifiers: str
    """Names of columns that name a row."""
    changes: str
    """Names of columns that change something."""

    @property
    def identity(self) -> Sequence[str]:
        """The targets that say which row is meant. All of a line must agree."""

    @property
    def naming(self) -> Sequence[str]:
        """Those of them that name a row by themselves."""

    @property
    def changing(self) -> Sequence[str]:
        """The targets that change something."""

    def title(self, target: str) -> str:
        """What a target is called on screen."""

    def target_of(self, name: str) -> str:
        """What a column called so holds; empty for nothing that is read."""

    def rank(self, name: str, target: str) -> int:
        """How sure a column's name is for what it holds: 0 for our own, more for others."""

    def is_own(self, name: str) -> bool:
        """Whether a column has one of flotui's own names, so that nobody needs to be asked."""

    def correct(self, table: SheetTable, found: dict[str, list[int]]) -> None:
        """Take away what columns can't hold, seen all of the file's.

        Args:
            table: the file.
            found: the columns by target; changed.
        """

    def refuses(self, table: SheetTable, target: str, index: int, found: Mapping[str, object]) -> bool:
        """Whether a column that its name is right for can't hold that, by its cells."""

    def own_names(self, target: str) -> Sequence[str]:
        """Names of a target's columns that need no word about what they are taken for."""
