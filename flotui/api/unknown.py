# SPDX-License-Identifier: MIT
"""What a call names that the contract doesn't have: a host would ignore it, or refuse the call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, catalogue
from flotui.api.schema import shape_of
from flotui.text.nearest import nearest


def unknown(call: Call) -> dict[str, str]:
    """What the contract doesn't have of a call, as sentences by flat path; empty where it has all of it."""
    operation = call.operation
    takes = operation.names("query")
    found = {
        name: _sentence(operation.id, name, takes, "parameter") for name, _ in call.query if name not in takes
    }
    if operation.body is not None and isinstance(call.json, Mapping):
        found |= {
            path: _sentence(operation.id, path.rsplit(".", 1)[-1], known, "argument")
            for path, known in _inside("", operation.body, call.json)
        }
    return found


def _inside(path: str, schema: JsonSchema, value: object) -> Iterator[tuple[str, Iterable[str]]]:
    """The flat paths of a value that its schema doesn't have, each with the names that are in its place."""
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    if shape == "object" and isinstance(value, Mapping):
        known = schema["properties"]
        for name, each in value.items():
            where = f"{path}.{name}" if path else str(name)
            if name in known:
                yield from _inside(where, known[name], each)
            else:
                yield where, known
    elif shape == "array" and isinstance(value, list):
        for index, each in enumerate(value):
            yield from _inside(f"{path}.{index}", schema["items"], each)


def _sentence(operation: str, name: str, known: Iterable[str], noun: str) -> str:
    names = list(known)
    if near := nearest(name, names):
        return f"{operation} has no {noun} {name}.{near}"
    return f"{operation} has no {noun} {name}. It has: {', '.join(names) or 'none'}."
