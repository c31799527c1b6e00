# SPDX-License-Identifier: MIT
"""How lists go on from one page to the next: what every way has in common, and lists whose pages have numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call

PAGE = 100
"""Rows that one call lists: of most lists no page has more."""


def pages(rows: int) -> int:
    """How many pages of a list so many rows are: one at least.

    Args:
        rows: how many.
    """
    return max(1, -(-rows // PAGE))


class Pager(Protocol):
    """How a list goes on from one page to the next."""

    @property
    def limit(self) -> int:
        """Rows a page."""

    def sized(self, limit: int) -> Pager:
        """The same with pages of another size, where that can be asked for."""

    def first(self, call: Call) -> Call:
        """The Call of the first page."""

    def after(self, call: Call, position: str) -> Call:
        """The Call of the page at a position that `next` gave.

        Args:
            call: the Call of the first page.
            position: the position.
        """

    def next(
        self, position: str | None, rows: Sequence[object], last: bool, more: bool = False
    ) -> str | None:
        """The position of the page after the one at `position` (None for the first), or None.

        Args:
            position: where the page just read stood.
            rows: its rows.
            last: whether the host said it was the last one.
            more: whether the host is known to have more rows, or may have.
        """

    def other_way(self, position: str | None, rows: Sequence[object]) -> str | None:
        """Where to go on from a page that brought nothing new, where there is another way to ask.

        Args:
            position: where the page was asked for; None for the first.
            rows: the page's rows, as the host sent them.
        """

    def again(self, position: str | None, rows: Sequence[object]) -> str | None:
        """Where a page is asked for instead of one that doesn't go on where the page before it ended, or None.

        Args:
            position: where the page was asked for; None for the first.
            rows: the page's rows, as the host sent them.
        """

    def begins_at(self, position: str | None, rows: Sequence[object]) -> bool:
        """Whether rows are from a position on, as far as they tell.

        Args:
            position: where the page was asked for; None for the first.
            rows: the page's rows, as the host sent them.
        """

    def total(self, before: int | None, told: int | None) -> int | None:
        """How many rows there are, from what the pages before told and what this one tells.

        Args:
            before: what was known; None for nothing.
            told: what this page tells; None where it doesn't.
        """


class Numbered(msgspec.Struct, frozen=True):
    """Lists with `limit` and `page` (behaviour.md, Paging)."""

    limit: int = 100
    """Rows a page; the host gives 100 at most."""
    pages: int = 100
    """The last page that the host serves."""
    plain: int = 0
    """Rows a page where a position doesn't say how many they are; 0 for as many as now."""

    def sized(self, limit: int) -> Numbered:
        """The same with so many rows a page."""
        return replace(self, limit=limit, plain=self.plain or self.limit)

    def first(self, call: Call) -> Call:
        """The Call of page 1."""
        return self.after(call, "1")

    def after(self, call: Call, position: str) -> Call:
        """The Call of the page at a position."""
        arguments = dict(call.query) | {"limit": str(self.limit), "page": str(self._page(position))}
        return replace(call, query=tuple(sorted(arguments.items())))

    def next(
        self, position: str | None, rows: Sequence[object], last: bool, more: bool = False
    ) -> str | None:
        """The next page's number; None after an empty or last page, or where the host stops."""
        number = self._page(position or "1") + 1
        if last or not rows or number > self.pages:
            return None
        return str(number) if self.plain in (0, self.limit) else f"{number}/{self.limit}"

    def other_way(self, position: str | None, rows: Sequence[object]) -> str | None:
        """There is none: a page that repeats is the end."""
        return None

    def again(self, position: str | None, rows: Sequence[object]) -> str | None:
        """None: a page is what its number says."""
        return None

    def begins_at(self, position: str | None, rows: Sequence[object]) -> bool:
        """Rows don't tell of which page they are."""
        return True

    def total(self, before: int | None, told: int | None) -> int | None:
        """What the newest page tells."""
        return told

    def _page(self, position: str) -> int:
        """The number of a page. In front of it are as many rows as when its position was noted."""
        number, _, size = position.partition("/")
        return (int(number) - 1) * int(size or self.plain or self.limit) // self.limit + 1
