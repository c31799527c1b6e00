# SPDX-License-Identifier: MIT
"""The table while rows are on their way, fail, or are read again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from table_rig import COLUMNS, Memory, Row, TableApp, rows, until

from flotui.ui.widgets.table import Table


async def test_a_row_that_went_far_away_is_found_and_loaded() -> None:
    source = Memory(rows(3000))
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press("down")
        source.gate.clear()
        source.change([*rows(2000, 5000), *rows(3000)], loaded=False)
        app.table.rows_changed()
        await pilot.pause()
        assert app.table.row == source.rows[2001], "until it is found, the row stays what one sees"
        assert app.lines()[2].startswith("▌ Name 1 ")
        source.gate.set()
        await until(pilot, lambda: app.table.cursor == 2001)
        assert app.lines()[2].startswith("▌ Name 1 ")


async def test_a_jump_waits_for_its_rows_and_paints_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine rows take their time.
    monkeypatch.setattr("flotui.ui.widgets.viewport._PATIENCE", 30.0)
    source = Memory(rows(5000), loaded=False)
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.table.row is not None)
        source.gate.clear()
        app.written.clear()
        await pilot.press("G")
        source.gate.set()
        await until(pilot, lambda: app.table.cursor == 4999)
        assert app.lines()[20].startswith("▌ Name 4999")
        assert not any("…" in text for text in app.written)
        assert max(stop - start for start, stop in source.loads) <= 60, "a page either side, no more"


async def test_a_slow_jump_shows_where_it_leads() -> None:
    source = Memory(rows(5000), loaded=False)
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.table.row is not None)
        source.gate.clear()
        await pilot.press("G")
        await until(pilot, lambda: app.table.cursor == 4999)
        assert app.table.row is None and app.lines()[20].startswith("▌ …")
        source.gate.set()
        await until(pilot, lambda: app.table.row is not None)
        assert app.lines()[20].startswith("▌ Name 4999") and app.table.row.id == "r4999"


async def test_keys_during_a_load_add_up() -> None:
    source = Memory(rows(5000), loaded=False)
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.table.row is not None)
        source.gate.clear()
        await pilot.press("G", "up", "up", "up")
        source.gate.set()
        await until(pilot, lambda: app.table.row is not None and app.table.cursor > 100)
        assert app.table.row.id == "r4996"


async def test_a_failed_load_leaves_all_as_it_was() -> None:
    source = Memory(rows(5000), loaded=False)
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.table.row is not None)
        source.error = OSError("disk")
        await pilot.press("G")
        await until(pilot, lambda: app.said_of(Table.Failed))
        assert app.table.cursor == 0 and app.lines()[1].startswith("▌ Name 0")
        source.error = None
        await pilot.press("G")
        await until(pilot, lambda: app.table.cursor == 4999)


async def test_select_finds_a_row_by_its_id() -> None:
    source = Memory(rows(5000), loaded=False)
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.table.row is not None)
        app.table.select("r7")
        assert app.table.cursor == 7
        app.table.select("r3210")
        await until(pilot, lambda: app.table.cursor == 3210)
        app.table.select("nobody")
        await pilot.pause()
        assert app.table.row.id == "r3210"


async def test_select_before_it_is_there_finds_the_row_once_it_is() -> None:
    source = Memory(rows(100))
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        late: Table[Row] = Table()
        late.show(source, COLUMNS, lambda row: row.id)
        late.select("r70", 4)
        await app.screen.mount(late)
        async with asyncio.timeout(5):
            await late.arrived()
        await pilot.pause()
        assert late.selected == "r70"


async def test_near_the_end_it_says_so_once() -> None:
    source = Memory(rows(100))
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press("pagedown")
        assert not app.said_of(Table.NearEnd)
        await pilot.press("G", "up", "up")
        await pilot.pause()
        assert len(app.said_of(Table.NearEnd)) == 1
        source.change(rows(200))
        app.table.rows_changed()
        await pilot.press("G")
        await until(pilot, lambda: len(app.said_of(Table.NearEnd)) == 2)


async def _cost(count: int) -> tuple[int, int]:
    source = Memory(rows(count))
    app = TableApp(source)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        first = source.peeks
        await pilot.press(*["down"] * 60)
        return first, source.peeks - first


async def test_a_hundred_thousand_rows_cost_what_a_hundred_do() -> None:
    small: tuple[Any, ...] = await _cost(150)
    large = await _cost(100_000)
    assert large[0] <= small[0] * 1.3 and large[1] <= small[1] * 1.3


@pytest.mark.parametrize("new_at_top", [0, 1])
async def test_a_move_whose_row_is_on_its_way_is_not_lost_when_the_rows_are_read_again(
    new_at_top: int,
) -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        await until(pilot, lambda: app.table.cursor == 5)
        source.gate.clear()
        source.here.clear()  # as when what is here is read again from the cache
        app.table.move_to(6)
        again = Memory([*rows(new_at_top, 100), *rows(40)])
        app.table.replace(again)
        source.gate.set()
        await until(pilot, lambda: app.table.row is not None and app.table.row.id == "r6")
        app.table.replace(Memory(again.rows))
        assert app.table.row is not None and app.table.row.id == "r6"
