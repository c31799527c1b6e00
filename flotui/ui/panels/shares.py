# SPDX-License-Identifier: MIT
"""How a browser's width is shared out: to the list, the detail, and the third panel of a roomy terminal."""

from __future__ import annotations

from typing import NamedTuple

from flotui.resources.base import Resource
from flotui.ui.panels.beside import Beside
from flotui.ui.widths import SIDE_BY_SIDE

ROOMY = 160
"""Columns from which list and detail are side by side without enter: the detail follows the cursor, from what is here."""
DETAIL = 81
"""What a detail has there at least, with the rule before it: it is made for 80 columns. The list has the larger part."""
_LIST_OF_THREE, _BROAD_OF_THREE = 84, 100
"""What a list has at most beside two other panels, and one that has the larger part."""
_TWO_COLUMNS = 119
"""Columns from which a card beside a slim list has its pairs in two columns; below, the list keeps its own."""
_ROOMY_FOR_THREE = 190
"""Columns from which a list beside two other panels may have the larger part: they have their texts whole then."""

STYLES = f"""
    Browser {{ layout: horizontal; height: 1fr; }}
    Browser > #left {{ width: 5fr; }}
    Browser > #right {{ width: 6fr; border-left: vkey $border-blurred; display: none; }}
    Browser.open > #right {{ display: block; }}
    Browser.narrow > #right {{ border-left: none; }}
    Browser.narrow.open > #left {{ display: none; }}
    Browser.even > #right {{ width: 5fr; }}
    Browser.slim > #left {{ width: 11fr; }}
    Browser.slim > #right {{ width: 19fr; }}
    Browser.roomy > #left {{ width: 6fr; }}
    Browser.roomy > #right {{ width: 5fr; min-width: {DETAIL}; }}
    Browser > #beside {{ width: 8fr; border-left: vkey $border-blurred; display: none; }}
    Browser.open.three > #beside {{ display: block; }}
    Browser.open.three > #left {{ width: 12fr; max-width: {_LIST_OF_THREE}; }}
    Browser.open.three > #right {{ width: 10fr; min-width: 0; }}
    Browser.open.broad > #left {{ width: 13fr; }}
    Browser.open.broad > #right {{ width: 7fr; min-width: 0; }}
    Browser.open.three.broad > #left {{ width: 18fr; max-width: {_BROAD_OF_THREE}; }}
    Browser.open.three.broad > #right {{ width: 12fr; }}
    Browser.open.three.broad > #beside {{ width: 10fr; }}
"""
"""The browser's style sheet: what `Shares` counts with."""


class Shares(NamedTuple):
    """The parts of a browser's width, and the classes that its style sheet gives them by."""

    width: int
    """The cells of all its panels together."""
    narrow: bool
    """Whether the list and the detail are shown in turn."""
    roomy: bool
    """Whether there is room for a detail that nobody opened."""
    even: bool
    """Whether the list has half."""
    slim: bool
    """Whether it has little more than a third."""
    broad: bool
    """Whether the list has the larger part."""
    three: bool
    """Whether there is a third panel beside an open detail."""

    @classmethod
    def of(cls, width: int, resource: Resource[object] | None) -> Shares:
        """
        Args:
            width: the browser's, in cells.
            resource: whose list it shows; None before the first.
        """
        roomy = width >= ROOMY
        three = roomy and Beside.fits(resource)
        return cls(
            width,
            0 < width < SIDE_BY_SIDE,  # none before it is laid out
            roomy,
            resource is not None and resource.even,
            not roomy and width >= _TWO_COLUMNS and resource is not None and resource.slim,
            roomy and resource is not None and resource.broad and (not three or width >= _ROOMY_FOR_THREE),
            three,
        )

    @property
    def detail(self) -> int:
        """The cells that the style sheet gives the detail: a card is drawn for them before it is laid out."""
        width = self.width
        if self.narrow:
            return width
        if self.three:
            listed, (left, right, third), most = self._list_of_three, self._of_three, self._most_of_three
            rest = right + third
            whole = listed == most
            end = (
                listed + (width - listed) * right // rest
                if whole
                else width * (left + right) // (left + rest)
            )
            return end - listed - 1
        if self.broad:
            return width - width * 13 // 20 - 1
        if self.roomy:
            return max(width - width * 6 // 11, DETAIL) - 1
        return width - (width // 2 if self.even else width * 11 // 30 if self.slim else width * 5 // 11) - 1

    @property
    def beside(self) -> int:
        """The cells that it gives the third panel; 0 where there is none."""
        return self.width - self._list_of_three - (self.detail + 1) - 1 if self.three else 0

    @property
    def _of_three(self) -> tuple[int, int, int]:
        """The parts of three panels, as the style sheet has them."""
        return (18, 12, 10) if self.broad else (12, 10, 8)

    @property
    def _most_of_three(self) -> int:
        return _BROAD_OF_THREE if self.broad else _LIST_OF_THREE

    @property
    def _list_of_three(self) -> int:
        return min(self._most_of_three, self.width * self._of_three[0] // sum(self._of_three))
