# SPDX-License-Identifier: MIT
"""Walking a list of any operation to its true end, page by page, each row once."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import NamedTuple

from flotui.api.call import Call, canonical
from flotui.api.catalogue import Operation
from flotui.api.errors import BrokenReply
from flotui.api.exact import Json
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.repositories.base import Sender
from flotui.repositories.log_pages import LogPages
from flotui.repositories.paging import PAGE, Numbered
from flotui.repositories.seen import Seen

DEEP = frozenset({"flowBotUsers", "teamBotUsers"})
"""The lists that have 1,000 pages; the others have 100 (behaviour.md, Paging)."""
NO_LIST = "The host's answer isn't a list."
"""What is said of a page that has no rows."""
_MOST = re.compile(r"\b1(?:-| to )(\d[\d,]*)$")
"""How the contract says how many rows a page may have: `how many items to return, 1-1000`."""


class WalkPage(NamedTuple):
    """One page of a walk."""

    rows: tuple[object, ...]
    """Its rows that no page before had."""
    total: int | None
    """How many rows the host says there are: the most that any page so far has told."""
    next: str | None
    """Where the page after it begins; None after the last one."""


class Walk:
    """The pages of one list."""

    def __init__(
        self,
        call: Call,
        purpose: Purpose = Purpose.BACKGROUND,
        *,
        ahead: int = 1,
        rows_before: int | None = None,
    ) -> None:
        """
        Args:
            call: what is asked; a `page`, `start_id`, `end_time` or `limit` in it says where to begin and how wide.
            purpose: on whose behalf. On the program's own, the quota's reserve stays.
            ahead: how many pages are asked for at once, where it is known that they are there.
            rows_before: rows that an earlier walk has read; None for as many as are before a numbered page.

        Raises:
            ValueError: when the operation has no pages.
        """
        operation = call.operation
        given = dict(call.query)
        pager = pager_of(operation, given.get("limit"))
        if pager is None:
            raise ValueError(f"{operation.id} has no pages.")
        self._pager = pager
        self._purpose = purpose
        self._ahead = max(1, ahead)
        begins = "page" if isinstance(pager, Numbered) else "start_id" if pager.by_id else "end_time"
        rest = tuple(pair for pair in call.query if pair[0] != begins)
        self._call = Call(call.operation_id, call.path, rest, call.body)
        self.position = given.get(begins)
        """Where the page that is read next begins; None for the first."""
        self.count = 0
        """How many rows were given so far."""
        self.empty = 0
        """How many rows came as `null`: the host counts them, and says nothing of them. They are left out."""
        self.promised: int | None = None
        """How many rows the host says there are."""
        self.repeated = False
        """Whether it ended at a page that held nothing new, though more rows were promised or may be there."""
        self.oldest_first = False
        """Whether it ended because the list begins with its oldest rows, so that no newer ones can be asked for."""
        self._widest = 0
        """The most rows that a page had: a host may send fewer than it is asked for."""
        numbered = isinstance(pager, Numbered) and self.position is not None and self.position.isdecimal()
        self.rows_before = (
            rows_before
            if rows_before is not None
            else (int(self.position or 1) - 1) * pager.limit
            if numbered
            else 0
        )
        """Rows that were read before this walk."""
        self._key: str | None = None
        """The key that tells one row from the next, as the first page has it."""
        self._seen = Seen()
        self._asked: dict[str, asyncio.Task[Reply]] = {}

    @property
    def end(self) -> int:
        """The last page that the host serves; 0 where pages have no numbers."""
        return self._pager.pages if isinstance(self._pager, Numbered) else 0

    @property
    def limit(self) -> int:
        """How many rows a page is asked for."""
        return self._pager.limit

    @property
    def most(self) -> int:
        """The most rows that a page of this list may have."""
        return largest_page(self._call.operation)

    @property
    def missing(self) -> int:
        """How many of the promised rows did not come; those that came empty did."""
        return max(0, (self.promised or 0) - self.rows_before - self.count - self.empty)

    @property
    def complete(self) -> bool:
        """Whether, at its end, all rows came: only then is a row that didn't come known not to be there."""
        cut = self.promised is None and self.end > 0 and self.position == str(self.end)
        return not (self.missing or self.repeated or self.empty or cut)

    def place(self, position: str | None = None) -> dict[str, str]:
        """The arguments with which a walk goes on from a position; from where this one stopped by default."""
        at = position or self.position
        asked = self._pager.first(self._call) if at is None else self._pager.after(self._call, at)
        before = dict(self._call.query)
        return {name: value for name, value in asked.query if name != "limit" and before.get(name) != value}

    async def steps(self, send: Sender) -> AsyncGenerator[WalkPage, None]:
        """Read page after page, until the host has no more, or sends nothing new.

        Args:
            send: how the host is asked.

        Raises:
            Stopped: when only the reserve is left; `position` is where to go on.
            FlochatError: when a page can't be had.
        """
        try:
            while True:
                reply = await self._page(send, self.position)
                found = reply.data
                if not isinstance(found, list):
                    raise BrokenReply.to_a_read(NO_LIST)
                again = self._pager.again(self.position, found) if self._more else None
                if again is not None:
                    self.position = again
                    continue
                # A total below the rows of one page alone is none: some hosts say 0 beside a full page.
                if reply.total is not None and reply.total >= len(found):
                    self.promised = max(self.promised or 0, reply.total)
                rows = [row for row in found if row is not None]
                self.empty += len(found) - len(rows)
                new = self._new(rows)
                self.count += len(new)
                following = self._following(found, new, reply)
                if following is not None:
                    self._ask_ahead(send, following, len(found), reply)
                yield WalkPage(tuple(new), self.promised, following)
                if following is None:
                    return
                self.position = following
        finally:
            await self._forget()

    @property
    def _more(self) -> bool:
        """Whether the host may have rows that did not come yet."""
        return self.promised is None or self.missing > 0

    def _following(self, found: Sequence[object], new: Sequence[object], reply: Reply) -> str | None:
        """Where the next page begins; None at the end."""
        first, self._widest = not self._widest, max(self._widest, len(found))
        if first and self._begins_with_the_oldest(found):
            self.oldest_first = self.promised is None or self.missing > 0
            return None
        if found and all(row is None for row in found) and self.promised is not None:
            if not self.missing:
                return None  # no number of empty pages is more than was promised
        elif found and not new:
            enough = self.promised is not None and not self.missing
            other = self._pager.other_way(self.position, found) if not enough else None
            if other is not None:
                return other
            # Where the host goes back to its last page, that is shorter than those before it.
            numbered = isinstance(self._pager, Numbered)
            full = self._widest if numbered else self._pager.limit
            same = len(found) >= full or not self._pager.begins_at(self.position, found)
            self.repeated = not enough and (self.missing > 0 or same)
            return None
        return self._pager.next(self.position, found, self._is_last(found, reply), self._more)

    def _begins_with_the_oldest(self, found: Sequence[object]) -> bool:
        """Whether a first page that is full leaves out newer rows, which no `end_time` brings."""
        pager = self._pager
        return isinstance(pager, LogPages) and len(found) >= pager.limit and pager.rises(found)

    def _is_last(self, found: Sequence[object], reply: Reply) -> bool:
        """Whether the host's word that no page follows is to be believed: not beside rows that it still owes, nor
        after a full page where it doesn't say how many there are.
        """
        if reply.has_next is not False:
            return False
        full = len(found) >= self._pager.limit
        return not self.missing and not (self.promised is None and full)

    async def _page(self, send: Sender, position: str | None) -> Reply:
        task = self._asked.pop(position or "", None)
        if task is not None:
            return await task
        return await send(self._call_at(position), self._purpose)

    def _call_at(self, position: str | None) -> Call:
        return self._pager.first(self._call) if position is None else self._pager.after(self._call, position)

    def _ask_ahead(self, send: Sender, following: str, size: int, reply: Reply) -> None:
        """Ask for the next pages that must be there; what they bring is still taken in order."""
        if self._ahead == 1 or not isinstance(self._pager, Numbered) or self.promised is None or not size:
            return
        last = min(reply.last_page or -(-self.promised // size), self._pager.pages)
        first = int(following)
        for number in range(first, min(first + self._ahead, last + 1)):
            if str(number) not in self._asked:
                self._asked[str(number)] = asyncio.ensure_future(
                    send(self._call_at(str(number)), self._purpose)
                )

    async def _forget(self) -> None:
        """Give up what was asked ahead and is not needed."""
        tasks, self._asked = list(self._asked.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _new(self, rows: Sequence[Json]) -> list[Json]:
        """The rows that no page before had. Of rows that have no id, two on one page are two."""
        if self._key is None:
            self._key = _identity(rows, logged=isinstance(self._pager, LogPages))
        key = self._key if all(map(self._has_key, rows)) else None
        here: Counter[str] = Counter()
        new = []
        for row in rows:
            identity = str(row[key]) if key is not None else canonical(row)
            here[identity] = 1 if _has_id(row) else here[identity] + 1
            if self._seen.add(f"{here[identity]} {identity}"):
                new.append(row)
        return new

    def _has_key(self, row: object) -> bool:
        return isinstance(row, Mapping) and row.get(self._key) not in (None, "")


def pager_of(operation: Operation, limit: str | None = None) -> Numbered | LogPages | None:
    """How an operation's list goes on from page to page; None where it has no pages.

    Args:
        operation: which.
        limit: the rows a page, where the person said so; as many as the contract allows by default.
    """
    names = operation.names("query")
    most = largest_page(operation)
    size = min(max(int(limit), 1), most) if limit and limit.isdecimal() else most
    if "start_id" in names:
        return LogPages(size, by_id=True)
    if "page" in names:
        return Numbered(limit=size, pages=1000 if operation.id in DEEP else 100)
    if {"end_time", "limit"} <= set(names):
        return LogPages(size)
    return None


def worth(walk: Walk, page: WalkPage, requests: int, saved: int) -> bool:
    """Whether going on with a list, of pages of `PAGE` rows, takes no more requests than asking for each row instead.

    Args:
        walk: the list.
        page: its newest page.
        requests: what asking for those that aren't found takes.
        saved: what asking for those on the page would have taken. Of a list that doesn't say how many rows it has, a
            page that has saved nothing is the last one that is read.
    """
    if page.total is None:
        return page.next is None or saved > 0
    return -(-(page.total - walk.count) // PAGE) <= requests


def largest_page(operation: Operation) -> int:
    """The most rows that a page of an operation's list may have.

    Args:
        operation: which.
    """
    return next((_most(each.description) for each in operation.parameters if each.name == "limit"), 100)


def _most(description: str) -> int:
    found = _MOST.search(description)
    return int(found[1].replace(",", "")) if found else 100


def _has_id(row: object) -> bool:
    return isinstance(row, Mapping) and row.get("id") not in (None, "")


def _identity(rows: Sequence[Json], *, logged: bool) -> str | None:
    """The key that tells one row from the next; None where only the whole row does.

    Figures by day and flow have a namespace id too, but not one of their own, so there has to be exactly
    one, and it must not repeat.
    """
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        return None
    # What a log names by an id is what its rows are about, not the rows.
    names = [name for name in rows[0] if name.endswith("_ns") and name != "flow_ns"] if not logged else []
    for key in ("id", *(names if len(names) == 1 else ("user_ns",) if "user_ns" in names else ())):
        values = [str(row[key]) for row in rows if row.get(key) not in (None, "")]
        if len(values) == len(rows) == len(set(values)):
            return str(key)
    return None
