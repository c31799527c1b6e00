# SPDX-License-Identifier: MIT
"""The bot's subscribers: the crowd of the seed with what was changed since laid over it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.clock import stamp
from flotui.sandbox.dice import Dice
from flotui.sandbox.reply import not_found
from flotui.sandbox.seed.crowd import FIELD_POSITIONS, FIRST_USER, Crowd


@dataclass(slots=True)
class Person:
    """One subscriber."""

    index: int
    user_ns: str
    user_id: str
    name: str
    first_name: str
    last_name: str
    phone: str | None
    email: str | None
    channel: str
    subscribed: str
    gender: str | None = None
    language: str | None = None
    locale: str | None = None
    profile_pic: str | None = None
    status: str = "open"
    is_subscribed: bool = True
    interacted_at: int = 0
    last_message_at: int = 0
    last_message_type: str | None = None
    opted_in_email: str | None = None
    opted_in_sms: str | None = None
    opted_in_through: str | None = None
    agent_id: int | None = None
    agent_group_id: int | None = None
    lead_source: str | None = None
    lead_status: str | None = None
    paused_until: int = 0
    """Until when the bot is paused (unix seconds)."""
    tags: list[str] = field(default_factory=list)
    """Ids of tags. One that was deleted from the bot may still be in it: rows leave it out."""
    labels: list[str] = field(default_factory=list)
    """Ids of labels, as text."""
    values: dict[str, str | None] = field(default_factory=dict)
    """What user fields were set to, by id, over the seed's values."""

    @property
    def folded_name(self) -> str:
        """The name as the filter compares it."""
        return self.name.casefold()


class People:
    """Finds, changes and lists subscribers."""

    def __init__(self, crowd: Crowd) -> None:
        """Start with the crowd as it is.

        Args:
            crowd: the seed's subscribers.
        """
        self.crowd = crowd
        self.changed: dict[int, Person] = {}
        """Everybody who was written to, or made; by index."""
        self._gone: set[int] = set()
        self._next = crowd.size
        self._columns: dict[str, Sequence[object]] = {}
        self._moved: dict[int, None] = {}
        """Who has moved to the front of the host's list, the first of them first."""
        self._stirs = 0

    def indexes(self) -> Sequence[int]:
        """Everybody's index in the host's order: who moved to the front, those made last, then the seed's."""
        made = [index for index in range(self._next - 1, self.crowd.size - 1, -1) if index not in self._gone]
        seeded: Sequence[int] = range(self.crowd.size)
        if self._gone:
            seeded = [index for index in seeded if index not in self._gone]
        if self._moved:
            moved = [index for index in reversed(self._moved) if index not in self._gone]
            return [*moved, *(index for index in (*made, *seeded) if index not in self._moved)]
        return [*made, *seeded] if made else seeded

    def stir(self) -> None:
        """Somebody far behind in the list moves to its front, as one who writes does on some hosts."""
        order = self.indexes()
        if order:
            self._stirs += 1
            mover = order[Dice(self.crowd.seed, "stirred", self._stirs).below(len(order))]
            self._moved.pop(mover, None)
            self._moved[mover] = None

    def column(self, attribute: str) -> Sequence[object]:
        """One attribute of all of the seed's people; kept, since a filter asks again."""
        if attribute not in self._columns:
            describe = getattr(self.crowd, attribute)
            self._columns[attribute] = [describe(index) for index in range(self.crowd.size)]
        return self._columns[attribute]

    def person(self, index: int) -> Person:
        """The subscriber of that index; a copy of the seed's unless somebody wrote to it."""
        return self.changed.get(index) or self._described(index)

    def index_of(self, user_ns: str) -> int:
        """The index of a subscriber's id.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        head, _, number = user_ns.partition(f"{DEMO_PREFIX}u")
        index = int(number) - FIRST_USER if not head and number.isdecimal() else -1
        if not 0 <= index < self._next or index in self._gone:
            raise not_found("Bot user")
        return index

    def get(self, user_ns: str) -> Person:
        """The subscriber of that id, to read.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        return self.person(self.index_of(user_ns))

    def edit(self, user_ns: str) -> Person:
        """The subscriber of that id, to change: what is set on it stays.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        return self._kept(self.index_of(user_ns))

    def index_of_user_id(self, user_id: str) -> int:
        """The index of the subscriber who has that id on the channel.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        for person in self.changed.values():
            if person.user_id == user_id:
                return person.index
        column = self.column("user_id")
        index = column.index(user_id) if user_id in column else -1
        if index < 0 or index in self._gone:
            raise not_found("Bot user")
        return index

    def edit_by_user_id(self, user_id: str) -> Person:
        """The subscriber who has that id on the channel, to change.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        return self._kept(self.index_of_user_id(user_id))

    def create(self, *, name: str, phone: str | None, email: str | None, now: str) -> Person:
        """Make a subscriber. A phone that is known already makes a second one with it."""
        index = self._next
        self._next += 1
        person = Person(
            index=index,
            user_ns=self.crowd.ns(index),
            user_id="".join(each for each in phone or "" if each.isdecimal()) or f"api{index}",
            name=name,
            first_name=name.partition(" ")[0],
            last_name=name.partition(" ")[2],
            phone=phone,
            email=email,
            channel="whatsapp_cloud" if phone else "api",
            subscribed=now,
        )
        self.changed[index] = person
        return person

    def remove(self, user_ns: str) -> None:
        """Delete a subscriber.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        index = self.index_of(user_ns)
        self._gone.add(index)
        self.changed.pop(index, None)

    def value(self, index: int, var_ns: str) -> str | None:
        """What a subscriber has in a user field."""
        person = self.changed.get(index)
        if person is not None and var_ns in person.values:
            return person.values[var_ns]
        place = FIELD_POSITIONS.get(var_ns)
        return None if place is None or index >= self.crowd.size else self.crowd.field(index, place)

    def values(self, index: int) -> Mapping[str, str | None]:
        """What a subscriber has in the user fields, by id; one that is not in it is empty."""
        values: dict[str, str | None] = {}
        if index < self.crowd.size:
            values.update(zip(FIELD_POSITIONS, self.crowd.fields(index), strict=True))
        person = self.changed.get(index)
        return values | person.values if person else values

    def _kept(self, index: int) -> Person:
        if index not in self.changed:
            self.changed[index] = self._described(index)
        return self.changed[index]

    def _described(self, index: int) -> Person:
        crowd, start = self.crowd, self.crowd.start
        kind: Any = type(crowd)
        lasting, at, opted, tags, labels = _described_at_zero(kind, crowd.seed, crowd.size, index)
        subscribed, interacted, last_message = at
        email, sms = (stamp(start + each) if isinstance(each, int) else each for each in opted)
        return Person(
            **lasting,
            subscribed=stamp(start + subscribed),
            interacted_at=start + interacted,
            last_message_at=start + last_message,
            opted_in_email=email,
            opted_in_sms=sms,
            tags=list(tags),
            labels=list(labels),
        )


class _AtZero(NamedTuple):
    """A subscriber of a world that was made at moment 0: its moments are those of any other, less its start."""

    lasting: dict[str, Any]
    """What doesn't depend on the moment, by the names of `Person`."""
    at: tuple[int, int, int]
    """When they subscribed, last did something, and the last message went."""
    opted: tuple[int | str | None, int | str | None]
    """When they agreed to e-mail, and to SMS."""
    tags: tuple[str, ...]
    labels: tuple[str, ...]


@functools.lru_cache(maxsize=4096)
def _described_at_zero(kind: type[Crowd], seed: int, size: int, index: int) -> _AtZero:
    """Work a subscriber out once for all pages, and all worlds, that they are in."""
    crowd = kind(seed, size, 0)
    first, last = crowd.names(index)
    language, locale = crowd.language(index)
    lasting = {
        "index": index,
        "user_ns": crowd.ns(index),
        "user_id": crowd.user_id(index),
        "name": crowd.name(index),
        "first_name": first,
        "last_name": last,
        "phone": crowd.phone(index),
        "email": crowd.email(index),
        "channel": crowd.channel(index),
        "gender": crowd.gender(index),
        "language": language,
        "locale": locale,
        "profile_pic": f"https://files.example.com/avatars/{index % 40}.png" if index % 3 else "",
        "status": crowd.status(index),
        "is_subscribed": crowd.is_subscribed(index),
        "last_message_type": crowd.last_message_type(index),
        "opted_in_through": None if index % 4 else "widget",
        "agent_id": crowd.agent_id(index),
        "lead_source": crowd.lead_source(index),
        "lead_status": None if index % 2 else "",
    }
    at = (crowd.subscribed_at(index), crowd.interacted_at(index), crowd.last_message_at(index))
    opted = (crowd.opted_at(index, "email"), crowd.opted_at(index, "sms"))
    return _AtZero(lasting, at, opted, crowd.tags(index), crowd.labels(index))
