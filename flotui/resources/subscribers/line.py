# SPDX-License-Identifier: MIT
"""The filter line of the subscribers while it is typed: what it narrows, and how it may go on.

The query language is imported when somebody types in the line: the list is there sooner.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.audience.query import AudienceQuery, QueryRefused, Term, parse, print_query
from flotui.repositories.rows import Rows
from flotui.repositories.source import RowSource
from flotui.text.phone_numbers import digits_of, narrowing, number_in

if TYPE_CHECKING:
    from flotui.audience.complete import Completion
    from flotui.audience.names import Names
    from flotui.workspace import Workspace

_FRESH = 5.0
"""Seconds for which names that were looked up for completing are taken again."""
_REFUSED = 60.0
"""Seconds for which the host isn't asked again for names that it didn't give."""


class PeopleLine:
    """The filter line of the subscribers."""

    def __init__(self) -> None:
        self._names: tuple[Workspace, float, Names] | None = None
        self._common: Mapping[str, tuple[str, ...]] = {}
        self._refused: tuple[Workspace | None, dict[str, float]] = (None, {})

    def words(self, text: str) -> tuple[str, ...] | None:
        """The words that a line says, where it says nothing else; None elsewhere."""
        if digits := narrowing(text):
            return (digits,)
        try:
            return words_of(parse(text))
        except QueryRefused:
            return None

    def whole(self, text: str) -> str:
        """What those have in them who are meant for certain: all digits of a number, where it is one."""
        return digits_of(number_in(text)).lstrip("0") or "".join(text.split())

    def finished(self, text: str) -> str:
        """A line that is being typed, without a condition at its end that isn't finished."""
        from flotui.audience.doubting import finished

        return finished(text)

    async def clear_part(self, workspace: Workspace, text: str) -> str | None:
        """A line, or all but its last condition: what can be read, so that the rows here tell for whom it holds."""
        from flotui.audience.answering import is_clear
        from flotui.audience.doubting import without_last

        for part in (text, without_last(text)):
            try:
                if not part or await is_clear(workspace, parse(part)):
                    return part
            except Malformed:
                continue
        return None

    async def narrowed(
        self, workspace: Workspace, rows: RowSource[object], text: str
    ) -> RowSource[object] | None:
        """The rows here that a line means; None while it can't be read, or only the host knows."""
        from flotui.audience.answering import loaded
        from flotui.audience.here import Here

        if not isinstance(rows, Rows | Here):
            return None
        try:
            return await loaded(workspace, rows, parse(text))
        except Malformed:
            return None

    async def everyone(self, workspace: Workspace) -> RowSource[object] | None:
        """Everyone, where the copy has everybody; else None."""
        from flotui.audience.answered import here_of

        return await here_of(workspace)

    async def read_since(self, workspace: Workspace, rows: RowSource[object] | None, begun: float) -> float:
        """Since when everyone was read elsewhere, where a list doesn't show that; 0 where it does."""
        from flotui.audience.keeping import has_copy

        if not has_copy(workspace):
            return 0.0
        from flotui.audience.answered import read_since

        return await read_since(workspace, rows, begun)

    async def freshen(self, workspace: Workspace) -> None:
        """Take in who has changed of everyone.

        Raises:
            FlochatError: when the host can't be had.
        """
        from flotui.audience.answered import freshen

        await freshen(workspace)

    async def complete(self, workspace: Workspace, text: str, cursor: int) -> Completion:
        """How the line may go on at the cursor, and what of it is in doubt."""
        from flotui.audience.complete import Completion, complete, key_at
        from flotui.audience.doubting import doubted, example, finished
        from flotui.audience.knowing import KEYS_OF, moment, names_of
        from flotui.audience.spoken_values import common_values, values_of

        names = await self._known(workspace)
        key = key_at(text, cursor)
        kinds = [kind for kind, keys in KEYS_OF.items() if key in keys]
        if any(getattr(names, kind) is None for kind in kinds) and self._may_ask(workspace, key):
            told = await names_of(workspace, (key,))
            if any(getattr(told, kind) is None for kind in kinds):
                self._refused[1][key] = time.monotonic()
            self._names = None
            names = await self._known(workspace)
        if not text.strip():
            return Completion(cursor, example=example(names))
        self._common = await common_values(workspace, text, cursor, names)
        names = replace(names, common=self._common)
        try:
            values = await values_of(workspace, parse(finished(text)), names)
        except QueryRefused:
            values = frozenset()
        known = replace(names, values=values)
        return doubted(complete(text, cursor, names), text, cursor, known, moment(workspace))

    def complete_now(self, text: str, cursor: int) -> Completion | None:
        """The same by the names that are in memory; None where none are."""
        from flotui.audience.complete import complete

        if self._names is None:
            return None
        return complete(text, cursor, replace(self._names[2], common=self._common))

    def printed(self, text: str) -> str:
        """The one form of what a line says; as it is where it can't be read."""
        try:
            return print_query(parse(text))
        except QueryRefused:
            return text

    def instead(self, text: str) -> str:
        """What may be meant where a line means nobody, as a question; empty where nothing else."""
        from flotui.audience.going_on import instead

        try:
            return instead(parse(text))
        except QueryRefused:
            return ""

    def _may_ask(self, workspace: Workspace, key: str) -> bool:
        """Whether the host is asked for the names of a key: not with each letter, where it doesn't give them."""
        if self._refused[0] is not workspace:
            self._refused = (workspace, {})
        at = self._refused[1].get(key)
        return at is None or time.monotonic() - at > _REFUSED

    async def _known(self, workspace: Workspace) -> Names:
        from flotui.audience.knowing import names_of

        known = self._names
        if known is None or known[0] is not workspace or time.monotonic() - known[1] > _FRESH:
            names = await names_of(workspace, ask=False)
            self._names = known = (workspace, time.monotonic(), names)
        return known[2]


def words_of(query: AudienceQuery) -> tuple[str, ...] | None:
    """The words of a query that says nothing else: none is negated, and each must be found. None for any other."""
    found = []
    for part in query.parts():
        if not isinstance(part, Term) or part.key or len(part.values) != 1:
            return None
        found.append(part.values[0])
    return tuple(found)


LINE = PeopleLine()
"""The one line: it keeps nothing but names."""
