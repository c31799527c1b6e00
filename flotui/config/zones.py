"""Time zones by name. What reads them is loaded when the first one is asked for."""

from __future__ import annotations

import functools
from datetime import tzinfo


@functools.cache
def zone_called(name: str) -> tzinfo | None:
    """The time zone of that name, as `America/Bogota`; None where there is none."""
    if not name:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_names() -> list[str]:
    """Every time zone's name, the plain ones: `America/Bogota`, `UTC`."""
    from zoneinfo import available_timezones

    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")
