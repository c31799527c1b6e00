# SPDX-License-Identifier: MIT
"""From texts to a call and back: what a form's fields and `-f name=value` come to.

A text is named by its flat path: `limit`, `data.0.tag_ns` (see `flotui.api.schema`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from flotui.api import exact
from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, Operation, catalogue
from flotui.api.schema import shape_of
from flotui.api.unknown import unknown
from flotui.text import numbers
from flotui.text.truth import truth

_WHOLE = re.compile(r"\s*(-?[0-9]+)(?:\.0*)?\s*")


def call_of(operation: Operation, given: Mapping[str, str], body: object = None) -> Call:
    """The call that texts make, by flat path; what is not of the schema's type stays a text.

    Args:
        operation: which.
        given: texts by flat path. `""` in quotes stands for an empty text.
        body: a body to start from, of which `given` replaces parts.
    """
    names = {place: operation.names(place) for place in ("path", "query")}
    path = {name: given[name] for name in names["path"] if given.get(name)}
    query = {name: _text(given[name]) for name in names["query"] if given.get(name)}
    if operation.body is None:
        return Call.of(operation.id, path=path, query=query, body=body)
    built: object = body if body is not None else {}
    for name, text in given.items():
        if name not in names["path"] and name not in names["query"] and text != "":
            built = _put(built, name.split("."), text, catalogue().resolve(operation.body))
    return Call.of(operation.id, path=path, query=query, body=_compact(built))


def in_digits(operation: Operation, given: Mapping[str, str]) -> dict[str, str]:
    """Texts by name, whole numbers among the parameters without the blanks and the `.0` that spreadsheets give them.

    Args:
        operation: whose parameters.
        given: texts by flat path.
    """
    whole = {
        each.name for each in operation.parameters if shape_of(catalogue().resolve(each.schema)) == "integer"
    }
    return {
        name: found[1] if name in whole and (found := _WHOLE.fullmatch(text)) else text
        for name, text in given.items()
    }


class _NotGiven:
    """Stands in a list where nothing was given."""


def _put(target: object, keys: Sequence[str], text: str, schema: JsonSchema) -> object:
    if not keys:
        return typed(schema, text)
    key, rest = keys[0], keys[1:]
    schema = catalogue().resolve(schema)
    if key.isdecimal() and shape_of(schema) in ("array", "any") and not isinstance(target, dict):
        found = list(target) if isinstance(target, list) else []
        found += [_NotGiven] * (int(key) + 1 - len(found))
        before = None if found[int(key)] is _NotGiven else found[int(key)]
        found[int(key)] = _put(before, rest, text, schema.get("items", {}))
        return found
    made = dict(target) if isinstance(target, dict) else {}
    made[key] = _put(made.get(key), rest, text, schema.get("properties", {}).get(key, {}))
    return made


def _compact(value: object) -> object:
    if isinstance(value, list):
        return [_compact(each) for each in value if each is not _NotGiven]
    if isinstance(value, dict):
        return {key: _compact(each) for key, each in value.items()}
    return value


def _text(text: str) -> str:
    return "" if text == '""' else text


def typed(schema: JsonSchema, text: str) -> object:
    """The value that a text stands for; the text itself where it doesn't fit.

    Args:
        schema: what is wanted.
        text: what was typed; `""` in quotes is an empty text, `null` is null where that is allowed.
    """
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    bare = text.strip()
    if bare == "null" and schema.get("nullable"):
        return None
    if shape in ("integer", "number") or "oneOf" in schema:
        whole = "oneOf" in schema
        if not numbers.problem(bare, whole=whole, most=numbers.WHOLE_DIGITS):
            return exact.as_number(bare)
    if shape == "boolean" and (yes := truth(bare)) is not None:
        return yes
    if shape in ("any", "array", "object"):
        try:
            return exact.loads_sent(text)
        except ValueError:
            return text
    return _text(text)


def texts_of(call: Call) -> dict[str, str]:
    """The arguments of a call as texts by flat path: the reverse of `call_of`."""
    found = {**dict(call.path), **{name: value or '""' for name, value in call.query}}
    body = call.json
    schema = call.operation.body
    if isinstance(body, dict):
        for key, value in body.items():
            inner = (
                catalogue().resolve(schema).get("properties", {}).get(key, {}) if schema is not None else {}
            )
            found |= _flat(key, value, inner)
    return found


def _flat(path: str, value: object, schema: JsonSchema) -> dict[str, str]:
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    if isinstance(value, dict) and value and shape == "object":
        properties = schema["properties"]
        found: dict[str, str] = {}
        for key, each in value.items():
            found |= _flat(f"{path}.{key}", each, properties.get(key, {}))
        return found
    if isinstance(value, list) and value and shape == "array":
        found = {}
        for index, each in enumerate(value):
            found |= _flat(f"{path}.{index}", each, schema["items"])
        return found
    if value is None:
        return {path: "null"} if schema.get("nullable") or shape == "any" else {}
    if isinstance(value, bool):
        return {path: "true" if value else "false"}
    if isinstance(value, dict | list):
        return {path: exact.dumps(value)}
    return {path: str(value) if value != "" else '""'}


def fits_fields(call: Call) -> bool:
    """Whether a call's body can be filled in field by field without losing anything."""
    if call.operation.body is None:
        return True
    return call_of(call.operation, texts_of(call)) == call and not unknown(replace(call, query=()))
