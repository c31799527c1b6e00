# SPDX-License-Identifier: MIT
"""Which of several choices enter takes by itself."""

from __future__ import annotations

import pytest

from flotui.resources.ask import Choice
from flotui.ui.modals.ranking import Offer, Ranking


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


@pytest.mark.parametrize("query", ["n", "no", "noth", "lea", "delivery n"])
def test_what_was_typed_comes_before_the_choice_for_none(query: str) -> None:
    for none in ("Nothing", "Leave it empty"):
        rows, index = Ranking([Choice("", none), Choice("delivery", "delivery")]).search(
            query, [Offer("Use", query)]
        )
        assert rows[index].offer == Offer("Use", query)


@pytest.mark.parametrize(("none", "query"), [("Nothing", "NOTHING"), ("Leave it empty", "leave")])
def test_the_choice_for_none_is_taken_by_its_first_word_and_where_nothing_else_can_be(
    none: str, query: str
) -> None:
    ranking = Ranking([Choice("", none), Choice("delivery", "delivery")])
    for typed, offers in (
        (query, [Offer("Use", query)]),
        (none[:3], []),
        (none[:3], [Offer("Look up", "", look=True)]),
    ):
        rows, index = ranking.search(typed, offers)
        assert (rows[index].choice, rows[index].offer) == (Choice("", none), None)
