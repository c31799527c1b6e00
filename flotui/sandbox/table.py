# SPDX-License-Identifier: MIT
"""A small table: the rows of one kind, by id, in the order that the host lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flotui.sandbox.reply import Row, not_found


class Table:
    """Rows by id. An id is never given twice, so a row that is made again has a new one."""

    def __init__(
        self,
        what: str,
        key: str,
        rows: Iterable[Mapping[str, object]] = (),
        *,
        identify: Callable[[int], object] = int,
        first: int = 1,
    ) -> None:
        """Make a table.

        Args:
            what: what a row is called in a refusal, such as `Tag`.
            key: the column that holds the id, such as `tag_ns`.
            rows: what it starts with; ids are given in turn.
            identify: makes an id from a number.
            first: the number of the first id.
        """
        self.what = what
        self.key = key
        self._identify = identify
        self._next = first
        self._rows: dict[str, Row] = {}
        for row in rows:
            self.add(row)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, identity: object) -> bool:
        return str(identity) in self._rows

    def add(self, row: Mapping[str, object]) -> Row:
        """Keep a new row under a new id.

        Returns:
            The row as it is kept, with its id.
        """
        kept = {**row, self.key: self._identify(self._next)}
        self._next += 1
        self._rows[str(kept[self.key])] = kept
        return kept

    def rows(self) -> list[Row]:
        """All rows."""
        return list(self._rows.values())

    def ids(self) -> list[str]:
        """All ids, as text."""
        return list(self._rows)

    def get(self, identity: object) -> Row:
        """The row of that id, as it is kept.

        Raises:
            Refusal: 404 when there is none.
        """
        try:
            return self._rows[str(identity)]
        except KeyError:
            raise not_found(self.what) from None

    def called(self, name: object, key: str = "name") -> Row:
        """The first row of exactly that name.

        Raises:
            Refusal: 404 when there is none.
        """
        found = self.find(name, key)
        if found is None:
            raise not_found(self.what)
        return found

    def find(self, name: object, key: str = "name") -> Row | None:
        """The first row of exactly that name, or None."""
        return next((row for row in self._rows.values() if row.get(key) == str(name)), None)

    def update(self, identity: object, changes: Mapping[str, object], columns: Iterable[str]) -> Row:
        """Put new values in some columns of a row.

        Args:
            identity: the row's id.
            changes: the request's body: what is not one of the columns is left alone.
            columns: the columns that may be changed.

        Returns:
            The row as it is now.

        Raises:
            Refusal: 404 when there is none.
        """
        row = self.get(identity)
        row.update({name: changes[name] for name in columns if name in changes})
        return row

    def remove(self, identity: object) -> Row:
        """Drop a row.

        Raises:
            Refusal: 404 when there is none.
        """
        row = self.get(identity)
        del self._rows[str(identity)]
        return row
