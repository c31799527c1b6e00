# SPDX-License-Identifier: MIT
"""Small tables below one another: what each says of the rows that it doesn't show is on the screen with its first one."""

from __future__ import annotations

from textual.app import App, ComposeResult

from flotui.resources.base import Column, Group
from flotui.ui.widgets.block import Block
from flotui.ui.widgets.board import Board
from tests.support.app import text_of, until


class Boards(App[None]):
    """A board alone."""

    def compose(self) -> ComposeResult:
        yield Board()


async def test_no_table_is_higher_than_the_screen() -> None:
    app = Boards()
    async with app.run_test(size=(60, 12)) as pilot:
        board = app.query_one(Board)
        blocks = [
            Block(Group(id=name, title=name, least=20), (Column("a", "A", str, width=8),), str)
            for name in ("First", "Second")
        ]
        for block in blocks:
            block.put([f"row {number}" for number in range(60)], here=False)
        board.place(blocks, lambda _: True)
        await until(pilot, lambda: "row 0" in text_of(pilot), "the rows")
        assert all(block.height <= 13 for block in blocks), [block.height for block in blocks]
