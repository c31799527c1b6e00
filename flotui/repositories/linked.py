# SPDX-License-Identifier: MIT
"""What rows are called whose ids are values of other rows: whose a chat became is an agent, and not a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from flotui.api.models.base import Model
from flotui.repositories.row_kinds import RowKind
from flotui.store.cache import Cache

if TYPE_CHECKING:
    from flotui.repositories.targets import Target


class LinkedId(msgspec.Struct, frozen=True):
    """A value that is the id of another row."""

    path: str
    """Where it is in the row."""
    kind: RowKind[Model]
    """The kind of the row whose id it is."""
    id: str

    @property
    def key(self) -> tuple[str, str]:
        """By which `linked_names` has its row's name."""
        return self.kind.name, self.id


def linked_ids(target: Target | None, values: Iterable[tuple[str, object]]) -> list[LinkedId]:
    """Those of some values that are ids of other rows.

    Args:
        target: what has the values; None for what has none.
        values: each with its path.
    """
    links = {link.key: link.kind for link in target.kind.links} if target is not None and target.kind else {}
    return [
        LinkedId(path, kind, str(value))
        for path, value in values
        if value and (kind := links.get(path)) is not None
    ]


async def linked_names(cache: Cache, ids: Iterable[LinkedId]) -> Mapping[tuple[str, str], str]:
    """What rows are called, by the name of their kind and by their id, as far as the cache knows.

    Args:
        cache: the bot's.
        ids: theirs.
    """
    wanted: dict[str, tuple[RowKind[Model], set[str]]] = {}
    for each in ids:
        wanted.setdefault(each.kind.name, (each.kind, set()))[1].add(each.id)
    names: dict[tuple[str, str], str] = {}
    for kind, of_kind in wanted.values():
        bodies = await cache.bodies(kind.name, of_kind)
        names |= {(kind.name, row_id): kind.title_of(body) for row_id, body in bodies.items()}
    return names
