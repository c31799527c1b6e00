# SPDX-License-Identifier: MIT
"""Activity: what this program wrote, and what it asked."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.errors import Stopped
from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources import few_entries
from flotui.resources.acting import cost, unable
from flotui.resources.ask import Choice, Confirm, Picker
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource, RowSource, Tab
from flotui.resources.changed_ids import change_text, names_of, with_names
from flotui.resources.copying import copy_action, row_call_offers
from flotui.resources.format import moment_column
from flotui.resources.going_on import go_on_question
from flotui.resources.standing import compared, outcome_text, says_of, standing, word_of
from flotui.resources.telling import done
from flotui.resources.text import Sentence, Span, Text, dim, plain
from flotui.resources.undoing import redo_these, stopping, undo_these
from flotui.store.entry import LEFT_ALONE, Entry, Outcome
from flotui.store.trouble import StoreFailed
from flotui.text import moments
from flotui.text.plural import count, counted, listed
from flotui.workspace.chain import Chain
from flotui.workspace.events import Exchanged, Journaled, Worked
from flotui.workspace.history import known_changes

if TYPE_CHECKING:
    from flotui.api.exchange import Exchange
    from flotui.workspace import Workspace

_BEHIND = "It waits until you resolve the call before it, whose outcome is unknown."
"""Of what is left of an act, and may not leave yet."""


def _read_journal(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Entry]]]:
    return entries_of(workspace)


async def entries_of(
    workspace: Workspace, subject: str | None = None
) -> AsyncIterator[Snapshot[RowSource[Entry]]]:
    """Read the journal's newest entries.

    Args:
        workspace: the open bot.
        subject: the id of the row that they are about; None for all.
    """
    try:
        await workspace.settle_ended()
        entries = await compared(workspace, await workspace.journal.written(subject=subject))
        entries = await with_names(workspace, entries)
    except StoreFailed as error:
        yield Snapshot(NotRead(), None, "cache", True, error)
    else:
        yield Snapshot(ListRows(entries, lambda entry: entry.row_id, time.time()), time.time(), "cache")


async def version_of(workspace: Workspace) -> object:
    """Another value whenever another window has written something, or was killed while it wrote."""
    try:
        await workspace.settle_ended()
        return await workspace.journal.version()
    except StoreFailed:
        return None


def _read_calls(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Exchange]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Exchange]]]:
        exchanges = list(reversed(workspace.exchanges))
        yield Snapshot(ListRows(exchanges, _exchange_id, time.time()), time.time(), "cache")

    return reading()


def _exchange_id(exchange: Exchange) -> str:
    return f"{exchange.started_at:.6f}"


def call_lines(workspace: Workspace, call: Call) -> list[DetailLine]:
    """What every call can be shown as: operation, request URL, curl, body."""
    base = workspace.profile.base_url
    operation = call.operation
    lines = [
        DetailLine("operation", f"{operation.method} {operation.path}", operation.id),
        DetailLine("request URL", call.url(base), call.url(base)),
    ]
    if call.body is not None:
        lines.append(DetailLine("body", call.body, call.body))
    curl = call.curl(base)
    for index, text in enumerate(curl.splitlines()):
        lines.append(DetailLine("curl" if index == 0 else "", text, curl))
    return lines


def _entry_lines(workspace: Workspace, entry: Entry) -> list[DetailLine]:
    lines = [
        DetailLine("what", entry.summary, entry.summary),
        DetailLine("outcome", outcome_text(entry), word_of(entry)),
        DetailLine("time", moments.detail(entry.at), moments.detail(entry.at)),
        DetailLine(
            "ended" if entry.status is None and entry.answered_at is not None else "answered",
            moments.detail(entry.answered_at),
            moments.detail(entry.answered_at),
        ),
        DetailLine(
            "status", "–" if entry.status is None else f"{entry.status} in {entry.ms} ms", str(entry.status)
        ),
    ]
    if why := entry.message or (_BEHIND if entry.outcome is Outcome.WAITING and not entry.left else ""):
        lines.append(DetailLine("why", (Span(why, "warn"),), why))
    if entry.left:
        text = f"{counted(entry.left, 'call')} of this act"
        lines.append(DetailLine("left", (Span(text, "warn"),), text))
    for change in known_changes(entry):
        became = change_text(change, names_of((entry,)))
        lines.append(DetailLine(change.name, became, plain(became)))
    found = standing(entry)
    lines.append(DetailLine("undo", (Span(found.word, found.tone), Span(f"  {found.why}", "dim")), found.why))
    if entry.inverse is not None:
        undo = f"{entry.inverse.operation.method} {entry.inverse.operation.path}"
        lines.append(
            DetailLine(
                "undone by" if entry.undone else "undo sends",
                dim(undo),
                entry.inverse.curl(workspace.profile.base_url),
            )
        )
    return lines + call_lines(workspace, entry.call)


def _exchange_lines(workspace: Workspace, exchange: Exchange) -> list[DetailLine]:
    lines = [
        DetailLine("at", moments.detail(exchange.started_at), moments.detail(exchange.started_at)),
        DetailLine("took", f"{exchange.seconds * 1000:.0f} ms", None),
        DetailLine("status", _status(exchange), str(exchange.status)),
    ]
    if exchange.error:
        lines.append(DetailLine("why", (Span(exchange.error, "warn"),), exchange.error))
    return lines + call_lines(workspace, exchange.call)


def _status(exchange: Exchange) -> Text:
    if exchange.status is None:
        return (Span("no answer", "danger"),)
    return (Span(str(exchange.status), "danger" if exchange.error else "good"),)


async def _resolve(context: Context[Entry]) -> None:
    """Have the person say what becomes of what is unknown, or left."""
    if context.row.job is not None:
        await few_entries.resolve(context)
    elif context.row.outcome is Outcome.WAITING:
        await _resolve_left(context, context.row)
    else:
        await _resolve_unknown(context, context.row)


async def _resolve_left(context: Context[Entry], entry: Entry) -> None:
    workspace = context.workspace
    left = await _left(workspace, entry)
    these = f"the {count(len(left))} left" if len(left) > 1 else "it"
    choices = [
        Choice("go on", f"Go on with {these}", "sends only what is left"),
        Choice("drop", f"Leave {these}", "nothing is sent"),
    ]
    chosen = await context.ask.pick(Picker(f"Left: {listed([each.summary for each in left], 5)}", choices))
    if chosen.id == "go on":
        await _go_on(context, entry, left)
    elif entry.batch:
        await workspace.journal.retire(entry.batch, Outcome.DROPPED)
        workspace.renew("journal")
    else:
        await workspace.settle(entry, Outcome.DROPPED, "Left alone: it was never sent.")


async def _left(workspace: Workspace, entry: Entry) -> list[Entry]:
    """What is left of the act that an entry belongs to, in its order.

    Raises:
        Stopped: when nothing is left, or the act is under way.
    """
    act = await workspace.journal.of_batch(entry)
    if workspace.under_way(entry) or any(each.outcome is Outcome.INTENDED for each in act):
        raise Stopped("It is under way.")
    left = await workspace.journal.left_of(entry)
    if not left:
        raise Stopped(_BEHIND if entry.outcome is Outcome.WAITING else "None of it is left to resolve.")
    return left


async def _go_on(context: Context[Entry], entry: Entry, left: list[Entry]) -> None:
    workspace = context.workspace

    async def submit(_: object) -> None:
        edits = await workspace.again(await _left(workspace, entry))
        await workspace.carry_out(Chain(edits, batch=entry.batch))
        done(context, f"{count(len(edits))} done.")

    lines: list[Text] = [listed([each.summary for each in left], 5)]
    if costs := cost(workspace, len(left)):
        lines.append(costs)
    title = f"Go on with the {count(len(left))} left" if len(left) > 1 else "Go on"
    await context.ask.confirm(
        replace(go_on_question(title, lines, left), unable=unable(workspace, len(left))), submit
    )


async def _resolve_unknown(context: Context[Entry], entry: Entry) -> None:
    workspace = context.workspace
    choices = [
        Choice("look", "Check first", "opens the subscriber", disabled=_nowhere(entry)),
        Choice("again", "Send it again", "it may then arrive twice"),
        Choice("done", "It arrived", "marks it as done"),
        Choice("drop", "Leave it", "nothing is sent"),
    ]
    chosen = await context.ask.pick(Picker(f"Did it arrive? {entry.summary}", choices))
    if chosen.id == "look":
        context.ask.go("subscribers", row_id=entry.subject)
    elif chosen.id == "again":
        await _send_again(context, entry)
    elif chosen.id == "done":
        await workspace.settle(entry, Outcome.DONE, "Confirmed by you.")
    else:
        await workspace.settle(entry, Outcome.DROPPED, LEFT_ALONE)


def _nowhere(entry: Entry) -> str:
    return "" if entry.kind == "subscriber" and entry.subject else "no subscriber in it"


async def _send_again(context: Context[Entry], entry: Entry) -> None:
    async def submit(_: object) -> None:
        await context.workspace.resend(entry)
        context.ask.say(f"Sent again: {entry.summary}.", "good")

    lines: tuple[Text, ...] = (entry.summary, (Span("It may have arrived already.", "warn"),))
    await context.ask.confirm(Confirm("Send again", lines, verb="Send"), submit)


def _undo_word(entry: Entry) -> Text:
    found = standing(entry)
    return (Span(found.word, found.tone),)


async def _undo(context: Context[Entry]) -> None:
    """Undo the entry under the cursor, with all that belongs to the same act."""
    workspace = context.workspace
    async with workspace.turn(stopping()):
        if context.row.job is not None:
            await few_entries.undo(context)
            return
        found = await compared(workspace, await workspace.journal.of_batch(context.row))
        entries = [entry for entry in found if standing(entry).can]
        if not entries:
            raise Stopped(next((why for entry in found if (why := standing(entry).why)), "Already undone."))
        await undo_these(workspace, context.ask, entries)


def _cannot_undo(context: Context[Entry]) -> str | None:
    found = standing(context.row)
    return None if found.can else found.why


async def _redo(context: Context[Entry]) -> None:
    """Redo the entry under the cursor, with all that belongs to the same act."""
    journal, entry = context.workspace.journal, context.row
    async with context.workspace.turn(stopping()):
        if entry.job is not None:
            await few_entries.redo(context)
            return
        if entry.undoes is not None:
            entries = await journal.undone_by(entry.batch)
        else:
            entries = await journal.undone_of(entry)
        if not entries:
            raise Stopped("Already redone, or the redo's outcome is unknown.")
        await redo_these(context.workspace, context.ask, entries)


def _cannot_redo(context: Context[Entry]) -> str | None:
    entry = context.row
    if entry.undoes is not None:
        return None if entry.outcome is Outcome.DONE else standing(entry).why
    if entry.undone and entry.unsettled is not None:
        return standing(entry).why
    if entry.undone:
        return "Already redone." if entry.redone else None
    return "Only what was undone can be redone."


def _only_open(context: Context[Entry]) -> str | None:
    entry = context.row
    if entry.outcome in (Outcome.UNKNOWN, Outcome.WAITING):
        return None
    return f"Nothing to resolve: it is {word_of(entry)}."


JOURNAL: Resource[Entry] = Resource(
    id="journal",
    title="Journal",
    even=True,
    numbered=True,
    singular="edit",
    aliases=("edits", "history"),
    read=_read_journal,
    made_by=(Journaled, Worked),
    columns=(
        moment_column("time", "Time", lambda entry: entry.at),
        Column("outcome", "Outcome", outcome_text, width=12),
        Column("says", "Edit", lambda entry: Sentence((Span(says_of(entry)),)), width=20, flex=1),
        Column("undo", "Undo", _undo_word, width=14, priority=1),
    ),
    more_columns=(
        Column("ms", "ms", lambda entry: "" if entry.ms is None else count(entry.ms), width=5, align="right"),
    ),
    row_id=lambda entry: entry.row_id,
    label=lambda entry: entry.summary,
    searched=lambda entry: (
        f"{entry.summary} {word_of(entry)} {standing(entry).word} {entry.call.operation_id}"
    ),
    tabs=(Tab("edit", "Edit", lines=_entry_lines),),
    actions=(
        Action(
            "journal.resolve",
            "Resolve what is unknown or left",
            "e",
            _resolve,
            hint="resolve",
            risk=Risk.WRITE,
            unless=_only_open,
        ),
        Action(
            "journal.undo",
            "Undo this edit",
            "u",
            _undo,
            hint="undo",
            risk=Risk.WRITE,
            unless=_cannot_undo,
            instead_of="app.undo",
        ),
        Action(
            "journal.redo",
            "Redo this edit",
            "U",
            _redo,
            hint="redo",
            risk=Risk.WRITE,
            unless=_cannot_redo,
            instead_of="app.redo",
        ),
        copy_action("journal", row_call_offers),
    ),
    version=version_of,
    empty="No changes yet. Every change will be listed here with its outcome; jobs are in the next list.",
)

CALLS: Resource[Exchange] = Resource(
    id="calls",
    title="Calls",
    broad=True,
    numbered=True,
    singular="call",
    aliases=("requests",),
    read=_read_calls,
    made_by=(Exchanged,),
    columns=(
        moment_column("time", "Time", lambda each: each.started_at),
        Column("status", "Status", _status, width=9),
        Column("ms", "ms", lambda each: count(round(each.seconds * 1000)), width=6, align="right"),
        Column("operation", "Operation", lambda each: each.call.operation.title, width=16, flex=1),
        Column("target", "Request", lambda each: dim(each.call.target), width=34, flex=2, priority=1),
    ),
    row_id=_exchange_id,
    label=lambda each: each.call.operation.title,
    searched=lambda each: (
        f"{each.call.operation.title} {each.call.operation_id} {each.call.target} {each.status}"
    ),
    tabs=(Tab("call", "Call", lines=_exchange_lines),),
    actions=(copy_action("calls", row_call_offers),),
    empty="No calls yet.",
)
