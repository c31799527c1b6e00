# SPDX-License-Identifier: MIT
"""Words with which people put conditions into a sentence: no part of the language, and searched only in quotes."""

from __future__ import annotations

import re
from typing import Final

from flotui.audience.keys import KEYS
from flotui.audience.signs import IN_ONE
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
NOTHING: Final = frozenset(("null", "none", "nil", "empty", "undefined", "unset", "vazio", "vacio"))
"""What people write for a value that isn't set."""
SIGNS: Final = frozenset(f"{IN_ONE}!:+*%;/\\|&.…–—?")
"""Signs of which a word is made that nobody searches for."""
CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?$", re.ASCII)
"""A time of day."""
DATE: Final = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?$", re.ASCII)
"""A day or a month."""


def may_be_stray(word: str) -> bool:
    """Whether a word without quotes may be refused beside others, since it may be none to search for.

    Args:
        word: the word.
    """
    folded = fold(word)
    known = (KEYS, JOINS, NEGATES, LEFT_OUT)
    return (
        any(folded in each for each in known)
        or set(word) <= SIGNS
        or word.lower() in UNTIL
        or word.startswith("..")
        or any(each.match(word) is not None for each in (CLOCK, DATE))
    )
