# SPDX-License-Identifier: MIT
"""What confirms does so only while whom it reaches can be read on the screen, however small that is."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.call import Call
from flotui.repositories.edit import Edit
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.text import Span
from flotui.store.journal import Change
from flotui.ui.modals.frame import LARGER
from flotui.workspace.comparing import Conflict, Decision, Difference
from tests.support.judging import LONG

ANA = "to Ana Souza  +55 11 90000 4410 · WhatsApp · f1284u903"
TEXT = "a long message that goes on and on " * 40
SIZES = [
    *((10, 10), (12, 4), (20, 5), (24, 6), (24, 10), (40, 7), (40, 12)),
    *((80, 5), (80, 6), (80, 7), (80, 8), (80, 9), (80, 24)),
]
"""Columns and lines of terminals, from where nothing can be read to where all can."""
SAMPLE = [(12, 4), (80, 6), (80, 9), (80, 24)]
"""Those of every run: nothing can be read, what a small window can hold, all can."""
EDIT = Edit(
    Call.of("flowBotUserSetUserField", body={"user_ns": "f1u1"}),
    "Rename tag vip",
    changes=(Change("name", "name", "vip", "mine"),),
)

QUESTIONS: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    "one": (Confirm("Send message", (TEXT,), "Send", whom=(ANA,)), (ANA,), ("y",)),
    "first line": (Confirm("Add the note", (ANA, TEXT), "Add"), (ANA,), ("y",)),
    "many": (
        Confirm(
            "Send", (TEXT,), "Send", typed="300", whom=((Span("to "), Span("300 subscribers", "strong")),)
        ),
        ("to 300 subscribers", "Type 300 to confirm"),
        ("3", "0", "0", "tab", "enter"),
    ),
    "titled": (
        Confirm(
            "Delete tag returning-customers-of-the-north", ("It can't be undone.",), "Delete", danger=True
        ),
        ("Delete tag returning-customers-of-the-north",),
        ("y",),
    ),
    "conflict": (
        Conflict(EDIT, (Difference(EDIT.changes[0], "theirs"),)),
        ("Rename tag vip", "theirs"),
        ("o",),
    ),
}
"""Each kind of question: what has to be read, and the keys that confirm it."""


def flat(text: str) -> str:
    """A text without what wraps it."""
    return "".join(text.replace("│", " ").split())


@pytest.mark.parametrize("name", QUESTIONS)
async def test_what_confirms_works_only_while_whom_it_reaches_is_in_sight(at, name: str) -> None:
    question, told, keys = QUESTIONS[name]
    wide, counted = (80, 24), [0, 0]
    async with at(wide) as person:
        for size in SIZES if LONG else SAMPLE:
            await person.pilot.resize_terminal(*wide)
            ask = person.app.ask
            await person.press(
                "x"
            )  # or the key that confirms would be one that is held since the last question
            await person.sees(
                ask.confirm(question) if isinstance(question, Confirm) else ask.decide(question)
            )
            await person.pilot.resize_terminal(*size)
            await person.pilot.pause()
            read = [each for each in told if flat(each) in flat(person.screen)]
            shown = person.screen
            await person.press(*keys)
            await person.pilot.pause()
            confirmed = person.closed
            assert not confirmed or len(read) == len(told), f"{size}: not all of {told} in\n{shown}"
            assert confirmed or flat(LARGER)[: size[0] - 2] in flat(shown), (
                f"{size}: no word of it in\n{shown}"
            )
            counted[confirmed] += 1
            if not confirmed:
                await person.press("escape")
                await person.until(lambda: person.closed, "closed")
        assert all(counted), "both are seen"


async def test_it_is_answered_once_the_window_is_larger(at) -> None:
    async with at((12, 4)) as person:
        question = Confirm("Send", (TEXT,), "Send", typed="300", whom=("to 300 subscribers",))
        answer = await person.sees(person.app.ask.confirm(question))
        assert "Make the" in person.screen and "300" not in person.screen
        await person.press("y", "3", "0", "0", "enter", "enter")
        assert not person.closed
        await person.pilot.resize_terminal(80, 24)
        await person.until(lambda: person.app.focused is not None, "the line has the focus")
        assert "to 300 subscribers" in person.screen and LARGER not in person.screen
        await person.press("3", "0", "0", "enter", "enter")
        assert await answer is None


async def test_it_stays_with_what_was_typed_while_the_window_is_too_small(at) -> None:
    async with at((80, 24)) as person:
        question = Confirm("Send", (TEXT,), "Send", typed="300", whom=("to 300 subscribers",))
        answer = await person.sees(person.app.ask.confirm(question))
        await person.press("3", "0")
        await person.pilot.resize_terminal(12, 4)
        await person.press("7", "enter", "tab", "enter", "y")
        await person.pilot.resize_terminal(80, 24)
        await person.until(lambda: person.app.focused is not None, "the line has the focus")
        await person.press("0", "enter", "enter")
        assert await answer is None


async def test_escape_leaves_what_is_too_small(at) -> None:
    async with at((12, 4)) as person:
        answer = await person.sees(person.app.ask.decide(QUESTIONS["conflict"][0]))
        await person.press("o", "k", "escape")
        with pytest.raises(Cancelled):
            assert await answer is not Decision.OVERWRITE


@pytest.mark.parametrize("columns", [30, 40, 50])
@pytest.mark.parametrize("name", ["conflict", "long verb"])
async def test_no_button_is_cut_where_the_window_is_narrow(at, name: str, columns: int) -> None:
    long = Confirm("Trial", ("Set stock",), "Go on with the rest", back="Leave it so")
    question, labels = (
        (long, ("Leave it so", "y Go on with the rest"))
        if name == "long verb"
        else (QUESTIONS["conflict"][0], ("Edit again", "k Keep theirs", "o Overwrite"))
    )
    for lines in (9, 12, 14):
        async with at((columns, lines)) as person:
            ask = person.app.ask
            answer = await person.sees(
                ask.confirm(question) if isinstance(question, Confirm) else ask.decide(question)
            )
            shown = [each in person.screen for each in labels]
            assert all(shown) or LARGER in person.screen, person.screen
            assert all(shown) or lines < 14
            await person.press("escape")
            with pytest.raises(Cancelled):
                await answer
