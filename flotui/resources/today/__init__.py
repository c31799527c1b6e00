# SPDX-License-Identifier: MIT
"""Today: what an operator sees first. Each group is a small table that leads to its list.

A group reads what the cache has; the host is asked on coming to the screen and on request, a call a group at most.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.config.preferences import TODAY as USUAL
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Group, Query, Resource, RowSource
from flotui.resources.query import checked
from flotui.resources.today.common import TodayList

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_WHERE = "flotui.resources.today"

_WIDE: tuple[Group, ...] = (
    Group(id="waiting", title="Waiting for an answer", later=f"{_WHERE}.waiting:WAITING", least=6, most=30),
    Group(id="errors", title="Errors, 24 h", later=f"{_WHERE}.errors:ERRORS", least=4, most=8),
    Group(id="yours", title="Yours", later=f"{_WHERE}.yours:YOURS", least=4, most=20),
)
"""Groups whose lines have much to say: at the left, where there are two columns."""
_NARROW: tuple[Group, ...] = (
    Group(id="messages", title="Messages, 14 days", later=f"{_WHERE}.messages:MESSAGES", least=3, most=3),
    Group(id="orders", title="Orders", later=f"{_WHERE}.orders:ORDERS", least=3, most=9),
    Group(id="stock", title="Stock", later=f"{_WHERE}.stock:STOCK", least=3, most=12),
    Group(id="broadcasts", title="Broadcasts", later=f"{_WHERE}.broadcasts:BROADCASTS", least=3, most=5),
    Group(id="agents", title="Agents", later=f"{_WHERE}.agents:AGENTS", least=3, most=10),
    Group(id="calls", title="Calls", later=f"{_WHERE}.calls:CALLS", least=2, most=2),
)
_BY_ID = {group.id: group for group in (*_WIDE, *_NARROW)}


def chosen(names: Sequence[str]) -> tuple[Group, ...]:
    """The groups to show, in their order.

    Args:
        names: the ids that the person wants; all by default.
    """
    return tuple(_BY_ID[name] for name in names if name in _BY_ID) or tuple(_BY_ID[name] for name in USUAL)


def list_of(group: Group) -> TodayList[object]:
    """The table that a group is.

    Args:
        group: one of Today.
    """
    return checked(group.shown, TodayList)


def is_wide(group: Group) -> bool:
    """Whether a group's lines have much to say."""
    return group in _WIDE


FINDS = "subscribers"
"""The list in which `/` finds somebody."""


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Group]]]:
    """Its rows are its groups; each of them reads its own."""

    async def reading() -> AsyncIterator[Snapshot[RowSource[Group]]]:
        yield Snapshot(ListRows(chosen(workspace.memory.groups), lambda group: group.id), None, "cache")

    return reading()


TODAY: Resource[Group] = Resource(
    id="today",
    read=_read,
    title="Today",
    singular="group",
    aliases=("home", "dashboard", "now"),
    columns=(),
    panel="flotui.ui.panels.today:Today",
    groups=((_WIDE, _NARROW),),
)
