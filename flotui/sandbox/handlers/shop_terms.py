# SPDX-License-Identifier: MIT
"""When the shop is open, and what is taken off the price."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, invalid, ok, page_of
from flotui.sandbox.world import World

_OPTIONS = {
    "open": (),
    "close": (),
    "open_1": ("start", "end"),
    "open_2": ("start", "end", "start_2", "end_2"),
}
_QUARTER = re.compile(r"(?:[01]\d|2[0-3]):(?:00|15|30|45)|24:00")
_CODE_TYPES = ("percentage", "amount", "free_shipping")
_REQUIREMENTS = ("none", "price", "qty")
_CODE: Row = {
    "code": "",
    "type": "",
    "discount_percentage": 0,
    "discount_amount": 0,
    "start_time": "",
    "end_time": "",
    "min_require": "none",
    "min_price": None,
    "min_qty": None,
    "has_usage_limit": 0,
    "max_usage_count": 0,
    "once_per_order": 0,
    "one_per_customer": 0,
}


@answers("ShopGetBusinessHours")
def hours(world: World, received: Received) -> Row:
    """The week, a row a day. The contract has one day here; an update takes seven."""
    return data(world.shop.hours)


@answers("ShopUpdateBusinessHours")
def update_hours(world: World, received: Received) -> Row:
    """Change the days in the body: all, or none where one is wrong."""
    days = {str(row["id"]): row for row in world.shop.hours}
    given = received.body["data"]
    for place, row in enumerate(given):
        _check_day(place, row, days)
    for row in given:
        days[str(row["id"])].update({key: row[key] for key in days["1"] if key in row and key != "id"})
    return data(world.shop.hours)


@answers("DiscountCodes")
def codes(world: World, received: Received) -> Row:
    """The discount codes; `code` searches in them."""
    needle = received.query.get("code", "").casefold()
    rows = [row for row in world.shop.codes.rows() if needle in row["code"].casefold()]
    return page_of(received, rows, _code)


@answers("DiscountCodeGetInfo")
def code(world: World, received: Received) -> Row:
    """One code by its id."""
    return data(_code(world.shop.codes.get(received.arguments["codeId"])))


@answers("DiscountCodeGetInfoByCode")
def code_by_code(world: World, received: Received) -> Row:
    """One code by what it says."""
    return data(_code(world.shop.codes.called(received.query["code"], "code")))


@answers("CreateDiscountCode")
def create_code(world: World, received: Received) -> Row:
    """Make a code, which must be new. That it ends before it starts troubles nobody."""
    _check_code(received.body)
    if world.shop.codes.find(received.text("code"), "code"):
        raise invalid("code", "The code has already been taken.")
    given = {name: received.body[name] for name in _CODE if received.body.get(name) is not None}
    return data(_code(world.shop.codes.add({**_CODE, **given})))


@answers("UpdateDiscountCode")
def update_code(world: World, received: Received) -> Row:
    """Change a code: only what is in the body."""
    _check_code(received.body)
    return data(_code(world.shop.codes.update(received.arguments["codeId"], received.body, _CODE)))


@answers("DeleteDiscountCode")
def delete_code(world: World, received: Received) -> Row:
    """Delete a code by its id."""
    world.shop.codes.remove(received.arguments["codeId"])
    return ok()


@answers("DeleteDiscountCodeByCode")
def delete_code_by_code(world: World, received: Received) -> Row:
    """Delete a code by what it says."""
    world.shop.codes.remove(world.shop.codes.called(received.query["code"], "code")["id"])
    return ok()


def _check_day(place: int, row: Mapping[str, object], days: Mapping[str, Row]) -> None:
    if str(row.get("id")) not in days:
        raise invalid(f"data.{place}.id", f"The selected data.{place}.id is invalid.")
    option = str(row.get("option"))
    if option not in _OPTIONS:
        raise invalid(f"data.{place}.option", f"The selected data.{place}.option is invalid.")
    for name in _OPTIONS[option]:
        if not _QUARTER.fullmatch(str(row.get(name))):
            raise invalid(f"data.{place}.{name}", f"The data.{place}.{name} format is invalid.")


def _check_code(given: Mapping[str, object]) -> None:
    for name, choices in (("type", _CODE_TYPES), ("min_require", _REQUIREMENTS)):
        if given.get(name) and given[name] not in choices:
            raise invalid(name, f"The selected {name} is invalid.")
    for name in ("start_time", "end_time"):
        if given.get(name) and not _is_moment(str(given[name])):
            raise invalid(name, f"The {name} does not match the format Y-m-d H:i:s.")


def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return False
    return True


def _code(row: Row) -> Row:
    return {**row, "summary": _summary(row)}


def _summary(row: Row) -> str:
    if row["type"] == "percentage":
        return f"{row['discount_percentage']}% off"
    return "Free shipping" if row["type"] == "free_shipping" else f"{row['discount_amount']} off"
