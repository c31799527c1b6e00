# SPDX-License-Identifier: MIT
"""Broadcasts: what goes out next, what is overdue first, and what went out last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flotui.api.models.sending import Broadcast
from flotui.repositories.broadcasts import BROADCAST
from flotui.resources.base import Column, Query
from flotui.resources.text import Span, Text, dim
from flotui.resources.today.common import Reading, TodayList, opening, snapshot
from flotui.text.clock import host_now
from flotui.text.dates import host_moment
from flotui.text.glyphs import glyph
from flotui.text.moments import age, host_time
from flotui.text.pictures import gauge
from flotui.text.plural import count
from flotui.text.zones import Zone, current

if TYPE_CHECKING:
    from flotui.workspace import Workspace

NEXT, LAST = 3, 2
"""How many of those that come are shown, and of those that went out."""
_COMES = ("new", "scheduled")
_LOOKED = 100
_LATE = 300.0
"""Seconds after its time for which one may still be about to go out."""


def shown(rows: Sequence[Broadcast], zone: Zone) -> list[Broadcast]:
    """Those that go out next, the soonest first, so that what is overdue is above all; then those that went out
    last, the newest first.

    Args:
        rows: broadcasts, in any order.
        zone: the workspace's.
    """

    def at(row: Broadcast) -> float:
        return moment_of(row, zone) or 0.0

    comes = sorted((row for row in rows if row.status.lower() in _COMES), key=at)
    went = sorted((row for row in rows if row.status.lower() == "completed"), key=at, reverse=True)
    return [*comes[:NEXT], *went[:LAST]]


def moment_of(row: Broadcast, zone: Zone) -> float | None:
    """When one goes out or went out, in unix seconds; None where the host doesn't say."""
    found: datetime | None = host_moment(row.scheduled_time or row.created_at, zone)
    if found is None:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone.tz)).timestamp()


def _read(workspace: Workspace, query: Query) -> Reading[Broadcast]:
    async def reading() -> Reading[Broadcast]:
        async for found in workspace.reader.list_of(BROADCAST, force=query.force):
            rows = found.value
            here = await rows.first(_LOOKED)
            yield snapshot(found, shown(here, workspace.zone), lambda row: row.row_id)

    return reading()


def _comes(row: Broadcast) -> bool:
    return row.status.lower() in _COMES


def is_overdue(row: Broadcast) -> bool:
    """Whether one should have gone out by now, and the host doesn't say that it has: not where its time has no zone."""
    at = host_moment(row.scheduled_time, current())
    if at is None or at.tzinfo is None:
        return False
    return _comes(row) and at.timestamp() < host_now() - _LATE


def _name(row: Broadcast) -> Text:
    if is_overdue(row):
        return (Span(f"{glyph('attention')} overdue ", "warn"), Span(row.title))
    sign = (Span(f"{glyph('new')} ", "dim"),) if _comes(row) else (Span(f"{glyph('done')} ", "good"),)
    return (*sign, Span(row.title))


def _reached(row: Broadcast) -> Text:
    if _comes(row):
        return dim("") if row.total is None else dim(f"to {count(row.total)}")
    if row.total is None or row.sent is None:
        return dim("–")
    return f"{count(row.sent)}/{count(row.total)}"


def _bar(row: Broadcast) -> Text:
    known = not _comes(row) and row.total is not None and row.sent is not None
    return (Span(gauge(row.sent, row.total), "data"),) if known else ""


def _sums(rows: Sequence[Broadcast]) -> str:
    times = [at for row in rows if _comes(row) and (at := moment_of(row, current())) is not None]
    now = host_now()
    ahead = [at for at in times if at > now]
    overdue = sum(map(is_overdue, rows))
    parts = (f"{count(overdue)} overdue" if overdue else "", f"next {age(min(ahead), now)}" if ahead else "")
    return " · ".join(filter(None, parts))


BROADCASTS: TodayList[Broadcast] = TodayList(
    id="today-broadcasts",
    title="Broadcasts",
    singular="broadcast",
    read=_read,
    columns=(
        Column("name", "", _name, width=10, flex=1),
        Column(
            "when", "", lambda row: dim(host_time(row.scheduled_time)), width=12, align="right", priority=1
        ),
        Column("bar", "", _bar, width=11, priority=3, yields=18),
        Column("reached", "", _reached, width=11, align="right", priority=2),
    ),
    label=lambda row: row.title,
    opens="today-broadcasts.open",
    actions=(opening("broadcasts", "broadcasts", lambda row: row.row_id),),
    sums=_sums,
    made_of=frozenset({"broadcast"}),
    empty="No broadcast is scheduled.",
    operations=("flowBotUserBroadcasts",),
    acts_as="broadcasts",
    arrives_in="broadcasts",
)
