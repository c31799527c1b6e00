# SPDX-License-Identifier: MIT
"""The bot's tags."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, named, ok, page_of
from flotui.sandbox.world import World


@answers("flowTags")
def tags(world: World, received: Received) -> Row:
    """The tags: just name and id, no counts."""
    return page_of(received, named(received, world.tags.rows()))


@answers("flowCreateTag")
def create_tag(world: World, received: Received) -> Row:
    """Make a tag.

    Reports differ on what a known name does. Here the tag that has exactly that name is answered,
    and nothing is made.
    """
    name = received.text("name")
    return ok(**(world.tags.find(name) or world.tags.add({"name": name})))


@answers("flowDeleteTag")
def delete_tag(world: World, received: Received) -> Row:
    """Delete a tag: nobody has it any more, and its id does not come back."""
    world.tags.remove(received.text("tag_ns"))
    return ok()


@answers("flowDeleteTagByName")
def delete_tag_by_name(world: World, received: Received) -> Row:
    """Delete the tag of that name."""
    world.tags.remove(world.tags.called(received.text("name"))["tag_ns"])
    return ok()
