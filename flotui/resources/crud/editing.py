# SPDX-License-Identifier: MIT
"""The action that edits a row in one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.api.models.base import Model
from flotui.repositories.edit import Edit
from flotui.repositories.kinds import Kind
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Context
from flotui.resources.crud.current import Current, noun_of, row_of
from flotui.resources.crud.forms import Dress, Settle, bound_to, with_own_name
from flotui.resources.telling import changed, unchanged

M = TypeVar("M", bound=Model)


def edit(
    resource: str,
    kind: Kind[M],
    fields: Callable[[Context[M], M], Sequence[Field]],
    *,
    change: Callable[[Context[M], M, Mapping[str, str]], Edit] | None = None,
    title: str = "",
    verb: str = "edit",
    key: str = "e",
    hint: str = "edit",
    unique: bool = True,
    settle: Settle[M] | None = None,
    form: Dress[M] | None = None,
    heading: Callable[[Context[M], M], str] | None = None,
    message: Callable[[Context[M], M, Mapping[str, str]], str] | None = None,
    current: Current[M] | None = None,
) -> Action[M]:
    """The `e` action: edit a row in a form. Only what was touched is sent.

    Args:
        resource: the resource's id.
        kind: the kind of its rows; its `change` is what is sent.
        fields: the form's fields, with what the row has.
        change: makes the edit of what was touched, by argument; the kind's own by default.
        title: what it does, for palette and help; `Edit the tag` by default.
        verb: the last part of the action's id.
        key: its key.
        hint: the word in the footer.
        unique: whether a new name that looks like one of another row is asked about.
        settle: what is meant by what was touched.
        form: completes the form.
        heading: what is above the form; `Tag vip` by default.
        message: what is said once it is changed, without what undo does; `Tag vip changed.` by default.
        current: reads the row as it is now, where the cached row doesn't say all.
    """
    edit_of = change or (lambda _, row, values: kind.change_edit(row, values))

    async def run(context: Context[M]) -> None:
        row = await row_of(context, kind, current)
        context = replace(context, rows=(row,))
        name = f"{noun_of(kind)} {kind.called(row)}"

        async def submit(answer: dict[str, str]) -> None:
            meant = answer if settle is None else await settle(context, answer)
            meant = await with_own_name(context, kind, meant, row, unique=unique)
            if unchanged(context, meant, kind.called(row)):
                return
            entries = await context.workspace.apply(edit_of(context, row, meant))
            changed(context, f"{name} changed." if message is None else message(context, row, meant), entries)

        head = name if heading is None else heading(context, row)
        question = Form(head, bound_to(kind.change, fields(context, row)), edits=True)
        await context.ask.form(question if form is None else form(context, question), submit)

    return Action(
        f"{resource}.{verb}",
        title or f"Edit the {kind.name}",
        key,
        run,
        hint=hint,
        risk=Risk.WRITE,
        operations=(kind.change,),
    )
