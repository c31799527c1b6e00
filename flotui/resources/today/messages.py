# SPDX-License-Identifier: MIT
"""Messages in and out and new people: a line each, of two weeks, beside what is usual and the last day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from flotui.api.models.logs import FlowDay
from flotui.resources.base import Column, Query
from flotui.resources.text import Span, Text, dim
from flotui.resources.today.common import Reading, TodayList, opening, snapshot
from flotui.text.amounts import measured
from flotui.text.pictures import sparkline
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace

DAYS = 14
"""How many days the lines have."""
_PERIOD = "last_30_days"
"""What the host is asked for: the same as the summary, so that one read does for both."""

_FIGURES: tuple[tuple[str, Callable[[FlowDay], int]], ...] = (
    ("in", lambda day: day.day_in_messages),
    ("out", lambda day: day.day_out_messages),
    ("new", lambda day: day.day_new_bot_users),
)


class DailyFigure(msgspec.Struct, frozen=True):
    """One figure over the days."""

    name: str
    days: tuple[int | None, ...]
    """The oldest first; None for a day that the host doesn't tell."""
    last: date

    @property
    def mean(self) -> float:
        """How many a day."""
        known = [each for each in self.days if each is not None]
        return sum(known) / len(known) if known else 0.0


def figures(rows: Sequence[FlowDay], yesterday: date) -> list[DailyFigure]:
    """The figures of the days up to the last that the host tells.

    Args:
        rows: a row for each bot and day.
        yesterday: the last day that is over.
    """
    last = max((each.summary_date for each in rows if each.summary_date), default="")
    try:
        end = min(date.fromisoformat(last), yesterday + timedelta(days=1))
    except ValueError:
        return []
    wanted = [(end - timedelta(days=back)).isoformat() for back in reversed(range(DAYS))]
    found = []
    for name, of in _FIGURES:
        by_date: Counter[str] = Counter()
        for row in rows:
            by_date[row.summary_date] += of(row)
        found.append(DailyFigure(name, tuple(by_date.get(day) for day in wanted), end))
    return found


def _read(workspace: Workspace, query: Query) -> Reading[DailyFigure]:
    async def reading() -> Reading[DailyFigure]:
        yesterday = workspace.zone.today() - timedelta(days=1)
        async for found in workspace.logs.summary(_PERIOD, workspace.prefix, force=query.force):
            yield snapshot(found, figures(found.value or (), yesterday), lambda row: row.name)

    return reading()


def _a_day(row: DailyFigure) -> Text:
    mean = row.mean
    return (Span(measured(mean), "strong"), Span(" a day", "dim"))


def _last(row: DailyFigure) -> Text:
    last = row.days[-1] if row.days else None
    return (Span(f"{row.last:%a} ", "dim"), Span("–" if last is None else count(last)))


MESSAGES: TodayList[DailyFigure] = TodayList(
    id="today-messages",
    title=f"Messages, {DAYS} days",
    singular="figure",
    read=_read,
    columns=(
        Column("name", "", lambda row: dim(row.name), width=3),
        Column("mean", "", _a_day, width=11, align="right", priority=2),
        Column("days", "", lambda row: (Span(sparkline(row.days), "data"),), width=DAYS, flex=1),
        Column("last", "", _last, width=9, align="right", priority=1),
    ),
    row_id=lambda row: row.name,
    label=lambda row: row.name,
    opens="today-messages.open",
    actions=(opening("messages", "summary"),),
    empty="No figures yet: the host counts a day when it is over.",
    operations=("AnalyticsFlowSummary",),
)
