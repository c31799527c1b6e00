# SPDX-License-Identifier: MIT
"""The palette: what is typed goes where docs/keys.md says, and nothing that writes opens by a guess."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flotui.resources import registry
from flotui.resources.ask import Cancelled, Choice, Picker
from flotui.resources.everything import filtered
from flotui.ui import palette
from flotui.ui.modals.lists import Search
from flotui.ui.modals.pick import PickDialog
from flotui.ui.modals.ranking import Ranking
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import MANY, Bot

KEYS = Path(__file__).parents[2] / "docs" / "keys.md"


def documented() -> dict[str, list[str]]:
    """The aliases that docs/keys.md gives, by the title of the resource."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in KEYS.read_text("utf-8").splitlines():
        if line.startswith("### "):
            title = line[4:]
        elif line.startswith("`:"):
            found[title] = re.findall(r"`:([^`]+)`", line)
    return found


async def open_palette(pilot: Pilot[int]) -> PickDialog:
    await pilot.press("colon")
    await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog) and pilot.app.screen.is_mounted)
    await pilot.pause()
    assert isinstance(pilot.app.screen, PickDialog)
    return pilot.app.screen


def highlighted(dialog: PickDialog, typed: str) -> str:
    """The id of what enter would take when this is typed."""
    dialog.query_one(Search).value = typed
    dialog.catch_up()
    row = dialog.choices.row
    return row.choice.id if row is not None and row.choice is not None else ""


def test_no_alias_stands_for_two_things() -> None:
    names = Counter(name for each in registry.resources() for name in {each.id, *each.aliases})
    assert not [name for name, many in names.items() if many > 1]
    actions = {action.id for _, action in registry.actions()}
    assert not actions & set(names)


async def test_every_alias_goes_where_the_documents_say(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    aliases = documented()
    assert sum(map(len, aliases.values())) > 100
    titles = {each.title: each.id for each in registry.resources()}
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        dialog = await open_palette(pilot)
        for title, names in aliases.items():
            for name in names:
                for typed in (name, f":{name}", name.upper()):
                    assert highlighted(dialog, typed) == f":{titles[title]}", typed


async def test_an_alias_typed_in_one_go_with_enter(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        for alias in ("bot", "fields", "me", "people", "ai", "wh", "log", "as"):
            wanted = registry.resource(alias)
            assert wanted is not None and app.main.resource is not wanted, alias
            await pilot.press("colon", *alias, "enter")
            await until(
                pilot, lambda wanted=wanted: app.main.resource is wanted and app.screen is app.main, alias
            )
    assert not await bot.writes()


async def test_the_name_of_every_action_runs_it(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(bot, tmp_path)
    asked: list[Picker] = []

    async def pick(question: Picker) -> Choice:
        asked.append(question)
        raise Cancelled

    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        monkeypatch.setattr(app.ask, "pick", pick)
        for resource in registry.resources():
            app.main.go(resource.id)
            await app.main.panel.caught_up()
            offered = app.main.offered()
            with pytest.raises(Cancelled):
                await palette.open_palette(app)
            ranking = Ranking(asked[-1].choices)
            for action in offered:
                if action.id != "app.palette":
                    rows, here = ranking.search(action.id)
                    chosen = rows[here].choice
                    assert chosen is not None and (here, chosen.id) == (0, action.id)


async def test_what_opens_something_that_writes_is_not_highlighted_by_a_guess(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        dialog = await open_palette(pilot)
        assert highlighted(dialog, "") == highlighted(dialog, "   ") == ""
        await pilot.press("enter")
        assert "Nothing is highlighted" in text_of(pilot) and app.screen is dialog
        # Letters in order of “Change tags” and others.
        assert highlighted(dialog, "cgtg") == "" and any(
            row.choice is not None and row.choice.id == "subscribers.tags" for row in dialog.choices.rows
        )
        offered = dialog.choices.row
        assert offered is not None and offered.new, "the host is asked first"
        assert highlighted(dialog, "change a f") == "subscribers.field"
        assert highlighted(dialog, "theme") == "app.theme", "a word of it that nothing else has"
        assert highlighted(dialog, "opt") == "subscribers.consent", "before the API's operations"
        assert highlighted(dialog, "ord") == ":orders"


async def test_the_first_is_one_key_away(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        await open_palette(pilot)
        await pilot.press("down", "enter")
        await see(pilot, "Type to filter", "switch")


async def test_a_list_and_a_filter_lead_to_the_filtered_list(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        dialog = await open_palette(pilot)
        dialog.query_one(Search).value = "tags vip"
        await see(pilot, "Tags: vip")
        await pilot.press("enter")
        await see(pilot, "Tags /vip")
        await open_palette(pilot)
        await pilot.press(*"subs tag:vip", "enter")
        await see(pilot, "Subscribers · tag:vip")


def test_the_name_of_a_list_is_no_other_list_with_a_filter() -> None:
    names = {
        name
        for each in registry.resources()
        for name in (each.title, each.singular, *(alias.replace("-", " ") for alias in each.aliases))
    }
    assert {"Bot fields", "product tag", "AI tasks"} <= names
    assert [name for name in sorted(names) if filtered(name) or filtered(name[:-1])] == []
    assert all(filtered(text) for text in ("bot acme", "products tote", "tags vip", ":orders paid"))


async def test_what_is_here_is_found_by_its_name_whatever_its_list_and_asks_nothing(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        for name, shown in (
            ("tags", "f1284t3005"),
            ("user-fields", "User fields  "),
            ("sub-flows", "Sub-flows  "),
        ):
            app.main.go(name)
            await see(pilot, shown)
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        before = len(await bot.requests())
        dialog = await open_palette(pilot)
        await pilot.press(*"wholesale")
        await until(pilot, lambda: dialog.choices.row is not None and dialog.choices.row.choice is not None)
        await see(pilot, "wholesale")
        assert len(await bot.requests()) == before
        await pilot.press("enter")
        await until(pilot, lambda: app.main.resource is not None and app.main.resource.id == "tags")
        await until(pilot, lambda: app.main.browser.listing.row_id(app.main.browser.listing.table.row) != "")
        await until(pilot, lambda: app.main.browser.listing.table.row.name == "wholesale")
        await open_palette(pilot)
        await pilot.press(*"new tag")
        await pilot.press("enter")
        await see(pilot, "New tag", "Name")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.main)
        await open_palette(pilot)
        await pilot.press(*"flowTags", "enter")
        await until(pilot, lambda: app.main.resource is not None and app.main.resource.id == "operations")


async def test_what_is_called_by_its_number_is_found_by_it(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("orders")
        await see(pilot, "━ Orders", "20256")
        app.main.go("tags")
        await see(pilot, "━ Tags", "wholesale")
        await open_palette(pilot)
        await pilot.press(*"20256")
        await see(pilot, "▌order 20256", "Look up “20256”")
        await pilot.press("enter")
        await see(pilot, "━ Orders")
        await until(
            pilot, lambda: app.main.browser.listing.row_id(app.main.browser.listing.table.row) == "20256"
        )


async def test_an_action_of_another_list_leads_there_and_names_its_key(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await open_palette(pilot)
        await pilot.press(*"make it the default start flow", "enter")
        await see(pilot, "go to a row, then press m.")
        assert app.main.resource is not None and app.main.resource.id == "sub-flows"


@MANY
async def test_somebody_who_is_in_no_list_is_found_and_opened(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        dialog = await open_palette(pilot)
        await pilot.press(*"f1284u2100", "enter")
        await until(pilot, lambda: dialog.choices.row is not None and dialog.choices.row.choice is not None)
        await pilot.press("enter")
        await until(pilot, lambda: app.main.browser.opened is not None, "their card")
        assert app.main.browser.opened.row_id == "f1284u2100"
        await see(pilot, "[Card]", "f1284u2100")


async def test_whole_words_names_in_any_order_products_and_zones_are_found(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("products")
        await see(pilot, "Ceramic mug")
        dialog = await open_palette(pilot)
        assert highlighted(dialog, "time") == "app.timezone"
        dialog.query_one(Search).value = "price"
        dialog.catch_up()
        shown = [row.choice.label for row in dialog.choices.rows if row.choice is not None]
        assert shown.index("Change price or stock") < shown.index("Prices and stock from a CSV file")
        dialog.query_one(Search).value = ":mug ceramic"
        await see(pilot, "Ceramic mug", "product")
        for typed in ("souza ana", ":souza ana"):
            dialog.query_one(Search).value = typed
            await see(pilot, "▌Ana Souza")
        dialog.query_one(Search).value = "sao"
        shown_text = await seen_text(pilot, "America/Sao_Paulo")
        assert "▌America" not in shown_text, "one of several zones isn't meant more than another"
        dialog.query_one(Search).value = "sao paulo"
        await see(pilot, "▌America/Sao_Paulo")
        await pilot.press("enter")
        await see(pilot, "The workspace's time zone is America/Sao_Paulo.")
        assert app.workspace is not None and app.workspace.memory.timezone == "America/Sao_Paulo"
