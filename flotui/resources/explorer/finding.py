"""Finding an operation by typing: words over path, summary, group and id, the best first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flotui.resources.fuzzy import fold, match

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_EXACT, _BEGINS, _INSIDE, _SCATTERED = 8, 6, 3, 1
"""How much a word counts: as a whole word, as the beginning of one, within one, as letters in order."""


class Finder:
    """Texts prepared for searching."""

    def __init__(self, texts: Sequence[str]) -> None:
        """
        Args:
            texts: what is searched.
        """
        self._texts = [fold(text) for text in texts]
        self._words = [frozenset(_WORD.findall(fold(_CAMEL.sub(" ", text)))) for text in texts]

    def find(self, query: str) -> list[int]:
        """The indexes of the texts that have every word, the best first.

        Args:
            query: as it was typed.
        """
        words = fold(query).split()
        rated = ((self._rate(at, words), at) for at in range(len(self._texts)))
        return [at for rating, at in sorted((-rating, at) for rating, at in rated if rating)]

    def _rate(self, at: int, words: Sequence[str]) -> int:
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
        if word in self._texts[at]:
            return _INSIDE
        return _SCATTERED if match(word, self._texts[at]) is not None else 0
