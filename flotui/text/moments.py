"""Times of the host's: read in whatever form they come, shown in the workspace's zone."""

from __future__ import annotations

import re
from datetime import datetime

from flotui.text.zones import Zone, offset

_TIME_KEY = re.compile(r"(^|_)(at|ts|time|date|timestamp|on|until|since|seen)$")
"""Keys under which times stand."""


def host_time(text: str, zone: Zone) -> str:
    """A time of the host's in the workspace's own zone, with its name: broadcasts, orders, logs.

    Args:
        text: the time as it came: without a zone, with an offset, or in unix seconds.
        zone: the workspace's zone.
    """
    moment = host_moment(text, zone)
    if moment is None:
        return text
    return zone.says(moment) if moment.tzinfo is not None else f"{text} (the workspace's time)"


def host_moment(text: str, zone: Zone) -> datetime | None:
    """The moment that a time of the host's says, in the workspace's own zone; None where it is no time.

    Args:
        text: the time as it came: without a zone, with an offset, or in unix seconds.
        zone: the workspace's zone. Where nobody said it, a time without one stays without one.
    """
    if text.isdecimal() and len(text) in (10, 13):
        return zone.at(int(text[:10]))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is not None:
        return found.astimezone(zone.tz)
    return found if zone.assumed else found.replace(tzinfo=zone.tz)


def listed(moment: datetime | None, text: str) -> str:
    """A moment in a list, with its offset: `2026-12-24 21:00 -03:00`; the text as it came where there is none."""
    if moment is None:
        return text
    return f"{moment:%Y-%m-%d %H:%M} {offset(moment) if moment.tzinfo is not None else ''}".rstrip()


def listed_short(text: str, zone: Zone) -> str:
    """A time of the host's in a narrow column, in a zone: `12-24 21:00`; as it came where it is none.

    Args:
        text: the time as it came.
        zone: the workspace's zone.
    """
    moment = host_moment(text, zone)
    return text if moment is None else f"{moment:%m-%d %H:%M}"


def keyed_time(key: str, value: object, zone: Zone) -> str:
    """A value as a time, where its key says that it is one: unix seconds, or a text with a time in it.

    Args:
        key: the key: `finished_at`.
        value: what stands under it.
        zone: the workspace's zone.

    Returns:
        The time with the zone's name; empty where the value is none.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float, str))
        or not _TIME_KEY.search(key.lower())
    ):
        return ""
    text = str(int(value)) if isinstance(value, (int, float)) else value.strip()
    unix = text.isdecimal()
    if not (len(text) in (10, 13) if unix else len(text) >= 16):
        return ""
    return host_time(text, zone) if host_moment(text, zone) is not None else ""
