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
        self.first = True

    async def load(self, start: int, stop: int) -> None:
        if self.first:
            self.first = False
            await self.go.wait()


async def test_one_that_was_begun_for_another_width_does_not_win() -> None:
    columns = (Column[Any]("text", "Text", str, width=4, flex=1, wrap=True),)
    rows = FoldedRows(Slow(), columns, str, 8)
    narrow = asyncio.create_task(rows.fold())
    await asyncio.sleep(0)
    await rows.fold(60)
    lines = rows.count
    rows.source.go.set()
    await narrow
    assert rows.count == lines == 1
    await rows.fold()
    assert rows.count == 1, "nor is anything kept of it"
