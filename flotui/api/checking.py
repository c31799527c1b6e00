# SPDX-License-Identifier: MIT
"""What is wrong with a call, measured by the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flotui.api import exact
from flotui.api.arguments import typed
from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, catalogue
from flotui.api.described import lacks_id, not_among
from flotui.api.exact import Json
from flotui.api.schema import BULK_KEYS, bulk_keys, has_decimals, required_keys, shape_of
from flotui.text import numbers

BULK_LIMIT = 20
"""The most items that a bulk body's `data` takes (behaviour.md, Bodies)."""

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which is no character."""

_MAY_BE_EMPTY = frozenset({"value"})


def problems(call: Call) -> dict[str, str]:
    """What of a call does not fit the contract, as sentences by flat path; empty where it fits.

    Keys that the contract doesn't have are let through: hosts differ in age.
    """
    operation = call.operation
    found: dict[str, str] = {}
    given = {**dict(call.path), **dict(call.query)}
    for each in operation.parameters:
        value = given.get(each.name)
        if not value:
            if each.required:
                found[each.name] = f"{each.name} is required."
        elif wrong := _wrong(each.name, each.schema, typed(each.schema, value), each.description):
            found[each.name] = wrong
    known = {each.name for each in operation.parameters}
    for name, _ in call.query:
        if name not in known:
            found[name] = f"{operation.id} has no parameter {name}; the host would ignore it."
    if operation.body is not None:
        found |= _body_problems(catalogue().resolve(operation.body), call.json)
    elif call.body is not None:
        found["body"] = f"{operation.id} has no body."
    return {**found, **invalid_unicode(call)}


def invalid_unicode(call: Call) -> dict[str, str]:
    """Which arguments hold half of a surrogate pair: JSON can say it, but nothing can send or keep it.

    Args:
        call: the call.

    Returns:
        Sentences by flat path; none where all can be sent.
    """
    if call.is_unicode:
        return {}
    found: dict[str, str] = {}

    def look(path: str, value: object) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                where = f"{path}.{key}" if path else str(key)
                look(where, each)
                look(where, key)
        elif isinstance(value, list):
            for at, each in enumerate(value):
                look(f"{path}.{at}", each)
        elif isinstance(value, str) and _HALF.search(value):
            found[path] = f"{path} contains invalid Unicode."

    for pairs in (call.path, call.query):
        for name, value in pairs:
            look(name, value)
            look(name, name)
    look("", call.json)
    # A name of an argument may hold it too, and the sentence is written somewhere.
    return {_HALF.sub("�", path): _HALF.sub("�", sentence) for path, sentence in found.items()}


def _body_problems(schema: JsonSchema, body: object) -> dict[str, str]:
    if body is not None and not isinstance(body, dict):
        return {"body": "The body must be a JSON object."}
    found = _value_problems("", schema, body or {}, "")
    rows = (body or {}).get("data")
    if isinstance(rows, list) and len(rows) > BULK_LIMIT and bulk_rows(schema):
        found["data"] = f"data takes at most {BULK_LIMIT} rows at once, and there are {len(rows)}."
    return found


def bulk_rows(schema: JsonSchema) -> bool:
    """Whether a body's `data` is a list of rows for the host to work through."""
    data = catalogue().resolve(catalogue().resolve(schema).get("properties", {}).get("data", {}))
    items = catalogue().resolve(data.get("items", {}))
    return bool(items.get("properties")) and frozenset(items["properties"]) <= BULK_KEYS


def _value_problems(path: str, schema: JsonSchema, value: object, name: str) -> dict[str, str]:
    about = str(schema.get("description", ""))
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    if value is None or (value == "" and shape != "object"):
        return {path: wrong} if (wrong := lacks_id(name, schema, about, value)) else {}
    if shape == "object" and isinstance(value, dict):
        return _object_problems(path, schema, value, required_keys(schema))
    if shape == "array" and isinstance(value, list):
        items = catalogue().resolve(schema["items"])
        found: dict[str, str] = {}
        for index, each in enumerate(value):
            where = f"{path}.{index}"
            if shape_of(items) == "object" and isinstance(each, dict):
                found |= _object_problems(where, items, each, bulk_keys(name, items))
            elif shape_of(items) == "object" and each is None:
                found[where] = f"{name} must be an object, and is null."
            else:
                found |= _value_problems(where, {"description": about, **items}, each, name)
        return found
    wrong = _wrong(name, schema, value, about)
    return {path: wrong} if wrong else {}


def _object_problems(
    path: str, schema: JsonSchema, value: Mapping[str, object], needed: frozenset[str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, each in schema["properties"].items():
        where = f"{path}.{key}" if path else key
        if key in needed and (key not in value or value[key] is None or value[key] == []):
            if key not in _MAY_BE_EMPTY or key not in value:
                found[where] = f"{key} is required."
        elif key in value:
            found |= _value_problems(where, each, value[key], key)
    return found


def _wrong(name: str, schema: JsonSchema, value: Json, about: str) -> str:
    """What is wrong with one value, by its schema and what is said about it, as a sentence; empty for nothing."""
    about = about or str(catalogue().resolve(schema).get("description", ""))
    return (
        lacks_id(name, schema, about, value)
        or _against(name, schema, value)
        or not_among(name, schema, about, value)
    )


def _against(name: str, schema: JsonSchema, value: Json) -> str:
    """What its schema has against one value, as a sentence; empty for nothing."""
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    instead = f", and is {_quoted(value)}"
    if choices := schema.get("enum"):
        given = int(value) if isinstance(value, bool) else value
        return (
            ""
            if str(given) in map(str, choices)
            else f"{name} must be one of {', '.join(map(str, choices))}{instead}."
        )
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if "oneOf" in schema or shape == "any":
        return ""
    if shape == "string":
        longest = schema.get("maxLength")
        if isinstance(value, dict | list):
            return f"{name} must be a text{instead}."
        if longest and len(str(value)) > longest:
            return f"{name} has {len(str(value)):,} characters; {longest:,} are allowed."
        return ""
    if shape == "integer":
        whole = number and (isinstance(value, int) or value.is_integer() or has_decimals(schema))
        if not whole:
            return f"{name} must be a {'number' if has_decimals(schema) else 'whole number'}{instead}.{_how(value)}"
    elif shape == "number":
        if not number:
            return f"{name} must be a number{instead}.{_how(value)}"
    elif shape == "boolean":
        return "" if isinstance(value, bool) else f"{name} must be true or false{instead}."
    else:
        return f"{name} must be an {shape}{instead}.{_why_none(value)}"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and value < low:
        return f"{name} must be at least {low}{instead}."
    return f"{name} must be at most {high:,}{instead}." if high is not None and value > high else ""


def _how(value: object) -> str:
    """How a text would be a number, as a further sentence, where it nearly is one."""
    problem = numbers.problem(value) if isinstance(value, str) else ""
    return f" {problem}" if problem and "needed" not in problem else ""


def _why_none(value: object) -> str:
    """Why a text that looks like JSON is none, as a further sentence; empty for any other value."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return ""
    try:
        exact.loads_sent(value)
    except exact.Doubtful as doubt:
        return f" {doubt}"
    except ValueError:
        return " It isn't valid JSON."
    return ""


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else exact.dumps(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
