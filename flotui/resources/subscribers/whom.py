# SPDX-License-Identifier: MIT
"""Whom a dialog is about: a few subscribers, whose rows are at hand, or a crowd, of which only the ids are.

A dialog is the same for both. What was answered is handed to `do`; what sends asks in its own way (`sending.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes, Does
from flotui.repositories.edit import RowEdits
from flotui.resources.base import Context
from flotui.resources.person import current_people, who
from flotui.resources.subscribers.crowds import counts_of, plan_for_crowd
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


class InCommon(NamedTuple):
    """What some people have, by ids: in common, and one of them or another."""

    everyone: frozenset[str]
    """What each of them has."""
    anyone: frozenset[str]
    """What one of them at least has."""


async def in_common(
    context: Context[object],
    whom: Whom,
    has: Callable[[Subscriber], Iterable[str]],
    *,
    of: str = "",
    keys: Collection[str] = (),
) -> InCommon:
    """What some people have.

    Args:
        context: who is marked, and the open bot.
        whom: who.
        has: the ids of what one of them has.
        of: what that is, where the local copy counts it: `tag` or `label`.
        keys: the keys of a row that `has` looks at besides lists.
    """
    if whom.is_crowd:
        found = await counts_of(context, has, of, keys)
        everyone = frozenset(each for each, number in found.items() if number == context.marked)
        return InCommon(everyone, frozenset(found))
    each = [frozenset(has(person)) for person in whom.people]
    return InCommon(frozenset.intersection(*each), frozenset.union(*each))
