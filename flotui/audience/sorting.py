# SPDX-License-Identifier: MIT
"""In which order the people of the copy come."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from sqlite3 import Connection
from typing import Final

from flotui.audience.keys import TIMES
from flotui.audience.maps import Map
from flotui.store.cached_rows import holes
from flotui.store.people_rows import ThingNumbers
from flotui.text.fold import fold

_TEXTS: Final = ("name", "email", "phone")
_MARKS: Final = {
    "channel": "channel",
    "status": "status",
    "agent": "agent",
    "gender": "gender",
    "lang": "lang",
    "source": "source",
    "tag": "tag had",
    "label": "label had",
}
"""What several people have, with the kind of its things."""


def order_of(db: Connection, things: ThingNumbers, sort: str, down: bool, everyone: Map) -> list[int]:
    """The numbers of everyone, sorted; who has nothing there comes last, as they were read.

    Args:
        db: the copy's connection.
        things: the things of the file.
        sort: by what: `name`, `email`, `phone`, a time or a property by its key in a query, `tag`, `label`, `id`, or
            `field:` and a user field's id or name.
        down: whether the greatest comes first.
        everyone: all who are here.
    """
    found = list(
        dict.fromkeys(_sorted(db, things, sort, down))
    )  # of what somebody has several, the first counts
    return [*found, *(everyone - Map.of(found, everyone.size))]


def _sorted(db: Connection, things: ThingNumbers, sort: str, down: bool) -> Iterable[int]:
    way = "DESC" if down else "ASC"
    if sort == "id":
        return chain.from_iterable(db.execute(f"SELECT number FROM person ORDER BY id {way}"))
    if sort in _MARKS:
        return _by_mark(db, things, _MARKS[sort], down)
    if sort in _TEXTS:
        kinds: tuple[str, ...] = ("text",)
    elif sort in TIMES:
        kinds = ("wall", "utc")
    else:
        return _by_field(db, things, sort.removeprefix("field:"), way)
    numbers = tuple(
        number for kind in kinds for number, thing in things.of_kind(kind).items() if thing.id == sort
    )
    empty = "" if sort not in _TEXTS else " AND key != ''"
    return _by_value(db, numbers, way, empty)


def _by_value(db: Connection, numbers: tuple[int, ...], way: str, also: str = "") -> Iterable[int]:
    sql = f"SELECT person FROM value WHERE thing IN ({holes(numbers)}){also} ORDER BY key {way}, person"
    return chain.from_iterable(db.execute(sql, numbers))


def _by_mark(db: Connection, things: ThingNumbers, kind: str, down: bool) -> Iterable[int]:
    named = sorted(
        ((fold(thing.name) or thing.id, number) for number, thing in things.of_kind(kind).items()),
        reverse=down,
    )
    for _, number in named:
        yield from chain.from_iterable(db.execute("SELECT person FROM mark WHERE thing = ?", (number,)))


def _by_field(db: Connection, things: ThingNumbers, field: str, way: str) -> Iterable[int]:
    """By a field's times where its values are some, else by its numbers and then its texts."""
    for kinds in (("wall", "utc"), ("value", "number")):
        found = {
            kind: [
                number
                for number, thing in things.of_kind(kind).items()
                if thing.id not in TIMES and (thing.id == field or fold(thing.name) == fold(field))
            ]
            for kind in kinds
        }
        numbers = tuple(number for each in found.values() for number in each)
        if numbers:
            yield from _by_value(db, numbers, way)
