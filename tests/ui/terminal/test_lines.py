# SPDX-License-Identifier: MIT
"""What the tests take for the screen of a terminal is what stands there, however it came to stand there."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from tests.support.lines import Lines

PIECES = (
    "Ana Souza", "日本", "\r\n", "\n", "\x1bM", "\x1b[H", "\x1b[3;5H", "\x1b[4;18H", "\x1b[K", "\x1b[1K", "\x1b[J",
    "\x1b[2J", "\x1b[2L", "\x1b[M", "\x1b[3@", "\x1b[2P", "\x1b[4X", "\x1b[2;4r", "\x1b[r", "\x1b#8", "\x1bc", "\x1b[7m",
    "\x1b[?5h", "\x1b[?1049h", "\x1b[?1049l", "\t", "e\u0301",
)  # fmt: skip
"""What a program writes: text, narrow and wide, and what moves, erases, inserts and scrolls."""

SIZES = ((20, 6), (12, 4), (30, 9))


@given(st.lists(st.sampled_from((*PIECES, *SIZES)), max_size=20))
def test_what_is_read_again_is_all_that_was_written(pieces: list[str | tuple[int, int]]) -> None:
    screen = pyte.Screen(20, 6)
    stream, lines = pyte.Stream(screen), Lines(screen)
    for piece in pieces:
        if isinstance(piece, tuple):
            screen.resize(piece[1], piece[0])
        else:
            stream.feed(piece)
        rows = range(screen.lines)
        every = ["".join(screen.buffer[y][x].data for x in range(screen.columns)).rstrip() for y in rows]
        assert lines.text == "\n".join(every)
