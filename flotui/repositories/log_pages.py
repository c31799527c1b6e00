# SPDX-License-Identifier: MIT
"""How logs and chats go on from page to page: by the id of the last row, or by its time.

Which way a log runs is documented nowhere, nor what a `start_id` means to a list that begins with the newest
(behaviour.md, Logs). So it is seen from the rows: where ids fall, the walk goes on from the lowest one, and from its
time where the host doesn't go down from an id. The row that a page begins with may come again; it counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.text.zones import current

_TIMES = ("ts", "created_at", "updated_at")
"""The keys of a row that may hold its time."""
_WIDEST = 26 * 3600
"""Seconds between the zones that are furthest from each other."""
_STEP = 900
"""Seconds between any zone and the next."""


class _Until(NamedTuple):
    """A position by time: `until 1786123679/1786112879`."""

    asked: int
    """The `end_time` that is sent."""
    row: int
    """The time of the row that the page must begin with, as it is read here: without a zone it may be hours off."""
    early: int = 0
    """An `end_time` that is known to be too early for that row; 0 for none."""
    late: int = 0
    """One that is known to be too late, so that it only brings what came before; 0 for none."""

    def __str__(self) -> str:
        return "/".join(map(str, self if self.early or self.late else self[:2]))

    @classmethod
    def read(cls, position: str) -> _Until:
        """The position that a text is; a bare number is asked for as it is."""
        numbers = [int(each) for each in position.removeprefix(_MARK).split("/")]
        return cls(*numbers) if len(numbers) > 1 else cls(numbers[0], numbers[0])

    def between(self) -> _Until | None:
        """Where to look next between what is too early and what is too late; None where nothing is left."""
        if self.early and self.late:
            middle = (self.early + self.late) // 2 - self.row
            asked = self.row + round(middle / _STEP) * _STEP
            return self._replace(asked=asked) if self.early < asked < self.late else None
        asked = self.asked + (_WIDEST if self.early else -_WIDEST)
        return self._replace(asked=asked) if abs(asked - self.row) <= 2 * _WIDEST else None


_MARK = "until "
"""Stands before a position that is a time, in lists that have ids too."""


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
        if self._by_id(position):
            return _with(call, limit=str(self.limit), start_id=position)
        return _with(call, limit=str(self.limit), end_time=str(_Until.read(position).asked))

    def next(
        self, position: str | None, rows: Sequence[object], last: bool, more: bool = False
    ) -> str | None:
        """Where the page after the one at `position` begins; None after the last.

        Args:
            position: where the page just read began; None for the first.
            rows: its rows.
            last: whether the host said that it was the last one.
            more: whether a page that isn't full may have one after it, since some hosts send fewer rows than asked.
        """
        if last or not rows or (len(rows) < self.limit and not more):
            return None
        ids = _ids(rows)
        named = ids and len(ids) == sum(row is not None for row in rows)  # a row may come empty
        if self.by_id and named and (position is None or self._by_id(position)):
            if ids[0] <= ids[-1]:
                return str(ids[-1]) if str(ids[-1]) != position else None
            if position is None or ids[0] <= int(position):
                return str(ids[-1])
        return self._by_time(position, rows)

    def other_way(self, position: str | None, rows: Sequence[object]) -> str | None:
        """Where to go on from a page that brought nothing new, if there is another way: by time instead of by id."""
        ids = _ids(rows)
        falling = bool(ids) and ids[0] > ids[-1]
        return self._by_time(position, rows) if position and self._by_id(position) and falling else None

    def again(self, position: str | None, rows: Sequence[object]) -> str | None:
        """Where a page is asked for instead of one that doesn't begin with the last row of the page before it.

        Times of rows are in a zone that nobody may have said, and what an `end_time` includes is documented nowhere:
        by how much the page is off, the next one is asked for earlier or later.

        Args:
            position: where the page just read was to begin.
            rows: its rows.

        Returns:
            The position; None where the page can be taken.
        """
        if position is None or self._by_id(position):
            return None
        until, times = _Until.read(position), _times(rows)
        if (rows and not times) or (until.early and until.early == until.late):
            return None
        newest = max(times, default=0)
        if times and newest < until.row:
            at = until.asked + until.row - newest
            found = until._replace(asked=at, early=until.asked) if at != until.late else None
        elif not times:
            found = until._replace(early=until.asked).between()
        elif newest > until.row <= min(times):
            found = until._replace(late=until.asked).between()
        else:
            found = None
        return None if found is None else self._mark(found)

    def begins_at(self, position: str | None, rows: Sequence[object]) -> bool:
        """Whether rows are from a position on, as was asked: a host may send the same page whatever is asked."""
        if position is None or not rows:
            return True
        if self._by_id(position):
            ids = _ids(rows)
            falling = bool(ids) and ids[0] > ids[-1]
            return all(each <= int(position) if falling else each >= int(position) for each in ids)
        return all(at <= _Until.read(position).row for at in _times(rows))

    def rises(self, rows: Sequence[object]) -> bool:
        """Whether rows of a list that only goes back in time begin with the oldest."""
        times = _times(rows)
        return not self.by_id and bool(times) and times[0] < times[-1]

    def total(self, before: int | None, told: int | None) -> int | None:
        """How many rows there are: a later page may count only those that are left.

        Args:
            before: what earlier pages of this walk told.
            told: what this one tells.
        """
        return told if before is None or told is None else max(before, told)

    def _by_id(self, position: str) -> bool:
        return self.by_id and position.isdecimal()

    def _by_time(self, position: str | None, rows: Sequence[object]) -> str | None:
        """Where to go on from the oldest row, as far off as the page before had to be asked for."""
        times = _times(rows)
        if not times:
            return None
        oldest = min(times)
        if position is None or self._by_id(position):
            return self._mark(_Until(oldest, oldest))
        asked, row, *_ = _Until.read(position)
        if oldest >= row:  # all rows of a page are of one second: there need be none of the one before
            return self._mark(_Until(asked - 1, row - 1, asked - 1, asked - 1))
        return self._mark(_Until(oldest + asked - row, oldest))

    def _mark(self, until: _Until) -> str:
        return f"{_MARK if self.by_id else ''}{until}"


def _times(rows: Sequence[object]) -> list[int]:
    return [at for row in rows if isinstance(row, Mapping) and (at := _time(row)) is not None]


def _ids(rows: Sequence[object]) -> list[int]:
    return [int(row["id"]) for row in rows if isinstance(row, Mapping) and str(row.get("id", "")).isdecimal()]


def _time(row: Mapping[str, object]) -> int | None:
    """When a row is of, in unix seconds."""
    for key in _TIMES:
        value = row.get(key)
        if isinstance(value, bool) or value in (None, ""):
            continue
        given = value if isinstance(value, int | float) else str(value)
        try:
            if not isinstance(given, str) or given.isdecimal():
                return int(given)
        except (ValueError, OverflowError):  # beyond what an int may be
            continue
        try:
            moment = datetime.fromisoformat(str(given))
        except ValueError:
            continue
        # Where the clocks were set back, the later of the two moments: rather a row twice than none.
        return int((moment if moment.tzinfo else moment.replace(tzinfo=current().tz, fold=1)).timestamp())
    return None


def _with(call: Call, **arguments: str) -> Call:
    return replace(call, query=tuple(sorted((dict(call.query) | arguments).items())))
