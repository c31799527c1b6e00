# SPDX-License-Identifier: MIT
"""The day of the week that programs and people write beside a date, which it has to fit."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from flotui.text.fold import fold

_NAMES: Final = (
    "mon monday mo montag lun lunes lundi lunedi seg segunda segunda-feira maandag 月 월",
    "tue tues tuesday di dienstag mar martes mardi martedi ter terca terca-feira dinsdag 火 화",
    "wed weds wednesday mi mittwoch mie miercoles mer mercredi mercoledi qua quarta quarta-feira wo woensdag 水 수",
    "thu thur thurs thursday do donnerstag jue jueves jeu jeudi gio giovedi qui quinta quinta-feira donderdag 木 목",
    "fri friday fr freitag vie viernes ven vendredi venerdi sex sexta sexta-feira vr vrijdag 金 금",
    "sat saturday sa samstag sonnabend sab sabado sam samedi sabato za zaterdag 土 토",
    "sun sunday so sonntag dom domingo dim dimanche domenica zo zondag 日 일",
)
"""What the days are called in the usual languages, as `fold` leaves it, from Monday on. No word is two of them."""
_DAYS: Final = {fold(name): number for number, names in enumerate(_NAMES) for name in names.split()}

_BEFORE: Final = re.compile(r"(?P<day>[^\W\d_]{2,13}(?:-feira)?)(?:\.,|[.,])? +")
_BEHIND: Final = re.compile(r" ?\((?P<day>[^\W\d_]{1,13})\.?\)")


class Apart(NamedTuple):
    """A date without its day of the week."""

    text: str
    """The rest."""
    day: int | None = None
    """The day, 0 for Monday; None where there is none."""

    def wrong(self, year_first: str) -> str:
        """What the day of the week really is, where it is another; empty where it fits.

        Args:
            year_first: the date, as it was understood: `2026-01-12`, with a time behind it or without.
        """
        try:
            real = date.fromisoformat(year_first[:10])
        except ValueError:
            return ""
        return "" if self.day in (None, real.weekday()) else f"{real:%A}"


def apart(text: str) -> Apart:
    """Take the day of the week from a date: from before it, or from brackets behind it.

    Args:
        text: the cell, in plain signs.
    """
    for form in (_BEFORE.match, _BEHIND.search):
        found = form(text)
        day = _DAYS.get(fold(found["day"])) if found else None
        if found and day is not None:
            return Apart(text[: found.start()] + text[found.end() :], day)
    return Apart(text)
