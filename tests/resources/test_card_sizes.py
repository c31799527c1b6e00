# SPDX-License-Identifier: MIT
"""How wide the columns of a card's rows are."""

from __future__ import annotations

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.resources.cards import Cell, table
from flotui.resources.text import cells_of, plain
from flotui.resources.whom import card
from flotui.workspace import Workspace


def test_the_column_that_takes_what_is_left_keeps_a_few_cells_where_nothing_is() -> None:
    (line,) = table(
        [("Canvas sneaker", "142,800.00 COP", "delivered")], (Cell(0), Cell(14), Cell(9)), 24, id="rows"
    )
    assert plain(line.text).startswith("Can…  ")


@pytest.mark.parametrize("width", [40, 65, 72])
def test_what_a_card_says_of_times_is_whole(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    told = "Time zone not set: the host's times may be hours off. :time zone sets it."
    monkeypatch.setattr(card, "unset_zone", lambda: told)
    lines = card.CARD.draw(workspace, Subscriber(user_ns="f1284u903", name="Ana"), {}, width)
    assert told in " ".join(" ".join(plain(line.text) for line in lines).split())
    assert max(cells_of(line.text) for line in lines) <= width
