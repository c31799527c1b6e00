# SPDX-License-Identifier: MIT
"""Rows of an answer as a spreadsheet has them: a column for each value, none with anything inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flotui.api import exact

JOIN = "|"
"""Stands between the entries of a list in one cell."""


def flat(row: object) -> dict[str, object]:
    """A row with nothing nested: what is inside an object has its keys joined by points (`meta.total`), each user
    field is a column (`user_fields.city`), a list of names is one cell (`vip|new`), any other list is JSON.

    Args:
        row: a JSON value; one that is no object has the one column `value`.
    """
    found: dict[str, object] = {}
    for key, value in row.items() if isinstance(row, Mapping) else [("value", row)]:
        for name, each in _columns(str(key), value):
            found[_free(name, found)] = each
    return found


def text_of(value: object) -> str:
    """A cell's value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return exact.dumps(value, compact=True) if isinstance(value, dict | list) else str(value)


def _columns(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from _columns(f"{name}.{key}", each)
    elif isinstance(value, list) and value and all(_is_field(each) for each in value):
        for each in value:
            yield from _columns(f"{name}.{each['name']}", each["value"])
    else:
        yield name, _joined(value) if isinstance(value, list) else None if value == {} else value


def _is_field(entry: object) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("name"), str) and "value" in entry


def _joined(entries: list[object]) -> object:
    """A list as one cell; JSON where its entries are more than names."""
    if not entries:
        return None
    names = [_name(each) for each in entries]
    known = [name.replace("\\", "\\\\").replace(JOIN, f"\\{JOIN}") for name in names if name is not None]
    return JOIN.join(known) if len(known) == len(entries) else text_of(entries)


def _name(entry: object) -> str | None:
    """What an entry is called, where that is all it says besides its id."""
    if isinstance(entry, Mapping):
        rest = [key for key in entry if key not in ("name", "id") and not str(key).endswith(("_ns", "_id"))]
        return entry["name"] if not rest and isinstance(entry.get("name"), str) else None
    return None if isinstance(entry, list) else text_of(entry)


def _free(name: str, taken: Mapping[str, object]) -> str:
    """A name that no column has: of two user fields of one name the second is counted."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
