# SPDX-License-Identifier: MIT
"""The action that deletes rows for good: the name of one is typed, or the number of several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.api.models.base import Model
from flotui.repositories.edit import Edit, RowEdits
from flotui.repositories.kinds import Kind
from flotui.resources.acting import carry_out, cost, trial_said, unable
from flotui.resources.ask import Confirm
from flotui.resources.base import Action, Context
from flotui.resources.crud.confirming import confirm_edit
from flotui.resources.crud.current import Current, current_rows, noun_of
from flotui.resources.text import Span, Text, plain
from flotui.text.plural import and_more, counted

M = TypeVar("M", bound=Model)

Warn = Sequence[Text] | Callable[[Context[M]], Awaitable[Sequence[Text]]]
"""What else goes with a row: lines that hold for all, or what says it of the one row of a context."""

Remove = Callable[[Context[M], M], Edit]
"""Makes the edit that deletes a row."""

_FOR_GOOD = "It can't be undone."
_NAMED = 8
"""Of how many rows a confirmation says what goes with them: each may cost a call."""


def delete(
    resource: str,
    kind: Kind[M],
    *,
    remove: Remove[M] | None = None,
    warn: Warn[M] = (),
    several: bool = True,
    current: Current[M] | None = None,
) -> Action[M]:
    """The `d` action: delete a row for good, or the marked ones together.

    Args:
        resource: the resource's id.
        kind: the kind of its rows; its `delete` is what is sent.
        remove: makes the edit that deletes one; the kind's own by default.
        warn: says what else goes with it. That it can't be undone is said in any case.
        several: whether marked rows can be deleted together, each with a call of its own.
        current: reads a row as it is now, where the cached row doesn't say all.
    """
    edit_of = remove or (lambda _, row: kind.delete_edit(row))

    async def run(context: Context[M]) -> None:
        if current is None:
            rows = await current_rows(context, kind, context.rows)
        else:
            rows = [await current(context, each) for each in context.rows]
        context = replace(context, rows=tuple(rows))
        if len(rows) == 1:
            await _one(context, kind, edit_of, warn)
        else:
            await _several(context, kind, edit_of, warn)

    return Action(
        f"{resource}.delete",
        f"Delete the {kind.name}",
        "d,delete",
        run,
        hint="delete",
        risk=Risk.DESTRUCTIVE,
        needs="some" if several else "one",
        operations=(kind.delete,),
    )


async def _warned(context: Context[M], warn: Warn[M]) -> list[Text]:
    lines = await warn(context) if callable(warn) else warn
    return [*lines, _FOR_GOOD]


async def _one(context: Context[M], kind: Kind[M], remove: Remove[M], warn: Warn[M]) -> None:
    row = context.row
    name = kind.called(row)
    question = Confirm(
        f"Delete {kind.name} {name}",
        tuple(await _warned(context, warn)),
        verb="Delete",
        danger=True,
        typed=name,
        instead=row.row_id,
    )
    await confirm_edit(context, question, remove(context, row), f"{noun_of(kind)} {name} deleted.")


async def _several(context: Context[M], kind: Kind[M], remove: Remove[M], warn: Warn[M]) -> None:
    rows = context.rows
    rows_counted = counted(len(rows), kind.name)
    acts = [RowEdits(kind.called(row), [remove(context, row)]) for row in rows]

    async def submit(_: object) -> None:
        await carry_out(context, acts, f"{rows_counted} deleted.")

    question = Confirm(
        f"Delete {rows_counted}",
        tuple(await _lines(context, kind, warn, acts)),
        verb="Delete",
        danger=True,
        typed=len(rows),
        unable=unable(context.workspace, len(rows), acts),
    )
    await context.ask.confirm(question, submit)


async def _lines(context: Context[M], kind: Kind[M], warn: Warn[M], acts: Sequence[RowEdits]) -> list[Text]:
    """Each row with what goes with it alone, then what goes with any of them, then the cost."""
    named = context.rows[:_NAMED]
    warned = [[plain(each) for each in await _warned(replace(context, rows=(row,)), warn)] for row in named]
    shared = [each for each in warned[0] if all(each in lines for lines in warned)]
    lines: list[Text] = []
    for row, own in zip(named, warned, strict=True):
        name = kind.called(row)
        bare = name.removeprefix(f"{kind.name} ")
        told = (each.removeprefix(bare).strip() for each in own if each not in shared)
        only = " · ".join(filter(None, told))
        lines.append((Span(name, "strong"), Span(f"  {only}" if only else "", "dim")))
    if len(context.rows) > _NAMED:
        lines.append(and_more(len(context.rows) - _NAMED))
    costs = cost(context.workspace, len(context.rows), acts), trial_said(context.workspace, acts)
    return [*lines, *shared, *(each for each in costs if each is not None)]
