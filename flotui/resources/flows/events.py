# SPDX-License-Identifier: MIT
"""Custom events: the kinds, how often each was logged, and what was logged.

The counts are imported when an event's are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.models.flow import CustomEvent
from flotui.repositories.flows import CUSTOM_EVENT
from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources import crud, periods
from flotui.resources.base import Column, Query, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.flows.common import (
    Read,
    Reading,
    about,
    in_time,
    offers,
    person_jump,
)
from flotui.resources.format import id_column
from flotui.resources.shop.words import money
from flotui.resources.text import Span, Text, dim
from flotui.text import amounts, moments
from flotui.text.pictures import bar
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.api.models.logs import EventCount, LoggedEvent
    from flotui.workspace import Workspace


_BAR = 20
"""The cells of the longest bar."""


def _counts(key: str) -> Read[EventCount]:
    """Reads one list of an event's summary."""

    def read(workspace: Workspace, query: Query) -> Reading[EventCount]:
        async def reading() -> Reading[EventCount]:
            from flotui.repositories.logs import event_counts

            period = query.period or "last_30_days"
            event = query.owned_by(CustomEvent)
            async for found in workspace.logs.event_summary(event.row_id, period, force=query.force):
                rows = event_counts(found.value or {}, key)
                if key == "text_values":
                    rows.sort(key=lambda row: -row.num)
                most = str(max((row.num for row in rows), default=0))
                for row in rows:
                    row.called = {**row.called, "most": most}
                listed = ListRows(rows, lambda row: row.row_id, found.fetched_at)
                if found.value is None:
                    listed = NotRead()
                yield Snapshot(listed, found.fetched_at, found.source, found.stale, found.error)

        return reading()

    return read


def _bar(row: EventCount) -> Text:
    """How many, beside the most there are in the list."""
    return (Span(bar(row.num, row.called.get("most", row.num), _BAR), "data"),) if row.num else dim("–")


def _counted(resource: str, title: str, key: str, name: Column[EventCount]) -> Resource[EventCount]:
    return Resource(
        id=resource,
        title=title,
        singular="count",
        read=_counts(key),
        columns=(
            name,
            Column("num", "Times", lambda row: count(row.num), width=7, align="right"),
            Column("people", "Subscribers", lambda row: count(row.unique_user_num), width=11, align="right"),
            Column("bar", "", _bar, width=_BAR, priority=1),
        ),
        label=lambda row: row.start_date or row.text_value,
        searched=lambda row: f"{row.start_date} {row.text_value}",
        actions=(periods.period_action(resource, periods.FIGURES),),
        period="last_30_days",
        empty=f"Never logged in this period. Press {{{resource}.period}} for another.",
        operations=("flowEventsSummary",),
    )


EVENT_DAYS = _counted(
    "event-days",
    "Days",
    "stats",
    Column("day", "Day", lambda row: moments.day(row.start_date), width=11, flex=1),
)
EVENT_TEXTS = _counted(
    "event-texts",
    "Texts",
    "text_values",
    Column("text", "Text", lambda row: row.text_value or dim("–"), width=12, flex=1),
)


def _read_data(workspace: Workspace, query: Query) -> Reading[LoggedEvent]:
    between = periods.seconds(query.period or EVENT_DATA.period, workspace.zone)
    reading = workspace.logs.event_data(query.owned_by(CustomEvent).row_id, between, force=query.force)
    return in_time(workspace, reading, "created_at")


EVENT_DATA: Resource[LoggedEvent] = Resource(
    id="event-data",
    title="Data",
    singular="logged event",
    read=_read_data,
    columns=(
        Column(
            "time",
            "Time",
            lambda row: dim(moments.host_time(row.created_at)),
            width=12,
            align="right",
            zoned=True,
            at=lambda row: row.created_at,
        ),
        Column("text", "Text", lambda row: row.text_value or dim("–"), width=10, flex=1),
        Column(
            "price",
            "Price",
            lambda row: money(row.price_value),
            width=9,
            align="right",
        ),
        Column(
            "number",
            "Number",
            lambda row: amounts.count(row.number_value) if row.number_value else dim("–"),
            width=7,
            align="right",
        ),
        Column("person", "Subscriber", lambda row: row.who() or dim("–"), width=12, flex=1, priority=1),
    ),
    label=lambda row: row.row_id,
    searched=lambda row: f"{row.text_value} {row.user_ns} {row.created_at}",
    actions=(
        person_jump("event-data"),
        periods.period_action("event-data"),
        copy_action(
            "event-data",
            offers(
                ("text", "text_value"),
                ("price", "price_value"),
                ("number", "number_value"),
                ("subscriber", "user_ns"),
                ("id", "id"),
            ),
        ),
    ),
    period="7d",
    empty="Nothing logged in this period. Press {event-data.period} for another.",
    operations=("flowEventsData",),
)

_TABS: tuple[Tab[CustomEvent], ...] = (
    about(
        "Event",
        ("name", "name"),
        ("event_ns", "id"),
        ("description", "description"),
        ("text_label", "meaning of text"),
        ("price_label", "meaning of price"),
        ("number_label", "meaning of number"),
    ),
    Tab("days", "Days", table=EVENT_DAYS),
    Tab("texts", "Texts", table=EVENT_TEXTS),
    Tab("data", "Data", table=EVENT_DATA),
)

EVENTS: Resource[CustomEvent] = Resource(
    id="events",
    title="Custom events",
    even=True,
    kind=CUSTOM_EVENT,
    aliases=("ev", "custom-events"),
    columns=(
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        Column("description", "Description", lambda row: dim(row.description), width=12, flex=1, priority=1),
        id_column(lambda row: row.event_ns, priority=2),
    ),
    tabs=_TABS,
    actions=(
        crud.count("events", CUSTOM_EVENT, noun="event", verbs=("had", "had")),
        crud.jump("events", CUSTOM_EVENT, noun="event"),
        copy_action("events", offers(("id", "event_ns"), ("name", "name"))),
    ),
    empty="No custom events. They are created in the dashboard; the API can only log them.",
)
