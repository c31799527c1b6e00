# SPDX-License-Identifier: MIT
"""The hour's calls: how many are left, when they are full again, and when they were made."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Column, Query
from flotui.resources.quota import QuotaLeft, left_of
from flotui.resources.text import Span, Text, dim
from flotui.resources.today.common import Reading, TodayList, opening
from flotui.text.pictures import gauge, sparkline
from flotui.workspace.events import Exchanged, QuotaTold

if TYPE_CHECKING:
    from flotui.workspace import Workspace

MINUTES = 60


class Spent(msgspec.Struct, frozen=True):
    """What is left, or how many calls each minute of the past hour had."""

    name: str
    left: QuotaLeft
    minutes: tuple[int, ...]


def _read(workspace: Workspace, query: Query) -> Reading[Spent]:
    async def reading() -> Reading[Spent]:
        now = time.time()
        minutes = [0] * MINUTES
        for each in workspace.exchanges:
            back = int((now - each.started_at) // 60)
            if 0 <= back < MINUTES:
                minutes[-1 - back] += 1
        left = left_of(workspace.pacer)
        rows = [Spent(name, left, tuple(minutes)) for name in ("left", "an hour")]
        yield Snapshot(ListRows(rows, lambda row: row.name, now), now, "cache")

    return reading()


def _picture(row: Spent) -> Text:
    if row.name == "left":
        return (
            Span(gauge(row.left.remaining, row.left.limit, _WIDE), row.left.tone if row.left.few else "data"),
        )
    halves = [a + b for a, b in zip(row.minutes[::2], row.minutes[1::2], strict=True)]
    return (Span(f" {sparkline(halves)} ", "data"),)


_WIDE = MINUTES // 2


def _sums(rows: Sequence[Spent]) -> str:
    return rows[0].left.text if rows else ""


CALLS: TodayList[Spent] = TodayList(
    id="today-calls",
    title="Calls",
    singular="figure",
    read=_read,
    columns=(
        Column("name", "", lambda row: dim("left" if row.name == "left" else "60 min"), width=6),
        Column("picture", "", _picture, width=_WIDE + 2, flex=1),
    ),
    row_id=lambda row: row.name,
    label=lambda row: row.name,
    opens="today-calls.open",
    actions=(opening("calls", "calls"),),
    sums=_sums,
    made_by=(Exchanged, QuotaTold),
    empty="No calls yet.",
)
