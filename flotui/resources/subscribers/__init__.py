"""Subscribers: the list, one person's tabs."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from flotui.api.models.flow import CustomEvent
from flotui.api.models.subscriber import ChatMessage, FieldValue, Subscriber, TagRef
from flotui.repositories.flows import CUSTOM_EVENT
from flotui.repositories.naming import row_named
from flotui.repositories.rows import ListRows, Single
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER, info_call
from flotui.resources.activity import JOURNAL, entries_of
from flotui.resources.base import Column, Line, Query, Resource, RowSource, Sort, Tab
from flotui.resources.copying import copy_action
from flotui.resources.format import about_whom, line, unknown_lines
from flotui.resources.reading import whole
from flotui.resources.subscribers import actions, chat, finding
from flotui.resources.text import Text, dim, words
from flotui.store.journal import Entry
from flotui.text.dates import host_time, when
from flotui.workspace.events import Journaled

if TYPE_CHECKING:
    from flotui.resources.base import Context
    from flotui.workspace import Workspace


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Subscriber]]]:
    if user_ns := query.arguments.get("user_ns"):
        return _read_one(workspace, user_ns, query.force)
    return workspace.subscribers.list(query.arguments, force=query.force)


async def _read_one(workspace: Workspace, user_ns: str, force: bool) -> AsyncIterator[Snapshot[Any]]:
    """Someone by their id, whatever page of the list they are on."""
    source = Single(workspace.cache, SUBSCRIBER, info_call(user_ns), user_ns)
    async for found in workspace.subscribers.one(user_ns, force=force):
        await source.reopen()
        source.asked = found.error is None
        yield Snapshot(source, found.fetched_at, found.source, found.stale, found.error)


def _inspect(
    workspace: Workspace, row: Subscriber, force: bool = False
) -> AsyncIterator[Snapshot[Subscriber | None]]:
    return row_named(workspace.reader, SUBSCRIBER, workspace.subscribers.one(row.user_ns, force=force))


def _tags(row: Subscriber) -> Text:
    return words(tag.name for tag in row.tags)


def _labels(row: Subscriber) -> Text:
    return words(label.name for label in row.labels) or dim("–")


def _offers(context: Context[Subscriber]) -> list[tuple[str, str]]:
    row = context.row
    call, base = info_call(row.user_ns), context.workspace.profile.base_url
    return [
        ("id", row.user_ns),
        ("phone", row.phone),
        ("e-mail", row.email),
        ("name", row.name),
        ("curl", call.curl(base)),
        ("request URL", call.url(base)),
    ]


def _about(row: Subscriber, name: str, key: str) -> Line:
    """A line for whom the conversation is assigned to, by name; the host writes 0 for nobody."""
    found = str(row.raw.get(key) or "0")
    return line(name, "") if found == "0" else Line(name, about_whom(row, key), found)


def _profile(workspace: Workspace, row: Subscriber) -> list[Line]:
    zone = workspace.zone
    shown = [
        line("name", row.title),
        line("id", row.user_ns),
        line("phone", row.phone),
        line("e-mail", row.email),
        line("channel", row.channel),
        line("channel's id", row.user_id),
        line("chat", row.status),
        Line("tags", _tags(row) or dim("none"), ", ".join(tag.name for tag in row.tags)),
        Line("labels", _labels(row), ", ".join(label.name for label in row.labels)),
        line("language", " · ".join(filter(None, (row.language, row.locale, row.timezone)))),
        line("gender", row.gender),
        line("subscribed", (host_time(row.subscribed, zone) or "yes") if row.is_on else "no"),
        line("bot", {True: "paused", False: "answers", None: ""}[row.is_bot_paused]),
        line("last interaction", host_time(row.last_interaction, zone)),
        line("last seen", host_time(row.last_seen, zone)),
        line(
            "last message",
            " · ".join(filter(None, (host_time(row.last_message_at, zone), row.last_message_type))),
        ),
        line("e-mail opt-in", row.opted_in_email),
        line("SMS opt-in", row.opted_in_sms),
        line("opted in through", row.opted_in_through),
        _about(row, "agent", "agent_id"),
        _about(row, "agent group", "agent_group_id"),
        line("lead", " · ".join(filter(None, (row.lead_source, row.lead_status)))),
        line("picture", row.profile_pic),
    ]
    return shown + unknown_lines(row, ())


def _read_tags(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[TagRef]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[TagRef]]]:
        owner = query.owned_by(Subscriber)
        yield Snapshot(ListRows(owner.tags, lambda tag: tag.row_id), time.time(), "cache")

    return reading()


def _read_fields(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[FieldValue]]]:
    """The person's values first, then the bot's other fields."""

    async def reading() -> AsyncIterator[Snapshot[RowSource[FieldValue]]]:
        owner = query.owned_by(Subscriber)
        valued = [each for each in owner.user_fields if each.text]
        yield Snapshot(ListRows(valued, lambda field: field.row_id), None, "cache", stale=True)
        has = {each.var_ns for each in valued}
        async for found in workspace.flows.user_fields():
            rest = [
                FieldValue(var_ns=each.var_ns, name=each.name, var_type=each.var_type, raw=each.raw)
                for each in await (found.value.all() if found.error else whole(found.value))
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
    label=lambda tag: tag.name,
    searched=lambda tag: tag.name,
    actions=(
        actions.remove_tag,
        copy_action(
            "subscriber-tags", lambda context: [("tag", context.row.name), ("id", context.row.tag_ns)]
        ),
    ),
    empty="No tags. Press {subscribers.tags} to put some on.",
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
    label=lambda field: field.name,
    searched=lambda field: f"{field.name} {field.text}",
    opens="subscriber-fields.edit",
    actions=(
        actions.edit_field,
        actions.clear_field,
        actions.set_field_and_send,
        actions.read_field,
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
        Column("time", "Time", chat.time_of, width=12, priority=1, zoned=True),
        Column("who", "Who", chat.who, width=6),
        Column("text", "Message", chat.text_of, width=20, flex=1, wrap=True),
    ),
    label=lambda message: message.body,
    searched=lambda message: message.body,
    opens="subscriber-chat.read",
    actions=(actions.read_message, copy_action("subscriber-chat", chat.offers)),
    newest_last=True,
    empty="No messages in the past month.",
    operations=("flowBotUserChatMessages",),
)


EVENTS_TAB: Resource[CustomEvent] = Resource(
    id="subscriber-events",
    title="Events",
    kind=CUSTOM_EVENT,
    area="",
    columns=(
        Column("name", "Event", lambda event: event.name, width=16, flex=1),
        Column("about", "About", lambda event: dim(event.description), width=14, flex=1, priority=2),
        Column(
            "labels",
            "Values",
            lambda event: dim(
                " · ".join(filter(None, (event.text_label, event.price_label, event.number_label)))
            ),
            width=14,
            flex=1,
            priority=1,
        ),
    ),
    searched=lambda event: f"{event.name} {event.description}",
    opens="subscriber-events.log",
    actions=(
        actions.log_this_event,
        actions.read_events,
        copy_action(
            "subscriber-events", lambda context: [("event", context.row.name), ("id", context.row.event_ns)]
        ),
    ),
    empty="The bot has no custom events. They are made in the dashboard; the API can't.",
)


def _read_activity(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Entry]]]:
    """What this program did to the person, from the journal."""
    owner = query.owned_by(Subscriber)
    return entries_of(workspace, owner.row_id)


ACTIVITY_TAB: Resource[Entry] = Resource(
    id="subscriber-journal",
    title="Activity",
    singular="edit",
    area="",
    read=_read_activity,
    made_by=(Journaled,),
    columns=JOURNAL.columns,
    row_id=JOURNAL.row_id,
    label=JOURNAL.label,
    searched=JOURNAL.searched,
    actions=(
        *(action for action in JOURNAL.actions if action.risk == "write"),
        copy_action(
            "subscriber-journal",
            lambda context: [
                ("edit", context.row.says),
                ("curl", context.row.call.curl(context.workspace.profile.base_url)),
                ("what went wrong", context.row.message),
            ],
        ),
    ),
    version=JOURNAL.version,
    empty="flotui did nothing to them yet. Every edit and every send will stand here, with what came of it.",
)


def _agent(row: Subscriber) -> Text:
    return _flat("" if row.agent_id == "0" else row.who("agent_id"))


def _flat(text: str) -> Text:
    return text or dim("–")


def field_column(name: str) -> Column[Subscriber] | None:
    """The column of a user field, by a name such as `field:city`; None for other names."""
    kind, _, field = name.partition(":")
    if kind != "field" or not field:
        return None

    def text(row: Subscriber) -> Text:
        found = next((each for each in row.user_fields if field in (each.name, each.var_ns)), None)
        return found.text if found is not None else dim("–")

    key = (
        "var_ns"
        if field.startswith("f") and "v" in field and field[1:].replace("v", "").isdigit()
        else "name"
    )
    return Column(name, field, text, width=12, flex=1, priority=1, by=Sort("user_fields", (key, field)))


async def field_columns(workspace: Workspace) -> list[Column[Subscriber]]:
    """A column for every user field of the bot."""
    from flotui.resources.reading import everything

    fields = await everything(workspace.flows.user_fields())
    found = (field_column(f"field:{field.name}") for field in fields)
    return [column for column in found if column is not None]


SUBSCRIBERS: Resource[Subscriber] = Resource(
    id="subscribers",
    title="Subscribers",
    kind=SUBSCRIBER,
    area="subscribers",
    aliases=("subs", "people", "users"),
    read=_read,
    columns=(
        Column("name", "Name", lambda row: row.title, width=14, flex=3, by=Sort("name")),
        Column("phone", "Phone", lambda row: _flat(row.phone), width=14, flex=1, by=Sort("phone")),
        Column("tags", "Tags", _tags, width=10, flex=2, priority=1, by=Sort("tags.0.name")),
        Column("channel", "Channel", lambda row: dim(row.channel), width=9, priority=3, by=Sort("channel")),
        Column(
            "seen",
            "Last",
            lambda row: when(row.last_interaction),
            width=11,
            align="right",
            priority=2,
            by=Sort("last_interaction"),
        ),
    ),
    more_columns=(
        Column("id", "Id", lambda row: dim(row.user_ns), width=13, priority=1, by=Sort("user_ns")),
        Column(
            "email", "E-mail", lambda row: _flat(row.email), width=18, flex=1, priority=1, by=Sort("email")
        ),
        Column("labels", "Labels", _labels, width=10, flex=1, priority=1, by=Sort("labels.0.name")),
        Column("status", "Chat", lambda row: _flat(row.status), width=8, priority=1, by=Sort("status")),
        Column(
            "agent",
            "Agent",
            _agent,
            width=12,
            priority=1,
            by=Sort("agent_id"),
        ),
        Column(
            "language", "Language", lambda row: _flat(row.language), width=8, priority=1, by=Sort("language")
        ),
        Column("gender", "Gender", lambda row: _flat(row.gender), width=7, priority=1, by=Sort("gender")),
        Column(
            "since", "Since", lambda row: when(row.subscribed), width=11, priority=1, by=Sort("subscribed")
        ),
        Column(
            "source",
            "Source",
            lambda row: _flat(row.lead_source),
            width=12,
            priority=1,
            by=Sort("lead_source"),
        ),
        Column("subscribed", "Gets messages", lambda row: "yes" if row.is_on else "no", width=13, priority=1),
    ),
    column_of=field_column,
    choosable=field_columns,
    tabs=(
        Tab("profile", "Profile", lines=_profile),
        Tab("tags", "Tags", table=TAGS_TAB),
        Tab("fields", "Fields", table=FIELDS_TAB),
        Tab("chat", "Chat", table=CHAT_TAB),
        Tab("cart", "Cart", later="flotui.resources.shop.carts:SUBSCRIBER_CART"),
        Tab("orders", "Orders", later="flotui.resources.shop.orders:SUBSCRIBER_ORDERS"),
        Tab("events", "Events", table=EVENTS_TAB),
        Tab("activity", "Activity", table=ACTIVITY_TAB),
    ),
    actions=(
        actions.change_tags,
        actions.change_field,
        actions.send_sub_flow,
        actions.send_message,
        actions.set_and_send,
        actions.edit_profile,
        actions.filter_dialog,
        actions.change_fields,
        actions.change_labels,
        actions.send_template,
        actions.send_other,
        actions.broadcast,
        actions.change_consents,
        actions.pause,
        actions.move_chat,
        actions.assign,
        actions.log_event,
        actions.create,
        actions.delete,
        actions.forget_filter,
        copy_action("subscribers", _offers),
    ),
    inspect=_inspect,
    search=finding.find,
    searched=lambda row: row.title,
    hint=finding.HINT,
    language=finding.LANGUAGE,
    empty="No subscribers. They come when people write to the bot.",
    scope="Manage Flow",
    operations=("flowBotUsers", "flowBotUserInfo", "flowBotUserInfoByUserId"),
)
