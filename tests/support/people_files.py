# SPDX-License-Identifier: MIT
"""A file of people compared with a few of them, without a bot."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flotui.api.models.flow import Tag, UserField
from flotui.jobs import sheet
from flotui.jobs.sheet.people import PeoplePlan, planned, wanted
from flotui.jobs.sheet.people_found import PeopleFound
from flotui.jobs.sheet.people_words import BotThings, PeopleColumns
from flotui.resources.reading import named

FIELDS = {
    "city": "text",
    "note": "longtext",
    "Straße": "text",
    "points": "number",
    "birthday": "date",
    "vip": "boolean",
    "cart": "array",
    "called": "datetime",
}
"""The user fields there are, with their types; their ids are `f1v1` and so on."""
WORDS = PeopleColumns(
    BotThings(
        [
            UserField.read({"name": name, "var_ns": f"f1v{at}", "var_type": kind})
            for at, (name, kind) in enumerate(FIELDS.items(), 1)
        ],
        [Tag.read({"name": "gold", "tag_ns": "f1t1"})],
        (),
        named,
    )
)
"""What the columns of a file can hold."""


def person(number: int, name: str = "", **fields: str) -> dict[str, Any]:
    """A subscriber as the host has them, with the values of user fields by their names."""
    values = [
        {"name": each, "var_ns": f"f1v{[*FIELDS].index(each) + 1}", "var_type": FIELDS[each], "value": value}
        for each, value in fields.items()
    ]
    return {
        "user_ns": f"f1u{number}",
        "name": name,
        "phone": f"+5521900000{number:03}",
        "user_fields": values,
    }


def compared(text: str | bytes, people: Sequence[Mapping[str, Any]] = (), **given: Any) -> PeoplePlan:
    """What a file would do.

    Args:
        text: what is in it.
        people: those whom the host has.
        given: as `planned` takes it.
    """
    table = sheet.read(text.encode() if isinstance(text, str) else text, WORDS)
    columns = sheet.guess(table, WORDS).columns
    found = PeopleFound(WORDS, wanted(table, columns, WORDS), columns)
    for each in people:
        found.take(each)
    return planned(table, columns, WORDS, found, **given)


def sent(plan: PeoplePlan) -> dict[int, list[Any]]:
    """The calls of each line, as the journal keeps them."""
    return {line.line: [json.loads(step.call) for step in line.steps] for line in plan.changes}
