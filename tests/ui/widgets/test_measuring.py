# SPDX-License-Identifier: MIT
"""Columns by what their cells take: nothing is cut beside empty space, and nothing moves while one scrolls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_rig import COLUMNS, Memory, Row, TableApp, until

from flotui.resources.base import Column
from flotui.resources.shop.words import money
from flotui.resources.text import Headline, Sentence, Span, dim, plain, words
from flotui.text.safe import ELLIPSIS, sanitize, width
from flotui.ui.widgets.layout import EDGE, GUTTER, lacking, lay_out_measured
from flotui.ui.widgets.measuring import MOST_ROWS, measure, widest
from flotui.ui.widgets.painter import Painter
from tests.support.app import app_on, see, text_of
from tests.support.bot import Bot
from tests.support.each_of import each_of
from tests.support.jobs import planned

Line = tuple[str, ...]


def columns_of(declared: list[tuple[int, int, int, bool]]) -> list[Column[Line]]:
    return [
        Column(
            f"c{n}",
            f"C{n}",
            lambda row, n=n: row[n],  # type: ignore[misc]
            width=width,
            flex=flex,
            priority=priority,
            align="right" if figures else "left",
        )
        for n, (width, flex, priority, figures) in enumerate(declared)
    ]


DECLARED = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 3), st.integers(0, 5), st.booleans()), min_size=1, max_size=7
)
CELL = st.text("aé漢\n\x1b", max_size=60)


def test_what_names_a_row_is_whole_before_what_is_said_of_it() -> None:
    columns = columns_of([(8, 0, 0, True), (14, 2, 0, False), (20, 3, 0, False), (11, 1, 2, False)])
    lines = [("19 h", "Marina Figueiredo", "Qual o prazo para Curitiba? " * 2, "Tomás Peñalosa")] * 3
    layout = lay_out_measured(columns, 68, 0, measure(columns, lines))
    assert [place.width for place in layout.placed][1] == len("Marina Figueiredo")


def test_a_text_is_not_cut_beside_a_column_of_texts_that_is_empty() -> None:
    columns = columns_of([(20, 1, 0, False), (18, 1, 1, False)])
    title = "Add tag referral to 95 subscribers"
    for came in ("", "2 refused"):
        layout = lay_out_measured(columns, 53, 0, measure(columns, [(title, came)]))
        assert layout.placed[0].width >= len(title), came
    layout = lay_out_measured(columns, 120, 0, measure(columns, [(title, "")]))
    assert layout.placed[1].width >= 18, "what will be in it has room where there is some"


@given(DECLARED, st.integers(1, 7), st.integers(1, 220), st.data())
def test_nothing_is_cut_while_room_is_left(
    declared: list[tuple[int, int, int, bool]], own: int, width: int, data: st.DataObject
) -> None:
    columns = columns_of(declared)
    cells = st.tuples(*[CELL for _ in columns])
    lines = data.draw(st.lists(cells, min_size=1, max_size=12))
    own = min(own, len(columns))
    wants = measure(columns, lines)
    layout = lay_out_measured(columns[:own], width, 0, wants, columns[own:])
    taken = sum(place.width for place in layout.placed) + layout.gap * (len(layout.placed) - 1)
    room = max(1, width - GUTTER - EDGE)
    assert taken <= room
    assert all(place.width > 0 for place in layout.placed)
    names = [place.column.id for place in layout.placed]
    assert names == [column.id for column in columns if column.id in names]
    lacking = [
        name for name, place in zip(names, layout.placed, strict=True) if place.width < wants[name].whole
    ]
    if lacking:  # every cell of the line is used, and no column came in that was not needed
        assert taken == room
        assert not set(names) - {column.id for column in columns[:own]}
    mine, further = ([column.id for column in each] for each in (columns[:own], columns[own:]))
    came_in = [name for name in names if name in further]
    assert came_in == further[: len(came_in)], "in their order"
    assert not came_in or names[: len(mine)] == mine, "none instead of one that was asked for"


async def test_a_column_is_as_wide_as_its_cells_and_a_further_one_comes_in() -> None:
    people = [Row(f"r{n}", "Ana Souza", n) for n in range(50)]
    number = Column[Row]("more", "More", lambda row: dim(f"{row.number} more"), width=10)
    app = TableApp(Memory(people), more=(number,))
    async with app.run_test(size=(80, 8)) as pilot:
        await until(pilot, lambda: app.lines()[1].strip())
        assert app.lines()[1].startswith(
            "▌ Ana Souza" + " " * 10 + "r0"
        )  # eight cells for longer ones, and the gap
        assert app.lines()[0].split() == ["Name", "Id", "Tags", "Number", "More"]
        await pilot.resize_terminal(54, 8)
        await until(pilot, lambda: "More" not in app.lines()[0])
        assert app.lines()[0].split() == ["Name", "Id", "Tags", "Number"]


async def test_widths_stay_while_scrolling_and_follow_another_size() -> None:
    people = [
        Row(f"r{n}", "Ana" if n < MOST_ROWS else f"Ana {'of the long name ' * 3}", n) for n in range(400)
    ]
    source = Memory(people, loaded=False)
    app = TableApp(source)
    async with app.run_test(size=(60, 12)) as pilot:
        await until(pilot, lambda: "Ana" in app.lines()[1])
        head = app.lines()[0]
        for key in ("pagedown", "pagedown", "G", "pageup", "g", "G"):
            await pilot.press(key)
            await app.table.arrived()
            assert app.lines()[0] == head
        assert ELLIPSIS in app.lines()[3]
        await pilot.resize_terminal(100, 12)
        await until(pilot, lambda: len(app.lines()[0]) == 100)
        assert app.lines()[0].split() == head.split()


@given(DECLARED, st.integers(20, 220), st.data())
def test_rows_that_are_narrowed_are_not_cut_for_those_that_are_gone(
    declared: list[tuple[int, int, int, bool]], width: int, data: st.DataObject
) -> None:
    columns = columns_of(declared)
    cells = st.tuples(*[st.text("aé漢", min_size=1, max_size=60) for _ in columns])
    lines = data.draw(st.lists(cells, min_size=2, max_size=12))
    left = lines[: data.draw(st.integers(1, len(lines) - 1))]
    painter: Painter[Line] = Painter(columns)
    painter.measure(lines)
    painter.fit(None, width, 0)  # type: ignore[arg-type]
    painter.measure(left)
    painter.fit(None, width, 0)  # type: ignore[arg-type]
    wants = measure(columns, left)
    alone = lacking(lay_out_measured(columns, width, 0, wants), wants)
    assert lacking(painter.layout, wants) <= alone
    both = lay_out_measured(columns, width, 0, widest(measure(columns, lines), wants))
    if lacking(both, wants) <= alone:
        assert painter.layout == both, "columns moved for nothing"


async def test_an_operation_is_whole_once_the_list_is_narrowed_to_it(tmp_path: Path) -> None:
    app = app_on(Bot(subscribers=5), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.main.go("api")
        await see(pilot, "GET")
        assert ELLIPSIS in text_of(pilot)
        await pilot.press("/", *"/shop/products/{productid}/get-info")
        await see(pilot, "1 of the 249", "/shop/products/{productId}/get-info ")
        assert ELLIPSIS not in text_of(pilot)


async def test_columns_wait_for_the_first_rows() -> None:
    source = Memory([Row("r0", "A name of twenty-five cells", 7)], loaded=False)
    source.gate.clear()
    app = TableApp(source)
    async with app.run_test(size=(60, 6)) as pilot:
        await pilot.pause()
        assert "cells" not in app.lines()[1]
        source.gate.set()
        await until(pilot, lambda: "A name of twenty-five cells" in app.lines()[1])


def test_rows_that_take_several_lines_keep_the_widths_that_were_declared() -> None:
    column = Column[Row]("text", "Text", lambda row: row.name, width=30, flex=1, wrap=True)
    painter: Painter[Row] = Painter((column,))
    painter.measure([Row("r", "short")])
    assert painter.wants is None


def test_a_cell_is_not_cut_for_a_few_cells() -> None:
    name = Column[Row]("name", "Name", lambda row: row.name, width=8, flex=1)
    usual = [Row(f"r{n}", "sixteen letters.", n) for n in range(19)]
    for longest, wanted in ((19, 19), (20, 16)):
        assert measure((name,), [*usual, Row("r", "x" * longest, 1)])["name"].usual == wanted


def test_names_want_what_most_rows_take_and_are_left_out_as_whole_words() -> None:
    lots = [Row(f"r{n}", "Ana", n, ("vip",)) for n in range(19)]
    tags = COLUMNS[2]
    want = measure((tags,), [*lots, Row("r", "Ana", 1, ("newsletter", "customer", "promo-winter"))])["tags"]
    assert (want.usual, want.whole, want.all_names, want.names) == (4, 4, 34, True)
    assert isinstance(tags.text(lots[0]), type(words(())))


@given(
    st.lists(
        st.lists(st.sampled_from(["vip", "customer", "support-closed", "日本語"]), unique=True), min_size=1
    )
)
def test_a_column_of_names_always_shows_a_whole_one(lines: list[list[str]]) -> None:
    tags = Column[list[str]]("tags", "Tags", words, width=4, flex=1, priority=1)
    name = Column[list[str]]("name", "Name", lambda _: "Ana Souza de Oliveira", width=10, flex=1)
    layout = lay_out_measured((name, tags), 40, 0, measure((name, tags), lines))
    assert len(layout.placed) == 2
    for line in lines:
        shown = words(line).fit(layout.placed[1].width)
        assert ELLIPSIS not in str(shown)
        assert not line or any(span.text in line for span in shown)


def test_amounts_stand_on_their_points() -> None:
    amounts = (
        ("142.800", "brl"),
        ("74900.00", "brl"),
        ("8.50", "brl"),
        ("0", "brl"),
        ("9", "jpy"),
        ("", "brl"),
        ("x", "brl"),
    )
    column = Column[tuple[str, str]](
        "total", "Total", lambda row: money(*row), width=12, align="right", priority=1
    )
    painter: Painter[tuple[str, str]] = Painter((column,))
    painter.measure(amounts)
    painter.fit(None, 40, 0)  # type: ignore[arg-type]
    drawn = [painter.row(row, str(n), "plain", False).text.rstrip() for n, row in enumerate(amounts)]
    assert [line.strip() for line in drawn[:5]] == [
        "142.800 BRL",
        "74,900.00 BRL",
        "8.50 BRL",
        "0.00 BRL",
        "9 JPY",
    ]
    assert {line.index(".") for line in drawn[:4]} == {drawn[4].index("9") + 1}


@pytest.mark.parametrize(("size", "most"), [((80, 24), 0), ((120, 40), 0), ((200, 50), 5)])
async def test_few_cells_of_the_subscribers_are_cut(tmp_path: Path, size: tuple[int, int], most: int) -> None:
    app: Any = app_on(Bot(), tmp_path)
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Marina Figueiredo", "130", *(["[Card]"] if size[0] >= 160 else []))
        await pilot.pause()
        lines = text_of(pilot).splitlines()[3:-1]
        assert sum(line.count(ELLIPSIS) for line in lines) <= most, text_of(pilot)
        head = lines[0]
        await pilot.press("G")
        await app.main.browser.listing.table.arrived()
        await until(pilot, lambda: "Marina" not in text_of(pilot))
        assert text_of(pilot).splitlines()[3] == head
        assert sum(line.count(ELLIPSIS) for line in text_of(pilot).splitlines()[3:-1]) <= most + 5


@given(st.text("aé漢 \n\x1b", max_size=80), st.integers(1, 60))
def test_a_sentence_keeps_its_end_in_any_room(text: str, cells: int) -> None:
    fitted = plain(Sentence((Span(text),)).fit(cells))
    whole = sanitize(text)
    assert width(fitted if width(whole) > cells else sanitize(fitted)) <= max(cells, width(ELLIPSIS))
    assert (ELLIPSIS in fitted) is (width(whole) > cells)


def test_what_tells_sentences_apart_is_seen_where_they_are_cut() -> None:
    said = [plain(Sentence((Span(f"Send sub-flow Catalog to Novo {n}"),)).fit(24)) for n in (1284, 1285)]
    assert said == ["Send sub-f… to Novo 1284", "Send sub-f… to Novo 1285"]


async def test_a_state_that_becomes_a_longer_word_is_whole(tmp_path: Path) -> None:
    app = app_on(Bot(subscribers=30), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.workspace is not None
        await planned(app.workspace, 3)
        app.main.go("jobs")
        await see(pilot, "planned")
        await pilot.press("x")
        await see(pilot, "Cancel the job")
        await pilot.press("y")
        await see(pilot, " cancelled ")


@each_of("cells", range(-3, 60, 3))
def test_a_title_is_cut_where_it_is_longest(cells: int) -> None:
    title = Headline(
        (
            Span("Subscribers", "strong"),
            Span(" · tag:vip -tag:paid 陈丽 or somebody else"),
            Span("  61 marked"),
        )
    )
    fitted = title.fit(cells)
    assert width(plain(fitted)) <= max(0, cells)
    assert [span.tone for span in fitted] == [span.tone for span in title]
    if cells >= 30:
        assert plain(fitted).startswith("Subscribers · t") and plain(fitted).endswith("  61 marked")
    assert plain(title.fit(100)) == plain(title)


def test_that_every_row_says_the_same_is_known_of_all_rows_alone() -> None:
    columns: tuple[Column[Line], ...] = (
        Column("name", "Name", lambda row: row[0], 4),
        Column("bot", "Bot", lambda row: row[1], 4),
        Column("none", "None", lambda _: dim("–"), 4),
        Column("age", "Age", lambda _: "3 h", 4, at=lambda _: 1.0),
        Column("broken", "Broken", lambda row: row[9], 4),
    )
    rows = [(f"name {number}", "Acme") for number in range(3)]

    def alike(rows: list[Line], sort: str = "", every: bool = True) -> set[str]:
        return {name for name, want in measure(columns, rows, sort, every).items() if want.alike}

    assert alike(rows) == {"bot"}
    assert not alike(rows, every=False), "there may be others that differ"
    assert not alike(rows, sort="bot"), "its heading says how they are sorted"
    assert not alike(rows[:2]) and not alike([]), "two may be so by chance"
    assert not alike([*rows, ("name", "Other")])
    now = widest(measure(columns, [*rows, ("name", "Other")], "", True), measure(columns, rows, "", True))
    assert not now["bot"].alike, "a column that is there stays when rows are narrowed"


async def test_the_bot_of_everyone_yields_to_names_and_addresses(tmp_path: Path) -> None:
    app: Any = app_on(Bot(subscribers=40), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.main.go("team-people")
        await see(pilot, "Workspace subscribers", "cliente.1@example.com", "美玲 陈")
        assert "Name" in (heading := text_of(pilot).splitlines()[3]) and "Bot" not in heading
        await pilot.press("right")
        await until(pilot, lambda: "Bot" in text_of(pilot).splitlines()[3])
