# SPDX-License-Identifier: MIT
"""A picker whose choices are partly at the host: it is asked on demand, and nobody is taken for another."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from flotui.api.errors import FlochatError, Unreachable
from flotui.resources.ask import Cancelled, Choice, Further, Picker
from tests.ui.modals.pick_rig import FLOWS, highlighted

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
