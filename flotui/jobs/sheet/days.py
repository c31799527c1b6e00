# SPDX-License-Identifier: MIT
"""Dates as spreadsheets write them: which of day and month comes first in a file, and a cell with the year first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum

from flotui.jobs.sheet.spelled_dates import spelled
from flotui.jobs.sheet.weekdays import Apart, apart
from flotui.text.clean import compact
from flotui.text.quoting import in_brief

_DATE = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{2}|\d{4})(?=$|[ T,])", re.A
)
_HALF = re.compile(r"[ T,]*(?P<h>\d{1,2})(?P<rest>:\d{2}(?::\d{2})?) ?(?P<half>[ap])\.? ?m\.?", re.A | re.I)
"""A time with am or pm."""


_COUNTED = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?", re.A)
"""A day by its number, from 1900 or 1904 on, with its time as a part of it."""
_GREENWICH = re.compile(r" ?\b(?:GMT|UTC|UT) ?(?P<offset>[+-]\d{2}:?\d{2})?(?: \([^()]*\))?$", re.A)
"""The zone behind a time, as browsers and mail write it: `GMT`, `GMT-0500 (Colombia Standard Time)`."""


class DateOrder(Enum):
    """Whether day or month comes first in a file's dates."""

    UNKNOWN = ""
    """No date tells."""
    DAY = "day-first"
    MONTH = "month-first"
    BOTH = "both"
    """Some dates say the one, some the other."""


def order_of(cells: Iterable[str]) -> DateOrder:
    """Which order all the dates of a file agree on. Those with points tell nothing: there the day is first everywhere.

    Args:
        cells: the cells of its columns of dates.
    """
    dates = filter(None, (_DATE.match(_apart(text).text) for text in cells))
    found = {order for match in dates if match["mark"] != "." and (order := _own(match))}
    return found.pop() if len(found) == 1 else DateOrder.BOTH if found else DateOrder.UNKNOWN


def in_doubt(cells: Iterable[str], order: DateOrder) -> bool:
    """Whether one of some dates may be two days.

    Args:
        cells: the dates.
        order: what is known of their order.
    """
    return any(
        why == _either(match)
        for text in cells
        if (match := _DATE.match(_apart(text).text)) and (why := year_first(text, order)[1])
    )


def year_first(text: str, order: DateOrder) -> tuple[str, str]:
    """A date, with a time or without, so that its year comes first; and why it can't be told what it means.

    Args:
        text: the cell. What is no date of another order or form stays as it is, in plain signs.
        order: the file's.
    """
    given = _apart(text)
    found, why = _year_first(given.text, text, order)
    if not why and (real := given.wrong(found)):
        return text, f"{in_brief(text)} is a {real}: correct the date or its day of the week"
    return found, why


def _apart(text: str) -> Apart:
    """A cell in plain signs, and the day of the week beside its date. `Mar 4` is a day of March."""
    plain = compact(text)
    return Apart(plain) if spelled(plain) is not None and not plain.endswith(")") else apart(plain)


def _year_first(plain: str, text: str, order: DateOrder) -> tuple[str, str]:
    """The same of a cell in plain signs without a day of the week.

    Args:
        plain: that.
        text: the cell, for sentences.
        order: the file's.
    """
    match = _DATE.match(plain)
    if match is None:
        if _COUNTED.fullmatch(plain):
            return (
                text,
                f"{plain} is how a spreadsheet counts days. Format the column as a date and export it again",
            )
        if (named := spelled(plain)) is None:
            return plain, ""
        if len(named.year) == 2:
            return text, _short(text)
        return f"{named.year}-{named.month:02}-{named.day:02}{_time(named.rest)}", ""
    if len(match["year"]) == 2:
        return text, _short(text)
    own = _own(match)
    if own is None and match["one"] != match["two"] and order not in (DateOrder.DAY, DateOrder.MONTH):
        return text, _either(match)
    if (
        own is not None
        and order in (DateOrder.DAY, DateOrder.MONTH)
        and own is not order
        and match["mark"] != "."
    ):
        first = "day" if order is DateOrder.DAY else "month"
        return text, f"{in_brief(text)} doesn't begin with the {first}, as the other dates do"
    day, month = int(match["one"]), int(match["two"])
    if (own or order) is DateOrder.MONTH:
        day, month = month, day
    return f"{match['year']}-{month:02}-{day:02}{_time(plain[match.end() :])}", ""


def _short(text: str) -> str:
    return f"write the year of {in_brief(text)} with four digits"


def _own(match: re.Match[str]) -> DateOrder | None:
    """The order that a date has for certain: points stand after a day, and no month is more than 12."""
    if len(match["year"]) == 2:
        return None
    if match["mark"] == "." or int(match["one"]) > 12:
        return DateOrder.DAY
    return DateOrder.MONTH if int(match["two"]) > 12 else None


def _either(match: re.Match[str]) -> str:
    one, two = int(match["one"]), int(match["two"])
    try:
        days = [f"{each.day} {each:%B}" for each in (date(2000, two, one), date(2000, one, two))]
    except ValueError:
        return ""
    return f"{match[0]} may be {days[0]} or {days[1]}: say whether day or month comes first"


def _time(text: str) -> str:
    """A time as clocks of 24 hours show it; Greenwich's by its offset."""
    text = _GREENWICH.sub(lambda found: found["offset"] or "+00:00", text)
    half = _HALF.fullmatch(text)
    if half is None or not 1 <= int(half["h"]) <= 12:
        return text.replace(",", " ", 1) if text.startswith(",") else text
    hour = int(half["h"]) % 12 + (12 if half["half"].lower() == "p" else 0)
    return f" {hour:02}{half['rest']}"
