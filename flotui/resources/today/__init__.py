# SPDX-License-Identifier: MIT
"""Today: what an operator sees first. Each group is a small table that leads to its list.

A group reads what the cache has; the host is asked on coming to the screen and on request, a call a group at most.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from flotui.config.preferences import TODAY as USUAL
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Group, Query, Resource, RowSource
from flotui.resources.text import Span, Text
from flotui.store.entry import Outcome
from flotui.store.job import JobState

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

HERE_ONLY = frozenset({"stock", "yours", "calls"})
"""The groups for which the host is never asked."""

_LENDERS = {"waiting": "waiting", "stock": "products", "broadcasts": "broadcasts"}
"""By group, the list whose actions work on its rows, which are rows of that."""


def lender(group: str, row: object) -> str:
    """The id of the list whose actions work on a row; empty where none do.

    Args:
        group: the id of the row's group.
        row: the row.
    """
    entry = getattr(row, "entry", None) if group == "yours" else None
    return "journal" if entry is not None else _LENDERS.get(group, "")


def lent(row: object) -> object:
    """The row that the list of its own has for a row of Today."""
    return getattr(row, "entry", None) or row


def pressing(group: Group, rows: Sequence[Any]) -> Text:
    """What of a group must not be missed where none of it is in sight: an unknown outcome, and jobs that go on.

    Args:
        group: the group.
        rows: its rows.
    """
    if group.id != "yours":
        return ""
    entries = [each.entry for each in rows if each.entry is not None]
    told = [
        Span(f"unknown outcome: {entry.summary}", "danger")
        for entry in entries
        if entry.outcome is Outcome.UNKNOWN
    ]
    told += [
        Span(f"unfinished: {entry.summary}", "warn") for entry in entries if entry.outcome is Outcome.WAITING
    ]
    jobs = [each.job for each in rows if each.job is not None and each.job.state is not JobState.PLANNED]
    going = [
        Span(f"job {job.id} {job.state}", "accent" if job.state is JobState.RUNNING else "warn")
        for job in jobs
    ]
    named = [*going[:1], *told[:1]]
    more = len(told) + len(going) - len(named)
    after = [Span(f"{more:,} more", "dim")] if more else []
    parts = [part for each in (*named, *after) for part in (Span(" · ", "dim"), each)][1:]
    return (Span(f"{group.title}: ", "strong"), *parts) if parts else ""


NEWS = {"waiting": "waiting", "errors": "errors", "orders": "orders", "broadcasts": "broadcasts"}
"""By group, the list of what comes in while it is followed."""


def arrivals(group: str, row: Any) -> frozenset[str]:
    """The ids of what a row of a group tells of: its errors, its orders, or itself; none where that is no news.

    Args:
        group: the group's id.
        row: its row.
    """
    if group not in NEWS:
        return frozenset()
    within = getattr(row, "errors", None) or getattr(row, "orders", None) or (row,)
    return frozenset(each.row_id for each in within)


def chosen(names: Sequence[str]) -> tuple[Group, ...]:
    """The groups to show, in their order.

    Args:
        names: the ids that the person wants; all by default.
    """
    return tuple(_BY_ID[name] for name in names if name in _BY_ID) or tuple(_BY_ID[name] for name in USUAL)


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
