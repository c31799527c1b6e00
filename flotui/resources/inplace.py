# SPDX-License-Identifier: MIT
"""The action that edits cells where they stand; `Column.edit` says which, and how."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.api.catalogue import Risk
from flotui.resources.base import Action, Context


async def _run(context: Context[object]) -> None:
    context.ask.edit_cells()


def edit_in_place(
    resource: str, title: str, *, hint: str = "edit", operations: Sequence[str] = ()
) -> Action[object]:
    """The action that opens the editor on the row under the cursor.

    Args:
        resource: the resource's id.
        title: what it does, in the imperative.
        hint: the word in the footer.
        operations: the ids of the operations that its columns' saving reaches.
    """
    return Action(
        f"{resource}.cell", title, "e", _run, hint=hint, risk=Risk.WRITE, operations=tuple(operations)
    )
