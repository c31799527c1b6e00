# SPDX-License-Identifier: MIT
"""The way through rows that somebody is to see to, one after the other, wherever they stand in the list by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class WayOn(NamedTuple):
    """Where the way goes on."""

    row_id: str
    """The id of the row."""
    again: bool = False
    """Whether all have been gone to, so that it begins again at the first."""


class GoneTo(NamedTuple):
    """The row that the keys for the next and the previous one have led to."""

    row: object
    """The row."""
    again: int = 0
    """Of how many it is the first again, all of them having been gone to; 0 for none."""


class WayThrough:
    """Which rows were gone to, in order. A list that is put in order anew, or into which rows come, doesn't change it."""

    def __init__(self) -> None:
        """Nobody has been gone to."""
        self._been: list[str] = []
        self.here = ""
        """The id of the row that was gone to last; empty for none."""

    def go_to(self, row_id: str) -> None:
        """Take note that a row was gone to, by the way or past it."""
        if row_id not in self._been:
            self._been.append(row_id)
        self.here = row_id

    def next(self, here: str, left: Sequence[str]) -> WayOn | None:
        """Where to go on from a row: to whoever it had gone on to before, else to the first that it didn't go to yet,
        and once there is none, to the first of those that are left again.

        Args:
            here: the id of the row that one is on.
            left: the ids of the rows that still are to be seen to, in their order.

        Returns:
            The step; None where no other row is left.
        """
        at = self._been.index(here) if here in self._been else len(self._been)
        on = [each for each in self._been[at + 1 :] if each in left]
        # Who was seen to is forgotten: whoever asks again is gone to again.
        been = [each for each in (*self._been[:at], here) if each in left]
        if on:
            self._been = [*been, *on]
            return WayOn(on[0])
        new = next((each for each in left if each not in been), None)
        if new is not None:
            self._been = [*been, new]
            return WayOn(new)
        first = next((each for each in left if each != here), None)
        if first is None:
            return None
        self._been = [*(each for each in left if each == here), first]
        return WayOn(first, again=True)

    def ahead(self, here: str, left: Sequence[str]) -> WayOn | None:
        """Where `next` would go on; nobody is gone to.

        Args:
            here: the id of the row that one is on.
            left: the ids of the rows that still are to be seen to, in their order.

        Returns:
            The step; None where no other row is left.
        """
        been = self._been
        step = self.next(here, left)
        self._been = been
        return step

    def previous(self, here: str, above: Sequence[str], left: Sequence[str]) -> WayOn | None:
        """Where one came from, as far as that is still to be seen to; else the row above.

        Args:
            here: the id of the row that one is on; empty for none.
            above: the ids of the rows above it that are to be seen to, in their order.
            left: the same of all rows.

        Returns:
            The step; None where there is none before.
        """
        if here and here not in self._been:
            self._been.append(here)
        came_by = self._been[: self._been.index(here)] if here else []
        before = next((each for each in reversed(came_by) if each in left), None)
        if before is None and above:
            before = above[-1]
            self._been = [before, *(each for each in self._been if each != before)]
        return None if before is None else WayOn(before)
