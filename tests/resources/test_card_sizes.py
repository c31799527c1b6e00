# SPDX-License-Identifier: MIT
"""How wide the columns of a card's rows are."""

from __future__ import annotations

from flotui.resources.cards import Cell, table
from flotui.resources.text import plain


def test_the_column_that_takes_what_is_left_keeps_a_few_cells_where_nothing_is() -> None:
    (line,) = table(
        [("Canvas sneaker", "142,800.00 COP", "delivered")], (Cell(0), Cell(14), Cell(9)), 24, id="rows"
    )
    assert plain(line.text).startswith("Can…  ")
