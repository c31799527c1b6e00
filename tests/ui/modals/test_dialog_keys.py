# SPDX-License-Identifier: MIT
"""Each key that docs/dialogs.md names is pressed, and does what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.repositories.edit import Edit
from flotui.resources.ask import Choice, Confirm, Field, Form, Picker, Toggles
from flotui.store.entry import Change
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.reader import Pages
from flotui.workspace.comparing import Conflict, Decision, Difference
from tests.support.documented import unpressed

NAMES = [f"name {number:02}" for number in range(40)]
MANY = tuple(Choice(name, name) for name in NAMES)
FEW = tuple(Choice(name, name) for name in "abcdefghi")

READING: dict[str, Callable[[int, int], int]] = {
    **dict.fromkeys(("up", "k"), lambda at, _: at - 1),
    **dict.fromkeys(("down", "j", "enter"), lambda at, _: at + 1),
    **dict.fromkeys(("pageup", "b", "ctrl+b"), lambda at, height: at - height + 1),
    **dict.fromkeys(("pagedown", "f", "space", "ctrl+f"), lambda at, height: at + height - 1),
    "ctrl+u": lambda at, height: at - height // 2,
    "ctrl+d": lambda at, height: at + height // 2,
    **dict.fromkeys(("home", "g"), lambda _, __: 0),
    **dict.fromkeys(("end", "G"), lambda _, height: 200 - height),
}
"""The line at the top after a key, of the one before and of how many are in sight."""
MOVING: dict[str, Callable[[int, int], bool]] = {
    **dict.fromkeys(("up", "ctrl+p"), lambda at, now: now == at - 1),
    **dict.fromkeys(("down", "ctrl+n"), lambda at, now: now == at + 1),
    "pageup": lambda at, now: now < at - 1,
    "pagedown": lambda at, now: now > at + 1,
    "ctrl+home": lambda _, now: now == 0,
    "ctrl+end": lambda _, now: now == len(NAMES) - 1,
}
"""Whether another name is highlighted after a key, as it should be: by its number, and that of the one before."""
ITEMS = (("plus", "minus"), ("space", "delete"), ("right", "backspace"), ("plus", "left"))
"""Keys that add an item, each with one that takes it away again."""
FIELDS = (("enter", 1), ("up", 0), ("down", 1), ("shift+tab", 0), ("tab", 1))
"""Keys one after the other, and to which field each goes from the first."""
OPTIONS = (("right", "second"), ("space", "third"), ("left", "second"))
"""Keys one after the other, and which of three options is chosen then; it was the first."""

PRESSED = {
    "In every dialog": "tab shift+tab enter space left right up down escape y",
    "Confirm": "y enter tab",
    "Choose one, or switch many": f"{' '.join(MOVING)} 1 9 enter space ctrl+s ctrl+g ctrl+b",
    "Forms": "plus space right minus delete backspace left enter up down tab ctrl+s pageup pagedown",
    "Somebody else changed it": "o k",
    "Reading a long text": f"{' '.join(READING)} slash n N y q",
}
"""What this file presses, by the page's headings."""
_MODALS = "ui/modals/test_"
HELD = {
    "In every dialog": {
        "ctrl+q": "ui/test_quit_from_dialogs.py::test_it_quits_from_a_dialog",
        "ctrl+t": f"{_MODALS}once.py::test_afterwards_only_the_named_key_sends_again",
        "ctrl+o": f"{_MODALS}once.py::test_afterwards_only_the_named_key_sends_again",
        "ctrl+f": f"{_MODALS}once.py::test_going_on_and_trying_the_refused_again_are_two_keys",
    },
    "Choose one, or switch many": {
        "ctrl+r": f"{_MODALS}pick.py::test_choices_that_are_fetched_and_fetched_again",
    },
    "Forms": {
        "ctrl+e": f"{_MODALS}form_editor.py::test_a_text_in_the_persons_own_editor",
        "ctrl+l": f"{_MODALS}form_fields.py::test_json_is_laid_out_on_request",
        "ctrl+y": "api_area/test_filling.py::",
    },
    "Reading a long text": {"v": "ui/test_keymap.py::", "escape": f"{_MODALS}reader.py::"},
}
"""What other tests press."""


def test_every_key_of_the_page_is_pressed() -> None:
    assert not unpressed("dialogs", PRESSED, HELD)


async def test_reading(at: Any) -> None:
    async with at((80, 24)) as person:
        reading = await person.sees(person.app.ask.read("T", "\n".join(f"line {n}" for n in range(200))))
        pages = person.dialog.query_one(Pages)
        for key, leads in READING.items():
            pages.scroll_to(y=90, animate=False, force=True)
            expected = leads(90, pages.size.height)
            await person.press(key)
            await person.until(
                lambda expected=expected: pages.scroll_offset.y == expected, f"{key}: {expected}"
            )
        await person.press("slash", *"line 1", "enter", "n")
        await person.until(lambda: "2 of " in person.screen)
        await person.press("N")
        await person.until(lambda: "1 of " in person.screen)
        await person.press("y")
        assert person.app.clipboard.startswith("line 0\n")
        await person.press("q")
        assert await reading is None


async def test_choosing(at: Any) -> None:
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.pick(Picker("Which?", MANY, start="name 20")))
        rows = person.dialog.query_one(ChoiceList)

        def number() -> int:
            return NAMES.index(rows.row.choice.label) if rows.row is not None else -1

        for key, is_there in MOVING.items():
            await person.press("ctrl+home", "pagedown")
            await person.until(lambda: number() > 1)
            begun = number()
            await person.press(key)
            await person.until(lambda begun=begun, is_there=is_there: is_there(begun, number()), key)
        await person.press("ctrl+home", "enter")
        assert (await answer).id == "name 00"
        for key, name in (("1", "a"), ("9", "i")):
            answer = await person.sees(person.app.ask.pick(Picker("Which?", FEW)))
            await person.press(key)
            assert (await answer).id == name
        bound: list[str] = []
        question = Picker("Which?", MANY, bind=lambda _, digit: bound.append(digit))
        for key, digit in (("ctrl+g", "7"), ("ctrl+b", "8")):
            await person.sees(person.app.ask.pick(question))
            await person.press(key, digit)
            await person.until(lambda digit=digit: bound[-1:] == [digit], key)
            await person.press("escape")


async def test_a_long_form_scrolls(at: Any) -> None:
    async with at((80, 24)) as person:
        fields = [Field(name, name) for name in NAMES[:24]]
        await person.sees(person.app.ask.form(Form("T", fields)))
        await person.press("pagedown")
        await person.until(lambda: "name 00" not in person.screen)
        await person.press("pageup")
        await person.until(lambda: "name 00" in person.screen)


async def test_somebody_else_changed_it(at: Any) -> None:
    edit = Edit(Call.of("flowCreateTag", body={"name": "vip"}), "Set the stock")
    conflict = Conflict(edit, (Difference(Change("qty", "stock", 43, 50), 77),))
    async with at((80, 24)) as person:
        for key, decision in (("o", Decision.OVERWRITE), ("k", Decision.KEEP)):
            answer = await person.sees(person.app.ask.decide(conflict))
            await person.press(key)
            assert await answer is decision


async def test_somebody_else_changed_what_is_to_be_deleted(at: Any) -> None:
    """Nothing was typed, so there is nothing to edit again, and no value of one's own."""
    edit = Edit(Call.of("flowDeleteShortcut", body={"id": 1}), "Delete shortcut pix")
    conflict = Conflict(edit, (Difference(Change("name", "name", "pix", None), "pix 2"),))
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.decide(conflict))
        assert all(word in person.screen for word in ("[ Cancel ]", "o Delete", "pix 2", "o delete"))
        assert not any(word in person.screen for word in ("dit again", "yours", "empty", "verwrite"))
        await person.press("o")
        assert await answer is Decision.OVERWRITE


async def test_switching(at: Any) -> None:
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.toggle(Toggles("Tags", MANY)))
        await person.press("space", "down", "enter", "ctrl+s")
        assert (await answer).add == ("name 00", "name 01")


async def test_the_fields_of_a_form(at: Any) -> None:
    fields = [
        Field("first", "First"),
        Field("second", "Second"),
        Field("way", "Way", "choice", "first", required=True, choices=[Choice(n, n) for n in OPTION_NAMES]),
        Field("who", "Who", "picker", "name 05", choices=MANY),
        Field("lines", "Lines", "list", "2", items=lambda index: [Field(f"lines.{index}", f"Line {index}")]),
    ]
    async with at((80, 24)) as person:
        answer = await person.sees(person.app.ask.form(Form("T", fields)))
        rows = {row.field.name: row for row in person.dialog.rows}
        controls = [rows[name].control for name in ("first", "second")]
        for key, at_field in FIELDS:
            await person.press(key)
            await person.until(lambda there=controls[at_field]: person.dialog.focused is there, key)
        rows["way"].control.focus()
        for key, chosen in OPTIONS:
            await person.press(key)
            await person.until(lambda chosen=chosen: rows["way"].typed == chosen, key)
        for key in ("enter", "space"):
            rows["who"].control.focus()
            await person.press(key)
            await person.until(lambda: "▌name 05" in person.screen, key)
            await person.press("escape")
            await person.until(lambda: "▌" not in person.screen)
        await person.press("backspace")
        await person.until(lambda: rows["who"].typed == "")
        for more, less in ITEMS:
            for key, number in ((more, "3"), (less, "2")):
                rows["lines"].control.focus()
                await person.press(key)
                await person.until(lambda number=number: rows["lines"].typed == number, key)
        await person.press("ctrl+s")
        assert (await answer)["way"] == "second"


OPTION_NAMES = ("first", "second", "third")


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        *((keys, True) for keys in ("y", "tab enter", "tab space")),
        *((f"{key} enter", True) for key in ("left", "right", "up", "down", "shift+tab")),
        *((keys, False) for keys in ("enter", "space", "escape", "tab shift+tab enter")),
    ],
)
async def test_confirming(at: Any, keys: str, done: bool) -> None:
    """Cancel has the focus."""
    async with at((80, 24)) as person:
        given: list[bool] = []

        async def submit(_: object) -> None:
            given.append(True)

        answer = await person.sees(person.app.ask.confirm(Confirm("Send", ("to Ana",), verb="Send"), submit))
        await person.press(*keys.split())
        await person.until(answer.done)
        assert bool(given) is done
