"""What can be done to a subscriber: tags, fields, sub-flows, messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flotui.api.catalogue import Risk
from flotui.api.models.flow import SubFlow, Tag, UserField
from flotui.api.models.subscriber import FieldValue, Subscriber
from flotui.repositories.flows import create_tag
from flotui.repositories.subscribers import (
    SUBSCRIBER,
    FieldChange,
    add_tags,
    remove_tags,
    send_text,
    set_fields,
)
from flotui.repositories.subscribers import send_sub_flow as send_sub_flow_edit
from flotui.resources.ask import Choice, Confirm, Field, Form, Picker, ToggleAnswer, Toggles
from flotui.resources.base import Action, Context
from flotui.resources.fields import typed_value, value_field
from flotui.resources.reading import everything, named
from flotui.resources.text import Span, Text

_RECENT = 5
"""How many of the sub-flows sent last stand at the top of the picker."""
_WINDOW = timedelta(hours=24)
"""WhatsApp takes free text only so long after the person's last message."""


async def now(context: Context, row: Subscriber) -> Subscriber:
    """The subscriber as the cache has them now: an edit of a moment ago may have changed them."""
    cached = await context.workspace.cache.row(SUBSCRIBER.name, row.row_id)
    return row if cached is None else SUBSCRIBER.model.read(cached.value)


def who(people: Sequence[Subscriber]) -> str:
    """The people in a sentence: a name, or how many."""
    return people[0].title if len(people) == 1 else f"{len(people)} subscribers"


def _people(context: Context) -> Sequence[Subscriber]:
    """Whom an action is about: the rows of the list, or the one whose detail is open."""
    return (context.owner,) if isinstance(context.owner, Subscriber) else context.rows


async def _change_tags(context: Context) -> None:
    people = [await now(context, each) for each in _people(context)]
    tags = await everything(context.workspace.flows.tags())
    has = [frozenset(tag.tag_ns for tag in person.tags) for person in people]
    everyone, anyone = frozenset.intersection(*has), frozenset.union(*has)

    async def submit(answer: ToggleAnswer) -> None:
        await _save_tags(context, people, answer)

    await context.ask.toggle(
        Toggles(
            f"Tags of {who(people)}",
            [Choice(tag.tag_ns, tag.name, tag.tag_ns) for tag in tags],
            on=everyone,
            partly=anyone - everyone,
            create="Create tag",
        ),
        submit,
    )


async def _save_tags(context: Context, people: Sequence[Subscriber], answer: ToggleAnswer) -> None:
    workspace = context.workspace
    batch = workspace.batch()
    tags = {tag.tag_ns: tag for tag in await everything(workspace.flows.tags())}
    added = [tags[tag_ns] for tag_ns in answer.add if tag_ns in tags]
    added += [tag for name in answer.create if (tag := await _made_tag(context, name, batch))]
    removed = [tags[tag_ns] for tag_ns in answer.remove if tag_ns in tags]
    for each in people:
        person = await now(context, each)
        await workspace.apply(*add_tags(person, added), *remove_tags(person, removed), batch=batch)
    if not workspace.switches.dry_run:
        changes = [f"+ {tag.name}" for tag in added] + [f"− {tag.name}" for tag in removed]
        context.ask.say(f"{who(people)}: {', '.join(changes)}", "good")


async def _made_tag(context: Context, name: str, batch: str) -> Tag | None:
    """The tag of that name, made if the bot has none; None in a dry run."""
    workspace = context.workspace
    known = await everything(workspace.flows.tags(force=True))
    found = next((tag for tag in known if tag.name == name), None)
    if found is None:
        made = await workspace.apply(create_tag(name), batch=batch)
        if not made:
            return None
        found = named(await everything(workspace.flows.tags(force=True)), name, "tag")
    return found


async def _remove_tag(context: Context) -> None:
    person = await now(context, context.owner)
    tags = [Tag.read(tag.raw) for tag in context.rows]
    await context.workspace.apply(*remove_tags(person, tags))
    if not context.workspace.switches.dry_run:
        names = ", ".join(tag.name for tag in tags)
        context.ask.say(f"Removed {names} from {person.title}. u puts it back.", "good")


async def _change_field(context: Context) -> None:
    people = _people(context)
    person = await now(context, people[0])
    fields = await everything(context.workspace.flows.user_fields())
    valued = {each.var_ns: each.text for each in person.user_fields}
    choices = [
        Choice(
            field.var_ns,
            field.name,
            f"{field.var_type} · {_one_line(valued.get(field.var_ns, '')) or 'empty'}",
            group="With a value" if valued.get(field.var_ns) else "Empty",
        )
        for field in sorted(fields, key=lambda field: not valued.get(field.var_ns))
    ]
    chosen = await context.ask.pick(Picker(f"Which field of {person.title}?", choices))
    field = next(each for each in fields if each.var_ns == chosen.id)
    await _edit_value(context, person, field)


async def _edit_field(context: Context) -> None:
    row: FieldValue = context.row
    field = UserField(var_ns=row.var_ns, name=row.name, var_type=row.var_type, description=row.description)
    await _edit_value(context, await now(context, context.owner), field)


async def _edit_value(context: Context, person: Subscriber, field: UserField) -> None:
    current = person.field(field.var_ns)
    old = current.text if current else ""

    async def submit(answer: dict[str, str]) -> None:
        value = typed_value(field.var_type, answer.get("value", ""), old)
        await _save_field(context, person, field, value)

    asked = value_field("value", field.name, field.var_type, old, help=field.description)
    note = (Span("Empty clears the field.", "dim"),)
    await context.ask.form(
        Form(f"{person.title}: {field.name} ({field.var_type})", (asked,), intro=(note,)), submit
    )


async def _save_field(context: Context, person: Subscriber, field: UserField, value: str) -> None:
    person = await now(context, person)
    change = FieldChange(field.var_ns, field.name, field.var_type, value)
    edits = set_fields(person, [change])
    if not edits:
        context.ask.say(f"{field.name} was so already; nothing was sent.")
        return
    await context.workspace.apply(*edits)
    if not context.workspace.switches.dry_run:
        verb = "set" if value else "cleared"
        context.ask.say(f"{field.name} of {person.title} {verb}. u sets the old value back.", "good")


async def _clear_field(context: Context) -> None:
    row: FieldValue = context.row
    field = UserField(var_ns=row.var_ns, name=row.name, var_type=row.var_type)
    await _save_field(context, context.owner, field, "")


async def _read_field(context: Context) -> None:
    row: FieldValue = context.row
    await context.ask.read(f"{row.name} ({row.var_type})", row.text or "(empty)")


async def _send_sub_flow(context: Context) -> None:
    people = [await now(context, each) for each in _people(context)]
    flows = await everything(context.workspace.flows.sub_flows())
    chosen = await context.ask.pick(
        Picker(f"Send which sub-flow to {who(people)}?", await _sub_flow_choices(context, flows))
    )
    sub_flow = next(flow for flow in flows if flow.sub_flow_ns == chosen.id)
    await confirm_sub_flow(context, people, sub_flow)


async def _sub_flow_choices(context: Context, flows: Sequence[SubFlow]) -> list[Choice]:
    """The sub-flows, those sent last first."""
    recent: list[str] = []
    for entry in await context.workspace.journal.recent(300):
        if entry.call.operation_id == "flowBotUserSendSubFlow":
            recent.append(entry.call.json.get("sub_flow_ns", ""))
    last = list(dict.fromkeys(recent))[:_RECENT]
    by_id = {flow.sub_flow_ns: flow for flow in flows}
    first = [by_id[each] for each in last if each in by_id]
    rest = [flow for flow in flows if flow.sub_flow_ns not in last]
    group = "All" if first else ""
    return [Choice(flow.sub_flow_ns, flow.name, flow.sub_flow_ns, "Recent") for flow in first] + [
        Choice(flow.sub_flow_ns, flow.name, flow.sub_flow_ns, group) for flow in rest
    ]


async def confirm_sub_flow(context: Context, people: Sequence[Subscriber], sub_flow: SubFlow) -> None:
    """Ask whether a sub-flow should really go to these people, and send it.

    Args:
        context: how to ask, and the open bot.
        people: who gets it. More than one are asked for by their number.
        sub_flow: what they get.

    Raises:
        Cancelled: when the answer is no.
    """
    sent: set[str] = set()

    async def submit(_: object) -> None:
        # One that was sent stays sent: after a failure only the rest is tried again.
        batch = context.workspace.batch()
        for person in people:
            if person.row_id not in sent:
                await context.workspace.apply(send_sub_flow_edit(person, sub_flow), batch=batch)
                sent.add(person.row_id)
        if not context.workspace.switches.dry_run:
            context.ask.say(f"The host accepted {sub_flow.name} for {who(people)}.", "good")

    lines: list[Text] = [(Span(sub_flow.name, "strong"), Span(f"  {sub_flow.sub_flow_ns}", "dim"))]
    lines += [_recipient(person) for person in people[:8]]
    if len(people) > 8:
        lines.append(f"and {len(people) - 8} more")
    lines += [(Span(warning, "warn"),) for warning in warnings(people)]
    typed = str(len(people)) if len(people) > 1 else ""
    await context.ask.confirm(Confirm("Send sub-flow", tuple(lines), verb="Send", typed=typed), submit)


def _recipient(person: Subscriber) -> Text:
    about = " · ".join(filter(None, (person.phone, person.channel, person.user_ns)))
    return (Span("to ", "dim"), Span(person.title), Span(f"  {about}", "dim"))


def warnings(people: Sequence[Subscriber]) -> list[str]:
    """What may keep a message from arriving, although the host will say ok (behaviour notes, 6)."""
    gone = [person.title for person in people if person.status == "unsubscribed" or not person.subscribed]
    late = [person.title for person in people if _outside_window(person)]
    found = []
    if gone:
        found.append(f"Not subscribed, so no message will arrive: {_some(gone)}.")
    if late:
        found.append(f"Last wrote over 24 h ago, so WhatsApp takes only templates: {_some(late)}.")
    return found


def _outside_window(person: Subscriber) -> bool:
    """Whether WhatsApp's window is shut. The host's times have no zone: a day's grace either way is not claimed."""
    if not person.channel.startswith("whatsapp") or not person.last_interaction:
        return False
    try:
        last = datetime.fromisoformat(person.last_interaction).replace(tzinfo=None)
    except ValueError:
        return False
    return datetime.now() - last > _WINDOW + timedelta(hours=14)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


async def _send_message(context: Context) -> None:
    person = await now(context, _people(context)[0])

    async def submit(answer: dict[str, str]) -> None:
        text = answer["text"]

        async def send(_: object) -> None:
            await context.workspace.apply(send_text(person, text))

        lines: tuple[Text, ...] = (_recipient(person), text)
        await context.ask.confirm(Confirm("Send message", lines, verb="Send"), send)
        if not context.workspace.switches.dry_run:
            context.ask.say(f"The host accepted the message for {person.title}.", "good")

    await context.ask.form(
        Form(
            f"Message to {person.title}",
            (Field("text", "Text", "longtext", required=True, limit=4096),),
            verb="Send…",
            intro=tuple((Span(warning, "warn"),) for warning in warnings([person])),
        ),
        submit,
    )


def _one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"


def _not_tagged(context: Context) -> str | None:
    return None if isinstance(context.owner, Subscriber) else "Open a subscriber first."


change_tags = Action(
    "subscribers.tags",
    "Change tags",
    "t",
    _change_tags,
    hint="tags",
    risk=Risk.WRITE,
    needs="some",
    operations=(
        "flowBotUserAddTag",
        "flowBotUserAddTags",
        "flowBotUserRemoveTag",
        "flowBotUserRemoveTags",
        "flowCreateTag",
    ),
)
change_field = Action(
    "subscribers.field",
    "Change a field",
    "f",
    _change_field,
    hint="field",
    risk=Risk.WRITE,
    operations=("flowBotUserSetUserField", "flowBotUserClearUserField"),
)
send_sub_flow = Action(
    "subscribers.send",
    "Send a sub-flow",
    "s",
    _send_sub_flow,
    hint="send sub-flow",
    risk=Risk.SEND,
    needs="some",
    operations=("flowBotUserSendSubFlow",),
)
send_message = Action(
    "subscribers.message",
    "Send a message",
    "m",
    _send_message,
    hint="message",
    risk=Risk.SEND,
    operations=("flowBotUserSendText",),
)
remove_tag = Action(
    "subscriber-tags.remove",
    "Remove the tag",
    "d,delete",
    _remove_tag,
    hint="remove",
    risk=Risk.WRITE,
    needs="some",
    unless=_not_tagged,
    operations=("flowBotUserRemoveTag", "flowBotUserRemoveTags"),
)
edit_field = Action(
    "subscriber-fields.edit",
    "Edit the value",
    "e",
    _edit_field,
    hint="edit",
    risk=Risk.WRITE,
    operations=("flowBotUserSetUserField", "flowBotUserClearUserField"),
)
clear_field = Action(
    "subscriber-fields.clear",
    "Clear the value",
    "d,delete",
    _clear_field,
    hint="clear",
    risk=Risk.WRITE,
    operations=("flowBotUserClearUserField",),
)
read_field = Action("subscriber-fields.read", "Read the whole value", "v", _read_field, hint="whole value")
