# SPDX-License-Identifier: MIT
"""The action that creates a row: a form, a name that nothing else has, and the cursor on what is new.

The contract's shapes are imported when a form is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from flotui.api.catalogue import Risk
from flotui.api.models.base import Model
from flotui.repositories.edit import Edit
from flotui.repositories.kinds import Kind, called_in
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Context
from flotui.resources.crud.current import noun_of, owner_in
from flotui.resources.crud.forms import Dress, Settle, bound_to, with_own_name
from flotui.resources.telling import tell_created

M = TypeVar("M", bound=Model)


def create(
    resource: str,
    kind: Kind[M],
    fields: Sequence[Field] | Callable[[Context[M]], Sequence[Field]] | None = None,
    *,
    make: Callable[[Context[M], Mapping[str, str]], Edit] | None = None,
    unique: bool = True,
    settle: Settle[M] | None = None,
    form: Dress[M] | None = None,
    message: Callable[[Context[M], Mapping[str, str]], str] | None = None,
    then: str = "",
    show: Callable[[Context[M], Mapping[str, str]], None] | None = None,
    operation: str = "",
) -> Action[M]:
    """The `n` action: create another row.

    Args:
        resource: the resource's id.
        kind: the kind of its rows; its `create` is what is sent.
        fields: the form's fields; by default all that the contract's operation takes, by their keys.
        make: makes the edit of what was typed, by argument; the kind's own by default.
        unique: whether a name that looks like one of another row is asked about.
        settle: what is meant by what was typed.
        form: completes the form.
        message: what is said once it is created, without what undo does; `Tag vip created.` by default.
        then: what can be done next, as a sentence with `{action id}` where its key is named.
        show: goes to the new row, where its list can't: once the form is closed.
        operation: the id of the operation that creates it, where undo must not take back what it made.
    """
    edit_of = make or (lambda context, values: kind.create_edit(values, owner=owner_in(context, kind)))
    operation = operation or kind.create

    async def run(context: Context[M]) -> None:
        meant: dict[str, str] = {}

        async def submit(answer: dict[str, str]) -> None:
            nonlocal meant
            meant = answer if settle is None else await settle(context, answer)
            meant = await with_own_name(context, kind, meant, None, unique=unique)
            entries = await context.workspace.apply(edit_of(context, meant))
            text = (
                f"{noun_of(kind)} {called_in(meant)} created." if message is None else message(context, meant)
            )
            tell_created(context, text, entries, then)

        if fields is None:
            from flotui.resources.contract_fields import fields_of  # the start reads nothing of the contract

            asked: Sequence[Field] = fields_of(operation)
        else:
            asked = fields(context) if callable(fields) else fields
        question = Form(f"New {kind.name}", bound_to(operation, asked), verb="Create")
        await context.ask.form(question if form is None else form(context, question), submit)
        if show is not None and not context.workspace.switches.dry_run:
            show(context, meant)

    return Action(
        f"{resource}.new",
        f"New {kind.name}",
        "n",
        run,
        hint="new",
        risk=Risk.WRITE,
        needs="nothing",
        operations=(operation,),
    )
