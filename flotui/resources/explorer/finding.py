# SPDX-License-Identifier: MIT
"""Finding an operation by typing: words over path, summary, group and id, the best first.

The ranking is that of all that is chosen by typing (`fuzzy`): an id or a path in full comes first, then whole
words, then beginnings, then anything within a word. Letters that are merely in order find nothing here: of
nearly every operation some are, and enter opens its form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flotui.api.catalogue import Operation
from flotui.text.fold import fold
from flotui.text.fuzzy import folded_query

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_NAME, _EXACT, _BEGINS, _INSIDE = 1000, 8, 6, 3
"""How much counts: the whole as a name; a word as a whole word, as the beginning of one, within one."""


def searched(operation: Operation) -> str:
    """What the filter line searches of an operation."""
    return f"{operation.method} {operation.path} {operation.summary} {operation.group} {operation.id}"


class OperationFinder:
    """Operations prepared for searching."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        """
        Args:
            operations: what is searched.
        """
        self._names = [_names(each) for each in operations]
        self._texts = [fold(searched(each)) for each in operations]
        self._words = [frozenset(_WORD.findall(fold(_CAMEL.sub(" ", searched(each))))) for each in operations]

    def find(self, query: str) -> list[int]:
        """The indexes of the operations that have every word, the best first.

        Args:
            query: as it was typed; nothing finds all of them, in their order.
        """
        query = folded_query(query)
        words = query.split()
        if not words:
            return list(range(len(self._texts)))
        rated = ((self._rate(at, query, words), at) for at in range(len(self._texts)))
        return [at for rating, at in sorted((-rating, at) for rating, at in rated if rating)]

    def _rate(self, at: int, query: str, words: Sequence[str]) -> int:
        if query in self._names[at]:
            return _NAME
        total = 0
        for word in words:
            found = self._rate_word(at, word)
            if not found:
                return 0
            total += found
        return total

    def _rate_word(self, at: int, word: str) -> int:
        if word in self._words[at]:
            return _EXACT
        if any(each.startswith(word) for each in self._words[at]):
            return _BEGINS
        return _INSIDE if word in self._texts[at] else 0


def _names(operation: Operation) -> frozenset[str]:
    """What an operation is called by: its id, its path with or without the method."""
    path = fold(operation.path)
    found = (fold(operation.id), path, path.strip("/"), f"{fold(operation.method)} {path}")
    return frozenset((*found, folded_query(operation.summary)))
