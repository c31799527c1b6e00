# SPDX-License-Identifier: MIT
"""Searching the chats that were read: by words, without case and accents; the host is not asked for it."""

from __future__ import annotations

from pathlib import Path

from tests.support.app import see, until
from tests.support.inbox import CAMILA, SIZE, app_of, inbox, running, script, served, typed
from tests.support.served import Served

__all__ = ["running", "served"]


async def test_a_message_is_found_by_its_words_and_its_chat_opens(served: Served, tmp_path: Path) -> None:
    script(served, {"who": CAMILA, "text": "Onde está o pedido NÚMERO 4711, por favor?", "kind": "out"})
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "━ Reply to", "4711")
        await pilot.press("escape")
        asked = len(served.host.log.rows())
        await pilot.press("colon")
        await see(pilot, "Commands")
        await typed(pilot, "search the chats")
        await pilot.press("enter")
        await see(pilot, "Search the chats that were read", "where is it, 600?")
        await typed(pilot, "numero pedido")
        await see(pilot, "NÚMERO 4711", "Camila Correia Borges · ")
        await until(pilot, lambda: "where is it, 600?" not in _dialog(pilot), "nothing else")
        assert len(served.host.log.rows()) == asked
        await pilot.press("down", "enter")
        await see(pilot, "━ Camila Correia Borges", "[Chat]", "4711")


def _dialog(pilot: object) -> str:
    from tests.support.app import text_of

    lines = text_of(pilot).splitlines()  # type: ignore[arg-type]
    return "\n".join(line for line in lines if "│" in line)
