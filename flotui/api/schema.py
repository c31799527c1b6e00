# SPDX-License-Identifier: MIT
"""Walking the contract's schemas: what a call takes and what it answers.

Arguments are named by flat paths: a parameter by its name (`limit`), a value in the body by the keys and
indexes that lead to it (`data.0.tag_ns`). No operation of the contract uses one name in two places.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from flotui.api.catalogue import JsonSchema, Operation, catalogue

Shape = Literal["object", "array", "string", "integer", "number", "boolean", "any"]
"""What a value is."""

_SCALARS: dict[str, Shape] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}

BULK_KEYS = frozenset({"tag_ns", "tag_name", "label_name", "var_ns", "name", "value"})
"""The keys of a bulk body's rows. The contract marks none of them as required, but the host wants each."""


class Part(NamedTuple):
    """One value that a request takes or an answer holds."""

    place: str
    """`path`, `query`, `body`, or the status code of an answer."""
    name: str
    """Its own key; `[]` for the items of an array."""
    path: str
    """The keys that lead to it, joined by points."""
    depth: int
    """How deep it stands, from 0."""
    shape: Shape
    schema: JsonSchema
    required: bool = False
    description: str = ""


def shape_of(schema: JsonSchema) -> Shape:
    """What a value of a schema is."""
    schema = catalogue().resolve(schema)
    if "properties" in schema:
        return "object"
    kind = schema.get("type")
    if kind == "object":
        return "any"  # the contract says nothing of what is in it
    if kind == "array":
        return "array" if "items" in schema else "any"
    return _SCALARS.get(str(kind), "string" if "oneOf" in schema else "any")


def facts(schema: JsonSchema) -> str:
    """What a schema asks of a value, in words: `whole number, from 0`."""
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    nouns = {"string": "text", "integer": "whole number", "boolean": "yes or no", "any": "anything"}
    found = [nouns.get(shape, shape)]
    if shape == "array":
        items = catalogue().resolve(schema["items"])
        found = [f"array of {nouns.get(shape_of(items), shape_of(items))}"]
    if shape == "integer" and has_decimals(schema):
        found = ["number"]
    if "oneOf" in schema:
        found = [" or ".join(nouns.get(shape_of(each), "value") for each in schema["oneOf"])]
    if choices := schema.get("enum"):
        found.append(f"one of {', '.join(map(str, choices))}")
    if (least := schema.get("minimum")) is not None:
        found.append(f"from {least}")
    if (most := schema.get("maximum")) is not None:
        found.append(f"up to {most:,}")
    if (longest := schema.get("maxLength")) is not None:
        found.append(f"at most {longest:,} characters")
    if schema.get("nullable"):
        found.append("may be null")
    return ", ".join(found)


def parts(operation: Operation) -> Iterator[Part]:
    """What an operation takes: its parameters, then its body, each object before what is in it."""
    for each in operation.parameters:
        yield Part(
            each.place,
            each.name,
            each.name,
            0,
            shape_of(each.schema),
            each.schema,
            each.required,
            each.description,
        )
    if operation.body is not None:
        yield from _inside("body", catalogue().resolve(operation.body), "", 0)


def answer_parts(operation: Operation) -> Iterator[Part]:
    """What an operation answers, by status code."""
    for status, schema in operation.responses.items():
        resolved = catalogue().resolve(schema)
        about = resolved.get("description", "")
        yield Part(status, status, status, 0, shape_of(resolved), resolved, description=about)
        yield from _inside(status, resolved, status, 1)


def _inside(place: str, schema: JsonSchema, path: str, depth: int) -> Iterator[Part]:
    shape = shape_of(schema)
    if shape == "array":
        items = catalogue().resolve(schema["items"])
        if shape_of(items) in ("object", "array"):
            yield from _inside(place, items, f"{path}[]", depth)
        return
    needed = required_keys(schema)
    for name, each in schema.get("properties", {}).items():
        inner = catalogue().resolve(each)
        where = f"{path}.{name}" if path else name
        about = inner.get("description", "")
        yield Part(place, name, where, depth, shape_of(inner), inner, name in needed, about)
        yield from _inside(place, inner, where, depth + 1)


def required_keys(schema: JsonSchema) -> frozenset[str]:
    """The keys of an object that must be there."""
    return frozenset(schema.get("required", ()))


def bulk_keys(name: str, items: JsonSchema) -> frozenset[str]:
    """The keys that each row of an array needs; in a bulk body that is more than the contract says.

    Args:
        name: the array's own key.
        items: the schema of its items.
    """
    keys = frozenset(items.get("properties", ()))
    return keys if name == "data" and keys and keys <= BULK_KEYS else required_keys(items)


def has_decimals(schema: JsonSchema) -> bool:
    """Prices: the contract calls them integers and gives 12.99 as the example."""
    return isinstance(schema.get("example"), float)
