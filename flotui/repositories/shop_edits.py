# SPDX-License-Identifier: MIT
"""What can be changed in the shop, as edits with their inverses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.exact import Json
from flotui.api.models.shop import Cart, DiscountCode, Item, OpeningDay, Order, ShopName, Variant, number_id
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import Edit, Patch, Touch
from flotui.repositories.kinds import Kind, placed
from flotui.repositories.shop import (
    CART,
    DISCOUNT_CODE,
    HOURS,
    ORDER,
    VARIANT,
)
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.text.plural import counted

# -- Products and variants ------------------------------------------------------------------------


def create_variant(product_id: str, name: str, changes: Mapping[str, str]) -> Edit:
    """Make a variant of a product.

    Args:
        product_id: the product.
        name: the product's name.
        changes: its values by argument, as text.
    """
    options = " / ".join(filter(None, (changes.get("variant_1_value"), changes.get("variant_2_value"))))
    summary = f"Create variant {options or changes.get('sku', '')} of {name}"
    return VARIANT.create_edit(changes, summary=summary, owner=product_id)


def update_variant(variant: Variant, name: str, changes: Mapping[str, str]) -> Edit:
    """Change a variant. The inverse sets back what the host had, digit for digit.

    Args:
        variant: the variant as it is.
        name: its product's name, for the sentence.
        changes: new values by argument, as text.
    """
    values = ", ".join(f"{_WORDS.get(each, each)} {text or 'none'}" for each, text in changes.items())
    called = f"{name} ({variant.title})" if variant.options or not name else name
    return VARIANT.change_edit(variant, changes, summary=f"Set {values} of {called}", names=_WORDS)


def delete_variant(variant: Variant, name: str) -> Edit:
    """Delete a variant for good.

    Args:
        variant: the variant.
        name: what its product is called.
    """
    return VARIANT.delete_edit(variant, summary=f"Delete variant {variant.title} of {name}")


# -- Names, places, codes, hours ------------------------------------------------------------------


def rename(kind: Kind[ShopName], row: ShopName, name: str) -> Edit:
    """Give a product type, a vendor or a product tag another name.

    Args:
        kind: which of them.
        row: the row, with the name that it has.
        name: the new name.
    """
    return kind.change_edit(row, {"name": name}, summary=f"Rename {kind.name} {row.name} to {name}")


def delete_code(row: DiscountCode, *, by_code: bool = False) -> Edit:
    """Delete a discount code for good.

    Args:
        row: which.
        by_code: whether to tell the host its text, not its id.
    """
    edit = DISCOUNT_CODE.delete_edit(row)
    return replace(edit, call=placed("DeleteDiscountCodeByCode", {"code": row.code})) if by_code else edit


_SPAN = ("id", "name", "option", "start", "end", "start_2", "end_2")


def set_hours(week: Sequence[OpeningDay], changed: Sequence[Mapping[str, str]]) -> Edit:
    """Change the hours of some days; the others are sent along as they are.

    Args:
        week: all days as they are.
        changed: the new rows of some.
    """
    new = {row["id"]: row for row in changed}
    old = [{name: str(getattr(day, name)) for name in _SPAN} | {"name": day.title} for day in week]
    rows = [{**row, **new.get(row["id"], {})} for row in old]
    names = ", ".join(row["name"] for row in old if row["id"] in new)
    call = Call.of("ShopUpdateBusinessHours", body={"data": rows})
    return HOURS.edit(call, f"Set the business hours of {names}", "", [day.raw for day in week])


# -- Orders ---------------------------------------------------------------------------------------


def create_order(user_ns: str, name: str, items: Sequence[Item], details: Mapping[str, str]) -> Edit:
    """Make an order for a subscriber.

    Args:
        user_ns: whose.
        name: what they are called.
        items: what they get.
        details: status, address, payment and the rest, by argument.
    """
    body = {"user_ns": user_ns, "items": wire_items(items), **details}
    return Edit(
        Call.of("flowBotUserCreateOrder", body=body),
        f"Create an order of {counted(len(items), 'item')} for {name}",
        user_ns,
        touches=(Touch(SUBSCRIBER, user_ns),),
    )


def set_status(order: Order, status: str) -> Edit:
    """Give an order another status; the inverse gives it the old one.

    Args:
        order: the order, with the status that it has.
        status: the new one.
    """
    if order.user_ns:
        body = {"user_ns": order.user_ns, "order_id": number_id(order.row_id), "status": status}
        call = Call.of("flowBotUserUpdateOrderStatus", body=body)
    else:
        call = Call.of("UpdateOrder", path={"orderId": order.row_id}, body={"status": status})
    summary = f"Set {order.title} from {order.status or 'no status'} to {status}"
    return ORDER.edit(call, summary, order.row_id, order.raw)


def update_order(order: Order, changes: Mapping[str, str]) -> Edit:
    """Change what an order says: address, payment, numbers, note."""
    return ORDER.change_edit(order, changes, summary=f"Change {_named(changes)} of {order.title}")


def set_items(order: Order, items: Sequence[Item], summary: str) -> Edit:
    """Replace the items of an order as a whole; the inverse puts the old ones back."""
    call = Call.of("UpdateOrder", path={"orderId": order.row_id}, body={"items": wire_items(items)})
    names = {
        f"items.{each.variant}": f"quantity of {each.title}" for each in (*items, *order.items) if each.name
    }
    return ORDER.edit(call, summary, order.row_id, order.raw, names)


def wire_items(items: Sequence[Item]) -> list[dict[str, object]]:
    """Items as an order's body takes them."""
    return [{"variant_id": number_id(each.variant), "qty": each.count} for each in items]


# -- Carts ----------------------------------------------------------------------------------------


def put_in_cart(person: Subscriber, cart: Cart, variant_id: str, title: str, count: int) -> list[Edit]:
    """Have so many of a variant in a cart, whatever is there; none takes it out.

    The host can only add to a line or drop it. So a line that is there is dropped and added again: each
    of the two has an inverse, and an undo takes both back. What the line costs then is left out until the cart is
    read again; that isn't done for it.

    Args:
        person: whose cart.
        cart: the cart as it is.
        variant_id: of what.
        title: what to call it.
        count: how many.
    """
    held = cart.item(variant_id)
    summary = f"Add {count} × {title} to the cart of {person.title}"
    put = _line(_add(person, variant_id, count), summary, person, _without(cart, variant_id), title)
    puts = [put] if count else []
    if held is None or not held.count:
        return puts
    if not count:
        return [_dropped(person, cart, held, title)]
    line = {key: value for key, value in held.raw.items() if key != "subtotal"}
    answers = ((CART.one_call(person.user_ns), _with_line(variant_id, {**line, held.counted_by: count})),)
    dropped = replace(_dropped(person, cart, held, title), first_of=put, settled=True)
    return [dropped, replace(put, answers=answers, settled=True)]


def _with_line(variant_id: str, line: Mapping[str, object]) -> Patch:
    """Makes of a cart one in which a variant's line is this, where it has been put in."""

    def patch(cart: Json) -> Json:
        items = Cart.read(cart).items
        return {**cart, "items": [line if each.variant == variant_id else each.raw for each in items]}

    return patch


def empty_cart(person: Subscriber, cart: Cart) -> list[Edit]:
    """Take everything out of a cart.

    The host can empty it at once, but only a line at a time can be put back: so all lines but the last are
    dropped one by one, each with its inverse.
    """
    lines = [each for each in cart.items if each.count]
    if not lines:
        return []
    last = lines[-1]
    call = Call.of("flowBotUserEmptyCart", body={"user_ns": person.user_ns})
    rest = {**cart.raw, "items": [last.raw]}
    named = {"pieces": f"quantity of {last.title}"}  # of the others nothing is left by then
    emptied = CART.edit(call, f"Empty the cart of {person.title}", person.row_id, rest, named)
    return [
        *(_dropped(person, cart, each, each.title) for each in lines[:-1]),
        replace(emptied, inverse=_add(person, last.variant, last.count), lost=()),
    ]


def cart_paid(person: Subscriber, details: Mapping[str, str]) -> Edit:
    """Mark a cart as paid: it becomes an order, and the subscriber hears of it."""
    return Edit(
        Call.of("flowBotUserCartPaid", body={"user_ns": person.user_ns, **details}),
        f"Mark the cart of {person.title} as paid",
        person.row_id,
        touches=(Touch(SUBSCRIBER, person.row_id),),
    )


def _dropped(person: Subscriber, cart: Cart, item: Item, title: str) -> Edit:
    summary = f"Remove {item.count} × {title} from the cart of {person.title}"
    return _line(_remove(person, item.variant), summary, person, cart.raw, title)


def _line(call: Call, summary: str, person: Subscriber, seen: object, title: str) -> Edit:
    """An edit of one line of a cart."""
    return CART.edit(
        call, summary, person.row_id, seen, {f"items.{call.json['variant_id']}": f"quantity of {title}"}
    )


def _without(cart: Cart, variant_id: str) -> dict[str, object]:
    """A cart as it is once a line was dropped."""
    return {**cart.raw, "items": [each.raw for each in cart.items if each.variant != variant_id]}


def _add(person: Subscriber, variant_id: str, count: int) -> Call:
    body = {"user_ns": person.user_ns, "variant_id": number_id(variant_id), "qty": count}
    return Call.of("flowBotUserAddToCart", body=body)


def _remove(person: Subscriber, variant_id: str) -> Call:
    body = {"user_ns": person.user_ns, "variant_id": number_id(variant_id)}
    return Call.of("flowBotUserRemoveFromCart", body=body)


_WORDS = {
    "compare_price": "compare-at price",
    "qty": "stock",
    "track_stock": "stock tracking",
    "allow_no_stock_sell": "selling without stock",
    "variant_1_value": "first option",
    "variant_2_value": "second option",
    "sku": "SKU",
}


def _named(changes: Mapping[str, object]) -> str:
    return ", ".join(_WORDS.get(name, name.replace("_", " ")) for name in changes)
