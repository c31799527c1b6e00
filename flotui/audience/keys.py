# SPDX-License-Identifier: MIT
"""The keys of the query language, and what each takes."""

from __future__ import annotations

from typing import Final

import msgspec


class QueryKey(msgspec.Struct, frozen=True):
    """A key of the language."""

    name: str
    """As it is written before the colon."""
    example: str
    """A whole term with it."""
    about: str
    """What it asks, in a few words."""
    single: str = ""
    """Where a person has one value of it: what that is called with its article, as a sentence needs it."""


KEYS: Final = {
    each.name: each
    for each in (
        QueryKey("tag", "tag:vip", "carries the tag"),
        QueryKey("label", 'label:"big spender"', "carries the team label"),
        QueryKey("channel", "channel:whatsapp", "writes on the channel", "one channel"),
        QueryKey("status", "status:open,pending", "the conversation's status", "one status"),
        QueryKey("agent", "agent:me", "whom the conversation is assigned to: me, none, a name", "one agent"),
        QueryKey("field", "field.city=Lima", "a user field's value: = != < <= > >= ~ :"),
        QueryKey("has", "has:phone", "has any value"),
        QueryKey("seen", "seen:<24h", "when they last interacted"),
        QueryKey("last", "last:>30d", "when the last message was, from either side"),
        QueryKey("joined", "joined:2026-01..2026-03", "when they subscribed"),
        QueryKey("phone", "phone:+5511900004410", "the phone number, in any form"),
        QueryKey("email", "email:ana@example.com", "the e-mail address, or a part"),
        QueryKey("name", "name:souza", "the name, or a part"),
        QueryKey("id", "id:f123u456", "the id", "one id"),
        QueryKey("segment", 'segment:"Big spenders"', "in the segment; only the host knows"),
        QueryKey("event", "event:purchase", "had the custom event; only the host knows"),
        QueryKey("bot", "bot:24h", "the bot wrote in the last 24 hours; only the host knows"),
        QueryKey("optin", "optin:email", "opted in to email or sms"),
        QueryKey("paused", "paused:yes", "whether the bot is paused for them", "one answer to that"),
        QueryKey("subscribed", "subscribed:yes", "whether they get messages", "one answer to that"),
        QueryKey("gender", "gender:female", "the gender", "one gender"),
        QueryKey("lang", "lang:pt", "the language", "one language"),
        QueryKey("saved", 'saved:"old ones"', "another saved filter"),
    )
}
"""Every key, by its name."""

HAD: Final = ("phone", "email", "name", "tag", "label", "agent", "gender", "lang", "seen", "last", "joined")
"""The keys of what somebody may have or not, beside user fields: `has:` asks for any value of it."""

TIMES: Final = ("seen", "last", "joined")
"""The keys that ask when something was."""

MEANT: Final = {
    "tags": "tag",
    "labels": "label",
    "language": "lang",
    "locale": "lang",
    "mail": "email",
    "tel": "phone",
    "assigned": "agent",
    "assignee": "agent",
    "active": "seen",
    "interacted": "seen",
    "message": "last",
    "messaged": "last",
    "since": "joined",
    "created": "joined",
    "fields": "field",
    "user_field": "field",
    "state": "status",
    "user_ns": "id",
    "filter": "saved",
}
"""Other words for the keys, to offer the right one."""
