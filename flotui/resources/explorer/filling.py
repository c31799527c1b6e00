# SPDX-License-Identifier: MIT
"""An operation's form: its fields from the schema, and the call that what was typed comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flotui.api import arguments
from flotui.api import schema as contract
from flotui.api.call import Call
from flotui.api.catalogue import JsonSchema, Operation, catalogue
from flotui.api.checking import problems
from flotui.api.errors import Malformed
from flotui.api.exact import dumps, loads_sent
from flotui.api.examples import alternatives, example_call
from flotui.api.secrets import MASK
from flotui.resources.ask import Choice, Field
from flotui.resources.contract_fields import enum_choices, field_help, field_kind
from flotui.resources.explorer.newnames import nameless
from flotui.resources.explorer.pickers import picker
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

WHOLE = "{body}"
"""The name of the field that holds the whole body as JSON."""

_QUOTED_EMPTY = 'Two quotes, "", send an empty text.'


def form_fields(workspace: Workspace, operation: Operation, call: Call | None, *, whole: bool) -> list[Field]:
    """The fields of an operation's form.

    Args:
        workspace: the open bot, for the names behind ids.
        operation: which.
        call: what is in them at first.
        whole: whether the body is one field of JSON, instead of a field for each value.
    """
    filling = _Filling(workspace, operation, {} if call is None else arguments.texts_of(call))
    fields = [
        filling.field(each.name, each.name, each.schema, 0, required=each.required, about=each.description)
        for each in operation.parameters
    ]
    if operation.body is None:
        return fields
    if whole:
        body = {} if call is None or call.body is None else call.json
        text = dumps(body, indent=2)
        return [*fields, Field(WHOLE, "body", "json", text, required=True)]
    return [*fields, *filling.object("", catalogue().resolve(operation.body), 0, needed=True)]


def call_of(operation: Operation, answer: Mapping[str, str]) -> Call:
    """The call that what was typed comes to, whether or not it fits the contract.

    Args:
        operation: which.
        answer: what was typed, by field.
    """
    if WHOLE not in answer:
        return arguments.call_of(operation, answer)
    rest = {name: text for name, text in answer.items() if name != WHOLE}
    try:
        body = loads_sent(answer[WHOLE])
    except ValueError:
        body = {}
    return arguments.call_of(operation, rest, body)


def checked(call: Call) -> Call:
    """The call, when it fits the contract.

    Raises:
        Malformed: when it doesn't, with a sentence for each field.
    """
    wrong = {**nameless(call), **problems(call)}
    if any(MASK in value for value in arguments.texts_of(call).values()):
        wrong |= {
            name: f"{name} isn't stored; enter it again."
            for name, value in arguments.texts_of(call).items()
            if MASK in value
        }
    if not wrong:
        return call
    verb = "is" if len(wrong) == 1 else "are"
    message = " ".join(list(wrong.values())[:3])
    raise Malformed(
        f"Not sent: {counted(len(wrong), 'argument')} {verb} invalid. {message}",
        fields={name: (text,) for name, text in wrong.items()},
        advice="",
    )


class _Filling:
    """Makes the fields of one form."""

    def __init__(self, workspace: Workspace, operation: Operation, given: Mapping[str, str]) -> None:
        self._workspace = workspace
        self._operation = operation
        self._given = given

    def object(self, path: str, schema: JsonSchema, depth: int, *, needed: bool) -> list[Field]:
        """The fields of an object's values.

        Args:
            path: the object's own path; empty for the body.
            schema: its schema.
            depth: how far they are indented.
            needed: whether the object must be there, so that what it requires is required.
        """
        required = contract.required_keys(schema)
        return self._values(path, schema, depth, required if needed else frozenset())

    def _values(self, path: str, schema: JsonSchema, depth: int, required: frozenset[str]) -> list[Field]:
        fields: list[Field] = []
        for name, each in schema["properties"].items():
            inner = catalogue().resolve(each)
            where = f"{path}.{name}" if path else name
            shape = contract.shape_of(inner)
            about = inner.get("description", "")
            if shape == "object" and self._given.get(where) is None:
                fields.append(
                    Field(where, name, "heading", required=name in required, help=about, depth=depth)
                )
                fields += self.object(where, inner, depth + 1, needed=name in required)
            elif shape == "array" and self._given.get(where) is None:
                fields.append(self._list(where, name, inner, depth, required=name in required))
            else:
                fields.append(self.field(where, name, inner, depth, required=name in required, about=about))
        return fields

    def _list(self, path: str, name: str, schema: JsonSchema, depth: int, *, required: bool) -> Field:
        items = catalogue().resolve(schema["items"])

        def item(index: int) -> list[Field]:
            where = f"{path}.{index}"
            if contract.shape_of(items) != "object":
                return [self.field(where, f"{name} {index + 1}", items, depth + 1)]
            heading = Field(where, f"{name} {index + 1}", "heading", depth=depth + 1)
            return [heading, *self._values(where, items, depth + 2, contract.bulk_keys(name, items))]

        prefix = f"{path}."
        indexes = [
            int(each[len(prefix) :].partition(".")[0]) for each in self._given if each.startswith(prefix)
        ]
        count = max(indexes) + 1 if indexes else int(required)
        return Field(path, name, "list", str(count) if count else "", required, depth=depth, items=item)

    def field(
        self,
        path: str,
        title: str,
        schema: JsonSchema,
        depth: int,
        *,
        required: bool = False,
        about: str = "",
    ) -> Field:
        """The field of one value."""
        schema = catalogue().resolve(schema)
        name = next(part for part in reversed(path.split(".")) if not part.isdecimal())
        value = self._given.get(path, "")
        source = picker(self._workspace, self._operation, path)
        choices = _choices(schema, name)
        kind, help = field_kind(schema, name), field_help(schema, about)
        if name == "value" and required:
            help = f"{help.rstrip('.')}. {_QUOTED_EMPTY}" if help else _QUOTED_EMPTY
        if source is not None:
            kind = "picker"
        elif choices:
            kind = "choice" if schema.get("enum") else "picker"
        return Field(
            path,
            title,
            kind,
            value,
            required,
            help,
            choices,
            load=source.load if source is not None else None,
            further=source.further if source is not None else None,
            free=kind == "picker",
            depth=depth,
        )


def _choices(schema: JsonSchema, name: str) -> list[Choice]:
    return enum_choices(schema) or [Choice(each, each) for each in alternatives(schema, name)]


def example(operation: Operation, prefix: str) -> Call:
    """A call with every argument filled in, with this bot's ids."""
    return example_call(operation, prefix)


def pretty_body(call: Call) -> str:
    """The body over several lines; empty for none."""
    found: object = call.json
    return "" if found is None else dumps(found, indent=2)
