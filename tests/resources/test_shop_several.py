# SPDX-License-Identifier: MIT
"""One price or stock for several marked variants."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.resources.ask import Cancelled, Confirm, Form
from flotui.resources.base import Context, Query
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.several import set_values
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.undoing import undo
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, first, row, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot

SET = action(VARIANTS_TAB, "product-variants.set")


async def marked(workspace: Workspace, number: int) -> tuple[Any, list[Any]]:
    """A product, and so many of its variants."""
    product = await first(workspace, PRODUCTS, "Canvas sneaker")
    rows = await rows_of(workspace, VARIANTS_TAB, Query(owner=product))
    return product, rows[:number]


async def test_marked_variants_get_one_price_and_stock(workspace: Workspace, bot: Bot) -> None:
    product, rows = await marked(workspace, 3)
    old = [await row(bot, "variants", each.row_id) for each in rows]
    asked = await act(workspace, SET, rows, {"price": "99.90", "qty": "4"}, owner=product)
    assert asked.said == ["3 variants of Canvas sneaker changed. Press u to undo."]
    new = [await row(bot, "variants", each.row_id) for each in rows]
    assert [(each["price"], each["qty"]) for each in new] == [(99.9, 4)] * 3
    assert [each["compare_price"] for each in new] == [each["compare_price"] for each in old]
    await undo(workspace, Answers())
    undone = [await row(bot, "variants", each.row_id) for each in rows]
    assert [float(each["price"]) for each in undone] == [float(each["price"]) for each in old]
    assert [int(each["qty"]) for each in undone] == [int(each["qty"]) for each in old]
    await valid(bot)


async def test_those_that_have_it_already_cost_no_call(workspace: Workspace, bot: Bot) -> None:
    product, rows = await marked(workspace, 3)
    await act(workspace, SET, rows[:2], {"qty": "4"}, owner=product)
    product, rows = await marked(workspace, 3)
    before = len(await bot.writes())
    asked = await act(workspace, SET, rows, {"qty": "4"}, owner=product)
    assert asked.said == [
        "1 variant of Canvas sneaker changed. Press u to undo. 2 of 3 had nothing to change."
    ]
    assert len(await bot.writes()) == before + 1
    product, rows = await marked(workspace, 3)
    asked = await act(workspace, SET, rows, {"qty": "4"}, owner=product)
    assert asked.said == ["No change: nothing was sent."]
    asked = await act(workspace, SET, rows, {}, owner=product)
    assert asked.said == ["No change: nothing was sent."]
    assert len(await bot.writes()) == before + 1


async def test_many_are_asked_about_with_what_they_cost(workspace: Workspace, bot: Bot) -> None:
    product, rows = await marked(workspace, 100)
    assert len(rows) > 5
    asked = await act(workspace, SET, rows, {"price": "99.90"}, True, owner=product)
    question = next(each for each in asked.asked if isinstance(each, Confirm))
    assert question.title == f"Change {len(rows)} variants of Canvas sneaker"
    assert len(await bot.writes()) == len(rows)


async def test_the_form_says_what_they_have_now(workspace: Workspace) -> None:
    product, rows = await marked(workspace, 2)
    rows[0].price, rows[1].price, rows[0].qty, rows[1].qty = "5", "6.50", "3", "3"
    rows[0].track_stock, rows[1].track_stock = True, False
    rows[0].compare_price, rows[1].compare_price = "259.0", ""
    ask = Answers(NO)
    with pytest.raises(Cancelled):
        await set_values(Context(workspace, VARIANTS_TAB, tuple(rows), ask, product))
    form: Form = ask.asked[0]
    helps = {each.name: each.help for each in form.fields}
    assert helps["price"] == "Now 5 or 6.50."
    assert helps["compare_price"] == "Now 259.00 or none.", "as the list has it"
    assert helps["qty"] == "Now 3. Not tracked: 1."
    assert helps["track_stock"] == "Now yes or no."
    assert not any(each.required or each.value for each in form.fields)
