# SPDX-License-Identifier: MIT
"""The fields of a form: finding one, and the values of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flotui.ui.modals import values
from flotui.ui.modals.fields import FieldRow
from flotui.ui.modals.items import HeadingRow


class FieldRows(list[FieldRow]):
    """The fields of a form, from the first to the last."""

    def next_from(self, start: int) -> FieldRow | None:
        """The first field from an index on that can be typed into; None where there is none."""
        return next(
            (row for row in self[start:] if row.display and not isinstance(row.control, HeadingRow)), None
        )

    @property
    def first_empty(self) -> int:
        """The index of the first field that is empty; 0 where none has to be filled in that is."""
        empty = [at for at, row in enumerate(self) if row.display and row.holds_value and not row.typed]
        return empty[0] if any(self[at].field.required for at in empty) else 0

    def arrange(self) -> bool:
        """Show the fields that are asked with what is in the others; whether any of them came or went."""
        typed = {row.field.name: row.typed for row in self if row.field.when is not None or row.holds_value}
        moved = False
        for row in self:
            wanted = row.field.when is None or typed.get(row.field.when[0]) == row.field.when[1]
            moved = moved or row.display != wanted
            row.display = wanted
        return moved

    def of(self, control: object) -> FieldRow | None:
        """The field of what is typed into; None where it is nobody's."""
        return next((row for row in self if row.control is control), None)

    def about(self, path: str) -> FieldRow | None:
        """The field an error's path such as `data.0.value` is about; None where there is no such field."""
        names = {row.field.name: row for row in self if row.display}
        for part in (path, *reversed(path.split("."))):
            if part in names:
                return names[part]
            if part is not path and not part.isdigit():
                break
        return None

    def blame(self, errors: Mapping[str, Sequence[str]]) -> tuple[list[FieldRow], list[str]]:
        """Show at the fields what the host says of them.

        Args:
            errors: its errors by path.

        Returns:
            The fields that are blamed, from the first on, and what is about none of them.
        """
        blamed: list[FieldRow] = []
        left: list[str] = []
        for path, texts in errors.items():
            row = self.about(path)
            if row is None:
                left += texts
            else:
                row.blame(" ".join(texts))
                blamed.append(row)
        return sorted(blamed, key=self.index), left

    def values(self, *, edits: bool) -> dict[str, str]:
        """What is in them, by name, as it would be sent; what is wrong as it was typed.

        Args:
            edits: whether only what was touched is checked, because something that exists is edited.
        """
        found: dict[str, str] = {}
        for row in self:
            if not row.holds_value or not (row.display or edits):
                continue
            try:
                value = row.ready() if row.display and (row.changed or not edits) else row.field.value
            except values.WrongValue:
                value = row.typed
            if value:
                found[row.field.name] = value
        return found

    def wrong(self) -> str:
        """What is wrong with them, the first by name, as a sentence; empty where there are none."""
        if not self:
            return ""
        first = self[0]
        message = first.error if first.field.title in first.error else f"{first.field.title}: {first.error}"
        others = [row.field.title for row in self[1:]]
        return f"{message} Also: {', '.join(others)}." if others else message

    @property
    def touched(self) -> dict[str, str]:
        """What was typed into them, by name, but no credentials."""
        return {row.field.name: row.typed for row in self if row.changed and not row.secret}

    def put(self, kept: Mapping[str, str]) -> None:
        """Have what was kept be in them again.

        Args:
            kept: the texts by name.
        """
        for row in self:
            if row.holds_value and (text := kept.get(row.field.name)) is not None:
                row.put(text)
