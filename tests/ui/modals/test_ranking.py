# SPDX-License-Identifier: MIT
"""Which of several choices enter takes by itself."""

from __future__ import annotations

import pytest

from flotui.resources.ask import Choice
from flotui.ui.modals.ranking import Ranking


@pytest.mark.parametrize(
    ("query", "index"),
    [("ana", -1), ("ana s", 0), ("ana souza", 0), ("bruno", 0), ("roj", -1), ("lu", -1), ("lucas", 0)],
)
def test_of_people_whose_names_begin_alike_none_is_taken_by_itself(query: str, index: int) -> None:
    people = [
        Choice(str(number), name, careful=True)
        for number, name in enumerate(("Ana Souza", "Ana Lima", "Bruno Rojas", "Lucas Reis", "Maria Luz"))
    ]
    assert Ranking(people).search(query)[1] == index
