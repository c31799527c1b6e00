# SPDX-License-Identifier: MIT
"""Rows over several lines: folded for the width that the table has, however long reading them takes."""

from __future__ import annotations

import asyncio
from operator import itemgetter
from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult

from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Column, Resource
from flotui.ui.panels.folding import FoldedRows
from flotui.ui.panels.showing import ShowingTable
from tests.support.app import text_of, until


class Slow(ListRows[str]):
    """Rows that are read when it is said."""

    kind: Any = None

    def __init__(self) -> None:
        super().__init__(("one two three four five six",), lambda row: row)
        self.go = asyncio.Event()

    async def load(self, start: int, stop: int) -> None:
        await self.go.wait()


async def test_one_that_was_begun_for_another_width_does_not_win() -> None:
    columns = (Column[Any]("text", "Text", str, width=4, flex=1, wrap=True),)
    rows = FoldedRows(Slow(), columns, str, 8)
    narrow = asyncio.create_task(rows.fold())
    await asyncio.sleep(0)
    wide = asyncio.create_task(rows.fold(60))
    await asyncio.sleep(0)
    rows.source.go.set()
    await asyncio.gather(narrow, wide)
    assert rows.count == 1, "nothing is kept of what was folded for the width before"


async def test_before_anything_is_laid_out_a_row_is_one_line() -> None:
    rows = FoldedRows(ListRows(("one two three",), str), (replace(WORDS, most=8),), str, 0)
    await rows.fold()
    assert rows.count == 1


WORDS = Column[Any]("text", "Text", str, width=4, flex=1, wrap=True)


class Told(ShowingTable):
    """A table of one wrapping column."""

    columns: Any = (WORDS,)
    more_columns = ()

    async def show_rows(self, rows: Any, first: bool = True, *, newest_last: bool = False) -> None:
        self.resource = Resource(
            id="told",
            title="Told",
            singular="line",
            read=lambda *_: rows,
            columns=self.columns,
            row_id=str,
            newest_last=newest_last,
        )
        self.snapshot = Snapshot(rows, None, "cache")
        await self._show(self.snapshot, first)


class Shown(App[None]):
    """That table and nothing else."""

    def compose(self) -> ComposeResult:
        yield Told()


async def test_a_width_that_changes_while_rows_are_read_is_the_one_they_are_folded_for() -> None:
    app = Shown()
    async with app.run_test(size=(8, 20)) as pilot:
        told, rows = app.query_one(Told), Slow()
        showing = asyncio.create_task(told.show_rows(rows))
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: told.table.size.width == 60, "the new width")
        rows.go.set()
        async with asyncio.timeout(10):
            await showing
        await until(pilot, lambda: told.rows is not None and told.rows.count == 1, "one line")


@pytest.mark.parametrize(("newest_last", "start"), [(False, 1), (True, 1), (True, 2)])
async def test_the_cursor_stays_where_it_is_at_another_width(newest_last: bool, start: int) -> None:
    app = Shown()
    async with app.run_test(size=(60, 20)) as pilot:
        told = app.query_one(Told)
        await told.show_rows(ListRows(("one", "two", "three four five"), str), newest_last=newest_last)
        told.table.move_to(start)
        await pilot.resize_terminal(8, 20)
        await until(pilot, lambda: told.rows is not None and told.rows.count == 5, "it is folded")
        await told.table.arrived()
        assert told.table.selected == ("two" if start == 1 else "three four five 2")


async def test_names_beside_texts_that_wrap_are_whole_and_so_are_the_texts_when_they_grow() -> None:
    app = Shown()
    async with app.run_test(size=(56, 20)) as pilot:
        told = app.query_one(Told)
        told.columns = (
            Column[Any]("name", "", itemgetter(0), width=6),
            replace(WORDS, text=itemgetter(1), title=""),
        )
        for name in ("short", "number of agent replies", "made"):  # rows that come later, too
            rows = ListRows([(name, "word " * 30 + "end")], itemgetter(0))
            await told.show_rows(rows, first=name == "short")
            await until(pilot, lambda name=name: f"{name} " in text_of(pilot), name)
            shown = text_of(pilot)
            assert "end" in shown and "…" not in shown and shown.count("word") == 30


async def test_a_name_that_is_cut_anyway_leaves_its_cells_to_values() -> None:
    """A moment isn't broken by one word for a long name; a value that is long anyway takes none."""
    app = Shown()
    async with app.run_test(size=(56, 20)) as pilot:
        told = app.query_one(Told)
        told.columns = (
            Column[Any]("name", "", itemgetter(0), width=12),
            replace(WORDS, text=itemgetter(1), title=""),
        )
        moment, long = "Thu 15 Jan 2026 06:52 · 20 min ago", "first reply after the last assignment"
        rows = [(long, moment), ("last assign", moment), ("first assign", moment)]
        await told.show_rows(ListRows(rows, itemgetter(0)), first=True)
        await until(pilot, lambda: text_of(pilot).count(moment) == 3, "no moment is broken")
        assert "first assign " in text_of(pilot)
        await told.show_rows(ListRows([(long[:24], "word " * 30)], itemgetter(0)))
        await until(pilot, lambda: f"{long[:24]} " in text_of(pilot), "the name")


async def test_a_name_beside_texts_that_wrap_leaves_them_the_larger_part() -> None:
    app = Shown()
    async with app.run_test(size=(60, 20)) as pilot:
        told = app.query_one(Told)
        told.columns = (
            Column[Any]("name", "", itemgetter(0), width=6),
            replace(WORDS, text=itemgetter(1), title=""),
        )
        await told.show_rows(ListRows([("q" * 50, "word " * 10 + "end")], itemgetter(0)))
        await until(pilot, lambda: "end" in text_of(pilot), "the text")
        assert 6 < text_of(pilot).count("q") < 30


@pytest.mark.parametrize(("start", "there"), [(2, "four"), (1, "two"), (0, "one")])
async def test_at_the_end_a_list_that_sees_more_by_itself_is_followed(start: int, there: str) -> None:
    app = Shown()
    async with app.run_test(size=(60, 20)):
        told, rows = app.query_one(Told), ListRows(("one", "two", "three"), str)
        await told.show_rows(rows, newest_last=True)
        told.table.move_to(start)
        grown = ListRows(("one", "two", "three", "four"), str)
        assert isinstance(told.rows, FoldedRows)
        told.rows.source = grown
        await told.rows.reopen()  # the same object, as after a reply was noted
        await told._swap(told.rows)
        assert told.row_id(told.table.row) == there
