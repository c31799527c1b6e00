# SPDX-License-Identifier: MIT
"""Rows as the cache has them now: an edit of a moment ago may have changed what a list still shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from flotui.api.models.base import Model
from flotui.repositories.kinds import Kind
from flotui.repositories.row_kinds import RowKind
from flotui.resources.base import Context

M = TypeVar("M", bound=Model)

Current = Callable[[Context[M], M], Awaitable[M]]
"""Reads a row as it is now, where the cached row doesn't say all."""


async def current_row(context: Context[object], kind: RowKind[M], row: M) -> M:
    """The row as the cache has it now; as it was given where the cache hasn't got it.

    Args:
        context: the open bot.
        kind: its kind.
        row: the row as a list shows it.
    """
    return (await current_rows(context, kind, (row,)))[0]


async def current_rows(context: Context[object], kind: RowKind[M], rows: Sequence[M]) -> list[M]:
    """The same for several rows, in their order.

    Args:
        context: the open bot.
        kind: their kind.
        rows: the rows as a list shows them.
    """
    cached = await context.workspace.cache.bodies(kind.name, [each.row_id for each in rows])
    return [kind.model.read(cached[each.row_id]) if each.row_id in cached else each for each in rows]


async def row_of(context: Context[M], kind: RowKind[M], current: Current[M] | None) -> M:
    """The one row of a context as it is now.

    Args:
        context: the open bot, and the row.
        kind: its kind.
        current: reads it; the cached row by default.
    """
    if current is not None:
        return await current(context, context.row)
    return await current_row(context, kind, context.row)


def owner_in(context: Context[object], kind: Kind[M], row: M | None = None) -> str:
    """The id of the thing under which a row stands, or a new one will; empty where they stand under none.

    Args:
        context: its table, which is in the detail of the owner where there is no row.
        kind: the kind of the row.
        row: the row; None for a new one.
    """
    if kind.under is None:
        return ""
    return kind.owner_of(row) if row is not None else context.owned_by(kind.under.kind.model).row_id


def noun_of(kind: RowKind[Model]) -> str:
    """What one row of a kind is called, at the beginning of a sentence: `Closing note`."""
    return f"{kind.name[:1].upper()}{kind.name[1:]}"
