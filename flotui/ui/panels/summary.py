# SPDX-License-Identifier: MIT
"""The summary: the bot's days as charts, with the totals in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Literal, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container

from flotui.api.errors import FlochatError, Unreachable
from flotui.api.models.logs import StatusCount
from flotui.resources import periods
from flotui.resources.ask import Ask
from flotui.resources.base import Action, Context, Query, Resource
from flotui.resources.flows.summary import (
    AS_BEFORE,
    PERIOD,
    WIDER,
    DayFigures,
    change,
    days,
    days_before,
    flow_of,
    mean,
)
from flotui.resources.keys import key_of, with_keys
from flotui.resources.text import Span, Text
from flotui.text import safe
from flotui.text.amounts import measured
from flotui.text.dates import days_between, duration
from flotui.text.plural import count
from flotui.text.zones import current
from flotui.ui import latest
from flotui.ui.panels.base import Destination, Panel
from flotui.ui.panels.told import Titled
from flotui.ui.panels.waiting import Waiting
from flotui.ui.panels.words import read_ago
from flotui.ui.trail import Place, View
from flotui.ui.widgets.chart import Chart, Series
from flotui.ui.widgets.lines import Heading, Lines
from flotui.workspace import Workspace

_TOTALS = 5
"""The most lines that the totals take, above the charts."""
_APART = 3
"""The blanks between two columns of figures."""
_NOTHING = DayFigures("", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None)


class SummaryPanel(Panel, can_focus=True):
    """Six charts of a time range, and what they add up to."""

    DEFAULT_CSS = """
    SummaryPanel { height: 1fr; layout: vertical; }
    SummaryPanel > #charts { layout: grid; grid-size: 2 3; grid-gutter: 0 2; height: 1fr; }
    SummaryPanel > #said { display: none; }
    SummaryPanel.silent > #said { display: block; }
    SummaryPanel.silent > #charts { display: none; }
    """

    def __init__(self) -> None:
        """Make it empty; `go` fills it."""
        super().__init__()
        self._heading = Heading()
        self._totals = Lines(_TOTALS, id="totals")
        self._said = Lines(3, id="said")
        self._charts = tuple(Chart() for _ in range(6))
        self._workspace: Workspace | None = None
        self._asked = Query()
        self._days: tuple[DayFigures, ...] = ()
        self._before: Sequence[DayFigures] = ()
        """The days before those, as many as they are; none where they aren't known."""
        self._statuses: Sequence[StatusCount] = ()
        self._fetched_at: float | None = None
        self._waiting: Waiting | None = None

    def compose(self) -> ComposeResult:
        """Heading, totals, charts."""
        yield self._heading
        yield self._totals
        yield self._said
        with Container(id="charts"):
            yield from self._charts

    def go(self, workspace: Workspace, resource: Resource[object], to: Destination) -> None:
        """Show the figures, and take the focus.

        Args:
            workspace: the open bot.
            resource: the summary.
            to: of which bot and time; the figures are seen as a whole.
        """
        self.resource, self._workspace = resource, workspace
        if to.query is not None and to.query != self._asked:
            self._asked = to.query
            self._days, self._before, self._fetched_at = (), (), None
        latest.focus(self)
        self._put_heading(None)
        self._put_totals()
        self._read(force=False)

    @property
    def place(self) -> Place | None:
        """Where the person is: the figures of a bot and a time."""
        return (
            None if self.resource is None else Place(self.resource.id, View(self._asked), crumbs=self.crumbs)
        )

    def forget(self) -> None:
        """Another bot is open."""
        self._asked = Query()
        self._days, self._before, self._statuses, self._fetched_at = (), (), (), None

    def _read(self, *, force: bool) -> None:
        assert self._workspace is not None
        self._end_waiting()
        self._waiting = Waiting("the summary", self._workspace, self._say_waiting)
        self._say_waiting()
        latest.start(self, "read", partial(self._reading, force))

    def _say_waiting(self) -> None:
        if self._waiting is not None and not self._days:
            self._say((), *self._waiting.lines)

    def _end_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.end()

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._end_waiting()

    async def _reading(self, force: bool) -> None:
        workspace, resource = self._workspace, self.resource
        if workspace is None or resource is None:
            return
        asked = self._asked
        query = Query(arguments=asked.arguments, summary=asked.summary, period=asked.period, force=force)
        async for snapshot in resource.read(workspace, query):
            rows = snapshot.value
            self._fetched_at = snapshot.fetched_at
            found = (rows.peek(index) for index in range(rows.count))
            self._days = filled([day for day in found if isinstance(day, DayFigures)])
            if snapshot.source == "server" or snapshot.error is not None:
                self._end_waiting()
            self._put(snapshot.error)
        async for statuses in workspace.logs.users_count(force=force):
            self._statuses = statuses.value or ()
        self._put_totals()
        await self._compare(workspace, asked, force)

    async def _compare(self, workspace: Workspace, asked: Query, force: bool) -> None:
        """Read the time before, which is in a longer one: a call more, after all that is looked for first."""
        wider = WIDER.get(asked.period or PERIOD)
        if wider is None or not self._days:
            return
        async for found in workspace.logs.summary(wider, flow_of(workspace, asked), force=force):
            if found.value:
                self._before = days_before(self._days, days(found.value))
        self._draw()

    # -- What it shows ----------------------------------------------------------------------------

    def _put(self, error: FlochatError | None) -> None:
        resource = self.resource
        assert resource is not None
        self._put_heading(error)
        self._put_totals()
        if self._days:
            self.remove_class("silent")
            self._draw()
        elif error is not None:
            self._say(
                (Span(f" {error.happened}", "danger"),),
                f" {error.advice}",
                f" {key_of('app.refresh')} tries again.",
            )
        else:
            self._say((), f" {with_keys(resource.empty)}")
        self.post_message(Titled(self))

    def _draw(self) -> None:
        """The charts and the figures; what stays the same is not painted again."""
        self._put_totals()
        for chart, series in zip(self._charts, all_series(self._days, self._before), strict=True):
            chart.show(series)

    def _say(self, *lines: Text) -> None:
        self.set_class(not self._days, "silent")
        for index in range(3):
            self._said.put(index, lines[index] if index < len(lines) else "")

    def _put_heading(self, error: FlochatError | None) -> None:
        workspace, resource = self._workspace, self.resource
        assert workspace is not None and resource is not None
        bot = (
            self._asked.summary or (workspace.bot if flow_of(workspace, self._asked) else "all bots") or "bot"
        )
        period = periods.words(self._asked.period or resource.period, current())
        title = [Span("Summary", "strong"), Span(f" · {safe.sanitize(bot)} · {period}", "accent")]
        if self._days:
            first, last = self._days[0].date, self._days[-1].date
            title.append(Span(f", {days_between(first, last)}", "accent"))
        note: Text = ""
        if error is not None and self._days:
            what = "offline" if isinstance(error, Unreachable) else "not refreshed"
            note = (Span(what, "warn"),)
        self._heading.show(tuple(title), note, focused=True)

    def _put_totals(self) -> None:
        figures = totals(self._days, self._statuses, self._before) if self._days else []
        lines = grid(figures, self.size.width or 80, _TOTALS)
        for index in range(_TOTALS):
            self._totals.put(index, lines[index] if index < len(lines) else "")
        self._totals.styles.height = max(1, len(lines))

    def on_resize(self) -> None:
        """The totals are laid out for another width."""
        self._put_totals()

    # -- What one can do with it ------------------------------------------------------------------

    def context(self, action: Action[object] | None, ask: Ask) -> Context[object] | None:
        """What an action is given: the days, and what was asked."""
        if self._workspace is None:
            return None
        return Context(self._workspace, self.resource, self._days, ask, None, self._asked)

    def reread(self) -> None:
        """Read the figures from the host again."""
        self._read(force=True)

    @property
    def age(self) -> str:
        """How old the figures are, in words."""
        return read_ago(self._fetched_at)


def filled(days: Sequence[DayFigures]) -> tuple[DayFigures, ...]:
    """The days from the first to the last without gaps: one that the host left out has nothing in it."""
    try:
        dates = [date.fromisoformat(day.date) for day in days]
    except ValueError:
        return tuple(days)
    if not dates or (dates[-1] - dates[0]).days > 400:
        return tuple(days)
    by_date = dict(zip(dates, days, strict=True))
    span = (dates[-1] - dates[0]).days + 1
    every = [dates[0] + timedelta(days=each) for each in range(span)]
    return tuple(by_date.get(each) or _NOTHING._replace(date=each.isoformat()) for each in every)


def all_series(days: Sequence[DayFigures], before: Sequence[DayFigures] = ()) -> list[Series]:
    """What the six charts show. Messages in and out share one scale.

    Args:
        days: the days.
        before: those before, with which they are compared; empty where they aren't known.
    """
    since = "on the day before" if len(days) == 1 else f"on the {len(days)} days before"

    def compared(name: str) -> tuple[str, str]:
        found = change(name, days, before)
        return (found, since) if found != AS_BEFORE else (f"as {since.removeprefix('on ')}", "")

    def counted(title: str, name: str, top: float = 0.0, kind: Literal["sum", "mean"] = "sum") -> Series:
        points = [(day.date, float(getattr(day, name))) for day in days]
        return Series(title, points, measured, kind, top, *compared(name))

    def timed(title: str, name: str) -> Series:
        points = [(day.date, getattr(day, name)) for day in days]
        return Series(title, points, duration, "time", 0.0, *compared(name))

    most = float(max((max(day.came_in, day.went_out) for day in days), default=0))
    return [
        counted("New subscribers", "new"),
        counted("Active subscribers", "active", kind="mean"),
        counted("Messages in", "came_in", most),
        counted("Messages out", "went_out", most),
        timed("Agents' response time", "response"),
        timed("Time until done", "resolve"),
    ]


class Total(NamedTuple):
    """A figure of the summary."""

    number: str
    what: str
    change: str = ""
    """How it compares with the time before: `▲ 12 %`."""


def totals(
    days: Sequence[DayFigures], statuses: Sequence[StatusCount], before: Sequence[DayFigures] = ()
) -> list[Total]:
    """The figures of the summary: of the whole time, then of now.

    Args:
        days: the days.
        statuses: how many chats there are now, by status.
        before: the days before, with which they are compared; empty where they aren't known.
    """

    def total(name: str, what: str) -> Total:
        return Total(count(sum(getattr(day, name) for day in days)), what, change(name, days, before))

    def timed(name: str, what: str) -> Total:
        found = mean([getattr(day, name) for day in days])
        return Total("no data" if found is None else duration(found), what, change(name, days, before))

    return [
        Total(count(days[-1].users), "subscribers at the end"),
        total("new", "new"),
        total("came_in", "messages in"),
        total("went_out", "out"),
        total("by_agents", "by agents"),
        total("assigned", "assigned"),
        total("done", "done"),
        timed("response", "until an agent answers"),
        timed("resolve", "until done"),
        total("emails", "e-mails sent"),
        total("opened", "opened"),
        *(Total(count(each.num), f"{each.status} now") for each in statuses),
    ]


def grid(figures: Sequence[Total], width: int, most: int) -> list[Text]:
    """Figures in columns, numbers to the right, in as few lines as the width allows.

    Args:
        figures: the figures, column by column.
        width: the cells of a line.
        most: the most lines; what is left over is not shown.
    """
    for changes in (True, False):
        for lines in range(1, most + 1):
            columns = [figures[at : at + lines] for at in range(0, len(figures), lines)]
            if 1 + sum(map(partial(_cells, changes), columns)) + _APART * (len(columns) - 1) <= width:
                return _rows(columns, lines, changes)
    return _rows([figures[:most]], most, False)


def _cells(changes: bool, column: Sequence[Total]) -> int:
    """The cells that a column takes."""
    numbers = max(safe.width(figure.number) for figure in column)
    return numbers + 1 + max(safe.width(_said(figure, changes)) for figure in column)


def _said(figure: Total, changes: bool) -> str:
    return f"{figure.what} {figure.change}".rstrip() if changes else figure.what


def _rows(columns: Sequence[Sequence[Total]], lines: int, changes: bool) -> list[Text]:
    found: list[list[Span]] = [[Span(" ")] for _ in range(min(lines, max(map(len, columns), default=0)))]
    for at, column in enumerate(columns):
        numbers = max(safe.width(figure.number) for figure in column)
        room = _cells(changes, column) - numbers - 1
        for line, figure in zip(found, column, strict=False):
            label = _said(figure, changes)
            behind = " " * (room - safe.width(label) + _APART) if at + 1 < len(columns) else ""
            line += [
                Span(safe.pad(figure.number, numbers, "right"), "strong"),
                Span(f" {label}{behind}", "dim"),
            ]
    return [tuple(line) for line in found]
