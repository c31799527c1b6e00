# SPDX-License-Identifier: MIT
"""Moves and marks while the row under the cursor isn't where the cursor is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from table_rig import Memory, Row, TableApp, rows, until

from flotui.ui.widgets import viewport
from flotui.ui.widgets.table import Table


def turned(source: Memory) -> list[Row]:
    """The rows with the first two at the end: as when a source puts them in another order."""
    return [*source.rows[2:], *source.rows[:2]]


MOVES: dict[str, tuple[Callable[[TableApp], object], str]] = {
    "down": (lambda app: app.table.action_move(1), "r6"),
    "up, twice": (lambda app: [app.table.action_move(-1), app.table.action_move(-1)], "r3"),
    "half a page": (lambda app: app.table.action_page(1), "r14"),
    "nothing": (lambda app: None, "r5"),
}


@pytest.mark.parametrize("loaded", [True, False])
@pytest.mark.parametrize("move", MOVES)
async def test_between_another_order_and_its_being_told_moves_go_on_from_the_row(
    move: str, loaded: bool
) -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        await until(pilot, lambda: app.table.cursor == 5)
        source.change(turned(source), loaded)  # nobody has told the table
        press, there = MOVES[move]
        press(app)
        await app.table.arrived()
        await pilot.resize_terminal(60, 18)
        await until(pilot, lambda: app.table.row is not None and app.table.row.id == there)
        await app.table.arrived()
        shown = source.rows[app.table.cursor]
        assert app.table.row == shown and shown.id == there
        app.table.rows_changed()
        await app.table.arrived()
        assert app.table.row is not None and app.table.row.id == there


async def test_what_is_clicked_between_another_order_and_its_being_told_is_not_somebody_else() -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        source.change(turned(source))
        await pilot.click(Table, offset=(4, 10))
        assert app.table.row is not None and app.table.row.id == "r5"
        await pilot.click(Table, offset=(4, 10))
        assert app.table.row is not None and app.table.row == source.rows[app.table.cursor]


async def test_a_mark_set_between_another_order_and_its_being_told_is_on_the_next_row() -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        source.change(turned(source), False)
        app.table.action_mark_on(1)
        await until(pilot, lambda: app.table.marked)
        assert [row.id for row in app.table.marked] == ["r5", "r6"]


async def test_moves_that_wait_are_forgotten_where_the_row_cannot_be_looked_for() -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        source.change(turned(source), False)
        source.error = OSError("disk")
        app.table.action_move(1)
        await until(pilot, lambda: app.said_of(Table.Failed))
        await app.table.arrived()
        source.error = None
        app.table.rows_changed()
        await until(pilot, lambda: source.peek(app.table.cursor) is not None)
        assert app.table.row is not None and app.table.row.id == "r5"


async def test_a_row_is_looked_for_once_however_many_moves_wait_for_it() -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        source.change(turned(source), False)
        source.gate.clear()
        for _ in range(4):
            app.table.action_move(1)
            await pilot.pause()
        source.gate.set()
        await app.table.arrived()
        assert app.table.row is not None and app.table.row.id == "r9"
        assert source.sought == ["r5"]


async def test_a_mark_after_a_move_that_waits_is_on_the_row_that_it_leads_to() -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        source.change(turned(source), False)
        app.table.action_move(1)
        app.table.action_mark()
        app.table.action_move(2)
        app.table.action_mark_range()
        await until(pilot, lambda: len(app.table.row_ids) > 1)
        assert list(app.table.row_ids) == ["r6", "r7", "r8", "r9"]


@pytest.mark.parametrize(("key", "there"), [("g", "r2"), ("G", "r1")])
async def test_a_move_to_an_end_leads_there_though_the_row_under_the_cursor_is_elsewhere(
    key: str, there: str
) -> None:
    source = Memory(rows(40))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 20)
        source.change(turned(source), False)
        source.gate.clear()
        await pilot.press(key)
        source.gate.set()
        app.table.rows_changed()
        await app.table.arrived()
        assert app.table.row is not None and app.table.row.id == there


async def test_a_jump_that_takes_its_time_shows_nobody_else_where_the_rows_have_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(viewport, "_PATIENCE", 0.001)
    source = Memory(rows(80))
    app = TableApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(*["down"] * 5)
        source.here = set(range(20))
        source.gate.clear()
        app.table.action_page(2)
        source.change([*source.rows[60:], *source.rows[:60]])
        source.here = set(range(20))
        for _ in range(3):
            await pilot.pause(0.005)
            assert app.table.row is not None and app.table.row.id == "r5"
        source.gate.set()
        await app.table.arrived()
        await until(pilot, lambda: app.table.row is not None and app.table.row.id == "r24")


async def test_a_row_that_moves_again_while_it_is_looked_for_is_found_where_it_is() -> None:
    source = Memory(rows(80))
    app = TableApp(source)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press(*["down"] * 5)
        found = source.index_of

        async def late(row_id: str) -> int | None:
            index = await found(row_id)
            if len(source.sought) == 1:
                source.change([*source.rows[9:], *source.rows[:9]])  # nobody has told the table
            return index

        source.index_of = late  # type: ignore[method-assign]
        source.change([*source.rows[40:], *source.rows[:40]])
        app.table.action_move(1)
        await app.table.arrived()
        assert app.table.row is not None and app.table.row.id == "r6"
