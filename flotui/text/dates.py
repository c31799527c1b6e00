# SPDX-License-Identifier: MIT
"""Times of the host's read in whatever form they come, and days, ranges and durations in words; see `moments` for how a
moment is shown.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, tzinfo

from flotui.text.amounts import measured
from flotui.text.zones import YEARS, Zone, current, offset


def as_written(text: str) -> datetime | None:
    """A time of the host's in whatever year, with the offset that it names, or none; None where it is no time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def host_moment(text: str, zone: Zone) -> datetime | None:
    """The moment that a time of the host's says, in the workspace's own zone.

    Args:
        text: the time as it came: without a zone, with an offset, or in unix seconds.
        zone: the workspace's zone. Where nobody said it, a time without one stays without one.

    Returns:
        The moment; None where it is no time, or stands for never.
    """
    if text.isdecimal() and len(text) in (10, 13):
        return zone.at(int(text[:10]))
    found = as_written(text)
    if found is None or found.year not in YEARS:
        return None
    if found.tzinfo is not None:
        return found.astimezone(zone.tz)
    return found if zone.assumed else found.replace(tzinfo=zone.tz)


def listed(moment: datetime | None, text: str) -> str:
    """A moment in a list, with its offset: `2026-12-24 21:00 -03:00`; the text as it came where there is none."""
    if moment is None:
        return text
    return f"{moment:%Y-%m-%d %H:%M} {offset(moment) if moment.tzinfo is not None else ''}".rstrip()


def in_file(at: float | str, zone: Zone | None = None) -> str:
    """A moment as every file has it, with its zone: `2026-12-24T21:00:00-03:00`.

    Args:
        at: the moment, in unix seconds or as the host wrote it.
        zone: the workspace's zone; the one in use by default.

    Returns:
        The moment; the text as it came where it is none, or nobody knows its zone.
    """
    zone = zone or current()
    moment = host_moment(at.strip(), zone) if isinstance(at, str) else zone.at(at)
    if moment is None or moment.tzinfo is None:
        return str(at)
    return moment.isoformat(timespec="seconds")


def duration(seconds: float) -> str:
    """So many seconds, in the one unit that says enough: `45 s`, `12 min`, `3.2 h`, `26 h`, `4 d`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 2 * 86_400:
        return f"{measured(seconds / 3600)} h"
    return f"{measured(seconds / 86_400)} d"


def exact(at: float | None) -> str:
    """A moment to the second, with the zone's name; `never` for None."""
    return "never" if at is None else f"{current().at(at):%Y-%m-%d %H:%M:%S} {current().label}"


def clock_time(at: float, tz: tzinfo | None = None) -> str:
    """A moment as `HH:MM`.

    Args:
        at: the moment, in unix seconds.
        tz: the zone; the workspace's by default.
    """
    return f"{datetime.fromtimestamp(at, tz or current().tz):%H:%M}"


def clock_time_by(at: float) -> str:
    """The first full minute by which a moment has come, as `HH:MM`: what ends then is still going on before it.

    Args:
        at: the moment, in unix seconds.
    """
    return clock_time(math.ceil(at / 60) * 60)


def day(date: date) -> str:
    """A day, shortly: `21 Nov`."""
    return f"{date.day} {date:%b}"


def days_between(first: str, last: str) -> str:
    """A range of days: `1 to 31 Oct 2026`."""
    try:
        start, stop = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return f"{first} to {last}"
    if start == stop:
        return f"{stop.day} {stop:%b %Y}"
    if (start.year, start.month) == (stop.year, stop.month):
        return f"{start.day} to {stop.day} {stop:%b %Y}"
    year = "" if start.year == stop.year else f" {start.year}"
    return f"{start.day} {start:%b}{year} to {stop.day} {stop:%b %Y}"


# -- Times in UTC ---------------------------------------------------------------------------------------


def utc_moment(text: str) -> datetime | None:
    """A time of the host's that is UTC unless it says otherwise; None where it is none, or stands for never."""
    found = as_written(text.strip().replace(" -", "-").replace(" +", "+"))
    if found is None or found.year not in YEARS:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def local_text(text: str, zone: Zone) -> str:
    """A time of the host's in UTC as it is typed and listed in a zone; as it came where it is none."""
    at = utc_moment(text)
    return text if at is None else f"{at.astimezone(zone.tz):%Y-%m-%d %H:%M}"


def utc_text(moment: datetime) -> str:
    """A moment as the host wants those in UTC: `2026-12-25 00:00:00`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def beside_utc(moment: datetime, zone: Zone) -> str:
    """A moment in a zone with UTC beside it: `2026-12-24 21:00 America/Sao_Paulo = 2026-12-25 00:00 UTC`."""
    return f"{zone.text_of(moment)} = {utc_label(moment)}"


def utc_label(moment: datetime) -> str:
    """A moment in UTC: `2026-12-25 00:00 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
