# SPDX-License-Identifier: MIT
"""How a person's row is kept: what it has in common with others as a number, nulls not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from sqlite3 import Connection
from typing import Any

import msgspec

from flotui.api import exact
from flotui.api.exact import Json, loads_own
from flotui.store.kept import checksum, packed
from flotui.store.trouble import Damaged

LISTS = {"tags": ("tag", "tag_ns"), "labels": ("label", "id"), "user_fields": ("field", "var_ns")}
"""The keys of a row under which things stand: the kind of those, and the key of their id."""


class SharedThing(msgspec.Struct, frozen=True, cache_hash=True):
    """What several people may have."""

    kind: str
    """`tag`, `label`, `field`, `channel`, `key` …"""
    id: str
    """The id that the host gave it; the word itself where it has none."""
    name: str = ""
    """What it is called."""
    body: str = ""
    """All that the host says of it, as JSON; without the value, of a field."""

    @property
    def says_its_name(self) -> bool:
        """Whether it has a name besides its id, which a write from here may not have known."""
        return self.name not in ("", self.id)


class ThingNumbers:
    """The numbers of things in one file."""

    def __init__(self) -> None:
        self._numbers: dict[SharedThing, int] = {}
        self._known: dict[int, SharedThing] = {}
        self._kinds: dict[str, dict[int, SharedThing]] = {}
        self.bodies: dict[int, Json] = {}
        """What the host says of things, by their numbers, as far as it was asked for; see `body`."""
        self.short: dict[tuple[object, ...], int] = {}
        """Numbers of things by the few values that most rows give of one, as id, name and type; see `_shortly`."""

    def learn(self, db: Connection) -> None:
        """Learn what the file has, where it isn't known yet."""
        newest = max(self._known, default=0)
        for number, *parts in db.execute(
            "SELECT number, kind, id, name, body FROM thing WHERE number > ?", (newest,)
        ):
            self._note(number, SharedThing(*parts))

    def forget(self) -> None:
        """Another file has taken the place of the one that the numbers are of, or work on it was taken back."""
        self._numbers.clear()
        self._known.clear()
        self._kinds.clear()
        self.bodies.clear()
        self.short.clear()

    def number(self, db: Connection, thing: SharedThing) -> int:
        """The number of a thing, which is made where it has none."""
        known = self._numbers.get(thing)
        if known is not None:
            return known
        self.learn(db)  # another flotui may have made it
        if thing not in self._numbers:
            cursor = db.execute(
                "INSERT INTO thing (kind, id, name, body) VALUES (?, ?, ?, ?)",
                (thing.kind, thing.id, thing.name, thing.body),
            )
            self._note(int(cursor.lastrowid or 0), thing)
        return self._numbers[thing]

    def of_kind(self, kind: str) -> dict[int, SharedThing]:
        """All things of a kind, by their numbers."""
        return self._kinds.get(kind, {})

    def numbered(self, kind: str, ids: Collection[str]) -> frozenset[int]:
        """The numbers of the things of a kind that have one of some ids."""
        return frozenset(number for number, each in self.of_kind(kind).items() if each.id in ids)

    def named(self, kind: str, id: str, name: str) -> int | None:
        """The number of the thing that an id means, or a name where there is no id; None where none or several are meant.

        Args:
            kind: its kind.
            id: its id; empty where it isn't known.
            name: what it is called.
        """
        found = {
            each.id: number
            for number, each in sorted(self.of_kind(kind).items())
            if each.says_its_name and (each.id == id if id else each.name == name)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def knows(self, thing: SharedThing) -> bool:
        """Whether a thing has a number already."""
        return thing in self._numbers

    def body(self, db: Connection, number: int) -> Json:
        """What the host says of a thing.

        Raises:
            Damaged: when there is no such thing.
        """
        if number not in self.bodies:
            if number not in self._known:
                self.learn(db)
            try:
                self.bodies[number] = loads_own(self._known[number].body)
            except (KeyError, ValueError):
                raise Damaged("it is damaged (a row has an unexpected value)") from None
        return self.bodies[number]

    def _note(self, number: int, thing: SharedThing) -> None:
        self._numbers[thing] = number
        self._known[number] = thing
        self._kinds.setdefault(thing.kind, {})[number] = thing


def thing_of(kind: str, key: str, row: object) -> SharedThing:
    """The tag, label or field that an element of a row names.

    Args:
        kind: its kind.
        key: the key of its id.
        row: the element, as the host sent it; of a field without its value.
    """
    if not isinstance(row, Mapping):
        return SharedThing(kind, "", str(row), packed(row))
    return SharedThing(kind, str(row.get(key) or ""), str(row.get("name") or ""), packed(row))


def pack(db: Connection, things: ThingNumbers, row: Mapping[str, object]) -> str:
    """A person's row as it is kept.

    Args:
        db: where the things are.
        things: their numbers.
        row: the row as the host gave it.
    """
    plain: list[object] = []
    lists: list[object] = []
    for key, value in row.items():
        if value is None or value == "" or value == []:
            continue
        number = _shortly(db, things, "key", key, key)
        if key in LISTS and isinstance(value, list):
            lists += (number, _packed_list(db, things, key, value))
        else:
            plain += (number, value)
    return packed([plain, lists])


def completed(db: Connection, things: ThingNumbers, row: Mapping[str, object]) -> dict[str, object]:
    """A row as a write from here has made it, with all that the host has said of the things in it: the write may know a
    tag by its id alone, or by its name.

    Args:
        db: where the things are.
        things: their numbers.
        row: the row.
    """
    found = dict(row)
    for key, (kind, id_key) in LISTS.items():
        listed = row.get(key)
        if isinstance(listed, list):
            found[key] = [_completed(db, things, kind, id_key, each) for each in listed]
    return found


def _completed(db: Connection, things: ThingNumbers, kind: str, id_key: str, row: object) -> object:
    if not isinstance(row, Mapping):
        return row
    field = kind == "field"
    own = {key: each for key, each in row.items() if not (field and (key == "value" or each is None))}
    thing = thing_of(kind, id_key, own)
    if things.knows(thing) and thing.id and thing.says_its_name:
        return row
    number = things.named(kind, thing.id, thing.name)
    body = None if number is None else things.body(db, number)
    if not isinstance(body, Mapping):
        return row
    return {**body, "value": row.get("value")} if field else dict(body)


def define(db: Connection, things: ThingNumbers, row: Mapping[str, object]) -> None:
    """Keep what is said of a row's user fields, also of those without a value: each row names all that the bot has."""
    fields = row.get("user_fields")
    for each in fields if isinstance(fields, list) else ():
        if isinstance(each, dict):
            _field(db, things, each)


def _packed_list(db: Connection, things: ThingNumbers, key: str, rows: Iterable[object]) -> list[object]:
    kind, id_key = LISTS[key]
    found: list[object] = []
    for row in rows:
        if kind != "field":
            found.append(_shortly(db, things, kind, id_key, row))
        elif isinstance(row, dict):
            if (value := row.get("value")) is not None and value != "":
                found += (_field(db, things, row), value)
        else:
            found += (0, row)
    return found


def _shortly(db: Connection, things: ThingNumbers, kind: str, id_key: str, row: object) -> int:
    """The number of a key, a tag or a label. Rows repeat them all the time, so they are known as they come.

    Args:
        db: where the things are.
        things: their numbers.
        kind: the kind.
        id_key: the key of the id; of a key itself.
        row: the element as the host sent it; the key.
    """
    pairs = tuple(row.items()) if isinstance(row, dict) else row
    try:
        return things.short[kind, pairs]
    except (KeyError, TypeError):
        pass
    if kind == "key":
        thing = SharedThing("key", id_key, "", f'"{id_key}"' if id_key.isidentifier() else packed(id_key))
    else:
        thing = thing_of(kind, id_key, row)
    number = things.number(db, thing)
    # A number could be taken for a truth value that is the same to a dict, but not to whom reads the row.
    if isinstance(row, str) or (
        isinstance(row, dict) and all(isinstance(each, str) for each in row.values())
    ):
        things.short[kind, pairs] = number
    return number


def _field(db: Connection, things: ThingNumbers, row: dict[str, object]) -> int:
    """The number of a field's definition. Every row repeats those of all its fields, so they are known by few words."""
    short = (row.get("var_ns"), row.get("name"), row.get("var_type")) if len(row) == 4 else None
    if short is not None:
        try:
            return things.short[short]
        except (KeyError, TypeError):
            pass
    number = _defined(db, things, row)
    if short is not None and all(isinstance(each, str) for each in short):
        things.short[short] = number
    return number


def _defined(db: Connection, things: ThingNumbers, row: dict[str, object]) -> int:
    definition = {key: each for key, each in row.items() if key != "value" and each is not None}
    return things.number(db, thing_of("field", "var_ns", definition))


def unpack(
    db: Connection,
    things: ThingNumbers,
    row_id: str,
    body: object,
    total: object,
    fields: Container[int] | None = None,
    keys: Container[int] | None = None,
) -> dict[str, object]:
    """What a person's row says.

    Args:
        db: where the things are.
        things: their numbers.
        row_id: whose it is.
        body: the row, as it is kept.
        total: its checksum.
        fields: the numbers of the user fields that are wanted of it, which are most of what a row has; all by default.
        keys: the numbers of the keys that are wanted of it besides lists, where only some fields are; all by default.

    Raises:
        Damaged: when it isn't what was kept.
    """
    if not isinstance(body, str) or checksum(body, row_id) != total:
        raise Damaged("it is damaged (a row isn't as it was stored)")
    try:
        return _told(things.bodies, body) if fields is None else _part(things.bodies, body, fields, keys)
    except (KeyError, msgspec.DecodeError):  # met here for the first time, or read slowly
        _see(db, things, *loads_own(body))
    return _told(things.bodies, body, fields)


def without(
    db: Connection, things: ThingNumbers, row_id: str, body: object, total: object, listed: str, thing: str
) -> tuple[str, list[object], list[object]]:
    """A person's row as it is kept, once it no longer has a tag, a label or a user field.

    Args:
        db: where the things are.
        things: their numbers.
        row_id: whose it is.
        body: the row, as it is kept.
        total: its checksum.
        listed: the key under which a row lists the thing: one of `LISTS`.
        thing: its id.

    Returns:
        The row; and what it lists there, before and after.

    Raises:
        Damaged: when it isn't what was kept.
    """
    if not isinstance(body, str) or checksum(body, row_id) != total:
        raise Damaged("it is damaged (a row isn't as it was stored)")
    kind, _ = LISTS[listed]
    lost, fields = things.numbered(kind, (thing,)), kind == "field"
    try:  # nothing else of it is read
        return _without(db, things, _each_list(body), listed, lost, fields, _quick)
    except msgspec.DecodeError:  # read slowly
        return _without(db, things, loads_own(body), listed, lost, fields, lambda read: read)


def _without(
    db: Connection,
    things: ThingNumbers,
    row: Sequence[Any],
    listed: str,
    lost: Container[int],
    fields: bool,
    read: Callable[[Any], Any],
) -> tuple[str, list[object], list[object]]:
    plain, lists = row
    left, had, has = list[object](), list[object](), list[object]()
    for key, kept in zip(lists[::2], lists[1::2], strict=True):
        number = read(key)
        if things.body(db, number) != listed:
            left += (number, kept)
            continue
        flat = read(kept)
        pairs = list(zip(flat[::2], flat[1::2], strict=True)) if fields else [(each,) for each in flat]
        stays = [pair for pair in pairs if pair[0] not in lost]
        had, has = ([_named(db, things, *pair) for pair in some] for some in (pairs, stays))
        if stays:
            left += (number, [part for pair in stays for part in pair])
    return packed([plain, left]), had, has


def _named(db: Connection, things: ThingNumbers, number: int, *value: object) -> object:
    """What a row lists, from how it is kept: a tag, a label, or a field with its value."""
    if not value:
        return things.body(db, number)
    body = things.body(db, number) if number else None
    return {**body, "value": value[0]} if isinstance(body, dict) else value[0]


_quick = msgspec.json.Decoder(float_hook=exact.number).decode
_halves = msgspec.json.Decoder(tuple[list[Json], list[msgspec.Raw]], float_hook=exact.number).decode
_each_list = msgspec.json.Decoder(tuple[msgspec.Raw, list[msgspec.Raw]]).decode


def _told(bodies: Mapping[int, Json], body: str, fields: Container[int] | None = None) -> dict[str, object]:
    """What a row says, once all things are known that it names."""
    plain, lists = loads_own(body)
    found = dict(zip(map(bodies.__getitem__, plain[::2]), plain[1::2], strict=True))
    for number, kept in zip(lists[::2], lists[1::2], strict=True):
        key = bodies[number]
        if LISTS[key][0] != "field":
            found[key] = list(map(bodies.__getitem__, kept))
            continue
        pairs = zip(kept[::2], kept[1::2], strict=True)
        found[key] = [
            {**bodies[each], "value": value} if each else value
            for each, value in pairs
            if fields is None or each in fields
        ]
    return found


def _part(
    bodies: Mapping[int, Json], body: str, fields: Container[int], keys: Container[int] | None
) -> dict[str, object]:
    """Some of what a row says. Only what is wanted is read: a hundred thousand rows are looked through one after the
    other.
    """
    plain, lists = _halves(body)
    pairs = zip(plain[::2], plain[1::2], strict=True)
    found = {bodies[each]: value for each, value in pairs if keys is None or each in keys}
    for number, kept in zip(lists[::2], lists[1::2], strict=True):
        key = bodies[_quick(number)]
        if LISTS[key][0] != "field":
            found[key] = list(map(bodies.__getitem__, _quick(kept)))
        elif fields:
            values = _quick(kept)
            pairs = zip(values[::2], values[1::2], strict=True)
            found[key] = [{**bodies[each], "value": value} for each, value in pairs if each in fields]
        else:
            found[key] = []
    return found


def _see(db: Connection, things: ThingNumbers, plain: list[Json], lists: list[Json]) -> None:
    """Have all things be known that a row names.

    Raises:
        Damaged: when there is no such thing.
    """
    for each in plain[::2]:
        things.body(db, each)
    for key, kept in zip(lists[::2], lists[1::2], strict=True):
        fields = LISTS[things.body(db, key)][0] == "field"
        for each in kept[::2] if fields else kept:
            if each:
                things.body(db, each)
