# SPDX-License-Identifier: MIT
"""A request against the contract to the letter: what a host refuses that validates types strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flotui.api.catalogue import JsonSchema, Operation, catalogue
from flotui.sandbox.reply import Refusal


def check_types(operation: Operation, body: object) -> None:
    """Hold a body against the contract's types, choices and bounds.

    Args:
        operation: what is called.
        body: its JSON body, None for none.

    Raises:
        Refusal: 422, with a text for each value that doesn't fit.
    """
    if operation.body is None:
        wrong = {"": "This route takes no body."} if body else {}
    else:
        wrong = dict(_wrong("", operation.body, body if body is not None else {}))
    if wrong:
        raise Refusal(422, next(iter(wrong.values())), {name: [text] for name, text in wrong.items()})


def _wrong(where: str, schema: JsonSchema, value: object) -> Iterator[tuple[str, str]]:
    """What doesn't fit: the dotted path of each value, and why."""
    schema = catalogue().resolve(schema)
    kind = schema.get("type")
    if value is None and schema.get("nullable"):
        return
    if kind in _IS and not _IS[kind](value, schema):
        yield where, f"The {where or 'body'} must be {_NOUNS[kind]}."
    elif isinstance(value, dict) and "properties" in schema:
        yield from _wrong_keys(where, schema, value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _wrong(f"{where}.{index}", schema.get("items", {}), item)
    else:
        yield from _out_of_bounds(where, schema, value)


def _wrong_keys(where: str, schema: JsonSchema, value: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, given in value.items():
        place = f"{where}.{name}" if where else name
        if name not in schema["properties"]:
            yield place, f"The {place} field is prohibited."
        else:
            yield from _wrong(place, schema["properties"][name], given)


def _out_of_bounds(where: str, schema: JsonSchema, value: Any) -> Iterator[tuple[str, str]]:
    choices = schema.get("enum")
    if choices and value not in choices and value not in _typed(choices, schema):
        yield where, f"The selected {where} is invalid."
    if "minimum" in schema and value < schema["minimum"]:
        yield where, f"The {where} must be at least {schema['minimum']}."
    if "maximum" in schema and value > schema["maximum"]:
        yield where, f"The {where} must not be greater than {schema['maximum']}."
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        yield where, f"The {where} must not be longer than {schema['maxLength']} characters."


def _typed(choices: list[Any], schema: JsonSchema) -> list[Any]:
    """The choices of a number, which the contract writes as text in places."""
    if schema.get("type") not in ("integer", "number"):
        return choices
    return [int(each) for each in choices if str(each).lstrip("-").isdecimal()]


def _is_number(value: object, schema: JsonSchema) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any, schema: JsonSchema) -> bool:
    # Prices: the contract calls them integers and gives 12.99 as the example.
    priced = isinstance(schema.get("example"), float)
    return _is_number(value, schema) and (priced or float(value).is_integer())


_IS: dict[str, Callable[[object, JsonSchema], bool]] = {
    "string": lambda value, schema: isinstance(value, str),
    "number": _is_number,
    "integer": _is_integer,
    "boolean": lambda value, schema: isinstance(value, bool),
    "array": lambda value, schema: isinstance(value, list),
    "object": lambda value, schema: isinstance(value, dict),
}
_NOUNS = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}
