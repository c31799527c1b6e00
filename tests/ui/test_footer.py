# SPDX-License-Identifier: MIT
"""The keys in the footer: whole ones only, and the way to all of them at any width."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest

from flotui.resources.keys import follow, while_typing
from flotui.resources.text import Span, plain
from flotui.resources.wrapping import wrapped
from flotui.ui import notices
from flotui.ui.widgets.lines import fit
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot


@pytest.mark.parametrize("width", [120, 80, 46])
async def test_help_is_offered_at_any_width(bot: Bot, tmp_path: Path, width: int) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(width, 24)) as pilot:
        await see(pilot, "Marina")
        footer = text_of(pilot).splitlines()[-1]
        ours = "/ filter  ? help  : commands  " if width >= 100 else "/ ? : "
        assert footer.endswith(f" {ours}"), "at the right edge"
        assert footer.startswith(" t tags  ")
        # No key without what it does, and a sign that there are more.
        own = footer.removesuffix(ours).split("  ")
        assert all(" " in each.strip() or each.strip() in ("", "…") for each in own)
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        assert text_of(pilot).splitlines()[-1].endswith(" / ? : ")


async def test_a_long_notice_stands_there_whole_until_the_next_key(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Marina")
        app.main.say(
            "The host has had too many requests, so calls are held back until 19:53. Nothing was sent. "
            "Whoever reads this wants all of it.",
            "danger",
        )
        text = await seen_text(pilot, "held back until", "Nothing was sent.", "wants all of it.")
        assert "Marina" in text
        await pilot.resize_terminal(46, 24)
        await see(pilot, "Nothing was sent.", "wants all of it.")
        await pilot.press("j")
        lines = (await seen_text(pilot, "/ ? :")).splitlines()
        assert "/ ? :" in lines[-1] and lines[-2].strip() and "wants" not in lines[-2]


async def test_why_a_list_is_old_is_said_whole(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Marina")
        await bot.fault(path="/subscribers", times=0, status=429, body={"message": "Too Many Attempts."})
        await pilot.press("r")
        await see(pilot, "Not refreshed, read at ", "r tries again.", "Calls resume at")


def test_a_text_is_broken_between_words() -> None:
    text = (Span("Offline. ", "warn"), Span("one two three four five", "dim"))
    lines = wrapped(text, 14, 3)
    assert [plain(line) for line in lines] == ["Offline. one", "two three four", "five"]
    assert [span.tone for span in lines[0]] == ["warn", "dim"]
    assert [plain(line) for line in wrapped(text, 0)] == ["Offline. one two three four five"]
    # What is too long for all lines ends in an ellipsis; a word that is too long for one goes on in the next.
    assert plain(tuple(fit(wrapped(text, 14, 2)[-1], 14))) == "two three fou…"
    assert [plain(line) for line in wrapped("x" * 25, 10)] == ["x" * 10, "x" * 10, "x" * 5]


async def test_where_no_row_is_no_key_for_one_is_told(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Marina")
        app.main.go("carts")
        text = await seen_text(pilot, "whose to show.")
        assert text.splitlines()[-1].startswith(" w whose  n add  X empty  "), "no quantity without an item"
        app.main.go("api-history")
        text = await seen_text(pilot, "No calls executed yet.")
        assert text.splitlines()[-1].split() == ["/", "?", ":"]
        app.main.go("tags")
        assert "  d delete  " in (await seen_text(pilot, "newsletter")).splitlines()[-1]
        await pilot.press("slash", *"zzz", "enter")
        text = await seen_text(pilot, "Nothing matches zzz", "n new")
        assert "d delete" not in text.splitlines()[-1]


@pytest.mark.parametrize(("width", "told"), [(120, {"L labels", "M send other"}), (80, {"L labels"})])
async def test_what_is_done_to_several_is_told_while_several_are_marked(
    bot: Bot, tmp_path: Path, width: int, told: set[str]
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(width, 24)) as pilot:
        await see(pilot, "Marina")

        def keys() -> set[str]:
            return {each.strip() for each in text_of(pilot).splitlines()[-1].split("  ") if each.strip()}

        unmarked = keys()
        assert {"t tags", "e edit"} <= unmarked and not {"L labels", "M send other"} & unmarked
        assert width < 120 or "y copy" in unmarked
        await pilot.press("space", "j", "space")
        await until(pilot, lambda: told <= keys(), "the keys of several")
        assert "e edit" not in keys(), "of one only"
        await pilot.press("escape", "j")
        await until(pilot, lambda: keys() == unmarked, "the keys of one")


async def test_what_an_empty_list_says_is_broken_between_words(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(60, 24)) as pilot:
        await see(pilot, "Marina")
        app.main.go("api-history")
        text = await seen_text(pilot, "No calls executed yet.")
        said = " ".join(line.strip() for line in text.splitlines())
        assert "They will be listed here, without the API key." in said


def test_what_is_told_where_one_types_names_no_letter_that_would_be_typed() -> None:
    assert while_typing("Done. u undoes it.") == "Done. esc, then u undoes it."
    assert while_typing("Not read. r tries again.") == "Not read. esc, then r tries again."
    assert while_typing("Following. p stops it.") == "Following. alt+l stops it."
    assert while_typing("Following. p stops it.", alt=False) == "Following. esc, then p stops it."
    assert while_typing("Two changed. Press u to undo.") == "Two changed. Press esc, then u to undo."
    for other in ("To u and me. A number is missing.", "Sent to u. ctrl+c stops it."):
        assert while_typing(other) == other
    follow({"app.undo": "ctrl+y"})
    try:
        assert while_typing("Done. ctrl+y undoes it.") == "Done. ctrl+y undoes it."
    finally:
        follow({})


async def test_what_is_told_while_a_filter_is_typed_leads_out_of_its_line_first(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Marina")
        app.main.say("Saved. u undoes it.", "good")
        await see(pilot, "Saved. u undoes it.")
        await pilot.press("slash")
        await until(pilot, lambda: app.main.browser.active.filtering)
        app.main.say("Saved. u undoes it.", "good")
        await see(pilot, "Saved. esc, then u undoes it.")
        await pilot.press("escape")
        await until(pilot, lambda: not app.main.browser.active.filtering)
        app.main.say("Saved. u undoes it.", "good")
        await see(pilot, "Saved. u undoes it.")


async def test_what_fails_before_another_failure_was_read_is_told_with_it(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNREAD", math.inf)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 24)) as pilot:
        await see(pilot, "Marina")
        for each in ("Tags not read.", "Chat not read.", "Tags not read."):
            app.main.say(each, "danger")
        await see(pilot, "Tags not read. Chat not read.")
        assert app.main.shows_warning("Tags not read.") and app.main.shows_warning("Chat not read.")
        app.main.withdraw("Tags not read.")
        assert await seen_text(pilot, "Chat not read.") and "Tags not read." not in text_of(pilot)
        app.main.withdraw("Chat not read.")
        app.main.say_failed("Not sent.", "Ana")
        app.main.say_failed("Not sent.", "Rui")
        await see(pilot, "Ana: Not sent. Not sent.")
        app.main.unsay(time.monotonic() + 1)
        await see(pilot, "Ana: Not sent. Rui: Not sent.")
        monkeypatch.setattr(notices, "UNREAD", -math.inf)
        app.main.say("Orders not read.", "danger")
        await see(pilot, "Orders not read.")
        assert "Not sent." not in text_of(pilot), "which was there long enough"


async def test_what_failed_of_nobody_by_name_stays_until_it_can_have_been_read(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNREAD", math.inf)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Marina")
        app.main.say_failed("2 of 3 done, 1 refused.", "")
        app.main.unsay(time.monotonic() + 1)
        await see(pilot, "2 of 3 done, 1 refused.")
        monkeypatch.setattr(notices, "UNREAD", -math.inf)
        app.main.unsay(time.monotonic() + 1)
        await until(pilot, lambda: "2 of 3 done" not in text_of(pilot))


async def test_whom_it_was_about_is_named_briefly_and_stays_known_where_another_failure_is_taken_back(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNREAD", math.inf)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Marina")
        app.main.say_failed("Not sent: the host refused it.", "Ana " + "x" * 300)
        app.main.say("Chat not read.", "danger")
        app.main.withdraw("Chat not read.")
        for _ in range(2):
            app.main.unsay(time.monotonic() + 1)
            await see(pilot, "…: Not sent: the host refused")
            assert text_of(pilot).count("Ana xx") == 1
        monkeypatch.setattr(notices, "UNREAD", -math.inf)
        app.main.unsay()
        await until(pilot, lambda: "Not sent" not in text_of(pilot))


async def test_what_a_detail_can_do_comes_before_the_keys_for_the_next_row(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Marina")
        await pilot.press("enter")
        await see(pilot, "[Card]", "t tags  f field  s send sub-flow")
        assert "ctrl+n" not in text_of(pilot)
        await pilot.resize_terminal(220, 24)
        footer = (await seen_text(pilot, "ctrl+n next  alt+p previous")).splitlines()[-1]
        assert footer.index("t tags") < footer.index("e edit") < footer.index("ctrl+n next")


async def test_many_failures_at_once_are_told_as_one(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNREAD", math.inf)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Ana Souza")
        for name in ("Ana", "Rui"):
            app.main.say_failed(f"{name}: Not sent.", "")
        await see(pilot, "Ana: Not sent. Rui: Not sent.")
        app.main.say_failed("Zoë: Not sent.", "")
        said = await seen_text(pilot, "3 failed: see Activity. The last one: Zoë: Not sent.")
        assert "Rui: Not sent" not in said
        app.main.withdraw("Zoë: Not sent.")
        await see(pilot, "Ana: Not sent. Rui: Not sent.")
