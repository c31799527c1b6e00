# SPDX-License-Identifier: MIT
"""Exporting what a list shows: one key, on every list."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.logs import ErrorEntry
from flotui.api.models.shop import DiscountCode
from flotui.api.models.subscriber import Subscriber
from flotui.audience.exporting import OWN
from flotui.jobs.sheet.cells import unspelled
from flotui.repositories.inbox import Waiter
from flotui.resources import registry
from flotui.resources.activity import CALLS, JOURNAL
from flotui.resources.base import Column, Resource
from flotui.resources.explorer.past import HISTORY
from flotui.resources.flows.logs import ERRORS
from flotui.resources.inbox import WAITING
from flotui.resources.jobs import JOBS
from flotui.resources.shop.discounts import DISCOUNT_CODES
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import Span
from flotui.text.pictures import gauge
from flotui.text.zones import Zone, follow
from flotui.ui.exporting import cell, chosen
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import MANY, Bot

pytestmark = pytest.mark.every_field


@MANY
async def test_the_rows_of_a_query_are_written_as_they_are_kept(bot: Bot, tmp_path: Path) -> None:
    app: Any = app_on(bot, tmp_path)
    target = tmp_path / "vips.csv"
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza", "100 of 1,300")
        await pilot.press("slash", *"tag:vip -tag:cart", "enter")
        await see(pilot, "Subscribers · tag:vip -tag:cart")
        await pilot.press("W")
        number = app.main.browser.listing.rows.count
        await see(pilot, f"Export {number} subscribers · tag:vip -tag:cart", "name, phone, tags")
        app.focused.value = str(target)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "written to" in text_of(pilot))
        rows = await app.main.browser.listing.rows.all()
    written = list(csv.DictReader(io.StringIO(target.read_text())))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(written) == len(rows) > 20
    for line, row in zip(written, rows, strict=True):
        assert (line["name"], line["phone"]) == (row.name, row.phone)
        assert line["tags"].split("|") == [tag.name for tag in row.tags]
        assert datetime.fromisoformat(line["seen"]).replace(tzinfo=None) == datetime.fromisoformat(
            row.last_interaction
        )


async def test_cells_that_begin_like_a_formula_are_kept_from_being_one(bot: Bot, tmp_path: Path) -> None:
    """Asked for with CSV alone, and taken off again by whatever reads a sheet."""
    await bot.ask("POST", "/flow/create-tag", name="=HYPERLINK(1)")
    app: Any = app_on(bot, tmp_path)
    target = tmp_path / "tags.csv"
    async with app.run_test(size=(120, 40)) as pilot:
        app.main.go("tags")
        await see(pilot, "newsletter")
        await pilot.press("W")
        await see(pilot, "Export ", "No formulas")
        app.focused.value = str(target)
        await pilot.press("tab", "j")
        await until(pilot, lambda: "No formulas" not in text_of(pilot), "lines of JSON have no formulas")
        await pilot.press("c")
        await see(pilot, "No formulas")
        await pilot.press("tab", "tab", "space", "ctrl+s")
        await until(pilot, lambda: "written to" in text_of(pilot))
    cells = [cell for line in csv.reader(io.StringIO(target.read_text())) for cell in line]
    assert "'=HYPERLINK(1)" in cells and unspelled("'=HYPERLINK(1)") == "=HYPERLINK(1)"


async def test_marked_rows_of_any_list_as_lines_of_json(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file that is offered is a new one, also the second time of a day, and ends as what is written does."""
    app: Any = app_on(bot, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        app.main.go("tags")
        await see(pilot, "newsletter")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        await pilot.press("space", "space")
        await see(pilot, "2 marked")
        today = app.workspace.zone.today()
        Path(f"tags-{today}.csv").touch()
        target = Path(f"tags-{today}-2.jsonl")
        await pilot.press("W")
        await see(pilot, "Export the 2 marked", f" tags-{today}-2.csv")
        await pilot.press("tab", "j", "ctrl+s")
        await see(pilot, f"2 tags written to ~/{target}.")
        await pilot.press("W")
        await see(pilot, "Export the 2 marked")
        app.focused.value = str(target)
        await pilot.press("ctrl+s")
        await see(pilot, "exists. Choose another name.")
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["name"] for line in lines] == ["newsletter", "customer"]


async def test_that_rows_are_left_is_said_when_the_others_are_written(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = app_on(bot, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        await pilot.press("W")
        await see(pilot, "Export 100 subscribers")
        app.focused.value = "some.csv"
        await pilot.press("ctrl+s")
        await see(pilot, "100 subscribers written to ~/some.csv. The host has more, which weren't read.")
        await pilot.press("W")
        await see(pilot, "Export 100 subscribers")
        app.focused.value = "all.csv"
        await pilot.press("tab", "tab", "tab", "tab", "y", "ctrl+s")
        await see(pilot, "130 subscribers written to")
        assert "The host has more" not in text_of(pilot)


def test_a_column_that_there_is_not_is_refused_with_the_nearest() -> None:
    assert [each.id for each in chosen(SUBSCRIBERS, "name, field:city")] == ["name", "field:city"]
    with pytest.raises(Malformed, match=r"no column phon\. Did you mean phone"):
        chosen(SUBSCRIBERS, "name,phon")


async def test_everything_of_one_person_from_the_palette(bot: Bot, tmp_path: Path) -> None:
    app: Any = app_on(bot, tmp_path)
    folder = tmp_path / "ana"
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        await pilot.press("down", "down", "colon")
        await see(pilot, "An action, a list")
        await pilot.press(*"export-person", "enter")
        await see(pilot, "Export Ana Souza's file")
        app.focused.value = str(folder)
        await pilot.press("ctrl+s")
        await see(pilot, "Write the file", " calls, and one ")
        assert not folder.exists()
        await pilot.press("y")
        await until(pilot, lambda: "Ana Souza's file is in" in text_of(pilot))
    assert json.loads((folder / "profile.json").read_text())["name"] == "Ana Souza"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_a_chat_is_counted_and_dated_as_its_messages_are(bot: Bot, tmp_path: Path) -> None:
    app: Any = app_on(bot, tmp_path)
    target = tmp_path / "chat.csv"
    async with app.run_test(size=(100, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("enter")
        await see(pilot, "[Card]")
        for tab in ("[Tags]", "[Fields]", "[Chat]"):
            await pilot.press("right_square_bracket")
            await see(pilot, tab)
        listing = app.main.browser.detail.listing
        await until(pilot, lambda: app.main.panel.active is listing and listing.table.row is not None)
        messages = listing.snapshot.value.count
        assert listing.rows.count > messages, "some of them take several lines"
        await pilot.press("W")
        shown = await seen_text(pilot, f"Export {messages} messages")
        assert "0 calls" not in shown
        app.focused.value = str(target)
        await pilot.press("ctrl+s")
        await see(pilot, f"{messages} messages written to")
    rows = list(csv.DictReader(target.open()))
    assert len(rows) == messages
    assert all(datetime.fromisoformat(row["time"]).tzinfo is not None for row in rows)


def test_whatever_shows_a_moment_is_written_with_its_year_and_zone() -> None:
    entry = SimpleNamespace(at=1_767_225_600.0, started_at=1_767_225_600.0, created=1_767_225_600.0)
    for resource, name in ((JOURNAL, "time"), (CALLS, "time"), (JOBS, "created"), (HISTORY, "time")):
        column = resource.column(name)
        assert column is not None
        assert datetime.fromisoformat(cell(column, entry)).timestamp() == 1_767_225_600.0, resource.id


def test_moments_of_the_host_are_written_as_all_others_are() -> None:
    """Their zone is the workspace's where they name none; an age, or a moment without its year, is for eyes alone."""
    with _shown_in(Zone(ZoneInfo("America/Sao_Paulo"), "America/Sao_Paulo")):
        person = Subscriber.read(
            {"user_ns": "f1u1", "last_interaction": "2025-01-15 08:53:00", "subscribed": "0"}
        )
        assert _cell_of(SUBSCRIBERS, "seen", person) == "2025-01-15T08:53:00-03:00"
        assert _cell_of(SUBSCRIBERS, "since", person) == "0", "no time at all"
        assert OWN["seen"](person) == "2025-01-15T08:53:00-03:00", "as at the command line"
        error = ErrorEntry.read({"created_at": "2024-01-15T11:53:00Z"})
        assert _cell_of(ERRORS, "time", error) == "2024-01-15T08:53:00-03:00"
        code = DiscountCode.read({"end_time": "2024-01-15 11:53:00", "start_time": ""})
        assert _cell_of(DISCOUNT_CODES, "end", code) == "2024-01-15T08:53:00-03:00", (
            "the host has those in UTC"
        )
        assert _cell_of(DISCOUNT_CODES, "start", code) == ""


def test_moments_of_the_host_stay_as_they_came_where_nobody_set_the_zone() -> None:
    person = Subscriber.read({"user_ns": "f1u1", "last_interaction": "2025-01-15 08:53:00"})
    with _shown_in(Zone(UTC, "UTC", assumed=True)):
        assert _cell_of(SUBSCRIBERS, "seen", person) == "2025-01-15 08:53:00"


def test_every_column_of_moments_says_how_a_file_has_them() -> None:
    listed = [
        each
        for area in registry.AREAS
        for place in area.resources
        if (each := registry.resource(place.id)) is not None
    ]
    tables = [*listed, *(tab.table for each in listed for tab in each.tabs if tab.table is not None)]
    silent = {
        (each.id, column.id)
        for each in tables
        for column in (*each.columns, *each.more_columns)
        if column.zoned and column.at is None
    }
    assert not silent


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(("resource", "model"), [(SUBSCRIBERS, Subscriber), (WAITING, Waiter)])
def test_the_window_is_written_as_the_moment_it_shuts(resource: Any, model: type[Subscriber]) -> None:
    """Its gauge is for eyes alone, and when they last wrote is a column of its own."""
    column = resource.column("window")

    def written(last: str, channel: str) -> str:
        return cell(column, model.read({"user_ns": "f1u1", "channel": channel, "last_interaction": last}))

    assert written("2026-03-01T12:00:00+00:00", "whatsapp_cloud").startswith("2026-03-02T12:00:00")
    assert written("2026-03-01T12:00:00+00:00", "telegram") == ""
    assert written("", "whatsapp_cloud") == "not known"


@pytest.mark.parametrize("ascii", [False, True])
def test_a_gauge_is_no_text(ascii: bool) -> None:
    for part in (0, 1, 3, 8, None):
        drawn = Span(gauge(part, 8, ascii=ascii), "data")
        assert cell(_saying(Span("139/144 "), drawn), object()) == "139/144"
    assert cell(_saying(Span("# 7")), object()) == "# 7"


def _cell_of(resource: Resource[Any], name: str, row: object) -> str:
    """What a file has of a row in a list's column."""
    column = resource.column(name)
    assert column is not None
    return cell(column, row)


@contextmanager
def _shown_in(zone: Zone) -> Iterator[None]:
    leave = follow(lambda: zone)
    try:
        yield
    finally:
        leave()


def _saying(*parts: Span) -> Column[object]:
    return Column("sent", "Sent", lambda _: parts, width=9)
