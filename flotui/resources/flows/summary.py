# SPDX-License-Identifier: MIT
"""Figures: the bot's days, which a panel of their own draws, and what each agent did in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.errors import FlochatError
from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources import periods
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Action, Column, Context, Query, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.flows.common import Reading, offers
from flotui.resources.reading import read_all
from flotui.resources.text import Text, dim
from flotui.text import moments
from flotui.text.channels import channel
from flotui.text.dates import duration
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.api.models.logs import AgentDay, FlowDay
    from flotui.workspace import Workspace

PERIOD = "last_30_days"
"""The time range of figures where none was chosen."""
AS_BEFORE = "as before"
"""What is said of a figure that is what it was."""
EVERY_BOT = "*"
"""What is in a query for all bots of the workspace."""


class DayFigures(NamedTuple):
    """The figures of one day, of one bot or of all. A time of None means that there is no data."""

    date: str
    users: int
    new: int
    active: int
    came_in: int
    went_out: int
    by_agents: int
    assigned: int
    done: int
    emails: int
    opened: int
    response: float | None
    """Mean seconds until an agent answers."""
    resolve: float | None
    """Mean seconds until a conversation is done."""


def days(rows: Sequence[FlowDay]) -> list[DayFigures]:
    """The figures by day: those of several bots are added up, their times averaged.

    Args:
        rows: a row for each bot and day, in any order.
    """
    by_date: dict[str, list[FlowDay]] = defaultdict(list)
    for row in rows:
        by_date[row.summary_date].append(row)
    return [_day(date, by_date[date]) for date in sorted(by_date)]


def _day(date: str, rows: Sequence[FlowDay]) -> DayFigures:
    def total(name: str) -> int:
        return sum(getattr(row, name) for row in rows)

    return DayFigures(
        date,
        total("total_bot_users"),
        total("day_new_bot_users"),
        total("day_active_bot_users"),
        total("day_in_messages"),
        total("day_out_messages"),
        total("day_agent_messages"),
        total("day_assigned"),
        total("day_done"),
        total("day_email_sent"),
        total("day_email_open"),
        mean([row.avg_agent_response_time for row in rows]),
        mean([row.avg_resolve_time for row in rows]),
    )


def mean(times: Sequence[float | None]) -> float | None:
    """The mean of the times that there are; 0 is the host's word for no data."""
    known = [each for each in times if each]
    return sum(known) / len(known) if known else None


WIDER = {
    "yesterday": "last_7_days",
    "last_7_days": "last_30_days",
    "last_week": "last_30_days",
    "last_30_days": "last_3_months",
    "last_month": "last_3_months",
}
"""The host's time range that holds the days before another one too."""


def days_before(days: Sequence[DayFigures], wider: Sequence[DayFigures]) -> list[DayFigures]:
    """The days that were before some, as many as they are; none where not all of that time is there.

    Args:
        days: some days.
        wider: days of a longer time.
    """
    try:
        first, last = date.fromisoformat(days[0].date), date.fromisoformat(days[-1].date)
        known = [(date.fromisoformat(day.date), day) for day in wider]
    except (IndexError, ValueError):
        return []
    start = first - (last - first) - timedelta(days=1)
    if not known or min(known)[0] > start:
        return []
    return [day for at, day in known if start <= at < first]


def change(name: str, days: Sequence[DayFigures], before: Sequence[DayFigures]) -> str:
    """How a figure compares with the time before: `▲ 12 %`; empty where nothing can be said.

    Args:
        name: the figure: a sum of counts, or a mean of times.
        days: the days.
        before: those before.
    """
    now, then = (_figure_of(name, some) for some in (days, before))
    if not before or now is None or not then:
        return ""
    share = round(100 * (now - then) / then)
    return f"▲ {share:,} %" if share > 0 else f"▼ {-share:,} %" if share < 0 else AS_BEFORE


def _figure_of(name: str, days: Sequence[DayFigures]) -> float | None:
    values = [getattr(day, name) for day in days]
    return mean(values) if name in ("response", "resolve") else float(sum(values))


def flow_of(workspace: Workspace, query: Query) -> str:
    """The bot whose figures are asked for; empty for all of the workspace."""
    chosen = query.arguments.get("flow_ns", workspace.prefix)
    return "" if chosen == EVERY_BOT else chosen


def _read_days(workspace: Workspace, query: Query) -> Reading[DayFigures]:
    async def reading() -> Reading[DayFigures]:
        flow_ns = flow_of(workspace, query)
        async for found in workspace.logs.summary(query.period or PERIOD, flow_ns, force=query.force):
            rows = NotRead() if found.value is None else ListRows(days(found.value), _date, found.fetched_at)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


def _date(day: DayFigures) -> str:
    return day.date


async def _choose_bot(context: Context[object]) -> None:
    bots = await read_all(context.workspace.team.bots())
    choices = [Choice(EVERY_BOT, "All bots of the workspace", "added up")]
    choices += [Choice(bot.flow_ns, bot.name, f"{bot.flow_ns} · {channel(bot.type)}") for bot in bots]
    chosen = await context.ask.pick(Picker("Whose figures?", choices))
    query = context.query or Query()
    resource = context.resource.id if context.resource is not None else "summary"
    context.ask.go(
        resource, Query(arguments={"flow_ns": chosen.id}, summary=chosen.label, period=query.period)
    )


def _bot_action(resource: str) -> Action[object]:
    return Action(
        f"{resource}.bot",
        "Choose the bot, or all of the workspace",
        "b",
        _choose_bot,
        hint="bot",
        needs="nothing",
        operations=("workspaceBots",),
    )


async def _numbers(context: Context[DayFigures]) -> None:
    """The days as a table of numbers, no wider than they are: it has to fit into 80 columns."""
    rows: list[tuple[str, ...]] = [
        ("day", "total", "new", "active", "in", "out", "agents", "response", "until done")
    ]
    for day in context.rows:
        numbers = (day.users, day.new, day.active, day.came_in, day.went_out, day.by_agents)
        times = (duration(each) if each is not None else "–" for each in (day.response, day.resolve))
        rows.append((moments.day(day.date), *map(count, numbers), *times))
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    await context.ask.read("Subscribers, messages and times by day", "\n".join(lines))


async def _agents(context: Context[object]) -> None:
    query = context.query or Query()
    context.ask.go(
        "agent-summary", Query(arguments=query.arguments, summary=query.summary, period=query.period)
    )


SUMMARY: Resource[DayFigures] = Resource(
    id="summary",
    title="Summary",
    singular="day",
    aliases=("sum", "figures", "stats"),
    read=_read_days,
    columns=(),
    row_id=_date,
    label=_date,
    panel="flotui.ui.panels.summary:SummaryPanel",
    actions=(
        periods.period_action("summary", periods.FIGURES),
        _bot_action("summary"),
        Action("summary.numbers", "Show the days in numbers", "v", _numbers, hint="numbers", needs="some"),
        Action(
            "summary.agents",
            "Show what each agent did",
            "a",
            _agents,
            hint="agents",
            needs="nothing",
            operations=("AnalyticsFlowAgentSummary",),
            leads=True,
            asks=False,
        ),
    ),
    empty="No figures for this period. Press {summary.period} to choose another.",
    period=PERIOD,
    operations=("AnalyticsFlowSummary", "flowBotUsersCount"),
)


class AgentFigures(NamedTuple):
    """What one agent did in a time range."""

    agent_id: str
    name: str
    days: tuple[AgentDay, ...]

    def total(self, name: str) -> int:
        """One of the figures, added up."""
        return sum(getattr(day, name) for day in self.days)

    def time(self, name: str) -> float | None:
        """The mean of one of the times; None for no data."""
        return mean([getattr(day, name) for day in self.days])


def _read_agents(workspace: Workspace, query: Query) -> Reading[AgentFigures]:
    async def reading() -> Reading[AgentFigures]:
        flow_ns, period = flow_of(workspace, query), query.period or PERIOD
        async for found in workspace.logs.agent_summary(period, flow_ns, force=query.force):
            if found.value is None:
                yield Snapshot(NotRead(), None, found.source, found.stale, found.error)
                continue
            names = await _names(workspace)
            by_agent: dict[str, list[AgentDay]] = defaultdict(list)
            for day in found.value:
                by_agent[day.agent_id].append(day)
            figures = [
                AgentFigures(each, names.get(each, each), tuple(rows)) for each, rows in by_agent.items()
            ]
            figures.sort(key=lambda row: -row.total("day_agent_messages"))
            rows = ListRows(figures, _agent_id, found.fetched_at)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


def _agent_id(row: AgentFigures) -> str:
    return row.agent_id


async def _names(workspace: Workspace) -> dict[str, str]:
    """The agents' names; a token that may not see them leaves the ids."""
    try:
        return {agent.row_id: agent.name for agent in await read_all(workspace.team.agents())}
    except FlochatError:
        return {}


def _time(seconds: float | None) -> Text:
    return dim("–") if seconds is None else duration(seconds)


def _figure(id: str, title: str, name: str, priority: int = 0) -> Column[AgentFigures]:
    return Column(
        id, title, lambda row: count(row.total(name)), max(8, len(title)), align="right", priority=priority
    )


def _read_agent_days(workspace: Workspace, query: Query) -> Reading[AgentDay]:
    async def reading() -> Reading[AgentDay]:
        rows = query.owned_by(AgentFigures).days[::-1]
        yield Snapshot(ListRows(rows, _agent_day), None, "cache")

    return reading()


def _agent_day(row: AgentDay) -> str:
    return f"{row.summary_date} {row.flow_ns}"


def _day_figure(id: str, title: str, name: str, priority: int = 0) -> Column[AgentDay]:
    return Column(
        id, title, lambda row: count(getattr(row, name)), max(8, len(title)), align="right", priority=priority
    )


AGENT_DAYS: Resource[AgentDay] = Resource(
    id="agent-days",
    title="Days",
    singular="day",
    read=_read_agent_days,
    columns=(
        Column("day", "Day", lambda row: moments.day(row.summary_date), width=11, flex=1),
        _day_figure("messages", "Messages", "day_agent_messages"),
        _day_figure("people", "Subscribers", "day_reply_bot_users", 1),
        _day_figure("assigned", "Assigned", "day_assigned", 3),
        _day_figure("done", "Done", "day_done", 2),
        Column(
            "response",
            "Response",
            lambda row: _time(row.avg_agent_response_time or None),
            width=9,
            align="right",
        ),
        Column(
            "resolve",
            "Until done",
            lambda row: _time(row.avg_resolve_time or None),
            width=10,
            align="right",
            priority=4,
        ),
    ),
    row_id=_agent_day,
    label=lambda row: moments.day(row.summary_date),
    searched=lambda row: row.summary_date,
    actions=(copy_action("agent-days", offers(("day", "summary_date"))),),
    empty="No days in this period.",
)


AGENT_SUMMARY: Resource[AgentFigures] = Resource(
    id="agent-summary",
    title="Summary by agent",
    singular="agent",
    aliases=("as", "agent-figures"),
    read=_read_agents,
    columns=(
        Column("name", "Agent", lambda row: row.name, width=14, flex=1),
        _figure("messages", "Messages", "day_agent_messages"),
        _figure("people", "Subscribers", "day_reply_bot_users", 1),
        _figure("assigned", "Assigned", "day_assigned", 3),
        _figure("done", "Done", "day_done", 2),
        Column(
            "response", "Response", lambda row: _time(row.time("avg_agent_response_time")), 9, align="right"
        ),
        Column(
            "resolve",
            "Until done",
            lambda row: _time(row.time("avg_resolve_time")),
            9,
            align="right",
            priority=1,
        ),
    ),
    row_id=_agent_id,
    label=lambda row: row.name,
    searched=lambda row: row.name,
    tabs=(Tab("days", "Days", table=AGENT_DAYS),),
    actions=(
        periods.period_action("agent-summary", periods.FIGURES),
        _bot_action("agent-summary"),
        copy_action("agent-summary", offers(("name", "name"), ("id", "agent_id"))),
    ),
    empty="No agent worked in this period. Press {agent-summary.period} to choose another.",
    period=PERIOD,
    operations=("AnalyticsFlowAgentSummary",),
)
