# SPDX-License-Identifier: MIT
"""What a resource whose filter line speaks the query language says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flotui.audience.complete import Completion
    from flotui.repositories.source import RowSource
    from flotui.workspace import Workspace


class QueryLanguage(Protocol):
    """A filter line that speaks the query language."""

    def words(self, text: str) -> tuple[str, ...] | None:
        """The words that a line says, where it says nothing else: the rows here are narrowed by them. None elsewhere."""

    def whole(self, text: str) -> str:
        """What rows have in them that a line of one word means for certain, where `words` may find more: all digits of
        a phone number, and not only its last.
        """

    def finished(self, text: str) -> str:
        """A line that is being typed, without a condition at its end that isn't finished."""

    async def clear_part(self, workspace: Workspace, text: str) -> str | None:
        """What of a line that is being typed can be read, and rows tell for which of them it holds: all of it, or all but
        its last condition. None where neither can. No row is looked at.
        """

    async def narrowed(
        self, workspace: Workspace, rows: RowSource[object], text: str
    ) -> RowSource[object] | None:
        """The rows here that a line means; None while it can't be read, or only the host knows."""

    async def everyone(self, workspace: Workspace) -> RowSource[object] | None:
        """All rows of the list, where they are here without a call; None where they aren't."""

    async def read_since(self, workspace: Workspace, rows: RowSource[object] | None, begun: float) -> float:
        """Since when all rows were read by another window or a command, where a list doesn't show that; 0 where it does.

        Args:
            workspace: the open bot.
            rows: what the list shows.
            begun: when reading it began, in unix seconds.
        """

    async def freshen(self, workspace: Workspace) -> None:
        """Take in what has changed of all rows that are here.

        Raises:
            FlochatError: when the host can't be had.
        """

    async def complete(self, workspace: Workspace, text: str, cursor: int) -> Completion:
        """How the line may go on at the cursor."""

    def complete_now(self, text: str, cursor: int) -> Completion | None:
        """The same by the names that are in memory; None where none are."""

    def instead(self, text: str) -> str:
        """What may be meant where a line means nobody, as a question; empty where nothing else."""

    def printed(self, text: str) -> str:
        """The one form of what a line says; as it is where it can't be read."""
