# SPDX-License-Identifier: MIT
"""Times and the zone they are in: the one place through which every time is typed, shown and counted.

The host writes times in the workspace's own zone without naming it (behaviour.md, Times), discount codes in UTC. A
person types and reads all of them in the workspace's zone, and its name is beside. Where nobody said which that
is, this machine's zone is taken, and said to be.

zoneinfo is imported when a zone is asked for by its name.
"""

from __future__ import annotations

import functools
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import msgspec

from flotui.text.clock import host_now
from flotui.text.patterns import later

YEARS = range(2, 9999)
"""The years of what happens. `0001-01-01` and `9999-12-31` mean never, and another zone's clocks may not come to them."""


class NoTime(ValueError):
    """What was typed is no time; `str()` is the sentence for the person."""


class Zone(msgspec.Struct, frozen=True):
    """A zone to type and to read times in."""

    tz: tzinfo
    name: str
    """Its name: `America/Sao_Paulo`."""
    assumed: bool = False
    """Whether nobody said it: this machine's zone stands for the workspace's."""

    @property
    def label(self) -> str:
        """What it is called behind a time."""
        return f"{self.name} (this machine's zone)" if self.assumed else self.name

    @property
    def lasting_name(self) -> str:
        """The name by which it is found wherever it is kept for, as under cron, where the machine's may be another;
        empty where it has none.
        """
        return self.name if zone_called(self.name) is not None else ""

    def at(self, seconds: float) -> datetime:
        """A moment in this zone.

        Args:
            seconds: the moment, in unix seconds.
        """
        return datetime.fromtimestamp(seconds, self.tz)

    def now(self) -> datetime:
        """Now by the host's clock, from which the workspace's times are counted."""
        return self.at(host_now())

    def today(self) -> date:
        """The day it is."""
        return self.now().date()

    def example(self) -> str:
        """A day to come, as one may type it: `2026-11-22`."""
        return (self.today() + timedelta(days=7)).isoformat()

    def begins(self, day: date) -> datetime:
        """The moment at which a day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=self.tz)

    def instant(self, shown: datetime) -> float:
        """When the clocks show a time, in unix seconds: the first time that they do, and for one that they skip, when
        they are put forward. So a later time of the clocks is never an earlier instant.

        Args:
            shown: the time of the clocks, without a zone.

        Raises:
            ValueError, OverflowError: when it is too long ago, or too far ahead.
        """
        at = shown.replace(tzinfo=self.tz, fold=0).timestamp()
        try:
            skips = self.at(at).replace(tzinfo=None, fold=0) != shown
        except (ValueError, OverflowError):
            return at  # it stands for never: UTC has no year for it
        if not skips:
            return at
        before, behind = int(shown.replace(tzinfo=self.tz, fold=1).timestamp()) - 1, int(at) + 1
        skipped = self.at(behind).utcoffset()
        while behind - before > 1:
            middle = (before + behind) // 2
            before, behind = (before, middle) if self.at(middle).utcoffset() == skipped else (middle, behind)
        return float(behind)

    def text_of(self, moment: datetime) -> str:
        """A moment with the zone's name: `2026-12-24 21:00 America/Sao_Paulo`."""
        return f"{moment.astimezone(self.tz):%Y-%m-%d %H:%M} {self.label}"

    def moment(self, text: str) -> datetime:
        """The moment that somebody typed, in this zone unless the text has an offset of its own.

        Args:
            text: `2026-11-22 14:30`, `tomorrow 9:00`, `now`, `2026-11-22T14:30:00+02:00`.

        Raises:
            NoTime: when it is none, the clocks of the zone never or twice show it, or UTC has no year for it.
        """
        if text.strip().lower() == "now":
            return self.now().replace(microsecond=0)
        local, offset = self._parsed(text)
        found = self._placed(local, text.strip()) if offset is None else local.replace(tzinfo=offset)
        try:
            in_reach = found.astimezone(UTC).year in YEARS
        except (OverflowError, ValueError):
            in_reach = False
        if not in_reach:
            raise NoTime(f"Type a time between the years {YEARS[0]} and {YEARS[-1]}.")
        return found

    def last(self, text: str) -> str:
        """What somebody typed for when something ends: a day alone lasts until its end.

        Args:
            text: as for `moment`; what is no time comes back as it is.
        """
        try:
            day = self.day(text)
        except NoTime:
            return text
        return f"{day.isoformat()} 23:59"

    def normal(self, text: str) -> str:
        """What was typed as ISO 8601: with its offset, or without where this zone is only assumed.

        Raises:
            NoTime: as `moment`.
        """
        found = self.moment(text)
        typed = text.strip().lower() != "now" and self._parsed(text)[1] is None
        return (found.replace(tzinfo=None) if self.assumed and typed else found).isoformat()

    def day(self, text: str) -> date:
        """The day that somebody typed: `2026-11-22`, `today`, `tomorrow`.

        Raises:
            NoTime: when it is none.
        """
        if (days := _DAYS.get(text.strip().lower())) is not None:
            return self.today() + timedelta(days=days)
        found = _DATE.fullmatch(text.strip())
        if not found:
            raise NoTime(
                f"A date is needed: year, month, day, as in {self.example()}. Also: today, tomorrow."
            )
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise NoTime(f"There is no such day as {text.strip()}.") from None

    def _parsed(self, text: str) -> tuple[datetime, tzinfo | None]:
        """The local time that a text says, and its offset where it has one."""
        found = _TIME.fullmatch(text.strip())
        if not found:
            raise NoTime(
                f"A date and a time are needed, as in {self.example()} 14:30 or {self.example()}T14:30:00+02:00."
            )
        day = self.day(found["date"])
        hour, minute, second = (int(found[part] or 0) for part in ("h", "m", "s"))
        micro = round(float(found["f"]) * 1_000_000) if found["f"] else 0
        try:
            local = datetime(day.year, day.month, day.day, hour, minute, second, micro)
        except ValueError:
            raise NoTime("There is no such time: hours go to 23, minutes and seconds to 59.") from None
        return local, _offset(found["zone"]) if found["zone"] else None

    def _placed(self, local: datetime, text: str) -> datetime:
        """The moment at which this zone's clocks show a time."""
        first, second = (local.replace(tzinfo=self.tz, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(UTC).astimezone(self.tz).replace(tzinfo=None) == local:
            offsets = " or ".join(f"{local:%Y-%m-%d %H:%M}{offset(each)}" for each in (first, second))
            raise NoTime(f"{text} comes twice in {self.name}, when the clocks go back. Type {offsets}.")
        later = first.astimezone(UTC).astimezone(self.tz)
        raise NoTime(
            f"{text} doesn't exist in {self.name}: the clocks go forward then. Type {later:%Y-%m-%d %H:%M}."
        )


_DATE = later(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_TIME = later(
    r"(?P<date>[^\sT]+|today|tomorrow)"
    r"(?:(?:T|\s+)(?P<h>\d{1,2})(?:[:h](?P<m>\d{2}))?(?::(?P<s>\d{2})(?P<f>\.\d{1,6})?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.ASCII | re.IGNORECASE,
)
_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1}


def _offset(text: str) -> tzinfo:
    if text.upper() in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    try:
        found = datetime.fromisoformat(f"2000-01-01T00:00{text[0]}{digits[:2]}:{digits[2:] or '00'}").tzinfo
    except ValueError:
        found = None
    if found is None:
        raise NoTime(f"There is no time zone {text}: offsets look like +02:00.")
    return found


def offset(moment: datetime) -> str:
    """A moment's offset: `-03:00`."""
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


# -- Zones by name --------------------------------------------------------------------------------


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


@functools.cache
def zone_names() -> tuple[str, ...]:
    """Every time zone's name in order, the plain ones: `America/Bogota`, `UTC`."""
    from zoneinfo import available_timezones

    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def _by_the_system(local: datetime) -> datetime:
    """A local time with the offset of this machine; the system can't tell it at either end of the calendar."""
    year = min(max(local.year, 2), 9998)
    return local.replace(year=year, tzinfo=None).astimezone()


class _Machine(tzinfo):
    """This machine's zone, with the offset that it has at each moment."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """The offset at a local time."""
        return None if dt is None else _by_the_system(dt).utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Nobody asks."""
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """What it is called at a local time: `EST`."""
        return None if dt is None else _by_the_system(dt).tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """The local time at a moment."""
        local = datetime.fromtimestamp(dt.replace(tzinfo=UTC).timestamp())
        return local.replace(microsecond=dt.microsecond, tzinfo=self)


_MACHINE = _Machine()


def machine() -> Zone:
    """This machine's zone, for where nobody said the workspace's."""
    return Zone(_MACHINE, machine_name(), assumed=True)


def machine_name() -> str:
    """What this machine's zone is called: `Europe/Lisbon`, or as the system abbreviates it."""
    return _named(os.environ.get("TZ", "").lstrip(":"), time.tzname[0])


@functools.cache
def _named(told: str, short: str) -> str:
    """The name of a zone: as the environment tells it, else as the system's files do, else the short one."""
    if told:
        return told if zone_called(told) is not None else short
    file = Path(os.path.realpath("/etc/localtime"))
    _, among_zones, name = str(file).rpartition("/zoneinfo/")
    return name if among_zones and file.exists() else short


# -- The zone in use ------------------------------------------------------------------------------

_followed: list[Callable[[], Zone]] = [machine]


def follow(zone: Callable[[], Zone]) -> Callable[[], None]:
    """Show times in another zone from now on.

    Args:
        zone: says which: that of the workspace that is open.

    Returns:
        What ends it.
    """
    _followed.append(zone)
    return lambda: _followed.remove(zone) if zone in _followed else None


def current() -> Zone:
    """The zone in which times are shown: that of the workspace that was opened last."""
    return _followed[-1]()
