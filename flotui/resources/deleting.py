"""Deleting for good: one thing by its name, several by their number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from flotui.api.models.base import Model
from flotui.resources.acting import Row, carry_out, cost
from flotui.resources.ask import Confirm
from flotui.resources.telling import done
from flotui.resources.text import Span, Text, plain
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.repositories.edit import Edit
    from flotui.resources.base import Context

T = TypeVar("T", bound=Model)

Warn = Callable[["Context[T]"], Awaitable[Sequence[Text]]]
"""Says, of the one row of a context, what else goes with it."""

_NAMED = 8
"""Of how many rows a confirmation says what goes with them: each may cost a call."""


async def delete_rows(
    context: Context[T],
    noun: str,
    edit: Callable[[T], Edit],
    name: Callable[[T], str],
    warn: Warn[T] | None = None,
    *,
    plural: str = "",
) -> None:
    """Delete the rows of a context: the name of one is typed, or the number of several.

    Args:
        context: the rows, how to ask, and the open bot.
        noun: what a row is called.
        edit: makes the edit that deletes a row.
        name: what a row's name is.
        warn: says what else goes with a row.
        plural: what several are called; the noun with an s by default.

    Raises:
        Cancelled: when the answer is no.
        FlochatError: when it was refused, or its outcome isn't known.
    """
    rows = context.rows
    if len(rows) == 1:
        await _one(context, noun, edit(rows[0]), name(rows[0]), await _warned(context, warn))
    else:
        await _several(context, plural or f"{noun}s", edit, name, warn)


async def _warned(context: Context[T], warn: Warn[T] | None) -> Sequence[Text]:
    return ("It can't be undone.",) if warn is None else await warn(context)


async def _one(context: Context[T], noun: str, edit: Edit, name: str, lines: Sequence[Text]) -> None:
    async def submit(_: object) -> None:
        await context.workspace.apply(edit)
        done(context, f"{noun[:1].upper()}{noun[1:]} {name} deleted.")

    typed = name or context.row.row_id
    question = Confirm(
        f"Delete {noun} {typed}",
        tuple(lines),
        verb="Delete",
        danger=True,
        typed=typed,
        instead=context.row.row_id,
    )
    await context.ask.confirm(question, submit)


async def _several(
    context: Context[T],
    plural: str,
    edit: Callable[[T], Edit],
    name: Callable[[T], str],
    warn: Warn[T] | None,
) -> None:
    rows = context.rows
    number = count(len(rows))
    acts = [Row(name(row) or row.row_id, [edit(row)]) for row in rows]

    async def submit(_: object) -> None:
        await carry_out(context, acts, f"{number} {plural} deleted.")

    question = Confirm(
        f"Delete {number} {plural}",
        tuple(await _lines(context, name, warn)),
        verb="Delete",
        danger=True,
        typed=str(len(rows)),
    )
    await context.ask.confirm(question, submit)


async def _lines(context: Context[T], name: Callable[[T], str], warn: Warn[T] | None) -> list[Text]:
    """Each row with what goes with it alone, then what goes with any of them, then the cost."""
    named = context.rows[:_NAMED]
    warned = [[plain(each) for each in await _warned(replace(context, rows=(row,)), warn)] for row in named]
    shared = [each for each in warned[0] if all(each in lines for lines in warned)]
    lines: list[Text] = []
    for row, own in zip(named, warned, strict=True):
        only = " ".join(each for each in own if each not in shared)
        lines.append((Span(name(row) or row.row_id, "strong"), Span(f"  {only}" if only else "", "dim")))
    if len(context.rows) > _NAMED:
        lines.append(f"and {count(len(context.rows) - _NAMED)} more")
    needed = cost(context.workspace, len(context.rows))
    return [*lines, *shared, *([needed] if needed is not None else [])]
