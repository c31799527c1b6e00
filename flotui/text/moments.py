# SPDX-License-Identifier: MIT
"""How every moment is written on screen: an age in lists, a day with its time in logs, all of it in details.

| | |
| --- | --- |
| lists, 6 cells, to the right | `now` `12 s` `5 min` `3 h` `7 d` `4 mo` `2 y`, ahead of now `in 5 d` |
| logs, 12 cells, to the right | `15 Jan 11:58`, in other years `15 Jan 2025` |
| details | `Thu 15 Jan 2026 08:53 · 3 h ago` |

Months are words, so that nobody reads 01-02 as February. All is shown in the workspace's zone; where nobody said which
that is, nothing is counted that the zone could change.
"""

from __future__ import annotations

import math
import time
from datetime import UTC, date, datetime
from typing import Final

from flotui.text.clock import host_now
from flotui.text.dates import as_written, host_moment
from flotui.text.patterns import later
from flotui.text.zones import Zone, current

UNKNOWN: Final = "–"
"""What is written where nobody knows when."""

_TIME_KEY: Final = later(
    r"(^|_)(at|ts|time|date|timestamp|on|until|since|seen|interaction|subscribed|opted_in_email|opted_in_sms)$"
)
"""Keys under which times stand."""

_DAY: Final = 86_400
_STEPS: Final = ((365 * _DAY, "y"), (61 * _DAY, "mo"), (_DAY, "d"), (3600, "h"), (60, "min"), (1, "s"))
"""From how many seconds on each unit is used."""
_MONTH: Final = 365 * _DAY / 12
_SKEW: Final = 60
"""How many seconds another clock may be ahead of ours without anything being in the future."""
_LAST: Final = 253_370_764_800
"""The last moment that can be written, in unix seconds: the year 9999."""


def span(seconds: float) -> str:
    """So many seconds in one unit, rounded down: `12 s`, `5 min`, `4 mo`; `now` below one.

    Args:
        seconds: how many, not negative.
    """
    whole = int(min(seconds, _LAST))
    for size, unit in _STEPS:
        if whole >= size:
            return f"{int(whole // _MONTH) if unit == 'mo' else whole // size} {unit}"
    return "now"


def age(at: object, now: float | None = None) -> str:
    """How long ago a moment was, or how far ahead it is: `3 h`, `in 5 d`; a dash where it isn't known.

    Args:
        at: the moment, in unix seconds.
        now: the moment to count from; now by this machine's clock by default, for what it noted.
    """
    if isinstance(at, bool) or not isinstance(at, (int, float)) or not math.isfinite(at):
        return UNKNOWN
    passed = (time.time() if now is None else now) - at
    if passed < -_SKEW:
        return f"in {span(-passed)}"
    return span(max(0.0, passed))


def ago(at: object, now: float | None = None) -> str:
    """An age as a sentence says it: `3 h ago`, `in 5 d`, `now`.

    Args:
        at: the moment, in unix seconds.
        now: the moment to count from; now by default.
    """
    found = age(at, now)
    return found if found in ("now", UNKNOWN) or found.startswith("in ") else f"{found} ago"


def host_age(text: object, now: datetime | None = None, zone: Zone | None = None) -> str:
    """The age of a time of the host's, for a list.

    Args:
        text: the time as it came: without a zone, with an offset, or in unix seconds.
        now: the moment to count from; now by default.
        zone: the workspace's zone; the one in use by default.

    Returns:
        `3 h`; where the zone isn't known and the day is today's or near it, `today 08:53`; a dash for never; what is no
        time as it came.
    """
    zone = zone or current()
    then = _read(text, zone)
    if then is None:
        return UNKNOWN if isinstance(text, str) and as_written(text.strip()) else _as_it_came(text)
    moment = now or zone.now()
    if then.tzinfo is not None and moment.tzinfo is not None:
        return age(then.timestamp(), moment.timestamp())
    passed = moment.replace(tzinfo=None) - then.replace(tzinfo=None)
    if zone.assumed and abs(passed.total_seconds()) < _DAY:
        return f"today {then:%H:%M}" if then.date() == moment.date() else _moment(then, moment)
    return age(0.0, passed.total_seconds())


def moment(at: float | datetime | None, now: datetime | None = None, zone: Zone | None = None) -> str:
    """A moment in a log: `15 Jan 11:58`; of another year `15 Jan 2025`.

    Args:
        at: the moment, in unix seconds or as a datetime, whose own clock is shown.
        now: the moment that says which year it is; now by default.
        zone: the zone; the one in use by default.
    """
    zone = zone or current()
    if at is None:
        return UNKNOWN
    if not isinstance(at, datetime):
        if not math.isfinite(at) or not -_LAST < at < _LAST:
            return UNKNOWN
        try:
            at = zone.at(at)
        except (OverflowError, OSError, ValueError):
            return UNKNOWN
    return _moment(at, now or zone.now())


def due(at: float | datetime | None, now: datetime | None = None, zone: Zone | None = None) -> str:
    """When something is to come, in a sentence: `15 Jan 11:58`; in another year `15 Jan 2027 11:58`.

    Args:
        at: the moment, as of `moment`.
        now: the moment that says which year it is; now by default.
        zone: the zone; the one in use by default.
    """
    zone = zone or current()
    now = now or zone.now()
    said = moment(at, now, zone)
    if said == UNKNOWN or at is None:
        return said
    then = at if isinstance(at, datetime) else zone.at(at)
    return said if then.year == now.year else f"{said} {then:%H:%M}"


def point(at: float, now: datetime | None = None, zone: Zone | None = None) -> str:
    """A moment in a sentence: `at 14:02` of today, else `on 15 Jan at 11:58`; of another year `on 15 Jan 2025`.

    Args:
        at: the moment, in unix seconds.
        now: the moment that says which day it is; now by default.
        zone: the zone; the one in use by default.
    """
    zone = zone or current()
    then, today = zone.at(at), now or zone.at(time.time())
    if then.date() == today.date():
        return f"at {then:%H:%M}"
    return f"on {_day(then)} at {then:%H:%M}" if then.year == today.year else f"on {_moment(then, today)}"


def host_time(text: object, now: datetime | None = None, zone: Zone | None = None) -> str:
    """A time of the host's in a log: `15 Jan 11:58`; what is no time as it came.

    Args:
        text: the time as it came.
        now: the moment that says which year it is; now by default.
        zone: the workspace's zone; the one in use by default.
    """
    zone = zone or current()
    then = _read(text, zone)
    return _as_it_came(text) if then is None else _moment(then, now or zone.now())


def day(text: object, now: datetime | None = None) -> str:
    """A day: `15 Jan`, in other years `15 Jan 2025`; as it came where it is none.

    Args:
        text: as the host wrote it: `2026-01-15`.
        now: the moment whose year needn't be said; now by default.
    """
    try:
        found = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None:
        return _as_it_came(text)
    year = (now or datetime.fromtimestamp(host_now(), UTC)).year
    return _day(found) if found.year == year else f"{_day(found)} {found.year}"


def detail(at: float | datetime | None, now: datetime | None = None, zone: Zone | None = None) -> str:
    """A moment in a detail view: `Thu 15 Jan 2026 08:53 · 3 h ago`.

    Args:
        at: the moment, in unix seconds or as a datetime.
        now: the moment to count from; now by default: by this machine's clock for seconds, which it noted, and by the
            host's for a datetime.
        zone: the zone; the one in use by default.
    """
    zone = zone or current()
    if at is None:
        return UNKNOWN
    moment = now or (zone.now() if isinstance(at, datetime) else zone.at(time.time()))
    if not isinstance(at, datetime):
        try:
            at = zone.at(at)
        except (OverflowError, OSError, ValueError):
            return UNKNOWN
    whole = f"{_WEEKDAYS[at.weekday()]} {_day(at)} {at.year} {at:%H:%M}"
    if at.tzinfo is None:
        passed = (moment.replace(tzinfo=None) - at).total_seconds()
        counted = ago(0.0, passed) if abs(passed) >= 2 * _DAY else ""
        return " · ".join(filter(None, (whole, counted, "the workspace's time")))
    return f"{whole} · {ago(at.timestamp(), moment.timestamp())}"


def host_detail(text: object, now: datetime | None = None, zone: Zone | None = None) -> str:
    """A time of the host's in a detail view; what is no time as it came.

    Args:
        text: the time as it came.
        now: the moment to count from; now by default.
        zone: the workspace's zone; the one in use by default.
    """
    zone = zone or current()
    then = _read(text, zone)
    return _as_it_came(text) if then is None else detail(then, now, zone)


def stored(text: str, zone: Zone | None = None) -> str:
    """A date or a time that somebody keeps in a field, with its year: `30 Nov 2026`, `30 Nov 2026 08:00`.

    Args:
        text: the value as the host has it; what is no time stays as it is.
        zone: the workspace's zone; the one in use by default.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        then = _read(text, zone or current())
        return text if then is None else f"{_day(then)} {then.year} {then:%H:%M}"
    return f"{_day(found)} {found.year}"


def weekday_time(at: datetime) -> str:
    """A moment within a week of now: `Fri 08:53`.

    Args:
        at: the moment, whose own clock is shown.
    """
    return f"{_WEEKDAYS[at.weekday()]} {at:%H:%M}"


def keyed(key: str, value: object, zone: Zone | None = None) -> str:
    """A value as a moment in a detail view, where its key says that it is one: unix seconds, or a text with a time in it.

    Args:
        key: the key: `finished_at`.
        value: what is under it.
        zone: the workspace's zone; the one in use by default.

    Returns:
        The moment; empty where the value is none.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float, str))
        or not _TIME_KEY.search(key.lower())
    ):
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    text = str(int(value)) if isinstance(value, (int, float)) else value.strip()
    unix = text.isdecimal()
    if not (len(text) in (10, 13) if unix else len(text) >= 16):
        return ""
    then = _read(text, zone or current())
    return "" if then is None else detail(then, zone=zone)


_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""In English whatever the machine's locale, as all else is."""


def _day(moment: date) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


def _moment(moment: datetime, now: datetime) -> str:
    if moment.year != now.year:
        return f"{_day(moment)} {moment.year}"
    return f"{_day(moment)} {moment:%H:%M}"


def _read(text: object, zone: Zone) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        return host_moment(text.strip(), zone)
    except (OverflowError, OSError, ValueError):
        return None


def _as_it_came(text: object) -> str:
    return text if isinstance(text, str) and text.strip() else UNKNOWN
