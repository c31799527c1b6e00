# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest

from flotui.resources.ask import Cancelled, Choice, ToggleAnswer, Toggles
from tests.ui.modals.conftest import at_both_sizes

TAGS = [
    Choice(f"f1t{number}", name) for number, name in enumerate(["vip", "cart", "old", "Ação", "newsletter"])
]
ASKED = Toggles(
    "Tags of Ana", TAGS, on=frozenset({"f1t0", "f1t2"}), partly=frozenset({"f1t3"}), create="Create tag"
)


async def test_marks_summary_and_saving(person) -> None:
    answer = await person.sees(person.app.ask.toggle(ASKED))
    assert all(one in person.screen for one in ("[x] vip", "[ ] cart", "[x] old", "[-] Ação"))
    assert "No change yet." in person.screen
    await person.press("down", "space", "down", "space")
    assert "[x] cart" in person.screen and "[ ] old" in person.screen
    assert "+ cart, − old" in person.screen
    await person.press("ctrl+s")
    assert await answer == ToggleAnswer(add=("f1t1",), remove=("f1t2",))


async def test_what_only_chooses_for_a_next_step_speaks_of_choosing(person) -> None:
    asked = Toggles("Send it to whom?", TAGS, verb="Next", chooses=True)
    answer = await person.sees(person.app.ask.toggle(asked))
    assert "Nothing chosen yet." in person.screen
    await person.press("ctrl+s")
    assert "Choose at least one first." in person.screen and not answer.done()
    await person.press("escape")


@at_both_sizes
async def test_few_have_no_line_to_search_until_something_is_typed(person) -> None:
    few = Toggles("Opt-ins", [Choice(name, name) for name in ("e-mail", "SMS", "bot")])
    answer = await person.sees(person.app.ask.toggle(few))
    lines = [index for index, line in enumerate(person.lines) if "Opt-ins" in line or "[ ] e-mail" in line]
    assert "Type to filter" not in person.screen and lines[1] == lines[0] + 1, "right below the title"
    await person.types("sm")
    await person.until(lambda: "▌[ ] SMS" in person.screen and "sm " in person.text)
    await person.press("enter", "ctrl+u")
    await person.until(lambda: "▌[ ] e-mail" in person.screen and "[x] SMS" in person.screen)
    await person.press("ctrl+s")
    assert await answer == ToggleAnswer(add=("SMS",))


async def test_switching_back_changes_nothing(person) -> None:
    await person.sees(person.app.ask.toggle(ASKED))
    await person.press("space", "enter")
    assert "No change yet." in person.screen
    await person.press("ctrl+s")
    assert not person.closed and "Nothing to save" in person.screen
    await person.press("space")
    assert "Nothing to save" not in person.screen


async def test_partly_goes_on_off_and_back_to_partly(person) -> None:
    answer = await person.sees(person.app.ask.toggle(ASKED))
    await person.press("down", "down", "down", "space")
    assert "[x] Ação" in person.screen and "+ Ação" in person.screen
    await person.press("space")
    assert "[ ] Ação" in person.screen and "− Ação" in person.screen
    await person.press("space")
    assert "[-] Ação" in person.screen and "No change yet." in person.screen
    await person.press("space", "ctrl+s")
    assert await answer == ToggleAnswer(add=("f1t3",))


async def test_filter_switch_filter_switch(person) -> None:
    answer = await person.sees(person.app.ask.toggle(ASKED))
    await person.types("news")
    await person.press("enter")
    # The filter is selected: typing on starts anew.
    await person.types("acao")
    await person.press("enter", "ctrl+s")
    assert await answer == ToggleAnswer(add=("f1t3", "f1t4"))


async def test_creating_with_a_plus_takes_blanks(person) -> None:
    answer = await person.sees(person.app.ask.toggle(ASKED))
    await person.types("+Black Friday 2026")
    assert "Create tag “Black Friday 2026”" in person.screen
    await person.press("enter")
    assert "+ Black Friday 2026" in person.screen and "[x] Black Friday 2026" in person.screen
    await person.press("ctrl+s")
    assert await answer == ToggleAnswer(create=("Black Friday 2026",))


async def test_creating_what_fits_nothing(person) -> None:
    answer = await person.sees(person.app.ask.toggle(ASKED))
    await person.types("zzz q")
    await person.press("enter", "ctrl+s")
    assert await answer == ToggleAnswer(create=("zzz q",))


async def test_a_new_one_can_be_switched_off_again(person) -> None:
    await person.sees(person.app.ask.toggle(ASKED))
    await person.types("+x")
    await person.press("enter", "space")
    assert "[ ] x" in person.screen and "No change yet." in person.screen


async def test_the_exact_name_is_not_offered_again(person) -> None:
    await person.sees(person.app.ask.toggle(ASKED))
    await person.types("+vip")
    assert "Create" not in person.screen and "[x] vip" in person.screen


async def test_escape_asks_before_it_drops(person) -> None:
    answer = await person.sees(person.app.ask.toggle(ASKED))
    await person.press("space", "escape")
    assert "Discard your changes?" in person.screen and not person.closed
    await person.press("n")
    assert "Discard" not in person.screen
    await person.press("escape", "y")
    with pytest.raises(Cancelled):
        await answer


async def test_forty_twelve(at) -> None:
    async with at((40, 12)) as person:
        answer = await person.sees(person.app.ask.toggle(ASKED))
        await person.press("down", "space")
        assert "+ cart" in person.screen and "ctrl+s save" in person.screen
        await person.press("ctrl+s")
        assert (await answer).add == ("f1t1",)


@at_both_sizes
async def test_many_changes_are_cut_not_wrapped(person) -> None:
    many = [Choice(f"{number}", f"a rather long name {number}") for number in range(30)]
    await person.sees(person.app.ask.toggle(Toggles("Tags", many)))
    for _ in range(12):
        await person.press("space", "down")
    assert person.dialog.query_one("#summary").region.height == 1
    assert "…" in person.screen


async def test_a_space_is_text_while_something_is_typed(person) -> None:
    """A name of two words that no tag has: nothing that merely resembles it is switched."""
    tags = [Choice("1", "friday reminder"), Choice("2", "friday coupon")]
    answer = await person.sees(person.app.ask.toggle(Toggles("Tags", tags, create="Create tag")))
    assert "space/enter switch" in person.text
    await person.types("friday c")
    assert "enter switch" in person.text and "[x]" not in person.screen
    assert person.dialog.query_one("#search").value == "friday c"
    await person.press(*["backspace"] * 8, "space", "ctrl+s")
    assert await answer == ToggleAnswer(add=("1",))
