from __future__ import annotations

import asyncio
import time

import pytest

from flotui.api.errors import Unreachable
from flotui.resources.ask import Cancelled, Choice, Further, Picker
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.pick import PickDialog

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
    assert "▌Welcome" in shown and "triggered 12 h ago" in shown
    await person.press("enter")
    assert (await answer).id == "f1s1"


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


async def test_nothing_fits(person) -> None:
    answer = await person.sees(person.app.ask.pick(Picker("Which?", FLOWS)))
    await person.types("qqq")
    await person.press("enter")
    assert not answer.done() and "Nothing is highlighted" in person.screen
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer


async def test_binding_a_digit(person) -> None:
    bound: list[tuple[str, str]] = []
    question = Picker("Which?", FLOWS, bind=lambda choice, digit: bound.append((choice.id, digit)))
    answer = await person.sees(person.app.ask.pick(question))
    await person.press("down", "ctrl+g", "7")
    assert bound == [("f1s2", "7")] and "7 stands for Cart reminder" in person.screen
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


async def test_five_thousand(person) -> None:
    choices = [
        Choice(f"f1s{number}", f"Sub-flow number {number}", f"note {number}") for number in range(5000)
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


class Hosts:
    """Where further choices are found; what it was asked."""

    def __init__(self) -> None:
        self.here: list[str] = []
        self.looked: list[str] = []
        self.error: Unreachable | None = None

    def further(self) -> Further:
        async def here(text: str) -> list[Choice]:
            self.here.append(text)
            return [Choice("f1s7", "Zebra of the cache")] if "zebra".startswith(text) else []

        async def look(text: str) -> list[Choice]:
            self.looked.append(text)
            if self.error is not None:
                raise self.error
            return [Choice("f1s8", f"{text} of the host")] if text == "quagga" else []

        return Further(here, look)


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
    assert "Look up “quagga”" in person.screen
    await person.press("enter")
    await person.until(lambda: "quagga of the host" in person.screen)
    assert highlighted(person) == "quagga of the host" and "Look up" not in person.screen
    await person.press("enter")
    assert (await answer).id == "f1s8" and hosts.looked == ["quagga"]


async def test_whom_the_host_does_not_know_or_is_not_asked_about(person) -> None:
    hosts = Hosts()
    await person.sees(person.app.ask.pick(Picker("Which?", FLOWS, further=hosts.further())))
    await person.types("nobody")
    await person.press("enter")
    await person.until(lambda: "The host finds none by nobody." in person.screen)
    hosts.error = Unreachable("The host can't be reached.")
    await person.types("2")
    await person.press("enter")
    await person.until(lambda: "can't be reached" in person.screen)
    assert "Look up “nobody2”" in person.screen, "it can be tried again"
