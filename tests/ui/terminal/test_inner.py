# SPDX-License-Identifier: MIT
"""What is assumed of Textual's inner parts (8.2): a new version that changes one fails here first."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from flotui.ui.terminal import inner, inputs
from flotui.ui.terminal.failing import EndsInOrder
from flotui.ui.terminal.screens import PaintedOnce, TellsPainted


class Lines(App[None]):
    """Two lines, and a key of the app that fires through modals."""

    BINDINGS = [Binding("ctrl+t", "fire", priority=True)]  # noqa: RUF012
    fired = 0

    def compose(self) -> ComposeResult:
        yield Bracketed("a\x07b")
        yield Input()

    def action_fire(self) -> None:
        self.fired += 1


class Bracketed(inputs.ShownInput):
    def shown(self, text: str) -> str:
        return text.replace("\x07", "客")


class Closed(inner.OwnKeys[None], ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input()


async def test_a_line_shows_something_else_than_its_value() -> None:
    app = Lines()
    async with app.run_test(size=(40, 5)) as pilot:
        line = app.query_one(Bracketed)
        await pilot.pause()
        assert "a客b" in line.render_line(0).text
        assert line.value == "a\x07b"
        line.cursor_position = 2
        assert line.cursor_screen_offset.x == line.content_region.x + 3, "as wide as what is shown"


async def test_what_was_copied_is_pasted_and_nothing_is_sent() -> None:
    app = Lines()
    async with app.run_test() as pilot:
        sent: list[str] = []
        assert app._driver is not None
        app._driver.write = sent.append  # type: ignore[method-assign]
        inner.remember_copied(app, "text")
        app.query(Input).last().focus()
        await pilot.press("ctrl+v")
        assert app.clipboard == app.query(Input).last().value == "text"
        assert not any("]52;" in each for each in sent)
        inner.write(app, "\x1b]52;x\x07")
        assert "\x1b]52;x\x07" in sent


async def test_no_screen_holds_textuals_own_notices_and_tooltips() -> None:
    app = Lines()
    async with app.run_test(notifications=True, tooltips=True):
        assert len(app.screen._nodes) == 4, "else there is nothing to leave out"
    app = Lines()
    async with app.run_test(notifications=True, tooltips=True) as pilot:
        inner.without_notices(app)
        app.push_screen(Screen())
        await pilot.pause()
        assert not app.screen._nodes
        app.notify("a notice of Textual's own")
        await pilot.hover()
        await pilot.pause()
        assert not app.screen._nodes and "_tooltips" not in app.screen.layers


async def test_keys_and_the_app_at_work_are_known() -> None:
    app = Lines()
    async with app.run_test():
        assert inner.app_at_work() is app
        assert inner.driver_of(app) is None, "a test's driver isn't ours"
    assert (inner.key_of("/"), inner.key_of("?"), inner.key_of("a")) == ("slash", "question_mark", "a")


async def test_the_keys_of_a_screen_end_with_it() -> None:
    app = Lines()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t")
        await app.push_screen(Closed())
        await pilot.press("ctrl+t")
        assert app.fired == 1
        await app.switch_screen(ModalScreen())
        await pilot.press("ctrl+t")
        assert app.fired == 2, "Textual's own modal lets it through; else ours has nothing to do"


async def test_a_screen_is_taken_out_wherever_it_stands() -> None:
    app = Lines()
    async with app.run_test() as pilot:
        below, above = Closed(), Closed()
        told: list[Any] = []
        await app.push_screen(below, told.append)
        await app.push_screen(above, told.append)
        inner.take_out(below)
        await pilot.pause()
        assert app.screen is above and below not in app.screen_stack and not below.is_attached
        above.dismiss()
        await pilot.pause()
        assert len(app.screen_stack) == 1 and told == [None], "whoever waits for the other isn't told of it"
        inner.take_out(below)


class Painter(TellsPainted[None]):
    """An app with a screen that is told."""

    def get_default_screen(self) -> Screen[None]:
        return Told()


class Told(PaintedOnce[None]):
    times: tuple[float, ...] = ()

    def painted(self, at: float) -> None:
        self.times += (at,)


async def test_a_screen_is_told_when_it_is_painted() -> None:
    app = Painter()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, Told) and screen.times
        event = events.Key("a", "a")
        screen.refresh()
        await pilot.pause()
        assert screen.times[-1] >= event.time, "on the clock of events"


async def test_what_comes_back_to_the_top_is_not_painted_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Painter()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        updates, asked = screen.stack_updates, []
        refresh = Screen.refresh

        def asking(self: Screen[Any], *regions: Any, repaint: bool = True, **more: Any) -> Any:
            if self is screen and repaint:
                asked.append(regions)
            return refresh(self, *regions, repaint=repaint, **more)

        monkeypatch.setattr(Screen, "refresh", asking)
        screen.post_message(events.ScreenResume(refresh_styles=False))
        await pilot.pause()
        assert screen.stack_updates == updates + 1, "all else happens as in Textual"
        assert not asked


async def test_what_changes_below_takes_the_place_of_nothing_that_changes_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Above(PaintedOnce[None]):
        def compose(self) -> ComposeResult:
            yield Static("typed", id="line")

    async with Painter().run_test(size=(40, 10)) as pilot:
        above = Above()
        await pilot.app.push_screen(above)
        await pilot.pause()
        line, painted = above.query_one("#line"), list[Region]()
        monkeypatch.setattr(
            above, "_compositor_refresh", lambda: painted.extend(above._compositor._dirty_regions)
        )
        line.refresh()
        above._dirty_widgets.add(line)
        above.refresh(Region(30, 9, 1, 1))  # as what lies below hands up what has changed there
        above._on_timer_update()
        assert {line.region, Region(30, 9, 1, 1)} <= set(painted)


async def test_what_fails_ends_the_app_and_is_known() -> None:
    class Failing(EndsInOrder[None]):
        def on_mount(self) -> None:
            raise ZeroDivisionError

    app = Failing()
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            pass
    assert isinstance(app.failure, ZeroDivisionError)
