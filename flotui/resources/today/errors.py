# SPDX-License-Identifier: MIT
"""Errors of the past 24 hours by their kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from flotui.api.models.logs import ErrorEntry
from flotui.resources.base import Column, Query
from flotui.resources.text import Span, dim
from flotui.resources.today.common import Reading, TodayList, bar_of, opening, snapshot
from flotui.text.dates import host_moment
from flotui.text.glyphs import glyph
from flotui.text.moments import host_age
from flotui.text.patterns import later
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from datetime import datetime

    from flotui.text.zones import Zone
    from flotui.workspace import Workspace

_DAY = timedelta(hours=24)
_LOOKED = 500
"""How many of the newest errors are looked at."""
_PARTICULAR = later(r"https?://(?P<host>[^\s/()?#]+)[^\s()]*|\b[0-9a-f]{12,}\b|\b\d{7,}\b")
"""What of an error is about one case of it: an address but for its host, a long number."""


class ErrorKind(msgspec.Struct, frozen=True):
    """Errors that say the same."""

    name: str
    errors: tuple[ErrorEntry, ...]
    """The newest first."""
    most: int
    """How many the most frequent kind has."""
    partly: bool
    """Whether the host has more of the past 24 hours than were read."""


def kind_of(description: str) -> str:
    """What an error is, without what is about one case of it."""
    named = _PARTICULAR.sub(lambda found: found["host"] or "…", description)
    return " ".join(named.split())


def kinds(errors: Sequence[ErrorEntry], now: datetime, zone: Zone, more: bool) -> list[ErrorKind]:
    """The errors of the past 24 hours by kind, the most frequent first.

    Args:
        errors: those that are here.
        now: the moment to count from.
        zone: the workspace's.
        more: whether the host has more than these.
    """
    found: dict[str, list[ErrorEntry]] = {}
    older = False
    for each in errors:
        at = host_moment(each.created_at, zone)
        if at is None:
            continue
        if (at if at.tzinfo else at.replace(tzinfo=now.tzinfo)) < now - _DAY:
            older = True
            continue
        found.setdefault(kind_of(each.description), []).append(each)
    most = max(map(len, found.values()), default=0)
    partly = more and not older
    rows = [
        ErrorKind(name, tuple(sorted(these, key=lambda each: each.created_at, reverse=True)), most, partly)
        for name, these in found.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.errors), row.name))


def _read(workspace: Workspace, query: Query) -> Reading[ErrorKind]:
    async def reading() -> Reading[ErrorKind]:
        async for found in workspace.logs.errors(force=query.force):
            rows = found.value
            here = await rows.first(_LOOKED)
            zone = workspace.zone
            of = kinds(here, zone.now(), zone, rows.more_to_come)
            yield snapshot(found, of, lambda row: row.name)

    return reading()


def _sums(rows: Sequence[ErrorKind]) -> str:
    number = sum(len(row.errors) for row in rows)
    people = {each.user_ns for row in rows for each in row.errors if each.user_ns}
    least = "at least " if rows and rows[0].partly else ""
    return f"{least}{counted(number, 'error')} · {counted(len(people), 'subscriber')}"


def _asked(row: ErrorKind) -> Query:
    words = max(re.split(r"https?://\S+|\d{7,}", row.errors[0].description), key=len).strip(" :().")
    return Query(arguments={"search": words}, summary=words, period="24h") if words else Query(period="24h")


ERRORS: TodayList[ErrorKind] = TodayList(
    id="today-errors",
    title="Errors, 24 h",
    singular="kind of error",
    read=_read,
    columns=(
        Column("kind", "", lambda row: (Span(f"{glyph('failed')} ", "danger"), Span(row.name)), 16, 1),
        Column("bar", "", lambda row: bar_of(len(row.errors), row.most), width=11, priority=1),
        Column("number", "", lambda row: count(len(row.errors)), width=4, align="right"),
        Column("age", "", lambda row: dim(host_age(row.errors[0].created_at)), 6, 0, "right", 2),
    ),
    row_id=lambda row: row.name,
    label=lambda row: row.name,
    opens="today-errors.open",
    actions=(opening("errors", "errors", query=_asked),),
    sums=_sums,
    made_of=frozenset({"error"}),
    empty="No errors in the past 24 hours.",
    operations=("flowErrorLogData",),
    arrives_in="errors",
    tells_of=lambda row: (each.row_id for each in row.errors),
)
