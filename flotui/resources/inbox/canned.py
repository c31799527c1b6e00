# SPDX-License-Identifier: MIT
"""Canned answers: the agents' shortcuts and closing notes, with the fields of a subscriber filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flotui.api.errors import NotOffered, ScopeMissing
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.filling import HOLE, value_of
from flotui.repositories.notes import CLOSING_NOTE, SHORTCUT
from flotui.resources.ask import Choice, Picker
from flotui.resources.reading import read_all

if TYPE_CHECKING:
    from flotui.resources.base import Context


class Canned(NamedTuple):
    """The canned answers that can be had."""

    choices: list[Choice]
    texts: dict[str, str]
    """The text of each, by its choice's id."""


async def read(context: Context[object], person: Subscriber) -> Canned:
    """Read the canned answers.

    Args:
        context: the open bot.
        person: for whom they are shown filled in.

    Raises:
        FlochatError: when they can't be had.
    """
    texts: dict[str, str] = {}
    choices: list[Choice] = []
    for kind, group in ((SHORTCUT, "Shortcuts"), (CLOSING_NOTE, "Closing notes")):
        try:
            rows = await read_all(context.workspace.reader.list_of(kind))
        except (NotOffered, ScopeMissing):  # another token may see them
            continue
        for row in rows:
            text = str(getattr(row, "value", "") or getattr(row, "description", ""))
            if text:
                texts[f"{group} {row.row_id}"] = text
                shown = " ".join(filled(text, person).split())
                choices.append(Choice(f"{group} {row.row_id}", str(row.name), shown, group, also=shown))
    return Canned(choices, texts)


async def choose(context: Context[object], person: Subscriber, answers: Canned) -> str:
    """Have a canned answer chosen, and fill it in from what the subscriber's row says now.

    Args:
        context: the open bot, and how to ask.
        person: to whom it goes.
        answers: those that there are.

    Returns:
        The text; what can't be filled in stays as it is.

    Raises:
        Cancelled: when none was chosen.
    """
    chosen = await context.ask.pick(Picker(f"Answer {person.title} with which text?", answers.choices))
    cached = await context.workspace.cache.row("subscriber", person.row_id)
    return filled(answers.texts[chosen.id], Subscriber.read(cached.value) if cached is not None else person)


def filled(text: str, person: Subscriber) -> str:
    """A text with `{{first_name}}`, `{{city}}` and the like filled in; those without a value stay.

    Args:
        text: the text.
        person: of whom.
    """
    return HOLE.sub(lambda hole: value_of(hole[1], person) or hole[0], text)
