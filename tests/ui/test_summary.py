# SPDX-License-Identifier: MIT
"""The summary: what the charts say, what the keys do, and how it looks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import force_setattr

from flotui.resources.flows.summary import DayFigures, change, days_before
from flotui.resources.text import plain
from flotui.text import safe
from flotui.text.dates import days_between, duration
from flotui.ui.panels.summary import Total, filled, grid
from flotui.ui.widgets.chart import NO_DATA, Series, bars, draw, nice_top
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def whole(value: float) -> str:
    return f"{value:,.0f}"


def chart(*values: float | None, width: int = 40, height: int = 8, kind: Any = "sum") -> list[str]:
    points = [(f"2026-11-{index:02d}", value) for index, value in enumerate(values, start=1)]
    written = duration if kind == "time" else whole
    return [plain(line) for line in draw(Series("Things", points, written, kind), width, height)]


def test_a_chart_has_a_title_axes_and_days() -> None:
    lines = chart(0, 5, 10, 20)
    assert lines[0] == " Things  35 · mean 9 a day"
    assert lines[1].startswith(" 20┤") and lines[4].startswith(" 10┤")
    assert lines[-1].startswith("  0└┴1 Nov ─") and "4 Nov" in lines[-1]
    tops = [column for column, cell in enumerate(lines[1]) if cell == "█"]
    assert tops, "the highest bar reaches the top of the axis"


@pytest.mark.parametrize(
    ("width", "title"),
    [(80, "35 · ▲ 12 % on the 4 days before · mean 9 a day · most 20 (4 Nov)"), (30, "35 · ▲ 12 %")],
)
def test_a_title_says_how_it_compares_with_the_time_before(width: int, title: str) -> None:
    points = [(f"2026-11-{index:02d}", float(value)) for index, value in enumerate((0, 5, 10, 20), start=1)]
    series = Series("Things", points, whole, "sum", 0.0, "▲ 12 %", "on the 4 days before")
    assert plain(draw(series, width, 8)[0]) == f" Things  {title}"
    same = series._replace(change="as the 4 days before", since="")
    assert plain(draw(same, 80, 8)[0]).startswith(" Things  35 · as the 4 days before · mean")
    unknown = series._replace(points=[("2026-11-01", None)])
    assert plain(draw(unknown, 80, 8)[0]) == " Things  no data"


def test_no_data_is_a_mark_and_zero_is_nothing() -> None:
    lines = chart(None, 60, kind="time")
    foot = lines[-2]
    assert foot.count(NO_DATA) > 0
    assert "mean 1 min" in lines[0]  # the day without data counts for nothing
    assert "no data" in chart(None, None, kind="time")[0]


def test_days_that_do_not_fit_are_drawn_as_means_and_it_says_so() -> None:
    wide = [plain(line) for line in draw(Series("T", [("2026-11-01", 1.0)] * 90, whole), 60, 6)]
    assert "each bar the mean of 2 days" in wide[0]


@pytest.mark.parametrize("width", [40, 58, 80, 120, 200])
def test_thirty_days_fill_the_chart_whatever_its_width(width: int) -> None:
    points = [(f"2026-11-{day:02}", float(day)) for day in range(1, 31)]
    lines = draw(Series("Messages in", points, lambda value: f"{value:.0f}"), width, 8)
    foot = "".join(span.text for span in lines[-2])
    assert len(foot) <= width and width - len(foot.rstrip()) <= 3, "the last bar ends at the edge"
    bars_of = [span for span in lines[-2] if span.tone in ("data", "accent")]
    assert bars_of[-1].tone == "accent", "the last day, which is the highest as well"
    days = "".join(span.text for span in lines[-1])
    assert "─1" not in days and "v─" not in days, "days don't run into the rule"


@pytest.mark.parametrize("value", [0.5, 1, 3, 7, 13, 15, 99, 101, 250, 1234, 99_999])
def test_the_half_of_an_axis_is_whole(value: float) -> None:
    top = nice_top(value, False)
    assert (top >= value and (top / 2).is_integer()) or top <= 2


@pytest.mark.parametrize(
    ("value", "times", "top"),
    [
        (0, False, 1),
        (1e-320, False, 2),
        (1, False, 2),
        (7, False, 8),
        (61, False, 80),
        (101, False, 150),
        (61, True, 120),
    ],
)
def test_an_axis_ends_at_a_round_number(value: float, times: bool, top: float) -> None:
    assert nice_top(value, times) == top


def test_an_axis_of_hours_has_none_of_their_tenths() -> None:
    lines = chart(3600, 19_000, kind="time")
    assert lines[1].startswith(" 6 h┤") and lines[4].startswith(" 3 h┤")
    assert "longest 5.3 h" in chart(3600, 19_000, kind="time", width=80)[0]


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1e7)), max_size=120),
    st.integers(10, 200),
    st.integers(3, 40),
)
def test_a_chart_of_anything_fits_its_place(values: list[float | None], width: int, height: int) -> None:
    points = [("2026-11-01", value) for value in values]
    lines = draw(Series("Things", points, whole), width, height)
    assert len(lines) <= height
    assert all(safe.width(plain(line)) <= max(width, 16) for line in lines[1:])
    if values and any(value for value in values):
        assert any(cell in plain(line) for line in lines for cell in "▁▂▃▄▅▆▇█")


@given(st.integers(1, 400), st.integers(1, 200))
def test_bars_hold_every_day_once(days: int, most: int) -> None:
    points = [(str(index), 1.0) for index in range(days)]
    found = bars(points, most)
    assert len(found) <= most
    assert found[0].first == "0" and found[-1].last == str(days - 1)
    assert all(int(after.first) == int(before.last) + 1 for before, after in itertools.pairwise(found))


def day(date: str) -> DayFigures:
    return DayFigures(date, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 60.0, None)


def test_days_that_the_host_left_out_have_nothing() -> None:
    found = filled([day("2026-10-30"), day("2026-11-02")])
    assert [each.date for each in found] == ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"]
    assert found[1].new == 0 and found[1].response is None
    assert filled([day("soon")]) == (day("soon"),)


def test_figures_stand_in_columns_with_their_numbers_to_the_right() -> None:
    figures = [
        Total("1,296", "subscribers"),
        Total("183", "new", "▲ 12 %"),
        Total("8", "in"),
        Total("13", "out"),
    ]
    assert [plain(line) for line in grid(figures, 40, 3)] == [
        " 1,296 subscribers    8 in",
        "   183 new ▲ 12 %    13 out",
    ]
    assert [plain(line) for line in grid(figures, 18, 4)] == [
        " 1,296 subscribers",
        "   183 new ▲ 12 %",
        "     8 in",
        "    13 out",
    ]
    for width in range(1, 120):
        lines = grid(figures, width, 3)
        assert len(lines) <= 3
        assert width < 18 or all(safe.width(plain(line)) <= width for line in lines)
    assert grid([], 80, 3) == []


def test_figures_are_compared_with_as_many_days_before() -> None:
    some = [day(f"2026-10-{n:02}")._replace(new=n, response=60.0 * n) for n in range(1, 21)]
    now = some[15:]
    before = days_before(now, some)
    assert [each.date[-2:] for each in before] == ["11", "12", "13", "14", "15"]
    assert (change("new", now, before), change("response", now, before)) == ("▲ 38 %", "▲ 38 %")
    assert (change("new", before, now), change("done", now, before)) == ("▼ 28 %", "as before")
    assert days_before(now, some[12:]) == [] and days_before((), some) == []
    assert change("new", now, []) == "" and change("resolve", now, before) == "", "nothing to compare with"
    assert change("new", now, [each._replace(new=0) for each in before]) == ""


def test_words() -> None:
    assert days_between("2026-10-01", "2026-10-31") == "1 to 31 Oct 2026"
    assert days_between("2026-09-30", "2026-10-02") == "30 Sep to 2 Oct 2026"
    assert days_between("2025-12-30", "2026-01-02") == "30 Dec 2025 to 2 Jan 2026"
    assert days_between("2026-10-01", "2026-10-01") == "1 Oct 2026"
    assert [*map(duration, (59, 600, 3600, 9000, 95_000, 432_000, 400_000))] == [
        "59 s",
        "10 min",
        "1 h",
        "2.5 h",
        "26 h",
        "5 d",
        "4.6 d",
    ]


async def _summary(pilot: Any) -> None:
    await see(pilot, "1,300")
    await pilot.press(FLOWS)
    await see(pilot, "Main menu")
    pilot.app.main.go("summary")
    await see(pilot, "New subscribers", "428 open now", "▲ 4 %")


async def test_the_summary_is_compared_with_the_days_before(tmp_path: Path) -> None:
    app = app_on(Bot(subscribers=1300, now=NOW), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await _summary(pilot)
        text = await seen_text(pilot, "% on the 30 days before")
        assert "┴" in text
        await pilot.press("w")
        await see(pilot, "When?")
        await pilot.press(*"3 months", "enter")
        text = await seen_text(pilot, "last 3 months")
        await until(pilot, lambda: "days before" not in text_of(pilot), "nothing is known of what was before")


async def test_last_months_summary(tmp_path: Path) -> None:
    app = app_on(Bot(subscribers=1300, now=NOW), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await _summary(pilot)
        await pilot.press("w")
        await see(pilot, "When?")
        await pilot.press(*"last month", "enter")
        text = await seen_text(pilot, "last month, 1 to 31 Oct 2026", "31 Oct")
        assert "Active subscribers" in text and "until an agent answers" in text
        await pilot.press("v")
        text = await seen_text(pilot, "by day", "1 Oct ")
        await pilot.press("escape")
        await pilot.press("a")
        await see(pilot, "Summary by agent · last month", "Lívia Duarte")


async def test_another_bot_and_all_of_them(tmp_path: Path) -> None:
    app = app_on(Bot(subscribers=1300, now=NOW), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await _summary(pilot)
        await pilot.press("b")
        await see(pilot, "Whose figures?")
        await pilot.press(*"wholesale", "enter")
        await see(pilot, "Summary · Acme Wholesale")


async def test_figures_that_can_not_be_had_say_why_and_the_rest_goes_on(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300, now=NOW)
    refusal = {"message": "This token misses the scope: Manage Team"}
    await bot.fault(path="/flow-summary", times=0, status=403, body=refusal)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "1,300")
        await pilot.press(FLOWS)
        app.main.go("summary")
        await see(pilot, "Manage Team", "r tries again", "Summary –")
        await pilot.press("right_square_bracket")
        text = await seen_text(pilot, "━ Summary by agent")
        assert "Summary –" in text  # still marked where one steps past it
        await bot.no_faults()
        await pilot.press("left_square_bracket", "r")
        text = await seen_text(pilot, "New subscribers")
        assert "Summary –" not in text


@pytest.fixture
def quick_log() -> Iterator[None]:
    """An error log that is followed at once rather than every few seconds."""
    from flotui.resources.flows.logs import ERRORS

    before = ERRORS.follow
    force_setattr(ERRORS, "follow", 0.05)
    yield
    force_setattr(ERRORS, "follow", before)


async def test_a_log_is_read_again_only_while_one_follows_it(tmp_path: Path, quick_log: None) -> None:
    app = app_on(Bot(subscribers=1300, now=NOW), tmp_path)

    def count() -> int:
        exchanges = app.workspace.exchanges if app.workspace else ()
        return sum(each.call.operation_id == "flowErrorLogData" for each in exchanges)

    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "1,300")
        app.main.go("errors")
        await see(pilot, "Error log", "WhatsApp Error")
        assert count() == 1
        await pilot.pause(0.3)
        assert count() == 1
        await pilot.press("p")
        await see(pilot, "following")
        await until(pilot, lambda: count() >= 3, "two polls")
        app.main.go("tags")
        await see(pilot, "newsletter")
        await until(pilot, lambda: not app.main.browser.listing.following, "the end of following")
        before = count()
        await pilot.pause(0.3)
        assert count() == before


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_how_the_summary_looks(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(
        app_on(Bot(subscribers=1300, now=NOW), tmp_path), terminal_size=size, run_before=_summary
    )
