# SPDX-License-Identifier: MIT
"""A part of a matrix in which everything occurs: the suite runs it, and with `FLOTUI_LONG` all of the matrix.

The matrix of a test's parameters is marked, one within a test is asked for:

    @pytest.mark.covering
    @pytest.mark.parametrize("fault", FAULTS)
    @pytest.mark.parametrize("act", ACTS)

    for fault, act in covering(FAULTS, ACTS): ...

Each value of each dimension occurs, with as many of the others as can be. With `pairs=True` any two values occur
together, of more than two dimensions; with `by={"operation": forms_of}` those operations are enough in which each of
their forms occurs. Which cases these are follows from their names and places alone.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar
from zlib import crc32

import pytest

from tests.support.judging import LONG

Case = TypeVar("Case")
Forms = Callable[[Any], Iterable[Hashable]]
"""What occurs in a value, where not each value is something of its own."""


def cover(
    cases: Iterable[Case], shows: Callable[[Case], Iterable[Hashable]], name: Callable[[Case], str]
) -> list[Case]:
    """A small part of these cases in which everything occurs that any of them shows, in their order.

    Args:
        cases: all there are.
        shows: what occurs in a case.
        name: what it is called: it decides between two of which one is enough.
    """
    listed = list(cases)
    shown = [frozenset(shows(case)) for case in listed]
    order = sorted(range(len(listed)), key=lambda place: crc32(name(listed[place]).encode()))
    missing = frozenset[Hashable]().union(*shown)
    used: Counter[Hashable] = Counter()
    taken = set()
    while missing:
        best = max(
            order, key=lambda place: (len(shown[place] & missing), -sum(used[e] for e in shown[place]))
        )
        taken.add(best)
        used.update(shown[best])
        missing -= shown[best]
    return [listed[place] for place in sorted(taken)]


def together(dimensions: Iterable[Iterable[Hashable]], *, pairs: bool) -> list[Hashable]:
    """What occurs in a case.

    Args:
        dimensions: what occurs in its value of each.
        pairs: whether what occurs in two of them is something else than each alone.
    """
    if not pairs:
        return list(itertools.chain.from_iterable(dimensions))
    return [
        two for one, other in itertools.combinations(dimensions, 2) for two in itertools.product(one, other)
    ]


def covering(*dimensions: Collection[Any], pairs: bool = False) -> list[tuple[Any, ...]]:
    """A part of the cases that these dimensions make, a value of each; in the longer setting all of them.

    Args:
        *dimensions: the values of each.
        pairs: whether any two values are to occur together.
    """
    cases = list(itertools.product(*(list(enumerate(values)) for values in dimensions)))
    if not LONG:
        cases = cover(
            cases,
            lambda case: together(([(at, place)] for at, (place, _) in enumerate(case)), pairs=pairs),
            lambda case: "-".join(str(place) for place, _ in case),
        )
    return [tuple(value for _, value in case) for case in cases]


def leave_out(items: list[pytest.Item], config: pytest.Config) -> None:
    """Have only a covering part run of each test that is marked so.

    Args:
        items: what was collected; the others are taken out of it.
        config: is told of those.
    """
    if LONG:
        return
    marked: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("covering"):
            marked[item.nodeid.removesuffix(f"[{_case_of(item).id}]")].append(item)
    stay = {id(item) for cases in marked.values() for item in _covered(cases)}
    gone = [item for cases in marked.values() for item in cases if id(item) not in stay]
    if gone:
        left_out = {id(item) for item in gone}
        items[:] = [item for item in items if id(item) not in left_out]
        config.hook.pytest_deselected(items=gone)


def _covered(cases: list[pytest.Item]) -> list[pytest.Item]:
    mark: Any = cases[0].get_closest_marker("covering")
    by: Mapping[str, Forms] = mark.kwargs.get("by", {})
    pairs: bool = mark.kwargs.get("pairs", False)
    return cover(
        cases,
        lambda item: together(_dimensions(item, by), pairs=pairs),
        lambda item: item.nodeid,
    )


def _dimensions(item: pytest.Item, by: Mapping[str, Forms]) -> Iterator[list[Hashable]]:
    """What occurs in the value of each dimension: parameters that are given together are one.

    What is the same value is asked of the objects: the cases of a test share them.
    """
    left = dict(_case_of(item).params)
    for mark in item.iter_markers("parametrize"):
        named = mark.args[0]
        names = [each.strip() for each in named.split(",")] if isinstance(named, str) else list(named)
        if len(names) == 1 and names[0] in by:
            yield [(names[0], form) for form in by[names[0]](left.pop(names[0]))]
        else:
            yield [tuple((name, id(left.pop(name))) for name in names)]
    for name, value in left.items():
        yield [(name, id(value))]


def _case_of(item: Any) -> Any:
    return item.callspec
