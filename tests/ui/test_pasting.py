# SPDX-License-Identifier: MIT
"""Long texts and several lines pasted into one line: at once, and what isn't there as it was pasted is said."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from flotui.ui.widgets.inputs import SEARCHED, Line
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot

LONG = " ".join(f"word{number}" for number in range(10_000))
WIDE = "日本🛍 " * 10_000

Place = tuple[Sequence[str], str]
SEARCHES: dict[str, Place] = {
    "filter": (("slash",), "━ Subscribers"),
    "palette": (("colon",), "─ Commands"),
    "tags": (("t",), "newsletter"),
    "picker": (("s",), "Welcome"),
}


def put(app: Any, text: str) -> float:
    """Paste a text; the time on the processor's clock."""
    app.post_message(events.Paste(text))
    return time.process_time()


async def pasted(pilot: Pilot[Any], text: str, done: Callable[[str], bool], says: str = "") -> float:
    """Paste a text into what has the focus, press keys after it, and wait; seconds of work."""
    await until(pilot, lambda: isinstance(pilot.app.focused, Line), "a line")
    line: Any = pilot.app.focused
    began = put(pilot.app, text)
    await until(pilot, lambda: done(line.value) and says in unbroken(pilot), "the text")
    await pilot.press("left", "home", "end", "backspace")
    await pilot.pause()
    return time.process_time() - began


def unbroken(pilot: Pilot[Any]) -> str:
    """What is on screen, without the frames of dialogs and the ends of lines."""
    return " ".join(text_of(pilot).replace("│", " ").split())


@pytest.mark.covering
@pytest.mark.parametrize("text", [LONG, WIDE], ids=["words", "wide"])
@pytest.mark.parametrize("place", SEARCHES)
async def test_what_searches_takes_as_much_as_can_be_searched_and_says_so(
    bot: Bot, tmp_path: Path, place: str, text: str
) -> None:
    keys, shown = SEARCHES[place]
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(200, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press(*keys)
        await see(pilot, shown)
        says = f"{len(text):,} characters were pasted; only the first 500 fit"
        assert await pasted(pilot, text, lambda value: len(value) == SEARCHED, says) < 2.0
        assert app.workspace is not None
        assert app.workspace.reader.cache.db.trouble is None and app.workspace.notices == []
        await pilot.press("escape", "escape")
        await see(pilot, "━ Subscribers", "Ana Souza")


@pytest.mark.parametrize("place", ["palette", "tags", "picker"])
async def test_a_list_with_a_search_line_says_it_too(bot: Bot, tmp_path: Path, place: str) -> None:
    keys, shown = SEARCHES[place]
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(200, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press(*keys)
        await see(pilot, shown)
        await until(pilot, lambda: isinstance(app.focused, Line), "a line")
        put(app, "one\ntwo")
        await until(pilot, lambda: "The pasted lines became one line." in unbroken(pilot))
        assert isinstance(app.focused, Line) and app.focused.value == "one two"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=repr)
async def test_several_lines_in_the_filter_become_one_and_that_is_said(
    bot: Bot, tmp_path: Path, ends: str
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(app.focused, Line), "the line")
        put(app, f"  Ana{ends}Souza{ends}")
        await see(pilot, "The pasted lines became one line.", "/ Ana Souza")
        await until(pilot, lambda: "Marina" not in text_of(pilot), "the filter")


@pytest.mark.parametrize("text", [LONG, WIDE], ids=["words", "wide"])
async def test_a_field_takes_all_of_it(bot: Bot, tmp_path: Path, text: str) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("e")
        await see(pilot, "Last name")
        await pilot.press("home")
        assert await pasted(pilot, text, lambda value: len(value) >= len(text)) < 3.0
