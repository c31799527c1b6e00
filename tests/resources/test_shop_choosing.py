# SPDX-License-Identifier: MIT
"""Choosing a variant and filtering the products, in a shop that is larger than what is read at once."""

from __future__ import annotations

import pytest

from flotui.api.errors import Malformed
from flotui.repositories import base
from flotui.resources.ask import Picker
from flotui.resources.base import Context, Query
from flotui.resources.shop.choosing import choose_variant
from flotui.resources.shop.filtering import find
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.text import plain
from flotui.ui.modals.ranking import Ranking
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, table, valid
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot


async def test_in_a_small_shop_every_variant_is_offered(workspace: Workspace, bot: Bot) -> None:
    ask = Answers("That is all")
    assert await choose_variant(Context(workspace, None, (), ask), "Which?", done="That is all") is None
    question: Picker = ask.asked[0]
    assert len(question.choices) == 1 + len(await table(bot, "variants")) and question.further is None


async def test_a_variant_is_found_by_its_sku(workspace: Workspace, bot: Bot) -> None:
    ask = Answers("That is all")
    await choose_variant(Context(workspace, None, (), ask), "Which?", done="That is all")
    variant = next(each for each in await table(bot, "variants") if each["sku"])
    rows, here = Ranking(ask.asked[0].choices).search(variant["sku"].lower())
    assert here == 0 and rows[0].choice is not None
    assert rows[0].choice.id.endswith(f"/{variant['id']}") and variant["sku"] in rows[0].choice.note


async def test_in_a_large_shop_the_rest_is_found_by_the_host(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WHOLE", 1)
    last = (await table(bot, "products"))[-1]
    ask = Answers(last["name"])
    found = await choose_variant(Context(workspace, None, (), ask), "Which?")
    assert found is not None and found[0].row_id == str(last["id"])
    question: Picker = ask.asked[0]
    assert question.further is not None
    assert all(choice.careful for choice in question.choices), "what is not here may be meant"
    assert last["name"] not in {choice.label.partition(" · ")[0] for choice in question.choices}
    asked = len(await bot.requests())
    again = await question.further.here(last["name"])
    assert again and len(await bot.requests()) == asked, "what was found once is here"


async def test_a_filter_is_composed_of_name_type_and_vendor(workspace: Workspace, bot: Bot) -> None:
    product = next(each for each in await rows_of(workspace, PRODUCTS) if each.type and each.vendor)
    answer = {"name": "Canvas", "type": product.type, "vendor": product.vendor}
    ask = Answers(answer)
    await action(PRODUCTS, "products.filter").run(Context(workspace, PRODUCTS, (), ask, None, Query()))
    form = ask.asked[0]
    assert plain(form.preview({})[0]) == "/ every product"
    _, query, _ = ask.went[0]
    assert query is not None and set(query.arguments) == {"name", "product_type_id", "vendor_id"}
    shown = await rows_of(workspace, PRODUCTS, query)
    for each in shown:
        assert each.type == product.type and each.vendor == product.vendor and "Canvas" in each.name
    # The line in the heading is what the filter line takes, and the form opens with what is asked for now.
    assert dict((await find(workspace, query.summary)).arguments) == dict(query.arguments)
    again = Answers({})
    await action(PRODUCTS, "products.filter").run(Context(workspace, PRODUCTS, (), again, None, query))
    assert {field.name: field.value for field in again.asked[0].fields} == answer
    assert again.went[0][1] == Query(), "an empty filter shows everything"
    await valid(bot)


async def test_an_unknown_key_is_named(workspace: Workspace) -> None:
    with pytest.raises(Malformed, match="no key colour"):
        await find(workspace, "colour:red")
