# SPDX-License-Identifier: MIT
"""Editing field values by type, for user fields and bot fields alike."""

from __future__ import annotations

from flotui.repositories.flows import FIELD_LIMITS
from flotui.resources.ask import Field, FieldKind
from flotui.text.truth import NO, YES, truth
from flotui.text.zones import current

KINDS: dict[str, FieldKind] = {
    "text": "text",
    "longtext": "longtext",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "array": "json",
}
"""How a value of each field type is typed in."""

TYPES = ("text", "number", "boolean", "date", "datetime", "array", "longtext")
"""The field types there are; the dashboard calls `array` JSON."""


def value_field(name: str, title: str, var_type: str, value: str, *, help: str = "") -> Field:
    """The form field in which a value is edited.

    Args:
        name: its key in the answer.
        title: its label.
        var_type: the field's type; an unknown one is edited as long text.
        value: the value as it is now.
        help: a line below it.
    """
    shown = value
    if var_type == "boolean":
        shown = {True: "true", False: "false", None: ""}[truth(value)]
    kind, limit = KINDS.get(var_type, "longtext"), FIELD_LIMITS.get(var_type, 0)
    return Field(name, title, kind, shown, help=help, limit=limit)


def typed_value(var_type: str, typed: str, old: str) -> str:
    """The value to send for what was typed: booleans in the form that the old value had, times with an offset."""
    if var_type == "boolean" and typed in ("true", "false"):
        for yes, no in zip(YES, NO, strict=True):
            if old.strip().lower() in (yes, no):
                return yes if typed == "true" else no
    if var_type == "datetime" and typed:
        return current().moment(typed).isoformat()
    return typed
