# SPDX-License-Identifier: MIT
"""The copy of everyone that belongs to an open bot: opened at the first need, closed with it.

The copy of everyone is imported when it is opened: one call of `flotui api` needs none.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from flotui.repositories.flows import TAG, USER_FIELD
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.team import LABEL
from flotui.store.cached_rows import Change
from flotui.text.fold import fold

if TYPE_CHECKING:
    from flotui.audience.people import People
    from flotui.workspace import Workspace

_OPEN: Final[WeakKeyDictionary[Workspace, asyncio.Future[People]]] = WeakKeyDictionary()


_TOLD: Final[WeakKeyDictionary[Workspace, dict[str, float]]] = WeakKeyDictionary()
"""As of when the copy has taken in what lists have, by the key under which a row lists such things."""
_HELD: Final = {TAG.name: "tags", LABEL.name: "labels", USER_FIELD.name: "user_fields"}
"""What a subscriber's row lists, with the key under which it does."""


def file_of(workspace: Workspace) -> Path | None:
    """The file of a bot's copy: beside the cache; None where that is in memory."""
    cache = workspace.cache.db.path
    return None if cache is None else cache.with_name(f"people-{workspace.profile.cache_id}.db")


def follow(workspace: Workspace) -> None:
    """Have the copy take in what writes from here do to subscribers, where there is a copy.

    Args:
        workspace: the bot, just opened.
    """

    async def take_in(kind: str, row_id: str, change: Change) -> None:
        if kind == SUBSCRIBER.name and has_copy(workspace):
            people = await people_of(workspace)
            await people.copy.become(row_id, change)
        elif kind in _HELD and change is None and has_copy(workspace):
            await _lose(await people_of(workspace), _HELD[kind], row_id)

    async def called(kind: str, name: str) -> list[str]:
        if kind not in _HELD or not has_copy(workspace):
            return []
        known = await (await people_of(workspace)).copy.named(_HELD[kind])
        return [row_id for row_id, each in known if row_id and each == name]

    workspace.cache.also, workspace.cache.also_called = take_in, called


async def _lose(people: People, listed: str, thing: str, before: float = math.inf) -> None:
    """Have nobody of the copy of whom the host told before a time carry what was deleted."""
    from flotui.audience.meaning import FieldPresent, Holds  # with the copy, not before

    meaning = (
        FieldPresent(thing) if listed == "user_fields" else Holds(listed.removesuffix("s"), (thing,), ())
    )
    await people.copy.lose(await people.ids(meaning), listed, thing, before=before)


async def take_in_list(workspace: Workspace, listed: str, names: Mapping[str, str], at: float) -> None:
    """Have nobody of the copy carry what was deleted elsewhere and made again: it is another thing under that name.

    What is only missing from the list stays: not every host may list all that its rows name.

    Args:
        workspace: the bot. It has a copy.
        listed: the key under which a subscriber's row lists such things: `tags`, `labels`. Fields are known by ids alone.
        names: what the host has of them, names by ids: all of it.
        at: when it said so, in unix seconds. Whoever was read since is left alone.
    """
    told = _TOLD.setdefault(workspace, {})
    if told.get(listed) == at:
        return
    taken = {fold(name) for name in names.values()}
    people = await people_of(workspace)
    known = {row_id: name for row_id, name in await people.copy.named(listed) if row_id}
    for row_id, name in known.items():
        if row_id not in names and fold(name) in taken:
            await _lose(people, listed, row_id, before=at)
    told[listed] = at


def is_open(workspace: Workspace) -> bool:
    """Whether a bot's copy was opened already."""
    return workspace in _OPEN and not _has_failed(_OPEN[workspace])


def has_copy(workspace: Workspace) -> bool:
    """Whether a bot has a copy, open or as a file."""
    file = file_of(workspace)
    return is_open(workspace) or (file is not None and file.exists())


async def people_of(workspace: Workspace) -> People:
    """Everyone of a bot, as far as they are here."""
    opening = _OPEN.get(workspace)
    if opening is None or _has_failed(opening):
        opening = _OPEN[workspace] = asyncio.ensure_future(_open(workspace))
    return await asyncio.shield(opening)


def _has_failed(opening: asyncio.Future[People]) -> bool:
    """Whether an opening came to nothing: it is tried again, since a full disk or a lock passes."""
    return opening.done() and (opening.cancelled() or opening.exception() is not None)


async def _open(workspace: Workspace) -> People:
    # Not before somebody asks: a start does without.
    from flotui.audience.indexing import index
    from flotui.audience.people import People
    from flotui.store.people import Copy

    copy = await Copy.open(file_of(workspace), index)
    workspace.keep_open(copy.db, copy.close)
    return People(copy, lambda: workspace.zone)
