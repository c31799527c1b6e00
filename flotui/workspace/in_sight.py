# SPDX-License-Identifier: MIT
"""Names of those whom rows on screen are about, where no list told them: asked for one by one, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError, NotFound
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.flows import SUB_FLOW
from flotui.repositories.kinds import AnyKind, Kind
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.team import AGENT

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_MOST = 40
"""How many are asked for together: a screen of rows."""


async def name_in_sight(
    workspace: Workspace, source: object, rows: Sequence[object], *, most: int = _MOST
) -> bool:
    """Have the cache learn what those are called whom rows are about. Only the hour's spare calls are spent on it.

    Args:
        workspace: the open bot.
        source: the list that the rows are of; one that isn't of one kind is left alone.
        rows: the rows on screen.
        most: of how many it is asked at the most.

    Returns:
        Whether any name was learned.
    """
    kind = getattr(source, "kind", None)
    if not isinstance(kind, RowKind) or not workspace.pacer.spare:
        return False
    wanted = [each for each in _nameless(kind, rows) if (each[0].name, each[1]) not in workspace.nameless][
        :most
    ]
    with on_behalf(Purpose.BACKGROUND):
        found = await asyncio.gather(*(_learn(workspace, *each) for each in wanted))
    return any(found)


async def names_from_the_start(workspace: Workspace) -> None:
    """Have the cache know the agents and the sub-flows, which rows of many lists name by their ids: once a bot.

    Only the hour's spare calls are spent on it, and none before the host has answered somebody's question.
    """
    kinds: tuple[AnyKind, ...] = (AGENT, SUB_FLOW)
    for kind in kinds:
        call = kind.list_call()
        known = await workspace.cache.listing(call.key, call.operation_id)
        if known.fetched_at is not None or not workspace.pacer.spare:
            continue
        with on_behalf(Purpose.BACKGROUND), suppress(FlochatError):
            async for found in workspace.reader.list_of(kind):
                rows = found.value
            while rows.more_to_come and workspace.pacer.spare and await rows.more():
                pass


def _nameless(kind: RowKind[Model], rows: Sequence[object]) -> list[tuple[AnyKind, str]]:
    """Those of whom rows tell the id alone, and who can be read alone."""
    found: dict[tuple[str, str], tuple[AnyKind, str]] = {}
    for link in kind.links:
        if isinstance(link.kind, Kind) and link.kind.one:
            for row in rows:
                row_id = link.id_in(row.raw) if isinstance(row, Model) else ""
                if row_id and isinstance(row, Model) and link.key not in row.called:
                    found[link.kind.name, row_id] = (link.kind, row_id)
    return list(found.values())


async def _learn(workspace: Workspace, kind: AnyKind, row_id: str) -> bool:
    if not workspace.pacer.spare:
        return False
    value, error = None, None
    async for snapshot in workspace.reader.one_of(kind, row_id):
        value, error = snapshot.value, snapshot.error
    if value is None and (error is None or isinstance(error, NotFound)):
        workspace.nameless.add((kind.name, row_id))
    return value is not None
