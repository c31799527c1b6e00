"""How logs and chats go on from page to page: by the id of the last row, or by its time.

Which way a log runs is documented nowhere, nor what a `start_id` means to a list that begins with the newest
(behaviour notes, 4). So it is seen from the rows: where ids fall, the walk goes on from the lowest one, and from its
time where the host doesn't go down from an id. The row that a page begins with may come again; it counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.text.zones import current

_UNTIL = "until "
"""Stands before a position that is a time, in lists that have ids too."""
_TIMES = ("ts", "created_at", "updated_at")
"""The keys of a row that may hold its time."""


class LogPages(msgspec.Struct, frozen=True):
    """Lists with `start_id`, or with `end_time` alone."""

    limit: int = 100
    """Rows a page."""
    by_id: bool = False
    """Whether the list takes a `start_id`."""
    fixed: bool = False
    """Whether pages keep their size: rows without an id are told apart by all they say, the safer the fewer pages."""

    def sized(self, limit: int) -> LogPages:
        """The same with so many rows a page."""
        return self if self.fixed else replace(self, limit=limit)

    def first(self, call: Call) -> Call:
        """The Call of the first page."""
        return _with(call, limit=str(self.limit))

    def after(self, call: Call, position: str) -> Call:
        """The Call of the page at a position."""
        until = position.removeprefix(_UNTIL)
        name = "start_id" if self.by_id and until == position else "end_time"
        return _with(call, limit=str(self.limit), **{name: until})

    def next(self, position: str | None, rows: Sequence[Any], last: bool, more: bool = False) -> str | None:
        """Where the page after the one at `position` begins; None after the last.

        Args:
            position: where the page just read began; None for the first.
            rows: its rows.
            last: whether the host said that it was the last one.
            more: whether a page that isn't full may have one after it, since some hosts send fewer rows than asked.
        """
        if last or not rows or (len(rows) < self.limit and not more):
            return None
        ids = [
            int(row["id"]) for row in rows if isinstance(row, Mapping) and str(row.get("id", "")).isdecimal()
        ]
        if self.by_id and len(ids) == len(rows):
            if ids[0] <= ids[-1]:
                return str(ids[-1]) if str(ids[-1]) != position else None
            by_id = position is None or position.isdecimal()
            if by_id and (position is None or ids[0] <= int(position)):
                return str(ids[-1])
        return self._by_time(position, rows)

    def other_way(self, position: str | None, rows: Sequence[Any]) -> str | None:
        """Where to go on from a page that brought nothing new, if there is another way: by time instead of by id."""
        ids = _ids(rows)
        falling = bool(ids) and ids[0] > ids[-1]
        by_id = self.by_id and position is not None and position.isdecimal()
        return self._by_time(position, rows) if by_id and falling else None

    def begins_at(self, position: str | None, rows: Sequence[Any]) -> bool:
        """Whether rows are from a position on, as was asked: a host may send the same page whatever is asked."""
        if position is None or not rows:
            return True
        until = position.removeprefix(_UNTIL)
        if self.by_id and until == position:
            ids = _ids(rows)
            falling = bool(ids) and ids[0] > ids[-1]
            return all(each <= int(position) if falling else each >= int(position) for each in ids)
        return all(
            at <= int(until) for row in rows if isinstance(row, Mapping) and (at := _time(row)) is not None
        )

    def total(self, before: int | None, told: int | None) -> int | None:
        """How many rows there are: a later page may count only those that are left.

        Args:
            before: what earlier pages of this walk told.
            told: what this one tells.
        """
        return told if before is None or told is None else max(before, told)

    def _by_time(self, position: str | None, rows: Sequence[Any]) -> str | None:
        times = [at for row in rows if isinstance(row, Mapping) and (at := _time(row)) is not None]
        if not times:
            return None
        until = min(times)
        before = (position or "").removeprefix(_UNTIL)
        if (not self.by_id or before != position) and before.isdecimal() and until >= int(before):
            until = int(before) - 1  # all rows of a page are of one second
        return f"{_UNTIL if self.by_id else ''}{until}"


def _ids(rows: Sequence[Any]) -> list[int]:
    return [int(row["id"]) for row in rows if isinstance(row, Mapping) and str(row.get("id", "")).isdecimal()]


def _time(row: Mapping[str, Any]) -> int | None:
    """When a row is of, in unix seconds."""
    for key in _TIMES:
        value = row.get(key)
        if isinstance(value, bool) or value in (None, ""):
            continue
        if isinstance(value, int | float) or str(value).isdecimal():
            return int(value)
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            continue
        # Where the clocks were set back, the later of the two moments: rather a row twice than none.
        return int((moment if moment.tzinfo else moment.replace(tzinfo=current().tz, fold=1)).timestamp())
    return None


def _with(call: Call, **arguments: str) -> Call:
    return replace(call, query=tuple(sorted((dict(call.query) | arguments).items())))
