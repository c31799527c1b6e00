# SPDX-License-Identifier: MIT
"""Everyone whom a query means, for commands: from the copy where it has everyone, else from the host."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping

import msgspec

from flotui.api.errors import FlochatError
from flotui.audience.answering import AnswerPlan, lacking, planned, walked
from flotui.audience.asking import on_host
from flotui.audience.by_id import ids_of
from flotui.audience.doubting import reservations
from flotui.audience.going_on import instead
from flotui.audience.keeping import people_of
from flotui.audience.people import CopyState, People
from flotui.audience.query import AudienceQuery
from flotui.repositories.walking import Walk
from flotui.text.moments import ago
from flotui.text.plural import count, counted
from flotui.workspace import Workspace


class Nobody(FlochatError):
    """Nobody is in the copy, and the host isn't to be asked."""


class Selection(msgspec.Struct):
    """Whom a query means, and where that was looked up."""

    plan: AnswerPlan
    source: str
    """`copy` or `host`."""
    at: float
    """When the host said so, in unix seconds."""
    complete: bool = True
    """Whether all are among them whom the query means."""
    note: str = ""
    """What should be known of it, as a sentence."""


async def select(
    workspace: Workspace,
    query: AudienceQuery,
    *,
    offline: bool = False,
    fresh: bool = False,
    fields: Collection[str] | None = None,
    keys: Collection[str] | None = None,
    costs: Callable[[int, int], None] = lambda people, calls: None,
) -> tuple[Selection, AsyncIterator[list[Mapping[str, object]]]]:
    """Everyone whom a query means, some rows at a time.

    Args:
        workspace: the open bot.
        query: whom.
        offline: ask the host for nothing: what is in the copy is all there is.
        fresh: ask the host though the copy has everyone.
        fields: the ids of the user fields that are wanted of rows from the copy; all by default.
        keys: what is wanted of these besides lists, where only some fields are; all by default.
        costs: told how many people of the host's are read, in how many calls, once that is known.

    Returns:
        What is known of them, and their rows. Whether all came from the host is known when these are through.

    Raises:
        Nobody: when the host isn't to be asked, and nobody is in the copy.
        Malformed: when something in the query is in doubt.
        FlochatError: when the host can't be had.
    """
    plan = await planned(workspace, query, ask=not offline)
    doubt = reservations(plan.query, plan.sense)
    host_only = any(on_host(plan.meaning))
    if not fresh and not host_only:
        people = await people_of(workspace)
        state = await people.state()
        if state.complete or offline:
            return _from_copy(plan, people, state, await people.read_at(), fields, keys, doubt)
    if offline:
        raise Nobody(
            "Only the host knows segments, events and when the bot wrote.", advice="Leave --offline out."
        )
    selection = Selection(plan, "host", time.time(), note=doubt)

    def ended(walk: Walk) -> None:
        selection.complete, selection.note = walk.complete, f"{lacking(walk)} {doubt}".strip()

    return selection, walked(workspace, query, costs=costs, ended=ended)


def _from_copy(
    plan: AnswerPlan,
    people: People,
    state: CopyState,
    at: float,
    fields: Collection[str] | None,
    keys: Collection[str] | None,
    doubt: str,
) -> tuple[Selection, AsyncIterator[list[Mapping[str, object]]]]:
    if not (state.here or state.complete):
        raise Nobody("The local copy is empty.", advice="Fill it with flotui sync.")
    note = doubt
    if not state.complete:
        of = f" of {count(state.walk.total)}" if state.walk.total else ""
        note = (
            f"Only {count(state.here)}{of} subscribers are in the copy, so there may be more. {doubt}".strip()
        )
    return Selection(plan, "copy", at, state.complete, note), people.each(plan.meaning, fields, keys)


async def number_of(
    workspace: Workspace, selection: Selection, rows: AsyncIterator[list[Mapping[str, object]]]
) -> int:
    """How many there are: by one call where the host's filters say all of the query, else by reading them.

    Args:
        workspace: the open bot.
        selection: whom.
        rows: their rows, not read yet.
    """
    plan = selection.plan
    if selection.source == "copy":
        return await (await people_of(workspace)).count(plan.meaning)
    if not plan.query.root or plan.asked().exact:
        total = await workspace.subscribers.count(plan.arguments)
        if total is not None:
            return total
    return sum([len(some) async for some in rows])


def unfit_ids(query: AudienceQuery, number: int) -> str:
    """How many of the ids that a query names fit nobody, in brackets with a blank before; empty where all fit.

    Args:
        query: the query.
        number: how many subscribers it means.
    """
    ids = set(ids_of(query))
    without = len(ids) - number
    if without <= 0:
        return ""
    if len(ids) == 1:
        return " (no subscriber has that id)"
    if not number:
        return f" (no subscriber has any of the {count(len(ids))} ids)"
    return f" ({count(without)} of the {count(len(ids))} ids {'belongs' if without == 1 else 'belong'} to nobody)"


def count_message(selection: Selection, number: int) -> str:
    """How many there are and where that was looked up, as a sentence.

    Args:
        selection: whom.
        number: how many.
    """
    sentence = counted(number, "subscriber")
    sentence += unfit_ids(selection.plan.query, number)
    meant = instead(selection.plan.query) if not number else ""
    if selection.source == "copy":
        sentence += f", from the copy read {ago(selection.at)}."
    else:
        sentence += ", from the host just now."
    return " ".join(filter(None, (sentence, meant, selection.note)))
