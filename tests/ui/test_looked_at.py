# SPDX-License-Identifier: MIT
"""What tests take for the screen is what stands there, though it is drawn once a change."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tests.support.looking import lines_of


class Lines(App[None]):
    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for number in range(60):
                yield Static(f"line {number}")


async def test_a_change_is_seen_at_the_next_look() -> None:
    app = Lines()
    async with app.run_test(size=(40, 10)) as pilot:

        def seen() -> list[str]:
            drawn = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
            assert lines_of(app.screen) == drawn
            return drawn

        before = seen()
        first = app.query(Static).first()
        first.update("another")
        await pilot.pause()
        assert seen()[0].startswith("another") and not before[0].startswith("another")
        app.query_one(VerticalScroll).scroll_to(y=5, animate=False)
        await pilot.pause()
        assert seen()[0].startswith("line 5")
        await pilot.resize_terminal(30, 6)
        assert len(seen()) == 6
        await app.push_screen(Screen())
        await pilot.pause()
        assert not any("line" in each for each in seen())
        await app.pop_screen()
        await pilot.pause()
        first.display = False
        await pilot.pause()
        assert any("line 6" in each for each in seen())
