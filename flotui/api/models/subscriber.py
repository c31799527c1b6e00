# SPDX-License-Identifier: MIT
"""Subscribers, and what belongs to one: tags, fields, chat messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import msgspec

from flotui.api.call import canonical
from flotui.api.models.base import Model
from flotui.text import moments
from flotui.text.truth import truth

_NEVER = 253_370_764_800
"""The year 9999, in unix seconds."""


class TagRef(Model):
    """A tag on a subscriber."""

    ID: ClassVar[str] = "tag_ns"
    tag_ns: str = ""
    name: str = ""


class Label(Model):
    """A team-level mark on a subscriber. Hosts send objects or bare names."""

    id: str = ""
    name: str = ""

    @classmethod
    def read(cls, row: object) -> Label:
        """The label of an object or of a bare name."""
        return super().read({"name": row} if isinstance(row, str) else row)


class FieldModel(Model):
    """A user field or a bot field."""

    ID: ClassVar[str] = "var_ns"
    var_ns: str = ""
    name: str = ""
    var_type: str = "text"
    description: str = ""


class FieldValue(FieldModel):
    """A user field or bot field with its value."""

    value: object = None

    @property
    def text(self) -> str:
        """Its value as text; empty for null and ""."""
        return value_text(self.value)

    @property
    def shown(self) -> str:
        """Its value as people read it: yes or no for a boolean, a time as all others."""
        if self.var_type in ("date", "datetime"):
            return moments.stored(self.text)
        found = truth(self.text) if self.var_type == "boolean" else None
        return self.text if found is None else "yes" if found else "no"


class Subscriber(Model):
    """A person the bot talks with."""

    ID: ClassVar[str] = "user_ns"
    user_ns: str = ""
    user_id: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    gender: str = ""
    locale: str = ""
    language: str = ""
    timezone: str = ""
    profile_pic: str = ""
    channel: str = ""
    status: str = ""
    subscribed: str = ""
    last_interaction: str = ""
    last_seen: str = ""
    last_message_at: str = ""
    last_message_type: str = ""
    opted_in_email: str = ""
    opted_in_sms: str = ""
    opted_in_through: str = ""
    is_subscribed: bool | None = None
    """Whether they get messages; None where the host doesn't say so beside `subscribed`."""
    is_bot_paused: bool | None = None
    """Whether the bot is paused towards them; None where the host doesn't say."""
    agent_id: str = ""
    agent_group_id: str = ""
    lead_source: str = ""
    lead_status: str = ""
    labels: tuple[Label, ...] = ()
    tags: tuple[TagRef, ...] = ()
    user_fields: tuple[FieldValue, ...] = ()

    @property
    def title(self) -> str:
        """What to call them: the name, or the best there is instead of one."""
        full = f"{self.first_name} {self.last_name}".strip()
        return self.name or full or self.phone or self.email or self.user_ns or self.row_id

    @property
    def seen(self) -> str:
        """When they were last active, as the host writes times; empty where it doesn't say."""
        return self.last_interaction or self.last_seen

    @property
    def is_on(self) -> bool:
        """Whether they are subscribed to the bot, and so get messages."""
        if self.status == "unsubscribed":
            return False
        return bool(self.subscribed) if self.is_subscribed is None else self.is_subscribed

    def has_opted_in(self, to: Literal["email", "sms"]) -> bool:
        """Whether they have agreed to get e-mails, or SMS: hosts say since when, or yes and no in a word.

        Args:
            to: what.
        """
        since = self.opted_in_email if to == "email" else self.opted_in_sms
        return bool(since) and truth(since) is not False

    def field(self, var_ns: str) -> FieldValue | None:
        """Their value of a user field, or None where they have none."""
        return next((each for each in self.user_fields if each.var_ns == var_ns), None)


class ChatMessage(Model):
    """One message of a chat. Only `ts` can be trusted as its time (behaviour.md, Chat)."""

    id: str = ""
    mid: str = ""
    type: str = "in"
    """in (the subscriber), out (the bot), agent, note or system."""
    msg_type: str = "text"
    content: str = ""
    payload: dict[str, object] = msgspec.field(default_factory=dict)
    sender_id: str = ""
    agent_id: str = ""
    username: str = ""
    ts: int = 0
    """Unix seconds; 0 where the host says none that a calendar has."""

    def __post_init__(self) -> None:
        if not 0 <= self.ts < _NEVER:
            self.ts = 0

    @property
    def failed(self) -> bool:
        """Whether the row is WhatsApp's word that a message was not delivered."""
        return self.body.startswith("WhatsApp Error")

    @property
    def body(self) -> str:
        """What it says in words, or where its media is."""
        for key in ("text", "body", "title", "url"):
            value = self.payload.get(key)
            if isinstance(value, str) and value and (key != "url" or not self.content):
                return value if key != "url" else f"{self.msg_type}: {value}"
        return self.content

    @property
    def link(self) -> str:
        """The address of its media, or ""."""
        url = self.payload.get("url")
        return url if isinstance(url, str) else ""


def oldest_first(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Messages of a chat in the order in which they were said, also those of one second.

    Args:
        messages: as the host lists them: the newest first.
    """
    found = [*reversed(messages)]
    found.sort(key=lambda each: each.ts)
    return found


def value_text(value: object) -> str:
    """A field's value as the person reads and edits it: text as it came, JSON for the rest."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value

    return canonical(value)


def without_empty_fields(row: Mapping[str, object]) -> dict[str, object]:
    """A subscriber's row less its empty user fields.

    The host lists every field of the bot in every row, mostly nulls (behaviour.md, Values): without them a
    row is a tenth of the size. What the bot's fields are is read from the bot.
    """
    fields = row.get("user_fields")
    if not isinstance(fields, list):
        return dict(row)
    kept = [each for each in fields if not (isinstance(each, dict) and each.get("value") in (None, ""))]
    return {**row, "user_fields": kept}
