# SPDX-License-Identifier: MIT
"""The filter dialog: the query of the filter line as a form, which says in words whom it means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.audience.keys import TIMES
from flotui.audience.knowing import names_of
from flotui.audience.known_words import channel_names
from flotui.audience.names import STATUSES, Named, Names
from flotui.audience.query import (
    AudienceQuery,
    Not,
    QueryRefused,
    Term,
    all_of,
    parse,
    print_query,
    print_term,
)
from flotui.audience.quoting import value_text
from flotui.audience.sentence import sentence
from flotui.resources.ask import Choice, Field, Form, Picker
from flotui.resources.base import Context, Query
from flotui.resources.subscribers.finding import find
from flotui.resources.text import Span, Text
from flotui.text.captions import caption
from flotui.text.fold import fold

if TYPE_CHECKING:
    from flotui.workspace import Workspace

RESOURCE = "subscribers"
_REST = "more"
"""The field that has what no other can say."""
_ARGUMENTS = {
    "tag_ns": ("tag", "tags"),
    "label_id": ("label", "labels"),
    "segment_ns": ("segment", "segments"),
    "event_ns": ("event", "events"),
    "is_channel": ("channel", ""),
    "name": ("name", ""),
    "phone": ("phone", ""),
    "email": ("email", ""),
    "user_ns": ("id", ""),
}
"""Filters of the host that a jump from elsewhere sets, each with its key and the names that its value has."""
_FIELDS = (
    ("words", "Name, phone, e-mail", ""),
    ("tag", "Tag", "tags"),
    ("-tag", "Without the tag", "tags"),
    ("label", "Label", "labels"),
    ("segment", "Segment", "segments"),
    ("event", "Had the event", "events"),
    ("agent", "Agent", "agents"),
    ("channel", "Channel", ""),
    ("status", "Chat", ""),
    ("seen", "Last seen", ""),
    ("last", "Last message", ""),
    ("joined", "Joined", ""),
    ("optin", "Opted in to", ""),
)
"""The fields of the form: the key of each (with `-` where it is negated), its title, and the names it offers."""
_CHOICES: dict[str, Callable[[Names], Sequence[str]]] = {
    "channel": channel_names,
    "status": lambda _: STATUSES,
    "optin": lambda _: ("email", "sms"),
}
"""What the fields offer whose values are words."""
_HELP = {
    "seen": "<24h, 7d, today, 2026-03, 2026-01..2026-03, >30d",
    "last": ">30d: silent for longer than the last 30 days",
    _REST: "anything else: field.city=Lima field.orders>=3 has:phone (tag:a or tag:b)",
}


async def open_filter(context: Context[object]) -> None:
    """Have a query composed, and show whom it means; where some are saved, offer them first.

    One that can't be read, since an older flotui kept it, is opened in the form, which says what is in doubt.
    """
    saved = context.workspace.memory.filters(RESOURCE)
    if saved:
        new = Choice("new", "Compose a filter…", "every condition there is", "New")
        kept = [Choice(f"saved {name}", name, text, "Saved") for name, text in sorted(saved.items())]
        chosen = await context.ask.pick(Picker("Filter the subscribers", [*kept, new]))
        if chosen.id != "new":
            text = saved[chosen.label]
            if not _is_clear(text):
                await _compose(context, {_REST: text, "save": chosen.label})
                return
            await go_to(context, text)
            return
    await _compose(context)


async def forget_filter(context: Context[object]) -> None:
    """Forget a saved filter."""
    saved = context.workspace.memory.filters(RESOURCE)
    choices = [Choice(name, name, text) for name, text in sorted(saved.items())]
    chosen = await context.ask.pick(Picker("Forget which saved filter?", choices))
    context.workspace.memory.save_filter(RESOURCE, chosen.id, None)
    context.ask.say(f"The filter {chosen.id} is forgotten.", "good")


async def go_to(context: Context[object], text: str) -> None:
    """Open the list of the subscribers that a query means, which the filter line offers again from then on."""
    found, line = await find(context.workspace, text), print_query(parse(text))
    context.workspace.memory.remember_asked(line)
    context.ask.go(RESOURCE, replace(found, line=line))


async def _compose(context: Context[object], begun: Mapping[str, str] | None = None) -> None:
    """Have a query composed.

    Args:
        context: the list.
        begun: what is in the form's fields at first; by default what the list was asked.
    """
    workspace = context.workspace
    if begun is None:
        begun = values_of(await asked_now(workspace, context.query, context.narrowed))

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        return preview_of(answer)

    async def submit(answer: dict[str, str]) -> None:
        text = print_query(query_of(answer))
        if name := answer.get("save", "").strip():
            await find(workspace, text)
            workspace.memory.save_filter(RESOURCE, name, text)
        if text:
            await go_to(context, text)
        else:
            context.ask.go(RESOURCE, Query())

    fields = _fields(workspace, begun, await names_of(workspace, ("channel",), ask=False))
    await context.ask.form(
        Form("Filter the subscribers", fields, verb="Show them", preview=preview, looks=True), submit
    )


async def asked_now(workspace: Workspace, query: Query | None, narrowed: str = "") -> AudienceQuery:
    """The query that a list was asked; of a jump from elsewhere, the one that says the same.

    Args:
        workspace: the open bot.
        query: what the list was asked.
        narrowed: what the filter line narrows it to besides.
    """
    if query is None:
        return AudienceQuery()
    if narrowed:
        return await asked_now(workspace, query) & _read_line(narrowed)
    if text := query.audience or query.line:
        return await asked_now(workspace, query.scope) & _read_line(text)
    names = await names_of(workspace, ask=False)
    found = []
    for argument, value in query.arguments.items():
        key, kind = _ARGUMENTS.get(argument, ("", ""))
        if key:
            known: Sequence[Named] = getattr(names, kind) or () if kind else ()
            found.append(Term(key, (next((each.name for each in known if each.id == value), value),)))
    return AudienceQuery(all_of(found))


def _is_clear(text: str) -> bool:
    """Whether a query can be read."""
    try:
        parse(text)
    except QueryRefused:
        return False
    return True


def _read_line(text: str) -> AudienceQuery:
    """The query that a line says; the one for everyone where it can't be read."""
    try:
        return parse(text)
    except QueryRefused:
        return AudienceQuery()


def values_of(query: AudienceQuery) -> dict[str, str]:
    """What the form's fields hold for a query: what no field can say is in the last one, as text.

    Args:
        query: the query.
    """
    found: dict[str, str] = {}
    rest = []
    words = []
    keys = {key for key, _, _ in _FIELDS}
    for part in query.parts():
        term = part.of if isinstance(part, Not) else part
        key = f"{'-' if isinstance(part, Not) else ''}{term.key}" if isinstance(term, Term) else ""
        if isinstance(part, Term) and not part.key:
            words.append(print_term(part))
        elif isinstance(term, Term) and len(term.values) == 1 and key in keys and key not in found:
            found[key] = term.values[0]
        else:
            rest.append(part)
    return {"words": " ".join(words), **found, _REST: print_query(AudienceQuery(all_of(rest)))}


def query_of(answer: Mapping[str, str]) -> AudienceQuery:
    """The query that the form's fields say.

    Args:
        answer: what they hold.

    Raises:
        QueryRefused: when what was typed in one is in doubt; `fields` names it.
    """
    query = AudienceQuery()
    for key in (*(key for key, _, _ in _FIELDS), _REST):
        value = answer.get(key, "").strip()
        if not value:
            continue
        text = value if key in ("words", _REST) else f"{key}:{_written(key, value)}"
        try:
            query = query & parse(text)
        except QueryRefused as refused:
            raise _in_field(refused, key) from None
    return parse(print_query(query))


def _written(key: str, value: str) -> str:
    """A field's value as it is written behind its key: times may be several, a name is one."""
    return value if key in TIMES else value_text(value)


def _in_field(refused: QueryRefused, name: str) -> QueryRefused:
    error = QueryRefused(refused.happened, advice=refused.advice, at=refused.at, rights=refused.rights)
    error.fields = {name: (str(refused),)}
    return error


def preview_of(answer: Mapping[str, str]) -> list[Text]:
    """What the form's fields ask, in words and as a query."""
    try:
        query = query_of(answer)
    except QueryRefused as refused:
        return [(Span(str(refused), "dim"),)]
    lines: list[Text] = [
        (Span("Asks for ", "dim"), Span(sentence(query), "strong")),
        (Span("/ ", "accent"), Span(print_query(query) or "all subscribers", "dim")),
    ]
    if without := _without_value(query):
        lines.append((Span(f"Those without a value of {', '.join(without)} are included.", "dim"),))
    return lines


def _without_value(query: AudienceQuery) -> list[str]:
    """The user fields of which those without a value are meant too."""
    found = []
    for part in query.parts():
        term = part.of if isinstance(part, Not) else part
        negative = isinstance(part, Not) or (isinstance(term, Term) and term.op == "!=")
        if isinstance(term, Term) and term.key == "field" and negative and "" not in term.values:
            found.append(term.name)
    return list(dict.fromkeys(found))


def _fields(workspace: Workspace, now: Mapping[str, str], names: Names) -> list[Field]:
    fields = []
    for key, title, kind in _FIELDS:
        value = now.get(key, "")
        if kind:
            known = [Choice(value, value)] if value else []
            fields.append(
                Field(key, title, "picker", value, choices=known, load=_loading(workspace, key, kind))
            )
        elif key in _CHOICES:
            offered = list(_CHOICES[key](names))
            value = next((each for each in offered if fold(each) == fold(value)), value)
            words = dict.fromkeys((*offered, value) if value else offered)
            choices = [Choice(each, caption(each) if key == "optin" else each) for each in words]
            fields.append(Field(key, title, "choice", value, choices=choices))
        else:
            fields.append(Field(key, title, value=value, help=_HELP.get(key, "")))
    more = Field(_REST, "And", value=now.get(_REST, ""), help=_HELP[_REST])
    save = Field(
        "save", "Save as", value=now.get("save", ""), help="F lists it; saved:name in the filter line uses it"
    )
    return [*fields, more, save]


def _loading(workspace: Workspace, key: str, kind: str) -> Callable[[], Awaitable[Sequence[Choice]]]:
    """Reads the names that a field offers. Of two that are called the same, the id says which."""

    async def load() -> Sequence[Choice]:
        names: Names = await names_of(workspace, (key.removeprefix("-"),))
        rows: Sequence[Named] = getattr(names, kind) or ()
        called = [row.name for row in rows]
        own = [Choice("me", "me"), Choice("none", "none")] if key == "agent" else []
        return [
            *own,
            *(Choice(row.id if called.count(row.name) > 1 else row.name, row.name, row.id) for row in rows),
        ]

    return load
