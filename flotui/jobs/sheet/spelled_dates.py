# SPDX-License-Identifier: MIT
"""Dates in other forms that mean one day alone: the month as a word, no signs between the numbers, signs of East Asia."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from flotui.text.fold import fold

_MONTHS: Final = (
    "jan january januar janner januari janeiro janvier janv enero ene gennaio gen",
    "feb february februar februari fevereiro fev fevrier fevr febrero febbraio",
    "mar march marz mrz maart mrt marco mars marzo",
    "apr april abril abr avril avr aprile",
    "may mai mei maio mayo maggio mag",
    "jun june juni junho junio juin giugno giu",
    "jul july juli julho julio juillet juil luglio lug",
    "aug august augustus agosto ago aout",
    "sep sept september setembro set septembre septiembre setiembre settembre",
    "oct october oktober okt outubro out octobre octubre ottobre ott",
    "nov november novembro novembre noviembre",
    "dec december dezember dez dezembro decembre diciembre dic dicembre",
)
"""What the months are called in the usual languages, as `fold` leaves it. No word is two of them."""
_NUMBERS: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_WORD = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>[0-9]{1,2})"
_ENDS = r"(?=$|[ T,])"
_FORMS: Final = (
    rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?[- /.]?(?:de |di |of )?{_WORD}[- /.,]*(?:de |del |of )?"
    rf"(?P<year>[0-9]{{4}}|'?[0-9]{{2}}){_ENDS}",
    rf"{_WORD}[- ]{_DAY}(?:st|nd|rd|th)?,?[- ](?P<year>[0-9]{{4}}){_ENDS}",
    rf"(?P<year>[0-9]{{4}})[- /.]{_WORD}[- /.]{_DAY}{_ENDS}",
    rf"{_WORD} +{_DAY}(?P<time> [0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?: (?:UTC|GMT|[+-][0-9]{{4}}))?)"
    rf" (?P<year>[0-9]{{4}})$",
    rf"(?P<year>[0-9]{{4}})[年년] ?(?P<month>[0-9]{{1,2}})[月월] ?{_DAY}[日일]",
    rf"(?P<year>(?:19|20)[0-9]{{2}})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01]){_ENDS}",
)
"""The forms. A date without signs has its year first: with its day first its year would be none of today's."""
_FORM: Final = tuple(map(re.compile, _FORMS))


class SpelledDate(NamedTuple):
    """A date whose month can't be its day."""

    year: str
    """Its digits: two where a century may be meant."""
    month: int
    day: int
    rest: str
    """What follows it."""


def spelled(text: str) -> SpelledDate | None:
    """The date that a cell begins with, where it is in one of these forms; None for any other.

    Args:
        text: the cell, its hyphens and digits those of the keyboard.
    """
    for form in _FORM:
        if (found := form.match(text)) is None:
            continue
        word = found["month"]
        month = int(word) if word.isdecimal() else _NUMBERS.get(fold(word), 0)
        if month:
            rest = found.groupdict().get("time") or text[found.end() :]
            return SpelledDate(found["year"].lstrip("'"), month, int(found["day"]), rest)
    return None
