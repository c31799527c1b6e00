# SPDX-License-Identifier: MIT
"""Lean strips look exactly as Textual's, and have fewer segments."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from flotui.ui.widgets.strips import lean

colors = st.sampled_from([None, "default", "red", "bright_blue", "#121212", "#5fafd7", "#7a4a00"])
flags = st.sampled_from([None, True, False])
styles = st.builds(
    Style,
    color=colors,
    bgcolor=colors,
    bold=flags,
    italic=flags,
    underline=flags,
    reverse=flags,
    strike=flags,
)
pieces = st.lists(st.tuples(st.sampled_from(["a", "  ", "word ", "日本"]), styles), min_size=1, max_size=6)


def drawn(sequences: str) -> list[object]:
    screen = pyte.Screen(60, 1)
    pyte.Stream(screen).feed(sequences + "|")
    return [screen.buffer[0][x] for x in range(60)]


def console(system: str) -> Console:
    return Console(color_system=system, force_terminal=True, _environ={})  # type: ignore[arg-type]


@given(pieces, st.sampled_from(["standard", "256", "truecolor"]))
def test_it_looks_the_same(pieces: list[tuple[str, Style]], system: str) -> None:
    cells = Strip([Segment(*piece) for piece in pieces]).cell_length
    plain = Strip([Segment(*piece) for piece in pieces], cells).render(console(system))
    ours = lean(pieces, cells)
    assert ours.text == "".join(text for text, _ in pieces)
    assert sum(segment.cell_length for segment in ours) == ours.cell_length == cells
    for expected, found in zip(drawn(plain), drawn(ours.render(console(system))), strict=True):
        if expected.data == found.data == " ":  # type: ignore[attr-defined]
            continue  # a space's colour may be its neighbour's; its background is looked at below
        assert found == expected


@given(pieces)
def test_blanks_keep_their_background(pieces: list[tuple[str, Style]]) -> None:
    cells = Strip([Segment(*piece) for piece in pieces]).cell_length
    plain = drawn(Strip([Segment(*piece) for piece in pieces], cells).render(console("truecolor")))
    ours = drawn(lean(pieces, cells).render(console("truecolor")))
    for expected, found in zip(plain, ours, strict=True):
        shown = (
            expected.fg if expected.reverse else expected.bg,
            expected.underscore,
            expected.strikethrough,
        )  # type: ignore[attr-defined]
        assert shown == (found.fg if found.reverse else found.bg, found.underscore, found.strikethrough)  # type: ignore[attr-defined]


def test_neighbours_that_look_the_same_are_joined() -> None:
    ground = Style(color="#dadada", bgcolor="#121212")
    accent = Style(color="#5fafd7", bgcolor="#121212")
    strip = lean([("name", ground), ("  ", accent), ("", ground), ("tag", accent), (" ", ground)], 10)
    assert list(strip) == [Segment("name  ", ground), Segment("tag ", accent)]
