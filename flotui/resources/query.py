# SPDX-License-Identifier: MIT
"""Which rows of a resource are asked for, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.api.models.base import Model

RowT = TypeVar("RowT")


class QueryForm(msgspec.Struct, frozen=True):
    """Another form in which the host may be asked the same."""

    arguments: Mapping[str, str]
    """The filters that this form sends, by argument."""
    loose: bool = False
    """Whether it leaves more than was sought, so that it has to be looked through for the words."""
    in_vain: bool = False
    """Whether it is asked only where the forms before it found nobody."""


class Query(msgspec.Struct, frozen=True):
    """Which rows of a resource are asked for, and how."""

    owner: object = None
    """In a detail tab, the row it belongs to."""
    arguments: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Exact filters set by a jump from elsewhere or a filter dialog: `{"tag_ns": "f1t2"}`."""
    summary: str = ""
    """What the arguments mean, in words, for the title: `tag vip`."""
    audience: str = ""
    """The query of subscribers that was asked, as the query language prints it: `arguments` is what of it the host is
    asked."""
    force: bool = False
    """Ask the host even when the copy is fresh."""
    here: bool = False
    """Ask the host for nothing: what is here already is enough."""
    as_before: bool = False
    """Leave its rows in the order in which they were shown last, where that is remembered: they are come back to."""
    period: str = ""
    """From when to when, as `resources.periods` names it; empty for the resource's own."""
    line: str = ""
    """What the filter line said where it was asked through that; empty for a jump from elsewhere."""
    scope: Query | None = None
    """The jump from elsewhere whose list it was asked of; None for the whole list."""
    words: tuple[str, ...] = ()
    """Words that were sought: what is here and has them belongs to it as well, whatever the host answers."""
    ids: tuple[str, ...] = ()
    """Further rows that are here and belong to it."""
    forms: tuple[QueryForm, ...] = ()
    """Other forms in which the host is asked the same."""

    def owned_by(self, kind: type[RowT]) -> RowT:
        """The row it belongs to.

        Args:
            kind: what that row is.

        Raises:
            TypeError: when it belongs to no such row.
        """
        return checked(self.owner, kind)

    def concerns(self, row_id: str) -> bool:
        """Whether it was asked of a row, by its id."""
        of_owner = isinstance(self.owner, Model) and self.owner.row_id == row_id
        return of_owner or row_id in self.arguments.values()


def checked(row: object, kind: type[RowT]) -> RowT:
    """A row that is known to be of a kind.

    Args:
        row: the row.
        kind: what it is.

    Raises:
        TypeError: when it is something else: the program is wrong.
    """
    if not isinstance(row, kind):
        raise TypeError(f"the row is a {type(row).__name__}, not a {kind.__name__}")
    return row


def within(now: Query, asked: Query, alone: tuple[str, ...] = ()) -> Query:
    """What is asked through the filter line, of the list that a jump from elsewhere left, where there was one.

    Args:
        now: what the list shows.
        asked: what the line says.
        alone: filters of the host that say all there is to say.

    Raises:
        Malformed: when both would be the same filter of the host.
    """
    asked = replace(asked, owner=now.owner, period=now.period)
    scope = now.scope if now.line else now if now.arguments else None
    if scope is None or scope.arguments.keys() & set(alone):
        return asked
    arguments = scope.arguments
    if any(arguments.get(name, value) != value for name, value in asked.arguments.items()):
        raise Malformed(
            f"This list shows {scope.summary}, and the host accepts one value of that at a time.",
            advice="Press esc for the full list, then search it.",
        )
    return replace(
        asked,
        arguments={**arguments, **asked.arguments},
        forms=tuple(replace(form, arguments={**arguments, **form.arguments}) for form in asked.forms),
        summary=f"{scope.summary} · {asked.summary}",
        scope=scope,
    )
