# SPDX-License-Identifier: MIT
"""How writes of the shop say what becomes of an order, a cart, a variant, the week's hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.api.models.shop import Cart, Item, OpeningDay, Order, days_of, number_id
from flotui.repositories.edit import Patch, Touch
from flotui.repositories.kinds import AnyKind, Owner
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.targets import AnswerTarget, Keys, NoWay, Values
from flotui.store.journal import Change


class Week(AnswerTarget):
    """Business hours: all days at once. Paths are the days' ids; a value is a day's hours."""

    whole = True
    _SPAN = ("option", "start", "end", "start_2", "end_2")

    def __init__(self, reads: Call) -> None:
        """
        Args:
            reads: what reads the week.
        """
        super().__init__(None, lambda _: reads, lambda _: "")

    def found(self, call: Call, data: object) -> object:
        """The week, also where it is a single day."""
        return data

    def sets(self, call: Call, row: object = None) -> Values:
        """Each day's hours."""
        return {str(each["id"]): self._hours(OpeningDay.read(each)) for each in call.json["data"]}

    def _hours(self, day: OpeningDay) -> dict[str, str]:
        return {name: str(getattr(day, name)) for name in self._SPAN}

    def has(self, row: object, path: str) -> object:
        """The day's hours."""
        return next((self._hours(day) for day in days_of(row) if day.id == path), None)

    def name(self, path: str) -> str:
        """The day's name."""
        return OpeningDay(id=path).title

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The week with these days, and the others as the host has them."""
        days = days_of(row) if row is not None else [OpeningDay.read(each) for each in call.json["data"]]
        data = [{"id": day.id, "name": day.title, **values.get(day.id, self._hours(day))} for day in days]
        return Call.of(call.operation_id, body={"data": data})

    def along(self, call: Call, row: object) -> object:
        """The other days."""
        return row

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The week with the new days."""
        new = {each.path: each.after for each in changes}

        def patch(week: object) -> object:
            rows = week if isinstance(week, list) else [week]
            return [{**each, **new.get(str(each.get("id")), {})} for each in rows if isinstance(each, dict)]

        return patch


class OrderKeys(Keys):
    """What an order says, and its items: those all at once. Their paths are `items.1001`, a value is how many."""

    def __init__(self, kind: AnyKind, by: str, *, fixed: Sequence[str] = ()) -> None:
        """
        Args:
            kind: that of orders.
            by: the argument that says which order.
            fixed: the keys of the body that say which order, and whose.
        """
        super().__init__(
            kind, lambda given: kind.one_call(str(given[by])), lambda given: str(given[by]), fixed=fixed
        )

    def replaces(self, changes: Sequence[Change]) -> bool:
        """Where items change: all of them are sent."""
        return any(each.path.startswith("items.") for each in changes)

    def sets(self, call: Call, row: object = None) -> Values:
        """How many of each item, 0 of those that are no longer in it; the rest by key."""
        found = dict(super().sets(call))
        if "items" in found:
            items = found.pop("items")
            found |= dict.fromkeys((f"items.{variant}" for variant in self._counts(row)), 0)
            found |= {f"items.{item['variant_id']}": item["qty"] for item in items}
        return found

    def has(self, row: object, path: str) -> object:
        """How many there are; what the order says."""
        key, _, variant = path.partition(".")
        return self._counts(row).get(variant, 0) if variant else super().has(row, key)

    @staticmethod
    def _counts(row: object) -> dict[str, int]:
        return {each.variant: each.count for each in Order.read(row).items}

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The items of the host with these changes; the rest by key."""
        counts = {
            path.partition(".")[2]: count for path, count in values.items() if path.startswith("items.")
        }
        plain = {path: value for path, value in values.items() if not path.startswith("items.")}
        made = super().setting(call, plain, row)
        if not counts:
            return made
        held = (
            self._counts(row)
            if row is not None
            else {
                path.partition(".")[2]: count
                for path, count in self.sets(call).items()
                if path.startswith("items.")
            }
        )
        items = [
            {"variant_id": number_id(variant), "qty": count}
            for variant, count in {**held, **counts}.items()
            if count
        ]
        if not items:
            raise NoWay("items")
        return Call.of(call.operation_id, path=dict(call.path), body={**made.json, "items": items})

    def along(self, call: Call, row: object) -> object:
        """All items, where some are set; what must be sent along."""
        along = dict(row) if isinstance(row, dict) else {}
        items = {"items": along["items"]} if "items" in call.json and "items" in along else {}
        kept = super().along(call, row)
        return {**(kept if isinstance(kept, dict) else {}), **items}

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The order with its new values and counts; of an item that is new, only the id and the count.

        What it costs then, only the host knows: that is left out until the order is read again.
        """
        counts = {each.path.partition(".")[2]: each for each in changes if each.path.startswith("items.")}
        plain = super().patch([each for each in changes if not each.path.startswith("items.")])

        def patch(row: dict[str, object]) -> dict[str, object]:
            row = plain(row)
            if not counts or not isinstance(row.get("items"), list):
                return row
            items = _with_counts(Order.read(row).items, counts)
            kept = {name: value for name, value in row.items() if name not in ("total", "total_price")}
            return {**kept, "items": items, "num_of_items": sum(self._counts({"items": items}).values())}

        return patch


class CartLine(AnswerTarget):
    """How many of something are in a cart. Paths are `items.1001`, 0 is none; and `pieces`, how many of all."""

    def __init__(self, cart: AnyKind, person: RowKind[Model]) -> None:
        """
        Args:
            cart: the kind of carts, which are cached as whole answers.
            person: the kind of those whose they are.
        """
        super().__init__(None, lambda given: cart.one_call(str(given[cart.by])), lambda _: "")
        self._person = person

    def sets(self, call: Call, row: object = None) -> Values:
        """How many there are of it afterwards; no piece at all where the cart is emptied."""
        if call.operation_id == "flowBotUserEmptyCart":
            return {"pieces": 0}
        return {f"items.{call.json['variant_id']}": call.json.get("qty", 0)}

    def has(self, row: object, path: str) -> object:
        """How many there are."""
        cart = Cart.read(row)
        if path == "pieces":
            return sum(each.count for each in cart.items)
        item = cart.item(path.partition(".")[2])
        return item.count if item is not None else 0

    def restores(self, inverse: Call, path: str) -> bool:
        """How many pieces there are comes back with the line that is put in again."""
        return path == "pieces" or super().restores(inverse, path)

    def name(self, path: str) -> str:
        """The line by its variant's id."""
        return "number of pieces in the cart" if path == "pieces" else f"variant {path.partition('.')[2]}"

    def replaces(self, changes: Sequence[Change]) -> bool:
        """Where a line is put in on top of what is there: only the difference is sent."""
        return any(each.path != "pieces" and each.before and each.after for each in changes)

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The operation that puts in what a line lacks, or takes the line out.

        The host can only add to a line or drop it: it has no form for fewer than there are.
        """
        ((path, count),) = values.items()
        if path == "pieces":
            if count:
                raise NoWay(path)
            return call
        variant = path.partition(".")[2]
        body = {"user_ns": call.json["user_ns"], "variant_id": number_id(variant)}
        if not count:
            return Call.of("flowBotUserRemoveFromCart", body=body)
        adds = call.operation_id == "flowBotUserAddToCart"
        held = self.has(row, path) if adds and row is not None else 0  # the others leave none of it
        if (lacking := count - held) <= 0:
            raise NoWay(path, f"{held} are in the cart now, and the host can't take out some of them")
        return Call.of("flowBotUserAddToCart", body={**body, "qty": lacking})

    def along(self, call: Call, row: object) -> object:
        """The cart."""
        return row

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The cart with so many. What it costs only the host knows: that is left out until it is read again."""

        def patch(row: dict[str, object]) -> dict[str, object]:
            for each in changes:
                counts = {} if each.path == "pieces" else {each.path.partition(".")[2]: each}
                kept = [] if each.path == "pieces" else Cart.read(row).items
                row = {**row, "items": _with_counts(kept, counts)}
            return {key: value for key, value in row.items() if key not in ("total", "total_price")}

        return patch

    def touches(self, call: Call, changes: Sequence[Change]) -> tuple[Touch, ...]:
        """The subscriber whose cart it is."""
        return (Touch(self._person, str(call.json["user_ns"])),)


def _with_counts(held: Sequence[Item], changes: Mapping[str, Change]) -> list[dict[str, object]]:
    """The lines of an order or a cart with other counts. What a line costs is left out until it is read again.

    Args:
        held: the lines.
        changes: by variant, how many there are afterwards.
    """
    lines = []
    for each in held:
        change = changes.get(each.variant)
        if change is None:
            lines.append(each.raw)
        elif change.after:
            kept = {name: value for name, value in each.raw.items() if name != "subtotal"}
            lines.append({**kept, each.counted_by: change.after})
    known = {each.variant for each in held}
    for variant, change in changes.items():
        if variant not in known and change.after:
            lines.append({"id": number_id(variant), "name": change.name, "num": change.after})
    return lines


class VariantKeys(Keys):
    """A variant's values. Its product's row holds some of them too."""

    def __init__(self, kind: AnyKind, product: Owner) -> None:
        """
        Args:
            kind: that of variants.
            product: the product under which one stands.
        """
        super().__init__(kind, kind.reads_given, kind.row_given)
        self._owner = product

    def has(self, row: object, path: str) -> object:
        """The value; short rows call the options otherwise."""
        found = super().has(row, path)
        if found is None and path in ("variant_1_value", "variant_2_value"):
            return super().has(row, path.replace("variant", "option"))
        return found

    def touches(self, call: Call, changes: Sequence[Change]) -> tuple[Touch, ...]:
        """The variant's row, and its product's."""
        product_id = dict(call.path)[self._owner.argument]
        return (
            *super().touches(call, changes),
            Touch(self._owner.kind, product_id, in_product(self.row_id(call), changes)),
        )


def in_product(variant_id: str, changes: Sequence[Change]) -> Patch:
    """A cached product as it is after one of its variants was changed.

    Args:
        variant_id: which.
        changes: what of it was changed.
    """
    new = {each.path: each.after for each in changes}
    delta = next((_difference(each) for each in changes if each.path == "qty"), 0)

    def patch(row: dict[str, object]) -> dict[str, object]:
        listed = row.get("variants")
        changed = dict(row)
        if isinstance(listed, list):
            changed["variants"] = [
                {**each, **{name: new[name] for name in new if name in each}}
                if isinstance(each, dict) and str(each.get("id")) == variant_id
                else each
                for each in listed
            ]
        total = row.get("total_qty")
        if delta and isinstance(total, int):
            changed["total_qty"] = total + delta
        return changed

    return patch


def _difference(change: Change) -> int:
    try:
        return int(float(change.after or 0)) - int(float(change.before or 0))
    except (TypeError, ValueError):
        return 0
