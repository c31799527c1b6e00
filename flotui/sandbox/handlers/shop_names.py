# SPDX-License-Identifier: MIT
"""Product types, vendors and product tags, which are names and nothing more; and locations."""

from __future__ import annotations

from collections.abc import Callable

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, invalid, named, ok, page_of
from flotui.sandbox.shop import Shop
from flotui.sandbox.table import Table
from flotui.sandbox.world import World

_LOCATION = ("name", "address", "lat", "lng", "note")


def _answer_names(plural: str, single: str, argument: str, table: Callable[[Shop], Table]) -> None:
    """Register the five operations of one kind of name."""

    @answers(plural)
    def listing(world: World, received: Received) -> Row:
        return page_of(received, named(received, table(world.shop).rows()))

    @answers(f"Create{single}")
    def create(world: World, received: Received) -> Row:
        name = received.text("name")
        if table(world.shop).find(name):
            raise invalid("name", "The name has already been taken.")
        return data(table(world.shop).add({"name": name}))

    @answers(f"{single}GetInfo")
    def info(world: World, received: Received) -> Row:
        return data(table(world.shop).get(received.arguments[argument]))

    @answers(f"Update{single}")
    def update(world: World, received: Received) -> Row:
        return data(table(world.shop).update(received.arguments[argument], received.body, ("name",)))

    @answers(f"Delete{single}")
    def delete(world: World, received: Received) -> Row:
        table(world.shop).remove(received.arguments[argument])
        return ok()


_answer_names("Types", "Type", "typeId", lambda shop: shop.types)
_answer_names("Vendors", "Vendor", "vendorId", lambda shop: shop.vendors)
_answer_names("Tags", "Tag", "tagId", lambda shop: shop.product_tags)


@answers("Locations")
def locations(world: World, received: Received) -> Row:
    """The shop's places."""
    return page_of(received, named(received, world.shop.locations.rows()))


@answers("CreateLocation")
def create_location(world: World, received: Received) -> Row:
    """Make a place."""
    return data(world.shop.locations.add({name: received.body.get(name) for name in _LOCATION}))


@answers("LocationGetInfo")
def location(world: World, received: Received) -> Row:
    """One place."""
    return data(world.shop.locations.get(received.arguments["locationId"]))


@answers("UpdateLocation")
def update_location(world: World, received: Received) -> Row:
    """Change a place."""
    return data(world.shop.locations.update(received.arguments["locationId"], received.body, _LOCATION))


@answers("DeleteLocation")
def delete_location(world: World, received: Received) -> Row:
    """Delete a place."""
    world.shop.locations.remove(received.arguments["locationId"])
    return ok()
