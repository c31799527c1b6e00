# SPDX-License-Identifier: MIT
"""A small table of a board: the row under the cursor is shown, and how many rows aren't is said."""

from __future__ import annotations

import re
from itertools import product

from flotui.resources.base import Column, Group
from flotui.ui.widgets.block import Block


def test_wherever_the_cursor_is_its_row_is_shown_and_all_that_are_not_are_counted() -> None:
    for number, height in product(range(1, 9), range(3, 9)):
        block = Block(Group(id="g", title="G"), (Column("a", "A", str, width=4),), str)
        block.put(range(number), here=True)
        block.height = height
        for at in (*range(number), *reversed(range(number))):
            block.at = at
            block.follow()
            where = (number, height, at, block.top, block.shown, block.notice)
            assert block.top <= at < block.top + block.shown, where
            lines = block.shown + bool(block.notice)
            assert lines <= block.room, where
            hidden = sum(map(int, re.findall(r"\d+", block.notice)))
            assert block.room == 1 or hidden == number - min(number, block.shown), where


def test_another_table_keeps_its_first_row_and_the_one_with_the_cursor_its_chosen_row() -> None:
    for here, at, on in ((True, 0, "a"), (True, 1, "b"), (False, 0, "c"), (False, 1, "b")):
        block = Block(Group(id="g", title="G"), (Column("a", "A", str, width=4),), str)
        block.put(("a", "b"), here=here)
        block.at = at
        block.put(("c", "a", "b"), here=here)
        assert block.row == on, (here, at)
