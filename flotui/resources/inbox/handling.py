# SPDX-License-Identifier: MIT
"""What is done with those who wait: their chats read, closed, and taken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError, Stopped
from flotui.api.models.team import Agent
from flotui.repositories import profile as edits
from flotui.repositories.edit import RowEdits
from flotui.repositories.team import agent_of
from flotui.resources.acting import carry_out, confirmed, cost
from flotui.resources.ask import Confirm
from flotui.resources.inbox.covering import unheard
from flotui.resources.keys import key_of, undo_key
from flotui.resources.person import changed, confirm_start, current_people, who
from flotui.resources.reading import last
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.resources.base import Context


async def done(context: Context[object]) -> None:
    """Move the conversation to done."""
    people = await current_people(context)
    rows = [RowEdits(person.title, edits.move_chat(person, "done")) for person in people]
    sentence = f"The chat of {who(people)} is done. {undo_key()} undoes it."
    title = f"Move the chat of {who(changed(people, rows))} to done"
    await confirm_start(context, title, people, rows, sentence, verb="Move")


async def take(context: Context[object]) -> None:
    """Assign the conversation to whom the token belongs to."""
    people = await current_people(context)
    me = await last(context.workspace.team.me())
    mine = agent_of(me, await _agents(context)) if me is not None else None
    if mine is None:
        raise Stopped(
            "Not assigned: the host doesn't say which agent you are.",
            advice="Choose the agent from the list.",
        )
    rows = [RowEdits(each.title, edits.assign_agent(each, mine.id, mine.name)) for each in people]
    sentence = f"{who(people)} assigned to you. {undo_key()} undoes it."
    work = partial(carry_out, context, rows, sentence)
    await confirmed(context, f"Assign {who(changed(people, rows))} to you", rows, work, verb="Assign")


async def _agents(context: Context[object]) -> Sequence[Agent]:
    """The agents of the bot; none where the host doesn't tell."""
    try:
        return await (await last(context.workspace.team.agents())).all()
    except FlochatError:
        return ()


async def look(context: Context[object]) -> None:
    """Read the chats of all of whom it isn't known whether they wait; says what that costs."""
    inbox = context.workspace.inbox
    rows = await inbox.here()
    unknown = [each for each in rows.rows if each.waits is None and each.heard is None]
    older, more = await unheard(context.workspace, rows)
    if not unknown and not older:
        context.ask.say("The chats of all who may wait have been read.")
        return
    calls = len(unknown) + len(older)
    if (costs := cost(context.workspace, calls)) is not None:
        await context.ask.confirm(Confirm(f"Read {counted(calls, 'chat')}?", (costs,), verb="Read"))
    context.ask.say(f"Reading {counted(calls, 'chat')}…")
    read = await inbox.look([*unknown, *older])
    context.workspace.renew("waiting")
    left = f" {count(more)} older ones are left: {key_of('waiting.look')} goes on." if more else ""
    context.ask.say(f"{counted(read, 'chat')} read.{left}")
