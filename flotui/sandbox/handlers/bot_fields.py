# SPDX-License-Identifier: MIT
"""The bot's own fields."""

from __future__ import annotations

from collections.abc import Callable

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, invalid, named, ok, page_of
from flotui.sandbox.seed.fields import cut
from flotui.sandbox.world import World


@answers("flowBotFields")
def bot_fields(world: World, received: Received) -> Row:
    """The bot fields with their values, secrets in plain text."""
    return page_of(received, named(received, world.bot_fields.rows()))


@answers("flowCreateBotField")
def create_bot_field(world: World, received: Received) -> Row:
    """Make a bot field. Its name must be new."""
    name = received.text("name")
    if world.bot_fields.find(name):
        raise invalid("name", "The name has already been taken.")
    row = {
        "name": name,
        "var_type": received.body["var_type"],
        "value": cut(received.body["var_type"], received.text("value")),
        "description": received.text("description"),
        "is_template_field": False,
    }
    return data(world.bot_fields.add(row))


@answers("flowUpdateBotField")
def set_bot_field(world: World, received: Received) -> Row:
    """Set one bot field; over-long values are cut without a word."""
    return ok(**_set(world.bot_fields.get(received.text("var_ns")), received.text("value")))


@answers("flowUpdateBotFieldByName")
def set_bot_field_by_name(world: World, received: Received) -> Row:
    """Set the bot field of that name."""
    return ok(**_set(world.bot_fields.called(received.text("name")), received.text("value")))


@answers("flowUpdateBotFields")
def set_bot_fields(world: World, received: Received) -> Row:
    """Set up to twenty bot fields: all, or none where one is not known."""
    return _set_many(received, world.bot_fields.get, "var_ns")


@answers("flowUpdateBotFieldsByName")
def set_bot_fields_by_name(world: World, received: Received) -> Row:
    """Set up to twenty bot fields by name: all, or none where one is not known."""
    return _set_many(received, world.bot_fields.called, "name")


@answers("flowDeleteBotField")
def delete_bot_field(world: World, received: Received) -> Row:
    """Delete a bot field."""
    world.bot_fields.remove(received.text("var_ns"))
    return ok()


@answers("flowDeleteBotFieldByName")
def delete_bot_field_by_name(world: World, received: Received) -> Row:
    """Delete the bot field of that name."""
    world.bot_fields.remove(world.bot_fields.called(received.text("name"))["var_ns"])
    return ok()


def _set_many(received: Received, find: Callable[[object], Row], key: str) -> Row:
    found = [(find(item[key]), item["value"]) for item in received.body["data"]]
    for row, value in found:
        _set(row, "" if value is None else str(value))
    return ok()


def _set(row: Row, value: str) -> Row:
    row["value"] = cut(row["var_type"], value)
    return row
