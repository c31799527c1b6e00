# SPDX-License-Identifier: MIT
"""A card's table: whose row it asks about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.resources.base import Query
from flotui.resources.shop.low import STOCK
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.text import safe
from flotui.ui.panels import carding
from flotui.ui.panels.browser import Browser
from flotui.ui.panels.carding import Carded
from flotui.ui.panels.detail import Detail
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.app import app_on, see, text_of
from tests.support.bot import Bot
from tests.support.edit_rows import listed


async def test_a_card_under_way_asks_by_its_own_id_when_its_panel_shows_another_list(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ids of that list are told from its own rows: a product has none there."""
    products: Any = PRODUCTS
    stock: Any = STOCK
    product = (await listed(workspace.shop.products()))[0]
    with pytest.raises(AttributeError):
        stock.row_id(product)
    monkeypatch.setattr(Detail, "has_focus_within", False)
    detail = Detail()
    detail.workspace, detail.resource = workspace, products
    table = detail._table_of(("products", "product"), products.tabs[0])
    detail.resource = stock
    assert [each.stale async for each in table.read(workspace, Query(product))] == [False]
    detail._entered = products.row_id(product)
    waits, *_ = [each.stale async for each in table.read(workspace, Query(product))]
    assert waits


@pytest.fixture
def widths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For which widths cards are drawn."""
    found: list[int] = []
    draw = Carded._drawn

    def drawn(card: Carded, *given: Any, **options: Any) -> Any:
        snapshot = draw(card, *given, **options)
        found.append(card.drawn_for)
        return snapshot

    monkeypatch.setattr(Carded, "_drawn", drawn)
    return found


@pytest.mark.parametrize("size", [(80, 24), (99, 30), (100, 30), (120, 40), (160, 40), (200, 50), (240, 50)])
async def test_a_card_is_drawn_at_once_for_the_width_it_gets(
    bot: Bot, tmp_path: Path, widths: list[int], size: tuple[int, int]
) -> None:
    async with app_on(bot, tmp_path).run_test(size=size) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down", "down", "enter")
        await see(pilot, "Last words", "them")
        assert set(widths) == {pilot.app.main.browser.detail.listing.table.size.width - 3}  # type: ignore[attr-defined]


async def test_a_card_is_drawn_at_once_for_its_width_though_what_is_beside_it_comes_late(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, widths: list[int]
) -> None:
    mount = Browser._mount_beside

    async def late(browser: Browser) -> None:
        await settle.until(lambda: browser.detail.listing.table.size.width, lambda: "no layout")
        await mount(browser)

    monkeypatch.setattr(Browser, "_mount_beside", late)
    async with app_on(bot, tmp_path).run_test(size=(160, 24)) as pilot:
        await see(pilot, "Ana Souza", "─ Chat", "free text")
        assert set(widths) == {pilot.app.main.browser.detail.listing.table.size.width - 3}  # type: ignore[attr-defined]


async def test_a_card_beside_a_chat_is_drawn_at_once_for_its_width_though_it_is_laid_out_late(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, widths: list[int]
) -> None:
    mount = Browser._mount_beside

    async def late(browser: Browser) -> None:
        browser.beside.look(browser.detail)
        await settle.until(lambda: widths, lambda: "not drawn")
        await mount(browser)

    monkeypatch.setattr(Browser, "_mount_beside", late)
    async with app_on(bot, tmp_path, start="waiting").run_test(size=(160, 24)) as pilot:
        await see(pilot, "─ Card", "free text")
        assert set(widths) == {pilot.app.main.browser.beside.listing.table.size.width - 3}  # type: ignore[attr-defined]


async def test_what_was_to_be_asked_is_asked_though_it_is_to_be_drawn_for_another_width_meanwhile(
    workspace: Workspace,
) -> None:
    products: Any = PRODUCTS
    product = (await listed(workspace.shop.products()))[0]
    looked_at = False

    async def read() -> list[bool]:
        return [each.stale async for each in card.table.read(workspace, Query(product))]

    card = Carded(
        products, products.tabs[0], width=lambda: 80, asks=lambda _: looked_at, open_tab=lambda _: None
    )
    assert await read() == [False]
    looked_at = card.only_drawn = True
    assert (await read())[0], "it was opened, and laid out before its reading began"
    card.only_drawn = True
    assert await read() == [False], "once is enough"


@pytest.mark.parametrize(("slow", "drawn"), [(60.0, 2), (0.0, 5)])
async def test_the_answers_of_a_quick_host_are_drawn_at_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, slow: float, drawn: int
) -> None:
    """Each moves what is below it: drawn one by one they cost twice the bytes. Of a slow host each is drawn."""
    monkeypatch.setattr(carding, "_SLOW", slow)
    subscribers: Any = SUBSCRIBERS
    person = (await listed(workspace.subscribers.list()))[1]
    card = Carded(
        subscribers, subscribers.tabs[0], width=lambda: 80, asks=lambda _: True, open_tab=lambda _: None
    )
    shown = [each.stale async for each in card.table.read(workspace, Query(person))]
    assert shown == [True] * (drawn - 1) + [False]


async def test_a_name_beside_card_and_chat_is_whole_where_the_card_has_cells_to_spare(
    bot: Bot, tmp_path: Path
) -> None:
    async with app_on(bot, tmp_path).run_test(size=(200, 50)) as pilot:
        await see(pilot, "Marina Figueiredo", "free text")
        listing = pilot.app.main.browser.listing  # type: ignore[attr-defined]
        names = [safe.sanitize(row.title) for row in listing.table.shown]
        assert [name for name in names if name not in text_of(pilot)] == []
