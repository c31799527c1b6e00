# SPDX-License-Identifier: MIT
"""What every dialog does around an answer: sends it once, keeps the draft, outlives being closed."""

from __future__ import annotations

import asyncio

import pytest

from flotui.api.errors import Dropped, Invalid
from flotui.resources.ask import Cancelled, Choice, Confirm, Field, Form, Picker, Toggles
from tests.ui.modals.conftest import at_both_sizes

FORM = Form("Set Price", [Field("value", "Price", "number", value="142.80")], verb="Set")


class Host:
    """Stands for the host: answers when told to."""

    def __init__(self) -> None:
        self.got: list[object] = []
        self.answers: list[asyncio.Future[None]] = []

    async def __call__(self, answer: object) -> None:
        self.got.append(answer)
        self.answers.append(asyncio.get_running_loop().create_future())
        await self.answers[-1]

    def ok(self) -> None:
        self.answers[-1].set_result(None)

    def fails(self, error: Exception) -> None:
        self.answers[-1].set_exception(error)


@pytest.fixture
def host() -> Host:
    return Host()


async def test_double_enter_sends_once(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.press("enter", "enter", "ctrl+s", "enter", "ctrl+s")
    assert host.got == [{"value": "142.80"}] and "Sending…" in person.screen
    host.ok()
    assert await answer == {"value": "142.80"}
    await person.until(lambda: person.closed)
    assert host.got == [{"value": "142.80"}]


@pytest.mark.parametrize(
    ("ask", "keys"),
    [
        (lambda ask, submit: ask.confirm(Confirm("Send", (), "Send"), submit), ["y", "y", "y"]),
        (lambda ask, submit: ask.pick(Picker("Which?", [Choice("a", "Alpha")]), submit), ["enter", "enter"]),
        (
            lambda ask, submit: ask.toggle(Toggles("Tags", [Choice("a", "Alpha")]), submit),
            ["space", "ctrl+s", "ctrl+s", "space"],
        ),
        (lambda ask, submit: ask.form(FORM, submit), ["ctrl+s", "ctrl+s", "9", "enter"]),
    ],
    ids=["confirm", "pick", "toggle", "form"],
)
async def test_no_dialog_sends_twice(at, host: Host, ask, keys: list[str]) -> None:
    async with at((80, 24)) as person:
        answer = await person.sees(ask(person.app.ask, host))
        await person.press(*keys)
        assert len(host.got) == 1 and "Sending…" in person.screen
        host.ok()
        await answer
        await person.until(lambda: person.closed)
        assert len(host.got) == 1


async def test_two_answers_in_one_breath_send_once(at, host: Host) -> None:
    """As when both enters are in the queue before the first is looked at."""
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.pick(Picker("Which?", [Choice("a", "Alpha")]), host))
        await person.dialog.on_input_submitted()
        await person.dialog.on_input_submitted()
        await person.until(lambda: bool(host.got))
        await person.pilot.pause()
        assert len(host.got) == 1
        dialog = person.dialog
        host.ok()
        await answer
        await dialog.on_input_submitted()
        await person.pilot.pause()
        assert len(host.got) == 1


async def test_nothing_can_be_changed_while_it_is_sent(person, host: Host) -> None:
    await person.sees(person.app.ask.form(FORM, host))
    await person.press("end", "5", "5", "enter", "6", "backspace", "tab", "7")
    assert "142.8055" in person.screen and "142.80556" not in person.screen
    host.fails(Invalid("The host does not take it."))
    await person.until(lambda: "does not take it" in person.screen)
    await person.press("6")
    assert "142.80556" in person.screen, "afterwards the focus is where it was"


async def test_an_error_keeps_the_draft_and_can_be_sent_again(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.types("99.5")
    await person.press("enter")
    host.fails(Dropped("The connection broke after the request had left."))
    await person.until(lambda: "The connection broke" in person.screen)
    assert "Check whether it arrived before you send it again." in person.text
    assert "99.5" in person.screen and not answer.done()
    await person.press("enter", "ctrl+s", "ctrl+t")
    assert len(host.got) == 1, "the outcome is unknown: neither the confirming key nor trying again sends it"
    await person.press("ctrl+o")
    await person.until(lambda: len(host.got) == 2)
    host.ok()
    assert await answer == {"value": "99.5"} and len(host.got) == 2


async def test_cancelled_inside_stays_open_quietly(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.press("enter")
    host.fails(Cancelled())
    await person.until(lambda: "Sending…" not in person.screen)
    assert not answer.done() and not person.closed and "142.80" in person.screen


async def test_a_bug_in_the_submit_is_said_and_harms_nothing(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.press("enter")
    host.fails(ValueError("[/b] oops"))
    await person.until(lambda: "flotui itself failed" in person.screen)
    assert "[/b] oops" in person.screen and not answer.done()


async def test_escape_while_sending_says_so_and_closes_only_the_window(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.press("enter", "escape")
    assert "Sent; waiting for the answer." in person.screen and not person.closed
    await person.press("escape")
    await person.until(lambda: person.closed)
    assert not answer.done() and not host.answers[0].done(), "the request goes on"
    host.ok()
    assert await answer == {"value": "142.80"}, "and its outcome arrives"


async def test_an_error_after_the_window_is_closed_reaches_the_action(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.press("enter", "escape", "escape")
    await person.until(lambda: person.closed)
    host.fails(Dropped("The connection broke."))
    with pytest.raises(Dropped):
        await answer


async def test_a_question_from_within_a_submit(person) -> None:
    seen: list[str] = []

    async def submit(answer: dict[str, str]) -> None:
        await person.app.ask.confirm(Confirm("Really?", ("It costs.",), "Pay"))
        seen.append(answer["value"])

    answer = await person.sees(person.app.ask.form(FORM, submit))
    await person.press("enter")
    await person.until(lambda: "It costs." in person.screen)
    await person.press("escape")
    await person.until(lambda: "Really?" not in person.screen)
    assert "Set Price" in person.screen and not seen
    await person.press("enter")
    await person.until(lambda: "It costs." in person.screen)
    await person.press("y")
    assert await answer == {"value": "142.80"} and seen == ["142.80"]
    await person.until(lambda: person.closed)


async def test_a_dialog_that_ends_below_another_leaves_the_other_alone(person, host: Host) -> None:
    first = await person.sees(person.app.ask.form(FORM, host))
    await person.press("enter")
    second = person.asked(person.app.ask.confirm(Confirm("Something else", ("Other line",), "Go")))
    await person.until(lambda: "Other line" in person.screen)
    host.ok()
    assert await first == {"value": "142.80"}
    await person.until(lambda: "Set Price" not in person.screen)
    assert "Other line" in person.screen
    await person.press("y")
    assert await second is None
    await person.until(lambda: person.closed)
    assert len(person.app.screen_stack) == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda ask: ask.confirm(Confirm("Send", ("x",), "Send", typed="abc")),
        lambda ask: ask.confirm(Confirm("Send", ("x",), "Send")),
        lambda ask: ask.pick(Picker("Which?", [Choice("a", "Alpha")])),
        lambda ask: ask.toggle(Toggles("Tags", [Choice("a", "Alpha")])),
        lambda ask: ask.form(
            Form("F", [Field("a", "A"), Field("b", "B", "boolean"), Field("c", "C", "longtext")])
        ),
        lambda ask: ask.read("Text", "hello"),
    ],
    ids=["typed", "confirm", "pick", "toggle", "form", "reader"],
)
async def test_no_key_of_the_app_gets_through(at, app_keys: list[str], ask) -> None:
    async with at((80, 24)) as person:
        await person.sees(ask(person.app.ask))
        for key in app_keys:
            if person.closed:
                break
            if key not in ("y", "q", "enter", "ctrl+s") or "Text" not in person.screen:
                await person.press(key)
        await person.pilot.pause()
        assert person.app.fired == []
        # And the keys are the app's again afterwards.
        while not person.closed:
            await person.press("escape")
            await person.pilot.pause()
        await person.press("ctrl+q", "b")
        assert person.app.fired[-2:] == ["ctrl+q", "b"]


async def test_dialogs_stand_still(person) -> None:
    """No timer runs while nothing happens: an idle dialog sends no byte."""
    from textual.widgets import Input, TextArea

    await person.sees(person.app.ask.form(Form("F", [Field("a", "A"), Field("b", "B", "longtext")])))
    for widget in (*person.dialog.query(Input), *person.dialog.query(TextArea)):
        assert widget.cursor_blink is False
    await person.pilot.pause()
    painted: list[object] = []
    person.app._display = lambda *what: painted.append(what)
    await asyncio.sleep(0.8)
    assert not painted
    await person.press("tab")
    await person.pilot.pause()
    assert painted, "this test would see a painting"


@at_both_sizes
async def test_moving_the_focus_paints_little(person) -> None:
    await person.sees(person.app.ask.form(Form("F", [Field("a", "A"), Field("b", "B"), Field("c", "C")])))
    await person.pilot.pause()
    regions: list[object] = []
    compositor = person.dialog._compositor
    kept = compositor.render_update

    def update(*args, **more):
        regions.extend(compositor._dirty_regions)
        return kept(*args, **more)

    compositor.render_update = update
    await person.press("tab")
    await person.pilot.pause()
    assert regions and max(region.height for region in regions) == 1


async def test_leaving_the_app_while_sending_is_no_error(at, host: Host) -> None:
    async with at((80, 24)) as person:
        await person.sees(person.app.ask.form(FORM, host))
        await person.press("enter")
        assert len(host.got) == 1
    assert host.answers[0].cancelled()


async def test_after_a_failure_escape_is_announced_as_the_question_that_it_asks(person, host: Host) -> None:
    answer = await person.sees(person.app.ask.form(FORM, host))
    await person.types("9")
    await person.press("ctrl+s")
    host.fails(Invalid("The host refused it."))
    await person.until(lambda: "esc discard…" in person.screen)
    assert "esc close" not in person.screen
    await person.press("escape")
    assert "Discard what you typed?" in person.screen
    assert "any other key keep" in person.screen and not answer.done()
