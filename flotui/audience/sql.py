# SPDX-License-Identifier: MIT
"""What a query means, asked of the copy of everyone: each test is one range of an index, and their answers are maps.

SQLite is never asked to join: it would have to guess which test is the rare one. `lookups` says for a test which ranges
hold its people, `SqlSearch` joins the maps of them. Both have to agree with `evaluate.py`, which a property test holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Final, NamedTuple

import msgspec

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience.evaluate import holds
from flotui.audience.indexing import CHECK, key_of, kinds_of, storable
from flotui.audience.keys import TIMES
from flotui.audience.maps import Map
from flotui.audience.meaning import (
    All,
    AnyOf,
    Contains,
    FieldContains,
    FieldIs,
    FieldNumber,
    FieldPresent,
    FieldTrue,
    FieldWhen,
    Flag,
    Holds,
    Is,
    Leaf,
    Meaning,
    No,
    OnHost,
    Present,
    When,
)
from flotui.store.cached_rows import holes
from flotui.store.people import Key, SharedThing
from flotui.store.people_rows import ThingNumbers, unpack
from flotui.text.fold import fold
from flotui.text.truth import NO, YES
from flotui.text.zones import Zone

FieldLeaf = FieldPresent | FieldIs | FieldTrue | FieldContains | FieldNumber | FieldWhen
_HAD: Final = (*TIMES, "tag", "label", "phone", "email", "name")
"""What `has:` asks that has a mark of its own."""
_CHANGE: Final = 100_000.0
"""Seconds within which the clocks of any zone were ever put forward or back: some have left out a day."""
_TRIGRAM: Final = 3
"""Characters from which on the index of words can be asked."""
_AS_TEXT: Final = "CASE typeof(key) WHEN 'text' THEN key ELSE CAST(CAST(key AS INTEGER) AS TEXT) END"
"""A key as the text it stands for; see `indexing.key_of`."""


class Lookup(NamedTuple):
    """What finds the numbers of people: a statement, and what it is given."""

    sql: str
    arguments: tuple[object, ...]


class NotHere(Malformed):
    """A test that only the host can answer."""


def wall_from(zone: Zone, at: float) -> float:
    """From which time of the workspace's clocks on a stamp without a zone is at or after an instant.

    Args:
        zone: the workspace's.
        at: the instant, in unix seconds.

    Returns:
        Seconds from 1970-01-01 00:00 of those clocks.
    """
    epoch = datetime(1970, 1, 1)

    def instant(wall: float) -> float:
        return zone.instant(epoch + timedelta(seconds=wall))

    try:
        near = (zone.at(at).replace(tzinfo=None) - epoch).total_seconds()
        if instant(near) == at and instant(near - 0.001) < at:
            return near
        # The clocks show it twice, or come to it by being put forward: the first that is late enough.
        low, high = near - _CHANGE, near + _CHANGE
        while high - low > 1e-6:
            middle = (low + high) / 2
            low, high = (low, middle) if instant(middle) >= at else (middle, high)
        return round(high, 3)
    except (ValueError, OverflowError, OSError):
        return at


# -- Which ranges hold a test's people --------------------------------------------------------------------


def _marked(numbers: Iterable[int]) -> list[Lookup]:
    found = tuple(numbers)
    return [Lookup(f"SELECT person FROM mark WHERE thing IN ({holes(found)})", found)] if found else []


def _valued(numbers: Iterable[int], where: str = "", arguments: Sequence[object] = ()) -> list[Lookup]:
    found = tuple(numbers)
    also = f" AND {where}" if where else ""
    sql = f"SELECT person FROM value WHERE thing IN ({holes(found)}){also}"
    return [Lookup(sql, (*found, *arguments))] if found else []


def _span(low: str, since: float | None, until: float | None) -> tuple[str, list[object]]:
    """The condition that a key is a number from one to before another."""
    where = [f"key {low} ?"] if since is not None else []
    return " AND ".join([*where, "key < ?"]), [
        *([since] if since is not None else []),
        "" if until is None else until,
    ]


def _times(
    things: Mapping[str, Sequence[int]], since: float | None, until: float | None, zone: Zone
) -> list[Lookup]:
    """Who has a stamp in a range, by the numbers of its things, a kind each."""
    wall = [None if at is None else wall_from(zone, at) for at in (since, until)]
    return [
        *_valued(things.get("utc", ()), *_span(">=", since, until)),
        *_valued(things.get("wall", ()), *_span(">=", *wall)),
    ]


def _texts(parts: Iterable[str]) -> list[Lookup]:
    """Who has one of some parts in their words."""
    found = []
    for part in map(storable, parts):
        if len(part) >= _TRIGRAM:
            found.append(Lookup("SELECT rowid FROM words WHERE words MATCH ?", (_phrase(part),)))
        else:
            found.append(Lookup("SELECT rowid FROM words WHERE instr(text, ?)", (part,)))
    return found


def _phrase(part: str) -> str:
    return '"' + part.replace('"', '""') + '"'


class SqlSearch:
    """Asks one state of a copy."""

    def __init__(
        self,
        db: Connection,
        things: ThingNumbers,
        zone: Zone,
        *,
        known: dict[object, Map] | None = None,
    ) -> None:
        """
        Args:
            db: the copy's connection.
            things: the things of the file.
            zone: the workspace's.
            known: answers of this state, kept from one search to the next.
        """
        self._db = db
        self._things = things
        self._zone = zone
        self._known = known if known is not None else {}
        row = db.execute("SELECT max(person) FROM met").fetchone()
        self.size = int(row[0] or 0) + 1
        """One more than the greatest number of a person."""

    @property
    def everyone(self) -> Map:
        """All who are here."""
        if "everyone" not in self._known:
            here = self._db.execute("SELECT count(*) FROM met").fetchone()[0]
            whole = here == self.size - 1  # nobody was ever forgotten: all numbers from 1 on
            full = Map(int.from_bytes(b"\0" + b"\1" * here, "little"), self.size)
            self._known["everyone"] = full if whole else self.map_of([Lookup("SELECT person FROM met", ())])
        return self._known["everyone"]

    def map_of(self, lookups: Iterable[Lookup]) -> Map:
        """The people whom one of some lookups finds."""
        flags = bytearray(self.size)
        for sql, arguments in lookups:
            # In one text, since a row of SQLite's costs more than what it says.
            whole = f"WITH found (person) AS ({sql}) SELECT json_group_array(person) FROM found"
            for number in msgspec.json.decode(self._db.execute(whole, arguments).fetchone()[0]):
                flags[number] = 1
        return Map(int.from_bytes(flags, "little"), self.size)

    def find(self, meaning: Meaning) -> Map:
        """The people for whom a meaning holds.

        Raises:
            NotHere: when only the host can say, and it wasn't asked.
        """
        if isinstance(meaning, No):
            return self.everyone - self.find(meaning.of)
        if isinstance(meaning, All):
            found = self.everyone
            for each in meaning.of:
                found = found & self.find(each)
            return found
        if isinstance(meaning, AnyOf):
            found = Map(0, self.size)
            for each in meaning.of:
                found = found | self.find(each)
            return found
        key = (type(meaning).__name__, meaning)
        if key not in self._known:
            self._known[key] = self._leaf(meaning)
        return self._known[key]

    def _leaf(self, leaf: Leaf) -> Map:
        if isinstance(leaf, OnHost):
            raise NotHere("Only the host knows segments, events and when the bot wrote.")
        if isinstance(leaf, FieldLeaf):
            return self._field(leaf)
        if isinstance(leaf, Contains) and "" in leaf.parts:
            return self.everyone
        if isinstance(leaf, Is):
            return self._is(leaf)
        if isinstance(leaf, Present):
            return self._present(leaf.what)
        return self.map_of(lookups(leaf, self._things, self._zone))

    def _is(self, leaf: Is) -> Map:
        if leaf.what == "id":
            return self._by_id(leaf)
        found = self.map_of(lookups(leaf, self._things, self._zone))
        return found | (self.everyone - self._present(leaf.what)) if "" in leaf.values else found

    def _by_id(self, leaf: Is) -> Map:
        """Who has one of some ids: those of whose words one line is it, judged by their rows."""
        found: list[int] = []
        for value in filter(None, map(storable, leaf.values)):
            line = "instr(char(10) || text || char(10), char(10) || ? || char(10))"
            where, arguments = (
                (f"words MATCH ? AND {line}", (_phrase(value), value))
                if len(value) >= _TRIGRAM
                else (line, (value,))
            )
            found += [row[0] for row in self._db.execute(f"SELECT rowid FROM words WHERE {where}", arguments)]
        return self._judged(leaf, found)

    def _present(self, what: str) -> Map:
        if what in _HAD:
            return self.map_of(_marked(_numbers(self._things, "has", lambda thing: thing.id == what)))
        if what == "id":
            return self.everyone
        kinds = kinds_of(what)
        return self.map_of(
            _marked([n for kind in kinds for n in _numbers(self._things, kind, lambda thing: thing.id != "")])
        )

    # -- User fields ---------------------------------------------------------------------------------

    def _field(self, leaf: FieldLeaf) -> Map:
        """Who has a field with a value: by its id, and else by its name."""
        wanted, called = storable(leaf.field), fold(leaf.field)
        own = self._things_of(lambda thing: thing.id == wanted)
        named = self._things_of(lambda thing: thing.id != wanted and fold(thing.name) == called)
        found = self.map_of(field_lookups(leaf, own, self._zone))
        if named:
            others = self.map_of(field_lookups(leaf, named, self._zone))
            found = found | (others - self.map_of(_valued(own.get("value", ()))))
        doubtful = self.map_of(_marked((*own.get(CHECK, ()), *named.get(CHECK, ()))))
        return found - doubtful | self._judged(leaf, list(doubtful)) if doubtful else found

    def _things_of(self, matches: Callable[[SharedThing], bool]) -> dict[str, list[int]]:
        kinds = ("value", "number", "wall", "utc", CHECK)
        found = {
            kind: _numbers(self._things, kind, lambda thing: thing.id not in TIMES and matches(thing))
            for kind in kinds
        }
        return {kind: numbers for kind, numbers in found.items() if numbers}

    def _judged(self, leaf: Leaf, numbers: Sequence[int]) -> Map:
        """Those of some people for whom a test holds by their rows."""
        found = []
        for number in dict.fromkeys(numbers):
            row = self._db.execute("SELECT id, body, sum FROM person WHERE number = ?", (number,)).fetchone()
            if row and holds(leaf, Subscriber.read(unpack(self._db, self._things, *row)), self._zone):
                found.append(number)
        return Map.of(found, self.size)


def _numbers(things: ThingNumbers, kind: str, matches: Callable[[SharedThing], bool]) -> list[int]:
    return [number for number, thing in things.of_kind(kind).items() if matches(thing)]


def lookups(leaf: Holds | Is | Flag | When | Contains, things: ThingNumbers, zone: Zone) -> list[Lookup]:
    """What finds the people for whom a test of what everyone has holds.

    Args:
        leaf: the test.
        things: the numbers of names, values and fields in the copy.
        zone: the workspace's.
    """
    if isinstance(leaf, Holds):
        ids, names = set(map(storable, leaf.ids)), set(map(storable, leaf.names))
        carried = _numbers(
            things, f"{leaf.kind} had", lambda each: each.id in ids or fold(each.name) in names
        )
        return _marked(carried)
    if isinstance(leaf, Is):
        values = set(map(storable, leaf.values))
        return _marked(
            [
                n
                for kind in kinds_of(leaf.what)
                for n in _numbers(things, kind, lambda each: each.id in values)
            ]
        )
    if isinstance(leaf, Flag):
        return _marked(_numbers(things, "flag", lambda each: each.id == leaf.what))
    if isinstance(leaf, When):
        stamps = {kind: _numbers(things, kind, lambda each: each.id == leaf.what) for kind in ("utc", "wall")}
        return _times(stamps, leaf.since, leaf.until, zone)
    if leaf.where == "any":
        return _texts(leaf.parts)
    if leaf.where == "number":
        phones = _numbers(things, "text", lambda each: each.id == "phone")
        return _valued(phones, f"key IN ({holes(leaf.parts)})", [storable(part) for part in leaf.parts])
    kept = _numbers(things, "text", lambda each: each.id == leaf.where)
    return [each for part in leaf.parts for each in _valued(kept, "instr(key, ?)", [storable(part)])]


def field_lookups(leaf: FieldLeaf, things: Mapping[str, Sequence[int]], zone: Zone) -> list[Lookup]:
    """What finds the people for whom a test of a field holds.

    Args:
        leaf: the test.
        things: the numbers of the field's things, by their kinds.
        zone: the workspace's.
    """
    values = things.get("value", ())
    if isinstance(leaf, FieldPresent):
        return _valued(values)
    if isinstance(leaf, FieldWhen):
        return _times(things, leaf.since, leaf.until, zone)
    if isinstance(leaf, FieldContains):
        return [
            each for part in leaf.parts for each in _valued(values, f"instr({_AS_TEXT}, ?)", [storable(part)])
        ]
    if isinstance(leaf, FieldNumber):
        where, arguments = _between(leaf)
        return _valued((*values, *things.get("number", ())), where, arguments)
    keys: list[Key] = (
        [key_of(each) for each in (YES if leaf.value else NO)]
        if isinstance(leaf, FieldTrue)
        else [key_of(each) for each in leaf.values]
    )
    return _valued(values, f"key IN ({holes(keys)})", keys) if keys else []


def _between(leaf: FieldNumber) -> tuple[str, list[object]]:
    """The condition that a key is a number in a range: texts come after all numbers."""
    where, arguments = [], list[object]()
    if leaf.low is not None:
        where.append("key > ?" if leaf.above else "key >= ?")
        arguments.append(leaf.low)
    if leaf.high is not None:
        where.append("key < ?" if leaf.below else "key <= ?")
        arguments.append(leaf.high)
    else:
        where.append("key < ''")
    return " AND ".join(where), arguments
