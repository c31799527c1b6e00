# SPDX-License-Identifier: MIT
"""Where columns stand."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from flotui.resources.base import Column, Context, InPlace
from flotui.ui.widgets.layout import EDGE, GUTTER, Layout, lay_out, lay_out_measured
from flotui.ui.widgets.measuring import Want


def column(name: str, width: int, flex: int = 0, priority: int = 0) -> Column[str]:
    return Column(name, name, str, width=width, flex=flex, priority=priority)


FOUR = (column("a", 16, 2), column("b", 10, 0, 2), column("c", 12, 1, 3), column("d", 8, 0, 1))


def shown(width: int, left: int = 0) -> str:
    return "".join(place.column.id for place in lay_out(FOUR, width, left).placed)


def test_low_priority_goes_first() -> None:
    assert shown(120) == "abcd"
    assert shown(52) == "abcd"
    assert shown(51) == "abd"
    assert shown(39) == "abd"
    assert shown(38) == "ad"
    assert shown(21) == "a"


def test_half_of_a_usual_terminal_has_one_cell_between_columns() -> None:
    assert [lay_out(FOUR, width, 0).gap for width in (60, 61)] == [1, 2]


def test_what_is_left_goes_to_those_that_flex() -> None:
    layout = lay_out(FOUR, 121, 0)
    assert [place.width for place in layout.placed] == [60, 10, 34, 8]
    assert layout.most_left == 0


def test_texts_give_way_to_figures_which_are_never_cut() -> None:
    age = Column("age", "Age", str, width=6, align="right")
    widths = {
        width: [place.width for place in lay_out((column("name", 30), age), width, 0).placed]
        for width in (42, 38, 37)
    }
    assert widths == {42: [30, 6], 38: [28, 6], 37: [30]}


def test_a_column_that_yields_is_there_where_no_text_is_cut_for_it() -> None:
    columns = (column("name", 10, 1), column("text", 20, 3), replace(column("id", 8), yields=48))
    for long, least in ((30, 55), (60, 75)):
        wants = {"name": Want(10, 10, 10), "text": Want(long, long, long), "id": Want(10, 10, 10)}
        for width in (40, 54, 55, 74, 75, 120):
            found = lay_out_measured(columns, width, 0, wants)
            shown = {place.column.id: place.width for place in found.placed}
            assert ("id" in shown) == (width >= least), (long, width)
            if "id" not in shown:
                assert found.most_left, "it can be scrolled to"
                scrolled = lay_out_measured(columns, width, 1, wants)
                assert "id" in {place.column.id for place in scrolled.placed}


def test_a_column_that_says_the_same_in_every_row_yields_to_texts() -> None:
    bot, phone = replace(column("bot", 6), priority=1), column("phone", 6)
    columns = (column("name", 10, 1), bot, phone, replace(column("mail", 10, 1), priority=2))
    same = Want(6, 6, 6, alike=True)
    wants = {"name": Want(20, 20, 20), "bot": same, "phone": same, "mail": Want(30, 30, 30)}
    for width, left, expected in ((80, 0, "bot"), (70, 0, ""), (70, 1, "bot")):
        found = lay_out_measured(columns, width, left, wants)
        shown = {place.column.id for place in found.placed}
        assert shown == {"name", "phone", "mail", *filter(None, [expected])}, "what always stays, stays"
        assert bool(found.most_left) == (width == 70)
    assert "bot" in _ids(lay_out_measured(columns, 70, 0, {**wants, "bot": Want(6, 6, 6)})), "rows differ"
    edited = (columns[0], replace(bot, edit=InPlace("bot", str, _save)), *columns[2:])
    assert "bot" in _ids(lay_out_measured(edited, 70, 0, wants)), "it is edited where it stands"


async def _save(context: Context[str], row: str, values: Mapping[str, str]) -> None:
    """Saves nothing."""


def _ids(layout: Layout[str]) -> list[str]:
    return [place.column.id for place in layout.placed]


def test_scrolling_reaches_every_column_and_keeps_the_first() -> None:
    most = lay_out(FOUR, 30, 0).most_left
    assert most > 0
    seen = {name for left in range(most + 1) for name in shown(30, left)}
    assert seen == set("abcd")
    assert all(shown(30, left)[0] == "a" for left in range(most + 1))


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=8),
    st.integers(0, 200),
    st.integers(0, 9),
)
def test_it_never_takes_more_than_there_is(
    columns: list[tuple[int, int, int]], width: int, left: int
) -> None:
    layout = lay_out([column(str(n), *spec) for n, spec in enumerate(columns)], width, left)
    taken = sum(place.width for place in layout.placed) + layout.gap * (len(layout.placed) - 1)
    room = max(1, width - GUTTER - EDGE)
    assert taken <= room
    assert all(place.width > 0 for place in layout.placed)
    if any(place.column.flex for place in layout.placed):
        assert taken == room
