# SPDX-License-Identifier: MIT
"""The shop at a glance: today's orders and what runs low, from what is here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from flotui.config.habits import Memory
from flotui.repositories.shop_edits import update_variant
from flotui.resources.ask import Cancelled
from flotui.resources.base import Query
from flotui.resources.keys import key_of, with_keys
from flotui.resources.reading import last
from flotui.resources.shop.look import CHART, LOOK, OPEN, STAND, Orders
from flotui.resources.shop.low import STOCK, Low
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.overview import OVERVIEW
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.running_codes import CODES, running
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.shop.words import LOW
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain, spans
from flotui.resources.today.orders import ORDERS as TODAYS
from flotui.resources.undoing import undo
from flotui.ui.widgets.layout import lay_out_measured
from flotui.ui.widgets.measuring import measure
from flotui.workspace import Workspace
from flotui.workspace.comparing import Decision, NothingToDo
from tests.conftest import NOON
from tests.resources.shop_rig import action, loaded, row, table, type_in, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot
from tests.workspace.test_comparing import deciding


@pytest.fixture
def bot(frozen: datetime) -> Bot:
    """A sandbox at noon: soon after midnight there are no orders of today."""
    return Bot(now=frozen)


@pytest.fixture(autouse=True)
def zone(workspace: Workspace) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")


async def low_rows(workspace: Workspace, **query: bool) -> list[Low]:
    found: list[Low] = await rows_of(workspace, STOCK, Query(**query))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("table_of", [LOOK, STOCK], ids=["look", "stock"])
async def test_the_host_is_asked_once_and_then_only_when_told(
    workspace: Workspace, bot: Bot, table_of: Any
) -> None:
    await rows_of(workspace, table_of)
    asked = len(await bot.requests())
    async for found in table_of.read(workspace, Query()):
        assert found.fetched_at is not None
    assert len(await bot.requests()) == asked
    await rows_of(workspace, table_of, Query(force=True))
    assert len(await bot.requests()) > asked


async def test_what_todays_orders_come_to(workspace: Workspace, bot: Bot) -> None:
    there = await table(bot, "orders")
    today = max(each["created_at"] for each in there)[:10]
    of_today = [each for each in there if each["created_at"].startswith(today)]
    found = await loaded(workspace, force=True)
    assert {each.row_id for each in found.of_today} == {str(each["id"]) for each in of_today}
    paid = {str(each["id"]) for each in of_today if each["status"] not in ("cancelled", "refunded")}
    total = sum(Decimal(each.amount) for each in await rows_of(workspace, ORDERS) if each.row_id in paid)
    assert found.sums == f"{len(of_today)} orders today, {total:,} BRL"
    assert Orders([], found.today, 0, False).sums == "0 orders today"


async def test_open_orders_of_today_come_first_then_the_oldest(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, SUBSCRIBERS)
    rows = await rows_of(workspace, LOOK)
    today = (await loaded(workspace)).today.isoformat()
    assert all(each.status in OPEN for each in rows)
    of_today = [each.created_at.startswith(today) for each in rows]
    first = of_today.index(False)
    assert first > 0 and not any(of_today[first:])
    older = [each.created_at for each in rows[first:]]
    assert older == sorted(older)
    assert any(each.who() == "Ana Souza" for each in rows)
    named = {plain(LOOK.column("user").text(each)) for each in rows}  # type: ignore[union-attr]
    assert "Ana Souza" in named
    way = plain(LOOK.column("way").text(rows[0]))  # type: ignore[union-attr]
    assert way.endswith(rows[0].status) and way.count("●") + way.count("○") == 5


async def test_pictures_count_the_orders_that_are_loaded(workspace: Workspace) -> None:
    orders = await loaded(workspace)
    lines = [plain(line) for line in STAND.draw(orders, 60)]
    for line, status in zip(lines, ("ordered", "paid", "processing", "shipped", "completed"), strict=False):
        number = sum(each.status == status for each in orders.orders)
        assert f" {status} " in line and line.rsplit("▏", 1)[1].split()[0] == str(number)
    assert all(len(line) <= 60 for line in lines)
    drawn = [plain(line) for line in CHART.draw((orders, workspace.zone), 60)]
    known = [number for number in orders.days(workspace.zone).values() if number is not None]
    assert drawn[0].strip().startswith(f"{max(known)}┤") and "17 Dec" in drawn[-1]
    assert drawn[-1].endswith("15 Jan") and 55 <= len(drawn[-1]) <= 60, "it fills the room, up to today"
    toned = [span.tone for line in CHART.draw((orders, workspace.zone), 60) for span in spans(line)]
    assert {"data", "accent"} <= set(toned)
    assert plain(CHART.note((orders, workspace.zone))).startswith(f"{sum(known)} · mean ")


async def test_only_codes_that_run_are_shown_those_that_end_first_at_the_top(
    workspace: Workspace, frozen: datetime
) -> None:
    codes = await rows_of(workspace, CODES)
    assert codes and [each.end_time for each in codes if each.end_time] == sorted(
        each.end_time for each in codes if each.end_time
    )
    assert running(codes, NOON) == codes
    assert running(codes, NOON + 400 * 86_400) == []
    assert CODES.sums is not None and CODES.sums(codes).startswith(f"{len(codes)} run")


async def test_a_variant_that_runs_low_in_a_product_of_many_is_known_once_it_was_read(
    workspace: Workspace, bot: Bot
) -> None:
    before = await low_rows(workspace)
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
    assert STOCK.sums is not None and STOCK.sums(()) == "", "what wasn't read may be low"
    assert "Nothing read so far is low" in STOCK.empty
    assert f"{key_of('shop.variants')} reads every variant's stock." in with_keys(STOCK.empty)
    said = await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    assert "is up to date" in said.said[-1] and "calls" in str(said.asked[0].lines[0])
    after = await low_rows(workspace)
    assert len(after) > len(before)
    several = {each["product_id"] for each in low if len(rows[each["product_id"]].get("variants", ())) != 1}
    shown = {note.variant_id for note in after if note.variant_id}
    assert {str(each["id"]) for each in low if each["product_id"] in several} >= shown > set()
    assert len({note.key for note in after}) == len(after)
    lone = {note.product.row_id for note in after if not note.variant_id}
    assert not lone & {note.product.row_id for note in after if note.variant_id}, "no product stands twice"


@pytest.mark.parametrize(("width", "cut"), [(80, 0), (60, 1)], ids=["80 columns", "half of 120"])
async def test_what_runs_low_is_said_whole(workspace: Workspace, width: int, cut: int) -> None:
    rows = await low_rows(workspace)
    several = [row.detail for row in rows if row.detail.endswith(" variants")]
    wants = measure(STOCK.columns, rows)
    layout = lay_out_measured(STOCK.columns, width, 0, wants)
    given = {place.column.id: place.width for place in layout.placed}
    assert several and max(map(len, several)) <= given["detail"], given
    assert sum(len(row.product.title) > given["title"] for row in rows) <= cut, given


async def test_notes_lead_to_the_order_and_to_the_variant(workspace: Workspace) -> None:
    order = (await rows_of(workspace, LOOK))[0]
    opened = await act(workspace, action(LOOK, "shop-orders.open"), [order])
    assert opened.went[0][0] == "orders" and opened.went[0][2] == order.row_id
    product = next(each for each in await rows_of(workspace, PRODUCTS) if len(each.variants) > 1)
    await rows_of(workspace, VARIANTS_TAB, Query(owner=product))
    note = next(each for each in await low_rows(workspace))
    opened = await act(workspace, action(STOCK, "shop-stock.open"), [note])
    assert opened.went[0][0] == "products" and opened.went[0][2] == note.product.row_id


async def test_a_variant_sold_out_is_said_in_words(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    note = next(each for each in await low_rows(workspace) if each.variant_id)
    there = await row(bot, "variants", note.variant_id)
    said = plain(note.figure)
    assert said.endswith(str(there["qty"]))
    if int(there["qty"]) <= 0:
        assert ("backorder" in said) == bool(there["allow_no_stock_sell"])


async def test_stock_is_set_where_it_is_seen_to_be_low(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    column = STOCK.column("figure")
    assert column is not None and column.edit is not None
    for has_variant in (True, False):
        note = next(
            each
            for each in await low_rows(workspace)
            if bool(each.variant_id) is has_variant and each.variant is not None
        )
        assert note.variant is not None
        before = (await row(bot, "variants", note.variant.row_id))["qty"]
        asked = len(await bot.requests())
        await type_in(workspace, STOCK, "figure", note, "40")
        calls = [each["operation"] for each in (await bot.requests())[asked:]]
        assert calls == ["ProductVariantInfo", "UpdateProductVariant"], "one to compare, one to write"
        assert (await row(bot, "variants", note.variant.row_id))["qty"] == 40
        assert note.key not in {each.key for each in await low_rows(workspace)}, "it is low no more"
        await workspace.undo()
        assert (await row(bot, "variants", note.variant.row_id))["qty"] == int(before)
    await valid(bot)


@pytest.mark.parametrize("has_variant", [True, False])
async def test_what_the_cell_of_low_stock_showed_is_compared(
    workspace: Workspace, bot: Bot, has_variant: bool
) -> None:
    await act(workspace, action(OVERVIEW, "shop.variants"), (), True)
    found = [each for each in await low_rows(workspace) if each.variant is not None]
    note = next(each for each in found if bool(each.variant_id) is has_variant)
    assert note.variant is not None
    product, key = note.product.row_id, note.variant.row_id
    for text in ("41", "42"):
        await type_in(
            workspace, STOCK, "figure", note, text
        )  # its own writes ask nothing of the row as it was read
    await workspace.undo()
    await workspace.undo()
    other = await bot.open()
    theirs = await last(other.shop.variant(product, key))
    assert theirs is not None
    await other.apply(update_variant(theirs, "It", {"qty": "77"}))
    await other.close()
    await last(workspace.shop.variant(product, key))  # the cache has it, the row doesn't show it
    before = len(await bot.writes())
    deciding(workspace, Decision.KEEP)
    with pytest.raises(NothingToDo, match="77 now, not"):
        await type_in(workspace, STOCK, "figure", note, "43")
    assert len(await bot.writes()) == before


async def test_orders_of_today_move_on_from_here(workspace: Workspace, bot: Bot) -> None:
    status = action(LOOK, "shop-orders.status")
    orders = [each for each in await rows_of(workspace, LOOK) if each.status == "ordered"]
    await act(workspace, status, orders[:2], "paid")
    assert [(await row(bot, "orders", each.row_id))["status"] for each in orders[:2]] == ["paid"] * 2
    await undo(workspace, Answers())
    assert [(await row(bot, "orders", each.row_id))["status"] for each in orders[:2]] == ["ordered"] * 2
    await valid(bot)


async def test_where_nothing_could_be_read_it_does_not_say_that_nothing_is_there(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(path="/shop/*", status=503, times=0)
    for shown in (LOOK, STOCK, CODES):
        async for found in shown.read(workspace, Query()):
            assert not found.value.known and found.error is not None


async def test_orders_that_lie_ahead_say_that_the_zone_is_wrong(workspace: Workspace) -> None:
    """The host's are of São Paulo's noon; where the workspace is taken to be in Honolulu, it is 7 h earlier there."""
    right = await loaded(workspace, force=True)
    assert right.ahead == 0 and not any("time zone" in plain(each) for each in STAND.draw(right, 80))
    todays = await rows_of(workspace, TODAYS)
    assert TODAYS.sums is not None and "zone" not in TODAYS.sums(todays)
    workspace.memory = Memory(timezone="Pacific/Honolulu")
    wrong = await loaded(workspace, force=True)
    newest = max(each.created_at for each in wrong.orders)
    assert wrong.ahead > 3600 and newest
    drawn = " ".join(plain(each) for each in STAND.draw(wrong, 40))
    assert "in the future: the time zone is wrong. Type :timezone." in drawn
    assert "time zone wrong?" in TODAYS.sums(await rows_of(workspace, TODAYS))


async def test_a_row_of_todays_orders_leads_to_those_orders_alone(workspace: Workspace) -> None:
    await rows_of(workspace, ORDERS)
    for state in await rows_of(workspace, TODAYS):
        asked = await act(workspace, TODAYS.actions[0], [state])
        ((to, query, row_id),) = asked.went
        assert (to, row_id) == ("orders", state.orders[0].row_id) and query is not None
        assert query.summary.startswith(state.status)
        shown = await rows_of(workspace, ORDERS, query)
        assert [each.row_id for each in shown] == [each.row_id for each in state.orders]
        assert {each.status for each in shown} == {state.status}
