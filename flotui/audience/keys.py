# SPDX-License-Identifier: MIT
"""The keys of the query language, and what each takes."""

from __future__ import annotations

from typing import Final

import msgspec


class Key(msgspec.Struct, frozen=True):
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
        Key("tag", "tag:vip", "carries the tag"),
        Key("label", 'label:"big spender"', "carries the team label"),
        Key("channel", "channel:whatsapp", "writes on the channel", "one channel"),
        Key("status", "status:open,pending", "the conversation's status", "one status"),
        Key("agent", "agent:me", "whom the conversation is assigned to: me, none, a name", "one agent"),
        Key("field", "field.city=Lima", "a user field's value: = != < <= > >= ~ :"),
        Key("has", "has:phone", "has a value at all"),
        Key("seen", "seen:<24h", "when they last interacted"),
        Key("last", "last:>30d", "when the last message was, from either side"),
        Key("joined", "joined:2026-01..2026-03", "when they subscribed"),
        Key("phone", "phone:+5511900004410", "the phone number, in any form"),
        Key("email", "email:ana@example.com", "the e-mail address, or a part"),
        Key("name", "name:souza", "the name, or a part"),
        Key("id", "id:f123u456", "the id", "one id"),
        Key("segment", 'segment:"Big spenders"', "in the segment; only the host knows"),
        Key("event", "event:purchase", "had the custom event; only the host knows"),
        Key("bot", "bot:24h", "the bot wrote in the last 24 hours; only the host knows"),
        Key("optin", "optin:email", "opted in to email or sms"),
        Key("paused", "paused:yes", "whether the bot is paused for them", "one answer to that"),
        Key("subscribed", "subscribed:yes", "whether they get messages", "one answer to that"),
        Key("gender", "gender:female", "the gender", "one gender"),
        Key("lang", "lang:pt", "the language", "one language"),
        Key("saved", 'saved:"old ones"', "another saved filter"),
    )
}
"""Every key, by its name."""

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
