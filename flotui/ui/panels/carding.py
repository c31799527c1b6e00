# SPDX-License-Identifier: MIT
"""A tab that is a card, as a table of its lines: drawn from what is here at once, again as answers come in."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable

from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource, Tab
from flotui.resources.cards import Card, CardLine, line_of
from flotui.resources.copying import copy_action
from flotui.resources.loading import load
from flotui.workspace import Workspace

_LEAST = 30
"""The cells that a card is drawn for at least, before anything is laid out."""
_SLOW = 0.5
"""Seconds after which what has come is drawn while more is asked. What a quick host answers is drawn at once: each answer
moves what is below it, and half of the lines are painted again.
"""


class _CardLines(ListRows[CardLine]):
    """A card's lines, where what was on a line is found again after it was drawn for another width."""

    async def index_of(self, row_id: str) -> int | None:
        """At which index a line stands, or what was on it."""
        return line_of(self.rows, row_id)


class Carded:
    """A card's table: what it shows of a row, and when the host is asked for it."""

    def __init__(
        self,
        resource: Resource[object],
        tab: Tab[object],
        *,
        width: Callable[[], int],
        asks: Callable[[str], bool],
        open_tab: Callable[[str], None],
    ) -> None:
        """
        Args:
            resource: whose detail it is in.
            tab: the tab.
            width: says how many cells a line has now.
            asks: says whether the host may be asked about a row now: it is looked at, rather than passed by.
            open_tab: leads to another tab, by its id.
        """
        self._card: Card[object] = load(tab.card)
        self._resource, self._tab = resource, tab
        self._width, self._asks, self._open_tab = width, asks, open_tab
        self._row: object = None
        self._found: dict[str, Snapshot[object]] = {}
        self._asking = False
        """Whether not all answers have come that were asked for."""
        self._asked_of = ""
        """The id of the row that the host was asked about last."""
        self.drawn_for = 0
        """The width that it was drawn for last."""
        self.only_drawn = False
        """Whether it is read next only to be drawn for another width: nothing is asked."""

    @property
    def table(self) -> Resource[CardLine]:
        """The table of its lines."""
        name = f"{self._resource.id}-{self._tab.id}"
        return Resource(
            id=name,
            title=self._tab.title,
            singular="line",
            read=self._read,
            columns=(Column("line", "", lambda line: line.text, width=_LEAST, flex=1),),
            row_id=lambda line: line.id,
            label=lambda line: line.values[0][0] if line.values else "line",
            searched=lambda line: " ".join(f"{key} {value}" for key, value in line.values),
            opens=f"{name}.open",
            actions=(
                Action(f"{name}.open", "Open what the line is about", "o", self._open, asks=False),
                Action(f"{name}.read", "Read the full value", "v", _read_full, hint="full value"),
                copy_action(name, lambda context: context.row.values),
            ),
            empty="Nothing to show.",
            operations=self._card.operations,
            made_of=self._card.made_of,
            made_by=self._card.made_by,
        )

    async def _read(self, workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[CardLine]]]:
        row, card = query.owner, self._card
        if self._id(row) != self._id(self._row):
            self._found = {}
            self._asking = False
        self._row = row
        only_drawn, self.only_drawn = self.only_drawn, False
        # Being drawn may have come in the place of a reading that hadn't begun: then what that would ask is asked.
        due = self._asked_of != self._id(row) and self._asks(self._id(row))
        if not card.reads or (only_drawn and not self._asking and not due):
            yield self._drawn(workspace, row)
            return
        with workspace.reader.only_here():
            for name, read in card.reads.items():
                async for found in read(workspace, row, False):
                    self._found[name] = found
        asks = self._asks(self._id(row)) or query.force
        self._asking = asks
        if asks:
            self._asked_of = self._id(row)
        drawn_at, news = time.monotonic(), False
        yield self._drawn(workspace, row, more=asks)
        if not asks:
            return
        for name, read in card.reads.items():
            if news and time.monotonic() - drawn_at >= _SLOW:
                drawn_at, news = time.monotonic(), False
                yield self._drawn(workspace, row, more=True)
            async for found in read(workspace, row, query.force):
                news = news or found is not self._found.get(name)
                self._found[name] = found
        self._asking = False
        yield self._drawn(workspace, row)

    def _drawn(
        self, workspace: Workspace, row: object, *, more: bool = False
    ) -> Snapshot[RowSource[CardLine]]:
        self.drawn_for = width = self._width()
        lines = self._card.draw(workspace, row, self._found, max(_LEAST, width))
        times = [each.fetched_at for each in self._found.values() if each.fetched_at is not None]
        at = min(times) if times else None
        rows = _CardLines(lines, lambda line: line.id, at)
        return Snapshot(rows, at, "cache" if more else "server", more)

    def _id(self, row: object) -> str:
        return "" if row is None else self._resource.row_id(row)

    async def _open(self, context: Context[CardLine]) -> None:
        line = context.row
        if line.opens:
            self._open_tab(line.opens)
        else:
            await _read_full(context)


async def _read_full(context: Context[CardLine]) -> None:
    says = context.row.values
    if not says:
        return
    if len(says) == 1:
        await context.ask.read(says[0][0], says[0][1] or "–")
        return
    await context.ask.read(
        " · ".join(name for name, _ in says), "\n\n".join(f"{name}\n{value or '–'}" for name, value in says)
    )
