# SPDX-License-Identifier: MIT
"""Finding by typing: one ranking for everything that is chosen by name.

What was typed is first looked for as it is: as the whole of a name, as its beginning, at the beginning of a
word, anywhere. Letters that are merely scattered in the right order come after all of those, and whoever
chooses knows by the rank that it is a guess. Accents, case and marks that nobody types make no difference.

Textual's own matcher (`textual.fuzzy`) enumerates every alignment recursively: some labels with repeated
letters take it seconds, and it keeps accents apart. This one finds one tight window per label, and lets a
compiled pattern throw out what can't match first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from flotui.text.fold import fold

_NUMBER = re.compile(r"[+(]{0,2}[0-9 ().+/-]{5,}")
"""What looks like a phone."""
_ENDING, _LEAST_DIGITS = 7, 5
"""How many digits at its end tell a phone, whatever codes come before them, and how many have to be typed."""
_SHORTEST_ID = 2
"""Letters from which the beginning of an id is looked for."""
_NAME_BEGINS = -1
"""The score of something of which a name begins so: among whole words after those that a label begins with."""
_UNORDERED = -98
"""The score of words that begin a name's words in another order: below every name that begins so as typed."""


class Rank(IntEnum):
    """How something answers to what was typed; the higher the better."""

    SCATTERED = 1
    """Its letters are there in this order, with others between them: a guess."""
    ID = 2
    """Its id begins so: a guess too, as ids are alike."""
    WORDS = 3
    """Each of the words is in it, in whatever order."""
    INSIDE = 4
    """It is in it, in the middle of a word or in what is only searched along."""
    WORD = 5
    """A word of it begins so."""
    PREFIX = 6
    """It begins so, or each of several words begins one of its: the parts of a name come in any order."""
    EXACT = 7
    """It is called so."""
    NAME = 8
    """Its alias or its id is this: nothing else can be meant."""


Rating = tuple[Rank, int]
"""How well a text fits, the higher the better: its rank, and its score among texts of that rank."""


def fold_map(text: str) -> tuple[str, list[int]]:
    """A text as it is compared, and for each of its characters the index in the text it came from."""
    pieces: list[str] = []
    origin: list[int] = []
    for index, one in enumerate(text):
        piece = fold(one)
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return "".join(pieces), origin


def folded_query(text: str) -> str:
    """What was typed, as it is compared: without spaces at the ends, and single ones within."""
    return " ".join(fold(text).split())


def same(one: str, other: str) -> bool:
    """Whether two names differ at most in how their accents are composed, and in spaces at the ends."""
    return unicodedata.normalize("NFC", one).strip() == unicodedata.normalize("NFC", other).strip()


@lru_cache(maxsize=64)
def _pattern(word: str) -> re.Pattern[str]:
    # From the start and past what is not the next letter: one way to match, so nothing to try again.
    return re.compile("".join(f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in word))


def _whole(words: str) -> re.Pattern[str]:
    """What finds words that are neither the beginning nor the end of longer ones; they are folded."""
    return re.compile(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])")


def _starts_word(text: str, index: int) -> bool:
    return index == 0 or not text[index - 1].isalnum()


def _align(word: str, text: str) -> list[int] | None:
    """Where the letters of a word are in a text, in one tight window; None when they don't.

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


def _contained(word: str, text: str, hit: list[int] | None) -> Rating | None:
    """How a word is in a text as it is; None when it isn't.

    Args:
        word: folded.
        text: folded.
        hit: takes the indexes of the characters that were hit, where they are wanted.
    """
    first = at = text.find(word)
    if at < 0:
        return None
    while at >= 0 and not _starts_word(text, at):
        at = text.find(word, at + 1)
    rank = Rank.INSIDE if at < 0 else Rank.WORD if at else Rank.PREFIX
    at = first if at < 0 else at
    if not at and len(word) == len(text):
        rank = Rank.EXACT
    if hit is not None:
        hit += range(at, at + len(word))
    return rank, -at


def _scattered(word: str, text: str, hit: list[int] | None) -> Rating | None:
    """The same for the letters of a word, in order."""
    places = _align(word, text)
    if places is None:
        return None
    starts = sum(_starts_word(text, place) for place in places)
    gaps = places[-1] - places[0] + 1 - len(places)
    if hit is not None:
        hit += places
    return Rank.SCATTERED, 40 * starts - min(gaps, 99) - min(places[0], 20)


def match(query: str, text: str, hit: list[int] | None = None) -> Rating | None:
    """How well what was typed fits a text; None when it doesn't.

    Several words may come in any order; each must be found.

    Args:
        query: folded.
        text: folded.
        hit: takes the indexes of the characters that were hit, where they are wanted.
    """
    found = _contained(query, text, hit)
    if found is not None:
        return found
    words = query.split()
    if len(words) > 1:
        parts = [_contained(word, text, hit) or _scattered(word, text, hit) for word in words]
        rated = [part for part in parts if part is not None]
        if len(rated) == len(parts):
            least = min(rank for rank, _ in rated)
            if least >= Rank.WORD:
                return Rank.PREFIX, _UNORDERED
            if least > Rank.SCATTERED:
                return Rank.WORDS, sum(rank for rank, _ in rated)
            return Rank.SCATTERED, sum(score for _, score in rated) // len(rated)
        if hit is not None:
            hit.clear()
    return _scattered(query, text, hit)


def hits(query: str, text: str) -> list[int]:
    """Which characters of a text, as it is shown, were hit.

    Args:
        query: folded.
        text: as it is shown.
    """
    folded, origin = fold_map(text)
    hit: list[int] = []
    match(query, folded, hit)
    return sorted({origin[place] for place in hit})


class FuzzyEntry(NamedTuple):
    """Something that can be found."""

    label: str
    """What it is called."""
    also: str = ""
    """Further words by which it is found: a phone, an e-mail address."""
    id: str = ""
    """Found when it is typed or pasted."""
    names: tuple[str, ...] = ()
    """What it can be called by instead: its aliases. One that is typed in full is taken before all else."""
    near: bool = False
    """Whether it comes before others that fit as well."""


class FuzzyMatch(NamedTuple):
    """One of the entries that fit."""

    at: int
    """Its index."""
    rank: Rank
    """How it answers to what was typed."""


class _Prepared:
    """An entry as it is compared."""

    __slots__ = ("also", "far", "id", "label", "length", "names")

    def __init__(self, entry: FuzzyEntry) -> None:
        self.label = folded_query(entry.label)
        self.also = folded_query(entry.also) if entry.also else ""
        self.id = entry.id.lower()
        self.names = tuple(fold(name) for name in entry.names)
        self.length = len(self.label)
        self.far = not entry.near

    def rate(self, query: str) -> Rating | None:
        """The rank and the score of what was typed; None when it doesn't fit."""
        if query == self.id or query in self.names:
            return Rank.NAME, 0
        rank, score = match(query, self.label) or (None, 0)
        if rank is None or rank < Rank.PREFIX:
            if any(name.startswith(query) for name in self.names):
                rank, score = Rank.PREFIX, _NAME_BEGINS
            elif self.also and (along := self._along(query)) is not None and along > (rank or 0):
                rank, score = along, -99
        if rank is None and len(query) >= _SHORTEST_ID and self.id.startswith(query):
            rank = Rank.ID
        return None if rank is None else (rank, score)

    def _along(self, query: str) -> Rank | None:
        """How what was typed is in what is searched along: never better than inside, but where it is all of it."""
        if query in self.also.split():
            return Rank.EXACT
        if _NUMBER.fullmatch(query):  # a phone, which may be kept in another form
            ending = re.sub(r"[^0-9]", "", query).lstrip("0")[-_ENDING:]
            if len(ending) >= _LEAST_DIGITS and ending in re.sub(r"[ ().+/-]", "", self.also):
                return Rank.INSIDE
        if query in self.also:
            return Rank.INSIDE
        words = query.split()
        if len(words) > 1 and all(word in self.label or word in self.also for word in words):
            return Rank.WORDS
        return None


class FuzzyIndex:
    """Entries prepared for searching, one keystroke after the other."""

    def __init__(self, entries: Iterable[FuzzyEntry]) -> None:
        """
        Args:
            entries: what is searched, in the order in which equals are shown.
        """
        self._entries: Sequence[FuzzyEntry] = tuple(entries)
        self._prepared: list[_Prepared] | None = None
        self._commands = any(entry.names for entry in self._entries)
        self._left: Sequence[int] = range(len(self._entries))
        self.query = ""
        """What was searched last, as it is compared."""

    def search(self, query: str) -> list[FuzzyMatch]:
        """The entries that fit, best first; equals keep the order they came in.

        Args:
            query: as it was typed. Nothing, or spaces, leave them all, as they came.
        """
        query = folded_query(query)
        if self._commands:  # an alias is typed as it is written down, too: `:tags`
            query = query.removeprefix(":").lstrip()
        before, self.query = self.query, query
        if not query:
            self._left = range(len(self._entries))
            return [FuzzyMatch(index, Rank.SCATTERED) for index in self._left]
        if self._prepared is None:
            self._prepared = [_Prepared(entry) for entry in self._entries]
        # Typing on can only narrow what fits, so what the last keystroke left is enough; but for ids, which
        # fewer letters don't find.
        narrows = len(before) >= _SHORTEST_ID and query.startswith(before)
        among = self._left if narrows else range(len(self._prepared))
        whole = _whole(query)
        found: list[tuple[int, int, bool, int, int, int]] = []
        for index in among:
            one = self._prepared[index]
            if (rated := one.rate(query)) is not None:
                rank, score = rated
                # A word that is there as a whole comes before longer ones that only begin so.
                near = Rank.WORD <= rank <= Rank.PREFIX
                ahead = near and (score == _NAME_BEGINS or whole.search(one.label) is not None)
                order = -2 * Rank.PREFIX - 1 if ahead else -2 * rank
                found.append((order, -score, one.far, one.length, index, rank))
        found.sort()
        self._left = sorted(index for *_, index, _ in found)
        return [FuzzyMatch(index, Rank(rank)) for *_, index, rank in found]
