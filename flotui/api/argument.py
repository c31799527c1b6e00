# SPDX-License-Identifier: MIT
"""One argument of an operation: what a form's field, a cell or a column of a sheet fills.

From the contract's schema of it come what is wrong with what was typed, and the JSON value that is sent, whatever
type the host itself has it in.

The contract's shapes are imported when an argument is looked at: a start without a form needs none.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from flotui.api import exact
from flotui.api.catalogue import JsonSchema, catalogue
from flotui.api.exact import Json
from flotui.text import numbers
from flotui.text.truth import truth


class Argument(msgspec.Struct, frozen=True):
    """An argument, named by its operation and its flat path: `items.qty`, without indexes."""

    operation: str
    path: str

    @property
    def schema(self) -> JsonSchema:
        """The contract's schema of it.

        Raises:
            KeyError: when the operation has no such argument.
        """
        operation = catalogue()[self.operation]
        for each in operation.parameters:
            if each.name == self.path:
                return catalogue().resolve(each.schema)
        found: JsonSchema = operation.body or {}
        for part in self.path.split("."):
            found = catalogue().resolve(found)
            found = catalogue().resolve(found.get("items", found))["properties"][part]
        return catalogue().resolve(found)

    @property
    def known(self) -> bool:
        """Whether the operation has such an argument."""
        try:
            return self.schema is not None
        except KeyError:
            return False

    def wrong(self, text: str) -> str:
        """What is wrong with what was typed for it, as a sentence; empty for nothing, and for an empty text."""
        return wrong(self.schema, text)

    @property
    def has_decimals(self) -> bool:
        """Whether it is a number that needn't be a whole one."""
        from flotui.api.schema import has_decimals, shape_of  # not before something is typed

        shape = shape_of(self.schema)
        return shape == "number" or (shape == "integer" and has_decimals(self.schema))

    def value(self, given: object) -> object:
        """The JSON value that the contract wants.

        Args:
            given: what was typed, or what the host has, whatever JSON type it has it in.
        """
        return fitted(self.schema, given)


def body_of(operation: str, values: Mapping[str, object]) -> dict[str, object]:
    """The body that values make, each in the JSON type that the contract wants of it.

    Args:
        operation: the id of the operation.
        values: what was typed, by argument.
    """
    return {name: Argument(operation, name).value(value) for name, value in values.items()}


def wrong(schema: JsonSchema, text: str) -> str:
    """What is wrong with a text that shall become a value, as a sentence; empty for nothing.

    Args:
        schema: the value's.
        text: what was typed.
    """
    from flotui.api.schema import has_decimals, shape_of  # not before something is typed

    shape = shape_of(schema)
    if not text.strip():
        return ""
    if shape == "string":
        longest = schema.get("maxLength")
        return (
            f"It has {len(text):,} characters; {longest:,} are allowed."
            if longest and len(text) > longest
            else ""
        )
    if shape not in ("integer", "number") or is_flag(schema):
        return ""
    whole = shape == "integer" and not has_decimals(schema)
    why = numbers.problem(text, whole=whole, most=numbers.WHOLE_DIGITS if whole else numbers.DIGITS)
    return why or numbers.outside(text, schema.get("minimum"), schema.get("maximum"))


def is_flag(schema: JsonSchema) -> bool:
    """Whether a number stands for yes or no."""
    return set(schema.get("enum", ())) == {0, 1}


def fitted(schema: JsonSchema, given: object) -> Json:
    """A value in the JSON type of its schema, its digits as they are; one that can't be stays as it is.

    Args:
        schema: what the contract wants.
        given: a text, or a value in another type: a price as text, a flag as a boolean, nothing at all.
    """
    from flotui.api.arguments import typed
    from flotui.api.schema import has_decimals, shape_of

    shape = shape_of(schema)
    text = given if isinstance(given, str) else "" if given is None else exact.dumps(given)
    if shape == "boolean" or is_flag(schema):
        yes = truth(text) is True
        return yes if shape == "boolean" else int(yes)
    if shape in ("integer", "number"):
        # The contract knows no null here: nothing is 0, as hosts write it.
        number: Json = int(given) if isinstance(given, bool) else typed(schema, text.strip() or "0")
        whole = shape == "integer" and isinstance(number, float) and not has_decimals(schema)
        return int(number) if whole and number.is_integer() else number
    return text if shape == "string" else given
