# SPDX-License-Identifier: MIT
"""Every request against the contract: required parameters, types, sizes, and whose ids they are.

What the contract does not say is taken from docs/behaviour.md: bulk bodies hold at most 20
objects, `limit` and `page` have their ranges, an id of another bot is refused. Where that page
leaves it open, the stricter answer is given, so that a client's mistake shows here first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from flotui.api.catalogue import JsonSchema, Operation, Parameter, catalogue
from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.reply import Refusal, invalid

BULK_LIMIT = 20
"""How many objects a bulk body may hold."""

_ID = re.compile(r"(f\d+)(?:u|s|t|v|n|e|w|ag|at|sg|cn|b)\d+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?|-?\.\d+")
_LONG_LISTS = {
    "flowAgentActivityLogData": 1000,
    "flowConversationsData": 1000,
    "flowErrorLogData": 1000,
    "teamTicketListLogData": 1000,
}
_DEEP_LISTS = {"flowBotUsers": 1000, "teamBotUsers": 1000, "workspaceWhatsappCallLogs": 1000}
_BULK_KEYS = frozenset({"tag_ns", "tag_name", "label_name", "var_ns", "name", "value"})
_MAY_BE_EMPTY = frozenset({"value", "email", "phone", "image", "note", "description", "text"})


def check(
    operation: Operation,
    arguments: Mapping[str, str],
    query: Mapping[str, str],
    body: object,
) -> Mapping[str, object]:
    """Hold a request against the contract.

    Args:
        operation: what is called.
        arguments: its path arguments.
        query: its query arguments; names that the contract does not have are ignored.
        body: its JSON body, None for none.

    Returns:
        The body, an empty one where the operation takes none.

    Raises:
        Refusal: 404 for a path argument of the wrong kind, 422 for a wrong argument or value, 400
            where a required key of the body is missing and one that nobody knows is there instead.
    """
    for parameter in operation.parameters:
        if parameter.place == "path":
            _check_argument(parameter, arguments.get(parameter.name, ""))
        else:
            _check_query(operation, parameter, query.get(parameter.name, ""))
    checked = _check_body(operation, body)
    _check_owner([*arguments.items(), *query.items(), *_texts(checked)])
    return checked


def _check_argument(parameter: Parameter, value: str) -> None:
    if parameter.schema.get("type") == "integer" and not value.isdecimal():
        raise Refusal(404, "Not found")


def _check_query(operation: Operation, parameter: Parameter, value: str) -> None:
    name = parameter.name
    if not value:
        if parameter.required:
            raise invalid(name, f"The {name} field is required.")
        return
    _check_value(name, parameter.schema, value)
    if name == "limit":
        _check_range(name, int(value), parameter.schema.get("maximum", _LONG_LISTS.get(operation.id, 100)))
    if name == "page":
        _check_range(name, int(value), parameter.schema.get("maximum", _DEEP_LISTS.get(operation.id, 100)))


def _check_range(name: str, value: int, top: int) -> None:
    if not 1 <= value <= top:
        raise invalid(name, f"The {name} must be between 1 and {top}.")


def _check_body(operation: Operation, body: object) -> Mapping[str, object]:
    if operation.body is None:
        return body if isinstance(body, dict) else {}
    schema = catalogue().resolve(operation.body)
    if body is None:
        body = {}
    if not isinstance(body, dict):
        raise Refusal(400, "The request body must be a JSON object.")
    _check_object("", schema, body)
    bulk = body.get("data")
    if isinstance(bulk, list) and len(bulk) > BULK_LIMIT:
        raise invalid("data", f"The data must not have more than {BULK_LIMIT} items.")
    return body


def _check_object(where: str, schema: JsonSchema, value: Mapping[str, object]) -> None:
    properties: Mapping[str, JsonSchema] = schema.get("properties", {})
    missing = [name for name in _required(schema) if _absent(name, value.get(name))]
    unknown = sorted(set(value) - set(properties))
    if missing and unknown and not where:
        raise Refusal(400, f"Bad Request: unknown parameter {unknown[0]}, {missing[0]} is missing.")
    if missing:
        texts = {f"{where}{name}": [f"The {where}{name} field is required."] for name in missing}
        raise Refusal(422, next(iter(texts.values()))[0], texts)
    for name, given in value.items():
        if name in properties and given is not None:
            _check_value(f"{where}{name}", catalogue().resolve(properties[name]), given)


def _required(schema: JsonSchema) -> Iterable[str]:
    """The keys that must be there.

    The contract marks none in the rows of a bulk body, but the host wants each.
    """
    properties: Mapping[str, JsonSchema] = schema.get("properties", {})
    if properties and _BULK_KEYS.issuperset(properties):
        return properties
    return tuple(schema.get("required", ()))


def _absent(name: str, value: object) -> bool:
    return value is None or value == [] or (value == "" and name not in _MAY_BE_EMPTY)


def _check_value(where: str, schema: JsonSchema, value: object) -> None:
    kind = schema.get("type")
    if kind == "object" and schema.get("properties"):
        if not isinstance(value, dict):
            raise invalid(where, f"The {where} must be an object.")
        _check_object(f"{where}.", schema, value)
    elif kind == "array":
        _check_array(where, schema, value)
    elif kind in _SCALARS:
        sane, noun = _SCALARS[kind]
        if not sane(value, schema):
            raise invalid(where, f"The {where} must be {noun}.")
    choices = schema.get("enum")
    given = int(value) if isinstance(value, bool) else value
    if choices and given != "" and str(given) not in [str(choice) for choice in choices]:
        raise invalid(where, f"The selected {where} is invalid.")


def _check_array(where: str, schema: JsonSchema, value: object) -> None:
    if not isinstance(value, list):
        raise invalid(where, f"The {where} must be an array.")
    items = catalogue().resolve(schema.get("items", {}))
    for index, item in enumerate(value):
        if items.get("type") == "object" and not isinstance(item, dict):
            # A list of strings is answered as if each were an object without its key.
            item = {}
        _check_value(f"{where}.{index}", items, item)


def _is_text(value: object, schema: JsonSchema) -> bool:
    return not isinstance(value, dict | list)


def _is_number(value: object, schema: JsonSchema) -> bool:
    if isinstance(value, str):
        return value == "" or _NUMBER.fullmatch(value) is not None
    return isinstance(value, int | float)


def _is_integer(value: object, schema: JsonSchema) -> bool:
    if isinstance(schema.get("example"), float):
        # Prices: the contract calls them integers and gives 12.99 as the example.
        return _is_number(value, schema)
    if isinstance(value, str):
        return value == "" or re.fullmatch(r"-?\d+", value) is not None
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _is_boolean(value: object, schema: JsonSchema) -> bool:
    return value in (True, False, 0, 1, "0", "1", "true", "false", "")


_SCALARS = {
    "string": (_is_text, "a string"),
    "number": (_is_number, "a number"),
    "integer": (_is_integer, "an integer"),
    "boolean": (_is_boolean, "true or false"),
}


def _check_owner(given: list[tuple[str, object]]) -> None:
    for name, value in given:
        if not name.rpartition(".")[2].split("_list")[0].endswith(("_ns", "Ns", "tags")):
            continue
        for identity in str(value).split(","):
            found = _ID.fullmatch(identity.strip())
            if found and found[1] != DEMO_PREFIX:
                raise invalid(name, f"The selected {name} is invalid.")


def _texts(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Every text in the body with its key; an item of a list has its list's."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, name)
    elif isinstance(value, str):
        yield name, value
