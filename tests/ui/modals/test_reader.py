# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest

from flotui.resources.ask import Cancelled
from flotui.ui.modals.reader import Other
from tests.ui.modals.conftest import at_both_sizes


@at_both_sizes
async def test_a_long_text_scrolled_searched_and_copied(person) -> None:
    text = "\n".join(f"line {number} of Ação [b]not bold[/b]" for number in range(2000))
    assert len(text) > 60_000
    reading = await person.sees(person.app.ask.read("Prompt", text))
    assert "line 0 of Ação [b]not bold[/b]" in person.screen and "characters" not in person.screen
    await person.press("G")
    assert "line 1999" in person.screen
    await person.press("g", "pagedown", "slash")
    await person.types("1234 of acao")
    await person.press("enter")
    assert "line 1234 of" in person.screen and "1 of 1 lines" in person.screen
    await person.press("y")
    assert "too long" in " ".join(person.screen.split()) and not person.app.said, "said where it is read"
    assert person.app.clipboard == text
    await person.press("escape")
    assert await reading is None
    assert person.closed


@at_both_sizes
async def test_hits_one_after_the_other_and_around(person) -> None:
    await person.sees(
        person.app.ask.read("T", "\n".join("hit" if n % 50 == 0 else "miss" for n in range(200)))
    )
    await person.press("slash")
    await person.types("HIT")
    await person.press("enter")
    for expected in ("1 of 4", "2 of 4", "3 of 4", "4 of 4", "1 of 4"):
        assert expected in person.screen
        await person.press("n")
    await person.press("N", "N")
    assert "4 of 4" in person.screen
    await person.press("slash")
    await person.types("nowhere")
    await person.press("enter")
    assert "Not found." in person.screen


@at_both_sizes
async def test_escape_in_the_search_line_closes_only_that(person) -> None:
    await person.sees(person.app.ask.read("T", "abc"))
    await person.press("slash", "x", "escape")
    assert not person.closed
    await person.press("escape")
    assert person.closed


@at_both_sizes
async def test_json_is_laid_out_and_copied_as_it_came(person) -> None:
    await person.sees(person.app.ask.read("Data", '{"price":142.800,"tags":["[/b]"]}'))
    assert '"price": 142.800,' in person.screen and '"[/b]"' in person.screen
    await person.press("y")
    assert person.app.clipboard == '{"price":142.800,"tags":["[/b]"]}'


@at_both_sizes
async def test_hostile_and_empty_texts(person) -> None:
    await person.sees(person.app.ask.read("[/b]\x1b[2J", "\x1b[31m [/] \x00 \x9b \u202e 客户\x0c\x0b" * 50))
    assert "\x1b" not in person.screen and "␛[31m [/] ␀" in person.screen
    assert all(len(line) <= person.app.size.width for line in person.lines)
    await person.press("escape")
    await person.sees(person.app.ask.read("", ""))
    await person.press("escape")
    assert person.closed


@at_both_sizes
async def test_one_endless_line(person) -> None:
    await person.sees(person.app.ask.read("T", "客" * 20_000))
    await person.press("end")
    assert "客客客" in person.screen
    await person.pilot.resize_terminal(40, 12)
    await person.pilot.pause()
    assert "客客客" in person.screen and person.lines[-1].startswith("└")


@at_both_sizes
async def test_nothing_is_lost_beside_the_scrollbar_and_a_text_may_follow_the_width(person) -> None:
    endless = "".join(chr(97 + n % 26) for n in range(5000))
    await person.sees(person.app.ask.read("T", endless))
    rows = [line.split("│")[1].strip(" ▆▅▄▃▂▁█") for line in person.lines if line.count("│") == 2][:-1]
    assert "".join(rows) in endless
    await person.press("escape")
    other = Other("the other", "the first", lambda width: f"other {width}")
    await person.sees(person.app.ask.read("T", lambda width: f"first {width}", other=other))
    assert "first " in person.screen and "v the other" in person.screen
    await person.press("v")
    assert "other " in person.screen and "v the first" in person.screen
    await person.press("v")
    assert "first " in person.screen


@pytest.mark.parametrize("leaving", ["escape", "q"])
@at_both_sizes
async def test_of_a_text_that_a_question_follows_enter_goes_on_and_escape_leaves(
    person, leaving: str
) -> None:
    reading = await person.sees(person.app.ask.read("Plan", "\n".join(["a"] * 90), follows=True))
    assert "enter go on" in person.screen and "esc cancel" in person.screen
    await person.press("slash", "a", "enter")
    assert not reading.done(), "this enter ends the search"
    await person.press("enter")
    assert await reading is None
    reading = await person.sees(person.app.ask.read("Plan", "a", follows=True))
    await person.press(leaving)
    with pytest.raises(Cancelled):
        await reading
