# SPDX-License-Identifier: MIT
"""Words with which people put conditions into a sentence: no part of the language, and searched only in quotes."""

from __future__ import annotations

import re
from typing import Final

from flotui.audience.keys import KEYS
from flotui.audience.signs import COMPARES, IN_ONE, sign_of
from flotui.text.fold import fold

JOINS: Final = {
    **dict.fromkeys(("y", "e", "et", "und", "and", "plus", "also"), "and"),
    **dict.fromkeys(("o", "ou", "oder", "or"), "or"),
}
"""What joins conditions in other languages, or with a capital; each with what it is here."""
NEGATES: Final = frozenset(
    ("not", "no", "without", "except", "excluding", "minus", "sin", "sem", "sans", "ohne", "nicht")
)
"""What people negate the next condition with."""
LEFT_OUT: Final = frozenset(
    (
        *("but", "where", "who", "whose", "with", "having", "find", "show", "aber", "pero"),
        *("all", "everyone", "everybody", "subscribers", "people", "contacts"),
    )
)
"""What stands before a condition in a sentence, and says nothing here."""
EVERYONE: Final = frozenset(("all", "everyone", "everybody"))
"""What people write for a query without a condition."""
IS: Final = frozenset(("is", "are", "equals", "equal", "contains", "like", "has"))
"""What stands between a key and its value in a sentence."""
UNTIL: Final = frozenset(
    ("..", "...", "…", "–", "—", "to", "until", "till", "through", "bis", "até", "hasta")
)
"""What stands between the ends of a range."""
AGO: Final = frozenset(("ago", "back", "old"))
"""What stands behind an age in a sentence."""
NOTHING: Final = frozenset(("null", "none", "nil", "empty", "undefined", "unset", "vazio", "vacio"))
"""What people write for a value that isn't set."""
SIGNED: Final = re.compile(r"[!%^](?=[^\W_])|-(?=[^\W\d])")
"""What other languages write before a value: that it isn't so, or that something stands before it, or nothing."""
SIGNS: Final = frozenset(f"{IN_ONE}!:+*%;/\\|&.…–—?")
"""Signs of which a word is made that nobody searches for."""
CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?$", re.ASCII)
"""A time of day."""
DATE: Final = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?$", re.ASCII)
"""A day or a month."""
_CLOCK_OR_ID = re.compile(r"f\d+u\d+$|\d{1,2}:\d{2}", re.ASCII)
_APART = re.compile(
    rf"\s*(?P<sign>!~|is not|isn't|is|not|{COMPARES}|:)\s*(?P<value>[^\s:,()\"<>=!~]+)(?=\s|$)", re.IGNORECASE
)
_SAID: Final = {"is": "=", "is not": "!=", "isn't": "!=", "not": "!="}


def comparison_apart(text: str, at: int, shown: str) -> tuple[str, int]:
    """The condition that `field.city is not Lima` and `field.orders > 3` mean, and where that ends.

    Args:
        text: the query.
        at: where the field's name ends.
        shown: the field, as a condition begins with it.

    Returns:
        An empty condition where it is none.
    """
    found = _APART.match(text, at)
    if found is None:
        return "", 0
    sign = found["sign"].lower()
    if sign == "!~":
        return f"-{shown}~{found['value']}", found.end()
    return f"{shown}{_SAID.get(sign) or sign_of(sign)}{found['value']}", found.end()


def means_else(value: str) -> bool:
    """Whether a value without quotes may be refused, since it is likely meant as no text.

    Args:
        value: the value of a user field, an e-mail address, a number or a name.
    """
    return fold(value) in NOTHING or SIGNED.match(value) is not None


def may_be_stray(word: str) -> bool:
    """Whether a word without quotes may be refused beside others, since it may be none to search for.

    Args:
        word: the word.
    """
    folded = fold(word)
    known = (KEYS, JOINS, NEGATES, LEFT_OUT, AGO)
    return (
        any(folded in each for each in known)
        or set(word) <= SIGNS
        or word.lower() in UNTIL
        or word.startswith("..")
        or any(each.match(word) is not None for each in (_CLOCK_OR_ID, DATE))
    )
