# SPDX-License-Identifier: MIT
"""Subscribers as rows of a file: which columns there are, and what a person says in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience.names import Named, like, look_up
from flotui.text.dates import in_file
from flotui.text.nearest import meant

JOIN = "|"
"""Stands between the tags of one person."""
USUAL = ("id", "name", "phone", "email", "channel", "tags", "seen")
"""The columns where none were asked for."""


class ExportColumn(NamedTuple):
    """A column of the file."""

    name: str
    """Its heading."""
    value: Callable[[Subscriber], str]


OWN: dict[str, Callable[[Subscriber], str]] = {
    "id": lambda row: row.user_ns,
    "user_id": lambda row: row.user_id,
    "name": lambda row: row.name,
    "first_name": lambda row: row.first_name,
    "last_name": lambda row: row.last_name,
    "phone": lambda row: row.phone,
    "email": lambda row: row.email,
    "channel": lambda row: row.channel,
    "status": lambda row: row.status,
    "agent": lambda row: "" if row.agent_id == "0" else row.agent_id,
    "gender": lambda row: row.gender,
    "language": lambda row: row.language,
    "timezone": lambda row: row.timezone,
    "joined": lambda row: in_file(row.subscribed),
    "seen": lambda row: in_file(row.seen),
    "last": lambda row: in_file(row.last_message_at),
    "subscribed": lambda row: "yes" if row.is_on else "no",
    "paused": lambda row: "yes" if row.is_bot_paused else "no",
    "optin_email": lambda row: row.opted_in_email,
    "optin_sms": lambda row: row.opted_in_sms,
    "source": lambda row: row.lead_source,
    "tags": lambda row: joined(tag.name for tag in row.tags),
    "labels": lambda row: joined(label.name for label in row.labels),
}
"""The columns of the profile. Names as the query language has them, where it has one."""
_ALSO = {
    "user_ns": "id",
    "tag": "tags",
    "label": "labels",
    "lang": "language",
    "e-mail": "email",
    "since": "joined",
}


def joined(names: Iterable[str]) -> str:
    """Several names in one cell; a sign that would part them has a backslash before it."""
    return JOIN.join(name.replace("\\", "\\\\").replace(JOIN, f"\\{JOIN}") for name in names)


def columns_of(asked: Sequence[str], fields: Sequence[Named]) -> list[ExportColumn]:
    """The columns that were asked for, by name.

    Args:
        asked: their names: of the profile, or a user field's, as `city`, `field.city` or `field:city`; `fields` is
            every user field. None for the usual ones.
        fields: the bot's user fields.

    Raises:
        Malformed: when there is no such column, with the nearest.
    """
    found: list[ExportColumn] = []
    for name in asked or USUAL:
        plain = _ALSO.get(name.lower(), name.lower())
        if plain in OWN:
            found.append(ExportColumn(name, OWN[plain]))
        elif plain == "fields":
            found += [_field(each, each.name) for each in fields]
        else:
            found.append(_named(name, fields))
    return found


def _named(name: str, fields: Sequence[Named]) -> ExportColumn:
    bare = name.removeprefix("field.").removeprefix("field:")
    same = look_up(fields, bare)
    if len(same) > 1:
        raise Malformed(
            f"{bare} means more than one user field.",
            advice=f"Write the id: {', '.join(each.id for each in same)}.",
        )
    if not same:
        near = like((*OWN, *(each.name for each in fields)), bare)
        advice = meant(near) or f"There are {', '.join(OWN)}, and every user field."
        raise Malformed(f"There is no column {name}.", advice=advice)
    return _field(same[0], name)


def _field(field: Named, heading: str) -> ExportColumn:
    def value(row: Subscriber) -> str:
        found = row.field(field.id)
        return found.text if found is not None else ""

    return ExportColumn(heading, value)
