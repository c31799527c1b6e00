# SPDX-License-Identifier: MIT
"""What is the same in all dialogs: enter says what it does, a message is shown whole, text lines edit alike."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import Refused
from flotui.resources.ask import Choice, Confirm, Field, Form, Picker, Toggles
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line
from tests.ui.modals.conftest import at_both_sizes

WHERE = "https://another.example.com/api/" + "long/" * 14 + "end"
MOVED = Refused(
    f"app.flochat.ai wants the request at {WHERE}; flotui sends the token nowhere else.",
    advice="If that is the right address, make it the base URL.",
)


def hint(person: Any) -> str:
    """The line of keys of the dialog in front."""
    return str(person.dialog.query_one("#keys").content)


async def test_a_button_that_has_the_focus_is_what_enter_does(person: Any) -> None:
    await person.sees(person.app.ask.confirm(Confirm("Send sub-flow", ("to Ana",), verb="Send")))
    assert hint(person).startswith("esc cancel  y send  enter cancel")
    await person.press("tab")
    assert "enter send" in hint(person)


async def test_in_a_typed_confirm_enter_goes_to_the_button(person: Any) -> None:
    await person.sees(person.app.ask.confirm(Confirm("Delete tag", (), "Delete", danger=True, typed="vip")))
    assert hint(person) == "esc cancel  enter go to Delete", "tab does the same"
    await person.types("vip")
    await person.press("enter")
    assert "enter delete" in hint(person)


async def test_in_a_form_enter_goes_on_and_from_the_last_field_sends(person: Any) -> None:
    fields = [
        Field("name", "Name"),
        Field("note", "Note", "longtext"),
        Field("way", "Way", "choice", choices=[Choice("a", "a"), Choice("b", "b")]),
        Field("last", "Last"),
    ]
    await person.sees(person.app.ask.form(Form("Thing", fields, verb="Create")))
    assert hint(person) == "ctrl+s create  esc cancel  enter next field", "tab does the same"
    await person.press("tab")
    assert "enter new line" in hint(person) and "tab next field" in hint(person)
    await person.press("tab")
    assert "enter next field" in hint(person)
    await person.press("tab")
    assert "enter create" in hint(person)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda ask: ask.pick(Picker("Which?", [Choice("a", "a")])), "enter choose"),
        (lambda ask: ask.toggle(Toggles("Which?", [Choice("a", "a")])), "space/enter switch"),
        (lambda ask: ask.read("Text", "a\nb"), "enter next line"),
    ],
    ids=["pick", "toggle", "read"],
)
async def test_in_every_other_dialog_it_stands_there_too(person: Any, ask: Any, says: str) -> None:
    await person.sees(ask(person.app.ask))
    assert says in hint(person)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 16)])
async def test_a_message_is_shown_whole_however_it_wraps(at: Any, size: tuple[int, int]) -> None:
    async def refuse(_: object) -> None:
        raise MOVED

    async with at(size) as person:
        await person.sees(person.app.ask.confirm(Confirm("Send", ("to Ana",), verb="Send"), refuse))
        await person.press("y")
        await person.pilot.pause()
        shown = "".join(line.split("│")[1] for line in person.screen.splitlines() if "│" in line)
        said = "".join(str(MOVED).split())
        assert said in "".join(shown.split()), person.screen
        assert "ctrl+t try again" in person.screen


@pytest.mark.parametrize("kind", ["text", "longtext"])
async def test_the_cursor_begins_at_the_end_and_ctrl_u_clears_what_is_before_it(
    person: Any, kind: Any
) -> None:
    field = Field("x", "X", kind, "first words")
    await person.sees(person.app.ask.form(Form("Thing", [field, Field("y", "Y")], edits=True)))
    control = person.dialog.rows[0].control
    assert isinstance(control, Box if kind == "longtext" else Line)
    await person.press("end")
    end = control.cursor_location if isinstance(control, Box) else control.cursor_position
    assert end in (11, (0, 11))
    await person.press("left", "left")
    await person.press("ctrl+u")
    assert control.value == "ds"
    await person.press("ctrl+u")
    assert control.value == "ds", "there is nothing before it"


async def test_several_lines_are_edited_from_their_end_and_ctrl_u_joins_none(person: Any) -> None:
    await person.sees(
        person.app.ask.form(Form("Thing", [Field("x", "X", "longtext", "one\ntwo")], edits=True))
    )
    control = person.dialog.rows[0].control
    await person.types("!")
    assert control.value == "one\ntwo!"
    await person.press("ctrl+u", "ctrl+u", "ctrl+u")
    assert control.value == "one\n"


@at_both_sizes
@pytest.mark.parametrize(
    "question", [Picker("Which?", [Choice("1", "one")]), Confirm("Delete it?", ("It goes.",), danger=True)]
)
async def test_a_dialog_stands_at_a_third_of_what_is_free_with_a_blank_cell_beside(
    person: Any, question: Any
) -> None:
    ask = person.app.ask
    await person.sees(ask.pick(question) if isinstance(question, Picker) else ask.confirm(question))
    frame, box = (person.dialog.query_one(each).region for each in ("#frame", "#box"))
    above, below = frame.y, person.app.size.height - frame.bottom
    assert above == (above + below) // 3 and above > 0
    assert (box.x - frame.x, frame.right - box.right) == (1, 1)
    assert frame.width in (62, 78)
    top = person.screen.splitlines()[box.y]
    assert ("✗ Delete it?" in top) is (not isinstance(question, Picker))
