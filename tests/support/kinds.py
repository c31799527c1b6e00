# SPDX-License-Identifier: MIT
"""What follows from the kinds: what is created with a way back, and the lists that are declared by one."""

from __future__ import annotations

from typing import Any

from flotui.repositories.things import kinds
from flotui.resources import registry
from flotui.resources.base import Query, Resource
from flotui.resources.reading import read_all
from flotui.workspace import Workspace
from tests.support.ask import rows_of

CREATIONS = {kind.create: kind for kind in kinds().values() if kind.create and kind.delete}
"""By the operation that creates it, the kind whose creation an undo deletes again."""
TABLES: dict[str, Resource[Any]] = {
    table.id: table for each in registry.resources() for table in registry.tables(each)
}
"""Every list, also in a detail's tab."""
OF_A_KIND = [each for each in TABLES.values() if each.kind is not None]
LISTS_OF_A_KIND = [each for each in OF_A_KIND if each.kind is not None and each.kind.list]


async def listed_rows(workspace: Workspace, resource: Resource[Any]) -> tuple[Query, list[Any]]:
    """The rows of a list that has a kind, with what they were asked for by: under their owner's first row, where they
    stand under something.
    """
    kind = resource.kind
    assert kind is not None
    under = await read_all(workspace.reader.list_of(kind.under.kind)) if kind.under is not None else [None]
    query = Query(owner=under[0])
    return query, await rows_of(workspace, resource, query)
