# SPDX-License-Identifier: MIT
"""The discount codes that run now, and how far each has come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.models.shop import DiscountCode
from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.shop import DISCOUNT_CODE
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.shop.discounts import takes_off
from flotui.resources.text import Span, Text, dim
from flotui.text.amounts import count
from flotui.text.clock import host_now
from flotui.text.dates import utc_moment
from flotui.text.glyphs import glyph
from flotui.text.moments import age
from flotui.text.pictures import gauge

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_SOON = 86_400.0
"""Seconds before its end from which a code is about to end."""


def _times(row: DiscountCode) -> tuple[float | None, float | None]:
    start, end = utc_moment(row.start_time), utc_moment(row.end_time)
    return (start.timestamp() if start is not None else None, end.timestamp() if end is not None else None)


def running(codes: Sequence[DiscountCode], now: float) -> list[DiscountCode]:
    """The codes that hold at a moment, those that end first at the top.

    Args:
        codes: the codes.
        now: the moment, in unix seconds.
    """

    def runs(row: DiscountCode) -> bool:
        start, end = _times(row)
        return (start is not None or end is not None) and (start or 0) <= now < (end or float("inf"))

    return sorted((each for each in codes if runs(each)), key=lambda each: _times(each)[1] or float("inf"))


def _far(row: DiscountCode) -> Text:
    start, end = _times(row)
    if start is None or end is None or end <= start:
        return ""
    return (Span(gauge(host_now() - start, end - start, 17), "data"),)


def _ends(row: DiscountCode) -> Text:
    end = _times(row)[1]
    if end is None:
        return dim("no end")
    soon = end - host_now() < _SOON
    return (
        Span(
            f"{glyph('attention')} ends {age(end, host_now())}" if soon else f"ends {age(end, host_now())}",
            "warn" if soon else "dim",
        ),
    )


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[DiscountCode]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[DiscountCode]]]:
        async for found in workspace.shop.codes(force=query.force):
            at = found.fetched_at
            rows: RowSource[DiscountCode] = NotRead()
            if found.value.known:
                codes = running(await found.value.all(), host_now())
                rows = ListRows(codes, lambda row: row.row_id, at)
            yield Snapshot(rows, at, found.source, found.stale, found.error)

    return reading()


def _sums(rows: Sequence[DiscountCode]) -> str:
    ends = [_times(row)[1] for row in rows]
    soon = sum(end is not None and end - host_now() < _SOON for end in ends)
    return f"{count(len(rows))} run" + (
        f" · {count(soon)} {'ends' if soon == 1 else 'end'} in 24 h" if soon else ""
    )


async def _open(context: Context[DiscountCode]) -> None:
    context.ask.go("discount-codes", Query(), context.row.row_id)


CODES: Resource[DiscountCode] = Resource(
    id="running-codes",
    title="Codes",
    singular="code",
    read=_read,
    columns=(
        Column("code", "Code", lambda row: (Span(row.code, "strong"),), width=12, flex=1),
        Column("off", "Discount", takes_off, width=13),
        Column("far", "How far", _far, width=19, priority=1),
        Column("end", "Ends", _ends, width=14),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.code,
    searched=lambda row: f"{row.code} {row.summary}",
    opens="running-codes.open",
    actions=(
        Action("running-codes.open", "Open the code", "o", _open, hint="open", leads=True, asks=False),
        copy_action("running-codes", lambda context: [("code", context.row.code)]),
    ),
    empty="No discount code runs now.",
    sums=_sums,
    made_of=frozenset({DISCOUNT_CODE.name}),
    operations=("DiscountCodes",),
)
