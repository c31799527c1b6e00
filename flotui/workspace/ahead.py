# SPDX-License-Identifier: MIT
"""Reading several rows by pages of their lists, before something is done to them: fewer calls than one a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import FlochatError
from flotui.api.exact import Json
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose
from flotui.repositories.paging import PAGE

if TYPE_CHECKING:
    from flotui.repositories.base import Reader
    from flotui.repositories.row_kinds import RowKind


async def read_by_list(
    reader: Reader, wanted: Sequence[tuple[RowKind[Model], str]]
) -> Mapping[tuple[str, str], Json]:
    """Some rows, by their kind's name and their id, as far as the first pages of their lists have them.

    No more pages are read than are worth it: half as many as there are rows, and at least one.

    Args:
        reader: reads them.
        wanted: their kinds and ids; of one that is the only one of its kind nothing is read.
    """
    ids: dict[str, tuple[RowKind[Model], set[str]]] = {}
    for kind, row_id in wanted:
        ids.setdefault(kind.name, (kind, set()))[1].add(row_id)
    found: dict[tuple[str, str], object] = {}
    for name, (kind, of_kind) in ids.items():
        if len(of_kind) > 1 and _is_paged(kind.list):
            rows = await _pages(reader, kind, of_kind)
            found |= {(name, row_id): row for row_id, row in rows.items()}
    return found


def _is_paged(listing: str) -> bool:
    if listing not in catalogue():
        return False
    operation = catalogue()[listing]
    return {"limit", "page"} <= set(operation.names("query")) and not operation.names("path")


async def _pages(reader: Reader, kind: RowKind[Model], ids: Collection[str]) -> Mapping[str, Json]:
    found: dict[str, object] = {}
    for page in range(1, max(len(ids) // 2, 1) + 1):
        try:
            rows = await _page(reader, kind, page)
        except FlochatError:
            break  # what isn't found is read alone, or not compared
        found |= {row_id: row for row_id, row in rows.items() if row_id in ids}
        if len(found) == len(ids) or len(rows) < PAGE:
            break
    return found


async def _page(reader: Reader, kind: RowKind[Model], page: int) -> Mapping[str, Json]:
    """The rows of a page, by their id."""
    reply = await reader.send(Call.of(kind.list, query={"limit": PAGE, "page": page}), Purpose.INTERACTIVE)
    rows = reply.data if isinstance(reply.data, list) else []
    return {kind.id_of(row): row for row in rows if isinstance(row, dict)}
