# SPDX-License-Identifier: MIT
"""Products, variants and short lists: each action's request fits the contract, undo restores the state."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.shop import decimal
from flotui.resources.ask import Confirm
from flotui.resources.base import Query
from flotui.resources.shop.products import PRODUCTS, find
from flotui.resources.shop.small import LOCATIONS, PRODUCT_TYPES, PRODUCT_VENDORS, TAGS_OF_PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.shop.words import price_range, product_stock, stock
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, first, row, table, type_in, valid
from tests.support.ask import act, rows_of
from tests.support.bot import Bot


async def test_the_list_takes_the_contracts_filters(workspace: Workspace, bot: Bot) -> None:
    bags = await rows_of(workspace, PRODUCTS, await find(workspace, "type:bags vendor:Acme"))
    assert bags
    assert {(each.type, each.vendor) for each in bags} == {("Bags", "Acme")}
    lamps = await rows_of(workspace, PRODUCTS, await find(workspace, "lamp"))
    assert {"lamp" in each.name for each in lamps} == {True}
    with pytest.raises(Malformed, match="no product type called nope"):
        await find(workspace, "type:nope")
    with pytest.raises(Malformed, match="no key colour"):
        await find(workspace, "colour:red")
    await valid(bot)


async def test_a_product_is_made_changed_and_set_back(workspace: Workspace, bot: Bot) -> None:
    new = {
        "name": "Kettle",
        "type": "Home",
        "tags": "new, gift",
        "status": "active",
        "price": "74900.10",
        "qty": "3",
        "track_stock": "true",
        "allow_no_stock_sell": "false",
    }
    await act(workspace, action(PRODUCTS, "products.new"), (), new)
    made = await first(workspace, PRODUCTS, "Kettle")
    assert (made.type, made.tags, plain(price_range(made)), made.total_qty) == (
        "Home",
        ("new", "gift"),
        "74,900.10",
        3,
    )

    form = {"name": "Kettle", "type": "Kids", "tags": "gift", "status": "inactive"}
    await act(workspace, action(PRODUCTS, "products.edit"), [made], form)
    changed = await first(workspace, PRODUCTS, "Kettle")
    assert (changed.type, changed.tags, changed.status) == ("Kids", ("gift",), "inactive")
    await workspace.undo()
    again = (await rows_of(workspace, PRODUCTS, Query(force=True)))[-1]
    assert (again.type, again.tags, again.status) == ("Home", ("new", "gift"), "active")

    asked = await act(workspace, action(PRODUCTS, "products.delete"), [again], "Kettle")
    question: Confirm = asked.asked[0]
    assert (question.typed, question.danger) == ("Kettle", True)
    assert "Kettle" not in [each["name"] for each in await table(bot, "products")]
    await valid(bot)


@pytest.mark.parametrize(("column", "key", "text"), [("price", "price", "150.10"), ("qty", "qty", "30")])
async def test_a_variants_cell_is_set_in_one_call_and_set_back(
    workspace: Workspace, bot: Bot, column: str, key: str, text: str
) -> None:
    product = await first(workspace, PRODUCTS, "Canvas sneaker")
    variant = await first(workspace, VARIANTS_TAB, owner=product)
    before, reads = (await row(bot, "variants", 1001))[key], len(await bot.requests())

    said = await type_in(workspace, VARIANTS_TAB, column, variant, text, owner=product)

    assert decimal(str((await row(bot, "variants", 1001))[key])) == decimal(text)
    assert len(await bot.requests()) == reads + 2, "one to compare, one to write"
    assert "u undoes it" in said.said[-1]
    after = await first(workspace, VARIANTS_TAB, owner=product)
    assert decimal(getattr(after, key)) == decimal(text)
    whole = await first(workspace, PRODUCTS, "Canvas sneaker")
    if key == "price":
        assert decimal(whole.variants[0].price) == decimal(text)
    else:
        assert whole.total_qty == product.total_qty - int(before) + 30
    assert len(await bot.requests()) == reads + 2, "what is shown came from the answer, not from another read"
    await workspace.undo()
    assert decimal(str((await row(bot, "variants", 1001))[key])) == decimal(str(before))
    await valid(bot)


@pytest.mark.parametrize(
    "old",
    ["142.800", "74900.00", "15", 49, 12.99, "0", None],
    ids=lambda each: f"{type(each).__name__} {each}",
)
async def test_money_is_a_number_with_the_digits_typed_whatever_the_host_has(
    workspace: Workspace, bot: Bot, old: Any
) -> None:
    product, variant = await _with_price(workspace, bot, old)
    await type_in(workspace, VARIANTS_TAB, "price", variant, "150.500", owner=product)
    (request,) = await bot.requests(writes=True)
    assert request["body"] == {"price": 150.5}
    entry = (await workspace.journal.single_edits())[0]
    assert entry.call.body == '{"price":150.500}'
    assert entry.inverse is not None
    assert entry.inverse.body == f'{{"price":{old or 0}}}', "the old digits too, and none is 0"
    assert "'{\"price\":150.500}'" in entry.call.curl("http://host/api")
    await workspace.undo()
    again = await row(bot, "variants", variant.row_id)
    assert decimal(str(again["price"])) == decimal(str(old or 0))


async def _with_price(workspace: Workspace, bot: Bot, price: Any) -> tuple[Any, Any]:
    product = await first(workspace, PRODUCTS, "Canvas sneaker")
    found = next((each for each in await table(bot, "variants") if each["price"] == price), None)
    if found is None:
        pytest.skip(f"the sandbox has no price {price!r}")
    product = next(
        each for each in await rows_of(workspace, PRODUCTS) if each.row_id == str(found["product_id"])
    )
    rows = await rows_of(workspace, VARIANTS_TAB, Query(owner=product))
    return product, next(each for each in rows if each.row_id == str(found["id"]))


async def test_a_products_only_variant_is_edited_in_the_list(workspace: Workspace, bot: Bot) -> None:
    rows = await rows_of(workspace, PRODUCTS)
    one = next(each for each in rows if len(each.variants) == 1 and each.track_stock is not False)
    for column, value in (("stock", "13"), ("price", "99.90")):
        before = len(await bot.requests())
        await type_in(workspace, PRODUCTS, column, one, value)
        calls = [each["operation"] for each in (await bot.requests())[before:]]
        assert calls == ["ProductVariantInfo", "UpdateProductVariant"], "one to compare, one to write"
    held = await row(bot, "variants", one.variants[0].row_id)
    assert (str(held["price"]), held["qty"]) in [("99.90", 13), ("99.9", 13)]
    await workspace.undo()
    await workspace.undo()
    back = (await row(bot, "variants", one.variants[0].row_id))["price"]
    assert decimal(str(back)) == decimal(one.variants[0].price)
    several = next(each for each in rows if len(each.variants) > 1)
    column = PRODUCTS.column("price")
    assert column is not None
    assert column.edit is not None
    assert "enter to open them" in (column.edit.refusal(several) or "")
    await valid(bot)


async def test_a_variant_is_made_changed_and_deleted(workspace: Workspace, bot: Bot) -> None:
    product = await first(workspace, PRODUCTS, "Linen shirt")
    new = {
        "variant_1_value": "ochre",
        "variant_2_value": "XL",
        "price": "15.50",
        "qty": "0",
        "sku": "SKU-NEW",
        "track_stock": "true",
        "allow_no_stock_sell": "false",
        "taxable": "true",
    }
    await act(workspace, action(VARIANTS_TAB, "product-variants.new"), (), new, owner=product)
    made = (await rows_of(workspace, VARIANTS_TAB, Query(owner=product)))[-1]
    assert (made.title, made.price, plain(stock(made))) == ("ochre / XL", "15.50", "sold out 0")

    form = {**new, "compare_price": "20.00", "allow_no_stock_sell": "true", "barcode": "123"}
    await act(workspace, action(VARIANTS_TAB, "product-variants.edit"), [made], form, owner=product)
    operation, body = (await bot.writes())[-1]
    assert (operation, body) == (
        "UpdateProductVariant",
        {"allow_no_stock_sell": 1, "barcode": "123", "compare_price": 20.0},
    )
    changed = (await rows_of(workspace, VARIANTS_TAB, Query(owner=product)))[-1]
    assert plain(stock(changed)) == "backorder 0"
    await workspace.undo()
    assert (await row(bot, "variants", made.row_id))["allow_no_stock_sell"] == 0
    delete = action(VARIANTS_TAB, "product-variants.delete")
    await act(workspace, delete, [made], "ochre / XL", owner=product)
    assert made.row_id not in [str(each["id"]) for each in await table(bot, "variants")]


@pytest.mark.parametrize(
    ("resource", "name", "held"),
    [
        (PRODUCT_TYPES, "Shoes", "types"),
        (PRODUCT_VENDORS, "Acme", "vendors"),
        (TAGS_OF_PRODUCTS, "sale", "product_tags"),
    ],
    ids=lambda each: getattr(each, "id", None),
)
async def test_names_are_made_renamed_and_deleted(
    workspace: Workspace, bot: Bot, resource: Any, name: str, held: str
) -> None:
    await act(workspace, action(resource, f"{resource.id}.new"), (), {"name": "Brand new"})
    with pytest.raises(Malformed, match="already"):
        await act(workspace, action(resource, f"{resource.id}.new"), (), {"name": name})
    old = await first(workspace, resource, name)
    await type_in(workspace, resource, "name", old, "Other")
    assert "Other" in [each["name"] for each in await table(bot, held)]
    await workspace.undo()
    assert (await row(bot, held, old.row_id))["name"] == name
    new = await first(workspace, resource, "Brand new")
    await act(workspace, action(resource, f"{resource.id}.delete"), [new], "Brand new")
    assert "Brand new" not in [each["name"] for each in await table(bot, held)]
    async for found in resource.inspect(workspace, old):
        assert found.value.name == name
    await valid(bot)


async def test_a_location_is_made_changed_and_deleted(workspace: Workspace, bot: Bot) -> None:
    new = {"name": "Acme Sul", "address": "Rua 1", "lat": "-30.0300", "lng": "-51.2"}
    await act(workspace, action(LOCATIONS, "locations.new"), (), new)
    made = await first(workspace, LOCATIONS, "Acme Sul")
    assert made.lat == "-30.0300"
    await act(workspace, action(LOCATIONS, "locations.edit"), [made], {**new, "note": "back door"})
    assert (await row(bot, "locations", made.row_id))["note"] == "back door"
    await workspace.undo()
    assert not (await row(bot, "locations", made.row_id))["note"]
    await act(workspace, action(LOCATIONS, "locations.delete"), [made], "Acme Sul")
    assert len(await table(bot, "locations")) == 3
    await valid(bot)


async def test_a_type_leads_to_its_products(workspace: Workspace) -> None:
    shoes = await first(workspace, PRODUCT_TYPES, "Shoes")
    asked = await act(workspace, action(PRODUCT_TYPES, "product-types.products"), [shoes])
    ((resource, query, _),) = asked.went
    assert resource == "products"
    found = await rows_of(workspace, PRODUCTS, query)
    assert {each.type for each in found} == {"Shoes"}


def test_stock_says_what_zero_means() -> None:
    from flotui.api.models.shop import Product, Variant

    def said(**row: Any) -> str:
        return plain(stock(Variant.read(row)))

    assert said(qty=0, track_stock=1, allow_no_stock_sell=0) == "sold out 0"
    assert said(qty="0", track_stock="1", allow_no_stock_sell=True) == "backorder 0"
    assert said(qty=9, track_stock=False) == "not tracked"
    assert said(qty=None, track_stock=True) == "not known"
    assert said(qty="12", track_stock=1) == "12"
    assert plain(product_stock(Product.read({"total_qty": 0}))) == "0"
    assert plain(price_range(Product.read({"id": 1}))) == "–"
