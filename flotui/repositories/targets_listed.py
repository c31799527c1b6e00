# SPDX-License-Identifier: MIT
"""Rows that no operation reads alone: their list is looked through for them. Several bot fields at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from flotui.api.call import Call, Scalar
from flotui.api.catalogue import catalogue
from flotui.api.errors import BrokenReply
from flotui.api.exact import Json
from flotui.api.models.base import Model
from flotui.repositories.edit import Patch, Touch
from flotui.repositories.paging import PAGE
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.targets import Arguments, AskHost, Keys, Target, Values, arguments, items_of
from flotui.store.journal import Change

Query = Mapping[str, Scalar | None]
"""The host's filters and the page, by query parameter."""
Listing = Callable[[Arguments, Query], Call]
"""Makes the Call that lists rows, given a write's arguments and a query."""

_PAGES = 10
"""Pages that are looked through for a row."""


class ListedTarget(Keys):
    """Of a row that no operation reads alone: its list is asked for those of its name."""

    def __init__(self, kind: RowKind[Model], by: str, listing: Listing) -> None:
        """
        Args:
            kind: the kind of the row.
            by: the argument of the write that says which row.
            listing: makes the Call that lists them, beside that row.
        """
        super().__init__(kind, lambda given: listing(given, {}), lambda given: str(given[by]), fixed=(by,))
        takes = catalogue()[kind.list].names("query")
        self._listing, self._key = listing, kind.model.ID
        self._named_by = kind.named_by if kind.named_by in takes else ""

    async def read(self, ask: AskHost, call: Call, changes: Sequence[Change]) -> object:
        """The row among those of its name; among all where it isn't called so any more."""
        told = {each.path: each for each in changes}
        by = self._named_by
        name = str(told[by].before) if by in told else told["value"].name if "value" in told else ""
        if by and name:
            named = self._listing(arguments(call), {by: name, "limit": PAGE})
            if (found := self.found(call, (await ask(named)).data)) is not None:
                return found
        async for page in _pages(ask, lambda query: self._listing(arguments(call), query)):
            if (found := self.found(call, page)) is not None:
                return found
        return None

    def found(self, call: Call, data: object) -> object:
        """The row of that id among them."""
        rows = data if isinstance(data, list) else []
        return next((each for each in rows if self._is(each, self.row_id(call))), None)

    def _is(self, row: object, row_id: str) -> bool:
        return isinstance(row, Mapping) and str(row.get(self._key)) == row_id


async def _pages(ask: AskHost, listing: Callable[[Query], Call]) -> AsyncIterator[list[object]]:
    """The pages of a list, until one is not full.

    Raises:
        BrokenReply: at the end, where the host counts more rows than came: what wasn't among them may be there.
    """
    came = total = 0
    before: list[object] = []
    for page in range(1, _PAGES + 1):
        reply = await ask(listing({"limit": PAGE, "page": page}))
        rows = reply.data
        if not isinstance(rows, list):
            raise BrokenReply.to_a_read("The host's answer isn't a list.")
        if rows and rows == before:
            break
        came, total, before = came + len(rows), max(total, reply.total or 0), rows
        yield rows
        if len(rows) < PAGE:
            break
    if came < total:
        raise BrokenReply.to_a_read(
            f"{total - came:,} of the {total:,} rows that the host counts didn't come."
        )


class BotFields(Target):
    """Several bot fields in one call. Paths are their ids; the row is the list."""

    def __init__(self, kind: RowKind[Model]) -> None:
        """
        Args:
            kind: that of bot fields.
        """
        super().__init__(None, lambda _: Call.of(kind.list), lambda _: "")
        self._kind = kind

    async def read(self, ask: AskHost, call: Call, changes: Sequence[Change]) -> object:
        """The fields, as far as the list has them."""
        wanted = {each.path for each in changes}
        found: dict[str, object] = {}
        async for page in _pages(ask, lambda query: Call.of(self._kind.list, query=query)):
            found |= {
                str(each["var_ns"]): each for each in page if isinstance(each, Mapping) and "var_ns" in each
            }
            if wanted <= found.keys():
                break
        return [found[path] for path in wanted if path in found]

    def kept(self, row: Json) -> Sequence[tuple[RowKind[Model], Json]]:
        """Each field."""
        return [(self._kind, each) for each in row]

    def sets(self, call: Call, row: object = None) -> Values:
        """The new values by field."""
        return {str(each["var_ns"]): each["value"] for each in items_of(call)}

    def has(self, row: Json, path: str) -> object:
        """The field's value."""
        found = next((each for each in row if isinstance(each, Mapping) and each.get("var_ns") == path), {})
        return found.get("value")

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The call for these fields."""
        data = [
            {"var_ns": path, "value": "" if value is None else str(value)} for path, value in values.items()
        ]
        return Call.of(call.operation_id, body={"data": data})

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The fields with the new values."""
        new = {each.path: each.after for each in changes}
        return lambda row: [
            {**each, "value": new[each["var_ns"]]} if each.get("var_ns") in new else each for each in row
        ]

    def touches(self, call: Call, changes: Sequence[Change]) -> tuple[Touch, ...]:
        """The fields' rows."""
        return tuple(Touch(self._kind, each.path, _valued(each.after)) for each in changes)


def _valued(value: object) -> Patch:
    return lambda row: {**row, "value": value}
