# SPDX-License-Identifier: MIT
"""Finding rows of the cache by their words, and sorting them by what they hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from sqlite3 import Connection
from typing import TYPE_CHECKING

import msgspec

from flotui.api.exact import dumps, loads_own
from flotui.store import spoken
from flotui.store.kept import moment, unpacked
from flotui.text.fold import fold

if TYPE_CHECKING:
    from flotui.store.database import Database


_PLAIN = frozenset("bdfghjklmpqrtvwxBDFGHJKLMPQRTVWX0123456789 ")
"""Characters that stand in a row as they are typed: none has accents that many write and many leave out."""
_TESTED = 100
"""Rows that are tested between two looks at anything else."""


class Sort(msgspec.Struct, frozen=True):
    """Sort key: a path into the host's row."""

    path: str
    """The keys that lead to the value, separated by dots: `name`, `tags.0.name`."""
    among: tuple[str, str] | None = None
    """Where the path leads to a list of objects, which of them: a key, and what it must hold; `("", "")` for the one
    whose value is the least number."""
    value: str = "value"
    """Then, which key of that object."""
    unless: str = ""
    """The key of a flag that says, where it is off, that the row has no such value: `track_stock`."""
    down: bool = False
    """Whether the greatest comes first."""


class RowFinder:
    """Finds and sorts the cached rows of one profile."""

    def __init__(self, db: Database, profile: str) -> None:
        """
        Args:
            db: the cache's database.
            profile: the profile's id.
        """
        self._db = db
        self._profile = profile

    async def search(
        self,
        number: int,
        words: Sequence[str],
        links: Sequence[tuple[str, str]] = (),
    ) -> list[int]:
        """The numbers of a list's rows whose searchable text has every word, in the list's order.

        Args:
            number: the list's number.
            words: what the text must have.
            links: keys of the rows under which ids of other rows stand, each with the kind of those: their
                searchable text counts as well.
        """
        return await self._db.read(lambda db: self.members(db, number, words, links))

    def members(
        self, db: Connection, number: int, words: Sequence[str], links: Sequence[tuple[str, str]] = ()
    ) -> list[int]:
        """The same within other work with the database; all rows of the list where there are no words."""
        search = "JOIN search ON search.row = member.row " if words else ""
        tests, arguments = self._having(words, links)
        found = db.execute(
            f"SELECT member.row FROM member JOIN row ON row.number = member.row {search}"
            f"WHERE member.list = ? AND {tests} ORDER BY member.place",
            (number, *arguments),
        )
        return [row[0] for row in found]

    async def _numbers(self, sql: str, arguments: Sequence[object]) -> list[int]:
        return await self._db.read(lambda db: [row[0] for row in db.execute(sql, arguments)])

    async def _bodies(self, kind: str, sql: str, arguments: Sequence[object]) -> list[tuple[object, float]]:
        """The rows of a kind that a query finds, each with when it was read."""
        return await self._db.read(
            lambda db: [
                (unpacked(body, total, kind, row_id), moment(at))
                for row_id, body, total, at in db.execute(sql, arguments)
            ]
        )

    async def at_most(
        self, kind: str, key: str, number: float, limit: int = 1000
    ) -> list[tuple[object, float]]:
        """The rows of a kind whose number under a key is no greater, the least first, each with its time.

        Args:
            kind: the kind.
            key: the key.
            number: the greatest that counts.
            limit: how many are enough.
        """
        return await self._bodies(
            kind,
            "SELECT id, body, sum, fetched_at FROM (SELECT *, json_extract(body, ?) AS value FROM row "
            "WHERE profile = ? AND kind = ?) WHERE value IS NOT NULL AND value != '' "
            "AND CAST(value AS REAL) <= ? ORDER BY CAST(value AS REAL) LIMIT ?",
            (f"$.{key}", self._profile, kind, number, limit),
        )

    async def naming(self, kind: str, text: str, most: int, limit: int) -> list[object]:
        """Some rows of a kind that have a text somewhere, in whatever case, with its accents or without.

        Args:
            kind: the kind.
            text: the text; more rows may be found than have it, never fewer.
            most: how many rows are looked at.
            limit: how many are enough.
        """
        pattern = "".join(each if each in _PLAIN else "_" for each in text)
        found = await self._bodies(
            kind,
            "SELECT id, body, sum, fetched_at FROM (SELECT * FROM row WHERE profile = ? AND kind = ? LIMIT ?) "
            "WHERE body LIKE ? LIMIT ?",
            (self._profile, kind, most, f"%{pattern}%", limit),
        )
        return [row for row, _ in found]

    async def find(self, kind: str, words: Sequence[str], limit: int) -> list[object]:
        """The rows of a kind, from whatever list, whose searchable text has every word.

        Args:
            kind: the kind.
            words: what the text must have.
            limit: how many are enough.
        """
        tests, arguments = self._having(words, ())
        found = await self._bodies(
            kind,
            "SELECT id, body, sum, fetched_at FROM row JOIN search ON search.row = row.number "
            f"WHERE profile = ? AND kind = ? AND {tests} LIMIT ?",
            (self._profile, kind, *arguments, limit),
        )
        return [row for row, _ in found]

    async def spoken(self, words: Sequence[str], limit: int) -> list[tuple[str, object]]:
        """The messages of chats that have every word, the newest first; see `spoken.find`."""
        return await spoken.find(self._db, self._profile, words, limit)

    async def passing(
        self,
        number: int,
        kind: str,
        test: Callable[[object], bool],
        known: dict[int, tuple[int, bool]],
        order: Sequence[int] | None = None,
    ) -> list[int]:
        """The numbers of a list's rows that pass a test.

        Args:
            number: the list's number.
            kind: the kind of its rows.
            test: said of a row as it came, in the database's thread, some rows at a time.
            known: what it said of rows before, each with the sum of what that was; what is new is put in.
            order: numbers in the order that is wanted; as they are in the list by default.
        """
        sums: dict[int, int] = await self._db.read(
            lambda db: dict(
                db.execute(
                    "SELECT row.number, row.sum FROM member JOIN row ON row.number = member.row "
                    "WHERE member.list = ? ORDER BY member.place",
                    (number,),
                ).fetchall()
            )
        )
        new = [each for each, total in sums.items() if known.get(each, (None, False))[0] != total]
        for start in range(0, len(new), _TESTED):
            some = tuple(new[start : start + _TESTED])

            def judge(db: Connection, some: tuple[int, ...] = some) -> dict[int, tuple[int, bool]]:
                found = db.execute(
                    f"SELECT number, id, body, sum FROM row WHERE number IN ({', '.join('?' * len(some))})",
                    some,
                )
                return {
                    each: (total, test(unpacked(body, total, kind, its))) for each, its, body, total in found
                }

            known.update(await self._db.read(judge))
        return [each for each in (sums if order is None else order) if known.get(each, (0, False))[1]]

    async def distinct(self, kind: str, key: str, most: int) -> tuple[str, ...]:
        """The texts that rows of a kind have under a key, the commonest first.

        Args:
            kind: the kind.
            key: the key.
            most: how many rows are looked at.
        """
        found = await self._db.read(
            lambda db: db.execute(
                "SELECT json_extract(body, ?) AS v, count(*) FROM (SELECT body FROM row WHERE profile = ? AND kind = ? "
                "LIMIT ?) GROUP BY v ORDER BY 2 DESC",
                (f"$.{key}", self._profile, kind, most),
            ).fetchall()
        )
        return tuple(value for value, _ in found if isinstance(value, str) and value)

    def _having(self, words: Sequence[str], links: Sequence[tuple[str, str]]) -> tuple[str, list[str]]:
        """What tests that a row has every word, in its own text or in that of those it is about."""
        linked = " OR ".join(
            "EXISTS (SELECT 1 FROM row AS other JOIN search AS its ON its.row = other.number "
            "WHERE other.profile = row.profile AND other.kind = ? AND other.id = json_extract(row.body, ?) "
            "AND instr(its.text, ?) > 0)"
            for _ in links
        )
        test = f"(instr(search.text, ?) > 0{' OR ' if linked else ''}{linked})"
        arguments: list[str] = []
        folded = dict.fromkeys(map(fold, words))
        for word in folded:
            arguments.append(word)
            for key, kind in links:
                arguments += (kind, f"$.{key}", word)
        return spoken.all_hold([test] * len(folded)) or "1", arguments

    async def sorted(
        self,
        number: int,
        by: Sort,
        words: Sequence[str] = (),
        links: Sequence[tuple[str, str]] = (),
    ) -> list[int]:
        """The numbers of a list's rows that have every word, sorted; what is empty comes last.

        What looks like a number is sorted as one, before all texts; texts without regard to case and accents.

        Args:
            number: the list's number.
            by: by what.
            words: what the rows' searchable text must have.
            links: as for `search`.
        """
        if by.among is None:
            value, arguments = "json_extract(row.body, ?)", [f"$.{by.path}"]
        else:
            value, arguments = "among(row.body, ?, ?, ?, ?)", [by.path, *by.among, by.value]
        if by.unless:
            off = "coalesce(json_extract(row.body, ?), 1) IN (0, '0', 'false')"
            value, arguments = f"CASE WHEN {off} THEN NULL ELSE {value} END", [f"$.{by.unless}", *arguments]
        search = "JOIN search ON search.row = member.row" if words else ""
        tests, having = self._having(words, links)
        way = "DESC" if by.down else "ASC"
        number_like = "CAST(v AS TEXT) GLOB '[0-9]*' OR CAST(v AS TEXT) GLOB '-[0-9]*'"
        dated = "CAST(v AS TEXT) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]*'"
        return await self._numbers(
            # Materialized, or the value would be looked up for every mention in the order.
            f"WITH found AS MATERIALIZED (SELECT member.row AS number, member.place AS place, {value} AS v "
            f"FROM member JOIN row ON row.number = member.row {search} "
            f"WHERE member.list = ? AND {tests}) "
            f"SELECT number FROM found ORDER BY v IS NULL OR v = '', "
            f"CASE WHEN ({number_like}) AND NOT ({dated}) THEN CAST(v AS REAL) ELSE 1e300 END {way}, "
            f"fold(v) {way}, place",
            (*arguments, number, *having),
        )


def prepare(db: Connection) -> None:
    """Give a connection the functions that sorting needs."""
    db.create_function("fold", 1, _folded, deterministic=True)
    db.create_function("among", 5, _among, deterministic=True)


def _folded(value: object) -> str:
    """Text as it is sorted, for SQLite."""
    return "" if value is None else fold(str(value))


def _among(body: str, path: str, key: str, wanted: str, value: str) -> str | float | None:
    """What is in one of a list of objects, for SQLite, whose JSON functions take far longer."""
    found = loads_own(body)
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if not key:
        return _least(found, value)
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict) and each.get(key) == wanted:
            kept = each.get(value)
            return kept if isinstance(kept, (str, int, float)) or kept is None else dumps(kept)
    return None


def _least(found: object, value: str) -> float | None:
    """The least number under a key of a list of objects; None where none has one."""
    numbers = []
    for each in found if isinstance(found, list) else ():
        with suppress(TypeError, ValueError):
            numbers.append(float(each[value]) if isinstance(each, dict) and value in each else inf)
    return min((number for number in numbers if number < inf), default=None)
