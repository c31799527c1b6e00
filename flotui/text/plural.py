# SPDX-License-Identifier: MIT
"""How many of something there are, in words: the one way to count on screen and on the command line."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int | None, noun: str, several: str = "") -> str:
    """A number with its thousands separated, and the noun in the form that it needs: `1 line`, `2,000 lines`.

    Args:
        number: how many; a question mark stands for None.
        noun: one of them.
        several: more of them; what the noun becomes with an s by default: `categories`, `days`.
    """
    return f"{count(number)} {noun if number == 1 else several or _several(noun)}"


def _several(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def count(number: int | None) -> str:
    """A number with its thousands separated; `?` for None."""
    return "?" if number is None else f"{number:,}"


def listed(names: Sequence[str], most: int = 3, *, between: str = ", ", of: int | None = None) -> str:
    """The first of several names, and how many more there are: `Ana, Rui, Eva and 12 more`.

    Args:
        names: all of them, or the first.
        most: how many are named.
        between: what separates two of them.
        of: how many there are, where the names are only the first.
    """
    rest = (len(names) if of is None else of) - most
    return " ".join(filter(None, (between.join(names[:most]), and_more(rest))))


def and_more(number: int) -> str:
    """What stands behind the first of several: `and 12 more`; empty where no more are left.

    Args:
        number: how many are left; 0 and less for none.
    """
    return f"and {count(number)} more" if number > 0 else ""


def count_if_known(number: int | None) -> str:
    """A number that the host may leave out, with its thousands separated; empty for None."""
    return "" if number is None else f"{number:,}"
