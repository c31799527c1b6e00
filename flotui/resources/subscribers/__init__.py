# SPDX-License-Identifier: MIT
"""Subscribers: the list. What answers a query is imported when one is asked: everyone is listed without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.naming import row_named
from flotui.repositories.row_views import Single
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER, info_call
from flotui.repositories.window import window_of
from flotui.resources.base import Column, Query, Resource, RowSource, Sort
from flotui.resources.copying import call_offers, copy_action
from flotui.resources.format import age_column, id_column
from flotui.resources.reading import read_all
from flotui.resources.subscribers import actions, finding
from flotui.resources.subscribers.detail import TABS, labels_of, tags_of
from flotui.resources.subscribers.line import LINE
from flotui.resources.text import Span, Text, dim
from flotui.resources.windows import WIDTH, shuts_at, window_of_row
from flotui.text.channels import channel
from flotui.text.glyphs import stated
from flotui.text.phones import is_reachable, phone

if TYPE_CHECKING:
    from flotui.resources.base import Context
    from flotui.workspace import Workspace


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Subscriber]]]:
    if user_ns := query.arguments.get("user_ns"):
        return _read_one(workspace, user_ns, query.force)
    if query.audience:
        from flotui.audience.answering import answer

        scope = None if query.scope is None else query.scope.arguments
        return answer(workspace, query.audience, query.arguments, scope=scope, force=query.force)
    return workspace.subscribers.list(query.arguments, force=query.force)


async def _read_one(
    workspace: Workspace, user_ns: str, force: bool
) -> AsyncIterator[Snapshot[Single[Subscriber]]]:
    """Someone by their id, whatever page of the list they are on."""
    source = Single(workspace.cache, SUBSCRIBER, info_call(user_ns), user_ns)
    async for found in workspace.subscribers.one(user_ns, force=force):
        await source.reopen()
        source.asked = found.error is None
        yield Snapshot(source, found.fetched_at, found.source, found.stale, found.error)


def inspect(
    workspace: Workspace, row: Subscriber, force: bool = False
) -> AsyncIterator[Snapshot[Subscriber | None]]:
    """A subscriber read again, with those called by name whose ids the row holds."""
    return row_named(workspace.reader, SUBSCRIBER, workspace.subscribers.one(row.user_ns, force=force))


def offers(context: Context[Subscriber]) -> list[tuple[str, str]]:
    """What of a subscriber can be copied."""
    row = context.row
    return [
        ("id", row.user_ns),
        ("phone", row.phone),
        ("e-mail", row.email),
        ("name", row.name),
        *call_offers(context, info_call(row.user_ns)),
    ]


def _agent(row: Subscriber) -> Text:
    return _flat("" if row.agent_id == "0" else row.who("agent_id"))


def _phone(text: str) -> Text:
    """A number in its groups; with a sign where nothing can be sent to it."""
    if not text or is_reachable(text):
        return phone(text) if text else dim("–")
    return (Span(text), Span(" !", "warn"))


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
    fields = await read_all(workspace.flows.user_fields())
    found = (field_column(f"field:{field.name}") for field in fields)
    return [column for column in found if column is not None]


SUBSCRIBERS: Resource[Subscriber] = Resource(
    id="subscribers",
    title="Subscribers",
    kind=SUBSCRIBER,
    slim=True,
    aliases=("subs", "people", "users"),
    read=_read,
    columns=(
        Column("name", "Name", lambda row: row.title, width=20, flex=3, by=Sort("name")),
        Column("phone", "Phone", lambda row: _phone(row.phone), width=17, priority=3, by=Sort("phone")),
        Column("tags", "Tags", tags_of, width=10, flex=2, priority=1, by=Sort("tags.0.name")),
        Column(
            "channel",
            "Channel",
            lambda row: dim(channel(row.channel)),
            width=9,
            priority=3,
            by=Sort("channel"),
        ),
        age_column("seen", "Seen", lambda row: row.seen, priority=2, by=Sort("last_interaction")),
        Column(
            "window",
            "Window",
            window_of_row,
            width=WIDTH,
            priority=4,
            by=Sort("last_interaction"),
            at=lambda row: shuts_at(window_of(row)),
        ),
    ),
    more_columns=(
        Column(
            "status", "Chat", lambda row: _flat(stated(row.status)), width=8, priority=1, by=Sort("status")
        ),
        Column(
            "agent",
            "Agent",
            _agent,
            width=12,
            priority=1,
            by=Sort("agent_id"),
        ),
        Column(
            "email", "E-mail", lambda row: _flat(row.email), width=18, flex=1, priority=1, by=Sort("email")
        ),
        Column("labels", "Labels", labels_of, width=10, flex=1, priority=1, by=Sort("labels.0.name")),
        Column(
            "language", "Language", lambda row: _flat(row.language), width=8, priority=1, by=Sort("language")
        ),
        Column("gender", "Gender", lambda row: _flat(row.gender), width=7, priority=1, by=Sort("gender")),
        age_column("since", "Since", lambda row: row.subscribed, priority=1, by=Sort("subscribed")),
        Column(
            "source",
            "Source",
            lambda row: _flat(row.lead_source),
            width=12,
            priority=1,
            by=Sort("lead_source"),
        ),
        Column("subscribed", "Subscribed", lambda row: "yes" if row.is_on else "no", width=13, priority=1),
        id_column(lambda row: row.user_ns, priority=1, by=Sort("user_ns")),
    ),
    column_of=field_column,
    choosable=field_columns,
    tabs=TABS,
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
        actions.import_people,
        actions.delete,
        actions.forget_filter,
        actions.compare,
        actions.duplicates,
        actions.gone,
        actions.unused,
        actions.export_person,
        actions.count_by,
        copy_action("subscribers", offers),
    ),
    inspect=inspect,
    search=finding.find,
    searched=lambda row: row.title,
    hint=finding.HINT,
    query_language=LINE,
    empty="No subscribers yet. They appear when people write to the bot.",
    operations=("flowBotUsers", "flowBotUserInfo", "flowBotUserInfoByUserId"),
)
