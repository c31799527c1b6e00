# SPDX-License-Identifier: MIT
"""Who a filter means: the filters of `/subscribers`, and the segments that save them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flotui.sandbox.clock import DAY
from flotui.sandbox.people import Person
from flotui.sandbox.world import World

Test = Callable[[object], bool]
"""Says yes or no to the value of one attribute."""


def audience(world: World, filters: Mapping[str, str]) -> Sequence[int]:
    """The indexes of all who match every filter, in the host's order.

    Args:
        world: the bot.
        filters: query arguments as `/subscribers` takes them, and `tag` for a tag by its name. Others,
            and empty ones, are ignored.
    """
    people = world.people
    indexes = people.indexes()
    for name, wanted in filters.items():
        if wanted and name in _ATTRIBUTES:
            attribute, test = _ATTRIBUTES[name](world, wanted)
            indexes = _narrow(world, indexes, attribute, test)
    if var_ns := filters.get("user_field_ns"):
        wanted = filters.get("user_field_value", "")
        known = var_ns in world.user_fields
        indexes = [each for each in indexes if known and people.value(each, var_ns) == wanted]
    for segment_ns in filter(None, filters.get("segment_ns", "").split(",")):
        inside = set(audience(world, world.segments.get(segment_ns)["_filter"]))
        indexes = [each for each in indexes if each in inside]
    if event_ns := filters.get("event_ns"):
        seen = {row["user_ns"] for row in world.history.events.rows() if row["event_ns"] == event_ns}
        indexes = [each for each in indexes if people.crowd.ns(each) in seen]
    return indexes


def _narrow(world: World, indexes: Sequence[int], attribute: str, test: Test) -> list[int]:
    """Ask the column for those whom nobody touched, and the person for the others."""
    changed = world.people.changed
    column = world.people.column(attribute)
    return [
        index
        for index in indexes
        if test(getattr(changed[index], attribute) if index in changed else column[index])
    ]


def _named(world: World, wanted: str) -> tuple[str, Test]:
    needle = wanted.casefold()
    return "folded_name", lambda name: needle in name


def _exactly(attribute: str) -> Callable[[World, str], tuple[str, Test]]:
    return lambda world, wanted: (attribute, lambda value: value == wanted)


def _holds(attribute: str) -> Callable[[World, str], tuple[str, Test]]:
    return lambda world, wanted: (attribute, lambda values: wanted in values)


def _opted(attribute: str) -> Callable[[World, str], tuple[str, Test]]:
    return lambda world, wanted: (attribute, lambda value: bool(value) == (wanted == "yes"))


def _recent(attribute: str) -> Callable[[World, str], tuple[str, Test]]:
    def filtered(world: World, wanted: str) -> tuple[str, Test]:
        since = world.clock.timestamp() - DAY
        return attribute, lambda moment: (moment >= since) == (wanted == "yes")

    return filtered


def _email(world: World, wanted: str) -> tuple[str, Test]:
    needle = wanted.casefold()
    return "email", lambda email: needle in (email or "").casefold()


def _tag(world: World, wanted: str) -> tuple[str, Test]:
    known = wanted in world.tags
    return "tags", lambda tags: known and wanted in tags


def _tag_named(world: World, wanted: str) -> tuple[str, Test]:
    tag = world.tags.find(wanted)
    return "tags", lambda tags: tag is not None and tag["tag_ns"] in tags


_ATTRIBUTES: dict[str, Callable[[World, str], tuple[str, Test]]] = {
    "name": _named,
    "phone": _exactly("phone"),
    "email": _email,
    "is_channel": _exactly("channel"),
    "is_opt_in_email": _opted("opted_in_email"),
    "is_opt_in_sms": _opted("opted_in_sms"),
    "is_interacted_in_last_24h": _recent("interacted_at"),
    "is_bot_interacted_in_last_24h": _recent("last_message_at"),
    "is_last_message_in_last_24h": _recent("last_message_at"),
    "tag_ns": _tag,
    "tag": _tag_named,
    "label_id": _holds("labels"),
}


def persons(world: World, filters: Mapping[str, str]) -> list[Person]:
    """Everybody who matches every filter."""
    return [world.people.person(index) for index in audience(world, filters)]
