# SPDX-License-Identifier: MIT
"""Rows over several lines: folded for the width that the table has, however long reading them takes."""

from __future__ import annotations

import asyncio
from typing import Any

from flotui.repositories.rows import ListRows
from flotui.resources.base import Column
from flotui.ui.panels.folding import FoldedRows


class Slow(ListRows[str]):
    """Rows that are read when it is said."""

    kind: Any = None

    def __init__(self) -> None:
        super().__init__(("one two three four five six",), lambda row: row)
        self.go = asyncio.Event()

    async def load(self, start: int, stop: int) -> None:
        await self.go.wait()


async def test_one_that_was_begun_for_another_width_does_not_win() -> None:
    columns = (Column[Any]("text", "Text", str, width=4, flex=1, wrap=True),)
    rows = FoldedRows(Slow(), columns, str, 8)
    narrow = asyncio.create_task(rows.fold())
    await asyncio.sleep(0)
    wide = asyncio.create_task(rows.fold(60))
    await asyncio.sleep(0)
    rows.source.go.set()
    await asyncio.gather(narrow, wide)
    assert rows.count == 1, "nothing is kept of what was folded for the width before"
