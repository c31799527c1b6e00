# SPDX-License-Identifier: MIT
"""How chat, filter and template form look; the keys of a chat's lines; a cursor that stays where it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.resources.base import Query
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
ANA = Query(arguments={"user_ns": "f1284u903"}, summary="id:f1284u903")


def listing_of(pilot: Pilot[Any]) -> Any:
    return pilot.app.main.browser.active  # type: ignore[attr-defined]


async def ana(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    pilot.app.main.go("subscribers", ANA)  # type: ignore[attr-defined]
    await see(pilot, "id:f1284u903", "+55 11 90000 4410")


def answered(pilot: Pilot[Any]) -> bool:
    """Whether what the tab shows is what the host says, and nothing is asked any more: the picture counts the calls."""
    snapshot = pilot.app.main.browser.detail.listing.snapshot  # type: ignore[attr-defined]
    known = snapshot is not None and snapshot.value.known and not snapshot.stale
    return bool(known) and not pilot.app.main.workspace.pacer.running  # type: ignore[attr-defined]


async def chat(pilot: Pilot[Any]) -> None:
    await ana(pilot)
    await pilot.press("enter")
    await see(pilot, "[Card]")
    await until(pilot, lambda: answered(pilot), "the card's answers")
    for tab in ("[Tags]", "[Fields]", "[Chat]"):  # one at a time: how much is asked for is in the picture
        await pilot.press("right_square_bracket")
        await see(pilot, tab)
        await until(pilot, lambda: answered(pilot), f"the answers of {tab}")
    await see(pilot, "Message")
    await until(pilot, lambda: answered(pilot) and listing_of(pilot).table.row is not None, "the chat")


async def cards(pilot: Pilot[Any]) -> None:
    """Further up, where there are cards, buttons, media, notes."""
    await chat(pilot)
    await pilot.press(*["k"] * 24)
    await pilot.pause()


async def filters(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    await pilot.press("F")
    await see(pilot, "Filter the subscribers")
    await pilot.press(*"ana", "tab", "enter")
    await see(pilot, "vip")
    await pilot.press(*"vip", "enter")
    await see(pilot, "vip ▾")
    await pilot.pause()


async def template(pilot: Pilot[Any]) -> None:
    await ana(pilot)
    await pilot.press("w")
    await see(pilot, "order_followup")
    await pilot.press("enter")
    await see(pilot, "They will read:")
    await pilot.press(*"#10234")
    await see(pilot, "seu pedido #10234")


@SIZES
@pytest.mark.parametrize("scene", [chat, cards, filters, template], ids=lambda scene: scene.__name__)
def test_how_it_looks(
    snap_compare: Any, frozen: datetime, tmp_path: Path, size: tuple[int, int], scene: Any
) -> None:
    assert snap_compare(
        app_on(Bot(subscribers=1300, now=frozen), tmp_path), terminal_size=size, run_before=scene
    )


async def test_the_cursor_goes_from_message_to_message(tmp_path: Path) -> None:
    async with app_on(Bot(subscribers=1300), tmp_path).run_test(size=(120, 40)) as pilot:
        await chat(pilot)
        listing = listing_of(pilot)
        seen = []
        for _ in range(30):
            row = listing.table.row.row
            assert not seen or row.id != seen[-1], "one press, one message"
            seen.append(row.id)
            await pilot.press("k")
        assert len(set(seen)) == 30


async def test_older_messages_come_when_the_top_is_near_and_the_cursor_stays(tmp_path: Path) -> None:
    async with app_on(Bot(subscribers=1300), tmp_path).run_test(size=(120, 40)) as pilot:
        await chat(pilot)
        listing = listing_of(pilot)
        before = listing.snapshot.value.count
        await pilot.press("g")
        row_id = listing.table.row.row.id
        await until(pilot, lambda: listing.snapshot.value.count > before)
        await until(pilot, lambda: listing.table.cursor > 0)
        assert listing.table.row.row.id == row_id


async def test_a_chat_is_folded_again_at_another_width(tmp_path: Path) -> None:
    async with app_on(Bot(subscribers=1300), tmp_path).run_test(size=(158, 40)) as pilot:
        await chat(pilot)
        wide = listing_of(pilot)._shown.count
        await pilot.resize_terminal(110, 40)
        await until(pilot, lambda: listing_of(pilot)._shown.count > wide)


async def test_on_a_wide_terminal_card_and_chat_stand_side_by_side(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=(160, 40)) as pilot:
        await ana(pilot)
        await see(pilot, "─ Chat ─", "Not read yet: enter reads it.")
        await pilot.press("enter")
        # The chat's last line, in the card and in the chat, which is wider than the card's line.
        await until(
            pilot,
            lambda: text_of(pilot).count("them  quero ") + text_of(pilot).count("them   quero ") == 2,
            "card and chat",
        )
        asked = [each["operation"] for each in await bot.requests()]
        assert asked.count("flowBotUserChatMessages") == 1, "the third panel asks for nothing"
        await pilot.press(*["right_square_bracket"] * 3)
        await see(pilot, "[Chat]", "─ Card ─", "─ Journey, 30 days ─")
        await pilot.press("left_square_bracket")
        await see(pilot, "[Fields]", "─ Chat ─")
        await pilot.press("3")
        await until(pilot, lambda: "─ Chat ─" not in text_of(pilot), "an area without chats")
        await pilot.press("2")
        await see(pilot, "─ Chat ─")
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "─ Chat ─" not in text_of(pilot), "two panels")


async def test_rows_are_sorted_and_columns_chosen_by_key(tmp_path: Path) -> None:
    async with app_on(Bot(subscribers=1300), tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "1,300")
        await pilot.press("S")
        await see(pilot, "Sort the loaded rows")
        await pilot.press(*"name", "enter")
        await see(pilot, "loaded, by Name", "Name ↑")
        await pilot.press("S")
        await see(pilot, "choose again to reverse")
        await pilot.press(*"name", "enter")
        await see(pilot, "by Name, descending", "Name ↓")
        await pilot.press("C")
        await see(pilot, "Columns of Subscribers")
        await pilot.press(*"loyalty_points")
        await see(pilot, "[ ] loyalty_points")
        await pilot.press("enter", "ctrl+s")
        await see(pilot, "by Name, descending", "  loyalty_p")
        listing = listing_of(pilot)
        assert [column.id for column in listing.columns][-1] == "field:loyalty_points"
        await pilot.press("S")
        await see(pilot, "Sort the loaded rows by")
        await pilot.press(*"loyalty", "enter")
        await see(pilot, "by loyalty_points")
