# SPDX-License-Identifier: MIT
"""The lists that the host has of a person, each with the file that it becomes in theirs."""

from __future__ import annotations

import msgspec

from flotui.api.call import Call, Scalar

EVENTS = "events.jsonl"
"""The file of all events."""


class DossierPart(msgspec.Struct, frozen=True):
    """A list of the host's, about the person."""

    id: str
    file: str
    noun: str
    """What its rows are called."""
    call: Call
    among: str = ""
    """The event that its rows are of, where they are of everybody: then the person's are picked out."""


def parts_of(user_ns: str) -> list[DossierPart]:
    """The lists that the host has of a person, but for their events."""
    chat: dict[str, Scalar | None] = {
        "user_ns": user_ns,
        "include_bot": 1,
        "include_note": 1,
        "include_system": 1,
    }
    person: dict[str, Scalar | None] = {"user_ns": user_ns}
    return [
        DossierPart("chat", "chat.jsonl", "message", Call.of("flowBotUserChatMessages", query=chat)),
        DossierPart("orders", "orders.jsonl", "order", Call.of("Orders", query=person)),
        DossierPart(
            "conversations",
            "conversations.jsonl",
            "conversation",
            Call.of("flowConversationsData", query=person),
        ),
        DossierPart(
            "handling",
            "handling.jsonl",
            "action of agents",
            Call.of("flowAgentActivityLogData", query=person),
        ),
        DossierPart("errors", "errors.jsonl", "error", Call.of("flowErrorLogData", query=person)),
    ]


def event_part(name: str, event_ns: str) -> DossierPart:
    """A person's part of an event's list, which is of everybody.

    Args:
        name: what the event is called.
        event_ns: its id.
    """
    call = Call.of("flowEventsData", query={"event_ns": event_ns})
    return DossierPart(f"event {event_ns}", EVENTS, "event", call, among=name)
