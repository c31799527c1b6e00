# SPDX-License-Identifier: MIT
"""The tabs above a detail are those of what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.ui.panels.folding import FoldedRows
from flotui.ui.panels.tab_line import tab_line
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import MANY, Bot


async def test_on_a_small_terminal_each_detail_has_its_own_tabs(tmp_path: Path) -> None:
    """There the list hides the detail, whose tabs change meanwhile."""
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("j", "j", "enter")
        await see(pilot, "━ Ana Souza", "[Card]", " Chat ")
        app.main.go("products")
        await see(pilot, "━ Products", "Canvas sneaker")
        await pilot.press("enter")
        await see(pilot, "━ Canvas sneaker", "[Product]", " Variants")
        await pilot.press("escape", "2")
        await see(pilot, "━ Ana Souza", "[Card]", " Chat ")


async def test_a_detail_says_what_its_list_says(tmp_path: Path) -> None:
    """Read again from the host, a row still has what was found out about it beside, and words for the host's numbers."""
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=(200, 50)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("products")
        await see(pilot, "Canvas sneaker")
        app.main.go("vendors")
        await see(pilot, "Northwind")
        await pilot.press("enter")
        await see(pilot, "━ Acme", "products           12 ")
        panel: Any = app.main.panel
        await until(pilot, lambda: panel.detail.row is not panel.listing.table.row, "the row from the host")
        await see(pilot, "products           12 ")
        app.main.go("closing-notes")
        await see(pilot, "Resolution summary")
        await pilot.press("enter")
        await see(pilot, "summary            required", "attachment         no")
        app.main.go("team-people")
        await see(pilot, "Marina Figueiredo")
        await pilot.press("enter")
        await see(pilot, "━ Marina Figueiredo", "last wrote", " ago ")


@pytest.mark.parametrize("size", [(120, 40), (200, 50)], ids=["beside", "three panels"])
@pytest.mark.parametrize("tab", ["Card", "Chat"])
async def test_where_no_row_is_left_nothing_of_the_one_before_stays(
    tmp_path: Path, size: tuple[int, int], tab: str
) -> None:
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("j", "j", "enter")
        await see(pilot, "━ Ana Souza", "[Card]", "free text")
        if tab == "Chat":
            await pilot.press("]", "]", "]")
            await see(pilot, "[Chat]", "Reply to Ana Souza", "quero")
        await pilot.press("escape", "slash", *"zzz")
        await see(pilot, "matches zzz")
        own = ("quero", "Reply to", "free text", "Ana Souza", "─ Card")
        await until(pilot, lambda: not [each for each in own if each in text_of(pilot)], "nothing of hers")
        await pilot.press("backspace", "backspace", "backspace", *"Ana S")
        await see(pilot, "─ Ana Souza", "[Card]", "free text")


@pytest.mark.parametrize(("name", "broad"), [("operations", True), ("products", False)])
async def test_a_list_has_the_larger_part_of_a_roomy_terminal_and_more_where_its_details_say_less(
    bot: Bot, tmp_path: Path, name: str, broad: bool
) -> None:
    async with app_on(bot, tmp_path).run_test(size=(200, 50)) as pilot:
        await see(pilot, "Ana Souza")
        main = pilot.app.main  # type: ignore[attr-defined]
        main.go(name)
        browser = main.browser
        await until(pilot, lambda: browser.is_open and browser.listing.size.width < 190, "the detail")
        parts = browser.listing.size.width, browser.detail.size.width
        assert parts == ((130, 69) if broad else (109, 90))
        text = text_of(pilot)
        assert not broad or sum("…" in line for line in text.splitlines()) < 30


@MANY
@pytest.mark.parametrize("size", [(80, 24), (121, 40)])
async def test_lines_of_a_detail_are_broken_at_once_for_the_cells_they_get_and_names_of_its_list_are_whole(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    widths: list[int] = []
    fold = FoldedRows.fold

    async def folded(rows: FoldedRows, width: int | None = None) -> None:
        await fold(rows, width)
        widths.append(rows.width)

    monkeypatch.setattr(FoldedRows, "fold", folded)
    async with app_on(bot, tmp_path).run_test(size=size) as pilot:
        await see(pilot, "Ana Souza")
        main = pilot.app.main  # type: ignore[attr-defined]
        main.go("errors")
        await see(pilot, "Re-engagement")
        await pilot.press("down", "enter")
        await see(pilot, "step  ", "f1284n")
        await until(pilot, lambda: main.browser.is_open, "the detail")
        assert set(widths) == {main.browser.detail.listing.table.size.width}
        left = main.browser.listing.size.width
        assert size[0] < 100 or left == size[0] // 2


@pytest.mark.parametrize("chosen", range(len(SUBSCRIBERS.tabs)))
def test_the_tab_that_is_shown_is_among_those_that_fit(chosen: int) -> None:
    tabs = SUBSCRIBERS.tabs
    for width in range(16, 80):
        line = plain(tab_line(tabs, chosen, width))
        assert f"[{tabs[chosen].title}]" in line[:width], (width, line)
        assert line.startswith(" …") or tabs[0].title in line
        first = next(at for at, tab in enumerate(tabs) if line.strip(" …[").startswith(tab.title))
        taken = (
            line.index("]") + 1 + (chosen < len(tabs) - 1)
        )  # what follows begins with an ellipsis at least
        assert taken <= width
        before = len(f" {tabs[first - 1].title} ") - (first == 1) if first else width
        assert taken + before > width, "as many before it as fit"
    assert plain(tab_line(tabs, chosen, 0)) == plain(tab_line(tabs, chosen, 200)), "not laid out, or all fit"


async def test_in_a_narrow_window_the_tab_that_is_shown_is_in_sight(tmp_path: Path) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(80, 24)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("enter", *"]]]]]]]")
        await see(pilot, " Card ", "[Activity]")
        await pilot.resize_terminal(40, 24)
        await see(pilot, "[Activity]", "Events")
        await until(pilot, lambda: " Card " not in text_of(pilot), "the first are left out")
        await pilot.press("[", "[")
        await see(pilot, "[Orders]", "…")
