# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from flotui.resources.ask import Cancelled, Confirm, Instead
from flotui.resources.text import Span

SEND = Confirm(
    "Send sub-flow",
    ((Span("Welcome", "strong"), Span(" goes to Ana Souza (f1284u903).")), "Last seen 3 h ago."),
    "Send",
)
DELETE = Confirm(
    "Delete the tag", ("It is on 312 subscribers.",), "Delete", danger=True, typed="black-friday"
)


async def test_cancel_has_the_focus_and_enter_cancels(person) -> None:
    answer = await person.sees(person.app.ask.confirm(SEND))
    assert "[ Cancel ]" in person.screen
    assert "Welcome goes to Ana Souza (f1284u903)." in person.screen
    await person.press("enter")
    with pytest.raises(Cancelled):
        await answer
    assert person.closed


async def test_y_confirms(person) -> None:
    answer = await person.sees(person.app.ask.confirm(SEND))
    await person.press("y")
    assert await answer is None
    assert person.closed


@pytest.mark.parametrize("keys", [["tab", "enter"], ["right", "space"]])
async def test_the_button_confirms(person, keys: list[str]) -> None:
    answer = await person.sees(person.app.ask.confirm(SEND))
    await person.press(*keys)
    assert await answer is None


@pytest.mark.parametrize("text", ["my", "ok go", "hello", "ok\n"])
async def test_what_is_typed_on_over_it_answers_nothing(person, text: str) -> None:
    answer = await person.sees(person.app.ask.confirm(SEND))
    await person.press(*("enter" if each == "\n" else "space" if each == " " else each for each in text))
    assert not answer.done() and not person.closed
    said = "came among other letters, so it didn't count." in person.screen
    assert said is (text != "hello"), person.screen
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer


async def test_escape_cancels(person) -> None:
    answer = await person.sees(person.app.ask.confirm(SEND))
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer


async def test_typed_confirm_step_by_step(person) -> None:
    carried: list[bool] = []

    async def submit(answer: bool) -> None:
        carried.append(answer)

    answer = await person.sees(person.app.ask.confirm(DELETE, submit))
    await person.types("black-frida")
    await person.press("enter")
    assert "Doesn't match" in person.screen and person.dialog.query_one("#yes").disabled
    await person.types("y")
    assert not carried
    # Enter goes to the button, and does not press it: a second, separate decision.
    await person.press("enter")
    await person.pilot.pause()
    assert not carried and person.dialog.query_one("#yes").has_focus
    await person.press("enter")
    await answer
    assert carried == [True]


@pytest.mark.parametrize(
    ("name", "typed"), [("vip ", "vip"), ("a\x1b[b", "a [b"), ("two  words", "two words"), ("\x1b", "Delete")]
)
async def test_a_name_that_nobody_can_type_is_asked_for_as_one_can(person, name: str, typed: str) -> None:
    answer = await person.sees(person.app.ask.confirm(Confirm("Delete", (), "Delete", typed=name)))
    assert f"Type {typed} to confirm:" in person.screen
    await person.types(typed)
    await person.press("enter", "enter")
    assert await answer is None


@pytest.mark.parametrize(
    "name", ["Loja 🛍\ufe0f", "متجر", "Ção Paulo", "a very long name of something that nobody types", "\x1b"]
)
async def test_a_name_that_is_hard_to_type_can_be_told_by_its_id(person, name: str) -> None:
    question = Confirm("Delete", (), "Delete", typed=name, instead="1042")
    answer = await person.sees(person.app.ask.confirm(question))
    assert "1042 to confirm:" in person.text
    await person.types("1041")
    await person.press("enter", "enter")
    assert "Doesn't match" in person.text and not person.closed
    await person.press("backspace")
    await person.types("2")
    await person.press("enter", "enter")
    assert await answer is None


async def test_a_name_that_everybody_can_type_is_asked_for_alone(person) -> None:
    answer = await person.sees(
        person.app.ask.confirm(Confirm("Delete", (), "Delete", typed="vip", instead="1042"))
    )
    assert "Type vip to confirm:" in person.screen
    await person.types("1042")
    await person.press("enter", "enter")
    assert not answer.done()


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Ac\u0327a\u0303o", "Ação"), ("👩\u200d🍳 Lu", "👩🍳 Lu"), ("\u202bمتجر\u202c", "متجر")],
)
async def test_a_name_is_the_same_in_whatever_signs_it_is_typed(person, name: str, typed: str) -> None:
    answer = await person.sees(person.app.ask.confirm(Confirm("Delete", (), "Delete", typed=name)))
    person.dialog.query_one(Input).value = typed
    await person.press("enter", "enter")
    assert await answer is None


@pytest.mark.parametrize("typed", ["2,600", "2600"])
async def test_a_count_is_typed_with_its_commas_or_without(person, typed: str) -> None:
    answer = await person.sees(
        person.app.ask.confirm(Confirm("Send", ("to 2,600 subscribers",), "Send", typed=2600))
    )
    assert "Type 2,600 to confirm" in person.screen
    person.dialog.query_one(Input).value = typed
    await person.press("enter")
    assert not person.dialog.query_one("#yes").disabled, "the button works"
    await person.press("enter")
    assert await answer is None


@pytest.mark.parametrize(
    ("name", "typed"), [("2600", "2,600"), ("2,600", "2600"), (2600, "26,00"), (2600, "260")]
)
async def test_digits_of_a_name_or_of_another_count_are_no_answer(
    person, name: str | int, typed: str
) -> None:
    answer = await person.sees(person.app.ask.confirm(Confirm("Delete", (), "Delete", typed=name)))
    person.dialog.query_one(Input).value = typed
    await person.press("enter")
    assert person.dialog.query_one("#yes").disabled and not answer.done()


async def test_in_a_typed_confirm_y_is_a_letter(person) -> None:
    await person.sees(person.app.ask.confirm(DELETE))
    await person.types("y")
    assert person.dialog.query_one(Input).value == "y" and not person.closed


async def test_hostile_names_are_shown_as_data(person) -> None:
    name = "[/b] [red]Ana[/] \x1b[31m客户\u202e"
    question = Confirm(f"Send to {name}", (f"{name} gets it",), f"Send {name}", typed=name)
    await person.sees(person.app.ask.confirm(question))
    assert "[/b] [red]Ana[/] ␛[31m客户 gets it" in person.screen
    assert "\x1b" not in person.screen


async def test_it_fits_a_tiny_terminal(at) -> None:
    async with at((40, 12)) as person:
        many = Confirm("Send", tuple(f"line {number} about somebody" for number in range(40)), "Send")
        answer = await person.sees(person.app.ask.confirm(many))
        assert person.lines[0].startswith("┌") and person.lines[11].startswith("└")
        assert "esc cancel" in person.screen
        assert "Cancel ]" in person.screen, "the buttons are what matters"
        await person.press("y")
        await answer


@pytest.mark.parametrize("typed", ["", "40"])
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (30, 9)])
async def test_it_opens_at_its_top_with_the_buttons_in_sight(at, size: tuple[int, int], typed: str) -> None:
    async with at(size) as person:
        many = Confirm("Undo", tuple(f"line {number} of it" for number in range(40)), "Undo", typed=typed)
        await person.sees(person.app.ask.confirm(many))
        assert "line 0 of it" in person.screen
        assert " Cancel " in person.screen and "esc cancel" in person.screen
        assert not typed or person.dialog.query_one(Input).region.bottom < size[1]
        for _ in range(40):
            await person.press("pagedown")
        assert "line 39 of it" in person.screen and " Cancel " in person.screen
        await person.press("pageup")
        assert "line 39 of it" not in person.screen


@pytest.mark.parametrize("typed", ["", "87"])
async def test_what_cannot_leave_now_cannot_be_confirmed(person, typed: str) -> None:
    why = "None of them can be sent until the quota has refilled."
    carried: list[bool] = []

    async def submit(answer: bool) -> None:
        carried.append(answer)

    answer = await person.sees(
        person.app.ask.confirm(Confirm("Set 87 orders", verb="Set", typed=typed, unable=why), submit)
    )
    assert person.dialog.query_one("#yes").disabled and why not in person.screen
    if typed:
        await person.types(typed)
        await person.press("enter")
    else:
        assert "y set" not in person.screen
        await person.press("y")
    assert why in person.screen and person.dialog.query_one("#yes").disabled
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer
    assert carried == []


@pytest.mark.parametrize("typed", ["", "100"])
async def test_a_key_turns_to_the_other_question(person, typed: str) -> None:
    carried: list[str] = []

    async def submit(_: bool) -> None:
        carried.append("all")

    async def fewer() -> None:
        carried.append("fewer")

    question = Confirm("Send to 100", ("49 of them get it.",), "Send", typed=typed)
    asked = replace(question, other=Instead("o", "only the 49", fewer))
    answer = await person.sees(person.app.ask.confirm(asked, submit))
    assert "o only the 49" in person.screen
    await person.press("o")
    await answer
    assert carried == ["fewer"] and person.closed


@pytest.mark.parametrize(("height", "apart"), [(24, True), (12, False)])
async def test_blank_lines_stand_between_groups_where_nothing_has_to_be_scrolled_for_them(
    at, height: int, apart: bool
) -> None:
    lines = ("What", "", "first", "second", "", "third")
    async with at((80, height)) as person:
        await person.sees(person.app.ask.confirm(Confirm("Send", lines, "Send", typed=2, whom=("to 2",))))
        shown = [line.split("│")[1].strip(" ▅▃▁█") for line in person.lines if line.count("│") > 1]
        begins = shown.index("What")
        found = shown[begins : begins + 6]
        assert found == ["What", "", "first", "second", "", "third"] if apart else "" not in found[:4], found
