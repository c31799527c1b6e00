# SPDX-License-Identifier: MIT
"""The calls that give subscribers tags and labels, take them away, and set their user fields.

Each takes up to twenty at once (`in_twenties`); a single one goes the way that the API has for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flotui.api.call import Call


def tags_call(user_ns: str, tags: Sequence[str], *, on: bool) -> Call:
    """The call that adds tags to a subscriber, or removes them.

    Args:
        user_ns: the subscriber's id.
        tags: the tags' ids.
        on: whether they are added.
    """
    operation = "flowBotUserAddTag" if on else "flowBotUserRemoveTag"
    return _one_or_many(operation, user_ns, [{"tag_ns": each} for each in tags])


def labels_call(user_ns: str, names: Sequence[str], *, on: bool) -> Call:
    """The call that adds labels to a subscriber, or removes them; a single one is a list too.

    Args:
        user_ns: the subscriber's id.
        names: the labels' names.
        on: whether they are added.
    """
    operation = "flowBotUserAddLabelsByName" if on else "flowBotUserRemoveLabelsByName"
    return Call.of(operation, body={"user_ns": user_ns, "data": [{"label_name": each} for each in names]})


def fields_call(user_ns: str, values: Mapping[str, object]) -> Call:
    """The call that sets user fields of a subscriber, or clears them.

    Args:
        user_ns: the subscriber's id.
        values: the new values as text, by the fields' ids. Where all are empty, the fields are cleared.
    """
    if not any(values.values()):
        return _one_or_many("flowBotUserClearUserField", user_ns, [{"var_ns": each} for each in values])
    items = [{"var_ns": var_ns, "value": value} for var_ns, value in values.items()]
    return _one_or_many("flowBotUserSetUserField", user_ns, items)


def _one_or_many(operation: str, user_ns: str, items: Sequence[Mapping[str, object]]) -> Call:
    """The operation for one item, or its plural, which takes them under `data`."""
    if len(items) == 1:
        return Call.of(operation, body={"user_ns": user_ns, **items[0]})
    return Call.of(f"{operation}s", body={"user_ns": user_ns, "data": list(items)})
