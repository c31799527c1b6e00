# SPDX-License-Identifier: MIT
"""What the dialogs of every sheet have in common: its path, its reading, and what is said of its columns."""

from __future__ import annotations

from pathlib import Path

from flotui.api.errors import Malformed
from flotui.jobs import sheet
from flotui.resources.ask import Choice
from flotui.text.filepath import path_of
from flotui.text.plural import count

_NAMED = 6
"""How many columns that are passed over a line names."""


def chosen_path(text: str) -> Path:
    """The path that was typed.

    Raises:
        Malformed: when it can't be one of this machine.
    """
    try:
        return path_of(text)
    except ValueError as error:
        raise Malformed(str(error), fields={"path": (str(error),)}) from None


def read_file(path: Path, words: sheet.Vocabulary) -> sheet.SheetTable:
    """Read a file as a table.

    Args:
        path: the file.
        words: what its columns can hold.

    Raises:
        Malformed: when it can't be read, or isn't one.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        says = f"{path} can't be read: {why}."
        raise Malformed(says, advice="Check the name.", fields={"path": (says,)}) from None
    return sheet.read(data, words)


def columns_of(table: sheet.SheetTable, *, empty: bool = False) -> list[Choice]:
    """The columns of a file that hold something, each with its first cell; their ids are their numbers, from 1.

    Args:
        table: the file.
        empty: whether those that hold nothing are given too.
    """
    return [
        Choice(str(index + 1), sheet.called(table, index), next(iter(table.column(index)), "")[:30])
        for index in range(len(table.header))
        if empty or table.column(index)
    ]


def passed_over(table: sheet.SheetTable, columns: sheet.Columns) -> str:
    """The columns that are passed over, as a sentence; empty for none."""
    names = sheet.passed_over(table, columns)
    if not names:
        return ""
    more = f" and {count(len(names) - _NAMED)} more" if len(names) > _NAMED else ""
    return f"Passed over: {', '.join(names[:_NAMED])}{more}."
