# SPDX-License-Identifier: MIT
"""Form fields as the contract has the values: how each is typed in, what it asks, and a whole form of an operation."""

from __future__ import annotations

from flotui.api import schema as contract
from flotui.api.argument import Argument
from flotui.api.catalogue import JsonSchema, catalogue
from flotui.api.secrets import is_secret
from flotui.resources.ask import Choice, Field, FieldKind
from flotui.text.captions import caption

_LONG = frozenset({"content", "text", "html"})


def fields_of(operation: str) -> list[Field]:
    """A field for each single value of an operation's body, titled by its key: `Street name` of `street_name`.

    Args:
        operation: the id of the operation.
    """
    body = catalogue().resolve(catalogue()[operation].body or {})
    required = contract.required_keys(body)
    found = []
    for name, each in body.get("properties", {}).items():
        schema = catalogue().resolve(each)
        if contract.shape_of(schema) in ("array", "object"):
            continue
        choices = enum_choices(schema)
        found.append(
            Field(
                name,
                _title(name),
                "choice" if choices else field_kind(schema, name),
                required=name in required,
                help=field_help(schema, schema.get("description", "")),
                choices=choices,
                of=Argument(operation, name),
            )
        )
    return found


def _title(name: str) -> str:
    words = caption(name)
    return f"{words[:1].upper()}{words[1:]}"


def field_kind(schema: JsonSchema, name: str) -> FieldKind:
    """How a value is typed in that is none of a few.

    Args:
        schema: what the contract wants.
        name: its key.
    """
    shape = contract.shape_of(schema)
    if shape == "boolean":
        return "boolean"
    if shape in ("integer", "number"):
        decimals = shape == "number" or isinstance(schema.get("example"), float)
        return "number" if decimals else "integer"
    if shape in ("any", "object", "array"):
        return "json"
    if is_secret(name):
        return "secret"
    return "longtext" if name in _LONG else "text"


def enum_choices(schema: JsonSchema) -> list[Choice]:
    """The values of a schema that has only a few; none for any other."""
    enum = schema.get("enum", ())
    words = {0: "no", 1: "yes"} if set(enum) == {0, 1} else {}
    return [Choice(str(each), f"{each} {words[each]}" if each in words else str(each)) for each in enum]


def field_help(schema: JsonSchema, about: str) -> str:
    """The line below a field: what the contract says of it, and what it asks beyond its type."""
    known = contract.facts(schema)
    told = known if "," in known and not schema.get("enum") else ""
    return " · ".join(filter(None, (about, told)))
