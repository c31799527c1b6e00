# SPDX-License-Identifier: MIT
"""What queries ask of people, gathered so that it is written together."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from sqlite3 import Connection
from typing import TypeVar

import msgspec

from flotui.store.people_rows import SharedThing, ThingNumbers

T = TypeVar("T")
Key = str | float
"""What is compared and sorted by: numbers before texts."""


class Indexed(msgspec.Struct, frozen=True):
    """What queries ask of a row."""

    marks: frozenset[SharedThing]
    """What somebody has."""
    values: frozenset[tuple[SharedThing, Key]]
    """What somebody has with a value, and the key of that."""
    text: str
    """Folded: by what they are found."""


_NOTHING = Indexed(frozenset(), frozenset(), "")


class _ByKey:
    """People, each with a key: a thousand have some 40,000 of them, so they are kept apart and not as pairs."""

    __slots__ = ("_floats", "_numbered", "_texts", "_worded")

    def __init__(self) -> None:
        self._floats, self._numbered = array("d"), array("q")
        self._texts: list[str] = []
        self._worded = array("q")

    def add(self, key: Key, person: int) -> None:
        if isinstance(key, str):
            self._texts.append(key)
            self._worded.append(person)
        else:
            self._floats.append(key)
            self._numbered.append(person)

    def in_order(self) -> Iterator[tuple[Key, int]]:
        """All of them in the table's order: numbers before texts."""
        yield from sorted(zip(self._floats, self._numbered, strict=True))
        yield from sorted(zip(self._texts, self._worded, strict=True))


def _numbers() -> tuple[array[int], array[int]]:
    return array("q"), array("q")


def _by_number(
    db: Connection, things: ThingNumbers, found: Mapping[SharedThing, tuple[T, T]]
) -> list[tuple[int, T, T]]:
    """What was gathered of things, in the tables' order."""
    numbered = ((things.number(db, thing), *each) for thing, each in found.items())
    return sorted(numbered, key=lambda each: each[0])


class AskedLines:
    """What queries ask of some people, where it differs from what is there: written together, in the tables' order."""

    def __init__(self) -> None:
        self._marks: dict[SharedThing, tuple[array[int], array[int]]] = defaultdict(_numbers)
        self._values: dict[SharedThing, tuple[_ByKey, _ByKey]] = defaultdict(lambda: (_ByKey(), _ByKey()))
        self._texts: tuple[list[tuple[int]], list[tuple[int, str]]] = ([], [])

    def add(self, person: int, old: Indexed | None, new: Indexed | None) -> None:
        """Take in one person's.

        Args:
            person: the number.
            old: what is there; None for nothing.
            new: what shall be; None for nothing.
        """
        if old is None and new is not None:
            self._add_all(person, new)
            return
        had, has = old or _NOTHING, new or _NOTHING
        for thing in had.marks - has.marks:
            self._marks[thing][0].append(person)
        for thing in has.marks - had.marks:
            self._marks[thing][1].append(person)
        for thing, key in had.values - has.values:
            self._values[thing][0].add(key, person)
        for thing, key in has.values - had.values:
            self._values[thing][1].add(key, person)
        if had.text != has.text or new is None:
            self._texts[0].append((person,))
            if new is not None:
                self._texts[1].append((person, new.text))

    def _add_all(self, person: int, new: Indexed) -> None:
        """Take in somebody of whom nothing is there."""
        for thing in new.marks:
            self._marks[thing][1].append(person)
        for thing, key in new.values:
            self._values[thing][1].add(key, person)
        self._texts[1].append((person, new.text))

    def write(self, db: Connection, things: ThingNumbers) -> None:
        """Write all of it."""
        marks = _by_number(db, things, self._marks)
        values = _by_number(db, things, self._values)
        db.executemany(
            "DELETE FROM mark WHERE thing = ? AND person = ?",
            ((thing, person) for thing, old, _ in marks for person in old),
        )
        db.executemany(
            "INSERT OR IGNORE INTO mark VALUES (?, ?)",
            ((thing, person) for thing, _, new in marks for person in new),
        )
        db.executemany(
            "DELETE FROM value WHERE thing = ? AND key = ? AND person = ?",
            ((thing, *each) for thing, old, _ in values for each in old.in_order()),
        )
        db.executemany(
            "INSERT OR IGNORE INTO value VALUES (?, ?, ?)",
            ((thing, *each) for thing, _, new in values for each in new.in_order()),
        )
        db.executemany("DELETE FROM words WHERE rowid = ?", self._texts[0])
        db.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", self._texts[1])
