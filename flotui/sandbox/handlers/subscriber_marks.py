# SPDX-License-Identifier: MIT
"""What is put on a subscriber: tags and labels."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, ok
from flotui.sandbox.world import World


@answers("flowBotUserAddTag", "flowBotUserAddTagByName", "flowBotUserAddTags", "flowBotUserAddTagsByName")
def add_tags(world: World, received: Received) -> Row:
    """Put tags on a subscriber: all, or none where one is not known. Twice is no error."""
    person = world.people.edit(received.text("user_ns"))
    for tag_ns in _tags(world, received):
        if tag_ns not in person.tags:
            person.tags.append(tag_ns)
    return ok()


@answers(
    "flowBotUserRemoveTag",
    "flowBotUserRemoveTagByName",
    "flowBotUserRemoveTags",
    "flowBotUserRemoveTagsByName",
)
def remove_tags(world: World, received: Received) -> Row:
    """Take tags off a subscriber. One that is not on is no error."""
    person = world.people.edit(received.text("user_ns"))
    gone = _tags(world, received)
    person.tags = [tag_ns for tag_ns in person.tags if tag_ns not in gone]
    return ok()


@answers("flowBotUserAddLabelsByName")
def add_labels(world: World, received: Received) -> Row:
    """Put labels on a subscriber: all, or none where one is not known."""
    person = world.people.edit(received.text("user_ns"))
    person.labels += [each for each in _labels(world, received) if each not in person.labels]
    return ok()


@answers("flowBotUserRemoveLabelsByName")
def remove_labels(world: World, received: Received) -> Row:
    """Take labels off a subscriber."""
    person = world.people.edit(received.text("user_ns"))
    gone = _labels(world, received)
    person.labels = [each for each in person.labels if each not in gone]
    return ok()


def _tags(world: World, received: Received) -> list[str]:
    """The ids of the tags in the body, one or many, by id or by name."""
    items = received.body.get("data") or [received.body]
    found = [
        world.tags.get(item["tag_ns"]) if "tag_ns" in item else world.tags.called(item["tag_name"])
        for item in items
    ]
    return [row["tag_ns"] for row in found]


def _labels(world: World, received: Received) -> list[str]:
    return [str(world.labels.called(item["label_name"])["id"]) for item in received.body["data"]]
