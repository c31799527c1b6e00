# SPDX-License-Identifier: MIT
"""The catalogue: what each of the API's 249 operations takes, answers and may do.

The packaged file is made by `scripts/build_catalogue.py` from the vendor's contract and the risk
table. It is read at the first look-up and never at start-up: a Call names its operation by id, so
painting from the cache needs no catalogue.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Mapping
from pathlib import Path

import msgspec

from flotui.api.exact import Json
from flotui.text.patterns import later

JsonSchema = Mapping[str, Json]
"""A schema as the contract writes it (OpenAPI 3.0), `$ref`s still in place."""


class Risk(enum.StrEnum):
    """What an operation may do to people and data, mildest first."""

    READ = "read"
    """Changes nothing."""
    WRITE = "write"
    """Changes something that another write can set back."""
    SEND = "send"
    """Reaches a person."""
    BROADCAST = "broadcast"
    """Reaches many people at once."""
    DESTRUCTIVE = "destructive"
    """Cannot be undone."""


class Parameter(msgspec.Struct, frozen=True):
    """A path or query parameter of an operation."""

    name: str
    """Its name in the path template or the query string."""
    place: str
    """`path` or `query`."""
    schema: JsonSchema
    """The type of its value."""
    required: bool = False
    """Whether the host refuses the call without it."""
    description: str = ""
    """What the contract says of it."""
    example: object = None
    """An example value, where the contract has one."""


_LISTED = later(r" \([^)]*\)|(; |: ).*")
"""What a summary lists in brackets, and what it goes on with after a semicolon or colon."""


class Operation(msgspec.Struct, frozen=True):
    """One row of the catalogue."""

    id: str
    """The contract's operationId, such as `flowBotUserAddTags`."""
    method: str
    """The HTTP verb, in capitals. It does not tell the risk."""
    path: str
    """The path below the base URL, with `{name}` for path parameters."""
    group: str
    """The contract's group, such as `Flow Tag`."""
    summary: str
    """One line on what it does."""
    risk: Risk
    """What it may do, from the risk table."""
    repeatable: bool = False
    """Whether sending it twice leaves the same state, so that it may be retried."""
    scope: str | None = None
    """The scope that the token needs: `Manage Flow`, `Manage Team`, `Send Message` or none."""
    description: str = ""
    """More words, where the contract has them."""
    parameters: tuple[Parameter, ...] = ()
    """Path and query parameters, in the contract's order."""
    body: JsonSchema | None = None
    """The schema of the JSON body, or None where it takes none."""
    responses: Mapping[str, JsonSchema] = msgspec.field(default_factory=dict)
    """The schema of each documented answer, by status code."""

    @property
    def title(self) -> str:
        """What to call it: its summary without what this goes on to list, or its id where the contract says nothing of
        it.
        """
        return _LISTED.sub("", self.summary) or self.summary or self.id

    def names(self, place: str) -> tuple[str, ...]:
        """The names of its parameters at `path` or `query`, in the contract's order."""
        return tuple(each.name for each in self.parameters if each.place == place)


class _PackagedCatalogue(msgspec.Struct):
    """The packaged file, of which what is looked up one at a time is still JSON."""

    title: str
    server: str
    groups: tuple[str, ...]
    operations: list[msgspec.Raw]
    schemas: dict[str, msgspec.Raw]


class _OperationKey(msgspec.Struct):
    """What an operation is found by."""

    id: str
    method: str
    path: str


class Catalogue:
    """Every operation the contract has, by id and by method and path.

    Operations and schemas are read when they are looked up, and kept: a session needs a few of them, and all together
    take four times what their JSON does.
    """

    def __init__(self, document: bytes) -> None:
        """
        Args:
            document: the packaged file.
        """
        found = msgspec.json.decode(document, type=_PackagedCatalogue)
        self.title: str = found.title
        """The contract's title."""
        self.server: str = found.server
        """The base URL of Flochat's own host."""
        self.groups: tuple[str, ...] = found.groups
        """The groups, in the contract's order."""
        self._schemas: dict[str, msgspec.Raw | JsonSchema] = {**found.schemas}
        places = [msgspec.json.decode(row, type=_OperationKey) for row in found.operations]
        self._places = {(each.method, each.path): each.id for each in places}
        self._operations: dict[str, msgspec.Raw | Operation] = {
            each.id: row for each, row in zip(places, found.operations, strict=True)
        }

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, in the contract's order."""
        return tuple(map(self.__getitem__, self._operations))

    def __getitem__(self, operation_id: str) -> Operation:
        """The operation of that id.

        Raises:
            KeyError: when the contract has none of that id.
        """
        found = self._operations[operation_id]
        if isinstance(found, msgspec.Raw):
            found = self._operations[operation_id] = _operation(msgspec.json.decode(found))
        return found

    def __contains__(self, operation_id: object) -> bool:
        return operation_id in self._operations

    def at(self, method: str, path: str) -> Operation | None:
        """The operation with this verb and path template, or None.

        Args:
            method: the HTTP verb, in any case.
            path: a path template below the base URL: `/shop/products/{id}`.
        """
        found = self._places.get((method.upper(), path))
        return None if found is None else self[found]

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation that a concrete path belongs to, and its path arguments.

        Args:
            method: the HTTP verb.
            path: a path below the base URL, such as `/shop/products/12/variants`, not decoded.

        Returns:
            The operation and the path arguments as they are in the path; None where there is none.
            A literal segment wins over a parameter.
        """
        if exact := self.at(method, path):
            return exact, {}
        given = path.split("/")
        for (verb, template), operation_id in self._places.items():
            if verb == method.upper() and "{" in template:
                arguments = _arguments(template.split("/"), given)
                if arguments is not None:
                    return self[operation_id], arguments
        return None

    def resolve(self, schema: JsonSchema) -> JsonSchema:
        """The schema itself where it is a `$ref` to a named one; any other as it is."""
        while "$ref" in schema:
            schema = self._schema(schema["$ref"].rsplit("/", 1)[-1])
        return schema

    def _schema(self, name: str) -> JsonSchema:
        found = self._schemas[name]
        if isinstance(found, msgspec.Raw):
            read: JsonSchema = msgspec.json.decode(found)
            found = self._schemas[name] = read
        return found


def _arguments(template: list[str], given: list[str]) -> dict[str, str] | None:
    if len(template) != len(given):
        return None
    arguments = {}
    for part, value in zip(template, given, strict=True):
        if part.startswith("{"):
            arguments[part[1:-1]] = value
        elif part != value:
            return None
    return arguments


def _operation(row: Mapping[str, Json]) -> Operation:
    return Operation(
        id=row["id"],
        method=row["method"],
        path=row["path"],
        group=row["group"],
        summary=row["summary"],
        risk=Risk(row["risk"]),
        repeatable=row.get("repeatable", False),
        scope=row.get("scope"),
        description=row.get("description", ""),
        parameters=tuple(
            Parameter(
                name=each["name"],
                place=each["in"],
                schema=each["schema"],
                required=each.get("required", False),
                description=each.get("description", ""),
                example=each.get("example"),
            )
            for each in row.get("parameters", ())
        ),
        body=row.get("body"),
        responses=row["responses"],
    )


@functools.cache
def catalogue() -> Catalogue:
    """The packaged catalogue, read once, at the first call."""
    return Catalogue((Path(__file__).parent / "spec" / "flochat.json").read_bytes())
