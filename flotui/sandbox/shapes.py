# SPDX-License-Identifier: MIT
"""Answers made from the contract alone, for the operations that have no behaviour of their own."""

from __future__ import annotations

from typing import Any

from flotui.api.catalogue import JsonSchema, Operation, catalogue
from flotui.sandbox.clock import Clock
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, page_of

_ROWS = 3


def shaped(operation: Operation, received: Received, clock: Clock) -> Row:
    """An answer of the documented shape.

    Args:
        operation: what is called.
        received: the call, for the page that is asked for.
        clock: dates the rows.
    """
    schema = catalogue().resolve(documented(operation)[1])
    properties = schema.get("properties", {})
    rows = properties.get("data", {})
    if rows.get("type") == "array" and catalogue().resolve(rows.get("items", {})).get("type") == "object":
        made = [example(rows["items"], clock, number) for number in range(1, _ROWS + 1)]
        return page_of(received, made)
    answer = example(schema, clock, 1) if properties else {}
    answer["status"] = "ok"
    return dict(answer)


def documented(operation: Operation) -> tuple[int, JsonSchema]:
    """The status of the answer that means yes, and its schema."""
    code = next(code for code in operation.responses if code.startswith("2"))
    return int(code), operation.responses[code]


def example(schema: JsonSchema, clock: Clock, number: int, name: str = "") -> Any:
    """A value of that schema.

    Args:
        schema: what to make.
        clock: dates it.
        number: tells one row from the next.
        name: the value's key.
    """
    schema = catalogue().resolve(schema)
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return example(schema[key][0], clock, number, name)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return {key: example(each, clock, number, key) for key, each in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema.get("items", {}), clock, number, name)]
    return _scalar(schema, kind, clock, number, name)


def _scalar(schema: JsonSchema, kind: str | None, clock: Clock, number: int, name: str) -> Any:
    given = schema.get("example")
    if choices := schema.get("enum"):
        return choices[number % len(choices)]
    if kind == "integer" and name == "id":
        return number
    if kind in ("integer", "number"):
        return _numeric(given, number)
    if kind == "boolean":
        return number % 2 == 0
    if name.endswith(("_at", "_time", "_date")):
        return clock.stamp()
    if given is not None:
        return given
    return f"{name.replace('_', ' ') or 'text'} {number}"


def _numeric(given: object, number: int) -> Any:
    """The example as a number; the contract writes some of them as text."""
    if isinstance(given, str):
        return int(given) if given.isdecimal() else number
    return number if given is None else given
