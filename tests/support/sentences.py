# SPDX-License-Identifier: MIT
"""Reads the words of `audience.sentence` back: what a form says of a query is what is asked."""

from __future__ import annotations

import re

from flotui.audience.query import AudienceQuery, Node, Term, all_of, any_of, negated
from flotui.audience.sentence import EVERYONE, FIELD, NEGATED, SIGNS, SOME, THOSE, WORDS

_QUOTED = re.compile(r"“((?:[^”\\]|\\.)*)”", re.DOTALL)


def read_sentence(text: str) -> AudienceQuery:
    """The query that words of `sentence` say.

    Raises:
        ValueError: when they aren't such words.
    """
    if text == EVERYONE:
        return AudienceQuery()
    if not text.startswith(SOME):
        raise ValueError(text)
    reader = _Reader(text, len(SOME))
    found = reader.level()
    if reader.at != len(text):
        raise ValueError(text[reader.at :])
    return AudienceQuery(found)


class _Reader:
    """Reads the words of a sentence."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at

    def level(self) -> Node:
        """Conditions joined by one word."""
        nodes = [self._one()]
        joint = ""
        while word := self._take(" and ") or self._take(" or "):
            if joint not in ("", word):
                raise ValueError(self._text[self.at :])
            joint = word
            nodes.append(self._one())
        found = any_of(nodes) if joint == " or " else all_of(nodes)
        assert found is not None
        return found

    def _one(self) -> Node:
        if self._take(f"not {THOSE}") or self._take("not "):
            return negated(self._one())
        for key, words in NEGATED.items():
            if self._take(f"{words} “", 1):
                return negated(Term(key, self._values()))
        if self._take("("):
            found = self.level()
            if not self._take(")"):
                raise ValueError(self._text[self.at :])
            return found
        if self._take(f"{FIELD} "):
            name = self._value()
            sign = next(sign for sign in sorted(SIGNS, key=_by_words) if self._take(f" {SIGNS[sign]} “", 1))
            return Term("field", self._values(), sign, name)
        for key in sorted(WORDS, key=lambda each: -len(WORDS[each])):
            if self._take(f"{WORDS[key]} “", 1):
                return Term(key, self._values())
        raise ValueError(self._text[self.at :])

    def _values(self) -> tuple[str, ...]:
        found = [self._value()]
        while self._take(" or “", 1):
            found.append(self._value())
        return tuple(found)

    def _value(self) -> str:
        found = _QUOTED.match(self._text, self.at)
        if found is None:
            raise ValueError(self._text[self.at :])
        self.at = found.end()
        return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)

    def _take(self, words: str, left: int = 0) -> str:
        """These words, where they are next; of which some signs at the end are left for what follows."""
        if not self._text.startswith(words, self.at):
            return ""
        self.at += len(words) - left
        return words


def _by_words(sign: str) -> int:
    return -len(SIGNS[sign])
