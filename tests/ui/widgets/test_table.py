# SPDX-License-Identifier: MIT
"""The table: moves, marks, rows kept by id, and what it costs."""

from __future__ import annotations

import re
import time
from typing import ClassVar

import pytest
from rich.cells import cell_len
from table_rig import COLUMNS, Memory, Row, TableApp, rows, until
from textual.binding import BindingType

from flotui.repositories.rows import ListRows
from flotui.resources.base import Column
from flotui.ui import themes
from flotui.ui.widgets import painter
from flotui.ui.widgets.table import Table

HOSTILE = "\x1b[31m[/b]\u202eü日本\x00\n👨\u200d👩\ud800\u0301" + "x" * 20_000


async def test_it_shows_titles_rows_and_the_cursor() -> None:
    app = TableApp(Memory(rows(5)))
    async with app.run_test(size=(60, 8)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        lines = app.lines()
        assert lines[0].split() == ["Name", "Id", "Tags", "Number"]
        assert lines[1].startswith("▌ Name 0") and lines[2].startswith("  Name 1")
        assert lines[1].rstrip().endswith("0") and lines[6].strip() == ""
        assert all(line.endswith(" ") for line in lines), "one cell stays free before the edge"


async def test_what_rows_have_in_common_the_first_in_sight_says() -> None:
    tens = Column[Row](
        "tens", "Tens", lambda row: f"tens {row.number // 10}", 8, once=lambda row: row.number // 10
    )
    app = TableApp(Memory(rows(100)), columns=(tens, *COLUMNS))
    async with app.run_test(size=(80, 21)) as pilot:

        def said() -> dict[str, str]:
            return {line[12:].split("  ")[0].strip(): line[2:8].strip() for line in app.lines()[1:]}

        assert {name: tens for name, tens in said().items() if tens} == {
            "Name 0": "tens 0",
            "Name 10": "tens 1",
        }
        await pilot.press(*["down"] * 20)
        assert {name: tens for name, tens in said().items() if tens} == {
            "Name 16": "tens 1",
            "Name 20": "tens 2",
            "Name 30": "tens 3",
        }
        await pilot.press(*["up"] * 4)
        assert said()["Name 16"] == "tens 1"
        await pilot.press("g")
        assert said()["Name 16"] == ""


async def test_keys_move() -> None:
    app = TableApp(Memory(rows(100)))
    async with app.run_test(size=(60, 21)) as pilot:  # 20 rows a page
        table = app.table

        async def after(*keys: str) -> int:
            await pilot.press(*keys)
            return table.cursor

        assert await after("down", "j", "j", "up", "k") == 1
        assert await after("pagedown") == 21
        assert await after("ctrl+d") == 31
        assert await after("ctrl+u", "pageup") == 1
        assert await after("k", "k", "k") == 0
        assert await after("G") == 99
        assert await after("down") == 99
        assert await after("g", "end") == 99
        assert await after("home") == 0


async def test_past_the_edge_it_moves_by_most_of_a_page() -> None:
    app = TableApp(Memory(rows(100)))
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press(*["down"] * 19)
        assert app.lines()[1].startswith("  Name 0")
        assert app.lines()[20].startswith("▌ Name 19")
        await pilot.press("down")
        assert app.lines()[1].startswith("  Name 16")
        assert app.lines()[5].startswith("▌ Name 20")


async def test_half_a_page_moves_rows_and_cursor_together() -> None:
    app = TableApp(Memory(rows(100)))
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press("down", "down", "ctrl+d")
        assert app.lines()[1].startswith("  Name 10")
        assert app.lines()[3].startswith("▌ Name 12")


def painted_lines(text: str) -> int:
    """How many lines of the screen are painted by what is written."""
    return len(set(re.findall(r"\x1b\[([0-9]+);[0-9]+H", text)))


async def test_sixty_downs_paint_two_lines_each() -> None:
    people = [Row(f"f1284u{n}", f"Ana Souza {n}", n * 31, ("vip", "cart")[: n % 3]) for n in range(1300)]
    app = TableApp(Memory(people))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        app.written.clear()
        spent = time.process_time()
        for _ in range(60):
            painted = len(app.written)
            await pilot.press("down")
            await until(pilot, lambda before=painted: len(app.written) > before)
        spent = time.process_time() - spent
        assert app.table.cursor == 60
        moves = [text for text in app.written if painted_lines(text) == 2]
        assert len(moves) >= 58, "a move repaints two lines"
        assert spent / 60 < 0.05  # generous: Pilot itself waits busily


async def test_nothing_is_sent_when_nothing_changes() -> None:
    source = Memory(rows(100))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        app.written.clear()
        source.change(rows(100))  # the same rows, read again
        app.table.rows_changed()
        app.table.measure_again()
        await pilot.press("up")
        await pilot.pause()
        assert app.written == []
        assert len(app.said_of(Table.Highlighted)) == 1


async def test_a_changed_row_is_one_line() -> None:
    source = Memory(rows(100))
    app = TableApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        app.written.clear()
        source.rows[3] = source.rows[3]._replace(name="Renamed")
        source.rows[90] = source.rows[90]._replace(name="Out of sight")
        app.table.rows_changed()
        await until(pilot, lambda: app.written)
        assert "Renamed" in app.written[0] and painted_lines(app.written[0]) == 1
        assert len(app.written) == 1


async def test_the_row_under_the_cursor_stays_when_rows_come_in_above() -> None:
    source = Memory(rows(100))
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press(*["down"] * 5)
        source.change([*rows(30, 500), *rows(100)])
        app.table.rows_changed()
        await until(pilot, lambda: app.table.cursor == 35)
        assert app.table.row == Row("r5", "Name 5", 5, ("vip", "cart"))
        assert app.lines()[6].startswith("▌ Name 5 "), "on the same line of the screen"
        assert not app.said_of(Table.Vanished)


async def test_a_row_that_vanished_leaves_the_cursor_in_place() -> None:
    source = Memory(rows(100))
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press(*["down"] * 5, "space", "up")
        source.change([row for row in rows(100) if row.id != "r5"])
        app.table.rows_changed()
        await until(pilot, lambda: app.said_of(Table.Vanished))
        vanished = app.said_of(Table.Vanished)[0]
        assert (vanished.row_id, vanished.row.name) == ("r5", "Name 5")
        assert app.table.cursor == 5 and app.table.row.id == "r6"
        assert not app.table.marked


async def test_an_emptied_list() -> None:
    source = Memory(rows(3))
    app = TableApp(source)
    async with app.run_test(size=(60, 10)) as pilot:
        app.table.say("No tags yet.", "n makes one.")
        source.change([])
        app.table.rows_changed()
        await until(pilot, lambda: app.said_of(Table.Vanished))
        assert app.table.row is None and app.table.chosen == ()
        lines = app.lines()
        assert lines[2] == f"{'No tags yet.':^60}" and lines[3].strip() == "n makes one."
        assert not "".join(lines[:2] + lines[4:]).strip(), "no titles over nothing"
        await pilot.press("down", "space", "enter", "G", "pagedown", "asterisk")
        source.change(rows(3))
        app.table.rows_changed()
        await until(pilot, lambda: app.table.row is not None)
        assert app.lines()[1].startswith("▌ Name 0")


async def test_marks_are_kept_by_id() -> None:
    source = Memory(rows(50))
    app = TableApp(source)
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press("space", "space", "down")
        assert app.lines()[1].startswith(" ●Name 0") and app.lines()[2].startswith(" ●Name 1")
        assert [row.id for row in app.table.chosen] == ["r0", "r1"]
        source.change([Row("new", "New"), *rows(50)])
        app.table.rows_changed()
        await until(pilot, lambda: app.table.cursor == 4)
        assert sorted(app.table.row_ids) == ["r0", "r1"]
        await pilot.press("g", "down", "space")
        assert [row.id for row in app.table.marked] == ["r1"]
        await pilot.press("escape")
        assert app.table.marked == ()
        assert [event.count for event in app.said_of(Table.Marked)][-1] == 0
        await pilot.press("asterisk")
        assert len(app.table.marked) == 51


async def test_escape_without_marks_is_for_others() -> None:
    class Panel(TableApp):
        BINDINGS: ClassVar[list[BindingType]] = [("escape,right", "back", "Back")]
        backs = 0

        def action_back(self) -> None:
            self.backs += 1

    app = Panel(Memory(rows(5)))
    async with app.run_test(size=(120, 21)) as pilot:
        await pilot.press("space", "escape")
        assert app.backs == 0
        await pilot.press("escape")
        assert app.backs == 1
        await pilot.press("right")  # all columns are on screen
        assert app.backs == 2


async def test_columns_that_do_not_fit_can_be_scrolled_to() -> None:
    wide = [Row(f"r{n:09}", f"Name {n:011}", 1_234_567 + n, ("vip", "promo-winter")) for n in range(5)]
    app = TableApp(Memory(wide))
    async with app.run_test(size=(33, 12)) as pilot:
        assert app.lines()[0].split() == ["Name", "Number"]
        await pilot.press("right")
        assert app.lines()[0].split() == ["Name", "Id"]
        await pilot.press("right")
        assert app.lines()[0].split() == ["Name", "Tags"]
        await pilot.press("l", "l")
        assert app.lines()[0].split() == ["Name", "Number"]
        await pilot.press("h", "left", "h")
        assert app.lines()[0].split() == ["Name", "Number"]


async def test_many_keys_at_once_are_one_highlight() -> None:
    app = TableApp(Memory(rows(100)))
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        app.said.clear()
        for _ in range(10):
            app.table.action_move(1)
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        await pilot.pause()
        assert [(event.row.id, event.index) for event in app.said_of(Table.Highlighted)] == [("r10", 10)]


async def test_enter_and_the_mouse_open() -> None:
    app = TableApp(Memory(rows(100)))
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.said_of(Table.Opened))
        assert app.said_of(Table.Opened)[-1].row.id == "r1"
        await pilot.click(Table, offset=(5, 8))
        assert app.table.cursor == 7
        await pilot.click(Table, offset=(5, 0))
        assert app.table.cursor == 7, "the heading is no row"
        await pilot.click(Table, offset=(5, 3), times=2)
        await until(pilot, lambda: len(app.said_of(Table.Opened)) == 2)
        assert app.said_of(Table.Opened)[-1].row.id == "r2"


async def test_without_focus_the_cursor_is_still_told() -> None:
    app = TableApp(Memory(rows(10)))
    async with app.run_test(size=(60, 21)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        focused = app.table.render_line(1)
        app.written.clear()
        app.screen.set_focus(None)
        await until(pilot, lambda: app.table.render_line(1) != focused)
        assert app.lines()[1].startswith("▌ ")
        await pilot.pause()
        assert all(painted_lines(text) <= 1 for text in app.written), "only its own line is sent"


@pytest.mark.covering
@pytest.mark.parametrize("theme", [themes.DARK, themes.TERMINAL])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (7, 3), (2, 2), (1, 1)])
async def test_hostile_text_keeps_the_grid(size: tuple[int, int], theme: str) -> None:
    people = [Row(HOSTILE + str(n), HOSTILE, n, (HOSTILE, "[b]", "")) for n in range(50)]
    app = TableApp(Memory(people), theme)
    async with app.run_test(size=size) as pilot:
        for _ in range(3):
            await pilot.press("down", "space", "right")
        for y in range(size[1]):
            strip = app.table.render_line(y)
            assert cell_len(strip.text) == sum(s.cell_length for s in strip) == strip.cell_length == size[0]
        sent = "".join(app.written)
        assert "\x1b[31m[" not in sent and "\x00" not in sent and "\u202e" not in sent
        if size[0] >= 40:
            assert "␛[31m[/b]" in sent


async def test_a_column_that_fails_does_not_take_the_screen_down() -> None:
    broken: Column[Row] = Column("broken", "Broken", lambda row: row.nothing, width=8)  # type: ignore[attr-defined]
    app = TableApp(Memory(rows(3)), columns=(COLUMNS[0], broken))
    async with app.run_test(size=(60, 10)):
        assert app.lines()[1].split() == ["▌", "Name", "0", "?"]


async def test_resizing_keeps_the_cursor_on_screen() -> None:
    app = TableApp(Memory(rows(100)))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press(*["down"] * 30)
        for size in ((40, 12), (120, 50), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: len(app.lines()) == size[1])
            assert any(line.startswith("▌ Name 30 ") for line in app.lines())
            assert all(cell_len(line) == size[0] for line in app.lines())


async def test_a_row_in_a_tone_of_its_own_and_a_list_without_headings() -> None:
    source = ListRows(rows(4), lambda row: row.id)
    app = TableApp(source, header=False, row_tone=lambda row: "danger" if row.number == 1 else "plain")
    async with app.run_test(size=(60, 10)):
        danger = app.table.palette.style("danger")
        assert app.lines()[0].startswith("▌ Name 0")
        assert danger in [segment.style for segment in app.table.render_line(1)]
        assert danger not in [segment.style for segment in app.table.render_line(2)]


async def test_ages_in_rows_move_on_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    age = "20 min"
    columns = (*COLUMNS[:1], Column[Row]("age", "Age", lambda row: age, width=8))
    app = TableApp(Memory(rows(100)), columns=columns)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.said_of(Table.Highlighted))
        now = time.time()
        monkeypatch.setattr(painter.time, "time", lambda: now)
        app.table.measure_again()  # everything is drawn anew
        age = "44 min"
        now += 1
        app.table.keep_up()
        assert "20 min" in app.lines()[5], "a moment later nothing is drawn anew"
        now += 60
        app.table.keep_up()
        assert "44 min" in app.lines()[5]
