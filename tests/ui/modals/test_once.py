# SPDX-License-Identifier: MIT
"""A key counts once, and only for what was on the screen when it was typed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import events

from flotui.api.errors import Dropped, FlochatError, Invalid, Unreachable
from flotui.jobs.outcomes import Leftover, LeftRow, Unfinished, outcome_of
from flotui.resources.ask import Cancelled, Choice, Confirm, Field, Form, Picker, Toggles
from flotui.store.journal import Outcome
from flotui.ui import presses

REFUSED = Invalid("The host says no.")
UNSENT = Unreachable("There is no connection.")
UNKNOWN = Dropped("It broke.")

CONFIRM = Confirm("Send", ("to Ana",), "Send")
TYPED = Confirm("Send", ("to 12 people",), "Send", typed="12")
PICK = Picker("Which status?", [Choice("paid", "paid"), Choice("shipped", "shipped")])
TOGGLES = Toggles("Tags", [Choice("vip", "vip")])
FORM = Form("Price", [Field("value", "Price", value="12")], verb="Set")

Ask = Callable[[Any, Any], Awaitable[Any]]

DIALOGS: dict[str, tuple[Ask, list[str], str]] = {
    "confirm": (lambda ask, submit: ask.confirm(CONFIRM, submit), [], "y"),
    "confirm by its button": (lambda ask, submit: ask.confirm(CONFIRM, submit), ["tab"], "enter"),
    "typed": (lambda ask, submit: ask.confirm(TYPED, submit), ["1", "2", "tab"], "enter"),
    "pick": (lambda ask, submit: ask.pick(PICK, submit), [], "enter"),
    "toggle": (lambda ask, submit: ask.toggle(TOGGLES, submit), ["space"], "ctrl+s"),
    "form": (lambda ask, submit: ask.form(FORM, submit), [], "ctrl+s"),
    "form by enter": (lambda ask, submit: ask.form(FORM, submit), [], "enter"),
    "form by its button": (lambda ask, submit: ask.form(FORM, submit), ["tab", "tab"], "enter"),
}
"""Every dialog that carries something out: how it is asked, what comes first, and the key that confirms."""


class Host:
    """What carries answers out: fails as often as it is told to, and counts."""

    def __init__(self, *errors: FlochatError | None, seconds: float = 0.0) -> None:
        self.errors = list(errors)
        self.seconds = seconds
        self.got: list[Any] = []

    async def __call__(self, answer: Any) -> None:
        self.got.append(answer)
        await asyncio.sleep(self.seconds)
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyboard that repeats three times as fast as people's do."""
    monkeypatch.setattr(presses, "FIRST", 0.3)
    monkeypatch.setattr(presses, "RHYTHM", 0.08)


async def hold(person, key: str, *, delay: float = 0.0) -> None:
    """Hold a key down: it comes, after a delay again, and then again and again."""
    at = typed(person, key)
    for number in range(30):
        await asyncio.sleep(0.01 if number else max(delay, 0.01))
        # However busy the machine is, a key that is held comes in time.
        at = typed(person, key, min(time.monotonic(), at + (0.06 if number else 0.25)))
    await asyncio.sleep(presses.RHYTHM + 0.02)
    await person.pilot.pause()


def typed(person, key: str, at: float | None = None) -> float:
    event = events.Key(key, key if len(key) == 1 else None)
    event.time = at or event.time
    event.set_sender(person.app)
    person.app.post_message(event)
    return event.time


@pytest.fixture(params=list(DIALOGS))
def dialog(request: pytest.FixtureRequest) -> tuple[Ask, list[str], str]:
    return DIALOGS[request.param]


@pytest.mark.covering
@pytest.mark.parametrize("error", [REFUSED, UNSENT, UNKNOWN], ids=lambda error: type(error).__name__)
async def test_a_confirming_key_that_is_held_sends_once(at, dialog, error: FlochatError) -> None:
    """Whatever comes of the first time: nothing that follows is another one."""
    ask, first, key = dialog
    host = Host(*[error] * 100, seconds=0.02)
    async with at((80, 24)) as person:
        await person.sees(ask(person.app.ask, host))
        await person.press(*first)
        await hold(person, key)
        assert len(host.got) == 1
        assert error.happened in person.text


@pytest.mark.covering
@pytest.mark.parametrize("error", [REFUSED, UNKNOWN], ids=["refused", "unknown"])
async def test_afterwards_only_the_named_key_sends_again(at, dialog, error: FlochatError) -> None:
    ask, first, key = dialog
    again, other = ("ctrl+o", "ctrl+t") if error.unsettled else ("ctrl+t", "ctrl+o")
    host = Host(error, error)
    async with at((80, 24)) as person:
        answer = await person.sees(ask(person.app.ask, host))
        await person.press(*first, key)
        await person.until(lambda: error.happened in person.text)
        await asyncio.sleep(presses.FIRST)
        if key != "enter" or not first:  # with a button, enter is on Close now
            await person.press(key)
        await person.press(other)
        assert len(host.got) == 1 and again in person.text, "the key that goes on is named"
        assert "y Send" not in person.text, "and the one that does nothing isn't"
        await hold(person, again)
        assert len(host.got) == 2, "held down, it is one key too"
        await person.press(again)
        assert (
            await asyncio.wait_for(answer, 5) in (host.got[2], None)
            and len(host.got) == 3
            and host.got[2] == host.got[0]
        )


async def test_what_is_typed_before_a_confirm_is_painted_is_dropped(at) -> None:
    host = Host()
    async with at((80, 24)) as person:
        asked = person.asked(person.app.ask.confirm(CONFIRM, host))
        for key in ("y", "tab", "enter"):
            typed(person, key)
        await person.until(lambda: "[ Cancel ]" in person.screen)
        await asyncio.sleep(0.1)
        assert host.got == [] and not asked.done() and "typed before this was shown" in person.text
        await person.press("y")
        await asked
        assert host.got == [True]


@pytest.mark.parametrize("of", ["form", "form by enter", "pick", "confirm"])
async def test_what_would_carry_out_counts_only_once_its_dialog_is_painted(at, of: str) -> None:
    ask, _, key = DIALOGS[of]
    host = Host()
    async with at((80, 24)) as person:
        asked = person.asked(ask(person.app.ask, host))
        typed(person, key)
        await person.until(
            lambda: f"{key} was typed before this was shown, so it didn't count" in person.text
        )
        assert host.got == [] and not asked.done()
        await person.press(key)
        await asked
        assert len(host.got) == 1


@pytest.mark.parametrize("key", ["y", "enter"])
async def test_a_held_key_goes_no_further_than_one_dialog(at, key: str) -> None:
    """Y confirms the first and is still down when the second, the third stand there; and in the app below."""
    done: list[str] = []

    async def three(ask) -> None:
        for name in ("first", "second", "third"):
            await ask.confirm(Confirm(name.capitalize(), (), "Go"))
            done.append(name)

    async with at((80, 24)) as person:
        await person.sees(three(person.app.ask))
        await person.press(*(["tab"] if key == "enter" else []))
        await hold(person, key, delay=0.2)
        assert done == ["first"] and "Second" in person.screen
        await person.press("escape")
        await person.until(lambda: person.closed)


@pytest.mark.parametrize("unbidden", [True, False])
async def test_a_held_key_leaves_the_keys_that_choose_free(at, unbidden: bool) -> None:
    """The key that opened it, or was down as it opened by itself, is not what is searched for."""
    offers = [Choice("leave", "Leave it quiet", key="l"), Choice("run", "Let it run on", key="b")]
    question = Picker("A job is running. Quit?", offers, keyed=True, unbidden=unbidden)
    async with at((80, 24)) as person:
        began = typed(person, "q")
        await person.pilot.pause()
        asked = await person.sees(person.app.ask.pick(question))
        for number in range(10):
            typed(person, "q", began + 0.2 + 0.05 * number)
        await person.pilot.pause()
        assert "qq" not in person.screen and "No match" not in person.screen
        await asyncio.sleep(presses.FIRST)
        await person.press("l")
        assert (await asked).id == "leave"


OPENING: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "list": lambda ask: ask.pick(
        Picker("Quit?", [Choice("stay", "Stay", key="s"), Choice("leave", "Leave", key="l")], unbidden=True)
    ),
    "text": lambda ask: ask.read("Dry run", "This would have been sent.", unbidden=True),
}
"""What opens by itself, and isn't `ATTENTIVE`."""


@pytest.mark.parametrize("name", OPENING)
async def test_what_opens_by_itself_takes_no_key_that_was_typed_before_it_is_painted(at, name: str) -> None:
    async with at((80, 24)) as person:
        asked = person.asked(OPENING[name](person.app.ask))
        for key in ("down", "escape", "q", "l"):
            typed(person, key)
        await person.until(lambda: "close" in person.screen or "Leave" in person.screen)
        await person.pilot.pause()
        assert not asked.done() and not person.closed
        await asyncio.sleep(presses.FIRST)
        await person.press("escape")
        await asyncio.wait([asked])


async def test_what_chooses_nothing_is_not_searched_for_where_a_key_chooses(at) -> None:
    offers = [Choice("leave", "Stop", key="l"), Choice("run", "Go on", key="b")]
    async with at((80, 24)) as person:
        asked = await person.sees(person.app.ask.pick(Picker("Quit?", offers, keyed=True)))
        await person.press("q", "6")
        await person.press("b")
        assert (await asked).id == "run"


@pytest.mark.parametrize("label", ["Go on: Add tag", "Go on: 60 subscribers"])
async def test_a_question_that_opened_by_itself_is_not_searched(at, label: str) -> None:
    offers = [Choice("7", label), Choice("look", "Look at the jobs first")]
    question = Picker("A job isn't finished", offers, preselect=False, unbidden=True)
    async with at((80, 24)) as person:
        asked = await person.sees(person.app.ask.pick(question))
        await asyncio.sleep(presses.FIRST)
        await person.press("q", "6", "o")
        assert label in person.screen and "Look at the jobs first" in person.screen
        await person.press("down", "enter")
        assert (await asked).id == "7"


async def test_enter_that_is_held_goes_to_the_button_and_no_further(at) -> None:
    host = Host()
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.confirm(TYPED, host))
        await person.types("12")
        await hold(person, "enter", delay=0.2)
        assert "[ Send ]" in person.screen and host.got == []
        await person.press("enter")
        await answer
        assert host.got == [True]


@pytest.mark.parametrize("fields", [2, 5])
async def test_enter_that_is_held_goes_down_a_form_and_sends_nothing(at, fields: int) -> None:
    host = Host()
    several = Form("Person", [Field(f"f{n}", f"F{n}", value="x") for n in range(fields)], verb="Make")
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.form(several, host))
        await hold(person, "enter", delay=0.2)
        assert person.app.focused is person.app.screen.query("Line").last() and host.got == []
        await person.press("enter")
        await answer
        assert len(host.got) == 1


async def test_a_second_press_on_purpose_counts(at) -> None:
    """Two presses of one key in a second, the second for what the first has brought: a hold would go on."""
    host = Host()
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.confirm(TYPED, host))
        await person.types("12")
        await person.press("enter")
        await person.until(lambda: "[ Send ]" in person.screen)
        await person.press("enter")
        await answer
        assert host.got == [True]


async def test_a_changed_answer_is_sent_by_the_confirming_key(at) -> None:
    host = Host(REFUSED)
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.form(FORM, host))
        await person.press("ctrl+s")
        await person.until(lambda: "ctrl+t try again" in person.text)
        await person.press("end", "5")
        assert "ctrl+s set" in person.text
        await person.press("ctrl+s")
        assert await answer == {"value": "125"} and len(host.got) == 2


async def test_a_changed_answer_of_unknown_outcome_is_not(at) -> None:
    """A message that may have arrived: changing a word makes it no other message."""
    host = Host(UNKNOWN)
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.form(FORM, host))
        await person.press("ctrl+s")
        await person.until(lambda: "ctrl+o send again anyway" in person.text)
        await person.press("end", "5", "ctrl+s")
        assert len(host.got) == 1
        await person.press("escape")
        with pytest.raises(Dropped):
            await answer


async def test_leaving_what_was_refused_is_no_error(at) -> None:
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.confirm(CONFIRM, Host(REFUSED)))
        await person.press("y")
        await person.until(lambda: REFUSED.happened in person.text)
        await person.press("escape")
        with pytest.raises(Cancelled):
            await answer


async def test_an_unknown_outcome_is_told_to_the_form_below(at) -> None:
    """The form has the draft; ctrl+s and y would send it once more."""
    sent = Host(UNKNOWN)

    async with at((80, 24)) as person:

        async def submit(_: Any) -> None:
            await person.app.ask.confirm(CONFIRM, sent)

        await person.sees(person.app.ask.form(FORM, submit))
        await person.press("ctrl+s")
        await person.until(lambda: "to Ana" in person.screen)
        await person.press("y")
        await person.until(lambda: "It broke." in person.text)
        await person.press("escape")
        await person.until(lambda: "to Ana" not in person.screen)
        assert "ctrl+o send again anyway" in person.text
        await person.press("ctrl+s")
        await person.pilot.pause()
        assert "to Ana" not in person.screen and len(sent.got) == 1


async def test_a_dropped_draft_takes_two_keys(at) -> None:
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.form(FORM))
        await person.types("9")
        await hold(person, "escape")
        assert "Discard what you typed?" in person.text and not answer.done()
        await person.press("y")
        with pytest.raises(Cancelled):
            await answer


async def test_what_would_be_cut_is_not_sent_by_a_held_key(at) -> None:
    host = Host()
    form = Form("Set", [Field("value", "Value", value="x" * 30, limit=20)])
    async with at((80, 24)) as person:
        await person.sees(person.app.ask.form(form, host))
        await hold(person, "ctrl+s")
        assert "Press ctrl+s again to send it anyway." in person.text and host.got == []


# -- What stops half-way --------------------------------------------------------------------------


class Shop:
    """Does something for five people, as a few rows of a job are done, at a host that fails where it is told to."""

    def __init__(self, **fails: FlochatError) -> None:
        self.fails = fails
        self.sent: list[str] = []
        self.outcomes = dict.fromkeys(("Ana", "Bo", "Cy", "Di", "Ed"), "left")
        self.left = Leftover()

    async def carry_out(self, refused: bool = False) -> None:
        for name in self._having("refused" if refused else "left"):
            self.sent.append(name)
            self.outcomes[name] = "done"
            if (error := self.fails.pop(name, None)) is not None:
                outcome = outcome_of(error)
                self.outcomes[name] = "left" if outcome is Outcome.WAITING else str(outcome)
                if outcome is not Outcome.REFUSED:
                    break
        self.left.waiting = [LeftRow(name, name) for name in self._having("left")]
        self.left.refused = [LeftRow(name, name) for name in self._having("refused")]
        counts = {each: len(self._having(each)) for each in ("refused", "unknown", "left")}
        if any(counts.values()):
            said = ", ".join(f"{number} {each}" for each, number in counts.items() if number)
            happened = f"{len(self._having('done'))} of 5 done, {said}."
            raise Unfinished(happened, self.left, self.carry_out, unsettled=bool(counts["unknown"]), where="")

    def _having(self, outcome: str) -> list[str]:
        return [name for name, each in self.outcomes.items() if each == outcome]


@pytest.mark.parametrize("key", ["y", "ctrl+t", "ctrl+f", "ctrl+o", "enter"])
async def test_a_held_key_sends_nothing_twice_of_what_stopped_half_way(at, key: str) -> None:
    shop = Shop(Bo=UNKNOWN, Cy=REFUSED)

    async def submit(_: Any) -> None:
        await shop.carry_out()

    async with at((80, 24)) as person:
        await person.sees(person.app.ask.confirm(CONFIRM, submit))
        await person.press("y")
        await person.until(lambda: "1 of 5 done, 1 unknown, 3 left." in person.text)
        assert "Nothing was changed" not in person.text and "ctrl+t go on with the 3 left" in person.text
        await person.press("left")
        await hold(person, key)
        expected = ["Ana", "Bo", "Cy", "Di", "Ed"] if key == "ctrl+t" else ["Ana", "Bo"]
        assert shop.sent == expected


async def test_going_on_and_trying_the_refused_again_are_two_keys(at) -> None:
    shop = Shop(Bo=UNKNOWN, Cy=REFUSED)

    async def submit(_: Any) -> None:
        await shop.carry_out()

    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.confirm(CONFIRM, submit))
        await person.press("y")
        await person.until(lambda: "3 left" in person.text)
        await person.press("ctrl+t")
        await person.until(lambda: "3 of 5 done, 1 refused, 1 unknown." in person.text)
        assert "ctrl+t" not in person.text and "ctrl+f try the 1 refused again" in person.text
        await person.press("ctrl+f")
        await person.until(lambda: "4 of 5 done, 1 unknown." in person.text)
        assert shop.sent == ["Ana", "Bo", "Cy", "Di", "Ed", "Cy"], "what is done or unknown never goes again"
        await person.press("ctrl+t", "ctrl+f", "ctrl+o", "y")
        assert len(shop.sent) == 6
        await person.press("escape")
        with pytest.raises(Unfinished):
            await answer


async def test_what_stopped_without_a_dialog_is_asked_about(at) -> None:
    shop = Shop(Bo=UNSENT)
    with pytest.raises(Unfinished) as stopped:
        await shop.carry_out()
    async with at((80, 24)) as person:
        asked = person.asked(person.app.ask.go_on("Set the status", stopped.value))
        for key in ("ctrl+t", "escape", "enter"):
            typed(person, key)
        await person.until(lambda: "1 of 5 done, 4 left." in person.text)
        await asyncio.sleep(0.1)
        assert not asked.done() and shop.sent == ["Ana", "Bo"], "it opened by itself: it takes no earlier key"
        await person.press("ctrl+t")
        await asked
        assert shop.sent == ["Ana", "Bo", "Bo", "Cy", "Di", "Ed"]
