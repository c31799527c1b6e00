# SPDX-License-Identifier: MIT
"""Times as people say them, in the language's own forms: `30days`, `1 month`, `last week`, `monday`, `13/05/2026`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flotui.text.fold import fold
from flotui.text.nearest import near

WORDS = ("today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-year", "last-year")
"""The calendar words."""
_UNITS = {
    **{unit: unit for unit in ("d", "w", "h", "mo", "y")},
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuto", "minutos"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours", "hora", "horas"), "h"),
    **dict.fromkeys(("day", "days", "dia", "dias", "tag", "tage", "tagen"), "d"),
    **dict.fromkeys(("wk", "wks", "week", "weeks", "semana", "semanas"), "w"),
    **dict.fromkeys(("mon", "mth", "month", "months", "mes", "meses"), "mo"),
    **dict.fromkeys(("yr", "yrs", "year", "years", "ano", "anos"), "y"),
}
_AGE = re.compile(r"(?:(?:the )?(?:last|past|within) )?(\d{1,5}) ?([a-z]+)(?: ago)?")
_OLDER = re.compile(r"(?:older than|more than|over) (\d{1,5}) ?([a-z]+)|(\d{1,5}) ?([a-z]+)(?: ?\+| or more)")
_SIDES = {"since": ">=", "from": ">=", "after": ">", "before": "<", "until": "<=", "till": "<="}
"""What people say before a date, each with its sign."""
_SAID = {
    **dict.fromkeys(("hoy", "hoje", "heute", "oggi"), "today"),
    **dict.fromkeys(("ayer", "ontem", "gestern", "ieri"), "yesterday"),
}
"""Days in other languages."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = re.compile(r"([a-z]{3,9}) ?(\d{4})?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_DAY_OF = re.compile(
    r"(\d{1,2}) (?:de )?([a-z]{3,9})(?: (?:de )?(\d{4}))?|([a-z]{3,9}) (\d{1,2}),?(?: (\d{4}))?"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"\d{4}(?:-\d{1,2}){0,2}")
_LEAST = 3
"""Letters from which on a name may be shortened."""


def forms_of(text: str, today: date) -> tuple[str, ...]:
    """The forms of the language that a time may mean which isn't in one of them; empty where nobody knows.

    Args:
        text: as it was typed.
        today: the day it is, from which weekdays and months count back.
    """
    said = " ".join(fold(text).replace("_", " ").replace("-", " ").split())
    if (age := _AGE.fullmatch(said)) is not None and age[2] in _UNITS:
        return (f"{age[1]}{_UNITS[age[2]]}",)
    if (older := _OLDER.fullmatch(said)) is not None and (unit := _UNITS.get(older[2] or older[4])):
        return (f">{older[1] or older[3]}{unit}",)
    side, _, rest = said.partition(" ")
    if side in _SIDES and (exact := fold(text).partition(" ")[2].strip()):
        forms = (exact,) if _ISO.fullmatch(exact) or exact in WORDS else forms_of(exact, today)
        return tuple(f"{_SIDES[side]}{each}" for each in forms if rest)
    if (unit := said.removeprefix("last ").removeprefix("past ")) in ("hour", "day") and unit != said:
        return (f"1{_UNITS[unit]}",)
    if said in _SAID:
        return (_SAID[said],)
    if day_of := _day_of(said, today):
        return (day_of,)
    if day := _beginning(said.removeprefix("last "), _DAYS):
        back = (today.weekday() - _DAYS.index(day)) % 7
        return ((today - timedelta(days=back)).isoformat(),)
    if (month := _MONTH.fullmatch(said)) is not None and (name := _beginning(month[1], _MONTHS)):
        number = _MONTHS.index(name) + 1
        return (f"{month[2] or today.year - (number > today.month)}-{number:02}",)
    if said.startswith(("next", "coming")):  # which is nearly the word for the one before
        return ()
    said = said.replace("previous", "last")
    return _dates(fold(text).strip()) or tuple(near(said.replace(" ", "-"), WORDS))


def _day_of(said: str, today: date) -> str:
    """A day of a month that is named, `1 march 2026`, or a month, `03/2026`; empty where it is neither."""
    if (found := _MONTH_YEAR.fullmatch(said.replace(" ", "-"))) is not None and 1 <= int(found[1]) <= 12:
        return f"{found[2]}-{int(found[1]):02}"
    found = _DAY_OF.fullmatch(said)
    if found is None or not (name := _beginning(found[2] or found[4], _MONTHS)):
        return ""
    month, year = _MONTHS.index(name) + 1, found[3] or found[6]
    try:
        day = date(int(year or today.year), month, int(found[1] or found[5]))
        return (day if year or day <= today else day.replace(year=today.year - 1)).isoformat()
    except ValueError:
        return ""


def _beginning(said: str, names: tuple[str, ...]) -> str:
    """The one of some names that is said, perhaps shortened; empty for none."""
    found = [each for each in names if len(said) >= _LEAST and each.startswith(said)]
    return found[0] if len(found) == 1 else ""


def _dates(text: str) -> tuple[str, ...]:
    """The dates that one in another form may be: both, where day and month can't be told apart."""
    if (found := _YEAR_FIRST.fullmatch(text)) is not None:
        tried = [(found[1], found[2], found[3])]
    elif (found := _YEAR_LAST.fullmatch(text)) is not None:
        tried = [(found[3], found[2], found[1]), (found[3], found[1], found[2])]
    else:
        return ()
    dates = []
    for year, month, day in tried:
        try:
            dates.append(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(dates))
