# SPDX-License-Identifier: MIT
"""Create, edit, delete, count and jump: the actions that rows of any kind have, from what is special to a kind.

    actions=(
        count("tags", TAG),
        jump("tags", TAG),
        create("tags", TAG, (NAME,)),
        edit("tags", TAG, lambda _, row: (replace(NAME, value=row.name),)),
        delete("tags", TAG, warn=("Flows that use it break silently.",)),
    )

Each is given the resource's id and the `Kind`, from which it has the operation, the edit and the words; it asks,
checks, sends and tells:

- The form's fields are bound to the operation's arguments of the same name, so that the contract checks what is
  typed.
- A name that looks like one of another row is asked about first (`unique=False` for what needs no name of its own).
- An edit begins with the row as the cache has it now (`current` for what the cached row doesn't say), and says so
  where nothing would change.
- What is said afterwards tells whether undo restores it, or why not, from what the journal has of the edit.
- `delete` has the name of one row typed, or the number of several marked ones; `several=False` takes one only. `warn`
  says what else goes with a row: `losing` counts the subscribers who have it.
- `make`, `change` and `remove` make the edit where the kind's own won't do. `settle` (async) is given what was typed
  and gives what is meant: it may ask a further question, and raises what is refused. `form` completes the form: an
  intro, a preview. `message` gives the sentence.
- Every function is given the `Context` first: `context.owned_by(Product)` is whose detail it is.

What an action does is its `run`: a module that is loaded when it is first needed says `create = create(…).run`.
`saving` and `cell` are a column's editor in place; `confirm_edit` asks one question and sends one edit;
`current_row` is the row as the cache has it now; `unchanged` says that an edit changes nothing.
"""

from __future__ import annotations

from flotui.resources.crud.cells import cell, saving
from flotui.resources.crud.confirming import confirm_edit
from flotui.resources.crud.counting import count, jump, losing
from flotui.resources.crud.creating import create
from flotui.resources.crud.current import current_row, current_rows
from flotui.resources.crud.deleting import delete
from flotui.resources.crud.editing import edit
from flotui.resources.crud.forms import NAME
from flotui.resources.telling import unchanged

__all__ = [
    "NAME",
    "cell",
    "confirm_edit",
    "count",
    "create",
    "current_row",
    "current_rows",
    "delete",
    "edit",
    "jump",
    "losing",
    "saving",
    "unchanged",
]
