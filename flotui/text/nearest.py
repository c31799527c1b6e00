# SPDX-License-Identifier: MIT
"""The right names nearest to a wrong one: offered, never taken. difflib is imported when a name is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flotui.text.fold import fold

MOST = 3
"""How many names are offered in place of a wrong one."""
_ALIKE = 0.6
"""How alike two names are, between 0 and 1, from which on one may be meant by the other; see `difflib`."""
_LOOKED_AT = 300
"""How many names are compared closely, of those that share enough letters."""
_LIKELY = 20
"""Of how many that resemble the wrong name the letters are compared one by one."""


def near(wrong: str, names: Iterable[str]) -> list[str]:
    """The names that differ from a wrong one by the fewest letters: up to three where several are equally near.

    Args:
        wrong: the name that there is not.
        names: those that there are; those that come first are named first.
    """
    import difflib

    by_folded: dict[str, str] = {}
    for name in names:
        by_folded.setdefault(fold(name), name)
    folded = fold(wrong)
    likely = set(difflib.get_close_matches(folded, _alike(folded, by_folded), _LIKELY, _ALIKE))
    far = {each: letters_apart(folded, each) for each in by_folded if each in likely}
    least = min(far.values(), default=0)
    return [by_folded[each] for each, letters in far.items() if letters == least][:MOST]


def _alike(wrong: str, names: Iterable[str]) -> Sequence[str]:
    """The names that may be like a wrong one by the letters and pairs of letters that they share, in their order.

    A cheap look, so that thousands of names don't keep whoever types: every match is a letter of both.
    """
    others = str.maketrans("", "", wrong)
    found = []
    for name in names:
        shared = min(len(wrong), len(name) - len(name.translate(others)))
        if 2 * shared >= _ALIKE * (len(wrong) + len(name)):
            found.append(name)
    if len(found) <= _LOOKED_AT:
        return found
    pairs = _pairs(wrong)
    far = {name: (abs(len(name) - len(wrong)) - len(pairs & _pairs(name))) for name in found}
    kept = set(sorted(found, key=far.__getitem__)[:_LOOKED_AT])
    return [name for name in found if name in kept]


def _pairs(text: str) -> set[str]:
    return set(map(str.__add__, text, text[1:]))


def meant(forms: Sequence[str]) -> str:
    """A question whether one of some right forms was meant; empty for none."""
    return f"Did you mean {one_of(forms)}?" if forms else ""


def nearest(wrong: str, names: Iterable[str]) -> str:
    """A question whether another name was meant, with a blank before it; empty where none is near.

    Args:
        wrong: the name that there is not.
        names: those that there are.
    """
    found = near(wrong, names)
    return f" {meant(found)}" if found else ""


def one_of(forms: Sequence[str]) -> str:
    """Some forms of which one is to be chosen: `a`, `a or b`, `a, b or c`."""
    *others, last = forms
    return f"{', '.join(others)} or {last}" if others else last


def and_all(forms: Sequence[str]) -> str:
    """Some forms that are all meant: `a`, `a and b`, `a, b and c`."""
    *others, last = forms
    return f"{', '.join(others)} and {last}" if others else last


def letters_apart(one: str, other: str) -> int:
    """How many letters make one word the other: each is added, taken away, changed, or swapped with the next.

    Args:
        one: a word, as it is compared.
        other: the other one.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, its in enumerate(other, 1):
            least = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != its))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == its:
                least = min(least, older[to - 2] + 1)
            row.append(least)
    return row[-1]
