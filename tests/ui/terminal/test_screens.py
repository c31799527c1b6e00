# SPDX-License-Identifier: MIT
"""How often the app paints, and how much of it: what Textual 8.2 does otherwise is in `ui/terminal/screens.py`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.css.query import NoMatches
from textual.pilot import Pilot

from flotui.app import FlotuiApp
from flotui.resources.ask import Confirm
from flotui.ui import curtain
from flotui.ui.keypath import KeyPath
from flotui.ui.modals.confirm import ConfirmDialog
from flotui.ui.terminal import screens
from tests.support.app import app_on, see, until
from tests.support.bot import Bot
from tests.support.places import API, SHOP, SUBSCRIBERS

SIZE = (120, 40)


class Watched:
    """An app whose paintings are counted: `LayoutUpdate` is the whole screen, `ChopsUpdate` parts of it.

    Parts that are drawn as they stand already aren't counted: nothing of them leaves for the terminal (see
    `test_difference.py`), and a table draws its lines again when it is told of its size.
    """

    def __init__(self, app: FlotuiApp, pilot: Pilot[Any], painted: list[str]) -> None:
        self.app, self.pilot, self.painted = app, pilot, painted

    async def after(self, *keys: str, seen: str = "", gone: str = "") -> list[str]:
        """What is painted when keys are pressed, until nothing moves."""
        self.painted.clear()
        await self.pilot.press(*keys)
        if seen:
            await see(self.pilot, seen)
        if gone:
            await until(self.pilot, lambda: self.app.screen is self.app.main, gone)
        await self.rest()
        return list(self.painted)

    async def rest(self) -> None:
        """Wait until nothing is painted any more."""
        before = -1
        while before != len(self.painted) or getattr(self.app.screen, "_veil", None) is not None:
            before = len(self.painted)
            await self.pilot.pause(0.2)


LINE = "a line"
"""A painting of a single line, such as a title's: that much may come after the rest."""


def one_line(renderable: Any) -> bool:
    """Whether a painting is of a single line."""
    chops = getattr(renderable, "chops", None)
    return chops is not None and sum(any(strip is not None for strip in row.values()) for row in chops) <= 1


def drawn(screen: Any) -> list[str]:
    """What stands on a screen, line by line, with its looks."""
    return [
        "".join(f"{part.style}{part.text}" for part in strip) for strip in screen._compositor.render_strips()
    ]


def rows_of(painted: list[str]) -> int:
    """How often more than a line was painted, and never all of the screen."""
    assert set(painted) <= {LINE, "ChopsUpdate"}, painted
    return len([each for each in painted if each != LINE])


@pytest.fixture
def size() -> tuple[int, int]:
    """The terminal's columns and lines."""
    return SIZE


@pytest.fixture
async def watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> AsyncIterator[Watched]:
    painted: list[str] = []
    shown: list[list[str]] = [[]]
    display = KeyPath._display

    def counting(self: KeyPath[Any], screen: Any, renderable: Any) -> None:
        before, shown[0] = shown[0], drawn(screen)
        if renderable is not None and (not hasattr(renderable, "chops") or before != shown[0]):
            painted.append(type(renderable).__name__ if not one_line(renderable) else LINE)
        display(self, screen, renderable)

    monkeypatch.setattr(KeyPath, "_display", counting)
    # However slow the machine is.
    monkeypatch.setattr(screens, "_MOST", 5.0)
    monkeypatch.setattr(screens, "_STILL", 0.15)
    monkeypatch.setattr(curtain, "MOST", 5.0)
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Ana Souza", "read just now")
        watched = Watched(app, pilot, painted)
        await watched.rest()
        monkeypatch.setattr(app.main, "put_header", lambda: None)  # what tests put there stays
        yield watched


@pytest.mark.parametrize(("key", "title"), [("t", "Tags of"), ("f", "Change a field"), ("e", "Profile")])
async def test_a_dialog_opens_in_one_painting_and_closes_in_one(
    watched: Watched, key: str, title: str
) -> None:
    await watched.after(key)  # once for what is read and imported the first time
    await watched.after("escape", gone=title)
    assert await watched.after(key) == ["LayoutUpdate"]
    assert await watched.after("escape", gone=title) == ["LayoutUpdate"]


async def test_what_changes_below_a_dialog_is_painted_and_no_more(watched: Watched) -> None:
    await watched.after("t", seen="Tags of")
    for number in range(3):
        watched.painted.clear()
        watched.app.main.header.put(0, f" changed {number}")
        await until(watched.pilot, lambda: watched.painted, "a painting")
        await watched.rest()
        assert watched.painted == [LINE], watched.painted
        await see(watched.pilot, f"changed {number}")


async def test_below_two_dialogs_too(watched: Watched) -> None:
    await watched.after("question_mark", seen="─ Help")
    watched.app.run_worker(watched.app.ask.read("Another", "text"), exit_on_error=False)
    await see(watched.pilot, "─ Another")
    await watched.rest()
    watched.painted.clear()
    watched.app.main.header.put(0, " changed")
    await until(watched.pilot, lambda: watched.painted, "a painting")
    await watched.rest()
    assert set(watched.painted) == {LINE}, watched.painted
    await see(watched.pilot, " chang")
    await watched.after("escape")
    await watched.after("escape", gone="─ Help")
    await see(watched.pilot, "Ana Souza", " changed")


async def test_what_is_laid_out_while_nothing_is_painted_is_painted_afterwards(watched: Watched) -> None:
    main, drawn = watched.app.main, []
    watched.painted.clear()
    with watched.app.batch_update():
        main.header.put(0, " put meanwhile")
        main.refresh(layout=True)
        main._refresh_layout(watched.app.size)
        await watched.pilot.pause(0.1)
        drawn = list(watched.painted)
    main.check_idle()
    await until(watched.pilot, lambda: watched.painted, "a painting")
    assert drawn == []


async def test_a_list_that_is_known_is_painted_once_with_its_title(watched: Watched) -> None:
    ways = (
        (SHOP, "━ Orders to look at"),
        ("right_square_bracket", "━ Products  "),
        ("left_square_bracket", "━ Orders to look at"),
        (API, "━ Operations  "),
        (SUBSCRIBERS, "━ Subscribers  100 of"),
    )
    for key, title in ways:  # once for what is read and imported the first time
        await watched.after(key, seen=title)
    for key, title in ways:
        painted = await watched.after(key, seen=title)
        assert rows_of(painted) == 1, (key, painted)


@pytest.mark.parametrize("size", [(200, 50)])
async def test_a_detail_that_opens_by_itself_is_painted_with_its_list(watched: Watched) -> None:
    await watched.after(API, seen="[Operation] Parameters")
    await watched.after(SUBSCRIBERS, seen="[Card] Tags")
    assert rows_of(await watched.after(API, seen="[Operation] Parameters")) == 1


async def test_what_is_narrowed_is_painted_once_with_its_title(watched: Watched) -> None:
    await watched.after("slash")
    await watched.after("a", seen="/ a  ")
    assert rows_of(await watched.after("n", seen="/ an  ")) == 1, "the letter, and then the rows"
    assert rows_of(await watched.after("escape", seen="━ Subscribers  100 of")) == 1


@pytest.mark.parametrize("turns", range(3))
async def test_a_dialog_that_comes_as_the_program_ends_doesn_t_begin(tmp_path: Path, turns: int) -> None:
    """Textual puts nothing into a screen that is to go, but has it begin: it would look for its button in vain."""
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        app.push_screen(ConfirmDialog(Confirm("Send?", verb="Send"), None))
        for _ in range(turns):
            await asyncio.sleep(0)


async def test_a_dialog_that_comes_once_the_program_was_told_to_end_doesn_t_begin(tmp_path: Path) -> None:
    """Textual puts nothing into a screen any more from then on, while its loop still runs."""
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        app.exit()
        dialog = ConfirmDialog(Confirm("Send?", verb="Send"), None)
        app.push_screen(dialog)
        await until(pilot, lambda: dialog._is_mounted, "it has begun, or not")
    assert not dialog.query("#body")


async def test_a_dialog_whose_body_is_gone_before_it_begins_doesn_t_begin(tmp_path: Path) -> None:
    """As when the program ends between the two: what had begun in a screen goes before a screen that hadn't."""
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        dialog = ConfirmDialog(Confirm("Send?", verb="Send"), None)
        await app.push_screen(dialog)
        await pilot.pause()
        await dialog.query_one("#body").remove()
        app._running = False
        await dialog.on_event(events.Mount())
        app._running = True
        with pytest.raises(NoMatches):
            dialog.fit()
        app.pop_screen()
