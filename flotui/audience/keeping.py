# SPDX-License-Identifier: MIT
"""The copy of everyone that belongs to an open bot: opened at the first need, closed with it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from flotui.audience.indexing import index
from flotui.audience.people import People
from flotui.store.people import Copy

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_OPEN: Final[WeakKeyDictionary[Workspace, asyncio.Future[People]]] = WeakKeyDictionary()


def file_of(workspace: Workspace) -> Path | None:
    """The file of a bot's copy: beside the cache; None where that is in memory."""
    cache = workspace.cache.db.path
    return None if cache is None else cache.with_name(f"people-{workspace.profile.cache_id}.db")


async def people_of(workspace: Workspace) -> People:
    """Everyone of a bot, as far as they are here."""
    if workspace not in _OPEN:
        _OPEN[workspace] = asyncio.ensure_future(_open(workspace))
    return await asyncio.shield(_OPEN[workspace])


async def _open(workspace: Workspace) -> People:
    copy = await Copy.open(file_of(workspace), index)
    workspace.keep_open(copy.db, copy.close)
    return People(copy, lambda: workspace.zone)
