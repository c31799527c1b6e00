# SPDX-License-Identifier: MIT
"""A form: what it checks, says, previews and sends, and how it closes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

import pytest

from flotui.api.argument import Argument
from flotui.api.errors import Invalid
from flotui.resources.ask import Cancelled, Choice, Confirm, Field, Form
from flotui.ui.modals.fields import FieldRow

KINDS = [Choice("text", "text"), Choice("number", "number")]


async def test_required_and_wrong_fields_are_named_below_them(person) -> None:
    fields = [Field("name", "Name", required=True), Field("price", "Price", "number", value="1,5")]
    answer = await person.sees(person.app.ask.form(Form("New", fields)))
    assert "Name *" in person.screen and "required" in person.screen
    await person.press("ctrl+s")
    assert "Name is required." in person.screen and "no thousands separator: 1.5" in person.screen
    assert "Not sent. Name is required. Also: Price." in person.text and not answer.done()
    assert person.dialog.query(FieldRow).first().control.has_focus, "the first wrong one"
    await person.types("x")
    await person.pilot.pause()
    assert "Name is required." not in person.screen, "it goes as soon as it is right"
    await person.press("tab", "ctrl+u")
    await person.types("1.5")
    await person.press("enter")
    assert await answer == {"name": "x", "price": "1.5"}


async def test_a_form_that_edits_checks_and_sends_only_what_was_touched(person) -> None:
    """What a host has may fail a check of ours, and is nobody's business as long as it stays."""
    fields = [
        Field("amount", "Amount", "number", "-1,5", of=Argument("UpdateDiscountCode", "discount_amount")),
        Field("needed", "Needed", required=True),
        Field("once", "Once", "boolean", "1", required=True),
        Field("taxed", "Taxed", "boolean", "", required=True),
        Field("note", "Note", value="old"),
        Field("end", "End", value="2026-01-01"),
    ]
    answer = await person.sees(person.app.ask.form(Form("Edit", fields, edits=True)))
    for _ in range(4):
        await person.press("tab")
    await person.press("ctrl+u", "tab")
    await person.types("x")
    await person.press("ctrl+s")
    assert await answer == {"note": "", "end": "x"}


async def test_a_form_that_edits_checks_what_was_touched(person) -> None:
    of = Argument("UpdateDiscountCode", "discount_percentage")
    fields = [Field("off", "Off", "integer", "10", of=of), Field("name", "Name", value="x", required=True)]
    answer = await person.sees(person.app.ask.form(Form("Edit", fields, edits=True)))
    await person.press("ctrl+u")
    await person.types("101")
    await person.press("tab", "ctrl+u", "ctrl+s")
    assert "It goes from 0 to 100." in person.screen and "Name is required." in person.screen
    assert not answer.done()
    await person.press("ctrl+u")
    await person.types("10")
    await person.press("tab")
    await person.types("x")
    await person.press("ctrl+s")
    assert await answer == {}, "both are again as they were"


KIND = Field("kind", "Kind", "choice", "text", choices=KINDS, required=True)
BY_KIND = (
    KIND,
    Field("words", "Words", when=("kind", "text")),
    Field("figure", "Figure", "integer", when=("kind", "number")),
    Field("note", "Note"),
)


def lacking(answer: Mapping[str, str]) -> Mapping[str, str]:
    """What the form above lacks: what its kind is of."""
    name = {"text": "words", "number": "figure"}[answer["kind"]]
    return {} if answer.get(name) else {name: f"Enter the {name}."}


async def test_what_is_wrong_between_fields_is_said_once_a_field_was_left(person) -> None:
    answer = await person.sees(person.app.ask.form(Form("New", BY_KIND, wrong=lacking)))
    assert "Words" in person.screen and "Figure" not in person.screen, "only what the kind needs is asked"
    assert "Enter the" not in person.screen
    await person.press("tab")
    assert "Enter the" not in person.screen, "nobody has left it yet"
    await person.press("tab")
    await person.until(lambda: "Enter the words." in person.screen)
    await person.press("shift+tab")
    await person.types("abc")
    await person.until(lambda: "Enter the" not in person.screen)
    await person.press("shift+tab", "right")
    await person.until(lambda: "Figure" in person.screen and "Words" not in person.screen)
    assert "Enter the" not in person.screen
    await person.press("ctrl+s")
    await person.until(lambda: "Not sent. Figure: Enter the figure." in person.text)
    assert not answer.done()
    await person.types("7")
    await person.press("ctrl+s")
    assert await answer == {"kind": "number", "figure": "7"}, "not what belongs to another kind"


async def test_what_is_not_asked_stays_as_it_is(person) -> None:
    answer = await person.sees(person.app.ask.form(Form("Edit", BY_KIND, edits=True)))
    await person.press("tab")
    await person.types("abc")
    await person.press("shift+tab", "right")
    await person.until(lambda: "Figure" in person.screen)
    await person.press("ctrl+s")
    assert await answer == {"kind": "number"}


async def test_a_check_of_the_actions_own(person) -> None:
    check = Field("name", "Name", check=lambda text: "That one exists." if text == "vip" else None)
    answer = await person.sees(person.app.ask.form(Form("New tag", [check])))
    await person.types("vip")
    await person.press("enter")
    assert "That one exists." in person.screen and not answer.done()
    await person.types("2")
    await person.press("enter")
    assert await answer == {"name": "vip2"}


async def test_the_hosts_errors_land_at_their_fields(person) -> None:
    async def submit(answer: object) -> None:
        raise Invalid(
            "The host does not take it.",
            fields={
                "data.0.value": ["Must be a number."],
                "tags.0": ["No such tag."],
                "other": ["Odd [/b]."],
            },
        )

    fields = [Field("name", "Name"), Field("value", "Value"), Field("tags", "Tags")]
    await person.sees(person.app.ask.form(Form("Set", fields), submit))
    await person.types("abc")
    await person.press("ctrl+s")
    await person.until(lambda: "does not take it" in person.screen)
    rows = {row.field.name: row for row in person.dialog.query(FieldRow)}
    assert rows["value"].error == "Must be a number." and rows["tags"].error == "No such tag."
    assert "Odd [/b]." in person.screen and rows["value"].control.has_focus
    assert "abc" in person.screen
    await person.types("5")
    await person.pilot.pause()
    assert "Must be a number." not in person.screen


async def test_what_the_host_would_cut_is_warned_of_twice(person) -> None:
    answer = await person.sees(
        person.app.ask.form(Form("Set", [Field("value", "Value", value="x" * 21_003, limit=20_000)]))
    )
    assert "21,003 of 20,000 characters: the host would cut it." in person.screen
    await person.press("ctrl+s")
    assert "Press ctrl+s again to send it anyway." in person.text and not answer.done()
    await person.press("ctrl+s")
    assert len((await answer)["value"]) == 21_003


async def test_an_unsaved_form_asks_before_it_closes(person) -> None:
    answer = await person.sees(person.app.ask.form(Form("Set", [Field("a", "A"), Field("b", "B")])))
    await person.types("x")
    await person.press("escape")
    assert "Discard what you typed?" in person.screen and not answer.done()
    await person.press("z")
    assert "Discard" not in person.screen and "A  x" in person.screen.replace("│ ", "")
    await person.types("y")
    assert "xy" in person.screen, "the focus is where it was"
    await person.press("escape", "escape", "z")
    # Whether the second escape may be a held one depends on the machine's speed; either way z goes on.
    await person.until(lambda: person.app.keys.current is not None and person.app.keys.current.key == "z")
    await person.until(lambda: "Discard" not in person.screen)
    assert not answer.done() and not person.closed, "only y discards"
    await person.press("escape")
    await person.until(lambda: "Discard" in person.screen)
    await person.press("y")
    with pytest.raises(Cancelled):
        await answer


async def test_an_untouched_form_just_closes(person) -> None:
    answer = await person.sees(person.app.ask.form(Form("Set", [Field("a", "A", value="x")])))
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer


async def test_the_preview_follows_and_may_fail(person) -> None:
    def preview(values):
        if values.get("a") == "boom":
            raise KeyError("a")
        return [f"PUT value={values.get('a', '')} [/b]"]

    await person.sees(person.app.ask.form(Form("Set", [Field("a", "A")], preview=preview)))
    await person.types("42")
    await person.until(lambda: "PUT value=42 [/b]" in person.screen)
    await person.press("ctrl+u")
    await person.types("boom")
    await person.pilot.pause()
    assert not person.closed and "PUT" not in person.screen


async def test_the_end_of_a_commands_line_stands_with_its_last_word(at) -> None:
    async with at((80, 24)) as person:
        for long in range(50, 80):
            command = f"curl http://{'x' * long} \\"
            form = Form("Send", [Field("a", "A")], preview=lambda _, said=command: [said])
            answer = await person.sees(person.app.ask.form(form))
            assert not re.search(r"│ +\\ +│", person.screen), person.screen
            assert re.search(r"x \\ ", person.screen)
            await person.press("escape")
            with pytest.raises(Cancelled):
                await answer


async def test_what_will_be_sent_is_seen_wherever_one_is_in_a_long_form(at) -> None:
    """It is what the person decides by; the rest of a long one comes after the fields."""
    fields = [Field(f"f{number}", f"Field {number}") for number in range(40)]
    said = [f"line {number}" for number in range(30)]
    async with at((80, 24)) as person:
        form = Form("Send", fields, preview=lambda values: [f"asks for {values.get('f0', '')}", *said])
        await person.sees(person.app.ask.form(form))
        await person.types("ana")
        assert "asks for ana" in person.screen and "line 6" in person.screen and "Cancel" in person.screen
        await person.press("end", *["down"] * 39)
        assert "Field 39" in person.screen and "asks for ana" in person.screen
        await person.press(*["pagedown"] * 5)
        assert "line 29" in person.screen and "Field 39" in person.screen
        await person.press(*["pageup"] * 9)
        assert "Field 0" in person.screen and "asks for ana" in person.screen


async def test_the_longest_label_leaves_a_blank_before_what_is_in_it(person) -> None:
    fields = [
        Field("allow", "Sell when out of stock", "boolean", value="0", required=True),
        Field("track", "Track stock", "boolean", required=True),
    ]
    answer = await person.sees(person.app.ask.form(Form("Variant", fields)))
    # Only what may lack a value is marked as required.
    await person.until(lambda: "Sell when out of stock  ( ) yes" in person.screen)
    assert "Track stock *           ( ) yes" in person.screen
    await person.press("escape")
    with pytest.raises(Cancelled):
        await answer


async def test_hostile_titles_and_texts(person) -> None:
    hostile = "[/b] [red]x[/] \x1b[2J客户"
    fields = [
        Field("a", hostile, value=hostile, help=hostile, required=True),
        Field("b", "B", "choice", choices=[Choice("x", hostile)], value="x"),
        Field("c", "C", "picker", choices=[Choice("x", hostile)], value="x"),
        Field("d", "D", "longtext", value=hostile),
    ]
    await person.sees(person.app.ask.form(Form(hostile, fields, intro=(hostile,), verb=hostile)))
    assert "\x1b" not in person.screen
    assert person.screen.count("[red]x[/] ␛[2J客户") >= 5


@pytest.mark.parametrize("size", [(40, 12), (20, 6)])
async def test_a_long_form_in_a_tiny_terminal_scrolls_with_the_focus(at, size) -> None:
    async with at(size) as person:
        fields = [Field(f"f{number}", f"Field {number}", value=f"value {number}") for number in range(15)]
        answer = await person.sees(person.app.ask.form(Form("Many", fields)))
        assert person.lines[0].startswith("┌") and person.lines[-1].startswith("└")
        for number in range(15):
            await person.until(lambda shown=f"value {number}": shown in person.screen, f"value {number}")
            await person.press("down")
        await person.press("ctrl+s")
        assert len(await answer) == 15


async def test_what_is_said_to_a_form_that_is_being_taken_away_harms_nothing(person) -> None:
    await person.sees(person.app.ask.form(Form("Cart", [Field("count", "How many", "integer", value="1")])))
    for row in person.dialog.query(FieldRow):
        await row.remove_children()
    person.dialog.say("It is being sent.")
    await person.pilot.pause()
    assert "It is being sent." in person.screen


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_what_only_reads_is_stopped_at_once(person, key: str) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def read(_: object) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    form = Form("Look", [Field("code", "Code")], verb="Look", looks=True)
    answer = await person.sees(person.app.ask.form(form, read))
    await person.types("x")
    await person.press("ctrl+s")
    await asyncio.wait_for(begun.wait(), 5)
    await person.until(lambda: "Reading…" in person.screen and "esc stop" in person.screen)
    await person.press(key)
    await person.until(lambda: person.closed)
    await asyncio.wait_for(ended.wait(), 5)
    with pytest.raises(Cancelled):
        await answer
    assert person.app.fired == []


MANY = [Field(f"f{number}", f"Field {number}", help="Some help below it.") for number in range(30)]


async def test_a_wrong_field_is_named_and_in_sight_wherever_one_is(at) -> None:
    async with at((80, 24)) as person:
        fields = [*MANY[:14], Field("price", "Price", "number"), *MANY[14:]]
        await person.sees(person.app.ask.form(Form("New", fields)))
        row = next(each for each in person.dialog.query(FieldRow) if each.field.name == "price")
        row.control.value = "1,5"
        for each in (person.dialog.query(FieldRow).last(), person.dialog.query(FieldRow).first()):
            each.control.focus()
            await person.press("ctrl+s")
            assert "Not sent. Price: " in person.text, "it is named"
            shown = [line for line in person.lines if "thousands separator" in line]
            assert len(shown) >= 2 and any(" Price " in line for line in person.lines), "it is in sight too"
            assert row.control.has_focus
        await person.press("ctrl+u", *"1.5")
        assert "Not sent" not in person.text


async def test_a_field_that_the_host_refuses_is_named_and_in_sight(at) -> None:
    async def submit(_: dict[str, str]) -> None:
        raise Invalid("The host refused it: “The given data was invalid.”", fields={"f2": ("It is taken.",)})

    async with at((80, 24)) as person:
        await person.sees(person.app.ask.form(Form("New", MANY), submit))
        person.dialog.query(FieldRow).last().control.focus()
        await person.press("ctrl+s")
        await person.until(lambda: "See Field 2." in person.text)
        await person.until(lambda: "It is taken." in person.screen)


async def test_nothing_is_being_sent_while_a_form_asks_on(person) -> None:
    answered = asyncio.Event()

    async def submit(_: dict[str, str]) -> None:
        await person.app.ask.confirm(Confirm("Really", ("It costs 9 calls.",), "Send"))
        await answered.wait()

    answer = await person.sees(person.app.ask.form(Form("New", (Field("name", "Name", value="x"),)), submit))
    form = person.dialog
    await person.press("ctrl+s")
    await person.until(lambda: person.app.screen is not form)
    await person.until(lambda: not form.has_message)
    assert "Sending…" not in person.screen
    await person.press("y")
    await person.until(lambda: person.app.screen is form and "Sending…" in person.screen)
    answered.set()
    await answer


async def test_escape_asks_where_only_what_was_chosen_earlier_is_lost(person) -> None:
    form = Form("New order", [Field("note", "Note")], loses="the order with 1 item")
    answer = await person.sees(person.app.ask.form(form))
    await person.press("escape")
    await person.until(lambda: "Discard the order with 1 item?" in person.screen)
    assert not answer.done()
    await person.press("y")
    with pytest.raises(Cancelled):
        await answer


@pytest.mark.parametrize(
    ("edits", "required", "begins"), [(False, True, "second"), (True, True, "first"), (False, False, "first")]
)
async def test_it_begins_at_the_first_field_that_is_left_to_fill_in(
    person, edits: bool, required: bool, begins: str
) -> None:
    fields = [Field("first", "Body 1", value="Ana"), Field("second", "Body 2", required=required)]
    answer = await person.sees(person.app.ask.form(Form("Send", fields, edits=edits)))
    await person.types("x")
    await person.press("ctrl+s")
    assert "x" in (await answer)[begins]
