# SPDX-License-Identifier: MIT
"""The shop at a glance: today's orders and what runs low, from what is here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from flotui.config.habits import Memory
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.overview import LOW_STOCK, ORDER, OVERVIEW, Note
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.shop.words import LOW
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, row, table, type_in, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot


@pytest.fixture
def bot(frozen: datetime) -> Bot:
    """A sandbox at noon: soon after midnight there are no orders of today."""
    return Bot(now=frozen)


@pytest.fixture(autouse=True)
def zone(workspace: Workspace) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")


async def notes(workspace: Workspace, what: str, **query: bool) -> list[Note]:
    found: list[Note] = await rows_of(workspace, OVERVIEW, Query(**query))  # type: ignore[arg-type]
    return [note for note in found if note.what == what]


async def test_the_host_is_asked_once_and_then_only_when_told(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, OVERVIEW)
    asked = len(await bot.requests())
    async for found in OVERVIEW.read(workspace, Query()):
        assert found.fetched_at is not None
    assert len(await bot.requests()) == asked
    await rows_of(workspace, OVERVIEW, Query(force=True))
    assert len(await bot.requests()) > asked


async def test_todays_orders_with_who_made_them_and_what_they_come_to(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, SUBSCRIBERS)
    found = await notes(workspace, ORDER)
    today = max(each["created_at"] for each in await table(bot, "orders"))[:10]
    there = [each for each in await table(bot, "orders") if each["created_at"].startswith(today)]
    assert {note.row_id for note in found} == {str(each["id"]) for each in there}
    assert any(note.detail == "Ana Souza" for note in found)
    assert OVERVIEW.sums is not None
    said = OVERVIEW.sums(await rows_of(workspace, OVERVIEW))
    orders = {str(each["id"]): each for each in there if each["status"] not in ("cancelled", "refunded")}
    paid = [each for each in await rows_of(workspace, ORDERS) if each.row_id in orders]
    total = sum(Decimal(each.amount) for each in paid)
    assert said.startswith(f"{len(there)} orders today, {total} BRL · ")
    assert OVERVIEW.sums([]) == "0 orders today · 0 low in stock"


async def test_a_variant_that_runs_low_in_a_product_of_many_is_known_once_it_was_read(
    workspace: Workspace, bot: Bot
) -> None:
    before = await notes(workspace, LOW_STOCK)
    rows = {each["id"]: each for each in await table(bot, "products")}
    low = [
        each
        for each in await table(bot, "variants")
        if each["track_stock"]
        and int(each["qty"]) <= LOW
        and rows[each["product_id"]]["status"] != "inactive"
    ]
    asked = len(await bot.requests())
    with pytest.raises(Cancelled):
        await act(workspace, action(OVERVIEW, "shop.variants"), (), NO)
    assert len(await bot.requests()) == asked, "the calls are asked for first"
    said = await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    assert "is up to date" in said.said[-1] and "calls" in str(said.asked[0].lines[0])
    after = await notes(workspace, LOW_STOCK)
    assert len(after) > len(before)
    several = {each["product_id"] for each in low if len(rows[each["product_id"]].get("variants", ())) != 1}
    shown = {note.variant_id for note in after if note.variant_id}
    assert {str(each["id"]) for each in low if each["product_id"] in several} >= shown > set()
    assert len({note.key for note in after}) == len(after)
    lone = {note.row_id for note in after if not note.variant_id}
    assert not lone & {note.row_id for note in after if note.variant_id}, "no product stands twice"


async def test_notes_lead_to_the_order_and_to_the_variant(workspace: Workspace) -> None:
    order = (await notes(workspace, ORDER))[0]
    opened = await act(workspace, action(OVERVIEW, "shop.open"), [order])
    assert opened.went[0][0] == "orders" and opened.went[0][2] == order.row_id
    product = next(each for each in await rows_of(workspace, PRODUCTS) if len(each.variants) > 1)
    await rows_of(workspace, VARIANTS_TAB, Query(owner=product))
    note = next(each for each in await notes(workspace, LOW_STOCK))
    opened = await act(workspace, action(OVERVIEW, "shop.open"), [note])
    assert opened.went[0][0] == "products" and opened.went[0][2] == note.row_id


async def test_a_variant_sold_out_is_said_in_words(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    note = next(each for each in await notes(workspace, LOW_STOCK) if each.variant_id)
    there = await row(bot, "variants", note.variant_id)
    said = plain(note.figure)
    assert said.endswith(str(there["qty"]))
    if int(there["qty"]) <= 0:
        assert ("backorder" in said) == bool(there["allow_no_stock_sell"])


async def test_stock_is_set_where_it_is_seen_to_be_low(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    column = OVERVIEW.column("figure")
    assert column is not None and column.edit is not None
    order = (await notes(workspace, ORDER))[0]
    assert "An order has no stock" in str(column.edit.refusal(order))
    for has_variant in (True, False):
        note = next(
            each
            for each in await notes(workspace, LOW_STOCK)
            if bool(each.variant_id) is has_variant and each.variant is not None
        )
        assert note.variant is not None
        before = (await row(bot, "variants", note.variant.row_id))["qty"]
        await type_in(workspace, OVERVIEW, "figure", note, "40")
        assert (await row(bot, "variants", note.variant.row_id))["qty"] == 40
        assert note.key not in {each.key for each in await notes(workspace, LOW_STOCK)}, "it is low no more"
        await workspace.undo()
        assert (await row(bot, "variants", note.variant.row_id))["qty"] == int(before)
    await valid(bot)


async def test_orders_of_today_move_on_from_here(workspace: Workspace, bot: Bot) -> None:
    status = action(OVERVIEW, "shop.status")
    orders = [
        each
        for each in await notes(workspace, ORDER)
        if each.order is not None and each.order.status == "ordered"
    ]
    await act(workspace, status, orders[:2], "paid")
    assert [(await row(bot, "orders", each.row_id))["status"] for each in orders[:2]] == ["paid"] * 2
    await workspace.undo()
    assert [(await row(bot, "orders", each.row_id))["status"] for each in orders[:2]] == ["ordered"] * 2
    low = (await notes(workspace, LOW_STOCK))[0]
    context = Context(workspace, OVERVIEW, (orders[0], low), Answers())
    assert status.refusal(context) == "Only an order has a status that can change."
    await valid(bot)


async def test_where_nothing_could_be_read_it_does_not_say_that_nothing_is_there(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(path="/shop/*", status=503, times=0)
    async for found in OVERVIEW.read(workspace, Query()):
        assert not found.value.known and found.error is not None
