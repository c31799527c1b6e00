# SPDX-License-Identifier: MIT
"""What is filled in for each subscriber: `{{first_name}}`, `{{city}}` and the like, and a template with its values so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from flotui.api.models.sending import Template
from flotui.api.models.subscriber import Subscriber
from flotui.text.fold import fold
from flotui.text.patterns import later
from flotui.text.sendable import unfilled

HOLE = later(r"\{\{\s*([^{}\n]+?)\s*\}\}")
"""A placeholder; the group is what it names."""
_OF_PERSON = ("name", "first_name", "last_name", "phone", "email", "language", "user_ns")


def own(name: str) -> bool:
    """Whether a placeholder names what the profile has, not a user field."""
    return any(fold(name) in (each, each.replace("_", " ")) for each in _OF_PERSON)


def value_of(name: str, person: Subscriber) -> str:
    """What a subscriber has in a field of the profile or of the bot, by its name; empty for nothing.

    Args:
        name: the field's name or id.
        person: whose.
    """
    wanted = fold(name)
    for each in _OF_PERSON:
        if wanted in (each, each.replace("_", " ")):
            return str(getattr(person, each))
    found = (each.text for each in person.user_fields if wanted in (fold(each.name), fold(each.var_ns)))
    return next(found, "")


def placeholders(texts: Iterable[str]) -> Iterator[str]:
    """What the placeholders of texts name, each once."""
    return iter(dict.fromkeys(name for text in texts for name in HOLE.findall(text)))


class FilledTemplate(msgspec.Struct, frozen=True):
    """A template with the values of its variables."""

    template: Template
    values: Mapping[str, str]
    """By variable, what was typed; with placeholders, which are filled in for each."""
    fields: Mapping[str, str]
    """The ids of the user fields that these name, by the name in the placeholder."""
    channel: str
    """What it is sent on, as people call it: `WhatsApp`."""
    channels: tuple[str, ...]
    """The channels that are it, as the host names them."""
    facebook: bool = False
    """Whether it is Facebook's, not WhatsApp's."""

    @property
    def personal(self) -> bool:
        """Whether anything is filled in."""
        return any(placeholders(self.values.values()))

    def elsewhere(self, person: Subscriber) -> bool:
        """Whether somebody is on another channel, where it doesn't arrive; not where the host doesn't say on which."""
        return bool(person.channel) and person.channel.lower() not in self.channels

    def of(self, person: Subscriber) -> tuple[dict[str, str], str]:
        """The values for one subscriber.

        Args:
            person: who.

        Returns:
            The values, by variable, and the first placeholder for which they have none; empty where all is filled in.
        """
        known = {name: self._known(name, person) for name in placeholders(self.values.values())}
        values = {
            each: HOLE.sub(lambda hole: known[hole[1]], text) for each, text in self.values.items() if text
        }
        return values, next((name for name, value in known.items() if not value), "")

    def left_out(self, person: Subscriber, lacks: str) -> str:
        """Why somebody doesn't get it, as a sentence; empty where they do.

        Args:
            person: who.
            lacks: the placeholder for which they have no value; see `of`.
        """
        if self.elsewhere(person):
            return f"Not on {self.channel}."
        return f"No {lacks}." if lacks else ""

    def _known(self, name: str, person: Subscriber) -> str:
        """What a placeholder stands for; WhatsApp refuses line ends, and what is itself one is nothing."""
        value = " ".join(value_of(self.fields.get(name, name), person).split())
        return "" if unfilled(value) else value
