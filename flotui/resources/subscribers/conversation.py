# SPDX-License-Identifier: MIT
"""A subscriber's conversation: the bot paused, the chat moved and assigned, events logged."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from flotui.api.argument import Argument
from flotui.api.models.flow import CustomEvent
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Does
from flotui.repositories import profile as edits
from flotui.repositories.edit import Edit, RowEdits
from flotui.resources.acting import carry_out, confirmed
from flotui.resources.ask import Choice, Field, Form, Picker, answered, bound
from flotui.resources.base import Context
from flotui.resources.keys import undo_key
from flotui.resources.person import changed, confirm_start, current_person, who
from flotui.resources.reading import fresh, read_all
from flotui.resources.subscribers.whom import Whom, do, whom_of
from flotui.resources.text import Span
from flotui.store.trouble import StoreFailed
from flotui.text import amounts, moments
from flotui.text.clock import host_now

if TYPE_CHECKING:
    from flotui.api.models.logs import LoggedEvent
    from flotui.api.models.team import Agent, AgentGroup
    from flotui.store.journal import Entry

_PAUSES = (("15", "15 minutes"), ("60", "1 hour"), ("240", "4 hours"), ("1440", "1 day"))
"""For how long the bot is paused: the minutes, and what they are called."""
_WEEK = 7 * 86_400
_PAGES = 5
"""Pages that a look for one person's records may cost beyond the first."""
_USUAL_PAUSE = 30
"""Minutes that undoing a resume pauses for, where nobody knows what was left."""


async def pause(context: Context[object]) -> None:
    """Pause the bot for a while, or resume it."""
    whom = await whom_of(context)
    resumes = Choice("resume", "Resume now", "the bot answers again")
    choices = [
        *(Choice(minutes, title) for minutes, title in _PAUSES),
        Choice("other", "Other…", "in minutes"),
    ]
    paused = any(person.is_bot_paused for person in whom.people)
    choices = [resumes, *choices] if paused else [*choices, resumes]

    async def submit(choice: Choice) -> None:
        if choice.id == "resume":
            await _resume(context, whom)
        elif choice.id != "other":
            await _pause(context, whom, int(choice.id))

    title = f"Pause the bot for {whom.title}"
    if (await context.ask.pick(Picker(f"{title}, for how long?", choices), submit)).id != "other":
        return

    async def submit_minutes(answer: dict[str, str]) -> None:
        await _pause(context, whom, int(answer["minutes"]))

    of = Argument("flowBotUserPauseBot", "minutes")
    field = Field("minutes", "Minutes", "integer", "30", required=True, of=of)
    await context.ask.form(Form(title, (field,), verb="Pause"), submit_minutes)


async def _pause(context: Context[object], whom: Whom, minutes: int) -> None:
    does = Does("the bot", f"pause the bot for {minutes} min", lambda person: [edits.pause(person, minutes)])
    message = f"Bot paused for {whom.title} for {minutes} min. {undo_key()} resumes it."
    await _do_asking_many(context, whom, does, message, verb="Pause")


async def _resume(context: Context[object], whom: Whom) -> None:
    left = {each.row_id: await _minutes_left(context, each) for each in whom.people}

    def make(person: Subscriber) -> list[Edit]:
        known = left.get(person.row_id)
        return edits.resume_if_paused(person) if known is None else [edits.resume(person, known)]

    does = Does("the bot", "resume the bot", make)
    await _do_asking_many(context, whom, does, f"Bot resumed for {whom.title}.", verb="Resume")


async def _do_asking_many(
    context: Context[object], whom: Whom, does: Does, message: str, *, verb: str
) -> None:
    """Do something to some people, asking first where they are many."""

    async def carried_out(rows: Sequence[RowEdits]) -> None:
        work = partial(carry_out, context, rows, message)
        meant = who(changed(whom.people, rows))
        await confirmed(context, f"{verb} for {meant}", rows, work, verb=verb)

    await do(context, whom, does, carried_out)


async def _minutes_left(context: Context[object], person: Subscriber) -> int:
    """What is left of a pause of ours: the host doesn't say."""
    entries: Sequence[Entry] = ()
    with suppress(StoreFailed):  # then the usual time is offered
        entries = await context.workspace.journal.written(100, person.row_id)
    for entry in entries:
        if entry.call.operation_id == "flowBotUserPauseBot":
            left = int(entry.call.json["minutes"]) - int((time.time() - entry.at) / 60)
            return max(1, left)
    return _USUAL_PAUSE


async def move_chat(context: Context[object]) -> None:
    """Give the conversation another status."""
    whom = await whom_of(context)
    has = {person.status for person in whom.people}
    choices = [Choice(status, status, "now" if has == {status} else "") for status in edits.STATUSES]

    async def submit(choice: Choice) -> None:
        make = partial(edits.move_chat, status=choice.id)
        does = Does("the status", f"move the chat to {choice.id}", make)
        message = f"The chat of {whom.title} is {choice.id} now."
        await _do_as_send(context, whom, does, message, verb="Move")

    await context.ask.pick(Picker(f"Move the chat of {whom.title} to which status?", choices), submit)


async def assign(context: Context[object]) -> None:
    """Assign the conversation to an agent or a group, or to nobody."""
    whom = await whom_of(context)
    agents = await read_all(context.workspace.team.agents())
    groups = await read_all(context.workspace.team.groups())
    has = {person.agent_id for person in whom.people}
    choices = _agent_choices(agents, groups, has)

    async def submit(choice: Choice) -> None:
        kind, _, number = choice.id.partition(" ")

        def make(person: Subscriber) -> list[Edit]:
            if kind == "nobody":
                return edits.unassign(person)
            to = edits.assign_agent if kind == "agent" else edits.assign_group
            return to(person, number, choice.label)

        to = "unassigned" if kind == "nobody" else f"assigned to {choice.label}"
        does = Does("the agent", "unassign" if kind == "nobody" else f"assign to {choice.label}", make)
        message = f"{whom.title} {to}. {undo_key()} undoes it."
        await _do_as_send(context, whom, does, message, verb=does.summary.split()[0].capitalize())

    await context.ask.pick(Picker(f"Assign {whom.title} to whom?", choices), submit)


async def _do_as_send(context: Context[object], whom: Whom, does: Does, message: str, *, verb: str) -> None:
    """Do something to some people after which the host may start flows, asking as before a send."""
    title = f"{does.summary[:1].upper()}{does.summary[1:]}"

    async def carried_out(rows: Sequence[RowEdits]) -> None:
        await confirm_start(context, title, whom.people, rows, message, verb=verb)

    await do(context, whom, does, carried_out)


def _agent_choices(
    agents: Sequence[Agent], groups: Sequence[AgentGroup], has: Collection[str]
) -> list[Choice]:
    """To whom a conversation can be assigned: the agents, those online first, the groups, nobody; `has` are the ids of
    those to whom the conversations are assigned now, as far as that is known.
    """
    choices = [
        Choice(
            f"agent {agent.id}",
            agent.name,
            " · ".join(
                filter(
                    None,
                    (
                        "now" if set(has) == {agent.id} else "",
                        "online" if agent.is_online else "",
                        agent.role,
                    ),
                )
            ),
            "Agents",
        )
        for agent in sorted(agents, key=lambda agent: not agent.is_online)
    ]
    choices += [
        Choice(f"group {group.id}", group.name, group.assign_method.replace("_", " "), "Groups")
        for group in groups
    ]
    choices.append(Choice("nobody", "Nobody", "unassign", "Nobody"))
    return choices


async def log_event(context: Context[object]) -> None:
    """Log a custom event for a person, with its values."""
    person = await current_person(context)
    if context.rows and isinstance(context.rows[0], CustomEvent):
        event = context.rows[0]
    else:
        events = await read_all(context.workspace.flows.events())
        choices = [Choice(each.event_ns, each.name, each.description) for each in events]
        chosen = await context.ask.pick(Picker(f"Log which event for {person.title}?", choices))
        event = next(each for each in events if each.event_ns == chosen.id)

    async def submit(answer: dict[str, str]) -> None:
        rows = [RowEdits(person.title, [edits.log_event(person, event.name, answer)])]
        message = f"Logged {event.name} for {person.title}."
        what = [(Span(event.name, "strong"),), *answered(fields, answer)]
        await confirm_start(context, "Log event", [person], rows, message, verb="Log", what=what)

    fields = (
        Field("text_value", event.text_label or "Text"),
        Field(
            "price_value",
            event.price_label or "Price",
            "integer",
            help="a whole number",
        ),
        Field("number_value", event.number_label or "Number", "integer"),
    )
    form = Form(
        f"Log {event.name} for {person.title}",
        bound("flowBotUserLogCustomEvent", fields),
        verb="Log",
        intro=((Span(event.description, "dim"),),),
    )
    await context.ask.form(form, submit)


async def read_events(context: Context[CustomEvent]) -> None:
    """Show the person's records of an event in the past week: the host can't be asked for one person's."""
    event, person = context.row, context.owned_by(Subscriber)
    now = int(host_now())
    rows = await fresh(context.workspace.logs.event_data(event.event_ns, (now - _WEEK, now + 60), force=True))
    for _ in range(_PAGES):
        if not rows.more_to_come or not await rows.more():
            break
    found = await rows.all()
    own = [row for row in found if row.user_ns == person.user_ns]
    zone = context.workspace.zone
    lines = [f"{moments.host_time(row.created_at, zone=zone)}  {_logged(event, row)}" for row in own]
    partly = " There are more that were not read." if rows.more_to_come else ""
    note = (
        f"{len(own)} of {len(found)} records of {event.name} in the past week are of {person.title}.{partly}"
    )
    await context.ask.read(f"{event.name}: {person.title}", "\n".join([note, "", *lines]))


def _logged(event: CustomEvent, row: LoggedEvent) -> str:
    """What was logged, each value by what the event calls it: `product Linen shirt · price 142.80`."""
    values = (
        (event.text_label or "text", row.text_value),
        (event.price_label or "price", amounts.money(row.price_value).text if row.price_value else ""),
        (event.number_label or "number", amounts.count(row.number_value) if row.number_value else ""),
    )
    return " · ".join(f"{label} {value}" for label, value in values if value) or amounts.UNKNOWN
