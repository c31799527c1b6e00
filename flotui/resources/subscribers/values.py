# SPDX-License-Identifier: MIT
"""User fields of a subscriber: one, several at once, cleared, read; and set before a sub-flow is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from flotui.api.errors import Malformed
from flotui.api.models.flow import UserField
from flotui.api.models.subscriber import FieldValue, Subscriber
from flotui.jobs.changes import Changes
from flotui.repositories.edit import RowEdits
from flotui.repositories.sending import send_sub_flow
from flotui.repositories.subscribers import SUBSCRIBER, FieldChange, set_fields
from flotui.resources.acting import carry_out, confirmed, deleted_elsewhere
from flotui.resources.ask import Choice, Field, Form, Picker, Submit, Toggles
from flotui.resources.base import Context
from flotui.resources.crud.current import current_rows
from flotui.resources.fields import typed_value, value_field
from flotui.resources.keys import undo_key
from flotui.resources.person import (
    changed,
    confirm_send,
    current_person,
    one_line,
    who,
)
from flotui.resources.reading import read_all, read_now
from flotui.resources.subscribers.crowds import having, plan_for_crowd
from flotui.resources.subscribers.sending import sub_flow_choices
from flotui.resources.subscribers.whom import Whom, whom_of
from flotui.resources.telling import unchanged
from flotui.resources.text import Span, Text
from flotui.text.plural import count, counted, listed

MOST = 20
"""Fields that one call takes (behaviour.md, Bodies)."""


async def change_field(context: Context[object]) -> None:
    """Have one field picked, and its value edited, of one person or of all marked ones."""
    whom = await whom_of(context)
    fields = await read_all(context.workspace.flows.user_fields())
    if len(whom.people) != 1:
        await _edit_of_several(context, whom, fields)
        return
    (person,) = whom.people
    chosen = await context.ask.pick(Picker(f"Which field of {person.title}?", _choices(person, fields)))
    field = next(each for each in fields if each.var_ns == chosen.id)
    await _edit_one(context, person, field)


async def change_fields(context: Context[object]) -> None:
    """Have several fields chosen, and all of their values edited in one form."""
    person = await current_person(context)
    await _edit_many(context, person, await _chosen_fields(context, person, "change"))


async def edit_fields(context: Context[FieldValue]) -> None:
    """Edit the marked fields of the person whose detail it is, or the one under the cursor."""
    person = await current_person(context)
    fields = [_field(row) for row in context.rows]
    if len(fields) == 1:
        await _edit_one(context, person, fields[0])
    else:
        await _edit_many(context, person, fields)


async def clear_fields(context: Context[FieldValue]) -> None:
    """Clear the marked fields of the person whose detail it is, or the one under the cursor."""
    person = await current_person(context)
    fields = [_field(row) for row in context.rows]
    await _save(context, person, [_change(field, "") for field in fields])


async def read_field(context: Context[FieldValue]) -> None:
    """Show a whole value."""
    row = context.row
    await context.ask.read(f"{row.name} ({row.var_type})", row.text or "(empty)")


async def set_and_send(context: Context[object]) -> None:
    """Set fields, wait as long as the bot takes to see them, and send a sub-flow: in one go."""
    person = await current_person(context)
    fields = [_field(row) for row in context.rows if isinstance(row, FieldValue)]
    if not fields:
        fields = await _chosen_fields(context, person, "set first")
    await _set_and_send(context, person, _at_most(fields))


async def _set_and_send(context: Context[object], person: Subscriber, fields: Sequence[UserField]) -> None:
    flows = await read_all(context.workspace.flows.sub_flows())
    choices = await sub_flow_choices(context, flows)
    names = {flow.sub_flow_ns: flow for flow in flows}

    async def submit(answer: dict[str, str]) -> None:
        changes = _changes(person, fields, answer)
        sub_flow = names.get(answer.get("sub_flow", first))
        if sub_flow is None:
            raise Malformed("No sub-flow is chosen. Nothing was sent.", fields={"sub_flow": ("Choose one.",)})
        sets = set_fields(person, changes)
        what: list[Text] = [
            (Span(f"{change.name} ", "dim"), Span(change.value or "cleared")) for change in changes
        ]
        if not what:
            what.append((Span("The fields have these values already: nothing is set.", "warn"),))
        what.append(
            (Span("then ", "dim"), Span(sub_flow.name, "strong"), Span(f"  {sub_flow.sub_flow_ns}", "dim"))
        )
        set_first = f"Set {_named(changes)}; the" if changes else "The"
        sentence = f"{set_first} host accepted {sub_flow.name} for {person.title}."
        edits = [[*sets, send_sub_flow(person, sub_flow)]]
        await confirm_send(context, "Set fields, then send", what, [person], edits, sentence)
        if not context.workspace.switches.dry_run:
            context.workspace.memory.sent(sub_flow.sub_flow_ns)

    first = choices[0].id if choices and choices[0].group == "Recent" else ""
    asked = [
        *_asked(person, fields),
        Field("sub_flow", "then send", "picker", first, required=True, choices=choices, help="1.5 s later"),
    ]
    form = Form(f"{person.title}: set fields, then send", asked, verb="Send…", edits=True)
    await context.ask.form(form, submit)


async def _chosen_fields(context: Context[object], person: Subscriber, verb: str) -> list[UserField]:
    fields = await read_all(context.workspace.flows.user_fields())
    answer = await context.ask.toggle(
        Toggles(
            f"Fields to {verb} for {person.title} (up to {MOST})",
            _choices(person, fields),
            verb="Next",
            chooses=True,
        )
    )
    by_id = {field.var_ns: field for field in fields}
    return _at_most([by_id[var_ns] for var_ns in answer.add if var_ns in by_id])


def _at_most(fields: list[UserField]) -> list[UserField]:
    """The fields, unless they are more than one call takes.

    Raises:
        Malformed: when they are.
    """
    if len(fields) > MOST:
        raise Malformed(f"At most {MOST} fields are set at once; {len(fields)} are chosen. Nothing was sent.")
    return fields


def _choices(person: Subscriber, fields: Sequence[UserField]) -> list[Choice]:
    """The fields with a value first."""
    valued = {each.var_ns: each.shown for each in person.user_fields}
    return [
        Choice(
            field.var_ns,
            field.name,
            one_line(valued[field.var_ns]) if valued.get(field.var_ns) else f"empty {field.var_type}",
            group="With a value" if valued.get(field.var_ns) else "Empty",
        )
        for field in sorted(fields, key=lambda field: not valued.get(field.var_ns))
    ]


def _asked(person: Subscriber, fields: Sequence[UserField]) -> list[Field]:
    return [
        value_field(
            field.var_ns, field.name, field.var_type, _text(person, field.var_ns), help=field.description
        )
        for field in fields
    ]


async def _edit_one(context: Context[object], person: Subscriber, field: UserField) -> None:
    old = _text(person, field.var_ns)

    async def submit(answer: dict[str, str]) -> None:
        if not unchanged(context, answer, field.name):
            value = typed_value(field.var_type, answer["value"], old)
            await _save(context, person, [_change(field, value)])

    asked = value_field("value", field.name, field.var_type, old, help=field.description)
    await _form(context, f"{person.title}: {field.name} ({field.var_type})", [asked], submit)


async def _edit_of_several(context: Context[object], whom: Whom, fields: Sequence[UserField]) -> None:
    """Have one field picked, and set or cleared for several people. They may have other values each: nothing that is
    left empty clears them. How many of a crowd have a value is counted of the field that is picked: of all of
    them it would take as long as reading the copy.
    """
    has = Counter(each.var_ns for person in whom.people for each in person.user_fields if each.text)
    choices = [
        Choice(
            each.var_ns,
            each.name,
            each.var_type if whom.is_crowd else f"{each.var_type} · {count(has[each.var_ns])} with a value",
        )
        for each in sorted(fields, key=lambda each: -has[each.var_ns])
    ]
    chosen = await context.ask.pick(Picker(f"Which field of {whom.title}?", choices))
    field = next(each for each in fields if each.var_ns == chosen.id)
    valued = await having(context, field.var_ns) if whom.is_crowd else has[field.var_ns]
    values = {_text(person, field.var_ns) for person in whom.people}
    old = values.pop() if len(values) == 1 else ""

    async def submit(answer: dict[str, str]) -> None:
        typed = answer.get("value", "")
        clears = answer.get("clear") == "true" or (bool(old) and answer.get("value") == "")
        if not clears and not typed:
            context.ask.say(f"No change: no value of {field.name} was typed. Nothing was sent.")
            return
        change = _change(field, "" if clears else typed_value(field.var_type, typed, old))
        if whom.is_crowd:
            await plan_for_crowd(context, Changes(fields=(change,)))
        else:
            await _save_of_several(context, whom.people, change)

    asked = [value_field("value", field.name, field.var_type, old, help=field.description)]
    if valued != 0:
        asked.append(
            Field(
                "clear",
                "Clear it",
                "boolean",
                "false",
                required=True,
                help="Clears the value for all of them.",
            )
        )
    note = "" if valued is None else f"{counted(valued, 'of them has', 'of them have')} a value now."
    title = f"{whom.title}: {field.name} ({field.var_type})"
    form = Form(title, asked, edits=True, intro=((Span(note, "dim"),),) if note else (), wrong=_both)
    await context.ask.form(form, submit)


def _both(answer: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong where a value is typed and is to be cleared."""
    both = bool(answer.get("value")) and answer.get("clear") == "true"
    return {"clear": "Type a value or clear it, not both."} if both else {}


async def _save_of_several(
    context: Context[object], people: Sequence[Subscriber], change: FieldChange
) -> None:
    current = await current_rows(context, SUBSCRIBER, people)
    rows = [RowEdits(each.title, set_fields(each, [change])) for each in current]
    what = f"{change.name} set to {one_line(change.value)}" if change.value else f"{change.name} cleared"
    name = f"field {change.name}"
    verb = f"Set {name} to {one_line(change.value)}" if change.value else f"Clear {name}"
    meant = who(changed(people, rows))
    explain = deleted_elsewhere(lambda: _fields_there(context), {change.var_ns: change.name}, "user field")
    work = partial(carry_out, context, rows, f"{meant}: {what}. {undo_key()} undoes it.", explain=explain)
    await confirmed(context, f"{verb} for {meant}", rows, work, verb="Save")


async def _edit_many(context: Context[object], person: Subscriber, fields: Sequence[UserField]) -> None:
    if not fields:
        context.ask.say("No field was chosen; nothing was sent.")
        return

    async def submit(answer: dict[str, str]) -> None:
        if not unchanged(context, answer, person.title):
            await _save(context, person, _changes(person, fields, answer))

    await _form(context, f"{person.title}: {counted(len(fields), 'field')}", _asked(person, fields), submit)


async def _form(context: Context[object], title: str, asked: Sequence[Field], submit: Submit) -> None:
    note = (Span("Empty clears the field.", "dim"),)
    await context.ask.form(Form(title, asked, edits=True, intro=(note,)), submit)


def _changes(person: Subscriber, fields: Sequence[UserField], answer: dict[str, str]) -> list[FieldChange]:
    return [
        _change(field, typed_value(field.var_type, answer[field.var_ns], _text(person, field.var_ns)))
        for field in fields
        if field.var_ns in answer
    ]


async def _save(context: Context[object], person: Subscriber, changes: Sequence[FieldChange]) -> None:
    edits = set_fields(person, changes)
    if not edits:
        already = "has this value" if len(changes) == 1 else "have these values"
        context.ask.say(f"No change: {_named(changes)} already {already}.")
        return
    used = {change.var_ns: change.name for change in changes}
    verb = "set" if any(change.value for change in changes) else "cleared"
    sentence = f"{_named(changes)} of {person.title} {verb}. {undo_key()} undoes it."
    explain = deleted_elsewhere(lambda: _fields_there(context), used, "user field")
    await carry_out(context, [RowEdits(person.title, edits)], sentence, explain=explain)


async def _fields_there(context: Context[object]) -> set[str]:
    return {field.var_ns for field in await read_now(context.workspace.flows.user_fields(force=True))}


def _field(row: FieldValue) -> UserField:
    return UserField(var_ns=row.var_ns, name=row.name, var_type=row.var_type, description=row.description)


def _change(field: UserField, value: str) -> FieldChange:
    return FieldChange(field.var_ns, field.name, field.var_type, value)


def _text(person: Subscriber, var_ns: str) -> str:
    current = person.field(var_ns)
    return current.text if current else ""


def _named(changes: Sequence[FieldChange]) -> str:
    return listed([change.name for change in changes])
