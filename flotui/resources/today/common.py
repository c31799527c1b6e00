# SPDX-License-Identifier: MIT
"""What the groups of Today share: where enter leads, and how full a bar is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Context, Query, RowSource
from flotui.resources.text import Span, Text
from flotui.text.pictures import gauge

T = TypeVar("T")
Reading = AsyncIterator[Snapshot[RowSource[T]]]

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
