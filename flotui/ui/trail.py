# SPDX-License-Identifier: MIT
"""Where one is, exactly, and the places one came from, through jumps, areas, lists, details and filters."""

from __future__ import annotations

import msgspec
from msgspec.structs import asdict

from flotui.resources.query import Query

_LONGEST = 100
"""Places that are kept; the oldest go."""
_WRITTEN = 20
"""How many places each way are written down for the next start: few, since that is done after every key."""


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a table shows, and where the cursor is in it."""

    query: Query = Query()
    """The query that the list was opened with."""
    text: str = ""
    """What the rows here are narrowed to, beyond that."""
    row_id: str = ""
    """The id of the row under the cursor; empty for none."""
    line: int | None = None
    """On which line of the table that row is, from the first row's; None for wherever that needs no scrolling."""
    sort: tuple[str, bool] | None = None
    """The column that the rows are sorted by, and whether downwards; None for the host's order."""
    as_before: bool = False
    """Whether the rows are to stand in the order in which they were shown last, rather than be put in order."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place that can be returned to: list, opened row, tab, and where the cursor was."""

    resource: str
    """The id of the resource."""
    view: View = View()
    """What the list's table shows."""
    opened: str = ""
    """The id of the row whose detail is open; empty for none."""
    tab: str = ""
    """The id of the tab that is shown in the detail."""
    inside: bool = False
    """Whether the detail has the focus."""
    typing: bool = False
    """Whether the keys are for what is typed below the tab's table."""
    within: View | None = None
    """What the tab's table shows; None for a tab of lines."""
    crumbs: tuple[str, ...] = ()
    """What led here, from elsewhere: `("Tags", "vip")`."""

    @property
    def key(self) -> object:
        """What makes it another place than the one before: not where the cursor is."""
        asked = self.view.query
        return (self.resource, asked.arguments, asked.summary, asked.period, self.view.text, self.opened)


class TrailStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place that escape leads back to."""

    place: Place
    """The place."""
    jumped: bool = False
    """Whether it was left for a part of a list, rather than for the list as that was."""
    other: Place | None = None
    """What that list showed before, and shows again once one is back; None for all of it."""
    by_area: bool = False
    """Whether it was left for an area by that area's key: escape, which leads back from jumps, doesn't undo that."""


class Kept(Place, frozen=True, omit_defaults=True):
    """A place with the ways back and forward from it, as the next start finds it."""

    back: tuple[TrailStep, ...] = ()
    """What escape leads back to, the last one last."""
    forward: tuple[TrailStep, ...] = ()
    """What was left by going back, the last one last."""
    shown: dict[str, str] = {}
    """The id of what was shown last in each area, and in each group of lists."""
    lists: tuple[Place, ...] = ()
    """Where one was in those, but for the place itself."""


class Trail:
    """The places one came from, the last one last."""

    def __init__(self) -> None:
        """Make an empty one."""
        self._back: list[TrailStep] = []
        self._forward: list[TrailStep] = []

    def leave(
        self, place: Place, *, jumped: bool = False, other: Place | None = None, by_area: bool = False
    ) -> None:
        """Note a place that is about to be left for another one.

        Args:
            place: the place.
            jumped: whether it is left for a part of a list, rather than for the list as that was.
            other: what that list showed before.
            by_area: whether it is left for an area by that area's key.
        """
        self._forward.clear()
        if self._back and self._back[-1].place.key == place.key:
            self._back.pop()
        self._back = [*self._back[1 - _LONGEST :], TrailStep(place, jumped, other, by_area)]

    def last(self, here: Place) -> TrailStep | None:
        """The place that `back` would lead to; None where there is none.

        Args:
            here: the place that would be left for it.
        """
        return next((step for step in reversed(self._back) if step.place.key != here.key), None)

    def back(self, here: Place) -> TrailStep | None:
        """The place to go back to; None where there is none.

        Args:
            here: the place that is left for it; places that are no other are passed over.
        """
        while self._back:
            step = self._back.pop()
            if step.place.key != here.key:
                self._forward.append(TrailStep(here, by_area=step.by_area))
                return step
        return None

    def forward(self, here: Place) -> Place | None:
        """The place that was left by going back last; None where there is none.

        Args:
            here: the place that is left for it.
        """
        if not self._forward:
            return None
        step = self._forward.pop()
        self._back.append(TrailStep(here, by_area=step.by_area))
        return step.place

    def stepped_out(self, before: Place, here: Place) -> None:
        """Follow a step out of a detail or a filter: where that leads to the place one came from, it was a step back.

        Args:
            before: the place that was left.
            here: the place now.
        """
        if before.key != here.key and self._back and self._back[-1].place.key == here.key:
            step = self._back.pop()
            self._forward.append(TrailStep(before, by_area=step.by_area))

    def kept(self, here: Place) -> Kept:
        """A place with the ways from it, to be written down.

        Args:
            here: the place.
        """
        back, forward = self._back[-_WRITTEN:], self._forward[-_WRITTEN:]
        return Kept(**asdict(here), back=tuple(back), forward=tuple(forward))

    def take_up(self, kept: Kept) -> None:
        """Have the ways of a place that was written down.

        Args:
            kept: the place.
        """
        self._back, self._forward = [*kept.back], [*kept.forward]

    def forget(self) -> None:
        """Forget all of them: another bot is open."""
        self._back.clear()
        self._forward.clear()
