"""Walking a list of any operation to its end, page by page, each row once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple

from flotui.api.call import Call, canonical
from flotui.api.catalogue import Operation
from flotui.api.errors import BrokenReply
from flotui.api.pacer import Purpose
from flotui.repositories.base import Sender
from flotui.repositories.logs import ById
from flotui.repositories.rows import Numbered, Pager

DEEP = frozenset({"flowBotUsers", "teamBotUsers"})
"""The lists that have 1,000 pages; the others have 100 (behaviour notes, 4)."""


class Step(NamedTuple):
    """One page of a walk."""

    rows: tuple[Any, ...]
    """Its rows that no page before had."""
    total: int | None
    """How many rows the host says there are."""
    next: str | None
    """Where the page after it begins; None after the last one."""


class Walk:
    """The pages of one list."""

    def __init__(self, call: Call) -> None:
        """
        Args:
            call: what is asked; a `page`, `start_id` or `limit` in it says where to begin and how wide.

        Raises:
            ValueError: when the operation has no pages.
        """
        operation = call.operation
        given = dict(call.query)
        self.parameter = "start_id" if "start_id" in operation.names("query") else "page"
        """The parameter that says where a page begins."""
        pager = pager_of(operation, given.get("limit"))
        if pager is None:
            raise ValueError(f"{operation.id} has no pages.")
        self._pager = pager
        rest = tuple(pair for pair in call.query if pair[0] != self.parameter)
        self._call = Call(call.operation_id, call.path, rest, call.body)
        self.position = given.get(self.parameter)
        """Where the page that is read next begins; None for the first."""
        self._seen: set[str] = set()

    @property
    def end(self) -> int:
        """The last page that the host serves."""
        return self._pager.pages if isinstance(self._pager, Numbered) else 0

    async def steps(self, send: Sender) -> AsyncIterator[Step]:
        """Read page after page, until the host has no more, or sends nothing new.

        Args:
            send: how the host is asked. Pages are asked for on the program's own behalf, so that the
                quota's reserve stays.

        Raises:
            Stopped: when only the reserve is left; `position` is where to go on.
            FlochatError: when a page can't be had.
        """
        while True:
            if self.position is None:
                asked = self._pager.first(self._call)
            else:
                asked = self._pager.after(self._call, self.position)
            reply = await send(asked, Purpose.BACKGROUND)
            found = reply.data
            if not isinstance(found, list):
                raise BrokenReply("The host's answer is no list.", advice="Ask for it without --paginate.")
            new = self._new(found)
            following = self._pager.next(self.position, found, reply.has_next is False) if new else None
            yield Step(tuple(new), reply.total, following)
            if following is None:
                return
            self.position = following

    def _new(self, rows: Sequence[Any]) -> list[Any]:
        key = _identity(rows)
        new = []
        for row in rows:
            identity = str(row[key]) if key is not None else canonical(row)
            if identity not in self._seen:
                self._seen.add(identity)
                new.append(row)
        return new


def pager_of(operation: Operation, limit: str | None = None) -> Pager | None:
    """How an operation's list goes on from page to page; None where it has no pages.

    Args:
        operation: which.
        limit: the rows a page, where the person said so.
    """
    names = operation.names("query")
    size = min(max(int(limit), 1), 100) if limit and limit.isdecimal() else 100
    if "start_id" in names:
        return ById(limit=size)
    if "page" in names:
        return Numbered(limit=size, pages=1000 if operation.id in DEEP else 100)
    return None


def _identity(rows: Sequence[Any]) -> str | None:
    """The key that tells one row from the next; None where only the whole row does.

    Figures by day and flow have a namespace id too, but not one of their own, so there has to be exactly
    one, and it must not repeat.
    """
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        return None
    names = [name for name in rows[0] if name.endswith("_ns") and name != "flow_ns"]
    for key in ("id", *(names if len(names) == 1 else ("user_ns",) if "user_ns" in names else ())):
        values = [str(row[key]) for row in rows if row.get(key) not in (None, "")]
        if len(values) == len(rows) == len(set(values)):
            return str(key)
    return None
