# SPDX-License-Identifier: MIT
"""Sending to people: sub-flows with digits, messages of every kind, templates with their variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.api.models.flow import SubFlow
from flotui.api.models.sending import Template
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes
from flotui.jobs.report import left_out_said, not_opted_in_said
from flotui.jobs.sends import (
    Recipients,
    Send,
    edit_of,
    going_on,
    mailing,
    not_opted_in,
    starting,
    texting,
    texting_by_sms,
    with_content,
)
from flotui.repositories import sending as edits
from flotui.resources.ask import Choice, Field, Form, Picker, answered
from flotui.resources.base import Context
from flotui.resources.choosing import sub_flow_notes, told_apart
from flotui.resources.person import (
    MAIL,
    confirm_send,
    confirm_sub_flow,
    who,
)
from flotui.resources.reading import read_all
from flotui.resources.subscribers.content import content_fields, content_lines, content_of
from flotui.resources.subscribers.crowds import plan_for_crowd
from flotui.resources.subscribers.whom import Whom, whom_of
from flotui.resources.templating import filling_of, sending_of
from flotui.resources.text import Span, Text, dim
from flotui.resources.windows import addressee, arrival, window_here
from flotui.store.trouble import StoreFailed
from flotui.text.channels import channel
from flotui.text.glyphs import glyph
from flotui.text.phones import shown
from flotui.text.sendable import LONGEST, LONGEST_MAIL, LONGEST_SMS, problem

if TYPE_CHECKING:
    from flotui.repositories.filling import FilledTemplate
    from flotui.store.journal import Entry

Typed = tuple[Send, Sequence[Text]]
"""What was typed: what is sent to each, and the lines that show it."""

TEXT = Field(
    "text", "Text", "longtext", required=True, limit=LONGEST, check=lambda text: problem(text) or None
)
"""A message: one with a placeholder doesn't leave, as nobody fills it in."""
SMS = (replace(TEXT, limit=LONGEST_SMS, check=lambda text: problem(text, LONGEST_SMS) or None),)
"""What an SMS takes."""
LETTER = (
    Field("subject", "Subject", required=True, check=lambda text: problem(text, LONGEST_MAIL) or None),
    replace(TEXT, limit=LONGEST_MAIL, check=lambda text: problem(text, LONGEST_MAIL) or None),
)
"""What an e-mail takes."""
SAME = ("Each gets the same text. Placeholders can't be used.",)
"""What a form says of a message to several."""
_RECENT = 5
"""How many of the sub-flows sent last are at the top of the picker."""


async def send_sub_flow(context: Context[object]) -> None:
    """Have a sub-flow picked, by name or by its digit, and send it."""
    whom = await whom_of(context)
    flows = await read_all(context.workspace.flows.sub_flows())
    by_id = {flow.sub_flow_ns: flow for flow in flows}
    memory = context.workspace.memory

    def bind(choice: Choice, digit: str) -> None:
        memory.bind(digit, choice.id)

    async def plan(choice: Choice) -> None:
        await plan_for_crowd(context, Changes(sends=(starting(by_id[choice.id]),)))
        memory.sent(choice.id)

    question = Picker(
        f"Send which sub-flow to {whom.title}?",
        await sub_flow_choices(context, flows),
        placeholder="Type to search, or a digit that one is bound to",
        bind=bind,
    )
    if whom.is_crowd:
        await context.ask.pick(question, plan)
        return
    chosen = await context.ask.pick(question)
    await confirm_sub_flow(context, whom.people, by_id[chosen.id])


async def sub_flow_choices(context: Context[object], flows: Sequence[SubFlow]) -> list[Choice]:
    """The sub-flows: those bound to a digit first, then those sent last, then all."""
    memory = context.workspace.memory
    digits = {sub_flow: digit for digit, sub_flow in sorted(memory.digits.items(), reverse=True)}
    recent = list(memory.recent)
    entries: Sequence[Entry] = ()
    with suppress(StoreFailed):  # what was sent last is only a convenience
        entries = await context.workspace.journal.written(300)
    for entry in entries:
        if entry.call.operation_id == "flowBotUserSendSubFlow":
            recent.append(entry.call.json.get("sub_flow_ns", ""))
    last = [each for each in dict.fromkeys(recent) if each not in digits][:_RECENT]
    by_id = {flow.sub_flow_ns: flow for flow in flows}
    groups = [
        ("On a digit", [by_id[each] for each in sorted(digits, key=digits.__getitem__) if each in by_id]),
        ("Recent", [by_id[each] for each in last if each in by_id]),
    ]
    first = {flow.sub_flow_ns for _, some in groups for flow in some}
    groups.append(("All" if first else "", [flow for flow in flows if flow.sub_flow_ns not in first]))
    notes = await sub_flow_notes(context.workspace, flows)
    return told_apart(
        Choice(
            flow.sub_flow_ns,
            flow.name,
            notes.get(flow.sub_flow_ns, ""),
            group,
            key=digits.get(flow.sub_flow_ns, ""),
        )
        for group, some in groups
        for flow in some
    )


async def send_message(context: Context[object]) -> None:
    """Have a text typed, and send it: to the marked, each the same."""

    def made(answer: dict[str, str]) -> Typed:
        return texting(answer["text"]), [answer["text"]]

    await _typed(context, "Send message", await whom_of(context), (TEXT,), made)


def other_choices(people: Sequence[Subscriber] = ()) -> list[Choice]:
    """What else can be sent to some; only to one of them what is about the place where they are in the bot.

    Args:
        people: who; empty for more than are ever loaded.
    """
    (one,) = people if len(people) == 1 else (None,)
    alone = "" if one is not None else "to one subscriber at a time"
    found = [Choice("template", "WhatsApp template", "also after 24 hours")]
    for name, title, lacking, shows in (
        ("email", "E-mail", "no e-mail address", lambda person: person.email),
        ("sms", "SMS", "no phone number", lambda person: shown(person.phone) if person.phone else ""),
    ):
        has = [each for each in people if shows(each)]
        about = (
            shows(one) if one is not None else f"{len(has):,} of {len(people):,} can get it" if people else ""
        )
        found.append(Choice(name, title, about, disabled=lacking if people and not has else ""))
    return [
        *found,
        Choice("content", "Content", "texts, images, video, files, buttons", disabled=alone),
        Choice("main", "Main flow", "starts the default start flow", disabled=alone),
        Choice("node", "Step", "continues at a step, by its node id", also="node", disabled=alone),
        Choice("facebook", "Facebook utility template", ""),
    ]


async def send_other(context: Context[object]) -> None:
    """Have the kind of message chosen, then what is in it."""
    whom = await whom_of(context)
    choices = other_choices(whom.people)
    chosen = await context.ask.pick(Picker(f"What to send to {whom.title}?", choices))
    await _KINDS[chosen.id](context, whom)


async def send_template(context: Context[object]) -> None:
    """Send a WhatsApp template, its variables filled in: to the marked, for each where they name what each has."""
    await _template(context, await whom_of(context))


async def _typed(
    context: Context[object],
    title: str,
    whom: Whom,
    fields: Sequence[Field],
    made: Callable[[dict[str, str]], Typed],
    *,
    by: str = "",
) -> None:
    """Have something typed, show who gets what, and send it; the form stays open until it has left.

    Args:
        context: how to ask, and the open bot.
        title: what is sent: `Send message`.
        whom: who gets it, each the same.
        fields: what is asked for.
        made: makes what is sent of what was typed, and the lines that show it to one or a few.
        by: by which other way than the channel it is sent: `SMS`; empty for the channel.
    """
    people = whom.people

    async def submit(answer: dict[str, str]) -> None:
        send, lines = made(answer)
        if whom.is_crowd:
            await plan_for_crowd(context, Changes(sends=(send,)))
            return
        recipients = Recipients()
        why = [recipients.left_out([send], person.raw) for person in people]
        some = [person for person, out in zip(people, why, strict=True) if not out]
        said = left_out_said(Counter(filter(None, why))) if len(some) < len(people) else ""
        if not some:
            raise Malformed(f"{said} Nothing was sent.", advice="Mark others.")
        doubtful = Counter(what for person in some for what in not_opted_in([send], person))
        alone = [f"{person.title} hasn't opted in to {what}." for what in doubtful for person in people]
        warnings = [said] if said else []
        warnings += alone if len(people) == 1 else not_opted_in_said(doubtful)
        await confirm_send(
            context,
            title,
            [*lines, *((Span(each, "warn"),) for each in warnings)],
            some,
            [[edit_of(send, person)] for person in some],
            f"The host accepted it for {who(some)}.",
            late_matters=send.late_matters,
            by=by,
        )

    intro: tuple[Text, ...] = SAME
    if len(people) == 1:
        window = None if by else await window_here(context.workspace, people[0])
        intro = addressee(people[0], window, late_matters=not by)
    await context.ask.form(Form(f"{title}: {whom.title}", fields, verb="Send…", intro=intro), submit)


async def _email(context: Context[object], whom: Whom) -> None:
    def made(answer: dict[str, str]) -> Typed:
        subject, text = answer["subject"], answer["text"]
        lines: list[Text] = [(Span(subject, "strong"),), text]
        lines += [(Span(person.email, "dim"),) for person in whom.people if len(whom.people) == 1]
        return mailing(subject, text), lines

    await _typed(context, "Send e-mail", whom, LETTER, made, by=MAIL)


async def _sms(context: Context[object], whom: Whom) -> None:
    def made(answer: dict[str, str]) -> Typed:
        return texting_by_sms(answer["text"]), [answer["text"]]

    await _typed(context, "Send SMS", whom, SMS, made, by="SMS")


async def _node(context: Context[object], whom: Whom) -> None:
    fields = (
        Field(
            "node", "Step", required=True, help="its node id, such as f123n456, from the dashboard's editor"
        ),
    )

    def made(answer: dict[str, str]) -> Typed:
        node = answer["node"].strip()
        return going_on(node), [f"step {node}"]

    await _typed(context, "Send step", whom, fields, made)


async def _main(context: Context[object], whom: Whom) -> None:
    lines = ["The bot's start flow begins for them."]
    sentence = f"The host accepted the main flow for {whom.title}."
    each = [[edits.send_main_flow(person)] for person in whom.people]
    await confirm_send(context, "Send main flow", lines, whom.people, each, sentence)


async def _content(context: Context[object], whom: Whom) -> None:
    def made(answer: dict[str, str]) -> Typed:
        content = content_of(answer)
        return with_content(content), content_lines(content)

    await _typed(context, "Send content", whom, content_fields(), made)


# -- Templates ------------------------------------------------------------------------------------


async def _template(context: Context[object], whom: Whom) -> None:
    await _one_template(context, whom, facebook=False)


async def _facebook_template(context: Context[object], whom: Whom) -> None:
    await _one_template(context, whom, facebook=True)


async def _one_template(context: Context[object], whom: Whom, *, facebook: bool) -> None:
    people = whom.people
    template = await pick_template(context, whom.title, facebook=facebook)

    async def submit(answer: dict[str, str]) -> None:
        filling = await filling_of(context.workspace, template, answer, facebook=facebook)
        send = sending_of(filling)
        if whom.is_crowd:
            await plan_for_crowd(context, Changes(sends=(send,)))
            return
        some, lines = _recipients(people, filling)
        values, _ = filling.of(some[0])
        said = await template_lines(context, template, values, facebook=facebook)
        if len(people) > 1 and filling.personal:
            said.append(dim(f"Shown as {some[0].title} reads it; each gets their own values."))
        await confirm_send(
            context,
            "Send template",
            [*said, *lines],
            some,
            [[edit_of(send, person)] for person in some],
            f"The host accepted {template.name} for {who(some)}.",
            late_matters=send.late_matters,
            doubted=bool(lines),
        )

    await template_form(context, template, submit, facebook=facebook, people=people)


def _recipients(
    people: Sequence[Subscriber], filling: FilledTemplate
) -> tuple[Sequence[Subscriber], list[Text]]:
    """Who of some gets a template, and what is said of the others; one who is chosen gets it also on another channel.

    Raises:
        Malformed: when nobody does.
    """
    if len(people) == 1:
        if lacks := filling.of(people[0])[1]:
            raise Malformed(f"{people[0].title} has no {lacks}. Nothing was sent.", advice="Type the value.")
        return people, _elsewhere(people[0], filling)
    why = [filling.left_out(person, filling.of(person)[1]) for person in people]
    some = [person for person, out in zip(people, why, strict=True) if not out]
    said = left_out_said(Counter(filter(None, why)))
    if not some:
        raise Malformed(f"{said} Nothing was sent.", advice="Mark others.")
    return some, [(Span(said, "warn"),)] if len(some) < len(people) else []


def _elsewhere(person: Subscriber, filling: FilledTemplate) -> list[Text]:
    """That a template doesn't arrive at somebody who is on another channel."""
    if not filling.elsewhere(person):
        return []
    named = channel(person.channel)
    about = f"{person.title} is on {named}. A {filling.channel} template doesn't arrive there."
    return [(Span(f"{glyph('attention')} {about}", "warn"),)]


async def pick_template(context: Context[object], to: str, *, facebook: bool) -> Template:
    """Have a template chosen; those that are not approved say so and can't be.

    Args:
        context: how to ask, and the open bot.
        to: who gets it, for the title.
        facebook: whether Facebook's are offered.
    """
    sending = context.workspace.sending
    templates = await read_all(sending.facebook_templates() if facebook else sending.whatsapp_templates())
    choices = [
        Choice(
            each.row_id,
            each.name,
            " · ".join(filter(None, (each.language, each.category.lower()))),
            disabled="" if each.approved else f"not approved: {each.status.lower()}",
        )
        for each in templates
    ]
    chosen = await context.ask.pick(Picker(f"Send which template to {to}?", choices))
    return next(each for each in templates if each.row_id == chosen.id)


async def template_lines(
    context: Context[object], template: Template, values: Mapping[str, str], *, facebook: bool
) -> list[Text]:
    """What a template says with these values, and what its buttons lead to: the lines of a confirmation.

    Args:
        context: the open bot.
        template: which.
        values: what was typed, by variable.
        facebook: whether it is Facebook's.
    """
    lines: list[Text] = [(Span(template.name, "strong"), Span(f"  {template.language}", "dim"))]
    lines += edits.preview(template, values)
    asked = await _variable_fields(context, template, facebook=facebook)
    seen = "\n".join(edits.preview(template, values))
    return lines + answered([each for each in asked if values.get(each.name, "") not in seen], values)


async def _variable_fields(
    context: Context[object], template: Template, *, facebook: bool, name: str = ""
) -> list[Field]:
    found = edits.variables(template, facebook=facebook)
    flows = (
        await read_all(context.workspace.flows.sub_flows()) if any(v.kind == "reply" for v in found) else []
    )
    replies = told_apart(Choice(flow.sub_flow_ns, flow.name) for flow in flows)
    return [
        _variable_field(each, replies, name if index == 0 else "", facebook)
        for index, each in enumerate(found)
    ]


async def template_form(
    context: Context[object],
    template: Template,
    submit: Callable[[dict[str, str]], Awaitable[None]],
    *,
    facebook: bool,
    people: Sequence[Subscriber] | None = None,
    more: Sequence[Field] = (),
) -> None:
    """Ask for a template's variables in a form that shows what will be read.

    Args:
        context: how to ask, and the open bot.
        template: which.
        submit: carries it out.
        facebook: whether it is Facebook's.
        people: who gets it, one by one: the first name is in the first variable; empty for those who aren't loaded. None
            where all get the same.
        more: further fields.
    """
    person = people[0] if people is not None and len(people) == 1 else None
    each = people is not None and person is None
    name = person.first_name if person is not None else "{{first_name}}" if each else ""
    fields = await _variable_fields(context, template, facebook=facebook, name=name)

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        lines = edits.preview(template, answer)
        return [(Span("They will read:", "dim"),), *((Span("│ ", "accent"), Span(line)) for line in lines)]

    about_it = " · ".join(filter(None, (template.name, template.language, template.category.lower())))
    intro: list[Text] = (
        [(Span("" if fields or more else "It has no variables.", "dim"),)] if not fields else []
    )
    intro += arrival(person, late_matters=False) if person is not None else ()
    if each and fields:
        intro.append(dim("Filled in for each: {{first_name}}, {{phone}}, user fields ({{city}})."))
    await context.ask.form(
        Form(about_it, [*fields, *more], verb="Send…", intro=tuple(intro), preview=preview), submit
    )


def _variable_field(variable: edits.Variable, replies: Sequence[Choice], name: str, facebook: bool) -> Field:
    required = variable.required and not facebook  # Facebook's have example values
    if variable.kind == "reply":
        return Field(variable.name, variable.title, "picker", choices=replies, required=required)
    value = name if variable.kind == "text" else ""
    help = {"link": "an address, such as https://…", "node": "a node id; empty for none"}.get(
        variable.kind, ""
    )
    return Field(variable.name, variable.title, value=value, required=required, help=help)


_KINDS: dict[str, Callable[[Context[object], Whom], Awaitable[None]]] = {
    "template": _template,
    "email": _email,
    "sms": _sms,
    "content": _content,
    "main": _main,
    "node": _node,
    "facebook": _facebook_template,
}
