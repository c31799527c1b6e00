# SPDX-License-Identifier: MIT
"""What stands in for frames that nobody sees (`tests/support/unseen.py`) does what Textual's own frames do.

A small app is taken through the same steps with either: the same widgets of ours are drawn, nothing is left to be
painted, and whoever looks sees the same. A Textual in which any of that means something else fails here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Segment, Strip
from textual.widget import Widget
from textual.widgets import Static

from flotui.ui.terminal.screens import PaintedOnce, TellsPainted
from tests.support.looking import lines_of

OWN: Any = Compositor.render_update
OWN_STRIPS: Any = Compositor.render_strips


class Ours(Widget):
    """Draws its lines, and notes that."""

    DEFAULT_CSS = "Ours { height: 3; }"

    def __init__(self, word: str, drawn: set[str]) -> None:
        super().__init__()
        self.word, self.drawn = word, drawn

    def render_line(self, y: int) -> Strip:
        self.drawn.add(self.word)
        return Strip([Segment(f"{self.word} {y}")])


class Window(PaintedOnce[None], ModalScreen[None]):
    """Over the rest, which shows through."""

    def compose(self) -> ComposeResult:
        yield Static("the window")


class Small(TellsPainted[None]):
    """Ours beside Textual's own: two that are in sight, and one that is to be scrolled to."""

    CSS = "VerticalScroll { height: 8; } Static { height: 1; width: 20; } Window { background: black 50%; }"

    def __init__(self) -> None:
        super().__init__()
        self.drawn: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Static("a line of Textual's")
        with VerticalScroll():
            yield from (Ours(word, self.drawn) for word in ("first", "second", "third", "fourth"))


def _first(app: Small) -> Ours:
    return app.screen_stack[0].query(Ours).first()


STEPS: dict[str, Callable[[Small], object]] = {
    "nothing": lambda app: None,
    "one": lambda app: _first(app).refresh(),
    "a line of one": lambda app: _first(app).refresh(Region(0, 1, 9, 1)),
    "Textual's own": lambda app: app.screen.query(Static).first().update("another line"),
    "scrolled": lambda app: app.screen.query(VerticalScroll).first().scroll_to(y=5, animate=False),
    "back": lambda app: app.screen.query(VerticalScroll).first().scroll_to(y=0, animate=False),
    "smaller": lambda app: setattr(app.screen.query(VerticalScroll).first().styles, "height", 3),
    "another over it": lambda app: app.push_screen(Window()),
    "below that": lambda app: _first(app).refresh(),
    "that one's own": lambda app: app.screen.query(Static).first().update("the same window"),
    "gone again": lambda app: app.pop_screen(),
}


async def _told() -> list[tuple[str, set[str], bool, list[str]]]:
    """What is drawn in each step, whether anything is left to be painted, and what is seen then."""
    app, told = Small(), []
    async with app.run_test(size=(30, 12)) as pilot:
        await pilot.pause()
        for name, step in STEPS.items():
            app.drawn.clear()
            step(app)
            await pilot.pause()
            drawn = set(app.drawn)
            left = any(screen._compositor._dirty_regions for screen in app.screen_stack)
            told.append((name, drawn, left, lines_of(app.screen)))
    return told


async def test_it_draws_what_a_frame_draws_and_what_is_seen_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unseen = await _told()
    monkeypatch.setattr(Compositor, "render_update", OWN.__wrapped__)
    seen = await _told()
    through = [at for at, (name, *_) in enumerate(seen) if name == "below that"]
    for at in through:
        assert (unseen[at][1], seen[at][1]) == (set(), {"first"}), (
            "what shows through is drawn as somebody looks"
        )
        unseen[at][1].add("first")
    assert unseen == seen
    told = {name: (drawn, "\n".join(lines)) for name, drawn, _, lines in seen}
    assert told["nothing"][0] == set()
    assert told["one"][0] == {"first"}
    assert "third" in told["scrolled"][0]
    assert "the window" in told["another over it"][1] and "first 2" in told["another over it"][1]
    assert not any(left for _, _, left, _ in seen)


async def test_a_frame_that_somebody_takes_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    app, frames = Small(), list[type]()
    async with app.run_test(size=(30, 12)) as pilot:
        compositor = app.screen._compositor
        _first(app).refresh()
        await pilot.pause()
        _first(app).refresh()
        compositor.update_widgets({_first(app)})
        assert compositor._dirty_regions and compositor.render_update() is None
        assert isinstance(compositor.render_update(full=True), LayoutUpdate)
        monkeypatch.setattr(Small, "_display", lambda app, screen, frame: frames.append(type(frame)))
        _first(app).refresh()
        await pilot.pause()
    assert frames == [ChopsUpdate]


async def test_a_window_that_was_looked_at_while_it_was_veiled_has_what_is_below_it_drawn() -> None:
    app = Small()
    async with app.run_test(size=(30, 12)) as pilot:
        window = Window()
        window.veil()
        await app.push_screen(window)
        OWN_STRIPS.__wrapped__(window._compositor)
        window.unveil()
        await pilot.pause()
        assert "second 2" in "\n".join(lines_of(window))
