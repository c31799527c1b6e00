# SPDX-License-Identifier: MIT
"""Reading chats."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import DEFAULT_LIMIT, Row, data, invalid
from flotui.sandbox.world import World

_INCLUDED = {"include_bot": ("out", "agent"), "include_note": ("note",), "include_system": ("system",)}


@answers("flowBotUserChatMessages")
def chat_messages(world: World, received: Received) -> Row:
    """A subscriber's messages, newest first. Only inbound ones, unless others are asked for."""
    query = received.query
    rows = world.chats.messages(_index(world, received))
    kinds = {"in"}.union(*(kinds for name, kinds in _INCLUDED.items() if query.get(name) == "1"))
    begin, end = received.number("start_time", 0), received.number("end_time", 1 << 40)
    media = query.get("msg_type", "")
    found = [
        row
        for row in reversed(rows)
        if row["type"] in kinds and begin <= row["ts"] <= end and media in ("", row["msg_type"])
    ]
    return data(found[: received.number("limit", DEFAULT_LIMIT)])


@answers("flowBotUserChatMessagesByMids")
def messages_by_mids(world: World, received: Received) -> Row:
    """The messages of these mids; those that there are not are left out."""
    found = (world.chats.by_mid(str(mid)) for mid in received.body["mids"])
    return data([row for row in found if row is not None])


def _index(world: World, received: Received) -> int:
    if user_ns := received.query.get("user_ns"):
        return world.people.index_of(user_ns)
    if user_id := received.query.get("user_id"):
        return world.people.index_of_user_id(user_id)
    raise invalid("user_ns", "The user_ns field is required when user_id is not present.")
