# SPDX-License-Identifier: MIT
"""New names beside those there are: one that a person can't tell from another is created only when that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from flotui.api.errors import FlochatError, Malformed
from flotui.resources.ask import Confirm
from flotui.resources.text import Span, Text
from flotui.text.clean import are_alike, cleaned, differences, look

if TYPE_CHECKING:
    from flotui.resources.base import Context


class Known(NamedTuple):
    """A name that something has."""

    row_id: str
    name: str


class HasName(Protocol):
    """A row with a name."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def row_id(self) -> str:
        """Its id."""


N = TypeVar("N", bound=HasName)


async def new_name(
    context: Context[object],
    typed: str,
    known: Sequence[HasName],
    noun: str,
    *,
    verb: str = "Create",
    but: str = "",
) -> str:
    """A name as it is sent: without unseen signs, and agreed to where it looks like one there is.

    Args:
        context: who is asked.
        typed: the name as it was typed.
        known: the rows whose names there are.
        noun: what they are called: `tag`.
        verb: what is done with the name.
        but: the id of the row that is renamed.

    Raises:
        Malformed: when there is one of that very name, or nothing of the name can be seen.
        Cancelled: when it looks like one there is, and the person thought again.
    """
    name = plain_name(typed)
    others = alike(name, known, but)
    for row in others:
        if row.name == name:
            raise Malformed(
                f"There is a {noun} {name} already ({row.row_id}). Nothing was sent.",
                advice="Choose another name.",
            )
    if others:
        await agree(context, name, others, noun, verb=verb)
    return name


def plain_name(typed: str) -> str:
    """A name without unseen signs.

    Args:
        typed: the name as it was typed.

    Raises:
        Malformed: when nothing of it can be seen.
    """
    name = cleaned(typed)
    if not look(name):
        raise Malformed("Not sent: the name has no visible characters.", advice="Type a name.")
    return name


def alike(name: str, known: Sequence[N], but: str = "") -> list[N]:
    """The rows whose names a person can't tell from a name, and those whose id it is.

    Args:
        name: the name.
        known: the rows whose names there are.
        but: the id of the row that is renamed.
    """
    own = look(name)
    return [
        row
        for row in known
        if row.row_id != but
        and (are_alike(row.name, name) or (_is_id(row.row_id) and row.row_id.lower() == own))
    ]


def _is_id(text: str) -> bool:
    """Whether an id is taken for one wherever a name may stand; a number may be a name."""
    return not text.isdecimal()


async def agree(
    context: Context[object], name: str, others: Sequence[HasName], noun: str, *, verb: str
) -> None:
    """Have a name agreed to that looks like one there is.

    Args:
        context: who is asked.
        name: the name.
        others: the rows it looks like.
        noun: what they are called: `tag`.
        verb: what is done with the name.

    Raises:
        Cancelled: when the person thought again.
    """
    lines: list[Text] = [differing(noun, row, name) for row in others]
    lines.append((Span("They are easily mixed up.", "warn"),))
    await _have_agreed(context, name, lines, noun, verb)


async def agree_unseen(
    context: Context[object], name: str, error: FlochatError, noun: str, *, verb: str
) -> None:
    """Have a name agreed to of which isn't known whether it looks like one there is.

    Args:
        context: who is asked.
        name: the name.
        error: why the names that there are couldn't be read.
        noun: what they are called: `tag`.
        verb: what is done with the name.

    Raises:
        Cancelled: when the person thought again.
    """
    lines: list[Text] = [(Span(unseen(noun, name), "warn"),), error.happened]
    await _have_agreed(context, name, lines, noun, verb)


def unseen(noun: str, name: str) -> str:
    """What is said where the names that there are couldn't be read.

    Args:
        noun: what they are called: `tag`.
        name: the new name.
    """
    return f"The {noun}s couldn't be read, so it isn't known whether one looks like {name}."


async def _have_agreed(
    context: Context[object], name: str, lines: Sequence[Text], noun: str, verb: str
) -> None:
    await context.ask.confirm(Confirm(f"{verb} {noun} {name}", tuple(lines), verb=f"{verb} it anyway"))


def differing(noun: str, row: HasName, name: str) -> str:
    """In what a name differs from one that looks like it, as a sentence.

    Args:
        noun: what they are called: `tag`.
        row: the row that has the other.
        name: the name.
    """
    if not are_alike(row.name, name):
        return f"{name} is the id of the {noun} {row.name}, which would be meant wherever you type it."
    return f"There is a {noun} {row.name} ({row.row_id}) that differs only in {differences(row.name, name)}."
