# SPDX-License-Identifier: MIT
"""The subscribers' filter line as one types: completion, what stays while a query is unfinished, history."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flotui.audience import matched
from flotui.audience.binding import bind
from flotui.audience.complete import Completion, Option
from flotui.audience.evaluate import holds
from flotui.audience.keeping import people_of
from flotui.audience.names import Names
from flotui.audience.query import parse
from flotui.audience.reading import Reading
from flotui.audience.sense import Sense
from flotui.audience.times import Moment
from flotui.resources.text import plain
from flotui.ui.widgets.filter import options
from tests.support.app import app_on, burst, see, text_of, until
from tests.support.bot import MANY, Bot

SIZE = (120, 40)


@MANY
async def test_a_query_is_typed_with_completion_and_asked(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[object] = []
    monkeypatch.setattr(matched, "holds", lambda *given: judged.append(given[1]) or holds(*given))
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 1,300")
        listing = app.main.browser.listing
        await pilot.press("slash", *"ta")
        await see(pilot, " tag:vip ", "tab")
        await pilot.press("tab")
        await until(pilot, lambda: listing._input.value == "tag:")  # type: ignore[union-attr]
        await pilot.press("v", "i")
        await see(pilot, " vip ")
        await pilot.press("tab")
        await until(pilot, lambda: listing._input.value == "tag:vip")  # type: ignore[union-attr]
        await see(pilot, "/ tag:vip", "of 100 loaded", "  enter asks the host · ")
        vips = listing.table.count
        assert 0 < vips < 100
        assert len(judged) == 100, "each of the rows here is judged once"
        # What isn't finished leaves the list as it is, and is no fault.
        await pilot.press(*" -tag:")
        await see(pilot, "/ tag:vip -tag:", " newsletter  customer ")
        assert listing.table.count == vips
        assert "needs a value" not in text_of(pilot)
        await pilot.press(*"returning", "enter")
        await see(pilot, "Subscribers · tag:vip -tag:returning", "so far, ", "to know")
        for _ in range(4):
            await pilot.press("end")
            await pilot.pause()
        await see(pilot, " with vip ")
        rows = listing._shown
        assert rows is not None and not rows.more_to_come


async def test_what_can_be_read_counts_however_fast_it_is_typed(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        listing = app.main.browser.listing
        await pilot.press("slash")
        listing._input.value = "tag:vip"  # type: ignore[union-attr]
        await see(pilot, "of 100 loaded")
        vips = listing.table.count
        listing._input.value = ""  # type: ignore[union-attr]
        await see(pilot, "100 of 130")
        listing._input.value = "tag:vip -tag:returni"  # type: ignore[union-attr]
        await until(pilot, lambda: listing.table.count == vips)
        # What was asked of the host stays while its own line is typed again.
        listing._input.value = "tag:vip"  # type: ignore[union-attr]
        await pilot.press("enter")
        await see(pilot, "Subscribers · tag:vip")
        await until(pilot, lambda: listing.asked.line == "tag:vip")
        await pilot.press("slash", "backspace", "backspace")
        await see(pilot, "/ tag:v", " vip ")
        assert listing.asked.line == "tag:vip"


async def test_a_name_that_there_is_not_is_told_while_one_types(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        listing = app.main.browser.listing
        await pilot.press("slash")
        await see(pilot, "enter asks the host", " tag:…  has:phone")
        await pilot.press(*"tag:vpi")
        await see(pilot, " There is no tag vpi (column 1). Did you mean tag:vip?", "tab")
        assert listing.table.count == 100
        await pilot.press("space", "s")
        await see(pilot, " There is no tag vpi (column 1).")
        await pilot.resize_terminal(60, 24)
        await pilot.press("backspace", "backspace")
        await see(pilot, "  Did you mean tag:vip? There is no", "tab")
        await pilot.resize_terminal(*SIZE)
        await pilot.press("tab")
        await see(pilot, "/ tag:vip", "of 100 loaded")
        assert "There is no tag" not in text_of(pilot)
        # The example has the names of this bot, once they are known.
        await pilot.press(*["backspace"] * 7)
        await see(pilot, " tag:newsletter -tag:customer  has:phone")
        # What the next tab takes is seen while one goes through the options.
        await pilot.press(*"status:", "tab")
        await see(pilot, "/ status:open", "  pending  done  spam  unsubscribed  ")
        await pilot.press("tab")
        await see(pilot, "/ status:pending", "  done  spam  unsubscribed  open  ")


async def test_up_and_down_walk_through_what_was_asked(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        listing = app.main.browser.listing
        for text in ("tag:vip -tag:cart", "channel:web has:email"):
            await pilot.press("slash")
            listing._input.value = ""  # type: ignore[union-attr]
            await pilot.press(*text, "enter")
            await see(pilot, f"Subscribers · {text}")
        await pilot.press("escape")
        await see(pilot, "100 of 130")
        await pilot.press("slash", "x", "up")
        await until(pilot, lambda: listing._input.value == "channel:web has:email")  # type: ignore[union-attr]
        await pilot.press("up", "up")
        await until(pilot, lambda: listing._input.value == "tag:vip -tag:cart")  # type: ignore[union-attr]
        await pilot.press("down", "down")
        await until(pilot, lambda: listing._input.value == "x")  # type: ignore[union-attr]
        assert app.workspace is not None
        assert app.workspace.memory.asked[:2] == ("channel:web has:email", "tag:vip -tag:cart")
        # What is composed in the form was asked before as well.
        await pilot.press("escape", "F")
        await see(pilot, "Filter the subscribers")
        await pilot.press(*"souza", "ctrl+s")
        await see(pilot, "Subscribers · souza")
        assert app.workspace.memory.asked[0] == "souza"
        # A saved filter that can't be read is opened there too, and what is in doubt is said.
        app.workspace.memory.save_filter("subscribers", "old", "tag:vip no phone")
        await pilot.press("F")
        await see(pilot, "Compose a filter")
        await pilot.press(*"old", "enter")
        await see(pilot, "Save as", "tag:vip no phone", "Did you mean -has:phone?")


async def test_everyone_who_is_here_answers_at_once(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        assert app.workspace is not None
        reading = Reading(app.workspace, await people_of(app.workspace))
        await reading.carry_out(await reading.plan())
        before = len(await bot.requests())
        await pilot.press("slash", *"tag:vip -tag:returning", "enter")
        await see(pilot, "Subscribers · tag:vip -tag:returning", " of the 130")
        await pilot.press("slash")
        app.main.browser.listing._input.value = "joao"  # type: ignore[union-attr]
        await pilot.press("enter")
        await see(pilot, "Subscribers · joao", "João", " of the 130")
        asked = [each["operation"] for each in (await bot.requests())[before:]]
        assert "flowBotUsers" not in asked


@MANY
async def test_the_whole_list_is_sorted_narrowed_and_gone_through_where_everyone_is_here(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 1,300")
        assert app.workspace is not None
        people = await people_of(app.workspace)
        reading = Reading(app.workspace, people)
        await reading.carry_out(await reading.plan())
        table, before = app.main.browser.listing.table, len(await bot.requests())
        await pilot.press("G")
        await see(pilot, "Subscribers  1,300 ")
        last = (await people.page(offset=-1, limit=1))[0]["user_ns"]
        await until(pilot, lambda: table.row is not None and table.row.user_ns == last)
        app.main.browser.listing.sort_by("name", down=True)
        await see(pilot, "1,300, by Name, descending")
        await until(pilot, lambda: table.count == 1_300)
        await pilot.press("home")
        first = (await people.page(sort="name", down=True, limit=1))[0]["user_ns"]
        await until(pilot, lambda: table.row is not None and table.row.user_ns == first)
        await pilot.press("slash", *"-has:phone")
        await see(pilot, " of the 1,300")
        assert 100 < table.count < 1_300
        await pilot.press(*" qqqq")
        await see(pilot, "0 of the 1,300", "Nothing matches -has:phone qqqq.")
        assert "loaded" not in text_of(pilot), "title and body speak of the same rows"
        await pilot.press("escape", "asterisk")
        await see(pilot, "  1,300 marked")
        assert "on the host" not in text_of(pilot)
        app.main.browser.listing.show_marked(True)
        await see(pilot, "1,300 marked, no others")
        await until(pilot, lambda: table.count == 1_300)
        app.main.browser.listing.show_marked(False)
        await see(pilot, "1,300, by Name, descending")
        await until(pilot, lambda: table.count == 1_300)
        asked = [each["operation"] for each in (await bot.requests())[before:]]
        # The next page is read before somebody is at the end of the one that is here; nothing else is.
        assert asked.count("flowBotUsers") <= 1, asked
        # Somebody else renames one who has written lately; r brings that into the whole list.
        lately = bind(parse("seen:<24h"), Sense(Names(), Moment(time.time(), app.workspace.zone)))
        await bot.ask(
            "PUT", "/subscriber/update", user_ns=(await people.ids(lately))[0], name="\U0001fae8 Zander"
        )
        await pilot.press("r")
        await until(pilot, lambda: "Zander" in getattr(app.main.browser.listing.rows.peek(0), "name", ""))  # type: ignore[union-attr]
        await pilot.press("home")
        await see(pilot, "Zander", "1,300, by Name, descending")


async def test_after_a_refused_enter_one_key_clears_the_line(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        listing = app.main.browser.listing
        await burst(pilot, "slash", *"has:phone seen:<24h field.city=Lima tag:vpi", "enter")
        await until(pilot, lambda: listing._input is not None and listing._input.refused is not None)
        line = listing._input
        assert line is not None and 0 < line.cursor_position < len(line.value)
        await pilot.press("ctrl+u")
        assert line.value == "", "what is right of the cursor too"
        await pilot.press(*"vip x", "left", "ctrl+u")
        assert line.value == "x", "as everywhere"


def test_what_tab_takes_stands_first_where_it_would_be_cut_off() -> None:
    doubt = "field.name_of_the_city=Rio (column 1) may go on after the blank. Did you mean it? Put other words before."
    meant = "Did you mean it? Put other words before."
    found = Completion(0, (Option("it", "it"),), doubt=doubt, meant=meant)
    assert plain(options(found, "", 200)).strip() == doubt
    assert plain(options(found, "", 80)).strip().startswith(f"{meant} field.name_of")
