# SPDX-License-Identifier: MIT
"""Times in a query: ages, days, months and ranges as instants, in the workspace's zone.

`24h` counts from now; `7d`, `today`, `2026-03` count calendar days. A range has no end unless one is given, so that
stamps that lie ahead belong to it; where it has one, that instant is outside.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from flotui.audience.signs import ORDER, sign_of
from flotui.text.dates import as_written, host_moment
from flotui.text.zones import NoTime, Zone


class TimeSpan(NamedTuple):
    """From when to when, in unix seconds."""

    since: float | None = None
    """The first instant in it; None for no beginning."""
    until: float | None = None
    """The first instant after it; None for no end."""


class Moment(NamedTuple):
    """Now, and where the days begin and end."""

    at: float
    """Unix seconds."""
    zone: Zone

    @property
    def today(self) -> date:
        """The day it is."""
        return self.zone.at(self.at).date()


_AGE = re.compile(r"(\d{1,5})\s*(min|h|d|w|mo|y)", re.IGNORECASE)
_SECONDS = {"min": 60, "h": 3600}
_PART = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
EXAMPLES = "24h, 7d, today, 2026-03, 2026-01..2026-03, <24h, >30d"
"""What a time may look like, for sentences."""


class Unclear(ValueError):
    """A text that is no time; `str()` says what it may be instead."""

    def __init__(self, happened: str, *, advice: str = "") -> None:
        """
        Args:
            happened: what is wrong with it, and where its right form is known, that.
            advice: what times look like, for who has no nearer form to offer.
        """
        super().__init__(f"{happened} {advice}".rstrip())
        self.happened, self.advice = happened, advice


def instant(text: str, zone: Zone) -> float | None:
    """A stamp of the host's, or a field's date, in unix seconds; None where it is none.

    Args:
        text: as it came.
        zone: the workspace's, in which the host writes without saying so.
    """
    text = text.strip()
    numbered = host_moment(text, zone) if text.isdecimal() else None
    moment = numbered or as_written(text)
    if moment is None:
        return None
    try:
        return zone.instant(moment) if moment.tzinfo is None else moment.timestamp()
    except (ValueError, OverflowError):
        return None


def is_dated(text: str) -> bool:
    """Whether a text begins as a date does: `1990-01-01`."""
    return bool(_DATED.match(text.strip()))


def span(text: str, now: Moment) -> TimeSpan:
    """The range that a text means.

    Args:
        text: `24h`, `<24h`, `>30d`, `today`, `2026-03`, `2026-01..2026-03`, `>=2026-01-01`.
        now: what it is counted from.

    Raises:
        Unclear: when it is none.
    """
    text = text.strip()
    if ".." in text:
        first, _, last = text.partition("..")
        return _range(first, last, now)
    sign = ORDER.match(text)
    return compared(sign_of(sign[0]) if sign else "=", text[sign.end() :] if sign else text, now)


def compared(sign: str, text: str, now: Moment) -> TimeSpan:
    """The range that a sign and a time mean together. `<` is younger than an age, and before a date.

    Args:
        sign: `=`, `<`, `<=`, `>`, `>=`.
        text: an age, a date, a calendar word.
        now: what it is counted from.

    Raises:
        Unclear: when the text is no time.
    """
    text = text.strip()
    begins = _age(text, now)
    if begins is not None:
        return TimeSpan(until=begins) if sign[0] == ">" else TimeSpan(since=begins)
    since, until = _calendar(text, now)
    return {
        "=": TimeSpan(since, until),
        "<": TimeSpan(until=since),
        "<=": TimeSpan(until=until),
        ">": TimeSpan(since=until),
        ">=": TimeSpan(since=since),
    }[sign]


def _range(first: str, last: str, now: Moment) -> TimeSpan:
    if not (first.strip() or last.strip()):
        raise Unclear("A range needs a beginning or an end, as in 2026-01..2026-03.")
    for each in (first, last):
        if _AGE.fullmatch(each.strip()):
            raise Unclear(f"A range takes dates, not ages: write <{each.strip()} or >{each.strip()}.")
    since = _calendar(first, now)[0] if first.strip() else None
    until = _calendar(last, now)[1] if last.strip() else None
    if since is not None and until is not None and since >= until:
        raise Unclear(f"The range ends before it begins. Did you mean {last}..{first}?")
    return TimeSpan(since, until)


def _age(text: str, now: Moment) -> float | None:
    """The instant at which an age begins; None where the text is none."""
    found = _AGE.fullmatch(text)
    if found is None:
        if re.fullmatch(r"\d+\s*m", text):
            raise Unclear(f"{text} may be minutes or months: write {text[:-1]}min or {text[:-1]}mo.")
        return None
    count, unit = int(found[1]), found[2].lower()
    if unit in _SECONDS:
        return now.at - count * _SECONDS[unit]
    try:
        if unit in ("d", "w"):
            first = now.today - timedelta(days=count * (7 if unit == "w" else 1) - 1)
        else:
            first = _months_on(now.today, -count * (12 if unit == "y" else 1)) + timedelta(days=1)
        return now.zone.begins(first).timestamp()
    except (ValueError, OverflowError):
        raise Unclear(f"{text} is too long ago.") from None


def _calendar(text: str, now: Moment) -> tuple[float, float]:
    """When a day, month, year or calendar word begins and ends."""
    text = text.strip().lower()
    try:
        found = _part(text, now) or _day(text, now)
        return now.zone.begins(found[0]).timestamp(), now.zone.begins(found[1]).timestamp()
    except (ValueError, OverflowError) as error:
        if isinstance(error, Unclear):
            raise
        if len(text) > 10 and is_dated(text):
            return _minute(text, now)
        if isinstance(error, NoTime) and is_dated(text):
            raise Unclear(str(error)) from None
        wrong = f"{text} isn't a time" if text else "A time is missing"
        raise Unclear(f"{wrong}.", advice=f"Times look like {EXAMPLES}.") from None


def _part(text: str, now: Moment) -> tuple[date, date] | None:
    today = now.today
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    words = {
        "this-week": (monday, monday + timedelta(days=7)),
        "last-week": (monday - timedelta(days=7), monday),
        "this-month": (month, _months_on(month, 1)),
        "last-month": (_months_on(month, -1), month),
        "this-year": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
        "last-year": (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
    }
    if text in words:
        return words[text]
    found = _PART.fullmatch(text)
    if found is None:
        return None
    if not 1 <= int(found[2] or 1) <= 12:
        raise Unclear(f"There is no such month as {text}.")
    first = date(int(found[1]), int(found[2] or 1), 1)
    return first, _months_on(first, 1 if found[2] else 12)


def _day(text: str, now: Moment) -> tuple[date, date]:
    days = {"today": 0, "tomorrow": 1, "yesterday": -1}
    day = now.today + timedelta(days=days[text]) if text in days else now.zone.day(text)
    return day, day + timedelta(days=1)


def _minute(text: str, now: Moment) -> tuple[float, float]:
    try:
        at = now.zone.moment(text).timestamp()
    except NoTime as error:
        raise Unclear(str(error)) from None
    return at, at + (1 if text.count(":") > 1 and not re.search(r"[+-]\d\d:\d\d$", text) else 60)


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            if not 1 <= year <= 9999:
                raise
    raise ValueError(day)
