# SPDX-License-Identifier: MIT
"""A column's editor in place: what was typed in a row's cells is saved in one edit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from flotui.api.argument import Argument
from flotui.api.models.base import Model
from flotui.repositories.edit import Edit
from flotui.repositories.kinds import Kind
from flotui.resources.base import Context, InPlace
from flotui.resources.crud.current import current_row, noun_of
from flotui.resources.crud.forms import with_own_name
from flotui.resources.telling import changed, same_already
from flotui.store.entry import Entry
from flotui.store.job import Step
from flotui.workspace.comparing import NothingToDo
from flotui.workspace.sight import having_seen, wrote

M = TypeVar("M", bound=Model)
Save = Callable[[Context[M], M, Mapping[str, str]], Awaitable[None]]


def saving(
    kind: Kind[M],
    *,
    change: Callable[[Context[M], M, Mapping[str, str]], Edit] | None = None,
    message: Callable[[Context[M], M, Mapping[str, str]], str] | None = None,
) -> Save[M]:
    """What saves the cells of a row: columns with the same one are saved together.

    Args:
        kind: the kind of the rows.
        change: makes the edit of the values that differ, by argument; the kind's own by default.
        message: what is said once it is changed, without what undo does; `Tag vip changed.` by default.
    """
    edit_of = change or (lambda _, row, values: kind.change_edit(row, values))

    async def save(context: Context[M], row: M, values: Mapping[str, str]) -> None:
        row = await current_row(context, kind, row)
        meant = {name: text for name, text in values.items() if text != str(getattr(row, name))}
        meant = await with_own_name(context, kind, meant, row)
        if not meant:
            raise NothingToDo(same_already(kind.called(row)))
        entries = await context.workspace.apply(edit_of(context, row, meant))
        text = (
            f"{noun_of(kind)} {kind.called(row)} changed."
            if message is None
            else message(context, row, meant)
        )
        changed(context, text, entries)

    return save


def cell(
    kind: Kind[M],
    name: str,
    save: Save[M],
    *,
    text: Callable[[M], str] | None = None,
    required: bool = True,
    refusal: Callable[[M], str | None] = lambda _: None,
) -> InPlace[M]:
    """How a column's cells are edited in place.

    Args:
        kind: the kind of the rows.
        name: the argument that they fill, and the row's attribute that holds it.
        save: saves them, as `saving` makes it.
        text: what the editor begins with, where that isn't the attribute.
        required: whether a cell can't be cleared.
        refusal: why a row's cell can't be edited, as a sentence, or None.
    """
    shown = text or (lambda row: str(getattr(row, name)))
    return InPlace(name, shown, save, Argument(kind.change, name), required=required, refusal=refusal)


async def save_cells(
    context: Context[object],
    row: object,
    row_id: str,
    cells: Mapping[str, tuple[InPlace[object], str]],
    settled: Callable[[str, bool], None],
) -> None:
    """Save what was typed in the cells of a row: columns that are saved by the same call go in one.

    Args:
        context: the open bot, and the table.
        row: the row as it was when its cells were opened.
        row_id: its id.
        cells: by the column's id, how its cells are edited and what was typed.
        settled: is told of each column that has been, and whether by a write: False where the host has it already,
            or keeps its own.

    Raises:
        NothingToDo: when there was nothing to write in some of them; the others are saved.
        FlochatError: when some of it was not saved.
    """
    nothing = list[str]()
    for save in dict.fromkeys(edit.save for edit, _ in cells.values()):
        together = {name: each for name, each in cells.items() if each[0].save == save}
        seen = await seen_otherwise(context, row, row_id, [edit for edit, _ in together.values()])
        try:
            with having_seen(seen):
                await save(context, row, {edit.name: text.strip() for edit, text in together.values()})
            wrote_it = True
        except NothingToDo as error:
            nothing.append(str(error))
            wrote_it = False
        for name in together:
            settled(name, wrote_it)
    if nothing:
        raise NothingToDo(" ".join(nothing))


async def seen_otherwise(
    context: Context[object], opened: object, row_id: str, cells: Sequence[InPlace[object]]
) -> dict[str, str]:
    """By argument, what stood in cells as they were opened, where somebody else's is in the cache by now.

    Args:
        context: the open bot, and the table.
        opened: the row as it was when its cells were opened.
        row_id: its id.
        cells: how its cells are edited.
    """
    kind = context.resource.kind if context.resource is not None else None
    if kind is None:
        return {}
    body = (await context.workspace.cache.bodies(kind.name, [row_id])).get(row_id)
    if body is None:
        return {}
    row = kind.model.read(body)
    return await not_own(context, row_id, {each.name: (each.text(opened), each.text(row)) for each in cells})


async def not_own(
    context: Context[object], row_id: str, values: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """By argument, what stood on the screen, where it is another value by now that this window hasn't written.

    Args:
        context: the open bot.
        row_id: the id of the row whose values they are.
        values: by argument, what stood there and what it is now, as text.
    """
    journal, working = context.workspace.journal, context.workspace.working
    other = {name: each for name, each in values.items() if each[0] != each[1]}
    if not other:
        return {}
    written: list[Entry | Step] = [each for each in await journal.written() if journal.is_own(each)]
    written += await working.set_here(row_id)
    return {name: seen for name, (seen, now) in other.items() if not wrote(written, row_id, name, now)}
