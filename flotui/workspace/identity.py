# SPDX-License-Identifier: MIT
"""Which bot a token opens, as far as it is known, and the ids that belong to another one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.config.profile import Profile
from flotui.store.cache import Cache
from flotui.text.patterns import later
from flotui.workspace.events import Events, QuotaTold

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.repositories.base import Reader

_OWN_ID = later(rb'"(?:user|tag|sub_flow|var|segment)_ns"\s*:\s*"(f\d+)[a-z]')
_NAMESPACE = later(r"(f\d+)[a-z]+\d+")
_ABOUT = "about"
"""The key under which the cache keeps what is known of the bot itself."""


class BotIdentity:
    """A bot's prefix and name: what the profile says, or else what the host's answers show."""

    def __init__(self, profile: Profile, cache: Cache, events: Events) -> None:
        self.prefix = profile.prefix
        """The bot's namespace prefix, `f123`; empty until it is known."""
        self.name = profile.bot
        """The bot's name; empty until it is known."""
        self._cache = cache
        self._events = events

    async def recall(self) -> None:
        """Take the prefix that an earlier run learned, where the profile doesn't say it."""
        about = None if self.prefix else await self._cache.reply(_ABOUT)
        if about is not None and isinstance(about.value, Mapping):
            self.prefix = str(about.value.get("prefix", ""))

    async def learn_prefix(self, reply: Reply) -> None:
        """Learn the prefix from the ids in an answer, until it is known."""
        # As a text, a page can take four times the room.
        match = None if self.prefix else _OWN_ID.search(reply.body)
        if match:
            self.prefix = match[1].decode()
            await self._cache.keep_reply(_ABOUT, _ABOUT, {"prefix": self.prefix})
            self._events.tell(QuotaTold())

    async def learn_name(self, reader: Reader) -> None:
        """Ask for the bot's name where the profile doesn't say it; once a day at most."""
        if self.name:
            return
        bots = Call.of("workspaceBots", query={"limit": 100})
        async for found in reader.object(bots, _named_bots, ttl=86_400, purpose=Purpose.BACKGROUND):
            if found.value and self.prefix in found.value:
                self.name = found.value[self.prefix]
                self._events.tell(QuotaTold())


def _named_bots(rows: object) -> dict[str, str]:
    """The names of a workspace's bots, by their prefixes."""
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {str(row.get("flow_ns")): str(row.get("name")) for row in found if row.get("name")}


def foreign_ids(call: Call, prefix: str) -> Iterator[str]:
    """The namespace ids in a call that belong to another bot.

    Args:
        call: a write.
        prefix: the open bot's prefix; nothing is foreign while it isn't known.
    """
    if not prefix:
        return
    for name, value in itertools.chain(call.path, call.query, _leaves(call.json)):
        match = _NAMESPACE.fullmatch(value) if name.endswith("_ns") else None
        if match and match[1] != prefix:
            yield value


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The strings in a JSON value, each with the key it is under."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name)
    elif isinstance(value, str):
        yield name, value
