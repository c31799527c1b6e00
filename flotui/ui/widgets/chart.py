# SPDX-License-Identifier: MIT
"""A chart of days: bars of eighths of a cell, with axes, units and the extremes in words.

It is drawn by the line API from spans in tones, so it works in 16 colours and costs what is on screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from flotui.resources.text import Span, Tone
from flotui.text import dates, safe
from flotui.ui.widgets.lines import fit
from flotui.ui.widgets.tones import Toned

_EIGHTHS = " ▁▂▃▄▅▆▇█"
NO_DATA = "·"
"""What is at the foot of a day of which nothing is known."""
_WIDEST = 6
"""No bar is wider than this, however few there are."""
_TIMES = (10, 20, 30, 60, 120, 240, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)
"""The ends of an axis of times, in seconds: the half of each is whole in its unit, or in the next smaller one."""


class Series(NamedTuple):
    """What one chart shows: a value for each day."""

    title: str
    """What is counted: `New subscribers`."""
    points: Sequence[tuple[str, float | None]]
    """Days as `YYYY-MM-DD` with their values, in order and without gaps; None for no data."""
    written: Callable[[float], str]
    """How a value is written."""
    kind: Literal["sum", "mean", "time"] = "sum"
    """What sums them up: a sum, a mean (who was active on two days is one person), or the mean of times."""
    top: float = 0.0
    """The value that the axis reaches at least: charts side by side can share one scale."""
    change: str = ""
    """How it compares with the time before: `▲ 12 %`; empty where that isn't known."""
    since: str = ""
    """With what, where there is room to say it: `on the 30 days before`."""


class Bar(NamedTuple):
    """One bar: a day, or the mean of several."""

    first: str
    last: str
    value: float | None


def bars(points: Sequence[tuple[str, float | None]], most: int) -> list[Bar]:
    """The points as at most so many bars: days in groups of equal size, their mean a day.

    Args:
        points: days and values.
        most: the most bars there may be.
    """
    size = max(1, math.ceil(len(points) / max(1, most)))
    found = []
    for start in range(0, len(points), size):
        group = points[start : start + size]
        known = [value for _, value in group if value is not None]
        value = sum(known) / len(known) if known else None
        found.append(Bar(group[0][0], group[-1][0], value))
    return found


def nice_top(value: float, times: bool) -> float:
    """The end of an axis: the next round number whose half is whole.

    Args:
        value: the highest value.
        times: whether it is seconds, which are round at minutes and hours.
    """
    if value <= 0:
        return 1.0
    if times:
        days = math.ceil(value / 86_400) * 86_400.0
        return float(next((each for each in _TIMES if each >= value), days))
    if value <= 2:
        return 2.0
    power = 10.0 ** math.floor(math.log10(value))
    tops = (step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 20))
    return next((top for top in tops if top >= value and top % 2 == 0), value)


def short(day: str) -> str:
    """A day as an axis has it: `21 Nov`."""
    try:
        return dates.day(date.fromisoformat(day))
    except ValueError:
        return day


def draw(series: Series, width: int, height: int, tone: Tone = "data") -> list[tuple[Span, ...]]:
    """A chart as lines of text.

    Args:
        series: what it shows.
        width: the cells of a line.
        height: the lines: a title, the bars, the axis with its days.
        tone: the tone of the bars.
    """
    known = [value for _, value in series.points if value is not None]
    top = nice_top(max([*known, series.top], default=0.0), series.kind == "time")
    # An even number of rows, so that the half is at the edge of one.
    rows = max(1, height - 2) if height < 6 else (height - 2) // 2 * 2
    labels = {0: series.written(top)}
    if rows >= 4:
        labels[rows // 2] = series.written(top / 2)
    margin = max(len(label) for label in (*labels.values(), "0")) + 1
    room = max(1, width - margin - 2)
    drawn = bars(series.points, room)
    places = _places(len(drawn), room)
    tones = _tones(drawn, tone)
    lines = [_title(series, known, drawn, width)]
    for row in range(rows):
        mark = "┤" if row in labels else "│"
        line = [Span(f"{labels.get(row, ''):>{margin}}{mark}", "dim")]
        for bar, (start, stop, gap), each in zip(drawn, places, tones, strict=True):
            cell = _cell(bar.value, top, rows - 1 - row, rows)
            text = cell * (stop - start - gap) + " " * gap
            line = _joined(line, Span(text, "dim" if cell == NO_DATA else each))
        lines.append(tuple(line))
    lines.append((Span(f"{'0':>{margin}}└", "dim"), Span(_days(drawn, places, room), "dim")))
    return lines[:height]


def _places(count: int, room: int) -> list[tuple[int, int, int]]:
    """Where each bar begins and ends, and the gap that is within it at its end: together they fill the room.

    Args:
        count: how many bars there are, at most as many as cells.
        room: the cells there are.
    """
    room = min(room, count * (_WIDEST + 1))
    gap = 0 if room < 2 * count else 1
    return [(at * room // count, (at + 1) * room // count, gap) for at in range(count)]


def _tones(drawn: Sequence[Bar], tone: Tone) -> list[Tone]:
    """The tone of each bar: the highest and the last are those that are looked for."""
    most = max((bar.value for bar in drawn if bar.value is not None), default=None)
    last = len(drawn) - 1
    return ["accent" if at == last or (most and bar.value == most) else tone for at, bar in enumerate(drawn)]


def _joined(line: list[Span], span: Span) -> list[Span]:
    """A line and what comes next: blanks and what has the same tone are one run."""
    last = line[-1]
    if len(line) > 1 and (last.tone == span.tone or not span.text.strip()):
        return [*line[:-1], Span(last.text + span.text, last.tone)]
    return [*line, span]


def _cell(value: float | None, top: float, level: int, rows: int) -> str:
    """What of a bar is in one row of cells, counted from the foot."""
    if value is None:
        return NO_DATA if level == 0 else " "
    eighths = round(value / top * rows * 8)
    if value > 0:
        eighths = max(1, eighths)  # something is never drawn as nothing
    return _EIGHTHS[min(8, max(0, eighths - level * 8))]


def _title(series: Series, known: Sequence[float], drawn: Sequence[Bar], width: int) -> tuple[Span, ...]:
    parts = []
    if known:
        written, mean = series.written, sum(known) / len(known)
        most = max(known)
        on = short(next(day for day, value in series.points if value == most))
        if series.kind == "time":
            parts = [f"mean {written(mean)}", f"longest {written(most)} ({on})"]
        else:
            parts = [f"mean {written(mean)} a day", f"most {written(most)} ({on})"]
        if series.kind == "sum":
            parts.insert(0, written(sum(known)))
        if series.change:
            parts.insert(1, f"{series.change} {series.since}".rstrip())
    else:
        parts = ["no data"]
    size = math.ceil(len(series.points) / max(1, len(drawn)))
    if size > 1:
        parts.append(f"each bar the mean of {size} days")
    title = f" {series.title}  "
    if known and series.change and safe.width(title + " · ".join(parts[:2])) > width:
        parts[1] = series.change
    while len(parts) > 1 and safe.width(title + " · ".join(parts)) > width:
        parts.pop(-2 if size > 1 and len(parts) > 2 else -1)
    return (Span(title, "strong"), Span(" · ".join(parts), "dim"))


def _days(drawn: Sequence[Bar], places: Sequence[tuple[int, int, int]], room: int) -> str:
    """The axis: a tick below the first and the last day, and days between where there is room, each beside its tick."""
    if not drawn:
        return "─" * room
    line = ["─"] * room
    last = f" {short(drawn[-1].last)}┴"
    last_at = max(0, places[-1][1] - max(1, places[-1][2]) - safe.width(last) + 1)
    last_at = min(last_at, max(0, room - safe.width(last)))
    taken = -1
    for index in sorted({0, len(drawn) // 4, len(drawn) // 2, len(drawn) * 3 // 4}):
        label, at = f"┴{short(drawn[index].first)} ", places[index][0]
        if at > taken and at + len(label) < last_at:
            line[at : at + len(label)] = label
            taken = at + len(label)
    line[last_at : last_at + len(last)] = last
    return "".join(line)[:room]


class Chart(Toned, Widget):
    """One chart."""

    DEFAULT_CSS = """
    Chart { height: 1fr; width: 1fr; min-height: 4; }
    """

    def __init__(self, tone: Tone = "data") -> None:
        """
        Args:
            tone: the tone of its bars.
        """
        super().__init__()
        self._tone = tone
        self._series: Series | None = None
        self._drawn: tuple[tuple[int, int], list[tuple[Span, ...]]] | None = None

    def show(self, series: Series) -> None:
        """Show other values; nothing is repainted where they are the same."""
        before = self._series
        if before is not None and before[:2] == series[:2] and before[4:] == series[4:]:
            return
        self._series, self._drawn = series, None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        size = self.size.width, self.size.height
        if self._series is None:
            return Strip.blank(size[0], self.palette.style("plain"))
        if self._drawn is None or self._drawn[0] != size:
            self._drawn = size, draw(self._series, *size, self._tone)
        lines = self._drawn[1]
        spans = fit(lines[y], size[0]) if y < len(lines) else []
        segments = [Segment(span.text, self.palette.style(span.tone)) for span in spans]
        return Strip(segments).adjust_cell_length(size[0], self.palette.style("plain"))

    def palette_changed(self) -> None:
        """The theme is another one."""
        self.refresh()
