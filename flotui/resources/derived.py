# SPDX-License-Identifier: MIT
"""What a resource has where it says nothing else: most of it follows from its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from flotui.api.models.base import Model
from flotui.repositories.naming import rows_named
from flotui.resources.query import checked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from flotui.repositories.kinds import Kind
    from flotui.repositories.snapshot import Snapshot
    from flotui.repositories.source import RowSource
    from flotui.resources.query import Query
    from flotui.workspace import Workspace

M = TypeVar("M", bound=Model)


def unread(workspace: Workspace, query: Query) -> NoReturn:
    """What reads a resource that is without a kind and doesn't say how.

    Raises:
        TypeError: always.
    """
    raise TypeError("A resource without a kind says how it is read.")


def any_row(row: object) -> bool:
    """Whether a row is told of: any is."""
    return True


def id_in(row: object) -> str:
    """The id of whatever a table has as a row; empty where it has none."""
    return str(getattr(row, "row_id", ""))


def id_of(row: Any) -> str:
    """The id of a row that has one."""
    return str(row.row_id)


def derived(kind: Kind[M]) -> dict[str, object]:
    """What a resource of a kind has where it says nothing else, by the name of the field.

    Args:
        kind: the kind of its rows.
    """

    def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[M]]]:
        owner = checked(query.owner, kind.under.kind.model).row_id if kind.under is not None else ""
        rows = workspace.reader.list_of(kind, query.arguments, owner=owner, force=query.force)
        return rows_named(workspace.reader, rows) if kind.links else rows

    def inspect(workspace: Workspace, row: M, force: bool = False) -> AsyncIterator[Snapshot[M | None]]:
        return workspace.reader.one_of(kind, row.row_id, owner=kind.owner_of(row), force=force)

    return {
        "singular": kind.name,
        "read": read,
        "label": kind.called,
        "operations": kind.reads,
        "inspect": inspect if kind.one else None,
    }
