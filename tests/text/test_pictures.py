# SPDX-License-Identifier: MIT
"""Pictures in a line: what they look like, and that nothing a host sends breaks them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from flotui.text import pictures, safe
from flotui.text.glyphs import as_ascii, glyph, is_ascii, state_of, stated, use_ascii
from flotui.text.width import is_sure
from tests.support.each_of import each_of

HUGE = 10**400
HOSTILE: list[object] = [
    None,
    float("nan"),
    float("inf"),
    -float("inf"),
    -5,
    HUGE,
    -HUGE,
    "x\x1b[31m",
    "",
    True,
    [],
]


@each_of(
    ("value", "most", "width", "drawn"),
    [
        (0, 24, 9, "▕         ▏"),
        (21, 24, 9, "▕███████▉ ▏"),
        (24, 24, 9, "▕█████████▏"),
        (23.999, 24, 9, "▕████████▉▏"),  # not all of it isn't drawn as all
        (0.001, 24, 9, "▕▏        ▏"),  # and something isn't drawn as nothing
        (12, 24, 17, "▕████████▌        ▏"),
        ("12", "24", 4, "▕██  ▏"),
        (30, 24, 9, "▕█████████▏"),
        (-1, 24, 9, "▕         ▏"),
        (1, 0, 3, "▕   ▏"),
        (1, -4, 3, "▕   ▏"),
        (None, 24, 4, "▕····▏"),
        (float("nan"), 24, 4, "▕····▏"),
        (float("inf"), 24, 4, "▕████▏"),
        (HUGE, 24, 4, "▕████▏"),
        (-HUGE, 24, 4, "▕    ▏"),
        ("many", 24, 4, "▕····▏"),
        (True, 24, 4, "▕····▏"),
        (1, 2, 0, "▕▏"),
        (1, 2, -3, "▕▏"),
    ],
)
def test_gauge(value: object, most: object, width: int, drawn: str) -> None:
    assert pictures.gauge(value, most, width) == drawn
    assert safe.width(drawn) == max(0, width) + 2


def test_bar_and_its_ascii() -> None:
    assert pictures.bar(3, 8, 8) == "███     "
    assert pictures.bar(1, 3, 4) == "█▍  "
    assert pictures.bar(1, 3, 4, ascii=True) == "#:  "
    assert pictures.gauge(21, 24, ascii=True) == "[#######: ]"
    assert len(pictures.bar(1, 1, 10**9)) == pictures.LONGEST


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ([], ""),
        ([1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"),
        ([0, 0, 0], "▁▁▁"),
        ([5, 5], "██"),
        ([None, 0, 8], "·▁█"),
        (["4", 8, "x"], "▄█·"),
        ([-3, 8], "▁█"),
        ([float("nan"), 1], "·█"),
        ([float("inf"), 1, 2], "█▄█"),
        ([HUGE, 1], "██"),
        ([0.0001, 1000], "▁█"),
    ],
)
def test_sparkline(values: list[object], drawn: str) -> None:
    assert pictures.sparkline(values) == drawn


def test_a_sparkline_can_be_measured_against_another() -> None:
    assert pictures.sparkline([1, 2], most=8) == "▁▂"
    assert pictures.sparkline([1, None, 8], ascii=True) == "_ #"


@pytest.mark.parametrize(
    ("reached", "count", "pitch", "drawn"),
    [
        (2, 4, 3, "●──●┄┄○┄┄○"),
        (0, 2, 3, "○┄┄○"),
        (9, 2, 3, "●──●"),
        (-1, 2, 1, "○○"),
        (1, 0, 3, ""),
        (1, 1, 0, "●"),
    ],
)
def test_steps(reached: int, count: int, pitch: int, drawn: str) -> None:
    assert pictures.steps(reached, count, pitch) == drawn


def test_steps_in_ascii() -> None:
    assert pictures.steps(2, 3, ascii=True) == "*--*..o"


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_comes_is_a_picture_of_the_same_width(value: object) -> None:
    for plain in (False, True):
        assert len(pictures.gauge(value, 10, ascii=plain)) == 11
        assert len(pictures.gauge(3, value, ascii=plain)) == 11
        assert len(pictures.sparkline([value, 1], ascii=plain)) == 2


def test_every_sign_is_one_cell_in_every_terminal_and_has_one_of_ascii() -> None:
    from flotui.text.glyphs import _DRAWN, _SIGNS

    for state in _SIGNS:
        assert is_sure(glyph(state, False)), state
        assert glyph(state, True).isascii() and len(glyph(state, True)) == 1
    for sign in map(chr, _DRAWN):
        assert len(as_ascii(sign)) == 1 and as_ascii(sign).isascii(), sign


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("done", "✓ done"),
        ("Shipped", "▶ shipped"),
        ("in_progress", "◐ in progress"),
        ("cancelled", "✗ cancelled"),
        ("refunded", "↺ refunded"),
        ("ordered", "○ ordered"),
        ("pending", "◐ pending"),
        ("no such state", "no such state"),
        ("", ""),
    ],
)
def test_a_state_is_said_by_a_sign(word: str, said: str) -> None:
    assert stated(word) == said


@each_of("room", range(30, 200, 3))
def test_columns_fill_most_of_the_room_up_to_three_cells_each(room: int) -> None:
    places = pictures.spread(30, room)
    assert places[-1][1] <= room and places[-1][1] + 1 >= min(room * 3 // 4, 89)
    assert all(start < stop <= next_ for (start, stop), (next_, _) in pairwise(places))


def test_columns_reach_from_the_foot_to_the_highest() -> None:
    places = pictures.spread(4, 8)
    assert places == [(0, 1), (2, 3), (4, 5), (6, 7)]
    drawn = pictures.columns([1, None, 4, "x"], 2, places)
    assert ["".join(line) for line in drawn] == ["    █  ", "▄ · █ ·"]
    assert pictures.spread(4, 7) == [(0, 1), (1, 3), (3, 5), (5, 7)]


@pytest.mark.parametrize("word", [None, 5, ["done"], "x" * 10_000, "\x1b[31m"])
def test_no_state(word: object) -> None:
    assert state_of(word) is None


def test_ascii_is_obeyed_where_nobody_says_otherwise() -> None:
    assert not is_ascii()
    use_ascii(True)
    try:
        assert stated("done") == "+ done"
        assert pictures.gauge(1, 2, 4) == "[##  ]"
        assert pictures.sparkline([1, 8]) == "_#"
        assert pictures.steps(1, 2) == "*..o"
    finally:
        use_ascii(False)
    assert as_ascii("━ Título ▕██▍▏ ✓ 日本 ━") == "= Título |##:| + 日本 ="
