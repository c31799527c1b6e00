# SPDX-License-Identifier: MIT
"""When a job may send: its start, the workspace's quiet hours, and after when it doesn't go on."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import msgspec

from flotui.text.dates import clock_time
from flotui.text.hours import Hours, in_words
from flotui.text.moments import due
from flotui.text.zones import current, zone_called

if TYPE_CHECKING:
    from flotui.store.job import Job


MACHINE = "this machine's zone"
"""What the zone of quiet hours is called where nobody has said the workspace's."""


class SendingHours(msgspec.Struct, frozen=True):
    """When a job may send."""

    starts_at: float | None
    """Not before, in unix seconds."""
    not_after: float | None
    """Not after."""
    quiet: Hours | None
    """The hours in which nothing leaves; None where it sends nothing."""
    zone: str
    """The zone of these hours; empty for this machine's."""


def tz_of(zone: str) -> tzinfo | None:
    """The zone of a name; None for this machine's."""
    if not zone:
        return None

    return zone_called(zone)


def window_of(job: Job) -> SendingHours:
    """When a job may send."""
    options = job.options
    return SendingHours(job.starts_at, job.not_after, options.quiet if options.sends else None, options.zone)


def end_of(job: Job, now: float) -> float | None:
    """After when nothing of a job begun now leaves, in unix seconds: of messages, after their first day.

    Args:
        job: the job.
        now: unix seconds.
    """
    options = job.options
    if job.not_after is not None or not options.sends:
        return job.not_after
    return end_of_day(first_moment(job.starts_at, options.quiet, options.zone, now), options.zone)


def obstacle(
    window: SendingHours, now: float, limited: float | None = None
) -> tuple[float | None, str] | None:
    """What keeps a job from sending now.

    Args:
        window: when it may.
        now: unix seconds.
        limited: until when the quota gives it no turn, in unix seconds; None where it does.

    Returns:
        Until when it is held, None for good; and why, as a sentence. None where it may send.
    """
    zone = tz_of(window.zone)
    if window.not_after is not None and now > window.not_after:
        return None, f"Its time ended at {_clock(window.not_after, now, zone)}."
    starts = window.starts_at
    if starts is not None and starts > now:
        return starts, f"Held until {_clock(starts, now, zone)}, when it starts."
    if window.quiet is None or (until := quiet_until(now, window.quiet, zone)) is None:
        if limited is None or limited <= now:
            return None
        return limited, _used_up_in(window, limited, now, zone)
    if window.not_after is not None and until >= window.not_after:
        return (
            None,
            f"Quiet hours until {_clock(until, now, zone)}, and {_ends(window.not_after, until, now, zone)}.",
        )
    return until, f"Held until {_clock(until, now, zone)}: quiet hours."


def _used_up_in(window: SendingHours, limited: float, now: float, zone: tzinfo | None) -> str:
    """That the quota gives a job no turn, and whether it can go on then, as sentences.

    Args:
        window: when it may send.
        limited: until when the quota gives none, in unix seconds.
        now: unix seconds.
        zone: in which times are said.
    """
    quiet = None if window.quiet is None else quiet_until(limited, window.quiet, zone)
    at = quiet or limited
    if window.not_after is not None and at > window.not_after:
        follow = (
            f", quiet hours follow until {_clock(at, now, zone)},"
            if quiet
            else f" until {_clock(at, now, zone)},"
        )
        return f"This hour's calls are used up{follow} and {_ends(window.not_after, at, now, zone)}."
    if quiet:
        return (
            f"This hour's calls are used up, and quiet hours follow. It goes on at {_clock(at, now, zone)}."
        )
    return used_up(limited)


def used_up(limited: float) -> str:
    """That the quota gives a job no turn, as sentences.

    Args:
        limited: until when, in unix seconds.
    """
    return f"This hour's calls are used up. It goes on at {clock_time(limited)}."


def never(window: SendingHours, now: float) -> str:
    """Why a job can't send at any time, as a sentence; empty where it can.

    Args:
        window: when it may.
        now: unix seconds.
    """
    ends, zone = window.not_after, tz_of(window.zone)
    if ends is None or first_moment(window.starts_at, window.quiet, window.zone, now) < ends:
        return ""
    starts = max(window.starts_at or now, now)
    if starts >= ends:
        before = "before" if starts > ends else "when"
        return f"It can never be sent: its time ends at {_clock(ends, now, zone)}, {before} it starts."
    until = first_moment(starts, window.quiet, window.zone, now)
    return (
        f"It can never be sent: quiet hours last until {_clock(until, now, zone)}, "
        f"and {_ends(ends, until, now, zone)}."
    )


def _ends(ends: float, until: float, now: float, zone: tzinfo | None) -> str:
    """That no time is left after quiet hours, as a part of a sentence.

    Args:
        ends: after when nothing is sent.
        until: when quiet hours end: then, or later.
        now: unix seconds.
        zone: in which times are said.
    """
    return f"its time ends before, at {_clock(ends, now, zone)}" if ends < until else "its time ends then"


def quiet_until(now: float, quiet: Hours, zone: tzinfo | None) -> float | None:
    """Until when it is quiet, in unix seconds; None where it isn't.

    Args:
        now: unix seconds.
        quiet: the hours.
        zone: theirs.
    """
    if not _is_quiet(now, quiet, zone):
        return None
    local = datetime.fromtimestamp(now, zone)
    day = local.date() if _hour(local) < quiet[1] else local.date() + timedelta(days=1)
    hour, minute = divmod(round(quiet[1] * 60), 60)
    # Of an hour that clocks have twice, the end in the one that it is now.
    end = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=local.fold)
    return _first_unquiet(end, now, quiet, zone)


def _hour(local: datetime) -> float:
    return local.hour + local.minute / 60


def _is_quiet(now: float, quiet: Hours, zone: tzinfo | None) -> bool:
    """Whether a moment, in unix seconds, is in quiet hours."""
    begins, ends = quiet
    at = _hour(datetime.fromtimestamp(now, zone))
    return begins != ends and (begins <= at < ends if begins < ends else at >= begins or at < ends)


def _first_unquiet(end: datetime, now: float, quiet: Hours, zone: tzinfo | None) -> float:
    """The end of quiet hours that it is now, in unix seconds: where clocks leave that time out, when they do."""
    until = end.timestamp()
    if _hour(datetime.fromtimestamp(until, zone)) == _hour(end):
        return until
    before, until = sorted(end.replace(fold=fold).timestamp() for fold in (0, 1))
    quiet_still = max(before, now)
    while until - quiet_still > 1:
        between = (quiet_still + until) // 2
        quiet_still, until = (between, until) if _is_quiet(between, quiet, zone) else (quiet_still, between)
    return until


def quiet_said(quiet: Hours, zone: str) -> str:
    """Quiet hours in words, as what lies between, and in which zone: `21:00 and 08:00 (America/Lima)`.

    Args:
        quiet: the hours.
        zone: the zone of these hours; empty for this machine's.
    """
    return f"{in_words(quiet)} ({zone_said(zone)})"


def zone_said(zone: str) -> str:
    """What the zone of quiet hours is called, and that it is only taken for the workspace's.

    Args:
        zone: the name with which the job was planned; empty for this machine's zone.
    """
    shown = current()
    if zone and shown.assumed and shown.name == zone:
        return f"{zone}, {MACHINE}"
    return zone or MACHINE


def first_moment(starts_at: float | None, quiet: Hours | None, zone: str, now: float) -> float:
    """When a job begun now sends first, in unix seconds."""
    at = max(starts_at or now, now)
    return (quiet_until(at, quiet, tz_of(zone)) or at) if quiet is not None else at


def ahead(starts_at: float | None, quiet: Hours | None, zone: str, now: float) -> float:
    """In how many seconds a job begun now sends first; 0 for at once."""
    return first_moment(starts_at, quiet, zone, now) - now


def end_of_day(at: float, zone: str) -> float:
    """The end of the day of a moment, in unix seconds."""
    tz = tz_of(zone)
    day = datetime.fromtimestamp(at, tz).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=tz).timestamp() - 1


def _clock(at: float, now: float, zone: tzinfo | None) -> str:
    """A moment as a time; with its day where that isn't today, and its zone where other times are shown in another."""
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    shown = datetime.fromtimestamp(at, current().tz).astimezone(current().tz).utcoffset()
    named = f" ({zone or MACHINE})" if moment.astimezone(zone).utcoffset() != shown else ""
    if moment.date() == today.date():
        return f"{clock_time(at, zone)}{named}"
    if moment.date() == today.date() + timedelta(days=1):
        return f"{clock_time(at, zone)} tomorrow{named}"
    return f"{due(moment, today)}{named}"
