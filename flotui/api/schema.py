"""Walking the contract's schemas: what a call takes, an example of it, and what is wrong with one.

Arguments are named by flat paths: a parameter by its name (`limit`), a value in the body by the keys and
indexes that lead to it (`data.0.tag_ns`). No operation of the contract uses one name in two places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, Operation, catalogue

Shape = Literal["object", "array", "string", "integer", "number", "boolean", "any"]
"""What a value is."""

BULK_LIMIT = 20
"""The most items that a bulk body's `data` takes (behaviour notes, 5)."""

BULK_KEYS = frozenset({"tag_ns", "tag_name", "label_name", "var_ns", "name", "value"})
"""The keys of a bulk body's rows. The contract marks none of them as required, but the host wants each."""

_MAY_BE_EMPTY = frozenset({"value"})
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


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
    if kind in ("string", "integer", "number", "boolean"):
        return kind  # type: ignore[no-any-return]
    return "string" if "oneOf" in schema else "any"


def facts(schema: JsonSchema) -> str:
    """What a schema asks of a value, in words: `whole number, from 0`."""
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    nouns = {"string": "text", "integer": "whole number", "boolean": "yes or no", "any": "anything"}
    found = [nouns.get(shape, shape)]
    if shape == "array":
        items = catalogue().resolve(schema["items"])
        found = [f"array of {nouns.get(shape_of(items), shape_of(items))}"]
    if shape == "integer" and _has_decimals(schema):
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


# -- Examples -------------------------------------------------------------------------------------


def example_of(schema: JsonSchema, name: str = "") -> Any:
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
    if choices := schema.get("enum"):
        return choices[0]
    given = schema.get("example")
    if shape == "boolean":
        return given in (True, 1, "true", "1")
    if shape in ("integer", "number"):
        return _example_number(given, schema, shape)
    if shape == "any":
        return given if given is not None else {}
    return _example_text(given, name)


def _example_number(given: Any, schema: JsonSchema, shape: Shape) -> Any:
    if isinstance(given, str):
        given = float(given) if _NUMBER.fullmatch(given) else None
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
"""Examples where the contract has none, by name; ids as the host writes them (behaviour notes, 5)."""


def _example_text(given: Any, name: str) -> str:
    if given is None or given == "":
        return _EXAMPLES.get(name, name.replace("_", " ") or "text")
    text = str(given)
    # The contract writes alternatives as one text: `open,pending,spam,done`.
    return alternatives({"example": given}, name)[0] if alternatives({"example": given}, name) else text


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
    path: dict[str, Any] = {}
    query: dict[str, Any] = {}
    for each in operation.parameters:
        if each.place == "query" and not each.required:
            continue
        schema = each.schema if each.example is None else {**each.schema, "example": each.example}
        found = example_of(schema, each.name)
        (path if each.place == "path" else query)[each.name] = _own(found, prefix)
    body = None if operation.body is None else _own(example_of(operation.body), prefix)
    return Call.of(operation.id, path=path, query=query, body=body)


_FOREIGN = re.compile(r"\bf123(?=[a-z]+\d+\b)")


def _own(value: Any, prefix: str) -> Any:
    """The value with the namespace ids of the contract's examples turned into ones of this bot."""
    if not prefix:
        return value
    if isinstance(value, dict):
        return {key: _own(each, prefix) for key, each in value.items()}
    if isinstance(value, list):
        return [_own(each, prefix) for each in value]
    return _FOREIGN.sub(prefix, value) if isinstance(value, str) else value


# -- From texts to a call and back ----------------------------------------------------------------


def call_of(operation: Operation, given: Mapping[str, str], body: Any = None) -> Call:
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
    built: Any = body if body is not None else {}
    for name, text in given.items():
        if name not in names["path"] and name not in names["query"] and text != "":
            built = _put(built, name.split("."), text, catalogue().resolve(operation.body))
    return Call.of(operation.id, path=path, query=query, body=_compact(built))


class _Gap:
    """Stands in a list where nothing was given."""


def _put(target: Any, keys: Sequence[str], text: str, schema: JsonSchema) -> Any:
    if not keys:
        return typed(schema, text)
    key, rest = keys[0], keys[1:]
    schema = catalogue().resolve(schema)
    if key.isdecimal() and shape_of(schema) in ("array", "any") and not isinstance(target, dict):
        found = list(target) if isinstance(target, list) else []
        found += [_Gap] * (int(key) + 1 - len(found))
        before = None if found[int(key)] is _Gap else found[int(key)]
        found[int(key)] = _put(before, rest, text, schema.get("items", {}))
        return found
    made = dict(target) if isinstance(target, dict) else {}
    made[key] = _put(made.get(key), rest, text, schema.get("properties", {}).get(key, {}))
    return made


def _compact(value: Any) -> Any:
    if isinstance(value, list):
        return [_compact(each) for each in value if each is not _Gap]
    if isinstance(value, dict):
        return {key: _compact(each) for key, each in value.items()}
    return value


def _text(text: str) -> str:
    return "" if text == '""' else text


def typed(schema: JsonSchema, text: str) -> Any:
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
    if "oneOf" in schema or shape in ("integer", "number"):
        if _INTEGER.fullmatch(bare):
            return int(bare)
        if shape in ("integer", "number") and _NUMBER.fullmatch(bare):
            return float(bare)
    if shape == "boolean" and bare.lower() in ("true", "false", "1", "0", "yes", "no"):
        return bare.lower() in ("true", "1", "yes")
    if shape in ("any", "array", "object"):
        try:
            return json.loads(text)
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


def _flat(path: str, value: Any, schema: JsonSchema) -> dict[str, str]:
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
        return {path: json.dumps(value, ensure_ascii=False)}
    return {path: str(value) if value != "" else '""'}


def fits_fields(call: Call) -> bool:
    """Whether a call's body can be filled in field by field without losing anything."""
    return call.operation.body is None or call_of(call.operation, texts_of(call)) == call


# -- What is wrong with a call --------------------------------------------------------------------


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
        elif wrong := _wrong(each.name, each.schema, typed(each.schema, value)):
            found[each.name] = wrong
    known = {each.name for each in operation.parameters}
    for name, _ in call.query:
        if name not in known:
            found[name] = f"{operation.id} takes no parameter {name}; the host would ignore it."
    if operation.body is not None:
        found |= _body_problems(catalogue().resolve(operation.body), call.json)
    elif call.body is not None:
        found["body"] = f"{operation.id} takes no body."
    return found


def _body_problems(schema: JsonSchema, body: Any) -> dict[str, str]:
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


def _value_problems(path: str, schema: JsonSchema, value: Any, name: str) -> dict[str, str]:
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    if value is None or (value == "" and shape != "object"):
        return {}
    if shape == "object" and isinstance(value, dict):
        return _object_problems(path, schema, value, required_keys(schema))
    if shape == "array" and isinstance(value, list):
        items = catalogue().resolve(schema["items"])
        found: dict[str, str] = {}
        for index, each in enumerate(value):
            where = f"{path}.{index}"
            if shape_of(items) == "object" and isinstance(each, dict):
                found |= _object_problems(where, items, each, bulk_keys(name, items))
            else:
                found |= _value_problems(where, items, each, name)
        return found
    wrong = _wrong(name, schema, value)
    return {path: wrong} if wrong else {}


def _object_problems(
    path: str, schema: JsonSchema, value: Mapping[str, Any], needed: frozenset[str]
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


def _wrong(name: str, schema: JsonSchema, value: Any) -> str:
    """What is wrong with one value, as a sentence; empty for nothing."""
    schema = catalogue().resolve(schema)
    shape = shape_of(schema)
    said = f", and is {_quoted(value)}"
    if choices := schema.get("enum"):
        given = int(value) if isinstance(value, bool) else value
        return (
            ""
            if str(given) in map(str, choices)
            else f"{name} must be one of {', '.join(map(str, choices))}{said}."
        )
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if "oneOf" in schema or shape == "any":
        return ""
    if shape == "string":
        longest = schema.get("maxLength")
        if isinstance(value, dict | list):
            return f"{name} must be a text{said}."
        if longest and len(str(value)) > longest:
            return f"{name} may have {longest:,} characters, and has {len(str(value)):,}."
        return ""
    if shape == "integer":
        whole = number and (float(value).is_integer() or _has_decimals(schema))
        if not whole:
            return f"{name} must be a {'number' if _has_decimals(schema) else 'whole number'}{said}."
    elif shape == "number":
        if not number:
            return f"{name} must be a number{said}."
    elif shape == "boolean":
        return "" if isinstance(value, bool) else f"{name} must be true or false{said}."
    else:
        return f"{name} must be an {shape}{said}."
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and value < low:
        return f"{name} must be at least {low}{said}."
    return f"{name} must be at most {high:,}{said}." if high is not None and value > high else ""


def _has_decimals(schema: JsonSchema) -> bool:
    """Prices: the contract calls them integers and gives 12.99 as the example."""
    return isinstance(schema.get("example"), float)


def _quoted(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
