# SPDX-License-Identifier: MIT
"""A window of many rows in memory: blocks of them, of which those used last are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from flotui.repositories.source import RowSource

T_co = TypeVar("T_co", covariant=True)

BLOCK: Final = 64
"""Rows that are read at once."""


class Blocks(Generic[T_co]):
    """Rows by their index, read in blocks when they are wanted."""

    def __init__(self, read: Callable[[int, int], Awaitable[Sequence[T_co]]], most: int) -> None:
        """
        Args:
            read: reads the rows from an index up to another (exclusive).
            most: how many blocks are kept.
        """
        self._read, self._most = read, most
        self._blocks: OrderedDict[int, Sequence[T_co]] = OrderedDict()

    def peek(self, index: int) -> T_co | None:
        """The row at an index if it is in memory, else None."""
        block, offset = self._blocks.get(index // BLOCK), index % BLOCK
        return block[offset] if block is not None and offset < len(block) else None

    async def load(self, start: int, stop: int) -> None:
        """Bring the rows from start up to stop (exclusive) into memory.

        Args:
            start: the first index.
            stop: the index behind the last.
        """
        for number in range(max(0, start) // BLOCK, max(0, stop - 1) // BLOCK + 1):
            while number not in self._blocks:
                blocks = self._blocks
                blocks[number] = await self._read(number * BLOCK, (number + 1) * BLOCK)
                while len(blocks) > self._most:
                    blocks.popitem(last=False)
            self._blocks.move_to_end(number)

    def forget(self) -> None:
        """Have all be read anew, as they are other rows now; also a block that is just being read."""
        self._blocks = OrderedDict()


class BlockedRows(RowSource[T_co]):
    """A source of which some blocks of rows are in memory: `_blocks`, which it makes itself."""

    _blocks: Blocks[T_co]

    def peek(self, index: int) -> T_co | None:
        """The row at an index if it is in memory, else None."""
        return self._blocks.peek(index)

    async def load(self, start: int, stop: int) -> None:
        """Bring the rows from start up to stop (exclusive) into memory.

        Args:
            start: the first index.
            stop: the index behind the last.
        """
        await self._blocks.load(start, min(stop, self.count))
