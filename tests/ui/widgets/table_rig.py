# SPDX-License-Identifier: MIT
"""What the widgets' tests share: rows, a source that can be slow or fail, and an app that counts bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from flotui.resources.base import Column
from flotui.resources.text import dim, words
from flotui.ui import themes
from flotui.ui.widgets.table import Table
from tests.support import settle


class Row(NamedTuple):
    id: str
    name: str
    number: int = 0
    tags: tuple[str, ...] = ()


def rows(count: int, start: int = 0) -> list[Row]:
    return [Row(f"r{n}", f"Name {n}", n, ("vip", "cart")[: n % 3]) for n in range(start, start + count)]


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Name", lambda row: row.name, width=16, flex=2),
    Column("id", "Id", lambda row: dim(row.id), width=10, priority=2),
    Column("tags", "Tags", lambda row: words(row.tags), width=12, flex=1, priority=3),
    Column("number", "Number", lambda row: f"{row.number:,}", width=8, align="right", priority=1),
)


class Memory:
    """A source of which only what was loaded is in memory."""

    known = True
    more_to_come = False

    def __init__(self, rows: Sequence[Row], loaded: bool = True) -> None:
        self.rows = list(rows)
        self.here: set[int] = set(range(len(rows))) if loaded else set()
        self.loads: list[tuple[int, int]] = []
        self.peeks = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.sought: list[str] = []

    @property
    def count(self) -> int:
        return len(self.rows)

    def peek(self, index: int) -> Row | None:
        self.peeks += 1
        return self.rows[index] if index in self.here and index < len(self.rows) else None

    async def load(self, start: int, stop: int) -> None:
        self.loads.append((start, stop))
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        self.here.update(range(start, stop))

    async def index_of(self, row_id: str) -> int | None:
        self.sought.append(row_id)
        await self.gate.wait()
        return next((index for index, row in enumerate(self.rows) if row.id == row_id), None)

    async def ids(self) -> list[str]:
        return [row.id for row in self.rows]

    def change(self, rows: Sequence[Row], loaded: bool = True) -> None:
        self.rows = list(rows)
        self.here = set(range(len(rows))) if loaded else set()


class Quiet(Screen[None]):
    """A screen that leaves it to widgets to repaint when the focus moves; Textual's repaints everything."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)


class TableApp(App[None]):
    """A table alone on a screen. It counts what a terminal would be sent."""

    def __init__(self, source: Any, theme: str = themes.DARK, **options: Any) -> None:
        super().__init__()
        themes.register(self)
        self.theme = theme
        self.source = source
        self.options = options
        self.written: list[str] = []
        self.said: list[Message] = []
        self.terminal = Console(color_system="truecolor", force_terminal=True)
        if self.current_theme.ansi:
            self.terminal = Console(color_system="standard", force_terminal=True)

    def get_default_screen(self) -> Screen[Any]:
        return Quiet(id="_default")

    def compose(self) -> ComposeResult:
        yield Table()

    def on_mount(self) -> None:
        options = {"columns": COLUMNS, "row_id": lambda row: row.id} | self.options
        self.table.show(self.source, **options)
        self.table.focus()

    @property
    def table(self) -> Table[Any]:
        return self.query_one(Table)

    def _display(self, screen: Any, renderable: Any) -> None:
        if renderable is not None and not self._batch_count:
            self.written.append(renderable.render_segments(self.terminal))
        super()._display(screen, renderable)

    def lines(self) -> list[str]:
        """What the table shows."""
        return [self.table.render_line(y).text for y in range(self.table.size.height)]

    def said_of(self, kind: type[Message]) -> list[Any]:
        return [message for message in self.said if type(message) is kind]

    def on_table_highlighted(self, event: Table.Highlighted) -> None:
        self.said.append(event)

    def on_table_opened(self, event: Table.Opened) -> None:
        self.said.append(event)

    def on_table_marked(self, event: Table.Marked) -> None:
        self.said.append(event)

    def on_table_near_end(self, event: Table.NearEnd) -> None:
        self.said.append(event)

    def on_table_vanished(self, event: Table.Vanished) -> None:
        self.said.append(event)

    def on_table_failed(self, event: Table.Failed) -> None:
        self.said.append(event)


async def until(pilot: Pilot[Any], true: Callable[[], object]) -> None:
    """Wait until something is so."""
    await settle.until(true, lambda: "it never came to be so")
    await pilot.pause()
