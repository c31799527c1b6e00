# SPDX-License-Identifier: MIT
"""A detail that is to open."""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

from flotui.ui.trail import View
from flotui.ui.typeahead import LOOKING


class Wanted(NamedTuple):
    """A detail that opens as soon as its row is under the cursor."""

    row_id: str
    """The id of the row."""
    tab: str
    """The id of the tab."""
    inside: bool = True
    """Whether the detail has the keys rather than the list."""
    within: View | None = None
    """What its table shows; None for what it begins with."""
    typing: bool = False
    """Whether the keys were for what is typed below its table."""
    by_itself: bool = False
    """Whether no key asked for it: the program begins where it was left."""
    since: float = 0.0
    """When it was asked for, in seconds of the monotonic clock; 0 where that doesn't matter."""

    @classmethod
    def now(
        cls, row_id: str, tab: str, inside: bool = True, within: View | None = None, typing: bool = False
    ) -> Wanted:
        """One that is asked for now.

        Args:
            row_id: the id of the row.
            tab: the id of the tab.
            inside: whether the detail has the keys.
            within: what its table shows.
            typing: whether the keys were for what is typed below its table.
        """
        return cls(row_id, tab, inside, within, typing, since=monotonic())

    @property
    def is_young(self) -> bool:
        """Whether what is typed now may be meant for it."""
        return self.inside and monotonic() - self.since < 2 * LOOKING
