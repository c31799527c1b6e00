# SPDX-License-Identifier: MIT
"""Sending to many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flotui.sandbox.audience import audience
from flotui.sandbox.clock import stamp
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Refusal, Row, equal, invalid, ok, page_of
from flotui.sandbox.world import World

_TYPES = ("EMAIL", "SMS", "WHATSAPP_TEMPLATE", "FACEBOOK_NOTIFICATION")
_LIST_LIMIT = 200
_SEGMENT_LIMIT = 10


@answers("flowBotUserBroadcasts")
def broadcasts(world: World, received: Received) -> Row:
    """The broadcasts, newest first. The contract does not say what is in a row."""
    return page_of(received, equal(received, world.broadcasts.rows()[::-1], "status"))


@answers("flowBotUserBroadcast")
def broadcast(world: World, received: Received) -> Row:
    """Send a sub-flow to a list of subscribers, 200 at most."""
    listed = _listed(received, "user_ns_list", _LIST_LIMIT)
    return _start(world, received, [world.people.index_of(user_ns) for user_ns in listed])


@answers(
    "flowBotUserBroadcastByUserId",
    "flowBotUserBroadcastWhatsappTemplateByUserId",
    "flowBotUserBroadcastFacebookUtilityMessageTemplateByUserId",
)
def broadcast_by_user_id(world: World, received: Received) -> Row:
    """Send to a list of ids on the channel. Those that there are not are skipped."""
    indexes = []
    for user_id in _listed(received, "user_id_list", _LIST_LIMIT):
        try:
            indexes.append(world.people.index_of_user_id(user_id))
        except Refusal:
            continue
    return _start(world, received, indexes)


@answers("flowBotUserBroadcastBySegment")
def broadcast_by_segment(world: World, received: Received) -> Row:
    """Send to everybody in any of these segments, 10 at most."""
    listed = _listed(received, "segment_ns", _SEGMENT_LIMIT)
    return _start(world, received, _any(world, "segment_ns", listed))


@answers(
    "flowBotUserBroadcastByTag",
    "flowBotUserBroadcastWhatsappTemplateByTag",
    "flowBotUserBroadcastFacebookUtilityMessageTemplateByTag",
)
def broadcast_by_tag(world: World, received: Received) -> Row:
    """Send to everybody who has any of these tags and none of the excluded ones."""
    wanted, excluded = received.body["tags"], received.body.get("exclude_tags") or ()
    for tag_ns in (*wanted, *excluded):
        world.tags.get(tag_ns)
    spared = set(_any(world, "tag_ns", excluded))
    return _start(world, received, [index for index in _any(world, "tag_ns", wanted) if index not in spared])


@answers("flowBotUserCancelBroadcast")
def cancel(world: World, received: Received) -> Row:
    """Stop a broadcast that has not gone out."""
    row = world.broadcasts.get(received.query["broadcast_ns"])
    if row["status"] not in ("New", "Scheduled"):
        raise Refusal(400, f"A broadcast that is {row['status']} cannot be cancelled.")
    row["status"] = "Cancelled"
    return ok()


@answers("flowBotUserDeleteBroadcast")
def delete(world: World, received: Received) -> Row:
    """Delete a broadcast from the list."""
    world.broadcasts.remove(received.query["broadcast_ns"])
    return ok()


def _listed(received: Received, key: str, most: int) -> list[str]:
    """The ids of a comma-separated text."""
    listed = [each.strip() for each in received.text(key).split(",") if each.strip()]
    if len(listed) > most:
        raise invalid(key, f"The {key} must not have more than {most} items.")
    return listed


def _any(world: World, key: str, listed: Iterable[str]) -> list[int]:
    found: dict[int, None] = {}
    for each in listed:
        found.update(dict.fromkeys(audience(world, {key: each})))
    return list(found)


def _start(world: World, received: Received, indexes: Iterable[int]) -> Row:
    body = received.body
    if body.get("type") and body["type"] not in _TYPES:
        raise invalid("type", "The selected type is invalid.")
    people = [world.people.person(index) for index in indexes]
    reached = [person for person in people if person.is_subscribed]
    what = _what(world, body)
    later = int(body.get("scheduled_time") or 0)
    is_later = later > world.clock.timestamp()
    world.broadcasts.add(
        {
            "name": body.get("name") or what,
            "type": body.get("type") or "WHATSAPP_TEMPLATE",
            "status": "Scheduled" if is_later else "Completed",
            "sub_flow_ns": body.get("sub_flow_ns"),
            "total": len(people),
            "sent": 0 if is_later else len(reached),
            "max_per_minute": int(body.get("max_per_minute") or 60),
            "scheduled_time": stamp(later or world.clock.timestamp()),
            "created_at": world.clock.stamp(),
        }
    )
    if not is_later:
        for person in reached:
            world.chats.add(person.index, "out", f"Broadcast: {what}")
    return ok()


def _what(world: World, body: Mapping[str, Any]) -> str:
    """What is sent, in words: the sub-flow's name or the template's."""
    if sub_flow_ns := body.get("sub_flow_ns"):
        return str(world.sub_flows.get(sub_flow_ns)["name"])
    template = body.get("wa_template") or body.get("facebook_utility_message_template") or {}
    if "wa_template" in body:
        world.whatsapp_templates.called(template["name"])
    return str(template.get("name"))
