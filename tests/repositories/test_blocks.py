# SPDX-License-Identifier: MIT
"""Blocks of rows, of which those used last are in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from flotui.repositories.blocks import BLOCK, Blocks


async def test_a_block_that_is_being_read_as_the_rows_change_is_read_again() -> None:
    """Otherwise rows of before would stand among those of now."""
    reading, go_on = asyncio.Event(), asyncio.Event()
    rows = ["before"] * BLOCK

    async def read(start: int, stop: int) -> Sequence[str]:
        found = rows[start:stop]
        reading.set()
        await go_on.wait()
        return found

    blocks = Blocks(read, 2)
    loading = asyncio.create_task(blocks.load(0, 1))
    await reading.wait()
    rows[:] = ["now"] * BLOCK
    blocks.forget()
    go_on.set()
    await loading
    assert blocks.peek(0) == "now"


async def test_those_used_last_are_kept() -> None:
    asked = []

    async def read(start: int, stop: int) -> Sequence[int]:
        asked.append(start // BLOCK)
        return range(start, stop)

    blocks = Blocks(read, 2)
    for number in (0, 1, 0, 2, 0, 1):
        await blocks.load(number * BLOCK, number * BLOCK + 1)
    assert asked == [0, 1, 2, 1]
    assert [blocks.peek(number * BLOCK) for number in range(3)] == [0, BLOCK, None]
