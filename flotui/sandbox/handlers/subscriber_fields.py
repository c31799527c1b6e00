# SPDX-License-Identifier: MIT
"""What a subscriber has in the user fields."""

from __future__ import annotations

from collections.abc import Mapping

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, ok
from flotui.sandbox.seed.fields import cut
from flotui.sandbox.world import World


@answers(
    "flowBotUserSetUserField",
    "flowBotUserSetUserFieldByName",
    "flowBotUserSetUserFields",
    "flowBotUserSetUserFieldsByName",
)
def set_fields(world: World, received: Received) -> Row:
    """Set user fields: all, or none where one is not known. Over-long values are cut without a word."""
    person = world.people.edit(received.text("user_ns"))
    for field, item in _fields(world, received):
        person.values[field["var_ns"]] = cut(field["var_type"], _text(item["value"]))
    return ok()


@answers(
    "flowBotUserClearUserField",
    "flowBotUserClearUserFieldByName",
    "flowBotUserClearUserFields",
    "flowBotUserClearUserFieldsByName",
)
def clear_fields(world: World, received: Received) -> Row:
    """Empty user fields."""
    person = world.people.edit(received.text("user_ns"))
    for field, _ in _fields(world, received):
        person.values[field["var_ns"]] = None
    return ok()


def _fields(world: World, received: Received) -> list[tuple[Row, Mapping[str, object]]]:
    """The fields that the body names, one or many, by id or by name, each with its item."""
    items = received.body.get("data") or [received.body]
    return [(_field(world, item), item) for item in items]


def _field(world: World, item: Mapping[str, object]) -> Row:
    if "var_ns" in item:
        return world.user_fields.get(item["var_ns"])
    return world.user_fields.called(item["field_name"] if "field_name" in item else item["name"])


def _text(value: object) -> str:
    """A value as it is kept: as text, whatever the type."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
