# SPDX-License-Identifier: MIT
"""The filter dialog: every filter of `/subscribers` in one form that says in words what it will ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from flotui.resources.ask import Choice, Field, Form, Picker
from flotui.resources.base import Context, Query
from flotui.resources.reading import read_all
from flotui.resources.subscribers.finding import CHANNELS, find
from flotui.resources.terms import written
from flotui.resources.text import Span, Text

if TYPE_CHECKING:
    from flotui.workspace import Workspace

RESOURCE = "subscribers"

_YES_NO = (Choice("yes", "yes", key="y"), Choice("no", "no", key="n"), Choice("", "either", key="-"))
_PICKED = ("tag_ns", "segment_ns", "label_id", "event_ns", "user_field_ns")
"""Filters whose values are ids, which a person knows by name."""


async def open_filter(context: Context[object]) -> None:
    """Have a filter composed, and show whom it leaves; where some are saved, offer them first."""
    saved = context.workspace.memory.filters(RESOURCE)
    if saved:
        new = Choice("new", "Compose a filter…", "every filter there is", "New")
        kept = [Choice(f"saved {name}", name, text, "Saved") for name, text in sorted(saved.items())]
        chosen = await context.ask.pick(Picker("Filter the subscribers", [*kept, new]))
        if chosen.id != "new":
            text = saved[chosen.label]
            found = await find(context.workspace, text)
            context.ask.go(RESOURCE, Query(arguments=found.arguments, says=text, line=text))
            return
    await _compose(context)


async def forget_filter(context: Context[object]) -> None:
    """Forget a saved filter."""
    saved = context.workspace.memory.filters(RESOURCE)
    choices = [Choice(name, name, text) for name, text in sorted(saved.items())]
    chosen = await context.ask.pick(Picker("Forget which saved filter?", choices))
    context.workspace.memory.save_filter(RESOURCE, chosen.id, None)
    context.ask.say(f"The filter {chosen.id} is forgotten.", "good")


async def _compose(context: Context[object]) -> None:
    workspace = context.workspace
    now = dict(context.query.arguments) if context.query is not None else {}
    names: dict[tuple[str, str], str] = {}
    loads = {key: _loading(workspace, key, names) for key in _PICKED}
    for key in _PICKED:
        if key in now:  # a value that is there already is shown by its name
            await loads[key]()

    def picker(key: str, title: str) -> Field:
        known = [Choice(now[key], names.get((key, now[key]), now[key]))] if key in now else []
        return Field(key, title, "picker", now.get(key, ""), choices=known, load=loads[key])

    def yes_no(key: str, title: str) -> Field:
        return Field(key, title, "choice", now.get(key, ""), choices=_YES_NO)

    fields = (
        Field("name", "Name, or a part", value=now.get("name", "")),
        Field("phone", "Phone, any form", value=now.get("phone", "")),
        Field("email", "E-mail", value=now.get("email", "")),
        picker("tag_ns", "Tag"),
        picker("segment_ns", "Segment"),
        picker("label_id", "Label"),
        picker("event_ns", "Had event"),
        picker("user_field_ns", "Field"),
        Field("user_field_value", "… is", value=now.get("user_field_value", "")),
        Field(
            "is_channel",
            "Channel",
            "choice",
            now.get("is_channel", ""),
            choices=[Choice(c, c) for c in CHANNELS],
        ),
        yes_no("is_opt_in_email", "E-mail opt-in"),
        yes_no("is_opt_in_sms", "SMS opt-in"),
        yes_no("is_interacted_in_last_24h", "Active in 24 h"),
        yes_no("is_bot_interacted_in_last_24h", "Bot wrote in 24 h"),
        yes_no("is_last_message_in_last_24h", "Message in 24 h"),
        Field("save", "Save as", help="F then offers it, and saved:name in the filter line"),
    )

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        arguments = _arguments(answer)
        return [
            (Span("Asks for ", "dim"), Span(sentence(arguments, names), "strong")),
            (Span("/ ", "accent"), Span(line_of(arguments, names) or "all subscribers", "dim")),
        ]

    async def submit(answer: dict[str, str]) -> None:
        arguments = _arguments(answer)
        text = line_of(arguments, names)
        if answer.get("user_field_ns") and "user_field_value" not in answer:
            from flotui.api.errors import Malformed

            says = "A field filter needs a value."
            raise Malformed(says, advice="", fields={"user_field_value": (says,)})
        if name := answer.get("save", "").strip():
            workspace.memory.save_filter(RESOURCE, name, text)
        if "phone" in arguments:
            from flotui.resources.subscribers import phones

            found = await phones.find(workspace, arguments["phone"])
            if "user_ns" in found.arguments:  # they are known: no other filter says more
                context.ask.go(RESOURCE, replace(found, line=found.says))
                return
            arguments["phone"] = found.arguments["phone"]
        text = line_of(arguments, names)
        context.ask.go(RESOURCE, Query(arguments=arguments, says=text, line=text))

    await context.ask.form(
        Form("Filter the subscribers", fields, verb="Show them", preview=preview, looks=True), submit
    )


def _arguments(answer: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in answer.items() if value and name != "save"}


def _loading(
    workspace: Workspace, key: str, names: dict[tuple[str, str], str]
) -> Callable[[], Awaitable[Sequence[Choice]]]:
    """Reads what a filter can be, and keeps the names for the sentence."""

    async def load() -> Sequence[Choice]:
        found = [(each.row_id, each.name) for each in await read_all(_source(workspace, key))]
        names.update({(key, row_id): name for row_id, name in found})
        return [Choice(row_id, name, row_id) for row_id, name in found]

    return load


def _source(workspace: Workspace, key: str) -> Any:
    flows, team = workspace.flows, workspace.team
    return {
        "tag_ns": flows.tags,
        "segment_ns": flows.segments,
        "label_id": team.labels,
        "event_ns": flows.events,
        "user_field_ns": flows.user_fields,
    }[key]()


def sentence(arguments: Mapping[str, str], names: Mapping[tuple[str, str], str]) -> str:
    """What the host is asked for, in words.

    Args:
        arguments: the host's filters.
        names: what ids are called, by filter and id.
    """
    parts = list(_clauses(arguments, names))
    return "subscribers " + " and ".join(parts) if parts else "all subscribers"


def _clauses(arguments: Mapping[str, str], names: Mapping[tuple[str, str], str]) -> Iterable[str]:
    def named(key: str) -> str:
        return names.get((key, arguments[key]), arguments[key])

    said: dict[str, Callable[[], str]] = {
        "name": lambda: f"whose name has “{arguments['name']}”",
        "phone": lambda: f"with the phone {arguments['phone']}",
        "email": lambda: f"with the e-mail {arguments['email']}",
        "tag_ns": lambda: f"tagged {named('tag_ns')}",
        "segment_ns": lambda: f"in the segment {named('segment_ns')}",
        "label_id": lambda: f"labelled {named('label_id')}",
        "event_ns": lambda: f"who had the event {named('event_ns')}",
        "user_field_ns": lambda: (
            f"whose {named('user_field_ns')} is {arguments.get('user_field_value', '…')}"
        ),
        "is_channel": lambda: f"on {arguments['is_channel']}",
        "is_opt_in_email": lambda: _either(arguments["is_opt_in_email"], "opted in to e-mail"),
        "is_opt_in_sms": lambda: _either(arguments["is_opt_in_sms"], "opted in to SMS"),
        "is_interacted_in_last_24h": lambda: _either(
            arguments["is_interacted_in_last_24h"], "active in the last 24 h"
        ),
        "is_bot_interacted_in_last_24h": lambda: _either(
            arguments["is_bot_interacted_in_last_24h"], "written to by the bot in the last 24 h"
        ),
        "is_last_message_in_last_24h": lambda: _either(
            arguments["is_last_message_in_last_24h"], "with a message in the last 24 h"
        ),
        "user_ns": lambda: f"with the id {arguments['user_ns']}",
    }
    return [clause() for key, clause in said.items() if key in arguments]


def _either(value: str, text: str) -> str:
    return text if value == "yes" else f"not {text}"


_KEYS = {
    "name": "name",
    "phone": "phone",
    "email": "email",
    "tag_ns": "tag",
    "segment_ns": "segment",
    "label_id": "label",
    "event_ns": "event",
    "is_channel": "channel",
    "user_ns": "id",
}
_IN_A_DAY = {
    "is_interacted_in_last_24h": "active",
    "is_bot_interacted_in_last_24h": "bot",
    "is_last_message_in_last_24h": "message",
}


def line_of(arguments: Mapping[str, str], names: Mapping[tuple[str, str], str]) -> str:
    """The filter line that asks the same: what a saved filter is kept as.

    Args:
        arguments: the host's filters.
        names: what ids are called, by filter and id; the line takes ids as well.
    """
    parts = [
        written(names.get((name, arguments[name]), arguments[name]), key)
        for name, key in _KEYS.items()
        if name in arguments
    ]
    if "user_field_ns" in arguments:
        field = names.get(("user_field_ns", arguments["user_field_ns"]), arguments["user_field_ns"])
        parts.append(written(f"{field}={arguments.get('user_field_value', '')}", "field"))
    for channel in ("email", "sms"):
        if value := arguments.get(f"is_opt_in_{channel}"):
            parts.append(f"optin:{channel if value == 'yes' else f'no-{channel}'}")
    for name, key in _IN_A_DAY.items():
        if value := arguments.get(name):
            parts.append(f"{key}:{'24h' if value == 'yes' else 'no'}")
    return " ".join(parts)
