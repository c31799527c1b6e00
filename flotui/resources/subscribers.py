"""Subscribers: the list, one person's tabs."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from flotui.api.models.subscriber import ChatMessage, FieldValue, Subscriber, TagRef
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources import chat, finding, person
from flotui.resources.base import Column, Line, Query, Resource, RowSource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.format import line, unknown_lines, when
from flotui.resources.text import Text, dim, words

if TYPE_CHECKING:
    from flotui.resources.base import Context
    from flotui.workspace import Workspace


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Subscriber]]]:
    return workspace.subscribers.list(query.arguments, force=query.force)  # type: ignore[return-value]


def _inspect(workspace: Workspace, row: Subscriber) -> AsyncIterator[Snapshot[Subscriber | None]]:
    return workspace.subscribers.one(row.user_ns)


def _tags(row: Subscriber) -> Text:
    return words(tag.name for tag in row.tags)


def _offers(context: Context) -> list[tuple[str, str]]:
    row: Subscriber = context.row
    from flotui.repositories.subscribers import info_call

    call, base = info_call(row.user_ns), context.workspace.profile.base_url
    return [
        ("id", row.user_ns),
        ("phone", row.phone),
        ("e-mail", row.email),
        ("name", row.name),
        ("curl", call.curl(base)),
        ("request URL", call.url(base)),
    ]


def _profile(workspace: Workspace, row: Subscriber) -> list[Line]:
    shown = [
        line("name", row.title),
        line("id", row.user_ns),
        line("phone", row.phone),
        line("e-mail", row.email),
        line("channel", row.channel),
        line("channel's id", row.user_id),
        line("status", row.status),
        Line("tags", _tags(row) or dim("none"), ", ".join(tag.name for tag in row.tags)),
        line("labels", ", ".join(label.name for label in row.labels)),
        line("language", " · ".join(filter(None, (row.language, row.locale, row.timezone)))),
        line("gender", row.gender),
        line("subscribed", row.subscribed or "no"),
        line("last interaction", row.last_interaction),
        line("last seen", row.last_seen),
        line("last message", " · ".join(filter(None, (row.last_message_at, row.last_message_type)))),
        line("e-mail opt-in", row.opted_in_email),
        line("SMS opt-in", row.opted_in_sms),
        line("opted in through", row.opted_in_through),
        line("agent", row.agent_id),
        line("lead", " · ".join(filter(None, (row.lead_source, row.lead_status)))),
        line("picture", row.profile_pic),
    ]
    return shown + unknown_lines(row, ())


def _read_tags(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[TagRef]]]:
    async def reading() -> AsyncIterator[Snapshot[Any]]:
        owner: Subscriber = query.owner
        yield Snapshot(ListRows(owner.tags, lambda tag: tag.row_id), time.time(), "cache")

    return reading()


def _read_fields(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[FieldValue]]]:
    """The person's values first, then the bot's other fields."""

    async def reading() -> AsyncIterator[Snapshot[Any]]:
        owner: Subscriber = query.owner
        valued = [each for each in owner.user_fields if each.text]
        yield Snapshot(ListRows(valued, lambda field: field.row_id), None, "cache", stale=True)
        has = {each.var_ns for each in valued}
        async for found in workspace.flows.user_fields():
            rest = [
                FieldValue(var_ns=each.var_ns, name=each.name, var_type=each.var_type, raw=each.raw)
                for each in await found.value.all()
                if each.var_ns not in has
            ]
            both = ListRows([*valued, *rest], lambda field: field.row_id)
            yield Snapshot(both, found.fetched_at, found.source, found.stale, found.error)

    return reading()


TAGS_TAB: Resource[TagRef] = Resource(
    id="subscriber-tags",
    title="Tags",
    singular="tag",
    area="",
    read=_read_tags,
    columns=(
        Column("name", "Tag", lambda tag: words([tag.name]), width=16, flex=1),
        Column("id", "Id", lambda tag: dim(tag.tag_ns), width=14, priority=1),
    ),
    row_id=lambda tag: tag.row_id,
    label=lambda tag: tag.name,
    searched=lambda tag: tag.name,
    actions=(
        person.remove_tag,
        copy_action(
            "subscriber-tags", lambda context: [("tag", context.row.name), ("id", context.row.tag_ns)]
        ),
    ),
    empty="No tags. Press t to put some on.",
)

FIELDS_TAB: Resource[FieldValue] = Resource(
    id="subscriber-fields",
    title="Fields",
    singular="field",
    area="",
    read=_read_fields,
    columns=(
        Column("name", "Field", lambda field: field.name, width=18, flex=2),
        Column("value", "Value", lambda field: field.text or dim("–"), width=16, flex=3),
        Column("type", "Type", lambda field: dim(field.var_type), width=8, priority=1),
    ),
    row_id=lambda field: field.row_id,
    label=lambda field: field.name,
    searched=lambda field: f"{field.name} {field.text}",
    opens="subscriber-fields.edit",
    actions=(
        person.edit_field,
        person.clear_field,
        person.read_field,
        copy_action(
            "subscriber-fields",
            lambda context: [
                ("value", context.row.text),
                ("field", context.row.name),
                ("id", context.row.var_ns),
            ],
        ),
    ),
    empty="The bot has no user fields.",
)

CHAT_TAB: Resource[ChatMessage] = Resource(
    id="subscriber-chat",
    title="Chat",
    singular="message",
    area="",
    read=chat.read,
    columns=(
        Column("time", "Time", chat.time_of, width=11),
        Column("who", "Who", chat.who, width=6),
        Column("text", "Message", chat.text_of, width=20, flex=1),
    ),
    row_id=lambda message: message.row_id,
    label=lambda message: message.body,
    searched=lambda message: message.body,
    opens="subscriber-chat.read",
    actions=(chat.read_message, copy_action("subscriber-chat", chat.offers)),
    newest_last=True,
    empty="No messages in the past month.",
    operations=("flowBotUserChatMessages",),
)

SUBSCRIBERS: Resource[Subscriber] = Resource(
    id="subscribers",
    title="Subscribers",
    singular="subscriber",
    area="subscribers",
    aliases=("subs", "people", "users"),
    read=_read,
    columns=(
        Column("name", "Name", lambda row: row.title, width=14, flex=3),
        Column("phone", "Phone", lambda row: row.phone or dim("–"), width=14, flex=1),
        Column("tags", "Tags", _tags, width=10, flex=2, priority=1),
        Column("channel", "Channel", lambda row: dim(row.channel), width=9, priority=3),
        Column("seen", "Last", lambda row: when(row.last_interaction), width=11, align="right", priority=2),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.title,
    tabs=(
        Tab("profile", "Profile", lines=_profile),
        Tab("tags", "Tags", table=TAGS_TAB),
        Tab("fields", "Fields", table=FIELDS_TAB),
        Tab("chat", "Chat", table=CHAT_TAB),
    ),
    actions=(
        person.change_tags,
        person.change_field,
        person.send_sub_flow,
        person.send_message,
        copy_action("subscribers", _offers),
    ),
    inspect=_inspect,
    search=finding.find,
    searched=lambda row: row.title,
    hint=finding.HINT,
    empty="No subscribers. They come when people write to the bot.",
    scope="Manage Flow",
    operations=("flowBotUsers", "flowBotUserInfo"),
)
