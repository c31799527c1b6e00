# SPDX-License-Identifier: MIT
"""People who write: a script of what is said in the chats, now, earlier, or when its time comes.

What is due is said when the next request comes, so nothing runs while nobody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from flotui.sandbox.clock import Clock
from flotui.sandbox.people import Person
from flotui.sandbox.world import World

_KINDS = ("in", "out", "agent", "note", "system")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of the script: something that is said, or a conversation that changes hands."""

    who: str = ""
    """The subscriber's id; empty for everybody, where only `status` or `agent_id` is said."""
    text: str = ""
    kind: str = "in"
    """`in`, `out`, `agent`, `note` or `system`."""
    media: str = "text"
    payload: Mapping[str, Any] = field(default_factory=dict)
    username: str = ""
    """What the agent is called whose word it is."""
    ago: int = 0
    """How many seconds ago it was said."""
    after: int = 0
    """In how many seconds it will be said."""
    status: str = ""
    """What the conversation becomes; `open` where somebody writes and nothing is said."""
    agent_id: int | None = None
    """Whom it is assigned to from then on; 0 for nobody."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """The line that a JSON object describes.

        Raises:
            ValueError: when it is none.
        """
        try:
            found = cls(**given)
        except TypeError as error:
            raise ValueError(str(error)) from None
        if found.kind not in _KINDS:
            raise ValueError(f"kind: one of {', '.join(_KINDS)}")
        if found.text and not found.who:
            raise ValueError("who: whose chat it is said in")
        return found


class Arrivals:
    """What is still to be said in a world."""

    def __init__(self, world: World, clock: Clock) -> None:
        """Nothing is to be said yet.

        Args:
            world: whose chats.
            clock: says what is due.
        """
        self._world = world
        self._clock = clock
        self._due: list[tuple[int, Arrival]] = []

    def add(self, line: Arrival) -> None:
        """Say something now, or when its time comes.

        Raises:
            Refusal: 404 when the bot has none of that id.
        """
        now = self._clock.timestamp()
        if not line.after:
            self._say(line, now - line.ago)
            return
        self._world.people.index_of(line.who)
        self._due.append((now + line.after, line))

    def come(self) -> None:
        """Say what is due."""
        now = self._clock.timestamp()
        due = [each for each in self._due if each[0] <= now]
        self._due = [each for each in self._due if each[0] > now]
        for at, line in sorted(due, key=lambda each: each[0]):
            self._say(line, at)

    def _say(self, line: Arrival, at: int) -> None:
        people = self._world.people
        if not line.who:
            for index in people.indexes():
                _hand_over(people.edit(people.crowd.ns(index)), line)
            return
        person = people.edit(line.who)
        _hand_over(person, line)
        if not (line.text or line.payload):
            return
        self._world.chats.add(
            person.index,
            line.kind,
            line.text,
            media=line.media,
            payload=dict(line.payload) or None,
            username=line.username,
            at=at,
        )
        if line.kind not in ("note", "system"):
            person.last_message_at = max(at, person.last_message_at)
            person.last_message_type = line.media
        if line.kind == "in":
            person.interacted_at = max(at, person.interacted_at)
            if not line.status and person.status not in ("open", "pending"):
                person.status = "open"


def _hand_over(person: Person, line: Arrival) -> None:
    if line.status:
        person.status = line.status
    if line.agent_id is not None:
        person.agent_id = line.agent_id or None
