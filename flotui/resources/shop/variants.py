# SPDX-License-Identifier: MIT
"""The variants of a product: price, stock, SKU and the rest, each edited in place or all at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from flotui.api.argument import Argument
from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import Cart, Product, Variant
from flotui.repositories.edit import RowEdits
from flotui.repositories.shop import VARIANT
from flotui.repositories.shop_edits import create_variant, delete_variant, put_in_cart, update_variant
from flotui.resources.acting import carry_out
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Column, Context, InPlace, Resource, Sort, later
from flotui.resources.copying import call_offers, copy_action
from flotui.resources.crud import create, delete, edit
from flotui.resources.format import pretty
from flotui.resources.inplace import edit_in_place
from flotui.resources.keys import undo_key
from flotui.resources.people import choose_person
from flotui.resources.person import recipient
from flotui.resources.reading import ANY_AGE, last
from flotui.resources.shop.words import flag, flag_text, money, stock, stock_meaning, untracked
from flotui.resources.telling import done, same_already
from flotui.resources.text import Text, dim
from flotui.workspace.comparing import NothingToDo

T = TypeVar("T")


def only_of(product: Product) -> Variant:
    """The only variant of a product that has one, as the product's row tells: the product's stock is that one's."""
    stock = {} if product.total_qty is None else {"qty": product.total_qty}
    variant = Variant.read({**stock, **product.variants[0].raw})
    variant.product_id = variant.product_id or product.row_id
    return variant


async def now(
    context: Context[object], variant: Variant, product_id: str, wanted: Iterable[str] = ("qty",)
) -> Variant:
    """The variant as it is now: as it is here where that says what is wanted, else the host's, whole.

    Args:
        context: the open bot.
        variant: the variant, perhaps in the short form that a product's row holds, which has no stock.
        product_id: its product's id.
        wanted: what of it has to be known, by argument; what it is changed to is compared when it is sent.
    """
    found = await _here(context, variant)
    if not set(wanted) <= found.raw.keys():
        whole = await last(context.workspace.shop.variant(product_id, variant.row_id))
        found = whole or found
    found.product_id = found.product_id or product_id
    return found


async def _here(context: Context[object], variant: Variant) -> Variant:
    cached = await context.workspace.cache.row(VARIANT.name, variant.row_id)
    return variant if cached is None else Variant.read(cached.value)


_UPDATE = "UpdateProductVariant"


async def save_values(
    context: Context[object], variant: Variant, product: str, values: Mapping[str, str]
) -> None:
    """Give arguments of a variant new values, in one call; nothing is sent where it has them already.

    Args:
        context: the open bot.
        variant: the variant as it is now.
        product: its product's name.
        values: what was typed, by argument: `price`, `qty`.

    Raises:
        NothingToDo: when it has them already.
    """
    old = {name: str(getattr(variant, name)) for name in values}
    new = {name: text for name, text in values.items() if text != old[name]}
    if not new:
        raise NothingToDo(same_already(product))
    await context.workspace.apply(update_variant(variant, product, new))
    changes = ", ".join(
        f"{_TITLES[name]} {text or 'none'} (was {old[name] or 'none'})" for name, text in new.items()
    )
    text = f"{product}: {changes}. {undo_key()} undoes {'it' if len(new) == 1 else 'them'}."
    if "qty" in new and untracked(await _here(context, variant)):  # as it was read to be compared
        text = f"{text} Stock of {variant.title} isn't tracked, so it is always for sale."
    done(context, text)


_TITLES = {
    "price": "price",
    "compare_price": "compare-at price",
    "qty": "stock",
    "sku": "SKU",
    "barcode": "barcode",
}
_NEEDED = ("price", "qty")
"""What a variant always has: the others may be cleared."""


async def _save(context: Context[Variant], row: Variant, values: Mapping[str, str]) -> None:
    product = context.owned_by(Product)
    await save_values(context, await now(context, row, product.row_id), product.title, values)


def in_place(
    name: str,
    save: Callable[[Context[T], T, Mapping[str, str]], Awaitable[None]],
    text: Callable[[T], str],
    refusal: Callable[[T], str | None] = lambda _: None,
) -> InPlace[T]:
    """How a value of a variant is edited in a cell.

    Args:
        name: the argument: `price`, `qty`.
        save: carries out what was typed in a row.
        text: what the editor begins with.
        refusal: why a row's cell can't be edited.
    """
    return InPlace(name, text, save, Argument(_UPDATE, name), required=name in _NEEDED, refusal=refusal)


def _own(name: str) -> InPlace[Variant]:
    return in_place(name, _save, lambda row: str(getattr(row, name)))


def _fields(variant: Variant, product: Product) -> list[Field]:
    fields = []
    for place in (1, 2):
        option = getattr(product, f"variant_{place}_name")
        value = getattr(variant, f"variant_{place}_value") or getattr(variant, f"option_{place}_value")
        if option or value or not variant.row_id:
            name = f"variant_{place}_value"
            fields.append(Field(name, option.capitalize() or f"Option {place}", value=value))
    known = bool(variant.row_id)
    return [
        *fields,
        Field("price", "Price", "number", variant.price, required=known),
        Field(
            "compare_price",
            "Compare-at price",
            "number",
            variant.compare_price,
            help="Shown crossed out beside the price; empty for none.",
        ),
        Field("qty", "Stock", "integer", variant.qty, required=known, help=stock_meaning(variant)),
        Field("sku", "SKU", value=variant.sku),
        Field("barcode", "Barcode", value=variant.barcode),
        Field("track_stock", "Track stock", "boolean", flag_text(variant.track_stock), required=True),
        Field(
            "allow_no_stock_sell",
            "Sell when out of stock",
            "boolean",
            flag_text(variant.allow_no_stock_sell),
            required=True,
        ),
        Field("taxable", "Taxed", "boolean", flag_text(variant.taxable), required=True),
        Field("image", "Image", value=variant.image, help="The address of a picture."),
    ]


def refuse_untracked(answer: Mapping[str, str], variant: Variant | None = None) -> None:
    """See that a stock is only typed for what is tracked.

    Args:
        answer: what was typed in a form, by argument.
        variant: the variant as it is, where there is one.

    Raises:
        Malformed: when stock was typed, and isn't tracked.
    """
    tracked = answer.get("track_stock") or flag_text(variant.track_stock if variant else None)
    if answer.get("qty") and tracked == "false":
        says = "Stock isn't tracked: set Track stock to yes, or leave the stock as it is."
        raise Malformed(f"{says} Nothing was sent.", advice="", fields={"qty": (says,)})


async def _own_now(context: Context[Variant], row: Variant) -> Variant:
    return await now(context, row, context.owned_by(Product).row_id)


async def _settle(context: Context[Variant], answer: dict[str, str]) -> dict[str, str]:
    refuse_untracked(answer, context.row)
    return answer


async def _settle_new(context: Context[Variant], answer: dict[str, str]) -> dict[str, str]:
    refuse_untracked(answer)
    return answer


def _new_fields(context: Context[Variant]) -> list[Field]:
    blank = Variant(track_stock=True, allow_no_stock_sell=False, taxable=True)
    return _fields(blank, context.owned_by(Product))


def _name_of(context: Context[Variant]) -> str:
    """What the product is called."""
    return context.owned_by(Product).title


async def _warn_delete(context: Context[Variant]) -> list[Text]:
    row = context.row
    return [
        f"{row.qty or 'No'} pieces at {row.price or 'no price'}. It is removed from every cart.",
        "A new one has another id.",
    ]


async def _to_cart(context: Context[Variant]) -> None:
    product = context.owned_by(Product)
    variant = context.row
    person = await choose_person(context, f"Add {product.title} · {variant.title} to whose cart?")
    cart = await last(context.workspace.shop.cart(person.user_ns, ttl=ANY_AGE)) or Cart()
    held = cart.item(variant.row_id)

    async def submit(answer: dict[str, str]) -> None:
        title = f"{product.title} ({variant.options})" if variant.options else product.title
        edits = put_in_cart(person, cart, variant.row_id, title, int(answer["count"]))
        sentence = f"{answer['count']} × {title} in the cart of {person.title}. {undo_key()} undoes it."
        await carry_out(context, [RowEdits(title, edits)], sentence)

    there = f"{held.count} are in the cart now." if held else "None is in the cart now."
    of = Argument("flowBotUserAddToCart", "qty")
    field = Field("count", "How many", "integer", "1", required=True, help=there, of=of)
    await context.ask.form(
        Form(
            f"Cart of {person.title}",
            (field,),
            verb="Add",
            intro=(
                f"{product.title} · {variant.title}",
                recipient(person, "for"),
            ),
        ),
        submit,
    )


def _offers(context: Context[Variant]) -> list[tuple[str, str]]:
    row = context.row
    return [
        ("id", row.row_id),
        ("SKU", row.sku),
        ("price", row.price),
        ("barcode", row.barcode),
        *call_offers(context, VARIANT.one_call(row.row_id, owner=context.owned_by(Product).row_id)),
    ]


async def _details(context: Context[Variant]) -> None:
    variant = await last(context.workspace.shop.variant(context.owned_by(Product).row_id, context.row.row_id))
    shown: object = {} if variant is None else variant.raw
    meaning = stock_meaning(variant) if variant is not None else ""
    await context.ask.read(f"Variant {context.row.title}", f"{meaning}\n\n{pretty(shown)}")


VARIANTS_TAB: Resource[Variant] = Resource(
    id="product-variants",
    title="Variants",
    kind=VARIANT,
    columns=(
        Column("title", "Variant", lambda row: row.title, width=10, flex=2, by=Sort("variant_1_value")),
        Column(
            "price",
            "Price",
            lambda row: money(row.price),
            width=9,
            align="right",
            by=Sort("price"),
            edit=_own("price"),
        ),
        Column(
            "qty",
            "Stock",
            stock,
            width=12,
            align="right",
            by=Sort("qty", unless="track_stock"),
            edit=in_place("qty", _save, lambda row: row.qty, untracked),
        ),
        Column(
            "compare",
            "Compare",
            lambda row: money(row.compare_price),
            width=8,
            align="right",
            priority=2,
            by=Sort("compare_price"),
            edit=_own("compare_price"),
        ),
        Column(
            "sku",
            "SKU",
            lambda row: row.sku or dim("–"),
            width=10,
            priority=1,
            by=Sort("sku"),
            edit=_own("sku"),
        ),
        Column(
            "barcode",
            "Barcode",
            lambda row: dim(row.barcode or "–"),
            width=13,
            priority=4,
            by=Sort("barcode"),
            edit=_own("barcode"),
        ),
        Column("taxable", "Taxed", lambda row: flag(row.taxable), width=5, priority=5, by=Sort("taxable")),
    ),
    searched=lambda row: f"{row.title} {row.sku} {row.barcode}",
    opens="product-variants.edit",
    actions=(
        edit_in_place(
            "product-variants",
            "Change price or stock",
            hint="edit cell",
            operations=("UpdateProductVariant", "ProductVariantInfo"),
        ),
        edit(
            "product-variants",
            VARIANT,
            lambda context, row: _fields(row, context.owned_by(Product)),
            change=lambda context, row, values: update_variant(row, _name_of(context), values),
            key="E",
            hint="edit all",
            settle=_settle,
            heading=lambda context, row: f"{_name_of(context)}: {row.title}",
            message=lambda context, row, _: f"{row.title} of {_name_of(context)} changed.",
            current=_own_now,
        ),
        Action(
            "product-variants.set",
            "Set price or stock of the marked variants",
            "s",
            later("flotui.resources.shop.several:set_values"),
            hint="set",
            risk=Risk.WRITE,
            needs="some",
            operations=("UpdateProductVariant",),
        ),
        create(
            "product-variants",
            VARIANT,
            _new_fields,
            make=lambda context, values: create_variant(
                context.owned_by(Product).row_id, _name_of(context), values
            ),
            settle=_settle_new,
            form=lambda context, form: replace(form, title=f"New variant of {_name_of(context)}"),
            message=lambda context, _: f"A variant of {_name_of(context)} created.",
        ),
        delete(
            "product-variants",
            VARIANT,
            remove=lambda context, row: delete_variant(row, _name_of(context)),
            warn=_warn_delete,
            current=_own_now,
        ),
        Action(
            "product-variants.cart",
            "Add to a cart",
            "c",
            _to_cart,
            hint="to a cart",
            risk=Risk.WRITE,
            operations=("flowBotUserAddToCart", "flowBotUserRemoveFromCart", "flowBotUserCart"),
        ),
        Action(
            "product-variants.read",
            "Read the full variant",
            "v",
            _details,
            operations=("ProductVariantInfo",),
        ),
        copy_action("product-variants", _offers),
    ),
    empty="No variants. Press {product-variants.new} to create one.",
)
