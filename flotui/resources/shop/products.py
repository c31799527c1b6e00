# SPDX-License-Identifier: MIT
"""Products: the list, what can be done with it, and the detail with the variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.models.shop import Product
from flotui.repositories.shop import PRODUCT, TYPES, VENDORS
from flotui.resources.ask import Choice, Field
from flotui.resources.base import (
    Action,
    Column,
    Context,
    DetailLine,
    Resource,
    Sort,
    Tab,
    later,
)
from flotui.resources.copying import call_offers, copy_action
from flotui.resources.crud import create, current_row, delete, edit
from flotui.resources.format import id_column, line, unknown_lines
from flotui.resources.inplace import edit_in_place
from flotui.resources.shop import variants
from flotui.resources.shop.filtering import HINT, LANGUAGE, find, names_of
from flotui.resources.shop.words import price_range, product_stock, untracked
from flotui.resources.text import Text, dim, state_text, words
from flotui.text.amounts import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_STATUSES = [Choice("active", "active"), Choice("inactive", "inactive")]


def _fields(context: Context[Product], row: Product) -> list[Field]:
    return [
        Field("name", "Name", value=row.name, required=True),
        Field("description", "Description", "longtext", row.description),
        Field("type", "Type", "picker", row.type, load=names_of(context.workspace, TYPES), free=True),
        Field("vendor", "Vendor", "picker", row.vendor, load=names_of(context.workspace, VENDORS), free=True),
        Field("tags", "Tags", value=", ".join(row.tags), help="Separated by commas."),
        Field("status", "Status", "choice", row.status, choices=_STATUSES),
        Field("image", "Image", value=row.image, help="The address of a picture."),
        Field("note", "Note", value=row.note),
    ]


def _listed(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]


def _all_fields(context: Context[Product]) -> list[Field]:
    return [
        *_fields(context, Product(status="active")),
        Field("price", "Price", "number"),
        Field("compare_price", "Compare-at price", "number"),
        Field("qty", "Stock", "integer"),
        Field("sku", "SKU"),
        Field("barcode", "Barcode"),
        Field("track_stock", "Track stock", "boolean", "true", required=True),
        Field("allow_no_stock_sell", "Sell when out of stock", "boolean", "false", required=True),
        Field("variant_1_name", "First option", help="Such as colour; variants are created in its detail."),
        Field("variant_2_name", "Second option", help="Such as size."),
    ]


async def _settle(context: Context[Product], answer: dict[str, str]) -> dict[str, str]:
    variants.refuse_untracked(answer)
    return answer


def _body(values: Mapping[str, str]) -> dict[str, str | list[str]]:
    """What was typed, as it is sent: tags one by one, and that there are options where one is named."""
    body: dict[str, str | list[str]] = dict(values)
    if "tags" in values:
        body["tags"] = _listed(values["tags"])
    if values.get("variant_1_name") or values.get("variant_2_name"):
        body["use_variant"] = "1"
    return body


async def _warn_delete(context: Context[Product]) -> list[Text]:
    number = context.row.num_of_variants or len(context.row.variants)
    return [
        "Its variant is deleted and removed from every cart."
        if number == 1
        else f"Its {number} variants are deleted and removed from every cart.",
        "Existing orders keep only the ids.",
    ]


# -- Price and stock in place ---------------------------------------------------------------------


def _only(product: Product) -> str | None:
    if len(product.variants) == 1:
        return None
    if not product.variants:
        return f"{product.title} has no variant to price. Press enter, then n, to create one."
    return (
        f"{product.title} has {len(product.variants)} variants. Press enter to open them, then e to edit one."
    )


def _not_stocked(product: Product) -> str | None:
    return _only(product) or untracked(product)


async def _save(context: Context[Product], product: Product, values: Mapping[str, str]) -> None:
    current = await current_row(context, PRODUCT, product)
    variant = await variants.now(context, variants.only_of(current), current.row_id, values)
    await variants.save_values(context, variant, current.title, values)


def _stock_text(product: Product) -> str:
    return "" if product.total_qty is None else str(product.total_qty)


def _price_text(product: Product) -> str:
    return variants.only_of(product).price


def lines_of(workspace: Workspace, row: Product) -> list[DetailLine]:
    """What is known of a product, a line each."""
    shown = [
        line("name", row.title),
        line("id", row.row_id),
        DetailLine("price", price_range(row), ", ".join(each.price for each in row.variants)),
        DetailLine("stock", product_stock(row), str(row.total_qty)),
        DetailLine("status", state_text(row.status), row.status),
        line("type", row.type),
        line("vendor", row.vendor),
        DetailLine("tags", words(row.tags) or dim("none"), ", ".join(row.tags)),
        line("description", row.description),
        line("options", ", ".join(filter(None, (row.variant_1_name, row.variant_2_name)))),
        line("image", row.image),
        line("note", row.note),
    ]
    return shown + unknown_lines(row, ())


def _variants(row: Product) -> str:
    return count(row.num_of_variants if row.num_of_variants is not None else len(row.variants))


def _offers(context: Context[Product]) -> list[tuple[str, str]]:
    row = context.row
    return [
        ("id", row.row_id),
        ("name", row.name),
        ("SKUs", ", ".join(each.sku for each in row.variants if each.sku)),
        *call_offers(context, PRODUCT.one_call(row.row_id)),
    ]


PRODUCTS: Resource[Product] = Resource(
    id="products",
    title="Products",
    kind=PRODUCT,
    aliases=("product",),
    columns=(
        Column("name", "Name", lambda row: row.title, width=20, flex=3, by=Sort("name")),
        Column(
            "price",
            "Price",
            price_range,
            width=13,
            align="right",
            by=Sort("variants", ("", ""), "price"),
            edit=variants.in_place("price", _save, _price_text, _only),
        ),
        Column(
            "stock",
            "Stock",
            product_stock,
            width=11,
            align="right",
            by=Sort("total_qty", unless="track_stock"),
            edit=variants.in_place("qty", _save, _stock_text, _not_stocked),
        ),
        Column(
            "variants",
            "Var.",
            lambda row: dim(_variants(row)),
            width=4,
            align="right",
            priority=1,
            by=Sort("num_of_variants"),
        ),
        Column(
            "status", "Status", lambda row: state_text(row.status), width=8, priority=2, by=Sort("status")
        ),
    ),
    more_columns=(
        Column("type", "Type", lambda row: row.type or dim("–"), width=10, flex=1, by=Sort("type")),
        Column("vendor", "Vendor", lambda row: row.vendor or dim("–"), width=10, flex=1, by=Sort("vendor")),
        Column("tags", "Tags", lambda row: words(row.tags), width=10, flex=1),
        id_column(lambda row: row.row_id),
    ),
    tabs=(
        Tab("product", "Product", lines=lines_of, card="flotui.resources.shop.cards:PRODUCT_CARD"),
        Tab("variants", "Variants", table=variants.VARIANTS_TAB),
    ),
    actions=(
        edit_in_place(
            "products", "Change price or stock", operations=("UpdateProductVariant", "ProductVariantInfo")
        ),
        edit(
            "products",
            PRODUCT,
            _fields,
            change=lambda _, row, values: PRODUCT.change_edit(row, _body(values)),
            key="E",
            hint="edit all",
            unique=False,
        ),
        create(
            "products",
            PRODUCT,
            _all_fields,
            make=lambda _, values: PRODUCT.create_edit(_body(values)),
            unique=False,
            settle=_settle,
        ),
        delete("products", PRODUCT, warn=_warn_delete),
        Action(
            "products.import",
            "Prices and stock from a CSV file",
            "i",
            later("flotui.resources.shop.sheet_import:import_csv"),
            hint="from CSV",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("Products", "ProductVariants", "UpdateProductVariant"),
        ),
        Action(
            "products.export",
            "Write prices and stock to a CSV file",
            "x",
            later("flotui.resources.shop.sheets:export_csv"),
            hint="to CSV",
            needs="nothing",
            operations=("Products", "ProductVariants"),
        ),
        Action(
            "products.filter",
            "Filter by name, type and vendor",
            "F",
            later("flotui.resources.shop.filtering:compose"),
            needs="nothing",
            operations=("Products", "Types", "Vendors"),
        ),
        Action(
            "products.orders",
            "Show the orders with it",
            "o",
            later("flotui.resources.shop.buying:orders_with"),
            operations=("Orders", "OrderGetInfo"),
            leads=True,
        ),
        copy_action("products", _offers),
    ),
    search=find,
    searched=lambda row: " ".join([row.title, *(f"{each.sku} {each.barcode}" for each in row.variants)]),
    hint=HINT,
    language=LANGUAGE,
)
