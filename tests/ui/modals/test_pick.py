# SPDX-License-Identifier: MIT
"""A picker: what it shows, how it is searched, and what enter, digits and escape do."""

from __future__ import annotations

import asyncio
import time

import pytest
from rich.style import Style

from flotui.api.errors import Unreachable
from flotui.resources.ask import Cancelled, Choice, Field, Form, Picker
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.pick import PickDialog
from tests.ui.modals.conftest import at_both_sizes
from tests.ui.modals.pick_rig import FLOWS, highlighted


async def test_groups_recent_first_and_enter_takes_the_first(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    shown = person.screen
    assert shown.index("Recent") < shown.index("Welcome") < shown.index("All") < shown.index("boas-vindas")
    assert "▌1 Welcome" in shown and "triggered 12 h ago" in shown
    await person.press("enter")
    assert (await answer).id == "f1s1"


@at_both_sizes
async def test_few_choices_have_digits_and_no_line_to_search_until_something_is_typed(person) -> None:
    few = [Choice(name, name) for name in ("ordered", "paid", "shipped")]
    answer = await person.sees(person.app.ask.pick(Picker("To which status?", few)))
    assert "Type to search" not in person.screen and "1–3 choose at once" in person.text
    lines = [index for index, line in enumerate(person.lines) if "To which" in line or "1 ordered" in line]
    assert lines[1] == lines[0] + 1, "right below the title"
    await person.types("ship")
    await person.until(lambda: "▌shipped" in person.screen and "ship " in person.text)
    await person.press("ctrl+u")
    await person.until(lambda: "▌1 ordered" in person.screen)
    await person.press("2")
    assert (await answer).id == "paid"


async def test_what_matches_nothing_stays_where_few_have_digits(person) -> None:
    few = [Choice(name, name) for name in ("ordered", "paid", "completed")]
    answer = await person.sees(person.app.ask.pick(Picker("To which status?", few)))
    await person.types("ship")
    assert "ship " in person.text and "No match." in person.screen and "paid" not in person.screen
    await person.press("enter")
    assert "Change what you typed, or press esc." in person.screen and not answer.done()
    await person.press("ctrl+u", "p", "enter")
    assert (await answer).id == "paid"


async def test_a_letter_that_is_no_key_of_a_question_stays_out_of_its_line_but_a_word_is_kept(person) -> None:
    choices = [Choice("login", "Log in", key="1"), Choice("quit", "Quit", key="q")]
    answer = await person.sees(person.app.ask.pick(Picker("Welcome", choices, keyed=True)))
    await person.press("x")
    await person.until(lambda: "No match for x." in person.screen and "1 Log in" in person.screen)
    await person.types("lox")
    assert "lox " in person.text and "No match." in person.screen
    await person.press("ctrl+u", "q")
    assert (await answer).id == "quit"


@at_both_sizes
async def test_answers_with_keys_of_their_own_have_no_line_to_search(person) -> None:
    choices = [Choice("login", "Log in", key="1"), Choice("quit", "Quit", key="q")]
    answer = await person.sees(person.app.ask.pick(Picker("Welcome", choices, keyed=True)))
    assert "Type to search" not in person.screen and "1 q choose at once" in person.text
    await person.press("q")
    assert (await answer).id == "quit"


async def test_a_row_counts_as_painted_only_once_it_is_drawn_after_the_list_has_changed(person) -> None:
    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    choices = person.dialog.query_one(ChoiceList)
    await person.until(lambda: choices.painted)
    choices.search("welcome")
    assert not choices.painted, "what is highlighted now hasn't been drawn"
    await person.until(lambda: choices.painted)


async def test_what_helps_to_choose_is_whole_where_the_line_has_room(person) -> None:
    note = "WhatsApp, after its 24 h: with a template"
    choices = [Choice("a", "A sub-flow", note), Choice("b", "A template of a very long name", "now")]
    await person.sees(person.app.ask.pick(Picker("Send what?", choices)))
    assert note in person.screen


@at_both_sizes
async def test_what_is_chosen_is_whole_where_it_leaves_its_note_two_fifths_of_the_line(person) -> None:
    stop = "Stop it; the next start offers to go on"
    job = Choice("leave", stop, "Add tag newsletter: 60 subscribers", key="l")
    await person.sees(person.app.ask.pick(Picker("Quit?", [job, Choice("on", "Let it run on", key="b")])))
    assert f"{stop}  Add tag newsletter: " in person.screen


@at_both_sizes
async def test_notes_of_nearly_half_of_the_line_stand_below_each_other(person) -> None:
    notes = ("Ana Souza · 15 Jan 08:53", "Tomás Oliveira · 15 Jan 07:55", "Vitória Cardoso · 15 Jan 08:39")
    choices = [Choice(note, "e esse tote bag, ainda tem? " * 3, note) for note in notes]
    await person.sees(person.app.ask.pick(Picker("Search the chats", choices)))
    places = [line.index(note) for note in notes for line in person.lines if note in line]
    assert len(places) == 3 and len(set(places)) == 1, "whole, in one column"


async def test_many_choices_are_searched(person) -> None:
    choices = [Choice(name, name) for name in map("name {}".format, "abcdefghij")]
    await person.sees(person.app.ask.pick(Picker("Which?", choices)))
    assert "Type to search" in person.screen and "choose at once" not in person.screen


async def test_few_with_a_number_in_them_have_no_digits_and_a_line_once_something_is_typed(person) -> None:
    few = [Choice(name, name) for name in ("7 days", "30 days", "a month")]
    answer = await person.sees(person.app.ask.pick(Picker("When?", few)))
    assert "Type to search" not in person.screen and "choose at once" not in person.screen
    await person.types("3")
    await person.until(lambda: "▌30 days" in person.screen and not answer.done())
    await person.press("enter")
    assert (await answer).id == "30 days"


@pytest.mark.parametrize("down", ["down", "ctrl+n"])
@pytest.mark.parametrize("up", ["up", "ctrl+p"])
async def test_moving_skips_headings_and_leaves_the_focus(person, down: str, up: str) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.press(up, down, down, down, up)
    assert highlighted(person) == "Ação de boas-vindas" and not person.app.fired
    await person.types("cart")
    assert highlighted(person) == "Cart reminder"
    await person.press("enter")
    assert (await answer).id == "f1s2"


async def test_search_without_accents_finds_each_once(person) -> None:
    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.types("acao")
    assert highlighted(person) == "Ação de boas-vindas"
    await person.press("ctrl+u")
    await person.types("welc")
    assert sum("Welcome" in line for line in person.lines) == 1


async def test_a_digit_finds_what_it_is_bound_to(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.types("2")
    assert highlighted(person) == "Cart reminder"
    await person.press("enter")
    assert (await answer).id == "f1s2"


async def test_a_disabled_one_says_why(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.types("broken")
    await person.press("enter")
    assert "Broken one: it has no start node" in person.screen and not answer.done()


async def test_creating(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, create="Create tag")))
    await person.types("welcome")
    assert "Create tag “welcome”" in person.screen, "an exact match differs in no letter"
    await person.press("ctrl+u")
    await person.types("Welcome")
    assert "Create tag" not in person.screen
    await person.types(" 2")
    await person.press("ctrl+end", "enter")
    found = await answer
    assert (found.id, found.label) == ("", "Welcome 2")


async def test_what_is_typed_into_a_field_that_is_free_is_not_taken_for_nothing(person) -> None:
    field = Field("ship", "Shipping", "choice", "pickup", choices=[Choice("pickup", "pickup")], free=True)
    answer = await person.sees(person.app.ask.form(Form("Order", [field], edits=True)))
    await person.press("n")
    await person.until(lambda: "Use “n”" in person.screen)
    await person.press("o", "enter")
    await person.until(lambda: "Use “" not in person.screen)
    await person.press("ctrl+s")
    assert (await answer)["ship"] == "no"


async def test_nothing_fits(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.types("qqq")
    await person.press("enter")
    assert not answer.done() and "No match" in person.screen
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer


async def test_binding_a_digit(person) -> None:
    bound: list[tuple[str, str]] = []
    question = Picker("Which?", FLOWS, bind=lambda choice, digit: bound.append((choice.id, digit)))
    answer = await person.sees(person.app.ask.pick(question))
    await person.press("down", "ctrl+g", "7")
    assert bound == [("f1s2", "7")] and "7 now sends Cart reminder" in person.screen
    await person.press("ctrl+g", "escape")
    assert not person.closed and len(bound) == 1
    # Where digits can be bound, a bound one chooses at once.
    await person.types("7")
    assert (await answer).id == "f1s2"


async def test_choices_that_are_fetched_and_fetched_again(person) -> None:
    calls = 0

    async def load() -> list[Choice]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise Unreachable("No connection to app.flochat.ai.")
        return [Choice("a", "Alpha"), Choice("b", "Beta")]

    dialog = PickDialog(Picker("Which?", ()), load=load, chosen="b")
    person.app.push_screen(dialog)
    await person.until(lambda: "ctrl+r to try again" in person.screen)
    await person.press("ctrl+r")
    await person.until(lambda: "Alpha" in person.screen)
    assert highlighted(person) == "Beta"
    await person.press("enter")
    assert (await dialog.outcome).id == "b"


async def test_enter_waits_for_choices_that_are_still_fetched(person) -> None:
    here = asyncio.Event()

    async def load() -> list[Choice]:
        await here.wait()
        return [Choice("a", "Alpha"), Choice("b", "Beta")]

    dialog = PickDialog(Picker("Which?", ()), load=load)
    person.app.push_screen(dialog)
    await person.until(lambda: "Loading" in person.screen)
    await person.types("bet")
    await person.press("enter")
    assert not dialog.outcome.done()
    here.set()
    assert (await dialog.outcome).id == "b"


@at_both_sizes
async def test_hostile_labels(person) -> None:
    choices = [
        Choice("a", "[/b] [red]x[/]", "[/] \x1b[2J"),
        Choice("b", "\x1b[31m" + "客户" * 90),
        Choice("c", ""),
    ]
    await person.sees(person.app.ask.pick(Picker("[/b]\x1b", choices)))
    assert "[/b] [red]x[/]" in person.screen and "␛[31m客户" in person.screen and "\x1b" not in person.screen
    widths = {person.dialog.query_one(ChoiceList).render_line(y).cell_length for y in range(3)}
    assert len(widths) == 1
    await person.types("客")
    assert highlighted(person).startswith("\x1b[31m")


async def test_letters_that_are_merely_scattered_are_not_taken(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.types("crd")
    assert "Cart reminder" in person.screen and highlighted(person) == ""
    await person.press("enter")
    assert not answer.done() and "Choose one with ↑ and ↓" in person.text
    await person.press("down", "enter")
    assert (await answer).id == "f1s2"


@pytest.mark.parametrize("typed", ["", "   "])
async def test_spaces_are_nothing_typed(person, typed: str) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, preselect=False)))
    await person.types(typed)
    assert "Recent" in person.screen and highlighted(person) == ""
    await person.press("enter")
    assert not answer.done()
    await person.press("down", "enter")
    assert (await answer).id == "f1s1", "the first one is one key away"


async def test_the_way_up_from_nowhere_begins_at_the_end(person) -> None:
    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, preselect=False)))
    await person.press("up")
    assert highlighted(person) == "订单确认"
    await person.press("ctrl+home")
    assert highlighted(person) == "Welcome"


async def test_what_was_chosen_before_is_not_taken_for_what_is_typed(person) -> None:
    """The list is fetched while one types: the highlight belongs to what was typed."""
    here = asyncio.Event()

    async def load() -> list[Choice]:
        await here.wait()
        return [Choice("a", "Alfa one"), Choice("b", "Beta one")]

    dialog = PickDialog(Picker("Which?", ()), load=load, chosen="b")
    person.app.push_screen(dialog)
    await person.until(lambda: "Loading" in person.screen)
    await person.types("one")
    here.set()
    await person.until(lambda: "Alfa" in person.screen)
    assert highlighted(person) == "Alfa one"


async def test_ten_thousand(person) -> None:
    choices = [
        Choice(f"f1s{number}", f"Sub-flow number {number}", f"note {number}") for number in range(10_000)
    ]
    started = time.process_time()
    answer = await person.sees(person.app.ask.pick(Picker("Which?", choices)))
    opened = time.process_time() - started
    started = time.process_time()
    await person.types("4711")
    typed = time.process_time() - started
    assert highlighted(person) == "Sub-flow number 4711"
    # In processor time, as this machine may be busy; an OptionList takes half a second and more.
    assert opened < 1.5 and typed < 1.5, (opened, typed)
    await person.press("enter")
    assert (await answer).id == "f1s4711"


async def test_the_end_of_a_long_list_and_back(person) -> None:
    choices = [Choice(f"{number}", f"one {number}") for number in range(300)]
    await person.sees(person.app.ask.pick(Picker("Which?", choices)))
    await person.press("ctrl+end")
    assert "▌one 299" in person.screen
    await person.press("pageup", "pageup", "down")
    assert f"▌{highlighted(person)}" in person.screen
    await person.press("ctrl+home")
    assert "▌one 0" in person.screen


@at_both_sizes
async def test_the_list_keeps_its_place_while_one_types(person) -> None:
    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    before = person.dialog.query_one("#frame").region
    await person.types("welc")
    assert person.dialog.query_one("#frame").region == before


@pytest.mark.parametrize("size", [(40, 12), (20, 5), (200, 60)])
async def test_any_terminal(at, size: tuple[int, int]) -> None:
    async with at((120, 40)) as person:
        choices = [Choice(f"{number}", f"one {number}") for number in range(300)]
        answer = await person.sees(person.app.ask.pick(Picker("Which?", choices)))
        await person.press("ctrl+end")
        await person.pilot.resize_terminal(*size)
        await person.pilot.pause()
        assert "▌one 299" in person.screen
        await person.press("enter")
        assert (await answer).id == "299"


async def test_the_digit_of_what_cant_be_chosen_is_as_dim_as_its_reason(person) -> None:
    choices = [Choice("a", "First"), Choice("b", "Second", disabled="not approved"), Choice("c", "Third")]
    await person.sees(person.app.ask.pick(Picker("Which?", choices)))
    drawn = person.dialog.query_one(ChoiceList)

    def styled(row: int, text: str) -> Style:
        return next(each.style for each in drawn.render_line(row) if each.text.strip() == text)

    assert styled(1, "2") == styled(1, "not approved") != styled(2, "3")


async def test_a_label_is_whole_where_its_own_note_leaves_it_room(person) -> None:
    long = "Send an e-mail, an SMS, content, a step or the main flow"
    choices = [
        Choice("a", long, "M", key="-"),
        Choice("b", "Short", "a note that takes more room than the half of a line has"),
        Choice("c", long, "one that leaves it none, so that it ends where others do"),
    ]
    await person.sees(person.app.ask.pick(Picker("Which?", choices)))
    assert f"{long}  M" in person.screen
    assert "Short " in person.screen and person.screen.count("than the half") == 1
    assert person.screen.count(long) == 1 and "Send an e-mail, an SMS, content" in person.screen


@pytest.mark.parametrize(("height", "there"), [(24, True), (12, False)])
async def test_what_a_question_says_first_is_above_its_choices_where_there_is_room(
    at, height: int, there: bool
) -> None:
    question = Picker("What?", [Choice("a", "Ann"), Choice("b", "Bob")], intro=("Choose well.",))
    async with at((80, height)) as person:
        answer = await person.sees(person.app.ask.pick(question))
        assert ("Choose well." in person.text) is there and "1 Ann" in person.text and "2 Bob" in person.text
        await person.press("2")
        assert (await answer).id == "b"
