# SPDX-License-Identifier: MIT
"""Which values an act of many rows overwrites, counted: what was read before it says that, and costs no call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.jobs.report import value_said
from flotui.resources.text import Text, dim
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.repositories.edit import RowEdits

_VALUES, _NAMES = 3, 3
"""How many values of one name are told apart, and of how many names that is said."""


def overwritten(rows: Sequence[RowEdits]) -> list[Text]:
    """What becomes another value, a line for each name: `37 have another value now: Lima 20, Bogotá 9 and 8 others`.

    Args:
        rows: what is done to each; marks that are put on or taken off, and credentials, have no values.
    """
    found: dict[str, Counter[str]] = {}
    for change in (change for row in rows for edit in row.edits for change in edit.changes):
        now = change.before
        if (
            not change.secret
            and isinstance(now, (str, int, float))
            and not isinstance(now, bool)
            and now != ""
        ):
            found.setdefault(change.name, Counter())[value_said(change.name, now)] += 1
    named = len(found) > 1
    return [
        dim(f"{f'{name}: ' if named else ''}{_said(values)}") for name, values in list(found.items())[:_NAMES]
    ]


def _said(values: Counter[str]) -> str:
    """How many have another value, and the most frequent ones."""
    total = values.total()
    head = counted(total, "has another value now", "have another value now")
    if len(values) > _VALUES and values.most_common(1)[0][1] == 1:
        return f"{head}, each its own."
    shown = values.most_common(_VALUES)
    parts = [f"{value} {count(number)}" if len(values) > 1 else value for value, number in shown]
    others = total - sum(number for _, number in shown)
    rest = f" and {count(others)} others" if others > 1 else " and 1 other" if others else ""
    return f"{head}: {', '.join(parts)}{rest}."
