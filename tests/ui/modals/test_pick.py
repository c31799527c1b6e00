# SPDX-License-Identifier: MIT
from __future__ import annotations

import asyncio
import time

import msgspec
import pytest
from rich.style import Style

from flotui.api.errors import FlochatError, Unreachable
from flotui.resources.ask import Cancelled, Choice, Field, Form, Further, Picker
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.pick import PickDialog
from tests.ui.modals.conftest import at_both_sizes

FLOWS = [
    Choice("f1s1", "Welcome", "triggered 12 h ago", "Recent", key="1"),
    Choice("f1s2", "Cart reminder", "triggered 3 d ago", "Recent", key="2"),
    Choice("f1s3", "Ação de boas-vindas", group="All"),
    Choice("f1s1", "Welcome", group="All"),
    Choice("f1s4", "Broken one", group="All", disabled="it has no start node"),
    Choice("f1s5", "订单确认", group="All"),
]


def highlighted(person) -> str:
    row = person.dialog.query_one(ChoiceList).row
    return row.choice.label if row else ""


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


ALIKE = [
    Choice("f1u1", "Bruno Rojas", "5511900000001 · f1u1", also="5511900000001 brasa@x.com", careful=True),
    Choice("f1u2", "Ana Souza", "5511900000002 · f1u2", also="5511900000002 ana@x.com", careful=True),
    Choice("f1u3", "Bárbara Sá", "5511900000003 · f1u3", also="5511900000003", careful=True),
]


class Hosts:
    """Where further choices are found; what it was asked."""

    def __init__(self) -> None:
        self.here: list[str] = []
        self.looked: list[str] = []
        self.error: FlochatError | None = None
        self.gates: dict[str, asyncio.Event] = {}
        self.answers = {
            "quagga": ["quagga of the host"],
            "Brasa": ["Brasa Landmark"],
            "rojas": ["Bruno Rojas", "Rita Rojas", "Ro Jas"],
        }

    def further(self) -> Further:
        async def here(text: str) -> list[Choice]:
            self.here.append(text)
            return [Choice("f1s7", "Zebra of the cache")] if "zebra".startswith(text) else []

        async def look(text: str) -> list[Choice]:
            self.looked.append(text)
            if text in self.gates:
                await self.gates[text].wait()
            if self.error is not None:
                raise self.error
            known = {each.label: each for each in ALIKE}
            return [
                known.get(name) or Choice(f"f1s8 {name}", name, careful=True)
                for name in self.answers.get(text, ())
            ]

        return Further(here, look)

    def question(self, **more) -> Picker:
        return Picker("An order for whom?", ALIKE, further=self.further(), **more)


async def test_what_is_here_is_found_as_one_types(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, further=hosts.further())))
    assert "Zebra" not in person.screen
    await person.types("zeb")
    await person.press("enter")
    assert (await answer).id == "f1s7"
    assert hosts.here[-1] == "zeb" and not hosts.looked, "the host is asked only when the person says so"


async def test_the_host_is_asked_on_demand_and_its_answer_chosen(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, further=hosts.further())))
    await person.types("quagga")
    assert "Look up “quagga”" in person.screen and "enter ask the host" in person.text
    await person.press("enter")
    await person.until(lambda: "quagga of the host" in person.screen)
    assert highlighted(person) == "quagga of the host" and "Look up" not in person.screen
    await person.press("enter")
    assert (await answer).label == "quagga of the host" and hosts.looked == ["quagga"]


async def test_whom_the_host_does_not_know_or_is_not_asked_about(person) -> None:
    hosts = Hosts()
    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, further=hosts.further())))
    await person.types("nobody")
    await person.press("enter")
    await person.until(lambda: "No match on the host for nobody." in person.screen)
    hosts.error = Unreachable("The host can't be reached.")
    await person.types("2")
    await person.press("enter")
    await person.until(lambda: "can't be reached" in person.screen)
    assert "Look up “nobody2”" in person.screen, "it can be tried again"


# -- Somebody of many who are alike ---------------------------------------------------------------


async def test_a_stranger_is_not_taken_for_whom_the_host_may_have(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("Brasa")
    assert "Bruno Rojas" in person.screen, "by the e-mail address"
    await person.press("enter")
    await person.until(lambda: "Brasa Landmark" in person.screen)
    assert not answer.done() and hosts.looked == ["Brasa"]
    await person.press("enter")
    assert (await answer).label == "Brasa Landmark"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("ana souza", "f1u2"),
        ("barbara sa", "f1u3"),
        ("f1u3", "f1u3"),
        ("5511900000003", "f1u3"),
        ("brasa@x.com", "f1u1"),
    ],
)
async def test_a_whole_name_phone_mail_or_id_is_taken(person, typed: str, taken: str) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types(typed)
    await person.press("enter")
    assert (await answer).id == taken and not hosts.looked


@pytest.mark.parametrize("typed", ["souza", "aa", "5511", "00000002", "x.com", "f1u"])
async def test_anything_else_asks_the_host_first(person, typed: str) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types(typed)
    await person.press("enter")
    await person.until(lambda: hosts.looked == [typed])
    await person.press("enter", "enter")
    assert not answer.done(), "the host found none, and what is here stays a guess"
    await person.press("down", "enter")
    assert (await answer).id in ("f1u1", "f1u2", "f1u3")


@pytest.mark.parametrize("found", [["Bárbara Sá"], []])
async def test_the_beginning_of_one_name_is_enough_where_the_host_has_no_other(
    person, found: list[str]
) -> None:
    hosts = Hosts()
    hosts.answers["barb"] = found
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("barb")
    await person.press("enter")
    await person.until(lambda: hosts.looked == ["barb"] and "Asking" not in person.screen)
    assert not answer.done() and highlighted(person) == "Bárbara Sá"
    await person.press("enter")
    assert (await answer).id == "f1u3"


async def test_of_those_whose_names_begin_so_at_the_host_none_is_taken_by_itself(person) -> None:
    hosts = Hosts()
    hosts.answers["bru"] = ["Bruno Rojas", "Bruna Lima", "Ana Bruni"]
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("bru")
    await person.press("enter")
    await person.until(lambda: "Bruna Lima" in person.screen)
    await person.press("enter")
    assert not answer.done() and "Choose one with" in person.text


async def test_one_letter_asks_nobody_and_takes_nobody(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("a")
    await person.press("enter")
    assert not answer.done() and not hosts.looked


async def test_where_all_there_are_are_loaded_the_only_one_is_taken(person) -> None:
    hosts = Hosts()
    everybody = [msgspec.structs.replace(each, sole=True) for each in ALIKE]
    question = Picker("For whom?", everybody, further=hosts.further())
    answer = await person.sees(person.app.ask.pick(question))
    await person.types("bru")
    await person.press("enter")
    assert (await answer).id == "f1u1" and not hosts.looked


async def test_nobody_is_taken_before_anything_is_typed(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.press("enter", "space", "enter")
    assert not answer.done() and not hosts.looked and "Nothing is highlighted" in person.screen


async def test_of_several_that_the_host_found_none_is_taken_by_itself(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("rojas")
    await person.press("enter")
    await person.until(lambda: "Rita Rojas" in person.screen)
    assert "Ro Jas" in person.screen, "shown, although its letters are others"
    await person.press("enter")
    assert not answer.done() and "Choose one with" in person.text
    await person.press("down", "enter")
    assert (await answer).label == "Rita Rojas"


async def test_enter_before_the_answer_takes_nobody(person) -> None:
    hosts = Hosts()
    hosts.gates["Brasa"] = asyncio.Event()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("Brasa")
    await person.press("enter", "enter", "enter")
    assert not answer.done() and hosts.looked == ["Brasa"] and "Asking the host…" in person.screen
    hosts.gates["Brasa"].set()
    await person.until(lambda: "Brasa Landmark" in person.screen)
    await person.press("enter")
    assert (await answer).label == "Brasa Landmark"


async def test_who_asks_the_host_although_one_fits_is_not_given_that_one(person) -> None:
    hosts = Hosts()
    name = "Ana Souza"
    hosts.answers[name] = ["Ana Landmark"]
    hosts.gates[name] = asyncio.Event()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types(name)
    await person.press("down", "enter")
    await person.until(lambda: hosts.looked == [name])
    assert highlighted(person) == name
    await person.press("enter", "enter")
    assert not answer.done(), "enter is held down while the answer is on its way"
    hosts.gates[name].set()
    await person.until(lambda: "Ana Landmark" in person.screen)


async def test_what_the_host_found_is_not_taken_before_it_is_on_screen(person) -> None:
    hosts = Hosts()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("Brasa")
    await person.press("enter")
    await person.until(lambda: "Brasa Landmark" in person.screen)
    dialog = person.dialog
    dialog.search("Brasa")  # as when the answer comes
    await dialog.on_input_submitted()
    assert not answer.done()
    await person.until(lambda: dialog.choices.painted)
    await person.press("enter")
    assert (await answer).label == "Brasa Landmark"


async def test_an_answer_that_is_late_moves_nothing(person) -> None:
    """What was typed since is what counts: the answer is added, and neither highlighted nor told."""
    hosts = Hosts()
    hosts.gates["rojas"] = asyncio.Event()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("rojas")
    await person.press("enter")
    await person.until(lambda: hosts.looked == ["rojas"])
    await person.press("ctrl+u")
    await person.types("ana souza")
    assert highlighted(person) == "Ana Souza" and "Asking" not in person.screen
    hosts.gates["rojas"].set()
    await person.until(lambda: any("Rita" in each.label for each in person.dialog.choices.offered))
    assert highlighted(person) == "Ana Souza" and "Rita" not in person.screen
    await person.press("ctrl+u")
    await person.types("rojas")
    assert "Rita Rojas" in person.screen and "Look up" not in person.screen, "asked already"
    assert not answer.done() and hosts.looked == ["rojas"]


async def test_an_error_that_is_late_is_not_told_of_another_name(person) -> None:
    hosts = Hosts()
    hosts.gates["rojas"] = asyncio.Event()
    await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("rojas")
    await person.press("enter")
    await person.until(lambda: hosts.looked == ["rojas"])
    hosts.error = Unreachable("The host can't be reached.")
    await person.types("2")
    hosts.gates["rojas"].set()
    await person.pilot.pause()
    assert "can't be reached" not in person.screen
    await person.press("backspace")
    assert "can't be reached" in person.screen and "Look up “rojas”" in person.screen


async def test_a_highlight_that_was_moved_stays_when_more_is_found(person) -> None:
    hosts = Hosts()
    hosts.gates["rojas"] = asyncio.Event()
    answer = await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("rojas")
    await person.press("enter")
    await person.until(lambda: hosts.looked == ["rojas"])
    await person.press("down")
    moved = highlighted(person)
    hosts.gates["rojas"].set()
    await person.until(lambda: "Rita Rojas" in person.screen)
    assert highlighted(person) == moved == "Bruno Rojas"
    await person.press("enter")
    assert (await answer).id == "f1u1"


async def test_a_search_that_was_overtaken_is_done_when_one_comes_back_to_it(person) -> None:
    hosts = Hosts()
    further = hosts.further()
    stuck = asyncio.Event()

    async def here(text: str) -> list[Choice]:
        if text == "zeb" and not stuck.is_set():
            await stuck.wait()
        return await further.here(text)

    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, further=Further(here, further.look))))
    await person.types("zebu")
    stuck.set()
    await person.press("backspace")
    await person.until(lambda: "Zebra of the cache" in person.screen)


async def test_one_ideograph_is_a_name(person) -> None:
    hosts = Hosts()
    await person.sees(person.app.ask.pick(hosts.question()))
    await person.types("q")
    assert "Look up" not in person.screen
    await person.press("ctrl+u")
    await person.types("李")
    assert "Look up “李”" in person.screen


async def test_escape_asks_before_what_was_chosen_earlier_is_lost(person) -> None:
    question = Picker("Which item?", FLOWS, loses="the order with 4 items")
    answer = await person.sees(person.app.ask.pick(question))
    await person.press("escape")
    await person.until(lambda: "Discard the order with 4 items?" in person.screen)
    assert not answer.done() and not person.closed
    await person.press("n")
    await person.until(lambda: "Discard" not in person.screen)
    await person.press("enter")
    assert (await answer).id == "f1s1"


async def test_y_discards_what_was_chosen_earlier(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which item?", FLOWS, loses="the order")))
    await person.press("escape")
    await person.until(lambda: "Discard the order?" in person.screen)
    await person.press("y")
    with pytest.raises(Cancelled):
        await answer


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
