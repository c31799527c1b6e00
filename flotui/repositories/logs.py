# SPDX-License-Identifier: MIT
"""What happened in the bot: logs by time, and daily figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TypeVar

from flotui.api.call import Call, Scalar
from flotui.api.models.base import Model
from flotui.api.models.logs import (
    Activity,
    AgentDay,
    Conversation,
    ErrorEntry,
    EventCount,
    FlowDay,
    LoggedEvent,
    StatusCount,
)
from flotui.repositories.base import Reader
from flotui.repositories.kinds import Kind, RowLink
from flotui.repositories.log_pages import LogPages
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.team import AGENT

M = TypeVar("M", bound=Model)

_OTHER_AGENTS = (
    "first_assign_agent_id",
    "first_reply_agent_id",
    "first_close_agent_id",
    "last_close_agent_id",
)
"""The keys of a conversation that name further agents."""
_PERSON = RowLink("user_ns", SUBSCRIBER)

ERROR = Kind(
    "error",
    ErrorEntry,
    searched=("description", "user_ns", "node_ns", "created_at"),
    ttl=30.0,
    links=(_PERSON,),
    list="flowErrorLogData",
    whole=False,
)
LOGGED_EVENT = Kind(
    "logged event",
    LoggedEvent,
    searched=("text_value", "price_value", "number_value", "user_ns", "created_at"),
    ttl=60.0,
    links=(_PERSON,),
    list="flowEventsData",
    pager=LogPages(by_id=True),
    whole=False,
    creates=("flowBotUserLogCustomEvent",),
)
CONVERSATION = Kind(
    "conversation",
    Conversation,
    searched=("user_ns", "source_type", "created_at"),
    ttl=60.0,
    list="flowConversationsData",
    pager=LogPages(by_id=True),
    whole=False,
    links=(
        _PERSON,
        RowLink("last_assign_agent_id", AGENT),
        *(RowLink(key, AGENT, searched=False) for key in _OTHER_AGENTS),
    ),
)
ACTIVITY = Kind(
    "activity",
    Activity,
    searched=("action", "source_type", "user_ns", "created_at"),
    ttl=60.0,
    list="flowAgentActivityLogData",
    pager=LogPages(1_000, fixed=True),
    whole=False,
    links=(_PERSON, RowLink("agent_id", AGENT)),
)

_FIGURES_TTL = 900.0
"""Figures are those of days that are over: they change once a day."""

Between = tuple[int | None, int | None]
"""From when to when, in unix seconds; None for no end."""


class Logs:
    """Reads of logs and figures."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def errors(
        self,
        between: Between = (None, None),
        filters: Mapping[str, str] | None = None,
        *,
        force: bool = False,
    ) -> AsyncIterator[Snapshot[Rows[ErrorEntry]]]:
        """The error log, newest first.

        Args:
            between: from when to when.
            filters: `search`, `user_ns` or `node_ns`.
            force: ask the host even when the copy is fresh.
        """
        return self._reader.list_of(ERROR, _asked(between, filters), force=force)

    def event_data(
        self, event_ns: str, between: Between, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[LoggedEvent]]]:
        """What was logged of a custom event, in the host's order.

        Args:
            event_ns: the event's id.
            between: from when to when, in unix seconds.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(LOGGED_EVENT, _asked(between, {"event_ns": event_ns}), force=force)

    def event_summary(
        self, event_ns: str, period: str, *, force: bool = False
    ) -> AsyncIterator[Snapshot[dict[str, object] | None]]:
        """How often a custom event was logged, by day and by text: the host's whole answer.

        Args:
            event_ns: the event's id.
            period: the operation's `range`.
            force: whether the host is asked however young the copy is.
        """
        call = Call.of("flowEventsSummary", query={"event_ns": event_ns, "range": period})
        return self._reader.object(call, _as_object, ttl=_FIGURES_TTL, force=force, whole=True)

    def conversations(
        self, between: Between, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[Conversation]]]:
        """Conversations, in the host's order.

        Args:
            between: from when to when, in unix seconds.
            filters: further filters of the host, by the operation's argument.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(CONVERSATION, _asked(between, filters), force=force)

    def activity(
        self, between: Between, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[Activity]]]:
        """What agents did, newest first.

        Args:
            between: from when to when, in unix seconds.
            filters: further filters of the host, by the operation's argument.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(ACTIVITY, _asked(between, filters), force=force)

    def summary(
        self, period: str, flow_ns: str = "", *, force: bool = False
    ) -> AsyncIterator[Snapshot[list[FlowDay] | None]]:
        """A row for each bot and day, by date.

        Args:
            period: one of the host's ranges, such as `last_month`.
            flow_ns: one bot; empty for all of the workspace.
            force: ask the host even when the copy is fresh.
        """
        call = Call.of("AnalyticsFlowSummary", query={"range": period, "flow_ns": flow_ns or None})
        return self._reader.object(call, _flow_days, ttl=_FIGURES_TTL, force=force)

    def agent_summary(
        self, period: str, flow_ns: str = "", *, force: bool = False
    ) -> AsyncIterator[Snapshot[list[AgentDay] | None]]:
        """A row for each agent and day, by date.

        Args:
            period: the operation's `range`.
            flow_ns: the bot's id; empty for all bots.
            force: whether the host is asked however young the copy is.
        """
        call = Call.of("AnalyticsFlowAgentSummary", query={"range": period, "flow_ns": flow_ns or None})
        return self._reader.object(call, _agent_days, ttl=_FIGURES_TTL, force=force)

    def users_count(self, *, force: bool = False) -> AsyncIterator[Snapshot[list[StatusCount] | None]]:
        """How many subscribers there are, by the status of their conversation."""
        return self._reader.object(Call.of("flowBotUsersCount"), _statuses, ttl=60.0, force=force)


def event_counts(answer: Mapping[str, object], key: str) -> list[EventCount]:
    """The counts in an event's summary.

    Args:
        answer: the host's answer.
        key: `stats` (by day) or `text_values` (by text).
    """
    rows = answer.get(key)
    return [EventCount.read(row) for row in rows] if isinstance(rows, list) else []


def _asked(between: Between, filters: Mapping[str, str] | None) -> dict[str, Scalar | None]:
    return {**(filters or {}), **dict(zip(("start_time", "end_time"), between, strict=True))}


def _as_object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _flow_days(rows: object) -> list[FlowDay]:
    return sorted(_listed(FlowDay, rows), key=lambda row: row.summary_date)


def _agent_days(rows: object) -> list[AgentDay]:
    return sorted(_listed(AgentDay, rows), key=lambda row: row.summary_date)


def _statuses(rows: object) -> list[StatusCount]:
    return _listed(StatusCount, rows)


def _listed(model: type[M], rows: object) -> list[M]:
    return [model.read(row) for row in rows] if isinstance(rows, list) else []
