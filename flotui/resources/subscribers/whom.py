# SPDX-License-Identifier: MIT
"""Whom a dialog is about: a few subscribers, whose rows are at hand, or a crowd, of which only the ids are.

A dialog is the same for both. What was answered is handed to `do`; what sends asks in its own way (`sending.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes, Does
from flotui.repositories.edit import RowEdits
from flotui.resources.base import Context
from flotui.resources.person import current_people, who
from flotui.resources.subscribers.crowds import plan_for_crowd
from flotui.text.plural import counted


class Whom(msgspec.Struct, frozen=True):
    """Some subscribers."""

    title: str
    """The people in a sentence: a name, or how many."""
    people: Sequence[Subscriber] = ()
    """Their rows as the cache has them now; none of a crowd."""

    @property
    def is_crowd(self) -> bool:
        """Whether they are more than are kept in memory."""
        return not self.people


async def whom_of(context: Context[object]) -> Whom:
    """Whom an action is about that also works for crowds (`Action.for_crowds`)."""
    if context.marked_ids:
        return Whom(counted(context.marked, "subscriber"))
    people = await current_people(context)
    return Whom(who(people), people)


async def do(
    context: Context[object],
    whom: Whom,
    does: Does,
    carry_out: Callable[[Sequence[RowEdits]], Awaitable[None]],
) -> None:
    """Do something to some people: plan a job for a crowd, which is shown before anything leaves.

    Args:
        context: how to ask, and the open bot.
        whom: to whom.
        does: what, for each.
        carry_out: does it where their rows are at hand, as edits.

    Raises:
        Cancelled: when the answer is no.
        FlochatError: when it was refused, or its outcome isn't known.
    """
    if whom.is_crowd:
        await plan_for_crowd(context, Changes(edits=(does,)))
        return
    await carry_out([RowEdits(person.title, [*does.make(person)]) for person in whom.people])
