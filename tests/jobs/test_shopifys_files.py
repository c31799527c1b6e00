# SPDX-License-Identifier: MIT
"""Files that Shopify hands out and exports, with all of their columns: what of them is read, what is passed over."""

from __future__ import annotations

import pytest

from tests.jobs.sheet_rig import plan, shop

TEMPLATE = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Option1 Linked To,Option2 Name,Option2 Value,Option2 Linked To,Option3 Name,Option3 Value,Option3 Linked To,"
    "Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,"
    "Variant Fulfillment Service,Variant Price,Variant Compare At Price,Variant Requires Shipping,"
    "Variant Taxable,Unit Price Total Measure,Unit Price Total Measure Unit,Unit Price Base Measure,"
    "Unit Price Base Measure Unit,Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,"
    "SEO Description,Google Shopping / Google Product Category,Google Shopping / Gender,"
    "Google Shopping / Age Group,Google Shopping / MPN,Google Shopping / Condition,"
    "Google Shopping / Custom Product,Google Shopping / Custom Label 0,Variant Image,Variant Weight Unit,"
    "Variant Tax Code,Cost per item,Included / United States,Price / United States,"
    "Compare At Price / United States,Included / International,Price / International,"
    "Compare At Price / International,Status"
)
NEW_TEMPLATE = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,"
    "Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Option2 Linked To,Option3 name,"
    "Option3 value,Option3 Linked To,Price,Compare-at price,Cost per item,Charge tax,Tax code,"
    "Unit price total measure,Unit price total measure unit,Unit price base measure,Unit price base measure unit,"
    "Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),"
    "Weight unit for display,Requires shipping,Fulfillment service,Product image URL,Image position,"
    "Image alt text,Variant image URL,Gift card,SEO title,SEO description,"
    "Color (product.metafields.shopify.color-pattern),Google Shopping / Google product category,"
    "Google Shopping / Gender,Google Shopping / Age group,Google Shopping / Manufacturer part number (MPN),"
    "Google Shopping / Ad group name,Google Shopping / Ads labels,Google Shopping / Condition,"
    "Google Shopping / Custom product,Google Shopping / Custom label 0"
)
INVENTORY = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,"
    "COO,Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),"
    "Available (not editable),On hand (current),On hand (new)"
)


def filled(header: str, *lines: dict[str, str]) -> str:
    """A file with these columns, of which each line has some."""
    names = header.split(",")
    assert all(set(each) <= set(names) for each in lines)
    return "\n".join([header, *(",".join(each.get(name, "") for name in names) for each in lines)]) + "\n"


@pytest.mark.parametrize(
    ("text", "values", "wrong"),
    [
        (
            filled(
                TEMPLATE,
                {"Handle": "a", "Variant SKU": "SKU-1", "Variant Price": "20.00", "Variant Compare At Price": "25",
                 "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "3", "Variant Inventory Policy": "deny",
                 "Cost per item": "5", "Price / United States": "19", "Compare At Price / International": "30"},
                {"Handle": "a", "Image Src": "x", "Image Position": "2"},
                {"Handle": "b", "Variant SKU": "SKU-2", "Variant Price": "9.5", "Variant Inventory Policy": "continue",
                 "Variant Inventory Qty": "0"},
            ),
            {
                "1001": {"price": "20.00", "compare_price": "25", "qty": "3"},
                "1002": {"price": "9.5", "allow_no_stock_sell": "1"},
            },
            [],
        ),
        (
            filled(
                NEW_TEMPLATE,
                {"Title": "A", "URL handle": "a", "SKU": "SKU-1", "Price": "19.99", "Compare-at price": "24.99",
                 "Cost per item": "7", "Inventory tracker": "shopify", "Inventory quantity": "10",
                 "Continue selling when out of stock": "DENY", "Charge tax": "TRUE"},
                {"URL handle": "a", "SKU": "SKU-2", "Price": "5", "Inventory quantity": "4",
                 "Continue selling when out of stock": "CONTINUE"},
            ),
            {
                "1001": {"price": "19.99", "compare_price": "24.99", "qty": "10"},
                "1002": {"price": "5", "allow_no_stock_sell": "1"},
            },
            [],
        ),
        (
            filled(
                INVENTORY,
                {"SKU": "SKU-1", "Available (not editable)": "5", "On hand (current)": "7", "On hand (new)": "8"},
                {"SKU": "SKU-2", "On hand (current)": "not stocked", "On hand (new)": "not stocked"},
            ),
            {"1001": {"qty": "8"}},
            [3],
        ),
    ],
    ids=["template", "new template", "inventory"],
)  # fmt: skip
def test_shopifys_own_files_with_all_their_columns(
    text: str, values: dict[str, dict[str, str]], wrong: list[int]
) -> None:
    found = plan(text, shop(compare_price="", allow_no_stock_sell=0, track_stock=1))
    assert {each.variant.row_id: each.values for each in found.changes} == values
    assert [each.line for each in found.wrong] == wrong and not found.notes
