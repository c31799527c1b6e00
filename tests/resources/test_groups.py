# SPDX-License-Identifier: MIT
"""How the lines of a screen are shared out among its groups."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flotui.resources.base import Bands, Group
from flotui.resources.groups import groups_of, heights, stacked


def group(name: str) -> Group:
    return Group(id=name, title=name)


def bands(*shape: tuple[int, ...]) -> Bands:
    """Bands of columns of so many groups."""
    return tuple(
        tuple(tuple(group(f"{b}{c}{g}") for g in range(number)) for c, number in enumerate(band))
        for b, band in enumerate(shape)
    )


def test_all_have_what_they_want_where_there_is_room() -> None:
    some = bands((1, 1), (1,))
    wanted = {"000": 5, "010": 8, "100": 10}
    assert heights(some, wanted, dict.fromkeys(wanted, 2), 18) == wanted


def test_what_is_missing_is_shared_line_by_line() -> None:
    some = bands((1,), (1,))
    assert heights(some, {"000": 20, "100": 20}, {"000": 4, "100": 4}, 20) == {"000": 10, "100": 10}
    assert heights(some, {"000": 6, "100": 20}, {"000": 4, "100": 4}, 20) == {"000": 6, "100": 14}


def test_a_line_beside_a_longer_column_costs_nothing() -> None:
    some = bands((1, 2))
    given = heights(some, {"000": 10, "010": 9, "011": 9}, {"000": 3, "010": 3, "011": 3}, 10)
    assert given == {"000": 10, "010": 5, "011": 5}


def test_where_not_even_the_fewest_fit_the_screen_is_scrolled() -> None:
    some = bands((1,), (1,))
    assert heights(some, {"000": 20, "100": 20}, {"000": 9, "100": 9}, 10) == {"000": 9, "100": 9}


def test_on_a_narrow_screen_columns_are_below_each_other_in_their_order() -> None:
    some = bands((2, 1), (1, 2))
    assert [each.id for each in groups_of(stacked(some))] == [each.id for each in groups_of(some)]
    assert all(len(band) == 1 for band in stacked(some))


SHAPES = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple), min_size=1, max_size=4)


@given(SHAPES, st.integers(5, 60), st.randoms(use_true_random=False))
def test_no_line_is_wasted_and_none_is_lent(shape: list[tuple[int, ...]], room: int, dice: object) -> None:
    some = bands(*shape)
    names = [each.id for each in groups_of(some)]
    wanted = {name: 2 + dice.randrange(20) for name in names}  # type: ignore[attr-defined]
    least = {name: 1 + dice.randrange(4) for name in names}  # type: ignore[attr-defined]
    given = heights(some, wanted, least, room)

    def taken(lines: dict[str, int]) -> int:
        return sum(max(sum(lines[each.id] for each in column) for column in band) for band in some)

    fewest = {name: min(least[name], wanted[name]) for name in names}
    assert all(fewest[name] <= given[name] <= wanted[name] for name in names)
    assert taken(given) <= max(room, taken(fewest))
    for name in names:  # nobody who wants another line could have it
        more = {**given, name: given[name] + 1}
        assert given[name] == wanted[name] or taken(more) > room
