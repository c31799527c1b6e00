# SPDX-License-Identifier: MIT
"""How many of some people have each tag, value, channel …: what the API doesn't count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from sqlite3 import Connection
from typing import Final

import msgspec

from flotui.audience.indexing import kinds_of
from flotui.audience.maps import Map
from flotui.store.cached_rows import holes
from flotui.store.people_rows import ThingNumbers
from flotui.text.fold import fold

MARKS: Final = {
    "tag": ("tag had",),
    "label": ("label had",),
    **{each: kinds_of(each) for each in ("channel", "status", "agent", "gender", "lang", "source")},
}
"""What can be counted besides fields, with the kinds of its things."""


class Tally(msgspec.Struct, frozen=True):
    """How many have something."""

    id: str
    """The id of a tag or label; the word, or the value, of anything else."""
    name: str
    """What it is called."""
    count: int
    somebody: int = 0
    """The number of one who has it, of a value: it is kept as it is compared, and written as they have it."""


def tally(db: Connection, things: ThingNumbers, of: str, found: Map, everyone: Map) -> list[Tally]:
    """How many of some people have each of a kind of things, the most first.

    Args:
        db: the copy's connection.
        things: the things of the file.
        of: a key of `MARKS`, or `field:` and a user field's id or name.
        found: of whom.
        everyone: all who are here.
    """
    if of in MARKS:
        named = {n: thing for kind in MARKS[of] for n, thing in things.of_kind(kind).items()}
        sums = _all(db, named) if len(found) == len(everyone) else _some(db, named, found)
        counted = _together(
            [Tally(each.id, each.name or each.id, sums.get(number, 0)) for number, each in named.items()]
        )
    else:
        counted = _values(db, things, of.removeprefix("field:"), found)
    return sorted((each for each in counted if each.count), key=lambda each: (-each.count, fold(each.name)))


def _all(db: Connection, numbers: Collection[int]) -> dict[int, int]:
    """How many have each of some things."""
    sql = f"SELECT thing, count(*) FROM mark WHERE thing IN ({holes(numbers)}) GROUP BY thing"
    return dict(db.execute(sql, tuple(numbers)))


def _some(db: Connection, numbers: Iterable[int], found: Map) -> dict[int, int]:
    """The same, of some people."""
    is_in = found.flags.__getitem__
    return {
        number: sum(
            map(is_in, chain.from_iterable(db.execute("SELECT person FROM mark WHERE thing = ?", (number,))))
        )
        for number in numbers
    }


def commonest(db: Connection, things: ThingNumbers, field: str, begins: str, most: int) -> list[Tally]:
    """The values that most people have of a user field.

    Args:
        db: the copy's connection.
        things: the things of the file.
        field: its id or name.
        begins: what they begin with, folded; empty for all.
        most: how many at most.
    """
    numbers = _numbers_of_field(things, field)
    sql = (
        "SELECT key, count(*), min(person) FROM value "
        f"WHERE thing IN ({holes(numbers)}) AND substr(CASE typeof(key) WHEN 'real' THEN printf('%.0f', key) "
        "ELSE key END, 1, length(?)) = ? GROUP BY key ORDER BY 2 DESC, 1 LIMIT ?"
    )
    found = db.execute(sql, (*numbers, begins, begins, most))
    return [Tally(value := _value_of(key), value, number, somebody) for key, number, somebody in found]


def _numbers_of_field(things: ThingNumbers, field: str) -> list[int]:
    """The numbers of the things that say the values of a user field."""
    return [
        number
        for number, thing in things.of_kind("value").items()
        if thing.id == field or fold(thing.name) == fold(field)
    ]


def _value_of(key: str | float) -> str:
    """A value as it was compared, of the key that stands for it."""
    return f"{key:.0f}" if isinstance(key, float) else key


def _together(counted: list[Tally]) -> list[Tally]:
    """One line for each id: what was renamed is one thing."""
    sums: Counter[str] = Counter()
    names: dict[str, str] = {}
    for each in counted:
        sums[each.id or each.name] += each.count
        if each.name != each.id or each.id not in names:
            names[each.id or each.name] = each.name
    return [Tally(id, names[id], count) for id, count in sums.items()]


def _values(db: Connection, things: ThingNumbers, field: str, found: Map) -> list[Tally]:
    flags = found.flags
    sums: Counter[str] = Counter()
    somebody: dict[str, int] = {}
    for number in _numbers_of_field(things, field):
        for key, person in db.execute("SELECT key, person FROM value WHERE thing = ?", (number,)):
            if flags[person]:
                value = _value_of(key)
                sums[value] += 1
                somebody[value] = person
    return [Tally(key, key, count, somebody[key]) for key, count in sums.items()]
