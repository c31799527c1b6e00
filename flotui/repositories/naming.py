# SPDX-License-Identifier: MIT
"""Names for the ids that rows hold: what the cache doesn't know, one call of a list tells."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import TypeVar

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose
from flotui.repositories.base import Reader
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.rows import Rows, call_by_name
from flotui.repositories.snapshot import Snapshot

M = TypeVar("M", bound=Model)

_SEEN = 100
"""How many rows, from the first on, are looked at for ids without a name."""


async def rows_named(
    reader: Reader, reading: AsyncIterator[Snapshot[Rows[M]]]
) -> AsyncIterator[Snapshot[Rows[M]]]:
    """A list, and once more after those whom its rows are about have got their names.

    Args:
        reader: asks for the names.
        reading: reads the list.
    """
    snapshot: Snapshot[Rows[M]] | None = None
    async for snapshot in reading:
        yield snapshot
    if snapshot is None or snapshot.error is not None:
        return
    rows = snapshot.value
    if await _learn(reader, rows.kind, await rows.first(_SEEN)):
        await rows.reopen()
        yield snapshot


async def row_named(
    reader: Reader, kind: RowKind[M], reading: AsyncIterator[Snapshot[M | None]]
) -> AsyncIterator[Snapshot[M | None]]:
    """One row, and once more after those whom it is about have got their names.

    Args:
        reader: asks for the names.
        kind: the row's kind.
        reading: reads the row.
    """
    snapshot: Snapshot[M | None] | None = None
    async for snapshot in reading:
        yield snapshot
    if snapshot is None or snapshot.error is not None or snapshot.value is None:
        return
    if await _learn(reader, kind, [snapshot.value]):
        await call_by_name(reader.cache, kind, [snapshot.value])
        yield snapshot


async def _learn(reader: Reader, kind: RowKind[Model], rows: Sequence[Model]) -> bool:
    """Have those listed whom rows are about and the cache doesn't know; whether any list was read for it.

    A list that was read before isn't read again: who is missing in it has no name there.
    """
    asked = False
    for link in kind.links:
        missing = any(link.id_in(row.raw) and link.key not in row.called for row in rows)
        if not missing or not link.kind.list:
            continue
        call = Call.of(link.kind.list)
        if (await reader.cache.listing(call.key, call.operation_id)).fetched_at is not None:
            continue
        async with aclosing(reader.rows(link.kind, call, whole=False, purpose=Purpose.BACKGROUND)) as reading:
            async for snapshot in reading:
                asked = asked or snapshot.error is None
    return asked
