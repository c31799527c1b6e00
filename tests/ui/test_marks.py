# SPDX-License-Identifier: MIT
"""Marks: kept by id, counted in the title, told where their rows are not shown."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flotui.workspace import Changed
from tests.support.app import app_on, burst, see, text_of, until
from tests.support.bot import MANY, Bot
from tests.support.places import FLOWS, SUBSCRIBERS
from tests.ui.marks_rig import SIZE, listing, load


async def test_marks_are_about_rows_as_they_are_now(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("space", "space", "space")
        assert app.workspace is not None
        first = listing(pilot).snapshot.value.peek(0)
        await app.workspace.cache.drop_row("subscriber", first.row_id)
        context = app.main.panel.context(None, app.ask)
        assert context is not None and context.fetch is not None
        rows = await context.fetch()
        assert first.row_id not in [row.row_id for row in rows]
        await see(pilot, "  2 marked")


@pytest.mark.parametrize(("where", "title"), [("tags", "Tags  "), ("shortcuts", "Shortcuts  ")])
async def test_rows_that_were_deleted_leave_the_marks(
    bot: Bot, tmp_path: Path, where: str, title: str
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go(where)
        await see(pilot, title)
        await until(pilot, lambda: listing(pilot).table.row is not None)
        table, before = listing(pilot).table, listing(pilot).table.count
        await pilot.press("space", "space", "space", "d")
        await see(pilot, f"Delete 3 {where}", "It can't be undone.")
        await pilot.press("3", "enter", "enter")
        await see(pilot, f"3 {where} deleted.")
        await until(pilot, lambda: table.count == before - 3)
        await until(pilot, lambda: not table.row_ids)
        await pilot.press("space")
        await see(pilot, "  1 marked")
        await pilot.press("asterisk")
        await see(pilot, f"  {before - 3} marked")


async def test_marked_subscribers_are_deleted_for_their_typed_number(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "of 130")
        await pilot.press("space", "space", "d")
        await see(
            pilot, "Delete 2 subscribers", "Their fields, tags and chat go with them.", "It can't be undone."
        )
        await pilot.press("2", "enter", "enter")
        await see(pilot, "2 subscribers deleted.", "of 128")
        assert len(await bot.writes()) == 2 and not listing(pilot).table.row_ids


@pytest.mark.parametrize("wanted", [100, 300], ids=["a page", "several pages"])
async def test_a_row_that_the_cache_no_longer_has_leaves_the_marks(tmp_path: Path, wanted: int) -> None:
    bot = Bot(subscribers=1300)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await load(pilot, wanted)
        await pilot.press("space", "space", "space")
        workspace, first = app.workspace, listing(pilot).snapshot.value.peek(0)
        assert workspace is not None
        await workspace.cache.drop_row("subscriber", first.row_id)
        workspace._events.tell(Changed(frozenset({("subscriber", first.row_id)})))
        await see(pilot, "  2 marked")


async def test_a_mark_goes_with_what_was_deleted_elsewhere(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("tags")
        await until(pilot, lambda: listing(pilot).resource.id == "tags" and listing(pilot).table.count > 5)
        await pilot.press("space", "space")
        await see(pilot, "  2 marked")
        tags = bot.app.state.host.world.tags
        gone = listing(pilot).snapshot.value.peek(0).tag_ns
        tags.remove(gone)
        await pilot.press("r")
        await see(pilot, "  1 marked")


async def test_marks_stay_while_the_rows_are_narrowed_sorted_and_read_again(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        table = listing(pilot).table
        await pilot.press("space", "down", "space")
        marked = set(table.row_ids)
        assert len(marked) == 2
        await pilot.press("slash", *"souza", "tab")
        await until(pilot, lambda: table.count == 3)
        assert set(table.row_ids) == marked
        listing(pilot).close_filter(clear=True)
        await until(pilot, lambda: table.count == 100)
        listing(pilot).sort_by("name")
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert set(table.row_ids) == marked
        await see(pilot, "  2 marked")
        # Another question is another list.
        await burst(pilot, "slash", *"tag:vip", "enter")
        await see(pilot, "Subscribers · tag:vip")
        await until(pilot, lambda: table.row_ids)
        assert set(table.row_ids) == marked


async def test_an_action_hits_the_row_that_was_on_screen(bot: Bot, tmp_path: Path) -> None:
    """Rows come in above while a key is on its way: what the cursor was on is what is meant."""
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down", "down")
        table = listing(pilot).table
        under = table.row
        assert app.workspace is not None
        for number in range(3):
            row = {"user_ns": f"f1284u9{number}000", "name": f"New {number}"}
            await app.workspace.cache.keep_row("subscriber", row["user_ns"], row, row["name"])
        rows = listing(pilot).snapshot.value
        from flotui.store.kept import Page

        page = Page(
            [(f"f1284u9{n}000", {"user_ns": f"f1284u9{n}000", "name": f"New {n}"}, "") for n in range(3)],
            1303,
            None,
            True,
        )
        await app.workspace.cache.keep_page(rows.key, rows.call.operation_id, "subscriber", page)
        reopening = listing(pilot)._reopen()
        await burst(pilot, "t")
        await reopening
        await see(pilot, f"Tags of {under.title}")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.main)
        assert table.row.row_id == under.row_id and table.cursor == 5


async def test_keys_in_quick_succession_are_about_the_row_that_they_lead_to(tmp_path: Path) -> None:
    """Of rows that are not in memory yet, the cursor is only on its way to one."""
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await load(pilot, 400)
        await pilot.press("home")
        rows = listing(pilot).snapshot.value
        last = (await rows.all())[-1]
        rows._blocks.forget()
        await burst(pilot, "end", "t")
        await see(pilot, f"Tags of {last.title}")


async def test_a_key_waits_for_the_row_that_a_jump_leads_to_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await load(pilot, 400)
        await pilot.press("home")
        table, rows = listing(pilot).table, listing(pilot).snapshot.value
        last, read, may_read = (await rows.all())[-1], rows.load, asyncio.Event()

        async def slowly(start: int, stop: int) -> None:
            await may_read.wait()
            await read(start, stop)

        rows._blocks.forget()
        monkeypatch.setattr(rows, "load", slowly)
        await burst(pilot, "end", "t")
        await until(
            pilot, lambda: table.cursor == 399 and table.row is None, "a placeholder under the cursor"
        )
        may_read.set()
        await see(pilot, f"Tags of {last.title}")


async def test_after_a_stop_only_those_who_are_left_stay_marked(bot: Bot, tmp_path: Path) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("space", "space", "space", "space", "space")
        await see(pilot, "  5 marked")
        table = listing(pilot).table
        marked = list(table.row_ids)
        await bot.fault(kind="500", path="/subscriber/send-sub-flow", times=1, skip=1)
        await pilot.press("s")
        await see(pilot, "Send which sub-flow")
        await pilot.press("enter")
        await see(pilot, "Type 5 to confirm")
        await pilot.press("5", "enter", "enter")
        await see(pilot, "1 of 5 done, 1 unknown, 3 left.")
        await pilot.press("escape")
        await see(pilot, "  3 marked")
        assert list(table.row_ids) == marked[2:]


async def test_that_it_stops_is_said_until_it_has_stopped(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("space", "space", "space", "space", "space")
        answered = bot.hold("/subscriber/send-sub-flow")
        await pilot.press("s")
        await see(pilot, "Send which sub-flow")
        await pilot.press("enter")
        await see(pilot, "Type 5 to confirm")
        await pilot.press("5", "enter", "enter")
        await see(pilot, "Sending…")
        app.stop()
        await see(pilot, "Stopping: requests already sent will finish")
        await pilot.pause(0.1)
        assert "Stopping: " in text_of(pilot)
        answered.set()
        await see(pilot, " left.")
        await until(pilot, lambda: not app.writing and "Stopping" not in text_of(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.main)
        assert "Stopping" not in text_of(pilot)


async def test_a_range_is_marked_by_shift_and_by_its_letter(bot: Bot, tmp_path: Path) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        table = listing(pilot).table
        await pilot.press("shift+down", "shift+down")
        assert len(table.row_ids) == 3
        await pilot.press("down", "down", "down", "down", "V")
        await see(pilot, "7 marked")
        await pilot.press("escape", "space", "down", "down", "down", "V")
        await see(pilot, "5 marked")


@MANY
@pytest.mark.parametrize("way_here", [(), ("Tags", "vip")], ids=["a list", "led to"])
async def test_how_many_are_marked_is_in_the_title_however_narrow_it_is(
    bot: Bot, tmp_path: Path, way_here: tuple[str, ...]
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("space", "space", "slash")
        await until(pilot, lambda: listing(pilot).filtering)
        listing(
            pilot
        )._input.value = "(tag:vip or tag:returning or field.city=Lima) -tag:wholesale -tag:cart last:<900d"
        await pilot.press("enter")
        await see(pilot, "25 so far, ")
        app.main.panel.crumbs = way_here
        app.main.panel.put_headings()
        title = "━ … › Subscribers · (" if way_here else "━ Subscribers · (tag:vip"
        await see(pilot, title, "25 so far, 10 more ", "  2 marked, 2 not shown ")
        await pilot.resize_terminal(70, 24)
        await see(pilot, "Subscribers", "…", "  2 marked, 2 not shown ")


async def test_marks_are_kept_across_filters_and_lists_and_shown_alone(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        table = listing(pilot).table
        await pilot.press("space", "space")
        for text, number in (("tag:vip -tag:cart", 3), ("channel:web", 4)):
            await pilot.press("slash")
            await until(pilot, lambda: listing(pilot).filtering)
            listing(pilot)._input.value = text
            await pilot.press("enter")
            await see(pilot, f"Subscribers · {text}", f"  {number - 1} marked")
            before = set(table.row_ids)
            await until(pilot, lambda: table.row is not None)
            await pilot.press("space")
            await see(pilot, f"  {number} marked")
            assert before < set(table.row_ids)
        marked = set(table.row_ids)
        app.main.go("tags")
        await see(pilot, "Tags  ")
        await until(pilot, lambda: listing(pilot).table.row is not None)
        assert not table.row_ids
        await pilot.press("space")
        await see(pilot, "  1 marked")
        app.main.go("subscribers")
        await see(pilot, "Subscribers ", "  4 marked")
        assert set(table.row_ids) == marked
        context = app.main.panel.context(None, app.ask)
        assert context is not None and context.fetch is not None
        assert {row.row_id for row in await context.fetch()} == marked
        await pilot.press("colon")
        await see(pilot, "An action, a list")
        await pilot.press(*"marked", "enter")
        await see(pilot, "  4 marked, no others")
        await until(pilot, lambda: table.count == 4 and all(map(table._source.peek, range(4))))
        assert {table._source.peek(index).row_id for index in range(4)} == marked
        await pilot.press("home", "space")
        await see(pilot, "  3 marked, no others")
        await pilot.press("escape")
        await see(pilot, "Subscribers · channel:web", "  3 marked, 2 not shown ")
        assert "no others" not in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not table.row_ids)
        app.main.go("tags")
        await see(pilot, "Tags  ", "  1 marked")
        app.main.go("subscribers")
        await see(pilot, "Subscribers · channel:web")
        await until(pilot, lambda: table.row is not None)
        assert not table.row_ids


async def test_marks_that_were_dropped_come_back(bot: Bot, tmp_path: Path) -> None:
    """Also after the list was read again, or another one was shown meanwhile."""
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("asterisk")
        await see(pilot, "100 marked")
        await pilot.press("escape")
        await see(pilot, "100 unmarked. :marked marks them again.")
        assert not listing(pilot).table.row_ids
        await burst(pilot, FLOWS, SUBSCRIBERS)
        await see(pilot, "Ana Souza")
        await pilot.press("r")
        await until(pilot, lambda: not listing(pilot).snapshot.stale)
        await pilot.press("colon", *"marked", "enter")
        await see(pilot, "100 marked again.")
        assert len(listing(pilot).table.row_ids) == 100
        await pilot.press("colon", *"marked", "enter")
        await until(pilot, lambda: listing(pilot).only_marked)


async def test_what_has_gone_meanwhile_is_not_marked_again(bot: Bot, tmp_path: Path) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await burst(pilot, FLOWS, "right_square_bracket")
        await until(pilot, lambda: listing(pilot).table.row is not None)
        await pilot.press("space", "space", "escape")
        await see(pilot, "2 unmarked. :marked marks them again.")
        listing(pilot)._unmarked = {
            key: {**marks, "gone": None} for key, marks in listing(pilot)._unmarked.items()
        }
        await pilot.press("colon", *"marked", "enter")
        await see(pilot, "2 marked again.")


async def test_marked_rows_that_are_not_shown_are_told_in_the_title_and_in_each_dialog(
    tmp_path: Path,
) -> None:
    """Marks outlive a query: who acts on them is told that they see only some of those it will reach."""
    bot = Bot(subscribers=350)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:

        async def ask(query: str) -> None:
            await pilot.press("slash")
            await until(pilot, lambda: listing(pilot).filtering)
            listing(pilot)._input.value = query
            await pilot.press("enter")
            await see(pilot, f"Subscribers · {query}")
            await until(pilot, lambda: listing(pilot).table.row is not None)

        await see(pilot, "Ana Souza")
        await pilot.press("asterisk")
        await see(pilot, "  100 marked")
        assert "not shown" not in text_of(pilot)
        await ask("tag:vip")
        table = listing(pilot).table
        among = set(table.row_ids) & set(await listing(pilot).rows.ids())
        unseen = 100 - len(among)
        assert among and listing(pilot).rows.count > len(among)
        await see(pilot, f"  100 marked, {unseen} not shown")
        said = f"{unseen} of the 100 marked aren't shown."
        await pilot.press("s")
        await see(pilot, "Send which sub-flow", said)
        assert "more on the host" not in text_of(pilot)
        await pilot.press("enter")
        await see(pilot, "and 92 more", said)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.main)  # type: ignore[attr-defined]
        await pilot.press("W")
        await see(pilot, "Export the 100 marked", said)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.main)  # type: ignore[attr-defined]
        await pilot.press("asterisk")
        await see(pilot, f"marked, {unseen} not shown")
        assert len(table.row_ids) == listing(pilot).rows.count + unseen
        app.main.panel.active.show_marked(True)
        await until(pilot, lambda: listing(pilot).only_marked and "no others" in text_of(pilot))
        await until(pilot, lambda: "not shown" not in text_of(pilot))
    assert await bot.writes() == []


async def test_one_marked_row_that_is_not_shown_is_told_and_none_that_comes_back(
    bot: Bot, tmp_path: Path
) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("space", "slash", *"zzz")
        await see(pilot, "  1 marked, 1 not shown")
        assert listing(pilot).beyond == "The marked row isn't shown."
        await pilot.press("escape")
        await until(pilot, lambda: "1 marked" in text_of(pilot) and "not shown" not in text_of(pilot))
        assert listing(pilot).beyond == ""
