# SPDX-License-Identifier: MIT
"""Examples of calls and of answers, from the contract's own where it has them."""

from __future__ import annotations

import re

from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, Operation, catalogue
from flotui.api.described import choices
from flotui.api.exact import Json
from flotui.api.schema import Shape, shape_of
from flotui.text import numbers


def example_of(schema: JsonSchema, name: str = "") -> Json:
    """A value that a schema allows, from the contract's own examples where it has them.

    Args:
        schema: what to make.
        name: the value's key.
    """
    schema = catalogue().resolve(schema)
    if "oneOf" in schema:
        return example_of(schema["oneOf"][0], name)
    shape = shape_of(schema)
    if shape == "object":
        return {key: example_of(each, key) for key, each in schema["properties"].items()}
    if shape == "array":
        return [example_of(schema["items"], name)]
    if enum := schema.get("enum"):
        return enum[0]
    given = schema.get("example")
    if shape == "boolean":
        return given in (True, 1, "true", "1")
    if shape in ("integer", "number"):
        return _example_number(given, schema, shape)
    if shape == "any":
        return given if given is not None else {}
    if given in (None, "") and (known := choices(str(schema.get("description", "")))):
        return known[0]
    return _example_text(given, name)


def _example_number(given: Json, schema: JsonSchema, shape: Shape) -> Json:
    if isinstance(given, str):
        given = None if numbers.problem(given) else float(given)
    if given is None:
        given = max(1, schema.get("minimum", 1))
    return int(given) if shape == "integer" or float(given).is_integer() else given


_EXAMPLES = {
    "email": "ana@example.com",
    "phone": "5511900000001",
    "content": "Hello",
    "user_ns": "f123u456",
    "tag_ns": "f123t456",
    "user_field_ns": "f123v456",
    "var_ns": "f123v456",
    "sub_flow_ns": "f123s456",
    "node_ns": "f123n456",
    "event_ns": "f123e456",
    "segment_ns": "f123sg456",
    "ai_agent_ns": "f123ag456",
    "ai_task_ns": "f123at456",
    "broadcast_ns": "f123b456",
    "flow_ns": "f123",
}
"""Examples where the contract has none, by name; ids as the host writes them (behaviour.md, Ids)."""


def _example_text(given: object, name: str) -> str:
    if given is None or given == "":
        return _EXAMPLES.get(name, name.replace("_", " ") or "text")
    # The contract writes alternatives as one text: `open,pending,spam,done`.
    return (*alternatives({"example": given}, name), str(given))[0]


def alternatives(schema: JsonSchema, name: str) -> tuple[str, ...]:
    """The values that the contract lists for a text in its example, where it does: `open,pending,done`.

    Args:
        schema: the text's schema.
        name: its key; lists of ids look the same and are none.
    """
    text = schema.get("example")
    if (
        not isinstance(text, str)
        or name.endswith(("_list", "_ns"))
        or not re.fullmatch(r"\w+(,[\w.]+)+", text)
    ):
        return ()
    return tuple(word.rstrip(".") for word in text.split(","))


def example_call(operation: Operation, prefix: str = "") -> Call:
    """A call of an operation with every argument filled in.

    Args:
        operation: which.
        prefix: the open bot's; the contract's examples are of another one.
    """
    path: dict[str, Json] = {}
    query: dict[str, Json] = {}
    for each in operation.parameters:
        if each.place == "query" and not each.required:
            continue
        schema = each.schema if each.example is None else {**each.schema, "example": each.example}
        found = example_of(schema, each.name)
        (path if each.place == "path" else query)[each.name] = _own(found, prefix)
    body = None if operation.body is None else _own(example_of(operation.body), prefix)
    return Call.of(operation.id, path=path, query=query, body=body)


_FOREIGN = re.compile(r"\bf123(?=[a-z]+\d+\b)")


def _own(value: object, prefix: str) -> Json:
    """The value with the namespace ids of the contract's examples turned into ones of this bot."""
    if not prefix:
        return value
    if isinstance(value, dict):
        return {key: _own(each, prefix) for key, each in value.items()}
    if isinstance(value, list):
        return [_own(each, prefix) for each in value]
    return _FOREIGN.sub(prefix, value) if isinstance(value, str) else value
