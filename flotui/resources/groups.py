# SPDX-License-Identifier: MIT
"""Several tables and pictures on one screen: what a resource declares that is looked at as a whole.

Bands lie below each other; the columns of a band beside each other, where the screen is wide enough; the groups of a
column below each other. A group is a table of its own, with its own keys, or a picture that is drawn of what was read.
"""

from __future__ import annotations

from flotui.resources.base import Bands, Group

GROUPS = "flotui.ui.panels.groups:Groups"
"""The panel that shows a resource's groups: what its `panel` says."""


def groups_of(bands: Bands) -> tuple[Group, ...]:
    """All groups, in the order in which tab goes through them.

    Args:
        bands: where they stand.
    """
    return tuple(group for band in bands for column in band for group in column)


def heights(bands: Bands, wanted: dict[str, int], least: dict[str, int], room: int) -> dict[str, int]:
    """How many lines each group gets, its heading among them.

    Each has its fewest first. What is left goes round, a line to each that wants more, until all have what they want;
    a line in the shorter column of a band costs nothing.

    Args:
        bands: where they stand, as they are laid out: on a narrow screen each band has one column.
        wanted: how many lines each would fill, by its id.
        least: the fewest it has.
        room: the lines there are. Where not even the fewest fit, more than that is given out.
    """
    given = {group.id: min(least[group.id], wanted[group.id]) for group in groups_of(bands)}

    def taken() -> int:
        return sum(max(sum(given[group.id] for group in column) for column in band) for band in bands)

    hungry = [group.id for group in groups_of(bands)]
    while hungry:
        for name in tuple(hungry):
            given[name] += 1
            if given[name] > wanted[name] or taken() > room:
                given[name] -= 1
                hungry.remove(name)
    return given


def stacked(bands: Bands) -> Bands:
    """The same, with the columns of each band below each other: for a narrow screen.

    Args:
        bands: where they stand on a wide one.
    """
    return tuple((tuple(group for column in band for group in column),) for band in bands)
