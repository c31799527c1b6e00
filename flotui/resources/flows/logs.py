# SPDX-License-Identifier: MIT
"""Logs: errors, conversations, what agents did. Each row leads to its subscriber."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flotui.resources import periods
from flotui.resources.base import Action, Column, Context, Query, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.flows.common import (
    OfPerson,
    Reading,
    about,
    in_time,
    offers,
    person_jump,
    source,
    time_column,
)
from flotui.resources.text import Span, Text, dim
from flotui.text import moments
from flotui.text.dates import duration
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.api.models.logs import Activity, Conversation, ErrorEntry
    from flotui.workspace import Workspace


def _read_errors(workspace: Workspace, query: Query) -> Reading[ErrorEntry]:
    between = periods.seconds(query.period or ERRORS.period, workspace.zone)
    return in_time(
        workspace, workspace.logs.errors(between, query.arguments, force=query.force), "created_at"
    )


async def _search_errors(workspace: Workspace, text: str) -> Query:
    """What the host is asked: a subscriber's or a step's errors, or those that say something."""
    if workspace.prefix and text.startswith(workspace.prefix):
        kind = text.removeprefix(workspace.prefix)[:1]
        name = {"u": "user_ns", "n": "node_ns"}.get(kind)
        if name is not None:
            return Query(arguments={name: text}, summary=text)
    return Query(arguments={"search": text}, summary=text, words=tuple(text.split()))


async def _same_person(context: Context[OfPerson]) -> None:
    user_ns = context.row.user_ns
    query = Query(arguments={"user_ns": user_ns}, summary=user_ns, period="all")
    context.ask.go(context.resource.id if context.resource is not None else "errors", query)


def _of_person(resource: str, operation: str) -> Action[OfPerson]:
    """The `f` action of a log: only the rows of the same subscriber."""
    return Action(
        f"{resource}.person",
        "Only this subscriber's rows",
        "f",
        _same_person,
        hint="only theirs",
        unless=lambda context: None if context.row.user_ns else "No subscriber in this row.",
        operations=(operation,),
        asks=False,
    )


async def _read_error(context: Context[ErrorEntry]) -> None:
    row = context.row
    when = moments.host_detail(row.created_at, zone=context.workspace.zone)
    await context.ask.read(f"Error of {when}", row.description)


def _error(row: ErrorEntry) -> Text:
    return (Span(row.description, "danger" if row.description.startswith("WhatsApp Error") else "plain"),)


ERRORS: Resource[ErrorEntry] = Resource(
    id="errors",
    broad=True,
    title="Error log",
    even=True,
    singular="error",
    aliases=("err", "error-log", "log"),
    read=_read_errors,
    columns=(
        time_column(lambda row: row.created_at),
        Column("error", "Error", _error, width=24, flex=3),
        Column("person", "Subscriber", lambda row: row.who(), width=12, flex=1, priority=1),
    ),
    more_columns=(Column("node", "Step", lambda row: dim(row.node_ns), width=10),),
    label=lambda row: row.description,
    searched=lambda row: f"{row.description} {row.user_ns} {row.node_ns}",
    tabs=(
        about(
            "Error",
            ("description", "error"),
            ("created_at", "time"),
            ("user_ns", "subscriber"),
            ("node_ns", "step"),
            ("flow_ns", "bot"),
            ("id", "id"),
        ),
    ),
    actions=(
        person_jump("errors"),
        _of_person("errors", "flowErrorLogData"),
        periods.period_action("errors"),
        Action("errors.read", "Read the full error", "v", _read_error, hint="full error"),
        copy_action(
            "errors", offers(("error", "description"), ("subscriber", "user_ns"), ("step", "node_ns"))
        ),
    ),
    search=_search_errors,
    hint="words of the error, a subscriber's id or a node id",
    empty="No errors in this period. Press {errors.period} to choose another.",
    period="all",
    follow=60.0,
    operations=("flowErrorLogData",),
)


def _read_conversations(workspace: Workspace, query: Query) -> Reading[Conversation]:
    between = periods.seconds(query.period or CONVERSATIONS.period, workspace.zone)
    reading = workspace.logs.conversations(between, query.arguments, force=query.force)
    return in_time(workspace, reading, "first_open_at")


def _time(seconds: float) -> Text:
    return duration(seconds) if seconds else dim("–")


def _lasted(key: str, row: Conversation) -> Text:
    return _time(getattr(row, key))


_RESPONSE: Column[Conversation] = Column(
    "response", "Response", lambda row: _time(row.avg_response_time), width=9, align="right"
)
_HANDLING: Column[Conversation] = Column(
    "handling",
    "Handling",
    lambda row: _time(row.handling_time),
    width=9,
    align="right",
    priority=3,
    yields=18,
)

_LASTED = (
    ("avg_subsequent_response_time", "Later responses"),
    ("first_open_to_first_reply", "Until first reply"),
    ("first_open_to_first_assign", "Until assigned"),
    ("first_open_to_first_close", "Until first closed"),
    ("first_open_to_last_close", "Until last closed"),
    ("first_assign_to_first_close", "Assigned to closed"),
    ("first_reply_to_first_close", "Replied to closed"),
    ("first_reply_after_first_assign", "Assigned to reply"),
    ("first_reply_after_last_assign", "Last assigned to reply"),
    ("last_assign_to_last_close", "Last assigned to closed"),
)
"""How long what of a conversation took: the host's keys, in seconds, and what they are called."""

_CONVERSATION_TABS: tuple[Tab[Conversation], ...] = (
    about(
        "Conversation",
        ("user_ns", "subscriber"),
        ("source_type", "began by"),
        ("opened_source", "opened by"),
        ("closed_source", "closed by"),
        ("first_open_at", "opened"),
        ("last_close_at", "closed"),
        ("in_messages", "messages in"),
        ("bot_messages", "by the bot"),
        ("agent_messages", "by agents"),
        ("last_assign_agent_id", "agent"),
        _RESPONSE,
        _HANDLING,
        *(Column(key, title, partial(_lasted, key), width=9) for key, title in _LASTED),
        ("id", "id"),
    ),
)

CONVERSATIONS: Resource[Conversation] = Resource(
    id="conversations",
    title="Conversations",
    even=True,
    singular="conversation",
    aliases=("conv",),
    read=_read_conversations,
    columns=(
        time_column(lambda row: row.first_open_at or row.created_at, "Opened"),
        Column("person", "Subscriber", lambda row: row.who(), width=12, flex=1),
        Column(
            "agent",
            "Agent",
            lambda row: row.who("last_assign_agent_id") or dim("–"),
            width=8,
            flex=1,
            priority=2,
        ),
        Column("in", "In", lambda row: count(row.in_messages), width=6, align="right", priority=1),
        Column("out", "By agents", lambda row: count(row.agent_messages), width=9, align="right", priority=1),
        _RESPONSE,
        _HANDLING,
    ),
    label=lambda row: f"conversation {row.row_id}",
    searched=lambda row: f"{row.user_ns} {row.source_type} {row.created_at}",
    tabs=_CONVERSATION_TABS,
    actions=(
        person_jump("conversations"),
        _of_person("conversations", "flowConversationsData"),
        periods.period_action("conversations"),
        copy_action("conversations", offers(("subscriber", "user_ns"), ("id", "id"))),
    ),
    empty="No conversations were closed in this period. Press {conversations.period} to choose another.",
    period="7d",
    operations=("flowConversationsData",),
)


def _read_activity(workspace: Workspace, query: Query) -> Reading[Activity]:
    between = periods.seconds(query.period or ACTIVITY.period, workspace.zone)
    return in_time(
        workspace, workspace.logs.activity(between, query.arguments, force=query.force), "created_at"
    )


ACTIVITY: Resource[Activity] = Resource(
    id="agent-activity",
    title="Agents' log",
    even=True,
    singular="activity",
    aliases=("aa", "agent-log"),
    read=_read_activity,
    columns=(
        time_column(lambda row: row.created_at),
        Column("action", "Action", lambda row: row.does, width=12, flex=1),
        Column("agent", "Agent", lambda row: row.who("agent_id") or dim("–"), width=8, flex=1),
        Column("source", "By", lambda row: dim(source(row.source_type)), width=10, priority=1),
        Column("person", "Subscriber", lambda row: row.who(), width=12, flex=1),
    ),
    numbered=True,
    label=lambda row: f"{row.does.capitalize()} {moments.host_time(row.created_at)}",
    searched=lambda row: f"{row.action} {row.agent_id} {row.source_type} {row.user_ns} {row.created_at}",
    tabs=(
        about(
            "Activity",
            ("does", "action"),
            ("created_at", "time"),
            ("agent_id", "agent"),
            ("source_type", "by"),
            ("user_ns", "subscriber"),
        ),
    ),
    actions=(
        person_jump("agent-activity"),
        _of_person("agent-activity", "flowAgentActivityLogData"),
        periods.period_action("agent-activity"),
        copy_action("agent-activity", offers(("subscriber", "user_ns"), ("agent", "agent_id"))),
    ),
    empty="No agent activity in this period. Press {agent-activity.period} to choose another.",
    period="7d",
    operations=("flowAgentActivityLogData",),
)
