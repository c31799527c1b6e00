# SPDX-License-Identifier: MIT
"""How many subscribers have a row, and the list filtered by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose
from flotui.repositories.kinds import Kind
from flotui.resources.acting import cost, unable
from flotui.resources.ask import Confirm
from flotui.resources.base import Action, Context, Query
from flotui.resources.knowing import keep_count
from flotui.resources.telling import read_each
from flotui.resources.text import Text
from flotui.text.plural import counted

M = TypeVar("M", bound=Model)


async def count_of(context: Context[object], parameter: str, row_id: str) -> int | None:
    """How many subscribers a filter leaves: one call that reads a single row.

    Args:
        context: the open bot.
        parameter: the filter of `/subscribers` that takes a row's id.
        row_id: the id.

    Returns:
        How many; None where the host doesn't tell.

    Raises:
        FlochatError: when the host can't be had.
    """
    call = Call.of("flowBotUsers", query={parameter: row_id, "limit": 1})
    return (await context.workspace.reader.send(call, Purpose.INTERACTIVE)).total


def people(number: int | None) -> str:
    """So many subscribers, in words."""
    return counted(number, "subscriber")


def losing(
    kind: Kind[M], *more: Text, parameter: str = "", among: str = ""
) -> Callable[[Context[M]], Awaitable[list[Text]]]:
    """What else goes with a row that is deleted: the subscribers who have it lose it.

    Args:
        kind: the kind of the row.
        more: further lines.
        parameter: the filter of `/subscribers` that takes the row's id; the kind's own argument by default.
        among: among whom they are counted: ` of this bot`.
    """

    async def warn(context: Context[M]) -> list[Text]:
        number = await count_of(context, parameter or kind.by, context.row.row_id)
        had = "has it and loses it" if number == 1 else "have it and lose it"
        return [f"{people(number)}{among} {had}." if number else f"No subscriber{among} has it.", *more]

    return warn


def count(
    resource: str,
    kind: Kind[M],
    parameter: str = "",
    *,
    noun: str | None = None,
    verbs: tuple[str, str] = ("has", "have"),
) -> Action[M]:
    """The `c` action: how many subscribers have a row.

    Args:
        resource: the resource's id.
        kind: the kind of its rows.
        parameter: the filter of `/subscribers` that takes the row's id; the kind's own argument by default.
        noun: what a row is called in the sentence; the kind's name by default.
        verbs: what one subscriber does with it, and several do.
    """
    word = kind.name if noun is None else noun

    async def one(context: Context[M], row: M) -> int | None:
        number = await count_of(context, parameter or kind.by, row.row_id)
        if number is not None:
            await keep_count(context.workspace, kind, row.row_id, number)
        return number

    async def several(context: Context[M]) -> None:
        async def work() -> None:
            await read_each(context, context.rows, lambda row: one(context, row))

        calls = len(context.rows)
        if costs := cost(context.workspace, calls):
            title = f"Count who {verbs[0]} each of {calls:,}"
            question = Confirm(title, (costs,), verb="Count", unable=unable(context.workspace, calls))
            await context.ask.confirm(question)
        await work()
        context.ask.say(f"Counted {calls:,}.", "good")

    async def run(context: Context[M]) -> None:
        try:
            if len(context.rows) > 1:
                await several(context)
                return
            row = context.row
            number = await one(context, row)
            verb = verbs[0] if number == 1 else verbs[1]
            context.ask.say(f"{people(number)} {verb} {word} {kind.called(row)}.")
        finally:
            context.workspace.renew(resource)

    return Action(
        f"{resource}.count",
        f"Count who {verbs[0]} it",
        "c",
        run,
        hint="count",
        needs="some",
        operations=("flowBotUsers",),
    )


def jump(
    resource: str,
    kind: Kind[M],
    parameter: str = "",
    *,
    to: str = "subscribers",
    operation: str = "flowBotUsers",
    noun: str | None = None,
    verb: str = "",
    title: str = "",
    hint: str = "",
) -> Action[M]:
    """The `o` action: another list, filtered by a row.

    Args:
        resource: the resource's id.
        kind: the kind of its rows.
        parameter: the filter of the other list that takes the row's id; the kind's own argument by default.
        to: the other resource's id.
        operation: the id of the operation that reads it.
        noun: what a row is called in the list's title, before its name; the kind's name by default.
        verb: the last part of the action's id; the other resource's id by default.
        title: what it does, for palette and help; `Show the subscribers` by default.
        hint: the word in the footer; the other resource's id by default.
    """
    word = kind.name if noun is None else noun

    async def run(context: Context[M]) -> None:
        row = context.row
        says = f"{word} {kind.called(row)}".strip()
        context.ask.go(to, Query(arguments={parameter or kind.by: row.row_id}, summary=says))

    return Action(
        f"{resource}.{verb or to}",
        title or f"Show the {to}",
        "o",
        run,
        hint=hint or to,
        operations=(operation,),
        leads=True,
        asks=False,
    )
