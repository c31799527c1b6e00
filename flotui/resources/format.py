"""How values are written on screen: ages, times, counts, JSON."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from flotui.api.exact import dumps
from flotui.api.models.base import Model
from flotui.resources.base import Line
from flotui.resources.text import Span, Text
from flotui.text.moments import host_moment, keyed_time
from flotui.text.zones import current

_STEPS = ((86_400 * 365, "y"), (86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def age(at: float | None, now: float | None = None) -> str:
    """How long ago a moment was, in one unit: `12 s`, `3 h`, `4 d`; `never` for None.

    Args:
        at: the moment, in unix seconds.
        now: the moment to count from; now by default.
    """
    if at is None:
        return "never"
    seconds = max(0, int((time.time() if now is None else now) - at))
    for size, unit in _STEPS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "now"


def when(text: str, now: datetime | None = None) -> str:
    """The age of a time of the host's; what is younger than a day is shown as a time, in the workspace's zone.

    Args:
        text: the time as it came: without a zone, with an offset, or in unix seconds.
        now: the moment to count from; now by default.
    """
    then = host_moment(text, current())
    if then is None:
        return text
    days = ((now or current().now()).replace(tzinfo=None) - then.replace(tzinfo=None)).days
    if days < 1:
        return f"{then:%m-%d %H:%M}"
    return f"{days} d" if days < 365 else f"{days // 365} y"


def clock(at: float) -> str:
    """A moment in the workspace's zone: the time today, the date and time before."""
    moment = current().at(at)
    if moment.date() == current().today():
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d %H:%M")


def exact(at: float | None) -> str:
    """A moment to the second, with the zone's name; `never` for None."""
    return "never" if at is None else f"{current().at(at):%Y-%m-%d %H:%M:%S} {current().label}"


def count(number: int | None) -> str:
    """A number with its thousands separated; `?` for None."""
    return "?" if number is None else f"{number:,}"


def counted(number: int | None) -> str:
    """A number that the host may leave out, with its thousands separated; empty for None."""
    return "" if number is None else f"{number:,}"


def pretty(value: Any) -> str:
    """A JSON value over several lines."""
    return dumps(value, indent=2)


def line(name: str, value: str) -> Line:
    """A line of a detail view; a dash where there is no value."""
    return Line(name, value if value else (Span("–", "dim"),), value)


def about_whom(row: Model, key: str = "user_ns") -> Text:
    """The one whose id stands under a key: the name where it is known, and the id; empty for nobody."""
    found = str(row.raw.get(key) or "")
    name = row.called.get(key, "")
    return (Span(name), Span(f"  {found}", "dim")) if name else found


def raw_lines(row: Model) -> list[Line]:
    """Every key of a row as it came: for what has no view of its own."""
    lines = [
        Line(name, _told(name, value), value if isinstance(value, str) else pretty(value))
        for name, value in row.raw.items()
    ]
    if row.odd:
        lines.append(Line("note", (Span(f"not of the usual shape: {', '.join(row.odd)}", "warn"),)))
    return lines


def unknown_lines(row: Model, known: tuple[str, ...]) -> list[Line]:
    """The keys of a row that a view does not show otherwise, and what was odd about it."""
    shown = {*known, *(field for field in type(row).__struct_fields__)}
    rest = type(row)(
        raw={name: value for name, value in row.raw.items() if name not in shown or name in row.odd},
        odd=row.odd,
    )
    return raw_lines(rest)


def _told(key: str, value: Any) -> Text:
    """A value as it came; a time as one, with what came beside it where that says nothing to a person."""
    if moment := keyed_time(key, value, current()):
        return (Span(moment), Span(f"  {value}", "dim")) if str(value).isdecimal() else moment
    return _short(value)


def _short(value: Any) -> Text:
    if isinstance(value, str):
        return value
    if value is None:
        return (Span("null", "dim"),)
    return dumps(value)


def duration(seconds: float) -> str:
    """So many seconds, in the one unit that says enough: `45 s`, `12 min`, `3.2 h`, `4.1 d`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 2 * 86_400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86_400:.1f} d"
