# SPDX-License-Identifier: MIT
"""What was said of a row is dropped where another list is shown by the time it is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.message import Message

from flotui.api.models.flow import SubFlow
from flotui.resources.flows.sub_flows import SUB_FLOWS
from flotui.resources.shop.orders import ORDERS
from flotui.ui import keypath
from flotui.ui.panels import showing
from flotui.ui.panels.base import Destination
from flotui.ui.panels.listing import Listing
from flotui.ui.widgets import messages
from flotui.ui.widgets.table import Table
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot


async def test_a_row_that_the_list_has_again_is_not_called_gone(tmp_path: Path) -> None:
    app: Any = app_on(Bot(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        listing, row = app.main.browser.listing, app.main.browser.listing.table.row
        heard = asyncio.Event()
        for row_id in (row.row_id, "f1284u1"):
            listing.post_message(messages.Vanished(listing.table, row_id, row))
            listing.call_later(heard.set)
            await heard.wait()
            heard.clear()
            assert ("no longer in this list" in await seen_text(pilot, "Ana Souza")) is (row_id == "f1284u1")


SAYS: tuple[Callable[[Listing], Message], ...] = (
    lambda listing: Listing.Rested(listing, listing.table.row),
    lambda listing: Listing.Opened(listing, listing.table.row),
    lambda listing: messages.Opened(listing.table, listing.table.row),
    lambda listing: messages.Vanished(listing.table, "f1", listing.table.row),
)
"""What is said of the row under the cursor."""


async def test_what_is_said_of_a_row_reaches_none_of_the_next_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A sub-flow has none of what the list of orders and its detail ask of a row."""
    app: Any = app_on(Bot(), tmp_path)
    async with app.run_test(size=(200, 40)) as pilot:
        await see(pilot, "Ana Souza")
        browser = app.main.browser
        listing, detail = browser.listing, browser.detail
        shown: list[object] = []
        preview = detail.preview

        def noted(workspace: Any, resource: Any, row: object) -> None:
            if resource is not SUB_FLOWS:
                shown.append(row)
            preview(workspace, resource, row)

        monkeypatch.setattr(detail, "preview", noted)
        for says in SAYS:
            browser.go(app.workspace, SUB_FLOWS, Destination())
            await until(pilot, lambda: isinstance(listing.table.row, SubFlow), "a sub-flow")
            listing.post_message(says(listing))
            browser.go(app.workspace, ORDERS, Destination())
            await until(pilot, lambda: listing.table.row is not None, "a row")
            assert "no longer in this list" not in text_of(pilot)
            assert not browser.place.inside
        assert not [each for each in shown if isinstance(each, SubFlow)]
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == []


@pytest.mark.parametrize("key", ["enter", "t"])
async def test_no_key_for_a_row_goes_to_another_while_it_is_looked_for_where_the_cursor_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    for waiting in (keypath, showing):
        monkeypatch.setattr(waiting, "LOOKING", 0.02)
    app: Any = app_on(Bot(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        table, found = app.main.browser.listing.table, asyncio.Event()
        locate = table._locate

        async def late(row_id: str) -> int | None:
            await found.wait()
            where: int | None = await locate(row_id)
            return where

        monkeypatch.setattr(table, "_locate", late)
        monkeypatch.setattr(Table, "_near", lambda *_: None)
        monkeypatch.setattr(Table, "_strayed", property(lambda _: not found.is_set()))
        await pilot.press("j", key)
        await see(pilot, "The cursor isn't on its row yet, so that key did nothing.")
        assert app.screen is app.main and not app.main.browser.detail.has_focus_within
        assert table.cursor == 0
        found.set()
        await until(pilot, lambda: table.cursor == 1)
        await pilot.press(key)
        await until(
            pilot, lambda: app.screen is not app.main or app.main.browser.detail.has_focus_within, "it opened"
        )
