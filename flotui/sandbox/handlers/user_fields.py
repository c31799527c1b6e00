# SPDX-License-Identifier: MIT
"""The bot's user fields."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, invalid, named, ok, page_of
from flotui.sandbox.world import World


@answers("flowUserFields")
def user_fields(world: World, received: Received) -> Row:
    """The user fields."""
    return page_of(received, named(received, world.user_fields.rows()))


@answers("flowCreateUserField")
def create_user_field(world: World, received: Received) -> Row:
    """Make a user field. Its name must be new."""
    name = received.text("name")
    if world.user_fields.find(name):
        raise invalid("name", "The name has already been taken.")
    row = {"name": name, "var_type": received.body["var_type"], "description": received.text("description")}
    return data(world.user_fields.add({**row, "value": None}))


@answers("flowUpdateUserField")
def update_user_field(world: World, received: Received) -> Row:
    """Rename a user field. Its type stays."""
    world.user_fields.update(received.text("var_ns"), received.body, ("name", "display_type"))
    return ok()


@answers("flowDeleteUserField")
def delete_user_field(world: World, received: Received) -> Row:
    """Delete a user field, and everybody's value in it."""
    world.user_fields.remove(received.text("var_ns"))
    return ok()


@answers("flowDeleteUserFieldByName")
def delete_user_field_by_name(world: World, received: Received) -> Row:
    """Delete the user field of that name."""
    world.user_fields.remove(world.user_fields.called(received.text("name"))["var_ns"])
    return ok()
