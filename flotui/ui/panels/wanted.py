# SPDX-License-Identifier: MIT
"""A detail that is to open: it waits for its row, and keys wait for it as long as the row may come."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import NamedTuple, Protocol

from flotui.resources.base import Resource
from flotui.ui.panels.detail import Detail
from flotui.ui.panels.listing import Listing
from flotui.ui.patience import NOTHING, first_of
from flotui.ui.trail import View
from flotui.ui.typeahead import LOOKING


class Wanted(NamedTuple):
    """A detail that opens as soon as its row is under the cursor."""

    row_id: str
    """The id of the row."""
    tab: str
    """The id of the tab."""
    inside: bool = True
    """Whether the detail has the keys rather than the list."""
    within: View | None = None
    """What its table shows; None for what it begins with."""
    typing: bool = False
    """Whether the keys were for what is typed below its table."""
    by_itself: bool = False
    """Whether no key asked for it: the program begins where it was left."""
    since: float = 0.0
    """When it was asked for, in seconds of the monotonic clock; 0 once what is typed can't be meant for it."""

    @classmethod
    def now(
        cls, row_id: str, tab: str, inside: bool = True, within: View | None = None, typing: bool = False
    ) -> Wanted:
        """One that is asked for now.

        Args:
            row_id: the id of the row.
            tab: the id of the tab.
            inside: whether the detail has the keys.
            within: what its table shows.
            typing: whether the keys were for what is typed below its table.
        """
        return cls(row_id, tab, inside, within, typing, since=monotonic())

    def is_meant(self, *, reads: bool) -> bool:
        """Whether what is typed now may be meant for it.

        Args:
            reads: whether its list is being read.
        """
        young = monotonic() - self.since < 2 * LOOKING
        return self.inside and (young or (reads and bool(self.since) and not self.by_itself))


class Opens(Protocol):
    """The browser in which it opens."""

    listing: Listing
    """The list."""
    detail: Detail
    """The detail of one of its rows."""
    resource: Resource[object] | None
    """The resource whose rows the list shows."""

    def open(self, row: object) -> None:
        """Open the detail of a row, with the keys in it."""

    def attach_detail(self, *, inside: bool) -> None:
        """Show the detail.

        Args:
            inside: whether the keys are for it.
        """


class Wanting:
    """What a browser is to open once its row is there."""

    def __init__(self, browser: Opens) -> None:
        """
        Args:
            browser: where.
        """
        self._browser = browser
        self.detail: Wanted | None = None
        """Which detail; None for none."""
        self._changed = asyncio.Event()
        self._awaited = False
        """Whether a key waits for it."""

    def want(self, detail: Wanted | None) -> None:
        """Have another detail open, or none."""
        self.detail = detail
        self._changed.set()
        self._changed = asyncio.Event()

    def open(self, detail: Wanted) -> bool:
        """Open a detail if its row is under the cursor; else it is opened when that is so."""
        browser, listing = self._browser, self._browser.listing
        resource, workspace, row = listing.resource, listing.workspace, listing.table.row
        if resource is None or workspace is None or row is None or resource.row_id(row) != detail.row_id:
            if detail is not self.detail:
                self.want(detail)
            return False
        self.want(None)
        at = next((at for at, each in enumerate(resource.tabs) if each.id == detail.tab), 0)
        browser.detail.turn_to(resource, at)
        if detail.inside:
            browser.detail.types_on = detail.by_itself and detail.typing
            browser.open(row)
            if detail.by_itself and browser.detail.shown_foot is not None:
                browser.detail.shown_foot.came_by_itself()
        else:
            browser.attach_detail(inside=False)
            browser.detail.preview(workspace, resource, row)
            browser.detail.choose(at)
        if detail.within is not None:
            browser.detail.resume(detail.within)
        return True

    async def open_there(self) -> None:
        """Open it once the cursor is where it was told to go."""
        await self._browser.listing.table.arrived()
        if self.detail is not None:
            self.open(self.detail)

    async def opened(self) -> str:
        """Return when it is open, or can't be: nothing more comes of what is being read, or whoever waits gave up.

        Returns:
            Why it can't, and that what was typed did nothing; empty where it could, or nobody means it.
        """
        detail, listing = self.detail, self._browser.listing
        if detail is None or not detail.is_meant(reads=listing.reads):
            return ""
        changed, self._awaited = self._changed, True
        try:
            with suppress(TimeoutError):
                # What nobody asked for may not keep anybody waiting.
                async with asyncio.timeout(LOOKING * 3 / 4 if detail.by_itself else None):
                    await first_of(changed.wait, listing.read_out)
                    await first_of(changed.wait, listing.table.arrived)
        finally:
            self._awaited = False
        if self.detail is None or self.open(self.detail):
            return ""
        if self.detail is not detail:
            return await self.opened()
        self.detail = detail._replace(since=0.0)
        return f"{self._why(changed)} {NOTHING}"

    def _why(self, changed: asyncio.Event) -> str:
        """Why what was awaited didn't open."""
        listing = self._browser.listing
        if changed.is_set():
            return "Not opened."
        if listing.reads:
            return "Its list isn't read yet."
        failed = listing.snapshot is None or listing.snapshot.error is not None
        return "Its list couldn't be read." if failed else "It is no longer in this list."

    def give_up(self) -> bool:
        """Have a key that waits for it wait no longer.

        Returns:
            Whether one did.
        """
        if self._awaited:
            self._changed.set()
        return self._awaited
