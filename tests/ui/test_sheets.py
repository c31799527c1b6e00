# SPDX-License-Identifier: MIT
"""Another shop's file, pressed through: what its columns are taken for, which are passed over, and what goes out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot

READ = {
    "Variant SKU": "SKU",
    "Variant Inventory Tracker": "Track stock",
    "Variant Inventory Qty": "Stock",
    "Variant Inventory Policy": "Sell when out of stock",
    "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price",
}
"""What is read from Shopify's product template, and what it is taken for."""
OVER = [
    *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Variant Grams", "Variant Fulfillment Service"),
    *("Variant Requires Shipping", "Variant Taxable", "Image Src", "Image Position", "Image Alt Text"),
    *("Gift Card", "SEO Title", "SEO Description", "Google Shopping / Google Product Category"),
    *("Google Shopping / Gender", "Google Shopping / Age Group", "Google Shopping / MPN"),
    *("Google Shopping / Condition", "Google Shopping / Custom Product", "Variant Image"),
    *(
        "Variant Weight Unit",
        "Cost per item",
        "Included / United States",
        "Included / International",
        "Status",
    ),
]
"""Its other columns, as far as it fills them."""
EMPTY = ["Option2 Name", "Option2 Value", "Variant Barcode", "Variant Tax Code", "Price / United States"]
"""Columns that it has, and leaves empty where a product has no use for them."""


async def test_a_shopify_template_is_pressed_through_with_every_column_named(
    bot: Bot, tmp_path: Path
) -> None:
    host = await bot.door("GET", "/table/variants")
    skus = [each["sku"] for each in host[:2]]
    first = dict.fromkeys((*READ, *OVER, *EMPTY), "") | dict.fromkeys(OVER, "x")
    first |= {"Variant SKU": skus[0], "Variant Price": "17.99", "Variant Compare At Price": "22.99"}
    first |= {"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "51"}
    first |= {"Variant Inventory Policy": "deny"}
    second = first | {"Variant SKU": skus[1], "Variant Price": "18.99"}
    picture = dict.fromkeys(first, "") | {"Handle": "x", "Image Src": "x"}
    path = tmp_path / "products.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(first))
        out.writeheader()
        out.writerows([first, second, picture])

    app: Any = app_on(bot, tmp_path, start="products")
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Products", "Canvas sneaker")
        await pilot.press("i")
        await see(pilot, "Prices and stock from a CSV file", "Comparing takes")
        app.focused.value = str(path)
        await pilot.press("ctrl+s")
        said = await seen_text(
            pilot, "products.csv: what its columns hold", f"{OVER[0]}, {OVER[1]}, {OVER[2]}"
        )
        assert all(f"{column} ▾" in said for column in READ), said
        assert f"and {len(OVER) - 6} more." in " ".join(said.replace("│", " ").split()), said
        await pilot.press("ctrl+s")
        said = await seen_text(
            pilot, "products.csv: what would change", "enter go on  esc cancel", "3 lines: 2 to change"
        )
        words = " ".join(said.replace("│", " ").split())
        assert f"Columns not used: {', '.join(OVER)}." in words, words
        assert all(f"{target} from {column}" in words for column, target in READ.items()), words
        assert "Passed over: line 4, without a variant, a price or a stock." in words
        assert not any(f" {name}" in words for name in EMPTY)
        await pilot.press("enter")
        await see(pilot, "Send the changes of products.csv", "Type 2 to confirm")
        await pilot.press("2", "enter", "enter")
        await until(pilot, lambda: "2 done" in text_of(pilot), "the job's end")
    sent = {each["sku"]: each for each in await bot.door("GET", "/table/variants")}
    assert [str(sent[sku]["price"]) for sku in skus] == ["17.99", "18.99"]
    assert [sent[sku]["qty"] for sku in skus] == [51, 51]


async def test_a_doubt_about_columns_is_settled_in_the_form(tmp_path: Path) -> None:
    bot, path = Bot(subscribers=20), tmp_path / "woo.csv"
    path.write_text("SKU,Sale price,Regular price,Stock\nSKU-000-00,12.5,13.5,9\n")
    app: Any = app_on(bot, tmp_path, start="products")
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Products", "Canvas sneaker")
        await pilot.press("i")
        await see(pilot, "Prices and stock from a CSV file")
        app.focused.value = str(path)
        await pilot.press("ctrl+s")
        await see(pilot, "woo.csv: what its columns hold", "Price: 2 columns could be it")
        before = len(await bot.requests())
        await pilot.press("ctrl+s")
        await see(pilot, "Not sent. Price: Choose a column, or None of them.")
        assert len(await bot.requests()) == before, "nothing is read while it is open"
        await pilot.press("enter")
        await see(pilot, "─ Price ─", "None of them")
        await pilot.press("5")
        await see(pilot, "None of them ▾")
        await pilot.press("ctrl+s")
        await see(
            pilot, "Send the changes of woo.csv", "Columns not used: Sale price, Regular price.", "qty 12 → 9"
        )
