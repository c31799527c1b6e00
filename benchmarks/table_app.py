# SPDX-License-Identifier: MIT
"""The least app around the table, to measure it alone: `python benchmarks/table_app.py --rows 100000`."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from textual.app import App, ComposeResult

from flotui.resources.base import Column
from flotui.resources.text import dim, words
from flotui.ui import themes
from flotui.ui.widgets.table import Table

_FIRST = ("Ana", "Bruno", "小林 健", "Chiara", "Дмитрий", "Élodie", "فاطمة", "Gökhan", "김민준", "Zoë")
_LAST = ("Souza", "Lima", "Rossi", "Petrov", "Martin", "Çelik", "Okafor")
_TAGS = ("vip", "cart", "newsletter", "wholesale", "returns", "blocked")


class Person(NamedTuple):
    """A row."""

    id: str
    name: str
    phone: str
    tags: tuple[str, ...]
    channel: str
    calls: int


def person(index: int) -> Person:
    """A believable row, the same for the same index."""
    return Person(
        f"f1284u{index}",
        f"{_FIRST[index % 10]} {_LAST[index % 7]}",
        f"55119{index * 7919 % 10**8:08}",
        tuple(_TAGS[(index + step) % 6] for step in range(index % 3)),
        ("whatsapp", "web", "instagram")[index % 3],
        index * 31 % 4000,
    )


class Paged:
    """Rows of which only a window is in memory, as from SQLite."""

    def __init__(self, count: int, wait: float = 0.0) -> None:
        self.count = count
        self._rows: dict[int, Person] = {}
        self._wait = wait

    def peek(self, index: int) -> Person | None:
        """The row, if it is in memory."""
        return self._rows.get(index)

    async def load(self, start: int, stop: int) -> None:
        """Bring rows in."""
        await asyncio.sleep(self._wait)
        if len(self._rows) > 1000:
            self._rows.clear()
        self._rows.update((index, person(index)) for index in range(start, stop))

    async def index_of(self, row_id: str) -> int | None:
        """Where a row is."""
        index = int(row_id.removeprefix("f1284u"))
        return index if index < self.count else None


COLUMNS: Sequence[Column[Person]] = (
    Column("name", "Name", lambda row: row.name, width=18, flex=2),
    Column("phone", "Phone", lambda row: dim(row.phone), width=14, priority=1),
    Column("tags", "Tags", lambda row: words(row.tags), width=12, flex=3, priority=2),
    Column("channel", "Channel", lambda row: row.channel, width=10, priority=4),
    Column("id", "Id", lambda row: dim(row.id), width=14, priority=5),
    Column("calls", "Calls", lambda row: f"{row.calls:,}", width=6, align="right", priority=3),
)


class TableApp(App[None]):
    """One table."""

    def __init__(self, rows: int, theme: str) -> None:
        super().__init__()
        themes.register(self)
        self.theme = theme
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Put the table on screen."""
        yield Table()

    async def on_mount(self) -> None:
        """Fill it."""
        table: Table[Person] = self.query_one(Table)
        source = Paged(self._rows)
        await source.load(0, 60)
        table.show(source, COLUMNS, lambda row: row.id)
        table.focus()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1300)
    parser.add_argument("--theme", default=themes.DARK)
    options = parser.parse_args()
    TableApp(options.rows, options.theme).run()


if __name__ == "__main__":
    main()
