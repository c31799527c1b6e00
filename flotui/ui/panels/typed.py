# SPDX-License-Identifier: MIT
"""What was typed into the cells of one row and is not saved."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.resources.base import Column, InPlace

Editable = tuple[Column[object], InPlace[object]]
"""A column whose cells can be edited, and how."""


class TypedCells(dict[str, str]):
    """What is typed in a row's cells and not yet saved, by the column's id."""

    def __init__(self, editable: Sequence[Editable]) -> None:
        """
        Args:
            editable: the columns that can be typed in, left to right, on screen or not.
        """
        super().__init__()
        self._editable = editable
        self.lost: dict[str, str] = {}
        """What was sent of it, and nobody knows whether it is saved."""
        self._shown: dict[str, str] = {}
        """What the cells have on screen below it."""

    def put(self, under: Editable, text: str, row: object) -> None:
        """Take note of what is in a cell, where it differs from what the row has.

        Args:
            under: the cell's column.
            text: what is in it.
            row: the row.
        """
        column, edit = under
        shown = self._shown[column.id] = edit.text(row)
        if text == shown or text.strip() == shown.strip():
            self.pop(column.id, None)
        else:
            self[column.id] = text

    @property
    def columns(self) -> dict[str, Editable]:
        """The columns in which something was typed, also those that went off the screen since."""
        return {column.id: (column, edit) for column, edit in self._editable if column.id in self}

    @property
    def to_save(self) -> dict[str, tuple[InPlace[object], str]]:
        """What was typed by the column's id, with how it is saved."""
        return {name: (edit, self[name]) for name, (_, edit) in self.columns.items()}

    @property
    def sentence(self) -> str:
        """What was typed and is not saved, or perhaps is, as a sentence."""
        values = {
            name: f"{column.title.lower()} {self[name] or 'empty'}"
            for name, (column, _) in self.columns.items()
        }
        unknown = ", ".join(text for name, text in values.items() if self.is_lost(name))
        unsaved = ", ".join(text for name, text in values.items() if not self.is_lost(name))
        parts = (
            f"Not saved: {unsaved}." if unsaved else "",
            f"Outcome unknown: {unknown}; Activity has it." if unknown else "",
        )
        return " ".join(filter(None, parts))

    def is_lost(self, name: str) -> bool:
        """Whether nobody knows if what is typed in a column is saved."""
        return name in self.lost and self.get(name) == self.lost[name]

    @property
    def all_lost(self) -> bool:
        """Whether all of it was sent, and nobody knows whether it is saved."""
        return all(map(self.is_lost, self))

    @property
    def question(self) -> str:
        """What it is, and the keys that save it or let it go."""
        keys = "ctrl+o sends it again anyway, esc leaves it."
        return f"{self.sentence} {keys if self.all_lost else 'Press enter to save or esc to discard.'}"

    def wrong(self, name: str) -> str:
        """What is wrong with what was typed in a column, as it is said of a cell; empty for nothing."""
        wrong = self.wrong_alone(name)
        return f"{self.columns[name][0].title}: {wrong[:1].lower()}{wrong[1:]}" if wrong else ""

    def wrong_alone(self, name: str) -> str:
        """The same where it is the only cell in which something was typed."""
        return self.columns[name][1].wrong(self[name], self._shown.get(name, ""))
