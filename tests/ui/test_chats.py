# SPDX-License-Identifier: MIT
"""Searching the chats that were read: by words, without case and accents; the host is not asked for it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from flotui.ui.panels.folding import whole
from tests.support.app import see, until
from tests.support.inbox import CAMILA, SIZE, ZOE, app_of, inbox, running, script, served, typed
from tests.support.served import Served

__all__ = ["running", "served"]


def operations(served: Served) -> list[str]:
    """What of people and chats the host was asked for, in order."""
    chats = ("flowBotUserChatMessages", "flowBotUsers")
    return [row["operation"] for row in served.host.log.rows() if row["operation"] in chats]


async def test_a_message_is_found_by_its_words_and_its_chat_opens(served: Served, tmp_path: Path) -> None:
    script(served, {"who": CAMILA, "text": "Onde está o pedido NÚMERO 4711, por favor?", "kind": "out"})
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "━ Reply to", "4711")
        await pilot.press("escape")
        await asyncio.to_thread(served.at_rest)
        asked = operations(served)
        await pilot.press("colon")
        await see(pilot, "Commands")
        await typed(pilot, "search the chats")
        await pilot.press("enter")
        await see(pilot, "Search the chats that were read", "where is it, 600?")
        await typed(pilot, "numero pedido")
        await see(pilot, "NÚMERO 4711", "Camila Correia Borges · ")
        await until(pilot, lambda: "where is it, 600?" not in _dialog(pilot), "nothing else")
        assert operations(served) == asked
        await pilot.press("down", "enter")
        await see(pilot, "━ Camila Correia Borges", "[Chat]", "4711")


def _dialog(pilot: object) -> str:
    from tests.support.app import text_of

    lines = text_of(pilot).splitlines()  # type: ignore[arg-type]
    return "\n".join(line for line in lines if "│" in line)


def under_the_cursor(app: Any) -> Any:
    """The row of the chat that the cursor is on."""
    return app.main.browser.detail.listing.table.row


async def test_the_chat_opens_at_the_message_that_was_found(served: Served, tmp_path: Path) -> None:
    later = [{"who": ZOE, "text": f"and then {number}", "ago": 200 - number} for number in range(60)]
    script(served, {"who": ZOE, "text": "my number is 4711", "ago": 300}, *later)
    app: Any = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("end", "enter")
        await see(pilot, "━ Reply to Zoë", "and then 59")
        for again in range(2):  # from the list of those who wait, and with the chat on screen
            await pilot.press("escape" if not again else "end", "colon")
            await see(pilot, "Commands")
            await typed(pilot, "search the chats")
            await pilot.press("enter")
            await see(pilot, "Search the chats that were read")
            await typed(pilot, "4711")
            await until(pilot, lambda: "and then" not in _dialog(pilot), "nothing else")
            await pilot.press("down", "enter")
            await see(pilot, "▌", "my number is 4711", "end leads to the newest.")
            await until(pilot, lambda: "4711" in whole(under_the_cursor(app)).body, "the cursor on it")
        await pilot.press("end")
        await see(pilot, "and then 59")
