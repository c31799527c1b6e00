# SPDX-License-Identifier: MIT
"""What was said in the chats that were read, found by its words; the host can't search them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from flotui.api.call import Call
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.base import Reader
from flotui.repositories.subscribers import SUBSCRIBER


class Said(msgspec.Struct, frozen=True):
    """A message, and in whose chat it is."""

    message: ChatMessage
    user_ns: str
    name: str
    """What the person is called; the id where their row isn't here."""


async def find(reader: Reader, words: Sequence[str], limit: int) -> list[Said]:
    """The messages that are here and have every word, the newest first. The host is not asked.

    Args:
        reader: reads through the cache.
        words: what they must have, compared without case and accents.
        limit: how many are enough.
    """
    found = await reader.cache.finder.spoken(words, limit)
    messages = [(ChatMessage.read(body), _whose(key)) for key, body in found]
    people = await reader.cache.bodies(SUBSCRIBER.name, {user_ns for _, user_ns in messages})
    names = {user_ns: Subscriber.read(body).title for user_ns, body in people.items()}
    return [Said(message, user_ns, names.get(user_ns, user_ns)) for message, user_ns in messages]


def _whose(key: str) -> str:
    """In whose chat it is that the key of a list is of."""
    return str(dict(Call.from_key(key).query).get("user_ns", ""))
