# SPDX-License-Identifier: MIT
"""What the groups of Today share: what each declares, where enter leads, and how full a bar is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Generic, TypeVar

from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Context, Query, Resource, RowSource
from flotui.resources.text import Span, Text
from flotui.text.pictures import gauge

T = TypeVar("T")
Reading = AsyncIterator[Snapshot[RowSource[T]]]


def _itself(row: object) -> object:
    return row


def _nothing(rows: Sequence[object]) -> Text:
    return ""


class TodayList(Resource[T], Generic[T], frozen=True, kw_only=True):
    """The table that a group of Today is."""

    asks: bool = True
    """Whether the host is asked for it, where it has `operations`; else it is made of what is here."""
    acts_as: str = ""
    """The id of the list whose actions work on its rows; empty where none do."""
    row_there: Callable[[T], object] = _itself
    """The row that this list has for one of its own; None where its actions don't work on it."""
    arrives_in: str = ""
    """The id of the list of what it tells of while it is followed; empty where nothing new is told."""
    tells_of: Callable[[T], Iterable[str]] | None = None
    """The ids of what a row tells of, in that list; None where that is the row itself."""
    pressing: Callable[[Sequence[T]], Text] = _nothing
    """What of its rows must not be missed where none is in sight."""

    def arrivals(self, row: T) -> frozenset[str]:
        """The ids of what a row tells of while it is followed; none where nothing new is told.

        Args:
            row: one of its rows.
        """
        if not self.arrives_in:
            return frozenset()
        return frozenset((self.row_id(row),) if self.tells_of is None else self.tells_of(row))


OPEN = "table.open"
"""The keymap's name of what enter does."""


def opening(
    group: str,
    to: str,
    row_id: Callable[[T], str] = lambda _: "",
    query: Callable[[T], Query | None] = lambda _: None,
    tab: str = "",
    *,
    opens_chat: bool = False,
) -> Action[T]:
    """What enter does in a group: it goes to the list, where the row is a row of that with the cursor on it.

    Args:
        group: the group's id.
        to: the id of the list.
        row_id: the id of the row there.
        query: what of the list is shown; all by default.
        tab: the tab of the row's detail that is opened; none by default.
        opens_chat: whether that is the chat with somebody.
    """

    async def run(context: Context[T]) -> None:
        row = context.rows[0] if context.rows else None
        if row is None:
            context.ask.go(to)
        else:
            context.ask.go(to, query(row), row_id(row) or None, tab)

    return Action(
        f"today-{group}.open",
        "Open it in its list",
        "enter",
        run,
        hint="open",
        needs="nothing",
        leads=True,
        asks=False,
        opens_chat=opens_chat,
    )


def snapshot(
    found: Snapshot[object], rows: Sequence[T], row_id: Callable[[T], str]
) -> Snapshot[RowSource[T]]:
    """What was worked out of something that was read, as old as that.

    Args:
        found: what was read.
        rows: what was worked out.
        row_id: tells a row's id.
    """
    known = found.fetched_at is not None
    source: RowSource[T] = ListRows(rows, row_id, found.fetched_at) if known else NotRead()
    return Snapshot(source, found.fetched_at, found.source, found.stale, found.error)


def bar_of(value: float, most: float) -> Text:
    """How much of the most something is, as a gauge."""
    return (Span(gauge(value, most), "data"),)
