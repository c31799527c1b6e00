# SPDX-License-Identifier: MIT
"""The fields of a form: numbers, choices, pickers, texts, JSON, paths, days."""

from __future__ import annotations

from pathlib import Path

from flotui.resources.ask import Choice, Field, Form
from flotui.ui.widgets.box import Box
from tests.ui.modals.conftest import at_both_sizes

FLOWS = [Choice("f1s1", "Welcome", "new"), Choice("f1s2", "Cart reminder")]
KINDS = [Choice("text", "text"), Choice("number", "number")]


@at_both_sizes
async def test_every_kind_of_field(person) -> None:
    fields = [
        Field("name", "Name", required=True),
        Field("price", "Price", "number", value="142.800"),
        Field("stock", "Stock", "integer"),
        Field("on", "Opted in", "boolean", value="1"),
        Field("day", "Day", "date"),
        Field("at", "At", "datetime"),
        Field("kind", "Kind", "choice", choices=KINDS, value="text"),
        Field("flow", "Sub-flow", "picker", choices=FLOWS),
        Field("secret", "Secret", "secret"),
        Field("prompt", "Prompt", "longtext"),
        Field("data", "Data", "json"),
        Field("empty", "Left empty"),
    ]
    answer = await person.sees(person.app.ask.form(Form("All", fields)))
    await person.types("Ana")
    await person.press("enter", "enter")
    await person.types("7")
    await person.press("enter", "right", "enter")
    await person.types("2026-3-1")
    await person.press("enter")
    await person.types("2026-11-22 14:30 Z")
    await person.press("enter", "right", "enter", "enter")
    await person.until(lambda: "▌1 Welcome" in person.screen)
    await person.types("cart")
    await person.press("enter")
    await person.until(lambda: "Cart reminder" in person.screen and "▌" not in person.screen)
    await person.press("tab")
    await person.types("hunter2")
    await person.press("enter")
    await person.types("one")
    await person.press("enter")
    await person.types("two")
    await person.press("tab")
    await person.types('{"a":1.0}')
    assert "hunter2" not in person.screen
    await person.press("ctrl+s")
    assert await answer == {
        "name": "Ana",
        "price": "142.800",
        "stock": "7",
        "on": "false",
        "day": "2026-03-01",
        "at": "2026-11-22T14:30:00+00:00",
        "kind": "number",
        "flow": "f1s2",
        "secret": "hunter2",
        "prompt": "one\ntwo",
        "data": '{"a":1.0}',
    }


async def test_a_number_that_may_be_two_is_named_below_its_field_with_both(person) -> None:
    fields = [Field("balance", "Balance", "number"), Field("price", "Price", "number", value="142.800")]
    answer = await person.sees(person.app.ask.form(Form("New", fields)))
    await person.types("1.500")
    await person.press("tab", "ctrl+u")
    await person.types("150.500")
    await person.press("ctrl+s")
    await person.until(lambda: "1.500 may mean 1500 or 1.5. Type one of these." in person.text)
    assert not answer.done() and "150.500 may" not in person.text, "the host has three decimals there"
    await person.press("ctrl+u")
    await person.types("1.5")
    await person.press("ctrl+s")
    assert await answer == {"balance": "1.5", "price": "150.500"}


async def test_an_untouched_value_comes_back_as_it_was(person) -> None:
    # TextArea makes all line ends one kind, and takes \x0c and \u2028 for line ends.
    odd = "a\r\nb\nc\rd\x0ce\u2028f\x1b[31m\n" + "客" * 20_000
    fields = [Field("v", "V", "longtext", value=odd), Field("w", "W", value="tab\there \x07")]
    answer = await person.sees(person.app.ask.form(Form("Set", fields)))
    person.dialog.rows[0].control.move_cursor((0, 0))
    await person.pilot.pause()
    assert "\x1b" not in person.screen and "␛[31m" in person.screen and "␇" in person.screen
    await person.press("ctrl+s")
    assert await answer == {"v": odd, "w": "tab\there \x07"}


async def test_typing_in_twenty_thousand_characters_is_quick(person) -> None:
    import time

    value = " ".join(f"word{number}" for number in range(2500))
    answer = await person.sees(person.app.ask.form(Form("Set", [Field("v", "V", "longtext", value=value)])))
    started = time.perf_counter()
    await person.types("hello")
    assert time.perf_counter() - started < 3
    await person.press("ctrl+s")
    assert await answer == {"v": value + "hello"}


async def test_booleans_by_letter_and_unset(person) -> None:
    fields = [Field("a", "A", "boolean"), Field("b", "B", "boolean", value="0", required=True)]
    answer = await person.sees(person.app.ask.form(Form("Set", fields)))
    assert "(•) not set" in person.screen and "(•) no" in person.screen
    await person.press("y", "enter", "y", "n", "-")
    await person.press("ctrl+s")
    assert await answer == {"a": "true", "b": "false"}


async def test_a_picker_loads_when_it_is_opened(person) -> None:
    loaded = 0

    async def load():
        nonlocal loaded
        loaded += 1
        return FLOWS

    answer = await person.sees(
        person.app.ask.form(Form("Set", [Field("f", "F", "picker", load=load, required=True)]))
    )
    assert not loaded and "required" in person.screen
    await person.types("c")
    await person.until(lambda: "▌Cart reminder" in person.screen)
    await person.press("enter")
    await person.until(lambda: "▌" not in person.screen)
    await person.press("ctrl+s")
    assert await answer == {"f": "f1s2"} and loaded == 1


async def test_json_is_laid_out_on_request(person) -> None:
    answer = await person.sees(
        person.app.ask.form(Form("Set", [Field("j", "J", "json", value='{"a":[1.50]}')]))
    )
    assert "ctrl+l lay out" in person.screen
    await person.press("ctrl+l", "ctrl+s")
    assert await answer == {"j": '{\n  "a": [\n    1.50\n  ]\n}'}


async def test_broken_json_says_where(person) -> None:
    answer = await person.sees(person.app.ask.form(Form("Set", [Field("j", "J", "json", value='{"a":')])))
    await person.press("ctrl+l")
    assert "Not valid JSON: line 1" in person.screen
    await person.press("ctrl+s")
    assert not answer.done()


@at_both_sizes
async def test_several_pasted_lines_are_joined_and_said(person) -> None:
    answer = await person.sees(person.app.ask.form(Form("Set", [Field("a", "A")])))
    await person.pastes("one\ntwo\n")
    assert "The pasted lines became one line." in person.screen
    await person.press("ctrl+s")
    assert await answer == {"a": "one two"}


async def test_the_box_gives_back_what_it_was_given() -> None:
    box = Box("a\x0bb\r\n")
    assert box.value == "a\x0bb\r\n"


async def test_tab_goes_on_with_a_path_and_then_to_the_next_field(person, tmp_path: Path) -> None:
    for name in ("may-1.csv", "may-2.csv"):
        (tmp_path / name).touch()
    form = Form("File", [Field("path", "File", "path", help="A file."), Field("note", "Note")])
    answer = await person.sees(person.app.ask.form(form))
    await person.pastes(f"{tmp_path}/m")
    await person.press("tab")
    await person.until(lambda: "may-1.csv   may-2.csv" in person.screen)
    assert person.dialog.rows[0].typed == f"{tmp_path}/may-"
    await person.types("2")
    await person.press("tab")
    await person.until(lambda: person.dialog.rows[0].typed == f"{tmp_path}/may-2.csv")
    await person.until(lambda: "A file." in person.screen)
    await person.press("tab")
    await person.until(lambda: person.dialog.focused is person.dialog.rows[1].control)
    await person.types("x")
    await person.press("ctrl+s")
    assert await answer == {"path": f"{tmp_path}/may-2.csv", "note": "x"}


async def test_a_day_alone_is_the_last_minute_of_what_ends_with_it(person) -> None:
    fields = [Field("start", "Starts", "datetime"), Field("end", "Ends", "datetime", ends=True)]
    answer = await person.sees(person.app.ask.form(Form("Code", fields)))
    await person.types("2026-12-31")
    await person.press("enter")
    await person.types("2026-12-31")
    await person.until(lambda: "2026-12-31 23:59" in person.screen)
    await person.press("ctrl+s")
    found = await answer
    assert found["start"].startswith("2026-12-31T00:00") and found["end"].startswith("2026-12-31T23:59")
