# SPDX-License-Identifier: MIT
"""Sending what a file changes, and the file that says what came of each of its lines."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Sequence
from pathlib import Path

from flotui.jobs.act import ActRow
from flotui.jobs.sheet.plan import LineChange, SheetPlan
from flotui.repositories.shop_edits import update_variant
from flotui.store.journal import Outcome

INVALID = "invalid"
"""What the result file says of a line, or a cell, that was never sent because of its form."""


def rows(changes: Sequence[LineChange]) -> list[ActRow]:
    """What a file changes, as the rows of an act: a call a line.

    Args:
        changes: what to send.
    """
    return [ActRow(each.title, [update_variant(each.variant, each.product, each.values)]) for each in changes]


class Results:
    """The file that says what came of each line, from when it is known."""

    def __init__(self, path: Path, plan: SheetPlan, rows: Sequence[ActRow]) -> None:
        """Begin it, with what is known before anything is sent: the invalid and the unchanged lines.

        Args:
            path: the file; it is written anew.
            plan: what the file would change.
            rows: what is done about each of its changes.

        Raises:
            OSError: when it can't be written.
        """
        self.path = path
        self._changes = {id(row): change for row, change in zip(rows, plan.changes, strict=True)}
        self._rows = rows
        changing = {change.line for change in plan.changes}
        self._skipped = dict(plan.wrong)
        self._known = [
            *(
                (line, "", "", INVALID, "", why)
                for line, why in self._skipped.items()
                if line not in changing
            ),
            *(
                (line, variant_id, "", Outcome.UNCHANGED, "", "")
                for line, variant_id in plan.unchanged.items()
            ),
        ]
        self._write("w", self._known)

    def note(self, row: ActRow) -> None:
        """Add what came of a line."""
        with contextlib.suppress(OSError):  # what has left has left, whether it can be noted or not
            self._write("a", [self._cells(row)])

    def finish(self) -> None:
        """Write the whole file once more: each line once, in the file's order, those that were not sent too."""
        with contextlib.suppress(OSError):
            self._write("w", sorted([*self._known, *(self._cells(row) for row in self._rows)]))

    def _write(self, mode: str, rows: Sequence[tuple[int, str, str, str, str, str]]) -> None:
        encoding = "utf-8-sig" if mode == "w" else "utf-8"
        with self.path.open(mode, encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            if mode == "w":
                writer.writerow(("line", "variant_id", "what", "outcome", "change", "message"))
            writer.writerows(rows)

    def _cells(self, row: ActRow) -> tuple[int, str, str, str, str, str]:
        change = self._changes[id(row)]
        why = "; ".join(
            [
                *(str(step.why) for step in row.steps if step.why is not None),
                *([f"{INVALID}: {said}"] if (said := self._skipped.get(change.line)) else ()),
            ]
        )
        return (change.line, change.variant.row_id, change.title, row.outcome, change.says, why)
