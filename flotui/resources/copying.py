# SPDX-License-Identifier: MIT
"""Copying: `y` on a row offers what of it can be copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from flotui.api.call import Call
from flotui.api.secrets import MASK, is_secret
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Action, Context, DetailLine
from flotui.workspace.comparing import NothingToDo

T = TypeVar("T")

Offer = tuple[str, str]
"""What it is, and its text: `("id", "f1284u903")`."""


class OfCall(Protocol):
    """A row about a call."""

    @property
    def call(self) -> Call:
        """The call."""


def copy_action(
    resource: str,
    offers: Callable[[Context[T]], Sequence[Offer]],
    *,
    secret: Callable[[Context[T]], bool] = lambda _: False,
) -> Action[T]:
    """The `y` action of a resource.

    Args:
        resource: the resource's id.
        offers: what of the row can be copied; a single offer is copied at once.
        secret: whether credentials are among it, so that no file may keep it.
    """

    async def run(context: Context[T]) -> None:
        found = [offer for offer in offers(context) if offer[1]]
        if not found:
            raise NothingToDo("Nothing to copy.")
        what, text = found[0] if len(found) == 1 else await _pick(context, found)
        context.ask.copy(text, what, secret=secret(context))

    return Action(f"{resource}.copy", "Copy", "y", run, hint="copy")


async def _pick(context: Context[object], found: Sequence[Offer]) -> Offer:
    hidden = is_secret(str(getattr(context.row, "name", "")))
    choices = [
        Choice(str(index), what, MASK if hidden and what == "value" else _one_line(text))
        for index, (what, text) in enumerate(found)
    ]
    chosen = await context.ask.pick(Picker("Copy", choices))
    return found[int(chosen.id)]


def _one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())[:200]


def call_offers(context: Context[object], call: Call) -> list[Offer]:
    """What every call can be copied as: the curl command, and its address.

    Args:
        context: the action's.
        call: the call.
    """
    base = context.workspace.profile.base_url
    return [("curl", call.curl(base)), ("request URL", call.url(base))]


def row_call_offers(context: Context[OfCall]) -> list[Offer]:
    """What the call of a row can be copied as, its body among it."""
    call = context.row.call
    return [*call_offers(context, call), ("body", call.body or "")]


def line_offers(context: Context[DetailLine]) -> list[Offer]:
    """What a detail line offers: its value."""
    row = context.row
    return [(row.name, row.full or "")]
