# SPDX-License-Identifier: MIT
"""What becomes of a subscriber's row after a write that names tags or user fields by their names, without their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flotui.api.call import Call
from flotui.api.models.subscriber import value_text
from flotui.repositories.edit import Patch
from flotui.repositories.targets import items_of
from flotui.store.journal import Change

_ADDS_TAGS: Final = ("flowBotUserAddTagByName", "flowBotUserAddTagsByName")
_REMOVES_TAGS: Final = ("flowBotUserRemoveTagByName", "flowBotUserRemoveTagsByName")
_SETS_FIELDS: Final = ("flowBotUserSetUserFieldByName", "flowBotUserSetUserFieldsByName")
_CLEARS_FIELDS: Final = ("flowBotUserClearUserFieldByName", "flowBotUserClearUserFieldsByName")


def changes_by_name(call: Call) -> tuple[Change, ...]:
    """What such a write sets, without paths: by the names that changes of tags and fields have; nothing for any other.

    Args:
        call: the write.
    """
    operation = call.operation_id
    if operation in (*_ADDS_TAGS, *_REMOVES_TAGS):
        names = [str(item.get("tag_name") or "") for item in items_of(call)]
        return tuple(Change("", f"tag {name}", None, operation in _ADDS_TAGS) for name in names)
    if operation in (*_SETS_FIELDS, *_CLEARS_FIELDS):
        return tuple(
            Change(
                "", str(item.get("field_name") or item.get("name") or ""), None, _value_of(operation, item)
            )
            for item in items_of(call)
        )
    return ()


def _value_of(operation: str, item: Mapping[str, object]) -> str:
    return value_text(item.get("value")) if operation in _SETS_FIELDS else ""


def patch_by_name(call: Call) -> Patch | None:
    """What makes of a row what it is after such a write; None for any other.

    What the row hasn't had before is in it by its name alone: who keeps the row may know the id.

    Args:
        call: the write.
    """
    operation, sets = call.operation_id, changes_by_name(call)
    if operation in (*_ADDS_TAGS, *_REMOVES_TAGS):
        names = [each.name.removeprefix("tag ") for each in sets]
        return _marking(names, on=operation in _ADDS_TAGS)
    if operation in (*_SETS_FIELDS, *_CLEARS_FIELDS):
        return _setting({each.name: each.after for each in sets})
    return None


def _marking(names: Sequence[str], *, on: bool) -> Patch:
    def patch(row: dict[str, object]) -> dict[str, object]:
        tags = _listed(row, "tags")
        if not on:
            return {**row, "tags": [each for each in tags if _name(each) not in names]}
        has = set(map(_name, tags))
        return {
            **row,
            "tags": [*tags, *({"name": name} for name in dict.fromkeys(names) if name and name not in has)],
        }

    return patch


def _setting(values: Mapping[str, str]) -> Patch:
    def patch(row: dict[str, object]) -> dict[str, object]:
        fields = _listed(row, "user_fields")
        has = set(map(_name, fields))
        changed = [
            {**each, "value": values[_name(each)]}
            if isinstance(each, Mapping) and _name(each) in values
            else each
            for each in fields
        ]
        new = [
            {"name": name, "value": value}
            for name, value in values.items()
            if name and value and name not in has
        ]
        return {**row, "user_fields": [*changed, *new]}

    return patch


def _listed(row: Mapping[str, object], key: str) -> list[object]:
    found = row.get(key)
    return found if isinstance(found, list) else []


def _name(thing: object) -> str:
    return str(thing.get("name") or "") if isinstance(thing, Mapping) else ""
