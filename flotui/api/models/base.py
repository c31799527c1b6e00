# SPDX-License-Identifier: MIT
"""Lenient models: typed views of rows whose shape nobody guarantees.

A host may leave a key out, send null or "" for nothing, numbers as strings, 0 and 1 for booleans, or a
shape that nobody foresaw. Reading a row therefore never fails: what cannot be understood is left at its
default and named in `Model.odd`, and `Model.raw` keeps the whole row as it came, unknown keys included.
"""

from __future__ import annotations

import functools
import math
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, Union

import msgspec

from flotui.api.call import canonical
from flotui.api.exact import Json
from flotui.text.digests import blake2b
from flotui.text.truth import truth

M = TypeVar("M", bound="Model")

_ODD = object()
"""What a reader gives back for a value it does not understand."""


class Model(msgspec.Struct, kw_only=True):
    """A row of the host. Subclasses add fields, each with a default, and say which one is the id."""

    ID: ClassVar[str] = "id"
    """The key that holds a row's id."""

    raw: dict[str, Json] = {}
    """The row as it came."""
    odd: tuple[str, ...] = ()
    """The keys whose values were of no shape we know."""
    called: dict[str, str] = {}
    """What those are called whose ids the row holds, by the key, as far as the cache knows them."""

    @classmethod
    def read(cls: type[M], row: object) -> M:
        """The model of a row, whatever the row is.

        Args:
            row: a JSON value, an object in the good case. Anything else is kept under the key `value`.
        """
        if not isinstance(row, dict):
            return cls(raw={"value": row}, odd=("value",))
        found: dict[str, Any] = {"raw": row}
        odd: list[str] = []
        for name, reader in _readers(cls):
            value = row.get(name)
            if value is None or value == "":
                continue
            # Most of what a host sends is text that stays as it is: a list's rows have it by the thousand.
            read = value if reader is as_text and type(value) is str else reader(value)
            if read is _ODD:
                odd.append(name)
            else:
                found[name] = read
        if odd:
            found["odd"] = tuple(odd)
        return cls(**found)

    @property
    def row_id(self) -> str:
        """The id that the host gave the row; one made of its content where it gave none."""
        return row_id(self.raw, self.ID)

    def who(self, key: str = "user_ns") -> str:
        """What to call the one whose id is under a key: the name where it is known, else the id."""
        return self.called.get(key) or str(self.raw.get(key) or "")


def row_id(row: object, key: str) -> str:
    """The id under that key; a steady one made of the row's content where there is none.

    Args:
        row: the row, as the host sent it.
        key: under which its id stands.
    """
    value = row.get(key) if isinstance(row, Mapping) else None
    if isinstance(value, (str, int)) and value != "" and not isinstance(value, bool):
        return str(value)
    return "?" + blake2b(canonical(row).encode(), digest_size=6).hexdigest()


def as_text(value: object) -> Json:
    """Text: strings as they are; numbers and booleans as JSON writes them."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return canonical(value)
    return _ODD


def as_integer(value: object) -> Json:
    """A whole number, from a number or the text of one."""
    try:
        if isinstance(value, str):
            return int(value.strip().replace(",", ""))
        if isinstance(value, (int, float)) and int(value) == value:
            return int(value)
    except (ValueError, OverflowError):
        pass
    return _ODD


def as_number(value: object) -> Json:
    """A number, from a number or the text of one."""
    try:
        found = float(value) if isinstance(value, (str, int, float)) else math.nan
    except (ValueError, OverflowError):
        return _ODD
    return found if math.isfinite(found) else _ODD


def as_flag(value: object) -> Json:
    """A boolean, from a boolean, 0 and 1, or a word for either."""
    word = value if isinstance(value, str) else canonical(value) if isinstance(value, (int, float)) else ""
    found = truth(word)
    return _ODD if found is None else found


def _as_list(reader: Callable[[object], object], value: object) -> Json:
    if not isinstance(value, list):
        return _ODD
    return tuple(read for read in map(reader, value) if read is not _ODD)


def _as_object(value: object) -> Json:
    return value if isinstance(value, dict) else _ODD


def _as_anything(value: object) -> Json:
    return value


_SCALARS: dict[object, Callable[[object], object]] = {
    str: as_text,
    int: as_integer,
    float: as_number,
    bool: as_flag,
    object: _as_anything,
}


@functools.cache
def _readers(cls: type[Model]) -> tuple[tuple[str, Callable[[Json], Json]], ...]:
    fields = msgspec.structs.fields(cls)
    return tuple(
        (each.name, _reader(each.type)) for each in fields if each.name not in ("raw", "odd", "called")
    )


def _reader(hint: object) -> Callable[[Json], Json]:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(each for each in typing.get_args(hint) if each is not type(None)))
    if origin is tuple:
        return functools.partial(_as_list, _reader(typing.get_args(hint)[0]))
    if origin is dict:
        return _as_object
    if isinstance(hint, type) and issubclass(hint, Model):
        return hint.read
    return _SCALARS[hint]
