# SPDX-License-Identifier: MIT
"""Looking closer at the rows in sight: whom they are about, and what no list tells of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, suppress

from textual.worker import Worker

from flotui.api.errors import FlochatError
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose, on_behalf
from flotui.ui import latest
from flotui.ui.panels.folding import whole
from flotui.ui.panels.reading import ReadingTable
from flotui.workspace.in_sight import name_in_sight

REST = 0.5
"""Seconds that rows, or the cursor, have to rest before they are looked at."""
_WORK = "names"
"""The kind of work; a list that is turned to something else ends it."""


class InSight:
    """Has what is in sight of a list looked at, once for all that came to be seen meanwhile.

    A look that has begun is let end: its calls are spent, and a row that is still in sight would not be asked for again.
    """

    def __init__(self, listing: ReadingTable, news: Callable[[], Awaitable[None]]) -> None:
        """
        Args:
            listing: whose rows.
            news: shows what is known by now of them.
        """
        self._listing, self._news = listing, news
        self._work: Worker[None] | None = None
        self._again = self._telling = self._followed = self._unspared = False
        self._soon: Callable[[], None] | None = None

    def look_soon(self, *, followed: bool = False) -> None:
        """Rows are on screen that may not have been: have them looked at once they rest.

        Args:
            followed: whether they came because the list is followed: that has its share of the calls.
        """
        if self._telling:
            return
        self._followed = followed and (self._followed or self._soon is None)
        if self._soon is None:
            self._soon = self._listing.set_timer(REST, self.look).stop

    def look_once_spared(self) -> None:
        """There may be calls to spare now: have looked at what there were none for before."""
        if self._unspared:
            self.look_soon()

    def look(self) -> None:
        """Have what is in sight looked at now, or once what is under way is done."""
        if self._soon is not None:
            self._soon()
            self._soon = None
        work = self._work
        if work is not None and not (work.is_finished or work.is_cancelled):
            self._again = True
        else:
            self._work = latest.start(self._listing, _WORK, self._look)

    async def _look(self) -> None:
        self._again = True
        while self._again:
            self._again = False
            rows = self._rows
            if await self._has_news(list(rows.values())):
                await self._tell()
                # Nobody is looked at twice for what looking couldn't tell.
                self._again |= any(
                    _said(rows.get(row_id)) != _said(row) for row_id, row in self._rows.items()
                )

    async def _tell(self) -> None:
        self._telling = True
        try:
            await self._news()
        finally:
            self._telling = False

    @property
    def _rows(self) -> dict[str, object]:
        """The rows in sight, by id."""
        rows = map(whole, self._listing.table.shown)
        return {self._listing.row_id(row): row for row in rows}

    async def _has_news(self, rows: Sequence[object]) -> bool:
        """Whether more is known of rows in sight than they show."""
        listing = self._listing
        workspace, resource, snapshot = listing.workspace, listing.resource, listing.snapshot
        followed, self._followed = self._followed, False
        if workspace is None or resource is None or snapshot is None or listing.rows is None:
            return False
        self._unspared = not workspace.pacer.spare
        if self._unspared or (followed and not workspace.following.may()):
            return False
        with ExitStack() as within:
            within.enter_context(on_behalf(Purpose.BACKGROUND))
            if followed:
                within.enter_context(workspace.following.reading())
            news = await name_in_sight(workspace, snapshot.value, rows)
            if resource.look_closer is not None:
                with suppress(FlochatError):  # they stay marked as not known
                    news = await resource.look_closer(workspace, rows) or news
        return news


def _said(row: object) -> object:
    """What the host said of a row."""
    return row.raw if isinstance(row, Model) else row
