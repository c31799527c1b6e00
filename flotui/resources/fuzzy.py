"""Fuzzy search over labels: forgiving about accents and gaps, strict about order, quick for thousands.

Textual's own matcher (`textual.fuzzy`) enumerates every alignment recursively: some labels with repeated
letters take it seconds, and it keeps accents apart. This one finds one tight window per label, and lets a
compiled pattern throw out what can't match first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe"})
"""Letters that Unicode doesn't decompose, though people type them without the stroke."""


def fold(text: str) -> str:
    """A text as it is compared: lower case, without accents.

    Args:
        text: what is to be searched, or searched for.
    """
    if text.isascii():
        return text.lower()
    # Combining marks go only where the base letter keeps its meaning: Latin, Greek, Cyrillic. In Indic
    # scripts and Arabic they are not class 0 either, but nobody types a word without them; dropping them
    # on both sides still compares like with like.
    found = unicodedata.normalize("NFKD", text)
    return "".join(one for one in found if not unicodedata.combining(one)).casefold().translate(_PLAIN)


def fold_map(text: str) -> tuple[str, list[int]]:
    """A text as it is compared, and for each of its characters the index in the text it came from."""
    pieces: list[str] = []
    origin: list[int] = []
    for index, one in enumerate(text):
        piece = fold(one)
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return "".join(pieces), origin


@lru_cache(maxsize=64)
def _pattern(word: str) -> re.Pattern[str]:
    # From the start and past what is not the next letter: one way to match, so nothing to try again.
    return re.compile("".join(f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in word))


def _starts_word(text: str, index: int) -> bool:
    return index == 0 or not text[index - 1].isalnum()


def _align(word: str, text: str) -> list[int] | None:
    """Where the letters of a word stand in a text, in one tight window; None when they don't.

    Args:
        word: folded, without spaces.
        text: folded.
    """
    found = _pattern(word).match(text)
    if found is None:
        return None
    places: list[int] = []
    index = found.end() - 1
    for letter in reversed(word):
        index = text.rindex(letter, 0, index + 1)
        places.append(index)
        index -= 1
    places.reverse()
    return places


def _rate(word: str, text: str) -> tuple[int, list[int]] | None:
    """How well one word fits, with the places of its letters."""
    at = text.find(word)
    if at >= 0:
        while not _starts_word(text, at):
            further = text.find(word, at + 1)
            if further < 0:
                at = text.find(word)
                break
            at = further
        places = list(range(at, at + len(word)))
        if len(word) == len(text):
            return 1000, places
        if at == 0:
            return 800, places
        return (600 if _starts_word(text, at) else 400) - min(at, 99), places
    found = _align(word, text)
    if found is None:
        return None
    starts = sum(_starts_word(text, place) for place in found)
    gaps = found[-1] - found[0] + 1 - len(found)
    return 100 + 40 * starts - min(gaps, 99) - min(found[0], 20), found


def match(query: str, text: str) -> tuple[int, list[int]] | None:
    """How well a query fits a text: the higher the better, and which characters it hit; None when not.

    Words may come in any order; each must be found, as letters in its own order.

    Args:
        query: folded.
        text: folded.
    """
    best = _rate(query, text)
    words = query.split()
    if len(words) < 2 or (best is not None and best[0] >= 400):
        return best
    score, places = 0, set[int]()
    for word in words:
        found = _rate(word, text)
        if found is None:
            return best
        score += found[0]
        places.update(found[1])
    # Below a hit of the whole query, above letters that are merely scattered in order.
    score = min(score // len(words), 390)
    if best is not None and best[0] >= score:
        return best
    return score, sorted(places)


def hits(query: str, text: str) -> list[int]:
    """Which characters of a text, as it is shown, a query hit.

    Args:
        query: folded.
        text: as it is shown.
    """
    folded, origin = fold_map(text)
    found = match(query, folded)
    return [] if found is None else sorted({origin[place] for place in found[1]})


class Index:
    """Labels prepared for searching, one keystroke after the other."""

    def __init__(self, labels: Sequence[str], ids: Sequence[str] = ()) -> None:
        """
        Args:
            labels: what is searched.
            ids: also found by typing or pasting one from its start, where given; as long as the labels.
        """
        self._labels = labels
        self._ids = ids
        self._folded: list[str] | None = None
        self._query = ""
        self._left: Sequence[int] = range(len(labels))

    def search(self, query: str) -> list[int]:
        """The labels that fit, best first; equals keep the order they came in.

        Args:
            query: as it was typed.
        """
        query = fold(query).strip()
        if not query:
            self._query, self._left = "", range(len(self._labels))
            return list(self._left)
        if self._folded is None:
            self._folded = [fold(label) for label in self._labels]
        # Typing on can only narrow what fits, so the labels left by the last keystroke are enough. A query
        # of several words may reorder them, but still needs every letter that the shorter one needed.
        # One letter is not enough for an id, so what it left out may still be found by its id.
        narrows = len(self._query) > (1 if self._ids else 0) and query.startswith(self._query)
        among = self._left if narrows else range(len(self._labels))
        found: list[tuple[int, int, int]] = []
        for index in among:
            folded = self._folded[index]
            rating = match(query, folded)
            if rating is not None:
                found.append((-rating[0], len(folded), index))
            elif self._ids and len(query) > 1 and self._ids[index].lower().startswith(query):
                found.append((-50, len(folded), index))
        found.sort()
        self._query = query
        self._left = sorted(index for _, _, index in found)
        return [index for _, _, index in found]
