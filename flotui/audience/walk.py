# SPDX-License-Identifier: MIT
"""How far reading everyone has come: kept with the people themselves, so that it goes on after any end.

A list of people isn't still while it is read: who writes moves to another page, who is deleted lets all behind them
move up. So nobody is believed to be gone, or all to be here, before as many were met as the host counts; and where its
number fell on the way, before the front of the list, where those who move go, brings nobody new.
"""

from __future__ import annotations

from sqlite3 import Connection

import msgspec

PAGE = 100
"""People a page; the host gives no more."""
PAGES = 1_000
"""The last page that the host serves (behaviour.md, Paging)."""
MOST = PAGE * PAGES
"""How many people can be reached by pages."""
_STUCK = 20
"""After so many pages in a row that bring nobody new, no more are asked for."""
_SURE = 3
"""After so many, where as many were met as the host counts, but some of those may have left since."""
_LONG = 600.0
"""Seconds from one page to the next in which people may have come and left unseen."""
_BACKS = 2
"""So often it goes back from one page because the total fell."""
_CALLS = 60
"""So many calls may be spent on people who move about, however few there are; else twice as many as there are pages."""


class PeopleWalk(msgspec.Struct):
    """One reading of everyone."""

    number: int = 0
    """Which; 0 before the first."""
    page: int = 1
    """The page to read next."""
    furthest: int = 0
    """The last page of this round that was read."""
    backs: int = 0
    """How often it went back since it came so far."""
    round: int = 1
    """1 for the way through all pages; more for looking again for those who are missing."""
    total: int | None = None
    """How many people the host last said there are."""
    met: int = 0
    """How many were met."""
    doubted: bool = False
    """Whether some may have left on the way, who make up for others in `met`."""
    at: float = 0.0
    """When the last page came, in unix seconds."""
    calls: int = 0
    """How many pages were asked for."""
    stuck: int = 0
    """How many pages in a row brought nobody new."""
    found: int = 0
    """How many whom this walk had not met before came in this round."""
    twice: int = 0
    """How many came on two pages of the first round."""
    begun_at: float = 0.0
    """When it began, in unix seconds."""
    ended_at: float = 0.0
    """When it was through, in unix seconds; 0 while it isn't."""
    whole: bool = False
    """Whether all whom the host counts were met."""

    @property
    def under_way(self) -> bool:
        """Whether it has begun, and isn't through."""
        return bool(self.number) and not self.ended_at

    @property
    def missing(self) -> int:
        """How many of those whom the host counts were not met."""
        return max(0, (self.total or 0) - self.met)

    @property
    def of(self) -> int:
        """How many people it can meet."""
        return min(self.total or 0, MOST)

    @property
    def pages_left(self) -> int:
        """How many calls the rest takes at the least."""
        if self.round > 1:
            return 1
        return max(0, -(-self.of // PAGE) - self.page + 1)

    @property
    def again(self) -> bool:
        """Whether it is no wonder that the next page brings people who were met before."""
        return self.round > 1 or self.page <= self.furthest

    def took(
        self,
        rows: int,
        new: int,
        repeated: int,
        total: int | None,
        same: bool,
        has_next: bool | None,
        at: float = 0.0,
    ) -> None:
        """Note what a page brought, and where to go on.

        Args:
            rows: how many rows it had.
            new: how many of those this walk had not met.
            repeated: how many it had.
            total: how many people the host says there are.
            same: whether it was the page before once more.
            has_next: whether the host says that another follows.
            at: when it came, in unix seconds.
        """
        self.calls += 1
        self.met += new
        self.found += new
        if new:
            self.stuck = 0
        elif self.page > self.furthest:
            self.stuck += 1
        if not self.again:
            self.twice += repeated
        before, self.total = self.total, total if total is not None else self.total
        fewer = max(0, (before or 0) - (self.total or 0))
        self.doubted = self.doubted or fewer > 0 or (self.at > 0 and at - self.at > _LONG)
        self.at = at
        read = self.page
        self.page += 1
        if read > self.furthest:
            self.furthest, self.backs = read, 0
        if fewer and self._may_go_back(read):
            self.backs += 1
            self.page = max(1, read - -(-fewer // PAGE))
        elif self._through(read, rows, same, has_next):
            self._end_round(goes_on=not same)

    def _may_go_back(self, read: int) -> bool:
        """Whether rows that have moved back over the end of a page are read once more, with all that follow: who moves to
        the front meanwhile pushes them on again.
        """
        return (
            self.round == 1 and read > 1 and self.backs < _BACKS and self.calls + self.pages_left < self._most
        )

    @property
    def _most(self) -> int:
        """How many calls it may take."""
        return max(_CALLS, 2 * -(-self.of // PAGE))

    def _through(self, read: int, rows: int, same: bool, has_next: bool | None) -> bool:
        """Whether a round is at its end."""
        if self.round > 1 and not self.missing and not self.doubted:
            return True
        if not rows or same or read >= PAGES or self._is_stuck:
            return True
        if self.total is not None:
            return self.page > -(-self.of // PAGE)
        return has_next is False or rows < PAGE

    @property
    def _is_stuck(self) -> bool:
        """Whether so many pages brought nobody new that the next won't either."""
        return self.stuck >= (_SURE if self.round > 1 and not self.missing else _STUCK)

    def _end_round(self, goes_on: bool) -> None:
        goes_on = goes_on and bool(self.found) and not self._is_stuck and self.calls < self._most
        if goes_on and (self.missing or self.doubted) and (self.total or 0) <= MOST:
            self.round, self.page, self.stuck, self.found, self.furthest = self.round + 1, 1, 0, 0, 0
            return
        self.whole = self.total is not None and not self.missing
        self.page = 0


def walk_of(db: Connection) -> PeopleWalk:
    """The last walk over the people in a copy."""
    row = db.execute("SELECT value FROM state WHERE key = 'walk'").fetchone()
    try:
        return msgspec.json.decode(row[0], type=PeopleWalk) if row else PeopleWalk()
    except msgspec.MsgspecError:
        return PeopleWalk()


def keep(db: Connection, walk: PeopleWalk) -> None:
    """Keep how far a walk has come.

    Args:
        db: the copy's database.
        walk: how far it has come.
    """
    db.execute("INSERT OR REPLACE INTO state VALUES ('walk', ?)", (msgspec.json.encode(walk).decode(),))
