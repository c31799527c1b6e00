# SPDX-License-Identifier: MIT
"""What is asked of the host anew: where it can't be had, no copy stands in for its answer unsaid."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import flotui
from flotui.api.errors import FlochatError
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.base import Context, Query
from flotui.resources.reading import copied, fresh
from flotui.resources.shop.buying import orders_with
from flotui.resources.shop.carts import SUBSCRIBER_CART
from flotui.resources.shop.order_items import whole_order
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.sheets import with_stock
from flotui.resources.shop.stock import read_stock
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.text import plain
from flotui.workspace import Progressed, Workspace
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers, rows_of
from tests.support.bot import Bot
from tests.support.people import ana

ROOT = Path(flotui.__file__).parent
UNSAID = {"last", "read_all"}
"""What gives a copy without saying that it is one."""


def forced_unsaid() -> Iterator[str]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in UNSAID:
                continue
            inner = (each for each in ast.walk(node) if isinstance(each, ast.keyword))
            if any(each.arg == "force" and getattr(each.value, "value", None) is True for each in inner):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_copy_stands_in_unsaid_for_what_is_asked_anew() -> None:
    assert not list(forced_unsaid()), "take `fresh`, `read_now`, `newest` or `copied`"


async def test_a_copy_says_how_old_it_is_and_why(workspace: Workspace, bot: Bot) -> None:
    reads = workspace.flows.tags
    with pytest.raises(FlochatError):
        await bot.fault(kind="500", path="/flow/tags", times=0)
        await copied(reads(force=True))
    await bot.no_faults()
    assert (await copied(reads(force=True)))[1] == ""
    await bot.fault(kind="500", path="/flow/tags", times=0)
    rows, said = await copied(reads(force=True))
    assert rows.known and said.startswith("Couldn't be read again; this was read just now.") and "500" in said
    with pytest.raises(FlochatError):
        await fresh(reads(force=True))


async def test_a_cart_that_is_marked_as_paid_says_where_it_could_not_be_read(
    workspace: Workspace, bot: Bot
) -> None:
    person = await ana(workspace)
    items = await rows_of(workspace, SUBSCRIBER_CART, Query(owner=person, force=True))
    await bot.fault(kind="500", path="/subscriber/cart", times=0)
    ask = Answers({}, NO)
    with pytest.raises(Cancelled):
        await action(SUBSCRIBER_CART, "cart.paid").run(
            Context(workspace, SUBSCRIBER_CART, tuple(items), ask, person)
        )
    form, question = ask.asked
    assert isinstance(question, Confirm)
    for lines in (form.intro, question.lines):
        assert any("this was read just now" in plain(line) for line in lines)


@pytest.mark.parametrize("does", [orders_with, read_stock])
async def test_what_could_not_be_read_of_many_is_not_said_to_be_read(
    workspace: Workspace, bot: Bot, does: Any
) -> None:
    """Neither is it gone to as if it had been."""
    products, ask = await rows_of(workspace, PRODUCTS), Answers(True)
    await rows_of(workspace, ORDERS)
    for product in products:
        await rows_of(workspace, VARIANTS_TAB, Query(owner=product))
    await bot.fault(kind="500", path="*", times=0)
    with pytest.raises(FlochatError):
        await does(Context(workspace, PRODUCTS, (products[0],), ask))
    assert not ask.said and not ask.went


async def test_the_items_of_an_order_are_not_those_of_a_row_without_any(
    workspace: Workspace, bot: Bot
) -> None:
    order = next(each for each in await rows_of(workspace, ORDERS) if "items" not in each.raw)
    await bot.fault(kind="500", path="*", times=0)
    with pytest.raises(FlochatError):
        await whole_order(Context(workspace, ORDERS, (order,), Answers()), order)


@pytest.mark.parametrize("does", [orders_with, read_stock])
async def test_many_are_read_several_at_once_with_a_turn_left_for_the_person(
    workspace: Workspace, bot: Bot, does: Any
) -> None:
    products = await rows_of(workspace, PRODUCTS)
    await rows_of(workspace, ORDERS)
    released, pacer, seen = bot.hold(), workspace.pacer, list[Progressed]()
    workspace.listen(lambda event: seen.append(event) if isinstance(event, Progressed) else None)
    context = Context(workspace, PRODUCTS, (products[0],), Answers(True))
    task = asyncio.ensure_future(does(context))
    async with asyncio.timeout(20):
        while pacer.running < pacer.places:
            await asyncio.sleep(0)
    released.set()
    await task
    assert [each.done for each in seen] == [*range(seen[0].of + 1), seen[0].of]


async def test_the_variants_that_are_read_stand_in_the_order_of_their_products(workspace: Workspace) -> None:
    products = (await rows_of(workspace, PRODUCTS))[:8]
    found = await with_stock(Context(workspace, PRODUCTS, (), Answers()), products)
    assert list(dict.fromkeys(product.row_id for product, _ in found.values())) == [
        each.row_id for each in products
    ]
