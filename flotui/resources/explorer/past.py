# SPDX-License-Identifier: MIT
"""What was executed in the API area, and what was saved under a name.

What tries a call out is imported when one is sent again: the list is there sooner.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.secrets import is_redacted, redacted
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.activity import call_lines
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource, RowSource, Tab
from flotui.resources.copying import copy_action, row_call_offers
from flotui.resources.format import moment_column
from flotui.resources.keys import with_keys
from flotui.resources.text import Span, Text, dim
from flotui.store.past import Executed, SavedCall
from flotui.text import moments
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def _read_executed(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Executed]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Executed]]]:
        rows = await (await workspace.past()).executed()
        yield Snapshot(ListRows(rows, lambda row: row.row_id, time.time()), None, "cache")

    return reading()


def _read_saved(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[SavedCall]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[SavedCall]]]:
        rows = await (await workspace.past()).saved()
        yield Snapshot(ListRows(rows, lambda row: row.name, time.time()), None, "cache")

    return reading()


def _status(row: Executed) -> Text:
    if row.status is None:
        return (Span("no answer", "danger"),)
    if row.failure:
        return (Span(f"{row.status} failed", "danger"),)
    return (Span(f"{row.status} done", "good"),)


def _executed_lines(workspace: Workspace, row: Executed) -> list[DetailLine]:
    lines = [
        DetailLine("executed", moments.detail(row.at), moments.detail(row.at)),
        DetailLine("status", _status(row), str(row.status)),
    ]
    if row.failure:
        lines.append(DetailLine("why", (Span(row.failure, "warn"),), row.failure))
    if row.ms is not None:
        lines.append(DetailLine("took", f"{row.ms} ms", str(row.ms)))
    if row.size is not None:
        lines.append(DetailLine("size", f"{count(row.size)} bytes", str(row.size)))
    return lines + call_lines(workspace, row.call)


def _saved_lines(workspace: Workspace, row: SavedCall) -> list[DetailLine]:
    return [
        DetailLine("name", row.name, row.name),
        DetailLine("saved", moments.detail(row.at), moments.detail(row.at)),
        *call_lines(workspace, row.call),
    ]


async def save(context: Context[object], call: Call) -> None:
    """Save a call under a name that the person gives.

    Args:
        context: the action's.
        call: the call; its credentials are left out.
    """

    async def submit(answer: dict[str, str]) -> None:
        try:
            await (await context.workspace.past()).save(answer["name"], redacted(call))
        finally:  # where it lasts only until the program ends, it is there until then
            context.workspace.renew("saved-calls")
        context.ask.say(f"Saved as {answer['name']}.", "good")

    known = "" if redacted(call) == call else "Credentials in it are not saved."
    field = Field("name", "Name", required=True, help=f"One of that name is replaced. {known}".strip())
    intro: tuple[Text, ...] = ((Span(f"{call.operation.method} {call.target}", "dim"),),)
    await context.ask.form(Form("Save the call", (field,), intro=intro), submit)


async def _edit(context: Context[Executed | SavedCall]) -> None:
    from flotui.resources.explorer.running import try_out

    await try_out(context, context.row.call.operation, context.row.call)


async def _again(context: Context[Executed | SavedCall]) -> None:
    from flotui.resources.explorer import filling, running

    call = filling.checked(context.row.call)
    await running.confirm(context, call)
    reply = await running.execute(context.workspace, call)
    if reply is not None:
        context.ask.go("operations", row_id=call.operation_id, tab="response")


def _kept_whole(context: Context[Executed | SavedCall]) -> str | None:
    if not is_redacted(context.row.call):
        return None
    return with_keys("Credentials aren't stored. Press {api-history.edit} to enter them.")


async def _save(context: Context[Executed | SavedCall]) -> None:
    await save(context, context.row.call)


async def _forget(context: Context[Executed]) -> None:
    past = await context.workspace.past()
    for row in context.rows:
        await past.forget(row)
    context.workspace.renew("api-history")


async def _drop(context: Context[SavedCall]) -> None:
    row = context.row
    await (await context.workspace.past()).drop(row.name)
    context.workspace.renew("saved-calls")
    context.ask.say(f"{row.name} deleted from saved calls.")


HISTORY: Resource[Executed] = Resource(
    id="api-history",
    title="History",
    singular="executed call",
    aliases=("executed",),
    read=_read_executed,
    columns=(
        moment_column("time", "Time", lambda row: row.at),
        Column("status", "Status", _status, width=10),
        Column(
            "ms",
            "ms",
            lambda row: "" if row.ms is None else count(row.ms),
            width=6,
            align="right",
            priority=2,
        ),
        Column("operation", "Operation", lambda row: row.call.operation.title, width=18, flex=1),
        Column("target", "Request", lambda row: dim(row.call.target), width=16, flex=2, priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.call.operation.title,
    searched=lambda row: (
        f"{row.call.operation.title} {row.call.operation_id} {row.call.target} {row.status} {row.failure}"
    ),
    opens="api-history.edit",
    tabs=(Tab("call", "Call", lines=_executed_lines),),
    actions=(
        Action("api-history.edit", "Edit and execute", "e", _edit, hint="edit"),
        Action("api-history.again", "Execute it again", "x", _again, hint="again", unless=_kept_whole),
        Action("api-history.save", "Save the call under a name", "s", _save, hint="save"),
        Action(
            "api-history.forget", "Forget it", "d,delete", _forget, hint="forget", needs="some", asks=False
        ),
        copy_action("api-history", row_call_offers),
    ),
    empty="No calls executed yet. They will be listed here, without the API key.",
)

SAVED: Resource[SavedCall] = Resource(
    id="saved-calls",
    title="Saved",
    singular="saved call",
    aliases=("saved",),
    read=_read_saved,
    columns=(
        Column("name", "Name", lambda row: row.name, width=18, flex=1),
        Column("operation", "Operation", lambda row: row.call.operation.title, width=18, flex=1),
        Column("target", "Request", lambda row: dim(row.call.target), width=16, flex=2, priority=1),
    ),
    row_id=lambda row: row.name,
    label=lambda row: row.name,
    searched=lambda row: f"{row.name} {row.call.operation.title} {row.call.operation_id} {row.call.target}",
    opens="saved-calls.edit",
    tabs=(Tab("call", "Call", lines=_saved_lines),),
    actions=(
        Action("saved-calls.edit", "Edit and execute", "e", _edit, hint="edit"),
        Action("saved-calls.again", "Execute it", "x", _again, hint="execute", unless=_kept_whole),
        Action("saved-calls.drop", "Delete the saved call", "d,delete", _drop, hint="delete", asks=False),
        copy_action("saved-calls", row_call_offers),
    ),
    empty="No saved calls. Press {operations.save} on an operation to save one.",
)
