# SPDX-License-Identifier: MIT
"""One subscriber: the profile, and the tables of their tags, fields, chat, events and what was done to them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from flotui.api.models.flow import CustomEvent
from flotui.api.models.subscriber import ChatMessage, FieldValue, Subscriber, TagRef
from flotui.repositories.flows import CUSTOM_EVENT
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.activity import JOURNAL, entries_of
from flotui.resources.base import Column, Query, Resource, RowSource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.format import id_column
from flotui.resources.reading import whole
from flotui.resources.subscribers import actions, chat
from flotui.resources.text import Text, dim, words
from flotui.store.journal import Entry
from flotui.workspace.events import Journaled, Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def tags_of(row: Subscriber) -> Text:
    """The names of a subscriber's tags."""
    return words(tag.name for tag in row.tags)


def labels_of(row: Subscriber) -> Text:
    """The names of a subscriber's labels."""
    return words(label.name for label in row.labels) or dim("–")


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
    read=_read_tags,
    columns=(
        Column("name", "Tag", lambda tag: words([tag.name]), width=16, flex=1),
        id_column(lambda tag: tag.tag_ns, priority=1),
    ),
    label=lambda tag: tag.name,
    searched=lambda tag: tag.name,
    actions=(
        actions.remove_tag,
        copy_action(
            "subscriber-tags", lambda context: [("tag", context.row.name), ("id", context.row.tag_ns)]
        ),
    ),
    empty="No tags. Press {subscribers.tags} to add some.",
)

FIELDS_TAB: Resource[FieldValue] = Resource(
    id="subscriber-fields",
    title="Fields",
    singular="field",
    read=_read_fields,
    columns=(
        Column("name", "Field", lambda field: field.name, width=18, flex=2),
        Column("value", "Value", lambda field: field.shown or dim("–"), width=16, flex=3),
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
    read=chat.read,
    columns=(
        Column(
            "time",
            "Time",
            chat.time_of,
            width=12,
            priority=1,
            zoned=True,
            at=lambda message: message.ts or None,
        ),
        Column("who", "Who", chat.who, width=6),
        Column("text", "Message", chat.text_of, width=20, flex=1, wrap=True),
    ),
    label=lambda message: message.body,
    searched=lambda message: message.body,
    links=chat.links,
    opens="subscriber-chat.read",
    actions=(actions.read_message, actions.save_chat, copy_action("subscriber-chat", chat.offers)),
    newest_last=True,
    foot="flotui.ui.panels.reply:ReplyLine",
    follow=5.0,
    notable=lambda message: message.type == "in",
    empty="No messages in the past month.",
    operations=("flowBotUserChatMessages",),
)


EVENTS_TAB: Resource[CustomEvent] = Resource(
    id="subscriber-events",
    title="Events",
    kind=CUSTOM_EVENT,
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
    empty="The bot has no custom events. They are created in the dashboard: the API can't create them.",
)


def _read_activity(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Entry]]]:
    """What this program did to the person, from the journal."""
    owner = query.owned_by(Subscriber)
    return entries_of(workspace, owner.row_id)


ACTIVITY_TAB: Resource[Entry] = Resource(
    id="subscriber-journal",
    title="Activity",
    singular="edit",
    read=_read_activity,
    made_by=(Journaled, Worked),
    columns=JOURNAL.columns,
    row_id=JOURNAL.row_id,
    label=JOURNAL.label,
    searched=JOURNAL.searched,
    actions=(
        *(action for action in JOURNAL.actions if action.risk == "write"),
        copy_action(
            "subscriber-journal",
            lambda context: [
                ("edit", context.row.summary),
                ("curl", context.row.call.curl(context.workspace.profile.base_url)),
                ("what went wrong", context.row.message),
            ],
        ),
    ),
    version=JOURNAL.version,
    empty="No changes made from flotui yet. Every edit and send will be listed here.",
)

TABS: tuple[Tab[Subscriber], ...] = (
    Tab("card", "Card", card="flotui.resources.whom.card:CARD"),
    Tab("tags", "Tags", table=TAGS_TAB),
    Tab("fields", "Fields", table=FIELDS_TAB),
    Tab("chat", "Chat", table=CHAT_TAB),
    Tab("cart", "Cart", later="flotui.resources.shop.carts:SUBSCRIBER_CART"),
    Tab("orders", "Orders", later="flotui.resources.shop.orders:SUBSCRIBER_ORDERS"),
    Tab("events", "Events", table=EVENTS_TAB),
    Tab("activity", "Activity", table=ACTIVITY_TAB),
)
