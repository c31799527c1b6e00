# SPDX-License-Identifier: MIT
"""A subscriber as the host's lists and details show one."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from flotui.api import exact
from flotui.sandbox.clock import stamp
from flotui.sandbox.people import Person
from flotui.sandbox.reply import Row
from flotui.sandbox.world import World


def fields_without_value(world: World) -> dict[str, msgspec.Raw]:
    """How each of the bot's fields is written in the row of whoever has no value in it, by the field's id."""
    return {
        row["var_ns"]: msgspec.Raw(exact.dumps(_field(row, None), compact=True).encode())
        for row in world.user_fields.rows()
    }


def subscriber_row(world: World, person: Person, empty: Mapping[str, object] | None = None) -> Row:
    """The whole row: every field of the bot is in it, those without a value too.

    Args:
        world: the bot.
        person: whose row it is.
        empty: what stands for each field without a value, as most are where many rows are written.
    """
    interacted = _moment(person.interacted_at)
    return {
        "user_ns": person.user_ns,
        "user_id": person.user_id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "gender": person.gender,
        "locale": person.locale,
        "language": person.language,
        "profile_pic": person.profile_pic,
        "channel": person.channel,
        "status": person.status,
        "subscribed": person.subscribed if person.is_subscribed else None,
        "is_subscribed": _flag(person.index, person.is_subscribed),
        "is_bot_paused": _flag(person.index + 1, person.paused_until > world.clock.timestamp()),
        "last_interaction": interacted,
        "last_seen": interacted,
        "last_message_at": _moment(person.last_message_at),
        "last_message_type": person.last_message_type,
        "opted_in_email": person.opted_in_email,
        "opted_in_sms": person.opted_in_sms,
        "opted_in_through": person.opted_in_through,
        "agent_id": person.agent_id,
        "agent_group_id": person.agent_group_id,
        "lead_source": person.lead_source,
        "lead_status": person.lead_status,
        "labels": _labels(world, person),
        "tags": _tags(world, person),
        "user_fields": _fields(world, person, empty or {}),
    }


def _tags(world: World, person: Person) -> list[Row]:
    held = (ns for ns in person.tags if ns in world.tags)
    return [{"name": world.tags.get(ns)["name"], "tag_ns": ns} for ns in held]


def _labels(world: World, person: Person) -> list[Row]:
    held = (identity for identity in person.labels if identity in world.labels)
    return [dict(world.labels.get(identity)) for identity in held]


def _fields(world: World, person: Person, empty: Mapping[str, object]) -> list[object]:
    values = world.people.values(person.index)
    return [
        empty[ns]
        if (value := values.get(ns := row["var_ns"])) is None and ns in empty
        else _field(row, value)
        for row in world.user_fields.rows()
    ]


def _field(row: Row, value: object) -> Row:
    return {"name": row["name"], "var_ns": row["var_ns"], "var_type": row["var_type"], "value": value}


def _moment(seconds: int) -> str | None:
    return stamp(seconds) if seconds else None


def _flag(index: int, value: bool) -> bool | int:
    """The same truth in the two forms that the host mixes."""
    return value if index % 2 else int(value)
