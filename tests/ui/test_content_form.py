# SPDX-License-Identifier: MIT
"""A message with a button, filled in by keys: lists inside of lists in a form."""

from __future__ import annotations

from pathlib import Path

from tests.support.app import app_on, see
from tests.support.bot import Bot


async def test_a_message_with_a_button_is_sent_without_json(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("M")
        await see(pilot, "Content", "Facebook utility template")
        await pilot.press(*"Content", "enter")
        await see(pilot, "Message 1", "Quick replies")
        await pilot.press("tab", "tab", *"Hi", "tab", "plus")
        await see(pilot, "Button 1", "Leads to")
        await pilot.press(*"Track", "tab", *"https://a.b/1", "ctrl+s")
        await see(pilot, "text: Hi", "[Track] → https://a.b/1")
        await pilot.press("y")
        await see(pilot, "The host accepted it")
    ((operation, body),) = await bot.writes()
    button = {"type": "url", "caption": "Track", "url": "https://a.b/1"}
    assert operation == "flowBotUserSendContent"
    assert body["data"]["content"] == {"messages": [{"type": "text", "text": "Hi", "buttons": [button]}]}
