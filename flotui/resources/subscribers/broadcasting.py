# SPDX-License-Identifier: MIT
"""Broadcasts: what goes to many, counted first, and the count typed to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from functools import partial

from flotui.api.argument import Argument
from flotui.api.errors import FlochatError, Malformed
from flotui.api.models.sending import Broadcast
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import FEW
from flotui.repositories import broadcasts as edits
from flotui.repositories.broadcasts import LISTED, TAGGED, Audience, Terms
from flotui.repositories.edit import Edit
from flotui.resources.ask import Choice, Confirm, Field, Form, Picker, Toggles, answered
from flotui.resources.base import Context, Query
from flotui.resources.choosing import tags_offered
from flotui.resources.crud import confirm_edit
from flotui.resources.keys import key_of
from flotui.resources.person import current_people
from flotui.resources.reading import read_all
from flotui.resources.subscribers.broadcasts import told_by
from flotui.resources.subscribers.sending import (
    pick_template,
    sub_flow_choices,
    template_form,
    template_lines,
)
from flotui.resources.telling import done, ids_here, show_new
from flotui.resources.templating import channels_of_templates
from flotui.resources.text import Span, Text, Tone
from flotui.resources.zones import ZONE, settled_zone, zone_fields
from flotui.text.clock import host_now
from flotui.text.dates import beside_utc
from flotui.text.plural import and_more, counted, listed
from flotui.text.sendable import unfilled
from flotui.text.zones import NoTime

_COUNTED_BY_NAME = 1_000
"""Up to how many people are read, so that whoever is in several groups is counted once: ten requests."""
_NAMED = 6
"""How many of the people are named before the rest is counted."""


async def to_marked(context: Context[object]) -> None:
    """Broadcast to the marked people.

    Raises:
        Malformed: when they are more than can be named; none of their rows has to be read for that.
    """
    if context.marked_ids:
        raise _too_many(context.marked)
    people = await current_people(context)
    if len(people) > LISTED:
        raise _too_many(len(people))
    await _broadcast(context, Audience(_names(people), len(people), people=tuple(people)))


def _too_many(marked: int) -> Malformed:
    return Malformed(
        f"A broadcast takes at most {LISTED} subscribers by name; {marked:,} are marked.",
        advice="Give them a tag, and broadcast by the tag.",
    )


async def new(context: Context[object]) -> None:
    """Have an audience chosen, then what it gets."""
    key = key_of("subscribers.broadcast")
    choices = [
        Choice("tag", "By tag", "subscribers with any of up to 10 tags"),
        Choice("segment", "By segment", "subscribers in any of up to 10 segments"),
        Choice(
            "people",
            "By list",
            "",
            disabled=f"mark subscribers in their list, and press {key} there",
        ),
    ]
    chosen = await context.ask.pick(Picker("Broadcast to whom?", choices))
    audience = await (_tagged(context) if chosen.id == "tag" else _segmented(context))
    await _broadcast(context, audience)


async def _tagged(context: Context[object]) -> Audience:
    tags = await read_all(context.workspace.flows.tags())
    found = await _some(
        context, "Subscribers with any of these tags", [(each.tag_ns, each.name) for each in tags]
    )
    return await _counted(context, found, "tag_ns", "tagged")


async def _segmented(context: Context[object]) -> Audience:
    segments = await read_all(context.workspace.flows.segments())
    named = [(each.segment_ns, each.name) for each in segments]
    return await _counted(
        context, await _some(context, "Subscribers in any of these segments", named), "segment_ns", "in"
    )


async def _some(
    context: Context[object], title: str, offered: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    answer = await context.ask.toggle(
        Toggles(title, [Choice(key, name, key) for key, name in offered], verb="Count them", chooses=True)
    )
    names = dict(offered)
    found = [(key, names[key]) for key in answer.add if key in names]
    if not found:
        raise Malformed("Not sent: nothing was chosen.")
    if len(found) > TAGGED:
        raise Malformed(f"A broadcast takes at most {TAGGED} of them; {len(found)} were chosen.")
    return found


async def _counted(
    context: Context[object], found: Sequence[tuple[str, str]], key: str, verb: str
) -> Audience:
    """The audience with its number: at one request each, and one more for every hundred people where some
    may be in two of them.
    """
    told = [await context.workspace.subscribers.count({key: each}) for each, _ in found]
    counts = [count for count in told if count is not None]
    if len(counts) < len(told):
        raise Malformed("Not sent: the host doesn't report how many subscribers that is.")
    total = sum(counts)
    if not total:
        raise Malformed("Not sent: no subscriber matches.")
    ids = tuple(each for each, _ in found)
    exactly = total if len(ids) == 1 else await _different(context, key, ids, counts)
    says = f"subscribers {verb} {' or '.join(name for _, name in found)}"
    tags, segments = (ids, ()) if key == "tag_ns" else ((), ids)
    size = total if exactly is None else exactly
    return Audience(says, size, exactly is not None, tags=tags, segments=segments)


async def _different(
    context: Context[object], key: str, ids: Sequence[str], counts: Sequence[int]
) -> int | None:
    """How many different people that are; None where it would take too many requests to tell, or people came
    and went meanwhile.
    """
    if sum(counts) > _COUNTED_BY_NAME:
        return None
    try:
        groups = [await context.workspace.subscribers.ids({key: each}) for each in ids]
    except FlochatError:
        return None
    return len(frozenset().union(*groups)) if [len(each) for each in groups] == list(counts) else None


def _names(people: Sequence[Subscriber]) -> str:
    return listed([person.title for person in people])


def _subscribers(number: int) -> str:
    return counted(number, "subscriber")


async def _broadcast(context: Context[object], audience: Audience) -> None:
    no_template = "the API has it for tags and subscribers only" if audience.segments else ""
    choices = [
        Choice("flow", "A sub-flow", "after 24 h only if it holds a template"),
        Choice("template", "A WhatsApp template", "", disabled=no_template),
        Choice("facebook", "A Facebook utility template", "", disabled=no_template),
    ]
    chosen = await context.ask.pick(Picker(f"Broadcast what to {_subscribers(audience.size)}?", choices))
    if chosen.id == "flow":
        await _sub_flow(context, audience)
    else:
        await _template(context, audience, facebook=chosen.id == "facebook")


async def _sub_flow(context: Context[object], audience: Audience) -> None:
    flows = await read_all(context.workspace.flows.sub_flows())
    chosen = await context.ask.pick(Picker("Which sub-flow?", await sub_flow_choices(context, flows)))
    sub_flow = next(flow for flow in flows if flow.sub_flow_ns == chosen.id)

    async def submit(answer: dict[str, str]) -> None:
        terms = _terms(context, answer)
        what = (Span(sub_flow.name, "strong"), Span(f"  {sub_flow.sub_flow_ns}", "dim"))
        edit = edits.broadcast_sub_flow(audience, sub_flow, terms)
        await _confirm(context, audience, [what, *_said(fields, answer)], terms, edit)

    kinds = [Choice(kind, kind.replace("_", " ").lower()) for kind in edits.TYPES]
    kind = Field("kind", "By", "choice", choices=kinds, help="Leave empty to let the host choose.")
    along = await _along_fields(context, audience)
    fields = [
        *await _term_fields(context, audience, named=True),
        kind,
        *along,
        *zone_fields(context.workspace),
    ]
    await context.ask.form(
        Form(f"Broadcast {sub_flow.name}", fields, verb="Count and confirm…", intro=_about(audience)), submit
    )


async def _template(context: Context[object], audience: Audience, *, facebook: bool) -> None:
    if audience.people and (without := edits.ids_of(audience.people)):
        raise Malformed(f"No channel id for {listed(without)}, so no template reaches them.")
    template = await pick_template(context, _subscribers(audience.size), facebook=facebook)

    async def submit(answer: dict[str, str]) -> None:
        terms = _terms(context, answer)
        values = {name: value for name, value in answer.items() if name.isupper() or "{{" in name}
        _see_same(values)
        lines = [*await template_lines(context, template, values, facebook=facebook), *_said(more, answer)]
        lines += await _reach(context, audience, facebook=facebook)
        edit = edits.broadcast_template(audience, template, values, terms, facebook=facebook)
        await _confirm(context, audience, lines, terms, edit)

    more = [*await _term_fields(context, audience, named=False), *zone_fields(context.workspace)]
    await template_form(context, template, submit, facebook=facebook, more=more)


def _see_same(values: Mapping[str, str]) -> None:
    """See that no value of a broadcast's template has a placeholder.

    Raises:
        Malformed: when one has: a broadcast sends the same text to everyone.
    """
    for variable, value in values.items():
        if (hole := unfilled(value)) is not None:
            says = f"{value[slice(*hole)]} isn't filled in. A broadcast sends everyone the same text."
            own = f"{key_of('subscribers.template')} sends a template to marked subscribers, with their own values."
            raise Malformed(f"{says} Nothing was sent.", advice=own, fields={variable: (says,)})


async def _reach(context: Context[object], audience: Audience, *, facebook: bool) -> list[Text]:
    """How many of an audience are on the channel of a template: the others don't get it. A few calls at most."""
    name, channels = channels_of_templates(facebook=facebook)
    told = await _on_channel(context, audience, channels)
    if told is None:
        return [(Span(f"It isn't known how many of them use {name}; the others don't get it.", "dim"),)]
    reached = min(told, audience.size)
    about = "" if audience.exact and len(audience.tags) < 2 else "at most "
    tone: Tone = "plain" if reached == audience.size else "warn"
    return [(Span(f"The template can reach {about}{reached:,} of them: those on {name}.", tone),)]


async def _on_channel(context: Context[object], audience: Audience, channels: Sequence[str]) -> int | None:
    """How many of an audience are on one of the channels; None where it isn't known, or takes many calls."""
    if audience.people:
        return sum(person.channel.lower() in channels for person in audience.people)
    asked = [{"tag_ns": tag, "is_channel": channel} for tag in audience.tags for channel in channels]
    if len(asked) > FEW:
        return None
    try:
        told = [await context.workspace.subscribers.count(filters) for filters in asked]
    except FlochatError:
        return None
    counts = [number for number in told if number is not None]
    return sum(counts) if len(counts) == len(told) else None


async def _term_fields(context: Context[object], audience: Audience, *, named: bool) -> list[Field]:
    zone = context.workspace.zone
    rate = Argument("flowBotUserBroadcast", "max_per_minute")
    fields = [
        Field(
            "at",
            "When",
            "datetime",
            zone=zone,
            help=f"Times are in {zone.label}. Left empty, it is sent now.",
        ),
        Field(
            "per_minute",
            "Per minute",
            "integer",
            of=rate,
            help="Maximum per minute; 60 if empty.",
        ),
    ]
    if audience.tags:
        tags = await read_all(context.workspace.flows.tags())
        choices = await tags_offered(context.workspace, tags)
        fields[:0] = [Field("exclude", "Excluded tags", "list", "1", items=partial(_excluded, choices))]
        if named:
            fields.insert(0, Field("name", "Name", help="What it is called in the list of broadcasts."))
    return fields


def _excluded(choices: Sequence[Choice], index: int) -> list[Field]:
    help = "Subscribers with this tag are excluded."
    return [
        Field(f"exclude.{index}", f"Not tagged {index + 1}", "picker", choices=choices, help=help, depth=1)
    ]


async def _along_fields(context: Context[object], audience: Audience) -> list[Field]:
    """What a broadcast by tag or segment may tell beside the sub-flow: a message tag, and fields to set."""
    if not audience.tags and not audience.segments:
        return []
    flows = context.workspace.flows
    choices = (
        [Choice(each.var_ns, each.name, each.var_ns) for each in await read_all(flows.user_fields())]
        if audience.tags
        else [Choice(each.var_ns, each.name, each.var_ns) for each in await read_all(flows.bot_fields())]
    )
    noun = "user field" if audience.tags else "bot field"
    tags = [Choice(tag, tag.replace("_", " ").lower()) for tag in edits.MESSAGE_TAGS]

    def one(index: int) -> list[Field]:
        at = f"set.{index}"
        return [
            Field(f"{at}.field", f"{noun.capitalize()} {index + 1}", "picker", choices=choices, depth=1),
            Field(f"{at}.value", "Value", depth=1),
        ]

    return [
        Field("message_tag", "Message tag", "choice", choices=tags, help="For Facebook notifications only."),
        Field(
            "set",
            f"Set {noun}s",
            "list",
            "0",
            items=one,
            help=f"Up to {edits.SET_ALONG}, set when it is sent.",
        ),
    ]


def _set_along(answer: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The fields that are set along.

    Raises:
        Malformed: when there are too many, one has no field, or one is named twice.
    """
    found: dict[str, str] = {}
    for index in _indexes(answer, "set."):
        field, value = answer.get(f"set.{index}.field", ""), answer.get(f"set.{index}.value", "")
        if not field or field in found:
            says = "Choose a field for this value." if not field else "This field is set twice."
            raise Malformed(f"{says} Nothing was sent.", fields={f"set.{index}.field": (says,)})
        found[field] = value
    _at_most(found, edits.SET_ALONG, "fields")
    return tuple(found.items())


def _indexes(answer: Mapping[str, str], prefix: str) -> list[int]:
    """The indexes of a list's items of which anything was filled in."""
    return sorted({int(name.split(".")[1]) for name in answer if name.startswith(prefix)})


def _at_most(found: Sized, most: int, noun: str) -> None:
    if len(found) > most:
        raise Malformed(f"A broadcast takes at most {most} {noun}; {len(found)} are given. Nothing was sent.")


def _said(fields: Sequence[Field], answer: Mapping[str, str]) -> list[Text]:
    """What was filled in beside the audience and the time, which have lines of their own."""
    every = [each for field in fields for each in (field, *_items(field, answer))]
    return answered([each for each in every if each.name not in ("at", ZONE)], answer)


def _items(field: Field, answer: Mapping[str, str]) -> list[Field]:
    """The fields of a list's items that were filled in."""
    if field.items is None:
        return []
    return [each for index in _indexes(answer, f"{field.name}.") for each in field.items(index)]


def _terms(context: Context[object], answer: dict[str, str]) -> Terms:
    zone, at = settled_zone(context.workspace, answer), 0
    if answer.get("at"):
        try:
            moment = zone.moment(answer["at"])
        except NoTime as error:
            raise Malformed(f"{error} Nothing was sent.", fields={"at": (str(error),)}) from None
        at = int(moment.timestamp())
        if at <= host_now():
            past = f"{zone.text_of(moment)} is past."
            raise Malformed(
                f"{past} Nothing was sent.", advice="Leave it empty to send now.", fields={"at": (past,)}
            )
    exclude = tuple(dict.fromkeys(answer[f"exclude.{index}"] for index in _indexes(answer, "exclude.")))
    _at_most(exclude, TAGGED, "excluded tags")
    return Terms(
        answer.get("name", ""),
        answer.get("kind", ""),
        at,
        int(answer.get("per_minute") or 0),
        exclude,
        answer.get("message_tag", ""),
        _set_along(answer),
    )


def _about(audience: Audience) -> tuple[Text, ...]:
    about = "" if audience.exact else "at most "
    return (
        (
            Span("To ", "dim"),
            Span(audience.summary),
            Span(f": {about}{_subscribers(audience.size)}", "strong"),
        ),
    )


async def _confirm(
    context: Context[object], audience: Audience, what: Sequence[Text], terms: Terms, edit: Edit
) -> None:
    zone = context.workspace.zone
    when = beside_utc(zone.at(terms.at), zone) if terms.at else "now"
    lines: list[Text] = [*what, (Span("when ", "dim"), Span(when))]
    lines += [(Span("   ", "dim"), Span(person.title)) for person in audience.people[:_NAMED]]
    if len(audience.people) > _NAMED:
        lines.append((Span(f"   {and_more(len(audience.people) - _NAMED)}", "dim"),))
    if terms.exclude:
        lines.append((Span("Those with the excluded tag are counted too, so it may be fewer.", "dim"),))
    if not audience.exact:
        lines.append((Span("A subscriber in several of them is counted for each, but gets it once.", "dim"),))
    lines.append((Span("It reaches real people and can't be recalled once sent.", "warn"),))

    async def submit(_: object) -> None:
        read = partial(context.workspace.reader.list_of, edits.BROADCAST)
        before = await ids_here(context, read)
        await context.workspace.apply(edit)
        done(context, f"The host accepted the broadcast to {audience.summary}.")
        await show_new(context, read, before)

    question = Confirm(
        "Broadcast", tuple(lines), verb="Send to all", danger=True, typed=audience.size, whom=_about(audience)
    )
    await context.ask.confirm(question, submit)


async def by_status(context: Context[object]) -> None:
    """Show broadcasts of one status, or all."""
    choices = [*(Choice(status, status) for status in edits.STATUSES), Choice("", "All")]
    chosen = await context.ask.pick(Picker("Show broadcasts of which status?", choices))
    query = (
        Query(arguments={"status": chosen.id}, summary=f"status:{chosen.id}", line=f"status:{chosen.id}")
        if chosen.id
        else Query()
    )
    context.ask.go("broadcasts", query)


async def cancel(context: Context[Broadcast]) -> None:
    """Stop a broadcast that has not been sent."""
    row = context.row
    lines = [*told_by(context.workspace, row), (Span("It can't be undone.", "warn"),)]
    question = Confirm("Cancel broadcast", tuple(lines), verb="Cancel it", danger=True, back="Leave it")
    await confirm_edit(context, question, edits.cancel_broadcast(row), f"Broadcast {row.title} cancelled.")
