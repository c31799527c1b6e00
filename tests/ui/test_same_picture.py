# SPDX-License-Identifier: MIT
"""The same picture: whatever is left out on the way, the terminal shows what Textual painted, cell by cell.

Every frame of a session is drawn twice: as Textual would write it, and as the difference that leaves. Text, colours,
attributes and the cursor have to be equal, at several sizes, on hostile names, also after a resize, after another program
has had the terminal, and when a stalled terminal has missed frames.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from rich.control import Control
from textual.screen import Screen

from flotui.ui.keypath import KeyPath
from flotui.ui.terminal.canvas import Canvas
from flotui.ui.terminal.difference import Shown
from flotui.ui.widgets import viewport
from tests.support.app import app_on, see
from tests.support.bot import Bot
from tests.support.emulator import Emulator
from tests.support.judging import LONG

SCRIPT = """
down down down pagedown pagedown G g space space escape
3 2 3 ] ] [ 1 4 5 2 g down enter ] ] ] ] g pagedown up ] escape down down escape
t p r o m down space escape y f e m a escape y s escape e a b tab escape y : t a g down escape
/ a n a enter escape ? pagedown down escape S escape y escape ctrl+c down C escape F escape
3 ] enter ] escape e 1 2 escape y 4 enter ] escape / t a g s enter escape 5 2
"""
NAMES = {
    ":": "colon", "?": "question_mark", "/": "slash", "]": "right_square_bracket", "[": "left_square_bracket",
}  # fmt: skip


class Pictures:
    """What Textual's own stream and the difference stream show."""

    def __init__(self, size: tuple[int, int], seed: int, *, scrolls: bool) -> None:
        self.scrolls = scrolls
        self.chance = random.Random(seed)
        self.compared = self.dropped = 0
        self.stalled = False
        self.take(size)

    def take(self, size: tuple[int, int]) -> None:
        """Begin on a terminal of another size: what a terminal makes of its picture then nobody knows."""
        self.size = size
        self.canvas, self.shown = Canvas(*size), Shown(scrolls=self.scrolls)
        self.own, self.least = Emulator(*size), Emulator(*size)
        self.least.feed("\x1b[1;1H\x1b[41mwhat was there before\x1b[0m")

    def lend(self) -> None:
        """Have another program write to the terminal, and take it back."""
        self.shown.forget()
        self.least.feed("\x1b[2;1H\x1b[42mfrom an editor\x1b[0m")

    def paint(self, frame: str) -> None:
        """Draw one frame of Textual's."""
        self.own.feed(frame.replace("\xa0", " "))
        self.canvas.draw(frame)
        if self.stalled or self.chance.random() < 0.3:
            self.dropped += 1
            return
        self.compare()

    def compare(self) -> None:
        """Bring the terminal up to date, and see that it shows the same."""
        self.least.feed(self.shown.to(self.canvas))
        assert self.shown.to(self.canvas) == "", "the same again is nothing"
        for y in range(self.size[1]):
            assert self.least.cells[y] == self.own.cells[y], y
            assert self.least.looks[y] == self.own.looks[y], y
        assert (self.least.y, self.least.x) == (self.own.y, self.own.x)
        self.compared += 1


TERMINALS = [((80, 24), False), ((120, 40), True)]
"""Sizes, and whether the terminal scrolls by itself."""
MORE = [((120, 40), False), ((200, 60), False)]


@pytest.mark.parametrize(("size", "scrolls"), TERMINALS + MORE if LONG else TERMINALS)
async def test_the_difference_stream_shows_what_textuals_own_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], scrolls: bool
) -> None:
    monkeypatch.setattr(viewport, "scrolls", lambda _: scrolls)
    pictures = Pictures(size, seed=7, scrolls=scrolls)
    display = KeyPath._display

    def drawing(self: KeyPath[Any], screen: Screen[Any], renderable: Any) -> None:
        if renderable is not None and not self._batch_count and hasattr(renderable, "render_segments"):
            if (self.size.width, self.size.height) != pictures.size:
                pictures.take((self.size.width, self.size.height))
            move = Control.move_to(*screen.outer_size.clamp_offset(self.cursor_position))
            pictures.paint(renderable.render_segments(self.console) + move.segment.text)
        display(self, screen, renderable)

    monkeypatch.setattr(KeyPath, "_display", drawing)
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Ana Souza")
        for number, key in enumerate(SCRIPT.split()):
            pictures.stalled = number % 23 > 15
            if number % 17 == 16:
                pictures.lend()
            if number in (30, 60):
                await pilot.resize_terminal(*((100, 30) if number == 30 else size))
            await pilot.press(NAMES.get(key, key))
        pictures.stalled = False
        await pilot.pause()
        pictures.compare()
    assert pictures.compared > 60 and pictures.dropped > 30, (pictures.compared, pictures.dropped)
